"""Squid: cf.data.pre describes each directive of squid.conf; obsolete ones stay there, under the release that removed them."""

import re

from changes import default_rows, rows_of, tables_of, with_other_value

SOURCES = ["squid-cache/squid"]
FILE = "src/cf.data.pre"


def table_of(text):
    table = {}
    for block in re.split(r"^NAME:", text, flags=re.M)[1:]:
        names = block.split("\n", 1)[0].split()
        kind = re.search(r"^TYPE:\s*(\S+)", block, flags=re.M)
        body = block.split("DOC_START", 1)[0]
        defaults = re.findall(r"^DEFAULT:[ \t]*(.*)$", body, flags=re.M)
        hint = block.split("DOC_START", 1)[-1]
        use = re.search(r"(?:[Uu]se|[Rr]eplace with|[Cc]onfigured by) (?:the )?'?([a-z]+_[a-z_]+)'?((?: [a-z]+=)?)", hint) if kind and kind.group(1) == "obsolete" else None
        for i, name in enumerate(names):
            default = defaults[0].strip() if len(defaults) == 1 else None
            table[name] = {"ignored": bool(kind) and kind.group(1) == "obsolete", "default": None if default == "none" and i else default,
                           "use": (use.group(1) + use.group(2)).strip() if use else None}
    return table


def rows(source):
    lines = {}
    for version, tag in source.versions(r"SQUID_(\d+)_(\d+)(?:_(\d+))?", first="3.1.1"):
        parts = version.split(".")
        old = parts[0] == "3"
        if not old and parts[1] == "0":
            continue  # betas
        lines.setdefault(".".join(parts[:2]) if old else parts[0], tag)
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source.read(ref, FILE) or ""))
    # Obsolete directives are said to be so, and skipped; names that nobody knows stop the start.
    gone = [row for row in rows_of(tables, "cfdata") if row.get("removed") != lines_first(lines)]
    return with_other_value(gone, lambda key: key != "header_access") + default_rows(
        tables, "cfdata", usable=lambda text: len(text) < 50 and "@" not in text and "$" not in text and "_addr" not in text and text not in ("none", "off"))


def lines_first(lines):
    return next(iter(lines))
