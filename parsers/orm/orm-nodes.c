/* Nodes of the tree as readers of migrations need them: children, maps, lists, calls with their arguments, and blocks, whatever the language. */
#include "orm/orm.h"

struct up_orm_nodes up_orm_children(struct up_orm *orm, TSNode node)
{
	if (ts_node_is_null(node))
		return (struct up_orm_nodes){ 0 };
	uint32_t n = 0, most = ts_node_named_child_count(node);
	TSNode *nodes = up_arena_alloc(orm->code->arena, (most + 1) * sizeof *nodes);
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more && n < most; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (ts_node_is_named(child) && !ts_node_is_extra(child))
			nodes[n++] = child;
	}
	ts_tree_cursor_delete(&cursor);
	return (struct up_orm_nodes){ nodes, n };
}

up_str up_orm_source(const struct up_orm *orm, TSNode node)
{
	return ts_node_is_null(node) ? UP_STR("") : up_code_text(orm->code, node);
}

bool up_orm_is(TSNode node, const char *type)
{
	return !ts_node_is_null(node) && up_code_is(node, type);
}

bool up_orm_is_any(TSNode node, const char *types)
{
	return !ts_node_is_null(node) && up_str_is_listed(up_str_from(ts_node_type(node)), types);
}

bool up_orm_step(struct up_orm *orm, TSNode node)
{
	if (orm->depth < UP_ORM_DEPTH && orm->steps++ < UP_ORM_STEPS && !up_parse_stopped(orm->code->p))
		return true;
	if (!orm->is_cut && !orm->is_dry) {
		orm->is_cut = true;
		up_note(orm->code->p, UP_NOTE_LIMIT, ts_node_start_byte(node),
			"the migration is too deep or too long to be followed; what comes from here on was passed over");
	}
	return false;
}

/* --- maps and lists ----------------------------------------------------------------------------------------------------- */

/* Of a key: a symbol, a text, a name, what stands in [brackets]. */
static up_str key_name(struct up_orm *orm, TSNode key)
{
	struct up_text text;
	up_str name = up_orm_source(orm, key);
	if (up_orm_is_any(key, "simple_symbol symbol delimited_symbol"))
		name = up_orm_name(orm, key);
	else if (up_orm_is(key, "computed_property_name"))
		name = up_orm_name(orm, up_code_child(key, 0));
	else if (up_code_is_text(key) && up_orm_text(orm, key, &text))
		name = text.bytes;
	name = up_str_trim(name);
	while (name.len && name.s[name.len - 1] == ':')
		name.len--;
	return name;
}

static bool is_pair(TSNode node)
{
	return up_orm_is_any(
		node, "pair keyword_argument array_element_initializer shorthand_property_identifier method_definition keyed_element");
}

static struct up_orm_pair pair_of(struct up_orm *orm, TSNode node)
{
	struct up_orm_pair pair = { .node = node };
	if (up_orm_is(node, "shorthand_property_identifier")) {
		pair.name = up_orm_source(orm, node);
		pair.value = node;
		return pair;
	}
	if (up_orm_is(node, "method_definition")) {
		pair.name = up_orm_source(orm, up_code_field(node, "name"));
		pair.value = node;
		return pair;
	}
	TSNode key = up_code_field(node, "key"), value = up_code_field(node, "value");
	if (up_orm_is(key, "literal_element")) /* of Go */
		key = up_code_child(key, 0);
	if (up_orm_is(value, "literal_element"))
		value = up_code_child(value, 0);
	if (ts_node_is_null(key))
		key = up_code_field(node, "name");
	if (ts_node_is_null(key)) {
		key = up_code_child(node, 0);
		value = up_code_child(node, 1);
		if (ts_node_is_null(value)) /* an element without a key */
			return pair;
	}
	pair.name = key_name(orm, key);
	/* `name:` of Ruby stands for `name: name`. */
	pair.value = ts_node_is_null(value) ? key : value;
	return pair;
}

struct up_orm_pairs up_orm_map(struct up_orm *orm, TSNode node)
{
	node = up_orm_value(orm, node);
	if (up_orm_is(node, "unary_expression")) /* &Migration{…} of Go */
		node = up_code_field(node, "operand");
	if (up_orm_is(node, "composite_literal"))
		node = up_code_field(node, "body");
	if (!up_orm_is_any(node, "hash object dictionary array_creation_expression literal_value keywords"))
		return (struct up_orm_pairs){ 0 };
	struct up_orm_nodes children = up_orm_children(orm, node);
	struct up_orm_pair *pairs = up_arena_alloc(orm->code->arena, (children.n + 1) * sizeof *pairs);
	uint32_t n = 0;
	for (uint32_t i = 0; i < children.n; i++) {
		if (!is_pair(children.nodes[i]))
			continue;
		struct up_orm_pair pair = pair_of(orm, children.nodes[i]);
		if (!ts_node_is_null(pair.value))
			pairs[n++] = pair;
	}
	return (struct up_orm_pairs){ pairs, n };
}

