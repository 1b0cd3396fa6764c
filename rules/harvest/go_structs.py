"""Structs of Go sources whose tags name keys of a configuration: a table of paths, from a struct down through those that its fields have as their types."""

import re

STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.M | re.S)
FIELD = re.compile(r"^\s*(\w+)\s+([\w.*\[\]{}]+(?:\[[\w.*]+\][\w.*]+)?)?\s*`([^`]*)`")
EMBEDDED = re.compile(r"^\s*\*?(?:\w+\.)?(\w+)(?:\s+`([^`]*)`)?\s*$")
ABSENT = ("", "-", "-,")


def structs_of(texts):
    """{name of a struct: its body} of all texts; of two of one name the first."""
    found = {}
    for text in texts:
        for name, body in STRUCT.findall(text):
            found.setdefault(name, body)
    return found


def fields_of(body, tags):
    """[(key, type, words of its comment)] of one struct. `tags`: the names of tags that name keys, the first one found counts."""
    comment = ""
    for line in body.splitlines():
        stripped = line.strip()
        if stripped.startswith("//"):
            comment += " " + stripped[2:]
            continue
        match = FIELD.match(line)
        if match:
            told = dict(re.findall(r'(\w+):"([^"]*)"', match.group(3)))
            tag = next((told[name] for name in tags if told.get(name)), "")
            key = next((part for part in tag.split(",") if part and not part.startswith("alias:")), "")
            if tag.endswith(",squash") or ",squash" in tag:
                yield "", match.group(2) or match.group(1), ""
            elif key not in ABSENT and not {"unusedKeys", "decodedFields", "key", "label", "remain", "body"} & set(tag.split(",")[1:]) and tag.split(",")[0]:
                yield key, match.group(2) or "", comment + " " + line.partition("//")[2]
        elif EMBEDDED.match(line) and stripped:
            yield "", EMBEDDED.match(line).group(1), ""
        comment = ""


def table_of(structs, root, tags, depth=8):
    """{path: {"deprecated": bool, "words": its comment}} of the keys below a struct; the parts of a path are joined by slashes."""
    table = {}

    def walk(name, path, left):
        if name not in structs or not left:
            return
        for key, kind, words in fields_of(structs[name], tags):
            inner = re.findall(r"\w+", kind)[-1:] or [""]
            if not key:
                walk(inner[0], path, left - 1)
                continue
            table.setdefault("/".join((*path, key)), {"deprecated": bool(re.search(r"\bdeprecated\b", words, re.I)), "words": words})
            walk(inner[0], (*path, key), left - 1)

    walk(root, (), depth)
    return table
