"""Varnish Cache: the table of parameters of varnishd (`-p NAME=VALUE`) at each release."""

import re

from changes import default_rows, rows_of, tables_of

SOURCES = ["varnishcache/varnish-cache"]
FILES = ["include/tbl/params.h", "bin/varnishd/mgt/mgt_param.c", "bin/varnishd/mgt/mgt_param_tbl.c", "bin/varnishd/mgt/mgt_param_tcp.c", "bin/varnishd/mgt/mgt_param_bits.c",
         "bin/varnishd/mgt_param.c", "bin/varnishd/mgt_pool.c", "bin/varnishd/mgt/mgt_pool.c", "bin/varnishd/waiter/mgt_waiter.c"]
REPLACED = {
    "sess_workspace": "workspace_client",
    "thread_pool_purge_delay": "thread_pool_destroy_delay",
    "thread_pool_workspace": "workspace_thread",
    "session_linger": "timeout_linger",
    "sess_timeout": "timeout_idle",
    "shm_workspace": "vsl_buffer",
    "vcl_dir": "vcl_path",
    "vmod_dir": "vmod_path",
    "http_headers": "http_max_hdr",
    "shm_reclen": "vsl_reclen",
    "pcre_match_limit": "pcre2_match_limit",
    "pcre_match_limit_recursion": "pcre2_depth_limit",
    "vcc_allow_inline_c": "vcc_feature=+allow_inline_c",
    "vcc_err_unref": "vcc_feature=-err_unref",
    "vcc_unsafe_path": "vcc_feature=-unsafe_path",
}
NO_KEYS = {"vcc_allow_inline_c", "vcc_err_unref", "vcc_unsafe_path"}


def table_of(source, ref):
    table = {}
    for path in FILES:
        text = source.read(ref, path) or ""
        for block in re.split(r"^PARAM(?:_\w+)?\(", text, flags=re.M)[1:]:
            name = re.search(r"/\* (?:name|fld) \*/\s*(\w+)", block)
            default = re.search(r'/\* def(?:ault)? \*/\s*"([^"]*)"', block)
            if name:
                table[name.group(1)] = {"default": default.group(1) if default else None}
        for name, body in re.findall(r'\{\s*"([a-z][a-z0-9_]+)",\s*tweak_\w+,(.*?)\}', text, flags=re.S):
            table.setdefault(name, {})
    return table


def rows(source):
    lines = {}
    for version, tag in source.versions(r"varnish-(\d+\.\d+\.\d+)", first="2.0.1"):
        lines.setdefault(version.rsplit(".", 1)[0], tag)
    tables = tables_of(source, list(lines.items()), lambda ref: table_of(source, ref))
    result = rows_of(tables, "params", uses=REPLACED)
    defaults = default_rows(tables, "params", usable=lambda text: 0 < len(text) < 40 and "," not in text)
    return result + defaults
