/* Migrations of Doctrine: a class with up(Schema $schema) that calls $this->addSql('…') or changes $schema
 * (https://www.doctrine-project.org/projects/doctrine-migrations/en/latest/reference/migration-classes.html), each in a transaction unless isTransactional() says
 * no; and Shopware's steps, update(Connection $connection), which nothing undoes. */
#include "orm/column.h"

bool up_orm_is_doctrine(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_str text = orm->code->text;
	up_steps_begin(&steps, orm, root, NULL);
	if (up_str_contains(text, UP_STR("MigrationStep")))
		return up_steps_first(&steps, "update") != NULL;
	bool is_doctrine = up_str_contains(text, UP_STR("Doctrine\\")) || up_str_contains(text, UP_STR("addSql"));
	return is_doctrine && up_steps_first(&steps, "up") && up_str_contains(text, UP_STR("Migration"));
}

/* --- what $schema and its tables are told ------------------------------------------------------------------------------- */

/* getTable('x') or createTable('x'), in the chain or behind the name of the variable. */
static const struct up_orm_call *table_of(const struct up_chain *chain)
{
	const struct up_orm_call *table = up_chain_link(chain, "getTable", 0);
	table = table ? table : up_chain_link(chain, "createTable", 0);
	return table || !chain->bound ? table : table_of(chain->bound);
}

static void read_column(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	bool is_new = up_str_eq(call->name, UP_STR("addColumn"));
	struct up_orm_column column = { .node = call->node, .at = call->at, .name = up_orm_name(orm, up_orm_arg(call, 0)) };
	up_orm_column_options(orm, &column, up_orm_arg(call, is_new ? 2 : 1), false);
	if (is_new)
		column.type = up_orm_name(orm, up_orm_arg(call, 1));
	column.keeps_type = !is_new && ts_node_is_null(up_orm_entry(up_orm_map(orm, up_orm_arg(call, 1)), "type")) &&
			    (column.is_null || column.is_not_null);
	(is_new ? up_orm_column_add : up_orm_column_change)(steps, &column);
}

static void read_drop(struct up_steps *steps, const struct up_orm_call *call)
{
	static const char *const kinds[][3] = { { "Column", "drop-column", "column" }, { "Index", "drop-index", "index" } };
	const char *operation = "drop-constraint", *part = "constraint";
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!up_str_ends(call->name, up_str_from(kinds[i][0])))
			continue;
		operation = kinds[i][1];
		part = kinds[i][2];
	}
	up_steps_state_name(steps, call, operation, part, up_orm_name(steps->orm, up_orm_arg(call, 0)));
}

static bool read_table_call(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_key key = { .call = call };
	if (up_str_is_listed(call->name, "addColumn changeColumn modifyColumn"))
		read_column(steps, call);
	else if (up_str_is_listed(call->name, "dropColumn dropIndex removeForeignKey dropForeignKey removeUniqueConstraint")) {
		read_drop(steps, call);
	} else if (up_str_is_listed(call->name, "addIndex addUniqueIndex")) {
		key.columns = up_orm_names(orm, up_orm_arg(call, 0));
		key.name = ts_node_is_null(up_orm_arg(call, 1)) ? UP_STR("") : up_orm_name(orm, up_orm_arg(call, 1));
		key.is_unique = up_str_eq(call->name, UP_STR("addUniqueIndex"));
		up_orm_key_index(steps, &key);
	} else if (up_str_eq(call->name, UP_STR("addForeignKeyConstraint"))) {
		key.references = up_orm_name(orm, up_orm_arg(call, 0));
		key.columns = up_orm_names(orm, up_orm_arg(call, 1));
		key.referenced_columns = up_orm_names(orm, up_orm_arg(call, 2));
		up_orm_key_options(orm, &key, up_orm_map(orm, up_orm_arg(call, 3)));
		if (call->n_args > 4)
			key.name = up_orm_name(orm, call->args[4]);
		up_orm_key_constraint(steps, "add-foreign-key", &key);
	} else if (up_str_is_listed(call->name, "setPrimaryKey addPrimaryKeyConstraint addUniqueConstraint")) {
		key.columns = up_orm_names(orm, up_orm_arg(call, 0));
		up_orm_key_constraint(steps, up_str_eq(call->name, UP_STR("addUniqueConstraint")) ? "add-unique" : "add-primary-key", &key);
	} else if (up_str_is_listed(call->name, "renameColumn renameIndex")) {
		struct up_operation operation;
		bool is_index = up_str_eq(call->name, UP_STR("renameIndex"));
		up_steps_begin_operation(steps, &operation, is_index ? "rename-index" : "rename-column", call);
		up_orm_say(orm, &operation, is_index ? "index" : "column", up_orm_arg(call, 0));
		up_orm_say(orm, &operation, "new", up_orm_arg(call, 1));
		up_orm_state(orm, &operation);
	} else {
		return false;
	}
	return true;
}

