"""Celery: the table of old and new names in docs/userguide/configuration.rst, and the defaults of celery/app/defaults.py, of each release."""

import ast
import re

from tables import default_rows, defaults, line_of, removals

SOURCES = ["celery/celery"]
RENAMED = re.compile(r"^``([A-Z][A-Z0-9_]*)``\s+:setting:`(\w+)`", re.M)


def literal(node):
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    return "" if value is None else str(value)


def read_namespace(call, prefix, into):
    """Namespace(key=Option(default, …), inner=Namespace(…))"""
    for argument in call.keywords:
        if not isinstance(argument.value, ast.Call) or not argument.arg:
            continue
        kind = getattr(argument.value.func, "id", "")
        if kind == "Namespace":
            read_namespace(argument.value, f"{prefix}{argument.arg}_", into)
        elif kind == "Option":
            given = argument.value.args[0] if argument.value.args else next((k.value for k in argument.value.keywords if k.arg == "default"), None)
            into[prefix + argument.arg] = "" if given is None else literal(given)


def table_of(text):
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "NAMESPACES" and isinstance(node.value, ast.Call):
            read_namespace(node.value, "", found)
    return found


def rows(source):
    renames, tables = {}, []
    for version, tag in source.versions(r"v([45])\.(\d+)\.0"):
        line = line_of(version)
        for old, new in RENAMED.findall(source.read(tag, "docs/userguide/configuration.rst")):
            renames[old] = new
        tables.append((line, table_of(source.read(tag, "celery/app/defaults.py"))))
    out = [{"key": old, "renamed": "4.0", "use": new, "source": "settings"} for old, new in renames.items()]
    for key, (since, removed) in removals([(line, set(table)) for line, table in tables]).items():
        out.append({"key": key, "since": since, "removed": removed, "source": "settings"})
    return out + default_rows(defaults(tables), "settings", gone={row["key"] for row in out})
