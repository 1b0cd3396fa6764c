/* Walking migrations in JavaScript, TypeScript and PHP. */
#include "orm/script.h"

enum {
	HELPERS = 200, /* calls of helpers that are followed in one source */
};

/* --- functions by name -------------------------------------------------------------------------------------------------- */

struct found {
	struct up_script_function *functions;
	uint32_t n, capacity;
};

static void add_function(struct up_script *script, struct found *found, up_str name, TSNode node, TSNode owner)
{
	if (found->n == found->capacity) {
		found->capacity = found->capacity * 2 + 8;
		struct up_script_function *larger = up_arena_alloc(script->orm->code->arena, found->capacity * sizeof *larger);
		if (found->n)
			memcpy(larger, found->functions, found->n * sizeof *larger);
		found->functions = larger;
	}
	found->functions[found->n++] = (struct up_script_function){ name, node, owner };
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
static void look_at(struct up_script *script, struct found *found, TSNode node, TSNode owner)
{
	static const struct {
		const char *type, *name, *value;
	} forms[] = {
		{ "method_definition", "name", NULL },         { "method_declaration", "name", NULL },
		{ "function_declaration", "name", NULL },      { "function_definition", "name", NULL },
		{ "generator_function_declaration", "name", NULL },
		{ "variable_declarator", "name", "value" },    { "pair", "key", "value" },
		{ "public_field_definition", "name", "value" }, { "field_definition", "property", "value" },
		{ "assignment_expression", "left", "right" },
	};
	const char *type = ts_node_type(node);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (strcmp(type, forms[i].type) != 0)
			continue;
		TSNode name = up_code_field(node, forms[i].name);
		TSNode value = forms[i].value ? up_code_field(node, forms[i].value) : node;
		if (!ts_node_is_null(name) && (!forms[i].value || up_orm_is_function(value)))
			add_function(script, found, last_name(up_orm_source(script->orm, name)), value, owner);
		return;
	}
}

/* Does the node open a class? Its body is known by where it ends. */
static bool is_class(TSNode node)
{
	return ts_node_is_named(node) && up_orm_is_any(node, "class_declaration class anonymous_class abstract_class_declaration");
}

void up_script_begin(struct up_script *script, struct up_orm *orm, TSNode root, bool (*chain)(struct up_script *, const struct up_chain *))
{
	struct found found = { 0 };
	TSNode owner = { 0 };
	*script = (struct up_script){ .orm = orm, .chain = chain };
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	for (bool more = true; more;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		if (!ts_node_is_null(owner) && ts_node_start_byte(node) >= ts_node_end_byte(owner))
			owner = (TSNode){ 0 };
		if (is_class(node))
			owner = node;
		else if (ts_node_is_named(node))
			look_at(script, &found, node, owner);
		more = ts_tree_cursor_goto_first_child(&cursor);
		while (!more) {
			more = ts_tree_cursor_goto_next_sibling(&cursor);
			if (!more && !ts_tree_cursor_goto_parent(&cursor))
				break;
		}
	}
	ts_tree_cursor_delete(&cursor);
	script->functions = found.functions;
	script->n_functions = found.n;
}

static const struct up_script_function *function_of(const struct up_script *script, TSNode owner, up_str name)
{
	for (uint32_t i = 0; i < script->n_functions; i++) {
		const struct up_script_function *function = &script->functions[i];
		bool is_own = ts_node_is_null(owner) ? ts_node_is_null(function->owner) :
						       !ts_node_is_null(function->owner) && ts_node_eq(owner, function->owner);
		if (is_own && up_str_eq(function->name, name))
			return function;
	}
	return NULL;
}

const struct up_script_function *up_script_find(const struct up_script *script, TSNode owner, const char *name)
{
	return function_of(script, owner, up_str_from(name));
}

/* --- the walk ----------------------------------------------------------------------------------------------------------- */

