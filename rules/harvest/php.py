"""PHP: which directives of php.ini were deprecated and removed, and in which version a default changed.

PHPCompatibility keeps the list of the first; the manual's tables tell of changed defaults."""

import re

from changes import with_other_value

SOURCES = ["PHPCompatibility/PHPCompatibility", "php/doc-en"]
SNIFF = "PHPCompatibility/Sniffs/IniDirectives/RemovedIniDirectivesSniff.php"


# Extensions that left PHP and can still be had: with them, their settings work.
PECL = {"oci8", "imap", "mcrypt", "pdo_oci", "ibase", "interbase", "pspell", "ssh2", "sqlite"}


def removed(text):
    body = text.split("$deprecatedIniDirectives", 1)[1]
    rows = []
    for name, facts in re.findall(r"'([\w.\-]+)'\s*=>\s*\[(.*?)\],", body, flags=re.S):
        versions = dict(re.findall(r"'(\d+\.\d+)'\s*=>\s*(true|false)", facts))
        if not versions:
            continue
        row = {"key": name, "source": "phpcompatibility"}
        for version, gone in sorted(versions.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
            row.setdefault("removed" if gone == "true" else "deprecated", version)
        extension = re.search(r"'extension'\s*=>\s*'(\w+)'", facts)
        if extension and extension.group(1) in PECL:
            row.update(unknown_key="warn", note=f"The extension {extension.group(1)} is a package of its own now.")
        use = re.search(r"'alternative'\s*=>\s*'([\w.]+)'", facts)
        if use and use.group(1) != name:
            row["use"] = use.group(1)
        rows.append(row)
    return rows


def clean(cell):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip()


def unquoted(text):
    return text.strip().strip('"').rstrip(".").strip('"')


def changed_defaults(source):
    rows = []
    for path in source.files(source.head(), "reference", "appendices/ini.list.xml", "appendices/ini.core.xml"):
        if not path.endswith(("/ini.xml", "ini.list.xml", "ini.core.xml")):
            continue
        for row in re.findall(r"<row[^>]*>(.*?)</row>", source.read(source.head(), path) or "", flags=re.S):
            cells = [clean(cell) for cell in re.findall(r"<entry[^>]*>(.*?)</entry>", row, flags=re.S)]
            if len(cells) < 4 or not re.fullmatch(r"[\w.]+", cells[0]):
                continue
            change = re.search(r"(?:Prior to|Before) PHP (\d+\.\d+)\.\d+(?: and [\d.]+)?,? (?:the )?default(?: value)? was (\"[^\"]*\"|[\w.]+)", cells[3])
            if change and "&" not in cells[1] and unquoted(change.group(2)) != unquoted(cells[1]):
                rows.append({"key": cells[0], "id": f"{cells[0]}-default-{change.group(1)}", "changed": change.group(1),
                             "default": [unquoted(change.group(2)), unquoted(cells[1])], "source": "manual"})
    return rows


def rows(compatibility, manual):
    # ini.list.xml repeats what the extensions' own pages say.
    own = {row["id"]: row for row in changed_defaults(manual)}
    gone = removed(compatibility.read(compatibility.head(), SNIFF))
    return with_other_value(gone, lambda key: key.startswith("assert.")) + list(own.values())
