"""app.ini of Gitea and Forgejo: keys of the sample at each release, and the calls of the code that tell of old names."""

import re

from changes import default_rows, rows_of
from sources import version_key
from tables import ini_lines

SAMPLES = ("custom/conf/app.example.ini", "custom/conf/app.ini.sample", "conf/app.ini")
SECTION = re.compile(r"^(?:;+\s*)?\[([\w.\-]+)\]\s*$")
KEY = re.compile(r"^;?([A-Z][A-Z0-9_]{2,})\s*=[ \t]*(.*?)\s*$")
OLD = re.compile(r'deprecatedSetting\((?:rootCfg, )?"([\w.\-]*)", "([\w.\-]+)", "([\w.\-]*)", "([\w.\-]+)"')
STORED = re.compile(r'deprecatedSettingDB\((?:rootCfg, )?"([\w.\-]*)", "([\w.\-]+)"\)')
CODE = ("modules", "services", "routers", "cmd", "models")
OPEN = re.compile(r"^(log|queue|storage|cron|git|markup|highlight|repository\.mimetype_mapping|actions\.|service\.explore)(\.|$)")  # sections whose keys are many things
EXAMPLES = re.compile(OPEN.pattern + r"|^(database|task|U2F)$")  # sections whose values in the sample are examples
SMALL = {"AVATAR_MAX_HEIGHT", "AVATAR_RENDERED_SIZE_FACTOR", "FILE_EXTENSIONS", "LINE_WRAP_EXTENSIONS", "CUSTOM_EMOJIS", "AUTHOR", "KEYWORDS", "LOCK_REASONS", "DEFAULT_APPLICATIONS",
         "THEMES", "PREFERRED_LICENSES", "USE_SERVICE_WORKER", "ISSUE_PAGING_NUM"}  # whose default nobody has to weigh


def sample(source, ref):
    text = next(filter(None, (source.read(ref, path) for path in SAMPLES)), "")
    return {(section, match.group(1)): {"default": match.group(2).strip("`\"")} for section, match in ini_lines(text, SECTION, KEY)}


def plain(text):
    return text.replace("_", "").lower()


class Code:
    """The words of the code of one release: names of keys as they are written, and as fields of structs."""

    def __init__(self, source, ref):
        self.old, self.stored, self.words = {}, set(), set()
        files = [path for path in source.files(ref, *CODE) if path.endswith(".go") and not path.endswith("_test.go")]
        for path, text in source.read_all(ref, files):
            if "/setting/" in path:
                self.old.update({(section, key): (other, name) for section, key, other, name in OLD.findall(text)})
                self.stored.update(STORED.findall(text))
            told = re.sub(r"deprecatedSetting\w*\(.*\)", "", text)
            self.words.update(plain(word) for word in re.findall(r"\w+", told))

    def reads(self, key):
        return plain(key) in self.words


def written(section, key, other, name):
    """What is written instead of a key: a name, or a sentence where it stands in another section."""
    if section == other:
        return {"use": name}
    return {"fix": f"Write `{name}` in the section `{other}` instead." if other else f"Write `{name}` before the first section instead."}


def rows_from(source, versions, first_calls):
    samples = [(version, sample(source, ref)) for version, ref in versions]
    codes = [(version, Code(source, ref)) for version, ref in versions]
    last_code, found = codes[-1][1], {}
    # What the code itself calls old. Before `first_calls` it had no such calls, so that the first one says nothing of when.
    for i, (version, code) in enumerate(codes):
        for (section, key), (other, name) in code.old.items():
            row = found.setdefault((section, key), {"key": key, "in": section, **written(section, key, other, name)})
            renamed = next((v for v, table in samples if (other, name) in table), None)
            row.setdefault("renamed", renamed if version == first_calls and renamed and version_key(renamed) <= version_key(version) else version)
        for section, key in code.stored:
            found.setdefault((section, key), {"key": key, "in": section, "deprecated": version, "note": "It is set in the administration, and kept in the database."})
    for (section, key), row in found.items():
        left = [version for version, code in codes if (section, key) in code.old or (section, key) in code.stored]
        gone = next((version for version, code in codes if version_key(version) > version_key(left[-1]) and not code.reads(key)), None)
        if gone:
            row["removed"] = gone
    # What left the sample and is read by nothing any more.
    for row in rows_of([(version, {f"{section}/{key}": facts for (section, key), facts in table.items()}) for version, table in samples], "sample"):
        section, _, key = row["key"].rpartition("/")
        if (section, key) in found or "removed" not in row or OPEN.match(section) or last_code.reads(key):
            continue
        at = row["removed"]
        removed = next((version for version, code in codes if version_key(version) >= version_key(at) and not code.reads(key)), None)
        still = [version for version, code in codes if code.reads(key)]
        if removed and still:
            removed = next((version for version, _ in codes if version_key(version) > version_key(still[-1])), removed)
            found[section, key] = {"key": key, "in": section, "removed": removed, **({"since": row["since"]} if "since" in row else {})}
    rows = []
    for (section, key), row in sorted(found.items()):
        rows.append({**row, "id": f"{section}.{key}" if section else key, "source": "code" if "removed" not in row or "renamed" in row else "sample"})
    return rows


def defaults(source, versions):
    """Defaults as the sample has them, where the key is read at all."""
    tables = [(version, {f"{section}/{key}": facts for (section, key), facts in sample(source, ref).items() if not EXAMPLES.match(section)}) for version, ref in versions]
    rows = []
    for row in default_rows(tables, "sample", usable=lambda text: 0 < len(text) < 60 and not re.search(r"%\(|[;*/]|e\.g\.", text)):
        section, _, key = row["key"].rpartition("/")
        if key in SMALL:
            continue
        rows.append({**row, "key": key, "id": f"{section}.{key}-default-{row['changed']}" if section else f"{key}-default-{row['changed']}", "in": section})
    return rows
