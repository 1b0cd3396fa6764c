/* What a table of Knex is told: columns with their modifiers, indexes, constraints (https://knexjs.org/guide/schema-builder.html). */
#include "base/buf.h"
#include "orm/knex.h"

static bool is_type(up_str name)
{
	return up_str_is_listed(
		name, "increments bigIncrements integer int tinyint smallint mediumint bigint bigInteger text string float double "
		      "decimal boolean date datetime dateTime time timestamp binary enum enu json jsonb uuid specificType geometry "
		      "geography point char tinytext mediumtext longtext varchar numeric real blob");
}

/* string(50), decimal(8,2); of specificType what is given. */
static up_str type_of(struct up_orm *orm, const struct up_orm_call *call)
{
	if (up_str_eq(call->name, UP_STR("specificType")))
		return up_orm_written(orm, up_orm_arg(call, 1));
	up_str first = up_orm_source(orm, up_orm_arg(call, 1)), second = up_orm_source(orm, up_orm_arg(call, 2));
	uint64_t length;
	if (!up_str_to_u64(first, &length))
		return call->name;
	if (!up_str_to_u64(second, &length))
		return up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(call->name), UP_FMT(first));
	return up_arena_printf(orm->code->arena, "%.*s(%.*s,%.*s)", UP_FMT(call->name), UP_FMT(first), UP_FMT(second));
}

/* references('users.id'), or references('id').inTable('users') */
static void set_references(struct up_orm *orm, up_str *table, up_str *columns, TSNode node)
{
	up_str name = up_orm_names(orm, node);
	size_t dot = up_str_find_byte(name, '.', 0);
	bool has_table = dot != SIZE_MAX && !up_orm_is_unknown(name);
	*columns = has_table ? up_str_slice(name, dot + 1, name.len) : name;
	if (has_table)
		*table = up_str_slice(name, 0, dot);
}

static void read_modifier(struct up_orm *orm, struct up_orm_column *column, const struct up_orm_call *link)
{
	up_str name = link->name;
	TSNode first = up_orm_arg(link, 0);
	if (up_str_is_listed(name, "notNullable notNull"))
		column->is_not_null = true;
	else if (up_str_eq(name, UP_STR("nullable")))
		*(up_orm_is_false(orm, first) ? &column->is_not_null : &column->is_null) = true;
	else if (up_str_is_listed(name, "default defaultTo defaultsTo"))
		up_orm_column_default(orm, column, first);
	else if (up_str_is_listed(name, "primary primaryKey"))
		column->is_primary = true;
	else if (up_str_eq(name, UP_STR("unique")))
		column->is_unique = true;
	else if (up_str_eq(name, UP_STR("index")))
		column->has_index = true, column->index = ts_node_is_null(first) ? UP_STR("") : up_orm_name(orm, first);
	else if (up_str_eq(name, UP_STR("references")))
		set_references(orm, &column->references, &column->referenced_columns, first);
	else if (up_str_eq(name, UP_STR("inTable")))
		column->references = up_orm_name(orm, first);
	else if (up_str_is_listed(name, "onDelete onUpdate"))
		*(up_str_eq(name, UP_STR("onDelete")) ? &column->on_delete : &column->on_update) = up_orm_action(up_orm_name(orm, first));
	else if (up_str_eq(name, UP_STR("after")))
		column->after = up_orm_name(orm, first);
	else if (up_str_eq(name, UP_STR("first")))
		column->is_first = true;
	else if (up_str_eq(name, UP_STR("collate")))
		column->collate = up_orm_name(orm, first);
	else if (up_str_starts(name, UP_STR("check")))
		column->has_check = true;
}

static void read_type(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *first = &chain->links[0], *alter = up_chain_link(chain, "alter", 1);
	struct up_orm_column column = { .node = chain->node, .at = first->at, .is_separate = true };
	column.name = up_orm_name(orm, up_orm_arg(first, 0));
	column.type = type_of(orm, first);
	if (up_str_is_listed(first->name, "increments bigIncrements")) {
		TSNode options = up_orm_entry(up_orm_map(orm, up_orm_arg(first, 1)), "primaryKey");
		column.is_primary = !up_orm_is_false(orm, options);
		column.is_auto_increment = true;
		if (ts_node_is_null(up_orm_arg(first, 0)))
			column.name = UP_STR("id");
	}
	column.is_short = up_str_is_listed(first->name, "increments integer int smallint tinyint mediumint");
	for (uint32_t i = 1; i < chain->n; i++)
		read_modifier(orm, &column, &chain->links[i]);
	if (!alter) {
		up_orm_column_add(steps, &column);
		return;
	}
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(alter, 0));
	column.keeps_type = up_orm_is_false(orm, up_orm_entry(options, "alterType"));
	up_orm_column_change(steps, &column);
}

