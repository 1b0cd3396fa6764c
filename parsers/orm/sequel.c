/* Migrations of Sequel: Sequel.migration do up do … end end. The statements are walked as those of Rails are; calls stand in blocks that have no parameter.
 * https://sequel.jeremyevans.net/rdoc/files/doc/migration_rdoc.html, https://sequel.jeremyevans.net/rdoc/files/doc/schema_modification_rdoc.html */
#include "orm/rails.h"

typedef void reader(struct rails *rails, const struct up_orm_call *call);

/* --- where -------------------------------------------------------------------------------------------------------------- */

static TSNode find_migration(struct up_orm *orm, TSNode root, struct up_orm_call *ret_call)
{
	struct up_orm_nodes statements = up_orm_children(orm, root);
	for (uint32_t i = 0; i < statements.n; i++) {
		if (up_orm_is(statements.nodes[i], "call") && up_orm_call_of(orm, statements.nodes[i], ret_call) &&
		    up_str_eq(ret_call->name, UP_STR("migration")) && up_str_eq(ret_call->object, UP_STR("Sequel")))
			return ret_call->block;
	}
	return (TSNode){ 0 };
}

bool up_orm_is_sequel(struct up_orm *orm, TSNode root)
{
	struct up_orm_call call;
	return !ts_node_is_null(find_migration(orm, root, &call));
}

/* In alter_table the table is said once. */
static bool is_inside(const struct rails *rails)
{
	return rails->table.len;
}

static TSNode arg(const struct rails *rails, const struct up_orm_call *call, uint32_t n)
{
	return is_inside(rails) ? (n ? up_orm_arg(call, n - 1) : (TSNode){ 0 }) : up_orm_arg(call, n);
}

