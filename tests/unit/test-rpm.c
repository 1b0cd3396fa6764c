/* package/rpm: headers as rpmbuild writes them, made here byte by byte, and what hostile ones must not do. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/memory.h"
#include "package/rpm.h"

/* --- a little writer -------------------------------------------------------------------------------------------------- */

struct header {
	struct up_buf entries, store;
	unsigned n;
};

static void add_be32(struct up_buf *buf, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		up_buf_add_byte(buf, (char)(value >> shift));
}

static void add_entry(struct header *header, uint32_t tag, uint32_t type, uint32_t offset, uint32_t count)
{
	add_be32(&header->entries, tag);
	add_be32(&header->entries, type);
	add_be32(&header->entries, offset);
	add_be32(&header->entries, count);
	header->n++;
}

static void add_tag(struct header *header, uint32_t tag, uint32_t type, uint32_t count, up_str data)
{
	add_entry(header, tag, type, (uint32_t)header->store.len, count);
	up_buf_add(&header->store, data);
}

static void add_number(struct header *header, uint32_t tag, uint32_t value)
{
	while (header->store.len % 4)
		up_buf_add_byte(&header->store, '\0');
	add_entry(header, tag, UP_RPM_INT32, (uint32_t)header->store.len, 1);
	add_be32(&header->store, value);
}

/* One NUL behind each text comes with the literal's own. */
#define TEXT(header, tag, text) add_tag(header, tag, UP_RPM_STRING, 1, (up_str){ (text), sizeof(text) })
#define TEXTS(header, tag, count, text) add_tag(header, tag, UP_RPM_STRINGS, count, (up_str){ (text), sizeof(text) })

static void write_header(struct up_buf *out, struct header *header, uint32_t region)
{
	struct up_buf entries = { 0 };
	if (region) {
		struct header first = { 0 };
		add_entry(&first, region, UP_RPM_BIN, (uint32_t)header->store.len, 16);
		up_buf_add(&first.entries, up_buf_str(&header->entries));
		up_buf_finish(&header->entries);
		entries = first.entries;
		header->n++;
		add_be32(&header->store, region);
		add_be32(&header->store, UP_RPM_BIN);
		add_be32(&header->store, (uint32_t) - (int32_t)(header->n * 16));
		add_be32(&header->store, 16);
	} else
		entries = header->entries;
	up_buf_add(out, (up_str){ "\x8e\xad\xe8\x01\0\0\0\0", 8 });
	add_be32(out, header->n);
	add_be32(out, (uint32_t)header->store.len);
	up_buf_add(out, up_buf_str(&entries));
	up_buf_add(out, up_buf_str(&header->store));
	up_buf_finish(&entries);
	up_buf_finish(&header->store);
}

static void write_rpm(struct up_buf *out, struct header *signature, struct header *header, uint32_t region)
{
	up_buf_add(out, (up_str){ "\xed\xab\xee\xdb\3\0\0\0", 8 });
	while (out->len < 96)
		up_buf_add_byte(out, '\0');
	write_header(out, signature, UP_RPM_TAG_SIGNATURES);
	while (out->len % 8)
		up_buf_add_byte(out, '\0');
	write_header(out, header, region);
	up_buf_add_s(out, "PAYLOAD");
}

static void open_rpm(const struct up_buf *bytes, up_str *memory, struct up_rpm *rpm)
{
	up_str fault;
	*memory = up_buf_str(bytes);
	struct up_window window = up_window_of(memory);
	if (!up_rpm_open(&window, rpm, &fault))
		print_error("%.*s\n", UP_FMT(fault));
	assert_null(fault.s);
}

