/* Any bytes as an advisory, with components and statements that the corpus names; then all that was read in an escalation. */
#include "fuzz.h"

#include "base/memory.h"
#include "package/escalation.h"

static void state(void *data, const struct up_form *form)
{
	(void)data;
	PROMISE(form->key.len && form->value.len, "a form without a key or a value");
	fuzz_read(form->value);
	fuzz_read(form->detail);
	fuzz_read(form->evidence);
}

static void note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	(void)data, (void)reason;
	fuzz_read(path);
	fuzz_read(detail);
}

static const struct up_link link = { .subject = UP_STR("CN=Acme Code Signing CA 3,O=Acme Inc."),
				     .issuer = UP_STR("CN=Acme Root CA G2,O=Acme Inc."),
				     .serial = UP_STR("4A0B1C2D3E4F5061"),
				     .fingerprint = UP_STR("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
				     .not_before = UP_STR("2026-05-01") };

static void match(struct up_advisories *advisories, struct up_table *table, const struct up_form_sink *sink)
{
	static const struct up_component components[] = {
		{ .type = UP_STR("deb"),
		  .name = UP_STR("openssl"),
		  .version = UP_STR("3.0.7-1"),
		  .release = UP_STR("debian=12"),
		  .is_host = true },
		{ .type = UP_STR("rpm"), .name = UP_STR("telnet"), .version = UP_STR("1:0.17-64.el7") },
		{ .type = UP_STR("npm"), .name = UP_STR("@acme/ui"), .version = UP_STR("1.2.3") },
		{ .type = UP_STR("deb"), .name = UP_STR("acme-agent"), .version = UP_STR("2.0-1"), .is_host = true },
		{ .type = UP_STR("deb"), .name = UP_STR("acme-agent"), .version = UP_STR("2.1-1") },
	};
	up_advisories_match(advisories, components, sizeof components / sizeof *components, table, sink);
	up_advisories_age(advisories, UP_STR("advisories"), 30, table, sink);
}

static void escalate(struct up_advisories *advisories, struct up_table *table, const struct up_form_sink *sink)
{
	struct up_statement statement = {
		.kind = "CMS", .by = UP_STR("p.p7s"), .chain = (struct up_link *)(uintptr_t)&link, .n_chain = 1, .is_root_unknown = true
	};
	struct up_statements statements = { .items = &statement, .n = 1 };
	struct up_escalation escalation = { .name = UP_STR("p.zip"),
					    .statements = &statements,
					    .contact = up_advisories_contact(advisories) };
	struct up_rotation_notice notice;
	if (up_advisories_rotation(advisories, &statement, sink, &notice)) {
		PROMISE(notice.sentence.len <= 400, "a quotation of %zu bytes", notice.sentence.len);
		up_rotation_state(&notice, &statement, table, sink);
		escalation.notices = &notice;
		escalation.n_notices = 1;
	}
	struct up_buf out = { 0 };
	up_escalation_write(&escalation, &out);
	fuzz_read(up_buf_str(&out));
	up_buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct up_form_sink sink = { .state = state, .note = note };
	struct up_advisories *advisories = up_advisories_new(UP_STR("2026-11-26"));
	struct up_arena *arena = up_arena_new();
	struct up_table table;
	up_advisories_table_init(&table, arena);
	up_advisories_add(advisories, UP_STR("a"), (up_str){ (const char *)data, size }, &sink);
	up_advisories_settle(advisories);
	match(advisories, &table, &sink);
	escalate(advisories, &table, &sink);
	up_table_sort(&table);
	up_table_finish(&table);
	up_arena_free(arena);
	up_advisories_free(advisories);
	return 0;
}
