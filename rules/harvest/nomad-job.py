"""Nomad: keys of job specifications at each release since 1.0, from the structs that they are read into."""

from changes import tables_of
from go_structs import structs_of, table_of
from nomad_structs import path_rows, texts, versions_of

SOURCES = ["hashicorp/nomad"]
NAMED = ("group", "task")  # blocks that carry a name
USES = {
    "group/max_client_disconnect": "disconnect.lost_after",
    "group/stop_after_client_disconnect": "disconnect.stop_on_client_after",
    "group/prevent_reschedule_on_lost": "disconnect.replace",
}


def rows(source):
    tables = tables_of(source, versions_of(source, "1.0.0"), lambda ref: table_of(structs_of(texts(source, ref, "api")), "Job", ("hcl",)))
    found = []
    for (*place, key), row in path_rows(tables, USES, "jobs"):
        named = [part for block in place for part in ((block, "*") if block in NAMED else (block,))]
        row.update({"key": key, "id": ".".join((*place, key)), "in": "/".join(("job", "*", *named))})
        found.append(row)
    return found
