/* Walking migrations in JavaScript, TypeScript and PHP. */
#include "orm/steps.h"

enum {
	HELPERS = 200, /* calls of helpers that are followed in one source */
	ELEMENTS = 64, /* of a list that a loop runs over, one by one; more are passed over with a note */
};

/* --- functions by name -------------------------------------------------------------------------------------------------- */

struct found {
	struct up_steps_function *functions;
	uint32_t n, capacity;
};

static void add_function(struct up_steps *steps, struct found *found, up_str name, TSNode node, TSNode owner)
{
	if (found->n == found->capacity) {
		found->capacity = found->capacity * 2 + 8;
		struct up_steps_function *larger = up_arena_alloc(steps->orm->code->arena, found->capacity * sizeof *larger);
		if (found->n)
			memcpy(larger, found->functions, found->n * sizeof *larger);
		found->functions = larger;
	}
	found->functions[found->n++] = (struct up_steps_function){ name, node, owner };
}

/* The last name of `exports.up`, "up" of 'up'. */
static up_str last_name(up_str name)
{
	size_t start = 0;
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] == '.')
			start = i + 1;
	name = up_str_slice(name, start, name.len);
	if (name.len > 2 && strchr("'\"", name.s[0]))
		name = up_str_slice(name, 1, name.len - 1);
	return name.len && name.s[0] == '$' ? up_str_slice(name, 1, name.len) : name;
}

/* name() { … }, name: () => …, name = function … */
static void look_at(struct up_steps *steps, struct found *found, TSNode node, TSNode owner)
{
	static const struct {
		const char *type, *name, *value;
	} forms[] = {
		{ "method_definition", "name", NULL },
		{ "method_declaration", "name", NULL },
		{ "function_item", "name", NULL },
		{ "function_declaration", "name", NULL },
		{ "function_definition", "name", NULL },
		{ "generator_function_declaration", "name", NULL },
		{ "variable_declarator", "name", "value" },
		{ "pair", "key", "value" },
		{ "public_field_definition", "name", "value" },
		{ "field_definition", "property", "value" },
		{ "assignment_expression", "left", "right" },
	};
	const char *type = ts_node_type(node);
	struct up_orm_call call;
	if (steps->orm->code->language == UP_CODE_ELIXIR) { /* def name(…) do … end */
		if (!up_code_is(node, "call") || !up_orm_call_of(steps->orm, node, &call) || !up_str_is_listed(call.name, "def defp"))
			return;
		TSNode head = up_orm_arg(&call, 0);
		head = up_orm_is(head, "binary_operator") ? up_orm_child(head, 0) : head;
		add_function(steps, found, up_orm_call_of(steps->orm, head, &call) ? call.name : up_orm_source(steps->orm, head), node,
			     owner);
		return;
	}
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (strcmp(type, forms[i].type) != 0)
			continue;
		TSNode name = up_orm_field(node, forms[i].name);
		TSNode value = forms[i].value ? up_orm_field(node, forms[i].value) : node;
		if (!ts_node_is_null(name) && (!forms[i].value || up_orm_is_function(value)))
			add_function(steps, found, last_name(up_orm_source(steps->orm, name)), value, owner);
		return;
	}
}

