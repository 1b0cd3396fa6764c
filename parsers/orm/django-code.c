/* RunSQL and RunPython: SQL and code in migrations of Django, with their ways back.
 * https://docs.djangoproject.com/en/stable/ref/migration-operations/#special-operations */
#include "orm/django.h"

/* Of functions of RunPython: schema_editor.alter_db_table(Order, "a", "b").
 * https://docs.djangoproject.com/en/stable/ref/schema-editor/ */
static const struct {
	const char *name, *operation, *second, *third;
} edits[] = {
	{ "add_constraint", "add-check", NULL, NULL },  { "add_field", "add-column", NULL, NULL },
	{ "add_index", "create-index", NULL, NULL },    { "alter_db_table", "rename-table", "table", "new" },
	{ "alter_field", "modify-column", NULL, NULL }, { "create_model", "create-table", NULL, NULL },
	{ "delete_model", "drop-table", NULL, NULL },   { "remove_constraint", "drop-constraint", NULL, NULL },
	{ "remove_field", "drop-column", NULL, NULL },  { "remove_index", "drop-index", NULL, NULL },
};

bool django_read_call(struct python *python, const struct up_orm_call *call)
{
	if (!up_str_eq(call->object, UP_STR("schema_editor")))
		return false;
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		struct up_operation operation;
		if (!up_str_eq(call->name, up_str_from(edits[i].name)))
			continue;
		up_orm_begin(python->orm, &operation, edits[i].operation, call);
		if (edits[i].second)
			up_orm_say(python->orm, &operation, edits[i].second, up_orm_arg(call, 1));
		if (edits[i].third)
			up_orm_say(python->orm, &operation, edits[i].third, up_orm_arg(call, 2));
		python_state(python, &operation);
		return true;
	}
	return false;
}

static bool is_noop(struct django *django, TSNode node)
{
	up_str text = up_orm_source(django->orm, node);
	TSNode function = python_function(&django->python, text);
	if (!ts_node_is_null(function))
		return python_is_empty(&django->python, function);
	if (up_orm_is(node, "lambda"))
		return up_orm_is_any(up_code_field(node, "body"), "none ellipsis true false");
	return up_str_ends(text, UP_STR(".noop")) || up_str_eq(text, UP_STR("noop")) || up_str_is_listed(text, "\"\" ''") ||
	       up_str_contains(text, UP_STR("lambda apps, schema_editor: None"));
}

/* A text, a list of them, each with values or without. */
static void read_sql(struct django *django, TSNode node, const struct up_orm_call *call)
{
	struct up_orm *orm = django->orm;
	TSNode value = up_orm_value(orm, node);
	if (is_noop(django, node))
		return;
	if (!up_orm_is_any(value, "list tuple")) {
		up_orm_sql(orm, value, call, "RunSQL");
		return;
	}
	struct up_orm_nodes texts = up_orm_children(orm, value);
	for (uint32_t i = 0; i < texts.n && up_orm_step(orm, texts.nodes[i]); i++) {
		TSNode text = up_orm_value(orm, texts.nodes[i]);
		if (up_orm_is_any(text, "tuple list"))
			text = up_code_child(text, 0);
		up_orm_sql(orm, text, call, "RunSQL");
	}
}

static bool changes_schema(struct django *django, TSNode node)
{
	struct up_text text;
	struct up_orm_nodes list = up_orm_list(django->orm, node);
	if (!list.n || !up_orm_text(django->orm, list.nodes[0], &text))
		return false;
	up_str sql = up_str_trim(text.bytes);
	return up_str_starts_nocase(sql, UP_STR("CREATE ")) || up_str_starts_nocase(sql, UP_STR("ALTER ")) ||
	       up_str_starts_nocase(sql, UP_STR("DROP "));
}

void django_run_sql(struct django *django, const struct up_orm_call *call)
{
	struct up_migration *migration = &django->orm->migration;
	TSNode sql = up_orm_arg_or(call, 0, "sql"), reverse = up_orm_arg_or(call, 1, "reverse_sql");
	bool has_reverse = !ts_node_is_null(reverse) && !up_orm_is_nothing(django->orm, reverse);
	read_sql(django, sql, call);
	if (!has_reverse) {
		django->n_one_way += !is_noop(django, sql);
		return;
	}
	bool pretends = is_noop(django, reverse) && changes_schema(django, sql);
	django->n_pretended += pretends;
	django->n_written += !pretends && !is_noop(django, reverse);
	migration->is_down = true;
	read_sql(django, reverse, call);
	migration->is_down = false;
}

static void read_code(struct django *django, TSNode node, const struct up_orm_call *call)
{
	struct up_operation operation;
	uint32_t before = django->orm->n_stated;
	if (ts_node_is_null(node) || is_noop(django, node))
		return;
	struct up_orm_call made; /* RunPython(fill("orders")): by what it returns */
	bool is_call = up_orm_is(node, "call") && up_orm_call_of(django->orm, node, &made);
	TSNode function = python_function(&django->python, is_call ? made.name : up_orm_source(django->orm, node));
	if (!ts_node_is_null(function))
		python_read_function(&django->python, function, is_call ? &made : NULL);
	else if (up_orm_is(node, "lambda"))
		python_read_statements(&django->python, up_orm_body(django->orm, node));
	if (django->orm->n_stated != before)
		return;
	up_orm_begin(django->orm, &operation, "data-code", call);
	if (!django->python.imports_models)
		up_operation_flag(&operation, "historical");
	python_state(&django->python, &operation);
}

void django_run_python(struct django *django, const struct up_orm_call *call)
{
	struct up_migration *migration = &django->orm->migration;
	TSNode code = up_orm_arg_or(call, 0, "code"), reverse = up_orm_arg_or(call, 1, "reverse_code");
	bool has_reverse = !ts_node_is_null(reverse) && !up_orm_is_nothing(django->orm, reverse);
	django->python.is_reversible = has_reverse;
	read_code(django, code, call);
	django->n_one_way += !has_reverse && !is_noop(django, code);
	django->n_written += has_reverse && !is_noop(django, reverse);
	django->n_others += has_reverse;
	migration->is_down = true;
	if (has_reverse)
		read_code(django, reverse, call);
	migration->is_down = false;
	django->python.is_reversible = false;
}
