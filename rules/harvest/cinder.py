"""Cinder: the options of its code at each release, and those of the libraries whose sections stand in its files. Back ends have sections of names of their own, so a key counts in every section."""

from oslo import LIBRARIES, rows as oslo_rows

SOURCES = ["openstack/cinder", *LIBRARIES, "openstack/castellan"]


def rows(*sources):
    return oslo_rows(sources, SOURCES, "cinder", open_groups=("backend_defaults", "DEFAULT"))
