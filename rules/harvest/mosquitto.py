"""Mosquitto: the options that the broker asks for by name at each release, those that it calls deprecated, and those that it only warns of."""

import re

from changes import first_of_lines, rows_of, tables_of

SOURCES = ["eclipse-mosquitto/mosquitto"]


def table_of(text):
    table = {}
    for part in re.split(r"(?=strcmp\(token, \")", text)[1:]:
        name = re.match(r'strcmp\(token, "([^"]+)"', part).group(1)
        facts = table.setdefault(name, {})
        facts["deprecated"] = facts.get("deprecated") or bool(re.search(r"(OPTION_DEPRECATED|conf__deprecated|log__deprecated)\s*\(", part[:600]))
        facts["ignored"] = facts.get("ignored") or bool(re.search(r"OPTION_UNAVAILABLE\s*\(", part[:300]))
    return table


def rows(source):
    lines = first_of_lines(source.versions(r"v(\d+\.\d+(?:\.\d+)?)", first="0.15"))
    return rows_of(tables_of(source, list(lines.items()), lambda ref: table_of(source.read(ref, "src/conf.c") or "")), "conf")
