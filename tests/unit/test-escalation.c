/* package/escalation: the message and the commands; that no name of a package ends a here-document, a comment or a quoted word. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "package/escalation.h"

static const uint8_t digest[32] = { 0xab, 0xcd };

static const struct up_link chain[] = { { .subject = UP_STR("CN=Acme Packages,O=Acme"),
					  .issuer = UP_STR("CN=Acme Root CA G2,O=Acme"),
					  .serial = UP_STR("4a0b"),
					  .fingerprint = UP_STR("0011223344556677"),
					  .not_before = UP_STR("2026-06-01"),
					  .not_after = UP_STR("2028-06-01"),
					  .algorithm = UP_STR("RSA 4096, SHA-256"),
					  .issuer_key = UP_STR("a1b2c3d4") } };

static void add(struct up_statements *statements, const char *kind, up_str by, up_str subject)
{
	struct up_statement statement = { .kind = kind,
					  .subject = subject,
					  .by = by,
					  .integrity = { UP_SAID_GOOD, UP_STR("the bytes match") },
					  .trust = { UP_SAID_DOUBT, UP_STR("root unknown") },
					  .chain = (struct up_link *)(uintptr_t)chain,
					  .n_chain = 1,
					  .is_root_unknown = true };
	up_statements_add(statements, &statement);
}

static struct up_buf written(up_str name, up_str by)
{
	static const char *const kinds[] = { "CMS", "OpenPGP", "JAR", "RPM", "minisign", "checksums", "deb" };
	struct up_statements statements = { 0 };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		add(&statements, kinds[i], by, name);
	const struct up_rotation_notice notice = {
		.title = name, .date = UP_STR("2026-11-16"), .link = by, .sentence = name, .named = by, .path = by
	};
	const struct up_escalation escalation = { .name = name,
						  .size = 12345,
						  .sha256 = digest,
						  .now = UP_STR("2026-11-26"),
						  .contact = by,
						  .own_contact = by,
						  .statements = &statements,
						  .notices = &notice,
						  .n_notices = 1 };
	struct up_buf out = { 0 };
	assert_true(up_escalation_is_needed(&statements));
	up_escalation_write(&escalation, &out);
	up_statements_finish(&statements);
	return out;
}

static void assert_has(const struct up_buf *out, const char *text)
{
	if (!up_str_contains(up_buf_str(out), up_str_from(text)))
		fail_msg("no \"%s\" in:\n%s", text, out->bytes);
}

static void the_message_says_all(void **state)
{
	struct up_buf out = written(UP_STR("acme-2.1.zip"), UP_STR("acme-2.1.zip!/acme.p7s"));
	static const char *const texts[] = { "file    acme-2.1.zip\n",
					     "size    12345 bytes\n",
					     "SHA-256 abcd0000",
					     "integrity      good: the bytes match\n",
					     "trust          in doubt: root unknown\n",
					     "1. CN=Acme Packages,O=Acme\n",
					     "issued by    CN=Acme Root CA G2,O=Acme\n",
					     "serial       4a0b\n",
					     "SHA-256      0011 2233 4455 6677\n",
					     "valid until  2028-06-01\n",
					     "missing issuer CN=Acme Root CA G2,O=Acme\n",
					     "with the key   A1B2 C3D4\n",
					     "Questions\n  1. ",
					     "\ncheck_cms './acme.p7s' './acme-2.1.zip'\n",
					     "\ncheck_openpgp './acme.p7s' './acme-2.1.zip'\n",
					     "smimesign" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_has(&out, texts[i]);
	up_buf_finish(&out);
}

/* Through a shell, in an empty folder; its exit status. */
static int in_shell(const char *command, const struct up_buf *text)
{
	fflush(NULL);
	FILE *shell = popen(command, "w");
	assert_non_null(shell);
	fwrite(text->bytes, 1, text->len, shell);
	return pclose(shell);
}

/* Where it is installed. */
#define SHELLCHECK "if command -v shellcheck >/dev/null; then shellcheck -s sh -; else cat >/dev/null; fi"

