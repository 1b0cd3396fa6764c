"""What the scripts of Nomad's two products share: the structs of its sources, and rows whose keys are paths in them."""

import re

from changes import life, rows_of
from tables import firsts

SAID = re.compile(r"eprecated in Nomad (\d+\.\d+)(?:\.0)?(?: and ignored in Nomad (\d+\.\d+))?")


def versions_of(source, first):
    """The first release of each line, and the newest one of the last."""
    every = source.versions(r"v(\d+\.\d+\.\d+)", first)
    lines = firsts(every)
    return lines[:-1] + [(lines[-1][0], every[-1][1])]


def texts(source, ref, *under):
    """Texts in the order of `under`: of two structs of one name the first counts."""
    files = [path for folder in under for path in source.files(ref, folder) if path.endswith(".go") and not path.endswith("_test.go")]
    return [text for _, text in source.read_all(ref, files)]


def path_rows(tables, uses, source):
    """Rows of paths; what the comment of a field says of versions goes before the release where it is first met."""
    last = {path: facts for _, table in tables for path, facts in table.items()}
    for row in rows_of(tables, source, uses):
        path, said = row["key"], SAID.search(last[row["key"]].get("words", ""))
        if said:
            row["deprecated"] = said.group(1)
            row.update({"removed": said.group(2), "unknown_key": "ignore"} if said.group(2) else {})
        elif row.get("deprecated") == tables[0][0]:
            continue  # older than the first table: nobody says since when
        parent = path.rpartition("/")[0]
        if parent and "removed" in row and life(tables, parent)[3] == row["removed"]:
            continue  # it went with the block round it
        yield path.split("/"), row
