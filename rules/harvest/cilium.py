"""Cilium: the values of its chart, and the options of agent and operator, which are the keys of cilium-config as well. An option that
is called deprecated leaves the generated pages at once, and the code later. Releases without a tag in the checkout are read where the main line went on to the
next version."""

import io
import re
import tarfile

from chart_values import Chart, chart_rows
from sources import version_key
from tables import removals

SOURCES = ["cilium/charts", "cilium/cilium"]
PAGES = re.compile(r"cilium-(agent|operator(-\w+)?)\.md")
OPTION = re.compile(r"^ +(?:-\w, )?--([a-z0-9][\w-]*)", re.M)
CODE = ("pkg", "operator", "daemon")
CONFIG = ["data", "**/data", "spec/defaults"]
CHECKS = ("templates/validate.yaml", "templates/NOTES.txt", "templates/warnings.txt")  # ask for values only to refuse them
OTHERS = {"docker", "lb", "device", "access-log", "join-cluster", "enable-egress-gateway", "k8s-api-server", "k8s-watcher-endpoint-selector"}  # in other words, or back
KEPT = {"values.clustermesh.mcsapi", "values.global", "values.encryption.strictMode.cidr"}  # the name of a neighbour; by hand; what umbrella charts have at their top
USES = {
    "api-server-port": "--operator-api-serve-addr",
    "aws-client-burst": "--limit-ipam-api-burst",
    "aws-client-qps": "--limit-ipam-api-qps",
    "ces-write-qps-burst": "ces-rate-limits",
    "ces-write-qps-limit": "ces-rate-limits",
    "clustermesh-ip-identities-sync-timeout": "clustermesh-sync-timeout",
    "device": "devices",
    "disable-k8s-services": "kube-proxy-replacement",
    "enable-host-reachable-services": "bpf-lb-sock",
    "eni-parallel-workers": "--parallel-alloc-workers",
    "hubble-flow-buffer-size": "hubble-event-buffer-capacity",
    "hubble-redact": "hubble-redact-enabled",
    "masquerade": "enable-ipv4-masquerade",
    "metrics-address": "--operator-prometheus-serve-addr",
    "native-routing-cidr": "ipv4-native-routing-cidr",
    "node-port-acceleration": "bpf-lb-acceleration",
    "node-port-mode": "bpf-lb-mode",
    "prefilter-device": "enable-xdp-prefilter",
    "prefilter-mode": "bpf-lb-acceleration",
    "tunnel": ["routing-mode", "tunnel-protocol"],
    "values.bgp": "bgpControlPlane",
    "values.clustermesh.apiserver.etcd.image": "clustermesh.apiserver.image",
    "values.clustermesh.apiserver.kvstoremesh.image": "clustermesh.apiserver.image",
    "values.clustermesh.apiserver.tls.ca": "tls.ca",
    "values.clustermesh.enableMCSAPISupport": "clustermesh.mcsapi.enabled",
    "values.containerRuntime": "bpf.autoMount.enabled",
    "values.datapathMode": "bpf.datapathMode",
    "values.enableCiliumEndpointSlice": "ciliumEndpointSlice.enabled",
    "values.encryption.interface": "encryption.ipsec.interface",
    "values.encryption.keyFile": "encryption.ipsec.keyFile",
    "values.encryption.mountPath": "encryption.ipsec.mountPath",
    "values.encryption.secretName": "encryption.ipsec.secretName",
    "values.encryption.strictMode.allowRemoteNodeIdentities": "encryption.strictMode.egress.allowRemoteNodeIdentities",
    "values.encryption.strictMode.cidr": "encryption.strictMode.egress.cidr",
    "values.extraConfigmapMounts": "extraVolumeMounts",
    "values.hubble.tls.ca": "tls.ca",
    "values.ipam.operator.clusterPoolIPv4PodCIDR": "ipam.operator.clusterPoolIPv4PodCIDRList",
    "values.ipam.operator.clusterPoolIPv6PodCIDR": "ipam.operator.clusterPoolIPv6PodCIDRList",
    "values.l2podAnnouncements.interface": "l2podAnnouncements.interfacePattern",
    "values.masquerade": "enableIPv4Masquerade",
    "values.nativeRoutingCIDR": "ipv4NativeRoutingCIDR",
    "values.operator.extraConfigmapMounts": "operator.extraVolumeMounts",
    "values.proxy": "envoy",
    "values.securityContext.extraCapabilities": "securityContext.capabilities.ciliumAgent",
    "values.tunnel": ["routingMode", "tunnelProtocol"],
}


