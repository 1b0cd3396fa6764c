/* Databases of packages: where they stand, and what hostile ones come to. Whole ones are in tests/fixtures/cli/inventory-*. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "core/limits.h"
#include "estate/databases.h"

struct memory {
	up_str bytes;
	struct up_buf said;
	struct up_arena *arena;
	size_t n;
};

static ssize_t read_at(void *data, uint64_t offset, void *bytes, size_t n)
{
	const struct memory *memory = data;
	up_str part = up_str_slice(memory->bytes, (size_t)offset, (size_t)offset + n);
	memcpy(bytes, part.s, part.len);
	return (ssize_t)part.len;
}

static bool on_component(void *data, const struct up_said_component *said, uint32_t line)
{
	struct memory *memory = data;
	up_buf_printf(&memory->said, "%u %.*s %.*s\n", line, UP_FMT(said->name), UP_FMT(up_str_slice(said->version, 0, 20)));
	memory->n++;
	return memory->n < 3; /* the third is the last that is wanted */
}

static void on_note(void *data, enum up_note_reason reason, uint32_t line, up_str detail)
{
	struct memory *memory = data;
	up_buf_printf(&memory->said, "%u %s: %.*s\n", line, up_note_reason_name(reason), UP_FMT(detail));
}

static void assert_said(enum up_database_kind kind, up_str bytes, const char *wanted)
{
	struct memory memory = { .bytes = bytes, .arena = up_arena_new() };
	const struct up_database_file file = { &memory, read_at, bytes.len, UP_STR("etc/os-release") };
	const struct up_database_sink sink = { &memory, on_component, on_note };
	up_database_read(kind, &file, memory.arena, &sink);
	assert_string_equal(memory.said.bytes ? memory.said.bytes : "", wanted);
	up_buf_finish(&memory.said);
	up_arena_free(memory.arena);
}

static void assert_kind(const char *path, enum up_database_kind kind, size_t home)
{
	size_t found = 0;
	if (up_database_kind(up_str_from(path), &found) != kind)
		fail_msg("%s is of another kind", path);
	if (kind != UP_DATABASE_NONE && found != home)
		fail_msg("%s: the root has %zu bytes", path, found);
}

static void test_places(void **state)
{
	(void)state;
	assert_kind("var/lib/dpkg/status", UP_DATABASE_DPKG, 0);
	assert_kind("/var/lib/dpkg/status", UP_DATABASE_DPKG, 1);
	assert_kind("images/a/var/lib/dpkg/status", UP_DATABASE_DPKG, 9);
	assert_kind("xvar/lib/dpkg/status", UP_DATABASE_NONE, 0);
	assert_kind("var/lib/dpkg/status-old", UP_DATABASE_NONE, 0);
	assert_kind("dpkg/status", UP_DATABASE_NONE, 0);
	assert_kind("status", UP_DATABASE_NONE, 0);
	assert_kind("", UP_DATABASE_NONE, 0);
	assert_kind("a/usr/local/bin/b", UP_DATABASE_PROGRAM, 2);
	assert_kind("a/bin/b", UP_DATABASE_PROGRAM, 2);
	assert_kind("a/usr/share/b", UP_DATABASE_NONE, 0);
	assert_kind("a/usr/local/bin/b", UP_DATABASE_PROGRAM, 2);
	assert_kind("a/bin/b", UP_DATABASE_PROGRAM, 2);
	assert_kind("a/usr/share/b", UP_DATABASE_NONE, 0);
	assert_kind("image.tar!/var/lib/dpkg/status", UP_DATABASE_DPKG, 11);
	assert_kind("a/x.deb!/control/control", UP_DATABASE_DPKG_FOLDER, 9);
	assert_kind("x/control/control", UP_DATABASE_NONE, 0);
	assert_kind("a/var/lib/dpkg/status.d/base", UP_DATABASE_DPKG_FOLDER, 2);
	assert_kind("a/var/lib/dpkg/status.d/base.md5sums", UP_DATABASE_NONE, 0);
	assert_kind("a/usr/lib/apk/db/installed", UP_DATABASE_APK, 2);
	assert_kind("a/lib/apk/db/installed", UP_DATABASE_APK, 2);
	assert_kind("var/lib/pacman/local/zlib-1/desc", UP_DATABASE_PACMAN, 0);
	assert_kind("var/lib/pacman/local/desc", UP_DATABASE_NONE, 0);
	assert_kind("usr/lib/sysimage/rpm/Packages.db", UP_DATABASE_RPM_NDB, 0);
	assert_kind("r/usr/lib/modules/6.1/modules.builtin", UP_DATABASE_KERNEL, 2);
	assert_kind("r/lib/modules/6.1/modules.builtin", UP_DATABASE_KERNEL, 2);
	assert_kind("var/lib/snapd/snaps/a_1.snap", UP_DATABASE_SNAP_FILE, 0);
	assert_kind("var/lib/snapd/snaps/partial", UP_DATABASE_NONE, 0);
}

