"""ZooKeeper: the Java properties and the keys of zoo.cfg that its sources name, at each release. Every key of zoo.cfg that the reader of the file does not know
becomes the property of that name behind `zookeeper.`, so both are one table."""

import re

from tables import line_of, removals

SOURCES = ["apache/zookeeper"]
ROOTS = ("src/java/main/", "zookeeper-server/src/main/java/")
PROPERTY = re.compile(r'"zookeeper\.([A-Za-z0-9]\w*(?:\.\w+)*)"')
LITERAL = re.compile(r'"\.?([A-Za-z0-9]\w*(?:\.\w+)*)"')
KEY = re.compile(r'\bkey\.equals\(\s*"([\w.]+)"\s*\)')
# Not settings: classes, and properties of the client alone.
OTHERS = re.compile(r"^(client|sasl\.client|authProvider)\b")
USES = {"leader.maxConcurrentSnapshots": "leader.maxConcurrentSnapSyncs"}


def read(source, ref):
    """(names, literals): what is named, and all else that stands between quotes, of which names are put together."""
    found, literals = set(), set()
    for path, text in source.read_all(ref, [path for path in source.files(ref) if path.startswith(ROOTS) and path.endswith(".java")]):
        found |= set(PROPERTY.findall(text))
        literals |= set(LITERAL.findall(text))
        if path.endswith("QuorumPeerConfig.java"):
            found |= set(KEY.findall(text))
    return {name for name in found if not OTHERS.match(name)}, literals


def ends(name):
    """Of a.b.c: a.b.c, b.c and c."""
    return {name.split(".", i)[-1] for i in range(name.count(".") + 1)}


def with_parts(tables):
    """The tables, with each name of an earlier one whose end stands between quotes: it is put together there."""
    known, whole = set(), []
    for version, (names, literals) in tables:
        known |= names
        whole.append((version, names | {name for name in known if ends(name) & literals}))
    return whole


def rows(source):
    tables = with_parts([(version, read(source, ref)) for version, ref in source.versions(r"release-(\d+\.\d+\.\d+)", "3.3.0")])
    known = {}
    for version, _ in tables:
        known.setdefault(line_of(version), version)
    name = {version: line_of(version) if known[line_of(version)] == version else version for version, _ in tables}
    return [{"key": key, "since": name.get(since), "removed": name[removed], "use": USES.get(key), "source": "code"} for key, (since, removed) in removals(tables).items()]
