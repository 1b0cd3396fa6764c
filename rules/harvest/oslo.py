"""Options of OpenStack services at each release: definitions of oslo.config in Python, read by `ast` and never run.

An option is {group, name, default, deprecated, aliases}; a table of one release maps (group, name) to it. Which group an option belongs to is said where it is
registered (`register_opts(OPTS, group=…)`) or listed (`[("group", OPTS)]`), perhaps in another module, so names are followed through assignments and imports.
An option whose group cannot be told is in `*`: it proves that a key is alive, and makes no row of its own.
"""

import ast
import re

from sources import version_key

ANY = "*"
REGISTER = {"register_opts", "register_opt", "register_cli_opts", "register_cli_opt"}
PASS_THROUGH = {"chain", "list", "tuple", "deepcopy", "copy", "sorted", "set"}
UNKNOWN = object()
# Options that keystoneauth registers in whatever section a service has for another one: that a service does not define them says nothing.
KEYSTONEAUTH = set("""auth_section auth_type auth_url cafile certfile collect_timing connect_retries connect_retry_delay default_domain_id default_domain_name
    domain_id domain_name endpoint_override insecure keyfile max_version min_version password project_domain_id project_domain_name project_id project_name
    region_name retriable_status_codes service_name service_type split_loggers status_code_retries status_code_retry_delay system_scope tenant_id tenant_name
    timeout trust_id user_domain_id user_domain_name user_id user_name username valid_interfaces""".split())


def dest(name):
    return name.replace("-", "_")


class Option:
    library = False

    def __init__(self, name, default, deprecated, aliases):
        self.name, self.default, self.deprecated, self.aliases = name, default, deprecated, aliases

    def joined(self, other):
        """The same key, defined twice: deprecated only where both are, and a default only where both have it."""
        default = self.default if self.default == other.default else UNKNOWN
        return Option(self.name, default, self.deprecated and other.deprecated, self.aliases | other.aliases)


