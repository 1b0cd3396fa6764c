"""PowerDNS Authoritative Server: the settings that it declares, at each release."""

import re

from changes import default_rows, first_of_lines, rows_of, tables_of, with_other_value

SOURCES = ["PowerDNS/pdns"]
DECLARED = re.compile(r'::arg\(\)\.set(?:Switch|Cmd)?\s*\(\s*"([a-z0-9\-]+)",(?:[^;]|"[^"]*")*?\)\s*(?:=\s*"(?P<default>[^"]*)")?\s*;', flags=re.S)
FILES = ["pdns/auth-main.cc", "pdns/common_startup.cc"]
REPLACED = {
    "allow-unsigned-supermaster": "allow-unsigned-autoprimary",
    "domain-metadata-cache-ttl": "zone-metadata-cache-ttl",
    "master": "primary",
    "slave": "secondary",
    "slave-cycle-interval": "xfr-cycle-interval",
    "slave-renotify": "secondary-do-renotify",
    "superslave": "autosecondary",
    "supermaster": "autosecondary",
    "local-ipv6": "local-address",
    "query-local-address6": "query-local-address",
}


# Renamed in 4.5, under both names until 4.9.
SAID = {name: {"deprecated": "4.5"} for name in ("allow-unsigned-supermaster", "domain-metadata-cache-ttl", "master", "slave", "slave-cycle-interval", "slave-renotify", "superslave")}


def table_of(source, ref):
    table = {}
    for path in FILES:
        for match in DECLARED.finditer(source.read(ref, path) or ""):
            table.setdefault(match.group(1), {"default": match.group("default")})
    return table


def rows(source):
    lines = first_of_lines(source.versions(r"auth-(\d+\.\d+(?:\.\d+)?)", first="3.0"))
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source, ref))
    return with_other_value(rows_of(tables, "settings", uses=REPLACED, more=SAID), {"local-ipv6", "query-local-address6"}) + default_rows(tables, "settings", usable=lambda text: 0 < len(text) < 40 and "/" not in text)
