"""strongSwan: the keywords of ipsec.conf and the options of strongswan.conf at each release."""

import re

from changes import default_rows, rows_of, tables_of

SOURCES = ["strongswan/strongswan"]
KEYWORDS = "src/starter/keywords.txt"


def keywords(text):
    table = {}
    for name, token in re.findall(r"^([a-z0-9_]+),\s*(KW_\w+)", text, flags=re.M):
        table[name] = {"ignored": "DEPRECATED" in token}
    return table


def options(source, ref):
    """Dotted names: charon.threads. Parts in angle brackets stand for any name."""
    table = {}
    for path in source.files(ref, "conf"):
        if not path.endswith(".opt"):
            continue
        for name, default in re.findall(r"^([a-z0-9_.<>\-/{}]+)(?:[ \t]*[:=]+[ \t]*(.*))?$", source.read(ref, path) or "", flags=re.M):
            name = name.replace("{}", "").rstrip(".")
            if "." in name and "<" not in name and "{" not in name and default is not None:
                table[name] = {"default": default.strip() or None}
    return table


def in_of(path):
    """Debian and others keep the section of a plugin, or of a part, in a file of its own below strongswan.d, which is included in its place."""
    whole = "/".join(path)
    return [whole, path[-1]] if path[:2] == ["charon", "plugins"] and len(path) == 3 else whole


def rows(source):
    lines = {}
    for version, tag in source.versions(r"((?:4|5|6)\.\d+\.\d+)", first="4.2.0"):
        major, minor, patch = version.split(".")
        # 5.8 and later change between patch releases: 5.9 had fourteen of them in five years.
        lines.setdefault(version if (int(major), int(minor)) >= (5, 6) else f"{major}.{minor}", tag)
    tables = tables_of(source, list(lines.items()), lambda ref: keywords(source.read(ref, KEYWORDS) or ""))
    result = rows_of(tables, "keywords")
    for row in result:
        row["in"] = ""
        row["id"] = f"ipsec.conf-{row['key']}"
    tables = tables_of(source, list(lines.items()), lambda ref: options(source, ref))
    for row in rows_of(tables, "options") + default_rows(tables, "options", usable=lambda text: len(text) < 40 and "$" not in text and "@" not in text):
        parts = row["key"].split(".")
        row.update(id=row.get("id", row["key"]), key=parts[-1])
        row["in"] = in_of(parts[:-1])
        result.append(row)
    return result
