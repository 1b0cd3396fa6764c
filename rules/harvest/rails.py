"""Rails: the configuration that its guide documents at each release; what is in the guide of an older one, and a word of no library any more, was removed.
What the release notes call deprecated or removed goes before that: they know when, and what takes over."""

import re

from sources import version_key

SOURCES = ["rails/rails"]
GUIDES = ["guides/source/configuring.md", "guides/source/configuring.textile", "railties/guides/source/configuring.textile"]
NAME = re.compile(r"\bconfig((?:\.[a-z_0-9]+)+)\b(?!\()")
LIBRARIES = ["actioncable", "actionmailbox", "actionmailer", "actionpack", "actiontext", "actionview", "activejob", "activemodel", "activerecord", "activestorage",
             "activesupport", "railties"]
OWN = {"active_record", "action_controller", "action_view", "action_mailer", "action_dispatch", "active_support", "active_job", "active_storage", "action_cable",
       "action_text", "action_mailbox", "active_model", "i18n", "public_file_server"}

# Rows that stand in the product file by hand, since no list says it in such words.
BY_HAND = {"active_record.legacy_connection_handling", "active_record.error_on_ignored_order_or_limit", "serve_static_assets", "autoloader", "page_cache_extension",
           "active_record.partial_writes", "active_support.use_sha1_digests"}
NOTE = re.compile(r"^\*\s+(Deprecate|Remove)d? +(?:deprecated +)?`(?:Rails\.(?:application\.)?)?config((?:\.[a-z_0-9]+)+)`(.*)$")
INSTEAD = re.compile(r"in favor of\s+`config((?:\.[a-z_0-9]+)+)`(?:\s+and\s+`config((?:\.[a-z_0-9]+)+)`)?")
# Groups whose keys are looked for one by one: nobody notices an unknown one.
LENIENT = {"active_job", "active_support", "active_storage", "action_dispatch", "action_cable", "action_text", "action_mailbox", "i18n"}

# What became a gem of its own is taken where the gem is there.
GEMS = {"action_controller.page_cache_directory": "actionpack-page_caching", "active_record.whitelist_attributes": "protected_attributes", "active_resource": "activeresource"}


def notes(source, tag, versions):
    """{place: {"deprecated": version, "removed": version, "use": [key]}} of the release notes, all of which stand in the newest tag."""
    found = {}
    for version, _ in versions:
        text = source.read(tag, f"guides/source/{version.replace('.', '_')}_release_notes.md") or ""
        for item in re.findall(r"^\*\s+(?:.+\n)(?:    .+\n)*", text, re.M):
            told = NOTE.match(" ".join(item.split()))
            if not told or told.group(1) == "Remove" and re.sub(r"\(\[.*", "", told.group(3)).strip(" ."):
                continue
            row = found.setdefault(tuple(told.group(2).strip(".").split(".")), {})
            row["deprecated" if told.group(1) == "Deprecate" else "removed"] = version
            instead = INSTEAD.search(told.group(3))
            if instead:
                row["use"] = ["config" + name for name in instead.groups() if name]
    found.get(("action_mailer", "preview_path"), {})["use"] = "config.action_mailer.preview_paths"  # said a paragraph below
    return found


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
    told = notes(source, versions[-1][1], versions)
    made = []
    for place in sorted(set(told).union(*(names for _, names in guides))):
        gone = None
        first = next((version for version, names in guides if place in names), None)
        later = [version for version, _ in versions if first and version_key(version) > version_key(first)]
        for version in reversed(later):
            if place[-1] in words[version]:
                break
            gone = version
        if gone and not any(place[-1] in words[version] for version, _ in versions if version_key(version) < version_key(gone)):
            gone = None
        note = told.get(place, {})
        if not gone and not note:
            continue
        group, key = "/".join(("config",) + place[:-1]), place[-1]
        row = {"key": key, "id": ".".join(place), "title": "config." + ".".join(place), "in": [group, f"**/{group}"], "deprecated": note.get("deprecated"),
               "removed": note.get("removed") or gone, "use": note.get("use"), "source": "notes" if note else "guide"}
        if len(place) == 1 or place[0] in LENIENT:
            row["unknown_key"] = "ignore"
        if row["id"] in GEMS:
            row.update(unknown_key="warn", note=f"the gem {GEMS[row['id']]} has it")
        made.append(row)
    return [row for row in made if row["id"] not in BY_HAND]
