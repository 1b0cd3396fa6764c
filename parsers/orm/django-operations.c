/* Operations of Django's migrations. https://docs.djangoproject.com/en/stable/ref/migration-operations/ and, of PostgreSQL's own,
 * https://docs.djangoproject.com/en/stable/ref/contrib/postgres/operations/ */
#include "orm/django.h"

typedef void reader(struct django *django, const struct up_orm_call *call);

/* --- tables and names --------------------------------------------------------------------------------------------------- */

static up_str lower(struct django *django, up_str name)
{
	return python_django_table(&django->python, UP_STR(""), name);
}

static up_str key_of(struct django *django, up_str model)
{
	return up_arena_printf(django->orm->code->arena, "table of %.*s", UP_FMT(lower(django, model)));
}

void django_learn_table(struct django *django, up_str model, TSNode table)
{
	up_orm_bind(django->orm, key_of(django, model), table);
}

up_str django_table(struct django *django, up_str model)
{
	TSNode known = up_orm_known(django->orm, key_of(django, model));
	if (!ts_node_is_null(known))
		return up_orm_name(django->orm, known);
	return python_django_table(&django->python, django->app, model);
}

static up_str model_of(struct django *django, const struct up_orm_call *call)
{
	TSNode name = up_orm_named(call, "model_name");
	if (ts_node_is_null(name))
		name = up_orm_arg_or(call, 0, "name");
	return up_orm_name(django->orm, name);
}

static up_str table_of(struct django *django, const struct up_orm_call *call)
{
	return django_table(django, model_of(django, call));
}

static void begin(struct django *django, struct up_operation *operation, const char *name, const struct up_orm_call *call)
{
	up_orm_begin(django->orm, operation, name, call);
	up_operation_set(operation, "table", table_of(django, call));
}

/* All that Django's own operations do can be undone; that data is lost is another matter. */
static void state(struct django *django, struct up_operation *operation)
{
	django->n_others++;
	up_operation_flag(operation, "reversible");
	up_orm_state(django->orm, operation);
}

/* --- models ------------------------------------------------------------------------------------------------------------- */

static void say_create_field(struct django *django, struct up_operation *operation, const struct django_field *field)
{
	up_str type = up_arena_printf(django->orm->code->arena, "type=%.*s", UP_FMT(django_type(django, field)));
	bool is_said = false;
	for (uint32_t i = 1; i < operation->n_words; i++)
		is_said |= up_str_eq(operation->words[i].text.bytes, type);
	if (!is_said && !field->is_many)
		up_operation_set(operation, "type", django_type(django, field));
	if (field->is_relation)
		django_say_references(operation, field);
	if (field->is_key && up_str_is_listed(field->class, "AutoField SmallAutoField IntegerField PositiveIntegerField SmallIntegerField"))
		up_operation_flag(operation, "short-primary-key");
}

/* The table between two models. */
static void state_many(struct django *django, const struct up_orm_call *call, const struct django_field *field, up_str table)
{
	struct up_operation operation;
	if (!up_str_ends(field->class, UP_STR("ManyToManyField")) || !ts_node_is_null(up_orm_named(&field->call, "through")))
		return;
	up_str name = up_orm_name(django->orm, up_orm_named(&field->call, "db_table"));
	up_orm_begin(django->orm, &operation, "create-table", call);
	up_operation_set(&operation, "table",
			 name.len ? name : up_arena_printf(django->orm->code->arena, "%.*s_%.*s", UP_FMT(table), UP_FMT(field->column)));
	up_operation_flag(&operation, "primary-key");
	up_operation_set(&operation, "references", table);
	up_operation_set(&operation, "references", field->references);
	state(django, &operation);
}

