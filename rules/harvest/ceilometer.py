"""Ceilometer: the options of its code at each release, and those of the libraries whose sections stand in its files."""

from oslo import LIBRARIES, rows as oslo_rows

SOURCES = ["openstack/ceilometer", *LIBRARIES]


def rows(*sources):
    return oslo_rows(sources, SOURCES, "ceilometer")