/* Texts and lists that the file or the class gives a name to: const TABLE = 'users'; self::TABLE, $this->table, this.table. */
static void bind_constant(struct up_orm *orm, TSNode node, TSNode owner)
{
	TSNode name = up_orm_field(node, "name"), value = up_orm_field(node, "value");
	struct up_arena *arena = orm->code->arena;
	bool is_constant = up_orm_is(node, "const_element");
	if (up_orm_is(node, "variable_declarator") && ts_node_is_null(value)) /* of C# */
		value = up_orm_child(node, 1);
	if (up_orm_is(value, "expression_list")) /* of Go */
		value = up_orm_child(value, 0);
	if (is_constant) {
		name = up_orm_child(node, 0);
		value = up_orm_child(node, 1);
	} else if (up_orm_is(node, "property_element")) {
		value = up_orm_field(node, "default_value");
	} else if (up_orm_is(node, "field_definition")) {
		name = up_orm_field(node, "property");
	} else if (up_orm_is(node, "unary_operator") && orm->code->language == UP_CODE_ELIXIR) { /* @table "x" */
		struct up_orm_call call;
		if (up_orm_call_of(orm, up_orm_child(node, 0), &call) && call.n_args == 1)
			up_orm_bind(orm, up_arena_printf(arena, "@%.*s", UP_FMT(up_str_slice(call.name, 0, UP_ORM_NAME_BYTES))),
				    call.args[0]);
		return;
	} else if (!up_orm_is_any(node, "variable_declarator public_field_definition const_spec const_item")) {
		return;
	}
	if (ts_node_is_null(name) || ts_node_is_null(value) || up_orm_is_function(value))
		return;
	up_str written = up_str_slice(up_orm_source(orm, name), 0, UP_ORM_NAME_BYTES);
	bool is_by_name = up_orm_is_any(node, "const_spec const_item") || orm->code->language == UP_CODE_CSHARP ||
			  orm->code->language == UP_CODE_JAVA;
	if (is_by_name || up_orm_is(node, "variable_declarator")) {
		if (is_by_name || ts_node_is_null(owner))
			up_orm_bind(orm, written, value);
	} else if (is_constant) {
		up_orm_bind(orm, up_arena_printf(arena, "self::%.*s", UP_FMT(written)), value);
		up_orm_bind(orm, up_arena_printf(arena, "static::%.*s", UP_FMT(written)), value);
	} else {
		bool is_php = up_orm_is(node, "property_element") && written.len;
		up_orm_bind(
			orm,
			up_arena_printf(arena, "%s%.*s", is_php ? "$this->" : "this.", UP_FMT(up_str_slice(written, is_php, written.len))),
			value);
	}
}

/* Does the node open a class? Its body is known by where it ends. */
static bool is_class(TSNode node)
{
	return ts_node_is_named(node) &&
	       up_orm_is_any(node, "class_declaration class anonymous_class abstract_class_declaration impl_item");
}

void up_steps_begin(struct up_steps *steps, struct up_orm *orm, TSNode root, bool (*chain)(struct up_steps *, const struct up_chain *))
{
	struct found found = { 0 };
	TSNode owner = { 0 };
	*steps = (struct up_steps){ .orm = orm, .chain = chain };
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	for (bool more = true; more;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		if (!ts_node_is_null(owner) && ts_node_start_byte(node) >= ts_node_end_byte(owner))
			owner = (TSNode){ 0 };
		if (is_class(node))
			owner = node;
		else if (ts_node_is_named(node))
			look_at(steps, &found, node, owner), bind_constant(orm, node, owner);
		more = up_code_next(&cursor, true);
	}
	ts_tree_cursor_delete(&cursor);
	steps->functions = found.functions;
	steps->n_functions = found.n;
}

static const struct up_steps_function *function_of(const struct up_steps *steps, TSNode owner, up_str name)
{
	for (uint32_t i = 0; i < steps->n_functions; i++) {
		const struct up_steps_function *function = &steps->functions[i];
		bool is_own = ts_node_is_null(owner) ? ts_node_is_null(function->owner)
						     : !ts_node_is_null(function->owner) && ts_node_eq(owner, function->owner);
		if (is_own && up_str_eq(function->name, name))
			return function;
	}
	return NULL;
}

const struct up_steps_function *up_steps_find(const struct up_steps *steps, TSNode owner, const char *name)
{
	return function_of(steps, owner, up_str_from(name));
}

const struct up_steps_function *up_steps_first(const struct up_steps *steps, const char *name)
{
	for (uint32_t i = 0; i < steps->n_functions; i++)
		if (up_str_eq(steps->functions[i].name, up_str_from(name)))
			return &steps->functions[i];
	return NULL;
}

/* --- the walk ----------------------------------------------------------------------------------------------------------- */