TSNode up_orm_entry(struct up_orm_pairs pairs, const char *name)
{
	for (uint32_t i = 0; i < pairs.n; i++)
		if (up_str_eq(pairs.pairs[i].name, up_str_from(name)))
			return pairs.pairs[i].value;
	return (TSNode){ 0 };
}

struct up_orm_nodes up_orm_list(struct up_orm *orm, TSNode node)
{
	node = up_orm_value(orm, node);
	if (ts_node_is_null(node))
		return (struct up_orm_nodes){ 0 };
	if (up_orm_is_any(node, "implicit_array_creation_expression composite_literal") ||
	    (up_orm_is(node, "array_creation_expression") && orm->code->language != UP_CODE_PHP)) {
		struct up_orm_nodes parts = up_orm_children(orm, node); /* of C#, Java and Go: the values stand last */
		node = parts.n ? parts.nodes[parts.n - 1] : node;
	}
	if (up_orm_is_any(node, "array list tuple set symbol_array string_array expression_list initializer_expression array_initializer "
				"array_expression tuple_expression collection_expression literal_value"))
		return up_orm_children(orm, node);
	TSNode *one = up_arena_alloc(orm->code->arena, sizeof *one);
	*one = node;
	if (!up_orm_is(node, "array_creation_expression"))
		return (struct up_orm_nodes){ one, 1 };
	/* Of PHP each element stands in a node of its own. */
	struct up_orm_nodes children = up_orm_children(orm, node);
	TSNode *nodes = up_arena_alloc(orm->code->arena, (children.n + 1) * sizeof *nodes);
	for (uint32_t i = 0; i < children.n; i++) {
		TSNode second = up_code_child(children.nodes[i], 1);
		nodes[i] = ts_node_is_null(second) ? up_code_child(children.nodes[i], 0) : second;
		if (ts_node_is_null(nodes[i]))
			nodes[i] = children.nodes[i];
	}
	return (struct up_orm_nodes){ nodes, children.n };
}

/* --- calls -------------------------------------------------------------------------------------------------------------- */

static bool is_function(TSNode node)
{
	return up_orm_is_any(node, "arrow_function function_expression function anonymous_function anonymous_function_creation_expression "
				   "lambda func_literal lambda_expression closure_expression anonymous_method_expression");
}

/* a.b.c as it is written; empty where something else stands in it. */
static up_str plain_object(const struct up_orm *orm, TSNode node)
{
	up_str text = up_orm_source(orm, node);
	if (text.len > UP_ORM_NAME_BYTES)
		return UP_STR("");
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("_.:$\\@?!>-", text.s[i]))
			return UP_STR("");
	return text;
}

/* Arguments that are being sorted out: by name, and by their place. */
struct sorted {
	TSNode *args;
	uint32_t n_args;
	struct up_orm_pair *pairs;
	uint32_t n_pairs;
};

/* An `argument` of PHP: with a name before a colon, or none. True: it was one with a name. */
static bool take_named(struct up_orm *orm, TSNode *child, struct sorted *sorted)
{
	if (!up_orm_is(*child, "argument"))
		return false;
	TSNode name = up_code_field(*child, "name"), value = up_code_child(*child, ts_node_is_null(name) ? 0 : 1);
	if (!ts_node_is_null(name) && !ts_node_is_null(value)) {
		sorted->pairs[sorted->n_pairs++] = (struct up_orm_pair){ up_orm_source(orm, name), *child, value };
		return true;
	}
	*child = ts_node_is_null(value) ? *child : value;
	return false;
}

/* `keywords` of Elixir. `room`: for as many more. */
static void take_keywords(struct up_orm *orm, TSNode child, uint32_t room, struct sorted *sorted)
{
	struct up_orm_pairs keywords = up_orm_map(orm, child);
	struct up_orm_pair *more = up_arena_alloc(orm->code->arena, (sorted->n_pairs + keywords.n + room) * sizeof *more);
	memcpy(more, sorted->pairs, sorted->n_pairs * sizeof *more);
	if (keywords.n)
		memcpy(more + sorted->n_pairs, keywords.pairs, keywords.n * sizeof *more);
	sorted->n_pairs += keywords.n;
	sorted->pairs = more;
}

