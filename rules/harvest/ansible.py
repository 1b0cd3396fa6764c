"""Ansible: settings of ansible.cfg and environment variables, as its own table (lib/ansible/config/base.yml) has them at each release."""

import yaml

SOURCES = ["ansible/ansible"]
TABLE = "lib/ansible/config/base.yml"
# Called deprecated because a plugin has the option itself now, under the same name.
OF_PLUGINS = {"ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD", "ANSIBLE_PARAMIKO_LOOK_FOR_KEYS", "host_key_auto_add", "look_for_keys"}


def places(setting):
    """[(kind, section or "", name, is deprecated, alternative)]"""
    whole = setting.get("deprecated") or {}
    for ini in setting.get("ini") or []:
        old = ini.get("deprecated") or whole
        yield "ini", str(ini["section"]), str(ini["key"]), bool(old), old.get("alternatives") or old.get("alternative")
    for env in setting.get("env") or []:
        old = env.get("deprecated") or whole
        yield "env", "", env["name"], bool(old), old.get("alternatives") or old.get("alternative")


def siblings(setting, kind, name):
    """The name of the same setting that is not deprecated."""
    entries = setting.get(kind) or []
    fresh = [entry.get("key") or entry.get("name") for entry in entries if not entry.get("deprecated")]
    return fresh[0] if fresh and name not in fresh and not setting.get("deprecated") else None


def is_name(text):
    return isinstance(text, str) and 0 < len(text) < 60 and " " not in text


def rows(source):
    versions = source.versions(r"v(\d+\.\d+)\.0(?:\.0-1|\.0|rc\d|b\d)?", "2.4")
    events = {}
    for version, tag in versions:
        text = source.read(tag, TABLE)
        if not text:
            continue
        now = set()
        for setting in yaml.safe_load(text).values():
            for kind, section, name, old, alternative in places(setting):
                place = (kind, section, name)
                now.add(place)
                event = events.setdefault(place, {})
                event.pop("removed", None)
                if old:
                    event.setdefault("deprecated", version)
                    event["use"] = siblings(setting, kind, name) or (alternative if is_name(alternative) else None)
                else:
                    event.pop("deprecated", None)
        for place, event in events.items():
            if place not in now:
                event.setdefault("removed", version)
    made = []
    for (kind, section, name), event in sorted(events.items()):
        if "deprecated" not in event and "removed" not in event or section == "testing" or "_TEST_ENTRY" in name or name.startswith("_"):
            continue
        # What only left this table is an option of a plugin now, here or in a collection.
        if "deprecated" not in event and (event["removed"] in ("2.5", "2.10", "2.11") or source.has_word(versions[-1][1], name, "lib/ansible")):
            continue
        if name in OF_PLUGINS:
            continue
        row = {"key": name, **event, "source": "base"}
        if kind == "env":
            row.update({"id": f"env.{name}", "carrier": "variable"})
        else:
            row.update({"id": f"{section}.{name}", "in": section, "title": f"[{section}] {name}"})
        made.append(row)
    return made
