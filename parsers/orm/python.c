/* The walk over functions of migrations in Python. */
#include "orm/python.h"

enum {
	ELEMENTS = 64 /* of a list that a loop runs over, one by one */
};

/* --- the module --------------------------------------------------------------------------------------------------------- */

TSNode python_assigned(struct python *python, TSNode body, const char *name)
{
	struct up_orm_nodes statements = up_orm_children(python->orm, body);
	for (uint32_t i = 0; i < statements.n; i++) {
		TSNode assignment = up_code_child(statements.nodes[i], 0);
		if (up_orm_is(statements.nodes[i], "expression_statement") && up_orm_is(assignment, "assignment") &&
		    up_str_eq(up_orm_source(python->orm, up_code_field(assignment, "left")), up_str_from(name)))
			return up_code_field(assignment, "right");
	}
	return (TSNode){ 0 };
}

/* from shop.models import Order */
static void learn_import(struct python *python, TSNode statement)
{
	up_str module = up_orm_source(python->orm, up_code_field(statement, "module_name"));
	bool is_django = up_str_starts(module, UP_STR("django."));
	python->imports_models |= !is_django && (up_str_ends(module, UP_STR(".models")) || up_str_eq(module, UP_STR("models")) ||
						 up_str_contains(module, UP_STR(".models.")));
}

void python_begin(struct python *python, struct up_orm *orm, TSNode root)
{
	struct up_orm_nodes statements = up_orm_children(orm, root);
	TSNode *functions = up_arena_alloc(orm->code->arena, (statements.n + 1) * sizeof *functions);
	python->orm = orm;
	for (uint32_t i = 0; i < statements.n; i++) {
		TSNode node = statements.nodes[i], inner = up_code_child(node, 0);
		if (up_orm_is(node, "decorated_definition"))
			node = up_code_field(node, "definition");
		if (up_orm_is(node, "function_definition")) {
			functions[python->functions.n++] = node;
		} else if (up_orm_is(node, "expression_statement") && up_orm_is(inner, "assignment")) {
			up_orm_bind(orm, up_orm_source(orm, up_code_field(inner, "left")), up_code_field(inner, "right"));
		} else if (up_orm_is(node, "class_definition")) { /* a model of SQLAlchemy */
			TSNode table = python_assigned(python, up_code_field(node, "body"), "__tablename__");
			if (!ts_node_is_null(table))
				up_orm_bind(orm, up_orm_source(orm, up_code_field(node, "name")), table);
		} else if (up_orm_is(node, "import_from_statement")) {
			learn_import(python, node);
		}
	}
	python->functions.nodes = functions;
}

TSNode python_function(const struct python *python, up_str name)
{
	for (uint32_t i = 0; i < python->functions.n; i++)
		if (up_str_eq(up_orm_source(python->orm, up_code_field(python->functions.nodes[i], "name")), name))
			return python->functions.nodes[i];
	return (TSNode){ 0 };
}

bool python_is_empty(struct python *python, TSNode function)
{
	struct up_orm_nodes body = up_orm_body(python->orm, function);
	for (uint32_t i = 0; i < body.n; i++) {
		TSNode node = body.nodes[i], inner = up_code_child(node, 0);
		bool is_text = up_orm_is(node, "expression_statement") && up_orm_is_any(inner, "string ellipsis none");
		bool is_return = up_orm_is(node, "return_statement") && (ts_node_is_null(inner) || up_orm_is_any(inner, "string none"));
		if (!is_text && !is_return && !up_orm_is(node, "pass_statement"))
			return false;
	}
	return true;
}

/* --- calls -------------------------------------------------------------------------------------------------------------- */

