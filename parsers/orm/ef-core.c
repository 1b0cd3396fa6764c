/* Migrations of Entity Framework Core: class X : Migration with Up(MigrationBuilder) and Down(MigrationBuilder). What each call does:
 * https://learn.microsoft.com/dotnet/api/microsoft.entityframeworkcore.migrations.migrationbuilder. Each migration runs in a transaction, but for SQL that
 * says suppressTransaction and for what a provider cannot run in one: https://learn.microsoft.com/ef/core/managing-schemas/migrations/managing. */
#include "base/buf.h"
#include "orm/column.h"

struct ef {
	up_str builder; /* the parameter of Up and Down */
};

/* The class that has Up, and a base whose name ends in Migration. What a designer or a snapshot says is no migration: they have no Up. */
static const struct up_steps_function *find_up(struct up_steps *steps)
{
	for (uint32_t i = 0; i < steps->n_functions; i++) {
		const struct up_steps_function *function = &steps->functions[i];
		TSNode parameters = up_orm_field(function->node, "parameters");
		if (up_str_eq(function->name, UP_STR("Up")) && !ts_node_is_null(function->owner) &&
		    up_str_contains(up_orm_source(steps->orm, parameters), UP_STR("MigrationBuilder")))
			return function;
	}
	return NULL;
}

bool up_orm_is_ef_core(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	return find_up(&steps) != NULL;
}

/* --- arguments ---------------------------------------------------------------------------------------------------------- */

/* x => x.Id, x => new { x.A, x.B }: the columns. */
static up_str lambda_columns(struct up_orm *orm, TSNode lambda)
{
	struct up_buf out = { 0 };
	TSNode body = up_orm_field(lambda, "body");
	struct up_orm_nodes parts = up_orm_is(body, "anonymous_object_creation_expression") ? up_orm_children(orm, body)
											    : (struct up_orm_nodes){ &body, 1 };
	for (uint32_t i = 0; i < parts.n && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		TSNode name = up_orm_field(parts.nodes[i], "name");
		if (ts_node_is_null(name))
			continue;
		if (out.len)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, up_orm_source(orm, name));
	}
	return up_arena_take(orm->code->arena, &out);
}

/* `column: "A"`, `columns: new[] { "A", "B" }`, or the argument at a place. */
static up_str columns_of(struct up_orm *orm, const struct up_orm_call *call, const char *one, const char *several, uint32_t place)
{
	TSNode node = up_orm_named(call, one);
	if (ts_node_is_null(node))
		node = up_orm_named(call, several);
	if (ts_node_is_null(node))
		node = up_orm_arg(call, place);
	return up_orm_is(node, "lambda_expression") ? lambda_columns(orm, node) : up_orm_names(orm, node);
}

static up_str text_of(struct up_orm *orm, const struct up_orm_call *call, uint32_t place, const char *name)
{
	TSNode node = up_orm_arg_or(call, place, name);
	return ts_node_is_null(node) || up_orm_is_nothing(orm, node) ? UP_STR("") : up_orm_name(orm, node);
}

static up_str with_schema(struct up_orm *orm, up_str schema, up_str table)
{
	return schema.len ? up_arena_printf(orm->code->arena, "%.*s.%.*s", UP_FMT(schema), UP_FMT(table)) : table;
}

/* Sets the table that the call is about; gives back what it was. */
static up_str enter_table(struct up_steps *steps, const struct up_orm_call *call, uint32_t place, const char *name)
{
	up_str before = steps->table;
	steps->table = with_schema(steps->orm, text_of(steps->orm, call, UINT32_MAX, "schema"), text_of(steps->orm, call, place, name));
	return before;
}

/* "string" of AddColumn<string>. */
static up_str generic_type(struct up_orm *orm, const struct up_orm_call *call)
{
	TSNode function = up_orm_field(call->node, "function"), name = up_orm_field(function, "name");
	TSNode types = up_orm_child_of(ts_node_is_null(name) ? function : name, "type_argument_list");
	return up_orm_source(orm, up_orm_child(types, 0));
}

