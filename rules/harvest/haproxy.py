"""HAProxy: the keywords of the configuration manual at each release: those of the sections, by its matrix, and those of `global`, by its lists."""

import re

from changes import rows_of, tables_of, with_other_value

SOURCES = ["haproxy/haproxy"]
MANUAL = "doc/configuration.txt"
REPLACED = {
    "appsession": "stick-table",
    "block": "http-request deny",
    "clitimeout": "timeout client",
    "contimeout": "timeout connect",
    "option forceclose": "option httpclose",
    "option http-tunnel": "option http-server-close",
    "redispatch": "option redispatch",
    "redisp": "option redispatch",
    "reqadd": "http-request add-header",
    "reqallow": "http-request allow",
    "reqdel": "http-request del-header",
    "reqdeny": "http-request deny",
    "reqiallow": "http-request allow",
    "reqidel": "http-request del-header",
    "reqideny": "http-request deny",
    "reqipass": "http-request",
    "reqirep": "http-request replace-header",
    "reqisetbe": "use_backend",
    "reqitarpit": "http-request tarpit",
    "reqpass": "http-request",
    "reqrep": "http-request replace-header",
    "reqsetbe": "use_backend",
    "reqtarpit": "http-request tarpit",
    "rspadd": "http-response add-header",
    "rspdel": "http-response del-header",
    "rspdeny": "http-response deny",
    "rspidel": "http-response del-header",
    "rspideny": "http-response deny",
    "rspirep": "http-response replace-header",
    "rsprep": "http-response replace-header",
    "srvtimeout": "timeout server",
    "timeout clitimeout": "timeout client",
    "timeout contimeout": "timeout connect",
    "timeout srvtimeout": "timeout server",
    "dispatch": "server",
    "transparent": "server",
    "nbproc": "nbthread",
    "tune.ssl.capture-cipherlist-size": "tune.ssl.capture-buffer-size",
    "monitor-net": "http-request return",
    "mode health": "http-request return",
    "grace": "hard-stop-after",
}
# Marked in the manual, though only a way to write them is meant; words of the manual that are no keywords.
NO_KEYWORDS = {"capture", "option", "hash-key", "option transparent", "tcp-request content accept", "tcp-request content reject"}
# The manual has the new names alone; the parser takes the old ones with a remark until 3.5.
QUIC = {
    "cc-hystart": "fe.cc.hystart",
    "disable-tx-pacing": "fe.tx.pacing",
    "disable-udp-gso": "fe.tx.udp-gso",
    "frontend.default-max-window-size": "fe.cc.max-win-size",
    "frontend.glitches-threshold": "fe.sec.glitches-threshold",
    "frontend.max-data-size": "fe.stream.rxbuf",
    "frontend.max-idle-timeout": "fe.max-idle-timeout",
    "frontend.max-streams-bidi": "fe.stream.max-concurrent",
    "frontend.max-tx-mem": "mem.tx-max",
    "frontend.stream-data-ratio": "fe.stream.data-ratio",
    "max-frame-loss": "fe.cc.max-frame-loss",
    "reorder-ratio": "fe.cc.reorder-ratio",
    "retry-threshold": "fe.sec.retry-threshold",
    "socket-owner": "fe.sock-per-conn",
}
# What the parser says where the manual is ahead of it or behind.
SAID = {
    "option forceclose": {"removed": "2.0"},
    "option accept-invalid-http-request": {"removed": None, "renamed": "3.2", "use": "option accept-unsafe-violations-in-http-request"},
    "option accept-invalid-http-response": {"removed": None, "renamed": "3.2", "use": "option accept-unsafe-violations-in-http-response"},
    "tune.quic.frontend.conn-tx-buffers.limit": {"removed": "3.1", "unknown_key": "warn", "use": "tune.quic.frontend.default-max-window-size"},
    "tune.ssl.capture-cipherlist-size": {"removed": None, "renamed": "2.5", "use": "tune.ssl.capture-buffer-size"},
    "tune.ssl.ocsp-update.maxdelay": {"removed": None, "renamed": "3.0", "use": "ocsp-update.maxdelay"},
    "tune.ssl.ocsp-update.mindelay": {"removed": None, "renamed": "3.0", "use": "ocsp-update.mindelay"},
    "wurfl-engine-mode": {"removed": None, "deprecated": "2.0"},
    "wurfl-useragent-priority": {"removed": None, "deprecated": "2.0"},
} | {f"tune.quic.{old}": {"removed": None, "renamed": "3.3", "use": f"tune.quic.{new}"} for old, new in QUIC.items()}


SAME_VALUE = {"nbproc", "option", "tune.ssl.capture-cipherlist-size", "tune.ssl.ocsp-update.maxdelay", "tune.ssl.ocsp-update.mindelay"} | {
    f"tune.quic.{old}" for old in QUIC if not old.startswith(("disable-", "socket-"))}


def sections(text):
    """The keywords of proxies. {(keyword, places): facts}"""
    table = {}
    # The table of contents has the same headings: the longest text between them is the matrix.
    matrix = max(re.findall(r"^4\.1\.? +Proxy keywords matrix(.*?)^4\.2", text, flags=re.M | re.S) + re.findall(r"(^keyword +defaults.*?)^4\.2", text, flags=re.M | re.S),
                 key=len, default="")
    for line in matrix.splitlines():
        found = re.match(r"^([a-z][\w.\-]*(?: [a-z][\w\-]*)*) *(\([a-z*!, ]*\))?((?:\s+(?:X|-)(?: \(!\))?){4})\s*$", line)
        if not found or found.group(1) in NO_KEYWORDS:
            continue
        table[found.group(1)] = {"deprecated": "deprecated" in (found.group(2) or "")}
    # Headings of 4.2 say it too.
    for name in re.findall(r"^([a-z][\w\- ]*?) (?:[<{\[(].*)?\(deprecated\)\s*$", text, flags=re.M):
        if name.strip() in table:
            table[name.strip()]["deprecated"] = True
    return table


def globals_of(text):
    table = {}
    part = re.search(r"^3\. +Global parameters\n-+\n(.*?)^3\.1", text, flags=re.M | re.S)
    for name in re.findall(r"^ +- ([a-z][\w.\-]+)\s*$", part.group(1) if part else "", flags=re.M):
        table[name] = {}
    for name in re.findall(r"^([a-z][\w.\-]+) [^\n]*\(deprecated\)\s*$", text, flags=re.M):
        if name in table:
            table[name]["deprecated"] = True
    return table


def rows(source):
    lines = {}
    for version, tag in source.versions(r"v(\d+\.\d+)\.0"):
        lines[version] = tag
    ordered = [(version, tag) for version, tag in lines.items() if version not in ("1.0", "1.1", "1.2", "1.3")]
    result = []
    for place, read in ((["defaults", "frontend", "backend", "listen"], sections), ("global", globals_of)):
        tables = tables_of(source, ordered, lambda ref, read=read: read(source.read(ref, MANUAL) or ""))
        for row in rows_of(tables, "manual", uses=REPLACED, more=SAID):
            keyword = row["key"]
            words = keyword.split(" ", 1)
            row["id"] = keyword.replace(" ", "-")
            row["in"] = place
            if len(words) > 1:
                words_after = re.escape(words[1]).replace("\\-", "-").replace("\\ ", " ")
                is_option = words[0] == "option"
                row.update(key=["option", "no"] if is_option else words[0], title=keyword,
                           value=f"/^{'(?:option )?' if is_option else ''}{words_after}(\\s|$)/")
            result.append(row)
    return with_other_value(result, lambda key: key not in SAME_VALUE)
