/* Migrations of Phinx and CakePHP: $this->table('users')->addColumn('name', 'string')->update(), in change(), or in up() and down()
 * (https://book.cakephp.org/phinx/0/en/migrations.html). They run in a transaction where the database has them. */
#include "orm/column.h"

bool up_orm_is_phinx(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_str text = orm->code->text;
	up_steps_begin(&steps, orm, root, NULL);
	bool is_phinx = up_str_contains(text, UP_STR("Phinx\\")) || up_str_contains(text, UP_STR("Migrations\\AbstractMigration")) ||
			up_str_contains(text, UP_STR("Migrations\\BaseMigration")) ||
			up_str_contains(text, UP_STR("extends BaseMigration"));
	bool is_doctrine = up_str_contains(text, UP_STR("Doctrine\\"));
	return is_phinx && !is_doctrine && (up_steps_first(&steps, "up") || up_steps_first(&steps, "change"));
}

static const struct up_orm_call *table_of(const struct up_chain *chain)
{
	const struct up_orm_call *table = up_chain_link(chain, "table", 0);
	return table || !chain->bound ? table : table_of(chain->bound);
}

/* Is the table of the variable created further down? */
static bool is_created_later(const struct up_steps *steps, const struct up_chain *chain)
{
	if (up_chain_has(chain, "create"))
		return true;
	if (!chain->bound || !chain->base.len)
		return false;
	up_str call = up_arena_printf(steps->orm->code->arena, "$%.*s->create(", UP_FMT(chain->base));
	return up_str_contains(steps->orm->code->text, call);
}

static void read_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_orm_name(orm, up_orm_arg(call, 0)) };
	up_orm_column_options(orm, &column, up_orm_arg(call, 2), false);
	up_str type = up_orm_name(orm, up_orm_arg(call, 1));
	column.type = type;
	up_str size = up_orm_source(orm, up_orm_entry(up_orm_map(orm, up_orm_arg(call, 2)), "limit"));
	if (size.len && up_is_digit(size.s[0]))
		column.type = up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(type), UP_FMT(size));
	if (up_str_eq(column.after, UP_STR("FIRST")))
		column.is_first = true;
	(up_str_eq(call->name, UP_STR("addColumn")) ? up_orm_column_add : up_orm_column_change)(steps, &column);
}

static void read_foreign_key(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_key key = { .call = call };
	uint32_t n = up_str_ends(call->name, UP_STR("WithName"));
	if (n)
		key.name = up_orm_name(orm, up_orm_arg(call, 0));
	key.columns = up_orm_names(orm, up_orm_arg(call, n));
	key.references = up_orm_name(orm, up_orm_arg(call, n + 1));
	key.referenced_columns = up_orm_names(orm, up_orm_arg(call, n + 2));
	up_orm_key_options(orm, &key, up_orm_map(orm, up_orm_arg(call, n + 3)));
	up_orm_key_constraint(steps, "add-foreign-key", &key);
}

static bool read_other(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} others[] = {
		{ "removeColumn", "drop-column", "column" },
		{ "removeIndex", "drop-index", "columns" },
		{ "removeIndexByName", "drop-index", "index" },
		{ "dropForeignKey", "drop-foreign-key", "columns" },
		{ "changePrimaryKey", "add-primary-key", "columns" },
		{ "rename", "rename-table", "new" },
		{ "drop", "drop-table", NULL },
		{ "truncate", "truncate", NULL },
		{ "insert", "insert", NULL },
	};
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (up_str_eq(call->name, up_str_from(others[i].call))) {
			up_str value = others[i].attribute ? up_orm_names(steps->orm, up_orm_arg(call, 0)) : UP_STR("");
			up_steps_state_name(steps, call, others[i].operation, others[i].attribute, value);
			return true;
		}
	if (!up_str_eq(call->name, UP_STR("renameColumn")))
		return false;
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "rename-column", call);
	up_orm_say(steps->orm, &operation, "column", up_orm_arg(call, 0));
	up_orm_say(steps->orm, &operation, "new", up_orm_arg(call, 1));
	up_orm_state(steps->orm, &operation);
	return true;
}

static void read_links(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		if (up_str_is_listed(call->name, "addColumn changeColumn"))
			read_column(steps, call);
		else if (up_str_starts(call->name, UP_STR("addForeignKey")))
			read_foreign_key(steps, call);
		else if (up_str_eq(call->name, UP_STR("addIndex"))) {
			struct up_orm_key key = { .call = call };
			up_orm_key_options(orm, &key, up_orm_map(orm, up_orm_arg(call, 1)));
			key.columns = up_orm_names(orm, up_orm_arg(call, 0));
			up_orm_key_index(steps, &key);
		} else if (up_str_starts(call->name, UP_STR("addTimestamps"))) {
			static const char *const names[] = { "created_at", "updated_at" };
			for (size_t j = 0; j < 2; j++) {
				struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_str_from(names[j]) };
				column.type = UP_STR("timestamp");
				up_orm_column_add(steps, &column);
			}
		} else
			read_other(steps, call);
	}
}

