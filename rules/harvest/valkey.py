"""Valkey: the settings of src/config.c, from Redis 7.2 on, which it comes from."""

import redis_tables

SOURCES = ["valkey-io/valkey"]


def rows(valkey):
    return redis_tables.rows(redis_tables.lines(valkey, r"(\d+\.\d+\.\d+)", "7.2"), "config")
