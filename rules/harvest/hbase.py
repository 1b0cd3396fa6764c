"""HBase: hbase-default.xml and HBaseConfiguration.addDeprecations. The source: a folder with a folder for each release (`2.6.0/`), in which the sources of
hbase-common are unpacked (and hbase-default.xml of the jar itself, where the sources lack it). What left the table may live on in code elsewhere, so only renames and defaults are told, and what stands in no class of common."""

import re

from java import DELTA, Constants, deprecation_deltas, property_table, without_comments
from tables import default_rows, defaults, line_of

SOURCES = ["org.apache.hbase:hbase-common: the sources jars of the Maven registry, unpacked below a folder named by version"]


def read_release(source, ref):
    constants, files, table = Constants(), [], {}
    for path in source.files(ref):
        if path.endswith("/hbase-default.xml"):
            table = property_table(source.read(ref, path))
        elif path.endswith(".java"):
            text = without_comments(source.read(ref, path))
            constants.read(path, text)
            if DELTA.search(text):
                files.append((path, text))
    return table, deprecation_deltas(files, constants)


def rows(source):
    tables, renames, first = [], {}, None
    for version, ref in source.versions(""):
        line = line_of(version)
        first = first or line
        table, deprecated = read_release(source, ref)
        if table:
            tables.append((line, table))
        for old, new in deprecated.items():
            renames.setdefault(old, [line, new])[1] = new
    out = [{"key": old, "renamed": line, "use": new[0] if len(new) == 1 else new, "source": "deprecations"}
           for old, (line, new) in renames.items() if line != first and re.fullmatch(r"[\w.\-]+", old)]
    last = tables[-1][1]
    changes = [change for change in defaults(tables) if change[0] in last and change[0] != "hbase.defaults.for.version" and "$" not in change[2] + change[3] and change[3]]
    return out + default_rows(changes, "defaults", 120, gone=renames)
