"""lighttpd: the keys that the server and its modules register, and the modules themselves, at each release."""

import re

from changes import keywords, rows_of, tables_of, with_other_value

SOURCES = ["lighttpd/lighttpd1.4"]
KEY = re.compile(r'"((?:server|ssl|fastcgi|scgi|proxy|auth|url|cgi|status|dir-listing|index-file|static-file|etag|accesslog|simple-vhost|evhost|compress|deflate|expire|setenv|'
                 r'secdownload|ssi|userdir|webdav|rrdtool|debug|connection|mimetype|mysql-vhost|cml|trigger-before-download|usertrack|upload-progress|flv-streaming|extforward|geoip|'
                 r'magnet|evasive|mbedtls|sockproxy|vhostdb|wstunnel|ajp13)\.[a-z][a-z0-9\-]+(?:\.[a-z0-9\-]+)*)"')
MODULE = re.compile(r"mod_(\w+)\.c$")
# Modules whose work Lua does, or another module.
REPLACED = {
    "mod_cml": "mod_magnet",
    "mod_compress": "mod_deflate",
    "mod_evasive": "mod_magnet",
    "mod_flv_streaming": "mod_magnet",
    "mod_geoip": "mod_maxminddb",
    "mod_mysql_vhost": "mod_vhostdb_mysql",
    "mod_secdownload": "mod_magnet",
    "mod_trigger_b4_dl": "mod_magnet",
    "mod_uploadprogress": "mod_magnet",
    "mod_usertrack": "mod_magnet",
}
# Files that are no modules, or parts of one.
NO_MODULES = re.compile(r"_(base|api|lua_dbi|cache|crypt|sql)$|skeleton|staticfile|mod_\w+_(parser|exp\w*)|chunked|ssi_|magnet_|webdav_|mod_h2|cml_|secure_download")


def table_of(source, ref):
    table = {key: facts for key, facts in keywords(source, ref, lambda path: re.match(r"src/[a-z][\w\-]*\.c$", path), KEY).items() if not key.endswith((".h", ".c", ".so", ".conf", ".pid"))}
    for path in source.files(ref, "src"):
        module = MODULE.search(path)
        if module and not NO_MODULES.search(f"mod_{module.group(1)}"):
            table[f"mod_{module.group(1)}"] = {}
    return table


def rows(source):
    versions = [item for item in source.versions(r"lighttpd-(1\.4\.\d+)", first="1.4.20") if item[0] != "1.4.27"]
    result = []
    for row in rows_of(tables_of(source, versions, lambda ref: table_of(source, ref)), "tables", uses=REPLACED):
        module = row["key"]
        if module == "mod_compress":
            row["renamed"] = row.pop("removed")
        if module.startswith("mod_"):
            # A server does not start without a module that it is to load. Each stands on a line of its own, or all in one.
            row.update(title=f"the module {module}", unknown_key="refuse")
            result.append({**row, "id": f"{module}-in-line", "key": "server.modules", "value": f"/\\b{module}\\b/"})
            row.update(id=module, key=[f'"{module}"', f'"{module}",'])
        result.append(row)
    return with_other_value(result, lambda key: True)
