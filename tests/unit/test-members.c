/* package/members: what each member, and what two of them, are told for; and what right packages are not. */
#include "test.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "core/limits.h"
#include "package/members.h"

enum {
	NOW = 1800000000,
};

static void collect(void *data, const struct up_form *form)
{
	up_buf_printf(data, "%.*s[%.*s|%.*s];", UP_FMT(form->key), UP_FMT(form->value), UP_FMT(form->detail));
}

static void collect_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	up_buf_printf(data, "note %s;", up_note_reason_name(reason));
}

struct one {
	const char *name;
	uint32_t mode;
	const char *link;
	up_str first;
	int64_t uid, modified;
	bool is_hard_link, has_capabilities, is_encrypted;
};

static void assert_members_at(enum up_container_kind kind, const struct one *ones, size_t n, const char *expected, int line)
{
	struct up_buf said = { 0 };
	const struct up_form_sink sink = { &said, collect, collect_note };
	struct up_members *members = up_members_new(kind, UP_STR("x"), NOW, &sink);
	for (size_t i = 0; i < n; i++) {
		const struct up_member member = {
			.name = up_str_from(ones[i].name),
			.mode = ones[i].mode ? ones[i].mode : S_IFREG | 0644,
			.link = up_str_from(ones[i].link),
			.uid = ones[i].uid,
			.modified = ones[i].modified,
			.is_hard_link = ones[i].is_hard_link,
			.has_capabilities = ones[i].has_capabilities,
			.is_encrypted = ones[i].is_encrypted,
		};
		up_members_add(members, &member, ones[i].first);
	}
	up_members_finish(members);
	assert_str_at(up_buf_str(&said), up_str_from(expected), __FILE__, line);
	up_buf_finish(&said);
}

#define ASSERT(kind, expected, ...)                                                                                                        \
	assert_members_at(kind, (const struct one[]){ __VA_ARGS__ }, sizeof((const struct one[]){ __VA_ARGS__ }) / sizeof(struct one),     \
			  expected, __LINE__)

enum {
	FOLDER = S_IFDIR | 0755,
	LINK = S_IFLNK | 0777,
};

static void names_lead_nowhere_else(void **state)
{
	ASSERT(UP_CONTAINER_ZIP, "member-traversal[../x|];", { "../x" });
	ASSERT(UP_CONTAINER_TAR, "member-traversal[a/../../x|];", { "a/../../x" });
	ASSERT(UP_CONTAINER_ZIP, "member-traversal[..\\x|];", { "..\\x" });
	ASSERT(UP_CONTAINER_ZIP, "member-dots[a/../b|];", { "a/../b" });
	ASSERT(UP_CONTAINER_TAR, "member-absolute[/etc/x|];", { "/etc/x" });
	ASSERT(UP_CONTAINER_ZIP, "member-absolute[\\\\host\\x|];", { "\\\\host\\x" });
	ASSERT(UP_CONTAINER_ZIP, "member-drive[C:\\x|];", { "C:\\x" });
	ASSERT(UP_CONTAINER_ZIP, "member-backslash[a\\b|];", { "a\\b" });
	ASSERT(UP_CONTAINER_ZIP, "member-name-empty[|];", { "" });
	ASSERT(UP_CONTAINER_TAR,
	       "member-name-control[a\x1b"
	       "b|];",
	       { "a\x1b"
		 "b" });
	ASSERT(UP_CONTAINER_TAR, "member-name-bidi[a\xe2\x80\xaegnp.exe|];", { "a\xe2\x80\xaegnp.exe" });
	ASSERT(UP_CONTAINER_DEB, "member-traversal[data/../../x|];", { "data/../../x" });
	ASSERT(UP_CONTAINER_TAR, "", { "./" }, { "./a..b/...c" }, { "x\\x2dy.mount" }, { "na\xc3\xafve" }, { "c:x" });
	ASSERT(UP_CONTAINER_DEB, "", { "data/./usr/lib/a\\b" }, { "data/./" });
	ASSERT(UP_CONTAINER_FOLDER, "", { "/root/../x" });
}

