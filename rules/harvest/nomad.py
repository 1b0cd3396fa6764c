"""Nomad: keys of an agent's configuration at each release, from the structs that it is read into."""

from changes import tables_of
from go_structs import structs_of, table_of
from nomad_structs import path_rows, texts, versions_of

SOURCES = ["hashicorp/nomad"]
FILES = ("command/agent/config.go", "nomad/structs/config", "client/config/config.go")
TAGS = ("hcl", "mapstructure")
APART = {"consul": "ConsulConfig", "vault": "VaultConfig"}  # blocks that are read apart from the others, since there may be several; what they do not know is left
USES = {
    "server/retry_join": "server_join.retry_join",
    "server/start_join": "server_join.start_join",
    "server/retry_max": "server_join.retry_max",
    "server/raft_boltdb": "raft_logstore.boltdb",
    "client/template/function_blacklist": "function_denylist",
    "client/disk_free_mb": "reserved.disk",
}


def agent(source, ref):
    structs = structs_of(texts(source, ref, *FILES))
    table = table_of(structs, "Config", TAGS)
    for block, name in APART.items():
        if name in structs:
            table.setdefault(block, {"words": ""})
            table.update({f"{block}/{path}": facts for path, facts in table_of(structs, name, TAGS).items()})
    return table


def rows(source):
    tables = tables_of(source, versions_of(source, "0.4.0"), lambda ref: agent(source, ref))
    found = []
    for (*place, key), row in path_rows(tables, USES, "code"):
        row.update({"key": key, "id": ".".join((*place, key)), "in": "/".join(place)})
        if place and place[0] in APART:
            row["unknown_key"] = "ignore"
        found.append(row)
    return found
