/* Two releases of one package: what belongs together, what has changed, and what is said of it. */
#include "test.h"

#include "package-made.h"

#include "package/comparison.h"

struct pair {
	struct made *before, *now;
	struct up_comparison *comparison;
};

static struct pair begin(const char *before, const char *now)
{
	struct pair pair = { made_new(), made_new(), NULL };
	pair.before->package.path = up_str_from(before);
	pair.now->package.path = up_str_from(now);
	(void)made_container(pair.before, UP_CONTAINER_FOLDER, "");
	(void)made_container(pair.now, UP_CONTAINER_FOLDER, "");
	(void)made_container(pair.before, UP_CONTAINER_ZIP, before);
	(void)made_container(pair.now, UP_CONTAINER_ZIP, now);
	return pair;
}

static void add(struct made *made, const char *name, up_str bytes)
{
	struct up_member *member = made_add(made, 1, name, bytes, false);
	member->after = (uint32_t)made->package.n_members;
}

struct reading {
	struct up_comparison *comparison;
	enum up_release release;
	struct up_buf settings;
};

static bool wants(void *data, uint32_t member)
{
	struct reading *reading = data;
	return up_comparison_wants(reading->comparison, reading->release, member);
}

/* Here a line of a file of settings is a name and a value. */
static void got(void *data, uint32_t member, struct up_stream *stream)
{
	struct reading *reading = data;
	up_buf_clear(&reading->settings);
	up_comparison_read(reading->comparison, reading->release, member, stream, 1000, &reading->settings);
	up_str all = up_buf_str(&reading->settings), line;
	uint32_t number = 0;
	for (size_t at = 0; up_line_next(all, &at, &line);) {
		size_t equals = up_str_find_byte(line, '=', 0);
		number++;
		if (equals != SIZE_MAX)
			up_comparison_setting(reading->comparison, reading->release, member, up_str_slice(line, 0, equals),
					      up_str_slice(line, equals + 1, line.len), (struct up_place){ number, 1 });
	}
}

/* Compares; the forms are those of `now`. */
static void compare(struct pair *pair)
{
	struct reading reading = { .comparison = up_comparison_new(&pair->before->package, &pair->now->package) };
	pair->comparison = reading.comparison;
	made_again(pair->before, wants, got, &reading);
	reading.release = UP_RELEASE_NOW;
	made_again(pair->now, wants, got, &reading);
	up_buf_finish(&reading.settings);
	up_comparison_state(pair->comparison, pair->now->package.arena, &pair->now->verify.sink);
}

static void end(struct pair *pair)
{
	up_comparison_free(pair->comparison);
	made_free(pair->before);
	made_free(pair->now);
}

static void assert_table(struct pair *pair, const char *expected)
{
	struct up_table table;
	struct up_buf text = { 0 };
	up_comparison_table(pair->comparison, pair->now->package.arena, &table, &pair->now->verify.sink);
	for (size_t row = 0; row < table.n_rows; row++)
		for (size_t i = 0; i < table.n_columns; i++)
			up_buf_printf(&text, "%.*s%s", UP_FMT(table.cells[row * table.n_columns + i]),
				      i + 1 < table.n_columns ? "|" : "\n");
	assert_string_equal(text.len ? text.bytes : "", expected);
	up_buf_finish(&text);
	up_table_finish(&table);
}

#define ELF "\177ELF\2\1\1\0\0\0"

static void test_names(void **state)
{
	struct pair pair = begin("a-1.0.zip", "a-2.0.zip");
	(void)state;
	add(pair.before, "a-1.0/lib/x-1.2.3.jar", UP_STR("1"));
	add(pair.before, "a-1.0/steps/10-a.sh", UP_STR("same"));
	add(pair.before, "a-1.0/steps/20-a.sh", UP_STR("same too"));
	add(pair.before, "a-1.0/web/main.3f2a1b.js", UP_STR("1"));
	add(pair.before, "a-1.0/old.conf", UP_STR("x"));
	add(pair.now, "a-2.0/lib/x-1.10.jar", UP_STR("22"));
	add(pair.now, "a-2.0/steps/10-a.sh", UP_STR("same"));
	add(pair.now, "a-2.0/steps/20-a.sh", UP_STR("other"));
	add(pair.now, "a-2.0/web/main.99e0c4.js", UP_STR("22"));
	add(pair.now, "a-2.0/new.service", UP_STR("x"));
	compare(&pair);
	assert_forms(pair.now, "");
	assert_table(&pair, "lib/x-1.10.jar|file|changed|1|2\n"
			    "new.service|unit|added||1\n"
			    "old.conf|configuration|removed|1|\n"
			    "steps/20-a.sh|script|changed|8|5\n"
			    "web/main.99e0c4.js|code|changed|1|2\n");
	end(&pair);
}

static void test_modes(void **state)
{
	struct pair pair = begin("a.zip", "b.zip");
	(void)state;
	add(pair.before, "bin/x", UP_STR(ELF "x"));
	add(pair.before, "y", UP_STR("y"));
	add(pair.now, "bin/x", UP_STR(ELF "x"));
	add(pair.now, "y", UP_STR("y"));
	pair.now->package.members[0].mode = S_IFREG | 04755;
	compare(&pair);
	assert_table(&pair, "bin/x|file|mode 0644 to 4755|11|11\n");
	end(&pair);
}

