/* Migrations of FluentMigrator: [Migration(20260102…)] class X : Migration with Up() and Down(), sentences of calls in them: Create.Table("t").WithColumn("c")…
 * (https://fluentmigrator.github.io/intro/quick-start.html). A column that nothing is said of is NOT NULL. Each runs in a transaction, but for
 * TransactionBehavior.None (https://fluentmigrator.github.io/advanced/transaction-modes.html). */
#include "base/buf.h"
#include "orm/column.h"

/* A sentence: Create.Table("t").WithColumn("c")…: the verb, and what comes behind it. */
struct sentence {
	up_str verb;
	const struct up_orm_call *links; /* links[0]: Table("t") */
	uint32_t n;
	TSNode node;
};

/* The class with Up(), and a base that FluentMigrator knows or that is built on one. */
static const struct up_steps_function *find_up(struct up_steps *steps)
{
	for (uint32_t i = 0; i < steps->n_functions; i++) {
		const struct up_steps_function *function = &steps->functions[i];
		/* The latter where a base of their own has Up. */
		if (!up_str_is_listed(function->name, "Up MainDbUpgrade LogDbUpgrade") || ts_node_is_null(function->owner))
			continue;
		up_str base = up_orm_source(steps->orm, up_orm_child_of(function->owner, "base_list"));
		if (up_str_contains(base, UP_STR("Migration")))
			return function;
	}
	return NULL;
}

bool up_orm_is_fluent_migrator(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	if (!up_str_contains(orm->code->text, UP_STR("FluentMigrator")) && !up_str_contains(orm->code->text, UP_STR("Create.")) &&
	    !up_str_contains(orm->code->text, UP_STR("Alter.")))
		return false;
	up_steps_begin(&steps, orm, root, NULL);
	return find_up(&steps) != NULL;
}

/* --- words of a sentence ------------------------------------------------------------------------------------------------ */

static const struct up_orm_call *link_of(const struct sentence *sentence, const char *names, uint32_t from)
{
	for (uint32_t i = from; i < sentence->n; i++)
		if (up_str_is_listed(sentence->links[i].name, names))
			return &sentence->links[i];
	return NULL;
}

static bool has(const struct sentence *sentence, const char *names)
{
	return link_of(sentence, names, 0) != NULL;
}

static up_str first_of(struct up_steps *steps, const struct up_orm_call *link)
{
	return link && link->n_args ? up_orm_name(steps->orm, link->args[0]) : UP_STR("");
}

static up_str said(struct up_steps *steps, const struct sentence *sentence, const char *names)
{
	return first_of(steps, link_of(sentence, names, 0));
}

/* All that OnColumn("a").Ascending().OnColumn("b"), Columns("a", "b") name. */
static up_str columns_said(struct up_steps *steps, const struct sentence *sentence, const char *names)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < sentence->n; i++) {
		const struct up_orm_call *link = &sentence->links[i];
		for (uint32_t j = 0; j < link->n_args && up_str_is_listed(link->name, names) && out.len < UP_OPERATION_VALUE_BYTES; j++) {
			if (out.len)
				up_buf_add_byte(&out, ',');
			up_buf_add(&out, up_orm_names(steps->orm, link->args[j]));
		}
	}
	return up_arena_take(steps->orm->code->arena, &out);
}

static up_str table_said(struct up_steps *steps, const struct sentence *sentence, up_str table)
{
	up_str schema = said(steps, sentence, "InSchema");
	return schema.len ? up_arena_printf(steps->orm->code->arena, "%.*s.%.*s", UP_FMT(schema), UP_FMT(table)) : table;
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

/* AsString(50) is string(50). */
static up_str type_of(struct up_steps *steps, const struct up_orm_call *link)
{
	struct up_orm *orm = steps->orm;
	if (up_str_eq(link->name, UP_STR("AsCustom")))
		return up_orm_name(orm, up_orm_arg(link, 0));
	up_str type = up_str_slice(link->name, 2, link->name.len);
	up_str size = up_orm_source(orm, up_orm_arg(link, 0)), scale = up_orm_source(orm, up_orm_arg(link, 1));
	if (!size.len)
		return type;
	if (!scale.len)
		return up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(type), UP_FMT(up_str_slice(size, 0, 40)));
	return up_arena_printf(orm->code->arena, "%.*s(%.*s,%.*s)", UP_FMT(type), UP_FMT(up_str_slice(size, 0, 40)),
			       UP_FMT(up_str_slice(scale, 0, 40)));
}

