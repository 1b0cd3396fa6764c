"""Apache Cassandra: the fields of the class that cassandra.yaml fills, at each release line, and the old names that it still takes."""

import re

from tables import defaults, line_of, removals

SOURCES = ["apache/cassandra"]
ROOTS = ["src/java/", ""]  # of a checkout, of unpacked source archives
CONFIG = "org/apache/cassandra/config/Config.java"
NESTED = ["EncryptionOptions", "TransparentDataEncryptionOptions", "GuardrailsOptions", "RepairConfig", "ParameterizedClass", "AuditLogOptions"]
FIELD = re.compile(r"^    ((?:@[^\n]*\n\s*)*)public (?:volatile |final )*(?!static|enum|class|abstract|interface)([A-Z]\w*(?:[.<][\w.<>, ]*>?)?|int|long|boolean|double|float|short) (\w+)\s*(?:=\s*([^;]*))?;", re.M)
REPLACES = re.compile(r'@Replaces\(oldName = "(\w+)"([^)]*)\)')
WORDS_OF_UNITS = {"_in_ms": "a duration with its unit", "_in_seconds": "a duration with its unit", "_in_secs": "a duration with its unit", "_in_s": "a duration with its unit",
                  "_in_mb": "a size with its unit", "_in_kb": "a size with its unit", "_in_min": "a duration with its unit", "_in_minutes": "a duration with its unit",
                  "_in_bytes": "a size with its unit", "_in_mb_per_sec": "a rate with its unit", "_megabits_per_sec": "a rate with its unit"}


UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}


def amount(value, name):
    """Seconds of a duration; a number without a unit has the one of its setting."""
    match = re.fullmatch(r"(\d+)(ms|s|m|h|d)?", value)
    if not match:
        return value
    return int(match.group(1)) * UNITS[match.group(2) or ("s" if name.endswith("_save_period") else "ms")]


def read(source, ref, file):
    for root in ROOTS:
        text = source.read(ref, root + file)
        if text:
            return text
    return ""


def plain(value):
    """A literal of Java as it stands in YAML, or None."""
    value = re.sub(r"//.*|/\*.*?\*/", "", value or "", flags=re.S).strip()
    wrapped = re.fullmatch(r'new \w+(?:\.\w+)?\("([^"]*)"\)', value)
    if wrapped:
        return wrapped.group(1)
    if value in ("true", "false"):
        return value
    if re.fullmatch(r"[\d\s*+()_]+[lLfFdD]?|[\d.]+[lLfFdD]?", value):
        digits = re.sub(r"[lLfFdD_]", "", value)
        if "." in digits:
            return digits
        product = 1
        if "+" in digits or "(" in digits:
            return None
        for factor in digits.split("*"):
            product *= int(factor)
        return str(product)
    if re.fullmatch(r'"[^"]*"', value):
        return value.strip('"')
    enum = re.fullmatch(r"[A-Z]\w*\.(\w+)", value)
    return enum.group(1) if enum else None


def table(source, ref):
    text = read(source, ref, CONFIG)
    fields = {name: (plain(default), "@Deprecated" in marks) for marks, _, name, default in FIELD.findall(text)}
    nested = "\n".join(read(source, ref, f"org/apache/cassandra/config/{name}.java") for name in NESTED)
    replaces = {}
    for body, is_nested in ((text, False), (nested, True)):
        for match in REPLACES.finditer(body):
            behind = re.search(r"public [^;=(]*?(\w+)\s*[;=]", body[match.end() :])
            if behind:
                replaces[match.group(1)] = (behind.group(1), is_nested)
    return fields, replaces


def rows(cassandra):
    lines = {}
    for version, tag in cassandra.versions(r"cassandra-(\d+\.\d+\.\d+)", "2.1"):
        if line_of(version) in ("2.1", "2.2", "3.0", "3.11", "4.0", "4.1", "5.0", "6.0"):
            lines[line_of(version)] = tag  # the last of each
    tables = [(line, table(cassandra, tag)) for line, tag in lines.items()]
    found, old = {}, {}
    for line, (fields, replaces) in tables:
        for name, (new, is_nested) in replaces.items():
            old.setdefault(name, (line, new, is_nested))
        for name, (_, is_deprecated) in fields.items():
            if is_deprecated and name not in found:
                found[name] = {"key": name, "in": "", "deprecated": line}
    for name, (line, new, is_nested) in old.items():
        while new in old and old[new][1] != new:
            new = old[new][1]
        row = {"key": name, "renamed": line, "use": new}
        unit = next((words for end, words in sorted(WORDS_OF_UNITS.items(), key=lambda item: -len(item[0])) if name.endswith(end)), None)
        if name == new:
            # The name stays, a number without a unit is the old form.
            row = {"key": name, "id": f"{name}-unit", "title": f"{name} without a unit", "value": "/^[0-9]+$/", "deprecated": line, "use": None}
            unit = None
        if unit:
            row["note"] = "takes " + unit
        found[row.get("id", name)] = row | ({} if is_nested else {"in": ""})
    names = [(line, set(fields) | set(replaces)) for line, (fields, replaces) in tables]
    for name, (since, removed) in removals(names).items():
        row = found.setdefault(name, {"key": name, "in": ""})
        row |= {"since": since, "removed": removed}
        row.pop("renamed" if row.get("renamed") == removed else "", None)
    result = [row | {"source": "config"} for row in found.values()]
    for name, line, was, now in defaults([(line, {name: default for name, (default, _) in fields.items() if default is not None}) for line, (fields, _) in tables]):
        if amount(was, name) == amount(now, name):
            continue
        result.append({"key": name, "id": f"{name}-default-{line}", "in": "", "changed": line, "default": [was, now], "source": "config"})
    return result