/* add_column :t, :c, :string, { null: false }, and **options, and options: a hash where it is known. */
static void open_last_hash(struct up_orm *orm, struct up_orm_call *call, TSNode last)
{
	bool ends_with_hash = up_orm_is(last, "hash") || up_orm_is(last, "hash_splat_argument") || up_orm_is(last, "identifier");
	if (orm->code->language != UP_CODE_RUBY || call->named.n || !ends_with_hash)
		return;
	TSNode hash = up_orm_is(last, "hash_splat_argument") ? up_code_child(last, 0) : last;
	if (!up_orm_is(up_orm_value(orm, hash), "hash"))
		return;
	call->named = up_orm_map(orm, hash);
	call->n_args--;
	call->is_open = false;
}

static void add_arguments(struct up_orm *orm, struct up_orm_call *call, TSNode arguments)
{
	struct up_orm_nodes children = up_orm_children(orm, arguments);
	struct sorted sorted = { .args = up_arena_alloc(orm->code->arena, (children.n + 1) * sizeof(TSNode)),
				 .pairs = up_arena_alloc(orm->code->arena, (children.n + 1) * sizeof(struct up_orm_pair)) };
	for (uint32_t i = 0; i < children.n; i++) {
		TSNode child = children.nodes[i];
		if (take_named(orm, &child, &sorted))
			continue;
		if (up_orm_is(child, "keywords")) {
			take_keywords(orm, child, children.n + 1, &sorted);
		} else if (is_pair(child)) {
			struct up_orm_pair pair = pair_of(orm, child);
			if (!ts_node_is_null(pair.value))
				sorted.pairs[sorted.n_pairs++] = pair;
		} else if (up_orm_is_any(child, "block_argument")) {
			call->block = child;
		} else {
			call->is_open |= up_orm_is_any(child,
						       "hash_splat_argument splat_argument dictionary_splat list_splat spread_element");
			sorted.args[sorted.n_args++] = child;
		}
	}
	call->args = sorted.args;
	call->n_args = sorted.n_args;
	call->named = (struct up_orm_pairs){ sorted.pairs, sorted.n_pairs };
	TSNode last = call->n_args ? sorted.args[call->n_args - 1] : (TSNode){ 0 };
	if (is_function(last) && ts_node_is_null(call->block))
		call->block = last;
	open_last_hash(orm, call, last);
}

/* The last name of what is called, and what stands before it. */
static void split_function(const struct up_orm *orm, TSNode function, struct up_orm_call *call)
{
	static const struct {
		const char *object, *name;
	} forms[] = { { "object", "attribute" }, { "object", "property" }, { "operand", "field" }, { "object", "name" },
		      { "expression", "name" },  { "value", "field" },     { "path", "name" },     { "left", "right" } };
	call->at = up_code_span(function);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		TSNode object = up_code_field(function, forms[i].object), name = up_code_field(function, forms[i].name);
		if (ts_node_is_null(object) || ts_node_is_null(name))
			continue;
		if (up_orm_is(name, "generic_name")) /* AddColumn<string> of C# */
			name = up_code_child(name, 0);
		call->receiver = object;
		call->name = up_orm_source(orm, name);
		call->at = up_code_span(name);
		return;
	}
	call->name = up_orm_source(orm, function);
}

bool up_orm_call_of(struct up_orm *orm, TSNode node, struct up_orm_call *ret_call)
{
	struct up_code_call parts;
	struct up_orm_call call = { .node = node };
	if (ts_node_is_null(node))
		return false;
	if (up_code_is(node, "identifier") && orm->code->language == UP_CODE_RUBY) {
		call.name = up_orm_source(orm, node);
		call.at = up_code_span(node);
		*ret_call = call;
		return true;
	}
	if (!up_code_call_of(node, &parts))
		return false;
	if (!ts_node_is_null(parts.function)) {
		split_function(orm, parts.function, &call);
	} else {
		call.receiver = parts.object;
		call.name = up_orm_source(orm, parts.name);
		call.at = up_code_span(parts.name);
	}
	call.object = ts_node_is_null(call.receiver) ? UP_STR("") : plain_object(orm, call.receiver);
	if (call.object.len) { /* op.add_column, where it stands in one line */
		up_span whole = { ts_node_start_byte(call.receiver), call.at.end };
		if (up_str_find_byte(up_str_slice(orm->code->text, whole.start, whole.end), '\n', 0) == SIZE_MAX)
			call.at = whole;
	}
	call.block = up_code_field(node, "block");
	if (orm->code->language == UP_CODE_ELIXIR) {
		parts.arguments = up_orm_child_of(node, "arguments");
		call.block = up_orm_child_of(node, "do_block");
	}
	if (up_orm_is(parts.arguments, "template_string")) { /* sql`…` */
		TSNode *one = up_arena_alloc(orm->code->arena, sizeof *one);
		*one = parts.arguments;
		call.args = one;
		call.n_args = 1;
	} else if (!ts_node_is_null(parts.arguments))
		add_arguments(orm, &call, parts.arguments);
	*ret_call = call;
	return true;
}