static up_str type_of(struct up_orm *orm, const struct up_orm_call *call)
{
	up_str type = text_of(orm, call, UINT32_MAX, "type"), length = up_orm_source(orm, up_orm_named(call, "maxLength"));
	if (type.len)
		return type;
	type = generic_type(orm, call);
	return length.len ? up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(type), UP_FMT(up_str_slice(length, 0, 20))) : type;
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

/* Values are made when the migration is written: they stand in SQL as literals. */
static void read_default(struct up_orm *orm, struct up_orm_column *column, const struct up_orm_call *call)
{
	TSNode sql = up_orm_named(call, "defaultValueSql"), value = up_orm_named(call, "defaultValue");
	if (!ts_node_is_null(sql) && !up_orm_is_nothing(orm, sql)) {
		up_orm_column_default_text(column, up_orm_written(orm, sql));
	} else if (!ts_node_is_null(value) && !up_orm_is_nothing(orm, value)) {
		up_orm_column_default(orm, column, value);
		if (!column->default_text.len || up_orm_is_unknown(column->default_text))
			column->default_text = up_orm_written(orm, value);
		column->volatility = "default-constant";
	}
}

static void read_annotation(struct up_orm *orm, struct up_orm_column *column, const struct up_orm_call *link)
{
	up_str name = up_orm_name(orm, up_orm_arg(link, 0)), value = up_orm_source(orm, up_orm_arg(link, 1));
	if (!up_str_eq(link->name, UP_STR("Annotation")))
		return;
	if (up_str_eq(name, UP_STR("SqlServer:Identity")) || up_str_eq(name, UP_STR("Sqlite:Autoincrement")) ||
	    up_str_contains(value, UP_STR("Identity")) || up_str_ends(value, UP_STR("SerialColumn")))
		column->is_auto_increment = true;
}

static void read_column(struct up_orm *orm, struct up_orm_column *column, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0];
	TSNode computed = up_orm_named(call, "computedColumnSql");
	column->node = chain->node;
	column->at = call->at;
	column->type = type_of(orm, call);
	column->collate = text_of(orm, call, UINT32_MAX, "collation");
	column->is_null = up_orm_is_true(orm, up_orm_named(call, "nullable"));
	column->is_not_null = !column->is_null; /* what is not said to be nullable is not */
	read_default(orm, column, call);
	if (!ts_node_is_null(computed) && !up_orm_is_nothing(orm, computed)) {
		column->expression = up_orm_written(orm, computed);
		*(up_orm_is_true(orm, up_orm_named(call, "stored")) ? &column->is_stored : &column->is_virtual) = true;
	}
	column->is_serial = up_orm_is_true(orm, up_orm_named(call, "rowVersion"));
	for (uint32_t i = 1; i < chain->n; i++)
		read_annotation(orm, column, &chain->links[i]);
	column->is_short = up_str_is_listed(column->type, "int integer Int32 short smallint");
}

static void add_column(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm_column column = { 0 };
	read_column(steps->orm, &column, chain);
	column.is_serial = false;
	column.name = text_of(steps->orm, &chain->links[0], 0, "name");
	up_orm_column_add(steps, &column);
}

