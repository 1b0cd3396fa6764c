"""CouchDB: keys and defaults of default.ini at each release since 2.0, held against the code that reads them."""

import re

from changes import default_rows, rows_of, tables_of
from sources import version_key
from tables import firsts, ini_lines

SOURCES = ["apache/couchdb"]
FILES = ("rel/overlay/etc/default.ini", "etc/couchdb/default.ini.tpl.in")
SECTION = re.compile(r"^;?\[([\w.\-]+)\]\s*$")
KEY = re.compile(r"^;?([a-z_][a-zA-Z0-9_.]*)\s*=[ \t]*(.*?)\s*$")
OPEN = {"query_servers", "native_query_servers", "query_server_config", "compactions", "admins", "daemons", "httpd_global_handlers", "httpd_db_handlers", "httpd_design_handlers",
        "feature_flags", "log", "smoosh.ratio_dbs"}  # whose keys are names of the user's own, or of handlers
LEFT = {"httpd/vhost_global_handlers", "httpd/default_handler", "chttpd/docroot", "chttpd_auth/use_kill_all", "ssl/use_kill_all"}  # set by nobody, or a slip of the sample


def table_of(source, ref):
    text = next(filter(None, (source.read(ref, path) for path in FILES)), "")
    return {f"{section}/{match.group(1)}": {"default": re.sub(r"\s+;.*", "", match.group(2))} for section, match in ini_lines(text, SECTION, KEY) if section not in OPEN}


def words_of(source, ref):
    files = [path for path in source.files(ref, "src") if path.endswith((".erl", ".hrl", ".c", ".ex")) and "/test/" not in path]
    return {word for _, text in source.read_all(ref, files) for word in re.findall(r"[A-Za-z_][\w.]*", text)}


def place(row):
    section, _, key = row["key"].partition("/")
    row.update({"key": key, "in": section})
    return section, key


def rows(source):
    versions = firsts(source.versions(r"(\d+\.\d+\.\d+)", "2.0.0"))
    versions[-1] = (versions[-1][0], source.versions(r"(\d+\.\d+\.\d+)", "2.0.0")[-1][1])
    tables = tables_of(source, versions, lambda ref: table_of(source, ref))
    words = [(version, words_of(source, ref)) for version, ref in versions]
    found = []
    for row in rows_of(tables, "sample"):
        if row["key"] in LEFT:
            continue
        at = row["removed"]
        section, key = place(row)
        gone = next((version for version, known in words if version_key(version) >= version_key(at) and key not in known), None)
        if gone and key not in words[-1][1]:
            found.append({**row, "removed": gone, "id": f"{section}.{key}"})
    for row in default_rows(tables, "sample", usable=lambda text: 0 < len(text) < 50 and not re.search(r"[{/\[]", text)):
        if row["key"] in LEFT:
            continue
        section, key = place(row)
        found.append({**row, "id": f"{section}.{key}-default-{row['changed']}"})
    return found