/* Parameters are given what the call has, where it is a value: helper('users', 'email'). */
static void bind_parameters(struct up_steps *steps, TSNode function, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		up_str name = up_orm_parameter(steps->orm, function, i);
		TSNode value = up_orm_value(steps->orm, call->args[i]);
		bool is_itself = up_str_eq(up_orm_source(steps->orm, value), name);
		if (name.len && !is_itself)
			up_orm_bind(steps->orm, name, value);
	}
}

/* addIndexes(knex), this.addIndexes(), $this->addIndexes() of the same source. */
static bool follow(struct up_steps *steps, const struct up_chain *chain)
{
	bool is_own = up_str_is_listed(chain->base, "this self static exports module.exports");
	/* In a class of C# and Java a bare name is one of its own. */
	is_own |= !chain->base.len && (steps->orm->code->language == UP_CODE_CSHARP || steps->orm->code->language == UP_CODE_JAVA);
	bool is_passed = up_str_is_listed(chain->links[0].name, "call apply bind"); /* helper.call(this) */
	if ((chain->base.len && !is_own && !is_passed) || (!chain->base.len && !ts_node_is_null(chain->base_node)))
		return false;
	const struct up_orm_call *call = &chain->links[0];
	up_str name = is_passed ? chain->base : call->name;
	const struct up_steps_function *helper = function_of(steps, is_own ? steps->owner : (TSNode){ 0 }, name);
	if (!helper || ts_node_eq(helper->node, steps->owner))
		return false;
	if (steps->n_helpers++ >= HELPERS) {
		if (!steps->orm->is_cut && !steps->orm->is_dry)
			up_note(steps->orm->code->p, UP_NOTE_LIMIT, call->at.start,
				"helpers that are called more than %u times are not followed", HELPERS);
		steps->orm->is_cut |= !steps->orm->is_dry;
		return false;
	}
	bind_parameters(steps, helper->node, call);
	up_str builder = steps->builder;
	up_steps_read(steps, helper->node);
	steps->builder = builder;
	return true;
}

void up_steps_walk_link(struct up_steps *steps, const struct up_orm_call *link)
{
	for (uint32_t i = 0; i < link->n_args; i++)
		up_steps_walk(steps, link->args[i]);
	for (uint32_t i = 0; i < link->named.n; i++)
		up_steps_walk(steps, link->named.pairs[i].value);
	if (up_orm_is(link->block, "do_block"))
		up_steps_walk(steps, link->block);
}

static void visit_chain(struct up_steps *steps, const struct up_chain *chain)
{
	if (steps->chain(steps, chain))
		return;
	bool is_quiet = up_str_is_listed(chain->base, "console Promise logger Log") ||
			(ts_node_is_null(chain->base_node) && up_str_is_listed(chain->links[0].name, "callback cb done next Error")) ||
			up_str_ends(chain->base, UP_STR("logger"));
	steps->n_unknown += !follow(steps, chain) && !is_quiet;
	if (!ts_node_is_null(chain->base_node) && !chain->base.len)
		up_steps_walk(steps, chain->base_node);
	bool was_asked = steps->orm->migration.is_asked;
	for (uint32_t i = 0; i < chain->n; i++) {
		up_steps_walk_link(steps, &chain->links[i]);
		/* knex.schema.hasTable('x').then((exists) => …) */
		if (up_str_starts(chain->links[i].name, UP_STR("has")) && i + 1 < chain->n)
			steps->orm->migration.is_asked = true;
	}
	steps->orm->migration.is_asked = was_asked;
}

static void bind(struct up_steps *steps, TSNode name, TSNode value)
{
	if (ts_node_is_null(name) || ts_node_is_null(value))
		return;
	if (up_orm_is_any(name, "identifier variable_name member_expression member_access_expression"))
		up_orm_bind(steps->orm, up_orm_source(steps->orm, name), up_chain_unwrapped(value));
	up_steps_walk(steps, value);
}

