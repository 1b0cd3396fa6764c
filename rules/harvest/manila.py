"""Manila: the options of its code at each release, and those of the libraries whose sections stand in its files. Back ends have sections of names of their own, so a key counts in every section."""

from oslo import LIBRARIES, rows as oslo_rows

SOURCES = ["openstack/manila", *LIBRARIES]


def rows(*sources):
    return oslo_rows(sources, SOURCES, "manila", open_groups=("DEFAULT",))
