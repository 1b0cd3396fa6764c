"""OpenLDAP: the keywords of slapd.conf and the olc… attributes of cn=config, from the tables of the server, its backends and overlays."""

import re

from changes import rows_of, tables_of

SOURCES = ["openldap/openldap"]


# A backend that is there all the time, and has no table of its own any more.
NO_TABLE = {"relay"}


def table_of(source, ref):
    table = {}
    for path in source.files(ref, "servers/slapd"):
        if not re.search(r"/(bconfig\.c|config\.c|back-\w+/config\.c|overlays/\w+\.c)$", path):
            continue
        for name, olc in re.findall(r'\{\s*"([a-zA-Z][\w\-]*)",\s*(?:"[^"]*"|NULL),\s*\d+,\s*\d+,\s*\d+,[^}]*?(?:NAME \'(olc\w+)\')?[^}]*?\}', source.read(ref, path) or "", flags=re.S):
            table[name.lower()] = {"olc": olc}
        # A backend stands for its name.
        backend = re.search(r"/back-(\w+)/", path)
        if backend and backend.group(1) not in NO_TABLE:
            table["database " + backend.group(1)] = {}
    return table


def rows(source):
    known = dict(source.versions(r"OPENLDAP_REL_ENG_(\d+)_(\d+)_(\d+)", first="2.3.0"))
    lines = {}
    for version, tag in known.items():
        line = ".".join(version.split(".")[:2])
        if line in ("2.3", "2.4"):
            lines[line] = tag  # the last: backends came in late releases
        else:
            lines.setdefault(line, tag)
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source, ref))
    result = []
    for row in rows_of(tables, "tables"):
        if row["key"].startswith("database "):
            backend = row["key"].split(" ", 1)[1]
            row.update(key=["database", "olcDatabase", "backend"], id=f"back-{backend}", title=f"the backend {backend}", value=f"/^(?i)(?:\\{{-?\\d+\\}})?{backend}$/")
            if backend in ("bdb", "hdb"):
                row["use"] = "database mdb"
        result.append(row)
    return result
