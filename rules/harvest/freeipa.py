"""FreeIPA: settings of /etc/ipa/default.conf (its manual page, and the defaults in ipalib/constants.py), and options that the manual pages of the install
programs had, and that their code does not know any more."""

import re

from tables import defaults, removals

SOURCES = ["freeipa/freeipa"]
CONSTANTS = "ipalib/constants.py"
PAGES = ("client/man/default.conf.5", "ipa-client/man/default.conf.5")
CODE = ("install/tools", "ipaserver/install", "ipaclient", "client", "ipa-client", "ipalib/install")
SETTING = re.compile(r"^\.B ([a-z_]+)(?:\\fR)? *<", re.M)
DEFAULT = re.compile(r"^    \('([a-z_]+)', (.+?)\),", re.M)
FLAG = re.compile(r"\\-\\-([a-z](?:\w|\\-)*?)(?=\\f|[^\w\\]|$)")
INTERNAL = {"bin", "script", "site_packages", "home", "dot_ipa", "conf", "conf_default", "confdir", "config_loaded", "context", "mode", "in_tree", "in_server", "parent"}


def settings(source, ref):
    text = source.read(ref, CONSTANTS) or ""
    text = text[text.find("DEFAULT_CONFIG") :]
    table = {key: value.strip("'\"") for key, value in DEFAULT.findall(text)}
    for page in PAGES:
        for key in SETTING.findall(source.read(ref, page) or ""):
            table.setdefault(key, None)
    return {key: value for key, value in table.items() if key not in INTERNAL and not key.startswith("container_")}


def flags(source, ref):
    found = set()
    for _, text in source.read_all(ref, [path for path in source.files(ref) if re.search(r"/man/ipa-[\w\-]*install\.1$", path)]):
        found.update(flag.replace("\\", "") for flag in FLAG.findall(text))
    return found


def options(source, ref):
    """Options that the code reads: what begins with -- in quotes, and the names of knobs."""
    found = set()
    for _, text in source.read_all(ref, [path for path in source.files(ref, *CODE) if re.search(r"\.py$|/ipa-[\w\-]+$|\.in$", path)]):
        found.update(re.findall(r"""['"]--([a-z][\w\-]+)['"]""", text))
        found.update(name.replace("_", "-") for name in re.findall(r"^    (\w+) = (?:\w*knob|\w+_only)\(", text, flags=re.M))
    return found


def rows(source):
    versions = [(version.replace("-", "."), tag) for version, tag in source.versions(r"release-(\d+)-(\d+)-0", "3.0")]
    tables = [(version, settings(source, tag)) for version, tag in versions]
    out = []
    for key, (since, removed) in sorted(removals([(version, set(table)) for version, table in tables]).items()):
        out.append({"key": key, "in": "global", "since": since, "removed": removed, "use": USES.get(key), "source": "defaults"})
    gone = {row["key"] for row in out}
    simple = re.compile(r"^(?:\d+|True|False|[a-z]+)$")
    for key, version, was, now in defaults(tables):
        if key not in gone and (was, now) != ("False", "0") and simple.match(was) and simple.match(now):
            out.append({"key": key, "id": f"{key}-default-{version}", "in": "global", "changed": version, "default": [was, now], "source": "defaults"})
    documented = [(version, flags(source, tag)) for version, tag in versions]
    known = [(version, table | options(source, tag)) for (version, table), (_, tag) in zip(documented, versions)]
    every = set().union(*(table for _, table in documented))
    known = [(version, table & every) for version, table in known]
    for flag, (since, removed) in sorted(removals(known).items()):
        out.append({"key": flag, "id": f"--{flag}", "title": f"--{flag}", "carrier": "flag", "since": since, "removed": removed, "use": USES.get(f"--{flag}"),
                    "unknown_key": "refuse", "source": "pages"})
    return out


USES = {"rpc_json_uri": "jsonrpc_uri"}
