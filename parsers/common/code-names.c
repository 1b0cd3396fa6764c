/* Names in code: what is called, by what it was imported as. Scopes are not told apart: what a name was given last counts. */
#include "base/hash.h"
#include "common/code-tree.h"

/* Expressions that are what stands in them: (x), await x, x!, x as T. */
static const char *const wrappers[] = { "parenthesized_expression",
					"await_expression",
					"await",
					"non_null_expression",
					"as_expression",
					"as_pattern",
					"argument",
					"literal_element",
					"satisfies_expression",
					"cast_expression",
					"unary_expression",
					"expression_list" };

static const struct {
	const char *type, *object, *name, *between;
} members[] = {
	{ "attribute", "object", "attribute", "." },
	{ "member_expression", "object", "property", "." },
	{ "selector_expression", "operand", "field", "." },
	{ "scope_resolution", "scope", "name", "::" },
	{ "field_access", "object", "field", "." },
	{ "member_access_expression", "object", "name", "." },
	{ "member_access_expression", "expression", "name", "." }, /* of C# */
	{ "field_expression", "value", "field", "." },             /* of Rust */
	{ "dot", "left", "right", "." },                           /* of Elixir */
	{ "nullsafe_member_access_expression", "object", "name", "." },
	{ "qualified_type", "package", "name", "." },
};

static const struct {
	const char *type, *function, *object, *name, *arguments;
} calls[] = {
	{ "call", "function", "receiver", "method", "arguments" },
	{ "call_expression", "function", NULL, NULL, "arguments" },
	{ "new_expression", "constructor", NULL, NULL, "arguments" },
	{ "method_invocation", NULL, "object", "name", "arguments" },
	{ "invocation_expression", "function", NULL, NULL, "arguments" },
	{ "object_creation_expression", "type", NULL, NULL, "arguments" },
	{ "function_call_expression", "function", NULL, NULL, "arguments" },
	{ "member_call_expression", NULL, "object", "name", "arguments" },
	{ "nullsafe_member_call_expression", NULL, "object", "name", "arguments" },
	{ "scoped_call_expression", NULL, "scope", "name", "arguments" },
};

static const char *const names[] = { "identifier",
				     "constant",
				     "name",
				     "variable_name",
				     "self",
				     "this",
				     "type_identifier",
				     "scoped_identifier",
				     "qualified_name",
				     "dotted_name",
				     "property_identifier",
				     "field_identifier",
				     "package_identifier",
				     "super",
				     "instance_variable",
				     "global_variable",
				     "class_variable",
				     "scoped_type_identifier",
				     "relative_scope",
				     "import",
				     "alias",
				     "this_expression" };

TSNode up_code_field(TSNode node, const char *field)
{
	return field && !ts_node_is_null(node) ? ts_node_child_by_field_name(node, field, (uint32_t)strlen(field)) : (TSNode){ 0 };
}

TSNode up_code_child(TSNode node, uint32_t n)
{
	TSNode found = { 0 };
	if (ts_node_is_null(node))
		return found;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (!ts_node_is_named(child) || ts_node_is_extra(child) || n--)
			continue;
		found = child;
		break;
	}
	ts_tree_cursor_delete(&cursor);
	return found;
}

bool up_code_is_one_of(const char *type, const char *const *types, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(type, types[i]))
			return true;
	return false;
}

/* --- what names stand for --------------------------------------------------------------------------------------------- */

static struct up_code_name *slot_of(struct up_code_name *slots, uint32_t capacity, up_str name)
{
	uint32_t i = (uint32_t)up_hash64(name, 0) & (capacity - 1);
	while (slots[i].name.len && !up_str_eq(slots[i].name, name))
		i = (i + 1) & (capacity - 1);
	return &slots[i];
}

const struct up_code_name *up_code_find(const struct up_code *code, up_str name)
{
	if (!code->capacity || !name.len)
		return NULL;
	const struct up_code_name *slot = slot_of(code->slots, code->capacity, name);
	return slot->name.len ? slot : NULL;
}

static void grow(struct up_code *code)
{
	uint32_t capacity = code->capacity ? code->capacity * 2 : 64;
	struct up_code_name *slots = up_arena_alloc_zero(code->arena, capacity * sizeof *slots);
	for (uint32_t i = 0; i < code->capacity; i++)
		if (code->slots[i].name.len)
			*slot_of(slots, capacity, code->slots[i].name) = code->slots[i];
	code->slots = slots;
	code->capacity = capacity;
}

void up_code_bind(struct up_code *code, const struct up_code_name *name)
{
	if (!name->name.len || name->name.len > UP_CODE_NAME_BYTES || name->path.len > UP_CODE_NAME_BYTES)
		return;
	if (code->n_names * 2 >= code->capacity)
		grow(code);
	struct up_code_name *slot = slot_of(code->slots, code->capacity, name->name);
	if (!slot->name.len && code->n_names >= UP_CODE_NAMES)
		return;
	code->n_names += !slot->name.len;
	*slot = *name;
}

/* --- what is called --------------------------------------------------------------------------------------------------- */

bool up_code_call_of(TSNode node, struct up_code_call *ret_call)
{
	const char *type = ts_node_type(node);
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (strcmp(type, calls[i].type) != 0)
			continue;
		*ret_call = (struct up_code_call){ .function = up_code_field(node, calls[i].function),
						   .object = up_code_field(node, calls[i].object),
						   .name = up_code_field(node, calls[i].name),
						   .arguments = up_code_field(node, calls[i].arguments) };
		if (ts_node_is_null(ret_call->function) && ts_node_is_null(ret_call->name)) {
			/* PHP's `new Client(…)` has no names for its parts. */
			ret_call->function = up_code_child(node, 0);
			TSNode second = up_code_child(node, 1);
			if (!ts_node_is_null(second) && up_code_is(second, "arguments"))
				ret_call->arguments = second;
		}
		return !ts_node_is_null(ret_call->function) || !ts_node_is_null(ret_call->name);
	}
	return false;
}