/* getColumn('x')->setLength(50)->setNotnull(true) */
static bool read_column_change(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *call = up_chain_link(chain, "getColumn", 0), *null = up_chain_link(chain, "setNotnull", 0);
	if (!call || !up_chain_has(chain, "setLength setType setOptions setNotnull setDefault setPrecision setScale setPlatformOption"))
		return false;
	struct up_orm_column column = { .node = chain->node, .at = call->at, .name = up_orm_name(orm, up_orm_arg(call, 0)) };
	const struct up_orm_call *value = up_chain_link(chain, "setDefault", 0);
	if (value)
		up_orm_column_default(orm, &column, up_orm_arg(value, 0));
	if (null)
		*(up_orm_is_false(orm, up_orm_arg(null, 0)) ? &column.is_null : &column.is_not_null) = true;
	column.keeps_type = !up_chain_has(chain, "setLength setType setOptions setPrecision setScale setPlatformOption");
	up_orm_column_change(steps, &column);
	return true;
}

static bool read_schema(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	bool is_known = false, was_new = steps->is_new_table;
	const struct up_orm_call *table = table_of(chain);
	up_str before = steps->table;
	if (table) {
		steps->table = up_orm_name(orm, up_orm_arg(table, 0));
		steps->is_new_table = up_str_eq(table->name, UP_STR("createTable"));
	}
	if (table && read_column_change(steps, chain))
		is_known = true;
	for (uint32_t i = 0; i < chain->n && !is_known; i++) {
		const struct up_orm_call *call = &chain->links[i];
		if (up_str_is_listed(call->name, "createTable dropTable renameTable") && !up_str_starts(chain->base, UP_STR("this"))) {
			struct up_operation operation;
			const char *name = call->name.s[0] == 'c' ? "create-table" : call->name.s[0] == 'd' ? "drop-table" : "rename-table";
			up_orm_begin(orm, &operation, name, call);
			up_orm_say(orm, &operation, "table", up_orm_arg(call, 0));
			if (call->name.s[0] == 'r')
				up_orm_say(orm, &operation, "new", up_orm_arg(call, 1));
			up_orm_state(orm, &operation);
			is_known = true;
		} else if (table) {
			is_known |= read_table_call(steps, call);
		}
	}
	steps->table = before;
	steps->is_new_table = was_new;
	return is_known;
}

/* --- Shopware's helpers ------------------------------------------------------------------------------------------------- */

/* $this->dropColumnIfExists($connection, 'product', 'old') */
static bool read_helper(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} helpers[] = {
		{ "dropTableIfExists", "drop-table", NULL },
		{ "dropColumnIfExists", "drop-column", "column" },
		{ "dropForeignKeyIfExists", "drop-foreign-key", "constraint" },
		{ "dropIndexIfExists", "drop-index", "index" },
		{ "addColumn", "add-column", "column" },
	};
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
		if (!up_str_eq(call->name, up_str_from(helpers[i].call)) || call->n_args + call->named.n < 2)
			continue;
		struct up_operation operation;
		up_orm_begin(orm, &operation, helpers[i].operation, call);
		up_orm_say(orm, &operation, "table", up_orm_arg_or(call, 1, "table"));
		if (helpers[i].attribute)
			up_orm_say(orm, &operation, helpers[i].attribute, up_orm_arg_or(call, 2, helpers[i].attribute));
		if (!strcmp(helpers[i].call, "addColumn")) {
			up_operation_set(&operation, "type", up_orm_written(orm, up_orm_arg_or(call, 3, "type")));
			TSNode nullable = up_orm_arg_or(call, 4, "nullable");
			up_operation_flag(&operation, up_orm_is_false(orm, nullable) ? "not-null" : "null");
		} else {
			up_operation_flag(&operation, "if-exists");
		}
		up_orm_state(orm, &operation);
		return true;
	}
	return false;
}

