"""CUPS: the directives of cupsd.conf and cups-files.conf, which two tables hold, and those that the reader of the file asks for by name."""

import re

from changes import first_of_lines, keywords, rows_of, tables_of

SOURCES = ["OpenPrinting/cups"]
NAMES = re.compile(r'(?:^\s*\{\s*|(?:_cups_)?strcasecmp\s*\(line, )"([A-Z][A-Za-z]+)"', flags=re.M)


def rows(source):
    versions = source.versions(r"(?:v|release-)(\d+\.\d+(?:\.\d+)?)", first="1.3")
    tables = tables_of(source, list(first_of_lines(versions).items()), lambda ref: keywords(source, ref, lambda path: path == "scheduler/conf.c", NAMES))
    return rows_of(tables, "conf")
