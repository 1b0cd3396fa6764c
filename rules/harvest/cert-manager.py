"""cert-manager: the options of its programs and the values of its chart at each release. The command cmctl is a project of its own since 1.15."""

import re

from chart_values import Chart, chart_rows
from tables import removals

SOURCES = ["cert-manager/cert-manager"]
HOME = "deploy/charts/cert-manager"
OPTION = re.compile(r'\.(?:Bool|String|Int|Int32|Int64|Float32|Float64|Duration|StringSlice|StringArray|Uint|Var|MapStringBool)(?:Var|Slice|Array)?P?'
                    r'\(\s*(?:&?[\w.\[\]()]+,\s*)?"([a-z][A-Za-z0-9-]*)"')
PROGRAMS = re.compile(r"cmd/(controller|webhook|cainjector|acmesolver)/|pkg/(logs|webhook|controller|util)/|internal/")
ELSEWHERE = {"help", "log-flush-frequency"}  # the last one comes from a library since 1.12
USES = {
    "dns01-self-check-nameservers": "--dns01-recursive-nameservers",
    "renew-before-expiry-duration": "spec.renewBefore",
}


def rows(source):
    versions = source.versions(r"v(\d+\.\d+)\.0", "0.8")
    tables = []
    for version, ref in versions:
        files = [path for path in source.files(ref, "cmd", "pkg", "internal") if path.endswith(".go") and not path.endswith("_test.go") and PROGRAMS.match(path)]
        tables.append((version, {name for _, text in source.read_all(ref, files) for name in OPTION.findall(text)}))
    result = []
    for name, (since, removed) in sorted(removals(tables).items()):
        if name not in ELSEWHERE:
            result.append({"key": name, "carrier": "flag", "since": since, "removed": removed, "use": USES.get(name), "source": "options"})
    releases = []
    for version, ref in versions:
        values = source.read(ref, f"{HOME}/values.yaml")
        if values:
            releases.append((version, values, [text for _, text in source.read_all(ref, source.files(ref, f"{HOME}/templates"))]))
    return result + chart_rows(Chart(releases), "values", below=["cert-manager"], uses=USES, skip=("global.podSecurityPolicy",))
