"""Prometheus: flags of the server at each release, those whose help says that they are deprecated, and the words of --enable-feature: which went, and which are
without effect because what they asked for is always there. Keys of prometheus.yml went so seldom that they stand by hand."""

import re

from changes import life

SOURCES = ["prometheus/prometheus"]
FLAG = re.compile(r'Flag\(\s*(?:\w+,\s*)?"([\w.-]+)"([^\n]*)')
OLD_FLAG = re.compile(r'\.(?:\w+)?Var\(\s*&?[\w.()]+,\s*"([\w.-]+)"')
LITERAL = re.compile(r'"([\w.-]+)"')
FEATURES = re.compile(r"func \(c \*flagConfig\) setFeatureListOptions(.*?)^}", re.S | re.M)


def short(version):
    return version[:-2] if version.endswith(".0") else version


def release(source, tag):
    """(flags, features), each {name: facts}."""
    files = [path for path in source.files(tag, "cmd/prometheus/") if path.endswith(".go") and not path.endswith("_test.go")]
    text = "\n".join(text for _, text in source.read_all(tag, files))
    flags = {name: {"deprecated": "deprecated" in rest.lower()} for name, rest in FLAG.findall(text)}
    flags.update({name: {} for name in OLD_FLAG.findall(text) if name not in flags})
    features = {}
    body = FEATURES.search(text)
    for part in re.split(r"\n\s*case ", body.group(1) if body else "")[1:]:
        is_idle, is_old = re.search(r"no-op|permanently", part), "deprecat" in part
        features.update({name: {"ignored": bool(is_idle), "deprecated": is_old} for name in re.findall(r'"([\w-]+)"', part.partition(":")[0])})
    return flags, features, set(LITERAL.findall(text))


def rows(source):
    flags, features, known = [], [], {}
    for version, tag in source.versions(r"v?((?:0\.1[4-9]|0\.20|[123]\.\d+)\.\d+)", "0.14.0"):
        if version.startswith("1.99"):
            continue
        now, words, literals = release(source, tag)
        now.update({name: {} for name in known if name in literals and name not in now})  # declared by a helper
        known.update(now)
        flags.append((version, now))
        features.append((version, words))
    found = []
    for name in sorted(known):
        if name.startswith(("storage.local.", "storage.remote.")):
            continue  # went with the storage of 1.x; rows by hand
        since, deprecated, _, removed = life(flags, name)
        if deprecated or removed:
            found.append({"key": name, "carrier": "flag", "title": f"--{name}", "since": since and short(since), "deprecated": deprecated and short(deprecated),
                          "removed": removed and short(removed), "source": "code"})
    for word in sorted({word for _, table in features for word in table}):
        since, old, idle, removed = life(features, word)
        if removed == "3.0.0":
            continue  # many at once; rows by hand
        if old or removed:
            row = {"key": "enable-feature", "id": f"feature-{word}", "title": f"--enable-feature={word}", "carrier": "flag", "value": rf"/(^|,)\K{word}(?=,|$)/", "since": short(since or "2.25"),
                   "source": "code", "unknown_key": "warn"}
            if removed:
                row["removed"] = short(removed)
            elif idle:
                row.update(removed=short(idle), note="It is without effect: what it asked for is always there, or a key of its own.")
            if old and old not in (idle, removed):
                row["deprecated"] = short(old)
            found.append(row)
    return found