/* Does the branch leave the function? */
static bool leaves(const struct up_steps *steps, TSNode branch)
{
	static const char *const words[] = { "return", "throw" };
	if (steps->orm->code->language == UP_CODE_GO) { /* errors are returned everywhere: what the branch ends with counts */
		uint32_t n = ts_node_is_null(branch) ? 0 : ts_node_named_child_count(branch);
		return n && up_orm_is(ts_node_named_child(branch, n - 1), "return_statement");
	}
	up_str text = up_orm_source(steps->orm, branch);
	text = up_str_slice(text, 0, 4000);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_contains(text, up_str_from(words[i])))
			return true;
	return false;
}

struct branch {
	enum up_dialect dialect;
	bool is_asked;
};

static struct branch standing(const struct up_steps *steps)
{
	return (struct branch){ steps->orm->migration.dialect, steps->orm->migration.is_asked };
}

static void stand(struct up_steps *steps, struct branch branch)
{
	steps->orm->migration.dialect = branch.dialect;
	steps->orm->migration.is_asked = branch.is_asked;
}

void up_steps_walk_asked(struct up_steps *steps, TSNode node)
{
	struct branch before = standing(steps);
	steps->orm->migration.is_asked = true;
	up_steps_walk(steps, node);
	stand(steps, before);
}

/* What is asked holds for both branches, and for what comes behind a branch that leaves. */
static void visit_condition(struct up_steps *steps, TSNode condition, TSNode yes, TSNode no)
{
	struct branch before = standing(steps), then = before, otherwise = before;
	bool is_not = false, asks = up_condition_asks(steps, condition);
	enum up_dialect dialect = up_condition_dialect(steps, condition, &is_not);
	then.is_asked |= asks;
	otherwise.is_asked |= asks;
	if (dialect && !is_not)
		then.dialect = dialect;
	else if (dialect)
		otherwise.dialect = dialect;
	up_steps_walk(steps, condition);
	stand(steps, then);
	up_steps_walk(steps, yes);
	stand(steps, otherwise);
	up_steps_walk(steps, no);
	if (ts_node_is_null(no) && leaves(steps, yes))
		return; /* the rest of the function stands where `otherwise` does */
	stand(steps, before);
}

static void visit_if(struct up_steps *steps, TSNode node)
{
	TSNode yes = up_orm_field(node, "consequence"), no = up_orm_field(node, "alternative");
	if (ts_node_is_null(yes))
		yes = up_orm_field(node, "body");
	up_steps_walk(steps, up_orm_field(node, "initializer")); /* if err := f(); err != nil of Go */
	visit_condition(steps, up_orm_field(node, "condition"), yes, no);
}

static void visit_case(struct up_steps *steps, TSNode node)
{
	struct branch before = standing(steps);
	TSNode value = up_orm_field(node, "value");
	bool is_not;
	enum up_dialect dialect = ts_node_is_null(value) ? UP_DIALECT_NONE : up_condition_dialect(steps, value, &is_not);
	if (dialect)
		steps->orm->migration.dialect = dialect;
	struct up_orm_nodes children = up_orm_children(steps->orm, node);
	for (uint32_t i = 0; i < children.n; i++)
		if (ts_node_is_null(value) || !ts_node_eq(children.nodes[i], value))
			up_steps_walk(steps, children.nodes[i]);
	stand(steps, before);
}

/* for _, text := range texts { … } of Go, foreach (var text in texts) { … } of C#: once for each element of a list that is known. */
static bool visit_loop(struct up_steps *steps, TSNode node)
{
	TSNode clause = up_orm_is(node, "for_statement") ? up_orm_child_of(node, "range_clause") : node;
	TSNode left = up_orm_field(clause, "left"), right = up_orm_value(steps->orm, up_orm_field(clause, "right"));
	if (ts_node_is_null(left) || !up_orm_is_any(right, "composite_literal implicit_array_creation_expression array_creation_expression "
							   "collection_expression"))
		return false;
	if (up_orm_is(left, "expression_list"))
		left = up_orm_child(left, 1);
	struct up_orm_nodes elements = up_orm_list(steps->orm, right);
	for (uint32_t i = 0; i < elements.n && i < ELEMENTS && !ts_node_is_null(left); i++) {
		up_orm_bind(steps->orm, up_orm_source(steps->orm, left), up_orm_value(steps->orm, elements.nodes[i]));
		up_steps_walk(steps, up_orm_field(node, "body"));
	}
	if (elements.n > ELEMENTS && !steps->orm->is_dry)
		up_note(steps->orm->code->p, UP_NOTE_LIMIT, ts_node_start_byte(right), "of a list of more than %d the rest was passed over",
			ELEMENTS);
	return true;
}

