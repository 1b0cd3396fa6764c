"""Grafana up to 7.5, the last line under the Apache licence: keys of conf/defaults.ini, which names every one of them, at the end of each line's development. What came
later is told by the documentation alone, and stands by hand. The fork of OpenShift keeps the history of that time; it has few tags, so that a line ends where
package.json first says the next."""

import json
import re

from changes import default_rows, rows_of
from sources import version_key

SOURCES = ["openshift/grafana"]
SECTION = re.compile(r"^\[([^\]]+)\]")
KEY = re.compile(r"^([A-Za-z_][\w.]*)\s*=\s*(.*?)\s*$")
LAST = "7.5"
SKIPPED = {"3.2", "5.5"}  # names of what became 4.0 and 6.0
OTHERS = ("auth.saml",)  # of Enterprise, whose keys went to a file of its own
NEVER = {"users.editors_can_own"}  # in no release


def lines(source):
    """[(line, ref)]: 6.1 is what stood there when 6.2 began."""
    refs = source._git("log", "--reverse", "--format=%H", "HEAD", "--", "package.json").split()
    found, now = [], None
    for ref in refs:
        try:
            version = json.loads(source.read(ref, "package.json") or "{}").get("version") or ""
        except ValueError:
            continue
        parts = re.match(r"(\d+)\.(\d+)", version)
        line = f"{parts.group(1)}.{parts.group(2)}" if parts else None
        if line and (now is None or version_key(line) > version_key(now)):
            if now:
                found.append((now, ref))
            now = line
    found.append((now, source.head()))
    return [(line, ref) for line, ref in found if version_key("2.0") <= version_key(line) <= version_key(LAST) and line not in SKIPPED]


def table(source, ref):
    found, section = {}, ""
    for text in (source.read(ref, "conf/defaults.ini") or "").splitlines():
        head, key = SECTION.match(text), KEY.match(text)
        if head:
            section = head.group(1)
        elif key and section not in OTHERS and f"{section}.{key.group(1)}" not in NEVER:
            found[section, key.group(1)] = {"default": key.group(2).strip('"')}
    return found


def is_word(text):
    return len(text) < 50 and not set("`,") & set(text) and '"""' not in text


def rows(source):
    tables = [(line, table(source, ref)) for line, ref in lines(source)]
    more = {key: {"in": key[0], "id": ".".join(part for part in key if part)} for _, found in tables for key in found}
    found = rows_of(tables, "code", more=more, key_of=lambda key: key[1])
    last = tables[-1][1]
    for row in default_rows(tables, "code", key_of=".".join, usable=is_word):
        section, _, key = row["key"].rpartition(".")
        # Sections of auth are off unless somebody writes them.
        if (section, key) in last and not section.startswith("auth."):
            found.append({**row, "key": key, "in": section})
    return found
