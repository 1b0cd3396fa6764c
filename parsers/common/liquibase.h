/* A changelog of Liquibase as a tree, whatever format it is written in, and what its changesets do. parsers/liquibase.c makes the tree. */
#pragma once

#include "common/operation.h"

struct up_liquibase_node {
	up_str name, value; /* decoded */
	up_span at, value_at;
	uint32_t parent, first, last, next; /* indexes; 0: none, but of `parent`, where it is the root */
	bool is_block, is_open;
};

struct up_liquibase {
	struct up_parse *p;
	struct up_liquibase_node *nodes; /* nodes[0]: the source */
	uint32_t n;
};

/* The first child of the name; 0: there is none. */
uint32_t up_liquibase_child(const struct up_liquibase *log, uint32_t node, const char *name);
/* Its value; empty where there is none. */
up_str up_liquibase_value(const struct up_liquibase *log, uint32_t node, const char *name);

/* liquibase.c of this folder: states the MIGRATION of each changeset, and its OPERATIONs. */
void up_liquibase_read(struct up_liquibase *log);
/* liquibase-change.c: states what one change does; false: it is no change that is known. */
bool up_liquibase_change(const struct up_liquibase *log, uint32_t change, struct up_migration *migration);
/* Is there an inverse that Liquibase makes itself? */
bool up_liquibase_is_reversible(up_str change);
/* Is it the name of a change? */
bool up_liquibase_is_change(up_str name);