static void test_stanzas(void **state)
{
	(void)state;
	assert_said(
		UP_DATABASE_DPKG,
		UP_STR("Package: a\nStatus: install ok installed\nVersion: 1\n\n\n\nPackage: b\r\nStatus: hold ok installed\r\nVersion: 2"),
		"1 a 1\n7 b 2\n");
	assert_said(UP_DATABASE_DPKG, UP_STR("Package: a\nVersion: 1\n"), "");
	assert_said(UP_DATABASE_DPKG_FOLDER, UP_STR("Package: a\nVersion: 1\nVersion: 2\n"), "1 a 1\n");
	assert_said(UP_DATABASE_APK, UP_STR("P:a\nV:1\n\nP:b\n\nV:3\n\nP:c\nV:3\n\nP:d\nV:4\n\nP:e\nV:5\n"),
		    "1 a 1\n4 syntax: the package b has no version\n8 c 3\n11 d 4\n");
	assert_said(UP_DATABASE_PACMAN, UP_STR("%NAME%\na\n\n%VERSION%\n1-1\nmore\n"), "2 a 1-1\n");
	assert_said(UP_DATABASE_PACMAN, UP_STR(""), "");
}

static void test_long_line(void **state)
{
	(void)state;
	struct up_buf text = { 0 };
	up_buf_add_s(&text, "Package: a\nDescription: ");
	for (int i = 0; i < UP_LIMIT_DATABASE_LINE + 10; i++)
		up_buf_add_byte(&text, 'x');
	up_buf_add_s(&text, "\nVersion: ");
	for (int i = 0; i < UP_LIMIT_DATABASE_LINE; i++)
		up_buf_add_byte(&text, '1');
	up_buf_add_s(&text, "\n");
	assert_said(UP_DATABASE_DPKG_FOLDER, up_buf_str(&text),
		    "3 limit: the line is longer than 65536 bytes; its rest was passed over\n1 a 11111111111111111111\n");
	up_buf_finish(&text);
}

static void test_large_text(void **state)
{
	(void)state;
	struct up_buf text = { 0 };
	while (text.len <= UP_LIMIT_DATABASE_TEXT)
		up_buf_add_s(&text, "ID=a\n");
	assert_said(UP_DATABASE_OS_RELEASE, up_buf_str(&text), "0 too-large: 1048580 bytes; the limit for files of this name is 1048576\n");
	up_buf_finish(&text);
	assert_said(UP_DATABASE_OS_RELEASE, UP_STR("NAME=x\n"), "1 linux \n");
	assert_said(UP_DATABASE_OS_RELEASE, UP_STR("ID=\"a b\"\nVERSION_ID='7'\n"), "1 a b 7\n");
}

/* --- ndb -------------------------------------------------------------------------------------------------------------- */

static void put32(char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (char)(value >> (8 * i));
}

static void put32_big(char *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (char)(value >> (24 - 8 * i));
}

enum {
	NDB_BYTES = 8192,
	BLOB = 4096,
};

/* A database of one package whose header has the index that the test gives. */
static void make_ndb(char file[NDB_BYTES], uint32_t n_entries, uint32_t store_bytes, uint32_t offset, uint32_t blob_bytes)
{
	memset(file, 0, NDB_BYTES);
	put32(file, 0x506d7052);
	put32(file + 12, 1);
	for (size_t at = 32; at < 4096; at += 16)
		put32(file + at, 0x746f6c53);
	put32(file + 36, 5);
	put32(file + 40, BLOB / 16);
	put32(file + 44, (NDB_BYTES - BLOB) / 16);
	put32(file + BLOB, 0x53626c42);
	put32(file + BLOB + 4, 5);
	put32(file + BLOB + 12, blob_bytes);
	char *header = file + BLOB + 16;
	put32_big(header, n_entries);
	put32_big(header + 4, store_bytes);
	for (uint32_t i = 0; i < 2; i++) {
		put32_big(header + 8 + 16 * (size_t)i, 1000 + i);
		put32_big(header + 8 + 16 * (size_t)i + 4, 6);
		put32_big(header + 8 + 16 * (size_t)i + 8, offset + 2 * i);
		put32_big(header + 8 + 16 * (size_t)i + 12, 1);
	}
	memcpy(header + 40, "a\0001", 4);
}

