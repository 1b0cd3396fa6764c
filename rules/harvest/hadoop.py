"""Hadoop: Configuration.addDeprecations in the classes of common, HDFS, YARN and MapReduce, and the tables *-default.xml. The source: a folder with a folder
for each release (`3.4.2/`), in which the sources of hadoop-common, hadoop-hdfs, hadoop-hdfs-client, hadoop-yarn-api, hadoop-yarn-common and
hadoop-mapreduce-client-core are unpacked. Where a name that left the table still stands in the code, it is not gone."""

import re

from java import DELTA, Constants, deprecation_deltas, property_table, without_comments
from tables import default_rows, defaults, line_of, removals

SOURCES = ["org.apache.hadoop: the sources jars of the Maven registry, unpacked below a folder named by version"]
# What reads these is in sources of its own.
ELSEWHERE = ("fs.s3a.server", "fs.s3a.fast", "fs.s3a.encryption", "fs.s3a.committer", "fs.s3a.a", "fs.s3a.m", "fs.s3a.p", "fs.azure", "fs.adl", "fs.abfs", "fs.oss", "fs.gs", "fs.wasb", "nfs3.", "dfs.nfs.", "yarn.nodemanager.health-checker", "yarn.nodemanager.linux-container-executor",
             "yarn.nodemanager.amrmproxy.enable",
             "adl.", "dfs.federation.router", "yarn.timeline-service", "yarn.sharedcache", "yarn.federation", "yarn.router", "yarn.service", "mapreduce.jobhistory")
TABLES = ("core-default.xml", "hdfs-default.xml", "yarn-default.xml", "mapred-default.xml", "hdfs-rbf-default.xml")


def read_release(source, ref, is_last):
    """(table, renames, words that the code has; of the last release alone)"""
    constants, files, table, words = Constants(), [], {}, set()
    for path in source.files(ref):
        if path.rsplit("/", 1)[-1] in TABLES:
            table.update(property_table(source.read(ref, path)))
        if not path.endswith(".java"):
            continue
        text = source.read(ref, path)
        if "static final String" in text or "String " in text and path.endswith(("Keys.java", "Config.java", "Context.java")):
            constants.read(path, text)
        if is_last:
            words.update(re.findall(r'"([a-z][A-Za-z0-9_.\-]+\.[A-Za-z0-9_.\-]+)"', text))
        if DELTA.search(text):
            files.append((path, without_comments(text)))
    return table, deprecation_deltas(files, constants), words | constants.all() if is_last else words


def rows(source):
    tables, renames, words, first = [], {}, {}, None
    releases = source.versions("")
    for version, ref in releases:
        line = line_of(version)
        first = first or line
        table, deprecated, words = read_release(source, ref, version == releases[-1][0])
        tables.append((line, table))
        for old, new in deprecated.items():
            renames.setdefault(old, [line, new])[1] = new
    out = []
    for old, (line, new) in renames.items():
        if re.fullmatch(r"[\w.\-%]+", old):
            out.append({"key": old, "renamed": "2.0" if line == first else line, "use": new[0] if len(new) == 1 else new, "source": "deprecations"})
    for key, (since, removed) in removals(tables).items():
        if key not in renames and key not in words and not key.startswith(ELSEWHERE) and re.fullmatch(r"[\w.\-]+", key):
            out.append({"key": key, "since": since, "removed": removed, "source": "defaults"})
    return out + default_rows([change for change in defaults(tables) if change[2] and change[3]], "defaults", 120, gone={row["key"] for row in out})
