/* package/checksums: lists of every style against files, and what is said of each fault. */
#include "test.h"

#include "core/limits.h"
#include "package-made.h"
#include "package/checksums-read.h"

/* A line of sha256sum for these bytes. */
static up_str line_of(struct made *made, enum up_digest_kind kind, const char *name, up_str bytes)
{
	unsigned char digest[UP_DIGEST_BYTES];
	char hex[2 * UP_DIGEST_BYTES + 1];
	assert_true(up_digest_of(bytes, kind, digest));
	up_digest_hex(digest, up_digest_size(kind), hex);
	return up_arena_printf(made->package.arena, "%s%s%s\n", hex, *name ? "  " : "", name);
}

static up_str join(struct made *made, up_str a, up_str b)
{
	return up_arena_printf(made->package.arena, "%.*s%.*s", UP_FMT(a), UP_FMT(b));
}

static void names_of_lists(void **state)
{
	static const struct {
		const char *name;
		enum up_checksum_list_kind kind;
		const char *stem;
	} names[] = {
		{ "SHA256SUMS", UP_CHECKSUMS_LIST, "" },
		{ "a/SHA512SUMS.txt", UP_CHECKSUMS_LIST, "" },
		{ "md5sum.txt", UP_CHECKSUMS_LIST, "" },
		{ "B2SUMS", UP_CHECKSUMS_LIST, "" },
		{ "terraform_1.9.0_SHA256SUMS", UP_CHECKSUMS_LIST, "" },
		{ "SHASUMS256.txt", UP_CHECKSUMS_LIST, "" },
		{ "gh_2.0_checksums.txt", UP_CHECKSUMS_VAGUE, "" },
		{ "CHECKSUMS", UP_CHECKSUMS_VAGUE, "" },
		{ "Fedora-40-CHECKSUM", UP_CHECKSUMS_VAGUE, "" },
		{ "d/x.tar.gz.sha256", UP_CHECKSUMS_SINGLE, "x.tar.gz" },
		{ "x.jar.sha1", UP_CHECKSUMS_SINGLE, "x.jar" },
		{ "x.zip.sha256sum", UP_CHECKSUMS_SINGLE, "x.zip" },
		{ "x.zip.sha512.txt", UP_CHECKSUMS_SINGLE, "x.zip" },
		{ "checksums.sha256", UP_CHECKSUMS_SINGLE, "checksums" },
		{ "lib-sha256.c", UP_CHECKSUMS_NONE, "" },
		{ "sha256sum", UP_CHECKSUMS_LIST, "" },
		{ "sha256.h", UP_CHECKSUMS_NONE, "" },
		{ "assums", UP_CHECKSUMS_NONE, "" },
		{ "README", UP_CHECKSUMS_NONE, "" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		up_str stem;
		if (up_checksums_kind(up_str_from(names[i].name), &stem) != names[i].kind)
			fail_msg("%s is %d", names[i].name, up_checksums_kind(up_str_from(names[i].name), &stem));
		assert_str_at(stem, up_str_from(names[i].stem), __FILE__, __LINE__);
	}
}

static void lines_of_every_style(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_checksum_list list;
	up_checksums_read(UP_STR("# a comment\n"
				 "900150983cd24fb0d6963f7d28e17f72  a\n"
				 "900150983cd24fb0d6963f7d28e17f72 *b b\n"
				 "900150983cd24fb0d6963f7d28e17f72 c\r\n"
				 "\\900150983cd24fb0d6963f7d28e17f72  d\\nd\\\\\n"
				 "MD5 (e (1)) = 900150983cd24fb0d6963f7d28e17f72\n"
				 "MD5(f)= 900150983CD24FB0D6963F7D28E17F72\n"
				 "SHA2-256(g)= ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n"
				 "RMD160 (h) = 8eb208f7e05d987a9b044a8e98c6b087f15a0bfc\n"
				 "\n"
				 "900150983cd24fb0d6963f7d28e17f7  short\n"
				 "SHA256 (i) = 900150983cd24fb0d6963f7d28e17f72\n"
				 "no checksum at all\n"
				 "900150983cd24fb0d6963f7d28e17f72\n"),
			  UP_STR("MD5SUMS"), arena, &list);
	static const char *const names[] = { "a", "b b", "c", "d\nd\\", "e (1)", "f", "g", "" };
	assert_int_equal(list.n, 8);
	for (size_t i = 0; i < 8; i++)
		assert_str_at(list.lines[i].name, up_str_from(names[i]), __FILE__, __LINE__);
	assert_int_equal(list.lines[6].kind, UP_DIGEST_SHA256);
	assert_int_equal(list.lines[6].line, 8);
	assert_int_equal(list.n_unknown, 1);
	assert_str(list.unknown, "RMD160");
	assert_int_equal(list.n_malformed, 3);
	assert_int_equal(list.first_malformed, 11);
	up_checksum_list_finish(&list);
	/* Signed in clear text: what stands round the lines is not of the list. */
	up_checksums_read(UP_STR("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- # x\n900150983cd24fb0d6963f7d28e17f72  a\n"
				 "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"),
			  UP_STR("MD5SUMS"), arena, &list);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.n_malformed, 0);
	assert_int_equal(list.lines[0].line, 5);
	up_checksum_list_finish(&list);
	up_arena_free(arena);
}

