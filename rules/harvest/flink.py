"""Flink: the ConfigOptions of flink-core and flink-runtime: keys, defaults, the old keys that they still read, and what is marked @Deprecated. The source: a
folder with a folder for each release (`1.20.0/`), in which *Options*.java of the two sources jars are unpacked."""

import re

from java import Constants, arguments, without_comments
from sources import version_key
from tables import default_rows, defaults, line_of, removals

SOURCES = ["org.apache.flink:flink-core, flink-runtime: the sources jars of the Maven registry, unpacked below a folder named by version"]
OPTION = re.compile(r"\bConfigOption(?:<[^=;]*>)?\s+\w+\s*=\s*(?:ConfigOptions\s*\.\s*)?key\s*\(")
CALL = r"\.\s*{}\s*\("
SECONDS = {"ofSeconds": "s", "ofMillis": "ms", "ofMinutes": "min", "ofHours": "h"}

# Old names that 2.0 no longer takes: its release notes list them, while some still stand beside their option.
GONE_IN_2 = set("""
jobmanager.adaptive-batch-scheduler.avg-data-volume-per-task jobmanager.adaptive-batch-scheduler.default-source-parallelism
jobmanager.adaptive-batch-scheduler.max-parallelism jobmanager.adaptive-batch-scheduler.min-parallelism
jobmanager.adaptive-batch-scheduler.speculative.block-slow-node-duration jobmanager.adaptive-batch-scheduler.speculative.enabled
jobmanager.adaptive-batch-scheduler.speculative.max-concurrent-executions jobmanager.web.address jobmanager.web.port
security.kerberos.fetch.delegation-token security.kerberos.tokens.renewal.retry.backoff security.kerberos.tokens.renewal.time-ratio
slotmanager.taskmanager-timeout state.backend.latency-track.history-size state.backend.latency-track.keyed-state-enabled
state.backend.latency-track.sample-interval state.backend.latency-track.state-name-as-variable state.backend.local-recovery
taskmanager.network.memory.exclusive-buffers-request-timeout-ms taskmanager.network.memory.fraction taskmanager.network.memory.max
taskmanager.network.memory.min web.address web.port
""".split())


def default_of(expression, constants, home):
    text = constants.value(expression, home)
    if text is not None:
        return text
    match = re.fullmatch(r"Duration\.(of\w+)\((\d+)L?\)", expression)
    if match and match.group(1) in SECONDS:
        return f"{match.group(2)} {SECONDS[match.group(1)]}"
    match = re.fullmatch(r'MemorySize\.(?:parse\("([^"]+)"\)|ofMebiBytes\((\d+)\))', expression)
    if match:
        return match.group(1) or f"{match.group(2)}mb"
    return re.sub(r"[LfFd]$", "", expression) if re.fullmatch(r"-?\d+(\.\d+)?[LfFd]?|true|false", expression) else None


def read_options(path, text, constants, release):
    home = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for match in OPTION.finditer(text):
        args, end = arguments(text, match.end() - 1)
        key = constants.value(args[0], home) if args else None
        stop = text.find(";\n", end)
        if not key or not re.fullmatch(r"[\w.\-]+", key):
            continue
        chain = text[end : stop if stop > 0 else end + 3000]
        default = re.search(CALL.format("defaultValue"), chain)
        release["table"][key] = default_of(arguments(chain, default.end() - 1)[0][0], constants, home) if default else ""
        for word in ("withDeprecatedKeys", "withFallbackKeys"):
            call = re.search(CALL.format(word), chain)
            for expression in arguments(chain, call.end() - 1)[0] if call else []:
                old = constants.value(expression, home)
                if old and word == "withDeprecatedKeys":
                    release["old"][old] = key
                elif old:  # asked when the key itself is not set; nothing is said of it
                    release["fallback"].add(old)
        before = text[max(0, match.start() - 300) : match.start()]
        if "@Deprecated" in before[max(before.rfind(";"), before.rfind("{")) + 1 :]:
            release["deprecated"].add(key)


def read_release(source, ref):
    constants, files, release = Constants(), [], {"table": {}, "old": {}, "fallback": set(), "deprecated": set()}
    for path in source.files(ref):
        text = without_comments(source.read(ref, path))
        constants.read(path, text)
        files.append((path, text))
    for path, text in files:
        read_options(path, text, constants, release)
    return release


def rows(source):
    releases = [(line_of(version), read_release(source, ref)) for version, ref in source.versions("")]
    first = releases[0][0]
    fields = {}
    for line, release in releases:
        for old, new in release["old"].items():
            fields.setdefault(old, {"key": old, "renamed": None if line == first else line, "source": "options"})["use"] = new
        for key in release["deprecated"]:
            fields.setdefault(key, {"key": key, "deprecated": None if line == first else line, "source": "options"})
    known = [(line, set(release["table"]) | set(release["old"]) | release["fallback"]) for line, release in releases]
    for key, (since, removed) in removals(known).items():
        fields.setdefault(key, {"key": key, "since": since, "source": "options"})["removed"] = removed
    out = []
    for key, row in fields.items():
        if key in GONE_IN_2:
            row["removed"] = "2.0"
        if key in known[-1][1] and row.get("renamed") is None and row.get("deprecated") is None:
            if key in releases[-1][1]["old"]:
                row["renamed"] = first
            elif not row.get("removed"):
                continue
        for word in ("deprecated", "renamed"):
            if row.get(word) and row.get("removed") and version_key(row[word]) >= version_key(row["removed"]):
                row.pop(word)
        out.append(row)
    tables = [(line, release["table"]) for line, release in releases]
    return out + default_rows(defaults(tables), "options", gone={row["key"] for row in out})
