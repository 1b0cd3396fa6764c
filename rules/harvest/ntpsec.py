"""NTPsec: the keywords of ntp.conf at each release. Its history holds that of NTP before the two parted, which is where the table begins."""

import re

from changes import rows_of, tables_of

SOURCES = ["ntpsec/ntpsec"]
KEYWORD = re.compile(r'^\s*\{\s*"([\w-]+)",', re.M)
# Words inside of a line, which are no keys; of drafts of NTS; known by the tests alone.
WORDS = {"abbrev", "ask", "expire", "require", "cohort", "host", "ident", "minimum", "preempt", "randfile", "sign", "ttl", "xleave", "digest", "pw", "mode7",
         "cryptostats", "timingstats", "autokey", "lowpriotrap", "qos"}
SIMULATOR = {"beep_delay", "duration", "freq_offset", "jitter", "proc_delay", "prop_delay", "server_offset", "simulate", "simulation_duration", "wander"}
AUTOKEY = {"crypto", "keysdir", "revoke", "automax"}
# Renamed by its makers at once.
OTHER = {"bclient", "calldelay", "holdover", "beacon"}
BROADCAST = {"broadcast", "broadcastclient", "broadcastdelay", "manycastclient", "manycastserver", "multicastclient"}


def table_of(source, ref):
    return {name: {} for name in KEYWORD.findall(source.read(ref, "ntpd/keyword-gen.c") or "")}


def note(name):
    if name in AUTOKEY:
        return "Autokey is gone; NTS takes its place."
    if name in BROADCAST:
        return "Names of servers and pools are what is left."
    return "ntpd simulates nothing any more." if name in SIMULATOR else None


def rows(source):
    parted = [(version, tag) for version, tag in source.versions(r"NTPsec_(\d+)_(\d+)_(\d+)")]
    before = source.versions(r"NTP_4_2_8()P?2")[:1]
    tables = tables_of(source, [("0.8", tag) for _, tag in before] + parted, lambda ref: table_of(source, ref))
    found = [row for row in rows_of(tables, "keywords") if row["key"] not in WORDS | OTHER]
    for row in found:
        row["note"] = note(row["key"])
    return found
