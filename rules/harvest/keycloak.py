"""Keycloak: the options of keycloak-config-api (OptionBuilder), with what is deprecated and in favour of what. What was hidden as long as it was there is how
options are mapped to Quarkus, and no row. The source: a folder with a folder for each release (`26.1.0/`), in which the sources of keycloak-config-api are
unpacked; it is published from 24 on."""

import re

from java import Constants, arguments, without_comments
from tables import default_rows, defaults, line_of, removals

SOURCES = ["org.keycloak:keycloak-config-api: the sources jars of the Maven registry, unpacked below a folder named by version"]
BUILDER = re.compile(r"\b(?:(\w+)\s*=\s*)?(?:new\s+OptionBuilder(?:<[^>]*>*)?|OptionBuilder\.(?:<[^>]*>*)?\w+Builder)\s*\(")


def is_number(expression):
    return re.fullmatch(r"-?\d+L?", expression) or expression in ("true", "false", "Boolean.TRUE", "Boolean.FALSE")


class Option:
    def __init__(self):
        self.default, self.deprecated, self.use, self.hidden = None, False, [], False


def option_names(path, text, constants, into):
    """Which constant holds the option of which key."""
    home = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for match in BUILDER.finditer(text):
        args, _ = arguments(text, match.end() - 1)
        key = constants.value(args[0], home) if args else None
        if match[1] and key:
            into[home, match[1]] = key


def key_of(expression, home, constants, names):
    """The key that an argument of deprecateOption() names: a text, a constant, or `TracingOptions.NAME.getKey()`."""
    option = re.fullmatch(r"(?:(\w+)\.)?(\w+)\.getKey\(\)", expression)
    return names.get((option[1] or home, option[2])) if option else constants.value(expression, home)


def read_options(path, text, constants, names, into):
    home = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    category_v1 = "HOSTNAME_V1"
    for match in BUILDER.finditer(text):
        args, end = arguments(text, match.end() - 1)
        key = constants.value(args[0], home) if args else None
        build = text.find(".build()", end)
        if not key or build < 0:
            continue
        chain, option = text[end:build], Option()
        default = re.search(r"\.defaultValue\s*\(", chain)
        if default:
            value = arguments(chain, default.end() - 1)[0][0]
            text_of = constants.value(value, home)
            option.default = text_of if text_of is not None else value.replace("Boolean.", "").rstrip("L").lower() if is_number(value) else None
        option.hidden = ".hidden()" in chain or ".description(" not in chain
        option.deprecated = ".deprecated(" in chain or "deprecateOption(" in chain or category_v1 in chain
        named = re.search(r"deprecateOption\s*\(", chain)
        if named:
            for expression in arguments(chain, named.end() - 1)[0][1:]:
                use = key_of(expression, home, constants, names)
                if use:
                    option.use.append(use)
        into[key] = option


def read_release(source, ref):
    constants, files, names, options = Constants(), [], {}, {}
    for path in source.files(ref):
        if path.endswith(".java"):
            text = without_comments(source.read(ref, path))
            constants.read(path, text)
            files.append((path, text))
    for path, text in files:
        option_names(path, text, constants, names)
    for path, text in files:
        read_options(path, text, constants, names, options)
    return options


def rows(source):
    releases = [(line_of(version), read_release(source, ref)) for version, ref in source.versions("")]
    gone = removals([(line, set(options)) for line, options in releases])
    deprecated, use, documented = {}, {}, set()
    for line, options in releases:
        for key, option in options.items():
            if not option.hidden:
                documented.add(key)
            if option.deprecated:
                deprecated.setdefault(key, line)
                use[key] = option.use or use.get(key)
            else:  # https-trust-store-file was, and is not any more
                deprecated.pop(key, None)
    out = []
    for key in sorted(set(gone) | set(deprecated)):
        if key not in documented or not re.fullmatch(r"[a-z][a-z0-9\-]*", key):
            continue
        since, removed = gone.get(key, (None, None))
        named = use.get(key)
        row = {"key": key, "carrier": "both", "since": since, "removed": removed, "use": named[0] if named and len(named) == 1 else named, "source": "options"}
        if key in deprecated and deprecated[key] != removed:
            row["deprecated"] = deprecated[key]
        out.append(row)
    tables = [(line, {key: option.default for key, option in options.items() if key in documented and re.fullmatch(r"[a-z][a-z0-9\-]*", key)}) for line, options in releases]
    return out + default_rows(defaults(tables), "options", gone={row["key"] for row in out})
