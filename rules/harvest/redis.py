"""Redis: the settings of src/config.c at the first release of each line."""

import redis_tables

SOURCES = ["redis/redis"]


def rows(redis):
    return redis_tables.rows(redis_tables.lines(redis, r"(\d+\.\d+\.\d+)", "2.4"), "config")
