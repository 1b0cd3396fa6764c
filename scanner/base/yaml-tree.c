/* YAML as a tree, from libyaml's events. The nesting bound also keeps libyaml away from its quadratic cost on deep nesting. */
#include "base/yaml-tree.h"

#include <yaml.h>

#include "base/memory.h"

enum {
	TREE_DEPTH = 24
};

struct builder {
	yaml_parser_t parser;
	struct up_arena *arena;
	struct up_yaml_error *error;
	struct up_yaml_node *open[TREE_DEPTH], *last_child[TREE_DEPTH];
	unsigned depth;
	struct up_yaml_node *root;
};

static bool fail(struct builder *b, yaml_mark_t mark, const char *message)
{
	b->error->line = (uint32_t)mark.line + 1;
	b->error->column = (uint32_t)mark.column + 1;
	b->error->message = up_arena_copy(b->arena, up_str_from(message));
	return false;
}

static bool add(struct builder *b, struct up_yaml_node *node, yaml_mark_t mark)
{
	node->line = (uint32_t)mark.line + 1;
	node->column = (uint32_t)mark.column + 1;
	if (!b->depth) {
		if (b->root)
			return fail(b, mark, "a second document: write one per file");
		b->root = node;
		return true;
	}
	struct up_yaml_node *parent = b->open[b->depth - 1];
	if (b->last_child[b->depth - 1])
		b->last_child[b->depth - 1]->next = node;
	else
		parent->first = node;
	b->last_child[b->depth - 1] = node;
	parent->n_children++;
	return true;
}

static bool open_node(struct builder *b, enum up_yaml_kind kind, yaml_mark_t mark)
{
	struct up_yaml_node *node = up_arena_alloc_zero(b->arena, sizeof *node);
	node->kind = kind;
	if (!add(b, node, mark))
		return false;
	if (b->depth == TREE_DEPTH)
		return fail(b, mark, "nested too deeply");
	b->open[b->depth] = node;
	b->last_child[b->depth++] = NULL;
	return true;
}

static bool refuse_tag(struct builder *b, yaml_mark_t mark)
{
	return fail(b, mark, "tags are not allowed here: write the value without one");
}

static bool take(struct builder *b, const yaml_event_t *event)
{
	struct up_yaml_node *node;
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		if (event->data.scalar.tag)
			return refuse_tag(b, event->start_mark);
		node = up_arena_alloc_zero(b->arena, sizeof *node);
		node->kind = UP_YAML_SCALAR;
		node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
		node->text = up_arena_copy(b->arena, (up_str){ (const char *)event->data.scalar.value, event->data.scalar.length });
		return add(b, node, event->start_mark);
	case YAML_SEQUENCE_START_EVENT:
		if (event->data.sequence_start.tag)
			return refuse_tag(b, event->start_mark);
		return open_node(b, UP_YAML_LIST, event->start_mark);
	case YAML_MAPPING_START_EVENT:
		if (event->data.mapping_start.tag)
			return refuse_tag(b, event->start_mark);
		return open_node(b, UP_YAML_MAP, event->start_mark);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return true;
	case YAML_ALIAS_EVENT:
		return fail(b, event->start_mark, "aliases are not allowed here: write the value out");
	default:
		return true;
	}
}

static bool read_events(struct builder *b)
{
	for (bool done = false; !done;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&b->parser, &event)) {
			if (b->parser.error == YAML_MEMORY_ERROR)
				up_out_of_memory();
			return fail(b, b->parser.problem_mark, b->parser.problem ? b->parser.problem : "not YAML");
		}
		done = event.type == YAML_STREAM_END_EVENT;
		bool taken = take(b, &event);
		yaml_event_delete(&event);
		if (!taken)
			return false;
	}
	return true;
}

struct up_yaml_node *up_yaml_read(up_str text, struct up_arena *arena, struct up_yaml_error *ret_error)
{
	struct builder b = { .arena = arena, .error = ret_error };
	if (!yaml_parser_initialize(&b.parser))
		up_out_of_memory();
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)(text.s ? text.s : ""), text.len);
	bool whole = read_events(&b);
	yaml_parser_delete(&b.parser);
	if (!whole)
		return NULL;
	if (!b.root) {
		b.root = up_arena_alloc_zero(arena, sizeof *b.root);
		b.root->kind = UP_YAML_MAP;
		b.root->line = b.root->column = 1;
	}
	return b.root;
}
