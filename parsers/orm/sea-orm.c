/* Migrations of SeaORM: impl MigrationTrait for Migration with up and down, which hand statements of sea-query to a SchemaManager
 * (https://www.sea-ql.org/SeaORM/docs/migration/writing-migration/). PostgreSQL runs them in a transaction, others do not. */
#include "base/buf.h"
#include "orm/column.h"
#include "orm/rails.h"

/* --- names -------------------------------------------------------------------------------------------------------------- */

/* The text in #[iden = "x"], #[sea_orm(iden = "x")]; null: it says none. */
static TSNode name_in(struct up_orm *orm, TSNode attribute)
{
	TSNode inner = up_orm_child(attribute, 0), value = up_orm_field(inner, "value");
	if (!up_str_contains(up_orm_source(orm, inner), UP_STR("iden")))
		return (TSNode){ 0 };
	return ts_node_is_null(value) ? up_orm_child_of(up_orm_field(inner, "arguments"), "string_literal") : value;
}

/* Variants of enums that have another name than their own: `Order::Table` stands for that. */
static void bind_names(struct up_orm *orm, TSNode root)
{
	struct up_orm_nodes items = up_orm_children(orm, root);
	for (uint32_t i = 0; i < items.n; i++) {
		if (!up_orm_is(items.nodes[i], "enum_item"))
			continue;
		up_str name = up_str_slice(up_orm_source(orm, up_orm_field(items.nodes[i], "name")), 0, UP_ORM_NAME_BYTES);
		struct up_orm_nodes variants = up_orm_children(orm, up_orm_field(items.nodes[i], "body"));
		for (uint32_t j = 1; j < variants.n; j++) {
			TSNode given = up_orm_is(variants.nodes[j - 1], "attribute_item") ? name_in(orm, variants.nodes[j - 1])
											  : (TSNode){ 0 };
			up_str variant = up_orm_source(orm, up_orm_field(variants.nodes[j], "name"));
			if (!ts_node_is_null(given) && variant.len)
				up_orm_bind(orm,
					    up_arena_printf(orm->code->arena, "%.*s::%.*s", UP_FMT(name),
							    UP_FMT(up_str_slice(variant, 0, UP_ORM_NAME_BYTES))),
					    given);
		}
	}
}

/* "cake" of Cake::Table, "name" of Cake::Name, "x" of Alias::new("x") and "x". */
static up_str iden(struct up_orm *orm, TSNode node)
{
	struct up_orm_call call;
	node = up_orm_value(orm, node);
	if (up_orm_is(node, "tuple_expression") && ts_node_named_child_count(node) == 2)
		return up_arena_printf(orm->code->arena, "%.*s.%.*s", UP_FMT(iden(orm, up_orm_child(node, 0))),
				       UP_FMT(iden(orm, up_orm_child(node, 1))));
	if (up_orm_is(node, "scoped_identifier")) {
		up_str path = up_orm_source(orm, up_orm_field(node, "path")), name = up_orm_source(orm, up_orm_field(node, "name"));
		TSNode given = up_orm_known(orm, up_orm_source(orm, node));
		return up_orm_is_text(given) ? up_orm_name(orm, given)
					     : rails_underscore(orm, up_str_eq(name, UP_STR("Table")) ? path : name);
	}
	if (!up_orm_is_text(node) && up_orm_call_of(orm, node, &call) && call.n_args && up_str_is_listed(call.name, "new from into"))
		return iden(orm, call.args[0]);
	return up_orm_name(orm, node);
}

static up_str iden_of(struct up_steps *steps, const struct up_orm_call *link, uint32_t n)
{
	return link && n < link->n_args ? iden(steps->orm, link->args[n]) : UP_STR("");
}

static up_str idens(struct up_steps *steps, const struct up_chain *chain, const char *names, uint32_t place)
{
	struct up_buf out = { 0 };
	for (uint32_t i = 0; i < chain->n && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		if (!up_str_is_listed(chain->links[i].name, names))
			continue;
		if (out.len)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, iden_of(steps, &chain->links[i], place));
	}
	return up_arena_take(steps->orm->code->arena, &out);
}

