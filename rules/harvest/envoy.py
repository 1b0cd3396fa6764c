"""Envoy: the fields of its API, as it was at each release. A name counts as deprecated, or as gone, where no message has a field of that name that is not.

The API's own repository has no tags: the days of the releases come from endoflife.date."""

import re

from changes import rows_of

SOURCES = ["envoyproxy/data-plane-api", "endoflife-date/endoflife.date"]
FIELD = re.compile(r"^\s*(?:repeated |optional )?(?:map<[\w., ]+>|[\w.]+)\s+([a-z]\w+)\s*=\s*\d+\s*(\[[^;]*?\])?;", flags=re.M | re.S)
# The second version of the API was cut off in this release.
ONLY_V3 = (1, 18)
# Words of everyday that stand in what users write themselves: labels, metadata, headers.
EVERYDAY = {"entry", "library", "value", "key", "config", "type", "build", "id", "locality", "content_length", "user"}


def fields(source, ref, wanted):
    table = {}
    for path in source.files(ref, "envoy"):
        if not path.endswith(".proto") or "/annotations/" in path or not wanted(path):
            continue
        text = re.sub(r"//[^\n]*", "", source.read(ref, path) or "")
        for name, options in FIELD.findall(text):
            facts = table.setdefault(name, {"deprecated": True})
            facts["deprecated"] = facts["deprecated"] and bool(re.search(r"deprecated\s*=\s*true", options))
    return table


def is_old(path):
    return bool(re.search(r"/v2\b|/v2alpha|/v1\b|/api/v2", path))


def table_of(source, ref, only_v3):
    table = fields(source, ref, lambda path: not is_old(path))
    # Of a field that both versions have, the third says whether it is deprecated.
    return table if only_v3 else {**fields(source, ref, is_old), **table}


def short_lived(row):
    """Fields that were there for a release or two were work in progress."""
    minor = {name: int(row[name].split(".")[1]) for name in ("since", "removed") if name in row}
    return len(minor) == 2 and minor["removed"] - minor["since"] <= 2


def rows(api, endoflife):
    text = endoflife.read(endoflife.head(), "products/envoy.md")
    releases = re.findall(r'releaseCycle: "?(\d+\.\d+)"?\s.*?releaseDate: (\d{4}-\d\d-\d\d)', text, flags=re.S)
    tables = []
    for version, date in sorted(releases, key=lambda item: [int(part) for part in item[0].split(".")]):
        ref = api.at(date)
        if ref:
            tables.append((version, table_of(api, ref, tuple(int(part) for part in version.split(".")) >= ONLY_V3)))
    return [row for row in rows_of(tables, "api") if row["key"] not in EVERYDAY and len(row["key"]) > 5 and "_" in row["key"] and not short_lived(row)]