static void begin(struct rails *rails, struct up_operation *operation, const char *name, const struct up_orm_call *call)
{
	up_str table = is_inside(rails) ? rails->table : up_orm_name(rails->orm, up_orm_arg(call, 0));
	rails_begin(rails, operation, name, call, table);
	if (up_orm_is_true(rails->orm, up_orm_named(call, "if_exists")))
		up_operation_flag(operation, "if-exists");
	if (up_orm_is_true(rails->orm, up_orm_named(call, "if_not_exists")))
		up_operation_flag(operation, "if-not-exists");
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

/* String, :varchar, "varchar(20)", Bignum */
static up_str type_of(struct rails *rails, TSNode node)
{
	static const char *const types[][2] = { { "BigDecimal", "numeric" }, { "Bignum", "bigint" },   { ":Bignum", "bigint" },
						{ "Bignum", "bigint" },      { "Date", "date" },       { "DateTime", "timestamp" },
						{ "FalseClass", "boolean" }, { "File", "blob" },       { "Float", "double precision" },
						{ "Integer", "integer" },    { "Numeric", "numeric" }, { "String", "varchar" },
						{ "Text", "text" },          { "Time", "timestamp" },  { "TrueClass", "boolean" } };
	up_str written = up_orm_is(node, "constant") ? up_orm_source(rails->orm, node) : up_orm_name(rails->orm, node);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (up_str_eq(written, up_str_from(types[i][0])))
			return up_str_from(types[i][1]);
	return written;
}

static void say_column(struct rails *rails, struct up_operation *operation, const struct up_orm_call *call, up_str type)
{
	struct up_orm *orm = rails->orm;
	TSNode size = up_orm_named(call, "size"), null = up_orm_named(call, "null"),
	       fallback = up_orm_value(orm, up_orm_named(call, "default"));
	struct up_orm_call made;
	if (up_orm_is_true(orm, up_orm_named(call, "text")))
		type = UP_STR("text");
	up_operation_set(operation, "type", type);
	up_orm_say(orm, operation, "limit", size);
	if (up_orm_is_false(orm, null) || up_orm_is_false(orm, up_orm_named(call, "allow_null")))
		up_operation_flag(operation, "not-null");
	if (up_orm_is_true(orm, up_orm_named(call, "unique")))
		up_operation_flag(operation, "unique");
	if (up_orm_is_true(orm, up_orm_named(call, "primary_key")))
		up_operation_flag(operation, "primary-key");
	if (ts_node_is_null(fallback))
		return;
	/* Sequel.lit("now()"), Sequel::CURRENT_TIMESTAMP, Sequel.function(:now) */
	if (up_orm_is(fallback, "call") && up_orm_call_of(orm, fallback, &made) && up_str_eq(made.object, UP_STR("Sequel"))) {
		up_orm_say_default(operation, up_orm_written(orm, up_orm_arg(&made, 0)));
	} else if (up_orm_is(fallback, "scope_resolution")) {
		up_orm_say_default(operation, up_orm_source(orm, up_code_field(fallback, "name")));
	} else if (up_orm_is_nothing(orm, fallback)) {
		up_operation_flag(operation, "default-null");
	} else {
		up_operation_set(operation, "default", up_orm_written(orm, fallback));
		up_operation_flag(operation, "default-constant");
	}
}

static void read_add_column(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(rails, &operation, "add-column", call);
	up_orm_say(rails->orm, &operation, "column", arg(rails, call, 1));
	say_column(rails, &operation, call, type_of(rails, arg(rails, call, 2)));
	rails_state(rails, &operation, true);
}

static void state_of_column(struct rails *rails, const struct up_orm_call *call, const char *name, const char *third, bool is_reversible)
{
	struct up_operation operation;
	begin(rails, &operation, name, call);
	up_orm_say(rails->orm, &operation, "column", arg(rails, call, 1));
	if (third && !strcmp(third, "type"))
		up_operation_set(&operation, third, type_of(rails, arg(rails, call, 2)));
	else if (third)
		up_orm_say(rails->orm, &operation, third, arg(rails, call, 2));
	if (!strcmp(name, "set-default"))
		up_operation_flag(&operation, "default-constant");
	rails_state(rails, &operation, is_reversible);
}

static void read_drop_column(struct rails *rails, const struct up_orm_call *call)
{
	state_of_column(rails, call, "drop-column", NULL, false);
}

static void read_rename_column(struct rails *rails, const struct up_orm_call *call)
{
	state_of_column(rails, call, "rename-column", "new", true);
}

static void read_set_type(struct rails *rails, const struct up_orm_call *call)
{
	state_of_column(rails, call, "change-column-type", "type", false);
}

static void read_set_default(struct rails *rails, const struct up_orm_call *call)
{
	bool drops = up_orm_is_nothing(rails->orm, arg(rails, call, 2));
	state_of_column(rails, call, drops ? "drop-default" : "set-default", drops ? NULL : "default", false);
}

static void read_set_not_null(struct rails *rails, const struct up_orm_call *call)
{
	state_of_column(rails, call, "set-not-null", NULL, false);
}

/* set_column_allow_null :a, false is another way to say set_column_not_null :a. */
static void read_allow_null(struct rails *rails, const struct up_orm_call *call)
{
	bool sets = up_orm_is_false(rails->orm, arg(rails, call, 2));
	state_of_column(rails, call, sets ? "set-not-null" : "drop-not-null", NULL, true);
}

/* --- indexes and constraints -------------------------------------------------------------------------------------------- */

static void state_index(struct rails *rails, const struct up_orm_call *call, bool creates)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	up_str columns = up_orm_names(orm, arg(rails, call, 1)),
	       table = is_inside(rails) ? rails->table : up_orm_name(orm, up_orm_arg(call, 0));
	TSNode name = up_orm_named(call, "name");
	begin(rails, &operation, creates ? "create-index" : "drop-index", call);
	if (!ts_node_is_null(name)) {
		up_orm_say(orm, &operation, "index", name);
	} else { /* orders_region_index */
		struct up_buf out = { 0 };
		up_buf_printf(&out, "%.*s_%.*s_index", UP_FMT(table), UP_FMT(columns));
		for (size_t i = 0; i < out.len; i++)
			if (out.bytes[i] == ',')
				out.bytes[i] = '_';
		up_orm_say_text(&operation, "index", up_arena_take(orm->code->arena, &out));
	}
	up_orm_say_text(&operation, "columns", columns);
	if (up_orm_is_true(orm, up_orm_named(call, "concurrently")))
		up_operation_flag(&operation, "concurrently");
	if (up_orm_is_true(orm, up_orm_named(call, "unique")))
		up_operation_flag(&operation, "unique");
	up_orm_say(orm, &operation, "method", up_orm_named(call, "type"));
	if (!ts_node_is_null(up_orm_named(call, "where")))
		up_operation_set(&operation, "where", up_orm_source(orm, up_orm_named(call, "where")));
	rails_state(rails, &operation, creates);
}

