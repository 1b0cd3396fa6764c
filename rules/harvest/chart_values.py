"""Values of Helm charts at each release, from values.yaml and templates. Helm hands values that a chart does not read to nobody, and says nothing.

A value is gone where values.yaml does not name it any more (not as an example in a comment either), no template asks for it, and none renders the whole of a
mapping round it."""

import re

import yaml

from tables import removals

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
        for version, values, templates in releases:
            try:
                named = paths_of(values)
            except yaml.YAMLError:
                continue
            self.asked, self.whole = asked_for(templates)
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


def chart_rows(chart, source, below=(), uses=None, skip=(), title=None):
    """Rows of the values of a chart. `below`: names that the chart has as a dependency of another one; `uses`: {dotted path: replacement}."""
    rows = []
    for path, (since, deprecated, removed) in sorted(chart.gone().items()):
        dotted = ".".join(path)
        if any(dotted == name or dotted.startswith(name + ".") for name in skip):
            continue
        inner = "/".join(path[:-1])
        places = [inner] + [f"{name}/{inner}".rstrip("/") for name in below]
        row = {"key": path[-1], "id": f"values.{dotted}", "in": places, "title": dotted if not title else title(dotted), "since": since,
               "deprecated": deprecated if deprecated != removed else None, "removed": removed,
               "unknown_key": "ignore", "source": source}
        use = next(((uses or {})[".".join(path[:i])] for i in range(len(path), 0, -1) if ".".join(path[:i]) in (uses or {})), None)
        if use:
            row["use"] = use
        rows.append(row)
    return rows
