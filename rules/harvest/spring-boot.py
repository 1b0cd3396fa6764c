"""Spring Boot: the metadata of properties. The checkout has what the authors write by hand (what is deprecated, and what is gone, as level `error`); the
published jars have in META-INF/spring-configuration-metadata.json all properties with their defaults, @DeprecatedConfigurationProperty included. An entry is
dropped some releases after the removal, so both are read at all of them. The second source: a folder of unpacked jars, `2.7.0/META-INF/…` or deeper."""

import json

from sources import version_key
from tables import default_rows, defaults, line_of

SOURCES = ["spring-projects/spring-boot", "org.springframework.boot:spring-boot-* of the Maven registry, unpacked below a folder named by version"]
HAND = "additional-spring-configuration-metadata.json"
JAR = "spring-configuration-metadata.json"
# What an application has whatever libraries it uses: only there a change of a default is worth a word where nothing sets the key.
EVERYWHERE = ("server.", "management.e", "management.i", "management.s", "management.t", "logging.", "spring.main.", "spring.mvc.", "spring.web.", "spring.jackson.", "spring.servlet.", "spring.aop.", "spring.config.",
              "spring.task.", "spring.lifecycle.", "spring.jmx.", "spring.http.", "spring.resources.", "spring.jpa.", "spring.data.jpa.", "spring.datasource.",
              "spring.devtools.", "spring.output.", "spring.banner.", "spring.security.", "spring.session.", "spring.codec.", "spring.webflux.", "spring.profiles.")
MODULES = "4.0"  # from here on a jar for each module
LINES = ("1.4",)  # the first line that is read


def properties(text):
    try:
        return json.loads(text).get("properties", [])
    except ValueError:
        return []


class Key:
    def __init__(self):
        self.known = []  # lines that have it, and do not call it gone
        self.home = None  # the module that had it last
        self.warned = []  # lines that call it deprecated
        self.gone = []  # lines that call it gone
        self.since = None  # deprecated, as upstream says
        self.use = None

    def note(self, line, entry, is_whole):
        deprecation = entry.get("deprecation") or ({} if entry.get("deprecated") else None)
        if deprecation is not None:
            self.use = deprecation.get("replacement") or self.use
            since = str(deprecation.get("since") or "").strip()
            if since and since[0].isdigit():
                self.since = line_of(since)
            level = deprecation.get("level", "warning")
            (self.gone if level == "error" else self.warned).append(line)
        if is_whole and (deprecation is None or deprecation.get("level") != "error"):
            self.known.append(line)


def ends(versions):
    """Of each line the first and the last release."""
    by_line = {}
    for version, tag in versions:
        by_line.setdefault(line_of(version), []).append((version, tag))
    return [release for releases in by_line.values() for release in dict.fromkeys((releases[0], releases[-1]))]


def read(checkout, jars):
    keys, tables, lines, modules = {}, [], set(), {}
    for version, tag in ends(checkout.versions(r"v(\d+)\.(\d+)\.(\d+)(?:\.RELEASE)?", LINES[0])):
        lines.add(line_of(version))
        for path in checkout.files(tag):
            if path.endswith("/" + HAND) and "/test/" not in path and "integration-test" not in path:
                for entry in properties(checkout.read(tag, path) or ""):
                    keys.setdefault(entry["name"], Key()).note(line_of(version), entry, False)
    whole = []
    for version, ref in jars.versions("", LINES[0]):
        table = {}
        for path in jars.files(ref):
            if path.endswith("/" + JAR):
                module = path.split("/")[0]
                modules.setdefault(line_of(version), set()).add(module)
                for entry in properties(jars.read(ref, path)):
                    keys.setdefault(entry["name"], Key()).note(line_of(version), entry, True)
                    keys[entry["name"]].home = module
                    if (entry.get("deprecation") or {}).get("level") != "error":
                        table[entry["name"]] = text_of(entry.get("defaultValue"))
        if line_of(version) not in whole:
            whole.append(line_of(version))
        tables.append((line_of(version), table))
    return keys, tables, whole, sorted(lines, key=version_key), modules


def text_of(default):
    if default is None:
        return None
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, list):
        return ",".join(str(item) for item in default)
    return str(default)


def after(line, lines):
    """The line that follows."""
    later = [other for other in lines if version_key(other) > version_key(line)]
    return later[0] if later else None


def removed_in(key, lines, modules):
    """The first line that does not know it any more: upstream calls it gone, or it is in no jar from there on. The modules of 4.0 and later may not all be at
    hand: there only what was deprecated before counts, and whose module is."""
    if key.known and lines[-1] in key.known:
        return None
    if not key.gone:
        follows = after(max(key.known, key=version_key), lines) if key.known else None
        is_seen = follows and (version_key(follows) <= version_key(MODULES) or key.home in modules.get(follows, ()))
        return follows if is_seen and (key.warned or version_key(follows) < version_key(MODULES)) else None
    first = min(key.gone, key=version_key)
    if key.known:
        follows = after(max(key.known, key=version_key), lines)
        return follows if follows and version_key(follows) <= version_key(first) else first
    return first


def rows(checkout, jars):
    keys, tables, whole, lines, modules = read(checkout, jars)
    out = []
    for name, key in keys.items():
        removed = removed_in(key, lines, modules)
        warned = min(key.warned, key=version_key) if key.warned else None
        deprecated = key.since if key.since and (not warned or version_key(key.since) <= version_key(warned)) else warned
        if removed and deprecated and version_key(deprecated) >= version_key(removed):
            deprecated = None
        if not removed and not warned:
            continue
        since = min(key.known, key=version_key) if key.known else None
        use = key.use if key.use != name else None
        row = {"key": name, "carrier": "both", "removed": removed, "use": use, "source": "metadata"}
        if since and since != whole[0] and not (removed and version_key(since) >= version_key(removed)) and (not deprecated or version_key(since) < version_key(deprecated)):
            row["since"] = since
        if deprecated:
            row["renamed" if use else "deprecated"] = deprecated
        out.append(row)
    # A number that is 0 in old metadata is one that the annotation processor did not know.
    changes = [change for change in defaults(tables) if version_key(change[1]) > version_key(whole[1]) and not change[2].startswith("0") and change[3] != "0" and change[0].startswith(EVERYWHERE)]
    gone = {row["key"] for row in out}
    return out + default_rows(changes, "metadata", gone=gone)
