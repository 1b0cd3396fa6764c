/* YAML files of our own (rules, configuration) as a small tree with places. Not for scanned sources: parsers/yaml.c reads those.
 * Aliases, tags and several documents are refused: our files do without. */
#pragma once

#include "base/arena.h"

enum up_yaml_kind {
	UP_YAML_SCALAR,
	UP_YAML_LIST,
	UP_YAML_MAP,
};

struct up_yaml_node {
	enum up_yaml_kind kind;
	uint32_t line, column;             /* 1-based */
	bool plain;                        /* a scalar without quotes */
	up_str text;                       /* scalar */
	struct up_yaml_node *first, *next; /* children of a list; of a map: key, value, key, value … */
	uint32_t n_children;
};

struct up_yaml_error {
	uint32_t line, column;
	up_str message; /* in the arena */
};

/* The root node, or NULL with *ret_error. An empty file is an empty map. All memory is the arena's. */
struct up_yaml_node *up_yaml_read(up_str text, struct up_arena *arena, struct up_yaml_error *ret_error);
