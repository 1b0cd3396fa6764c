/* What calls in migrations in Go do: SQL that is run, gorm's Migrator (https://gorm.io/docs/migration.html), bun's queries
 * (https://bun.uptrace.dev/guide/query-create-table.html). */
#include "base/buf.h"
#include "orm/go.h"
#include "orm/rails.h"

/* --- tables of models --------------------------------------------------------------------------------------------------- */

/* What TableName() of the model gives. */
static up_str named_by_method(struct up_steps *steps, up_str model)
{
	for (uint32_t i = 0; i < steps->n_functions; i++) {
		const struct up_steps_function *function = &steps->functions[i];
		TSNode receiver = up_orm_field(function->node, "receiver");
		if (!up_str_eq(function->name, UP_STR("TableName")) || !up_str_contains(up_orm_source(steps->orm, receiver), model))
			continue;
		TSNode statement = up_orm_child(up_orm_field(function->node, "body"), 0);
		TSNode value = up_orm_child(up_orm_child(statement, 0), 0);
		if (up_orm_is_text(value))
			return up_orm_name(steps->orm, value);
	}
	return UP_STR("");
}

/* "people" of &Person{}, Person{}, (*Person)(nil), new(Person), "people". */
static up_str table_of(struct up_steps *steps, TSNode node)
{
	struct up_orm *orm = steps->orm;
	node = up_orm_value(orm, node);
	if (ts_node_is_null(node) || up_orm_is_text(node))
		return ts_node_is_null(node) ? UP_STR("") : up_orm_name(orm, node);
	if (up_orm_is(node, "unary_expression"))
		node = up_orm_field(node, "operand");
	up_str text = up_orm_source(orm, up_orm_is(node, "composite_literal") ? up_orm_field(node, "type") : node);
	size_t start = up_str_starts(text, UP_STR("new(")) ? 4 : 0;
	while (start < text.len && strchr("(*&[]", text.s[start]))
		start++;
	size_t end = start;
	for (; end < text.len && (up_is_alnum(text.s[end]) || strchr("_.", text.s[end])); end++)
		start = text.s[end] == '.' ? end + 1 : start;
	up_str model = up_str_slice(text, start, end);
	if (!model.len || model.len > UP_ORM_NAME_BYTES)
		return UP_STR("");
	up_str named = named_by_method(steps, model);
	return named.len ? named : rails_plural(orm, rails_underscore(orm, model));
}

/* Sets the table that operations are about; gives back what it was. */
static up_str enter(struct up_steps *steps, up_str table)
{
	up_str before = steps->table;
	steps->table = table;
	return before;
}

/* --- gorm --------------------------------------------------------------------------------------------------------------- */

static void rename_thing(struct up_steps *steps, const struct up_orm_call *call, const char *name, const char *attribute)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, name, call);
	up_orm_say(steps->orm, &operation, attribute, up_orm_arg(call, 1));
	up_orm_say(steps->orm, &operation, "new", up_orm_arg(call, 2));
	up_orm_state(steps->orm, &operation);
}

/* AutoMigrate(&A{}, &B{}), DropTable("a", &B{}): one for each. */
static void each_table(struct up_steps *steps, const struct up_orm_call *call, const char *name)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		struct up_operation operation;
		up_str before = enter(steps, table_of(steps, call->args[i]));
		up_steps_begin_operation(steps, &operation, name, call);
		if (!strcmp(name, "other"))
			up_operation_set(&operation, "verb", call->name);
		if (up_str_eq(call->name, UP_STR("DropTable")))
			up_operation_flag(&operation, "if-exists"); /* gorm says so itself */
		up_orm_state(steps->orm, &operation);
		steps->table = before;
	}
}