TSNode up_orm_arg(const struct up_orm_call *call, uint32_t n)
{
	return n < call->n_args ? call->args[n] : (TSNode){ 0 };
}

TSNode up_orm_named(const struct up_orm_call *call, const char *name)
{
	return up_orm_entry(call->named, name);
}

TSNode up_orm_arg_or(const struct up_orm_call *call, uint32_t n, const char *name)
{
	return n < call->n_args ? call->args[n] : up_orm_named(call, name);
}

/* The first named child of that type; null: none. */
TSNode up_orm_child_of(TSNode node, const char *type)
{
	TSNode found = { 0 };
	if (ts_node_is_null(node))
		return found;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		found = ts_tree_cursor_current_node(&cursor);
		if (ts_node_is_named(found) && up_code_is(found, type))
			break;
		found = (TSNode){ 0 };
	}
	ts_tree_cursor_delete(&cursor);
	return found;
}

/* --- blocks and bodies -------------------------------------------------------------------------------------------------- */

up_str up_orm_parameter(struct up_orm *orm, TSNode block, uint32_t n)
{
	if (ts_node_is_null(block))
		return UP_STR("");
	TSNode parameters = up_code_field(block, "parameters");
	if (orm->code->language == UP_CODE_ELIXIR) {
		TSNode head = up_code_child(up_orm_child_of(block, "arguments"), 0);
		head = up_orm_is(head, "binary_operator") ? up_code_child(head, 0) : head; /* f(x) when … */
		parameters = up_orm_is(block, "anonymous_function") ? up_code_field(up_code_child(block, 0), "left")
								    : up_orm_child_of(head, "arguments");
		if (ts_node_is_null(parameters))
			return UP_STR("");
	}
	if (ts_node_is_null(parameters)) { /* t => … */
		TSNode one = up_code_field(block, "parameter");
		return n ? UP_STR("") : up_orm_source(orm, one);
	}
	if (up_orm_is_any(parameters, "implicit_parameter identifier")) /* t => … of C#, t -> … of Java */
		return n ? UP_STR("") : up_orm_source(orm, parameters);
	TSNode parameter = up_code_child(parameters, n);
	for (uint32_t i = 0; i < 4 && !ts_node_is_null(parameter); i++) { /* (t: Type), (Blueprint $t), (t = …) */
		if (up_orm_is_any(parameter, "identifier variable_name"))
			return up_orm_source(orm, parameter);
		TSNode name = up_code_field(parameter, "name");
		if (ts_node_is_null(name))
			name = up_code_field(parameter, "pattern");
		parameter = ts_node_is_null(name) ? up_code_child(parameter, 0) : name;
	}
	return UP_STR("");
}

/* Of Elixir `do … end`, or what stands behind `do:`; of a function what stands behind its arrow. */
TSNode up_orm_body_of(struct up_orm *orm, TSNode node)
{
	TSNode body = up_code_field(node, "body");
	if (orm->code->language != UP_CODE_ELIXIR || ts_node_is_null(node))
		return body;
	struct up_orm_call call;
	if (up_orm_is(node, "do_block"))
		return node;
	if (up_orm_is(node, "anonymous_function"))
		return up_code_field(up_code_child(node, 0), "right");
	if (!up_orm_call_of(orm, node, &call))
		return body;
	return ts_node_is_null(call.block) ? up_orm_named(&call, "do") : call.block;
}

struct up_orm_nodes up_orm_body(struct up_orm *orm, TSNode node)
{
	if (ts_node_is_null(node))
		return (struct up_orm_nodes){ 0 };
	TSNode body = up_code_field(node, "body");
	if (orm->code->language == UP_CODE_ELIXIR)
		body = up_orm_body_of(orm, node);
	if (up_orm_is(body, "block") && orm->code->language == UP_CODE_RUBY) /* -> { … } */
		body = up_code_field(body, "body");
	if (ts_node_is_null(body)) {
		/* A block of Ruby without statements has parameters alone. */
		if (up_orm_is_any(node, "do_block block method singleton_method lambda") && orm->code->language == UP_CODE_RUBY)
			return (struct up_orm_nodes){ 0 };
		return up_orm_children(orm, node);
	}
	if (up_orm_is_any(body, "body_statement block_body block statement_block compound_statement then else do_block body"))
		return up_orm_children(orm, body);
	TSNode *one = up_arena_alloc(orm->code->arena, sizeof *one);
	*one = body;
	return (struct up_orm_nodes){ one, 1 };
}
