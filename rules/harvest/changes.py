"""From tables of keys at each release to rows of a product file: what left the table, what the table itself calls deprecated or without effect, what has
another default.

A table is {key: facts}; the facts that count are `deprecated` and `ignored` (known, without effect), `default` and `use`."""

import re

from sources import version_key


def tables_of(source, versions, read):
    """[(version, table)] of the releases where `read(ref)` finds something."""
    tables = []
    for version, ref in versions:
        table = read(ref)
        if table:
            tables.append((version, table))
    return tables


def life(tables, key):
    """Of one key: (since, deprecated, ignored, removed), each a version or None. What comes back was never gone."""
    start = tables[0][0]
    since = deprecated = ignored = removed = None
    for version, table in tables:
        if key not in table:
            removed = removed or (version if since else None)
            continue
        facts, removed = table[key], None
        since = since or version
        deprecated = (deprecated or version) if facts.get("deprecated") or facts.get("ignored") else None
        ignored = (ignored or version) if facts.get("ignored") else None
    return (None if since == start else since), deprecated, ignored, removed


def rows_of(tables, source, uses=None, more=None, key_of=str, ignored_reaction="warn"):
    """Rows of what was removed or deprecated. `uses`: {key: replacement}; `more`: {key: other fields}."""
    rows = []
    for key in sorted({key for _, table in tables for key in table}):
        since, deprecated, ignored, removed = life(tables, key)
        row = {"key": key_of(key), "source": source}
        if since and since not in (ignored, deprecated):
            row["since"] = since
        if removed:
            row["removed"] = removed
            if deprecated and version_key(deprecated) < version_key(removed):
                row["deprecated"] = deprecated
        elif ignored:
            row.update(removed=ignored, unknown_key=ignored_reaction)
            if deprecated and version_key(deprecated) < version_key(ignored):
                row["deprecated"] = deprecated
        elif deprecated:
            row["deprecated"] = deprecated
        else:
            continue
        last = next(table[key] for _, table in reversed(tables) if key in table)
        use = (uses or {}).get(key) or last.get("use")
        if use:
            row["use"] = use
        row.update((more or {}).get(key, {}))
        rows.append(row)
    return rows


WORDS = {"true": "yes", "on": "yes", "false": "no", "off": "no", "empty": "", "none": "", "null": ""}
UNITS = {"": 1, "s": 1, "second": 1, "seconds": 1, "m": 60, "minutes": 60, "h": 3600, "d": 86400, "kb": 1024, "mb": 1024**2}


def same(was, now):
    """Do two texts say the same default? 120.000 is 120s, and 2m; FALSE is no."""

    def plain(text):
        text = re.sub(r",\s+", ",", text.strip().strip('"').lower())
        text = WORDS.get(text, text)
        match = re.fullmatch(r"(-?\d+(?:\.\d+)?) ?([a-z]*)", text)
        if not match or match.group(2) not in UNITS:
            return text
        return float(match.group(1)) * UNITS[match.group(2)]

    return plain(was) == plain(now)


def default_rows(tables, source, more=None, key_of=str, usable=None):
    """Rows of defaults that changed while the key was there. `usable(text)` says whether a default can be told in a word."""
    rows, known = [], {}
    for version, table in tables:
        for key, facts in table.items():
            default = facts.get("default")
            if default is None or (usable and not usable(default)):
                continue
            if key in known and not same(known[key], default) and not facts.get("ignored"):
                rows.append({"key": key_of(key), "id": f"{key_of(key)}-default-{version}", "default": [known[key], default], "changed": version, "source": source,
                             **(more or {}).get(key, {})})
            known[key] = default
    return rows


def first_of_lines(versions, parts=2):
    """Of [(version, tag)] in order the first of each line: {"3.4": tag}."""
    lines = {}
    for version, tag in versions:
        lines.setdefault(".".join(version.split(".")[:parts]), tag)
    return lines


def keywords(source, ref, is_file, pattern):
    """The table of what `pattern` finds: its first group is the name, its group `default`, where it has one, the default."""
    table = {}
    for path in source.files(ref):
        if not is_file(path):
            continue
        for match in pattern.finditer(source.read(ref, path) or ""):
            table.setdefault(match.group(1), {"default": match.groupdict().get("default")})
    return table


def with_other_value(rows, names):
    """Of rows of these names what is written instead takes another value, or stands elsewhere: the name alone must not be exchanged. `names`: a set, or a test."""
    for row in rows:
        key = row["key"][0] if isinstance(row["key"], list) else row["key"]
        if row.get("use") and not row.get("note") and not row.get("fix") and (names(key) if callable(names) else key in names):
            uses = row["use"] if isinstance(row["use"], list) else [row["use"]]
            row["fix"] = f"Write {' and '.join(f'`{use}`' for use in uses)} instead; the value is written in another way."
    return rows
