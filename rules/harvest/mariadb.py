"""MariaDB: the reference of system variables and options in its documentation, which keeps what was removed and says what each default was when."""

import re

from sources import version_key

SOURCES = ["mariadb-corporation/mariadb-docs"]

SECTIONS = ["mysqld", "mysqld-*", "mysqld[0-9]*", "server", "mariadb", "mariadbd", "mariadb-[0-9]*", "mariadbd-[0-9]*", "client-server", "galera"]
PAGES = r"(server|galera-cluster)/.*\.md"
# From 10.5 on, an option of the server's own that it has removed is taken with a warning; those of plugins, and what went before, are refused.
# Seen with mariadbd 10.11, which was given each of them.
FORGIVING = "10.5"
FORGIVEN = {"innodb_file_format", "innodb_large_prefix", "innodb_numa_interleave", "table_cache"}
OF_PLUGINS = ("wsrep_", "spider_", "rocksdb_", "mroonga_", "connect_", "tokudb_")
WRONG = {"secure_auth": None}
# Read-only: nobody can set them.
READ_ONLY = re.compile(r"have_|.*_version$|version")
NOT_SET = {"(empty string)", "(empty)", "null", "", "empty", "empty string", "none"}
# Pages whose headings are options of clients and of connectors, or fields.
NOT_SERVER = re.compile(r"status-variables|connector|information-schema|/sys-schema/")


def plain(markdown):
    """Text without links, back ticks and escapes."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", markdown)
    return re.sub(r"\\([_*<>#])", r"\1", text).replace("\u2060", "").strip()


def versions_in(text):
    """The versions of MariaDB that a text names."""
    found = re.findall(r"(?:MariaDB(?: Server)? |, |and )(\d+\.\d+(?:\.\d+)?)", text)
    return sorted((version for version in found if version_key(version) >= version_key("5.1")), key=version_key)


def first_version(text):
    """Where it came with several maintained lines at a time, the lowest of them."""
    text = re.sub(r"(XtraDB|MySQL|Mroonga|Connect) [\d.\-]+", "", plain(text or "").replace("MariaDB/MySQL", "MariaDB"))
    found = versions_in(text)
    return found[0] if found else None


def value_of(text):
    text = re.sub(r"^`([^`]*)`.*$", r"\1", text.strip()) if text.strip().startswith("`") else text.strip().split(" (")[0]
    return "" if text.lower() in NOT_SET else text


def default_history(text):
    """[(from version or None, value)], oldest first, of "`ON` (>= MariaDB 11.6.2), `OFF` (<= MariaDB 11.6.1)". Empty where it says no such thing."""
    text = plain(text)
    found = []
    for value, bounds in re.findall(r"(`[^`]*`)\s*(?:\([^()]*[KMG]i?B\)\s*)?\(([^()]*MariaDB[^()]*)\)", text):
        first = re.search(r"(?:>=?|from) ?(?:MariaDB )?(\d+\.\d+(?:\.\d+)?)", bounds) or re.search(r"MariaDB (\d+\.\d+(?:\.\d+)?) (?:to|-) ", bounds)
        if not first and not re.search(r"<=?|until|before", bounds):
            return []
        found.append((first.group(1) if first else None, value_of(value)))
    found.sort(key=lambda item: version_key(item[0]) if item[0] else [])
    return found if len(found) >= 2 and found[0][0] is None and all(version for version, _ in found[1:]) else []


def sections(text):
    """[(heading, {field: text})] of a page."""
    for part in re.split(r"^#{3,4} ", text, flags=re.M)[1:]:
        heading = plain(part.split("\n", 1)[0]).strip("` ")
        fields = {}
        for name, value in re.findall(r"^ *\* \*{0,2}([A-Z][A-Za-z ]+?)\*{0,2}:\*{0,2} ?(.*)$", part, flags=re.M):
            fields.setdefault(name.lower(), value.strip())
        deprecated = re.search(r"^\* Deprecated and ignored from (.*)$", part, flags=re.M)
        if deprecated:
            fields.setdefault("deprecated", deprecated.group(1))
        yield heading, fields


def replacement(fields):
    """The name that the fields themselves give behind "replaced by", "use … instead"."""
    for field in ("removed", "deprecated", "description"):
        text = plain(fields.get(field, ""))
        match = re.search(r"(?:[Rr]eplaced (?:by|with)|renamed|superseded by|[Uu]se) (?:the )?`?([a-z][a-z0-9_]+_[a-z0-9_]+)`?(?: instead)?", text)
        if match and (field != "description" or re.search(r"[Uu]se `?[a-z0-9_]+`? instead", text)):
            return match.group(1)
    return None


def rows(docs):
    ref, found, seen = docs.head(), [], set()
    for path in docs.files(ref, "server", "galera-cluster"):
        if not re.fullmatch(PAGES, path) or NOT_SERVER.search(path):
            continue
        text = docs.read(ref, path) or ""
        if "Default Value:" not in text and "* Removed:" not in text:
            continue
        for heading, fields in sections(text):
            name = heading.replace("-", "_").lstrip("_").split("=")[0].strip()
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or "scope" not in fields and "command line" not in fields or name in seen:
                continue
            if READ_ONLY.match(name):
                continue
            if plain(fields.get("command line", "")).lower().strip("` ") in ("no", "none", "n/a", "not applicable"):
                continue
            seen.add(name)
            common = {"in": SECTIONS, "carrier": "both", "source": "reference"}
            removed, deprecated = first_version(fields.get("removed")), first_version(fields.get("deprecated"))
            if deprecated and removed and version_key(removed) <= version_key(deprecated):
                deprecated = None
            if removed or deprecated:
                use = WRONG[name] if name in WRONG else replacement(fields)
                row = {"key": name, "since": first_version(fields.get("introduced")), "deprecated": deprecated, "removed": removed,
                       "use": use if use != name else None}
                forgiving = removed and version_key(removed) >= version_key(FORGIVING) and not name.startswith(OF_PLUGINS)
                if forgiving or removed and name in FORGIVEN:
                    row["unknown_key"] = "warn"
                found.append(row | common)
            # What no option sets has no default that anybody could keep.
            for field in () if "--" not in fields.get("command line", "") else ("default value", "default session value"):
                history = default_history(fields.get(field, ""))
                for (_, was), (version, now) in zip(history, history[1:]):
                    if was.lower() != now.lower():
                        found.append({"key": name, "id": f"{name}-default-{version}", "changed": version, "default": [was, now]} | common)
                if history:
                    break
    return found