/* tx.Migrator().AddColumn(&Person{}, "Name") */
static bool read_migrator(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} forms[] = {
		{ "AddColumn", "add-column", "column" },
		{ "DropColumn", "drop-column", "column" },
		{ "AlterColumn", "change-column-type", "column" },
		{ "MigrateColumn", "change-column-type", "column" },
		{ "CreateIndex", "create-index", "index" },
		{ "DropIndex", "drop-index", "index" },
		{ "DropConstraint", "drop-constraint", "constraint" },
		{ "CreateConstraint", "add-foreign-key", "constraint" },
	};
	if (up_str_starts(call->name, UP_STR("Has")) || up_str_is_listed(call->name, "CurrentDatabase GetTables ColumnTypes"))
		return true;
	if (up_str_is_listed(call->name, "AutoMigrate DropTable CreateTable")) {
		each_table(steps, call, call->name.s[0] == 'A' ? "other" : call->name.s[0] == 'D' ? "drop-table" : "create-table");
		return true;
	}
	up_str before = enter(steps, table_of(steps, up_orm_arg(call, 0)));
	bool is_known = true;
	if (up_str_eq(call->name, UP_STR("RenameColumn")))
		rename_thing(steps, call, "rename-column", "column");
	else if (up_str_eq(call->name, UP_STR("RenameIndex")))
		rename_thing(steps, call, "rename-index", "index");
	else if (up_str_eq(call->name, UP_STR("RenameTable")))
		up_steps_state_name(steps, call, "rename-table", "new", table_of(steps, up_orm_arg(call, 1)));
	else
		is_known = false;
	for (size_t i = 0; i < sizeof forms / sizeof *forms && !is_known; i++) {
		is_known = up_str_eq(call->name, up_str_from(forms[i].call));
		if (is_known)
			up_steps_state_name(steps, call, forms[i].operation, forms[i].attribute,
					    up_orm_name(steps->orm, up_orm_arg(call, 1)));
	}
	steps->table = before;
	return is_known;
}

/* tx.Model(&Person{}).Where("…").Update("a", 1), tx.Where(…).Delete(&Person{}), tx.Create(&person) */
static bool read_rows(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *last = &chain->links[chain->n - 1];
	const struct up_orm_call *model = up_chain_link(chain, "Model", 0), *table = up_chain_link(chain, "Table", 0);
	const char *name = up_str_is_listed(last->name, "Update Updates UpdateColumn UpdateColumns Save")          ? "update"
			   : up_str_is_listed(last->name, "Create CreateInBatches FirstOrCreate Insert InsertOne") ? "insert"
			   : up_str_eq(last->name, UP_STR("Delete"))                                               ? "delete"
														   : NULL;
	bool is_database = up_str_is_listed(chain->base, "tx db DB engine x sess session txn conn d.db") || model || table;
	if (!name || !is_database || !last->n_args)
		return false;
	const struct up_orm_call *of = model ? model : table ? table : NULL;
	TSNode target = of ? up_orm_arg(of, 0) : up_orm_value(steps->orm, last->args[0]);
	bool is_model = of || up_orm_is_any(target, "unary_expression composite_literal");
	/* A row that was read has its key. */
	bool has_where = up_chain_has(chain, "Where Not Or ID In") || (!of && strcmp(name, "delete") != 0) || last->n_args > 2 ||
			 (!strcmp(name, "delete") && last->n_args > 1);
	up_steps_state_data(steps, last, name, is_model ? table_of(steps, target) : UP_STR(""), has_where && strcmp(name, "insert") != 0,
			    (TSNode){ 0 });
	return true;
}

/* --- bun ---------------------------------------------------------------------------------------------------------------- */

static up_str bun_table(struct up_steps *steps, const struct up_chain *chain)
{
	static const char *const says[] = { "Table", "ModelTableExpr", "TableExpr", "Model" };
	for (size_t i = 0; i < sizeof says / sizeof *says; i++) {
		const struct up_orm_call *link = up_chain_link(chain, says[i], 0);
		if (link && link->n_args)
			return table_of(steps, link->args[0]);
	}
	return UP_STR("");
}

static up_str bun_names(struct up_steps *steps, const struct up_orm_call *link)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; link && i < link->n_args && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		if (i)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, up_orm_name(steps->orm, link->args[i]));
	}
	return up_arena_take(steps->orm->code->arena, &out);
}

static up_str first_word(up_str text)
{
	return up_str_slice(text, 0, up_str_find_byte(text, ' ', 0));
}

/* ColumnExpr("age bigint NOT NULL DEFAULT 0"): read as the SQL that it is. */
static void say_column_expression(struct up_operation *operation, up_str text)
{
	size_t end = up_str_find_byte(text, ' ', 0);
	up_orm_say_text(operation, "column", up_str_slice(text, 0, end));
	up_str rest = end == SIZE_MAX ? UP_STR("") : up_str_trim(up_str_slice(text, end, text.len));
	up_orm_say_text(operation, "type", up_str_slice(rest, 0, up_str_find_byte(rest, ' ', 0)));
	for (size_t i = 0; i < rest.len; i++) {
		up_str here = up_str_slice(rest, i, rest.len);
		if (up_str_starts_nocase(here, UP_STR("not null")))
			up_operation_flag(operation, "not-null");
		else if (up_str_starts_nocase(here, UP_STR("default ")))
			up_orm_say_default(operation, first_word(up_str_slice(here, 8, here.len)));
	}
}

