"""Logstash: the settings of environment.rb at the first release of each line, with their defaults and their former names, which go on for as long as
`with_deprecated_alias` says. A setting that nobody registers stops the start."""

import re

from changes import default_rows, first_of_lines, rows_of, tables_of

SOURCES = ["elastic/logstash"]
FILE = "logstash-core/lib/logstash/environment.rb"
SETTING = re.compile(r'Setting(?:::\w+)?\.new\("([\w.]+)",?([^\n]*)')
ALIAS = re.compile(r'\.with_deprecated_alias\("([\w.]+)"')
HIDDEN = {"modules_setup", "modules_list", "modules_variable_list"}  # no one writes them: modules sets them


def default_of(text):
    """The first argument behind the name, where it is a word, a number or a string."""
    found = re.match(r'\s*(?:"([^"]*)"|([\w.]+))\s*[,)]', text)
    if not found or found.group(2) and not re.fullmatch(r"true|false|\d+", found.group(2)):
        return None
    return found.group(1) if found.group(1) is not None else found.group(2)


def table_of(text):
    table = {}
    for name, rest in SETTING.findall(text):
        if name in HIDDEN:
            continue
        table[name] = {"default": default_of(rest)}
        for old in ALIAS.findall(rest):
            table[old] = {"deprecated": True, "use": name}
    return table


def rows(source):
    versions = list(first_of_lines(source.versions(r"v(\d+\.\d+\.\d+)", "5.0")).items())
    tables = tables_of(source, versions, lambda ref: table_of(source.read(ref, FILE) or ""))
    return [{**row, "carrier": "both"} for row in rows_of(tables, "environment") + default_rows(tables, "environment")]
