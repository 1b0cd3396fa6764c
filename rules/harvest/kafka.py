"""Kafka's broker: the generated tables of its configuration, of each release line. The first source: the site (apache/kafka-site, folders 090 … 39), the second:
a folder with the same generated page for what is newer, named by version (`4.1.0/generated/kafka_config.html`, of the release's site-docs, or printed by the
class itself: `java -cp JARS kafka.server.KafkaConfig`). The pages of its clients and of Connect are read in the same way."""

import re

from sources import version_key
from tables import default_rows, defaults, removals

SOURCES = ["apache/kafka-site", "site-docs of Apache Kafka 4.0 and newer, unpacked below a folder named by version"]
PAGE = "kafka_config"
# Defaults that are the release itself, or the Java that wrote the page.
NOT_DEFAULTS = {"inter.broker.protocol.version", "log.message.format.version", "ssl.enabled.protocols", "ssl.protocol"}
RENAMED = {  # where the description of a deprecated entry names its successor in words
    "log.message.timestamp.difference.max.ms": ["log.message.timestamp.before.max.ms", "log.message.timestamp.after.max.ms"],
    "block.on.buffer.full": "max.block.ms",
    "metadata.fetch.timeout.ms": "max.block.ms",
    "timeout.ms": "request.timeout.ms",
}


def text(html):
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def table_of(page):
    """{key: (default, what stands where the description begins)}"""
    found = {}
    if "config-list" in page:
        for part in re.split(r"<li>\s*<h4", page)[1:]:
            names = re.findall(r'id="([^"]+)"', part.split("</h4>")[0])
            default = re.search(r"<th>Default:</th><td>(.*?)</td>", part, re.S)
            about = re.search(r"<p>(.*?)</p>", part, re.S)
            found[names[0]] = (text(default.group(1)) if default else "", text(about.group(1)) if about else "")
        return found
    for row in re.findall(r"<tr>\s*<td>(.*?)</tr>", page, re.S):
        cells = re.split(r"(?:</td>)+<td>", row)
        if len(cells) >= 6:
            found[text(cells[0])] = (text(cells[3]), text(cells[1]))
    return found


def line_of_folder(name):
    """0102 is 0.10.2, 090 is 0.9.0, 27 is 2.7."""
    return ".".join((name[0], str(int(name[1:3])), name[3])) if len(name) == 4 else ".".join(name) if name.startswith("0") else f"{name[0]}.{name[1:]}"


def releases(site, newer, page=PAGE):
    found, page = [], f"generated/{page}.html"
    for path in site.files(site.head()):
        match = re.fullmatch(r"(\d+)/" + page, path)
        if match:
            found.append((line_of_folder(match.group(1)), table_of(site.read(site.head(), path))))
    for version, ref in newer.versions(""):
        found.append((".".join(version.split(".")[:2]), table_of(newer.read(ref, page))))
    return sorted(found, key=lambda release: version_key(release[0]))


def plain(default):
    """`604800000 (7 days)` is 604800000."""
    return re.sub(r"(?<=\d) \([^)]*\)$", "", "" if default in ("null", '""') else default)


def successor(about):
    match = re.search(r"[Uu]se (?:the )?`?([a-z][a-z0-9.]+\.[a-z0-9.]*[a-z0-9]|listeners|security.inter.broker.protocol)", about)
    return match.group(1) if match else None


def rows(site, newer, page=PAGE):
    tables = releases(site, newer, page)
    first = tables[0][0]
    deprecated, use = {}, dict(RENAMED)
    for line, table in tables:
        for key, (_, about) in table.items():
            if about.upper().startswith("DEPRECATED") or "(DEPRECATED)" in about or re.match(r"\(deprecated\)|This config(uration)? (is|has been) deprecated", about):
                deprecated.setdefault(key, None if line == first else line)
                if successor(about):
                    use.setdefault(key, successor(about))
    gone = removals([(line, set(table)) for line, table in tables])
    out = []
    for key in sorted(set(deprecated) | set(gone)):
        since, removed = gone.get(key, (None, None))
        if not (deprecated.get(key) or removed):
            continue
        out.append({"key": key, "since": since, "deprecated": deprecated.get(key), "removed": removed, "use": use.get(key), "source": "configs"})
    changes = [change for change in defaults([(line, {key: plain(default) for key, (default, _) in table.items()}) for line, table in tables])
               if change[0] not in NOT_DEFAULTS and not re.search(r"[/\[\]{}()<>]|java|kafka\.", change[2] + change[3])]
    return out + default_rows(changes, "configs", gone={row["key"] for row in out if row["removed"]})
