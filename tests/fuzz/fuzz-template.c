/* Blanking templates keeps every offset: the same length, the same line ends. */
#include "fuzz.h"

#include "core/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	struct up_arena *arena = up_arena_new();
	uint32_t first = up_template_first(text);
	PROMISE(first == UINT32_MAX || first < size, "the first marker at %u", first);
	up_str masked = up_template_mask(text, arena);
	PROMISE(masked.len == size, "%zu bytes became %zu", size, masked.len);
	for (size_t i = 0; i < size; i++) {
		bool was_end = text.s[i] == '\n' || text.s[i] == '\r';
		bool is_end = masked.s[i] == '\n' || masked.s[i] == '\r';
		PROMISE(was_end == is_end && (!was_end || text.s[i] == masked.s[i]), "the line end at %zu", i);
		PROMISE(i >= first || text.s[i] == masked.s[i], "byte %zu before the first marker", i);
	}
	up_span *spans;
	size_t n = up_template_branches(text, arena, &spans), end = 0;
	for (size_t i = 0; i < n; i++) {
		PROMISE(spans[i].start >= end && spans[i].end > spans[i].start && spans[i].end <= size, "span %zu out of order", i);
		end = spans[i].end;
	}
	up_arena_free(arena);
	return 0;
}