static void links_stay_inside(void **state)
{
	ASSERT(UP_CONTAINER_TAR, "member-link-outside[a/b|../../x];", { "a/b", LINK, "../../x" });
	ASSERT(UP_CONTAINER_TAR, "member-link-outside[h|../x];", { .name = "h", .link = "../x", .is_hard_link = true });
	ASSERT(UP_CONTAINER_TAR, "member-link-outside[h|/etc/passwd];", { .name = "h", .link = "/etc/passwd", .is_hard_link = true });
	ASSERT(UP_CONTAINER_TAR, "member-link-absolute[p|the only one];", { "p", LINK, "/usr/bin/python3" });
	ASSERT(UP_CONTAINER_TAR, "member-through-link[l/x|l];", { "l", LINK, "d" }, { "l/x" });
	ASSERT(UP_CONTAINER_DEB, "member-through-link[usr/l/d/x|usr/l];", { "data/usr/l", LINK, "/etc" }, { "data/usr/l/d/x" });
	ASSERT(UP_CONTAINER_TAR, "", { "a/b", LINK, "../x" }, { "l-x" }, { "d/", FOLDER }, { "d/l", LINK, "." });
	ASSERT(UP_CONTAINER_DEB, "", { "data/./etc/mtab", LINK, "/proc/mounts" }, { "data/./lib/x", LINK, "../../../y" });
	/* A link that comes after is no way in. */
	ASSERT(UP_CONTAINER_TAR, "", { "l/x" }, { "l", LINK, "d" });
}

static void kinds_and_modes(void **state)
{
	ASSERT(UP_CONTAINER_DEB, "member-setuid[data/usr/bin/su|setuid, mode 4755];", { "data/usr/bin/su", S_IFREG | 04755 });
	ASSERT(UP_CONTAINER_TAR, "member-setuid[x|setgid, mode 2755];", { "x", S_IFREG | 02755 });
	ASSERT(UP_CONTAINER_DEB, "member-capabilities[data/ping|];", { .name = "data/ping", .has_capabilities = true });
	ASSERT(UP_CONTAINER_DEB, "member-world-writable[data/x|mode 0666];", { "data/x", S_IFREG | 0666 });
	ASSERT(UP_CONTAINER_TAR, "member-world-writable-archive[a|also b];", { "a", S_IFREG | 0666 }, { "b", S_IFDIR | 0777 });
	ASSERT(UP_CONTAINER_DEB, "member-owner[data/a|the only one];", { .name = "data/a", .uid = 1000 });
	ASSERT(UP_CONTAINER_TAR, "member-device[x|];member-fifo[y|];member-socket[z|];", { "x", S_IFCHR | 0600 }, { "y", S_IFIFO | 0600 },
	       { "z", S_IFSOCK | 0600 });
	ASSERT(UP_CONTAINER_TAR, "member-device-of-image[dev/null|the only one];", { "dev/null", S_IFCHR | 0666 }, { "etc/", FOLDER },
	       { "usr/bin/python", LINK, "/usr/bin/python3" });
	ASSERT(UP_CONTAINER_TAR, "member-future[a|the only one];", { .name = "a", .modified = NOW + 1000000 });
	ASSERT(UP_CONTAINER_7ZIP, "member-encrypted[a|the only one];", { .name = "a", .is_encrypted = true });
	ASSERT(UP_CONTAINER_DEB, "", { "data/var/mail", S_IFDIR | 02775 }, { "data/tmp", S_IFDIR | 01777 }, { "data/l", LINK, "x" },
	       { .name = "data/n", .uid = 65534 });
	ASSERT(UP_CONTAINER_ZIP, "", { "d/", S_IFDIR | 0777 }, { .name = "a", .is_encrypted = true, .uid = 1000, .modified = NOW });
}

static void two_together(void **state)
{
	ASSERT(UP_CONTAINER_TAR, "member-duplicate[a|];", { "a" }, { "./a" });
	ASSERT(UP_CONTAINER_TAR, "member-case-collision[readme|README];", { "README" }, { "readme" });
	ASSERT(UP_CONTAINER_ZIP, "member-file-and-folder[a|a/b];", { "a" }, { "a/b" });
	ASSERT(UP_CONTAINER_ZIP, "member-file-and-folder[a|a];", { "a" }, { "a/", FOLDER });
	ASSERT(UP_CONTAINER_ZIP, "", { "a" }, { "a" }, { "a.b/", FOLDER }, { "META-INF/LICENSE" }, { "META-INF/license" });
	ASSERT(UP_CONTAINER_DEB, "", { "data/usr/include/xt_MARK.h" }, { "data/usr/include/xt_mark.h" }, { "control/md5sums" });
	ASSERT(UP_CONTAINER_TAR, "", { "a/", FOLDER }, { "a/", FOLDER }, { "a/b" }, { "a.c" }, { "a/b.c" });
}