/* Parameters are given what the call has, where it is a value: helper('users', 'email'). */
static void bind_parameters(struct up_script *script, TSNode function, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < call->n_args; i++) {
		up_str name = up_orm_parameter(script->orm, function, i);
		TSNode value = up_orm_value(script->orm, call->args[i]);
		bool is_itself = up_str_eq(up_orm_source(script->orm, value), name);
		if (name.len && !is_itself)
			up_orm_bind(script->orm, name, value);
	}
}

/* addIndexes(knex), this.addIndexes(), $this->addIndexes() of the same source. */
static bool follow(struct up_script *script, const struct up_chain *chain)
{
	bool is_own = up_str_is_listed(chain->base, "this self static exports module.exports");
	if ((chain->base.len && !is_own) || (!chain->base.len && !ts_node_is_null(chain->base_node)))
		return false;
	const struct up_orm_call *call = &chain->links[0];
	const struct up_script_function *helper = function_of(script, is_own ? script->owner : (TSNode){ 0 }, call->name);
	if (!helper || ts_node_eq(helper->node, script->owner) || script->n_helpers >= HELPERS)
		return false;
	script->n_helpers++;
	bind_parameters(script, helper->node, call);
	up_str builder = script->builder;
	up_script_read(script, helper->node);
	script->builder = builder;
	return true;
}

void up_script_walk_link(struct up_script *script, const struct up_orm_call *link)
{
	for (uint32_t i = 0; i < link->n_args; i++)
		up_script_walk(script, link->args[i]);
	for (uint32_t i = 0; i < link->named.n; i++)
		up_script_walk(script, link->named.pairs[i].value);
}

static void visit_chain(struct up_script *script, const struct up_chain *chain)
{
	if (script->chain(script, chain))
		return;
	bool is_quiet = up_str_is_listed(chain->base, "console Promise logger Log") || up_str_ends(chain->base, UP_STR("logger"));
	script->n_unknown += !follow(script, chain) && !is_quiet;
	if (!ts_node_is_null(chain->base_node) && !chain->base.len)
		up_script_walk(script, chain->base_node);
	bool was_asked = script->orm->migration.is_asked;
	for (uint32_t i = 0; i < chain->n; i++) {
		up_script_walk_link(script, &chain->links[i]);
		/* knex.schema.hasTable('x').then((exists) => …) */
		if (up_str_starts(chain->links[i].name, UP_STR("has")) && i + 1 < chain->n)
			script->orm->migration.is_asked = true;
	}
	script->orm->migration.is_asked = was_asked;
}

static void bind(struct up_script *script, TSNode name, TSNode value)
{
	if (ts_node_is_null(name) || ts_node_is_null(value))
		return;
	if (up_orm_is_any(name, "identifier variable_name member_expression member_access_expression"))
		up_orm_bind(script->orm, up_orm_source(script->orm, name), up_chain_unwrapped(value));
	up_script_walk(script, value);
}