static bool read_bun(struct up_steps *steps, const struct up_chain *chain)
{
	static const struct {
		const char *call, *operation;
	} forms[] = { { "NewCreateTable", "create-table" },
		      { "NewDropTable", "drop-table" },
		      { "NewTruncateTable", "truncate" },
		      { "NewAddColumn", "add-column" },
		      { "NewDropColumn", "drop-column" },
		      { "NewCreateIndex", "create-index" },
		      { "NewDropIndex", "drop-index" },
		      { "NewUpdate", "update" },
		      { "NewInsert", "insert" },
		      { "NewDelete", "delete" } };
	const struct up_orm_call *first = &chain->links[0];
	struct up_operation operation;
	size_t form = 0;
	while (form < sizeof forms / sizeof *forms && !up_str_eq(first->name, up_str_from(forms[form].call)))
		form++;
	if (form == sizeof forms / sizeof *forms)
		return false;
	up_orm_begin_at(steps->orm, &operation, forms[form].operation, first->at, chain->node);
	up_orm_say_text(&operation, "table", bun_table(steps, chain));
	const struct up_orm_call *index = up_chain_link(chain, "Index", 0), *column = up_chain_link(chain, "Column", 0);
	const struct up_orm_call *expression = up_chain_link(chain, "ColumnExpr", 0);
	if (index)
		up_orm_say(steps->orm, &operation, "index", up_orm_arg(index, 0));
	if (column)
		up_orm_say_text(&operation, strstr(forms[form].operation, "-column") ? "column" : "columns", bun_names(steps, column));
	if (expression && !strcmp(forms[form].operation, "add-column"))
		say_column_expression(&operation, up_orm_name(steps->orm, up_orm_arg(expression, 0)));
	static const struct {
		const char *link, *flag;
	} flags[] = { { "Unique", "unique" },
		      { "Concurrently", "concurrently" },
		      { "IfNotExists", "if-not-exists" },
		      { "IfExists", "if-exists" },
		      { "Cascade", "cascade" } };
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (up_chain_link(chain, flags[i].link, 0))
			up_operation_flag(&operation, flags[i].flag);
	if (up_chain_has(chain, "Where WherePK WhereGroup"))
		up_operation_flag(&operation, "where");
	up_orm_state(steps->orm, &operation);
	return true;
}

/* --- SQL ---------------------------------------------------------------------------------------------------------------- */

/* tx.ExecContext(ctx, `…`), tx.Exec("…"), db.Raw("…").Scan(&x), sess.SQL("…") */
static bool read_sql(struct up_steps *steps, const struct up_chain *chain)
{
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		if (!up_str_is_listed(call->name,
				      "Exec ExecContext MustExec MustExecContext Query QueryContext QueryRow QueryRowContext Raw "
				      "NewRaw Queryx QueryRowx NamedExec SQL QueryString RawQuery") ||
		    !call->n_args)
			continue;
		/* The context comes first. */
		bool is_second = up_str_ends(call->name, UP_STR("Context")) ||
				 (call->n_args > 1 && up_str_contains(up_orm_source(steps->orm, call->args[0]), UP_STR("ctx")));
		if (call->n_args == 1 && up_str_is_listed(up_orm_source(steps->orm, call->args[0]), "ctx"))
			continue; /* .Exec(ctx) at the end of a chain */
		up_orm_sql(steps->orm, up_orm_arg(call, is_second), call, "Exec");
		return true;
	}
	return false;
}

bool go_read_chain(struct up_steps *steps, const struct up_chain *chain)
{
	struct go *go = steps->orm->reader;
	const struct up_orm_call *last = &chain->links[chain->n - 1];
	if (up_str_is_listed(chain->base, "errors fmt log slog") || up_str_is_listed(last->name, "panic")) {
		go->raises |= up_str_is_listed(last->name, "New Errorf panic");
		return true;
	}
	if (up_str_is_listed(last->name, "Error WithError Wrap Commit Rollback Close Begin") && chain->n == 1)
		return true;
	if (read_bun(steps, chain) || read_sql(steps, chain))
		return true;
	bool is_migrator = up_chain_link(chain, "Migrator", 0) != NULL || up_str_ends(chain->base, UP_STR("migrator")) ||
			   up_str_is_listed(last->name, "AutoMigrate Sync Sync2 DropTable");
	if (is_migrator && read_migrator(steps, last))
		return true;
	return read_rows(steps, chain);
}