static void record_of_a_wheel(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_checksum_list list;
	up_checksums_read_record(UP_STR("a.py,sha256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0,3\r\n"
					"\"b,\"\"1\"\".py\",sha256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0,3\n"
					"x.dist-info/RECORD,,\n"
					"bad.py,sha256=ungW,3\n"),
				 arena, &list);
	assert_int_equal(list.n, 3);
	assert_str(list.lines[1].name, "b,\"1\".py");
	assert_int_equal(list.lines[0].digest[0], 0xba);
	assert_int_equal(list.lines[0].digest[31], 0xad);
	assert_true(list.lines[2].is_unhashed);
	assert_int_equal(list.first_malformed, 4);
	up_checksum_list_finish(&list);
	up_arena_free(arena);
}

/* a.zip with dir/one, dir/two and dir/SHA256SUMS of both. */
static struct made *pair(enum up_digest_kind kind, const char *list_name)
{
	struct made *made = made_new();
	made_container(made, UP_CONTAINER_FOLDER, ".");
	uint32_t zip = made_container(made, UP_CONTAINER_ZIP, "a.zip");
	made_add(made, zip, "dir/one", UP_STR("1"), false);
	made_add(made, zip, "./dir//two", UP_STR("22"), false);
	up_str text = join(made, line_of(made, kind, "one", UP_STR("1")), line_of(made, kind, "./two", UP_STR("22")));
	made_add(made, zip, list_name, text, true);
	return made;
}

static void all_is_well(void **state)
{
	struct made *made = pair(UP_DIGEST_SHA256, "dir/SHA256SUMS");
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	assert_said(made, 0, "+---");
	assert_str(made->statements.items[0].integrity.text, "all 2 files match SHA-256");
	assert_str(made->statements.items[0].subject, "a.zip");
	assert_int_equal(made->n_again, 0);
	made_free(made);
	made = pair(UP_DIGEST_SHA512, "dir/SHA512SUMS");
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	assert_said(made, 0, "+---");
	assert_int_equal(made->n_again, 1);
	made_free(made);
	made = pair(UP_DIGEST_BLAKE2B, "dir/B2SUMS");
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	assert_str(made->statements.items[0].integrity.text, "all 2 files match BLAKE2b");
	made_free(made);
}

