"""PgBouncer: the table of its settings in src/main.c at each release."""

import re

from tables import call_arguments, defaults, removals

SOURCES = ["pgbouncer/pgbouncer"]
SECTION = "pgbouncer"
LEFT_OUT = {"auth_file", "conffile", "logfile", "pidfile", "job_name", "service_name", "unix_socket_dir"}

# Two spellings of one value.
SAME = {"disabled": "disable", "": "0"}


def table(pgbouncer, tag):
    source, found = pgbouncer.read(tag, "src/main.c") or "", {}
    macros = dict(re.findall(r"^#define\s+(\w+)\s+(.+)$", source, flags=re.M))
    for match in re.finditer(r"\bCF_ABS\(", source):
        parts = call_arguments(source[match.end() : match.end() + 1000]) or []
        if len(parts) < 5 or not parts[0].startswith('"'):
            continue
        default = macros.get(parts[4], parts[4])
        found[parts[0].strip('"')] = "" if default == "NULL" else default.strip('"') if re.fullmatch(r'"[^"]*"', default) else None
    return found


def rows(pgbouncer):
    tables = [(version, table(pgbouncer, tag)) for version, tag in pgbouncer.versions(r"pgbouncer_(\d+)_(\d+)(?:_(\d+))?", "1.5")]
    tables = [(version, names) for version, names in tables if names]
    common = {"in": SECTION, "source": "main"}
    found = [{"key": key, "since": since, "removed": removed} | common for key, (since, removed) in removals([(version, set(names)) for version, names in tables]).items()]
    for key, version, was, now in defaults([(version, {key: value for key, value in names.items() if value is not None}) for version, names in tables]):
        if SAME.get(was, was) != SAME.get(now, now) and key not in LEFT_OUT and len(was) + len(now) < 160:
            found.append({"key": key, "id": f"{key}-default-{version}", "changed": version, "default": [was, now]} | common)
    return found
