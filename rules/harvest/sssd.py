"""SSSD: the options that its own check of sssd.conf knows at each release."""

import re

from changes import rows_of, tables_of

SOURCES = ["SSSD/sssd"]
FOLDER = "src/config"


# Options of the responder for secrets, whose names are words of everyday.
OF_SECRETS = {"auth_header_name", "auth_header_value", "auth_type", "cacert", "capath", "cert", "key", "password", "provider", "proxy_url", "username", "verify_host", "verify_peer"}


def table_of(source, ref):
    table = {}
    for path in source.files(ref, FOLDER):
        if not path.endswith((".conf", "cfg_rules.ini")) or "crash_test" in path or "/testconfigs/" in path:
            continue
        text = source.read(ref, path) or ""
        for name in re.findall(r"^option = ([a-z0-9_]+)$", text, flags=re.M) + re.findall(r"^([a-z0-9_]+) = (?:bool|int|str|list)\b", text, flags=re.M):
            table[name] = {}
    return table


def rows(source):
    lines = {}
    for version, tag in list(source.versions(r"sssd-(\d+)_(\d+)_(\d+)", first="1.5.0")) + list(source.versions(r"(\d+\.\d+\.\d+)")):
        lines.setdefault(".".join(version.split(".")[:2]), tag)
    result = rows_of(tables_of(source, list(lines.items()), lambda ref: table_of(source, ref)), "config")
    for row in result:
        if row["key"] in OF_SECRETS:
            row["in"] = ["secrets", "secrets/**"]
    return result
