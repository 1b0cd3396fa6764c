/* Paths, scopes and SETTING facts for formats made of mappings, lists and scalars.
 *
 * `jobs: {build: {runs-on: [a, b], steps: [{run: make}]}}` states
 *   jobs (block); jobs · build (block); jobs/build · runs-on (block), runs-on = a, runs-on = b; jobs/build · steps (block);
 *   jobs/build/steps/[] · run = make */
#include "common/tree.h"

#include "base/memory.h"
#include "common/scripts.h"

struct up_tree_level {
	bool is_list, has_key;
	uint8_t list_depth; /* lists directly round this list, itself included */
	uint32_t scope, outer;
	up_str path;  /* of the settings stated here; of a list: of its own key */
	up_str base;  /* of a mapping: the path of the value that comes next, which a dotted key puts deeper */
	up_str key;   /* of a mapping: of the value that comes next; of a list: the key that it stands for */
	up_str items; /* of a list: the path of mappings and lists in it, once there is one */
	up_span key_at;
	size_t names_before;
	struct up_carrier *carrier;
};

void up_tree_init(struct up_tree *tree, struct up_parse *p, bool has_scripts)
{
	*tree = (struct up_tree){ .p = p };
	up_names_init(&tree->keys, (uint64_t)(uintptr_t)up_parse_arena(p) >> 4);
	tree->scripts = has_scripts ? up_scripts_new(p) : NULL;
}

void up_tree_finish(struct up_tree *tree)
{
	up_names_finish(&tree->keys);
	up_free(tree->levels);
	tree->levels = NULL;
}

static struct up_tree_level *innermost(const struct up_tree *tree)
{
	return tree->n ? &tree->levels[tree->n - 1] : NULL;
}

up_str up_tree_join(struct up_tree *tree, up_str path, up_str name, uint32_t at)
{
	size_t len = path.len + (path.len ? 1 : 0) + name.len;
	if (len > UP_LIMIT_PATH_BYTES) { /* long keys on many levels would take quadratic memory */
		if (!tree->said_long)
			up_note(tree->p, UP_NOTE_LIMIT, at, "keys nest to a path of more than %d bytes; it was cut", UP_LIMIT_PATH_BYTES);
		tree->said_long = true;
		return path;
	}
	if (!path.len)
		return name;
	char *joined = up_arena_alloc(up_parse_arena(tree->p), len);
	memcpy(joined, path.s, path.len);
	joined[path.len] = '/';
	if (name.len)
		memcpy(joined + path.len + 1, name.s, name.len);
	return (up_str){ joined, len };
}

static up_str items_path(struct up_tree *tree, struct up_tree_level *list, uint32_t at)
{
	if (list->items.len)
		return list->items;
	/* A list in a list has the path of the outer one's items already. */
	up_str base = list->list_depth > 1 || !list->key_at.end ? list->path : up_tree_join(tree, list->path, list->key, at);
	list->items = up_tree_join(tree, base, UP_STR("[]"), at);
	return list->items;
}

static bool emit_block(struct up_tree *tree, const struct up_tree_level *map)
{
	return up_emit(tree->p, &(struct up_fact){ .kind = UP_FACT_SETTING,
						   .flags = UP_FACT_BLOCK,
						   .scope = map->scope,
						   .outer = map->outer,
						   .path = map->base,
						   .key = map->key,
						   .key_at = map->key_at,
						   .value_at = { map->key_at.end, map->key_at.end } });
}

static bool open_level(struct up_tree *tree, const struct up_tree_level *level, uint32_t at)
{
	if (tree->n >= up_parse_limits(tree->p)->depth) {
		up_note_limit(tree->p, at, "nesting is deeper than allowed", "--max-depth");
		return false;
	}
	tree->levels = up_grow(tree->levels, &tree->capacity, tree->n + 1, sizeof *tree->levels);
	tree->levels[tree->n] = *level;
	tree->levels[tree->n++].names_before = tree->keys.n;
	return true;
}

bool up_tree_map(struct up_tree *tree, uint32_t at)
{
	struct up_tree_level *outer = innermost(tree), map = { 0 };
	if (outer && outer->is_list) {
		map.path = items_path(tree, outer, at);
	} else if (outer) {
		if (!emit_block(tree, outer))
			return false;
		map.path = up_tree_join(tree, outer->base, outer->key, at);
		outer->has_key = false;
	}
	map.scope = up_scope_new(tree->p);
	map.outer = outer ? outer->scope : 0;
	map.carrier = up_scripts_mapping(tree->scripts, map.path);
	return open_level(tree, &map, at);
}

bool up_tree_map_at(struct up_tree *tree, up_str path, uint32_t scope, uint32_t at)
{
	up_tree_reset(tree);
	struct up_tree_level map = { .path = path, .scope = scope, .carrier = up_scripts_mapping(tree->scripts, path) };
	return open_level(tree, &map, at);
}

