/* Migrations of Yii: a class that extends Migration, with safeUp() in a transaction, or up() in none, which call $this->addColumn(…) and its kin
 * (https://www.yiiframework.com/doc/guide/2.0/en/db-migrations). HumHub's safeAddColumn() and its kin do the same where it is not done yet. */
#include "orm/column.h"

bool up_orm_is_yii(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_str text = orm->code->text;
	up_steps_begin(&steps, orm, root, NULL);
	bool is_yii = up_str_contains(text, UP_STR("yii\\db\\Migration")) || up_str_contains(text, UP_STR("CDbMigration")) ||
		      up_str_contains(text, UP_STR("safeUp")) || up_str_contains(text, UP_STR("components\\Migration")) ||
		      up_str_contains(text, UP_STR("db\\Migration"));
	return is_yii && (up_steps_first(&steps, "safeUp") || up_steps_first(&steps, "up"));
}

/* "user" of {{%user}} */
static up_str table_name(struct up_orm *orm, TSNode node)
{
	up_str name = up_orm_is(node, "null") || ts_node_is_null(node) ? UP_STR("") : up_orm_name(orm, node);
	if (up_str_starts(name, UP_STR("{{")) && up_str_ends(name, UP_STR("}}"))) {
		name = up_str_slice(name, 2, name.len - 2);
		if (up_str_starts(name, UP_STR("%")))
			name = up_str_slice(name, 1, name.len);
	}
	return name;
}

/* $this->string(50)->notNull()->defaultValue(0) */
static bool read_builder(struct up_steps *steps, struct up_orm_column *column, TSNode node)
{
	struct up_orm *orm = steps->orm;
	struct up_chain chain;
	if (ts_node_is_null(node) || !up_chain_of(steps, node, &chain) || !up_str_eq(chain.base, UP_STR("this")))
		return false;
	const struct up_orm_call *first = &chain.links[0];
	up_str size = up_orm_source(orm, up_orm_arg(first, 0));
	bool has_size = size.len && up_is_digit(size.s[0]);
	column->type = has_size ? up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(first->name), UP_FMT(size)) : first->name;
	column->is_primary = up_str_ends(first->name, UP_STR("rimaryKey"));
	column->is_auto_increment = column->is_primary;
	column->is_short = up_str_eq(first->name, UP_STR("primaryKey"));
	for (uint32_t i = 1; i < chain.n; i++) {
		const struct up_orm_call *link = &chain.links[i];
		TSNode value = up_orm_arg(link, 0);
		if (up_str_eq(link->name, UP_STR("notNull")))
			column->is_not_null = true;
		else if (up_str_eq(link->name, UP_STR("null")))
			column->is_null = true;
		else if (up_str_eq(link->name, UP_STR("unique")))
			column->is_unique = true;
		else if (up_str_eq(link->name, UP_STR("defaultValue")))
			up_orm_column_default(orm, column, value);
		else if (up_str_eq(link->name, UP_STR("defaultExpression")))
			up_orm_column_default_text(column, up_orm_written(orm, value));
		else if (up_str_eq(link->name, UP_STR("after")))
			column->after = up_orm_name(orm, value);
		else if (up_str_eq(link->name, UP_STR("first")))
			column->is_first = true;
	}
	return true;
}

/* 'varchar(50) NOT NULL DEFAULT 0' */
static void read_text(struct up_orm *orm, struct up_orm_column *column, TSNode node)
{
	up_str text = up_orm_written(orm, node);
	size_t end = 0;
	while (end < text.len && !up_is_space(text.s[end]))
		end++;
	column->type = up_str_slice(text, 0, end);
	for (size_t i = end; i < text.len; i++) {
		up_str rest = up_str_slice(text, i, text.len);
		if (up_str_starts_nocase(rest, UP_STR("NOT NULL")))
			column->is_not_null = true, i += 7;
		else if (up_str_starts_nocase(rest, UP_STR("DEFAULT "))) {
			rest = up_str_trim(up_str_slice(rest, 8, rest.len));
			size_t stop = 0;
			while (stop < rest.len && !up_is_space(rest.s[stop]))
				stop++;
			up_orm_column_default_text(column, up_str_slice(rest, 0, stop));
		} else if (up_str_starts_nocase(rest, UP_STR("PRIMARY KEY")))
			column->is_primary = true;
		else if (up_str_starts_nocase(rest, UP_STR("UNIQUE")))
			column->is_unique = true;
	}
	column->is_primary |= up_str_is_listed(column->type, "pk bigpk upk ubigpk");
}

