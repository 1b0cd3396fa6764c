"""Neo4j: settings of the reference at each release since 4.4, what its migrators rename and drop, and defaults."""

import re

from changes import default_rows, life

SOURCES = ["neo4j/docs-operations", "org.neo4j:neo4j-configuration of the Maven registry, sources of 4.0 to 4.4 and of 5.26, unpacked as VERSION/…"]
PAGES = ("modules/ROOT/pages/configuration/configuration-settings.adoc", "modules/ROOT/pages/reference/configuration-settings.adoc")
FOLDER = "org/neo4j/configuration"
ASIDE = re.compile(r'oldSettingName = "([\w.]+)";.*?migrateSettingNameChange\(values, log, oldSettingName, (\w+)\)', re.S)
CHANGE = re.compile(r'migrateSettingNameChange\(\s*values,\s*log,\s*"([\w.]+)",\s*("[\w.]+"|[\w.]+)\s*\)')
MAPPING = re.compile(r'new Mapping\(\s*"([\w.]+)",\s*("[\w.]+"|[\w.]+)')
REMOVAL = re.compile(r'migrateSettingRemoval\(\s*values,\s*log,\s*"([\w.]+)"')
REMOVED = re.compile(r"REMOVED_SETTINGS = List\.of\((.*?)\);", re.S)
BUILDER = re.compile(r'(\w+)\s*=\s*\w*(?:newBuilder|Builder)\(\s*"([\w.]+)"', re.S)
LEFT = {"server.tags", "server.memory.pagecache.direction", "dbms.memory.transaction.total.max", "dbms.routing.driver.connection.pool.max_size", "dbms.routing.driver.logging.level"}  # slips of the pages
USES = {  # the page on what 2025.01 breaks
    "db.cluster.raft.leader_transfer.priority_group": "db.cluster.raft.leader_transfer.priority_tag",
    "dbms.cluster.catchup.client_inactivity_timeout": "dbms.cluster.network.client_inactivity_timeout",
    "server.cluster.catchup.connect_randomly_to_server_group": "server.cluster.catchup.connect_randomly_to_server_tags",
    "server.discovery.advertised_address": "server.cluster.advertised_address",
    "server.discovery.listen_address": "server.cluster.listen_address",
    "server.groups": "initial.server.tags",
    "server.max_databases": "dbms.max_databases",
}
IMAGE = {  # what the image renames before the program reads it
    "causal_clustering.discovery_advertised_address": "server.discovery.advertised_address",
    "causal_clustering.transaction_advertised_address": "server.cluster.advertised_address",
    "causal_clustering.raft_advertised_address": "server.cluster.raft.advertised_address",
}
STILL = {  # names that it takes for some time yet
    "dbms.cluster.discovery.v2.endpoints": "dbms.cluster.endpoints",
    "db.logs.query.annotation_data_as_json_enabled": "db.logs.query.annotation_data_format",
    "dbms.kubernetes.discovery.v2.service_port_name": "dbms.kubernetes.discovery.service_port_name",
}
CONNECTOR = re.compile(r"dbms\.connector\.(?:bolt|https?)\.")


def page(source, ref):
    """{name: facts} of the reference."""
    text = next(filter(None, (source.read(ref, path) for path in PAGES)), "")
    table = {}
    for part in re.split(r"^(?=\[role=[^\n]*\n\[\[config_|\[\[config_)", text, flags=re.M):
        match = re.match(r"(?:\[role=([^\n]*)\n)?\[\[config_([\w.]+)\]\]", part)
        if not match:
            continue
        role = match.group(1) or ""
        since = re.search(r"label--deprecated-(\d[\d.]*\d)", role)
        default = re.search(r"^\|Default value\s*\n[am]\|\s*(?:\+{3})?(.*?)(?:\+{3})?\s*$", part, flags=re.M)
        table[match.group(2)] = {"deprecated": since.group(1) if since else None, "default": re.sub(r"(?:[+]{3})? *label:.*", "", default.group(1)) if default else None}
    return table


def versions_of(source):
    tags = [(f"{version}", tag) for version, tag in source.versions(r"((?:5|20\d\d)\.\d+\.\d+)")]
    return [("4.4", "4.4")] + [(re.sub(r"\.\d+$", "", version), tag) for version, tag in tags]


