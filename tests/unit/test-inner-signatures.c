/* run/inner-signatures: what a library in the package is signed with weighs less than what the package is signed with. */
#include "test.h"

#include "run/inner-signatures.h"

static void inner_ones_weigh_less(void **state)
{
	static const struct {
		const char *path, *key, *new_path, *new_key;
	} rows[] = {
		{ "p.zip.p7s", "unknown-root", "p.zip.p7s", "unknown-root" },
		{ "p.jar!/META-INF/A.RSA", "certificate-self-signed", "p.jar!/META-INF/A.RSA", "certificate-self-signed" },
		{ "p.zip!/x.deb.asc", "signature-bad", "p.zip!/x.deb.asc", "signature-bad" },
		{ "p.zip!/l/x.jar!/META-INF/A.RSA", "unknown-root", "p.zip!/l/x.jar", "inner-signature-doubtful" },
		{ "p.zip!/l/x.jar!/META-INF/A.RSA", "weak-signature", "p.zip!/l/x.jar", "" },
		{ "p.zip!/l/x.jar!/a.class", "signed-entry-altered", "p.zip!/l/x.jar", "inner-signature-broken" },
		{ "p.zip!/x.deb!/_gpgorigin", "signature-unknown-key", "p.zip!/x.deb", "inner-signature-doubtful" },
		{ "p.zip!/x.deb!/control/md5sums", "checksum-mismatch", "p.zip!/x.deb!/control/md5sums", "checksum-mismatch" },
	};
	struct up_arena *arena = up_arena_new();
	struct up_form forms[sizeof rows / sizeof *rows] = { 0 };
	size_t n = sizeof rows / sizeof *rows;
	for (size_t i = 0; i < n; i++)
		forms[i] = (struct up_form){ .path = up_str_from(rows[i].path), .key = up_str_from(rows[i].key), .value = UP_STR("CN=X") };
	up_inner_signatures(forms, n, arena);
	for (size_t i = 0; i < n; i++) {
		assert_str_at(forms[i].path, up_str_from(rows[i].new_path), __FILE__, __LINE__);
		assert_str_at(forms[i].key, up_str_from(rows[i].new_key), __FILE__, __LINE__);
	}
	assert_str(forms[3].detail, "unknown root, `CN=X`");
	up_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inner_ones_weigh_less),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
