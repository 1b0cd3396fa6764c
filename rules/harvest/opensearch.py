"""OpenSearch: the settings of a node, from the Java source of the server at each minor release."""

import re

import elastic_settings
from tables import firsts

SOURCES = ["opensearch-project/OpenSearch"]
ROOTS = ["server/src/main/java", "org"]  # of checkouts, of unpacked source archives
LEFT_OUT = re.compile(r"tests\.")
USES = elastic_settings.USES | {
    "cluster.initial_master_nodes": "cluster.initial_cluster_manager_nodes",
    "cluster.no_master_block": "cluster.no_cluster_manager_block",
    "cluster.service.slow_master_task_logging_threshold": "cluster.service.slow_cluster_manager_task_logging_threshold",
    "gateway.expected_master_nodes": "gateway.expected_data_nodes",
    "gateway.expected_nodes": "gateway.expected_data_nodes",
    "gateway.recover_after_master_nodes": "gateway.recover_after_data_nodes",
    "gateway.recover_after_nodes": "gateway.recover_after_data_nodes",
    "node.data": "node.roles",
    "node.ingest": "node.roles",
    "node.master": "node.roles",
    "node.remote_cluster_client": "node.roles",
    "cluster.remote.connect": "node.roles",
}


def rows(opensearch):
    tables = [(line, elastic_settings.table(opensearch, tag, ROOTS)) for line, tag in firsts(opensearch.versions(r"(\d+\.\d+\.\d+)", "1.0"))]
    return elastic_settings.rows(tables, "source", USES, LEFT_OUT)
