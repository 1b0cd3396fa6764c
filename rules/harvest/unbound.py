"""Unbound: the options that the lexer knows at each release; options that the grammar still takes and says nothing more of than that they have no effect."""

import re

from changes import default_rows, rows_of, tables_of, with_other_value
from sources import version_key

SOURCES = ["NLnetLabs/unbound"]
OPTION = re.compile(r"^([a-z0-9\-]+)\{COLON\}\s*\{\s*YDVAR\(\d+,\s*(VAR_\w+)\)", re.M)
GONE = re.compile(r"Deprecated option|is deprecated|ignored infra|option dlv")
USES = {"edns-client-tag": "edns-client-string"}
# Told together by hand.
BY_HAND = {"low-rtt", "low-rtt-permil", "low-rtt-pct", "dlv-anchor", "dlv-anchor-file", "infra-lame-ttl", "infra-cache-lame-size"}


# Both names are documented; of these the sample shows no default but an example, or one that depends on how it was built.
SYNONYMS = {"interface", "tls-win-cert"}
EXAMPLES = {"auto-trust-anchor-file", "private-address", "outgoing-interface", "caps-whitelist", "interface", "ssl-port", "outgoing-range"}


def table_of(source, ref):
    grammar = source.read(ref, "util/configparser.y") or ""
    table = {}
    for name, variable in OPTION.findall(source.read(ref, "util/configlexer.lex") or ""):
        action = re.search(rf":\s*{variable}\s+STRING[^\n]*\n\s*\{{(.*?)\n\t\}}", grammar, re.S)
        table[name] = {"ignored": bool(action and GONE.search(action.group(1))), "variable": variable}
    defaults = dict(re.findall(r"^\t# ([a-z0-9\-]+): (\S+)\s*$", source.read(ref, "doc/example.conf.in") or "", re.M))
    for name, facts in table.items():
        facts["default"] = defaults.get(name)
    return table


def renamed(tables):
    """Two names of one option: the older one is the old name."""
    first, pairs = {}, {}
    for version, table in tables:
        for name, facts in table.items():
            first.setdefault(name, version)
    last = tables[-1][1]
    for name in sorted(last, key=lambda name: version_key(first[name])):
        pairs.setdefault(last[name]["variable"], []).append(name)
    return [{"key": names[0], "renamed": first[names[-1]], "use": names[-1], "source": "parser"} for names in pairs.values()
            if len(names) > 1 and first[names[0]] != first[names[-1]]]


def rows(source):
    versions = source.versions(r"release-(\d+\.\d+\.\d+)", "1.4.0")
    tables = tables_of(source, versions, lambda ref: table_of(source, ref))
    found = with_other_value([row for row in rows_of(tables, "parser", uses=USES, ignored_reaction="ignore") if row["key"] not in BY_HAND], set(USES))
    again = [row for row in renamed(tables) if row["key"] not in SYNONYMS | BY_HAND]
    return found + again + [row for row in default_rows(tables, "example") if row["key"] not in EXAMPLES]