/* A table has a column `id` that is its key unless its options say otherwise. */
static void say_key(struct up_orm *orm, struct up_operation *operation, const struct up_orm_call *table)
{
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(table, 1));
	TSNode id = up_orm_entry(options, "id"), key = up_orm_entry(options, "primary_key");
	if (!ts_node_is_null(key))
		up_operation_flag(operation, "primary-key");
	else if (!up_orm_is_false(orm, id)) {
		up_operation_flag(operation, "primary-key");
		up_operation_flag(operation, "short-primary-key");
	} else
		up_operation_flag(operation, "no-primary-key");
}

static bool read_table(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *table = table_of(chain), *create = up_chain_link(chain, "create", 0);
	up_str before = steps->table;
	bool was_new = steps->is_new_table;
	if (!table)
		return false;
	steps->table = up_orm_name(steps->orm, up_orm_arg(table, 0));
	steps->is_new_table = is_created_later(steps, chain);
	if (create) {
		struct up_operation operation;
		up_steps_begin_operation(steps, &operation, "create-table", create);
		steps->creating = &operation;
		read_links(steps, chain);
		steps->creating = NULL;
		say_key(steps->orm, &operation, table);
		up_orm_state(steps->orm, &operation);
	} else {
		read_links(steps, chain);
	}
	steps->table = before;
	steps->is_new_table = was_new;
	return true;
}

/* $this->getUpdateBuilder()->update('t')->set(…)->where(…)->execute() */
static bool read_builder(struct up_steps *steps, const struct up_chain *chain)
{
	if (!up_chain_has(chain, "getQueryBuilder getUpdateBuilder getDeleteBuilder getInsertBuilder"))
		return false;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i], *into = up_chain_link(chain, "into", 0);
		if (!up_str_is_listed(call->name, "update delete insert"))
			continue;
		const char *name = call->name.s[0] == 'u' ? "update" : call->name.s[0] == 'd' ? "delete" : "insert";
		TSNode table = up_orm_arg(into ? into : call, 0);
		up_steps_state_data(steps, call, name, ts_node_is_null(table) ? UP_STR("") : up_orm_names(steps->orm, table),
				    up_chain_has(chain, "where andWhere"), (TSNode){ 0 });
		return true;
	}
	return false;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0];
	if (up_str_eq(chain->base, UP_STR("this")) && up_str_is_listed(call->name, "execute query") && call->n_args) {
		up_orm_sql(steps->orm, call->args[0], call, "execute");
		return true;
	}
	if (up_str_eq(chain->base, UP_STR("this")) && up_str_is_listed(call->name, "dropTable renameTable")) {
		up_str before = up_steps_set_table(steps, up_orm_arg(call, 0));
		bool is_drop = call->name.s[0] == 'd';
		up_steps_state_name(steps, call, is_drop ? "drop-table" : "rename-table", is_drop ? NULL : "new",
				    up_orm_name(steps->orm, up_orm_arg(call, 1)));
		steps->table = before;
		return true;
	}
	return read_builder(steps, chain) || read_table(steps, chain);
}

/* Are all calls of change() known to be undone? */
static bool is_reversible(up_str text)
{
	static const char *const calls[] = { "->execute(",    "->removeColumn(",   "->drop(", "->changeColumn(",
					     "->removeIndex", "->dropForeignKey(", "->query(" };
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (up_str_contains(text, up_str_from(calls[i])))
			return false;
	return true;
}

void up_orm_read_phinx(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *change = up_steps_first(&steps, "change"), *up = up_steps_first(&steps, "up");
	bool has_change = change && up_orm_children(orm, up_orm_field(change->node, "body")).n;
	const struct up_steps_function *first = has_change || !up ? change : up;
	const struct up_steps_function *down = first == change ? NULL : up_steps_find(&steps, first->owner, "down");
	orm->migration.version = up_steps_version(orm);
	up_orm_set(orm, "transaction", "yes");
	bool is_automatic = first == change && is_reversible(up_orm_source(orm, change->node));
	up_orm_set(orm, "down", is_automatic ? "automatic" : up_steps_down(&steps, down));
	up_steps_state(&steps, first, down);
}
