"""GitLab's Linux package: its list of settings that reconfigure refuses or warns of, at each release; and the settings of the documented gitlab.rb that
no cookbook knows any more."""

import re

SOURCES = ["gitlabhq/omnibus-gitlab"]
LIST = "files/gitlab-cookbooks/package/libraries/deprecations.rb"
TEMPLATE = "files/gitlab-config-template/gitlab.rb.template"
ENTRY = re.compile(r"config_keys:\s*%w\(([^)]*)\),\s*deprecation:\s*'([\d.]+)',\s*removal:\s*'([\d.]+)'[^\n]*\n?\s*(?:note:\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'))?")
GROUP = re.compile(r"deprecations \+= identify_deprecated_config\(existing_config, \[([^\]]*)\], \[([^\]]*)\], ['\"]([\d.]+)['\"], ['\"]([\d.]+)['\"]")
SETTING = re.compile(r"^\s*#?\s*([a-z_]+)\[['\"]([a-z_0-9]+)['\"]\]", re.M)
NAMED = re.compile(r"([a-z_]+)\[['\"]([a-z_0-9]+)['\"]\]")


def place_of(keys):
    """`gitlab nginx listen_addresses` is nginx['listen_addresses'] in gitlab.rb."""
    keys = [keys[0].replace("-", "_")] + keys[1:]
    if keys[0] in ("gitlab", "monitoring") and len(keys) > 1:
        keys = [keys[1].replace("-", "_")] + keys[2:]
    if keys[0] == "roles" and len(keys) > 2:
        keys = [keys[1].replace("-", "_") + "_role"] + keys[2:]
    return "/".join(keys[:-1]), keys[-1]


def replacement(place, note):
    for group, key in NAMED.findall(note or ""):
        if (group, key) != place:
            return f"{group}['{key}']"
    match = re.search(r"[Uu]se `?([a-z_0-9]{6,})`? instead", note or "")
    return match.group(1) if match else None


def row_of(place, **fields):
    group, key = place
    row = {"key": key, "id": f"{group.replace('/', '.')}.{key}" if group else key, "in": group}
    if group:
        parts = group.split("/") + [key]
        row["title"] = parts[0] + "".join(f"['{part}']" for part in parts[1:])
    return {**row, **fields}


def listed(versions, source, documented):
    found = {}
    for _, tag in versions:
        text = source.read(tag, LIST) or ""
        text = "\n".join(line for line in text.splitlines() if not line.strip().startswith("#"))
        for keys, deprecated, removed, note in ENTRY.findall(text):
            place = place_of(keys.split())
            found[place] = (deprecated, removed, replacement(place, note))
        for keys, allowed, deprecated, removed in GROUP.findall(text):
            group = "/".join(place_of(re.findall(r"['\"]([^'\"]+)['\"]", keys)))
            group = group.lstrip("/")
            for other, key in documented:
                if other == group and f"'{key}'" not in allowed and f'"{key}"' not in allowed:
                    found.setdefault((group, key), (deprecated, removed, None))
    return found


def rows(source):
    versions = source.versions(r"(\d+\.\d+)\.0\+ce\.0", "8.0")
    templates = [(version, tag, set(SETTING.findall(source.read(tag, TEMPLATE) or ""))) for version, tag in versions]
    documented = set().union(*(keys for _, _, keys in templates))
    groups = {group for group, _ in documented}
    made = {}
    latest = versions[-1][0]
    for place, (deprecated, removed, use) in listed(versions, source, documented).items():
        if place[0] == "" and place[1] in groups:
            place = (place[1], "enable")
        fields = {"deprecated": deprecated, "use": use, "source": "list"}
        if number(removed) <= number(latest):
            fields["removed"] = removed
        made[place] = row_of(place, **fields)
    # No cookbook knows them: reconfigure passes them over without a word.
    last_tag = versions[-1][1]
    cookbooks = {path.split("/")[2] for path in source.files(last_tag, "files/gitlab-cookbooks") if path.count("/") > 2}
    for place in sorted(documented - templates[-1][2]):
        name = place[0].replace("_", "-")
        home = f"files/gitlab-cookbooks/{name}" if name in cookbooks else "files/gitlab-cookbooks"
        if place in made or source.has_word(last_tag, place[1], home):
            continue
        last = max(index for index, (_, _, keys) in enumerate(templates) if place in keys)
        for version, tag, _ in templates[last + 1 :]:
            if not source.has_word(tag, place[1], home):
                made[place] = row_of(place, removed=version, unknown_key="ignore", source="template")
                break
    return list(made.values())


def number(version):
    return [int(part) for part in version.split(".")]
