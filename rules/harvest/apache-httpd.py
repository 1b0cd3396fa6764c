"""Apache httpd: the manual has one XML file for each module, with the directives that it takes. What left it, and which modules left."""

import re

from changes import default_rows, rows_of, tables_of, with_other_value

SOURCES = ["apache/httpd"]
FOLDER = "docs/manual/mod"
# What is written instead, by directive.
REPLACED = {
    "AuthDigestFile": "AuthUserFile",
    "AuthDigestGroupFile": "AuthGroupFile",
    "AuthAuthoritative": "AuthBasicAuthoritative",
    "AuthLDAPAuthoritative": "AuthzLDAPAuthoritative",
    "AuthLDAPEnabled": "AuthBasicProvider ldap",
    "AuthzLDAPAuthoritative": "AuthMerging",
    "DefaultType": "AddType",
    "LockFile": "Mutex",
    "AcceptMutex": "Mutex",
    "SSLMutex": "Mutex",
    "RewriteLock": "Mutex",
    "RewriteLog": "LogLevel alert rewrite:trace3",
    "RewriteLogLevel": "LogLevel alert rewrite:trace3",
    "LDAPTrustedCA": "LDAPTrustedGlobalCert",
    "LDAPTrustedCAType": "LDAPTrustedGlobalCert",
    "MaxClients": "MaxRequestWorkers",
    "MaxRequestsPerChild": "MaxConnectionsPerChild",
    "ResourceConfig": "Include",
    "AccessConfig": "Include",
    "SSLLog": "ErrorLog",
    "SSLLogLevel": "LogLevel",
    "Port": "Listen",
    "BindAddress": "Listen",
    "FancyIndexing": "IndexOptions FancyIndexing",
    "ThreadsPerProcess": "ThreadsPerChild",
    "SimpleProcCount": "StartServers",
    "SimpleThreadCount": "ThreadsPerChild",
}


def table_of(source, ref):
    table = {}
    for path in source.files(ref, FOLDER):
        if not path.endswith(".xml") or path.endswith(".xml.meta"):
            continue
        text = source.read(ref, path) or ""
        for attributes, body in re.findall(r"<directivesynopsis([^>]*)>(.*?)</directivesynopsis>", text, flags=re.S):
            if "location" in attributes:
                continue  # told elsewhere
            name = re.search(r"<name>([^<]+)</name>", body)
            if not name:
                continue
            default = re.search(r"<default>(.*?)</default>", body, flags=re.S)
            value = re.sub(r"<[^>]*>", "", default.group(1)) if default else None
            value = re.sub(r"\s+", " ", value).strip() if value else None
            key = name.group(1).strip()
            if value and value.lower().startswith(key.lower() + " "):
                value = value[len(key) :].strip()
            table[key] = {"default": value}
        module = re.search(r"<modulesynopsis.*?<name>(mod_\w+|core|\w+)</name>.*?<identifier>(\w+)</identifier>", text, flags=re.S)
        if module:
            table["module " + module.group(2)] = {}
    return table


# Still taken, though the manual has them no more; typing errors of one release; modules whose name was written wrong.
STILL_THERE = {"AuthDigestNcCheck", "AuthDigestNonceFormat", "TLSProxyCipherPrefer", "TLSProxyCipherSuppress", "module h2_module", "module example_module", "AuthLDAPFrontPageHack "}
# Defaults that changed and changed back, or only how they are written.
NOT_TOLD = {"SSLCompression", "CharsetOptions", "ExtFilterOptions", "RegexDefaultOptions"}
OLD_NAMES = {"MaxClients", "MaxRequestsPerChild"}


def plain(text):
    return len(text) <= 50 and not re.search(r"[&<(/*]|Unset|Value of|See | or |\bsee\b|[Dd]epend|compil|Unix|Windows|platform", text)


def rows(source):
    releases = []
    seen = dict(source.versions(r"(2\.\d+\.\d+)"))
    for line in ("2.0", "2.2", "2.4"):
        own = [version for version in seen if version.startswith(line + ".")]
        # The last of an older line says what was there; the first stable one of a newer line what is left.
        if line == "2.4":
            own = [version for version in own if version not in ("2.4.0",)]
            releases += [("2.4", seen[own[0]])] + [(version, seen[version]) for version in own[1:]]
        else:
            releases.append((line, seen[own[-1]]))
    tables = tables_of(source, releases, lambda ref: table_of(source, ref))
    # httpd takes names in any case, and the manual has changed the case of some: the last way to write one stands for all.
    names = {}
    for _, table in tables:
        names.update({key.lower(): key for key in table})
    tables = [(version, {names[key.lower()]: facts for key, facts in table.items()}) for version, table in tables]
    result = []
    for row in rows_of(tables, "manual", uses=REPLACED):
        if row["key"] in STILL_THERE or row["key"].startswith("module mod_"):
            continue
        if row["key"] in OLD_NAMES:
            row["renamed"] = row.pop("removed")
        if row["key"].startswith("module "):
            module = row["key"][len("module ") :]
            row.update(key="LoadModule", id="module-" + module.replace("_", "-"), value=f"/^{module}\\b/", title=f"the module {module}")
        elif row["key"].startswith("<"):
            row["key"] = row["key"].strip("<>")
        result.append(row)
    defaults = [row for row in default_rows(tables, "manual", usable=plain) if not row["key"].startswith("<") and row["key"] not in NOT_TOLD]
    with_other_value(result, lambda key: key not in OLD_NAMES | {"AuthAuthoritative", "AuthLDAPAuthoritative", "LDAPTrustedCA"})
    return result + defaults