static void read_create_model(struct django *django, const struct up_orm_call *call)
{
	struct up_orm *orm = django->orm;
	struct up_operation operation;
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg_or(call, 2, "options"));
	TSNode table = up_orm_entry(options, "db_table");
	if (!ts_node_is_null(table))
		django_learn_table(django, model_of(django, call), table);
	if (up_orm_is_false(orm, up_orm_entry(options, "managed")) || up_orm_is_true(orm, up_orm_entry(options, "proxy")))
		return;
	struct up_orm_nodes fields = up_orm_list(orm, up_orm_arg_or(call, 1, "fields"));
	struct django_field field;
	begin(django, &operation, "create-table", call);
	up_operation_flag(&operation, "primary-key");
	for (uint32_t i = 0; i < fields.n && up_orm_step(orm, fields.nodes[i]); i++) {
		struct up_orm_nodes pair = up_orm_list(orm, fields.nodes[i]);
		if (pair.n == 2 && django_field_of(django, pair.nodes[1], up_orm_name(orm, pair.nodes[0]), &field))
			say_create_field(django, &operation, &field);
	}
	state(django, &operation);
	for (uint32_t i = 0; i < fields.n && up_orm_step(orm, fields.nodes[i]); i++) {
		struct up_orm_nodes pair = up_orm_list(orm, fields.nodes[i]);
		if (pair.n == 2 && django_field_of(django, pair.nodes[1], up_orm_name(orm, pair.nodes[0]), &field) && field.is_many)
			state_many(django, call, &field, table_of(django, call));
	}
}

static void read_delete_model(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, "drop-table", call);
	state(django, &operation);
}

static void read_rename_model(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_str new = up_orm_name(django->orm, up_orm_arg_or(call, 1, "new_name"));
	up_orm_begin(django->orm, &operation, "rename-table", call);
	up_operation_set(&operation, "table", django_table(django, up_orm_name(django->orm, up_orm_arg_or(call, 0, "old_name"))));
	up_operation_set(&operation, "new", django_table(django, new));
	state(django, &operation);
}

/* None: the name that Django makes. What it was called before is known where it is another one than that. */
static void read_alter_table(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	TSNode table = up_orm_arg_or(call, 1, "table");
	bool is_default = up_orm_is_nothing(django->orm, table);
	up_str model = model_of(django, call), before = django_table(django, model);
	up_str after = is_default ? python_django_table(&django->python, django->app, model) : up_orm_name(django->orm, table);
	up_orm_begin(django->orm, &operation, "rename-table", call);
	if (!up_str_eq(before, after))
		up_orm_say_text(&operation, "table", before);
	up_orm_say_text(&operation, "new", after);
	state(django, &operation);
	if (!django->orm->is_dry && !is_default)
		django_learn_table(django, model, table);
}

static void read_comment(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, "comment", call);
	up_operation_set(&operation, "object", UP_STR("table"));
	state(django, &operation);
}

/* --- fields ------------------------------------------------------------------------------------------------------------- */

static void read_add_field(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	struct django_field field;
	up_str name = up_orm_name(django->orm, up_orm_arg_or(call, 1, "name"));
	if (!django_field_of(django, up_orm_arg_or(call, 2, "field"), name, &field)) {
		begin(django, &operation, "add-column", call);
		up_operation_set(&operation, "column", name);
		up_operation_flag(&operation, "dynamic");
		state(django, &operation);
		return;
	}
	if (field.is_many) {
		state_many(django, call, &field, table_of(django, call));
		return;
	}
	begin(django, &operation, "add-column", call);
	up_operation_set(&operation, "column", field.column);
	django_say_field(django, &operation, &field);
	state(django, &operation);
	bool forgets = django_has_default(django, &field) && ts_node_is_null(up_orm_named(&field.call, "db_default"));
	if (forgets) {
		begin(django, &operation, "drop-default", call);
		up_operation_set(&operation, "column", field.column);
		state(django, &operation);
	}
	if (field.has_index) {
		begin(django, &operation, "create-index", call);
		up_operation_set(&operation, "columns", field.column);
		state(django, &operation);
	}
}

static void read_remove_field(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, "drop-column", call);
	up_orm_say(django->orm, &operation, "column", up_orm_arg_or(call, 1, "name"));
	state(django, &operation);
}

/* What was there before, and so what changes, stands in other migrations. */
static void read_alter_field(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	struct django_field field;
	up_str name = up_orm_name(django->orm, up_orm_arg_or(call, 1, "name"));
	if (!django_field_of(django, up_orm_arg_or(call, 2, "field"), name, &field) || field.is_many)
		return;
	begin(django, &operation, "modify-column", call);
	up_operation_set(&operation, "column", field.column);
	django_say_field(django, &operation, &field);
	if (field.has_index)
		up_operation_set(&operation, "index", UP_STR("yes"));
	state(django, &operation);
}

