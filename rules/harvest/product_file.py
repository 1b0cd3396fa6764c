"""A product file: its harvested rows are replaced, everything else stays as it is, byte for byte."""

import re
from pathlib import Path

import yaml

BEGIN = "  # harvested: written by rules/harvest/harvest, not by hand"
END = "  # end of harvested"
ORDER = ["key", "id", "title", "in", "with", "object", "value", "repeats", "carrier", "since", "deprecated", "renamed", "removed", "changed",
         "required", "without", "file", "default", "use", "note", "fix", "unknown_key", "source"]
VERSIONS = {"since", "deprecated", "renamed", "removed", "changed", "required"}


def scalar(value, quoted=False):
    if isinstance(value, bool) and not quoted:
        return "true" if value else "false"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    plain = re.fullmatch(r"[A-Za-z_/.$\-][A-Za-z0-9_./$ \-]*", text) and text.strip() == text and not text.startswith("-")
    plain = plain and text.lower() not in ("true", "false", "yes", "no", "on", "off", "null", "y", "n") and " #" not in text
    if plain and not quoted:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def flow(value, quoted=False):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item, quoted)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item, quoted) for item in value) + "]"
    return scalar(value, quoted)


def row_line(row):
    unknown = set(row) - set(ORDER)
    if unknown:
        raise SystemExit(f"harvest: a row has fields that no row has: {sorted(unknown)}: {row}")
    parts = [f"{name}: {flow(row[name], name in VERSIONS or name == 'default')}" for name in ORDER if row.get(name) not in (None, "", [])
             or name == "in" and row.get(name) == ""]
    return "  - {" + ", ".join(parts) + "}"


def id_of(row):
    key = row["key"]
    return str(row.get("id") or (key[0] if isinstance(key, list) else key))


class ProductFile:
    def __init__(self, path):
        self.path = Path(path)
        if not self.path.exists():
            raise SystemExit(f"harvest: {path} is not there: write its head (product, title, versions, files, sources) first")
        self.text = self.path.read_text()
        self.n_rows = self.n_replaced = 0

    def _outside(self):
        """The text before and behind the harvested rows."""
        if BEGIN in self.text:
            before, rest = self.text.split(BEGIN + "\n", 1)
            return before, rest.split(END + "\n", 1)[1]
        # They end the list of settings.
        match = re.search(r"^settings:( *\[\])? *$", self.text, flags=re.M)
        if not match:
            raise SystemExit(f"harvest: {self.path} has no line `settings:`")
        behind = re.search(r"^[a-z_]", self.text[match.end() :], flags=re.M)
        end = match.end() + (behind.start() if behind else len(self.text[match.end() :]))
        return self.text[: match.start()] + "settings:" + self.text[match.end() : end], self.text[end:]

    def with_rows(self, rows):
        before, behind = self._outside()
        by_hand = yaml.safe_load(before + behind) or {}
        taken = {id_of(row) for row in by_hand.get("settings") or []}
        kept = [row for row in rows if id_of(row) not in taken]
        self.n_rows, self.n_replaced = len(kept), len(rows) - len(kept)
        lines = sorted({row_line(row) for row in kept}, key=lambda line: (line.lower(), line))
        return before + BEGIN + "\n" + "".join(line + "\n" for line in lines) + END + "\n" + behind