void python_read_function(struct python *python, TSNode function, const struct up_orm_call *call)
{
	up_str name = up_orm_source(python->orm, up_code_field(function, "name"));
	for (uint32_t i = 0; i < python->n_running; i++)
		if (up_str_eq(python->running[i], name))
			return;
	if (python->n_running == sizeof python->running / sizeof *python->running)
		return;
	TSNode before[8];
	up_str names[8];
	uint32_t n = 0;
	for (; call && n < 8; n++) {
		names[n] = up_orm_parameter(python->orm, function, n);
		if (!names[n].len)
			break;
		TSNode value = up_orm_arg(call, n);
		for (uint32_t i = 0; ts_node_is_null(value) && i < call->named.n; i++)
			if (up_str_eq(call->named.pairs[i].name, names[n]))
				value = call->named.pairs[i].value;
		before[n] = up_orm_bind(python->orm, names[n], up_orm_value(python->orm, value));
	}
	python->running[python->n_running++] = name;
	python_read_statements(python, up_orm_body(python->orm, function));
	python->n_running--;
	while (n--)
		up_orm_bind(python->orm, names[n], before[n]);
}

static void read_call(struct python *python, TSNode node)
{
	struct up_orm_call call;
	if (!up_orm_call_of(python->orm, node, &call))
		return;
	if (python->read_call && python->read_call(python, &call))
		return;
	TSNode function = ts_node_is_null(call.receiver) ? python_function(python, call.name) : (TSNode){ 0 };
	if (!ts_node_is_null(function))
		python_read_function(python, function, &call);
	else
		python_read_data(python, &call);
}

void python_state(struct python *python, struct up_operation *operation)
{
	if (python->is_reversible)
		up_operation_flag(operation, "reversible");
	up_orm_state(python->orm, operation);
}

/* --- statements --------------------------------------------------------------------------------------------------------- */

static void read_node(struct python *python, TSNode node);

/* conn.dialect.has_table(…), inspector.get_columns(…), "x" not in existing_columns */
static bool looks_at_schema(const struct python *python, TSNode condition)
{
	static const char *const words[] = { "exist",        "has_table",   "get_columns", "get_indexes", "get_table",
					     "column_names", "table_names", "columns",     "tables" };
	up_str text = up_orm_source(python->orm, condition);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_contains(text, up_str_from(words[i])))
			return true;
	return false;
}

/* True: what comes behind it runs under its condition, since it leaves otherwise. */
static bool read_if(struct python *python, TSNode node)
{
	struct up_migration *migration = &python->orm->migration;
	bool was_asked = migration->is_asked, asks = looks_at_schema(python, up_code_field(node, "condition")), leaves = false;
	TSNode condition = up_code_field(node, "condition");
	struct up_orm_nodes children = up_orm_children(python->orm, node);
	enum up_dialect was_dialect = migration->dialect, dialect = up_orm_asked_dialect(python->orm, condition);
	migration->is_asked |= asks;
	for (uint32_t i = 0; i < children.n; i++) {
		if (ts_node_eq(children.nodes[i], condition))
			continue;
		migration->dialect = up_orm_is_any(children.nodes[i], "else_clause elif_clause") ? was_dialect : dialect;
		struct up_orm_nodes body = up_orm_children(python->orm, children.nodes[i]);
		leaves |= body.n && up_orm_is(body.nodes[body.n - 1], "return_statement");
		read_node(python, children.nodes[i]);
	}
	migration->dialect = was_dialect;
	migration->is_asked = was_asked;
	return asks && leaves;
}

void python_read_statements(struct python *python, struct up_orm_nodes statements)
{
	struct up_migration *migration = &python->orm->migration;
	bool was_asked = migration->is_asked;
	python->orm->depth++;
	for (uint32_t i = 0; i < statements.n; i++) {
		if (!up_orm_step(python->orm, statements.nodes[i]))
			break;
		if (up_orm_is_any(statements.nodes[i], "if_statement elif_clause"))
			migration->is_asked |= read_if(python, statements.nodes[i]);
		else
			read_node(python, statements.nodes[i]);
	}
	python->orm->depth--;
	migration->is_asked = was_asked;
}