static void bytes_and_names(void **state)
{
	static const up_str elf = { "\177ELF\2\1", 6 }, pe = { "MZ\x90\0", 4 }, zip = { "PK\3\4", 4 }, script = { "#!/bin/sh", 9 };
	ASSERT(UP_CONTAINER_TAR, "member-program-as-other[a.png|it is an ELF program];", { .name = "a.png", .first = elf });
	ASSERT(UP_CONTAINER_TAR, "member-program-as-other[a.txt|it is a Windows program];", { .name = "a.txt", .first = pe });
	ASSERT(UP_CONTAINER_TAR, "member-program-as-other[a.PDF|it is a script with `#!`];", { .name = "a.PDF", .first = script });
	ASSERT(UP_CONTAINER_TAR, "member-archive-as-other[a.conf|it is a zip archive];", { .name = "a.conf", .first = zip });
	ASSERT(UP_CONTAINER_TAR, "member-not-as-named[a.gz|it is not compressed with gzip];", { .name = "a.gz", .first = UP_STR("text") });
	ASSERT(UP_CONTAINER_TAR, "", { .name = "a", .first = elf }, { .name = "a.so", .first = elf },
	       { .name = "example.txt", .first = script }, { .name = "app.jar", .first = script },
	       { .name = "MZ.txt", .first = UP_STR("MZ is a country code") }, { .name = "x.gz", .first = UP_STR("") },
	       { .name = "a.docx", .first = zip }, { .name = ".conf", .first = elf }, { .name = "e.gz.txt", .first = UP_STR("?") });
}

static void places_that_act(void **state)
{
	ASSERT(UP_CONTAINER_DEB, "member-in-sudoers[data/./etc/sudoers.d/acme|];", { "data/./etc/sudoers.d/acme" });
	ASSERT(UP_CONTAINER_ZIP, "member-in-cron[acme-1/files/etc/cron.d/x|also y/etc/cron.d/x];", { "acme-1/files/etc/cron.d/x" },
	       { "y/etc/cron.d/x" });
	ASSERT(UP_CONTAINER_DEB, "member-in-pam-common[data/etc/pam.d/common-auth|];member-in-pam[data/etc/pam.d/x|the only one];",
	       { "data/etc/pam.d/common-auth" }, { "data/etc/pam.d/x" });
	ASSERT(UP_CONTAINER_RPM, "member-in-ssh-keys[data/home/x/.ssh/authorized_keys|];", { "data/home/x/.ssh/authorized_keys" });
	ASSERT(UP_CONTAINER_ZIP, "member-in-python-start[a.pth|the only one];", { "a.pth" }, { "lib/b.pth" });
	ASSERT(UP_CONTAINER_DEB, "", { "data/etc/sudoers.d/README" }, { "data/etc/sudoers.d/", FOLDER }, { "data/etc/acme/cron.d/x" },
	       { "data/usr/share/doc/x/etc/cron.d/y" }, { "control/postinst", S_IFREG | 0755 }, { "data/etc/sudoers.dist" });
	ASSERT(UP_CONTAINER_ZIP, "", { "a/b/c/d/etc/cron.d/x" }, { "src/etc.d/cron" });
}

static void floods_are_bounded(void **state)
{
	struct up_buf said = { 0 };
	const struct up_form_sink sink = { &said, collect, collect_note };
	struct up_members *members = up_members_new(UP_CONTAINER_TAR, UP_STR("x"), NOW, &sink);
	for (int i = 0; i < 2 * UP_LIMIT_ARCHIVE_MEMBERS; i++) {
		const struct up_member member = { .name = i % 2 ? UP_STR("../x") : UP_STR("/y"),
						  .mode = S_IFREG | 0666,
						  .modified = NOW + 1000000 };
		up_members_add(members, &member, UP_STR(""));
	}
	up_members_finish(members);
	assert_true(up_str_contains(up_buf_str(&said), UP_STR("note limit;")));
	assert_true(said.len < 20000);
	up_buf_finish(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_lead_nowhere_else), cmocka_unit_test(links_stay_inside),
		cmocka_unit_test(kinds_and_modes),         cmocka_unit_test(two_together),
		cmocka_unit_test(bytes_and_names),         cmocka_unit_test(places_that_act),
		cmocka_unit_test(floods_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
