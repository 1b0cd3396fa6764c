"""InfluxDB: options of influxdb.conf at each release of 0.9 to 1.x, from the structs that it is decoded into, with the defaults of the sample configuration; of
2.x, options and flags of influxd."""

import re

from changes import default_rows, rows_of
from tables import is_same_value

SOURCES = ["influxdata/influxdb"]
IMPORT = re.compile(r'^\s*(?:(\w+) )?"github\.com/influxd(?:b|ata)/influxdb/([^"]+)"$', re.M)
FIELD = re.compile(r'^\s+\w+\s+(?:\*|\[\])*([\w.]+(?:\[[^\]]*\][\w.]+)?)\s+`toml:"(\w[\w-]*)')
SAMPLE = re.compile(r'^\s*#?\s*([\w-]+)\s*=\s*("[^"]*"|[\w.\-]+|\[[^\]]*\])\s*$')
OPTION = re.compile(r'DestP:\s*&o\.([\w.]+),\s*Flag:\s*"([\w-]+)",(?:\s*Default:\s*([^\n]+?),\n)?(?:\s*Desc:\s*"(deprecated)?)?')
OPTS = re.compile(r"^\t+(\w+):\s*(\"[^\"]*\"|\d+|true|false),?$", re.M)

OPTIONAL = {"collectd", "udp", "graphite", "opentsdb"}  # off unless somebody writes them


def struct_of(text, name="Config"):
    found = re.search(rf"^type {name} struct {{(.*?)^}}", text, re.S | re.M)
    return found.group(1).splitlines() if found else []


def old_table(source, ref):
    """{(section, key): facts}."""
    root = source.read(ref, "cmd/influxd/run/config.go")
    if not root:
        return {}
    folders = {name or path.rpartition("/")[2]: path for name, path in IMPORT.findall(root)}
    table = {}
    for line in struct_of(root):
        field = FIELD.match(line)
        if not field:
            continue
        kind, section = field.groups()
        if "." not in kind:
            table["", section] = {}
        package, dot, name = kind.partition(".")
        if not dot or package not in folders:
            continue
        for path in source.files(ref, folders[package] + "/"):
            if path.endswith("config.go"):
                table.update({(section, inner.group(2)): {} for inner in map(FIELD.match, struct_of(source.read(ref, path), name)) if inner})
    section = ""
    for line in (source.read(ref, "etc/config.sample.toml") or "").splitlines():
        head = re.match(r"\[\[?([\w-]+)\]?\]", line.strip())
        value = SAMPLE.match(line)
        if head:
            section = head.group(1)
        elif value and (section, value.group(1)) in table:
            table[section, value.group(1)] = {"default": value.group(2).strip('"')}
    return table


def new_table(source, ref):
    text = source.read(ref, "cmd/influxd/launcher/cmd.go") or source.read(ref, "cmd/influxd/launcher/launcher.go") or ""
    known = dict(OPTS.findall(text))
    table = {}
    for field, flag, default, old in OPTION.findall(text):
        value = known.get(field) if default.startswith("o.") else default
        table["", flag] = {"default": value.strip('"') if value and re.fullmatch(r'"[^"]*"|[\w.]+', value) else None, "deprecated": bool(old)}
    return table


def is_word(text):
    return "/" not in text and len(text) < 40 and not text.startswith("[")


def is_same_size(was, now):
    """The sample once wrote bytes, then 25m and 1g: another way of writing, and rounded."""
    return was.isdigit() and re.fullmatch(r"\d+[kmg]", now)


def short(version):
    return version[:-2] if version.count(".") == 2 and version.endswith(".0") else version


def old_rows(old):
    """[cluster] is [coordinator] since 1.0, under whose name its keys go on; keys outside of sections share their names with variables of other programs."""
    last = old[-1][1]
    more = {key: {"in": key[0], "id": ".".join(key)} for _, table in old for key in table}
    for key in more:
        if key[0] == "cluster" and ("coordinator", key[1]) in last:
            more[key].update(removed=None, renamed="1.0", title=f"[cluster] {key[1]}", fix="Write it into [coordinator].")
    found = [row for row in rows_of(old, "code", more=more, key_of=lambda key: key[1]) if row["in"]]
    for row in default_rows(old, "code", key_of=".".join, usable=is_word):
        section, _, key = row["key"].rpartition(".")
        if section not in OPTIONAL and (section, key) in last and not is_same_value(*row["default"]) and not is_same_size(*row["default"]):
            found.append({**row, "key": key, "in": section})
    return found


def rows(source):
    old = [(version, old_table(source, tag)) for version, tag in source.versions(r"v((?:0\.(?:9|1\d)|1)\.\d+(?:\.\d+)?)", "0.9.0")]
    new = [(version, new_table(source, tag)) for version, tag in source.versions(r"v(2\.\d+\.\d+)", "2.0.0")]
    found = old_rows([(version, table) for version, table in old if table])
    found += rows_of(new, "code", more={key: {"carrier": "both"} for _, table in new for key in table}, key_of=lambda key: key[1])
    found += default_rows(new, "code", key_of=lambda key: key[1], usable=is_word)
    for row in found:
        row.update({name: short(row[name]) for name in ("since", "deprecated", "removed", "changed") if row.get(name)})
        if "default" in row:
            row["id"] = re.sub(r"default-.*", f"default-{row['changed']}", row["id"])
    return found