class Migrators:
    """What is renamed and what is dropped on the way to one major version."""

    def __init__(self, folder, ref):
        paths = [path for path in folder.files(ref, FOLDER) if path.endswith(".java")]
        names = {}
        for _, text in folder.read_all(ref, paths):
            names.update(BUILDER.findall(text))
        text = folder.read(ref, f"{FOLDER}/SettingMigrators.java") or ""
        self.renamed = {}
        for old, new in CHANGE.findall(text) + MAPPING.findall(text) + ASIDE.findall(text):
            new = new.strip('"') if new.startswith('"') else names.get(new.removesuffix(".name").rpartition(".")[2])
            if new and new != old:
                self.renamed[old] = new
        self.removed = set(REMOVAL.findall(text))
        for block in REMOVED.findall(text):
            self.removed.update(re.findall(r'"([\w.]+)"', block))


def variable(name):
    """How the image names a setting in a variable."""
    return "NEO4J_" + name.replace("_", "__").replace(".", "_")


def with_variables(rows):
    """The same rows for variables of the image, where a name has an underscore: it stands doubled there, so that the form of all names does not fit."""
    found = []
    for row in rows:
        found.append(row)
        if "_" in row["key"] and not row["key"].startswith(("unsupported.", "internal.")) and "default" not in row:
            extra = {**row, "key": variable(row["key"]).upper(), "id": f"variable.{row['key']}", "carrier": "variable"}
            if row.get("use"):
                extra["use"] = variable(row["use"])
            found.append(extra)
    return found


def rows(source, folder):
    tables = [(version, table) for version, table in ((version, page(source, ref)) for version, ref in versions_of(source)) if table]
    steps = [(Migrators(folder, ref), "5.0" if version.startswith("5") else version) for version, ref in folder.versions("")]
    current = {name for version, table in tables[1:] for name in table}
    found = {}
    for name in sorted({name for _, table in tables for name in table}):
        removed = life(tables, name)[3]
        said = next((table[name]["deprecated"] for _, table in reversed(tables) if name in table), None)
        if removed and name in tables[0][1] and name not in current:
            removed = "5.0"  # the pages of 5.0 to 5.4 are not there; what is missing in 5.5 went with 5.0
        if name in LEFT or not removed and not said:
            continue
        found[name] = {"key": name, "source": "reference", **({"deprecated": said} if said else {}), **({"removed": removed} if removed else {})}
        candidates = [re.sub(r"^(dbms\.)?", prefix, name, count=1) for prefix in ("server.", "db.", "dbms.")]
        if CONNECTOR.match(name):
            candidates.insert(0, name.replace("dbms.connector.", "server.", 1))
        use = next((other for other in candidates if other != name and other in current), None)
        if removed and (use or name in USES):
            found[name]["use"] = USES.get(name, use)
        if name in STILL:
            found[name].update(renamed=found[name].pop("removed"), use=STILL[name])
    for migrators, version in steps:
        for old, new in migrators.renamed.items():
            if old in current and "removed" not in found.get(old, {}):
                continue
            row = found.setdefault(old, {"key": old})
            went = row.pop("removed", None)
            row.update(renamed=row.get("renamed", went if old in current else version), use=new, source="migrators")
        for old in migrators.removed:
            row = found.setdefault(old, {"key": old})
            row.pop("use", None)
            row.update(removed=row.get("removed", version), source="migrators", unknown_key="warn")
    for name, row in found.items():
        if row.get("removed") == "5.0" and row["source"] == "reference":
            if name in IMAGE:
                row.update(use=IMAGE[name], source="image")
            if row.get("use"):
                row["renamed"] = row.pop("removed")  # its migrators take what has a successor
            else:
                row["unknown_key"] = "warn"
        if row.get("deprecated") and row.get("removed") == row["deprecated"]:
            del row["deprecated"]
    shown = [(version, {name: facts for name, facts in table.items() if name in tables[-1][1] and name not in LEFT}) for version, table in tables]
    shown[1:] = [("5.0" if version == tables[1][0] else version, table) for version, table in shown[1:]]
    usable = lambda text: 0 < len(text) < 60 and not re.search(r"[<|/]|MiB|GiB", text)  # noqa: E731
    return with_variables(found.values()) + default_rows(shown, "reference", usable=usable)
