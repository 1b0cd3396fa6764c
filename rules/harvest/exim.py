"""Exim: the options of the main section, of transports, routers and authenticators, at each release."""

import re

from changes import rows_of, tables_of

SOURCES = ["Exim/exim"]


def table_of(source, ref):
    table = {}
    for path in source.files(ref, "src/src", "exim-src/src"):
        if not re.search(r"/(readconf|globals|transport|route|auths/\w+|routers/\w+|transports/\w+)\.c$", path):
            continue
        for name in re.findall(r'\{\s*"([a-z][a-z0-9_]+)",\s*(?:\(?opt_|opt_)\w+', source.read(ref, path) or ""):
            table[name] = {}
    return table


def rows(source):
    tags = list(source.versions(r"exim-(4)_(\d+)", first="4.50")) + list(source.versions(r"exim-(4\.\d+)"))
    return rows_of(tables_of(source, list(dict(tags).items()), lambda ref: table_of(source, ref)), "tables")