static void names_from_the_top(void **state)
{
	struct made *made = made_new();
	uint32_t zip = made_container(made, UP_CONTAINER_ZIP, "a.zip");
	made_add(made, zip, "pkg/bin/one", UP_STR("1"), false);
	made_add(made, zip, "pkg/meta/SHA256SUMS", line_of(made, UP_DIGEST_SHA256, "bin/one", UP_STR("1")), true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	assert_said(made, 0, "+---");
	assert_str(made->statements.items[0].subject, "a.zip!/pkg/bin/one");
	made_free(made);
}

static void a_file_was_altered(void **state)
{
	struct made *made = pair(UP_DIGEST_SHA512, "dir/SHA512SUMS");
	made->contents[1] = UP_STR("23");
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-mismatch: SHA512SUMS: SHA-512: a.zip!/./dir//two:0\n");
	assert_said(made, 0, "!---");
	assert_str(made->statements.items[0].integrity.text, "1 of 2 does not match SHA-512");
	made_free(made);
}

/* Of two files with the same name in one ZIP each must match. */
static void a_second_file_hides(void **state)
{
	struct made *made = pair(UP_DIGEST_SHA256, "dir/SHA256SUMS");
	made_add(made, 1, "dir/one", UP_STR("evil"), false);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-mismatch: SHA256SUMS: SHA-256: a.zip!/dir/one:0\n");
	made_free(made);
}

static void files_are_missing_and_extra(void **state)
{
	struct made *made = pair(UP_DIGEST_SHA256, "dir/SHA256SUMS");
	made->package.members[0].name = UP_STR("dir/three");
	made_add(made, 1, "dir/four", UP_STR("4"), false);
	made_add(made, 1, "dir/SHA256SUMS.asc", UP_STR("-----"), false);
	made_add(made, 1, "elsewhere/five", UP_STR("5"), false);
	up_verify_checksums(&made->verify);
	/* A list of one file of three does not mean to be complete. */
	assert_forms(made, "checksum-missing: one: : a.zip!/dir/SHA256SUMS:1\n");
	assert_str(made->statements.items[0].integrity.text, "the file matches SHA-256; 1 is missing");
	assert_said(made, 0, "!---");
	made_free(made);
	made = pair(UP_DIGEST_SHA256, "dir/SHA256SUMS");
	made_add(made, 1, "dir/four", UP_STR("4"), false);
	made_add(made, 1, "elsewhere/five", UP_STR("5"), false);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-extra: dir/four: : a.zip!/dir/SHA256SUMS:0\n");
	made_free(made);
	/* Where members may be missing because they were not read, none is. */
	made = pair(UP_DIGEST_SHA256, "dir/SHA256SUMS");
	made->package.members[0].name = UP_STR("dir/three");
	made->package.is_partial = true;
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	made_free(made);
}

/* A package of files for a system carries lists of other things. */
static void about_something_else(void **state)
{
	struct made *made = made_new();
	uint32_t deb = made_container(made, UP_CONTAINER_DEB, "a.deb");
	made_add(made, deb, "data/usr/share/x/config.md5sum",
		 join(made, line_of(made, UP_DIGEST_MD5, "1.0", UP_STR("x")), line_of(made, UP_DIGEST_MD5, "1.1", UP_STR("y"))), true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	assert_said(made, 0, "?---");
	assert_str(made->statements.items[0].integrity.text, "none of its 2 files is here");
	made_free(made);
}

/* A list of a whole release lies beside one download of it. */
static void beside_the_package(void **state)
{
	struct made *made = made_new();
	uint32_t folder = made_container(made, UP_CONTAINER_FOLDER, ".");
	made_add(made, folder, "a.zip", UP_STR("PK"), false);
	made_add(made, folder, "SHA256SUMS",
		 join(made, line_of(made, UP_DIGEST_SHA256, "a.zip", UP_STR("PK")), line_of(made, UP_DIGEST_SHA256, "b.zip", UP_STR("PK"))),
		 true);
	made_add(made, folder, "a.zip.md5", line_of(made, UP_DIGEST_MD5, "", UP_STR("PK")), true);
	made_add(made, folder, "a.zip.sha1", line_of(made, UP_DIGEST_SHA1, "target/a.zip", UP_STR("PQ")), true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-mismatch: a.zip.sha1: SHA-1: .!/a.zip:0\n");
	assert_int_equal(made->statements.n, 3);
	assert_str(made->statements.items[0].integrity.text, "the file matches SHA-256; 1 that it names is not here");
	assert_str(made->statements.items[1].integrity.text, "the file matches MD5");
	assert_str(made->statements.items[1].subject, ".!/a.zip");
	assert_int_equal(made->n_again, 1);
	made_free(made);
}

static void weak_alone(void **state)
{
	struct made *made = pair(UP_DIGEST_MD5, "dir/MD5SUMS");
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-weak: MD5: : a.zip!/dir/MD5SUMS:0\n");
	assert_said(made, 0, "?---");
	made_free(made);
	/* Of a deb it is what there is. */
	made = made_new();
	uint32_t deb = made_container(made, UP_CONTAINER_DEB, "a.deb");
	made_add(made, deb, "data/usr/bin/x", UP_STR("x"), false);
	made_add(made, deb, "data/usr/bin/z", UP_STR("z"), false);
	made_add(made, deb, "control/md5sums",
		 join(made, line_of(made, UP_DIGEST_MD5, "usr/bin/x", UP_STR("x")), line_of(made, UP_DIGEST_MD5, "usr/bin/y", UP_STR("y"))),
		 true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-missing: usr/bin/y: : a.deb!/control/md5sums:2\n");
	made_free(made);
}

static void wheels(void **state)
{
	struct made *made = made_new();
	uint32_t wheel = made_container(made, UP_CONTAINER_ZIP, "x-1.whl");
	made_add(made, wheel, "x/__init__.py", UP_STR("abc"), false);
	made_add(made, wheel, "x/evil.py", UP_STR("e"), false);
	made_add(made, wheel, "x-1.dist-info/RECORD",
		 UP_STR("x/__init__.py,sha256=ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0,3\nx-1.dist-info/RECORD,,\n"), true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-extra: x/evil.py: : x-1.whl!/x-1.dist-info/RECORD:0\n");
	assert_said(made, 0, "+---");
	made_free(made);
}

static void what_is_no_list(void **state)
{
	struct made *made = made_new();
	uint32_t zip = made_container(made, UP_CONTAINER_ZIP, "a.zip");
	made_add(made, zip, "checksums.txt", UP_STR("How to verify\n"), true);
	made_add(made, zip, "MD5SUMS", UP_STR("nothing\nat all\n"), true);
	made_add(made, zip, "SHA256SUMS", UP_STR("too large"), false);
	made_add(made, zip, "bin/pg_checksums", UP_STR("\177ELF\0"), true);
	made_add(made, zip, "bin/sha256sum", UP_STR("#!/bin/sh\nexit\n"), true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-malformed: nothing:  (and 1 more): a.zip!/MD5SUMS:1\n");
	assert_str(up_buf_str(&made->notes), "limit: a.zip!/SHA256SUMS: the list of checksums is too large to be kept\n"
					     "syntax: a.zip!/checksums.txt: named like a list of checksums, but no line of it is one\n");
	made_free(made);
}

static void what_cannot_be_read_again(void **state)
{
	struct made *made = pair(UP_DIGEST_SHA512, "dir/SHA512SUMS");
	made->is_gone = true;
	up_verify_checksums(&made->verify);
	assert_forms(made, "");
	assert_said(made, 0, "?---");
	assert_str(made->statements.items[0].integrity.text, "none of its 2 files was read");
	made_free(made);
}

static void links_are_followed(void **state)
{
	struct made *made = made_new();
	uint32_t tar = made_container(made, UP_CONTAINER_TAR, "a.tar");
	made_add(made, tar, "lib/x.so.1", UP_STR("so"), false);
	struct up_member *link = made_add(made, tar, "lib/x.so", UP_STR(""), false);
	link->mode = S_IFLNK | 0777;
	link->link = UP_STR("./x.so.1");
	link = made_add(made, tar, "hard", UP_STR(""), false);
	link->is_hard_link = true;
	link->link = UP_STR("lib/x.so.1");
	link = made_add(made, tar, "out", UP_STR(""), false);
	link->mode = S_IFLNK | 0777;
	link->link = UP_STR("../../etc/passwd");
	up_str lines = join(made, line_of(made, UP_DIGEST_SHA256, "lib/x.so", UP_STR("so")),
			    line_of(made, UP_DIGEST_SHA256, "hard", UP_STR("so")));
	made_add(made, tar, "SHA256SUMS", join(made, lines, line_of(made, UP_DIGEST_SHA256, "out", UP_STR("so"))), true);
	up_verify_checksums(&made->verify);
	assert_forms(made, "checksum-missing: out: : a.tar!/SHA256SUMS:3\n");
	made_free(made);
}

static void many_faults_of_one_list(void **state)
{
	struct made *made = made_new();
	uint32_t zip = made_container(made, UP_CONTAINER_ZIP, "a.zip");
	struct up_buf text = { 0 };
	made_add(made, zip, "there", UP_STR("1"), false);
	up_buf_add(&text, line_of(made, UP_DIGEST_SHA256, "there", UP_STR("1")));
	for (unsigned i = 0; i < 2 * UP_LIMIT_FORMS_PER_LIST; i++)
		up_buf_add(&text, line_of(made, UP_DIGEST_SHA256, up_arena_printf(made->package.arena, "gone-%u", i).s, UP_STR("1")));
	made_add(made, zip, "SHA256SUMS", up_buf_str(&text), true);
	up_verify_checksums(&made->verify);
	size_t n = 0;
	for (size_t i = 0; i < made->forms.len; i++)
		n += made->forms.bytes[i] == '\n';
	assert_int_equal(n, UP_LIMIT_FORMS_PER_LIST);
	assert_str(up_buf_str(&made->notes),
		   "limit: a.zip!/SHA256SUMS: more files of this list are at fault than are reported one by one\n");
	assert_str(made->statements.items[0].integrity.text, "the file matches SHA-256; 100 are missing");
	up_buf_finish(&text);
	made_free(made);
}

static void more_checksums_than_are_verified(void **state)
{
	struct made *made = made_new();
	uint32_t zip = made_container(made, UP_CONTAINER_ZIP, "a.zip");
	struct up_buf text = { 0 };
	for (unsigned i = 0; i <= UP_LIMIT_CHECKSUMS; i++)
		up_buf_add_s(&text, "900150983cd24fb0d6963f7d28e17f72\n");
	made_add(made, zip, "a/MD5SUMS", up_buf_str(&text), true);
	made_add(made, zip, "b/MD5SUMS", UP_STR("900150983cd24fb0d6963f7d28e17f72  abc\n"), true);
	up_verify_checksums(&made->verify);
	assert_true(up_str_starts(up_buf_str(&made->notes),
				  UP_STR("limit: a.zip!/b/MD5SUMS: more checksums in one package than are verified\n")));
	assert_int_equal(made->statements.n, 1);
	up_buf_finish(&text);
	made_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_lists),
		cmocka_unit_test(lines_of_every_style),
		cmocka_unit_test(record_of_a_wheel),
		cmocka_unit_test(all_is_well),
		cmocka_unit_test(names_from_the_top),
		cmocka_unit_test(a_file_was_altered),
		cmocka_unit_test(a_second_file_hides),
		cmocka_unit_test(files_are_missing_and_extra),
		cmocka_unit_test(about_something_else),
		cmocka_unit_test(beside_the_package),
		cmocka_unit_test(weak_alone),
		cmocka_unit_test(wheels),
		cmocka_unit_test(what_is_no_list),
		cmocka_unit_test(what_cannot_be_read_again),
		cmocka_unit_test(links_are_followed),
		cmocka_unit_test(many_faults_of_one_list),
		cmocka_unit_test(more_checksums_than_are_verified),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
