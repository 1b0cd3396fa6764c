"""RabbitMQ: the cuttlefish schemas of the server and its plugins (mappings, and whether they are hidden or deprecated), and the deprecated features with their
phases. Up to 3.8 the repository has only the server's own schema, so plugins count from 3.9 on."""

import re

from tables import default_rows, defaults, line_of, removals

SOURCES = ["rabbitmq/rabbitmq-server"]
MAPPING = re.compile(r'\{\s*mapping\s*,\s*"([^"]+)"\s*,\s*(?:"[^"]*"|\'[^\']*\')\s*,\s*\[(.*?)\]\s*\}\s*\.', re.S)
DEFAULT = re.compile(r"\{\s*default\s*,\s*(\"[^\"]*\"|[\w.\-]+)\s*\}")
REMARK = re.compile(r'((?:^%[^\n]*\n)+)\s*\{\s*mapping\s*,\s*"([^"]+)"', re.M)
OLD = re.compile(r"\bDEPRECATED\b|[Nn]o longer used|^%+ deprecated$", re.M)
FEATURE = re.compile(r"^-rabbit_deprecated_feature\(\s*\{\s*(\w+)\s*,\s*#\{\s*deprecation_phase\s*=>\s*(\w+)", re.M)


def without_comments(text):
    return re.sub(r"(?m)^\s*%.*$", "", text)


def table_of(text):
    found = {}
    for name, body in MAPPING.findall(without_comments(text)):
        default = DEFAULT.search(body)
        found[name] = default.group(1).strip('"') if default else ""
    return found


def old_of(text):
    """{key: since when, or None} of the mappings whose remark says that they are deprecated, or without effect."""
    found = {}
    for remark, name in REMARK.findall(text):
        if OLD.search(remark) and "$" not in name:
            since = re.search(r"since RabbitMQ (\d+\.\d+)", remark)
            found[name] = since.group(1) if since else None
    return found


def rows(source):
    server, plugins, features, old = [], [], {}, {}
    for version, tag in source.versions(r"v([34])\.(\d+)\.0"):
        line, table, whole = line_of(version), {}, 0
        for path in source.files(tag):
            if path.endswith(".schema") and "/test/" not in path and "_SUITE" not in path:
                whole += 1
                for name, since in old_of(source.read(tag, path)).items():
                    old.setdefault(name, since or line)
                table.update(table_of(source.read(tag, path)))
        server.append((line, table))
        if whole > 1:
            plugins.append((line, table))
            for path in source.files(tag, "deps"):
                if re.search(r"/src/rabbit_(amqp_session|amqqueue|channel|mirror_queue_misc|mnesia|queue_location|mgmt_agent_config)\.erl$", path):
                    for name, phase in FEATURE.findall(source.read(tag, path) or ""):
                        features.setdefault(name, {}).setdefault(phase, line)
    # Remarks are added between first releases; its tables are put together in another way.
    version, tag = source.versions(r"v([34])\.(\d+)\.(\d+)")[-1]
    for path in source.files(tag):
        if path.endswith(".schema") and "/test/" not in path:
            for name, since in old_of(source.read(tag, path)).items():
                old.setdefault(name, since or line_of(version))
    out = []
    gone = removals([(line, set(table)) for line, table in plugins])
    first = {name for name in server[0][1]}
    for key, (since, removed) in (removals([(line, set(table) & first) for line, table in server]) | gone).items():
        if "$" in key or key not in gone and removed == plugins[0][0]:
            continue
        out.append({"key": key, "since": since, "removed": removed, "source": "schema"})
    known = {row["key"] for row in out}
    out += [{"key": key, "deprecated": since, "source": "schema"} for key, since in old.items() if key not in known]
    for name, phases in features.items():
        key = f"deprecated_features.permit.{name}"
        if "removed" in phases:
            out.append({"key": key, "id": f"{name}.removed", "removed": phases["removed"], "note": "The feature itself is gone.", "source": "features"})
        if "denied_by_default" in phases and "permitted_by_default" in phases:
            out.append({"key": key, "id": f"{name}.denied", "changed": phases["denied_by_default"], "default": ["true", "false"], "source": "features"})
    return out + default_rows([change for change in defaults(plugins) if "$" not in change[0]], "schema", gone={row["key"] for row in out if "removed" in row})