static void add_named(struct up_steps *steps, const struct up_chain *chain, up_str name, const char *type)
{
	struct up_orm_column column = { .node = chain->node, .at = chain->links[0].at, .name = name, .type = up_str_from(type) };
	up_orm_column_add(steps, &column);
}

static void read_timestamps(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *call = &chain->links[0];
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, 0));
	bool is_camel = up_orm_is_true(orm, up_orm_arg(call, 2)) || up_orm_is_true(orm, up_orm_entry(options, "useCamelCase"));
	bool has_default = up_orm_is_true(orm, up_orm_arg(call, 1)) || up_orm_is_true(orm, up_orm_entry(options, "defaultToNow"));
	static const char *const names[2][2] = { { "created_at", "updated_at" }, { "createdAt", "updatedAt" } };
	for (size_t i = 0; i < 2; i++) {
		struct up_orm_column column = {
			.node = chain->node, .at = call->at, .name = up_str_from(names[is_camel][i]), .type = UP_STR("timestamp")
		};
		column.is_not_null = has_default;
		if (has_default)
			up_orm_column_default_text(&column, UP_STR("now()"));
		up_orm_column_add(steps, &column);
	}
}

/* users_email_index: what an index is called that was given no name. */
static up_str name_of(struct up_steps *steps, TSNode columns, TSNode name, const char *kind)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_pairs options = up_orm_map(orm, name);
	TSNode given = up_orm_entry(options, "indexName");
	if (ts_node_is_null(given))
		given = up_orm_entry(options, "constraintName");
	if (ts_node_is_null(given) && !options.n && !up_orm_is_nothing(orm, name))
		given = name;
	if (!ts_node_is_null(given))
		return up_orm_name(orm, given);
	struct up_buf out = { 0 };
	up_buf_add(&out, steps->table);
	struct up_orm_nodes list = up_orm_list(orm, columns);
	for (uint32_t i = 0; i < list.n && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		up_buf_add_byte(&out, '_');
		up_buf_add(&out, up_orm_name(orm, list.nodes[i]));
	}
	up_buf_add_byte(&out, '_');
	up_buf_add_s(&out, kind);
	for (size_t i = 0; i < out.len; i++)
		out.bytes[i] = (char)(out.bytes[i] == '.' ? '_' : up_lower(out.bytes[i]));
	return up_arena_take(orm->code->arena, &out);
}

/* What stands behind foreign(…) and primary(…). */
static void read_key_links(struct up_orm *orm, const struct up_chain *chain, struct up_orm_key *key)
{
	for (uint32_t i = 1; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		TSNode first = up_orm_arg(link, 0);
		if (up_str_eq(link->name, UP_STR("references")))
			set_references(orm, &key->references, &key->referenced_columns, first);
		else if (up_str_eq(link->name, UP_STR("inTable")))
			key->references = up_orm_name(orm, first);
		else if (up_str_eq(link->name, UP_STR("onDelete")))
			key->on_delete = up_orm_action(up_orm_name(orm, first));
		else if (up_str_eq(link->name, UP_STR("onUpdate")))
			key->on_update = up_orm_action(up_orm_name(orm, first));
		else if (up_str_eq(link->name, UP_STR("withKeyName")))
			key->name = up_orm_name(orm, first);
	}
}

static void read_key(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *call = &chain->links[0];
	TSNode columns = up_orm_arg(call, 0), name = up_orm_arg(call, 1);
	struct up_orm_key key = { .call = call, .node = chain->node, .columns = up_orm_names(orm, columns) };
	bool is_unique = up_str_eq(call->name, UP_STR("unique"));
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, is_unique ? 1 : 2));
	key.where = up_orm_entry(options, "predicate");
	if (up_str_eq(call->name, UP_STR("index")) || (is_unique && !ts_node_is_null(key.where))) {
		key.name = name_of(steps, columns, name, is_unique ? "unique" : "index");
		key.is_unique = is_unique;
		TSNode method = up_orm_entry(options, "indexType");
		if (!options.n && up_orm_is_text(up_orm_arg(call, 2)))
			method = up_orm_arg(call, 2);
		key.method = ts_node_is_null(method) ? UP_STR("") : up_orm_name(orm, method);
		up_orm_key_index(steps, &key);
		return;
	}
	bool is_primary = up_str_eq(call->name, UP_STR("primary"));
	key.name = name_of(steps, columns, name, is_unique ? "unique" : is_primary ? "pkey" : "foreign");
	read_key_links(orm, chain, &key);

	up_orm_key_constraint(steps, is_unique ? "add-unique" : is_primary ? "add-primary-key" : "add-foreign-key", &key);
}

