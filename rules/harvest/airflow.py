"""Airflow: config.yml (or default_airflow.cfg) of each release, deprecated_options, deprecated_values of configuration.py, and CONFIGS_CHANGES of
cli/commands/config_command.py. The source: a folder with the unpacked wheels of apache-airflow (from 3.0 on apache-airflow-core), named by version.
An option that moved is read under its old name for as long as deprecated_options says so; then it is gone."""

import ast
import configparser
import re

import yaml

from sources import version_key
from tables import defaults, is_same_value, line_of

SOURCES = ["PyPI apache-airflow, apache-airflow-core: wheels, unpacked below a folder named by version"]
PROVIDERS = {"celery", "celery_kubernetes_executor", "celery_broker_transport_options", "elasticsearch", "elasticsearch_configs", "kubernetes", "kubernetes_executor",
             "local_kubernetes_executor", "kubernetes_environment_variables", "dask", "openlineage", "fab", "smtp", "mesos", "atlas", "kerberos"}


def options(text):
    """{(section, option): default} of config.yml."""
    found = {}
    top = yaml.safe_load(text) or {}
    if isinstance(top, list):
        sections = {section["name"]: {option["name"]: option for option in section.get("options") or []} for section in top}
    else:
        sections = {name: (section or {}).get("options") or {} for name, section in top.items()}
    for section, names in sections.items():
        for name, option in names.items():
            default = (option or {}).get("default")
            found[section, name] = "" if default is None else str(default).strip()
    return found


def options_of_template(text):
    """The same of default_airflow.cfg, where options may be commented out."""
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.read_string(text)
    return {(section, name): (value or "").strip() for section in parser.sections() for name, value in parser.items(section)}


def literal_table(text, name):
    """The dict literal that is assigned to `name`; what is no literal is left out."""
    for node in ast.walk(ast.parse(text)):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets) and isinstance(node.value, ast.Dict):
            found = {}
            for key, value in zip(node.value.keys, node.value.values):
                try:
                    found[ast.literal_eval(key)] = ast.literal_eval(value)
                except (ValueError, TypeError):
                    pass
            return found
    return {}


def changes_of(text):
    """ConfigChange(…) calls: dicts of their arguments."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ConfigChange"):
            continue
        change = {}
        for argument in node.keywords:
            if isinstance(argument.value, ast.Call):
                change[argument.arg] = tuple(ast.literal_eval(a) for a in [*argument.value.args, *(k.value for k in argument.value.keywords)])
            else:
                try:
                    change[argument.arg] = ast.literal_eval(argument.value)
                except ValueError:
                    pass
        found.append(change)
    return found


def read_release(source, ref):
    table, moved, changes = {}, {}, []
    for path in source.files(ref):
        if path.endswith("/config_templates/config.yml"):
            table.update(options(source.read(ref, path)))
        elif path.endswith("/configuration.py") or path.endswith("/configuration/parser.py"):
            text = source.read(ref, path)
            for new, old in literal_table(text, "deprecated_options").items():
                for section, option, olds in [(*new, old)] if isinstance(new, tuple) else [(new, option, olds) for option, olds in old.items()]:
                    old_section, old_option, since = (section, olds, ref) if isinstance(olds, str) else (*olds, ref)[:3]
                    moved[old_section, old_option] = (section, option, since)
            for (section, option), olds in literal_table(text, "many_to_one_deprecated_options").items():
                for old_section, old_option, since in olds:
                    moved[old_section, old_option] = (section, option, since)
        elif path.endswith("/config_command.py"):
            changes = changes_of(source.read(ref, path))
    if not table:
        template = next(path for path in source.files(ref) if path.endswith("/default_airflow.cfg"))
        table = options_of_template(source.read(ref, template))
    return table, moved, changes


def is_moved(was, now):
    """The same class in another package."""
    return "." in was and "." in now and was.rsplit(".", 1)[1] == now.rsplit(".", 1)[1]


def place(section, option):
    return f"{option} in [{section}]"


def rows(source):
    tables, moves, listed = [], {}, {}
    for version, ref in source.versions(""):
        line = line_of(version)
        table, moved, changes = read_release(source, ref)
        tables.append((line, table, moved))
        for old, (section, option, since) in moved.items():
            # Later releases correct the version; but an option that is read again after a while keeps its first one.
            said_in, first = line_of(since), moves[old][3] if old in moves else line
            version = moves[old][2] if old in moves and version_key(said_in) > version_key(first) else said_in
            moves[old] = (section, option, version, first)
        for change in changes:
            listed[change["config"], str(change.get("is_invalid_if", change.get("remove_if_equals", "")))] = change
    lines = [line for line, *_ in tables]
    out, said = [], set()

    def gone_in(key, start):
        """The first line from which on the option is neither listed nor read for its new name. It may come back: then it is not gone."""
        known = [i for i, (_, table, moved) in enumerate(tables) if key in table or key in moved]
        after = max(known[-1] + 1 if known else 0, lines.index(start) if start in lines else 0)
        return lines[after] if after < len(lines) else None

    def add(section, option, **fields):
        if (section, option) in said:
            return
        said.add((section, option))
        out.append({"key": option, "id": f"{section}.{option}", "title": f"[{section}] {option}", "in": section, **fields})

    def move(old, section, option, since):
        start = since if version_key(since) >= version_key(lines[0]) else lines[0]
        gone = gone_in(old, start)
        fields = {"removed": gone} if gone == since else {"renamed": since, "removed": gone}
        add(*old, use=place(section, option) if section != old[0] else option, source="configuration", **fields)

    for old, (section, option, since, _) in moves.items():
        move(old, section, option, since)
    for (config, _), change in listed.items():
        if change.get("default_change") or not change.get("was_removed", True) or "remove_if_equals" in change or config in said:
            continue
        known = [line for line, table, moved in tables if config in table or config in moved]
        if known and known[-1] == lines[-1]:
            continue  # it is only advised
        gone = gone_in(config, known[-1]) if known else "3.0"
        new = change.get("renamed_to")
        add(*config, removed=gone, use=(place(*new) if new[0] != config[0] else new[1]) if new else None, source="lint")
    # What left the table, apart from what moved to providers of their own.
    keys = sorted({key for _, table, _ in tables for key in table})
    for key in keys:
        known = [line for line, table, _ in tables if key in table]
        if known[-1] == lines[-1] or key in said or key[0] in PROVIDERS:
            continue
        since = known[0] if known[0] != lines[0] else None
        add(*key, since=since, removed=gone_in(key, known[-1]), source="table")
    for (section, option), version, was, now in defaults([(line, table) for line, table, _ in tables]):
        if "\n" in was + now or len(was) > 100 or len(now) > 100 or "{" in was + now or section in PROVIDERS or is_same_value(was, now) or (section, option) in said or is_moved(was, now):
            continue
        if re.fullmatch(r"[\w.]+", option):
            out.append({"key": option, "id": f"{section}.{option}-default-{version}", "title": f"[{section}] {option}", "in": section, "changed": version,
                        "default": [was, now], "source": "table"})
    return out