/* --- chains ------------------------------------------------------------------------------------------------------------- */

/* $this->abortIf($platform !== 'mysql', …): what comes next is for that one alone. */
static void read_abort(struct up_steps *steps, const struct up_orm_call *call)
{
	bool is_not = false;
	enum up_dialect dialect = up_condition_dialect(steps, up_orm_arg(call, 0), &is_not);
	if (dialect && is_not)
		steps->orm->migration.dialect = dialect;
	steps->orm->migration.is_asked |= up_condition_asks(steps, up_orm_arg(call, 0));
}

static bool read_rows(struct up_steps *steps, const struct up_orm_call *call)
{
	bool is_update = up_str_eq(call->name, UP_STR("update")), is_delete = up_str_eq(call->name, UP_STR("delete"));
	if (!is_update && !is_delete && !up_str_eq(call->name, UP_STR("insert")))
		return false;
	TSNode where = up_orm_value(steps->orm, up_orm_arg(call, is_update ? 2 : 1));
	bool has_where = !ts_node_is_null(where) && (up_orm_map(steps->orm, where).n || !up_orm_is(where, "array_creation_expression"));
	up_steps_state_data(steps, call,
			    is_update   ? "update"
			    : is_delete ? "delete"
					: "insert",
			    up_orm_name(steps->orm, up_orm_arg(call, 0)), has_where && (is_update || is_delete), up_orm_arg(call, 1));
	return true;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[chain->n - 1];
	bool is_this = up_str_eq(chain->base, UP_STR("this")), is_connection = up_str_ends(chain->base, UP_STR("onnection"));
	if (up_str_is_listed(call->name, "addSql executeStatement executeQuery executeUpdate exec") && call->n_args) {
		struct up_orm_nodes list = up_orm_list(steps->orm, call->args[0]);
		for (uint32_t i = 0; i < list.n; i++)
			up_orm_sql(steps->orm, list.nodes[i], call, "addSql");
		return true;
	}
	if (is_this && up_str_is_listed(call->name, "abortIf skipIf")) {
		read_abort(steps, call);
		return true;
	}
	if (is_this && up_str_is_listed(call->name, "write warnIf preventEmptyMigrationWarning"))
		return true;
	return (is_connection && read_rows(steps, call)) || (is_this && read_helper(steps, call)) || read_schema(steps, chain);
}

static up_str version_of(struct up_orm *orm, TSNode owner)
{
	up_str name = up_orm_source(orm, up_orm_field(owner, "name"));
	size_t start = 0, end;
	while (start < name.len && !up_is_digit(name.s[start]))
		start++;
	for (end = start; end < name.len && up_is_digit(name.s[end]);)
		end++;
	return end - start >= 8 ? up_str_slice(name, start, end) : up_steps_version(orm);
}

void up_orm_read_doctrine(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	bool is_step = up_str_contains(orm->code->text, UP_STR("MigrationStep"));
	const struct up_steps_function *up = up_steps_first(&steps, is_step ? "update" : "up"),
				       *down = up_steps_find(&steps, up->owner, "down");
	const struct up_steps_function *asked = up_steps_find(&steps, up->owner, "isTransactional");
	bool is_outside = asked && up_str_contains(up_orm_source(orm, asked->node), UP_STR("false"));
	orm->migration.version = version_of(orm, up->owner);
	up_orm_set(orm, "transaction", is_step ? "no" : is_outside ? "no" : "yes");
	up_orm_set(orm, "down", is_step ? "none" : up_steps_down(&steps, down));
	up_steps_state(&steps, up, is_step ? NULL : down);
	const struct up_steps_function *later = is_step ? up_steps_find(&steps, up->owner, "updateDestructive") : NULL;
	if (later)
		up_steps_read(&steps, later->node);
}