/* The call says the column as it was and as it will be; what is the same in both is not changed. */
static void alter_column(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *call = &chain->links[0];
	struct up_orm_column column = { 0 };
	read_column(orm, &column, chain);
	column.is_serial = false;
	column.name = text_of(orm, call, 0, "name");
	bool was_null = up_orm_is_true(orm, up_orm_named(call, "oldNullable"));
	up_str old_type = text_of(orm, call, UINT32_MAX, "oldType"), type = text_of(orm, call, UINT32_MAX, "type");
	up_str old_length = up_orm_source(orm, up_orm_named(call, "oldMaxLength"));
	up_str length = up_orm_source(orm, up_orm_named(call, "maxLength"));
	bool same_length = up_str_eq(old_length, length);
	TSNode clr = up_orm_named(call, "oldClrType");
	up_str old_clr = up_orm_source(orm, up_orm_child(clr, 0)), new_clr = generic_type(orm, call);
	/* Where only one of the types is written nobody knows the other: those of .NET decide. */
	bool same_clr = !old_clr.len || up_str_eq(old_clr, new_clr);
	column.keeps_type = old_type.len && type.len ? up_str_eq(old_type, type) : same_length && same_clr;
	column.from_type = column.keeps_type ? UP_STR("") : old_type;
	column.is_not_null &= was_null;
	column.is_null &= !was_null;
	TSNode old_default = up_orm_named(call, "oldDefaultValue"), old_sql = up_orm_named(call, "oldDefaultValueSql");
	up_str before = up_orm_source(orm, ts_node_is_null(old_sql) ? old_default : old_sql);
	up_str after = up_orm_source(
		orm, up_orm_named(call, ts_node_is_null(up_orm_named(call, "defaultValueSql")) ? "defaultValue" : "defaultValueSql"));
	bool same_default = up_str_eq(before, after);
	if (same_default)
		column.volatility = NULL;
	uint32_t n = orm->n_stated;
	up_orm_column_change(steps, &column);
	if (before.len && !after.len)
		up_steps_state_name(steps, call, "drop-default", "column", column.name);
	else if (orm->n_stated == n)
		up_steps_state_name(steps, call, "comment", "column", column.name); /* annotations, comments */
}

/* --- indexes and constraints -------------------------------------------------------------------------------------------- */

static void read_index_annotations(struct up_orm *orm, struct up_orm_key *key, const struct up_chain *chain)
{
	for (uint32_t i = 1; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		up_str name = up_orm_name(orm, up_orm_arg(link, 0));
		TSNode value = up_orm_arg(link, 1);
		if (!up_str_eq(link->name, UP_STR("Annotation")))
			continue;
		if (up_str_eq(name, UP_STR("Npgsql:CreatedConcurrently")))
			key->is_concurrent = up_orm_is_true(orm, value);
		else if (up_str_eq(name, UP_STR("SqlServer:Online")) || up_str_eq(name, UP_STR("SqlServer:CreatedOnline")))
			key->is_online = up_orm_is_true(orm, value);
		else if (up_str_eq(name, UP_STR("Npgsql:IndexMethod")))
			key->method = up_orm_name(orm, value);
		else if (up_str_ends(name, UP_STR(":Include")) || up_str_eq(name, UP_STR("Npgsql:IndexInclude")))
			key->include = up_orm_names(orm, value);
		else if (up_str_eq(name, UP_STR("MySql:FullTextIndex")))
			key->is_text = true;
		else if (up_str_eq(name, UP_STR("MySql:SpatialIndex")))
			key->is_spatial = true;
	}
}

static void create_index(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *call = &chain->links[0];
	TSNode filter = up_orm_named(call, "filter");
	struct up_orm_key key = { .call = call,
				  .node = chain->node,
				  .name = text_of(orm, call, 0, "name"),
				  .columns = columns_of(orm, call, "column", "columns", 2),
				  .is_unique = up_orm_is_true(orm, up_orm_named(call, "unique")) };
	if (!up_orm_is_nothing(orm, filter))
		key.where = filter;
	read_index_annotations(orm, &key, chain);
	/* Npgsql runs these outside of the transaction: https://www.npgsql.org/efcore/modeling/indexes.html */
	bool was_outside = orm->migration.is_outside;
	orm->migration.is_outside |= key.is_concurrent;
	up_orm_key_index(steps, &key);
	orm->migration.is_outside = was_outside;
}

