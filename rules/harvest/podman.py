"""Podman: the keys of containers.conf, storage.conf and registries.conf as the libraries read them that each release brings (vendor/), the keys of Quadlet's
files, and options that no manual page of a command names any more."""

import re

from changes import rows_of
from go_packages import Structs, paths
from sources import version_key
from tables import removals

SOURCES = ["containers/podman"]
VENDOR = ("vendor/go.podman.io", "vendor/github.com/containers")
ROOTS = [  # a file, where its struct stands below the vendored libraries, and what it is called
    ("containers.conf", ("common/pkg/config",), ("Config",)),
    ("storage.conf", ("storage", "storage/types", "storage/pkg/config"), ("TomlConfig", "tomlConfig")),
    ("registries.conf", ("image/v5/pkg/sysregistriesv2",), ("V2RegistriesConf", "tomlConfig")),
]
QUADLET = "pkg/systemd/quadlet/quadlet.go"
QUADLET_GROUPS = {"Container": "Container", "Volume": "Volume", "Network": "Network", "Kube": "Kube", "Pod": "Pod", "Image": "Image", "Build": "Build"}
PAGES = "docs/source/markdown"
FLAG = re.compile(r"^#+ \*\*(--[\w\-]+)\*\*|^\*\*(--[\w\-]+)\*\*", re.M)
USES = {**{(group, key): "UserNS" for group in ("Container", "Kube", "Pod") for key in ("RemapUsers", "RemapUid", "RemapGid", "RemapUidSize")},
        ("Container", "VolatileTmp"): "Tmpfs", "--rootless-cni": "--rootless-netns", "containers.rootless_networking": "network.default_rootless_network_cmd",
        "engine.runtime_supports_nocgroupv2": "engine.runtime_supports_nocgroups"}
V1 = {("registries",)}  # read by another struct from 2.2 on


def keys_of(source, ref):
    found = {}
    for file, folders, names in ROOTS:
        for vendor in VENDOR:
            structs = Structs(source, ref, [f"{vendor}/{folder}" for folder in folders])
            for folder in folders:
                for name in names:
                    if (f"{vendor}/{folder}", name) in structs.fields:
                        for path in paths(structs, (f"{vendor}/{folder}", name)):
                            found.setdefault(path, file)
    return found


def quadlet_keys(source, ref):
    text, found = source.read(ref, QUADLET) or "", set()
    constants = dict(re.findall(r'^\s*(Key\w+)\s*=\s*"(\w+)"', text, flags=re.M))
    old = set(re.findall(r'^\s*Key\w+\s*=\s*"(\w+)"\s*//.*\bdeprecated', text, flags=re.M))
    for group, body in re.findall(r"supported(\w+?)Keys\s*=\s*map\[string\]bool\{(.*?)\n\s*\}", text, flags=re.S):
        if group in QUADLET_GROUPS:
            for constant, plain in re.findall(r'^\s*(?:(Key\w+)|"(\w+)"):', body, flags=re.M):
                found.add((QUADLET_GROUPS[group], plain or constants.get(constant, "")))
    return {item: {"deprecated": item[1] in old} for item in found if item[1]}


def documented_flags(source, ref):
    found = set()
    for _, text in source.read_all(ref, [path for path in source.files(ref, PAGES) if re.search(r"\.md(\.in)?$", path)]):
        found.update((first or second)[2:] for first, second in FLAG.findall(text))
    return found


def words_of(source, ref):
    """What stands in quotes in the code of the commands, and of the libraries that bring options to them."""
    files = [path for path in source.files(ref, "cmd/podman", *(f"{vendor}/{folder}" for vendor in VENDOR for folder in ("buildah/pkg", "common/pkg/auth")))
             if path.endswith(".go") and not path.endswith("_test.go")]
    return {word for _, text in source.read_all(ref, files) for word in re.findall(r'"([a-z][\w\-]+)"', text)}


def rows(source):
    versions = source.versions(r"v(\d+\.\d+)\.0", "2.0")
    versions += [ahead for ahead in source.versions(r"v(\d+\.\d+)\.0-rc1", "2.0") if version_key(ahead[0]) > version_key(versions[-1][0])]
    tables = [(version, keys_of(source, tag)) for version, tag in versions]
    out = []
    gone = removals([(version, set(table)) for version, table in tables])
    for path, (since, removed) in sorted(gone.items()):
        if path in V1 or path[:-1] in gone and gone[path[:-1]][1] == removed:
            continue
        file = next(table[path] for _, table in reversed(tables) if path in table)
        name = ".".join(path)
        out.append({"key": path[-1], "id": f"{file}.{name}", "title": f"{name} of {file}", "in": "/".join(path[:-1]), "since": since, "removed": removed,
                    "use": USES.get(name), "source": "libraries"})
    quadlets = [(version, table) for version, table in ((version, quadlet_keys(source, tag)) for version, tag in versions) if table]
    for row in rows_of(quadlets, "quadlet", uses=USES, key_of=lambda item: item[1], more={item: {"in": item[0], "id": f"quadlet.{item[0]}.{item[1]}",
                       "title": f"{item[1]} of Quadlet's [{item[0]}]"} for _, table in quadlets for item in table}):
        out.append({**row, "unknown_key": "refuse"})
    documented = set().union(*(documented_flags(source, tag) for _, tag in versions))
    for flag, (since, removed) in sorted(removals([(version, documented & words_of(source, tag)) for version, tag in versions]).items()):
        out.append({"key": flag, "id": f"--{flag}", "title": f"--{flag}", "carrier": "flag", "since": since, "removed": removed, "use": USES.get(f"--{flag}"),
                    "unknown_key": "refuse", "source": "pages"})
    return out
