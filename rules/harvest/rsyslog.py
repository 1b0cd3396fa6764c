"""rsyslog: the legacy directives that the code registers at each release, those that it only says are no longer supported, and the modules that are there."""

import re

from changes import rows_of, tables_of

SOURCES = ["rsyslog/rsyslog"]
REGISTERED = re.compile(r'(?:regCfSysLineHdlr2?|omsdRegCFSLineHdlr)\s*\(\s*\(\s*uchar\s*\*\s*\)\s*"(\w+)"\s*,\s*\d\s*,\s*(\w+)')
FOLDERS = ("action", "contrib/", "parse", "plugins/", "queue", "ruleset", "runtime/", "template", "threads", "tools/")
MODULE = re.compile(r"(?:plugins|contrib)/((?:im|om|pm|mm|fm)\w+)/")
# Examples for those who write modules; known again under the same name in other capitals; tables of another form.
OTHER = {"imtemplate", "omtemplate", "omfileforcechown", "includeconfig", "sgcustombindcdrallowedip", "sm_cust_bindcdr", "inputimtemplatemessagenumber",
         "inputimtemplatemessagetext", "actionomtemplteserverport", "actionomudpcompressionlevel", "actionomdbalertingensurelfending", "omdbalerting", "pmrfc3164sd",
         "imttcp", "actionqueuelightdelaymark", "mainmsgqueuelightdelaymark", "sleep", "udpserverbindruleset", "elasticsearchhost", "elasticsearchindex",
         "elasticsearchport", "elasticsearchtype", "begin", "end", "strictscoping", "persiststateinterval", "statefile"}


def is_stable(version):
    """Until version 8 the lines of odd numbers were those of development."""
    major, minor = (int(part) for part in version.split(".")[:2])
    return major >= 8 or minor % 2 == 0


def directives_of(source, ref):
    table = {}
    files = [path for path in source.files(ref) if path.endswith(".c") and path.startswith(FOLDERS)]
    for _, text in source.read_all(ref, files):
        for name, handler in REGISTERED.findall(text):
            if name.lower() not in OTHER:
                table[name.lower()] = {"ignored": handler == "eCmdHdlrGoneAway"}
    return table


def modules_of(source, ref):
    found = (MODULE.match(path) for path in source.files(ref, "plugins/", "contrib/"))
    return {match.group(1): {} for match in found if match and match.group(1) not in OTHER}


def rows(source):
    versions = [(version, tag) for version, tag in source.versions(r"v(\d+\.\d+\.\d+)", "5.2.0") if is_stable(version)]
    found = rows_of(tables_of(source, versions, lambda ref: directives_of(source, ref)), "code", key_of=lambda name: f"${name}")
    for row in found:
        row["id"] = row["key"].lstrip("$")
    for row in rows_of(tables_of(source, versions, lambda ref: modules_of(source, ref)), "code"):
        name = row["key"]
        row.update(key=["module", "$ModLoad"], id=name, title=f"the module `{name}`", value=f"/\\b{name}\\b/", unknown_key="refuse")
        found.append(row)
    return found
