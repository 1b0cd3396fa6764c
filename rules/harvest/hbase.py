"""HBase: hbase-default.xml, HBaseConfiguration.addDeprecations, and the keys that code reads. The source: a folder with a folder for each release
(`2.6.4/`), in which the sources of the modules are unpacked, each in a folder of its name (and hbase-default.xml of the jar itself, where the sources lack it).
A key is gone where no module says its name any more; keys of modules that are not there at all releases do not count."""

import re

from java import DELTA, Constants, deprecation_deltas, property_table, without_comments
from tables import default_rows, defaults, line_of

SOURCES = ["org.apache.hbase: hbase-common, -client, -server, -procedure, -zookeeper, -http, -asyncfs, -balancer, -replication: the sources jars of the Maven registry, unpacked as VERSION/MODULE"]
USE = {"hbase.regionserver.lease.period": "hbase.client.scanner.timeout.period",
       "hbase.regionserver.global.memstore.upperLimit": "hbase.regionserver.global.memstore.size",
       "hbase.regionserver.global.memstore.lowerLimit": "hbase.regionserver.global.memstore.size.lower.limit"}
LITERAL = re.compile(r'"((?:hbase|hfile|zookeeper)\.[\w.\-]*\w)"')
CONSTANT = re.compile(r'\bString\s+(\w+)\s*=\s*"((?:hbase|hfile|zookeeper)\.[\w.\-]*\w)"')
READ = re.compile(r"\bget(?:Int|Long|Boolean|Float|Double|Strings?|Class|Trimmed|TimeDuration|LongBytes)?\(\s*(?:[A-Z]\w+\.)?([A-Z][A-Z_0-9]{5,})\b")
READ_LITERAL = re.compile(r'\bget(?:Int|Long|Boolean|Float|Double|Strings?|Class|Trimmed)?\(\s*"((?:hbase|hfile|zookeeper)\.[\w.\-]*\w)"')
ELSEWHERE = re.compile(r"hbase\.(?:mapred|table\.row\.textkey|testing|rest|thrift|regionserver\.thrift|backup|it|test|mapreduce|mob|rsgroup|spark|shell|IntegrationTest)\b|.*\.(?:test|unittest)\b")


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


def keys_of(source, ref):
    """(the keys that code reads, all names that stand in code)"""
    named, read, said = {}, set(), set()
    for path in source.files(ref):
        if path.endswith(".java"):
            text = without_comments(source.read(ref, path))
            said.update(LITERAL.findall(text))
            named.update(CONSTANT.findall(text))
            read.update(READ.findall(text))
            said.update(READ_LITERAL.findall(text))
            read.update(READ_LITERAL.findall(text))
    return {named.get(name, name) for name in read if "." in named.get(name, name)}, said


def gone_of(keys):
    """{key: line} of what no release says any more; what comes back was never gone."""
    found = {}
    for key in set().union(*(read for _, read, _ in keys)):
        known = [i for i, (_, read, said) in enumerate(keys) if key in read or key in said]
        if known[-1] + 1 < len(keys) and not ELSEWHERE.match(key):
            found[key] = keys[known[-1] + 1][0]
    return found


def rows(source):
    tables, renames, first, keys = [], {}, None, []
    for version, ref in source.versions(""):
        line = line_of(version)
        first = first or line
        table, deprecated = read_release(source, ref)
        if table:
            tables.append((line, table))
        read, said = keys_of(source, ref)
        keys.append((line, read | set(table), said | set(table)))
        for old, new in deprecated.items():
            renames.setdefault(old, [line, new])[1] = new
    out = [{"key": old, "renamed": line, "use": new[0] if len(new) == 1 else new, "source": "deprecations"}
           for old, (line, new) in renames.items() if line != first and re.fullmatch(r"[\w.\-]+", old)]
    told = {row["key"] for row in out}
    out += [{"key": key, "removed": line, "use": USE.get(key), "source": "code"} for key, line in sorted(gone_of(keys).items()) if key not in told]
    last = tables[-1][1]
    changes = [change for change in defaults(tables) if change[0] in last and change[0] != "hbase.defaults.for.version" and "$" not in change[2] + change[3] and change[3]]
    return out + default_rows(changes, "defaults", 120, gone=renames)
