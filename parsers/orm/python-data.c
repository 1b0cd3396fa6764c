/* Data that migrations in Python change. */
#include "orm/python.h"

enum {
	CHAIN = 24 /* calls of a chain that are looked at */
};

/* What a chain of calls says: Order.objects.filter(…).update(…), users.update().where(…).values(…). */
struct chain {
	up_str table, root; /* the name that it begins with */
	bool is_model, is_historical, has_where, has_limit;
	const char *operation; /* of SQLAlchemy: update(), insert(), delete() in the chain */
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

up_str python_django_table(struct python *python, up_str app, up_str model)
{
	size_t dot = up_str_find_byte(model, '.', 0);
	if (dot != SIZE_MAX) {
		app = up_str_slice(model, 0, dot);
		model = up_str_slice(model, dot + 1, model.len);
	}
	struct up_buf out = { 0 };
	if (app.len) {
		up_buf_add(&out, app);
		up_buf_add_byte(&out, '_');
	}
	for (size_t i = 0; i < model.len; i++)
		up_buf_add_byte(&out, up_lower(model.s[i]));
	return up_arena_take(python->orm->code->arena, &out);
}

/* apps.get_model("shop", "Order"), sa.table("orders", …), a name that stands for one */
static void look_at_root(struct python *python, TSNode node, struct chain *chain)
{
	struct up_orm_call call;
	struct up_orm *orm = python->orm;
	TSNode value = up_orm_value(orm, node);
	if (up_code_is_text(value)) { /* a class with __tablename__ */
		chain->table = up_orm_name(orm, value);
		chain->is_model = true;
		return;
	}
	chain->root = up_orm_source(orm, node);
	if (!up_orm_is(value, "call") || !up_orm_call_of(orm, value, &call)) {
		chain->is_model = up_orm_is(node, "identifier") && chain->root.len > 1 && chain->root.s[0] >= 'A' &&
				  chain->root.s[0] <= 'Z' && is_lower(chain->root.s[1]);
		return;
	}
	if (up_str_eq(call.name, UP_STR("get_model")) && call.n_args) {
		up_str first = up_orm_name(orm, call.args[0]);
		chain->table = python_django_table(python, first, up_orm_name(orm, call.n_args > 1 ? call.args[1] : call.args[0]));
		if (call.n_args == 1)
			chain->table = python_django_table(python, python->app, first);
		chain->is_model = chain->is_historical = true;
	} else if (up_str_is_listed(call.name, "table Table")) {
		chain->table = up_orm_name(orm, up_orm_arg(&call, 0));
		chain->is_model = true;
	}
}

static void look_at_step(struct chain *chain, const struct up_orm_call *call, struct python *python)
{
	chain->has_where |= up_str_is_listed(call->name, "filter exclude where filter_by get get_or_create first last having distinct");
	chain->has_limit |= up_str_is_listed(call->name, "limit first last iterator");
	if (up_str_is_listed(call->name, "update insert delete") && (!chain->operation || up_str_eq(call->name, UP_STR("insert")))) {
		chain->operation = up_str_eq(call->name, UP_STR("update"))   ? "update"
				   : up_str_eq(call->name, UP_STR("insert")) ? "insert"
									     : "delete";
		if (call->n_args && !chain->table.len) /* sa.update(users), session.query */
			look_at_root(python, call->args[0], chain);
	}
	if (up_str_eq(call->name, UP_STR("query")) && call->n_args)
		look_at_root(python, call->args[0], chain);
}

static struct chain chain_of(struct python *python, TSNode node)
{
	struct chain chain = { 0 };
	struct up_orm *orm = python->orm;
	for (uint32_t i = 0; i < CHAIN && !ts_node_is_null(node); i++) {
		struct up_orm_call call;
		TSNode value = up_orm_value(orm, node);
		if (up_orm_is(node, "identifier") && up_orm_is_any(value, "call attribute") && !ts_node_eq(value, node)) {
			look_at_root(python, node, &chain);
			if (chain.is_model)
				break;
			node = value;
		} else if (up_orm_is(node, "attribute")) {
			TSNode object = up_code_field(node, "object");
			chain.is_model |= up_str_eq(up_orm_source(orm, up_code_field(node, "attribute")), UP_STR("objects"));
			node = object;
		} else if (up_orm_is(node, "subscript")) {
			chain.has_limit = true;
			node = up_code_field(node, "value");
		} else if (up_orm_is(node, "call") && up_orm_call_of(orm, node, &call)) {
			look_at_step(&chain, &call, python);
			bool is_root = up_str_is_listed(call.name, "get_model table Table");
			if (ts_node_is_null(call.receiver) || chain.table.len || is_root) {
				look_at_root(python, node, &chain);
				break;
			}
			node = call.receiver;
		} else {
			bool was_model = chain.is_model;
			look_at_root(python, node, &chain);
			chain.is_model |= was_model;
			break;
		}
	}
	return chain;
}

static void state_data(struct python *python, const struct up_orm_call *call, const char *name, const struct chain *chain)
{
	struct up_operation operation;
	up_str table = chain->table;
	if (!table.len && chain->is_model && python->app.len)
		table = python_django_table(python, python->app, chain->root);
	up_orm_begin(python->orm, &operation, name, call);
	up_operation_set(&operation, "table", table);
	if (chain->has_where)
		up_operation_flag(&operation, "where");
	if (chain->has_limit)
		up_operation_flag(&operation, "limit");
	if (chain->is_historical || (chain->is_model && !python->imports_models))
		up_operation_flag(&operation, "historical");
	python_state(python, &operation);
}

/* cursor.execute("…"), schema_editor.execute, conn.execute(text("…")), conn.execute(users.update()…) */
static bool read_execute(struct python *python, const struct up_orm_call *call)
{
	if (!up_str_is_listed(call->name,
			      "execute executemany executescript exec_driver_sql execute_sql execute_script raw scalar scalars") ||
	    ts_node_is_null(call->receiver))
		return false;
	struct up_orm *orm = python->orm;
	TSNode first = up_orm_arg(call, 0);
	bool is_main = up_str_starts(call->name, UP_STR("exec"));
	struct up_text text;
	if (ts_node_is_null(first))
		return is_main;
	if (up_orm_text(orm, first, &text)) {
		up_orm_sql(orm, first, call, "execute");
		return true;
	}
	TSNode value = up_orm_value(orm, first);
	struct chain chain = chain_of(python, value);
	if (chain.operation) {
		state_data(python, call, chain.operation, &chain);
	} else if (is_main && !up_orm_is_any(value, "call")) {
		up_orm_sql(orm, first, call, "execute");
	} else if (is_main && !up_str_contains(up_orm_source(orm, value), UP_STR("select"))) {
		struct up_operation operation;
		up_orm_begin(orm, &operation, "execute", call);
		up_operation_flag(&operation, "dynamic");
		python_state(python, &operation);
	}
	return true;
}

static const struct {
	const char *names, *operation;
	bool is_queryset; /* only of a chain that begins with a model */
} changes[] = {
	{ "update bulk_update", "update", true },
	{ "delete", "delete", true },
	{ "create bulk_create get_or_create update_or_create acreate bulk_insert_mappings", "insert", true },
	{ "save asave refresh_from_db_and_save", "data-code", false },
	{ "delay apply_async bulk_save_objects add_all merge set_password bulk_update_mappings", "data-code", false },
};

bool python_read_data(struct python *python, const struct up_orm_call *call)
{
	if (ts_node_is_null(call->receiver))
		return false;
	if (read_execute(python, call))
		return true;
	bool is_elsewhere = up_str_contains(call->object, UP_STR("redis")) || up_str_contains(call->object, UP_STR("cache"));
	for (size_t i = 0; i < sizeof changes / sizeof *changes && !is_elsewhere; i++) {
		if (!up_str_is_listed(call->name, changes[i].names))
			continue;
		struct chain chain = chain_of(python, call->receiver);
		if (changes[i].is_queryset && !chain.is_model && !up_str_is_listed(call->name, "delete bulk_update bulk_create"))
			continue;
		/* order.delete() in a loop is one row of many. */
		bool is_row = !changes[i].is_queryset || (!chain.is_model && !chain.table.len);
		state_data(python, call, is_row ? "data-code" : changes[i].operation, &chain);
		return true;
	}
	bool is_session = up_str_ends(call->object, UP_STR("session"));
	if (is_session && up_str_eq(call->name, UP_STR("add"))) {
		struct chain chain = { 0 };
		state_data(python, call, "data-code", &chain);
		return true;
	}
	return false;
}
