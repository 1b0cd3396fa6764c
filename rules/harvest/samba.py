"""Samba: one XML file describes each parameter of smb.conf, with its default and whether it is deprecated or removed."""

import re

from changes import default_rows, rows_of, tables_of, with_other_value

SOURCES = ["samba-team/samba"]

ATTRIBUTE = re.compile(r'(\w+)\s*=\s*"([^"]*)"')
REPLACED = {
    "directory security mask": "directory mask",
    "display charset": "unix charset",
    "domain logons": "server role = classic primary domain controller",
    "force directory security mode": "force directory mode",
    "force security mode": "force create mode",
    "idmap alloc backend": "idmap config * : backend",
    "idmap backend": "idmap config * : backend",
    "idmap gid": "idmap config * : range",
    "idmap uid": "idmap config * : range",
    "security mask": "create mask",
    "server schannel": "server require schannel:COMPUTERACCOUNT = no",
    "smb ports": "server smb transports",
    "syslog": "logging",
    "syslog only": "logging",
    "update encrypted": "passdb backend",
    "use kerberos keytab": "kerberos method",
}

# Names in the documentation that stand for many keys, and one that is written in two ways (blanks in a key do not count).
NO_KEYS = {"idmap config", "idmap config:option", "map read only", "rpc_daemon:daemon", "rpc_server:server", "spoolss: architecture"}
# The manual of 4.0 had old numbers; it was the manual alone that changed, and changed back.
FLIPPED = {"smb2 max read", "smb2 max write", "smb2 max trans", "rename user script"}
# Other words for the same default: the documentation was tidied, the server was not changed.
SAME_DEFAULT = {"null", "none", "default", "start_tls", "start tls", "utf8", "utf-8", "000", "0000", "unixuid default"}


def plain(default):
    return len(default) <= 60 and "&" not in default and "$" not in default and "/" not in default and not re.search(r"[(\"'%]|\.\.\.", default) and default not in SAME_DEFAULT


def read(source, ref):
    table = {}
    for path in source.files(ref, "docs-xml/smbdotconf"):
        if not path.endswith(".xml"):
            continue
        text = source.read(ref, path) or ""
        head = re.search(r"<samba:parameter\b([^>]*)>", text)
        if not head:
            continue
        facts = dict(ATTRIBUTE.findall(head.group(1)))
        if "name" not in facts or facts.get("removed") == "1" or facts["name"].lower() in NO_KEYS:
            continue
        default = re.search(r'<value type="default">([^<]*)</value>', text)
        table[facts["name"].lower()] = {
            "deprecated": facts.get("deprecated") == "1",
            "default": re.sub(r"\s+", " ", default.group(1)).strip().lower() if default else None,
        }
        for synonym in re.findall(r"<synonym>([^<]*)</synonym>", text):
            table.setdefault(synonym.strip().lower(), {})
    return table


def boolean(text):
    return {"true": "yes", "false": "no"}.get(text, text)


def rows(source):
    versions = source.versions(r"samba-(3\.[2-6]|4\.\d+)\.0")
    tables = tables_of(source, versions, lambda ref: read(source, ref))
    for _, table in tables:
        for facts in table.values():
            facts["default"] = boolean(facts["default"]) if facts.get("default") is not None else None
    defaults = [row for row in default_rows(tables, "smbdotconf", usable=plain) if row["key"] not in FLIPPED]
    return with_other_value(rows_of(tables, "smbdotconf", uses=REPLACED), {"syslog", "syslog only", "server schannel"}) + defaults
