"""etcd: its flags at each release line, from the calls that define them, and the keys of its YAML file that are no flags."""

import re

from tables import call_arguments, defaults, firsts, removals

SOURCES = ["etcd-io/etcd"]
FILES = ["server/embed/config.go", "server/etcdmain/config.go", "embed/config.go", "etcdmain/config.go"]
DURATIONS = {"time.Second": "s", "time.Minute": "m", "time.Hour": "h", "time.Millisecond": "ms"}
# What the usage texts do not say: the guides of 3.4 and 3.6 do.
REPLACED = {"ca-file": "trusted-ca-file", "peer-ca-file": "peer-trusted-ca-file"}
GATES = {
    "experimental-compact-hash-check-enabled": "CompactHashCheck",
    "experimental-enable-lease-checkpoint": "LeaseCheckpoint",
    "experimental-enable-lease-checkpoint-persist": "LeaseCheckpointPersist",
    "experimental-initial-corrupt-check": "InitialCorruptCheck",
    "experimental-stop-grpc-service-on-defrag": "StopGRPCServiceOnDefrag",
    "experimental-txn-mode-write-with-shared-buffer": "TxnModeWriteWithSharedBuffer",
}
# Its deprecation was taken back in 3.6.8.
STAYS = {"snapshot-count"}


def flags_of(source):
    """{flag: (default as it is written, usage)}."""
    found = {}
    for match in re.finditer(r"\bfs\.\w*Var\(", source):
        parts = [part for part in call_arguments(source[match.end() : match.end() + 2000]) if part]
        if len(parts) >= 3 and re.fullmatch(r'"[a-z0-9.-]+"', parts[1]):
            found[parts[1].strip('"')] = (parts[2] if len(parts) > 3 else None, parts[-1])
    return found


def value_of(expression, source):
    """A literal: a number, a duration, a text, true or false; else None."""
    for _ in range(4):
        expression = expression.strip()
        if re.fullmatch(r'"[^"]*"|true|false|\d+', expression):
            return expression.strip('"')
        amount = re.fullmatch(r"(\d+) \* (time\.\w+)", expression) or re.fullmatch(r"()(time\.(?:Second|Minute|Hour|Millisecond))", expression)
        if amount:
            return (amount.group(1) or "1") + DURATIONS[amount.group(2)]
        product = re.fullmatch(r"[\d\s*.]+", expression)
        if product:
            number = 1.0
            for factor in expression.split("*"):
                number *= float(factor)
            return f"{number:g}" if number < 1e6 else str(int(number))
        name = expression.split(".")[-1]
        match = re.search(rf"^\s*{re.escape(name)}(?: \w+)?\s*[:=]+\s*([^,\n/]+),?", source, flags=re.M) if re.fullmatch(r"[\w.]+", expression) else None
        if not match or match.group(1).strip() == expression:
            return None
        expression = match.group(1)
    return None


def read(etcd, tag):
    source = "\n".join(etcd.read(tag, file) or "" for file in FILES)
    flags = flags_of(source)
    keys = set(re.findall(r'json:"([a-z0-9-]+)(?:,omitempty)?"', source)) - set(flags)
    return flags, keys, {name: value_of(default, source) for name, (default, _) in flags.items() if default}


def replacement(flag, usage, flags):
    match = re.search(r"[Uu]se ['`\"\\]*-{0,2}([a-z0-9-]+)", usage)
    if match and match.group(1) in flags:
        return match.group(1)
    bare = flag.removeprefix("experimental-")
    return bare if bare != flag and bare in flags else None


def rows(etcd):
    versions = etcd.versions(r"v(\d+\.\d+\.\d+)", "2.0")
    lines = [(line, read(etcd, tag)) for line, tag in firsts(versions)]
    # Flags came with patch releases as well.
    first = {}
    for version, tag in versions:
        for flag in flags_of("\n".join(etcd.read(tag, file) or "" for file in FILES)):
            first.setdefault(flag, re.sub(r"\.0$", "", version))
    found, uses, told = {}, {}, {}
    for version, (flags, _, _) in lines:
        for flag, (_, usage) in flags.items():
            use = replacement(flag, usage, flags)
            if use:
                uses[flag] = use
            if flag not in told and (use or re.search(r"deprecat", usage, re.I)):
                said = re.search(r"[Dd]eprecated in v?(\d+\.\d+)", usage)
                told[flag] = said.group(1) if said else version
    for flag, version in told.items():
        found[flag] = {"key": flag, "renamed" if flag in uses else "deprecated": version}
    for flag, (since, removed) in removals([(version, set(flags)) for version, (flags, _, _) in lines]).items():
        row = found.setdefault(flag, {"key": flag})
        last = lines[-1][1][0]
        bare = flag.removeprefix("experimental-")
        use = uses.get(flag) or (bare if bare != flag and bare in last else None)
        row |= {"since": since, "removed": removed}
        # Where the new name came with the removal nobody could write both.
        if row.get("renamed") == removed:
            row.pop("renamed")
        if use:
            uses[flag] = use
    for flag, use in uses.items():
        found[flag]["use"] = use
    for key, (since, removed) in removals([(version, keys | set(flags)) for version, (flags, keys, _) in lines if keys]).items():
        found.setdefault(key, {"key": key, "since": since, "removed": removed, "carrier": "setting", "unknown_key": "ignore"})
    for flag, gate in GATES.items():
        found[flag] |= {"deprecated": "3.6", "use": f"feature-gates={gate}=true"}
        found[flag].pop("renamed", None)
    for flag, use in REPLACED.items():
        found[flag]["use"] = use
    for flag in STAYS:
        found.pop(flag, None)
    for row in found.values():
        if row.get("since") and row["key"] in first:
            row["since"] = first[row["key"]]
        # What is said to go "with a later release" went with this one.
        if row.get("deprecated") == row.get("removed"):
            row.pop("deprecated", None)
    found.pop("logger", None)  # one of its values, told by hand
    table = [row | {"carrier": row.get("carrier", "both"), "source": "config"} for row in found.values() if not row["key"].startswith("test.")]
    for key, version, was, now in defaults([(version, values) for version, (_, _, values) in lines]):
        table.append({"key": key, "id": f"{key}-default-{version}", "changed": version, "default": [was, now], "carrier": "both", "source": "config"})
    return table
