"""Postfix: the parameters of postconf.proto at each release with their defaults, and the table of postconf that says what is going and what to write."""

import re

from changes import default_rows, rows_of, tables_of, with_other_value
from sources import version_key

SOURCES = ["vdukhovni/postfix"]
PARAMETERS = "postfix/proto/postconf.proto"
DEPRECATED = "postfix/src/postconf/postconf_unused.c"
# Names in the manual that stand for parameters made of a transport's name.
NO_KEYS = re.compile(r"^transport_|deleted-test-only")


def parameters(text):
    table = {}
    for name, default in re.findall(r"^%PARAM[ \t]+(\S+)[ \t]*(.*)$", text, flags=re.M):
        if not NO_KEYS.search(name):
            table[name] = {"default": default.strip()}
    return table


def deprecated(text):
    """{name: (since, use)}; the versions stand in comments before the names."""
    found, since = {}, "3.9"
    body = text.split("pcf_depr_param_info[]", 1)[-1].split("Terminator", 1)[0]
    body = re.sub(r"^#if 0.*?^#endif", "", body, flags=re.M | re.S)
    for version, name, hint in re.findall(r'Deprecated[^0-9]*as of Postfix (\d+\.\d+)|"([^"]+)",\s*"((?:[^"\\]|\\.)*)"', body):
        if version:
            since = version
        elif not NO_KEYS.search(name):
            use = re.search(r'specify \\"([a-z0-9_]+)\\"', hint)
            found[name] = (since, use.group(1) if use else None)
    return found


def plain(default):
    return len(default) <= 60 and not re.search(r"[&<$:]|postconf -d|see |version dependent", default)


def rows(source):
    lines = {}
    for version, tag in source.versions(r"v(\d+\.\d+\.\d+)", first="2.2.0"):
        lines.setdefault(version.rsplit(".", 1)[0], tag)
    tables = tables_of(source, list(lines.items()), lambda ref: parameters(source.read(ref, PARAMETERS) or ""))
    going = deprecated(source.read(list(lines.values())[-1], DEPRECATED) or "")
    result = []
    for row in rows_of(tables, "postconf", uses={name: use for name, (_, use) in going.items()}):
        if row["key"] not in going:
            result.append(row)
    last = list(lines)[-1]
    known = tables[-1][1]
    for name, (since, use) in going.items():
        if version_key(since) > version_key(last):
            continue
        row = {"key": name, "deprecated": since, "source": "deprecation"}
        if use:
            row["use"] = use
            if use in known and name not in known:
                row["renamed"] = row.pop("deprecated")
        else:
            row["fix"] = f"Delete `{name}`: the default is right."
        result.append(row)
    with_other_value(result, lambda key: bool(re.search(r"_(use_tls|enforce_tls|per_site|enforce_peername)$|^disable_dns_lookups$", key)))
    return result + default_rows(tables, "postconf", usable=plain)
