"""Rails: the configuration that its guide documents at each release; what is in the guide of an older one, and a word of no library any more, was removed."""

import re

from sources import version_key

SOURCES = ["rails/rails"]
GUIDES = ["guides/source/configuring.md", "guides/source/configuring.textile", "railties/guides/source/configuring.textile"]
NAME = re.compile(r"\bconfig((?:\.[a-z_0-9]+)+)\b(?!\()")
LIBRARIES = ["actioncable", "actionmailbox", "actionmailer", "actionpack", "actiontext", "actionview", "activejob", "activemodel", "activerecord", "activestorage",
             "activesupport", "railties"]
OWN = {"active_record", "action_controller", "action_view", "action_mailer", "action_dispatch", "active_support", "active_job", "active_storage", "action_cable",
       "action_text", "action_mailbox", "active_model", "i18n", "public_file_server"}


def documented(source, tag):
    found = set()
    for guide in GUIDES:
        for match in NAME.finditer(source.read(tag, guide) or ""):
            parts = match.group(1).strip(".").split(".")
            if len(parts) == 1 or len(parts) == 2 and parts[0] in OWN:
                found.add(tuple(parts))
    return found


def words_of(source, tag):
    """Every word in the code of the libraries. Comments and messages of removals do not count."""
    found = set()
    folders = [f"{library}/lib" for library in LIBRARIES] + ["activestorage/app", "actionmailbox/app"]
    for path, text in source.read_all(tag, [path for path in source.files(tag, *folders) if path.endswith((".rb", ".tt", ".erb"))]):
        for line in text.splitlines():
            if not line.lstrip().startswith("#"):
                found.update(re.findall(r"[a-z_0-9]+", line))
    return found


def rows(source):
    versions = source.versions(r"v(\d+\.\d+)\.0", "3.0")
    guides = [(version, documented(source, tag)) for version, tag in versions]
    words = {version: words_of(source, tag) for version, tag in versions}
    made = []
    for place in sorted(set().union(*(names for _, names in guides))):
        first = next(version for version, names in guides if place in names)
        later = [version for version, _ in versions if version_key(version) > version_key(first)]
        gone = None
        for version in reversed(later):
            if place[-1] in words[version]:
                break
            gone = version
        if not gone or not any(place[-1] in words[version] for version, _ in versions if version_key(version) < version_key(gone)):
            continue
        group, key = "/".join(("config",) + place[:-1]), place[-1]
        row = {"key": key, "id": ".".join(place), "title": "config." + ".".join(place), "in": [group, f"**/{group}"], "removed": gone, "source": "guide"}
        if len(place) == 1:
            row["unknown_key"] = "ignore"
        made.append(row)
    return made
