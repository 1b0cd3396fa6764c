"""From tables of keys at each release to rows: what left a table was removed, and a table that drops entries after a removal is read at all of them."""


def removals(tables, first=None):
    """tables: [(version, keys)] in order. {key: (since or None, removed)} of the keys that are gone at the end. `since` is None where the first table has it.
    A key that comes back counts as never gone."""
    seen, last, gone = {}, {}, {}
    for version, keys in tables:
        for key in keys:
            seen.setdefault(key, version)
            last[key] = version
            gone.pop(key, None)
        for key in seen:
            if key not in keys and key not in gone:
                gone[key] = version
    start = tables[0][0] if tables else None
    return {key: (None if seen[key] == start else seen[key], removed) for key, removed in gone.items()}


def defaults(tables):
    """tables: [(version, {key: default})] in order. [(key, version, was, now)] for every change of a default while the key was there."""
    changes, known = [], {}
    for version, keys in tables:
        for key, default in keys.items():
            if key in known and known[key] != default and known[key] is not None and default is not None:
                changes.append((key, version, known[key], default))
        known = dict(keys)
    return changes


def line_of(version, parts=2):
    """The release line: 3.4.1 of two parts is 3.4."""
    return ".".join(version.split(".")[:parts])


def firsts(versions, parts=2):
    """Of [(version, tag)] the first of each line, so that a change between 3.4.0 and 3.5.0 is one of 3.5: [(line, tag)]. Changes inside a line are then
    told of the next one; read all tags where they matter."""
    found = {}
    for version, tag in versions:
        found.setdefault(line_of(version, parts), tag)
    return list(found.items())


def call_arguments(text):
    """The arguments of a call in C, Go or Java whose opening bracket was just read, as they are written."""
    found, depth, start, quoted = [], 0, 0, False
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            if depth == 0:
                return found + [text[start:i].strip()]
            depth -= 1
        elif c == "," and depth == 0:
            found.append(text[start:i].strip())
            start = i + 1
    return found