static bool chain_of(struct up_steps *steps, TSNode node, struct up_chain *ret_chain)
{
	node = up_orm_value(steps->orm, node);
	return !ts_node_is_null(node) && up_chain_of(steps, node, ret_chain);
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

static void read_word(struct up_steps *steps, struct up_orm_column *column, const struct up_orm_call *link)
{
	up_str name = link->name, size = up_orm_source(steps->orm, up_orm_arg(link, 0));
	if (up_str_eq(name, UP_STR("not_null")))
		column->is_not_null = true;
	else if (up_str_eq(name, UP_STR("null")))
		column->is_null = true;
	else if (up_str_eq(name, UP_STR("primary_key")))
		column->is_primary = true;
	else if (up_str_eq(name, UP_STR("auto_increment")))
		column->is_auto_increment = true;
	else if (up_str_eq(name, UP_STR("unique_key")))
		column->is_unique = true;
	else if (up_str_eq(name, UP_STR("check")))
		column->has_check = true;
	else if (up_str_eq(name, UP_STR("default")))
		up_orm_column_default(steps->orm, column, up_orm_arg(link, 0));
	else if (up_str_eq(name, UP_STR("generated")))
		column->is_stored = true;
	else if (!column->type.len && !up_str_is_listed(name, "to_owned extra comment take using new new_with_type"))
		column->type = size.len && up_is_digit(size.s[0]) ? up_arena_printf(steps->orm->code->arena, "%.*s(%.*s)", UP_FMT(name),
										    UP_FMT(up_str_slice(size, 0, 20)))
								  : name;
}

/* ColumnDef::new(Cake::Id).integer().not_null(), or pk_auto(Cake::Id), string_null(Cake::Name) of the module schema. */
static bool read_column(struct up_steps *steps, const struct up_orm_call *call, TSNode node, struct up_orm_column *column)
{
	struct up_chain chain;
	if (!chain_of(steps, node, &chain))
		return false;
	const struct up_orm_call *first = &chain.links[0];
	bool is_definition = up_str_ends(chain.base, UP_STR("ColumnDef"));
	*column = (struct up_orm_column){ .node = call->node, .at = call->at, .name = iden_of(steps, first, 0) };
	for (uint32_t i = 1; i < chain.n; i++)
		read_word(steps, column, &chain.links[i]);
	if (!is_definition) {
		column->is_null |= up_str_ends(first->name, UP_STR("_null"));
		column->is_not_null |= !column->is_null;
		column->is_unique |= up_str_ends(first->name, UP_STR("_uniq"));
		column->is_primary |= up_str_starts(first->name, UP_STR("pk_"));
		column->type = first->name;
	}
	column->is_short = up_str_is_listed(column->type, "integer small_integer tiny_integer pk_auto");
	return true;
}

static const char *action_of(struct up_steps *steps, const struct up_chain *chain, const char *name)
{
	const struct up_orm_call *link = up_chain_link(chain, name, 0);
	return link ? up_orm_action(up_orm_source(steps->orm, up_orm_field(up_orm_arg(link, 0), "name"))) : NULL;
}

/* ForeignKey::create().name("fk").from(A::Table, A::BId).to(B::Table, B::Id); TableForeignKey::new().from_tbl(…).from_col(…) */
static void read_foreign_key(struct up_steps *steps, const struct up_orm_call *call, TSNode node)
{
	struct up_chain chain;
	if (!chain_of(steps, node, &chain))
		return;
	const struct up_orm_call *from = up_chain_link(&chain, "from", 0), *to = up_chain_link(&chain, "to", 0);
	const struct up_orm_call *from_table = up_chain_link(&chain, "from_tbl", 0), *to_table = up_chain_link(&chain, "to_tbl", 0);
	struct up_orm_key key = { .call = call,
				  .name = iden_of(steps, up_chain_link(&chain, "name", 0), 0),
				  .columns = from ? iden_of(steps, from, 1) : idens(steps, &chain, "from_col", 0),
				  .references = to ? iden_of(steps, to, 0) : iden_of(steps, to_table, 0),
				  .referenced_columns = to ? iden_of(steps, to, 1) : idens(steps, &chain, "to_col", 0),
				  .on_delete = action_of(steps, &chain, "on_delete"),
				  .on_update = action_of(steps, &chain, "on_update") };
	up_str before = steps->table;
	if (!steps->creating && (from || from_table))
		steps->table = iden_of(steps, from ? from : from_table, 0);
	up_orm_key_constraint(steps, "add-foreign-key", &key);
	steps->table = before;
}

/* --- statements --------------------------------------------------------------------------------------------------------- */

static void create_table(struct up_steps *steps, const struct up_orm_call *call, const struct up_chain *table)
{
	struct up_operation operation;
	up_steps_begin_operation(steps, &operation, "create-table", call);
	steps->creating = &operation;
	for (uint32_t i = 0; i < table->n; i++) {
		const struct up_orm_call *link = &table->links[i];
		struct up_orm_column column;
		if (up_str_eq(link->name, UP_STR("col")) && read_column(steps, link, up_orm_arg(link, 0), &column))
			up_orm_column_add(steps, &column);
		else if (up_str_eq(link->name, UP_STR("foreign_key")))
			read_foreign_key(steps, link, up_orm_arg(link, 0));
		else if (up_str_eq(link->name, UP_STR("primary_key")))
			up_operation_flag(&operation, "primary-key");
		else if (up_str_eq(link->name, UP_STR("if_not_exists")))
			up_operation_flag(&operation, "if-not-exists");
	}
	steps->creating = NULL;
	if (!up_operation_has(&operation, "primary-key"))
		up_operation_flag(&operation, "no-primary-key");
	up_orm_state(steps->orm, &operation);
}

static void alter_table(struct up_steps *steps, const struct up_chain *table)
{
	for (uint32_t i = 0; i < table->n; i++) {
		const struct up_orm_call *link = &table->links[i];
		struct up_orm_column column;
		struct up_operation operation;
		up_str name = link->name;
		if (up_str_is_listed(name, "add_column add_column_if_not_exists modify_column") &&
		    read_column(steps, link, up_orm_arg(link, 0), &column)) {
			column.if_not_exists = up_str_ends(name, UP_STR("_if_not_exists"));
			column.keeps_type = !column.type.len;
			if (name.s[0] == 'm')
				up_orm_column_change(steps, &column);
			else
				up_orm_column_add(steps, &column);
		} else if (up_str_eq(name, UP_STR("drop_column"))) {
			up_steps_state_name(steps, link, "drop-column", "column", iden_of(steps, link, 0));
		} else if (up_str_eq(name, UP_STR("rename_column"))) {
			up_steps_begin_operation(steps, &operation, "rename-column", link);
			up_orm_say_text(&operation, "column", iden_of(steps, link, 0));
			up_orm_say_text(&operation, "new", iden_of(steps, link, 1));
			up_orm_state(steps->orm, &operation);
		} else if (up_str_eq(name, UP_STR("add_foreign_key"))) {
			read_foreign_key(steps, link, up_orm_arg(link, 0));
		} else if (up_str_eq(name, UP_STR("drop_foreign_key"))) {
			up_steps_state_name(steps, link, "drop-foreign-key", "constraint", iden_of(steps, link, 0));
		}
	}
}

static void create_index(struct up_steps *steps, const struct up_orm_call *call, const struct up_chain *index)
{
	const struct up_orm_call *method = up_chain_link(index, "index_type", 0);
	struct up_orm_key key = { .call = call,
				  .name = iden_of(steps, up_chain_link(index, "name", 0), 0),
				  .columns = idens(steps, index, "col", 0),
				  .is_unique = up_chain_has(index, "unique"),
				  .is_concurrent = up_chain_has(index, "concurrently"),
				  .if_not_exists = up_chain_has(index, "if_not_exists"),
				  .is_text = up_chain_has(index, "full_text") };
	if (method)
		key.method = rails_underscore(steps->orm, up_orm_source(steps->orm, up_orm_field(up_orm_arg(method, 0), "name")));
	up_orm_key_index(steps, &key);
}

static void drop_thing(struct up_steps *steps, const struct up_orm_call *call, const struct up_chain *what, const char *operation,
		       const char *attribute)
{
	struct up_operation said;
	up_steps_begin_operation(steps, &said, operation, call);
	if (attribute)
		up_orm_say_text(&said, attribute, iden_of(steps, up_chain_link(what, "name", 0), 0));
	if (up_chain_has(what, "if_exists"))
		up_operation_flag(&said, "if-exists");
	if (up_chain_has(what, "cascade"))
		up_operation_flag(&said, "cascade");
	up_orm_state(steps->orm, &said);
}

static bool read_statement(struct up_steps *steps, const struct up_orm_call *call, const struct up_chain *what)
{
	up_str name = call->name;
	const struct up_orm_call *table = up_chain_link(what, "table", 0);
	up_str before = steps->table;
	bool is_known = true;
	steps->table = iden_of(steps, table, 0);
	if (up_str_eq(name, UP_STR("create_table")))
		create_table(steps, call, what);
	else if (up_str_eq(name, UP_STR("alter_table")))
		alter_table(steps, what);
	else if (up_str_eq(name, UP_STR("create_index")))
		create_index(steps, call, what);
	else if (up_str_eq(name, UP_STR("create_foreign_key")))
		read_foreign_key(steps, call, up_orm_arg(call, 0));
	else if (up_str_eq(name, UP_STR("drop_table")))
		drop_thing(steps, call, what, "drop-table", NULL);
	else if (up_str_eq(name, UP_STR("truncate_table")))
		drop_thing(steps, call, what, "truncate", NULL);
	else if (up_str_eq(name, UP_STR("drop_index")))
		drop_thing(steps, call, what, "drop-index", "index");
	else if (up_str_eq(name, UP_STR("drop_foreign_key")))
		drop_thing(steps, call, what, "drop-foreign-key", "constraint");
	else if (up_str_eq(name, UP_STR("rename_table")))
		up_steps_state_name(steps, call, "rename-table", "new", iden_of(steps, table, 1));
	else if (up_str_is_listed(name, "create_type alter_type drop_type"))
		up_steps_state_name(steps, call,
				    name.s[0] == 'c'   ? "create-type"
				    : name.s[0] == 'a' ? "alter-type"
						       : "drop-type",
				    NULL, UP_STR(""));
	else
		is_known = false;
	steps->table = before;
	return is_known;
}

/* Query::update().table(T).values(…).and_where(…), Query::insert().into_table(T) */
static bool read_query(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_chain what;
	if (!chain_of(steps, up_orm_arg(call, 0), &what) || !up_str_ends(what.base, UP_STR("Query")))
		return false;
	up_str verb = what.links[0].name;
	const struct up_orm_call *table = up_chain_link(&what, "table", 0);
	if (!table)
		table = up_chain_link(&what, "into_table", 0);
	if (!table)
		table = up_chain_link(&what, "from_table", 0);
	if (!up_str_is_listed(verb, "insert update delete"))
		return false;
	up_steps_state_data(steps, call,
			    verb.s[0] == 'i'   ? "insert"
			    : verb.s[0] == 'u' ? "update"
					       : "delete",
			    iden_of(steps, table, 0), up_chain_has(&what, "and_where cond_where"), (TSNode){ 0 });
	return true;
}

/* execute_unprepared("…"), execute(Statement::from_string(backend, "…")) */
static void read_sql(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm_call made;
	TSNode sql = up_orm_value(steps->orm, up_orm_arg(call, 0));
	if (!up_orm_is_text(sql) && up_orm_call_of(steps->orm, sql, &made) && up_str_starts(made.name, UP_STR("from_")) && made.n_args > 1)
		sql = made.args[1];
	up_orm_sql(steps->orm, sql, call, call->name.len == 7 ? "execute" : "execute_unprepared");
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		struct up_chain what;
		if (up_str_starts(call->name, UP_STR("has_")))
			return true;
		if (call->n_args && chain_of(steps, call->args[0], &what) && read_statement(steps, call, &what))
			return true;
		if (call->n_args && up_str_is_listed(call->name, "exec_stmt execute") && read_query(steps, call))
			return true;
		if (call->n_args && up_str_is_listed(call->name, "execute_unprepared execute query_one query_all")) {
			read_sql(steps, call);
			return true;
		}
	}
	return up_str_is_listed(chain->links[0].name, "Ok Err Some");
}

bool up_orm_is_sea_orm(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	const struct up_steps_function *up = up_steps_first(&steps, "up");
	return up && !ts_node_is_null(up->owner) &&
	       up_str_contains(up_orm_source(orm, up_orm_field(up->owner, "trait")), UP_STR("MigrationTrait"));
}

void up_orm_read_sea_orm(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	bind_names(orm, root);
	const struct up_steps_function *up = up_steps_first(&steps, "up"), *down = up_steps_find(&steps, up->owner, "down");
	const struct up_steps_function *asked = up_steps_find(&steps, up->owner, "use_transaction");
	enum up_dialect dialect = orm->migration.dialect;
	orm->migration.version = up_orm_file_stem(orm);
	if (asked)
		up_orm_set(orm, "transaction", up_str_contains(up_orm_source(orm, asked->node), UP_STR("false")) ? "no" : "yes");
	else
		up_orm_set(orm, "transaction", dialect == UP_DIALECT_POSTGRESQL ? "yes" : dialect ? "no" : "unknown");
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
