"""PostgreSQL: changed defaults, from the sample of its configuration at each major release."""

import re

from sources import version_key
from tables import defaults

SOURCES = ["postgres/postgres"]
PATHS = ["src/backend/utils/misc/postgresql.conf.sample", "share/postgresql/postgresql.conf.sample", "share/postgresql.conf.sample"]
# What initdb or a build fills in, and paths.
LEFT_OUT = re.compile(r"lc_|shared_buffers|log_connections|log_timezone|timezone$|datestyle|default_text_search_config|dynamic_shared_memory_type|shared_memory_type|port$|unix_socket_dir|krb_server_keyfile|"
                      r"dynamic_library_path|timezone_abbreviations|include|max_connections|update_process_title|log_timezone|listen_addresses|data_directory|stats_temp_directory")
LINE = re.compile(r"^#?([a-z][a-z0-9_.]*) = ('(?:[^']|'')*'|[^\s#]+)", re.M)


def major_of(version):
    parts = version.split(".")
    return ".".join(parts[:2]) if int(parts[0]) < 10 else parts[0]


def rows(postgresql):
    tables = {}
    for version, tag in postgresql.versions(r"REL_?(\d+)_(\d+)(?:_(\d+))?", "9.0"):
        text = next((found for found in (postgresql.read(tag, path) for path in PATHS) if found), "")
        values = {name: value.strip("'") for name, value in LINE.findall(text) if not LEFT_OUT.match(name)}
        if values:
            tables[major_of(version)] = values
    ordered = sorted(tables.items(), key=lambda item: version_key(item[0]))
    return [{"key": key, "id": f"{key}-default-{version}", "carrier": "both", "changed": version, "default": [was, now], "source": "sample"}
            for key, version, was, now in defaults(ordered)]
