/* Migrations of node-pg-migrate: up(pgm) calls pgm.addColumns(…) (https://salsita.github.io/node-pg-migrate/migrations/). All that are pending run in one
 * transaction, but for those that call pgm.noTransaction(). Without a function `down` calls that have an inverse are undone by it. */
#include "orm/column.h"

bool up_orm_is_node_pg_migrate(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	const struct up_steps_function *up = up_steps_first(&steps, "up");
	bool is_named = up_str_contains(orm->code->text, UP_STR("node-pg-migrate"));
	return up && (is_named || up_str_starts(up_orm_parameter(orm, up->node, 0), UP_STR("pgm")));
}

static void read_columns(struct up_steps *steps, const struct up_orm_call *call, TSNode map, TSNode options)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_pairs pairs = up_orm_map(orm, map);
	bool if_not_exists = up_orm_is_true(orm, up_orm_entry(up_orm_map(orm, options), "ifNotExists"));
	for (uint32_t i = 0; i < pairs.n; i++) {
		struct up_orm_column column = { .node = call->node, .at = call->at, .name = pairs.pairs[i].name };
		up_orm_column_options(orm, &column, pairs.pairs[i].value, false);
		/* The shorthand `id`: serial, and the primary key. */
		if (up_str_eq(column.type, UP_STR("id")))
			column.is_primary = column.is_short = column.is_serial = true, column.type = UP_STR("serial");
		column.if_not_exists |= if_not_exists;
		up_orm_column_add(steps, &column);
	}
}

static void read_constraint(struct up_steps *steps, const struct up_orm_call *call, up_str name, TSNode node);

static void create_table(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, 2));
	TSNode constraints = up_orm_entry(options, "constraints");
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	read_columns(steps, call, up_orm_arg(call, 1), (TSNode){ 0 });
	if (!ts_node_is_null(constraints))
		read_constraint(steps, call, UP_STR(""), constraints);
	steps->creating = NULL;
	if (up_orm_is_true(orm, up_orm_entry(options, "ifNotExists")))
		up_operation_flag(&operation, "if-not-exists");
	if (!up_operation_has(&operation, "primary-key") && up_orm_map(orm, up_orm_arg(call, 1)).n)
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(orm, &operation);
}

static void state_key(struct up_steps *steps, struct up_orm_key *key, struct up_orm_pairs options)
{
	static const struct {
		const char *name, *operation;
	} kinds[] = {
		{ "unique", "add-unique" }, { "primaryKey", "add-primary-key" }, { "check", "add-check" }, { "exclude", "add-exclude" }
	};
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		TSNode value = up_orm_entry(options, kinds[i].name);
		if (ts_node_is_null(value))
			continue;
		key->columns = strcmp(kinds[i].name, "check") != 0 ? up_orm_names(orm, value) : UP_STR("");
		up_orm_key_constraint(steps, kinds[i].operation, key);
	}
	struct up_orm_nodes keys = up_orm_list(orm, up_orm_entry(options, "foreignKeys"));
	for (uint32_t i = 0; i < keys.n; i++) {
		struct up_orm_pairs pairs = up_orm_map(orm, keys.nodes[i]);
		struct up_orm_column column = { 0 };
		up_orm_column_options(orm, &column, keys.nodes[i], false);
		key->columns = up_orm_names(orm, up_orm_entry(pairs, "columns"));
		key->references = column.references;
		key->referenced_columns = column.referenced_columns;
		key->on_delete = column.on_delete;
		key->on_update = column.on_update;
		up_orm_key_constraint(steps, "add-foreign-key", key);
	}
}

/* A map of constraints, or the text behind ADD CONSTRAINT name. */
static void read_constraint(struct up_steps *steps, const struct up_orm_call *call, up_str name, TSNode node)
{
	static const struct {
		const char *word, *operation;
	} words[] = { { "FOREIGN", "add-foreign-key" },
		      { "PRIMARY", "add-primary-key" },
		      { "UNIQUE", "add-unique" },
		      { "CHECK", "add-check" },
		      { "EXCLUDE", "add-exclude" } };
	struct up_orm_key key = { .call = call, .name = name };
	struct up_orm_pairs options = up_orm_map(steps->orm, node);
	if (options.n) {
		state_key(steps, &key, options);
		return;
	}
	up_str text = up_str_trim(up_orm_written(steps->orm, node));
	key.is_not_valid = up_str_ends_nocase(text, UP_STR("NOT VALID"));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_starts_nocase(text, up_str_from(words[i].word)))
			up_orm_key_constraint(steps, words[i].operation, &key);
}

