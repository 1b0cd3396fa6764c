"""Nextcloud: the parameters of config.php as its administration manual lists them at each version (config_sample_php_parameters.rst in nextcloud/documentation, of
the branches stable9, stable10 …). What the manual calls deprecated, and the default that it names, stand in the paragraph behind a parameter. Of a version whose
branch the clone does not have, master on the day when the branch was made is read."""

import re

from changes import rows_of, same
from tables import defaults

SOURCES = ["nextcloud/documentation"]
TABLE = "admin_manual/configuration_server/config_sample_php_parameters.rst"
BRANCHED = {"28": "2023-11-12", "29": "2024-03-27", "30": "2024-08-08", "31": "2025-01-17", "32": "2025-08-25", "33": "2026-01-20", "34": "2026-05-14"}
KEY = re.compile(r"'([\w.\-]+)'\s*=>")
DEFAULT = re.compile(r"[Dd]efaults? (?:to|is) ``([^`]+)``")
DEPRECATED = re.compile(r"^\.\. deprecated:: (\d+)", re.M)
WRITTEN_BY_ITSELF = {"passwordsalt"}
TOLD_OTHERWISE = {"forwarded_for_headers", "files_no_background_scan", "dbtype", "logfile"}  # what changed is the way in which the default is told


def top_keys(code):
    """Keys that stand in no list inside of the block."""
    depth = at = 0
    for match in KEY.finditer(code):
        between = re.sub(r"'(?:[^'\\]|\\.)*'", "", code[at : match.start()])
        depth += len(re.findall(r"[\[(]", between)) - len(re.findall(r"[\])]", between))
        at = match.start()
        if depth <= 0:
            yield match.group(1)


def parameters(text):
    """{key: facts}: blocks of code, and the text behind each of them."""
    table, blocks = {}, re.split(r"^(?:\.\. code-block:: php|.*::)[ \t]*$", text, flags=re.M)
    for block in blocks[1:]:
        lines = block.splitlines()
        code = []
        while lines and (not lines[0].strip() or lines[0][0] in " \t"):
            code.append(lines.pop(0))
        names, told = list(top_keys("\n".join(code))), "\n".join(lines)
        default = DEFAULT.search(told.replace("\n", " ")) if len(names) == 1 else None
        deprecated = DEPRECATED.search(told)
        for name in names:
            table[name] = {"since": deprecated.group(1) if deprecated else None, "default": default.group(1).strip("'\"") if default else None}
    return table


def releases(source):
    found = {}
    for ref in source._git("for-each-ref", "--format=%(refname)").split():
        match = re.search(r"^refs/(?:heads|remotes/\w+)/stable(\d+)$", ref)
        if match:
            found.setdefault(match.group(1), ref)
    for version, day in BRANCHED.items():
        if source.date(source.head()) > source.date(source.at(day)):
            found.setdefault(version, source.at(day))
    return sorted(found.items(), key=lambda item: int(item[0]))


def rows(source):
    tables = [(version, parameters(source.read(ref, TABLE) or "")) for version, ref in releases(source)]
    tables = [(version, table) for version, table in tables if table]
    out = rows_of(tables, "parameters")
    gone = {row["key"] for row in out}
    for key, facts in tables[-1][1].items():
        if facts["since"] and key not in WRITTEN_BY_ITSELF:
            out.append({"key": key, "deprecated": facts["since"], "source": "parameters"})
    for key, version, was, now in defaults([(version, {key: facts["default"] for key, facts in table.items()}) for version, table in tables]):
        if key not in gone | TOLD_OTHERWISE and not same(was, now) and "(" not in was + now and "*" not in was:
            out.append({"key": key, "id": f"{key}-default-{version}", "changed": version, "default": [was, now], "source": "parameters"})
    for row in out:
        row["in"] = "CONFIG"
    return out