/* SystemMethods.CurrentUTCDateTime and its kin are functions of the server. */
static void read_default(struct up_steps *steps, struct up_orm_column *column, TSNode value)
{
	up_str written = up_orm_source(steps->orm, value);
	if (up_str_contains(written, UP_STR("SystemMethods.Current")) && !up_str_contains(written, UP_STR("CurrentUser")))
		up_orm_column_default_text(column, UP_STR("CURRENT_TIMESTAMP"));
	else if (up_str_contains(written, UP_STR("SystemMethods.New")))
		up_orm_column_default_text(column, UP_STR("gen_random_uuid()"));
	else if (up_str_contains(written, UP_STR("SystemMethods.CurrentUser")))
		up_orm_column_default_text(column, UP_STR("CURRENT_USER"));
	else if (up_str_contains(written, UP_STR("RawSql.Insert")))
		up_orm_column_default_text(column, UP_STR("${RawSql}"));
	else
		up_orm_column_default(steps->orm, column, value);
}

static void read_word(struct up_steps *steps, struct up_orm_column *column, const struct up_orm_call *link)
{
	up_str name = link->name;
	if (up_str_starts(name, UP_STR("As")))
		column->type = type_of(steps, link);
	else if (up_str_eq(name, UP_STR("Nullable")))
		column->is_null = true;
	else if (up_str_eq(name, UP_STR("NotNullable")))
		column->is_not_null = true;
	else if (up_str_eq(name, UP_STR("PrimaryKey")))
		column->is_primary = true;
	else if (up_str_eq(name, UP_STR("Identity")))
		column->is_auto_increment = true;
	else if (up_str_eq(name, UP_STR("Unique")))
		column->is_unique = true;
	else if (up_str_eq(name, UP_STR("Indexed")))
		column->has_index = true, column->index = first_of(steps, link);
	else if (up_str_is_listed(name, "WithDefaultValue WithDefault SetExistingRowsTo") && !column->default_text.len)
		read_default(steps, column, up_orm_arg(link, 0));
	else if (up_str_is_listed(name, "OnDelete OnDeleteOrUpdate"))
		column->on_delete = up_orm_action(up_orm_source(steps->orm, up_orm_field(up_orm_arg(link, 0), "name")));
	else if (up_str_eq(name, UP_STR("Computed")))
		column->is_stored = true, column->expression = first_of(steps, link);
	else if (up_str_eq(name, UP_STR("ForeignKey")) && link->n_args >= 2) {
		/* ("table", "column") or ("name", "table", "column"), or with a schema before the table */
		column->references = up_orm_name(steps->orm, link->args[link->n_args - 2]);
		column->referenced_columns = up_orm_name(steps->orm, link->args[link->n_args - 1]);
		column->is_foreign = true;
	}
}

/* WithColumn("c").AsX()…, AddColumn("c")…, AlterColumn("c")…: from the link that names it up to the next such. */
static uint32_t read_column(struct up_steps *steps, const struct sentence *sentence, uint32_t from, bool is_change)
{
	struct up_orm_column column = { .node = sentence->node, .at = sentence->links[from].at, .is_separate = true };
	uint32_t i = from + 1;
	column.name = first_of(steps, &sentence->links[from]);
	for (; i < sentence->n && !up_str_is_listed(sentence->links[i].name, "WithColumn AddColumn AlterColumn"); i++)
		read_word(steps, &column, &sentence->links[i]);
	if (!is_change)
		column.is_not_null |= !column.is_null;
	column.is_short = up_str_is_listed(column.type, "Int32 Int16 Byte");
	if (is_change)
		up_orm_column_change(steps, &column);
	else
		up_orm_column_add(steps, &column);
	return i;
}