static void read_add_index(struct rails *rails, const struct up_orm_call *call)
{
	state_index(rails, call, true);
}

static void read_drop_index(struct rails *rails, const struct up_orm_call *call)
{
	state_index(rails, call, false);
}

/* add_foreign_key :shop_id, :shops makes the column as well; add_foreign_key [:shop_id], :shops does not. */
static void read_add_foreign_key(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	TSNode columns = arg(rails, call, 1);
	bool is_new = !up_orm_is(up_orm_value(orm, columns), "array");
	begin(rails, &operation, is_new ? "add-column" : "add-foreign-key", call);
	up_orm_say_text(&operation, is_new ? "column" : "columns", up_orm_names(orm, columns));
	if (is_new)
		say_column(rails, &operation, call, UP_STR("integer"));
	up_orm_say(orm, &operation, "references", arg(rails, call, 2));
	up_orm_say(orm, &operation, "constraint", up_orm_named(call, "name"));
	up_orm_say_on_delete(&operation, "on-delete", up_orm_name(orm, up_orm_named(call, "on_delete")));
	if (up_orm_is_true(orm, up_orm_named(call, "not_valid")))
		up_operation_flag(&operation, "not-valid");
	rails_state(rails, &operation, true);
}

static void state_constraint(struct rails *rails, const struct up_orm_call *call, const char *name, const char *second, bool is_reversible)
{
	struct up_operation operation;
	begin(rails, &operation, name, call);
	up_orm_say_text(&operation, second, up_orm_names(rails->orm, arg(rails, call, 1)));
	if (strcmp(second, "constraint") != 0)
		up_orm_say(rails->orm, &operation, "constraint", up_orm_named(call, "name"));
	if (up_orm_is_true(rails->orm, up_orm_named(call, "not_valid")))
		up_operation_flag(&operation, "not-valid");
	rails_state(rails, &operation, is_reversible);
}

static void read_add_constraint(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "add-check", "constraint", true);
}

static void read_add_unique(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "add-unique", "columns", true);
}

static void read_add_primary_key(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "add-primary-key", "columns", true);
}

static void read_drop_foreign_key(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "drop-foreign-key", "columns", false);
}

static void read_validate(struct rails *rails, const struct up_orm_call *call)
{
	state_constraint(rails, call, "validate-constraint", "constraint", false);
}

static void read_drop_constraint(struct rails *rails, const struct up_orm_call *call)
{
	up_str type = up_orm_name(rails->orm, up_orm_named(call, "type"));
	bool is_unique = up_str_eq(type, UP_STR("unique")), is_key = up_str_eq(type, UP_STR("primary_key"));
	bool is_foreign = up_str_eq(type, UP_STR("foreign_key")), is_check = up_str_eq(type, UP_STR("check"));
	state_constraint(rails, call,
			 is_unique    ? "drop-unique"
			 : is_key     ? "drop-primary-key"
			 : is_foreign ? "drop-foreign-key"
			 : is_check   ? "drop-check"
				      : "drop-constraint",
			 "constraint", false);
}

