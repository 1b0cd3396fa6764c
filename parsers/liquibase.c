/* Changelogs of Liquibase in XML, YAML and JSON. The parser of the format reads them; its settings go on as they are, and are put together to the tree that all three
 * formats mean: changesets with their changes (common/liquibase-change.c). */
#include "common/liquibase.h"

#include "base/memory.h"
#include "common/bid.h"
#include "core/parse.h"

enum {
	MOST_NODES = 200000,
};

struct reading {
	struct up_parse *p;
	struct up_liquibase log;
	size_t nodes_capacity;
	uint32_t *of_scope; /* the node that a scope is the inside of, + 1 */
	size_t scopes_capacity;
	uint32_t last_scope;
	bool is_cut;
};

/* --- the tree ----------------------------------------------------------------------------------------------------------- */

static uint32_t add_node(struct reading *reading, uint32_t parent, up_str name, up_span at)
{
	struct up_liquibase *log = &reading->log;
	uint32_t number = log->n;
	log->nodes = up_grow(log->nodes, &reading->nodes_capacity, log->n + 1, sizeof *log->nodes);
	log->nodes[log->n++] = (struct up_liquibase_node){ .name = name, .at = at, .value_at = at, .parent = parent };
	if (number) {
		struct up_liquibase_node *outer = &log->nodes[parent];
		if (outer->last)
			log->nodes[outer->last].next = number;
		else
			outer->first = number;
		outer->last = number;
	}
	return number;
}

static void remember(struct reading *reading, uint32_t scope, uint32_t node)
{
	size_t before = reading->scopes_capacity;
	reading->of_scope = up_grow(reading->of_scope, &reading->scopes_capacity, (size_t)scope + 1, sizeof *reading->of_scope);
	if (reading->scopes_capacity > before)
		memset(reading->of_scope + before, 0, (reading->scopes_capacity - before) * sizeof *reading->of_scope);
	reading->of_scope[scope] = node + 1;
}

static uint32_t node_of(const struct reading *reading, uint32_t scope)
{
	return scope < reading->scopes_capacity && reading->of_scope[scope] ? reading->of_scope[scope] - 1 : UINT32_MAX;
}

/* The last name of a path that is no item of a list. */
static up_str last_name(up_str path)
{
	while (up_str_ends(path, UP_STR("/[]")))
		path.len -= 3;
	return up_str_basename(path);
}

/* The inside of an element without attributes is first met as what is round another scope: it is that of the block that was told last. */
static uint32_t open_outer(struct reading *reading, const struct up_fact *fact)
{
	uint32_t node = node_of(reading, fact->outer), last = reading->log.n - 1;
	struct up_liquibase_node *nodes = reading->log.nodes;
	if (node != UINT32_MAX || !last || !nodes[last].is_block || nodes[last].is_open)
		return node == UINT32_MAX ? 0 : node;
	nodes[last].is_open = true;
	remember(reading, fact->outer, last);
	return last;
}

/* The node whose inside the scope is: a block that was told just before, or one that only its inside tells of. */
static uint32_t open_scope(struct reading *reading, const struct up_fact *fact)
{
	uint32_t node = node_of(reading, fact->scope);
	if (node != UINT32_MAX)
		return node;
	uint32_t parent = fact->path.len ? open_outer(reading, fact) : 0;
	up_str name = last_name(fact->path);
	struct up_liquibase_node *nodes = reading->log.nodes;
	uint32_t last = nodes[parent].last;
	/* An item of a list of items is the next one of the same name. */
	if (!fact->path.len)
		node = 0;
	else if (last && nodes[last].is_block && !nodes[last].is_open && up_str_eq(nodes[last].name, name))
		node = last;
	else if (parent && up_str_eq(nodes[parent].name, name))
		node = parent;
	else
		node = add_node(reading, parent, name, fact->key_at);
	reading->log.nodes[node].is_open = true;
	remember(reading, fact->scope, node);
	return node;
}

static void take(struct reading *reading, const struct up_fact *fact)
{
	if (reading->log.n >= MOST_NODES) {
		if (!reading->is_cut)
			up_note_limit(reading->p, fact->key_at.start, "a changelog has more settings than are put together", "--max-facts");
		reading->is_cut = true;
		return;
	}
	uint32_t outer = open_scope(reading, fact);
	bool is_attribute = up_str_starts(fact->key, UP_STR("@"));
	up_str name = up_str_slice(fact->key, is_attribute, fact->key.len);
	struct up_liquibase_node *nodes = reading->log.nodes;
	uint32_t last = nodes[outer].last;
	bool is_block = fact->flags & (UP_FACT_BLOCK | UP_FACT_EMPTY) && !is_attribute;
	/* Of XML the attributes come before their element. */
	bool was_told = last && nodes[last].is_open && !nodes[last].is_block && up_str_eq(nodes[last].name, name) && !is_attribute;
	uint32_t node = was_told ? last : add_node(reading, outer, name, fact->key_at);
	nodes = reading->log.nodes;
	nodes[node].is_block = is_block;
	nodes[node].at = fact->key_at;
	nodes[node].value = is_block ? UP_STR("") : fact->value;
	nodes[node].value_at = fact->value_at;
}

/* --- the parse in the parse ---------------------------------------------------------------------------------------------- */

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct reading *reading = data;
	(void)parser;
	if (fact->scope > reading->last_scope)
		reading->last_scope = fact->scope;
	if (fact->kind == UP_FACT_SETTING && !embedded_in.len)
		take(reading, fact);
	up_emit(reading->p, fact);
}

static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct reading *reading = data;
	up_note(reading->p, reason, offset, "%.*s", UP_FMT(detail));
}

static const struct up_parser *format_of(const struct up_source *source)
{
	return up_parser_by_name(up_bid_ends(source, ".xml")    ? UP_STR("xml")
				 : up_bid_ends(source, ".json") ? UP_STR("json")
								: UP_STR("yaml"));
}

static int bid(const struct up_source *source)
{
	if (!up_bid_ends(source, ".xml|.yaml|.yml|.json"))
		return UP_BID_NONE;
	return up_str_contains(up_str_slice(source->bytes, 0, 4096), UP_STR("databaseChangeLog")) ? UP_BID_SURE + 1 : UP_BID_NONE;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct reading reading = { .p = p, .log = { .p = p } };
	const struct up_source *source = up_parse_source(p);
	const struct up_sink sink = { .data = &reading, .fact = on_fact, .note = on_note };
	add_node(&reading, 0, UP_STR(""), (up_span){ 0, 0 });
	enum up_parse_result result = up_parse_run(format_of(source), source, up_parse_limits(p), up_parse_arena(p), &sink);
	/* Scopes of migrations are new ones. */
	for (uint32_t i = 0; i < reading.last_scope; i++)
		up_scope_new(p);
	up_liquibase_read(&reading.log);
	up_free(reading.log.nodes);
	up_free(reading.of_scope);
	return result;
}

const struct up_parser up_parser_liquibase = {
	.name = "liquibase",
	.summary = "changelogs of Liquibase in XML, YAML and JSON: changesets, and what they change",
	.templates = UP_TEMPLATES_KEEP,
	.bid = bid,
	.parse = parse,
};