/* True: what stands in it was looked at, or is not to be. */
static bool visit(struct up_steps *steps, TSNode node)
{
	struct up_chain chain;
	if (!ts_node_is_named(node))
		return false;
	if (up_orm_is_any(node,
			  "function_declaration function_definition method_definition method_declaration class_declaration class "
			  "anonymous_class function_item local_function_statement comment type_annotation type_arguments import_statement"))
		return true;
	if (up_orm_is_any(node, "for_statement foreach_statement"))
		return visit_loop(steps, node);
	if (up_orm_is(node, "if_statement") || up_orm_is(node, "else_if_clause")) {
		visit_if(steps, node);
	} else if (up_orm_is_any(node, "ternary_expression")) {
		visit_condition(steps, up_orm_field(node, "condition"), up_orm_field(node, "consequence"),
				up_orm_field(node, "alternative"));
	} else if (up_orm_is_any(node, "switch_case case_statement expression_case")) {
		visit_case(steps, node);
	} else if (up_orm_is(node, "variable_declarator")) {
		TSNode value = up_orm_field(node, "value");
		bind(steps, up_orm_field(node, "name"), ts_node_is_null(value) ? up_orm_child(node, 1) : value);
	} else if (up_orm_is(node, "short_var_declaration")) {
		bind(steps, up_orm_child(up_orm_field(node, "left"), 0), up_orm_child(up_orm_field(node, "right"), 0));
	} else if (up_orm_is(node, "let_declaration")) {
		bind(steps, up_orm_field(node, "pattern"), up_orm_field(node, "value"));
	} else if (up_orm_is(node, "assignment_expression")) {
		bind(steps, up_orm_field(node, "left"), up_orm_field(node, "right"));
	} else if (up_orm_is_any(node, "call call_expression invocation_expression method_invocation new_expression member_call_expression "
				       "nullsafe_member_call_expression "
				       "scoped_call_expression function_call_expression object_creation_expression") &&
		   up_chain_of(steps, node, &chain)) {
		visit_chain(steps, &chain);
	} else {
		return false;
	}
	return true;
}

void up_steps_walk(struct up_steps *steps, TSNode node)
{
	if (ts_node_is_null(node) || !up_orm_step(steps->orm, node))
		return;
	steps->orm->depth++;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = true; more;) {
		more = up_code_next(&cursor, !visit(steps, ts_tree_cursor_current_node(&cursor)));
	}
	ts_tree_cursor_delete(&cursor);
	steps->orm->depth--;
}

void up_steps_read(struct up_steps *steps, TSNode function)
{
	struct branch before = standing(steps);
	TSNode body = up_orm_body_of(steps->orm, function);
	up_steps_walk(steps, body);
	stand(steps, before);
}

/* --- migrations --------------------------------------------------------------------------------------------------------- */

const char *up_steps_down(struct up_steps *steps, const struct up_steps_function *down)
{
	struct up_orm *orm = steps->orm;
	if (!down)
		return "missing";
	TSNode body = up_orm_body_of(steps->orm, down->node);
	bool was_dry = orm->is_dry;
	orm->is_dry = true;
	orm->n_stated = steps->n_unknown = 0;
	steps->owner = down->owner;
	up_steps_read(steps, down->node);
	orm->is_dry = was_dry;
	uint32_t n = orm->n_stated + steps->n_unknown;
	orm->n_stated = steps->n_helpers = 0;
	if (n)
		return "written";
	struct up_orm_nodes statements = up_orm_children(orm, body);
	for (uint32_t i = 0; i < statements.n; i++)
		if (up_orm_is(statements.nodes[i], "throw_statement") ||
		    up_orm_is(up_orm_child(statements.nodes[i], 0), "throw_expression"))
			return "missing"; /* it says that it cannot be undone */
	return "empty";
}