bool up_tree_list(struct up_tree *tree, uint32_t at)
{
	struct up_tree_level *outer = innermost(tree), list = { .is_list = true, .list_depth = 1 };
	if (outer && outer->is_list) {
		list.path = items_path(tree, outer, at);
		list.key = outer->key;
		list.key_at = outer->key_at;
		list.scope = outer->scope;
		list.outer = outer->outer;
		list.carrier = outer->carrier;
		list.list_depth = outer->list_depth < UINT8_MAX ? outer->list_depth + 1 : UINT8_MAX;
	} else if (outer) {
		if (!emit_block(tree, outer))
			return false;
		list.path = outer->base;
		list.key = outer->key;
		list.key_at = outer->key_at;
		list.scope = outer->scope;
		list.outer = outer->outer;
		list.carrier = outer->carrier;
		outer->has_key = false;
	} else {
		list.key = UP_STR("[]");
	}
	up_scripts_list(tree->scripts, list.list_depth);
	return open_level(tree, &list, at);
}

bool up_tree_close(struct up_tree *tree)
{
	if (!tree->n)
		return true;
	up_names_cut(&tree->keys, tree->levels[--tree->n].names_before);
	return !up_parse_stopped(tree->p);
}

void up_tree_cut(struct up_tree *tree, size_t n)
{
	while (tree->n > n)
		up_names_cut(&tree->keys, tree->levels[--tree->n].names_before);
}

void up_tree_reset(struct up_tree *tree)
{
	up_tree_cut(tree, 0);
}

bool up_tree_document_end(struct up_tree *tree)
{
	up_tree_reset(tree);
	return up_scripts_end(tree->scripts);
}

bool up_tree_in_map(const struct up_tree *tree)
{
	return tree->n && !innermost(tree)->is_list;
}

bool up_tree_has_key(const struct up_tree *tree)
{
	return tree->n && innermost(tree)->has_key;
}

bool up_tree_key(struct up_tree *tree, up_str key, up_span at)
{
	return up_tree_key_below(tree, UP_STR_NULL, key, key, at);
}

bool up_tree_key_below(struct up_tree *tree, up_str below, up_str whole, up_str key, up_span at)
{
	struct up_tree_level *map = innermost(tree);
	if (!map || map->is_list)
		return true;
	map->base = below.len ? up_tree_join(tree, map->path, below, at.start) : map->path;
	map->key = key;
	map->key_at = at;
	map->has_key = true;
	if (up_names_add(&tree->keys, (uint32_t)tree->n, whole))
		return true;
	return up_emit(tree->p, &(struct up_fact){ .kind = UP_FACT_FORM,
						   .scope = map->scope,
						   .path = map->base,
						   .key = UP_STR("duplicate-key"),
						   .value = key,
						   .key_at = at,
						   .value_at = at });
}

/* Is there a `byte` with `after` behind it or, where that is not NUL, `before` before it? */
static bool holds_pair(up_str value, char byte, char after, char before)
{
	for (size_t at = 0; (at = up_str_find_byte(value, byte, at)) != SIZE_MAX; at++)
		if ((before && at && value.s[at - 1] == before) || (at + 1 < value.len && value.s[at + 1] == after))
			return true;
	return false;
}

/* `{{ x }}`, `${x}`, `<%= x %>`: not what the program will see. */
static bool holds_expansion(up_str value)
{
	return holds_pair(value, '{', '{', '$') || holds_pair(value, '<', '%', '\0');
}

static bool emit_scalar(struct up_tree *tree, const struct up_text *value, up_span at, uint32_t flags, bool is_script)
{
	struct up_tree_level *level = innermost(tree);
	if (holds_expansion(value->bytes))
		flags |= UP_FACT_DYNAMIC;
	struct up_fact fact = { .kind = UP_FACT_SETTING, .flags = flags, .value = value->bytes, .value_at = at };
	if (!level) {
		fact.key_at = (up_span){ at.start, at.start };
		return up_emit(tree->p, &fact);
	}
	fact.scope = level->scope;
	fact.outer = level->outer;
	fact.path = level->is_list ? level->path : level->base;
	fact.key = level->key;
	fact.key_at = level->key_at;
	if (!level->key_at.end)
		fact.key_at = (up_span){ at.start, at.start };
	if (flags & UP_FACT_EMPTY && !level->is_list)
		fact.value_at = (up_span){ level->key_at.end, level->key_at.end };
	level->has_key = false;
	if (!up_emit(tree->p, &fact))
		return false;
	if (level->carrier && is_script)
		up_scripts_value(tree->scripts, level->carrier, &fact, value, level->is_list ? level->list_depth : 0);
	return true;
}

bool up_tree_scalar(struct up_tree *tree, const struct up_text *value, up_span at, uint32_t flags)
{
	return emit_scalar(tree, value, at, flags, true);
}

bool up_tree_alias(struct up_tree *tree, const struct up_text *value, up_span at)
{
	return emit_scalar(tree, value, at, UP_FACT_DYNAMIC, false);
}

void up_tree_without_scripts(struct up_tree *tree)
{
	if (tree->n)
		innermost(tree)->carrier = NULL;
}
