"""Cyrus IMAP: the table of options of imapd.conf says of each in which release it was deprecated, and what is written instead; what left it is gone."""

import re

from changes import default_rows, first_of_lines, rows_of, tables_of, with_other_value

SOURCES = ["cyrusimap/cyrus-imapd"]
OPTION = re.compile(r'^\{ "([\w\-]+)",\s*(.+?),\s*[A-Z]+(?:\([^)]*\))?\s*(?:,\s*"([\w.]+)")?(?:,\s*"([\w.]+)")?(?:,\s*"([\w\-]+)")?\s*\}', flags=re.M)


def table_of(text):
    table = {}
    for name, default, changed, deprecated, use in OPTION.findall(text):
        if deprecated and not deprecated[0].isdigit() and deprecated != "UNRELEASED":
            # Until 2.5 the release in which it last changed was not told.
            deprecated, use = changed, deprecated
        plain = re.fullmatch(r'"([^"]*)"|(\d+)', default)
        table[name] = {"deprecated": bool(deprecated), "since": deprecated, "use": use or None,
                       "default": (plain.group(1) or plain.group(2) or "") if plain and not deprecated else None}
    return table


def rows(source):
    lines = first_of_lines(source.versions(r"cyrus-imapd-([23]\.\d+\.\d+)", first="2.2.0"))
    # Odd minor versions are steps on the way to the next even one.
    lines = {version: tag for version, tag in lines.items() if version.startswith("2.") or int(version.split(".")[1]) % 2 == 0}
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source.read(ref, "lib/imapoptions") or ""))
    result = rows_of(tables, "imapoptions")
    for row in result:
        said = [version for version in [table[row["key"]]["since"] for _, table in tables if table.get(row["key"], {}).get("since")]
                if version != "UNRELEASED"]
        if said and "deprecated" in row:
            row["deprecated"] = said[-1]
        if row.get("use") and "removed" not in row and "deprecated" in row:
            row["renamed"] = row.pop("deprecated")
    with_other_value(result, lambda key: bool(re.search(r"_days$|^quotawarnkb$|quota$", key)))
    defaults = default_rows(tables, "imapoptions", usable=lambda text: 0 < len(text) < 40)
    # The same number with a unit is no change.
    return result + [row for row in defaults if not re.search(r"^\d+ ?[KMGBmhd]$", row["default"][1]) or not row["default"][0].isdigit()]
