"""Dovecot: the settings of the server's tables at each release, and what the documentation says of 2.3 → 2.4, where nearly all of them moved."""

import re

from changes import rows_of, tables_of, with_other_value
from tables import short_names

SOURCES = ["dovecot/core", "dovecot/documentation"]
INCLUDES = "docs/installation/upgrade/include"
DEFINE = re.compile(r"^\s*(?:DEF\w*|SETTING_DEFINE\w*|DEFLIST\w*)\s*\(\s*(?:SET_)?[A-Z_]*,?\s*([a-z][a-z0-9_]+)\b", flags=re.M)
KEY = re.compile(r"\.key = \"([a-z][a-z0-9_]+)\"|^\s*\{ SET_\w+, \"([a-z][a-z0-9_]+)\"", flags=re.M)
# Settings of plugins stood in `plugin { … }` until 2.4, whatever the table of conversions says of their place.
PLUGIN = re.compile(r"^(acl|fts|quota|sieve|imapsieve|lazy_expunge|push_notification|mail_crypt|mail_log|notify|old_stats|stats_|trash|virtual|zlib|last_login|charset|mail_filter|mail_replica|"
                    r"mailbox_alias|imap_zlib|antispam|expire|welcome|recipient_delimiter_plugin)")
INSIDE = {"transport": ["event_exporter"], "transport_args": ["event_exporter"], "transport_timeout": ["event_exporter"], "format_args": ["event_exporter"],
          "default_fields": ["passdb", "userdb"], "override_fields": ["passdb", "userdb"], "idle_kill": ["service"], "service_count": ["service"], "address": ["service/inet_listener"],
          "location": ["namespace"]}


# Lists inside the tables that have other names in the file; names of other programs' files.
NO_KEYS = re.compile(r"^(namespaces|mailboxes|userdbs|passdbs|services|metrics|exporters|inet_listeners|unix_listeners|fifo_listeners|protocols|plugin|stats|blocking|categories|"
                     r"filter|include|base_dir|map|maps|sql_fields|ldap_attributes|password_noauthenticate|connect|pattern|memory_limit)$")
LDAP = "db-ldap.c"


PLACE = "Write what takes its place at the top level: there is no section `plugin` any more."
FILES = {"ssl_alt_cert", "ssl_alt_key", "ssl_ca", "ssl_cert", "ssl_key", "ssl_client_cert", "ssl_client_key", "ssl_dh"}
FILE = "Write the new name with the path of the file alone, without `<`."
# Nothing but the name is new.
RENAMED = {"auth_default_realm", "default_idle_kill", "event_exporter_transport", "mail_attachment_dir", "mail_attachment_hash", "mail_attachment_min_size"}


def settings(source, ref, everywhere=False):
    """The settings of the tables. From 2.4 on they stand beside what they are for, not in files of their own: `everywhere` looks there, too."""
    table = {}
    for path in source.files(ref, "src"):
        if not path.endswith(("settings.c", "settings.h", "-set.c", LDAP)) and not (everywhere and path.endswith(".c")) or "/test" in path:
            continue
        text = source.read(ref, path) or ""
        # A macro may put a prefix before the names of its table.
        for part in re.split(r"^#\s*define (?=DEF)", text, flags=re.M):
            prefix = re.search(r'"([a-z0-9_]+)"\s*#\s*name', part[:400]) if part.startswith("DEF") else None
            for name in DEFINE.findall(part):
                table[(prefix.group(1) if prefix else "") + name] = {"ldap": path.endswith(LDAP)}
        for one, two in KEY.findall(text):
            table[one or two] = {}
    return table


def eased(source, ref, key):
    """Does this release still take the old name with a remark?"""
    text = source.read(ref, "src/config/old-set-parser.c") or ""
    return f'(key, "{key}")' in text or any(key.startswith(start) for start in re.findall(r'str_begins\w*\(key, "(\w+)"', text) if start != "auth_")


def plain(text):
    return re.sub(r"\[\[(?:setting|link|plugin|event),([^\],]+)(?:,[^\]]*)?\]\]", r"\1", text)


def uses(note):
    """Names in the note that a setting may be written as instead."""
    note = re.split(r"\. ", note)[0]
    found = re.findall(r"\[\[setting,([a-z_0-9]+)(?:,[^\]]*)?\]\]", note)
    inside = re.search(r"\[\[setting,([a-z_0-9]+)\]\] inside (?:of )?\[\[setting,([a-z_0-9]+)\]\]", note)
    if inside:
        return f"{inside.group(2)} {{ {inside.group(1)} }}"
    return found[0] if len(found) == 1 else found[:4] or None


def converted(text):
    rows = []
    for cell, note in re.findall(r"^\| (.+?) \|(.*?)\|?\s*$", text, flags=re.M):
        if "`" not in cell and "[[" not in cell:
            continue
        where = re.match(r"oauth2?\b", cell)
        for name in re.findall(r"`([^`]+)`", cell):
            name = re.sub(r"<X>|\*$", "", name.split(" = ")[0]).strip(" }{")
            parts = [part for part in re.split(r"\s*\{\s*", name) if part]
            key = parts[-1].strip()
            if where or not re.fullmatch(r"[a-z_0-9]+", key) or key == "plugin" or key == "mail":
                continue
            row = {"key": key, "removed": "2.4", "source": "upgrade24"}
            if len(parts) > 1:
                row["in"] = INSIDE.get(key, parts[:-1])
            elif key in INSIDE:
                row["in"] = INSIDE[key]
            elif PLUGIN.match(key):
                row["in"] = "plugin"
            if uses(note):
                row["use"] = uses(note)
            rows.append(row)
    return rows


def rows(source, documentation):
    lines = short_names(source.versions(r"(2\.\d+\.\d+)", first="2.0.1"))
    tables = tables_of(source, lines, lambda ref: settings(source, ref))
    told = {}
    for name in ("2.4-converted-settings.inc", "2.4-removed-settings.inc"):
        for row in converted(documentation.read(documentation.head(), f"{INCLUDES}/{name}") or ""):
            told.setdefault(row["key"], row)
    known = settings(source, lines[-1][1], everywhere=True)
    # 2.4 puts the block's name before the names of its settings, and inside the block the short name is right too.
    short = {name.split("_", i)[-1] for name in known for i in range(1, name.count("_") + 1)}
    result = []
    for row in rows_of(tables, "core"):
        last = next(table[row["key"]] for _, table in reversed(tables) if row["key"] in table)
        if row["key"] in told or row["key"] in known or row["key"] in short and not last.get("ldap") or NO_KEYS.search(row["key"]) or len(row["key"]) < 4:
            continue
        if row["key"] in INSIDE:
            row["in"] = INSIDE[row["key"]]
        elif last.get("ldap") or "dict" in row["key"]:
            row["in"] = ""
        tag = dict(lines).get(row.get("removed"))
        if tag and eased(source, tag, row["key"]):
            row["unknown_key"] = "warn"
            if row["key"].startswith("mail_cache_compress_"):
                row["use"] = row["key"].replace("compress", "purge")
        result.append(row)
    for key, row in told.items():
        # A name that lives on as a block, or as another setting, is old only in its old place.
        if key in known and "in" not in row:
            row["in"] = ""
            row["value"] = "/^[^{]/"
        if row.get("use") and (row.get("in") == "plugin" or key.startswith("ssl_") or key not in RENAMED):
            row["fix"] = PLACE if row.get("in") == "plugin" else FILE if key in FILES else None
            if not row["fix"]:
                with_other_value([row], {key})
        result.append(row)
    return result
