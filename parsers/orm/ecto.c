/* Migrations of Ecto: a module that says `use Ecto.Migration` and has change/0, or up/0 and down/0. What each call does, and which Ecto undoes by itself:
 * https://hexdocs.pm/ecto_sql/Ecto.Migration.html. Each runs in a transaction, and holds a lock on the table of versions, but for @disable_ddl_transaction
 * and @disable_migration_lock. */
#include "orm/ecto.h"
#include "base/buf.h"

bool up_orm_is_ecto(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	(void)root;
	/* Applications wrap it: use Plausible.Migration, use Pleroma.Migration */
	static const char *const uses[] = { "use Ecto.Migration", "Migration\n", "Migration," };
	bool uses_it = false;
	for (size_t i = 0; i < sizeof uses / sizeof *uses && !uses_it; i++)
		uses_it = up_str_contains(orm->code->text, up_str_from(uses[i]));
	if (!uses_it || !up_str_contains(orm->code->text, UP_STR("use ")))
		return false;
	up_steps_begin(&steps, orm, root, NULL);
	return up_steps_first(&steps, "change") || up_steps_first(&steps, "up");
}

/* --- what calls name ---------------------------------------------------------------------------------------------------- */

static struct ecto *ecto_of(const struct up_steps *steps)
{
	return (struct ecto *)steps->orm->reader;
}

/* States it; in change/0 its inverse must be known. */
void ecto_state(struct up_steps *steps, struct up_operation *operation, bool is_reversible)
{
	struct ecto *ecto = ecto_of(steps);
	if (ecto->is_change && is_reversible)
		up_operation_flag(operation, "reversible");
	ecto->is_irreversible |= ecto->is_change && !is_reversible;
	up_orm_state(steps->orm, operation);
}

bool ecto_call_of(struct up_steps *steps, TSNode node, struct up_orm_call *ret_call)
{
	return !ts_node_is_null(node) && up_orm_call_of(steps->orm, up_orm_value(steps->orm, node), ret_call);
}

/* "shop.orders" of table(:orders, prefix: "shop"). */
up_str ecto_table_of(struct up_orm *orm, TSNode name, const struct up_orm_call *call)
{
	TSNode prefix = up_orm_named(call, "prefix");
	up_str table = up_orm_name(orm, name);
	if (ts_node_is_null(prefix) || up_orm_is_nothing(orm, prefix))
		return table;
	return up_arena_printf(orm->code->arena, "%.*s.%.*s", UP_FMT(up_orm_name(orm, prefix)), UP_FMT(table));
}

/* table(:orders), or the name alone. */
static up_str table_named(struct up_steps *steps, TSNode node)
{
	struct up_orm_call call;
	if (ecto_call_of(steps, node, &call) && up_str_eq(call.name, UP_STR("table")))
		return ecto_table_of(steps->orm, up_orm_arg(&call, 0), &call);
	return up_orm_name(steps->orm, node);
}

/* orders_region_index: what Ecto calls an index that has no name. */
static up_str index_name(struct up_orm *orm, up_str table, up_str columns)
{
	struct up_buf out = { 0 };
	size_t dot = up_str_find_byte(table, '.', 0);
	up_buf_add(&out, dot == SIZE_MAX ? table : up_str_slice(table, dot + 1, table.len));
	up_buf_add_byte(&out, '_');
	for (size_t i = 0; i < columns.len; i++)
		if (columns.s[i] == ',' || columns.s[i] == ' ')
			up_buf_add_byte(&out, '_');
		else if (up_is_alnum(columns.s[i]) || columns.s[i] == '_')
			up_buf_add_byte(&out, columns.s[i]);
	up_buf_add_s(&out, "_index");
	return up_arena_take(orm->code->arena, &out);
}

bool ecto_is_on(struct up_steps *steps, const struct up_orm_call *call, const char *name)
{
	return up_orm_is_true(steps->orm, up_orm_named(call, name));
}

bool ecto_is_off(struct up_steps *steps, const struct up_orm_call *call, const char *name)
{
	return up_orm_is_false(steps->orm, up_orm_named(call, name));
}

bool ecto_if_exists(const struct up_orm_call *call)
{
	return up_str_ends(call->name, UP_STR("_if_exists"));
}

/* --- tables ------------------------------------------------------------------------------------------------------------- */