static void read_rename_field(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, "rename-column", call);
	up_orm_say(django->orm, &operation, "column", up_orm_arg_or(call, 1, "old_name"));
	up_orm_say(django->orm, &operation, "new", up_orm_arg_or(call, 2, "new_name"));
	state(django, &operation);
}

/* --- indexes ------------------------------------------------------------------------------------------------------------ */

/* fields=["a", "-b"] without the signs. */
static up_str columns_of(struct django *django, TSNode list)
{
	struct up_buf out = { 0 };
	struct up_orm_nodes columns = up_orm_list(django->orm, list);
	for (uint32_t i = 0; i < columns.n && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		up_str name = up_orm_name(django->orm, columns.nodes[i]);
		if (i)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, up_str_starts(name, UP_STR("-")) ? up_str_slice(name, 1, name.len) : name);
	}
	return up_arena_take(django->orm->code->arena, &out);
}

/* gin of GinIndex */
static void say_method(struct up_operation *operation, up_str class)
{
	static const char *const methods[][2] = { { "BTreeIndex", "btree" },  { "BloomIndex", "bloom" }, { "BrinIndex", "brin" },
						  { "GinIndex", "gin" },      { "GistIndex", "gist" },   { "HashIndex", "hash" },
						  { "SpGistIndex", "spgist" } };
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		if (up_str_ends(class, up_str_from(methods[i][0])))
			up_operation_set(operation, "method", up_str_from(methods[i][1]));
}

static void say_index(struct django *django, struct up_operation *operation, const struct up_orm_call *index)
{
	struct up_orm *orm = django->orm;
	TSNode fields = up_orm_named(index, "fields"), condition = up_orm_named(index, "condition");
	up_orm_say(orm, operation, "index", up_orm_named(index, "name"));
	if (ts_node_is_null(fields))
		up_operation_set(operation, "columns", up_orm_source(orm, up_orm_arg(index, 0)));
	else
		up_operation_set(operation, "columns", columns_of(django, fields));
	say_method(operation, index->name);
	if (!ts_node_is_null(condition))
		up_operation_set(operation, "where", up_orm_source(orm, condition));
	if (!ts_node_is_null(up_orm_named(index, "include")))
		up_operation_set(operation, "include", columns_of(django, up_orm_named(index, "include")));
}

static void read_add_index(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	struct up_orm_call index;
	begin(django, &operation, "create-index", call);
	if (up_str_ends(call->name, UP_STR("Concurrently")))
		up_operation_flag(&operation, "concurrently");
	if (up_orm_call_of(django->orm, up_orm_value(django->orm, up_orm_arg_or(call, 1, "index")), &index))
		say_index(django, &operation, &index);
	else
		up_operation_flag(&operation, "dynamic");
	state(django, &operation);
}

static void read_remove_index(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, "drop-index", call);
	up_orm_say(django->orm, &operation, "index", up_orm_arg_or(call, 1, "name"));
	if (up_str_ends(call->name, UP_STR("Concurrently")))
		up_operation_flag(&operation, "concurrently");
	state(django, &operation);
}

static void read_rename_index(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, "rename-index", call);
	up_orm_say(django->orm, &operation, "index", up_orm_named(call, "old_name"));
	up_orm_say(django->orm, &operation, "new", up_orm_arg_or(call, 1, "new_name"));
	state(django, &operation);
}

/* --- constraints -------------------------------------------------------------------------------------------------------- */

/* A UniqueConstraint with a condition or expressions is an index.
 * https://docs.djangoproject.com/en/stable/ref/models/constraints/#uniqueconstraint */
static void say_unique(struct django *django, struct up_operation *operation, const struct up_orm_call *constraint)
{
	say_index(django, operation, constraint);
	up_operation_flag(operation, "unique");
}