static void alter_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, 2));
	struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_orm_name(orm, up_orm_arg(call, 1)) };
	TSNode value = up_orm_entry(options, "default");
	up_orm_column_options(orm, &column, up_orm_arg(call, 2), false);
	if (column.type.len) {
		up_steps_begin_operation(steps, &operation, "change-column-type", call);
		up_orm_say_text(&operation, "column", column.name);
		up_orm_say_text(&operation, "type", column.type);
		up_orm_say(orm, &operation, "using", up_orm_entry(options, "using"));
		up_orm_state(orm, &operation);
	}
	column.keeps_type = true;
	if (!ts_node_is_null(value) && up_orm_is_nothing(orm, value)) {
		column.volatility = NULL;
		up_steps_state_name(steps, call, "drop-default", "column", column.name);
	}
	up_orm_column_change(steps, &column);
}

static void create_index(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm_key key = { .call = call, .columns = up_orm_names(steps->orm, up_orm_arg(call, 1)) };
	up_orm_key_options(steps->orm, &key, up_orm_map(steps->orm, up_orm_arg(call, 2)));
	up_orm_key_index(steps, &key);
}

static void drop_index(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	struct up_orm_key key = { 0 };
	up_orm_key_options(orm, &key, up_orm_map(orm, up_orm_arg(call, 2)));
	up_steps_begin_operation(steps, &operation, "drop-index", call);
	up_orm_say_text(&operation, "index", key.name);
	up_orm_say_text(&operation, "columns", up_orm_names(orm, up_orm_arg(call, 1)));
	if (key.is_concurrent)
		up_operation_flag(&operation, "concurrently");
	up_orm_state(orm, &operation);
}

/* Calls that name things: a column, a constraint, a type. */
static bool read_named(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *first, *second;
		bool is_table; /* the first argument is the table */
	} named[] = {
		{ "dropTable", "drop-table", NULL, NULL, true },
		{ "renameTable", "rename-table", "new", NULL, true },
		{ "renameColumn", "rename-column", "column", "new", true },
		{ "dropConstraint", "drop-constraint", "constraint", NULL, true },
		{ "renameConstraint", "rename-constraint", "constraint", "new", true },
		{ "createTrigger", "create-trigger", "trigger", NULL, true },
		{ "dropTrigger", "drop-trigger", "trigger", NULL, true },
		{ "createPolicy", "create-policy", NULL, NULL, true },
		{ "dropPolicy", "drop-policy", NULL, NULL, true },
		{ "createType", "create-type", "type", NULL, false },
		{ "addType", "create-type", "type", NULL, false },
		{ "dropType", "drop-type", "type", NULL, false },
		{ "addTypeValue", "add-enum-value", "type", "value", false },
		{ "renameTypeValue", "rename-enum-value", "type", "value", false },
		{ "renameType", "rename-type", "type", "new", false },
		{ "createExtension", "create-extension", "extension", NULL, false },
		{ "addExtension", "create-extension", "extension", NULL, false },
		{ "dropExtension", "drop-extension", "extension", NULL, false },
		{ "createFunction", "create-function", NULL, NULL, false },
		{ "dropFunction", "drop-function", NULL, NULL, false },
		{ "createView", "create-view", "table", NULL, false },
		{ "dropView", "drop-view", "table", NULL, false },
		{ "createMaterializedView", "create-materialized-view", "table", NULL, false },
		{ "dropMaterializedView", "drop-materialized-view", "table", NULL, false },
		{ "refreshMaterializedView", "refresh-materialized-view", "table", NULL, false },
		{ "createSchema", "create-schema", "schema", NULL, false },
		{ "dropSchema", "drop-schema", "schema", NULL, false },
		{ "createSequence", "create-sequence", NULL, NULL, false },
		{ "dropSequence", "drop-sequence", NULL, NULL, false },
		{ "createRole", "create-role", NULL, NULL, false },
		{ "dropRole", "drop-role", NULL, NULL, false },
		{ "createDomain", "create-domain", "domain", NULL, false },
		{ "dropDomain", "drop-domain", "domain", NULL, false },
		{ "alterTable", "other", NULL, NULL, true },
	};
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (!up_str_eq(call->name, up_str_from(named[i].call)))
			continue;
		struct up_operation operation;
		uint32_t n = named[i].is_table;
		up_orm_begin(orm, &operation, named[i].operation, call);
		if (named[i].is_table)
			up_orm_say_text(&operation, "table", steps->table);
		if (named[i].first)
			up_orm_say_text(&operation, named[i].first, up_orm_table_name(orm, up_orm_arg(call, n)));
		if (named[i].second)
			up_orm_say_text(&operation, named[i].second, up_orm_table_name(orm, up_orm_arg(call, n + 1)));
		struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, call->n_args ? call->n_args - 1 : 0));
		if (up_orm_is_true(orm, up_orm_entry(options, "ifExists")))
			up_operation_flag(&operation, "if-exists");
		if (up_orm_is_true(orm, up_orm_entry(options, "cascade")))
			up_operation_flag(&operation, "cascade");
		up_orm_state(orm, &operation);
		return true;
	}
	return false;
}

