"""OpenVPN: the options that the parser asks for by name at each release, and what it says of those that have no effect any more."""

import re

from changes import rows_of, tables_of, with_other_value

SOURCES = ["OpenVPN/openvpn"]
FILES = ["src/openvpn/options.c", "options.c"]
REPLACED = {
    "ncp-ciphers": "data-ciphers",
    "tls-remote": "verify-x509-name",
    "ns-cert-type": "remote-cert-tls",
    "client-cert-not-required": "verify-client-cert none",
    "ifconfig-pool-linear": "topology p2p",
    "compat-names": "verify-x509-name",
    "no-name-remapping": "verify-x509-name",
    "secret": "peer-fingerprint",
    "tls-cipher-list": "tls-cipher",
    "comp-lzo": "allow-compression no",
    "udp-mtu": "link-mtu",
    "verify-hash": "peer-fingerprint",
}
# Asked for in order to be refused elsewhere, by tests, or beside an old name in one condition.
TEST_ONLY = re.compile(r"^(peer-fingerprint$|msg-channel|foreign-option|gremlin|internal-|help|version|show-|genkey)")


def table_of(source, ref):
    text = next((text for text in (source.read(ref, path) for path in FILES) if text), "")
    table = {}
    parts = re.split(r'(?=\belse if \()', text[text.find("\nadd_option") :])
    for part in parts:
        head = part.split("{", 1)[0]
        body = re.split(r"\n    \}", part.split("{", 1)[-1], maxsplit=1)[0][:900]
        names = re.findall(r'streq\s*\(\s*p\[0\],\s*"([a-z0-9-]+)"\s*\)', head)
        for name in names:
            if TEST_ONLY.match(name):
                continue
            table[name] = {
                "fatal": bool(re.search(r"M_FATAL|msglevel,\s*\"[^\"]*was removed", body) and re.search(r"was removed in|has been removed", body)),
                "ignored": bool(re.search(r"DEPRECATED OPTION: (?:--)?(?:%s|[a-z-]+) option ignored|option ignored|is ignored because|was removed in OpenVPN", body)),
                "deprecated": bool(re.search(r"DEPRECATED OPTION", body)),
            }
    return table


def rows(source):
    lines = {}
    for version, tag in source.versions(r"v(2\.\d+(?:\.\d+)?)", first="2.1.0"):
        lines.setdefault(".".join(version.split(".")[:2]), tag)
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source, ref))
    for _, table in tables:
        for name in [name for name, facts in table.items() if facts["fatal"]]:
            del table[name]
    return with_other_value(rows_of(tables, "options", uses=REPLACED), lambda key: True)