/* Does the branch leave the function? */
static bool leaves(const struct up_script *script, TSNode branch)
{
	static const char *const words[] = { "return", "throw" };
	up_str text = up_orm_source(script->orm, branch);
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

static struct branch standing(const struct up_script *script)
{
	return (struct branch){ script->orm->migration.dialect, script->orm->migration.is_asked };
}

static void stand(struct up_script *script, struct branch branch)
{
	script->orm->migration.dialect = branch.dialect;
	script->orm->migration.is_asked = branch.is_asked;
}

void up_script_walk_asked(struct up_script *script, TSNode node)
{
	struct branch before = standing(script);
	script->orm->migration.is_asked = true;
	up_script_walk(script, node);
	stand(script, before);
}

/* What is asked holds for both branches, and for what comes behind a branch that leaves. */
static void visit_condition(struct up_script *script, TSNode condition, TSNode yes, TSNode no)
{
	struct branch before = standing(script), then = before, otherwise = before;
	bool is_not = false, asks = up_condition_asks(script, condition);
	enum up_dialect dialect = up_condition_dialect(script, condition, &is_not);
	then.is_asked |= asks;
	otherwise.is_asked |= asks;
	if (dialect && !is_not)
		then.dialect = dialect;
	else if (dialect)
		otherwise.dialect = dialect;
	up_script_walk(script, condition);
	stand(script, then);
	up_script_walk(script, yes);
	stand(script, otherwise);
	up_script_walk(script, no);
	if (ts_node_is_null(no) && leaves(script, yes))
		return; /* the rest of the function stands where `otherwise` does */
	stand(script, before);
}

static void visit_if(struct up_script *script, TSNode node)
{
	TSNode yes = up_code_field(node, "consequence"), no = up_code_field(node, "alternative");
	if (ts_node_is_null(yes))
		yes = up_code_field(node, "body");
	visit_condition(script, up_code_field(node, "condition"), yes, no);
}

static void visit_case(struct up_script *script, TSNode node)
{
	struct branch before = standing(script);
	TSNode value = up_code_field(node, "value");
	bool is_not;
	enum up_dialect dialect = ts_node_is_null(value) ? UP_DIALECT_NONE : up_condition_dialect(script, value, &is_not);
	if (dialect)
		script->orm->migration.dialect = dialect;
	struct up_orm_nodes children = up_orm_children(script->orm, node);
	for (uint32_t i = 0; i < children.n; i++)
		if (ts_node_is_null(value) || !ts_node_eq(children.nodes[i], value))
			up_script_walk(script, children.nodes[i]);
	stand(script, before);
}

/* True: what stands in it was looked at, or is not to be. */
static bool visit(struct up_script *script, TSNode node)
{
	struct up_chain chain;
	if (!ts_node_is_named(node))
		return false;
	if (up_orm_is_any(node, "function_declaration function_definition method_definition method_declaration class_declaration class "
				"anonymous_class comment type_annotation type_arguments import_statement"))
		return true;
	if (up_orm_is(node, "if_statement") || up_orm_is(node, "else_if_clause")) {
		visit_if(script, node);
	} else if (up_orm_is_any(node, "ternary_expression")) {
		visit_condition(script, up_code_field(node, "condition"), up_code_field(node, "consequence"),
				up_code_field(node, "alternative"));
	} else if (up_orm_is_any(node, "switch_case case_statement")) {
		visit_case(script, node);
	} else if (up_orm_is(node, "variable_declarator")) {
		bind(script, up_code_field(node, "name"), up_code_field(node, "value"));
	} else if (up_orm_is(node, "assignment_expression")) {
		bind(script, up_code_field(node, "left"), up_code_field(node, "right"));
	} else if (up_chain_of(script, node, &chain)) {
		visit_chain(script, &chain);
	} else {
		return false;
	}
	return true;
}

void up_script_walk(struct up_script *script, TSNode node)
{
	if (ts_node_is_null(node) || !up_orm_step(script->orm, node))
		return;
	script->orm->depth++;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = true; more;) {
		more = !visit(script, ts_tree_cursor_current_node(&cursor)) && ts_tree_cursor_goto_first_child(&cursor);
		while (!more) {
			more = ts_tree_cursor_goto_next_sibling(&cursor);
			if (!more && !ts_tree_cursor_goto_parent(&cursor))
				break;
		}
	}
	ts_tree_cursor_delete(&cursor);
	script->orm->depth--;
}

void up_script_read(struct up_script *script, TSNode function)
{
	struct branch before = standing(script);
	TSNode body = up_code_field(function, "body");
	up_script_walk(script, body);
	stand(script, before);
}

/* --- migrations --------------------------------------------------------------------------------------------------------- */

