"""Elasticsearch: the settings of a node, from the Java source of the server at each minor release."""

import re

import elastic_settings
from tables import firsts

SOURCES = ["elastic/elasticsearch"]
ROOTS = ["core/src/main/java", "server/src/main/java", "org"]  # of 5 and of later checkouts, of unpacked source archives
# Those of modules moved out of the server, and what was there by mistake for a release.
LEFT_OUT = re.compile(r"repositories\.url\.|tests\.|thread_pool\.search_worker\.|recovery_settings\.|remote_cluster\.enabled|cluster\.dlm\.|discovery\.zen\.bwc")


def rows(elasticsearch):
    tables = [(line, elastic_settings.table(elasticsearch, tag, ROOTS)) for line, tag in firsts(elasticsearch.versions(r"v(\d+\.\d+\.\d+)", "5.0"))]
    return elastic_settings.rows(tables, "source", elastic_settings.USES, LEFT_OUT)
