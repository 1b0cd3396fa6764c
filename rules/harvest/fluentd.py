"""fluentd: parameters of the plug-ins that come with it, at each release, from lib/fluent. Deprecated and obsoleted ones say so in their declaration, the old
names of buffer parameters stand in the tables of the helper for old plug-ins, flags in the command."""

import re

from changes import default_rows, life
from sources import version_key

SOURCES = ["fluent/fluentd"]
REGISTER = re.compile(r"Plugin\.register_(input|output|filter|parser|formatter|buffer|storage|service_discovery)\(\s*['\"](\w+)['\"]")
PARAM = re.compile(r"^(\s*)config_param\s*\(?\s*:\"?([@\w]+)\"?\s*,?(.*)$")
SECTION = re.compile(r"^(\s*)config_section\s*\(?\s*:(\w+)(.*)$")
DEFAULT = re.compile(r"\bdefault: *('[^']*'|\"[^\"]*\"|:?[\w.\-]+)")
NOTICE = re.compile(r"\b(deprecated|obsoleted): *[\"']([^\n]*?)[\"']\s*(?:,|\)|$)")
CALL = re.compile(r"compat_parameters_convert\(([^)]*)\)")
FLAG = re.compile(r"op\.on\((?:'-\w'|'-\w [^']*')?,? *['\"]--(?:\[no-\])?([\w-]+)[^'\"]*['\"], *['\"](\[DEPRECATED\])?")
PLACES = {"input": ["**/source"], "output": ["**/match", "**/store", "**/secondary"], "filter": ["**/filter"], "parser": ["**/parse"], "formatter": ["**/format"],
          "buffer": ["**/buffer"], "storage": ["**/storage"], "service_discovery": ["**/service_discovery"]}


class Param:
    def __init__(self, text):
        found = DEFAULT.search(text)
        self.default = found.group(1).strip("'\"").lstrip(":") if found else None
        self.notices = dict(NOTICE.findall(text))


def expanded(text):
    """Loops over numbered parameters are written out: (1..20).each {|i| config_param :"regexp#{i}", …}"""
    lines = []
    for line in text.splitlines():
        loop = re.match(r"^(\s*)\((\d+)\.\.(\d+|\w+)\)\.each *\{ *\|i\| *(config_param :\"(\w+)#\{i\}\".*)\}\s*$", line)
        if not loop:
            lines.append(line)
            continue
        count = loop.group(3) if loop.group(3).isdigit() else re.search(rf"{loop.group(3)} *= *(\d+)", text).group(1)
        lines += [f"{loop.group(1)}" + loop.group(4).replace("#{i}", str(i)).replace(':"', ":", 1).replace('"', "", 1) for i in range(int(loop.group(2)), int(count) + 1)]
    return lines


def params(text):
    """{(section, …, name): Param} of one file."""
    found, open_sections = {}, []
    for line in expanded(text):
        indent = len(line) - len(line.lstrip())
        if line.strip() == "end":
            open_sections = [section for section in open_sections if section[0] != indent]
            continue
        section = SECTION.match(line)
        if section and re.search(r"\bdo\b", section.group(3)):
            name = re.search(r"param_name: *['\":](\w+)", section.group(3))
            open_sections.append((indent, section.group(2)))
            if name and name.group(1) == section.group(2).rstrip("s"):
                open_sections[-1] = (indent, name.group(1))
            continue
        param = PARAM.match(line)
        if param:
            found[tuple(name for _, name in open_sections) + (param.group(2),)] = Param(param.group(3))
    return found


class Release:
    def __init__(self, source, tag):
        self.plugins = {}  # (kind, name): path
        self.params, self.texts, self.helped = {}, {}, {}
        files = [path for path in source.files(tag, "lib/fluent") if path.endswith(".rb")]
        for path, text in source.read_all(tag, files):
            self.texts[path] = text
            self.params[path] = params(text)
            for kind, name in REGISTER.findall(text):
                if kind in PLACES:
                    self.plugins[kind, name] = path
            self.helped[path] = set(re.findall(r":(\w+)", " ".join(CALL.findall(text)))) - {"default_chunk_key"}
        command = source.read(tag, "lib/fluent/command/fluentd.rb") or ""
        self.flags = {name: {"deprecated": bool(old)} for name, old in FLAG.findall(command)}
        self.system = {name[-1]: {"default": None} for name in params(self.texts.get("lib/fluent/system_config.rb", "")) if len(name) == 1}
        self.old_buffer = {}
        helper = self.texts.get("lib/fluent/plugin_helper/compat_parameters.rb", "")
        for table in re.findall(r"BUFFER(?:_TIME_SLICED)?_PARAMS = \{(.*?)\}", helper, re.S):
            self.old_buffer.update({old: new.strip('"') for old, new in re.findall(r'"(\w+)" *=> *(nil|"[@\w]+")', table)})

    def knows(self, path, name):
        """A parameter may be read under its name without a declaration, or be one of a class that this one is made of."""
        shared = [other for other in self.texts if re.fullmatch(r"lib/fluent/(plugin/)?(output|input|filter|buffer|base|parser|formatter|storage|multi_output|bare_output)\.rb", other)
                  or "plugin_helper/" in other or "/compat/" in other or other.startswith(path[:-3] + "/")]
        word = re.compile(rf"\b{re.escape(name)}\b")
        return any(word.search(self.texts[other]) for other in [path, *shared] if other in self.texts)


