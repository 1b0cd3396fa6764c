/* Building decoded text. Growth doubles inside the arena: the old halves are given up, which an arena forgives. A full arena ends a text early;
 * no fact is stated then. */
#include "core/text.h"

void up_text_begin(struct up_text_builder *builder, struct up_arena *arena)
{
	*builder = (struct up_text_builder){ .arena = arena };
}

static bool grow_bytes(struct up_text_builder *builder, size_t more)
{
	if (builder->capacity - builder->len > more)
		return true;
	size_t capacity = ((size_t)builder->len + more + 1) * 2;
	if (!up_arena_may_take(builder->arena, capacity))
		return false;
	char *grown = up_arena_alloc(builder->arena, capacity);
	if (builder->len)
		memcpy(grown, builder->bytes, builder->len);
	builder->bytes = grown;
	builder->capacity = (uint32_t)capacity;
	return true;
}

static bool add_piece(struct up_text_builder *builder, uint32_t at)
{
	if (builder->n_pieces) {
		const struct up_piece *last = &builder->pieces[builder->n_pieces - 1];
		if (last->at + (builder->len - last->text) == at)
			return true; /* goes on where the last piece ended */
	}
	if (builder->n_pieces == builder->pieces_capacity) {
		uint32_t capacity = builder->pieces_capacity ? builder->pieces_capacity * 2 : 4;
		if (!up_arena_may_take(builder->arena, capacity * sizeof *builder->pieces))
			return false;
		struct up_piece *grown = up_arena_alloc(builder->arena, capacity * sizeof *grown);
		if (builder->n_pieces)
			memcpy(grown, builder->pieces, builder->n_pieces * sizeof *grown);
		builder->pieces = grown;
		builder->pieces_capacity = capacity;
	}
	builder->pieces[builder->n_pieces++] = (struct up_piece){ builder->len, at };
	return true;
}

void up_text_copy(struct up_text_builder *builder, up_str bytes, uint32_t at)
{
	if (!bytes.len || !grow_bytes(builder, bytes.len) || !add_piece(builder, at))
		return;
	memcpy(builder->bytes + builder->len, bytes.s, bytes.len);
	builder->len += (uint32_t)bytes.len;
}

void up_text_put(struct up_text_builder *builder, up_str bytes, uint32_t at)
{
	/* Byte by byte: each decoded byte has the escape's own place. */
	for (size_t i = 0; i < bytes.len; i++)
		up_text_copy(builder, up_str_slice(bytes, i, i + 1), at);
}

/* The piece that holds byte `offset` of the text that the pieces were made for. */
static uint32_t find_piece(const struct up_text *text, uint32_t offset)
{
	uint32_t low = 0, high = text->n_pieces;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (text->pieces[middle].text <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void up_text_append(struct up_text_builder *builder, const struct up_text *text)
{
	uint32_t done = 0, len = (uint32_t)text->bytes.len;
	if (!text->n_pieces) {
		up_text_copy(builder, text->bytes, text->at);
		return;
	}
	/* A slice of a long line starts in the middle of its pieces: walking there from the first would take quadratic time. */
	for (uint32_t i = find_piece(text, text->skip); i < text->n_pieces && done < len; i++) {
		uint32_t next = i + 1 < text->n_pieces ? text->pieces[i + 1].text : UINT32_MAX;
		if (next <= text->skip + done)
			continue;
		uint32_t end = next == UINT32_MAX || next - text->skip > len ? len : next - text->skip;
		up_text_copy(builder, up_str_slice(text->bytes, done, end), up_text_at(text, done));
		done = end;
	}
}

struct up_text up_text_end(struct up_text_builder *builder)
{
	if (!builder->bytes)
		return (struct up_text){ .bytes = UP_STR("") };
	builder->bytes[builder->len] = '\0';
	struct up_text text = { .bytes = { builder->bytes, builder->len } };
	if (builder->n_pieces == 1) {
		text.at = builder->pieces[0].at;
	} else {
		text.pieces = builder->pieces;
		text.n_pieces = builder->n_pieces;
	}
	up_text_begin(builder, builder->arena);
	return text;
}
