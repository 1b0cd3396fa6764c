"""chrony: the directives that chronyd asks for at each release, and those that it only says are no longer supported."""

import re

from changes import rows_of, tables_of

SOURCES = ["mlichvar/chrony"]


def table_of(text):
    table = {}
    for name in re.findall(r'strcasecmp\s*\(command, "([a-z0-9_]+)"\)', text):
        table[name] = {}
    # Before 1.27 the names stood in a table of their own.
    for name in re.findall(r'^\s*\{"([a-z_0-9]+)",\s*\d+,\s*parse_\w+\}', text, flags=re.M):
        table[name] = {}
    gone = re.search(r'((?:\|\||else if|if|\s|\(|!strcasecmp\(command, "[a-z0-9_]+"\)|\))+)\{\s*LOG\([^;]*no longer supported', text)
    for name in re.findall(r'"([a-z0-9_]+)"', gone.group(1).rsplit("else if", 1)[-1] if gone else ""):
        table[name] = {"ignored": True}
    return table


def rows(source):
    versions = [(version, tag) for version, tag in source.versions(r"v?(\d+\.\d+(?:\.\d+)?)", first="1.20")]
    tables = tables_of(source, versions, lambda ref: table_of(source.read(ref, "conf.c") or ""))
    return rows_of(tables, "conf")
