"""Rook: the fields of its custom resources at each release line, as the schemas of their definitions state them, and which of them are called deprecated there.
What is embedded of Kubernetes itself (volumes, probes, affinities) does not count."""

import re

import yaml
from tables import removals

SOURCES = ["rook/rook"]
FILES = ["deploy/examples/crds.yaml", "cluster/examples/kubernetes/ceph/crds.yaml"]
GROUP = "ceph.rook.io"
EMBEDDED = re.compile(r"volumeSource|volumeClaimTemplate|Affinity|affinity|tolerations|topologySpread|Probe$|probe$|targetRef|env$")
OLD = re.compile(r"^\W*(DEPRECATED|Deprecated)\b|[Tt]his setting is deprecated")
SUCCESSOR = re.compile(r"(?:use|favor of) `?([A-Za-z][\w.]*)`?(?: instead)?", re.I)


def walk(schema, path, found):
    for name, field in (schema.get("properties") or {}).items():
        at = path + (name,)
        found[at] = field.get("description") or ""
        while field.get("type") == "array":
            field, at = field.get("items") or {}, at + ("[]",)
        if field.get("x-kubernetes-preserve-unknown-fields") or EMBEDDED.search(name):
            continue
        walk(field, at, found)
        if isinstance(field.get("additionalProperties"), dict):
            walk(field["additionalProperties"], at + ("*",), found)


def fields(source, ref):
    """{(kind, spec, …, field): description} of a release."""
    found = {}
    for text in filter(None, (source.read(ref, path) for path in FILES)):
        for definition in yaml.load_all(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if not definition or definition.get("kind") != "CustomResourceDefinition" or definition["spec"]["group"] != GROUP:
                continue
            for version in definition["spec"].get("versions") or []:
                schema = (version.get("schema") or {}).get("openAPIV3Schema") or {}
                walk((schema.get("properties") or {}).get("spec") or {}, (definition["spec"]["names"]["kind"], "spec"), found)
    return found


def successor(description, siblings):
    match = SUCCESSOR.search(description)
    if not match:
        return None
    name = match.group(1).rstrip(".")
    name = name[0].lower() + name[1:]
    name = {"protocol.enableAPIs": "spec.protocols.enableAPIs", "parameters": "parameters.compression_mode"}.get(name, name)
    return name if "." in name or name in siblings else None


def rows(source):
    tables = [(version, fields(source, ref)) for version, ref in source.versions(r"v(1\.\d+)\.0", "1.6")]
    old = {}
    for version, table in tables:
        for path, description in table.items():
            if OLD.search(description):
                old.setdefault(path, (version, successor(description, {other[-1] for other in table if other[:-1] == path[:-1]})))
            else:
                old.pop(path, None)
    gone = {path: when for path, when in removals([(version, set(table)) for version, table in tables]).items() if not any(path[:i] in old for i in range(2, len(path)))}
    found = []
    for path in sorted(set(gone) | set(old)):
        if any(path[:i] in gone for i in range(2, len(path))):
            continue
        kind, name = path[0], path[-1]
        row = {"key": name, "id": ".".join((kind, *path[2:])).replace(".[]", "").replace(".*", ""), "title": f"{'.'.join(path[1:]).replace('.[]', '').replace('.*.', '.')} of {kind}",
               "in": "/".join(path[1:-1]), "object": {"apiVersion": f"{GROUP}/v1", "kind": kind}, "source": "crds"}
        if path in old:
            row |= {"deprecated": old[path][0], "use": old[path][1]}
        if path in gone:
            row |= {"since": gone[path][0], "removed": gone[path][1]}
            if row.get("deprecated") == row["removed"]:
                row.pop("deprecated")
        found.append(row)
    return found
