"""firewalld: the keys of the sample firewalld.conf at each release. What left it is taken without effect."""

import re

from changes import rows_of, tables_of

SOURCES = ["firewalld/firewalld"]


def rows(source):
    versions = source.versions(r"v(\d+\.\d+\.\d+)", "0.4.0")
    tables = tables_of(source, versions, lambda ref: {name: {} for name in re.findall(r"^(\w+)=", source.read(ref, "config/firewalld.conf") or "", re.M)})
    return rows_of(tables, "sample")
