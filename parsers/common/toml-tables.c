/* The tables of a TOML source: a tree of names, held as one set of names in numbered tables. */
#include "common/toml-tables.h"

#include "base/memory.h"

void up_toml_tables_init(struct up_toml_tables *tables, uint64_t seed)
{
	*tables = (struct up_toml_tables){ .n_tables = 1 };
	up_names_init(&tables->names, seed);
}

void up_toml_tables_finish(struct up_toml_tables *tables)
{
	up_names_finish(&tables->names);
	up_free(tables->nodes);
	tables->nodes = NULL;
}

uint32_t up_toml_table_new(struct up_toml_tables *tables)
{
	return tables->n_tables++;
}

enum up_toml_kind up_toml_use(struct up_toml_tables *tables, uint32_t table, up_str name, enum up_toml_kind kind, uint32_t *ret_table)
{
	size_t i = up_names_find(&tables->names, table, name);
	if (i == SIZE_MAX) {
		i = tables->names.n;
		up_names_add(&tables->names, table, name);
		tables->nodes = up_grow(tables->nodes, &tables->capacity, i + 1, sizeof *tables->nodes);
		tables->nodes[i] = (struct up_toml_node){ .kind = UP_TOML_NONE };
	}
	struct up_toml_node *node = &tables->nodes[i];
	enum up_toml_kind was = node->kind;
	if (was == UP_TOML_NONE || kind == UP_TOML_ITEMS)
		node->table = up_toml_table_new(tables);
	if (was == UP_TOML_NONE || (was == UP_TOML_IMPLICIT && kind == UP_TOML_TABLE))
		node->kind = kind;
	*ret_table = node->table;
	return was;
}

bool up_toml_may_use(enum up_toml_kind was, enum up_toml_kind kind, bool is_prefix)
{
	if (was == UP_TOML_NONE)
		return true;
	if (kind == UP_TOML_DOTTED)
		return was == UP_TOML_DOTTED;
	if (is_prefix)
		return was != UP_TOML_VALUE;
	return kind == UP_TOML_TABLE ? was == UP_TOML_IMPLICIT : kind == UP_TOML_ITEMS && was == UP_TOML_ITEMS;
}
