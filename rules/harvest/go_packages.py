"""Structs of Go whose tags say under which names the fields are read: every path of a configuration, from the type that it starts with.

    paths(source, ref, ["common"], ("common", "Config"), tag="toml")  ->  {("runners", "docker", "image"): {...}}

Embedded structs count as their fields, lists and maps of structs as the struct."""

import re

STRUCT = re.compile(r"^type (\w+) struct \{$(.*?)^\}", re.M | re.S)
ALIAS = re.compile(r"^type (\w+) (?:= )?((?:\*|\[\]|map\[\w+\])*[\w.]+)$", re.M)
FIELD = re.compile(r"^\s*(?:([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s+)?([*\[\]\w.]+(?:\[[\w.]+\][*\[\]\w.]*)?)\s*(?:`([^`]*)`)?\s*(?://.*)?$")
IMPORT = re.compile(r'^\s*(?:import\s+)?(\w+\s+)?"([^"]+)"\s*$', re.M)
TAG = re.compile(r'(\w+):"((?:[^"\\]|\\.)*)"')


def package_of(target):
    """The name of an imported package: the last part of its path that is no version."""
    parts = [part for part in target.split("/") if not re.fullmatch(r"v\d+", part)]
    return parts[-1] if parts else target


class Structs:
    def __init__(self, source, ref, folders):
        self.fields, self.aliases, self.imports = {}, {}, {}
        files = [path for path in source.files(ref, *folders) if path.endswith(".go") and not path.endswith("_test.go")]
        for path, text in source.read_all(ref, files):
            folder = path.rpartition("/")[0]
            names = self.imports.setdefault(folder, {})
            for alias, target in IMPORT.findall(text):
                names[alias.strip() or package_of(target)] = target
            for name, target in ALIAS.findall(text):
                self.aliases[folder, name] = target
            for name, body in STRUCT.findall(text):
                self.fields[folder, name] = list(self._fields(folder, name, re.sub(r"/\*.*?\*/", "", body, flags=re.S).splitlines()))

    def _fields(self, folder, owner, lines):
        comment, lines = [], iter(lines)
        for line in lines:
            line = re.sub(r"^(\s*\w+\s+)(?:\*|\[\])?struct\s*\{\s*([\w.]+)\s*\}", r"\1\2", line)  # a struct of one embedded struct is that one
            inner = re.match(r"^\s*(\w+)\s+(?:\*|\[\])?struct \{$", line)
            if inner:
                name, body, depth = f"{owner}__{inner.group(1)}", [], 1
                while depth:
                    line = next(lines)
                    depth += line.count("{") - line.count("}")
                    body.append(line)
                self.fields[folder, name] = list(self._fields(folder, name, body[:-1]))
                line = f"{inner.group(1)} {name} {body[-1].strip().lstrip('}')}"
            if line.strip().startswith("//"):
                comment.append(line.strip("/ \t"))
                continue
            match = FIELD.match(line)
            if match and line.strip():
                names = [name.strip() for name in (match.group(1) or "").split(",")] if match.group(1) else [""]
                for name in names:
                    yield name, match.group(2), dict(TAG.findall(match.group(3) or "")), " ".join(comment)
            comment = []

    def resolve(self, folder, type_name, depth=0):
        """The struct that a type names, as a key of `fields`, or None."""
        name = re.sub(r"^(?:\*|\[\w*\]|map\[[\w.]+\])+", "", type_name)
        if "." in name:
            package, _, name = name.partition(".")
            target = self.imports.get(folder, {}).get(package, package)
            folders = [other for other, _ in self.fields if target.endswith("/" + other) or target == other] or \
                      [other for other, _ in self.fields if other.rpartition("/")[2] == package_of(target)]
            folder = max(folders, key=len, default=None)
        if (folder, name) in self.aliases and depth < 4:
            return self.resolve(folder, self.aliases[folder, name], depth + 1)
        return (folder, name) if (folder, name) in self.fields else None


def paths(structs, root, tag="toml", untagged=False, named=None):
    """{path: facts}: `type`, `tags`, `comment`. `untagged`: fields without a tag are read by their own name; `named(structs, home, path, field)` may say how."""
    found = {}

    def walk(home, prefix, seen):
        for name, type_name, tags, comment in structs.fields.get(home, ()):
            key = tags.get(tag, "").split(",")[0]
            inner = structs.resolve(home[0], type_name)
            if key == "-":
                continue
            if not key and (not name or ",inline" in tags.get(tag, "") or ",squash" in tags.get(tag, "")):
                if inner and inner not in seen:
                    walk(inner, prefix, seen + (inner,))
                continue
            if not key:
                if not untagged or not name[:1].isupper():
                    continue
                key = name
            path = prefix + (key,)
            found[path] = {"type": type_name, "tags": tags, "comment": comment}
            if inner and inner not in seen:
                walk(inner, path, seen + (inner,))

    walk(root, (), (root,))
    return found
