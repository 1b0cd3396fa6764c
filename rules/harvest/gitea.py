"""Gitea: keys of app.ini at each release, old names, and defaults of the sample."""

from app_ini import defaults, rows_from

SOURCES = ["go-gitea/gitea"]


def rows(source):
    versions = [(version.rpartition(".")[0], ref) for version, ref in source.versions(r"v(1\.\d+\.0)", "1.4.0")]
    return rows_from(source, versions, "1.17") + defaults(source, versions)
