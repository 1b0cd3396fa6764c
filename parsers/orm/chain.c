/* Chains of calls, from the thing at their beginning on: `knex.schema.table('x', f).raw('…')` is the base "knex.schema" with two links. */
#include "base/buf.h"
#include "orm/steps.h"

enum {
	CHAIN_BOUND = 4, /* names that were given chains of names that were given chains … */
};

TSNode up_chain_unwrapped(TSNode node)
{
	while (up_orm_is_any(node, "parenthesized_expression await_expression try_expression reference_expression non_null_expression "
				   "as_expression satisfies_expression"))
		node = up_orm_child(node, 0);
	return node;
}

bool up_orm_is_function(TSNode node)
{
	return up_orm_is_any(node, "arrow_function function_expression function anonymous_function anonymous_function_creation_expression "
				   "generator_function lambda_expression func_literal closure_expression anonymous_method_expression");
}

TSNode up_chain_function(struct up_steps *steps, const struct up_orm_call *link)
{
	for (uint32_t i = link->n_args; i > 0; i--) {
		TSNode value = up_orm_value(steps->orm, link->args[i - 1]);
		if (up_orm_is_function(value))
			return value;
	}
	return (TSNode){ 0 };
}

/* $this->db and \Illuminate\…\Schema:: are "this.db" and "Schema". */
static up_str plain_base(const struct up_orm *orm, TSNode node)
{
	struct up_buf out = { 0 };
	up_str text = up_orm_source(orm, node);
	if (text.len > UP_ORM_NAME_BYTES ||
	    !up_orm_is_any(node,
			   "identifier member_expression this variable_name name qualified_name "
			   "member_access_expression relative_scope scoped_property_access_expression "
			   "nullsafe_member_access_expression self super class_constant_access_expression "
			   "selector_expression field_expression field_access scoped_identifier this_expression alias type_identifier"))
		return UP_STR("");
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		bool is_arrow = i + 1 < text.len && ((c == '-' && text.s[i + 1] == '>') || (c == ':' && text.s[i + 1] == ':'));
		if (c == '\\')
			out.len = 0;
		else if (is_arrow || (c == '.' && (!out.len || out.bytes[out.len - 1] != '.')))
			up_buf_add_byte(&out, '.');
		else if (up_is_alnum(c) || c == '_')
			up_buf_add_byte(&out, c);
		else if (!up_is_space(c) && !strchr("$?!.", c))
			return up_buf_finish(&out), UP_STR("");
		i += is_arrow;
	}
	return up_arena_take(orm->code->arena, &out);
}

struct links {
	struct up_orm_call *links;
	uint32_t n, capacity;
};

static void add(struct up_orm *orm, struct links *links, const struct up_orm_call *link)
{
	if (links->n == links->capacity) {
		links->capacity = links->capacity * 2 + 4;
		struct up_orm_call *larger = up_arena_alloc(orm->code->arena, links->capacity * sizeof *larger);
		if (links->n)
			memcpy(larger, links->links, links->n * sizeof *larger);
		links->links = larger;
	}
	links->links[links->n++] = *link;
}

/* `.schema` between two calls. Null node: it is none, and what it is a member of is none as well. */
static TSNode member_of_call(struct up_orm *orm, TSNode node, struct links *links)
{
	TSNode object = up_orm_field(node, "object"), name = up_orm_field(node, "property");
	if (ts_node_is_null(name))
		name = up_orm_field(node, "name");
	if (ts_node_is_null(object))
		object = up_orm_field(node, "expression"); /* of C# */
	if (ts_node_is_null(object) || ts_node_is_null(name))
		return (TSNode){ 0 };
	TSNode inner = up_chain_unwrapped(object);
	for (uint32_t i = 0; i < UP_ORM_DEPTH && up_orm_is_any(inner, "member_expression member_access_expression"); i++)
		inner = up_chain_unwrapped(up_orm_field(inner, "object"));
	struct up_code_call call;
	if (ts_node_is_null(inner) || !up_code_call_of(inner, &call))
		return (TSNode){ 0 };
	add(orm, links,
	    &(struct up_orm_call){ .node = node, .receiver = object, .name = up_orm_source(orm, name), .at = up_code_span(name) });
	return object;
}

/* From the outermost call inwards; they are turned round then. Gives the base. `is_again`: it was met before, where a name was given it. */
static TSNode gather(struct up_orm *orm, TSNode node, struct links *links, bool is_again)
{
	struct up_orm_call call;
	while (!ts_node_is_null(node) && (!is_again || up_orm_step(orm, node))) {
		node = up_chain_unwrapped(node);
		TSNode object = { 0 };
		if (up_orm_is_any(node, "member_expression member_access_expression nullsafe_member_access_expression")) {
			object = member_of_call(orm, node, links);
			if (ts_node_is_null(object))
				return node;
		} else if (!ts_node_is_null(node) && up_orm_call_of(orm, node, &call)) {
			add(orm, links, &call);
			object = call.receiver;
		} else {
			return node;
		}
		node = object;
	}
	return node;
}

static bool chain_of(struct up_steps *steps, TSNode node, struct up_chain *ret_chain, uint32_t depth)
{
	struct links links = { 0 };
	struct up_orm *orm = steps->orm;
	TSNode base = gather(orm, node, &links, depth > 0);
	if (!links.n)
		return false;
	for (uint32_t i = 0; i < links.n / 2; i++) {
		struct up_orm_call swap = links.links[i];
		links.links[i] = links.links[links.n - 1 - i];
		links.links[links.n - 1 - i] = swap;
	}
	struct up_chain chain = { .node = node, .base_node = base, .links = links.links, .n = links.n };
	chain.base = ts_node_is_null(base) ? UP_STR("") : plain_base(orm, base);
	TSNode value = depth < CHAIN_BOUND && up_orm_is_any(base, "identifier variable_name") ? up_orm_value(orm, base) : (TSNode){ 0 };
	if (!ts_node_is_null(value) && !ts_node_eq(value, base)) {
		struct up_chain *bound = up_arena_alloc(orm->code->arena, sizeof *bound);
		if (chain_of(steps, value, bound, depth + 1))
			chain.bound = bound;
	}
	*ret_chain = chain;
	return true;
}

bool up_chain_of(struct up_steps *steps, TSNode node, struct up_chain *ret_chain)
{
	return chain_of(steps, node, ret_chain, 0);
}

const struct up_orm_call *up_chain_link(const struct up_chain *chain, const char *name, uint32_t from)
{
	for (uint32_t i = from; i < chain->n; i++)
		if (up_str_eq(chain->links[i].name, up_str_from(name)))
			return &chain->links[i];
	return NULL;
}

bool up_chain_has(const struct up_chain *chain, const char *names)
{
	for (uint32_t i = 0; i < chain->n; i++)
		if (up_str_is_listed(chain->links[i].name, names))
			return true;
	return false;
}
