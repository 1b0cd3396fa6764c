"""BIND: the clauses of named.conf, where each may stand, and the flags that say which of them are deprecated, without effect (obsolete) or refused (ancient)."""

import re

from changes import rows_of, tables_of, with_other_value
from sources import version_key

SOURCES = ["isc-projects/bind9"]
FILE = "lib/isccfg/namedconf.c"

# Which sections take the clauses of which table.
PLACES = {
    "namedconf": [""],
    "namedconf_or_view": ["", "view"],
    "options": ["options"],
    "view": ["options", "view"],
    "view_only": ["view"],
    "zone": ["options", "view", "zone", "view/zone"],
    "zone_only": ["zone", "view/zone"],
    "server": ["server", "view/server"],
    "logging": ["logging"],
    "channel": ["logging/channel"],
    "controls": ["controls"],
    "dnssecpolicy": ["dnssec-policy"],
    "rrl": ["options/rate-limit", "view/rate-limit"],
    "dns64": ["options/dns64", "view/dns64"],
    "tls": ["tls"],
    "lwres": ["lwres"],
}
REPLACED = {
    "auto-dnssec": "dnssec-policy",
    "dnssec-dnskey-kskonly": "dnssec-policy",
    "dnssec-loadkeys-interval": "dnssec-policy",
    "dnssec-secure-to-insecure": "dnssec-policy",
    "dnssec-update-mode": "dnssec-policy",
    "dnskey-sig-validity": "dnssec-policy",
    "sig-validity-interval": "dnssec-policy",
    "update-check-ksk": "dnssec-policy",
    "managed-keys": "trust-anchors",
    "trusted-keys": "trust-anchors",
    "nosit-udp-size": "nocookie-udp-size",
    "request-sit": "send-cookie",
    "sit-secret": "cookie-secret",
    "use-ixfr": "provide-ixfr",
    "maintain-ixfr-base": "provide-ixfr",
    "max-ixfr-log-size": "max-journal-size",
    "ixfr-base": "journal",
    "ixfr-tmp-file": "journal",
    "filter-aaaa": "plugin query filter-aaaa.so",
    "filter-aaaa-on-v4": "plugin query filter-aaaa.so",
    "filter-aaaa-on-v6": "plugin query filter-aaaa.so",
    "serial-queries": "serial-query-rate",
    "support-ixfr": "request-ixfr",
}


def table_of(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    table = {}
    for name, body in re.findall(r"cfg_clausedef_t\s+(?:cfg_)?(\w+?)_clauses\[\]\s*=\s*\{(.*?)\{\s*NULL", text, flags=re.S):
        for key, flags in re.findall(r'\{\s*"([^"]+)"\s*,\s*[^,{}]*,\s*([^{}]*?)\s*\}', body):
            for place in PLACES.get(name, []):
                if "ANCIENT" in flags or "LWRES" in name:
                    continue
                table[(key, place)] = {"deprecated": "DEPRECATED" in flags, "ignored": "OBSOLETE" in flags or "NYI" in flags or "NOTIMP" in flags}
    return table


def rows(source):
    by_line = {}
    for version, tag in source.versions(r"v(9\.\d+\.\d+)", first="9.2.0"):
        line = version.rsplit(".", 1)[0]
        minor = int(line.split(".")[1])
        if minor < 12 or minor % 2 == 0:
            by_line.setdefault(line, tag)
    tables = tables_of(source, list(by_line.items()), lambda ref: table_of(source.read(ref, FILE) or ""))
    places = {}
    for _, table in tables:
        for key, place in table:
            places.setdefault(key, set()).add(place)
    # One row for all places that share their fate.
    merged = {}
    for row in rows_of(tables, "namedconf", key_of=lambda key: key):
        key, place = row.pop("key")
        merged.setdefault((key, tuple(sorted((name, str(value)) for name, value in row.items()))), [row, []])[1].append(place)
    result, n_of = [], {}
    for (key, _), (row, gone) in sorted(merged.items(), key=lambda item: (item[0][0], version_key(item[1][0].get("removed") or item[1][0].get("deprecated")))):
        n_of[key] = n_of.get(key, 0) + 1
        row = {"key": key, **row}
        if n_of[key] > 1:
            row["id"] = f"{key}-in-{(gone[0] or 'top').replace('/', '-')}"
        row["in"] = sorted(gone) if len(gone) > 1 else gone[0]
        if REPLACED.get(key):
            row["use"] = REPLACED[key]
        result.append(row)
    return with_other_value(result, lambda key: key not in ("nosit-udp-size", "request-sit", "sit-secret", "max-ixfr-log-size"))