static void assert_ndb(uint32_t n_entries, uint32_t store_bytes, uint32_t offset, uint32_t blob_bytes, const char *wanted)
{
	char file[NDB_BYTES];
	make_ndb(file, n_entries, store_bytes, offset, blob_bytes);
	assert_said(UP_DATABASE_RPM_NDB, (up_str){ file, sizeof file }, wanted);
}

static void test_ndb(void **state)
{
	(void)state;
	static const char broken[] = "0 syntax: the header of 1 package is broken\n";
	assert_ndb(2, 4, 0, 44, "0 a 1\n");
	assert_ndb(2, 4, 0, NDB_BYTES, broken); /* the blob ends beyond its blocks */
	assert_ndb(2, 4, 4, 44, broken);        /* texts beyond the store */
	assert_ndb(2, 4, 0xffffffff, 44, broken);
	assert_ndb(0xffffffff, 4, 0, 44, broken);
	assert_ndb(0, 4, 0, 44, broken);
	assert_ndb(2, 0xffffffff, 0, 44, broken);
	assert_ndb(3, 4, 0, 44, broken); /* the index takes what the store had */
	assert_ndb(2, 4, 0, 7, broken);
	assert_said(UP_DATABASE_RPM_NDB, UP_STR("RpmP"), "0 syntax: it is no package database of rpm's ndb format\n");
}

/* --- Berkeley DB ------------------------------------------------------------------------------------------------------ */

enum {
	PAGE = 512,
	PAGES = 4,
};

/* A hash page with one value, which is a chain of pages. */
static void make_bdb(char file[PAGES * PAGE], uint32_t value_bytes, uint32_t second)
{
	memset(file, 0, PAGES * PAGE);
	put32(file + 12, 0x061561);
	put32(file + 20, PAGE);
	file[25] = 8;
	put32(file + 32, PAGES - 1);
	char *page = file + PAGE;
	page[25] = 13;
	page[20] = 2;
	put32(page + 26, (PAGE - 5) | (uint32_t)(PAGE - 17) << 16);
	page[PAGE - 5] = 1;
	page[PAGE - 17] = 3;
	put32(page + PAGE - 13, 2);
	put32(page + PAGE - 9, value_bytes);
	page = file + (ptrdiff_t)(2 * PAGE);
	page[25] = 7;
	put32(page + 16, second);
	put32_big(page + 26, 2);
	put32_big(page + 30, 4);
	for (uint32_t i = 0; i < 2; i++) {
		put32_big(page + 34 + 16 * (size_t)i, 1000 + i);
		put32_big(page + 34 + 16 * (size_t)i + 4, 6);
		put32_big(page + 34 + 16 * (size_t)i + 8, 2 * i);
	}
	memcpy(page + 66, "a\0001", 4);
	page[PAGE + 25] = 7;
	put32(page + PAGE + 16, 2);
}

static void assert_bdb(uint32_t value_bytes, uint32_t second, const char *wanted)
{
	char file[PAGES * PAGE];
	make_bdb(file, value_bytes, second);
	assert_said(UP_DATABASE_RPM_BDB, (up_str){ file, sizeof file }, wanted);
}

static void test_bdb(void **state)
{
	(void)state;
	static const char broken[] = "0 syntax: the header of 1 package is broken\n";
	assert_bdb(44, 0, "0 a 1\n");
	assert_bdb(900, 3, "0 a 1\n");
	assert_bdb(900, 0, broken);          /* the chain ends before the value */
	assert_bdb(30 << 20, 3, broken);     /* a chain that runs in a circle */
	assert_bdb(0xffffffff, 3, broken);   /* larger than any header */
	assert_bdb(900, 0xffffffff, broken); /* a page that is not there */
	assert_said(UP_DATABASE_RPM_BDB, UP_STR("x"),
		    "0 unsupported: it is no hash table of Berkeley DB, or one that is encrypted: what rpm has installed is not known\n");
}

/* --- ELF -------------------------------------------------------------------------------------------------------------- */

enum {
	ELF_BYTES = 1024,
	ELF_SECTIONS = 512,
	ELF_NAMES = 64,
	ELF_TEXT = 128,
};