def constant(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return UNKNOWN


class Module:
    def __init__(self, name, path, tree):
        self.name, self.tree = name, tree
        self.package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        self.imports, self.names, self.cache = {}, {}, {}
        self.scopes = []
        self._collect(tree, self.names)

    def _collect(self, scope, names):
        """Assignments of one scope; functions have their own, and see the module's."""
        stack = list(ast.iter_child_nodes(scope))
        while stack:
            node = stack.pop(0)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                own = {}
                self.scopes.append((node, own))
                self._collect(node, own)
                continue
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.imports[alias.asname or alias.name] = (alias.name, None)
            elif isinstance(node, ast.ImportFrom):
                self._import_from(node)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        names.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
                names.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                names.setdefault(node.target.id, []).append(node.value)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.args:
                if node.func.attr in ("extend", "append"):
                    names.setdefault(node.func.value.id, []).append(node.args[0])
            stack.extend(ast.iter_child_nodes(node))

    def _import_from(self, node):
        base = node.module or ""
        if node.level:
            parts = self.package.split(".")
            parts = parts[: len(parts) - (node.level - 1)]
            base = ".".join(parts + ([node.module] if node.module else []))
        for alias in node.names:
            self.imports[alias.asname or alias.name] = (base, alias.name)


MODULES = {}  # (path, text): the module; most are the same in the next release


def module_of(path, text):
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    name = path[:-3].replace("/", ".")
    return Module(name[: -len(".__init__")] if name.endswith(".__init__") else name, path, tree)


class Release:
    """All modules of one release."""

    def __init__(self, texts):
        self.modules = {}
        for path, text in texts:
            if (path, text) not in MODULES:
                MODULES[path, text] = module_of(path, text)
            module = MODULES[path, text]
            if module:
                module.cache = {}
                self.modules[module.name] = module
        self.table = {}

    # Names

    def _follow(self, module, dotted, depth):
        """A dotted name as (module, [expressions]): what it was assigned, there or where it was imported from."""
        head, _, rest = dotted.partition(".")
        if not rest and head in module.names:
            return module, module.names[head]
        for length in range(dotted.count(".") + 1, 0, -1):
            parts = dotted.split(".")
            alias, rest = ".".join(parts[:length]), ".".join(parts[length:])
            if alias not in module.imports:
                continue
            base, name = module.imports[alias]
            full = base if name is None else f"{base}.{name}"
            if full in self.modules:
                return self._inside(self.modules[full], rest, depth) if rest else None
            if name and base in self.modules and not rest:
                return self._inside(self.modules[base], name, depth)
            if name is None and rest and "." in rest:
                return self._absolute(f"{full}.{rest}", depth)
        return self._absolute(dotted, depth)

    def _inside(self, module, dotted, depth):
        if depth > 12:
            return None
        return self._follow(module, dotted, depth + 1)

    def _absolute(self, dotted, depth):
        base, _, name = dotted.rpartition(".")
        return self._inside(self.modules[base], name, depth) if base in self.modules and depth < 12 else None

    @staticmethod
    def _dotted(node):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        return ".".join([node.id] + parts[::-1])

    def _values(self, module, scope, node, depth):
        """What a name stands for: [(module, scope, expression)]."""
        dotted = self._dotted(node)
        if not dotted:
            return []
        if scope and dotted in scope:
            return [(module, scope, value) for value in scope[dotted]]
        found = self._follow(module, dotted, depth)
        return [(found[0], None, value) for value in found[1]] if found else []

    # Options and groups

    def options(self, module, scope, node, depth=0):
        if depth > 20 or node is None:
            return []
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return [option for item in node.elts for option in self.options(module, scope, item, depth + 1)]
        if isinstance(node, ast.Starred):
            return self.options(module, scope, node.value, depth + 1)
        if isinstance(node, ast.BinOp):
            return self.options(module, scope, node.left, depth + 1) + self.options(module, scope, node.right, depth + 1)
        if isinstance(node, ast.Call):
            option = self._option(module, scope, node)
            if option:
                return [option]
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in PASS_THROUGH:
                return [option for item in node.args for option in self.options(module, scope, item, depth + 1)]
            return []
        if isinstance(node, (ast.Name, ast.Attribute)):
            if isinstance(node, ast.Name) and scope is None:
                key = node.id
                if key in module.cache:
                    return module.cache[key]
                module.cache[key] = []
                found = [option for place, inner, value in self._values(module, scope, node, depth) for option in self.options(place, inner, value, depth + 1)]
                module.cache[key] = found
                return found
            return [option for place, inner, value in self._values(module, scope, node, depth)
                    if value is not node for option in self.options(place, inner, value, depth + 1)]
        return []

    def group(self, module, scope, node, depth=0):
        """The name of a group, or ANY where it cannot be told."""
        if node is None or isinstance(node, ast.Constant) and node.value is None:
            return "DEFAULT"
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ANY
        if depth > 12:
            return ANY
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "OptGroup":
                first = node.args[0] if node.args else next((word.value for word in node.keywords if word.arg == "name"), None)
                return self.group(module, scope, first, depth + 1) if first is not None else ANY
            return ANY
        if isinstance(node, ast.Subscript) and "__name__" in ast.dump(node.value) and "split" in ast.dump(node.value):
            return module.name.rpartition(".")[2]
        if isinstance(node, ast.Attribute) and node.attr == "name":
            inner = self.group(module, scope, node.value, depth + 1)
            if inner != ANY:
                return inner
        for place, inner, value in self._values(module, scope, node, depth):
            if value is not node:
                return self.group(place, inner, value, depth + 1)
        return ANY

    def _word(self, module, scope, node):
        value = constant(node) if node is not None else None
        if value is UNKNOWN and isinstance(node, (ast.Name, ast.Attribute)):
            for place, inner, other in self._values(module, scope, node, 0):
                return constant(other)
        return value

    def _option(self, module, scope, node):
        kind = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if not kind.endswith("Opt") or kind in ("DeprecatedOpt", "SubCommandOpt"):
            return None
        words = {word.arg: word.value for word in node.keywords if word.arg}
        first = node.args[0] if node.args else words.get("name")
        name = self._word(module, scope, words.get("dest") or first) if first is not None else UNKNOWN
        if not isinstance(name, str) or not name:
            return None
        default = constant(words["default"]) if "default" in words else None
        aliases = set()
        old, old_group = (self._word(module, scope, words.get(word)) for word in ("deprecated_name", "deprecated_group"))
        if isinstance(old, str) or isinstance(old_group, str):
            aliases.add((old_group if isinstance(old_group, str) else None, dest(old) if isinstance(old, str) else dest(name)))
        aliases |= self._old_names(module, scope, words.get("deprecated_opts"), dest(name))
        deprecated = bool(self._word(module, scope, words.get("deprecated_for_removal"))) if "deprecated_for_removal" in words else False
        return Option(dest(name), default, deprecated, aliases)

    def _old_names(self, module, scope, node, name, depth=0):
        """`deprecated_opts`: a list of cfg.DeprecatedOpt, or a name for it."""
        if node is None or depth > 6:
            return set()
        if isinstance(node, (ast.List, ast.Tuple)):
            return {alias for item in node.elts for alias in self._old_names(module, scope, item, name, depth + 1)}
        if isinstance(node, ast.Call):
            words = {word.arg: word.value for word in node.keywords}
            first = node.args[0] if node.args else words.get("name")
            old = self._word(module, scope, first) if first is not None else None
            second = node.args[1] if len(node.args) > 1 else words.get("group")
            group = self._word(module, scope, second) if second is not None else None
            return {(group if isinstance(group, str) else None, dest(old) if isinstance(old, str) else name)}
        return {alias for place, inner, value in self._values(module, scope, node, 0) if value is not node
                for alias in self._old_names(place, inner, value, name, depth + 1)}

    # The table

    def _add(self, group, options):
        for option in options:
            key = (group, option.name)
            self.table[key] = self.table[key].joined(option) if key in self.table and self.table[key] is not option else option

    def _scan(self, module, root, scope):
        stack = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in REGISTER and node.args:
                    place = next((word.value for word in node.keywords if word.arg == "group"), node.args[1] if len(node.args) > 1 else None)
                    self._add(self.group(module, scope, place), self.options(module, scope, node.args[0]))
                elif self._option(module, scope, node):
                    self._add(ANY, [self._option(module, scope, node)])
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], (ast.Constant, ast.Name, ast.Attribute, ast.Call)):
                self._listed(module, scope, node.elts[0], node.elts[1])
            elif isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values):
                    if key is not None:
                        self._listed(module, scope, key, value)
            stack.extend(child for child in ast.iter_child_nodes(node) if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))

    def _listed(self, module, scope, place, listed):
        if isinstance(listed, ast.Constant) or isinstance(place, ast.Constant) and not isinstance(place.value, (str, type(None))):
            return
        options = self.options(module, scope, listed)
        if not options:
            return
        group = self.group(module, scope, place)
        if group != ANY:
            self._add(group, options)

    def read(self):
        for module in self.modules.values():
            self._scan(module, module.tree, None)
            for function, own in module.scopes:
                for node in function.body:
                    self._scan(module, node, own)
        return self.table


