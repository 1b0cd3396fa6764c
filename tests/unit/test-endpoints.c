/* estate/endpoints: one row for each host that is contacted, new ones of a package told. */
#include "test.h"

#include "estate/endpoints.h"

struct given {
	const char *source, *path, *key, *value;
	uint32_t line, flags;
};

static void on_form(void *data, const struct up_form *form)
{
	up_buf_printf(data, "%.*s %.*s:%u %.*s (%.*s)\n", UP_FMT(form->key), UP_FMT(form->path), form->at.line, UP_FMT(form->value),
		      UP_FMT(form->detail));
}

static up_str settle(struct up_arena *arena, const struct given *given, size_t n, struct up_buf *forms)
{
	struct up_ledger *ledger = up_ledger_new();
	for (size_t i = 0; i < n; i++) {
		up_str source = up_str_from(given[i].source);
		bool is_host = up_str_starts(source, UP_STR("host/"));
		up_ledger_add(ledger, &(struct up_ledger_entry){ .kind = UP_FACT_ENDPOINT,
								 .side = is_host ? UP_SIDE_HOST : UP_SIDE_PACKAGE,
								 .flags = given[i].flags,
								 .source = source,
								 .below = is_host ? 5 : 7,
								 .at = { given[i].line, 1 },
								 .path = up_str_from(given[i].path),
								 .key = up_str_from(given[i].key),
								 .value = up_str_from(given[i].value) });
	}
	up_ledger_settle(ledger);
	struct up_table table = { 0 };
	const struct up_form_sink sink = { .data = forms, .state = on_form };
	up_endpoints_settle(ledger, &table, arena, &sink);
	struct up_buf out = { 0 };
	for (size_t i = 0; i < table.n_rows; i++)
		for (size_t k = 0; k < table.n_columns; k++)
			up_buf_printf(&out, "%.*s%s", UP_FMT(table.cells[i * table.n_columns + k]), k + 1 < table.n_columns ? "|" : "\n");
	up_table_finish(&table);
	up_ledger_free(ledger);
	return up_arena_take(arena, &out);
}

static const struct given both[] = {
	{ "host/etc/app.conf", "app/url", "api.corp.lan:8443", "https://api.corp.lan:8443", 3, 0 },
	{ "host/etc/app.conf", "app/url", "api.corp.lan:8443", "https://api.corp.lan:8443/v2", 9, 0 },
	{ "host/etc/cron.d/x", "curl", "api.corp.lan:8443", "https://api.corp.lan:8443", 1, UP_FACT_CONTACTED },
	{ "host/usr/bin/y", "wget", "api.corp.lan:8443", "https://api.corp.lan:8443", 2, UP_FACT_CONTACTED },
	{ "host/usr/bin/z", "nc", "10.0.0.9:5432", "10.0.0.9:5432", 2, UP_FACT_CONTACTED },
	{ "host/usr/bin/z", "ssh", "[2001:db8::5]", "ssh://[2001:db8::5]", 4, UP_FACT_CONTACTED },
	{ "p.zip!/etc/app.conf", "app/url", "api.corp.lan", "https://api.corp.lan", 3, 0 },
	{ "p.zip!/install.sh", "curl", "get.vendor.example", "http://get.vendor.example/x", 7, UP_FACT_CONTACTED },
	{ "p.zip!/install.sh", "curl", "get.vendor.example", "https://get.vendor.example/y", 8, UP_FACT_CONTACTED },
	{ "p.zip!/etc/hook.conf", "hook/url", "hooks.vendor.example", "http://hooks.vendor.example", 8, 0 },
};

static void rows_and_forms(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_buf forms = { 0 };
	assert_str(
		settle(arena, both, sizeof both / sizeof *both, &forms),
		"10.0.0.9|5432||nc|host/usr/bin/z:2|host||nft add rule inet filter output ip daddr 10.0.0.9 reject\n"
		"2001:db8::5||ssh|ssh|host/usr/bin/z:4|host||HostName in ssh_config; or nft add rule inet filter output ip6 daddr "
		"2001:db8::5 reject\n"
		"api.corp.lan||https|app/url|p.zip!/etc/app.conf:3|package||change url; or api.corp.lan in /etc/hosts\n"
		"api.corp.lan|8443|https|app/url, curl, wget|host/etc/app.conf:3, host/etc/app.conf:9, host/etc/cron.d/x:1, +1 more|host||"
		"change url; or api.corp.lan in /etc/hosts\n"
		"get.vendor.example||http|curl|p.zip!/install.sh:7|package|new|set http_proxy; or get.vendor.example in /etc/hosts\n"
		"get.vendor.example||https|curl|p.zip!/install.sh:8|package|new|set https_proxy; or get.vendor.example in /etc/hosts\n"
		"hooks.vendor.example||http|hook/url|p.zip!/etc/hook.conf:8|package|new|change url; or hooks.vendor.example in "
		"/etc/hosts\n");
	assert_str(up_buf_str(&forms), "new-endpoint p.zip!/install.sh:7 get.vendor.example (command curl)\n"
				       "plain-endpoint p.zip!/install.sh:7 get.vendor.example (command curl)\n"
				       "new-endpoint p.zip!/etc/hook.conf:8 hooks.vendor.example (setting hook/url)\n");
	up_buf_finish(&forms);
	up_arena_free(arena);
}

static void a_package_alone(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_buf forms = { 0 };
	up_str rows = settle(arena, both + 6, sizeof both / sizeof *both - 6, &forms);
	assert_false(up_str_contains(rows, UP_STR("|new|")));
	assert_str(up_buf_str(&forms), "plain-endpoint p.zip!/install.sh:7 get.vendor.example (command curl)\n");
	up_buf_finish(&forms);
	assert_str(settle(arena, NULL, 0, &forms), "");
	up_buf_finish(&forms);
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(rows_and_forms), cmocka_unit_test(a_package_alone) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
