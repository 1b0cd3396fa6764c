/* Building decoded text that remembers where each of its bytes stands in the source. */
#pragma once

#include "base/arena.h"
#include "core/fact.h"

struct up_text_builder {
	struct up_arena *arena;
	char *bytes;
	uint32_t len, capacity;
	struct up_piece *pieces;
	uint32_t n_pieces, pieces_capacity;
};

void up_text_begin(struct up_text_builder *builder, struct up_arena *arena);
/* Appends bytes that stand as they are from `at` on. */
void up_text_copy(struct up_text_builder *builder, up_str bytes, uint32_t at);
/* Appends decoded bytes (an escape's meaning, an inserted separator) whose origin is the place `at`. */
void up_text_put(struct up_text_builder *builder, up_str bytes, uint32_t at);
/* Appends a whole text, its mapping included. */
void up_text_append(struct up_text_builder *builder, const struct up_text *text);
/* The text; it lives as long as the arena. The builder may begin again. */
struct up_text up_text_end(struct up_text_builder *builder);

/* Text that stands in the source as it is. */
static inline struct up_text up_text_plain(up_str bytes, uint32_t at)
{
	return (struct up_text){ .bytes = bytes, .at = at };
}