static bool is_unique_index(const struct up_orm_call *constraint)
{
	return constraint->n_args || !ts_node_is_null(up_orm_named(constraint, "condition")) ||
	       !ts_node_is_null(up_orm_named(constraint, "include")) || !ts_node_is_null(up_orm_named(constraint, "opclasses"));
}

static void read_add_constraint(struct django *django, const struct up_orm_call *call)
{
	struct up_orm *orm = django->orm;
	struct up_operation operation;
	struct up_orm_call constraint;
	if (!up_orm_call_of(orm, up_orm_value(orm, up_orm_arg_or(call, 1, "constraint")), &constraint)) {
		begin(django, &operation, "add-check", call);
		up_operation_flag(&operation, "dynamic");
		state(django, &operation);
		return;
	}
	bool is_unique = up_str_ends(constraint.name, UP_STR("UniqueConstraint"));
	bool is_exclude = up_str_ends(constraint.name, UP_STR("ExclusionConstraint"));
	if (is_unique && is_unique_index(&constraint)) {
		begin(django, &operation, "create-index", call);
		say_unique(django, &operation, &constraint);
		state(django, &operation);
		return;
	}
	begin(django, &operation, is_unique ? "add-unique" : is_exclude ? "add-exclude" : "add-check", call);
	up_orm_say(orm, &operation, "constraint", up_orm_named(&constraint, "name"));
	TSNode check = up_orm_named(&constraint, "check");
	if (is_unique)
		up_operation_set(&operation, "columns", columns_of(django, up_orm_named(&constraint, "fields")));
	else
		up_operation_set(&operation, "expression",
				 up_orm_source(orm, ts_node_is_null(check) ? up_orm_named(&constraint, "condition") : check));
	if (!ts_node_is_null(up_orm_named(&constraint, "deferrable")))
		up_operation_flag(&operation, "deferrable");
	if (up_str_ends(call->name, UP_STR("NotValid")))
		up_operation_flag(&operation, "not-valid");
	state(django, &operation);
}

static void read_constraint(struct django *django, const struct up_orm_call *call)
{
	struct up_operation operation;
	begin(django, &operation, up_str_starts(call->name, UP_STR("Validate")) ? "validate-constraint" : "drop-constraint", call);
	up_orm_say(django->orm, &operation, "constraint", up_orm_arg_or(call, 1, "name"));
	state(django, &operation);
}

/* The whole set is given: an empty one drops what was there. */
static void read_together(struct django *django, const struct up_orm_call *call)
{
	struct up_orm *orm = django->orm;
	struct up_operation operation;
	bool is_unique = up_str_eq(call->name, UP_STR("AlterUniqueTogether"));
	TSNode set = up_orm_value(orm, up_orm_arg_or(call, 1, is_unique ? "unique_together" : "index_together"));
	struct up_orm_nodes groups = up_orm_is_any(set, "set list tuple") ? up_orm_children(orm, set) : (struct up_orm_nodes){ 0 };
	if (!groups.n) {
		begin(django, &operation, is_unique ? "drop-unique" : "drop-index", call);
		state(django, &operation);
	}
	for (uint32_t i = 0; i < groups.n && up_orm_step(orm, groups.nodes[i]); i++) {
		begin(django, &operation, is_unique ? "add-unique" : "create-index", call);
		up_operation_set(&operation, "columns", columns_of(django, groups.nodes[i]));
		state(django, &operation);
	}
}

static void read_both(struct django *django, const struct up_orm_call *call)
{
	TSNode list = up_orm_arg_or(call, 0, "database_operations");
	if (!ts_node_is_null(list))
		django_read_operations(django, list);
}

static void read_extension(struct django *django, const struct up_orm_call *call)
{
	static const char *const names[][2] = { { "BloomExtension", "bloom" },          { "BtreeGinExtension", "btree_gin" },
						{ "BtreeGistExtension", "btree_gist" }, { "CITextExtension", "citext" },
						{ "CryptoExtension", "pgcrypto" },      { "HStoreExtension", "hstore" },
						{ "TrigramExtension", "pg_trgm" },      { "UnaccentExtension", "unaccent" },
						{ "VectorExtension", "vector" } };
	struct up_operation operation;
	up_orm_begin(django->orm, &operation, "create-extension", call);
	up_operation_flag(&operation, "if-not-exists");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(call->name, up_str_from(names[i][0])))
			up_operation_set(&operation, "extension", up_str_from(names[i][1]));
	if (!up_operation_has(&operation, "extension"))
		up_orm_say(django->orm, &operation, "extension", up_orm_arg_or(call, 0, "name"));
	state(django, &operation);
}

