"""shadow: the items of login.defs that its programs know at each release."""

import re

from changes import rows_of, tables_of

SOURCES = ["shadow-maint/shadow"]
ITEM = re.compile(r'\{\s*"([A-Z_0-9]+)",\s*(?:NULL|"[^"]*"|\w+)\s*\}')
USES = {"MD5_CRYPT_ENAB": "ENCRYPT_METHOD"}
SAID = {"MD5_CRYPT_ENAB": {"deprecated": "4.1.0", "fix": "Write `ENCRYPT_METHOD SHA512` or `ENCRYPT_METHOD YESCRYPT` instead."}}


def rows(source):
    versions = source.versions(r"v?(\d+\.\d+(?:\.\d+)*)", "4.0.0")
    tables = tables_of(source, versions, lambda ref: {name: {} for name in ITEM.findall(source.read(ref, "lib/getdef.c") or "")})
    return rows_of(tables, "getdef", uses=USES, more=SAID)
