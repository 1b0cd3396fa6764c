"""Logstash: options of plugins that a release removed, as the tables of its page of breaking changes name them with what took their place."""

import re

SOURCES = ["elastic/logstash"]
PAGE = "docs/release-notes/breaking-changes.md"
PLUGIN = re.compile(r"\{dropdown\} logstash-(input|filter|output)-(\w+)")
ROW = re.compile(r"^\| ([a-z_]+) \| \[?`([a-z_]+)`")


def rows(source):
    made = {}
    version = plugin = None
    for line in (source.read(source.head(), PAGE) or "").splitlines():
        release = re.match(r"## (\d+\.\d+)\.\d+ ", line)
        if release:
            version, plugin = release.group(1), None
        match = PLUGIN.search(line)
        if match:
            plugin = match.groups()
        option = ROW.match(line)
        if option and plugin and version:
            kind, name = plugin
            key, use = option.groups()
            made[f"{kind}.{name}.{key}"] = {"key": key, "id": f"{kind}.{name}.{key}", "in": [f"{kind}/{name}", f"{kind}/**/{name}"], "removed": version,
                                            "use": use if use != key else None, "source": "breaking"}
    return list(made.values())
