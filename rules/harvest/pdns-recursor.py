"""PowerDNS Recursor: the settings that it declares in recursor.conf's form, at each release, with what the manual says of those that are going."""

import re

from changes import default_rows, first_of_lines, rows_of, tables_of

SOURCES = ["PowerDNS/pdns"]
DECLARED = re.compile(r'::arg\(\)\.set(?:Switch|Cmd)?\s*\(\s*"([a-z0-9\-]+)",(?:[^;]|"[^"]*")*?\)\s*(?:=\s*"(?P<default>[^"]*)")?\s*;', flags=re.S)
FILES = ["pdns/recursordist/rec-main.cc", "pdns/recursordist/pdns_recursor.cc", "pdns/pdns_recursor.cc"]
RUST = "pdns/recursordist/settings/table.py"
RUST_NEW = "pdns/recursordist/rec-rust-lib/table.py"


# Renamed in 4.5; the table of 5 has the new names alone, and the old ones still work.
RENAMED = {
    "edns-subnet-whitelist": "edns-subnet-allow-list",
    "new-domain-whitelist": "new-domain-ignore-list",
    "snmp-master-socket": "snmp-daemon-socket",
    "stats-api-blacklist": "stats-api-disabled-list",
    "stats-carbon-blacklist": "stats-carbon-disabled-list",
    "stats-rec-control-blacklist": "stats-rec-control-disabled-list",
    "stats-snmp-blacklist": "stats-snmp-disabled-list",
}
SAID = {name: {"removed": None, "deprecated": None, "renamed": "4.5", "use": use} for name, use in RENAMED.items()}
# Said in other words in the table of 5.
SAME = {"quiet", "unique-response-history-dir", "stack-size", "extended-resolution-errors"}


def table_of(source, ref):
    table = {}
    for path in FILES:
        for match in DECLARED.finditer(source.read(ref, path) or ""):
            table.setdefault(match.group(1), {"default": match.group("default")})
    text = source.read(ref, RUST_NEW) or source.read(ref, RUST) or ""
    for block in re.split(r"\n    \{", text)[1:]:
        name = re.search(r"'name'\s*:\s*'(\w+)'", block)
        old = re.search(r"'oldname'\s*:\s*'([\w\-]+)'", block)
        if not name or "skip-old" in block:
            continue
        default = re.search(r"'default'\s*:\s*'([^']*)'", block)
        key = old.group(1) if old else name.group(1).replace("_", "-")
        table[key] = {"default": default.group(1) if default else None, "deprecated": "'deprecated'" in block}
    return table


def rows(source):
    lines = first_of_lines(source.versions(r"rec-(\d+\.\d+(?:\.\d+)?)", first="3.5"))
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source, ref))
    defaults = default_rows(tables, "settings", usable=lambda text: 0 < len(text) < 40 and "/" not in text)
    return rows_of(tables, "settings", more=SAID) + [row for row in defaults if row["key"] not in SAME]
