"""Argo CD: the keys of its two ConfigMaps and the variables of its components at each release. What left the code and the manifests was removed; which key is
read by which component is not asked. Options of the commands stand in generated pages, which drop what is deprecated: rows of these are by hand."""

import re

from tables import removals

SOURCES = ["argoproj/argo-cd"]
CODE = ("cmd", "common", "util", "controller", "server", "reposerver", "applicationset", "notification_controller", "commitserver", "pkg")
SETTING = re.compile(r'\b\w+\s*=\s*"([a-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+)"')
VARIABLE = re.compile(r'"(ARGOCD_[A-Z0-9_]+)"')
REFERENCE = re.compile(r"configMapKeyRef:\s*\n((?:\s+\w+:.*\n){1,3})")
PARTS = {  # one variable of each component, built from its prefix since then
    "ARGOCD_TLS_CIPHERS", "ARGOCD_TLS_MAX_VERSION", "ARGOCD_TLS_MIN_VERSION"}
SWITCHES = {"ARGOCD_ZJWT_FEATURE_FLAG", "ARGOCD_APPLICATIONSET_CONTROLLER_PROCESS_MANIFEST_GENERATE_PATHS"}  # never in a page of the documentation


def settings_of(source, ref):
    files = [path for path in source.files(ref, "util/settings") if path.endswith(".go") and not path.endswith("_test.go")]
    return {key for _, text in source.read_all(ref, files) for key in SETTING.findall(text)}


def parameters_of(source, ref):
    keys = set()
    for _, text in source.read_all(ref, [path for path in source.files(ref, "manifests/base") if path.endswith(".yaml")]):
        for body in REFERENCE.findall(text):
            named = dict(re.findall(r'(\w+): *"?([\w.\-]+)', body))
            if named.get("name") == "argocd-cmd-params-cm" and "key" in named:
                keys.add(named["key"])
    return keys


def variables_of(source, ref):
    files = [path for path in source.files(ref, *CODE) if path.endswith(".go") and not path.endswith("_test.go")]
    return {name for _, text in source.read_all(ref, files) for name in VARIABLE.findall(text)}


def gone(source, versions, read):
    tables = [(version, keys) for version, keys in ((version, read(source, ref)) for version, ref in versions) if keys]
    return removals(tables)


def rows(source):
    versions = source.versions(r"v(\d+\.\d+)\.0", "1.0")
    result = []
    for read, places, name in ((settings_of, ["data", "**/data", "**/configs/cm"], "settings"), (parameters_of, ["data", "**/data", "**/configs/params"], "params")):
        for key, (since, removed) in gone(source, versions, read).items():
            result.append({"key": key, "in": places, "since": since, "removed": removed, "source": name})
    for key, (since, removed) in gone(source, versions, variables_of).items():
        if key not in PARTS | SWITCHES:
            result.append({"key": key, "carrier": "variable", "since": since, "removed": removed, "source": "code"})
    return result
