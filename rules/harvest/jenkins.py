"""Jenkins: its system properties (SystemProperties.getX, Boolean.getBoolean and their kin, with a literal or with the name of a class) at a release in ten,
and the exact release in which a name left the code; and the options of Winstone, the servlet container in the WAR, whose version the WAR's pom says."""

import re

from sources import version_key
from tables import removals

SOURCES = ["jenkinsci/jenkins", "jenkinsci/winstone"]
CODE = ("core/src/main/java", "war/src/main/java", "websocket", "cli/src/main/java")
EVERY = 10
READ = re.compile(r"\b(?:SystemProperties\.get(?:String|Boolean|Integer|Long|Duration|BooleanInherited)?|SystemProperties\.optBoolean|Boolean\.getBoolean|Integer\.getInteger"
                  r"|Long\.getLong|System\.getProperty)\s*\(\s*((?:[^()\"]|\([^()]*\)|\"[^\"]*\")*?)\s*[,)]")
NAME = re.compile(r'^(?:([A-Z]\w*(?:\.[A-Z]\w*)*)\.class\.get(?:Canonical)?Name\(\)\s*\+\s*)?"([^"]+)"(?:\s*\+\s*"([^"]+)")?$')
OWN = re.compile(r"^(hudson|jenkins|org\.jenkinsci|executable-war|winstone)[.\w$-]*$")
OPTION = re.compile(r'=\s*(?:new\s+O\w+|o?string|integer|bool|file|clazz)\(\s*(?:"(\w+)"\s*\+\s*)?(?:"([\w.]+)"|(_\w+))')
SUFFIX = {"_PORT": "Port", "_LISTEN_ADDRESS": "ListenAddress", "_KEEP_ALIVE_TIMEOUT": "KeepAliveTimeout", "_UNIX_DOMAIN_PATH": "UnixDomainPath", "_DOORS": "Doors"}
USES = {"httpsCertificate": "--httpsKeyStore", "httpsPrivateKey": "--httpsKeyStore"}


def class_name(path, text, simple):
    """The full name of a class as a file names it, with $ before what stands inside of another one."""
    package = re.search(r"^package ([\w.]+);", text, flags=re.M)
    top = path.rpartition("/")[2][: -len(".java")]
    if simple == top:
        return f"{package.group(1)}.{top}"
    imported = re.search(rf"^import ([\w.]+\.{simple.split('.')[0]});", text, flags=re.M)
    if imported:
        return imported.group(1)
    if re.search(rf"\b(?:class|interface|enum) {simple}\b", text):
        return f"{package.group(1)}.{top}${simple}"
    return f"{package.group(1)}.{simple}" if package else None


def properties(source, ref):
    found = set()
    files = [path for path in source.files(ref, *CODE) if path.endswith(".java")]
    for path, text in source.read_all(ref, files):
        for argument in READ.findall(text):
            match = NAME.match(argument.strip())
            if not match:
                continue
            simple, first, second = match.groups()
            name = first + (second or "")
            if simple:
                full = class_name(path, text, simple)
                name = full + name if full and name.startswith(".") else None
            if name and OWN.match(name) and "." in name:
                found.add(name)
    return found


def options(source, ref):
    found = set()
    for path in source.files(ref, "src"):
        if path.endswith(("/Option.java", "/Launcher.java")):
            text = source.read(ref, path)
            for first, plain, suffix in OPTION.findall(text):
                found.add((first or "") + (plain or SUFFIX.get(suffix, "")))
    return {name for name in found if name[:1].islower() and not name.endswith(".")}


def still_reads(source, ref, name):
    """Does some file of the code that names the class still have the last part of the name at the end of a literal? That is so where the name is put together
    in a way that does not show."""
    owner, _, word = name.rpartition(".")
    simple = re.split(r"[.$]", owner)[-1]
    found = source._git("grep", "-l", "-F", "-e", f'.{word}"', "-e", f'"{word}"', ref, "--", *CODE, check=False) or ""
    paths = [line.partition(":")[2] for line in found.splitlines()]
    return any(path.endswith(f"/{simple}.java") or re.search(rf"\b{simple}\b", text) for path, text in source.read_all(ref, paths))


def first_without(source, releases, name):
    """The first of the releases, in order, whose code does not read the name any more; the first one does, the last one does not."""
    low, high = 0, len(releases) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if still_reads(source, releases[middle][1], name):
            low = middle
        else:
            high = middle
    return releases[high][0]


def property_rows(source, releases):
    sampled = releases[::EVERY] + ([releases[-1]] if releases[-1] not in releases[::EVERY] else [])
    tables = [(version, properties(source, tag)) for version, tag in sampled]
    last = releases[-1][1]
    for name, (_, removed) in sorted(removals(tables).items()):
        if still_reads(source, last, name):
            continue
        before = max(index for index, (version, keys) in enumerate(tables) if name in keys)
        window = [release for release in releases if version_key(tables[before][0]) <= version_key(release[0]) <= version_key(tables[before + 1][0])]
        yield {"key": name, "carrier": "both", "title": f"system property {name}", "removed": first_without(source, window, name), "source": "properties"}


def winstone_of(source, tag):
    text = (source.read(tag, "war/pom.xml") or "") + (source.read(tag, "pom.xml") or "")
    match = re.search(r"<artifactId>winstone</artifactId>\s*(?:<!--.*?-->\s*)?<version>([^<]+)</version>", text, flags=re.S)
    version = match.group(1) if match else None
    if version and version.startswith("$"):
        match = re.search(rf"<{re.escape(version[2:-1])}>([^<]+)<", text)
        version = match.group(1) if match else None
    return version


def option_rows(jenkins, winstone, releases):
    tags = {version: tag for version, tag in winstone.versions(r"(?:winstone-)?([\w.\-]+)")}
    tables, known = [], {}
    for version, tag in releases:
        container = winstone_of(jenkins, tag)
        if container not in tags:
            continue
        if container not in known:
            known[container] = options(winstone, tags[container])
        if known[container]:
            tables.append((version, known[container]))
    for name, (since, removed) in sorted(removals(tables).items()):
        yield {"key": name, "id": f"--{name}", "title": f"--{name}", "carrier": "flag", "since": since, "removed": removed, "use": USES.get(name), "unknown_key": "refuse", "source": "winstone"}


def rows(jenkins, winstone):
    releases = jenkins.versions(r"jenkins-(2\.\d+)")
    return list(property_rows(jenkins, releases)) + list(option_rows(jenkins, winstone, releases))