def short(version):
    parts = version.split(".")
    return ".".join(parts[:2]) if len(parts) == 3 and parts[2] == "0" else version


def replacement(notice):
    quoted = re.search(r"'(\w+)' parameter instead|[\"'](\w+)[\"'] or|^[uU]se:? (?:the )?(\w+) instead|use '(\w+)' in", notice)
    if quoted:
        return next(group for group in quoted.groups() if group)
    section = re.search(r"<(\w+)> section", notice)
    return f"<{section.group(1)}>" if section else "transport" if "transport directive" in notice else "@label" if "@label" in notice else None


class Fluentd:
    def __init__(self, releases):
        self.releases, self.rows = releases, []
        self.last = releases[-1][1]

    def plugins(self):
        tables = [(version, {plugin: {} for plugin in release.plugins}) for version, release in self.releases]
        for kind, name in sorted({plugin for _, table in tables for plugin in table}):
            since, _, _, removed = life(tables, (kind, name))
            if removed and kind in ("input", "output", "filter") and not (since or "").startswith("0.14."):
                self.rows += [{"key": ["@type", "type"], "id": f"{kind}.{name}", "title": f"{kind} plug-in {name}", "in": PLACES[kind], "value": name, "since": since,
                               "removed": short(removed), "unknown_key": "refuse", "source": "code"}]

    def options(self):
        for kind, name in sorted({plugin for _, release in self.releases for plugin in release.plugins}):
            if (kind, name) in self.last.plugins:
                self._options_of(kind, name)

    def _options_of(self, kind, name):
        tables, known = [], {}
        for version, release in self.releases:
            path = release.plugins.get((kind, name))
            if not path:
                continue
            now = {place: {"default": param.default, "deprecated": "deprecated" in param.notices, "ignored": "obsoleted" in param.notices,
                           "notice": param.notices.get("deprecated") or param.notices.get("obsoleted", "")} for place, param in release.params[path].items()}
            for place in known:
                if place not in now and release.knows(path, place[-1]):
                    now[place] = {"default": None}
            known.update(now)
            tables.append((version, now))
        more = {place: self._place(kind, name, place) for _, table in tables for place in table}
        for place in sorted(more):
            since, deprecated, obsoleted, removed = life(tables, place)
            if not (deprecated or obsoleted or removed) or place[-1].startswith("@"):
                continue
            notice = next((table[place].get("notice", "") for _, table in reversed(tables) if place in table and table[place].get("notice")), "")
            row = {"key": place[-1], **more[place], "id": ".".join((kind, name, *place)), "since": since, "source": "code", "use": replacement(notice)}
            if deprecated and not obsoleted:
                row["deprecated"] = short(deprecated)
            if obsoleted:
                row.update(removed=short(obsoleted), unknown_key="refuse")
            elif removed:
                row["removed"] = short(removed)
            if row["since"] in (deprecated, obsoleted):
                row.pop("since")
            if row["use"] == row["key"]:
                row.update(use=None, note="It stands in its own section now." if kind != "input" else "It stands in <transport> now.")
            if row["use"] == "transport":
                row.update(use="<transport>")
            self.rows.append(row)
        self._defaults(kind, name, tables)

    def _defaults(self, kind, name, tables):
        """A default is one of each plug-in, so the row stands at the line that names it."""
        if kind not in ("input", "output", "filter"):
            return
        tables = [(version, table) for version, table in tables if version_key(version) >= version_key("1.0")]
        short_defaults = [(version, {place: facts for place, facts in table.items() if len(place) == 1}) for version, table in tables]
        for row in default_rows(short_defaults, "code", key_of=lambda place: place[0], usable=is_plain):
            version, (was, now) = short(row["changed"]), row["default"]
            self.rows = [other for other in self.rows if not other["id"].startswith(f"{kind}.{name}.{row['key']}-default-")]  # the last change says what it is now
            self.rows.append({"key": "@type", "id": f"{kind}.{name}.{row['key']}-default-{version}", "title": f"@type {name}", "in": PLACES[kind], "value": name,
                              "changed": version, "note": f"The default of {row['key']} is {now} now; it was {was}.", "source": "code"})

    def numbered(self):
        """regexp1, regexp2, … are one row."""
        groups = {}
        for row in list(self.rows):
            stem = re.fullmatch(r"([a-z_]+)\d+", str(row["key"]))
            if stem:
                groups.setdefault((stem.group(1), str(row.get("with"))), []).append(row)
        for (stem, _), group in groups.items():
            group.sort(key=lambda row: int(re.search(r"\d+$", row["key"]).group()))
            self.rows = [row for row in self.rows if row not in group]
            self.rows.append({**group[0], "key": [row["key"] for row in group], "id": group[0]["id"].rstrip("0123456789"), "title": None})

    def old_format(self):
        """Plug-ins that once took the parameters of a parser or formatter among their own."""
        for key, helper, section in (("format", "parser", "parse"), ("format", "formatter", "format")):
            for kind in ("input", "output", "filter"):
                names = sorted(name for (of, name), path in self.last.plugins.items() if of == kind and helper in self.last.helped[path])
                if names:
                    self.rows.append({"key": key, "id": f"{kind}.{key}-{section}", "in": PLACES[kind], "with": {"@type": names}, "renamed": "0.14", "use": f"<{section}>",
                                      "note": "Its @type is the format; a regular expression is @type regexp with expression.", "source": "code"})

    @staticmethod
    def _place(kind, name, place):
        inner = "/".join(place[:-1])
        places = [f"{outer}/{inner}" if inner else outer for outer in PLACES[kind]]
        found = {"in": places if len(places) > 1 else places[0]}
        if not inner:
            found["with"] = {"@type": name}
        return found

    def old_buffer(self):
        old = {}
        for _, release in self.releases:
            old.update(release.old_buffer)
        for name, new in sorted(old.items()):
            row = {"key": name, "id": f"buffer.{name}", "in": PLACES["output"], "renamed": "0.14", "source": "code", "use": new if new != "nil" else "timekey"}
            if name == "timezone":  # plug-ins of others have one of their own
                row["with"] = {"@type": sorted(plugin for (kind, plugin), path in self.last.plugins.items() if kind == "output" and "buffer" in self.last.helped[path])}
            if new == name:
                row.update(use=None, renamed=None, deprecated="0.14", title=f"{name} outside of <buffer>", fix=f"Write `{name}` into <buffer>.")
            else:
                row["note"] = "It stands in <buffer>; where there is a <buffer>, the old name counts for nothing."
            self.rows.append(row)

    def flags(self):
        tables = [(version, release.flags) for version, release in self.releases if release.flags]
        for name in sorted({name for _, table in tables for name in table}):
            since, deprecated, _, removed = life(tables, name)
            if deprecated or removed:
                self.rows.append({"key": name, "id": f"flag.{name}", "carrier": "flag", "title": f"--{name}", "since": since, "deprecated": deprecated and short(deprecated),
                                  "removed": removed and short(removed), "unknown_key": "refuse" if removed else None, "source": "code"})

    def system(self):
        tables = [(version, release.system) for version, release in self.releases if release.system]
        for name in sorted({name for _, table in tables for name in table}):
            since, _, _, removed = life(tables, name)
            if removed:
                self.rows.append({"key": name, "id": f"system.{name}", "in": "system", "since": since, "removed": short(removed), "source": "code"})


def is_plain(text):
    """A default that can be told in a word: neither nil nor a constant."""
    return text != "nil" and not re.match(r"[A-Z][A-Za-z]*[.:]|[A-Z_]{3,}", text)


def rows(source):
    versions = source.versions(r"v?((?:0\.12|0\.14|1)\.[\d.]+)", "0.12.0")
    releases = [(version, Release(source, tag)) for version, tag in sorted(versions, key=lambda item: version_key(item[0]))]
    fluentd = Fluentd(releases)
    fluentd.plugins()
    fluentd.options()
    fluentd.numbered()
    fluentd.old_buffer()
    fluentd.old_format()
    fluentd.flags()
    fluentd.system()
    return fluentd.rows