static up_str joined(struct up_code *code, up_str object, const char *between, up_str name)
{
	if (object.len + name.len + 2 > UP_CODE_NAME_BYTES)
		return up_arena_printf(code->arena, "*%s%.*s", between, UP_FMT(up_str_slice(name, 0, UP_CODE_NAME_BYTES / 2)));
	return up_arena_printf(code->arena, "%.*s%s%.*s", UP_FMT(object), between, UP_FMT(name));
}

static up_str known_as(const struct up_code *code, up_str name)
{
	const struct up_code_name *known = up_code_find(code, name);
	return known && known->path.len ? known->path : name;
}

static up_str callee(struct up_code *code, const struct up_code_call *call, uint32_t depth)
{
	if (!ts_node_is_null(call->function))
		return up_code_resolve(code, call->function, depth + 1);
	up_str name = up_str_slice(up_code_text(code, call->name), 0, UP_CODE_NAME_BYTES / 2);
	if (ts_node_is_null(call->object))
		return known_as(code, name);
	return joined(code, up_code_resolve(code, call->object, depth + 1), ".", name);
}

up_str up_code_callee(struct up_code *code, const struct up_code_call *call)
{
	return callee(code, call, 0);
}

static bool is_service(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && text.s[i] != '-' && text.s[i] != '_')
			return false;
	return text.len > 1 && text.len < 40;
}

/* What a call gives goes by the name of what was called: `stripe` of require('stripe')(key), `Twilio::REST::Client` of its `new`. Of AWS's clients the
 * service is told as well: boto3.client(sqs). */
static up_str result_of(struct up_code *code, const struct up_code_call *call, uint32_t depth)
{
	up_str name = callee(code, call, depth);
	TSNode first = ts_node_is_null(call->arguments) ? (TSNode){ 0 } : up_code_child(call->arguments, 0);
	bool loads = up_str_eq(name, UP_STR("require")) || up_str_eq(name, UP_STR("import")) || up_str_ends(name, UP_STR("import_module"));
	bool serves = up_str_ends(name, UP_STR(".client")) || up_str_ends(name, UP_STR(".resource"));
	if ((loads || serves) && !ts_node_is_null(first) && up_code_is_text(first)) {
		up_str text = up_code_word(code, first).text.bytes;
		if (loads && text.len && text.len < UP_CODE_NAME_BYTES)
			return text;
		if (serves && is_service(text))
			return up_arena_printf(code->arena, "%.*s(%.*s)", UP_FMT(name), UP_FMT(text));
	}
	if (up_str_ends(name, UP_STR(".new")))
		return up_str_slice(name, 0, name.len - 4);
	return name;
}

/* $x of PHP, and \Name from its root. */
static up_str plain_name(up_str text)
{
	return text.len && (text.s[0] == '$' || text.s[0] == '\\') ? up_str_slice(text, 1, text.len) : text;
}

static up_str member(struct up_code *code, TSNode node, size_t kind, uint32_t depth)
{
	TSNode object = up_code_field(node, members[kind].object), name = up_code_field(node, members[kind].name);
	if (ts_node_is_null(name))
		return UP_STR("*");
	if (up_code_is(name, "generic_name") && !ts_node_is_null(up_code_child(name, 0))) /* AddColumn<string> of C# */
		name = up_code_child(name, 0);
	up_str text = up_str_slice(up_code_text(code, name), 0, UP_CODE_NAME_BYTES / 2);
	if (ts_node_is_null(object)) /* ::Name of Ruby */
		return known_as(code, text);
	return known_as(code, joined(code, up_code_resolve(code, object, depth + 1), members[kind].between, text));
}

/* Flipper[:search] is "Flipper[search]". */
static up_str element(struct up_code *code, TSNode node, uint32_t depth)
{
	TSNode object = up_code_child(node, 0), index = up_code_child(node, 1);
	up_str text = ts_node_is_null(index) ? UP_STR("") : up_code_word(code, index).text.bytes;
	up_str name = up_arena_printf(code->arena, "[%.*s]", UP_FMT(is_service(text) ? text : UP_STR("")));
	return joined(code, up_code_resolve(code, object, depth + 1), "", name);
}

up_str up_code_resolve(struct up_code *code, TSNode node, uint32_t depth)
{
	while (!ts_node_is_null(node) && depth < UP_CODE_PARTS &&
	       up_code_is_one_of(ts_node_type(node), wrappers, sizeof wrappers / sizeof *wrappers)) {
		node = up_code_child(node, up_code_is(node, "cast_expression") ? 1 : 0);
		depth++;
	}
	if (ts_node_is_null(node) || depth >= UP_CODE_PARTS)
		return UP_STR("*");
	const char *type = ts_node_type(node);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (!strcmp(type, members[i].type) &&
		    (i + 1 == sizeof members / sizeof *members || strcmp(type, members[i + 1].type) != 0 ||
		     !ts_node_is_null(up_code_field(node, members[i].object))))
			return member(code, node, i, depth);
	struct up_code_call call;
	if (!strcmp(type, "element_reference") || !strcmp(type, "subscript") || !strcmp(type, "subscript_expression"))
		return element(code, node, depth);
	if (up_code_call_of(node, &call))
		return result_of(code, &call, depth);
	up_str text = up_code_text(code, node);
	if (!up_code_is_one_of(type, names, sizeof names / sizeof *names) || text.len > UP_CODE_NAME_BYTES)
		return UP_STR("*");
	return known_as(code, plain_name(text));
}