WORDS = re.compile(r"Opt\(|register_(?:cli_)?opts?\(|OptGroup|^[A-Z_]*GROUP[A-Z_]* *=|\b\w*opts\b *=|def list_\w*opts", re.M)


def texts_of(source, tag, package):
    """The modules of a release that have to do with options."""
    paths = [path for path in source.files(tag, package) if path.endswith(".py") and "/tests/" not in path]
    return [(path, text) for path, text in source.read_all(tag, paths) if WORDS.search(text)]


def table_of(source, tag, package):
    return Release(texts_of(source, tag, package)).read()


LIBRARY_TABLES = {}  # (package, tag): its table; several services are harvested in one run


def library_table(library, package, tag):
    if (package, tag) not in LIBRARY_TABLES:
        LIBRARY_TABLES[package, tag] = table_of(library, tag, package)
        for option in LIBRARY_TABLES[package, tag].values():
            option.library = True
    return LIBRARY_TABLES[package, tag]


def merged(service, libraries):
    """[(version, table)] of a service, each with the libraries as they were on the day of the release."""
    tables = []
    for version, tag, package, source in service:
        table = dict(table_of(source, tag, package))
        day = source.date(tag)
        for library, name in libraries:
            at = [(number, library_tag) for number, library_tag in library.versions(r"(\d+\.\d+\.\d+)") if library.date(library_tag) <= day]
            for place, option in library_table(library, name, at[-1][1]).items() if at else ():
                table.setdefault(place, option)
        tables.append((version, table))
    return tables