static void fill(struct header *header)
{
	TEXT(header, UP_RPM_TAG_NAME, "acme");
	TEXT(header, UP_RPM_TAG_VERSION, "2.1");
	TEXT(header, UP_RPM_TAG_RELEASE, "3.el9");
	TEXT(header, UP_RPM_TAG_SOURCE_RPM, "acme-2.1-3.el9.src.rpm");
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void collect_script(void *data, const struct up_rpm_scriptlet *scriptlet)
{
	up_buf_printf(data, "%.*s(%.*s,%.*s)=%.*s;", UP_FMT(scriptlet->name), UP_FMT(scriptlet->about), UP_FMT(scriptlet->interpreter),
		      UP_FMT(scriptlet->text));
}

static void collect_dependency(void *data, const struct up_rpm_dependency *dependency)
{
	up_buf_printf(data, "%.*s%s%.*s%s;", UP_FMT(dependency->name), dependency->compare, UP_FMT(dependency->version),
		      dependency->is_of_scriptlets ? "!" : "");
}

static void collect_file(void *data, const struct up_rpm_file *file)
{
	up_buf_printf(data, "%.*s%.*s %.*s %o;", UP_FMT(file->folder), UP_FMT(file->base), UP_FMT(file->digest), file->mode);
}

static void collect_seal(void *data, const struct up_rpm_seal *seal)
{
	up_buf_printf(data, "%s %s %.*s %llu-%llu;", seal->name, seal->algorithm, UP_FMT(seal->bytes), (unsigned long long)seal->start,
		      (unsigned long long)seal->end);
}

static void collect_form(void *data, const struct up_form *form)
{
	up_buf_printf(data, "%.*s=%.*s;", UP_FMT(form->key), UP_FMT(form->value));
}

/* Everything that can be asked of an rpm. */
static void fill_all(struct header *signature, struct header *header)
{
	TEXT(signature, UP_RPM_SIG_SHA256_HEADER, "abcd");
	add_tag(signature, UP_RPM_SIG_RSA_HEADER, UP_RPM_BIN, 3, UP_STR("sig"));
	fill(header);
	add_number(header, UP_RPM_TAG_EPOCH, 7);
	TEXT(header, UP_RPM_TAG_POSTIN, "ldconfig");
	TEXTS(header, 1086, 2, "/bin/bash\0-e");
	TEXT(header, 1085, "<lua>");
	TEXTS(header, 1065, 2, "one\0two");
	TEXTS(header, 1066, 3, "a\0b\0c");
	TEXTS(header, 1092, 2, "/bin/sh\0/usr/bin/python3");
	add_tag(header, 1069, UP_RPM_INT32, 3, (up_str){ "\0\0\0\0\0\0\0\0\0\0\0\1", 12 });
	add_tag(header, 1068, UP_RPM_INT32, 3, (up_str){ "\0\1\0\0\0\1\0\0\0\4\0\0", 12 });
	TEXTS(header, 1049, 2, "libc.so.6\0/bin/sh");
	TEXTS(header, 1050, 2, "2.34\0");
	add_tag(header, 1048, UP_RPM_INT32, 2, (up_str){ "\0\0\0\x0c\0\0\x02\0", 8 });
	TEXTS(header, UP_RPM_TAG_BASE_NAMES, 2, "x.conf\0run");
	TEXTS(header, UP_RPM_TAG_DIR_NAMES, 2, "/etc/\0/usr/bin/");
	TEXTS(header, UP_RPM_TAG_FILE_CAPABILITIES, 2, "\0cap_net_raw=ep");
	add_tag(header, UP_RPM_TAG_DIR_INDEXES, UP_RPM_INT32, 2, (up_str){ "\0\0\0\0\0\0\0\1", 8 });
	add_tag(header, UP_RPM_TAG_FILE_MODES, UP_RPM_INT16, 2, (up_str){ "\x81\xa4\x81\xed", 4 });
	TEXTS(header, UP_RPM_TAG_FILE_DIGESTS, 2, "01\0002");
	TEXTS(header, UP_RPM_TAG_PAYLOAD_DIGEST, 1, "ef");
}

static void tags_are_read(void **state)
{
	struct header signature = { 0 }, header = { 0 };
	struct up_buf bytes = { 0 }, out = { 0 };
	struct up_rpm rpm;
	up_str memory;
	fill_all(&signature, &header);
	write_rpm(&bytes, &signature, &header, UP_RPM_TAG_IMMUTABLE);
	open_rpm(&bytes, &memory, &rpm);

	assert_true(rpm.header.is_region_whole && rpm.signature.is_region_whole && !rpm.is_source);
	assert_str(up_rpm_text(&rpm.header, UP_RPM_TAG_NAME), "acme");
	assert_str(up_rpm_bytes(&rpm.signature, UP_RPM_SIG_RSA_HEADER), "sig");
	assert_str(up_str_slice(memory, rpm.payload_start, rpm.size), "PAYLOAD");
	up_rpm_evr(&rpm, &out);
	assert_str(up_buf_str(&out), "7:2.1-3.el9");
	up_buf_clear(&out);
	up_rpm_scriptlets(&rpm, &out, collect_script);
	assert_str(up_buf_str(&out),
		   "%pre(,<lua>)=;%post(,/bin/bash)=ldconfig;%triggerin(a,/bin/sh)=one;%triggerpostun(c,/usr/bin/python3)=two;");
	up_buf_clear(&out);
	up_rpm_dependencies(&rpm, UP_RPM_REQUIRES, &out, collect_dependency);
	assert_str(up_buf_str(&out), "libc.so.6>=2.34;/bin/sh!;");
	up_buf_clear(&out);
	assert_true(up_rpm_files(&rpm, &out, collect_file));
	assert_str(up_buf_str(&out), "/etc/x.conf 01 100644;/usr/bin/run 2 100755;");
	assert_string_equal(up_rpm_file_digest(&rpm), "MD5");
	up_buf_clear(&out);
	up_rpm_seals(&rpm, &out, collect_seal);
	char expected[200];
	snprintf(expected, sizeof expected,
		 "RSAHEADER  sig %llu-%llu;SHA256HEADER SHA256 abcd %llu-%llu;PAYLOADDIGEST SHA256 ef %llu-%llu;",
		 (unsigned long long)rpm.header.start, (unsigned long long)rpm.header.end, (unsigned long long)rpm.header.start,
		 (unsigned long long)rpm.header.end, (unsigned long long)rpm.payload_start, (unsigned long long)rpm.size);
	assert_string_equal(out.bytes, expected);
	up_buf_clear(&out);
	const struct up_form_sink sink = { &out, collect_form, NULL };
	up_rpm_inspect(&rpm, UP_STR("x.rpm"), &sink);
	assert_str(up_buf_str(&out), "member-capabilities=data/usr/bin/run;");
	up_rpm_finish(&rpm);
	up_buf_finish(&out);
	up_buf_finish(&bytes);
}

static void forms_are_stated(void **state)
{
	struct header signature = { 0 }, header = { 0 };
	struct up_buf bytes = { 0 }, out = { 0 };
	struct up_rpm rpm;
	up_str memory;
	add_number(&signature, UP_RPM_SIG_SIZE, 9);
	fill(&header);
	TEXT(&header, UP_RPM_TAG_NAME, "other");
	write_rpm(&bytes, &signature, &header, 0);
	open_rpm(&bytes, &memory, &rpm);
	const struct up_form_sink sink = { &out, collect_form, NULL };
	up_rpm_inspect(&rpm, UP_STR("x.rpm"), &sink);
	char expected[200];
	snprintf(expected, sizeof expected, "rpm-header-duplicate=1000;rpm-header-unsigned-part=acme;rpm-size-differs=%llu;",
		 (unsigned long long)(rpm.size - rpm.header.start));
	assert_string_equal(out.bytes, expected);
	up_rpm_finish(&rpm);
	up_buf_finish(&out);
	up_buf_finish(&bytes);
}

static void hostile_tags_are_none(void **state)
{
	struct header signature = { 0 }, header = { 0 };
	struct up_buf bytes = { 0 };
	struct up_rpm rpm;
	struct up_rpm_tag tag;
	up_str memory;
	fill(&signature);
	fill(&header);
	add_entry(&header, 2000, UP_RPM_INT64, 0, UINT32_MAX);
	add_entry(&header, 2001, UP_RPM_STRING, UINT32_MAX, 1);
	add_entry(&header, 2002, 77, 0, 1);
	add_entry(&header, 2003, UP_RPM_STRINGS, 0, 0);
	add_entry(&header, 2004, UP_RPM_STRING, 0, 2);
	add_entry(&header, 2005, UP_RPM_STRINGS, (uint32_t)header.store.len, 3);
	up_buf_add_s(&header.store, "no end");
	write_rpm(&bytes, &signature, &header, 0);
	open_rpm(&bytes, &memory, &rpm);
	for (uint32_t number = 2000; number < 2005; number++)
		assert_false(up_rpm_find(&rpm.header, number, &tag));
	assert_true(up_rpm_find(&rpm.header, 2005, &tag));
	size_t at = 0;
	uint32_t left = tag.count;
	up_str text;
	assert_false(up_rpm_next(&tag, &at, &left, &text));
	assert_int_equal(up_rpm_text(&rpm.header, 2005).len, 0);
	up_rpm_finish(&rpm);

	/* Of a prefix it is not known how much there is. */
	struct up_window prefix = up_window_of(&memory);
	prefix.is_prefix = true;
	assert_true(up_rpm_open(&prefix, &rpm, &text));
	assert_true(rpm.size == UINT64_MAX);
	up_rpm_finish(&rpm);

	/* Cut anywhere, it is none, or the same. */
	for (size_t len = 0; len < bytes.len; len++) {
		up_str cut = { bytes.bytes, len }, fault;
		struct up_window window = up_window_of(&cut);
		if (up_rpm_open(&window, &rpm, &fault))
			up_rpm_finish(&rpm);
		else
			assert_true(fault.len > 10);
	}
	up_buf_finish(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_read),
		cmocka_unit_test(forms_are_stated),
		cmocka_unit_test(hostile_tags_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
