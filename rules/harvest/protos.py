"""Messages of protocol buffers: their fields, with what is marked as deprecated."""

import re

TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*', re.S)
PIECE = re.compile(r"\b(message|enum|oneof|service|extend)\s+(\w+)\s*\{|\{|\}|([^;{}]+);")
FIELD = re.compile(r"\s*(?:repeated\s+|optional\s+)?(map\s*<[^>]*>|[\w.]+)\s+(\w+)\s*=\s*\d+\s*(\[.*)?", re.S)


def fields_of(text):
    """{(message, field as it is declared, or as json_name says): (type, is it deprecated)}. Enumerations are left out."""
    names = re.findall(r'json_name\s*=\s*"([^"]+)"', text)
    text = TOKEN.sub(lambda match: match.group(0) if match.group(0).startswith('"') and match.group(0)[1:-1] in names else '""' if match.group(0)[0] == '"' else " ", text)
    found, stack = {}, []
    for piece in PIECE.finditer(text):
        if piece.group(1):
            stack.append((piece.group(1), piece.group(2)))
        elif piece.group(0) == "{":
            stack.append(("", ""))
        elif piece.group(0) == "}":
            if stack:
                stack.pop()
        else:
            field = FIELD.match(piece.group(3))
            messages = [name for kind, name in stack if kind == "message"]
            if not field or not messages or any(kind in ("enum", "service", "extend") for kind, _ in stack):
                continue
            options = field.group(3) or ""
            written = re.search(r'json_name\s*=\s*"([^"]+)"', options)
            found[messages[-1], written.group(1) if written else field.group(2)] = (field.group(1).split(".")[-1], "deprecated" in options)
    return found


def spellings(name):
    """A name as YAML may have it: as it is declared, and in the mixed case of JSON."""
    mixed = camel(name)
    return name if mixed == name else [mixed, name]


def camel(name):
    return re.sub(r"_([a-z0-9])", lambda match: match.group(1).upper(), name)


def paths_of(fields, root):
    """{path: is it deprecated} of all that can be written below a message; paths are tuples, [] stands for nothing: lists are not told apart."""
    children = {}
    for (message, field), facts in fields.items():
        children.setdefault(message, []).append((field, *facts))
    found = {}

    def walk(message, path, seen):
        for field, kind, deprecated in children.get(message, ()):
            at = (*path, field)
            found[at] = deprecated
            if kind in children and kind not in seen:
                walk(kind, at, seen | {kind})

    walk(root, (), {root})
    return found
