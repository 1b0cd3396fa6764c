"""What Elasticsearch and OpenSearch have in common: the settings of a node, from the calls that define them in Java, at each release."""

import re

from tables import call_arguments, removals

CALL = re.compile(r"(?:new Setting<[^;{}()]*?>|Setting\.(\w+Setting|groupSetting|prefixKeySetting|affixKeySetting)|(?<![\w.])(boolSetting|intSetting|timeSetting|positiveTimeSetting|simpleString|byteSizeSetting|memorySizeSetting|listSetting|stringListSetting|groupSetting|affixKeySetting|prefixKeySetting|doubleSetting|floatSetting|longSetting|enumSetting))\s*\(")
CONSTANT = re.compile(r"(?:static final|final static) String (\w+)\s*=\s*([^;]+);")
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
# By the migration guides.
USES = {
    "bootstrap.seccomp": "bootstrap.system_call_filter",
    "discovery.zen.fd.ping_interval": "cluster.fault_detection.leader_check.interval",
    "discovery.zen.fd.ping_retries": "cluster.fault_detection.leader_check.retry_count",
    "discovery.zen.fd.ping_timeout": "cluster.fault_detection.leader_check.timeout",
    "discovery.zen.hosts_provider": "discovery.seed_providers",
    "discovery.zen.minimum_master_nodes": "cluster.initial_master_nodes",
    "discovery.zen.no_master_block": "cluster.no_master_block",
    "discovery.zen.ping.unicast.concurrent_connects": "discovery.seed_resolver.max_concurrent_resolvers",
    "discovery.zen.ping.unicast.hosts": "discovery.seed_hosts",
    "discovery.zen.ping.unicast.hosts.resolve_timeout": "discovery.seed_resolver.timeout",
    "discovery.zen.publish_timeout": "cluster.publish.timeout",
    "gateway.expected_nodes": "gateway.expected_data_nodes",
    "gateway.recover_after_nodes": "gateway.recover_after_data_nodes",
    "http.tcp_no_delay": "http.tcp.no_delay",
    "network.tcp.connect_timeout": "transport.connect_timeout",
    "node.data": "node.roles",
    "node.ingest": "node.roles",
    "node.master": "node.roles",
    "node.remote_cluster_client": "node.roles",
    "cluster.remote.connect": "node.roles",
    "node.store.allow_mmapfs": "node.store.allow_mmap",
    "path.conf": "ES_PATH_CONF",
    "script.max_compilations_per_minute": "script.max_compilations_rate",
    "search.remote.connect": "node.roles",
    "search.remote.connections_per_cluster": "cluster.remote.connections_per_cluster",
    "search.remote.initial_connect_timeout": "cluster.remote.initial_connect_timeout",
    "transport.tcp.compress": "transport.compress",
    "transport.tcp.connect_timeout": "transport.connect_timeout",
    "transport.tcp.port": "transport.port",
    "transport.tcp_no_delay": "transport.tcp.no_delay",
}


def text_of(expression, constants):
    """The text of literals and constants that are joined by plus signs, or None."""
    out = ""
    for part in expression.split("+"):
        part = part.strip()
        literal = LITERAL.fullmatch(part)
        if literal:
            out += literal.group(1)
        elif part.split(".")[-1] in constants:
            out += constants[part.split(".")[-1]]
        else:
            return None
    return out


def constants_of(source):
    found = {}
    for _ in range(3):
        for name, expression in CONSTANT.findall(source):
            if name not in found:
                text = text_of(expression, found)
                if text is not None:
                    found[name] = text
    return found


def settings_of(source):
    """{name: is it deprecated} of the settings of a node that a file defines."""
    constants, found = constants_of(source), {}
    if "NodeScope" not in source:
        return found
    for match in CALL.finditer(source):
        parts = call_arguments(source[match.end() : match.end() + 4000]) or []
        if len(parts) < 2:
            continue
        kind = match.group(1) or match.group(2) or ""
        name = text_of(parts[0], constants)
        if kind == "affixKeySetting":
            suffix = text_of(parts[1], constants)
            name = f"{name}*.{suffix}" if name is not None and suffix is not None else None
        elif kind in ("groupSetting", "prefixKeySetting"):
            name = None
        whole = " ".join(parts[1:])
        if not name or "NodeScope" not in whole or not re.fullmatch(r"[a-z0-9_.*-]+", name):
            continue
        # What another call inside says is its own.
        found[name] = bool(re.search(r"Property\.Deprecated|\bDEPRECATED\b|Property\.IndexSettingDeprecated", whole))
    return found


def table(repository, ref, roots):
    """({name: is it deprecated}, all names that stand anywhere: one whose definition is written otherwise now is not gone)."""
    found, said = {}, set()
    for file in repository.files(ref, *roots):
        if not file.endswith(".java") or "/test/" in file:
            continue
        source = repository.read(ref, file) or ""
        for name, is_deprecated in settings_of(source).items():
            found[name] = is_deprecated and found.get(name, True)
        said |= set(re.findall(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"', source))
    return found, said


def rows(read_tables, source, uses, left_out):
    """read_tables: [(version, table)]. Names with a star are of settings whose middle part is free; no row can say that."""
    tables, known = [], set()
    for version, (names, said) in read_tables:
        tables.append((version, names | {name: tables[-1][1][name] if tables and name in tables[-1][1] else False for name in known & said if name not in names}))
        known |= set(names)
    deprecated, found = {}, []
    for version, names in tables:
        for name, is_deprecated in names.items():
            if is_deprecated:
                deprecated.setdefault(name, version)
    last = tables[-1][1]
    gone = removals([(version, set(names)) for version, names in tables])
    for name in sorted(set(deprecated) | set(gone)):
        if "*" in name or "." not in name or left_out.match(name):
            continue
        since, removed = gone.get(name, (None, None))
        told = deprecated.get(name)
        if not removed and not last.get(name):
            continue
        found.append({"key": name, "since": since, "deprecated": told if told != removed else None, "removed": removed, "use": uses.get(name), "source": source})
    return found
