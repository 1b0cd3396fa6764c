"""What Terraform and OpenTofu have in common: arguments of backends at each release, and experiments that have come to their end."""

import re

from changes import rows_of
from tables import firsts

FILE = re.compile(r"(?:internal/)?backend/(?:remote-state/([\w-]+)|(remote|local))/backend\.go")
KEY = re.compile(r'^(\t+)"([a-z][a-z0-9_]*)":\s*(?:&?schema\.Schema)?\{(.*)$')
SCHEMA = re.compile(r"\b(?:Type|Required|Optional|Nesting|NestedType):|schemaDescriptionString")
NAMES = {"azure": "azurerm", "etcdv2": "etcd"}  # folders whose backend has another name
EXPERIMENTS = ("internal/experiments/experiment.go", "experiments/experiment.go")
CONCLUDED = re.compile(r"registerConcludedExperiment\((\w+),")
NAMED = re.compile(r'(\w+)\s*=\s*Experiment\("(\w+)"\)')


def indent(line):
    return len(line) - len(line.lstrip("\t"))


def arguments(text):
    """The outermost entries of schemas: what stands deeper belongs to a block."""
    table, lines = {}, text.splitlines()
    found = [(i, match) for i, match in ((i, KEY.match(line)) for i, line in enumerate(lines)) if match]
    entries = []
    for i, match in found:
        depth, body = len(match.group(1)), [match.group(3)]
        for line in lines[i + 1 :] if not match.group(3).endswith("},") else []:
            if line.strip() and indent(line) <= depth:
                break
            if indent(line) == depth + 1:
                body.append(line.strip())
        if SCHEMA.search("\n".join(body)):
            entries.append((depth, match.group(2), "\n".join(body)))
    open_at = []
    for depth, name, body in entries:
        while open_at and open_at[-1] >= depth:
            open_at.pop()
        if not open_at:
            table[name] = {"deprecated": "Deprecated:" in body, "gone": "Removed:" in body}
        open_at.append(depth)
    return {name: facts for name, facts in table.items() if not facts["gone"]}


def backends(source, versions):
    """{name of a backend: [(version, table)]} of the releases that have it."""
    found = {}
    for version, ref in versions:
        paths = {path: next(filter(None, FILE.fullmatch(path).groups())) for path in source.files(ref) if FILE.fullmatch(path)}
        for path, text in source.read_all(ref, list(paths)):
            table = arguments(text)
            if table:
                found.setdefault(NAMES.get(paths[path], paths[path]), []).append((version, table))
    return found


def experiments(source, versions):
    """{name: the first release that refuses it}."""
    ended = {}
    for version, ref in versions:
        text = next(filter(None, (source.read(ref, path) for path in EXPERIMENTS)), "")
        names = dict(NAMED.findall(text))
        for constant in CONCLUDED.findall(text):
            if constant in names:
                ended.setdefault(names[constant], version)
    return ended


def rows_from(source, first, uses, with_first=False):
    versions = firsts(source.versions(r"v(\d+\.\d+\.\d+)", first))
    found = []
    for backend, tables in sorted(backends(source, versions).items()):
        for row in rows_of(tables, "backends", uses.get(backend)):
            if row.get("deprecated") == tables[0][0] and not with_first:
                del row["deprecated"]  # older than the first table: nobody says since when
            if {"deprecated", "removed"} & set(row):
                row.update({"id": f"{backend}.{row['key']}", "in": f"terraform/backend/{backend}"})
                found.append(row)
    for name, version in experiments(source, versions).items():
        if version != versions[0][0]:
            found.append({"key": "experiments", "id": f"experiments.{name}", "in": "terraform", "value": name, "removed": version, "source": "experiments"})
    return found
