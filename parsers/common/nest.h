/* Nested blocks: the path and scope of what stands inside. */
#pragma once

#include "core/parser.h"

struct up_nest_level {
	up_str name; /* the block's name as written */
	up_str path; /* of what stands in the block: "http/server" */
	uint32_t scope, at;
};

struct up_nest {
	struct up_parse *p;
	struct up_nest_level *levels;
	uint32_t depth, capacity;
};

/* A block opens at `at`. False: nested deeper than the limit, stop. */
bool up_nest_push(struct up_nest *nest, up_str name, uint32_t at);
/* False where no block is open. */
bool up_nest_pop(struct up_nest *nest);
up_str up_nest_path(const struct up_nest *nest);
uint32_t up_nest_scope(const struct up_nest *nest);
/* The innermost block, or NULL. */
const struct up_nest_level *up_nest_top(const struct up_nest *nest);
