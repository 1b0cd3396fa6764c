"""ClickHouse: the tables that the server itself has of its settings, their obsolescence and the history of their defaults.

The checkout is a folder of releases, `clickhouse-26.9` and so on, with what `clickhouse local` answers in the format TSV:
  settings.tsv             SELECT name, is_obsolete, default FROM system.settings
  merge_tree_settings.tsv  SELECT name, is_obsolete, value FROM system.merge_tree_settings
  server_settings.tsv      SELECT name, is_obsolete, default FROM system.server_settings
  changes.tsv              SELECT type, version, arrayJoin(changes) FROM system.settings_changes   (of the newest alone)"""

import re

from sources import version_key
from tables import removals

SOURCES = ["ClickHouse/ClickHouse"]

PLACES = {"settings.tsv": "**/profiles/*", "merge_tree_settings.tsv": "**/merge_tree", "server_settings.tsv": ["clickhouse", "yandex", ""]}
KINDS = {"Session": "settings.tsv", "MergeTree": "merge_tree_settings.tsv"}
CHANGE = re.compile(r"\('((?:[^'\\]|\\.)*)','((?:[^'\\]|\\.)*)','((?:[^'\\]|\\.)*)','(.*)")
NEW = re.compile(r"(?i)^\W*((a|added|add) )*(new )?(setting|option|parameter|session setting|mergetree setting)\b|^\W*(new|add|added|introduc\w*|support)\b|\bnew setting\b|newly added|^\W*was (added|introduced)|^\W*enable (new|experimental)")


def table(clickhouse, ref, file):
    found = {}
    for line in (clickhouse.read(ref, file) or "").splitlines():
        parts = line.split("\t")
        if len(parts) >= 2:
            found[parts[0]] = parts[1] == "1"
    return found


def obsolete_rows(tables, place):
    """What became obsolete between two of the releases is told of the later one; what the first has as such already has no date."""
    found = {}
    for version, names in tables[1:]:
        for name, is_obsolete in names.items():
            if is_obsolete and name not in found and not tables[0][1].get(name):
                if any(name in earlier and not earlier[name] for _, earlier in tables):
                    found[name] = {"key": name, "in": place, "deprecated": version, "note": "it does nothing any more"}
    for name, (_, removed) in removals([(version, set(names)) for version, names in tables]).items():
        row = found.setdefault(name, {"key": name, "in": place})
        row["removed"] = removed
        if "deprecated" not in row:
            row.pop("note", None)
    return list(found.values())


def rows(clickhouse):
    releases, found = clickhouse.versions(r"v(\d+\.\d+)"), []
    by_file = {}
    for file, place in PLACES.items():
        tables = [(version, table(clickhouse, tag, file)) for version, tag in releases]
        by_file[file] = [(version, names) for version, names in tables if names]
        rows_of = obsolete_rows(by_file[file], place)
        if file == "server_settings.tsv":
            rows_of = [row for row in rows_of if not row.get("removed") or row.get("deprecated")]
        found += rows_of
    seen = set()
    for line in (clickhouse.read(releases[-1][1], "changes.tsv") or "").splitlines():
        kind, version, change = line.split("\t", 2)
        name, was, now, why = CHANGE.match(change).groups()
        tables = by_file[KINDS[kind]]
        before = [names for at, names in tables if version_key(at) < version_key(version)]
        known = name in before[-1] if before else not NEW.search(why)
        after = [names for at, names in tables if version_key(at) >= version_key(version)]
        gone = after and after[0].get(name, True)
        if was == now or not known or gone or len(was) + len(now) > 160 or (name, version) in seen:
            continue
        seen.add((name, version))
        prefix = "merge-tree-" if kind == "MergeTree" else ""
        found.append({"key": name, "id": f"{prefix}{name}-default-{version}", "in": PLACES[KINDS[kind]], "changed": version, "default": [was, now]})
    taken = set()
    for row in found:
        if "id" not in row:
            if row["key"] in taken:
                row["id"] = f"{row['key']}-{'server' if isinstance(row['in'], list) else 'merge-tree'}"
            taken.add(row["key"])
    return [row | {"source": "history" if "default" in row else "settings"} for row in found]