void up_steps_state(struct up_steps *steps, const struct up_steps_function *up, const struct up_steps_function *down)
{
	struct up_orm *orm = steps->orm;
	steps->owner = up ? up->owner : down ? down->owner : (TSNode){ 0 };
	TSNode at = up ? up->node : down ? down->node : (TSNode){ 0 };
	if (ts_node_is_null(at))
		return;
	up_orm_state_migration(orm, at);
	if (up)
		up_steps_read(steps, up->node);
	orm->migration.is_down = true;
	if (down)
		up_steps_read(steps, down->node);
	orm->migration.is_down = false;
}

void up_steps_read_builder(struct up_steps *steps, TSNode function)
{
	up_str before = steps->builder, name = up_orm_parameter(steps->orm, function, 0);
	if (ts_node_is_null(function))
		return;
	steps->builder = name.len && name.s[0] == '$' ? up_str_slice(name, 1, name.len) : name;
	if (!steps->builder.len) /* function () { this.string('x') } */
		steps->builder = UP_STR("this");
	up_steps_read(steps, function);
	steps->builder = before;
}

void up_steps_create_table(struct up_steps *steps, struct up_operation *operation, TSNode function)
{
	bool was_new = steps->is_new_table;
	struct up_operation *before = steps->creating;
	steps->creating = operation;
	up_steps_read_builder(steps, function);
	steps->creating = before;
	if (!up_operation_has(operation, "primary-key") && !ts_node_is_null(function))
		up_operation_flag(operation, "no-primary-key");
	up_orm_state(steps->orm, operation);
	steps->is_new_table = true;
	up_steps_read_builder(steps, function);
	steps->is_new_table = was_new;
}

up_str up_steps_version(const struct up_orm *orm)
{
	up_str stem = up_orm_file_stem(orm);
	size_t n = 0;
	while (n < stem.len && (up_is_digit(stem.s[n]) || (n && n + 1 < stem.len && strchr("-_", stem.s[n]) && up_is_digit(stem.s[n + 1]))))
		n++;
	return n ? up_str_slice(stem, 0, n) : stem;
}

/* What the node gives a value, and the value; null where it gives none. */
static void parts_of_property(TSNode node, TSNode *ret_left, TSNode *ret_right)
{
	static const char *const lefts[] = { "name", "key", "property", "left" }, *const rights[] = { "value", "default_value", "right" };
	*ret_left = *ret_right = (TSNode){ 0 };
	if (!up_orm_is_any(node, "public_field_definition field_definition pair property_element assignment_expression "
				 "variable_declarator const_element"))
		return;
	for (size_t i = 0; i < sizeof lefts / sizeof *lefts && ts_node_is_null(*ret_left); i++)
		*ret_left = up_orm_field(node, lefts[i]);
	for (size_t i = 0; i < sizeof rights / sizeof *rights && ts_node_is_null(*ret_right); i++)
		*ret_right = up_orm_field(node, rights[i]);
}

TSNode up_steps_property(struct up_steps *steps, TSNode root, const char *name)
{
	TSNode found = { 0 };
	struct up_orm *orm = steps->orm;
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	for (bool more = true; more && ts_node_is_null(found);) {
		TSNode left, right;
		parts_of_property(ts_tree_cursor_current_node(&cursor), &left, &right);
		if (!ts_node_is_null(left) && !ts_node_is_null(right) && up_str_eq(last_name(up_orm_source(orm, left)), up_str_from(name)))
			found = right;
		more = up_code_next(&cursor, true);
	}
	ts_tree_cursor_delete(&cursor);
	return found;
}