# Rows


class Rows:
    def __init__(self, tables, open_groups=(), skip=()):
        self.tables, self.open_groups = tables, set(open_groups)
        self.spellings = {}
        self.of_library = set()
        self.elsewhere = {name for _, table in tables for group, name in table if group != ANY and self._place(group, name)[0] not in ("", "DEFAULT")}
        self.skip = set(skip) | {"profiler"}  # which osprofiler has
        self.rows, self.ids = [], set()

    def _place(self, group, name):
        """A group is found in any case, save DEFAULT."""
        plain_group = "DEFAULT" if group.upper() == "DEFAULT" else group.lower()
        if plain_group in self.open_groups:
            return ("", name)
        self.spellings.setdefault(plain_group, set()).update({plain_group, group} if plain_group != "DEFAULT" else {plain_group})
        return (plain_group, name)

    def _normal(self, table):
        """{(group, name): option}, {alias: target}; groups whose sections have names of their own are one."""
        options, aliases = {}, {}
        for (group, name), option in table.items():
            options[self._place(group, name)] = option
        self.of_library.update(place for place, option in options.items() if option.library)
        for (group, name), option in table.items():
            for old_group, old_name in option.aliases:
                old = self._place(old_group or group, old_name)
                if option.library:
                    self.of_library.add(old)
                target = self._place(group, name)
                if group == ANY and old_group is None:
                    continue
                if (old[0].lower(), old[1]) != (target[0].lower(), target[1]) and old not in options:
                    if old not in aliases or aliases[old][0] == ANY:
                        aliases[old] = target
        return options, aliases

    def _row(self, place, **fields):
        group, name = place
        row = {"key": name}
        row_id = name if group in ("DEFAULT", "") else f"{group}.{name}"
        row_id = row_id.replace(":", ".")
        if "default" in fields:
            row_id += "-default"
        if row_id != name:
            row["id"] = row_id
        # Sections of others have a key of this name, or it is none of a driver.
        if group == "" and (name in self.elsewhere or place in self.of_library or name == "fatal_exception_format_errors"):
            row["in"] = "DEFAULT"
        if group:
            spellings = sorted(self.spellings[group])
            row["in"] = spellings if len(spellings) > 1 else group
        if row_id in self.ids:
            return
        self.ids.add(row_id)
        self.rows.append({**row, **fields, "source": "oslo" if place in self.of_library else "code"})

    def _spelt(self, place, target):
        group, name = target
        if group in ("", ANY) or group == place[0] or not group:
            return name
        return f"[{group}] {name}"

    def make(self):
        views = [(version, *self._normal(table)) for version, table in self.tables]
        events = {}
        last_target = {}
        for version, options, aliases in views:
            loose = {name for group, name in options if group == ANY} - {name for group, name in options if group != ANY}
            for place, option in options.items():
                event = events.setdefault(place, {})
                event.pop("removed", None)
                if option.deprecated:
                    event.setdefault("deprecated", version)
                else:
                    event.pop("deprecated", None)
                if place in last_target:
                    # What was another name is an option of its own again.
                    event.pop("renamed", None)
                    last_target.pop(place)
            for place, target in aliases.items():
                event = events.setdefault(place, {})
                event.pop("removed", None)
                event.setdefault("renamed", version)
                last_target[place] = target
            for place, event in events.items():
                if place not in options and place not in aliases and "removed" not in event:
                    event["removed"] = version
                    event["moved"] = place[1] in loose
        _, options, _ = views[-1]
        for place, event in sorted(events.items()):
            group, name = place
            if group == ANY or name in self.skip or group in self.skip:
                continue
            target, steps = last_target.get(place), 0
            while target and target not in options and target in last_target and steps < 5:
                target, steps = last_target[target], steps + 1
            fields = {word: event[word] for word in ("deprecated", "renamed", "removed") if word in event}
            if set(fields) == {"removed"} and group != "DEFAULT" and name in KEYSTONEAUTH:
                continue
            if not fields or event.get("moved") and "renamed" not in fields and "deprecated" not in fields:
                continue
            if event.get("moved") and "renamed" not in fields:
                fields.pop("removed")
            if target and target in options:
                fields["use"] = self._spelt(place, target)
                if options[target].deprecated:
                    fields["note"] = "The new name is deprecated, too."
            elif "renamed" in fields and "removed" not in fields:
                continue
            elif "renamed" in fields:
                fields.pop("renamed")
            self._row(place, **fields)
        return self.rows

    def make_defaults(self):
        """Changed defaults of options that live on. Text, numbers and booleans alone: the rest is no line of a file."""
        known = {}
        changes = {}
        for version, table in self.tables:
            options, _ = self._normal(table)
            for place, option in options.items():
                if place[0] == ANY or not plain(option.default):
                    known.pop(place, None)
                    continue
                if place in known and known[place] != option.default and not same(known[place], option.default):
                    changes[place] = (version, known[place], option.default)
                known[place] = option.default
        options, _ = self._normal(self.tables[-1][1])
        for place, (version, was, now) in sorted(changes.items()):
            if place in options and not options[place].deprecated and place[0] not in self.skip:
                self._row(place, changed=version, default=[text(was), text(now)])
        return self.rows