static void read_drop(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute, *kind;
	} drops[] = {
		{ "dropIndex", "drop-index", "index", "index" },
		{ "dropUnique", "drop-unique", "constraint", "unique" },
		{ "dropForeign", "drop-foreign-key", "constraint", "foreign" },
		{ "dropPrimary", "drop-primary-key", "constraint", "pkey" },
	};
	for (size_t i = 0; i < sizeof drops / sizeof *drops; i++)
		if (up_str_eq(call->name, up_str_from(drops[i].call))) {
			bool is_primary = !strcmp(drops[i].kind, "pkey");
			TSNode columns = is_primary ? (TSNode){ 0 } : up_orm_arg(call, 0), name = up_orm_arg(call, is_primary ? 0 : 1);
			up_steps_state_name(steps, call, drops[i].operation, drops[i].attribute,
					    name_of(steps, columns, name, drops[i].kind));
		}
	if (up_str_eq(call->name, UP_STR("dropChecks")))
		up_steps_state_names(steps, call, "drop-check", "constraint", up_orm_arg(call, 0));
	for (uint32_t i = 0; up_str_is_listed(call->name, "dropColumn dropColumns") && i < call->n_args; i++)
		up_steps_state_names(steps, call, "drop-column", "column", call->args[i]);
	if (up_str_eq(call->name, UP_STR("dropTimestamps"))) {
		bool is_camel = up_orm_is_true(steps->orm, up_orm_arg(call, 0));
		up_steps_state_name(steps, call, "drop-column", "column", is_camel ? UP_STR("createdAt") : UP_STR("created_at"));
		up_steps_state_name(steps, call, "drop-column", "column", is_camel ? UP_STR("updatedAt") : UP_STR("updated_at"));
	}
}

/* What stays of a table's calls: its options. */
static bool read_option(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *name, *operation, *attribute; /* of the first argument; NULL: it is not said */
	} options[] = {
		{ "setNullable", "drop-not-null", "column" },
		{ "dropNullable", "set-not-null", "column" },
		{ "engine", "set-engine", "engine" },
		{ "charset", "set-charset", "charset" },
		{ "collate", "set-charset", "collate" },
		{ "inherits", "inherit", "from" },
		{ "comment", "comment", NULL },
	};
	const char *name = up_str_starts(call->name, UP_STR("check")) ? "add-check" : NULL, *attribute = NULL;
	for (size_t i = 0; !name && i < sizeof options / sizeof *options; i++) {
		if (!up_str_eq(call->name, up_str_from(options[i].name)))
			continue;
		name = options[i].operation;
		attribute = options[i].attribute;
	}
	if (!name)
		return up_str_eq(call->name, UP_STR("queryContext"));
	if (steps->creating || steps->is_new_table)
		return true;
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, name, call);
	if (attribute)
		up_orm_say(steps->orm, &operation, attribute, up_orm_arg(call, 0));
	up_orm_state(steps->orm, &operation);
	return true;
}

bool knex_read_column(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0];
	if (is_type(call->name))
		read_type(steps, chain);
	else if (up_str_eq(call->name, UP_STR("timestamps")))
		read_timestamps(steps, chain);
	else if (up_str_is_listed(call->name, "index unique primary foreign"))
		read_key(steps, chain);
	else if (up_str_starts(call->name, UP_STR("drop")) && !up_str_eq(call->name, UP_STR("dropNullable")))
		read_drop(steps, call);
	else if (up_str_eq(call->name, UP_STR("renameColumn"))) {
		struct up_operation operation;
		up_steps_begin_operation(steps, &operation, "rename-column", call);
		up_orm_say(steps->orm, &operation, "column", up_orm_arg(call, 0));
		up_orm_say(steps->orm, &operation, "new", up_orm_arg(call, 1));
		up_orm_state(steps->orm, &operation);
	} else if (!read_option(steps, call)) {
		if (call->n_args && up_orm_is_text(up_orm_arg(call, 0))) { /* a type of a plugin */
			add_named(steps, chain, up_orm_name(steps->orm, up_orm_arg(call, 0)), "");
			return true;
		}
		return false;
	}
	return true;
}
