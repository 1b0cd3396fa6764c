"""Upstream sources at each of their releases: a git checkout with tags, or a folder of unpacked releases."""

import re
import subprocess
from pathlib import Path


def version_key(version):
    """Orders versions: 1.10 after 1.9, 2.0-rc1 before 2.0."""
    parts = re.findall(r"\d+|[a-z]+", version.lower())
    return [(1, int(part), "") if part.isdigit() else ((-1 if part in ("alpha", "beta", "rc", "pre", "dev", "m", "snapshot") else 2), 0, part) for part in parts] + [(0, 0, "")]


class Git:
    def __init__(self, path):
        self.path, self.days = str(path), {}

    def _git(self, *arguments, check=True):
        done = subprocess.run(["git", "-C", self.path, *arguments], capture_output=True)
        if check and done.returncode:
            raise SystemExit(f"harvest: git {' '.join(arguments)} in {self.path}: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout.decode(errors="replace") if not done.returncode else None

    def versions(self, pattern, first=None):
        """[(version, tag)] in order. `pattern`: a regular expression on whole tags whose groups are the parts of the version, or one group that is it all."""
        found = {}
        for tag in self._git("tag", "--list").split():
            match = re.fullmatch(pattern, tag)
            if match:
                found[".".join(group for group in match.groups() if group)] = tag
        ordered = sorted(found.items(), key=lambda item: version_key(item[0]))
        return [(version, tag) for version, tag in ordered if not first or version_key(version) >= version_key(first)]

    def read(self, ref, path):
        """The text of a file, or None."""
        return self._git("show", f"{ref}:{path}", check=False)

    def read_bytes(self, ref, path):
        """A file as it is, or None."""
        done = subprocess.run(["git", "-C", self.path, "cat-file", "blob", f"{ref}:{path}"], capture_output=True)
        return done.stdout if not done.returncode else None

    def log(self, path):
        """The commits of the main line that touch a file, the oldest first."""
        return (self._git("log", "--first-parent", "--reverse", "--format=%H", "HEAD", "--", path) or "").split()

    def files(self, ref, *under):
        """Paths below some folders."""
        return self._git("ls-tree", "-r", "--name-only", ref, *under).splitlines()

    def read_all(self, ref, paths):
        """(path, text) of many files in one run of git."""
        asked = "".join(f"{ref}:{path}\n" for path in paths).encode()
        out = subprocess.run(["git", "-C", self.path, "cat-file", "--batch"], input=asked, capture_output=True, check=True).stdout
        at = 0
        for path in paths:
            end = out.index(b"\n", at)
            head = out[at:end].split()
            at = end + 1
            if len(head) == 3 and head[1] == b"blob":
                size = int(head[2])
                yield path, out[at : at + size].decode(errors="replace")
                at += size + 1

    def has_word(self, ref, word, *under):
        """Does a whole word stand in some file below these folders?"""
        return self._git("grep", "-q", "-w", "-F", "-e", word, ref, "--", *under, check=False) is not None

    def date(self, ref):
        """The day of a release, as seconds."""
        if ref not in self.days:
            self.days[ref] = int(self._git("log", "-1", "--format=%ct", ref))
        return self.days[ref]

    def head(self):
        return "HEAD"

    def at(self, date):
        """The newest commit of a day (2021-04-15) or before, where releases have no tags here."""
        return self._git("rev-list", "-1", "--first-parent", f"--before={date}T23:59:59Z", "HEAD").strip()


class Folder:
    """A folder whose sub-folders are unpacked releases, named by version (`3.1.0`, `kafka-3.1.0`)."""

    def __init__(self, path):
        self.path = Path(path)

    def versions(self, pattern, first=None):
        found = {}
        for folder in self.path.iterdir():
            match = re.search(r"(\d+(?:\.\d+)*)$", folder.name)
            if folder.is_dir() and match:
                found[match.group(1)] = folder.name
        ordered = sorted(found.items(), key=lambda item: version_key(item[0]))
        return [(version, name) for version, name in ordered if not first or version_key(version) >= version_key(first)]

    def read(self, ref, path):
        file = self.path / ref / path
        return file.read_text(errors="replace") if file.is_file() else None

    def read_bytes(self, ref, path):
        file = self.path / ref / path
        return file.read_bytes() if file.is_file() else None

    def files(self, ref, *under):
        root = self.path / ref
        folders = [root / folder for folder in under] or [root]
        return sorted(str(file.relative_to(root)) for folder in folders if folder.exists() for file in ([folder] if folder.is_file() else folder.rglob("*")) if file.is_file())

    def read_all(self, ref, paths):
        for path in paths:
            text = self.read(ref, path)
            if text is not None:
                yield path, text

    def has_word(self, ref, word, *under):
        whole = re.compile(rf"\b{re.escape(word)}\b")
        return any(whole.search(text) for _, text in self.read_all(ref, self.files(ref, *under)))

    def date(self, ref):
        """The day of a release, as seconds: the newest of its files."""
        return int(max((file.stat().st_mtime for file in (self.path / ref).rglob("*") if file.is_file()), default=0))

    def head(self):
        return self.versions("")[-1][1]


def open_source(path):
    folder = Path(path)
    if not folder.is_dir():
        raise SystemExit(f"harvest: {path} is no folder")
    is_git = (folder / ".git").exists() or (folder / "HEAD").exists() and (folder / "objects").exists()
    return Git(folder) if is_git else Folder(folder)
