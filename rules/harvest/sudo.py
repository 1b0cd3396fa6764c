"""sudo: the options of Defaults in sudoers at each release."""

import re

from changes import rows_of, tables_of
from sources import version_key

SOURCES = ["sudo-project/sudo"]
TAG = re.compile(r"(?:SUDO_|v)(\d+)[_.](\d+)[_.](\d+)(p\d+)?")
USES = {"askpass": "Path askpass", "noexec_file": "Path noexec"}


def releases(source):
    """The tags of git write versions in two ways, and patches without a dot: 1.9.17p1."""
    found = {}
    for version, tag in source.versions(r"((?:SUDO_|v)\d+[_.]\d+[_.]\d+(?:p\d+)?)"):
        major, minor, micro, patch = TAG.fullmatch(version).groups()
        found[f"{major}.{minor}.{micro}{patch or ''}"] = tag
    return sorted(((version, tag) for version, tag in found.items() if version_key(version) >= version_key("1.7.0")), key=lambda item: version_key(item[0]))


def table_of(source, ref):
    names = next((path for path in source.files(ref) if path.endswith("def_data.in")), None)
    return {name: {} for name in re.findall(r"^([a-z]\w*)\s*\n\s+T_\w+", source.read(ref, names) or "" if names else "", re.M)}


def rows(source):
    found = rows_of(tables_of(source, releases(source), lambda ref: table_of(source, ref)), "options", uses=USES)
    for row in found:
        row["in"] = "Defaults"
        row["note"] = "It stands in sudo.conf." if row["key"] in USES else None
    return found
