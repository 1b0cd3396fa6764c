"""Telegraf: plugins and their options at each release. What is deprecated stands in tags of struct fields and in lists of plugins, together with the release
that is to remove it; what was removed is what is gone from the code."""

import re

from sources import version_key

SOURCES = ["influxdata/telegraf"]
KINDS = "inputs|outputs|processors|aggregators|secretstores"
SHARED = ("plugins/common/", "internal/", "plugins/parsers/", "plugins/serializers/")
MOVED = {"startup_error_behavior"}  # once an option of some plugins, now one of all
AGENT = ("config", "internal/config")
FIELD = re.compile(r"^\s*([A-Z]\w*)\s+[^`/]*(?:`([^`]*)`)?")
ADD = re.compile(rf'\b({KINDS})\.Add\w*\(\s*"(\w+)"')
IMPORT = re.compile(r'"github\.com/influxdata/telegraf/((?:plugins|internal|config)[^"]*)"')
LISTED = re.compile(r'"(\w+)":\s*\{([^}]*)\}', re.S)


def plain(name):
    return name.replace("_", "").lower()


def short(version):
    parts = version.split(".")
    return ".".join(parts[:2]) if len(parts) == 3 and parts[2] == "0" else version


def replacement(notice):
    match = re.search(r"(?:[uU]se|by|to)\s+(?:the\s+)?['`\"]([\w./]+)['`\"](?:\s+(?:option\s+)?instead)?", notice)
    return match.group(1) if match else None


class Release:
    def __init__(self, source, tag):
        self.options = {}  # folder: {option: (since, notice) or None}
        self.fields = {}  # folder: names of fields as the reader of TOML sees them
        self.plugins = {}  # (kind, name): folder
        self.lists = {}  # (kind, name): (since, notice)
        self.imports = {}  # folder: folders whose structs it may embed
        files = [path for path in source.files(tag, "plugins", "config", "internal/config") if path.endswith(".go") and not path.endswith("_test.go")]
        for path, text in source.read_all(tag, files):
            folder = path.rpartition("/")[0]
            self.imports.setdefault(folder, set()).update(IMPORT.findall(text))
            for kind, name in ADD.findall(text):
                self.plugins[kind, name] = folder
            if path.endswith("/deprecations.go"):
                self._listed(folder.rpartition("/")[2], text)
            for line in text.splitlines():
                match = FIELD.match(line)
                if match:
                    self._field(folder, match.group(1), match.group(2) or "")

    def _listed(self, kind, text):
        for name, body in LISTED.findall(text):
            words = dict(re.findall(r'(\w+):\s*"((?:[^"\\]|\\.)*)"', body))
            if "Since" in words:
                self.lists[kind, name] = (words["Since"], words.get("Notice", ""))

    def _field(self, folder, field, tags):
        self.fields.setdefault(folder, set()).add(plain(field))
        told = dict(re.findall(r'(\w+):"((?:[^"\\]|\\.)*)"', tags))
        name = told.get("toml", "").partition(",")[0]
        if not name or name == "-":
            return
        self.fields[folder].add(plain(name))
        old = told.get("deprecated")
        options = self.options.setdefault(folder, {})
        if old:
            since, _, notice = old.partition(";")
            notice = notice.partition(";")[2] if re.match(r"\d+\.\d+", notice) else notice
            options[name] = (since, notice)
        else:
            options[name] = None


    def homes(self, folder, depth=3):
        """A folder, and those whose structs may be part of its own."""
        found, now = {folder}, {folder}
        for _ in range(depth):
            now = {other for home in now for other in self.imports.get(home, ()) if other not in found}
            found |= now
        return found

    def knows(self, folder, name):
        return any(plain(name) in self.fields.get(home, ()) for home in self.homes(folder))


