/* core/text and the mapping of core/fact: decoded text knows where each byte stands. */
#include "test.h"

#include "core/text.h"

/* Builds what stands between the quotes of `say "a\tb\nc"`: the text begins at 5, \t stands at 6 and \n at 9. */
static struct up_text decoded(struct up_arena *arena)
{
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	up_text_copy(&builder, UP_STR("a"), 5);
	up_text_put(&builder, UP_STR("\t"), 6);
	up_text_copy(&builder, UP_STR("b"), 8);
	up_text_put(&builder, UP_STR("\n"), 9);
	up_text_copy(&builder, UP_STR("c"), 11);
	return up_text_end(&builder);
}

static void each_byte_has_its_place(void **state)
{
	static const uint32_t places[] = { 5, 6, 8, 9, 11, 12 };
	struct up_arena *arena = up_arena_new();
	struct up_text text = decoded(arena);
	assert_str(text.bytes, "a\tb\nc");
	for (uint32_t i = 0; i < 6; i++)
		assert_int_equal(up_text_at(&text, i), places[i]);
	up_arena_free(arena);
}

static void slices_share_the_places(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_text text = decoded(arena), slice = up_text_slice(&text, 1, 4), inner = up_text_slice(&slice, 1, 99);
	assert_str(slice.bytes, "\tb\n");
	assert_int_equal(up_text_at(&slice, 0), 6);
	assert_int_equal(up_text_at(&slice, 2), 9);
	assert_str(inner.bytes, "b\n");
	assert_int_equal(up_text_at(&inner, 0), 8);
	struct up_text plain = up_text_plain(UP_STR("abcdef"), 100), part = up_text_slice(&plain, 2, 4);
	assert_str(part.bytes, "cd");
	assert_int_equal(up_text_at(&part, 1), 103);
	up_arena_free(arena);
}

static void appending_keeps_the_places(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_text text = decoded(arena), slice = up_text_slice(&text, 1, 4);
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	up_text_copy(&builder, UP_STR("<"), 50);
	up_text_append(&builder, &slice);
	up_text_put(&builder, UP_STR(">"), 60);
	up_text_append(&builder, &text);
	struct up_text joined = up_text_end(&builder);
	static const uint32_t places[] = { 50, 6, 8, 9, 60, 5, 6, 8, 9, 11, 12 };
	assert_str(joined.bytes, "<\tb\n>a\tb\nc");
	for (uint32_t i = 0; i < sizeof places / sizeof *places; i++)
		assert_int_equal(up_text_at(&joined, i), places[i]);
	up_arena_free(arena);
}

static void text_as_it_stands_has_no_pieces(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	up_text_copy(&builder, UP_STR("ab"), 7);
	up_text_copy(&builder, UP_STR(""), 90);
	up_text_copy(&builder, UP_STR("cd"), 9); /* goes on where the last one ended */
	struct up_text text = up_text_end(&builder);
	assert_str(text.bytes, "abcd");
	assert_int_equal(text.n_pieces, 0);
	assert_int_equal(text.at, 7);
	struct up_text nothing = up_text_end(&builder);
	assert_int_equal(nothing.bytes.len, 0);
	up_arena_free(arena);
}

static void long_text_grows(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	for (uint32_t i = 0; i < 5000; i++)
		up_text_copy(&builder, UP_STR("x"), i * 2);
	struct up_text text = up_text_end(&builder);
	assert_int_equal(text.bytes.len, 5000);
	for (uint32_t i = 0; i < 5000; i++)
		assert_int_equal(up_text_at(&text, i), i * 2);
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_byte_has_its_place),
		cmocka_unit_test(slices_share_the_places),
		cmocka_unit_test(appending_keeps_the_places),
		cmocka_unit_test(text_as_it_stands_has_no_pieces),
		cmocka_unit_test(long_text_grows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