static void create_table(struct up_steps *steps, const struct up_orm_call *call, const struct up_orm_call *table)
{
	struct up_operation operation;
	struct up_orm *orm = steps->orm;
	TSNode key = up_orm_named(table, "primary_key");
	bool has_key = !up_orm_is_false(orm, key);
	up_str before = steps->table;
	steps->table = ecto_table_of(orm, up_orm_arg(table, 0), table);
	up_steps_begin_operation(steps, &operation, "create-table", call);
	if (up_str_ends(call->name, UP_STR("_if_not_exists")))
		up_operation_flag(&operation, "if-not-exists");
	if (has_key)
		up_operation_flag(&operation, "primary-key"); /* Ecto adds id */
	steps->creating = &operation;
	up_steps_walk(steps, up_orm_body_of(orm, call->node));
	steps->creating = NULL;
	if (!up_operation_has(&operation, "primary-key"))
		up_operation_flag(&operation, "no-primary-key");
	ecto_state(steps, &operation, true);
	steps->table = before;
}

static void alter_table(struct up_steps *steps, const struct up_orm_call *call)
{
	up_str before = steps->table;
	steps->table = table_named(steps, up_orm_arg(call, 0));
	up_steps_walk(steps, up_orm_body_of(steps->orm, call->node));
	steps->table = before;
}

/* index(:t, [:a, :b], opts), unique_index(…); *ret_name: the name that it has. */
static void read_index(struct up_steps *steps, const struct up_orm_call *call, const struct up_orm_call *index, bool is_drop)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode name = up_orm_named(index, "name"), where = up_orm_named(index, "where"), method = up_orm_named(index, "using");
	up_str table = ecto_table_of(orm, up_orm_arg(index, 0), index), columns = up_orm_names(orm, up_orm_arg(index, 1));
	up_orm_begin(orm, &operation, is_drop ? "drop-index" : "create-index", call);
	up_orm_say_text(&operation, "table", table);
	up_orm_say_text(&operation, "index", ts_node_is_null(name) ? index_name(orm, table, columns) : up_orm_name(orm, name));
	up_orm_say_text(&operation, "columns", columns);
	if (ecto_is_on(steps, index, "concurrently"))
		up_operation_flag(&operation, "concurrently");
	if (is_drop && ecto_if_exists(call))
		up_operation_flag(&operation, "if-exists");
	if (!is_drop) {
		if (!ts_node_is_null(method))
			up_orm_say_text(&operation, "method", up_orm_name(orm, method));
		if (up_str_eq(index->name, UP_STR("unique_index")) || ecto_is_on(steps, index, "unique"))
			up_operation_flag(&operation, "unique");
		if (ecto_is_off(steps, index, "nulls_distinct"))
			up_operation_flag(&operation, "nulls-not-distinct");
		if (up_str_ends(call->name, UP_STR("_if_not_exists")))
			up_operation_flag(&operation, "if-not-exists");
		if (!ts_node_is_null(where))
			up_operation_set(&operation, "where", up_orm_written(orm, where));
	}
	ecto_state(steps, &operation, true);
}

/* constraint(:t, :name, check: "…", validate: false) */
static void read_constraint(struct up_steps *steps, const struct up_orm_call *call, const struct up_orm_call *constraint, bool is_drop)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode check = up_orm_named(constraint, "check"), exclude = up_orm_named(constraint, "exclude");
	up_orm_begin(orm, &operation, is_drop ? "drop-constraint" : ts_node_is_null(exclude) ? "add-check" : "add-exclude", call);
	up_orm_say_text(&operation, "table", ecto_table_of(orm, up_orm_arg(constraint, 0), constraint));
	up_orm_say(orm, &operation, "constraint", up_orm_arg(constraint, 1));
	if (!is_drop && !ts_node_is_null(check))
		up_operation_set(&operation, "expression", up_orm_written(orm, check));
	if (!is_drop && ecto_is_off(steps, constraint, "validate"))
		up_operation_flag(&operation, "not-valid");
	if (is_drop && ecto_if_exists(call))
		up_operation_flag(&operation, "if-exists");
	ecto_state(steps, &operation, !is_drop);
}

static void drop_table(struct up_steps *steps, const struct up_orm_call *call, TSNode what)
{
	struct up_operation operation;
	up_orm_begin(steps->orm, &operation, "drop-table", call);
	up_orm_say_text(&operation, "table", table_named(steps, what));
	if (ecto_if_exists(call))
		up_operation_flag(&operation, "if-exists");
	if (up_str_contains(up_orm_source(steps->orm, up_orm_named(call, "mode")), UP_STR("cascade")))
		up_operation_flag(&operation, "cascade");
	ecto_state(steps, &operation, false);
}

