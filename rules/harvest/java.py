"""Constants of Java and Scala sources: `static final String KEY = PREFIX + "dfs.hosts";`, resolved over the classes of one release."""

import re
import xml.etree.ElementTree as tree

CONSTANT = re.compile(r"\bString\s+([A-Z][A-Z0-9_]*)\s*=\s*([^;]+);")


def without_comments(text):
    """Comments are blanked; strings stay."""
    return re.sub(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|//[^\n]*', lambda m: m.group(0) if m.group(0).startswith('"') else " ", text, flags=re.S)


def pieces(expression):
    """What stands between the plus signs."""
    out = [""]
    for token in re.findall(r'"(?:[^"\\]|\\.)*"|\+|[^"+]+|"', expression):
        if token == "+":
            out.append("")
        else:
            out[-1] += token
    return [piece.strip() for piece in out]


class Constants:
    def __init__(self):
        self.of_class = {}
        self.anywhere = {}
        self.known = {}

    def read(self, path, text):
        name = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for match in CONSTANT.finditer(text):
            self.of_class.setdefault(name, {})[match.group(1)] = match.group(2)
            self.anywhere.setdefault(match.group(1), []).append((name, match.group(2)))

    def value(self, expression, home=None, depth=0):
        """The text of an expression of literals and constants, or None."""
        expression = expression.strip()
        if depth > 12:
            return None
        out = []
        for piece in pieces(expression):
            literal = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', piece)
            if literal:
                out.append(literal.group(1))
                continue
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", piece):
                return None
            value = self._named(piece, home, depth + 1)
            if value is None:
                return None
            out.append(value)
        return "".join(out)

    def _named(self, name, home, depth):
        if (name, home) not in self.known:
            self.known[name, home] = None  # what refers to itself is none
            self.known[name, home] = self._found(name, home, depth)
        return self.known[name, home]

    def _found(self, name, home, depth):
        parts = name.split(".")
        owner, constant = (parts[-2], parts[-1]) if len(parts) > 1 else (home, parts[-1])
        found = self.of_class.get(owner, {}).get(constant)
        if found is not None:
            return self.value(found, owner, depth)
        # Inherited, or imported statically: where all that have the name agree.
        values = {self.value(text, where, depth) for where, text in self.anywhere.get(constant, [])} - {None}
        return values.pop() if len(values) == 1 else None

    def all(self):
        """Every constant's text."""
        return {value for name, table in self.of_class.items() for value in (self.value(text, name) for text in table.values()) if value}


def arguments(text, at):
    """The arguments of a call whose '(' stands at `at`: (list of texts, end)."""
    out, depth, start, i = [], 0, at + 1, at
    while i < len(text):
        c = text[i]
        if c == '"':
            i += 1
            while i < len(text) and text[i] != '"':
                i += 2 if text[i] == "\\" else 1
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if not depth:
                out.append(text[start:i].strip())
                return out, i
        elif c == "," and depth == 1:
            out.append(text[start:i].strip())
            start = i + 1
        i += 1
    return out, i


def property_table(text):
    """{name: default} of a *-default.xml of Hadoop's kin."""
    found = {}
    for entry in tree.fromstring(text).iter("property"):
        name = (entry.findtext("name") or "").strip()
        if name:
            found[name] = " ".join((entry.findtext("value") or "").split())
    return found


DELTA = re.compile(r"\bnew\s+(?:Configuration\.)?DeprecationDelta\s*\(|\b(?:Configuration\.)?addDeprecation\s*\(|\bdeprecate\s*\(")


def deprecation_deltas(files, constants):
    """Configuration.addDeprecations: {old: [new]} of [(path, text)]."""
    found = {}
    for path, text in files:
        home = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        for match in DELTA.finditer(text):
            args, _ = arguments(text, match.end() - 1)
            if len(args) < 2:
                continue
            old = constants.value(args[0], home)
            listed = re.fullmatch(r"new\s+String\s*\[\s*\]\s*\{(.*)\}", args[1], re.S)
            new = [constants.value(item, home) for item in (listed.group(1).split(",") if listed else [args[1]]) if item.strip()]
            if old and new and all(new):
                found[old] = new
    return found