static void bind_element(struct python *python, TSNode left, TSNode element)
{
	if (up_orm_is(left, "identifier")) {
		up_orm_bind(python->orm, up_orm_source(python->orm, left), element);
		return;
	}
	struct up_orm_nodes names = up_orm_children(python->orm, left), values = up_orm_list(python->orm, element);
	bool fits = up_orm_is_any(up_orm_value(python->orm, element), "tuple list") && values.n == names.n;
	for (uint32_t i = 0; i < names.n; i++)
		if (up_orm_is(names.nodes[i], "identifier"))
			up_orm_bind(python->orm, up_orm_source(python->orm, names.nodes[i]), fits ? values.nodes[i] : (TSNode){ 0 });
}

/* for table in ("a", "b"): once for each; of what nobody can tell, once. */
static void read_for(struct python *python, TSNode node)
{
	TSNode left = up_code_field(node, "left"), right = up_code_field(node, "right");
	TSNode list = up_orm_value(python->orm, right);
	struct up_orm_nodes body = up_orm_body(python->orm, node);
	if (!up_orm_is_any(list, "tuple list set")) {
		bind_element(python, left, up_orm_is(left, "identifier") ? right : (TSNode){ 0 });
		read_node(python, right);
		python_read_statements(python, body);
		return;
	}
	struct up_orm_nodes elements = up_orm_children(python->orm, list);
	for (uint32_t i = 0; i < elements.n && i < ELEMENTS; i++) {
		bind_element(python, left, elements.nodes[i]);
		python_read_statements(python, body);
	}
	if (elements.n > ELEMENTS && !python->orm->is_dry)
		up_note(python->orm->code->p, UP_NOTE_LIMIT, ts_node_start_byte(list), "of a list of more than %d the rest was passed over",
			ELEMENTS);
}

static void read_with(struct python *python, TSNode node)
{
	struct up_orm_nodes items = up_orm_children(python->orm, up_code_child(node, 0));
	struct up_orm_call calls[4];
	up_str aliases[4];
	uint32_t n = 0;
	for (uint32_t i = 0; i < items.n && n < 4; i++) {
		TSNode value = up_code_field(items.nodes[i], "value"), call = value;
		TSNode alias = up_code_field(value, "alias");
		if (up_orm_is(value, "as_pattern"))
			call = up_code_child(value, 0);
		aliases[n] = up_orm_source(python->orm, alias);
		up_orm_bind(python->orm, aliases[n], call);
		if (up_orm_call_of(python->orm, call, &calls[n]))
			n++;
	}
	for (uint32_t i = 0; i < n && python->read_with; i++)
		python->read_with(python, &calls[i], aliases[i], false);
	python_read_statements(python, up_orm_body(python->orm, node));
	for (uint32_t i = n; i > 0 && python->read_with; i--)
		python->read_with(python, &calls[i - 1], aliases[i - 1], true);
}

static void read_node(struct python *python, TSNode node)
{
	struct up_orm *orm = python->orm;
	if (up_orm_is(node, "call")) {
		read_call(python, node);
	} else if (up_orm_is(node, "assignment")) {
		TSNode right = up_code_field(node, "right");
		up_orm_bind(orm, up_orm_source(orm, up_code_field(node, "left")), right);
		read_node(python, right);
	} else if (up_orm_is(node, "function_definition")) { /* in a function, which hands it on to be run */
		python_read_statements(python, up_orm_body(orm, node));
	} else if (up_orm_is(node, "for_statement")) {
		read_for(python, node);
	} else if (up_orm_is(node, "with_statement")) {
		read_with(python, node);
	} else if (up_orm_is_any(node, "if_statement elif_clause")) {
		read_if(python, node);
	} else if (up_orm_is(node, "raise_statement")) {
		up_str what = up_orm_source(orm, node);
		python->raises |= up_str_contains(what, UP_STR("NotImplemented")) || up_str_contains(what, UP_STR("Irreversible")) ||
				  up_str_contains(what, UP_STR("downgrade"));
	} else if (up_orm_is_any(
			   node,
			   "expression_statement block else_clause while_statement try_statement except_clause finally_clause "
			   "except_group_clause return_statement parenthesized_expression await conditional_expression match_statement "
			   "case_clause boolean_operator list_comprehension list tuple argument_list generator_expression")) {
		python_read_statements(python, up_orm_children(orm, node));
	}
}