/* A name, names, a map of columns, or Object.keys(map). */
static void drop_columns(struct up_steps *steps, const struct up_orm_call *call)
{
	TSNode columns = up_orm_value(steps->orm, up_orm_arg(call, 1));
	struct up_orm_call keys;
	bool is_keys = up_orm_call_of(steps->orm, columns, &keys) && up_str_eq(keys.object, UP_STR("Object")) &&
		       up_str_eq(keys.name, UP_STR("keys"));
	struct up_orm_pairs map = up_orm_map(steps->orm, is_keys ? up_orm_arg(&keys, 0) : columns);
	for (uint32_t i = 0; i < map.n; i++)
		up_steps_state_name(steps, call, "drop-column", "column", map.pairs[i].name);
	if (!map.n)
		up_steps_state_names(steps, call, "drop-column", "column", columns);
}

static bool read_call(struct up_steps *steps, const struct up_orm_call *call)
{
	up_str table = up_steps_set_table(steps, up_orm_arg(call, 0));
	bool is_known = true;
	if (up_str_eq(call->name, UP_STR("createTable")))
		create_table(steps, call);
	else if (up_str_is_listed(call->name, "addColumns addColumn"))
		read_columns(steps, call, up_orm_arg(call, 1), up_orm_arg(call, 2));
	else if (up_str_is_listed(call->name, "dropColumns dropColumn"))
		drop_columns(steps, call);
	else if (up_str_eq(call->name, UP_STR("alterColumn")))
		alter_column(steps, call);
	else if (up_str_is_listed(call->name, "createIndex addIndex"))
		create_index(steps, call);
	else if (up_str_eq(call->name, UP_STR("dropIndex")))
		drop_index(steps, call);
	else if (up_str_is_listed(call->name, "addConstraint createConstraint"))
		read_constraint(steps, call, up_orm_name(steps->orm, up_orm_arg(call, 1)), up_orm_arg(call, 2));
	else
		is_known = read_named(steps, call);
	steps->table = table;
	return is_known;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0];
	up_str name = *(const up_str *)steps->state;
	bool is_builder = (name.len && up_str_starts(chain->base, name)) || up_str_starts(chain->base, UP_STR("pgm"));
	if (!is_builder)
		return false;
	if (up_str_is_listed(call->name, "sql query select")) {
		up_orm_sql(steps->orm, up_orm_arg(call, 0), call, "pgm.sql");
		return true;
	}
	return up_str_is_listed(call->name, "noTransaction func") || read_call(steps, call);
}

/* Is there a call that has no inverse? */
static bool has_inverse(up_str text)
{
	static const char *const calls[] = { ".sql(", ".drop", ".alterColumn(", ".db.query(", ".alterTable(" };
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (up_str_contains(text, up_str_from(calls[i])))
			return false;
	return true;
}

void up_orm_read_node_pg_migrate(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_find(&steps, up->owner, "down");
	up_str name = up_orm_parameter(orm, up->node, 0);
	steps.state = &name;
	orm->migration.dialect = UP_DIALECT_POSTGRESQL;
	orm->migration.version = up_steps_version(orm);
	bool is_outside = up_str_contains(orm->code->text, UP_STR("noTransaction()"));
	up_orm_set(orm, "transaction", is_outside ? "no" : "yes");
	bool is_refused = up_orm_is_false(orm, up_steps_property(&steps, root, "down"));
	bool is_automatic = !down && !is_refused && has_inverse(up_orm_source(orm, up->node));
	up_orm_set(orm, "down", is_automatic ? "automatic" : up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