static void hostile_names_stay_names(void **state)
{
	static const up_str names[] = {
		UP_STR("a'; touch pwned; '"),
		UP_STR("$(touch pwned)`touch pwned`"),
		UP_STR("x\nEND OF MESSAGE\n}\ntouch pwned\n"),
		UP_STR("x\rtouch pwned"),
		UP_STR("-rf --help"),
		UP_STR("\\"),
		UP_STR("'"),
		UP_STR("\"; touch pwned; \""),
		UP_STR("\xff\xfe\x1b[2J\xe2\x80\xae"),
		UP_STR("!/"),
		UP_STR(""),
		UP_STR("a\0b"),
		UP_STR("%s%n *"),
	};
	char folder[] = "/tmp/uplint-test-XXXXXX";
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct up_buf out = written(names[i], names[(i + 3) % (sizeof names / sizeof *names)]);
		size_t end = up_str_find(up_buf_str(&out), UP_STR("\nEND OF MESSAGE\n"), 0);
		assert_true(
			up_str_starts(up_str_slice(up_buf_str(&out), end, out.len), UP_STR("\nEND OF MESSAGE\n}\n\n# Files to compare")));
		assert_int_equal(in_shell("sh -n", &out), 0);
		assert_int_equal(in_shell(SHELLCHECK, &out), 0);
		assert_int_equal(in_shell("sh >out.txt 2>&1", &out), 0);
		assert_int_not_equal(access("pwned", F_OK), 0);
		up_buf_finish(&out);
	}
	unlink("out.txt");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0); /* nothing else was made */
}

static void nothing_to_ask(void **state)
{
	struct up_statements statements = { 0 };
	struct up_statement good = { .kind = "OpenPGP", .integrity = { .said = UP_SAID_GOOD }, .trust = { .said = UP_SAID_GOOD } };
	up_statements_add(&statements, &good);
	assert_false(up_escalation_is_needed(&statements));
	const struct up_escalation escalation = { .name = UP_STR("x"), .now = UP_STR("2026-11-26"), .statements = &statements };
	struct up_buf out = { 0 };
	up_escalation_write(&escalation, &out);
	assert_has(&out, "Nothing: every signature and checksum was verified.");
	assert_has(&out, "To: your vendor's security contact\n");
	assert_int_equal(in_shell(SHELLCHECK, &out), 0);
	assert_int_equal(in_shell("sh >/dev/null", &out), 0);
	up_buf_finish(&out);
	up_statements_finish(&statements);
}

static void many_statements_are_counted(void **state)
{
	struct up_statements statements = { 0 };
	for (size_t i = 0; i < 25; i++)
		add(&statements, "RPM", UP_STR("x.rpm"), UP_STR("x.rpm"));
	const struct up_escalation escalation = { .name = UP_STR("x"), .now = UP_STR("2026-11-26"), .statements = &statements };
	struct up_buf out = { 0 };
	up_escalation_write(&escalation, &out);
	assert_has(&out, "… and 15 more of the same kind.");
	up_buf_finish(&out);
	up_statements_finish(&statements);
}

static up_str contact_of(struct up_arena *arena, const char *name, const char *bytes)
{
	struct up_member member = { .name = up_str_from(name), .bytes = up_str_from(bytes) };
	struct up_package package = { .members = &member, .n_members = 1 };
	return up_escalation_contact(arena, &package);
}

static void contacts_of_packages(void **state)
{
	struct up_arena *arena = up_arena_new();
	assert_str(contact_of(arena, "doc/security.txt", "# us\nExpires: 2027\ncontact: mailto:sec@acme.example\n"), "sec@acme.example");
	assert_str(contact_of(arena, ".well-known/security.txt", "Contact: https://acme.example/s\n"), "https://acme.example/s");
	assert_str(contact_of(arena, "SECURITY.md", "Tell @acme on X, or write to <sec@acme.example>."), "sec@acme.example");
	assert_str(contact_of(arena, "SECURITY.md", "@ @@ a@b"), "");
	assert_str(contact_of(arena, "README.md", "Contact: mailto:x@y.example"), "");
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_message_says_all), cmocka_unit_test(hostile_names_stay_names),    cmocka_unit_test(nothing_to_ask),
		cmocka_unit_test(contacts_of_packages), cmocka_unit_test(many_statements_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
