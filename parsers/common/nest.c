/* A stack of open blocks. */
#include "common/nest.h"

const struct up_nest_level *up_nest_top(const struct up_nest *nest)
{
	return nest->depth ? &nest->levels[nest->depth - 1] : NULL;
}

up_str up_nest_path(const struct up_nest *nest)
{
	return nest->depth ? up_nest_top(nest)->path : UP_STR("");
}

uint32_t up_nest_scope(const struct up_nest *nest)
{
	return nest->depth ? up_nest_top(nest)->scope : 0;
}

static void grow(struct up_nest *nest)
{
	uint32_t capacity = nest->capacity ? nest->capacity * 2 : 8;
	struct up_nest_level *grown = up_arena_alloc(up_parse_arena(nest->p), capacity * sizeof *grown);
	if (nest->depth)
		memcpy(grown, nest->levels, nest->depth * sizeof *grown);
	nest->levels = grown;
	nest->capacity = capacity;
}

bool up_nest_push(struct up_nest *nest, up_str name, uint32_t at)
{
	if (nest->depth >= up_parse_limits(nest->p)->depth) {
		up_note_limit(nest->p, at, "blocks are nested deeper than allowed", "--max-depth");
		return false;
	}
	if (nest->depth == nest->capacity)
		grow(nest);
	up_str outer = up_nest_path(nest);
	up_str path = nest->depth ? up_arena_printf(up_parse_arena(nest->p), "%.*s/%.*s", UP_FMT(outer), UP_FMT(name)) : name;
	nest->levels[nest->depth++] = (struct up_nest_level){ name, path, up_scope_new(nest->p), at };
	return true;
}

bool up_nest_pop(struct up_nest *nest)
{
	if (!nest->depth)
		return false;
	nest->depth--;
	return true;
}
