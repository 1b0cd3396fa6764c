"""Values of Helm charts at each release, from values.yaml and templates. Helm hands values that a chart does not read to nobody, and says nothing.

A value is gone where values.yaml does not name it any more (not as an example in a comment either), no template asks for it, and none renders the whole of a
mapping round it."""

import re

import yaml

from sources import version_key
from tables import removals

RELEASES = ("spec/values", "spec/source/helm/valuesObject")  # where Flux and Argo CD have the values of a chart
KEY = re.compile(r"^(\s*)([A-Za-z][\w.\-/]*):(?=\s|$)")
COMMENTED = re.compile(r"^(\s*)#+ ?(\s*)([A-Za-z][\w.\-/]*):(?=\s|$)")


def paths_of(text):
    """{path: is it a mapping with keys} of the values; paths are tuples. Lists are leaves: what is in them is an example."""
    found = {}

    def walk(node, path):
        for key, value in node.items():
            at = (*path, str(key))
            found[at] = isinstance(value, dict) and bool(value)
            if found[at]:
                walk(value, at)

    walk(yaml.load(text, Loader=yaml.CSafeLoader) or {}, ())
    return found


def commented_names(text):
    """Names that stand in comments as keys: examples of what may be set."""
    return {match.group(3) for match in map(COMMENTED.match, text.splitlines()) if match}


def deprecated_in(text):
    """{path: replacement or None} of the values whose comment says that they will go."""
    found, stack, comment = {}, [], ""
    for line in text.splitlines():
        key = KEY.match(line)
        if line.lstrip().startswith("#"):
            comment += " " + line.strip().lstrip("# ")
            continue
        if key:
            indent = len(key.group(1))
            while stack and stack[-1][0] >= indent:
                stack.pop()
            stack.append((indent, key.group(2)))
            if re.search(r"\bdeprecated\b", comment, re.I) and not re.search(r"(keep|the) deprecated", comment, re.I):
                use = re.search(r"(?:in favou?r of|use|moved to)\s+(?:top-level\s+)?[`'\"]?([A-Za-z][\w]*(?:\.[\w]+)*)", comment)
                found[tuple(name for _, name in stack)] = use.group(1) if use and ("." in use.group(1) or re.search("[A-Z]", use.group(1))) else None
        comment = ""
    return found


def asked_for(templates):
    """The paths below .Values that templates ask for, and those of them that are rendered as a whole."""
    asked, whole = set(), set()
    for text in templates:
        for match in re.finditer(r"\.Values((?:\.[A-Za-z_][\w]*)+)", text):
            path = tuple(match.group(1)[1:].split("."))
            asked.update(path[:i] for i in range(1, len(path) + 1))
            whole.add(path)
    return asked, whole


class Chart:
    """The tables of one chart: [(version, paths)] in order, and what the newest one reads."""

    def __init__(self, releases):
        """releases: [(version, text of values.yaml, texts of the templates)]."""
        self.named, self.known = [], []  # in values.yaml; there, or asked for by templates
        self.going = {}  # path: (the first version whose values.yaml calls it deprecated, replacement)
        for version, values, templates in releases:
            try:
                named = paths_of(values)
            except yaml.YAMLError:
                continue
            self.asked, self.whole = asked_for(templates)
            told = deprecated_in(values)
            self.going = {path: was for path, was in self.going.items() if path in told or path not in named} | {
                path: self.going.get(path, (version, use)) for path, use in told.items() if path in named}
            self.named.append((version, named))
            self.known.append((version, {*named, *self.asked}))
        self.examples = commented_names(releases[-1][1])
        self.now = self.named[-1][1]

    def is_read(self, path):
        if path in self.asked or path[-1] in self.examples:
            return True
        return any(path[:i] in self.whole and not any(other[:i] == path[:i] and len(other) > i for other in self.asked) for i in range(1, len(path)))

    def is_free(self, path):
        """A mapping round it is one that the user fills."""
        return any(path[:i] in self.now and not self.now[path[:i]] for i in range(1, len(path)))

    def gone(self):
        """{path: (since, left values.yaml, removed)}, the topmost of each tree that went."""
        left = removals(self.named)
        found = {path: (left[path][0], left[path][1], removed) for path, (_, removed) in removals(self.known).items() if path in left}
        kept = {path: life for path, life in found.items() if not self.is_read(path) and not self.is_free(path)}
        return {path: life for path, life in kept.items() if not any(path[:i] in kept for i in range(1, len(path)))}

    def deprecated(self):
        """{path: (version, replacement)} of the values that are there, and going."""
        return {path: told for path, told in self.going.items() if path in self.now and told[0] != self.named[0][0]
                and not any(path[:i] in self.going for i in range(1, len(path)))}


def chart_rows(chart, source, below=(), uses=None, skip=(), title=None):
    """Rows of the values of a chart. `below`: names that the chart has as a dependency of another one; `uses`: {dotted path: replacement}."""
    rows = []
    gone = {path: (since, min(left, chart.going.get(path, (left,))[0], key=version_key), removed, chart.going.get(path, (None, None))[1])
            for path, (since, left, removed) in chart.gone().items()}
    going = {path: (None, version, None, use) for path, (version, use) in chart.deprecated().items() if path not in gone}
    for path, (since, deprecated, removed, told) in sorted((gone | going).items()):
        dotted = ".".join(path)
        if any(dotted == name or dotted.startswith(name + ".") for name in skip):
            continue
        inner = "/".join(path[:-1])
        places = [inner] + [f"{name}/{inner}".rstrip("/") for name in (*below, *RELEASES)]
        row = {"key": path[-1], "id": f"values.{dotted}", "in": places, "title": dotted if not title else title(dotted), "since": since,
               "deprecated": deprecated if deprecated != removed else None, "removed": removed,
               "unknown_key": "ignore" if removed else None, "source": source}
        use = next(((uses or {})[".".join(path[:i])] for i in range(len(path), 0, -1) if ".".join(path[:i]) in (uses or {})), None)
        row["use"] = use or told
        rows.append(row)
    return rows
