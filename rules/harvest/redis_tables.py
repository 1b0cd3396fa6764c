"""What Redis and Valkey have in common: the table of settings in src/config.c at each release."""

import re

from tables import call_arguments, defaults, firsts, removals

# src/config.c is a table since 6.0, and a chain of comparisons before.
CALL = re.compile(r"^\s*create(Bool|String|SDS|Enum|Int|UInt|Long|ULong|LongLong|ULongLong|SizeT|SSizeT|TimeT|OffT|Special)Config\((.*)$", re.M)
DEFAULT_AT = {"Bool": 4, "String": 5, "SDS": 5, "Enum": 5, "Special": None}
CHAIN = re.compile(r'strcasecmp\(argv\[0\],\s*"([a-z0-9-]+)"\)')
NOT_SET = {"NULL", '""'}
# Of the debugging of the server itself.
INTERNAL = re.compile(r"^(hide-|debug-|rdb-key-save-delay|key-load-delay|.*-test-.*|latency-tracking-info-percentiles|loading-process-events-interval-bytes)")


def macros(*headers):
    """What a name stands for; left out where the build decides which of two values it is."""
    found, either = {}, set()
    for header in headers:
        for name, value in re.findall(r"^#define\s+((?:CONFIG|PROTO|CLUSTER|LOG|LL|RDB|REDIS|AOF|CLIENT|OBJ|ACL|SLOWLOG|NET|PROPAGATION|[A-Z]+)_[A-Z0-9_]+)\s+([^/\n]+)", header or "", flags=re.M):
            if found.setdefault(name, value.strip()) != value.strip():
                either.add(name)
    return {name: value for name, value in found.items() if name not in either}


def resolve(expression, known):
    for _ in range(4):
        inner = known.get(expression.strip("() "), None)
        if inner is None:
            break
        expression = inner
    text = expression.strip()
    if re.fullmatch(r"[\d\s*()+<lLuUL-]+", text):
        number = eval(re.sub(r"(?<=\d)[lLuU]+", "", text).replace("(", "(").replace(")", ")"))  # digits and operators alone
        return str(number)
    if text in NOT_SET:
        return ""
    return text.strip('"') if text.startswith('"') else None


def enum_words(source):
    """Which word of redis.conf a constant of an enum is."""
    found = {}
    for body in re.findall(r"configEnum\s+\w+\[\]\s*=\s*\{(.*?)\n\};", source, flags=re.S):
        for word, constant in re.findall(r'\{\s*"([^"]+)"\s*,\s*([A-Z0-9_]+)\s*\}', body):
            found.setdefault(constant, word)
    return found


class Table:
    def __init__(self, source, *headers):
        self.keys, self.aliases, self.ignored = {}, {}, set()
        known, words = macros(source, *headers), enum_words(source)
        body = source.split("loadServerConfigFromString", 1)[-1]
        for name in CHAIN.findall(body.split("configSetCommand", 1)[0]):
            self.keys[name] = None
        for kind, rest in CALL.findall(source):
            parts = call_arguments(rest)
            if len(parts) < 4 or not parts[0].startswith('"'):
                continue
            name, alias = parts[0].strip('"'), parts[1].strip('"')
            at = DEFAULT_AT.get(kind, 6)
            default = None
            if at is not None and len(parts) > at:
                raw = parts[at]
                if kind == "Bool":
                    raw = known.get(raw, raw)
                    default = {"1": "yes", "0": "no"}.get(raw)
                elif kind == "Enum":
                    default = None if raw.isdigit() else words.get(raw) or words.get(known.get(raw, ""))
                else:
                    default = resolve(raw, known)
            self.keys[name] = default
            if alias and alias != "NULL":
                self.aliases[alias] = name
        for old, new in re.findall(r'strcasecmp\(argv\[0\],\s*"([a-z-]+)"\)\s*\|\|\s*!strcasecmp\(argv\[0\],\s*"([a-z-]+)"\)', body):
            if "slave" in old and "replica" in new:
                self.aliases[old] = new
        listed = re.search(r"deprecated_configs\[\]\s*=\s*\{(.*?)\{NULL", source, flags=re.S)
        self.ignored = set(re.findall(r'\{"([a-z0-9-]+)"', listed.group(1))) if listed else set()

    def names(self):
        return set(self.keys) | set(self.aliases) | self.ignored


def read(repository, tag):
    source = repository.read(tag, "src/config.c") or ""
    return Table(source, repository.read(tag, "src/server.h"), repository.read(tag, "src/redis.h"), repository.read(tag, "src/config.h"))


def rows(tables, source):
    """Rows of tables of consecutive release lines: [(version, Table)]."""
    found = []
    for key, (since, removed) in removals([(version, table.names()) for version, table in tables]).items():
        if not INTERNAL.match(key):
            found.append({"key": key, "since": since, "removed": removed})
    aliases, ignored = {}, {}
    gone = {row["key"] for row in found}
    for version, table in tables:
        for old, new in table.aliases.items():
            aliases.setdefault(old, (version, new))
        for key in table.ignored:
            ignored.setdefault(key, version)
    for old, (version, new) in aliases.items():
        if old not in gone:
            found.append({"key": old, "renamed": version, "use": new})
    for key, version in ignored.items():
        found = [row for row in found if row["key"] != key]
        found.append({"key": key, "removed": version, "unknown_key": "ignore"})
    for key, version, was, now in defaults([(version, {key: value for key, value in table.keys.items() if value is not None}) for version, table in tables]):
        if not INTERNAL.match(key) and key not in ignored:
            found.append({"key": key, "id": f"{key}-default-{version}", "changed": version, "default": [was, now]})
    return [row | {"carrier": "both", "source": source} for row in found]


def lines(repository, pattern, first):
    return [(line, read(repository, tag)) for line, tag in firsts(repository.versions(pattern, first))]