def charts(source):
    """[(version, {path: text})] of the first release of each line."""
    found = []
    for path in source.files(source.head()):
        match = re.fullmatch(r"cilium-(1\.\d+)\.0\.tgz", path)
        if match:
            with tarfile.open(fileobj=io.BytesIO(source.read_bytes(source.head(), path))) as archive:
                found.append((match.group(1), {member.name: archive.extractfile(member).read().decode(errors="replace") for member in archive if member.isfile()}))
    return sorted(found, key=lambda item: version_key(item[0]))


def values(releases):
    read = [(version, files["cilium/values.yaml"], [text for path, text in files.items() if "/templates/" in path and not path.endswith(CHECKS)])
            for version, files in releases]
    rows = chart_rows(Chart(read), "values", below=["cilium"], uses={name.removeprefix("values."): use for name, use in USES.items() if name.startswith("values.")})
    refused = {word for path, text in releases[-1][1].items() if path.endswith(CHECKS[0]) for block in re.findall(r"\{\{- if(.*?)fail ", text, re.S)
               for word in re.findall(r'"(\w+)" "" \.Values|\.Values\.(\w+) \}', block) for word in word if word}
    for row in rows:
        if row["key"] in refused and row.get("removed"):
            row["unknown_key"] = "refuse"
    return [row for row in rows if row["id"] not in KEPT]


def releases_of(source):
    """[(version, ref)]: tags, and behind the last one the commits before VERSION goes on."""
    tags = source.versions(r"v(1\.\d+)\.0", "1.6")
    last = int(tags[-1][0].split(".")[1])
    for commit in source.log("VERSION"):
        match = re.match(r"1\.(\d+)\.(90|0-dev)", source.read(commit, "VERSION") or "")
        if match:
            line = int(match.group(1)) - (match.group(2) != "90")  # the line that is finished
            if line == last + 1:
                tags.append((f"1.{line}", f"{commit}~1"))
                last = line
    return tags


def options(source):
    pages, code = [], []
    for version, ref in releases_of(source):
        texts = [text for _, text in source.read_all(ref, [path for path in source.files(ref, "Documentation/cmdref") if PAGES.fullmatch(path.rpartition("/")[2])])]
        pages.append((version, {name for text in texts for name in OPTION.findall(text)}))
        files = [path for path in source.files(ref, *CODE) if path.endswith(".go") and not path.endswith("_test.go")]
        named = {name for _, text in source.read_all(ref, files) for name in re.findall(r'(?:=|\(|,)\s*"([a-z0-9][\w-]*)"', text)}
        code.append((version, pages[-1][1] | named))
    left, gone = removals(pages), removals(code)
    rows = []
    for name in sorted(set(left) - OTHERS):
        since, deprecated = left[name]
        removed = gone.get(name, (None, None))[1]
        row = {"since": since, "deprecated": deprecated if deprecated != removed else None, "removed": removed, "use": USES.get(name), "source": "options"}
        rows.append({"key": name, "id": f"config.{name}", "in": CONFIG, **row, "unknown_key": "ignore" if removed else None})
        rows.append({"key": name, "carrier": "flag", **row, "unknown_key": "refuse" if removed else None})
    return rows


def rows(charts_source, source):
    return values(charts(charts_source)) + options(source)
