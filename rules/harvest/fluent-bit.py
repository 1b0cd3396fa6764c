"""Fluent Bit: properties of its plug-ins at each release, from their tables of configuration (`config_map`) and, before there were any, from what they ask for;
keys of [SERVICE], and flags of the program."""

import re

from changes import default_rows, life
from sources import version_key

SOURCES = ["fluent/fluent-bit"]
PLUGIN = re.compile(r"struct flb_(input|output|filter|processor|custom)_plugin\s+\w+\s*=\s*\{(.*?)\};", re.S)
NAME = re.compile(r'\.name\s*=\s*"(\w+)"')
ENTRY = re.compile(r'FLB_CONFIG_MAP_(\w+)\s*,\s*"([\w.\-]+)"\s*,\s*(NULL|"[^"]*"|\w+|\([^)]*\))')
ASKED = re.compile(r'flb_(?:input|output|filter)_get_property\(\s*"([\w.\-]+)"')
CORE = re.compile(r'prop_key_check\("([\w.]+)"|strcasecmp\("([\w.]+)", *\w+\)')
CONSTANT = re.compile(r'^#define[ \t]+(\w+)[ \t]+("[^"]*")[ \t]*$', re.M)
LITERAL = re.compile(r'"([\w.\-]+)"')
SERVICE = re.compile(r'#define\s+FLB_CONF_\w*STR_\w+\s+"([\w.\-]+)"')
FLAG = re.compile(r'\{ *"([\w\-]+)" *, *(?:no|required|optional)_argument')
SECTIONS = {"input": (["INPUT", "input", "Input"], "**/inputs/[]"), "output": (["OUTPUT", "output", "Output"], "**/outputs/[]"),
            "filter": (["FILTER", "filter", "Filter"], "**/filters/[]"), "processor": ([], "**/processors/*/[]")}
LIBRARIES = re.compile(r"^plugins/[^/]+/(?!src/)[^/]*(-\d|lib|aws-|proto|vendor)[^/]*/")


def short(version):
    parts = version.split(".")
    return ".".join(parts[:2]) if len(parts) == 3 and parts[2] == "0" else version


class Release:
    def __init__(self, source, tag):
        files = [path for path in source.files(tag, "plugins", "src", "include/fluent-bit") if path.endswith((".c", ".h")) and not LIBRARIES.match(path)]
        constants, self.literals, core, service, self.flags = {}, {}, set(), {}, {}
        self.plugins, tables = {}, {}
        for path, text in source.read_all(tag, files):
            if path.startswith("plugins/"):
                folder = path.split("/")[1]
                self.literals.setdefault(folder, set()).update(word.lower() for word in LITERAL.findall(text))
                constants.setdefault(folder, {}).update(CONSTANT.findall(text))
                for kind, name, default in ENTRY.findall(text):
                    tables.setdefault(folder, {})[name.lower()] = {"deprecated": kind == "DEPRECATED", "default": default}
                for name in ASKED.findall(text):
                    tables.setdefault(folder, {}).setdefault(name.lower(), {"default": None})
                for kind, body in PLUGIN.findall(text):
                    name = NAME.search(body)
                    if name and kind in SECTIONS:
                        self.plugins[kind, name.group(1)] = folder
            elif path.startswith("include/"):
                service.update({name.lower(): {} for name in SERVICE.findall(text)})
            else:
                core |= {(one or other).lower() for one, other in CORE.findall(text)}
                core |= {name.lower() for _, name, _ in ENTRY.findall(text)} | {name.lower() for name in ASKED.findall(text)}
                if path == "src/fluent-bit.c":
                    block = text[text.find("long_opts") :]
                    self.flags = {name: {} for name in FLAG.findall(block[: block.find("};")])}
        for folder, table in tables.items():
            for facts in table.values():
                default = facts.get("default") or ""
                default = constants.get(folder, {}).get(default, default)
                facts["default"] = default.strip('"') if default.startswith('"') else None
        self.tables, self.core, self.service = tables, core, service

    def of(self, plugin):
        return self.tables.get(self.plugins[plugin], {})

    def knows(self, plugin, name):
        return name in self.core or name in self.literals.get(self.plugins[plugin], ())


class FluentBit:
    def __init__(self, releases):
        self.releases, self.rows, self.last = releases, [], releases[-1][1]

    def plugins(self):
        tables = [(version, {plugin: {} for plugin in release.plugins}) for version, release in self.releases]
        for kind, name in sorted({plugin for _, table in tables for plugin in table}):
            since, _, _, removed = life(tables, (kind, name))
            classic, _ = SECTIONS[kind]
            if removed and classic:
                self.rows.append({"key": "name", "id": f"{kind}.{name}", "title": f"{kind} plug-in {name}", "in": [*classic, SECTIONS[kind][1]], "value": f"/(?i)^{name}$/", "since": since,
                                  "removed": short(removed), "source": "code"})

    def properties(self):
        for plugin in sorted(self.last.plugins):
            kind, name = plugin
            tables, known = [], {}
            for version, release in self.releases:
                if plugin not in release.plugins:
                    continue
                now = dict(release.of(plugin))
                for key in known:
                    if key not in now and release.knows(plugin, key):
                        now[key] = {"default": None}
                known.update(now)
                tables.append((version, now))
            self._rows(kind, name, tables)

    def _rows(self, kind, name, tables):
        classic, yaml = SECTIONS[kind]
        place = {"in": [*classic, yaml], "with": {"name": f"/(?i)^{name}$/"}}
        for key in sorted({key for _, table in tables for key in table}):
            since, deprecated, _, removed = life(tables, key)
            if deprecated or removed:
                self.rows.append({"key": key, "id": f"{kind}.{name}.{key}", **place, "since": since, "deprecated": deprecated and short(deprecated), "removed": removed and short(removed),
                                  "source": "code"})
        for row in default_rows([(version, table) for version, table in tables if version_key(version) >= version_key("2.0")], "code", usable=lambda text: len(text) < 60):
            version, (was, now) = short(row["changed"]), [text or "empty" for text in row["default"]]
            self.rows = [other for other in self.rows if not other["id"].startswith(f"{kind}.{name}.{row['key']}-default-")]
            if next((table[row["key"]].get("default") for _, table in reversed(tables) if row["key"] in table), None) == row["default"][1]:
                self.rows.append({"key": "name", "id": f"{kind}.{name}.{row['key']}-default-{version}", "title": f"{kind} plug-in {name}", "in": place["in"], "value": place["with"]["name"],
                                  "changed": version, "note": f"The default of {row['key']} is {now} now; it was {was}.", "source": "code"})

    def service(self):
        for attribute, prefix, more in (("service", "service", {"in": ["SERVICE", "service", "Service"]}), ("flags", "flag", {"carrier": "flag"})):
            tables = [(version, getattr(release, attribute)) for version, release in self.releases if getattr(release, attribute)]
            for name in sorted({name for _, table in tables for name in table}):
                since, _, _, removed = life(tables, name)
                if removed:
                    self.rows.append({"key": name, "id": f"{prefix}.{name}", "title": f"--{name}" if prefix == "flag" else None, **more, "since": since, "removed": short(removed),
                                      "source": "code"})


def rows(source):
    versions = source.versions(r"v?([1-9]\d*\.\d+\.\d+)", "1.0.0")
    releases = [(version, Release(source, tag)) for version, tag in versions]
    bit = FluentBit(releases)
    bit.plugins()
    bit.properties()
    bit.service()
    return bit.rows
