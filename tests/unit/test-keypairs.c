/* estate/keypairs: which certificate a key belongs to, whatever the order in which certificates come. */
#include "test.h"

#include <stdio.h>

#include "estate/keypairs.h"

static up_str hash_of(unsigned number)
{
	static char hex[65];
	snprintf(hex, sizeof hex, "%064x", number);
	return (up_str){ hex, 64 };
}

static void a_key_belongs(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_keypairs *pairs = up_keypairs_new(10);
	up_keypairs_add(pairs, hash_of(7), UP_STR("etc/ssl/certs/www.pem"), UP_STR("CN=www.example.com"), UP_STR("2027-01-01"));
	up_keypairs_add(pairs, UP_STR("no hash"), UP_STR("x"), UP_STR("CN=x"), UP_STR("2027-01-01"));
	assert_false(up_keypairs_settle(pairs));
	assert_str(up_keypairs_belongs(pairs, hash_of(7), arena),
		   "belongs to the certificate of CN=www.example.com in etc/ssl/certs/www.pem, valid until 2027-01-01");
	assert_str(up_keypairs_belongs(pairs, hash_of(8), arena), "");
	assert_str(up_keypairs_belongs(pairs, UP_STR(""), arena), "");
	up_keypairs_free(pairs);
	up_arena_free(arena);
}

struct certificate {
	unsigned key;
	const char *path, *name, *not_after;
};

static void add(struct up_keypairs *pairs, const struct certificate *certificate)
{
	up_keypairs_add(pairs, hash_of(certificate->key), up_str_from(certificate->path), up_str_from(certificate->name),
			up_str_from(certificate->not_after));
}

static void the_order_does_not_count(void **state)
{
	static const struct certificate all[] = { { 1, "b.pem", "CN=old", "2020-01-01" },
						  { 1, "c.pem", "CN=new", "2030-01-01" },
						  { 1, "a.pem", "CN=new", "2030-01-01" },
						  { 2, "d.pem", "CN=other", "2025-01-01" } };
	struct up_arena *arena = up_arena_new();
	for (size_t first = 0; first < 4; first++) {
		for (size_t split = 0; split <= 4; split++) {
			struct up_keypairs *pairs = up_keypairs_new(10), *others = up_keypairs_new(10);
			for (size_t i = 0; i < 4; i++)
				add(i < split ? pairs : others, &all[(first + i) % 4]);
			up_keypairs_merge(pairs, others);
			assert_false(up_keypairs_settle(pairs));
			assert_str(up_keypairs_belongs(pairs, hash_of(1), arena),
				   "belongs to the certificate of CN=new in a.pem, valid until 2030-01-01");
			assert_str(up_keypairs_belongs(pairs, hash_of(2), arena),
				   "belongs to the certificate of CN=other in d.pem, valid until 2025-01-01");
			up_keypairs_free(pairs);
			up_keypairs_free(others);
		}
	}
	up_arena_free(arena);
}

/* Certificates of 25 keys and a limit of 10: the same ten stay however the tree was shared out, and it is said that some are gone. */
static void the_limit_is_the_same_for_all(void **state)
{
	struct up_arena *arena = up_arena_new();
	for (unsigned workers = 1; workers <= 4; workers++) {
		struct up_keypairs *pairs[4];
		for (unsigned i = 0; i < workers; i++)
			pairs[i] = up_keypairs_new(10);
		for (unsigned i = 0; i < 100; i++) {
			struct certificate certificate = { i * 7 % 25, "x.pem", "CN=x", "2030-01-01" };
			add(pairs[i % workers], &certificate);
		}
		for (unsigned i = 1; i < workers; i++)
			up_keypairs_merge(pairs[0], pairs[i]);
		assert_true(up_keypairs_settle(pairs[0]));
		for (unsigned key = 0; key < 25; key++)
			assert_int_equal(up_keypairs_belongs(pairs[0], hash_of(key), arena).len > 0, key < 10);
		for (unsigned i = 0; i < workers; i++)
			up_keypairs_free(pairs[i]);
	}
	up_arena_free(arena);
}

static void as_many_as_the_limit_is_not_over(void **state)
{
	struct up_keypairs *pairs = up_keypairs_new(10);
	for (unsigned i = 0; i < 100; i++)
		add(pairs, &(struct certificate){ i % 10, "x.pem", "CN=x", "2030-01-01" });
	assert_false(up_keypairs_settle(pairs));
	up_keypairs_free(pairs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_belongs),
		cmocka_unit_test(the_order_does_not_count),
		cmocka_unit_test(the_limit_is_the_same_for_all),
		cmocka_unit_test(as_many_as_the_limit_is_not_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