static void read_columns(struct up_steps *steps, const struct sentence *sentence)
{
	for (uint32_t i = 1; i < sentence->n;) {
		up_str name = sentence->links[i].name;
		if (up_str_is_listed(name, "WithColumn AddColumn AlterColumn"))
			i = read_column(steps, sentence, i, up_str_eq(name, UP_STR("AlterColumn")));
		else
			i++;
	}
}

/* --- sentences ---------------------------------------------------------------------------------------------------------- */

static void create_table(struct up_steps *steps, const struct sentence *sentence)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "create-table", &sentence->links[0]);
	if (up_str_eq(sentence->links[0].name, UP_STR("TableForModel"))) /* a helper that adds the key: of Sonarr and its kin */
		up_operation_flag(&operation, "primary-key");
	steps->creating = &operation;
	read_columns(steps, sentence);
	steps->creating = NULL;
	if (!up_operation_has(&operation, "primary-key") && has(sentence, "WithColumn"))
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(steps->orm, &operation);
}

static void create_key(struct up_steps *steps, const struct sentence *sentence, const char *operation)
{
	struct up_orm_key key = { .call = &sentence->links[0],
				  .node = sentence->node,
				  .name = first_of(steps, &sentence->links[0]),
				  .columns = columns_said(steps, sentence, "OnColumn Column Columns ForeignColumn ForeignColumns"),
				  .references = said(steps, sentence, "ToTable"),
				  .referenced_columns = columns_said(steps, sentence, "PrimaryColumn PrimaryColumns"),
				  .is_unique = has(sentence, "Unique"),
				  .is_concurrent = has(sentence, "AsConcurrently"),
				  .is_online = has(sentence, "Online"),
				  .include = columns_said(steps, sentence, "Include") };
	const struct up_orm_call *rule = link_of(sentence, "OnDelete OnDeleteOrUpdate", 0), *filter = link_of(sentence, "Filter", 0);
	if (rule)
		key.on_delete = up_orm_action(up_orm_source(steps->orm, up_orm_field(up_orm_arg(rule, 0), "name")));
	if (filter)
		key.where = up_orm_arg(filter, 0);
	if (!strcmp(operation, "create-index"))
		up_orm_key_index(steps, &key);
	else
		up_orm_key_constraint(steps, operation, &key);
}

static bool create(struct up_steps *steps, const struct sentence *sentence)
{
	static const struct {
		const char *thing, *operation;
	} keys[] = { { "Index", "create-index" },
		     { "ForeignKey", "add-foreign-key" },
		     { "PrimaryKey", "add-primary-key" },
		     { "UniqueConstraint", "add-unique" } };
	up_str thing = sentence->links[0].name;
	if (up_str_is_listed(thing, "Table TableForModel"))
		create_table(steps, sentence);
	else if (up_str_eq(thing, UP_STR("Column")))
		read_column(steps, sentence, 0, false);
	else if (up_str_eq(thing, UP_STR("Schema")))
		up_steps_state_name(steps, &sentence->links[0], "create-schema", "schema", first_of(steps, &sentence->links[0]));
	else if (up_str_eq(thing, UP_STR("Sequence")))
		up_steps_state_name(steps, &sentence->links[0], "create-sequence", "name", first_of(steps, &sentence->links[0]));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (up_str_eq(thing, up_str_from(keys[i].thing)))
			create_key(steps, sentence, keys[i].operation);
	return up_str_is_listed(thing, "Table TableForModel Column Schema Sequence Index ForeignKey PrimaryKey UniqueConstraint");
}

