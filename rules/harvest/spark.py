"""Spark: deprecatedConfigs and configsWithAlternatives of SparkConf, removedSQLConfigs and deprecatedSQLConfigs of SQLConf, and every ConfigBuilder with its
alternatives and its default. The source: a folder with a folder for each release (`3.5.0/`), in which the sources of spark-core, spark-catalyst, spark-sql,
spark-yarn and spark-kubernetes are unpacked, and of the last one all others (launcher, network, …): a key that left the table and stands nowhere in the code
any more is gone."""

import re

from java import arguments, without_comments
from sources import version_key
from tables import default_rows, defaults, line_of, removals

SOURCES = ["org.apache.spark: the sources jars of the Maven registry, unpacked below a folder named by version"]
BUILDER = re.compile(r"(?:\bval\s+(\w+)[^=\n]*=\s*)?(?:\bConfigBuilder|\bbuildConf|\bbuildStaticConf)\s*\(")
LITERAL = re.compile(r'^"([^"\\]*)"$')
CREATE = re.compile(r"\.(createWithDefaultString|createWithDefaultFunction|createWithDefault|createOptional|fallbackConf)\b")


class Release:
    def __init__(self):
        self.table, self.internal, self.names = {}, set(), {}
        self.alternatives, self.listed = {}, []
        self.words, self.modules = set(), set()


def joined(expression):
    """The text of literals that are joined by plus signs, or None."""
    parts = [LITERAL.match(part.strip()) for part in re.split(r"\+", expression)]
    return "".join(part.group(1) for part in parts) if all(parts) else None


def read_builders(release, text):
    for match in BUILDER.finditer(text):
        args, end = arguments(text, match.end() - 1)
        key = joined(args[0]) if args else None
        if not key:
            continue
        create = CREATE.search(text, end)
        limit = BUILDER.search(text, end)
        if not create or limit and limit.start() < create.start() or create.start() - end > 6000:
            continue
        chain = text[end : create.start()]
        if match.group(1):
            release.names[match.group(1)] = key
        default = None
        if create.group(1) in ("createWithDefault", "createWithDefaultString") and text[create.end() : create.end() + 1] == "(":
            value = arguments(text, create.end())[0]
            default = joined(value[0]) if value else None
            if default is None and value and re.fullmatch(r"-?\d+L?|true|false|-?\d+\.\d+", value[0]):
                default = value[0].rstrip("L")
        release.table[key] = "" if create.group(1) == "createOptional" else default
        if ".internal()" in chain:
            release.internal.add(key)
        for old in re.findall(r'\.withAlternative\(\s*"([^"]+)"', chain):
            release.alternatives[old] = key


def key_of(release, expression):
    text = joined(expression)
    if text:
        return text
    match = re.fullmatch(r"(?:\w+\.)*(\w+)\.key", expression.strip())
    return release.names.get(match.group(1)) if match else None


def read_lists(release, text):
    for kind in ("DeprecatedConfig", "RemovedConfig", "AlternateConfig"):
        for match in re.finditer(rf"\b(?<!class ){kind}\s*\(", text):
            args, _ = arguments(text, match.end() - 1)
            key = key_of(release, args[0]) if args else None
            version = joined(args[1]) if len(args) > 1 else None
            if key and version:
                words = re.sub(r"\$\{(\w+)\.key\}", lambda name: release.names.get(name.group(1), ""), " ".join(args[2:]))
                advice = re.search(r"(?:use|by setting|replaced (?:by|with)|set) (?:the (?:new )?)?(?:key |config )?'?(spark\.[\w.]*\w)", words, re.I)
                release.listed.append((kind, key, line_of(version), advice.group(1) if advice else None, match.start()))
    # `"new" -> Seq(AlternateConfig("old", "1.4"), …)`
    for match in re.finditer(r'("[^"]+"|[\w.]+\.key)\s*->\s*Seq\s*\(', text):
        new = key_of(release, match.group(1))
        args, _ = arguments(text, match.end() - 1)
        for argument in args:
            inner = re.match(r'AlternateConfig\(\s*"([^"]+)"\s*,\s*"([^"]+)"', argument)
            if inner and new:
                release.alternatives[inner.group(1)] = new


def read_release(source, ref):
    release, lists = Release(), []
    for path in source.files(ref):
        if path.endswith((".scala", ".java")):
            release.modules.add(path.split("/")[0].rsplit("_", 1)[0])
            text = without_comments(source.read(ref, path))
            release.words.update(re.findall(r'"(spark\.[\w.\-]+)"', text))
            read_builders(release, text)
            if path.endswith(("SparkConf.scala", "SQLConf.scala")):
                lists.append(text)
    for text in lists:
        read_lists(release, text)
    return release


MODULES = {"spark.yarn.": "spark-yarn", "spark.kubernetes.": "spark-kubernetes"}


def module_of(key):
    return next((module for prefix, module in MODULES.items() if key.startswith(prefix)), "spark-core")


def is_published(releases, module, line):
    """Whether the module's sources of this release and of the one before are there: not all are published."""
    lines = [line for line, _ in releases]
    at = lines.index(line)
    return at and all(module in releases[i][1].modules for i in (at - 1, at))


def rows(source):
    releases = [(line_of(version), read_release(source, ref)) for version, ref in source.versions("")]
    first, last = releases[0][0], releases[-1][1]
    fields = {}
    for line, release in releases:
        for old, new in release.alternatives.items():
            row = fields.setdefault(old, {"key": old, "renamed": None if line == first else line, "source": "conf"})
            row["use"] = new
        for kind, key, version, use, _ in release.listed:
            row = fields.setdefault(key, {"key": key, "source": "sql" if key.startswith("spark.sql") else "conf"})
            if kind == "RemovedConfig":
                row["removed"] = version
            elif kind == "AlternateConfig":
                row["renamed"] = version
            else:
                row["deprecated"] = version
            if use and use != key and not row.get("use"):
                row["use"] = use
    gone = removals([(line, set(release.table)) for line, release in releases])
    for key, (since, removed) in gone.items():
        row = fields.get(key, {})
        if not is_published(releases, module_of(key), removed) or key in last.words or row.get("removed") or key in last.alternatives:
            continue
        internal = any(key in release.internal for _, release in releases)
        if internal and not row:
            continue
        row = fields.setdefault(key, {"key": key, "source": "sql" if key.startswith("spark.sql") else "conf"})
        row.update(removed=removed, since=since if since and is_published(releases, module_of(key), since) else None)
    out = []
    for row in fields.values():
        if "blacklist" in row["key"]:  # 4.1 ignores them, as the migration guide of the core says
            row["removed"] = "4.1"
        if row.get("deprecated") and row.get("use") and not row.get("renamed"):
            row["renamed"] = row.pop("deprecated")
        if row.get("deprecated") and row.get("renamed"):
            row.pop("deprecated")
        # Deprecated in the release in which it went: only the end counts.
        for word in ("deprecated", "renamed"):
            if row.get(word) and row.get("removed") and version_key(row[word]) >= version_key(row["removed"]):
                row.pop(word)
        if row.get("renamed") or row.get("deprecated") or row.get("removed"):
            out.append(row)
    public = [(line, {key: value for key, value in release.table.items() if key not in release.internal}) for line, release in releases]
    changes = [change for change in defaults(public) if is_published(releases, module_of(change[0]), change[1])]
    return out + default_rows(changes, "conf", gone={row["key"] for row in out})