/* --- tables ------------------------------------------------------------------------------------------------------------- */

/* A line of create_table: what it says of the whole. */
static void say_line(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	up_str name = call->name;
	if (up_str_is_listed(name, "index spatial_index full_text_index unique exclude"))
		return;
	if (up_str_eq(name, UP_STR("primary_key")) || up_orm_is_true(orm, up_orm_named(call, "primary_key"))) {
		up_operation_flag(rails->created, "primary-key");
		if (up_str_eq(up_orm_name(orm, up_orm_named(call, "type")), UP_STR("Bignum")))
			return;
		return;
	}
	if (up_str_is_listed(name, "check constraint")) {
		up_operation_flag(rails->created, "check");
		return;
	}
	if (up_str_eq(name, UP_STR("foreign_key"))) {
		TSNode second = up_orm_arg(call, 1);
		up_orm_say(orm, rails->created, "references", up_orm_is(second, "hash") ? (TSNode){ 0 } : second);
		return;
	}
	bool is_column = up_str_eq(name, UP_STR("column"));
	up_str type = is_column ? type_of(rails, up_orm_arg(call, 1)) : type_of(rails, up_code_field(call->node, "method"));
	up_str word = up_arena_printf(orm->code->arena, "type=%.*s", UP_FMT(up_str_slice(type, 0, UP_ORM_NAME_BYTES)));
	for (uint32_t i = 1; i < rails->created->n_words; i++)
		if (up_str_eq(rails->created->words[i].text.bytes, word))
			return;
	up_operation_set(rails->created, "type", type);
}

static void read_create_table(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation, *was_created = rails->created;
	up_str was_table = rails->table;
	bool is_forced = up_str_ends(call->name, UP_STR("!"));
	begin(rails, &operation, ts_node_is_null(up_orm_named(call, "as")) ? "create-table" : "create-table-as", call);
	if (is_forced)
		up_operation_flag(&operation, "force");
	if (up_orm_is_true(rails->orm, up_orm_named(call, "temp")))
		up_operation_flag(&operation, "temporary");
	if (up_str_ends(call->name, UP_STR("?")))
		up_operation_flag(&operation, "if-not-exists");
	rails->created = &operation;
	rails->table = up_orm_name(rails->orm, up_orm_arg(call, 0));
	rails_read_block(rails, call->block);
	rails->created = was_created;
	rails->table = was_table;
	if (!up_operation_has(&operation, "primary-key") && !up_operation_has(&operation, "dynamic"))
		up_operation_flag(&operation, "no-primary-key");
	rails_state(rails, &operation, true);
}

static void read_alter_table(struct rails *rails, const struct up_orm_call *call)
{
	up_str was_table = rails->table;
	rails->table = up_orm_name(rails->orm, up_orm_arg(call, 0));
	rails_read_block(rails, call->block);
	rails->table = was_table;
}

static void read_drop_table(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		struct up_operation operation;
		rails_begin(rails, &operation, "drop-table", call, up_orm_name(rails->orm, call->args[i]));
		if (up_str_ends(call->name, UP_STR("?")))
			up_operation_flag(&operation, "if-exists");
		if (up_orm_is_true(rails->orm, up_orm_named(call, "cascade")))
			up_operation_flag(&operation, "cascade");
		rails_state(rails, &operation, false);
	}
}

static void state_pair(struct rails *rails, const struct up_orm_call *call, const char *name, bool is_reversible)
{
	struct up_operation operation;
	rails_begin(rails, &operation, name, call, up_orm_name(rails->orm, up_orm_arg(call, 0)));
	if (!strcmp(name, "rename-table"))
		up_orm_say(rails->orm, &operation, "new", up_orm_arg(call, 1));
	rails_state(rails, &operation, is_reversible);
}

