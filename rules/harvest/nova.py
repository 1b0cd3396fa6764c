"""Nova: the options of its code at each release, and those of the libraries whose sections stand in its files. What [api_database] takes over from
oslo.db by code is left out."""

from oslo import LIBRARIES, rows as oslo_rows

SOURCES = ["openstack/nova", *LIBRARIES, "openstack/castellan"]


def rows(*sources):
    return oslo_rows(sources, SOURCES, "nova", skip=("api_database",))
