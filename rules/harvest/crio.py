"""CRI-O: the keys of crio.conf (fields of tomlConfig and of what it holds), with what a comment of a field calls deprecated, and the options of `crio` with the
variables that stand for them."""

import re

from changes import life
from go_packages import Structs, paths
from tables import removals

SOURCES = ["cri-o/cri-o"]
HOMES = ("pkg/config", "lib/config", "lib", "cmd/crio", "server")
CLI = ("internal/criocli", "cmd/crio", "internal/pkg/criocli")
OPTION = re.compile(r'Flag\{\s*Name:\s*"([\w\-]+)(?:,[^"]*)?"')
COMMON = {"CONTAINER_HOST_IP", "CONTAINER_REGISTRY", "CONTAINER_RUNTIME"}  # names that everybody gives to variables
VARIABLE = re.compile(r'"(CONTAINER_[A-Z0-9_]+|CRIO_[A-Z0-9_]+)"')
OLD = re.compile(r"\bdeprecated\b|\bDEPRECATED\b|^Deprecated:", re.I)
NOT_OLD = re.compile(r"V1 format deprecated|deprecated but|formalized")
USES = {"crio.runtime.conmon": "crio.runtime.runtimes.NAME.monitor_path", "crio.runtime.conmon_cgroup": "crio.runtime.runtimes.NAME.monitor_cgroup",
        "crio.runtime.conmon_env": "crio.runtime.runtimes.NAME.monitor_env", "crio.runtime.hooks_dir_path": "crio.runtime.hooks_dir",
        "crio.runtime.default_mounts": "crio.runtime.default_mounts_file"}
FIXES = {"crio.image.registries": "Write unqualified-search-registries in registries.conf.",
         "crio.image.insecure_registries": "Write a [[registry]] with insecure = true in registries.conf.",
         "crio.runtime.runtime": "Write a [crio.runtime.runtimes.NAME] with runtime_path, and name it in default_runtime."}


def keys_of(source, ref):
    structs = Structs(source, ref, HOMES)
    for home in HOMES:
        if (home, "tomlConfig") in structs.fields:
            found = {}
            for path, facts in paths(structs, (home, "tomlConfig")).items():
                found[path] = {"deprecated": bool(OLD.search(facts["comment"]) and not NOT_OLD.search(facts["comment"]))}
            return found
    return {}


def texts(source, ref):
    return "".join(text for _, text in source.read_all(ref, [path for path in source.files(ref, *CLI) if path.endswith(".go") and not path.endswith("_test.go")]))


def rows(source):
    versions = source.versions(r"v(1\.\d+)\.0", "1.12")
    tables = [(version, table) for version, table in ((version, keys_of(source, tag)) for version, tag in versions) if table]
    out, spans = [], {}
    for path in {path for _, table in tables for path in table}:
        spans[path] = life(tables, path)
    for path, (since, deprecated, _, removed) in sorted(spans.items()):
        if not (removed or deprecated) or removed and spans.get(path[:-1], (0, 0, 0, 0))[3] == removed:
            continue
        name = ".".join(path)
        home = "/".join("*" if part == "*" else part for part in path[:-1]) + ("/*" if path[-2:-1] in (("runtimes",), ("workloads",)) else "")
        out.append({"key": path[-1], "id": name, "title": name, "in": home, "since": since, "deprecated": None if deprecated == removed else deprecated,
                    "removed": removed, "use": USES.get(name), "fix": FIXES.get(name), "source": "config"})
    flags = [(version, set(OPTION.findall(texts(source, tag)))) for version, tag in versions]
    for flag, (since, removed) in sorted(removals(flags).items()):
        out.append({"key": flag, "id": f"--{flag}", "title": f"--{flag}", "carrier": "flag", "since": since, "removed": removed, "unknown_key": "refuse", "source": "cli"})
    variables = [(version, set(VARIABLE.findall(texts(source, tag))) - COMMON) for version, tag in versions]
    for name, (since, removed) in sorted(removals([(version, table) for version, table in variables if table]).items()):
        out.append({"key": name, "carrier": "variable", "since": since, "removed": removed, "source": "cli"})
    return out
