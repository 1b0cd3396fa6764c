"""Hive: HiveConf.ConfVars of each release. Hive warns of names in hive-site.xml that it does not know. The source: a folder with a folder for each release
(`4.0.0/`), in which HiveConf.java of the sources of hive-common is unpacked. Names of the metastore moved to MetastoreConf, and are left out."""

import re

from java import Constants, arguments, without_comments
from tables import default_rows, defaults, line_of, removals

SOURCES = ["org.apache.hive:hive-common: the sources jars of the Maven registry, unpacked below a folder named by version"]
ENTRY = re.compile(r"^\s*([A-Z][A-Z0-9_]*)\s*\(\s*(?=\")", re.M)


def table_of(text, constants):
    found = {}
    for match in ENTRY.finditer(text):
        args, _ = arguments(text, text.index("(", match.start(1)))
        key = constants.value(args[0], "HiveConf") if args else None
        if not key or len(args) < 2 or not re.fullmatch(r"[\w.\-]+", key):
            continue
        default = constants.value(args[1], "HiveConf")
        if default is None and re.fullmatch(r"\(?(?:float|long)?\)?\s*-?\d+(\.\d+)?[LfFd]?|true|false|null", args[1]):
            default = re.sub(r"^\(\w+\)\s*|[LfFd]$", "", args[1]) if args[1] not in ("true", "false", "null") else args[1].replace("null", "")
        found[key] = default
    return found


def rows(source):
    tables, last = [], ""
    for version, ref in source.versions(""):
        for path in source.files(ref):
            if path.endswith("/HiveConf.java"):
                last = without_comments(source.read(ref, path))
                constants = Constants()
                constants.read(path, last)
                tables.append((line_of(version), table_of(last, constants)))
    out = []
    for key, (since, removed) in removals([(line, set(table)) for line, table in tables]).items():
        if not key.startswith(("hive.metastore.", "metastore.", "javax.", "datanucleus.", "test.")) and f'"{key}"' not in last and key.startswith("hive."):
            out.append({"key": key, "since": since, "removed": removed, "source": "conf"})
    return out + default_rows([change for change in defaults(tables) if change[0].startswith("hive.")], "conf", gone={row["key"] for row in out})
