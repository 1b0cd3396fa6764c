/* run/archive-iso: continuations of Rock Ridge that lead back are told from those that go on. */
#include "test.h"

#include "run/archive-iso.h"

enum {
	BLOCK = 2048,
	BLOCKS = 200, /* more than what is read at a time */
};

static void put_both(unsigned char *at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++) {
		at[i] = (unsigned char)(value >> 8 * i);
		at[7 - i] = (unsigned char)(value >> 8 * i);
	}
}

static void put(unsigned char *image, size_t at, uint32_t block, uint32_t offset, uint32_t length)
{
	memcpy(image + at, "CE\x1c\x01", 4);
	put_both(image + at + 4, block);
	put_both(image + at + 12, offset);
	put_both(image + at + 20, length);
}

static bool loops(const unsigned char *image)
{
	up_str bytes = { (const char *)image, (size_t)BLOCK * BLOCKS };
	struct up_window window = up_window_of(&bytes);
	return up_iso_loops(&window);
}

static void a_chain_that_goes_on_is_none(void **state)
{
	static unsigned char image[BLOCK * BLOCKS];
	memset(image, 0, sizeof image);
	put(image, 20 * BLOCK + 100, 30, 0, 250);    /* of a folder, forward */
	put(image, 160 * BLOCK + 100, 40, 0, 200);   /* and back: nothing leads to it */
	put(image, 30 * BLOCK + 220, 30, 250, 250);  /* of a continuation, to the next one of the block */
	put(image, 30 * BLOCK + 470, 150, 2000, 40); /* into another block, over what is read at a time */
	assert_false(loops(image));
}

static void one_that_goes_back_is(void **state)
{
	static unsigned char image[BLOCK * BLOCKS];
	memset(image, 0, sizeof image);
	put(image, 20 * BLOCK + 100, 30, 0, 250);
	put(image, 30 * BLOCK + 200, 30, 0, 250); /* to itself */
	assert_true(loops(image));
	memset(image, 0, sizeof image);
	put(image, 20 * BLOCK + 100, 150, 0, 250);
	put(image, 150 * BLOCK + 8, 160, 0, 250);
	put(image, 160 * BLOCK + 8, 150, 0, 250); /* of two, in a circle */
	assert_true(loops(image));
}

static void what_is_no_number_twice_is_passed_over(void **state)
{
	static unsigned char image[BLOCK * BLOCKS];
	memset(image, 0, sizeof image);
	put(image, 30 * BLOCK, 30, 0, 250);
	image[30 * BLOCK + 4] ^= 1;
	assert_false(loops(image));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_chain_that_goes_on_is_none),
		cmocka_unit_test(one_that_goes_back_is),
		cmocka_unit_test(what_is_no_number_twice_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