static void test_programs(void **state)
{
	struct pair pair = begin("a-1.zip", "a-2.zip");
	(void)state;
	add(pair.before, "a-1/bin/worker", UP_STR(ELF "exponential backoff\0retry %s\0"));
	add(pair.before, "a-1/bin/other", UP_STR(ELF "wait for the timeout\0"));
	add(pair.before, "a-1/bin/gone", UP_STR(ELF "jittered\0"));
	add(pair.before, "a-1/README.md", UP_STR("backoff\n"));
	add(pair.now, "a-2/bin/worker", UP_STR(ELF "decorrelated jitter\0retry %d\0"));
	add(pair.now, "a-2/bin/other", UP_STR(ELF "wait for its timeout\0"));
	add(pair.now, "a-2/bin/new", UP_STR(ELF "a circuit breaker\0"));
	add(pair.now, "a-2/README.md", UP_STR("jitter\n"));
	compare(&pair);
	up_str forms = up_buf_str(&pair.now->forms);
	assert_true(up_str_contains(forms, UP_STR("retry-behaviour-changed: bin/worker: now speaks of jitter, no longer speaks of backoff: "
						  "a-2.zip!/a-2/bin/worker:0\n")));
	assert_true(
		up_str_contains(forms, UP_STR("timing-texts-changed: bin/other: has other texts on timeouts: a-2.zip!/a-2/bin/other:0\n")));
	assert_true(up_str_contains(forms, UP_STR("retry-behaviour-added: bin/new: speaks of circuit breakers: a-2.zip!/a-2/bin/new:0\n")));
	assert_false(up_str_contains(forms, UP_STR("README")));
	assert_false(up_str_contains(forms, UP_STR("gone")));
	end(&pair);
}

/* The classes of one archive are one program, and what moves between them is no change. */
static void test_archives(void **state)
{
	struct pair pair = begin("a.zip", "b.zip");
	(void)state;
	add(pair.before, "lib/x-1.0.jar!/A.class", UP_STR("\xca\xfe\xba\xbe\0\0\0\0\0backoff\1"));
	add(pair.before, "lib/x-1.0.jar!/B.class", UP_STR("\xca\xfe\xba\xbe\0\0\0\0\0x\1"));
	add(pair.now, "lib/x-1.1.jar!/A.class", UP_STR("\xca\xfe\xba\xbe\0\0\0\0\0x\1"));
	add(pair.now, "lib/x-1.1.jar!/B.class", UP_STR("\xca\xfe\xba\xbe\0\0\0\0\0backoff\1"));
	add(pair.now, "lib/x-1.1.jar!/C.class", UP_STR("\xca\xfe\xba\xbe\0\0\0\0\0jitter\1"));
	compare(&pair);
	assert_forms(pair.now, "retry-behaviour-changed: lib/x-1.1.jar: now speaks of jitter: b.zip!/lib/x-1.1.jar:0\n");
	end(&pair);
}

static void test_settings(void **state)
{
	struct pair pair = begin("a.zip", "b.zip");
	(void)state;
	add(pair.before, "conf/x.properties",
	    UP_STR("retry.max=3\nretry.token=abcd\nretry.host=a\npool.size=5\nother=1\nretry.mode=fixed\nmessage.retry=Trying it once "
		   "more\n"));
	add(pair.now, "conf/x.properties",
	    UP_STR("retry.host=b\nretry.max=10\nretry.token=bcde\nother=2\nretry.mode=exponential\nbackoff.cap=30s\nmessage.retry=Trying "
		   "it again now\n"));
	compare(&pair);
	assert_forms(pair.now,
		     "retry-setting-changed: retry.host: has another value than in the release before: b.zip!/conf/x.properties:1\n"
		     "retry-setting-changed: retry.max: has `10` now, and `3` in the release before: b.zip!/conf/x.properties:2\n"
		     "retry-setting-changed: retry.mode: has `exponential` now, and `fixed` in the release before: "
		     "b.zip!/conf/x.properties:5\n"
		     "retry-setting-added: `backoff.cap` (30s): : b.zip!/conf/x.properties:0\n"
		     "retry-setting-removed: `pool.size` (5): : b.zip!/conf/x.properties:0\n");
	end(&pair);
}

static void test_gone(void **state)
{
	static const struct {
		const char *path;
		bool is_gone;
	} rows[] = {
		{ "/opt/acme/bin/sync", true },
		{ "/srv/other/bin/sync", true },
		{ "/opt/acme/sbin/sync", false },
		{ "/opt/acme/bin/stays", false },
		{ "/opt/acme/bin/never", false },
		{ "sync", false },
		{ "", false },
	};
	struct pair pair = begin("a.zip", "b.zip");
	(void)state;
	add(pair.before, "payload/bin/sync", UP_STR("1"));
	add(pair.before, "payload/bin/stays", UP_STR("1"));
	add(pair.now, "bin/stays", UP_STR("1"));
	add(pair.now, "x", UP_STR("1"));
	compare(&pair);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(up_comparison_gone(pair.comparison, up_str_from(rows[i].path)) != UINT32_MAX, rows[i].is_gone);
	end(&pair);
}

/* Too many rows are counted. */
static void test_limit(void **state)
{
	struct pair pair = begin("a.zip", "b.zip");
	(void)state;
	for (unsigned i = 0; i < 2001; i++)
		add(pair.now, up_arena_printf(pair.now->package.arena, "d/%u/x.bin", i).s, UP_STR("1"));
	add(pair.before, "y", UP_STR("1"));
	compare(&pair);
	struct up_table table;
	up_comparison_table(pair.comparison, pair.now->package.arena, &table, &pair.now->verify.sink);
	assert_int_equal(table.n_rows, 2000);
	assert_true(table.is_listing);
	assert_true(up_str_contains(up_buf_str(&pair.now->notes), UP_STR("2 more files were added, removed or changed")));
	up_table_finish(&table);
	end(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),    cmocka_unit_test(test_modes),    cmocka_unit_test(test_programs),
		cmocka_unit_test(test_archives), cmocka_unit_test(test_settings), cmocka_unit_test(test_gone),
		cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
