"""Alertmanager: keys of alertmanager.yml that left the structs which it is decoded into, and flags that left the program."""

import re

from changes import life, rows_of

SOURCES = ["prometheus/alertmanager"]
STRUCT = re.compile(r"^type (\w+) struct \{(.*?)^\}", re.S | re.M)
FIELD = re.compile(r'^\s*\w+\s+([^`\s]+)[^`\n]*`[^`]*yaml:"(\w+)[,"]', re.M)
FLAG = re.compile(r'(?:Flag\(\s*|Var\(\s*&?[\w.()]+, *|\b(?:Bool|String|Int|Duration)\()"([a-z][\w.-]+)"')
PLACES = {"Config": "", "GlobalConfig": "global", "Route": ["route", "route/**"], "InhibitRule": "inhibit_rules/[]", "Receiver": "receivers/[]"}
WHOLE = ("hipchat", "mesh.")  # went altogether; rows by hand


def short(version):
    return version[:-2] if version.endswith(".0") else version


def keys(source, ref):
    """{(struct, key): {}}, and where the structs of receivers stand."""
    files = [path for path in source.files(ref, "config", "notify") if path.endswith(".go") and not path.endswith("_test.go")]
    table, places = {}, dict(PLACES)
    for _, text in source.read_all(ref, files):
        for struct, body in STRUCT.findall(text):
            for kind, key in FIELD.findall(body):
                table[struct, key] = {}
                if struct == "Receiver" and key.endswith("_configs"):
                    places[re.sub(r"^[\[\]*]*(?:\w+\.)?", "", kind)] = f"receivers/[]/{key}/[]"
    return table, places


def flags(source, ref):
    files = [path for path in source.files(ref, "cmd/alertmanager") if path.endswith(".go") and not path.endswith("_test.go")]
    return {name: {} for _, text in source.read_all(ref, files) for name in FLAG.findall(text)}


def rows(source):
    tables, places, programs = [], {}, []
    for version, tag in source.versions(r"v?(0\.\d+\.\d+)", "0.5.0"):
        table, known = keys(source, tag)
        places.update(known)
        if table:
            tables.append((version, table))
        programs.append((version, flags(source, tag)))
    tables = [(version, {key: facts for key, facts in table.items() if key[0] in places}) for version, table in tables]
    more = {}
    for _, table in tables:
        for struct, key in table:
            place = places[struct]
            last = (place if isinstance(place, str) else place[0]).replace("/[]", "").rpartition("/")[2]
            more[struct, key] = {"in": place, "id": f"{last}.{key}" if last else key}
    found = [row for row in rows_of(tables, "code", more=more, key_of=lambda key: key[1]) if not str(row["id"]).startswith(WHOLE) and "hipchat" not in row["id"]]
    # Flags of the toolkit are declared elsewhere.
    for name in sorted({name for _, table in programs for name in table}):
        since, _, _, removed = life(programs, name)
        if removed and not name.startswith((*WHOLE, "web.", "log.", "version")):
            found.append({"key": name, "carrier": "flag", "title": f"--{name}", "removed": removed, "source": "code"})
    for row in found:
        row.update({name: short(row[name]) for name in ("since", "removed") if row.get(name)})
    return found
