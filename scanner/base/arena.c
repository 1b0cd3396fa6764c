/* An arena of chunks. The first chunk survives a reset, so that a worker that reads a million small sources allocates once. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

enum {
	CHUNK_BYTES = 64 * 1024
};

struct chunk {
	struct chunk *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct up_arena {
	struct chunk *chunks; /* the newest first; the last is kept over resets */
	size_t used, ceiling;
	bool is_full;
};

static struct chunk *chunk_new(size_t size, struct chunk *next)
{
	struct chunk *chunk = up_alloc(sizeof *chunk + size);
	chunk->next = next;
	chunk->size = size;
	chunk->used = 0;
	return chunk;
}

struct up_arena *up_arena_new(void)
{
	struct up_arena *arena = up_alloc_zero(1, sizeof *arena);
	arena->chunks = chunk_new(CHUNK_BYTES, NULL);
	return arena;
}

void up_arena_free(struct up_arena *arena)
{
	if (!arena)
		return;
	for (struct chunk *chunk = arena->chunks, *next; chunk; chunk = next) {
		next = chunk->next;
		up_free(chunk);
	}
	up_free(arena);
}

void up_arena_reset(struct up_arena *arena)
{
	while (arena->chunks->next) {
		struct chunk *next = arena->chunks->next;
		up_free(arena->chunks);
		arena->chunks = next;
	}
	arena->chunks->used = 0;
	arena->used = 0;
	up_arena_set_ceiling(arena, 0);
}

struct up_arena_mark up_arena_mark(const struct up_arena *arena)
{
	return (struct up_arena_mark){ arena->chunks, arena->chunks->used, arena->used };
}

void up_arena_rewind(struct up_arena *arena, const struct up_arena_mark *mark)
{
	while (arena->chunks != mark->chunk) {
		struct chunk *next = arena->chunks->next;
		up_free(arena->chunks);
		arena->chunks = next;
	}
	arena->chunks->used = mark->chunk_used;
	arena->used = mark->used;
}

void up_arena_set_ceiling(struct up_arena *arena, size_t bytes)
{
	arena->ceiling = bytes;
	arena->is_full = false;
}

bool up_arena_may_take(struct up_arena *arena, size_t more)
{
	if (arena->ceiling && (arena->used > arena->ceiling || more > arena->ceiling - arena->used))
		arena->is_full = true;
	return !arena->is_full;
}

bool up_arena_is_full(const struct up_arena *arena)
{
	return arena->is_full || (arena->ceiling && arena->used > arena->ceiling);
}

size_t up_arena_used(const struct up_arena *arena)
{
	return arena->used;
}

void *up_arena_alloc(struct up_arena *arena, size_t size)
{
	const size_t mask = alignof(max_align_t) - 1;
	if (size > SIZE_MAX - mask - sizeof(struct chunk))
		up_out_of_memory();
	size = (size + mask) & ~mask;
	if (arena->chunks->size - arena->chunks->used < size)
		arena->chunks = chunk_new(size > CHUNK_BYTES ? size : CHUNK_BYTES, arena->chunks);
	void *p = arena->chunks->bytes + arena->chunks->used;
	arena->chunks->used += size;
	arena->used += size;
	return p;
}

void *up_arena_alloc_zero(struct up_arena *arena, size_t size)
{
	return memset(up_arena_alloc(arena, size), 0, size);
}

up_str up_arena_copy(struct up_arena *arena, up_str str)
{
	char *copy = up_arena_alloc(arena, str.len + 1);
	if (str.len)
		memcpy(copy, str.s, str.len);
	copy[str.len] = '\0';
	return (up_str){ copy, str.len };
}

up_str up_arena_take(struct up_arena *arena, struct up_buf *buf)
{
	up_str copy = up_arena_copy(arena, up_buf_str(buf));
	up_buf_finish(buf);
	return copy;
}

up_str up_arena_printf(struct up_arena *arena, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		va_end(again);
		return UP_STR("");
	}
	char *text = up_arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return (up_str){ text, (size_t)len };
}