static bool delete (struct up_steps *steps, const struct sentence *sentence)
{
	static const struct {
		const char *thing, *operation, *attribute;
	} things[] = { { "Table", "drop-table", NULL },
		       { "Index", "drop-index", "index" },
		       { "ForeignKey", "drop-foreign-key", "constraint" },
		       { "PrimaryKey", "drop-primary-key", "constraint" },
		       { "UniqueConstraint", "drop-unique", "constraint" },
		       { "Schema", "drop-schema", "schema" },
		       { "Sequence", "drop-sequence", "name" } };
	const struct up_orm_call *call = &sentence->links[0];
	for (size_t i = 0; i < sizeof things / sizeof *things; i++)
		if (up_str_eq(call->name, up_str_from(things[i].thing))) {
			up_steps_state_name(steps, call, things[i].operation, things[i].attribute, first_of(steps, call));
			return true;
		}
	if (up_str_eq(call->name, UP_STR("DefaultConstraint"))) {
		up_steps_state_name(steps, call, "drop-default", "column", said(steps, sentence, "OnColumn"));
	} else if (up_str_eq(call->name, UP_STR("FromTable"))) {
		up_steps_state_data(steps, call, "delete", UP_STR(""), !has(sentence, "AllRows"), (TSNode){ 0 });
	} else if (up_str_eq(call->name, UP_STR("Column"))) {
		for (uint32_t i = 0; i < sentence->n; i++)
			if (up_str_eq(sentence->links[i].name, UP_STR("Column")))
				up_steps_state_name(steps, &sentence->links[i], "drop-column", "column",
						    first_of(steps, &sentence->links[i]));
	} else {
		return false;
	}
	return true;
}

static bool rename_thing(struct up_steps *steps, const struct sentence *sentence)
{
	struct up_operation operation;
	const struct up_orm_call *call = &sentence->links[0];
	bool is_column = up_str_eq(call->name, UP_STR("Column"));
	up_steps_begin_operation(steps, &operation, is_column ? "rename-column" : "rename-table", call);
	if (is_column)
		up_orm_say_text(&operation, "column", first_of(steps, call));
	up_orm_say_text(&operation, "new", said(steps, sentence, "To"));
	up_orm_state(steps->orm, &operation);
	return true;
}

static bool execute(struct up_steps *steps, const struct sentence *sentence)
{
	const struct up_orm_call *call = &sentence->links[0];
	struct up_operation operation;
	if (up_str_eq(call->name, UP_STR("Sql"))) {
		up_orm_sql(steps->orm, up_orm_arg(call, 0), call, "Execute.Sql");
		return true;
	}
	up_orm_begin(steps->orm, &operation, up_str_eq(call->name, UP_STR("WithConnection")) ? "data-code" : "execute", call);
	up_operation_flag(&operation, "dynamic"); /* what the script holds is read on its own */
	up_orm_state(steps->orm, &operation);
	return true;
}

static bool alter(struct up_steps *steps, const struct sentence *sentence)
{
	const struct up_orm_call *call = &sentence->links[0];
	if (up_str_eq(call->name, UP_STR("Table")) && has(sentence, "ToSchema"))
		up_steps_state_name(steps, call, "set-schema", "new", said(steps, sentence, "ToSchema"));
	else if (up_str_eq(call->name, UP_STR("Table")))
		read_columns(steps, sentence);
	else if (up_str_eq(call->name, UP_STR("Column")))
		read_column(steps, sentence, 0, true);
	return up_str_is_listed(call->name, "Table Column");
}

static bool read_sentence(struct up_steps *steps, const struct sentence *sentence)
{
	const struct up_orm_call *first = &sentence->links[0];
	bool is_table = up_str_is_listed(first->name, "Table TableForModel FromTable IntoTable");
	up_str table = is_table ? first_of(steps, first) : said(steps, sentence, "OnTable FromTable");
	up_str before = steps->table;
	bool is_known = true;
	steps->table = table_said(steps, sentence, table);
	if (up_str_eq(sentence->verb, UP_STR("Create")))
		is_known = create(steps, sentence);
	else if (up_str_eq(sentence->verb, UP_STR("Alter")))
		is_known = alter(steps, sentence);
	else if (up_str_eq(sentence->verb, UP_STR("Delete")))
		is_known = delete (steps, sentence);
	else if (up_str_eq(sentence->verb, UP_STR("Rename")))
		is_known = rename_thing(steps, sentence);
	else if (up_str_eq(sentence->verb, UP_STR("Execute")))
		is_known = execute(steps, sentence);
	else
		up_steps_state_data(steps, first, sentence->verb.s[0] == 'I' ? "insert" : "update", UP_STR(""),
				    sentence->verb.s[0] == 'U' && !has(sentence, "AllRows"), (TSNode){ 0 });
	steps->table = before;
	return is_known;
}

static bool is_verb(up_str name)
{
	return up_str_is_listed(name, "Create Alter Delete Rename Execute Insert Update");
}