static void add_key(struct up_steps *steps, const struct up_orm_call *call, const char *operation, bool in_table)
{
	struct up_orm *orm = steps->orm;
	uint32_t columns = in_table ? 1 : 2;
	struct up_orm_key key = { .call = call, .name = text_of(orm, call, 0, "name") };
	if (strcmp(operation, "add-check") != 0)
		key.columns = columns_of(orm, call, "column", "columns", columns);
	if (!strcmp(operation, "add-foreign-key")) {
		key.references = with_schema(orm, text_of(orm, call, UINT32_MAX, "principalSchema"),
					     text_of(orm, call, columns + 1, "principalTable"));
		key.referenced_columns = columns_of(orm, call, "principalColumn", "principalColumns", in_table ? 3 : UINT32_MAX);
		TSNode on_delete = up_orm_named(call, "onDelete"), on_update = up_orm_named(call, "onUpdate");
		key.on_delete = up_orm_action(up_orm_source(orm, up_orm_field(on_delete, "name")));
		key.on_update = up_orm_action(up_orm_source(orm, up_orm_field(on_update, "name")));
	}
	up_orm_key_constraint(steps, operation, &key);
}

static const char *key_operation(up_str name)
{
	return up_str_ends(name, UP_STR("PrimaryKey"))         ? "add-primary-key"
	       : up_str_ends(name, UP_STR("ForeignKey"))       ? "add-foreign-key"
	       : up_str_ends(name, UP_STR("UniqueConstraint")) ? "add-unique"
	       : up_str_ends(name, UP_STR("CheckConstraint"))  ? "add-check"
							       : NULL;
}

/* --- tables ------------------------------------------------------------------------------------------------------------- */

/* new { Id = table.Column<int>(nullable: false), … } */
static void read_columns(struct up_steps *steps, TSNode lambda)
{
	struct up_orm_nodes parts = up_orm_children(steps->orm, up_orm_field(lambda, "body"));
	for (uint32_t i = 0; i < parts.n; i++) {
		struct up_chain chain;
		struct up_orm_column column = { 0 };
		if (!up_orm_step(steps->orm, parts.nodes[i]))
			return;
		if (!up_chain_of(steps, parts.nodes[i], &chain) || !up_str_eq(chain.links[0].name, UP_STR("Column")))
			continue;
		read_column(steps->orm, &column, &chain);
		column.name = text_of(steps->orm, &chain.links[0], UINT32_MAX, "name");
		if (!column.name.len && i)
			column.name = up_orm_source(steps->orm, parts.nodes[i - 1]);
		up_orm_column_add(steps, &column);
	}
}

static void read_constraints(struct up_steps *steps, TSNode lambda)
{
	struct up_orm_nodes parts = up_orm_body(steps->orm, lambda);
	for (uint32_t i = 0; i < parts.n; i++) {
		struct up_chain chain;
		TSNode node = up_orm_is(parts.nodes[i], "expression_statement") ? up_orm_child(parts.nodes[i], 0) : parts.nodes[i];
		if (!up_chain_of(steps, node, &chain))
			continue;
		const char *operation = key_operation(chain.links[0].name);
		if (operation)
			add_key(steps, &chain.links[0], operation, true);
	}
}

static void create_table(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_operation operation;
	TSNode columns = up_orm_arg_or(call, 1, "columns"), constraints = up_orm_named(call, "constraints");
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	read_columns(steps, columns);
	read_constraints(steps, constraints);
	steps->creating = NULL;
	if (!up_operation_has(&operation, "primary-key") && !ts_node_is_null(columns))
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(steps->orm, &operation);
}

