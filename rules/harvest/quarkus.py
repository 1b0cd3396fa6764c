"""Quarkus: the renamed configuration keys of quarkus-updates, in whose recipes the release stands in the name of the file."""

import re

from sources import version_key
from tables import line_of

SOURCES = ["quarkusio/quarkus-updates"]
RECIPE = re.compile(r"/core/(\d+\.\d+)[.\w]*\.yaml$")
CHANGE = re.compile(r"(?:quarkus\.ChangeQuarkusPropertyKey|(?:properties|yaml)\.ChangePropertyKey):\s*\n\s*oldPropertyKey:\s*(\S+)\s*\n\s*newPropertyKey:\s*(\S+)")
REMOVAL = re.compile(r"(?:DeleteProperty|RemoveQuarkusProperty\w*|DeleteQuarkusProperty\w*):\s*\n\s*(?:propertyKey|oldPropertyKey):\s*(\S+)")


def plain(pattern):
    """The keys of an expression whose only wildcard is (one|other) or (.*): [(key, what the group is)]."""
    text = pattern.strip("'\"").replace("\\\\.", ".").replace("\\.", ".")
    match = re.fullmatch(r"([\w.\-]*)\(([\w\-]+(?:\|[\w\-]+)+)\)([\w.\-]*)", text)
    if match:
        return [(match.group(1) + word + match.group(3), word) for word in match.group(2).split("|")]
    parts = re.split(r"\(\.[*+]\)", text)
    if len(parts) == 2 and all(re.fullmatch(r"[\w.\-]*", part) for part in parts):  # any name: a star
        return [("*".join(parts), "NAME" if parts[1] else "*")]
    return [(text, "")] if re.fullmatch(r"[\w.\-]+", text) else []


def rows(source):
    found = {}
    recipes = [(RECIPE.search(path), path) for path in source.files(source.head())]
    for match, path in sorted(((match, path) for match, path in recipes if match), key=lambda recipe: version_key(recipe[0].group(1))):
        text, line = source.read(source.head(), path), line_of(match.group(1))
        for old, new in CHANGE.findall(text):
            for key, word in plain(old):
                use = new.strip("'\"").replace("\\.", ".").replace("$1", word)
                if "$" not in use and key not in found:
                    found[key] = {"key": key, "renamed": line, "use": use, "source": "updates"}
        for old in REMOVAL.findall(text):
            for key, _ in plain(old):
                found.setdefault(key, {"key": key, "removed": line, "source": "updates"})
    return list(found.values())
