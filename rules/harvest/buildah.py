"""Buildah: options that its manual pages had, and that no word of its code has any more."""

import re

from tables import removals

SOURCES = ["containers/buildah"]
FLAG = re.compile(r"\*\*--([\w\-]+)\*\*")
CODE = ("cmd", "pkg", "imagebuildah", "define", "internal")


def documented(source, ref):
    return {flag for path, text in source.read_all(ref, [path for path in source.files(ref, "docs") if re.search(r"buildah[\w\-.]*\.md$", path)]) for flag in FLAG.findall(text)}


def words(source, ref):
    files = [path for path in source.files(ref, *CODE, "vendor/github.com/containers/common/pkg/auth", "vendor/go.podman.io/common/pkg/auth") if path.endswith(".go") and not path.endswith("_test.go")]
    return {word for _, text in source.read_all(ref, files) for word in re.findall(r'"([a-z][\w\-]+)[",]', text)}


def rows(source):
    versions = source.versions(r"v(1\.\d+)\.0", "1.10")
    every = set().union(*(documented(source, tag) for _, tag in versions))
    gone = removals([(version, every & words(source, tag)) for version, tag in versions])
    return [{"key": flag, "id": f"--{flag}", "title": f"--{flag}", "carrier": "flag", "since": since, "removed": removed, "source": "pages"}
            for flag, (since, removed) in sorted(gone.items())]
