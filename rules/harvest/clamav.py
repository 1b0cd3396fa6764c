"""ClamAV: the table of options of clamd.conf, freshclam.conf and clamav-milter.conf at each release; some are marked as deprecated, which is: ignored."""

import re

from changes import first_of_lines, rows_of, tables_of

SOURCES = ["Cisco-Talos/clamav"]
FILES = ["common/optparser.c", "shared/optparser.c"]
OPTION = re.compile(r'^\s*\{\s*"([A-Z]\w+)",[^\n]*', flags=re.M)
REPLACED = {
    "AlgorithmicDetection": "HeuristicAlerts",
    "ArchiveBlockEncrypted": "AlertEncrypted",
    "BlockMax": "AlertExceedsMax",
    "BlockEncrypted": "AlertEncrypted",
    "DetectBrokenExecutables": "AlertBrokenExecutables",
    "OLE2BlockMacros": "AlertOLE2Macros",
    "PartitionIntersection": "AlertPartitionIntersection",
    "PhishingAlwaysBlockCloak": "AlertPhishingCloak",
    "PhishingAlwaysBlockSSLMismatch": "AlertPhishingSSLMismatch",
    "TimeLimit": "MaxScanTime",
    "Whitelist": "AllowList",
}


def table_of(source, ref):
    text = next((text for text in (source.read(ref, path) for path in FILES) if text), "")
    table = {}
    for match in OPTION.finditer(text):
        line = match.group(0)
        # A name may stand there for one program that takes it, and for another that does not any more.
        facts = {"ignored": "OPT_DEPRECATED" in line, "deprecated": "OPT_DEPRECATED" in line or "Deprecated option" in line}
        known = table.setdefault(match.group(1), facts)
        table[match.group(1)] = {name: known[name] and facts[name] for name in facts}
    return table


def rows(source):
    versions = source.versions(r"clamav-(\d+\.\d+(?:\.\d+)?)", first="0.95")
    return rows_of(tables_of(source, list(first_of_lines(versions).items()), lambda ref: table_of(source, ref)), "optparser", uses=REPLACED)
