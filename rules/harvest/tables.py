"""From tables of keys at each release to rows: what left a table was removed, and a table that drops entries after a removal is read at all of them."""

import re


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


def short_names(versions):
    """[(version, tag)] with 2.3 for 2.3.0: all releases, so that what came with a patch of 2.2 and was gone in 2.3.0 is seen."""
    return [(re.sub(r"^(\d+\.\d+)\.0$", r"\1", version), tag) for version, tag in versions]


def ini_lines(text, section_line, key_line):
    """(section, match of `key_line`) of the lines of a sample in the form of INI. Both are regular expressions, so that what is commented out may count."""
    section = ""
    for line in text.splitlines():
        match = section_line.match(line)
        if match:
            section = match.group(1)
            continue
        match = key_line.match(line)
        if match:
            yield section, match


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


NUMBER = re.compile(r"^(-?\d+(?:\.\d+)?) ?([A-Za-z]*)$")
TIMES = {"ms": 1, "milli": 1, "millis": 1, "s": 1000, "sec": 1000, "second": 1000, "seconds": 1000, "min": 60000, "m": 60000, "minute": 60000, "minutes": 60000,
         "h": 3600000, "hour": 3600000, "hours": 3600000, "d": 86400000, "day": 86400000, "days": 86400000}
SIZES = {"b": 1, "bytes": 1, "k": 1024, "kb": 1024, "m": 1 << 20, "mb": 1 << 20, "g": 1 << 30, "gb": 1 << 30, "t": 1 << 40}


def is_same_value(was, now):
    """30 and 30s, 1000 and 1000ms, 5 min and 5 minutes, 256k and 256kb, a,b and b,a, true and True, 30 and 30.0 say the same."""
    one, other = NUMBER.match(was), NUMBER.match(now)
    if not (one and other):
        return sorted(re.split(r"\s*,\s*", was.lower())) == sorted(re.split(r"\s*,\s*", now.lower()))
    units = [match.group(2).lower() for match in (one, other)]
    for table in (TIMES, SIZES):
        if all(unit in table for unit in units):
            return float(one.group(1)) * table[units[0]] == float(other.group(1)) * table[units[1]]
    return float(one.group(1)) == float(other.group(1)) and (units[0] == units[1] or "" in units)


def default_rows(changes, source, longest=80, gone=(), **fields):
    """Rows for changes of defaults: [(key, version, was, now)]; what differs only in writing, or is too long to say, is left out, and so are keys that are
    gone today: nobody is to set them. What two releases of one line change is one change."""
    merged = {}
    for key, version, was, now in changes:
        merged[key, version] = (key, version, merged[key, version][2] if (key, version) in merged else was, now)
    changes = merged.values()
    kept = [change for change in changes if change[0] not in gone and not is_same_value(*change[2:]) and max(len(change[2]), len(change[3])) <= longest and "\n" not in change[2] + change[3]]
    counted = [key for key, *_ in kept]
    return [{"key": key, "id": f"{key}-default{f'-{version}' if counted.count(key) > 1 else ''}", "changed": version, "default": [was, now], "source": source, **fields}
            for key, version, was, now in kept]
