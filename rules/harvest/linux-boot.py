"""Linux: the parameters of the boot command line that Documentation/…/kernel-parameters.txt has ever listed, and those of them that no code asks for any more.
The source is a folder of unpacked releases (5.4, 5.10, …); of each the documentation, the code, or both may be there. A removal is told of the first release at
hand that lacks it."""

import re

from sources import version_key

SOURCES = ["kernel.org, unpacked releases named by version"]
DOCS = ("Documentation/admin-guide/kernel-parameters.txt", "Documentation/kernel-parameters.txt")
LISTED = re.compile(r"^\t([A-Za-z0-9_][\w.\-]*)(?:=|[ \t]|$)", re.M)
BOOT = re.compile(r"\b(?:__setup|early_param|__setup_param|early_param_on_off|core_param|core_param_cb)\s*\(\s*\"?([\w.\-]+)")
MODULE = re.compile(r"\b(?:__)?module_param\w*\s*\(\s*\"?(\w+)|\btorture_param\s*\(\s*[\w ]+,\s*(\w+)")
# No parameters of the kernel, or such as another program reads.
OTHER = {"MCA", "AVR32", "BLACKFIN", "EIDE", "OSS", "PARIDE", "TS", "XT", "AX25", "ISDN", "MDA", "IOSCHED", "Add", "kaslr", "log-buf-len", "param", "modprobe", "IA-64",
         "hcl", "simscsi", "userpte", "code", "init", "pcd.", "pd.", "pf.", "pg.", "pt.", "noexec", "nosep", "oprofile.timer"}
# Names that tests of the kernel alone have, and those of a module that was renamed long before its documentation.
TORTURE = re.compile(r"^(i8k|rcutorture|locktorture|rcuperf|rcuscale|refscale|rcutree|rcupdate|srcutree|torture)\.")
USES = {"ddebug_query": "dyndbg", "sched_debug": "sched_verbose", "ima_audit": "integrity_audit", "nousb": "usbcore.nousb", "xen_nopvspin": "nopvspin",
        "slub_max_order": "slab_max_order", "slub_min_order": "slab_min_order", "drm_kms_helper.edid_firmware": "drm.edid_firmware",
        "nordrand": "random.trust_cpu=off"}
NOTES = {"nodelayacct": "Accounting of delays is off by default; delayacct turns it on.", "rhash_entries": "There is no cache of routes any more."}
# The code asked for it by a macro of its own: the list says since when it is gone.
BY_LIST = {"kvm.mmu_audit"}


class Release:
    def __init__(self, source, ref):
        text = next(filter(None, (source.read(ref, path) for path in DOCS)), "")
        self.listed = set(LISTED.findall(text)) if text else None
        files = [path for path in source.files(ref) if path.endswith((".c", ".h"))]
        self.boot, self.modules = (set(), {}) if len(files) > 100 else (None, None)
        for path, code in source.read_all(ref, files if self.boot is not None else []):
            self.boot.update(name.rstrip("=") for name in BOOT.findall(code))
            for names in MODULE.findall(code):
                self.modules.setdefault("".join(names), set()).add(path)

    def knows(self, name):
        """Does the code ask for it? None: the code is not here, or does not tell."""
        if self.boot is None:
            return None
        if name in self.boot or name.replace("-", "_") in self.boot or name.replace("_", "-") in self.boot:
            return True
        module, _, parameter = name.rpartition(".")
        homes = self.modules.get(parameter.replace("-", "_"), ())
        return any(module.rpartition(".")[2].replace("-", "_") in home.replace("-", "_") for home in homes) if module else False


def life(releases, name):
    """(listed at first, gone since): by the code where it is at hand, else by the list."""
    was_asked = name not in BY_LIST and any(release.knows(name) for _, release in releases)
    first = gone = None
    for version, release in releases:
        here = release.knows(name) if was_asked and release.boot is not None else release.listed is not None and name in release.listed
        if was_asked and release.boot is None:
            continue  # the list may say more, or less, than the code
        if not was_asked and release.listed is None:
            continue
        if here:
            first, gone = first or version, None
        elif first:
            gone = gone or version
    return first, gone


def rows(source):
    releases = [(version, Release(source, ref)) for version, ref in source.versions(r"(\d+\.\d+)")]
    listed = {name for _, release in releases for name in release.listed or ()} - OTHER
    start, newest = releases[0][0], releases[-1][1]
    result = []
    for name in sorted(listed):
        if newest.knows(name) or (newest.listed and name in newest.listed) or TORTURE.match(name):
            continue
        first, gone = life(releases, name)
        if not gone:
            continue
        row = {"key": name, "in": "cmdline", "removed": gone, "source": "params"}
        if first != start:
            row["since"] = first
        row["use"], row["note"] = USES.get(name), NOTES.get(name)
        result.append(row)
    return result
