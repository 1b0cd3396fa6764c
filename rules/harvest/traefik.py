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
    "tracing.globalattributes": "tracing.resourceAttributes",
    "providers.kubernetesingress.disableingressclasslookup": "providers.kubernetesIngress.disableClusterScopeResources",
}

# What the page of migrations says: deprecated long before it went, or gone in a release that the table does not show.
DEPRECATED = {"namespace": ("2.8", ["providers.consul", "providers.consulcatalog"]), "caoptional": ("2.8", ["providers."])}
GONE = {"hub": "2.10", "experimental.hub": "2.10"}
# The reference told another default than the program had, and was mended.
TOLD_WRONG = {"global.checknewversion", "global.insecuresni", "providers.consulcatalog.endpoint.address", "providers.providersthrottleduration",
              "serverstransport.maxidleconnsperhost", "tracing.haystack.localagenthost"}
# Written by hand.
HAND = ["entrypoints.*.enablehttp3", "certificatesresolvers.*.acme.dnschallenge.delaybeforecheck", "certificatesresolvers.*.acme.dnschallenge.disablepropagationcheck"]


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
    return {name.replace("<name>", "*"): facts for name, facts in table.items() if "[" not in name and not name.startswith("<")}


def rows(source):
    versions = [(version, tag) for version, tag in source.versions(r"v([23]\.\d+\.\d+)")]
    versions = [(re.sub(r"\.0$", "", version), tag) for version, tag in versions]
    tables = tables_of(source, versions, lambda ref: table_of(source, ref))
    result = []
    for row in rows_of(tables, "options"):
        # The two lines were worked on at the same time: what came to 2.11 and 3.6 late has not gone in between.
        if "encodedcharacters" in row["key"] or row["key"] in HAND:
            continue
        # What belongs to a part that is gone has the replacement of the part.
        name = row["key"]
        if name.split(".")[0] == "pilot":
            row.update(deprecated="2.7", removed="3.0")
        for end, (version, places) in DEPRECATED.items():
            if name.endswith("." + end) and name.startswith(tuple(places)) and "removed" in row:
                row["deprecated"] = version
        for gone, version in GONE.items():
            if name == gone or name.startswith(gone + "."):
                row["removed"] = version
        use = next((REPLACED[part] for part in (name.rsplit(".", i)[0] for i in range(name.count(".") + 1)) if part in REPLACED), None)
        row["carrier"] = "both"
        if use:
            row["use"] = use
        result.append(row)
    tables = [(version, {name: facts for name, facts in table.items() if "*" not in name and name not in TOLD_WRONG}) for version, table in tables]
    defaults = default_rows(tables, "options", usable=lambda text: 0 < len(text) < 50 and "[" not in text)
    return result + defaults