static struct up_orm_column column_of(struct up_steps *steps, const struct up_orm_call *call, up_str name, TSNode definition)
{
	struct up_orm_column column = { .node = call->node, .at = call->at, .name = name };
	if (!read_builder(steps, &column, definition))
		read_text(steps->orm, &column, definition);
	return column;
}

static void create_table(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_operation operation;
	struct up_orm_pairs pairs = up_orm_map(steps->orm, up_orm_arg(call, 1));
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	for (uint32_t i = 0; i < pairs.n; i++) {
		struct up_orm_column column = column_of(steps, call, pairs.pairs[i].name, pairs.pairs[i].value);
		up_orm_column_add(steps, &column);
	}
	steps->creating = NULL;
	bool has_key = up_operation_has(&operation, "primary-key") ||
		       up_str_contains(up_orm_source(steps->orm, call->node), UP_STR("PRIMARY KEY"));
	if (!has_key && pairs.n && !up_str_contains(steps->orm->code->text, UP_STR("addPrimaryKey")))
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(steps->orm, &operation);
}

static bool read_key(struct up_steps *steps, const struct up_orm_call *call, up_str name)
{
	struct up_orm *orm = steps->orm;
	bool is_foreign = up_str_eq(name, UP_STR("addForeignKey")), is_index = up_str_eq(name, UP_STR("createIndex"));
	if (!is_foreign && !is_index && !up_str_eq(name, UP_STR("addPrimaryKey")))
		return false;
	struct up_orm_key key = { .call = call,
				  .name = up_orm_name(orm, up_orm_arg(call, 0)),
				  .columns = up_orm_names(orm, up_orm_arg(call, 2)) };
	up_str before = steps->table;
	steps->table = table_name(orm, up_orm_arg(call, 1));
	if (is_foreign) {
		key.references = table_name(orm, up_orm_arg(call, 3));
		key.referenced_columns = up_orm_names(orm, up_orm_arg(call, 4));
		key.on_delete = up_orm_action(up_orm_source(orm, up_orm_arg(call, 5)));
		key.on_update = up_orm_action(up_orm_source(orm, up_orm_arg(call, 6)));
	}
	key.is_unique = is_index && up_orm_is_true(orm, up_orm_arg(call, 3));
	if (is_index)
		up_orm_key_index(steps, &key);
	else
		up_orm_key_constraint(steps, is_foreign ? "add-foreign-key" : "add-primary-key", &key);
	steps->table = before;
	return true;
}

static bool read_named(struct up_steps *steps, const struct up_orm_call *call, up_str name)
{
	static const struct {
		const char *call, *operation, *first, *second;
		bool is_behind; /* the table is the second argument */
	} named[] = {
		{ "dropTable", "drop-table", NULL, NULL, false },
		{ "truncateTable", "truncate", NULL, NULL, false },
		{ "renameTable", "rename-table", "new", NULL, false },
		{ "dropColumn", "drop-column", "column", NULL, false },
		{ "renameColumn", "rename-column", "column", "new", false },
		{ "dropIndex", "drop-index", "index", NULL, true },
		{ "dropForeignKey", "drop-foreign-key", "constraint", NULL, true },
		{ "dropPrimaryKey", "drop-primary-key", "constraint", NULL, true },
		{ "insert", "insert", NULL, NULL, false },
		{ "insertSilent", "insert", NULL, NULL, false },
		{ "batchInsert", "insert", NULL, NULL, false },
		{ "upsert", "insert", NULL, NULL, false },
	};
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (!up_str_eq(name, up_str_from(named[i].call)))
			continue;
		struct up_operation operation;
		up_orm_begin(orm, &operation, named[i].operation, call);
		up_orm_say_text(&operation, "table", table_name(orm, up_orm_arg(call, named[i].is_behind)));
		if (named[i].first)
			up_orm_say_text(&operation, named[i].first, table_name(orm, up_orm_arg(call, !named[i].is_behind)));
		if (named[i].second)
			up_orm_say(orm, &operation, named[i].second, up_orm_arg(call, 2));
		up_orm_state(orm, &operation);
		return true;
	}
	return false;
}

