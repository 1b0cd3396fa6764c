"""Forgejo: keys of app.ini at each release, old names, and defaults of the sample. Up to 1.21 its releases have the numbers of Gitea's."""

from app_ini import defaults, rows_from
from tables import firsts

SOURCES = ["forgejo/forgejo"]


def rows(source):
    early = firsts([(version, ref) for version, ref in source.versions(r"v(1\.\d+\.\d+)-\d+", "1.18.0")])
    later = firsts(source.versions(r"v(\d+\.0\.\d+)", "7.0.0"))
    versions = early + [(version, ref) for version, ref in later]
    return rows_from(source, versions, "1.18") + defaults(source, versions)
