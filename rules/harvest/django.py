"""Django: settings with their defaults (django/conf/global_settings.py), and those that django/conf/__init__.py calls deprecated, at each release.
The checkout may be a folder of unpacked releases."""

import ast
import re

from tables import removals

SOURCES = ["django/django"]
OF_OTHERS = {"LOGOUT_URL"}  # which Django never read, and whoever logs users out does
# Where the release notes name a setting that takes over.
USE = {"DEFAULT_FILE_STORAGE": "STORAGES", "STATICFILES_STORAGE": "STORAGES", "MIDDLEWARE_CLASSES": "MIDDLEWARE", "PASSWORD_RESET_TIMEOUT_DAYS": "PASSWORD_RESET_TIMEOUT",
       "TEMPLATE_CONTEXT_PROCESSORS": "TEMPLATES", "TEMPLATE_DEBUG": "TEMPLATES", "TEMPLATE_DIRS": "TEMPLATES", "TEMPLATE_LOADERS": "TEMPLATES",
       "TEMPLATE_STRING_IF_INVALID": "TEMPLATES", "ALLOWED_INCLUDE_ROOTS": "TEMPLATES"}


def settings(text):
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            try:
                found[node.targets[0].id] = ast.literal_eval(node.value)
            except ValueError:
                found[node.targets[0].id] = ...
    return found


def deprecated(text):
    """A name stands beside its warning: `settings.is_overridden("X")`, `if "X" in …`, `name == "X"`, or X_DEPRECATED_MSG."""
    found = set(re.findall(r"\b([A-Z][A-Z0-9_]+)_DEPRECATED(?:_MSG)?\b", text))
    for block in re.findall(r"(?:if|elif)[^\n]*?['\"]([A-Z][A-Z0-9_]{3,})['\"][^\n]*:\s*\n\s*(?:#[^\n]*\n\s*)*warnings\.warn", text):
        found.add(block)
    return found


def plain(value):
    return value is None or isinstance(value, (bool, int, str))


def word(name, value):
    if name.endswith("PERMISSIONS") and value is not None:
        return oct(value)
    return "" if value is None else str(value)


def rows(source):
    versions = source.versions(r"(\d+\.\d+)", "1.4")
    tables, old = [], []
    for version, tag in versions:
        text = source.read(tag, "django/conf/global_settings.py")
        if text:
            tables.append((version, settings(text)))
            old.append((version, deprecated(source.read(tag, "django/conf/__init__.py") or "")))
    known = set().union(*(set(names) for _, names in tables))
    gone = {name: when for name, (_, when) in removals([(version, set(names)) for version, names in tables]).items()}
    since = {}
    for version, names in old:
        for name in names & known - {"USE_TZ"}:  # of which only the default was announced
            since.setdefault(name, version)
    made = [{"key": name, "in": "", "deprecated": since.get(name), "removed": gone.get(name), "use": USE.get(name), "source": "settings"}
            for name in sorted((set(gone) | set(since)) - OF_OTHERS)]
    before = {}
    changes = {}
    for version, names in tables:
        for name, default in names.items():
            if name in before and before[name] != default and plain(before[name]) and plain(default):
                changes[name] = (version, word(name, before[name]), word(name, default))
        before = names
    for name, (version, was, now) in sorted(changes.items()):
        if name not in gone and was != now:
            made.append({"key": name, "id": f"{name}-default", "in": "", "changed": version, "default": [was, now], "source": "settings"})
    return made