static void read_rename_table(struct rails *rails, const struct up_orm_call *call)
{
	state_pair(rails, call, "rename-table", true);
}

static void read_view(struct rails *rails, const struct up_orm_call *call)
{
	bool drops = up_str_starts(call->name, UP_STR("drop"));
	state_pair(rails, call, drops ? "drop-view" : "create-view", !drops);
}

static void read_run(struct rails *rails, const struct up_orm_call *call)
{
	rails->is_irreversible |= rails->is_change;
	up_orm_sql(rails->orm, up_orm_arg(call, 0), call, "run");
}

static const struct {
	const char *names;
	reader *read;
} calls[] = {
	{ "add_column", read_add_column },
	{ "add_constraint", read_add_constraint },
	{ "add_foreign_key", read_add_foreign_key },
	{ "add_index add_full_text_index add_spatial_index", read_add_index },
	{ "add_primary_key add_composite_primary_key", read_add_primary_key },
	{ "add_unique_constraint", read_add_unique },
	{ "alter_table", read_alter_table },
	{ "create_table create_table! create_table?", read_create_table },
	{ "create_view create_or_replace_view drop_view", read_view },
	{ "drop_column", read_drop_column },
	{ "drop_constraint", read_drop_constraint },
	{ "drop_foreign_key", read_drop_foreign_key },
	{ "drop_index", read_drop_index },
	{ "drop_table drop_table?", read_drop_table },
	{ "rename_column", read_rename_column },
	{ "rename_table", read_rename_table },
	{ "run execute execute_ddl execute_dui <<", read_run },
	{ "set_column_allow_null", read_allow_null },
	{ "set_column_default", read_set_default },
	{ "set_column_not_null", read_set_not_null },
	{ "set_column_type", read_set_type },
	{ "validate_constraint", read_validate },
};

static bool read_call(struct rails *rails, const struct up_orm_call *call)
{
	if (rails->created && !up_str_is_listed(call->name, "each map puts")) {
		say_line(rails, call);
		return true;
	}
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (!up_str_is_listed(call->name, calls[i].names))
			continue;
		calls[i].read(rails, call);
		return true;
	}
	return false;
}

/* --- data --------------------------------------------------------------------------------------------------------------- */

/* BigintMigration.add_column(self, :orders): a helper that is given the database. */
static bool read_helper(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	if (!up_orm_is(up_orm_arg(call, 0), "self") || up_str_ends(call->name, UP_STR("?")))
		return false;
	if (rails->created) { /* it adds columns that nobody sees here */
		up_operation_flag(rails->created, "dynamic");
		return true;
	}
	if (!ts_node_is_null(call->block)) {
		rails_read_block(rails, call->block);
		return true;
	}
	up_orm_begin(rails->orm, &operation, "other", call);
	up_operation_set(&operation, "verb", call->name);
	up_orm_say(rails->orm, &operation, "table", up_orm_arg(call, 1));
	rails_state(rails, &operation, false);
	return true;
}

