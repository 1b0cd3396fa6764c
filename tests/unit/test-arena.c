/* base/arena: many small allocations, forgotten together. */
#include "test.h"

#include "base/arena.h"

static void memory_is_aligned_and_apart(void **state)
{
	struct up_arena *arena = up_arena_new();
	unsigned char *blocks[200];
	for (size_t i = 0; i < 200; i++) {
		blocks[i] = up_arena_alloc(arena, i + 1);
		assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
		memset(blocks[i], (int)i, i + 1);
	}
	for (size_t i = 0; i < 200; i++)
		for (size_t j = 0; j <= i; j++)
			assert_int_equal(blocks[i][j], i);
	up_arena_free(arena);
}

static void a_block_larger_than_a_chunk_is_fine(void **state)
{
	struct up_arena *arena = up_arena_new();
	char *before = up_arena_alloc(arena, 16);
	memset(before, 'a', 16);
	char *large = up_arena_alloc(arena, 1 << 20);
	memset(large, 'b', 1 << 20);
	char *after = up_arena_alloc_zero(arena, 16);
	assert_int_equal(after[15], 0);
	assert_int_equal(before[15], 'a');
	assert_true(up_arena_used(arena) >= (1 << 20) + 32);
	up_arena_free(arena);
}

static void reset_forgets_and_counts_anew(void **state)
{
	struct up_arena *arena = up_arena_new();
	void *first = up_arena_alloc(arena, 100);
	up_arena_alloc(arena, 1 << 20);
	up_arena_reset(arena);
	assert_int_equal(up_arena_used(arena), 0);
	assert_ptr_equal(up_arena_alloc(arena, 100), first); /* the first chunk is kept */
	up_arena_free(arena);
	up_arena_free(NULL);
}

static void copies_are_terminated_and_keep_every_byte(void **state)
{
	struct up_arena *arena = up_arena_new();
	up_str copy = up_arena_copy(arena, UP_STR("a\0b"));
	assert_str(copy, "a\0b");
	assert_int_equal(copy.s[copy.len], '\0');
	copy = up_arena_copy(arena, UP_STR_NULL);
	assert_int_equal(copy.len, 0);
	assert_int_equal(copy.s[0], '\0');
	assert_str(up_arena_printf(arena, "%s has %d lines", "x.conf", 12), "x.conf has 12 lines");
	assert_str(up_arena_printf(arena, "%s", ""), "");
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_aligned_and_apart),
		cmocka_unit_test(a_block_larger_than_a_chunk_is_fine),
		cmocka_unit_test(reset_forgets_and_counts_anew),
		cmocka_unit_test(copies_are_terminated_and_keep_every_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
