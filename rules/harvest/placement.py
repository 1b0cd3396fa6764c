"""Placement: the options of its code at each release, and those of the libraries whose sections stand in its files."""

from oslo import rows as oslo_rows

SOURCES = ["openstack/placement", "openstack/oslo.db", "openstack/oslo.log", "openstack/keystonemiddleware", "openstack/oslo.middleware",
           "openstack/oslo.policy", "openstack/oslo.concurrency"]


def rows(*sources):
    return oslo_rows(sources, SOURCES, "placement")
