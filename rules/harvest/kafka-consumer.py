"""Kafka's consumer: the generated tables of its configuration, as kafka.py reads those of the broker."""

import kafka

SOURCES = kafka.SOURCES


def rows(site, newer):
    return kafka.rows(site, newer, "consumer_config")