static void rename_to(struct up_steps *steps, const struct up_orm_call *call, const char *operation, const char *what)
{
	struct up_orm *orm = steps->orm;
	struct up_operation said;
	up_str name = text_of(orm, call, 0, "name"), new_name = text_of(orm, call, UINT32_MAX, "newName");
	up_str schema = text_of(orm, call, UINT32_MAX, "newSchema");
	if (!new_name.len)
		new_name = up_orm_name(orm, up_orm_arg(call, call->n_args ? call->n_args - 1 : 0));
	/* RenameTable with the same name moves the table to another schema. */
	bool moves = schema.len && up_str_eq(name, new_name);
	up_steps_begin_operation(steps, &said, moves ? "set-schema" : operation, call);
	if (what)
		up_orm_say_text(&said, what, name);
	up_orm_say_text(&said, "new", moves ? schema : new_name);
	up_orm_state(orm, &said);
}

/* --- calls -------------------------------------------------------------------------------------------------------------- */

static void read_sql(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	bool was_outside = orm->migration.is_outside;
	orm->migration.is_outside |= up_orm_is_true(orm, up_orm_arg_or(call, 1, "suppressTransaction"));
	up_orm_sql(orm, up_orm_arg_or(call, 0, "sql"), call, "migrationBuilder.Sql");
	orm->migration.is_outside = was_outside;
}

static void read_rows(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_operation operation;
	const char *name = call->name.s[0] == 'I' ? "insert" : call->name.s[0] == 'U' ? "update" : "delete";
	up_str columns = call->name.s[0] == 'D' ? UP_STR("") : columns_of(steps->orm, call, "column", "columns", UINT32_MAX);
	up_steps_begin_operation(steps, &operation, name, call);
	if (call->name.s[0] != 'I')
		up_operation_flag(&operation, "where"); /* by keys */
	up_orm_say_text(&operation, "columns", columns);
	up_orm_state(steps->orm, &operation);
}

/* Calls that name one thing: with the table that it is of, or the thing alone. */
static bool read_named(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} forms[] = {
		{ "DropColumn", "drop-column", "column" },
		{ "DropIndex", "drop-index", "index" },
		{ "DropForeignKey", "drop-foreign-key", "constraint" },
		{ "DropPrimaryKey", "drop-primary-key", "constraint" },
		{ "DropUniqueConstraint", "drop-unique", "constraint" },
		{ "DropCheckConstraint", "drop-check", "constraint" },
		{ "EnsureSchema", "create-schema", "schema" },
		{ "DropSchema", "drop-schema", "schema" },
		{ "CreateSequence", "create-sequence", "name" },
		{ "AlterSequence", "alter-sequence", "name" },
		{ "RestartSequence", "alter-sequence", "name" },
		{ "RenameSequence", "alter-sequence", "name" },
		{ "DropSequence", "drop-sequence", "name" },
	};
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (!up_str_eq(call->name, up_str_from(forms[i].call)))
			continue;
		up_steps_state_name(steps, call, forms[i].operation, forms[i].attribute, text_of(steps->orm, call, 0, "name"));
		return true;
	}
	return false;
}

static void read_other(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "other", call);
	up_operation_set(&operation, "verb", call->name);
	up_orm_state(steps->orm, &operation);
}

/* AlterDatabase().Annotation("Npgsql:PostgresExtension:citext", ",,") */
static void alter_database(struct up_steps *steps, const struct up_chain *chain)
{
	bool any = false;
	for (uint32_t i = 1; i < chain->n; i++) {
		up_str name = up_orm_name(steps->orm, up_orm_arg(&chain->links[i], 0));
		size_t at = up_str_find(name, UP_STR("Extension:"), 0);
		if (at == SIZE_MAX || !up_str_eq(chain->links[i].name, UP_STR("Annotation")))
			continue;
		any = true;
		up_steps_state_name(steps, &chain->links[i], "create-extension", "extension", up_str_slice(name, at + 10, name.len));
	}
	if (!any)
		up_steps_state_name(steps, &chain->links[0], "alter-database", NULL, UP_STR(""));
}

