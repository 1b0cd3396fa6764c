/* Which tables, arrays of tables and values a TOML source has defined so far. Knows their names and nothing of their places; says when a name
 * is used as what it is not, which TOML readers refuse. Linear: each part of a name is one look-up. */
#pragma once

#include "common/names.h"

enum up_toml_kind {
	UP_TOML_NONE,
	UP_TOML_VALUE,    /* inline tables and arrays as well: nothing can be added to them */
	UP_TOML_IMPLICIT, /* the b of [a.b.c] */
	UP_TOML_TABLE,    /* [a] */
	UP_TOML_DOTTED,   /* the a of a.b = 1 */
	UP_TOML_ITEMS,    /* [[a]] */
};

struct up_toml_node {
	uint32_t table; /* the number of the table that it stands for: of [[a]] the last item */
	enum up_toml_kind kind;
};

struct up_toml_tables {
	struct up_names names;
	struct up_toml_node *nodes;
	size_t capacity;
	uint32_t n_tables; /* table 0 is the root */
};

void up_toml_tables_init(struct up_toml_tables *tables, uint64_t seed);
void up_toml_tables_finish(struct up_toml_tables *tables);
/* The number of a table that is empty yet. */
uint32_t up_toml_table_new(struct up_toml_tables *tables);
/* What `name` is in a table before it is used there as `kind`; UP_TOML_NONE: nothing. */
enum up_toml_kind up_toml_use(struct up_toml_tables *tables, uint32_t table, up_str name, enum up_toml_kind kind, uint32_t *ret_table);
/* May a name that is `was` be used as `kind`? As a part of a longer name where `is_prefix`. */
bool up_toml_may_use(enum up_toml_kind was, enum up_toml_kind kind, bool is_prefix);
