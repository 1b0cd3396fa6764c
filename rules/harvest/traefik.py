"""Traefik: the options of the static configuration at each release of 2 and 3, which are flags, keys of the file and variables alike, with their defaults."""

import re

from changes import default_rows, rows_of, tables_of

SOURCES = ["traefik/traefik"]
FLAGS = "docs/content/reference/static-configuration/cli-ref.md"
TABLE = "docs/content/reference/install-configuration/configuration-options.md"
REPLACED = {
    "experimental.http3": "entryPoints.NAME.http3",
    "experimental.kubernetesgateway": "providers.kubernetesGateway",
    "providers.consul.namespace": "providers.consul.namespaces",
    "providers.consulcatalog.namespace": "providers.consulCatalog.namespaces",
    "providers.nomad.namespace": "providers.nomad.namespaces",
    "providers.docker.swarmmode": "providers.swarm",
    "providers.docker.swarmmoderefreshseconds": "providers.swarm.refreshSeconds",
    "metrics.influxdb": "metrics.influxDB2",
    "providers.kubernetesingress.disableingressclasslookup": "providers.kubernetesIngress.disableClusterScopeResources",
}


def from_flags(text):
    table = {}
    for name, what in re.findall(r"^`--([a-z0-9.\-<>\[\]]+)`:\s*\n(.*?)(?=^`--|\Z)", text, flags=re.M | re.S):
        default = re.search(r"\(Default: ```(.*?)```\)", what)
        table[name] = {"default": default.group(1) if default else None, "deprecated": "eprecated" in what}
    return table


def from_table(text):
    table = {}
    for name, what, default in re.findall(r"^\|\s*(?:<a [^>]*>)([^<]+)</a>\s*\|(.*?)\|\s*([^|]*?)\s*\|\s*$", text, flags=re.M):
        table[name.replace("_name_", "<name>").replace("\\_", "_")] = {"default": default or None, "deprecated": "eprecated" in what}
    return table


def table_of(source, ref):
    table = from_table(source.read(ref, TABLE) or "") or from_flags(source.read(ref, FLAGS) or "")
    return {name: facts for name, facts in table.items() if "<" not in name and "[" not in name}


def rows(source):
    versions = [(version, tag) for version, tag in source.versions(r"v([23]\.\d+)\.0")]
    tables = tables_of(source, versions, lambda ref: table_of(source, ref))
    result = []
    for row in rows_of(tables, "options"):
        # What belongs to a part that is gone has the replacement of the part.
        name = row["key"]
        if name.split(".")[0] == "pilot":
            row.update(deprecated="2.7", removed="3.0")
        use = next((REPLACED[part] for part in (name.rsplit(".", i)[0] for i in range(name.count(".") + 1)) if part in REPLACED), None)
        row["carrier"] = "both"
        if use:
            row["use"] = use
        result.append(row)
    defaults = default_rows(tables, "options", usable=lambda text: 0 < len(text) < 50 and "[" not in text)
    return result + defaults