static void read_call(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0];
	up_str name = call->name;
	bool is_own = up_str_is_listed(name, "CreateTable DropTable RenameTable AlterTable");
	const char *key = up_str_starts(name, UP_STR("Add")) ? key_operation(name) : NULL;
	up_str before = up_str_is_listed(name, "InsertData UpdateData DeleteData") || is_own
				? enter_table(steps, call, 0, is_own ? "name" : "table")
			: up_str_ends(name, UP_STR("Sequence")) || up_str_ends(name, UP_STR("Schema"))
				? enter_table(steps, call, UINT32_MAX, "table")
				: enter_table(steps, call, up_str_is_listed(name, "RenameIndex") ? UINT32_MAX : 1, "table");
	if (up_str_eq(name, UP_STR("Sql")))
		steps->table = before, read_sql(steps, call);
	else if (up_str_eq(name, UP_STR("AddColumn")))
		add_column(steps, chain);
	else if (up_str_eq(name, UP_STR("AlterColumn")))
		alter_column(steps, chain);
	else if (up_str_eq(name, UP_STR("CreateIndex")))
		create_index(steps, chain);
	else if (key)
		add_key(steps, call, key, false);
	else if (up_str_eq(name, UP_STR("CreateTable")))
		create_table(steps, call);
	else if (up_str_eq(name, UP_STR("DropTable")))
		up_steps_state_name(steps, call, "drop-table", NULL, UP_STR(""));
	else if (up_str_eq(name, UP_STR("AlterTable")))
		up_steps_state_name(steps, call, "set-table-option", NULL, UP_STR(""));
	else if (up_str_eq(name, UP_STR("RenameTable")))
		rename_to(steps, call, "rename-table", NULL);
	else if (up_str_eq(name, UP_STR("RenameColumn")))
		rename_to(steps, call, "rename-column", "column");
	else if (up_str_eq(name, UP_STR("RenameIndex")))
		rename_to(steps, call, "rename-index", "index");
	else if (up_str_is_listed(name, "InsertData UpdateData DeleteData"))
		read_rows(steps, call);
	else if (up_str_eq(name, UP_STR("AlterDatabase")))
		alter_database(steps, chain);
	else if (!read_named(steps, call))
		read_other(steps, call);
	steps->table = before;
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	const struct ef *ef = steps->state;
	if (!up_str_eq(chain->base, ef->builder) || !chain->n)
		return false;
	/* migrationBuilder.IsNpgsql() */
	if (up_str_starts(chain->links[0].name, UP_STR("Is")) && !chain->links[0].n_args)
		return true;
	read_call(steps, chain);
	return true;
}

/* "20210101000000_A" of [Migration("20210101000000_A")], which mostly stands in the designer's file; else the file's name. */
static up_str version_of(struct up_orm *orm, TSNode class)
{
	struct up_orm_nodes children = up_orm_children(orm, class);
	for (uint32_t i = 0; i < children.n && up_orm_is(children.nodes[i], "attribute_list"); i++) {
		struct up_orm_nodes attributes = up_orm_children(orm, children.nodes[i]);
		for (uint32_t j = 0; j < attributes.n; j++) {
			TSNode arguments = up_orm_child_of(attributes.nodes[j], "attribute_argument_list");
			TSNode value = up_orm_child(up_orm_child(arguments, 0), 0);
			if (up_str_ends(up_orm_source(orm, up_orm_field(attributes.nodes[j], "name")), UP_STR("Migration")) &&
			    up_orm_is_text(value))
				return up_orm_name(orm, value);
		}
	}
	return up_orm_file_stem(orm);
}

void up_orm_read_ef_core(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	struct ef ef;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = find_up(&steps), *down = up_steps_find(&steps, up->owner, "Down");
	ef.builder = up_orm_parameter(orm, up->node, 0);
	steps.state = &ef;
	orm->migration.version = version_of(orm, up->owner);
	up_orm_set(orm, "transaction", "yes");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