/* create and drop of a table, an index, a constraint. */
static bool read_thing(struct up_steps *steps, const struct up_orm_call *call)
{
	bool is_drop = up_str_starts(call->name, UP_STR("drop"));
	struct up_orm_call thing;
	TSNode what = up_orm_arg(call, 0);
	if (!ecto_call_of(steps, what, &thing))
		return false;
	if (up_str_is_listed(thing.name, "index unique_index"))
		read_index(steps, call, &thing, is_drop);
	else if (up_str_eq(thing.name, UP_STR("constraint")))
		read_constraint(steps, call, &thing, is_drop);
	else if (up_str_eq(thing.name, UP_STR("table")) && is_drop)
		drop_table(steps, call, what);
	else if (up_str_eq(thing.name, UP_STR("table")))
		create_table(steps, call, &thing);
	else
		return false;
	return true;
}

/* rename table(:a), to: table(:b); rename table(:a), :x, to: :y; rename index(…), to: "new" */
static void read_rename(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_call what;
	struct up_operation operation;
	TSNode to = up_orm_named(call, "to"), column = up_orm_arg(call, 1);
	bool is_index = ecto_call_of(steps, up_orm_arg(call, 0), &what) && up_str_is_listed(what.name, "index unique_index");
	up_orm_begin(orm, &operation, is_index ? "rename-index" : ts_node_is_null(column) ? "rename-table" : "rename-column", call);
	up_orm_say_text(&operation, "table", is_index ? up_orm_name(orm, up_orm_arg(&what, 0)) : table_named(steps, up_orm_arg(call, 0)));
	if (is_index)
		up_orm_say(orm, &operation, "index", up_orm_named(&what, "name"));
	else
		up_orm_say(orm, &operation, "column", column);
	if (!ts_node_is_null(to))
		up_orm_say_text(&operation, "new", table_named(steps, to));
	ecto_state(steps, &operation, true);
}

/* --- SQL and data ------------------------------------------------------------------------------------------------------- */

/* execute("up", "down"), execute(&up/0, &down/0), execute(fn -> … end), a list of them */
static void read_execute(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_migration *migration = &orm->migration;
	struct ecto *ecto = ecto_of(steps);
	bool was_down = migration->is_down;
	ecto->is_irreversible |= ecto->is_change && call->n_args < 2;
	for (uint32_t i = 0; i < call->n_args && i < 2; i++) {
		struct up_text text;
		TSNode value = up_orm_value(orm, call->args[i]);
		migration->is_down = was_down != (i == 1);
		if (up_orm_is_any(value, "anonymous_function unary_operator"))
			up_steps_walk(steps, up_orm_is(value, "unary_operator") ? value : up_orm_body_of(orm, value));
		else if (!up_orm_text(orm, value, &text) || up_str_trim(text.bytes).len)
			up_orm_sql(orm, value, call, "execute");
	}
	migration->is_down = was_down;
}

/* repo().query!("…"), Repo.query("…"), Ecto.Adapters.SQL.query!(Repo, "…") */
static bool read_query(struct up_steps *steps, const struct up_chain *chain, const struct up_orm_call *call)
{
	if (!up_str_is_listed(call->name, "query query! query_many query_many!"))
		return false;
	uint32_t place = up_str_ends(chain->base, UP_STR("SQL")) ? 1 : 0;
	ecto_of(steps)->is_irreversible |= ecto_of(steps)->is_change;
	up_orm_sql(steps->orm, up_orm_arg(call, place), call, "query");
	return true;
}

/* Repo.update_all(…), repo().insert_all("t", …), Repo.delete_all(…) */
static bool read_rows(struct up_steps *steps, const struct up_chain *chain, const struct up_orm_call *call)
{
	bool is_repo = up_str_ends(chain->base, UP_STR("Repo")) || up_str_ends(chain->base, UP_STR("repo")) ||
		       up_str_eq(chain->links[0].name, UP_STR("repo"));
	if (!is_repo || chain->n > 2)
		return false;
	if (up_str_is_listed(call->name,
			     "all one one! get get! get_by get_by! stream exists? aggregate transaction in_transaction? start_link"))
		return false;
	struct up_operation operation;
	bool is_known = up_str_is_listed(call->name, "update_all delete_all insert_all update update! insert insert! delete delete!");
	up_orm_begin(steps->orm, &operation,
		     !is_known                                     ? "data-code"
		     : up_str_starts(call->name, UP_STR("update")) ? "update"
		     : up_str_starts(call->name, UP_STR("insert")) ? "insert"
								   : "delete",
		     call);
	TSNode what = up_orm_value(steps->orm, up_orm_arg(call, 0));
	if (up_orm_is_text(what))
		up_orm_say_text(&operation, "table", up_orm_name(steps->orm, what));
	if (!up_orm_is(what, "string") && !up_orm_is(what, "alias"))
		up_operation_flag(&operation, "where"); /* a query, or rows that were read */
	ecto_state(steps, &operation, false);
	return true;
}

