/* An arena: many small allocations, freed together. Not for threads: one arena belongs to one worker. */
#pragma once

#include "base/buf.h"

struct up_arena;

struct up_arena *up_arena_new(void);
void up_arena_free(struct up_arena *arena);
/* Forgets every allocation and keeps the first chunk for the next source. */
void up_arena_reset(struct up_arena *arena);
/* Bytes handed out since the last reset. */
size_t up_arena_used(const struct up_arena *arena);

/* What is handed out from here on can be taken back. */
struct up_arena_mark {
	void *chunk;
	size_t chunk_used, used;
};

struct up_arena_mark up_arena_mark(const struct up_arena *arena);
void up_arena_rewind(struct up_arena *arena, const struct up_arena_mark *mark);

/* A bound for what grows without knowing how far it will: texts and lists stop growing there instead of asking for more. 0: none. */
void up_arena_set_ceiling(struct up_arena *arena, size_t bytes);
/* Asks before something grows. False: it must stay as it is, and from now on the arena is full. */
bool up_arena_may_take(struct up_arena *arena, size_t more);
/* Is more handed out than the ceiling, or was something told not to grow? */
bool up_arena_is_full(const struct up_arena *arena);

/* Uninitialised, aligned for any type. */
void *up_arena_alloc(struct up_arena *arena, size_t size);
void *up_arena_alloc_zero(struct up_arena *arena, size_t size);
/* A copy of the bytes; the copy is also NUL-terminated, one byte past its length. */
up_str up_arena_copy(struct up_arena *arena, up_str str);
/* The buffer's text as a copy; the buffer is finished. */
up_str up_arena_take(struct up_arena *arena, struct up_buf *buf);
up_str up_arena_printf(struct up_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