/* A program with one section beside that of names. */
static void make_elf(char file[ELF_BYTES], const char *section, up_str text)
{
	memset(file, 0, ELF_BYTES);
	memcpy(file, "\177ELF\2\1\1", 7);
	put32(file + 40, ELF_SECTIONS);
	put32(file + 58, 64 | 2u << 16);
	put32(file + 62, 1);
	memcpy(file + ELF_NAMES, section, strlen(section));
	put32(file + ELF_SECTIONS + 24, ELF_TEXT);
	put32(file + ELF_SECTIONS + 32, (uint32_t)text.len);
	put32(file + ELF_SECTIONS + 64, 20);
	put32(file + ELF_SECTIONS + 88, ELF_NAMES);
	put32(file + ELF_SECTIONS + 96, 40);
	memcpy(file + ELF_TEXT, text.s, text.len);
}

static void assert_marked(up_str text, const char *wanted)
{
	const struct up_program_mark mark = { UP_STR("nginx"), UP_STR("nginx/") };
	char file[ELF_BYTES];
	make_elf(file, ".rodata", text);
	struct memory memory = { .bytes = { file, sizeof file }, .arena = up_arena_new() };
	const struct up_database_file opened = { &memory, read_at, sizeof file, UP_STR("bin/nginx"), &mark, 1 };
	const struct up_database_sink sink = { &memory, on_component, on_note };
	up_database_read(UP_DATABASE_PROGRAM, &opened, memory.arena, &sink);
	assert_string_equal(memory.said.bytes ? memory.said.bytes : "", wanted);
	up_buf_finish(&memory.said);
	up_arena_free(memory.arena);
}

static void test_marks(void **state)
{
	(void)state;
	assert_marked(UP_STR("x\0nginx/1.24.0 (Ubuntu)\0"), "0 nginx 1.24.0\n");
	assert_marked(UP_STR("since nginx/0.7.4\0nginx/1.24.0."), "0 nginx 1.24.0\n");
	assert_marked(UP_STR("see nginx/0.7.4"), "0 nginx 0.7.4\n");
	assert_marked(UP_STR("nginx/%s\0nginx/7\0nginx/"), "");
	assert_marked(UP_STR("nginx/1.2.3.4.5.6.7.8.9.10.11.12.13"), "");
	assert_marked(UP_STR("nginx"), "");
}

static void assert_elf(const char *section, up_str text, const char *wanted)
{
	char file[ELF_BYTES];
	make_elf(file, section, text);
	assert_said(UP_DATABASE_PROGRAM, (up_str){ file, sizeof file }, wanted);
}

static void test_elf(void **state)
{
	(void)state;
	assert_elf(".note.package",
		   UP_STR("\4\0\0\0\5\0\0\0\1\0\0\0GNU\0abcde\0\0\0"
			  "\4\0\0\0\051\0\0\0\176\032\376\312FDO\0{\"type\":\"rpm\",\"name\":\"a\",\"version\":\"1-2\"}\0\0\0"),
		   "0 a 1-2\n");
	assert_elf(".note.package", UP_STR("\4\0\0\0\xff\xff\xff\xff\176\032\376\312FDO\0{}"), "");
	assert_elf(".note.package", UP_STR("\4\0\0\0\2\0\0\0\176\032\376\312FDO\0{}"), "");
	assert_elf(".note.other", UP_STR("\4\0\0\0"), "");
	assert_said(UP_DATABASE_PROGRAM, UP_STR("#!/bin/sh\n"), "");
	assert_said(UP_DATABASE_PROGRAM, UP_STR("\177ELF"), "");
}

static void test_go(void **state)
{
	(void)state;
	static const char list[] = "0123456789abcdefpath\tx\nmod\ta/b\t(devel)\n"
				   "dep\tc\tv1\n=>\t./c\ndep\td\tv2\n=>\te/f\tv3\n0123456789abcdef";
	struct up_buf text = { 0 };
	up_buf_add(&text, UP_STR("\xff Go buildinf:\x08\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x06go1.22"));
	up_buf_add_byte(&text, (char)(sizeof list - 1));
	up_buf_add_s(&text, list);
	assert_elf(".go.buildinfo", up_buf_str(&text), "0 stdlib 1.22\n0 b \n0 c \n"); /* three are wanted */
	assert_elf(".go.buildinfo", up_str_slice(up_buf_str(&text), 0, text.len - 20),
		   "0 limit: the list of its Go modules is longer than 1048576 bytes, or cut\n");
	text.bytes[15] = 0;
	assert_elf(".go.buildinfo", up_buf_str(&text), "0 unsupported: it was built by Go before 1.18, whose modules are not read\n");
	up_buf_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),     cmocka_unit_test(test_stanzas), cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_large_text), cmocka_unit_test(test_ndb),     cmocka_unit_test(test_bdb),
		cmocka_unit_test(test_elf),        cmocka_unit_test(test_go),      cmocka_unit_test(test_marks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