/* Create.Table("t")…, this.Create.…, IfDatabase("postgres").Create.Table("t")… */
static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_migration *migration = &steps->orm->migration;
	enum up_dialect before = migration->dialect;
	struct sentence sentence = { .verb = chain->base, .links = chain->links, .n = chain->n, .node = chain->node };
	for (size_t i = 0; i < 2; i++) { /* this.Create, base.Create */
		up_str room = i ? UP_STR("base.") : UP_STR("this.");
		if (up_str_starts(sentence.verb, room))
			sentence.verb = up_str_slice(sentence.verb, room.len, sentence.verb.len);
	}
	if (!chain->base.len && up_str_eq(chain->links[0].name, UP_STR("IfDatabase"))) {
		if (chain->links[0].n_args == 1)
			migration->dialect = up_dialect_from_name(first_of(steps, &chain->links[0]));
		uint32_t i = 1;
		while (i < chain->n && !is_verb(chain->links[i].name))
			i++;
		sentence.verb = i < chain->n ? chain->links[i].name : UP_STR("");
		sentence.links += i + 1;
		sentence.n = i < chain->n ? chain->n - i - 1 : 0;
	}
	if (sentence.n) { /* what its operations are is said by the whole of it */
		struct up_orm_call *links = up_arena_alloc(steps->orm->code->arena, sentence.n * sizeof *links);
		memcpy(links, sentence.links, sentence.n * sizeof *links);
		links[0].node = chain->node;
		sentence.links = links;
	}
	bool is_known = is_verb(sentence.verb) && sentence.n && read_sentence(steps, &sentence);
	if (is_verb(sentence.verb) && sentence.n && !is_known) { /* Create.TableFor<Order>() of what is built on it */
		struct up_operation operation;
		up_orm_begin(steps->orm, &operation, "other", &sentence.links[0]);
		up_operation_set(&operation, "verb", sentence.links[0].name);
		up_orm_state(steps->orm, &operation);
		is_known = true;
	}
	bool asks = up_str_starts(chain->base, UP_STR("Schema")) || up_str_starts(chain->base, UP_STR("this.Schema"));
	migration->dialect = before;
	return is_known || asks;
}

/* 20260102 of [Migration(20260102, TransactionBehavior.None)]; *ret_is_outside: it says None. */
static up_str version_of(struct up_orm *orm, TSNode class, bool *ret_is_outside)
{
	struct up_orm_nodes children = up_orm_children(orm, class);
	for (uint32_t i = 0; i < children.n && up_orm_is(children.nodes[i], "attribute_list"); i++) {
		struct up_orm_nodes attributes = up_orm_children(orm, children.nodes[i]);
		for (uint32_t j = 0; j < attributes.n; j++) {
			TSNode arguments = up_orm_child_of(attributes.nodes[j], "attribute_argument_list");
			up_str name = up_orm_source(orm, up_orm_field(attributes.nodes[j], "name"));
			if (!up_str_ends(name, UP_STR("Migration")) && !up_str_ends(name, UP_STR("MigrationAttribute")))
				continue;
			*ret_is_outside |= up_str_contains(up_orm_source(orm, arguments), UP_STR("TransactionBehavior.None"));
			TSNode value = up_orm_child(up_orm_child(arguments, 0), 0);
			return up_orm_is_text(value) ? up_orm_name(orm, value)
						     : up_str_slice(up_orm_source(orm, value), 0, UP_ORM_NAME_BYTES);
		}
	}
	return up_orm_file_stem(orm);
}

void up_orm_read_fluent_migrator(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	bool is_outside = false;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *up = find_up(&steps), *down = up_steps_find(&steps, up->owner, "Down");
	up_str base = up_orm_source(orm, up_orm_child_of(up->owner, "base_list"));
	orm->migration.version = version_of(orm, up->owner, &is_outside);
	up_orm_set(orm, "transaction", is_outside ? "no" : "yes");
	up_orm_set(orm, "down",
		   up_str_contains(base, UP_STR("AutoReversing")) ? "automatic"
		   : down                                         ? up_steps_down(&steps, down)
								  : "missing");
	up_steps_state(&steps, up, down);
}
