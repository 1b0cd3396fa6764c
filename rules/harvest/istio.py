"""Istio: the variables that its programs read, the fields of the mesh configuration, and the values of the installation, at each release. What left the code and
the messages was removed; what the messages mark as deprecated is going. Values stand in a message of their own, which holds for istioctl and for the charts."""

import re

from changes import life
from protos import camel, fields_of, paths_of, spellings
from tables import removals

SOURCES = ["istio/istio", "istio/api"]
REGISTERED = re.compile(r'\bRegister\w*(?:\[[^\]]*\])?\(\s*"([A-Z][A-Z0-9_]+)",')
NAMED = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")
OWN = re.compile(r"(PILOT|ISTIO|ISTIOD|CITADEL|GALLEY|INJECTION|XDS|PROXY_XDS|STACKDRIVER)_")  # names that no other program has
COMMON = {"HOME", "NAMESPACE", "HOST_IP", "PLUGINS", "TRUST_DOMAIN", "CLUSTER_ID", "MASTER_ELECTION"}
ENVIRONMENTS = ["**/pilot/env", "pilot/env", "**/proxyMetadata"]
VALUES = ("operator/pkg/apis/istio/v1alpha1/values_types.proto", "operator/pkg/apis/values_types.proto")
MESH = ("mesh/v1alpha1/config.proto", "mesh/v1alpha1/proxy.proto")
PLACES = {"MeshConfig": ["meshConfig", "**/meshConfig"], "ProxyConfig": ["**/defaultConfig"], "ExtensionProvider": ["**/extensionProviders/[]"],
          "StackdriverProvider": ["**/extensionProviders/[]/stackdriver"], "Lightstep": ["**/tracing/lightstep"]}
GATEWAYS = {"istio_egressgateway": "istio-egressgateway", "istio_ingressgateway": "istio-ingressgateway"}  # json_name came later
STAYING = {("istiodRemote",)}  # its mark is about the chart of that name
UNMISTAKABLE = {"clusterResources", "istio_cni", "istiocoredns", "mixer", "nodeagent"}  # no other chart has these at its top
USES = {
    "values.global.arch": "affinity",
    "values.global.centralIstiod": "global.externalIstiod",
    "values.global.trustDomain": "meshConfig.trustDomain",
    "values.global.trustDomainAliases": "meshConfig.trustDomainAliases",
    "values.global.enableTracing": "meshConfig.enableTracing",
    "values.global.outboundTrafficPolicy": "meshConfig.outboundTrafficPolicy",
    "values.global.localityLbSetting": "meshConfig.localityLbSetting",
    "values.global.proxy.accessLogEncoding": "meshConfig.accessLogEncoding",
    "values.global.proxy.accessLogFile": "meshConfig.accessLogFile",
    "values.global.proxy.accessLogFormat": "meshConfig.accessLogFormat",
    "values.global.proxy.concurrency": "meshConfig.defaultConfig.concurrency",
    "values.global.proxyInit": "global.proxy_init",
    "values.istio_cni": "pilot.cni",
    "values.cni.logLevel": "cni.logging.level",
    "mesh.ProxyConfig.zipkinAddress": "tracing.zipkin.address",
    "mesh.ProxyConfig.parentShutdownDuration": "terminationDrainDuration",
}


def code_of(source, ref):
    paths = [path for path in source.files(ref) if path.endswith(".go") and not path.endswith("_test.go")]
    skipped = ("vendor/", "mixer/", "tests/", "tools/", "pkg/test/", "samples/", "galley/")
    return source.read_all(ref, [path for path in paths if not path.startswith(skipped) and "/tests/" not in path])


def variables(source, versions):
    tables, known = [], set()
    for version, ref in versions:
        table = set()
        for _, text in code_of(source, ref):
            if "Register" in text:
                table.update(REGISTERED.findall(text))
        # The charts go on setting some of what nobody reads: who has such a manifest has made no mistake.
        set_by_charts = {name for _, text in source.read_all(ref, source.files(ref, "manifests/charts")) for name in NAMED.findall(text)}
        tables.append((version, table | (known & set_by_charts)))
        known |= table
    rows = []
    for name, (since, removed) in sorted(removals(tables).items()):
        if name in COMMON:
            continue
        fields = {"since": since, "removed": removed, "unknown_key": "ignore", "source": "features"}
        if OWN.match(name):
            rows.append({"key": name, "carrier": "variable", **fields})
        else:
            rows.append({"key": name, "in": ENVIRONMENTS, **fields})
    return rows


def values(source, versions):
    tables = []
    for version, ref in versions:
        text = next((text for text in (source.read(ref, path) for path in VALUES) if text), None)
        if text:
            table = paths_of(fields_of(text), "Values")
            tables.append((version, {tuple(GATEWAYS.get(name, name) for name in path): {"deprecated": deprecated} for path, deprecated in table.items()}))
    known = {path for _, table in tables for path in table}
    lives = {path: life(tables, path) for path in known}
    first, last, rows = tables[0][0], tables[-1][1], []
    filled = {path for path in last if not any(len(other) > len(path) and other[: len(path)] == path for other in last)}  # what is below, users write
    for path in sorted(known - STAYING):
        since, deprecated, _, removed = lives[path]
        if any(path[:i] in filled for i in range(1, len(path))) or any(lives[path[:i]][3] or lives[path[:i]][1] for i in range(1, len(path)) if path[:i] in lives):
            continue
        was_there = [version for version, table in tables if path in table]
        if not removed and (not deprecated or deprecated in (first, since)) or removed and len(was_there) == 1 and was_there[0] != first:
            continue
        inner, dotted = "/".join(path[:-1]), ".".join(path)
        places = [inner, f"spec/values/{inner}"] if inner else ["spec/values"] + ([""] if dotted in UNMISTAKABLE else [])
        rows.append({"key": spellings(path[-1]), "id": f"values.{dotted}", "title": dotted, "in": places, "since": since,
                     "deprecated": deprecated if deprecated not in (first, removed) else None, "removed": removed, "use": USES.get(f"values.{dotted}"),
                     "source": "values"})
    return rows


def mesh(source, versions):
    tables = []
    for version, ref in versions:
        table = {}
        for path in MESH:
            table.update({key: {"deprecated": deprecated} for key, (_, deprecated) in fields_of(source.read(ref, path) or "").items() if key[0] in PLACES})
        tables.append((version, table))
    rows = []
    for key in sorted({key for _, table in tables for key in table}):
        since, deprecated, _, removed = life(tables, key)
        message, field = key
        if removed or deprecated:
            row_id = f"mesh.{message}.{camel(field)}"
            rows.append({"key": spellings(field), "id": row_id, "in": PLACES[message], "since": since, "deprecated": deprecated if deprecated != removed else None,
                         "removed": removed, "use": USES.get(row_id), "source": "mesh"})
    return rows


def rows(source, api):
    versions = source.versions(r"(1\.\d+)\.0", "1.5")
    return variables(source, versions) + values(source, versions) + mesh(api, api.versions(r"v?(1\.\d+)\.0", "1.1"))