static bool read_call(struct up_steps *steps, const struct up_orm_call *call, up_str name)
{
	struct up_orm *orm = steps->orm;
	up_str before = steps->table;
	steps->table = table_name(orm, up_orm_arg(call, 0));
	bool is_known = true;
	if (up_str_eq(name, UP_STR("createTable"))) {
		create_table(steps, call);
	} else if (up_str_is_listed(name, "addColumn alterColumn")) {
		struct up_orm_column column = column_of(steps, call, up_orm_name(orm, up_orm_arg(call, 1)), up_orm_arg(call, 2));
		(name.s[1] == 'd' ? up_orm_column_add : up_orm_column_change)(steps, &column);
	} else if (up_str_is_listed(name, "update updateSilent delete")) {
		bool is_update = name.s[0] == 'u';
		TSNode where = up_orm_value(orm, up_orm_arg(call, is_update ? 2 : 1));
		bool has_where = !ts_node_is_null(where) && !up_str_is_listed(up_orm_source(orm, where), "'' \"\" [] null");
		up_steps_state_data(steps, call, is_update ? "update" : "delete", UP_STR(""), has_where,
				    is_update ? up_orm_arg(call, 1) : (TSNode){ 0 });
	} else {
		is_known = read_key(steps, call, name) || read_named(steps, call, name);
	}
	steps->table = before;
	return is_known;
}

/* safeAddColumn is addColumn, where it is not done yet. */
static up_str plain_name(struct up_orm *orm, up_str name)
{
	if (!up_str_starts(name, UP_STR("safe")) || name.len < 6)
		return name;
	return up_arena_printf(orm->code->arena, "%c%.*s", up_lower(name.s[4]), UP_FMT(up_str_slice(name, 5, name.len)));
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0], *command = up_chain_link(chain, "createCommand", 0);
	if (command && command->n_args) {
		up_orm_sql(steps->orm, command->args[0], command, "createCommand");
		return true;
	}
	if (!up_str_is_listed(chain->base, "this parent"))
		return false;
	if (up_str_is_listed(call->name, "execute executeSilent") && call->n_args) {
		up_orm_sql(steps->orm, call->args[0], call, "execute");
		return true;
	}
	bool was_asked = steps->orm->migration.is_asked;
	steps->orm->migration.is_asked |= up_str_starts(call->name, UP_STR("safe"));
	bool is_known = read_call(steps, call, plain_name(steps->orm, call->name));
	steps->orm->migration.is_asked = was_asked;
	return is_known || up_str_is_listed(call->name, "addCommentOnColumn addCommentOnTable");
}

void up_orm_read_yii(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *safe = up_steps_first(&steps, "safeUp"), *up = safe ? safe : up_steps_first(&steps, "up");
	const struct up_steps_function *down = up_steps_find(&steps, up->owner, "safeDown");
	if (!down)
		down = up_steps_find(&steps, up->owner, "down");
	orm->migration.version = up_orm_file_stem(orm);
	up_orm_set(orm, "transaction", safe ? "yes" : "no");
	/* `return false` is how Yii says that it cannot be undone. */
	bool is_refused = down && up_str_contains(up_orm_source(orm, down->node), UP_STR("return false;"));
	const char *how = up_steps_down(&steps, down);
	up_orm_set(orm, "down", is_refused && strcmp(how, "written") != 0 ? "missing" : how);
	up_steps_state(&steps, up, down);
}