def plain(value):
    if isinstance(value, (list, tuple)):
        return all(isinstance(item, (str, int)) for item in value) and len(value) < 12
    return value is None or isinstance(value, (bool, int, float, str))


def text(value):
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ",".join(str(item) for item in value)
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def same(was, now):
    return text(was).lower() == text(now).lower()


LIBRARIES = ["openstack/oslo.messaging", "openstack/oslo.db", "openstack/oslo.log", "openstack/keystonemiddleware", "openstack/oslo.middleware",
             "openstack/oslo.policy", "openstack/oslo.concurrency", "openstack/oslo.cache", "openstack/oslo.service"]
PACKAGES = {"openstack/keystonemiddleware": "keystonemiddleware", "openstack/glance_store": "glance_store", "openstack/castellan": "castellan"}


def package_of(library):
    return PACKAGES.get(library) or library.partition("/")[2].replace(".", "_")


def rows(sources, names, package, pattern=r"(\d+\.0)\.0", first=None, open_groups=(), skip=()):
    """Rows of a service (the first source) with the libraries whose options stand in its files."""
    service, *libraries = sources
    versions = [(version, tag) for version, tag in service.versions(pattern, first) if version_key(version) < version_key("2000")]
    tables = merged([(version, tag, package, service) for version, tag in versions],
                    [(library, package_of(name)) for library, name in zip(libraries, names[1:])])
    made = Rows(tables, open_groups, skip)
    made.make()
    return made.make_defaults()
