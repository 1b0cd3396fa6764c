/* estate/installed and estate/absent: which version a part of a tree runs, and which keys its configuration leaves alone. */
#include "test.h"

#include "base/arena.h"
#include "estate/absent.h"
#include "estate/installed.h"

static void tags(void **state)
{
	static const struct {
		const char *tag, *version;
	} rows[] = {
		{ "13", "13" },
		{ "13-alpine", "13" },
		{ "v1.25.3", "1.25.3" },
		{ "1.25.3_2", "1.25.3" },
		{ "16.2-bookworm", "16.2" },
		{ "8.0.36+1", "8.0.36" },
		{ "", "" },
		{ "latest", "" },
		{ "v", "" },
		{ "bookworm", "" },
		{ "1.x", "" },
		{ "13alpine", "" },
		{ "1..2", "" },
		{ "${VERSION}", "" },
		{ "${VERSION:-15.3}", "15.3" },
		{ "${VERSION:-15.3}-alpine", "15.3" },
		{ "${VERSION:-15}.3", "" },
		{ "sha256", "" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_str_at(up_installed_tag(up_str_from(rows[i].tag)), up_str_from(rows[i].version), __FILE__, __LINE__);
}

static void near_to_far(void **state)
{
	static const struct {
		const char *product, *version, *source;
	} said[] = {
		{ "pg", "12", "a/compose.yml" },  { "pg", "18", "b/compose.yml" }, { "pg", "13", "b/deep/compose.yml" },
		{ "pg", "9", "a.d/compose.yml" }, { "pg", "14", "b/two.yml" },     { "redis", "7", "a/compose.yml" },
		{ "pg", "15", "c/x/y.yml" },      { "pg", "15.0", "c/x/z/y.yml" }, { "pg", "15", "c/x/z/y.yml" },
		{ "pg", "16", "d/both.yml" },     { "pg", "17", "d/both.yml" },
	};
	static const struct {
		const char *product, *source, *version;
	} rows[] = {
		{ "pg", "a/compose.yml", "12" }, { "pg", "a/conf/pg.conf", "12" },  { "pg", "b/pg.conf", NULL }, /* two beside it */
		{ "pg", "b/compose.yml", "18" }, { "pg", "b/deep/pg.conf", "13" },  { "pg", "b/deep/er/pg.conf", "13" },
		{ "pg", "c/pg.conf", "15" },     { "pg", "c/x/z/w/pg.conf", "15" }, { "pg", "e/pg.conf", NULL },
		{ "pg", "pg.conf", NULL },       { "redis", "e/redis.conf", "7" }, /* the only one of the tree */
		{ "pg", "d/both.yml", NULL },    { "mysql", "a/my.cnf", NULL },     { "pg", "a.d/pg.conf", "9" },
	};
	struct up_installed *installed = up_installed_new();
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		up_installed_add(installed, &(struct up_installation){ .product = up_str_from(said[i].product),
								       .version = up_str_from(said[i].version),
								       .source = up_str_from(said[i].source) });
	up_installed_settle(installed);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct up_installation *found = up_installed_at(installed, up_str_from(rows[i].product), up_str_from(rows[i].source));
		if (!found != !rows[i].version)
			fail_msg("%s %s: %s", rows[i].product, rows[i].source, found ? "found" : "not found");
		if (found)
			assert_str_at(found->version, up_str_from(rows[i].version), __FILE__, (int)(1000 + i));
	}
	up_installed_free(installed);
}

static void assert_said(const struct up_installed *installed, const char *product, const char *source, const char *version)
{
	const struct up_installation *found = up_installed_at(installed, up_str_from(product), up_str_from(source));
	if (!found != !version)
		fail_msg("%s %s: %s", product, source, found ? "found" : "not found");
	if (found)
		assert_string_equal(found->version.s, version);
}

/* What is asked for gives way to what was chosen; the database of a system holds for all below its root, but not before what is nearer. */
static void packages(void **state)
{
	static const struct {
		const char *product, *version, *source, *root;
		uint32_t line;
		bool is_wanted;
	} said[] = {
		{ "web", "3.2", "a/pyproject.toml", NULL, 3, true },    { "web", "3.2.9", "a/poetry.lock", NULL, 7, false },
		{ "web", "4.2", "b/pyproject.toml", NULL, 3, true },    { "web", "4.1", "a/part/setup.cfg", NULL, 1, true },
		{ "pg", "15", "h/var/lib/rpm/db", "h/", 0, false },     { "pg", "13", "h/srv/app/compose.yml", NULL, 2, false },
		{ "boot", "3.1", "c/gradle.lockfile", NULL, 4, false }, { "boot", "3.1", "c/gradle.lockfile", NULL, 9, false },
	};
	struct up_installed *installed = up_installed_new();
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		up_installed_add(installed, &(struct up_installation){ .product = up_str_from(said[i].product),
								       .version = up_str_from(said[i].version),
								       .source = up_str_from(said[i].source),
								       .root = said[i].root ? up_str_from(said[i].root) : UP_STR_NULL,
								       .line = said[i].line,
								       .is_wanted = said[i].is_wanted,
								       .is_package = true });
	up_installed_settle(installed);
	assert_said(installed, "web", "a/settings.py", "3.2.9");
	assert_said(installed, "web", "a/part/settings.py", "3.2.9");
	assert_said(installed, "web", "b/settings.py", "4.2");
	assert_said(installed, "web", "settings.py", NULL);
	assert_said(installed, "pg", "h/etc/pg.conf", "15");
	assert_said(installed, "pg", "h/srv/app/pg.conf", "13");
	assert_said(installed, "pg", "h/srv/pg.conf", "13");
	size_t n = 0;
	for (size_t at = 0; up_installed_next(installed, &at);)
		n++;
	assert_int_equal(n, 5);
	up_installed_free(installed);
}

static void nothing_installed(void **state)
{
	struct up_installed *installed = up_installed_new();
	up_installed_settle(installed);
	assert_null(up_installed_at(installed, UP_STR("pg"), UP_STR("a/b")));
	assert_null(up_installed_at(installed, UP_STR("pg"), UP_STR("")));
	up_installed_free(installed);
	up_installed_free(NULL);
}

/* --- absent ------------------------------------------------------------------------------------------------------------- */

struct told {
	struct up_buf text;
};

static void rows_of(void *data, up_str product, up_str source, void (*got)(void *data, const struct up_absent_row *row), void *got_data)
{
	(void)source;
	const bool *is_strict = data;
	if (up_str_eq(product, UP_STR("demo"))) {
		got(got_data,
		    &(struct up_absent_row){ .rule = UP_STR("demo/a"), .from = UP_STR("1"), .is_strict = is_strict && *is_strict });
		got(got_data, &(struct up_absent_row){ .rule = UP_STR("demo/b"), .from = UP_STR("1") });
	}
}

static void on_form(void *data, const struct up_form *form)
{
	struct told *told = data;
	up_buf_printf(&told->text, "%.*s %.*s\n", UP_FMT(form->path), UP_FMT(form->value));
}

static void add(struct up_ledger *ledger, const char *product, const char *source, const char *rule, const char *n)
{
	const struct up_ledger_entry entry = { .kind = UP_FACT_SETTING,
					       .source = up_str_from(source),
					       .path = up_str_from(product),
					       .key = up_str_from(rule),
					       .value = up_str_from(n) };
	up_ledger_add(ledger, &entry);
}

static void left_alone(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	struct told told = { 0 };
	/* One configuration: the fragment below sets b; the main source is the one with more settings. */
	add(ledger, "demo", "x/main.conf", "", "9");
	add(ledger, "demo", "x/a-few.conf", "", "1");
	add(ledger, "demo", "x/conf.d/b.conf", "", "1");
	add(ledger, "demo", "x/conf.d/b.conf", "demo/b", "");
	/* Another one, and one whose folder only begins like it. */
	add(ledger, "demo", "y/main.conf", "", "10");
	add(ledger, "demo", "x.d/main.conf", "", "2");
	add(ledger, "demo", "x.d/main.conf", "demo/a", "");
	add(ledger, "other", "x/other.conf", "", "2");
	up_ledger_settle(ledger);
	const struct up_absent_rows rows = { .of = rows_of };
	const struct up_form_sink sink = { .data = &told, .state = on_form };
	up_absent_settle(ledger, &rows, &sink);
	assert_str_at(up_buf_str(&told.text), UP_STR("x/main.conf demo/a\nx.d/main.conf demo/b\ny/main.conf demo/a\ny/main.conf demo/b\n"),
		      __FILE__, __LINE__);
	up_ledger_free(ledger);
	up_buf_finish(&told.text);
}

static void set_by_a_flag(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	struct told told = { 0 };
	add(ledger, "demo", "x/main.conf", "", "9");
	add(ledger, "demo", "main.conf", "", "3");
	add(ledger, "demo", "units/demo.service", "demo/a", "");
	up_ledger_settle(ledger);
	const struct up_absent_rows rows = { .of = rows_of };
	const struct up_form_sink sink = { .data = &told, .state = on_form };
	up_absent_settle(ledger, &rows, &sink);
	/* What lies at the top has all below it. */
	assert_str_at(up_buf_str(&told.text), UP_STR("main.conf demo/b\n"), __FILE__, __LINE__);
	up_ledger_free(ledger);
	up_buf_finish(&told.text);
}

/* What a file includes is a part of its configuration, wherever it lies; where a part was not read nobody knows what is required. */
static void included(void **state)
{
	struct up_ledger *ledger = up_ledger_new();
	struct told told = { 0 };
	bool is_strict = true;
	add(ledger, "demo", "x/main.conf", "", "1");
	add(ledger, "demo", "x/main.conf", "", UP_ABSENT_SAYS_INCLUDES "z/part");
	add(ledger, "demo", "z/part", "", "9");
	add(ledger, "demo", "z/part", "demo/b", "");
	add(ledger, "demo", "y/main.conf", "", "1");
	add(ledger, "demo", "y/main.conf", "", UP_ABSENT_SAYS_UNREAD);
	up_ledger_settle(ledger);
	const struct up_absent_rows rows = { .of = rows_of, .data = &is_strict };
	const struct up_form_sink sink = { .data = &told, .state = on_form };
	up_absent_settle(ledger, &rows, &sink);
	assert_str_at(up_buf_str(&told.text), UP_STR("x/main.conf demo/a\ny/main.conf demo/b\n"), __FILE__, __LINE__);
	up_ledger_free(ledger);
	up_buf_finish(&told.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags),       cmocka_unit_test(near_to_far),
		cmocka_unit_test(packages),   cmocka_unit_test(nothing_installed),
		cmocka_unit_test(left_alone), cmocka_unit_test(set_by_a_flag),
		cmocka_unit_test(included),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