/* What changes the state of Django's models alone. */
static void read_nothing(struct django *django, const struct up_orm_call *call)
{
	(void)call;
	django->n_state_only++;
}

static const struct {
	const char *name;
	reader *read;
} operations[] = {
	{ "AddConstraint", read_add_constraint },
	{ "AddConstraintNotValid", read_add_constraint },
	{ "AddField", read_add_field },
	{ "AddIndex", read_add_index },
	{ "AddIndexConcurrently", read_add_index },
	{ "AlterConstraint", read_nothing },
	{ "AlterField", read_alter_field },
	{ "AlterIndexTogether", read_together },
	{ "AlterModelManagers", read_nothing },
	{ "AlterModelOptions", read_nothing },
	{ "AlterModelTable", read_alter_table },
	{ "AlterModelTableComment", read_comment },
	{ "AlterOrderWithRespectTo", read_nothing },
	{ "AlterUniqueTogether", read_together },
	{ "BloomExtension", read_extension },
	{ "BtreeGinExtension", read_extension },
	{ "BtreeGistExtension", read_extension },
	{ "CITextExtension", read_extension },
	{ "CreateExtension", read_extension },
	{ "CreateModel", read_create_model },
	{ "CryptoExtension", read_extension },
	{ "DeleteModel", read_delete_model },
	{ "HStoreExtension", read_extension },
	{ "RemoveConstraint", read_constraint },
	{ "RemoveField", read_remove_field },
	{ "RemoveIndex", read_remove_index },
	{ "RemoveIndexConcurrently", read_remove_index },
	{ "RenameField", read_rename_field },
	{ "RenameIndex", read_rename_index },
	{ "RenameModel", read_rename_model },
	{ "RunPython", django_run_python },
	{ "RunSQL", django_run_sql },
	{ "SeparateDatabaseAndState", read_both },
	{ "TrigramExtension", read_extension },
	{ "UnaccentExtension", read_extension },
	{ "ValidateConstraint", read_constraint },
	{ "VectorExtension", read_extension },
};

/* The operation itself, or one of a project that is named after it: SafeRemoveField. */
static reader *reader_of(up_str name)
{
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
		if (up_str_eq(name, up_str_from(operations[i].name)))
			return operations[i].read;
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
		if (up_str_ends(name, up_str_from(operations[i].name)))
			return operations[i].read;
	return NULL;
}

void django_read_operation(struct django *django, TSNode node)
{
	struct up_orm *orm = django->orm;
	struct up_orm_call call;
	TSNode value = up_orm_value(orm, node);
	if (up_orm_is_any(value, "list tuple binary_operator conditional_expression list_comprehension")) {
		django_read_operations(django, value);
		return;
	}
	if (!up_orm_is(value, "call") || !up_orm_call_of(orm, value, &call))
		return;
	reader *read = reader_of(call.name);
	if (read) {
		read(django, &call);
		return;
	}
	struct up_operation operation;
	up_orm_begin(orm, &operation, "other", &call);
	up_operation_set(&operation, "verb", call.name);
	up_orm_state(orm, &operation);
}

/* A list, lists that are put together, one that is made of another. */
void django_read_operations(struct django *django, TSNode list)
{
	struct up_orm *orm = django->orm;
	orm->depth++;
	list = up_orm_value(orm, list);
	if (!ts_node_is_null(list) && up_orm_step(orm, list)) {
		struct up_orm_nodes elements = up_orm_children(orm, list);
		for (uint32_t i = 0; i < elements.n && up_orm_step(orm, elements.nodes[i]); i++)
			if (!up_orm_is(elements.nodes[i], "for_in_clause"))
				django_read_operation(django, elements.nodes[i]);
	}
	orm->depth--;
}