/* self[:orders].where(…).update(…), from(:orders).delete */
static bool read_data(struct rails *rails, const struct up_orm_call *call)
{
	static const char *const kinds[][2] = { { "update", "update" },       { "delete", "delete" }, { "insert", "insert" },
						{ "multi_insert", "insert" }, { "import", "insert" }, { "truncate", "truncate" } };
	const char *name = NULL;
	up_str table = UP_STR("");
	bool has_where = false, is_dataset = false;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_str_eq(call->name, up_str_from(kinds[i][0])))
			name = kinds[i][1];
	TSNode receiver = call->receiver;
	for (uint32_t i = 0; i < 24 && !ts_node_is_null(receiver); i++) {
		struct up_orm_call step;
		receiver = up_orm_value(rails->orm, receiver);
		if (up_orm_is(receiver, "element_reference")) {
			table = up_orm_name(rails->orm, up_code_child(receiver, 1));
			is_dataset = true;
			break;
		}
		if (!up_orm_is(receiver, "call") || !up_orm_call_of(rails->orm, receiver, &step))
			break;
		has_where |= up_str_is_listed(step.name, "where exclude filter first limit");
		if (up_str_is_listed(step.name, "from dataset")) {
			table = up_orm_name(rails->orm, up_orm_arg(&step, 0));
			is_dataset = true;
			break;
		}
		receiver = step.receiver;
	}
	if (is_dataset && !ts_node_is_null(call->block) && up_str_is_listed(call->name, "each all paged_each map")) {
		rails_read_block(rails, call->block);
		return true;
	}
	if (!is_dataset)
		return read_helper(rails, call);
	if (!name)
		return true; /* rows are looked at */
	struct up_operation operation;
	rails->is_irreversible |= rails->is_change;
	up_orm_begin(rails->orm, &operation, name, call);
	up_orm_say_text(&operation, "table", table);
	if (has_where)
		up_operation_flag(&operation, "where");
	up_orm_state(rails->orm, &operation);
	return true;
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

/* Constants and helpers of the file. */
static void learn_file(struct rails *rails, struct up_orm_nodes statements)
{
	TSNode *methods = up_arena_alloc(rails->orm->code->arena, (statements.n + 1) * sizeof *methods);
	for (uint32_t i = 0; i < statements.n; i++) {
		TSNode node = statements.nodes[i];
		if (up_orm_is(node, "assignment"))
			up_orm_bind(rails->orm, up_orm_source(rails->orm, up_code_field(node, "left")), up_code_field(node, "right"));
		else if (up_orm_is(node, "method"))
			methods[rails->methods.n++] = node;
	}
	rails->methods.nodes = methods;
}

static const char *how_undone(struct rails *rails, TSNode up, TSNode down)
{
	rails_read_part(rails, up, true, false);
	if (rails->is_change)
		return rails->is_irreversible ? "missing" : "automatic";
	if (!rails->orm->n_stated)
		return "automatic"; /* there is nothing to undo */
	if (ts_node_is_null(down))
		return "missing";
	if (!up_orm_body(rails->orm, down).n)
		return "empty";
	rails_read_part(rails, down, true, true);
	return rails->raises && !rails->orm->n_stated ? "missing" : "written";
}

void up_orm_read_sequel(struct up_orm *orm, TSNode root)
{
	struct rails rails = { .orm = orm, .read_call = read_call, .read_data = read_data };
	struct up_orm_call whole = { 0 };
	struct up_orm_nodes parts = up_orm_body(orm, find_migration(orm, root, &whole)), statements = up_orm_children(orm, root);
	TSNode change = { 0 }, up = { 0 }, down = { 0 };
	bool in_transaction = true;
	learn_file(&rails, statements);
	for (uint32_t i = 0; i < parts.n; i++) {
		struct up_orm_call call;
		if (!up_orm_call_of(orm, parts.nodes[i], &call))
			continue;
		in_transaction &= !up_str_eq(call.name, UP_STR("no_transaction"));
		if (up_str_eq(call.name, UP_STR("change")))
			change = call.block;
		else if (up_str_eq(call.name, UP_STR("up")))
			up = call.block;
		else if (up_str_eq(call.name, UP_STR("down")))
			down = call.block;
	}
	rails.is_change = !ts_node_is_null(change);
	const char *undone = how_undone(&rails, rails.is_change ? change : up, down);
	orm->migration.version = up_orm_leading_digits(up_orm_file_stem(orm));
	up_orm_set(orm, "transaction", in_transaction ? "yes" : "no");
	up_orm_set(orm, "down", undone);
	up_orm_state_migration(orm, up_code_field(whole.node, "method"));
	rails_read_part(&rails, rails.is_change ? change : up, false, false);
	rails.is_change = false;
	rails_read_part(&rails, down, false, true);
}