/* Oban.Migration.up(version: 12): what a library does to its own tables. */
static bool read_foreign(struct up_steps *steps, const struct up_chain *chain, const struct up_orm_call *call)
{
	struct up_operation operation;
	bool is_library = up_str_ends(chain->base, UP_STR("Migration")) || up_str_ends(chain->base, UP_STR("Migrations"));
	if (!is_library || !up_str_is_listed(call->name, "up down change"))
		return false;
	up_orm_begin(steps->orm, &operation, "other", call);
	up_operation_set(&operation, "verb", chain->base);
	ecto_state(steps, &operation, false);
	return true;
}

/* --- the walk ----------------------------------------------------------------------------------------------------------- */

/* if direction() == :up do … else … end */
static bool read_direction(struct up_steps *steps, const struct up_orm_call *call)
{
	up_str condition = up_orm_source(steps->orm, up_orm_arg(call, 0));
	if (!up_str_is_listed(call->name, "if unless") || !up_str_contains(up_str_slice(condition, 0, 200), UP_STR("direction()")) ||
	    !up_orm_is(call->block, "do_block"))
		return false;
	struct up_migration *migration = &steps->orm->migration;
	struct ecto *ecto = ecto_of(steps);
	bool was_down = migration->is_down, was_change = ecto->is_change;
	bool is_down = up_str_contains(condition, UP_STR(":down")) != up_str_eq(call->name, UP_STR("unless"));
	struct up_orm_nodes parts = up_orm_children(steps->orm, call->block);
	ecto->is_change = false;
	for (uint32_t i = 0; i < parts.n; i++) {
		migration->is_down = is_down != up_orm_is(parts.nodes[i], "else_block");
		up_steps_walk(steps, parts.nodes[i]);
	}
	migration->is_down = was_down;
	ecto->is_change = was_change;
	return true;
}

static bool read_call(struct up_steps *steps, const struct up_orm_call *call)
{
	if (up_str_is_listed(call->name, "create create_if_not_exists drop drop_if_exists"))
		return read_thing(steps, call);
	if (up_str_eq(call->name, UP_STR("alter")))
		alter_table(steps, call);
	else if (up_str_eq(call->name, UP_STR("rename")))
		read_rename(steps, call);
	else if (up_str_is_listed(call->name, "execute execute_file"))
		read_execute(steps, call);
	else if (up_str_eq(call->name, UP_STR("raise")))
		ecto_of(steps)->raises = true;
	else if (!up_str_is_listed(call->name, "flush") && !read_direction(steps, call))
		return (steps->table.len || steps->creating) && ecto_read_column_call(steps, call);
	return true;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *last = &chain->links[chain->n - 1];
	bool is_bare = chain->n == 1 && !chain->base.len && ts_node_is_null(chain->base_node);
	if (is_bare)
		return read_call(steps, last);
	return read_query(steps, chain, last) || read_rows(steps, chain, last) || read_foreign(steps, chain, last);
}

static const char *how_undone(struct up_steps *steps, const struct up_steps_function *change, const struct up_steps_function *down)
{
	struct ecto *ecto = ecto_of(steps);
	if (!change) {
		const char *said = up_steps_down(steps, down);
		return ecto->raises && !strcmp(said, "written") && steps->orm->n_stated == 0 && steps->n_unknown == 0 ? "missing" : said;
	}
	steps->orm->is_dry = ecto->is_change = true;
	up_steps_read(steps, change->node);
	steps->orm->is_dry = ecto->is_change = false;
	steps->n_helpers = 0;
	return ecto->is_irreversible ? "missing" : "automatic";
}

static bool says(const struct up_orm *orm, const char *attribute)
{
	return up_str_contains(orm->code->text, up_str_from(attribute));
}

void up_orm_read_ecto(struct up_orm *orm, TSNode root)
{
	struct ecto ecto = { 0 };
	struct up_steps steps;
	orm->reader = &ecto;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *change = up_steps_first(&steps, "change");
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_first(&steps, "down");
	orm->migration.version = up_orm_leading_digits(up_orm_file_stem(orm));
	up_orm_set(orm, "transaction", says(orm, "@disable_ddl_transaction true") ? "no" : "yes");
	if (says(orm, "@disable_migration_lock true"))
		up_migration_set(orm->code->p, &orm->migration, "lock-off", UP_STR(""));
	up_orm_set(orm, "down", how_undone(&steps, change, down));
	ecto.is_change = change != NULL;
	up_steps_state(&steps, change ? change : up, change ? NULL : down);
}