const char *up_script_down(struct up_script *script, const struct up_script_function *down)
{
	struct up_orm *orm = script->orm;
	if (!down)
		return "missing";
	TSNode body = up_code_field(down->node, "body");
	bool was_dry = orm->is_dry;
	orm->is_dry = true;
	orm->n_stated = script->n_unknown = 0;
	script->owner = down->owner;
	up_script_read(script, down->node);
	orm->is_dry = was_dry;
	uint32_t n = orm->n_stated + script->n_unknown;
	orm->n_stated = script->n_helpers = 0;
	if (n)
		return "written";
	struct up_orm_nodes statements = up_orm_children(orm, body);
	for (uint32_t i = 0; i < statements.n; i++)
		if (up_orm_is(statements.nodes[i], "throw_statement") ||
		    up_orm_is(up_code_child(statements.nodes[i], 0), "throw_expression"))
			return "missing"; /* it says that it cannot be undone */
	return "empty";
}

void up_script_state(struct up_script *script, const struct up_script_function *up, const struct up_script_function *down)
{
	struct up_orm *orm = script->orm;
	script->owner = up ? up->owner : down ? down->owner : (TSNode){ 0 };
	TSNode at = up ? up->node : down ? down->node : (TSNode){ 0 };
	if (ts_node_is_null(at))
		return;
	up_orm_state_migration(orm, at);
	if (up)
		up_script_read(script, up->node);
	orm->migration.is_down = true;
	if (down)
		up_script_read(script, down->node);
	orm->migration.is_down = false;
}

void up_script_read_builder(struct up_script *script, TSNode function)
{
	up_str before = script->builder, name = up_orm_parameter(script->orm, function, 0);
	if (ts_node_is_null(function))
		return;
	script->builder = name.len && name.s[0] == '$' ? up_str_slice(name, 1, name.len) : name;
	if (!script->builder.len) /* function () { this.string('x') } */
		script->builder = UP_STR("this");
	up_script_read(script, function);
	script->builder = before;
}

void up_script_create_table(struct up_script *script, struct up_operation *operation, TSNode function)
{
	bool was_new = script->is_new_table;
	struct up_operation *before = script->creating;
	script->creating = operation;
	up_script_read_builder(script, function);
	script->creating = before;
	if (!up_operation_has(operation, "primary-key") && !ts_node_is_null(function))
		up_operation_flag(operation, "no-primary-key");
	up_orm_state(script->orm, operation);
	script->is_new_table = true;
	up_script_read_builder(script, function);
	script->is_new_table = was_new;
}

up_str up_script_version(const struct up_orm *orm)
{
	up_str stem = up_orm_file_stem(orm);
	size_t n = 0;
	while (n < stem.len && (up_is_digit(stem.s[n]) || (n && n + 1 < stem.len && strchr("-_", stem.s[n]) && up_is_digit(stem.s[n + 1]))))
		n++;
	return n ? up_str_slice(stem, 0, n) : stem;
}

TSNode up_script_property(struct up_script *script, TSNode root, const char *name)
{
	TSNode found = { 0 };
	struct up_orm *orm = script->orm;
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	for (bool more = true; more && ts_node_is_null(found);) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		TSNode left = { 0 }, right = { 0 };
		if (up_orm_is_any(node, "public_field_definition field_definition pair property_element assignment_expression variable_declarator const_element")) {
			left = up_code_field(node, "name");
			right = up_code_field(node, "value");
			if (ts_node_is_null(left))
				left = up_code_field(node, up_orm_is(node, "pair") ? "key" : up_orm_is(node, "field_definition") ? "property" : "left");
			if (ts_node_is_null(right))
				right = up_code_field(node, up_orm_is(node, "property_element") ? "default_value" : "right");
		}
		if (!ts_node_is_null(left) && !ts_node_is_null(right) && up_str_eq(last_name(up_orm_source(orm, left)), up_str_from(name)))
			found = right;
		more = ts_tree_cursor_goto_first_child(&cursor);
		while (!more) {
			more = ts_tree_cursor_goto_next_sibling(&cursor);
			if (!more && !ts_tree_cursor_goto_parent(&cursor))
				break;
		}
	}
	ts_tree_cursor_delete(&cursor);
	return found;
}
