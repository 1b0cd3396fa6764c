"""fail2ban: the filters and actions of each release, which jails name."""

import re

from changes import rows_of, tables_of

SOURCES = ["fail2ban/fail2ban"]
FILTERS = {"courierlogin": "courier-auth", "couriersmtp": "courier-smtp", "sasl": "postfix[mode=auth]",
           "postfix-rbl": "postfix[mode=rbl]", "postfix-sasl": "postfix[mode=auth]", "sshd-ddos": "sshd[mode=ddos]", "sshd-aggressive": "sshd[mode=aggressive]"}
ACTIONS = {"nftables-common": "nftables", "iptables-blocktype": "iptables", "iptables-common": "iptables", "firewall-cmd-direct-new": "firewallcmd-new"}


def names(source, ref, folder):
    found = (re.fullmatch(rf"config/{folder}/([\w\-.]+)\.conf", path) for path in source.files(ref, f"config/{folder}/"))
    return {match.group(1): {} for match in found if match}


def rows(source):
    versions = source.versions(r"(?:upstream/)?(\d+\.\d+\.\d+)", "0.8.4")
    found = []
    for folder, keys, uses in (("filter.d", "filter", FILTERS), ("action.d", ["banaction", "banaction_allports", "action"], ACTIONS)):
        word = "filter" if folder == "filter.d" else "action"
        for row in rows_of(tables_of(source, versions, lambda ref, folder=folder: names(source, ref, folder)), "config", uses=uses):
            name = row["key"]
            row.update(key=keys, id=f"{word}-{name}", title=f"the {word} `{name}`", value=f"/(?:^|\\s){re.escape(name)}(?=\\[|\\s|$)/", unknown_key="refuse")
            found.append(row)
    return found
