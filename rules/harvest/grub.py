"""GRUB: the names that grub-mkconfig and its scripts ask for at each release."""

import re

from changes import rows_of, tables_of

SOURCES = ["git.savannah.gnu.org/grub"]
USES = {"GRUB_CRYPTODISK_ENABLE": "GRUB_ENABLE_CRYPTODISK", "GRUB_DISABLE_LINUX_RECOVERY": "GRUB_DISABLE_RECOVERY", "GRUB_FONT_PATH": "GRUB_FONT"}
OTHER = {"GRUB_PREFIX"}  # of the scripts themselves


def table_of(source, ref):
    files = [path for path in source.files(ref, "util/") if "grub-mkconfig" in path or "grub.d/" in path]
    return {name: {} for _, text in source.read_all(ref, files) for name in re.findall(r"\bGRUB_[A-Z0-9_]+", text) if name not in OTHER}


def rows(source):
    return rows_of(tables_of(source, source.versions(r"(?:grub-)?(1\.9\d|2\.\d+)"), lambda ref: table_of(source, ref)), "mkconfig", uses=USES)