class Telegraf:
    def __init__(self):
        self.rows = {}

    def add(self, row):
        self.rows[row.get("id", row["key"])] = row

    def plugins(self, releases):
        listed, alive = {}, {}
        for version, release in releases:
            listed.update(release.lists)
            for plugin in release.plugins:
                alive.setdefault(plugin, []).append(version)
        last = releases[-1][0]
        versions = [version for version, _ in releases]
        for plugin in sorted(set(listed) | set(alive)):
            kind, name = plugin
            if plugin in alive and alive[plugin][-1] == last and plugin not in listed:
                continue
            row = {"key": name, "id": f"{kind}.{name}", "in": kind, "title": f"{kind}.{name}"}
            if plugin in listed:
                row["deprecated"] = short(listed[plugin][0])
                use = replacement(listed[plugin][1])
                row["use"] = use if not use or use.startswith(kind) else f"{kind}.{use}"
            if plugin in alive and alive[plugin][-1] != last:
                row["removed"] = versions[versions.index(alive[plugin][-1]) + 1]
            elif plugin not in alive:
                continue
            if name != name.lower() and plugin not in listed:
                continue
            self.add({**row, "source": "code"})

    def options(self, releases):
        """Options of a plugin are those of the structs in its folder, and in folders that this one imports. Where the plugin is gone, they are not looked at."""
        events = {}
        for version, release in releases:
            folders = {plugin: folder for plugin, folder in release.plugins.items()}
            folders.update({("", folder): folder for folder in release.options if folder.startswith(SHARED) or folder in AGENT})
            crowd = {folder: list(release.plugins.values()).count(folder) for folder in release.plugins.values()}
            for home, folder in folders.items():
                if crowd.get(folder, 0) > 1:
                    continue  # one folder, several plugins: whose option it is does not show
                for name, old in release.options.get(folder, {}).items():
                    event = events.setdefault((home, name), {})
                    if old:
                        event["deprecated"], event["notice"] = old
                    else:
                        event.pop("deprecated", None)
            for (home, name), event in events.items():
                folder = folders.get(home)
                if folder and not release.knows(folder, name):
                    event.setdefault("removed", version)
                elif folder:
                    event.pop("removed", None)
        last = releases[-1][1]
        for (home, name), event in sorted(events.items()):
            shared = any(not other[0] and other[1].startswith("plugins/common/") and events[other, name].get("removed") == event.get("removed")
                         for other, known in events if known == name and other[0] != home[0])
            if name in MOVED or not home[0] and "deprecated" not in event or home[0] and "deprecated" not in event and shared:
                continue
            if "deprecated" in event or "removed" in event:
                self._option(home, name, event, last)

    def _option(self, home, name, event, last):
        kind, plugin = home
        row = {"key": name}
        if kind:
            row["id"], row["in"] = f"{kind}.{plugin}.{name}", f"{kind}/{plugin}/**"
        elif plugin in AGENT:
            row["id"], row["in"] = f"agent.{name}", "agent"
        elif plugin.startswith(("plugins/parsers/", "plugins/serializers/")):
            row["id"], row["in"] = f"{plugin.split('/')[1]}.{plugin.rpartition('/')[2]}.{name}", ["inputs/*/**", "processors/*/**", "outputs/*/**"]
        else:
            users = sorted(other for other, folder in last.plugins.items() if plugin in last.homes(folder, 1))
            row["id"] = f"{plugin.removeprefix('plugins/common/').replace('/', '.')}.{name}"
            row["in"] = [f"{kind}/{user}/**" for kind, user in users] if 0 < len(users) < 20 else ["inputs/*/**", "outputs/*/**", "processors/*/**"]
        if "deprecated" in event:
            row["deprecated"] = short(event["deprecated"])
            use = replacement(event.get("notice", ""))
            if use and re.fullmatch(r"[\w.]+", use) and plain(use) != plain(name):
                row["use"] = re.sub(r"(?<=[a-z])([A-Z])", r"_\1", use).lower() if "." not in use else use
        if "removed" in event:
            row["removed"] = event["removed"]
        self.add({**row, "source": "code"})


def rows(source):
    versions = source.versions(r"v?(\d+\.\d+)\.0", "1.0")
    newest = source.versions(r"v?(\d+\.\d+\.\d+)", "1.0")[-1]
    if version_key(newest[0])[:2] == version_key(versions[-1][0])[:2]:
        versions[-1] = (versions[-1][0], newest[1])
    releases = [(version, Release(source, tag)) for version, tag in versions]
    telegraf = Telegraf()
    telegraf.plugins(releases)
    telegraf.options(releases)
    return list(telegraf.rows.values())
