/* Signatures that lie in the packages which they are of: those of debsigs and of rpm. */
#include "openpgp-sample.h"

static void add_ar(struct up_buf *out, const char *name, up_str bytes)
{
	up_buf_printf(out, "%-16s%-12s%-6s%-6s%-8s%-10zu`\n", name, "0", "0", "0", "100644", bytes.len);
	up_buf_add(out, bytes);
	if (bytes.len & 1)
		up_buf_add_byte(out, '\n');
}

/* debsigs signs the three parts one after the other; what else lies in the archive does not count. */
static void test_deb(void **state)
{
	for (int is_bad = 0; is_bad < 2; is_bad++) {
		struct round round;
		begin(&round, 0, "sign", 0);
		up_str signature = sign(&round.maker, round.key, UP_STR("2.0\ncontrol\ndata"),
					(struct signing_options){ .is_binary = true });
		struct up_buf deb = { 0 };
		up_buf_add_s(&deb, "!<arch>\n");
		add_ar(&deb, "debian-binary", UP_STR("2.0\n"));
		add_ar(&deb, "_extra", UP_STR("odd"));
		add_ar(&deb, "control.tar.xz", UP_STR("control\n"));
		add_ar(&deb, "data.tar.xz/", is_bad ? UP_STR("Data") : UP_STR("data"));
		add_ar(&deb, "_gpgorigin", signature);
		uint32_t member = sample_member(&round.sample, 0, "x.deb", up_buf_str(&deb), false);
		uint32_t container = sample_container(&round.sample, UP_CONTAINER_DEB, member);
		(void)sample_member(&round.sample, container, "_gpgorigin", signature, true);
		sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
		const struct up_statement *statement = run(&round);
		assert_int_equal(statement->integrity.said, is_bad ? UP_SAID_BAD : UP_SAID_GOOD);
		assert_string_equal(statement->kind, "deb");
		assert_str(statement->subject, "x.deb");
		assert_str(statement->by, "x.deb!/_gpgorigin");
		up_buf_finish(&deb);
		end(&round);
	}
}

static void add_big_endian(struct up_buf *out, uint32_t value)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		up_buf_add_byte(out, (char)(value >> shift & 255));
}

/* A header of an rpm whose tags are all binary. */
static void add_rpm_header(struct up_buf *out, size_t n, const uint32_t *tags, const up_str *values)
{
	struct up_buf store = { 0 };
	size_t size = 0;
	for (size_t i = 0; i < n; i++)
		size += values[i].len;
	up_buf_add(out, (up_str){ "\x8e\xad\xe8\x01\0\0\0\0", 8 });
	add_big_endian(out, (uint32_t)n);
	add_big_endian(out, (uint32_t)size);
	for (size_t i = 0; i < n; i++) {
		add_big_endian(out, tags[i]);
		add_big_endian(out, 7);
		add_big_endian(out, (uint32_t)store.len);
		add_big_endian(out, (uint32_t)values[i].len);
		up_buf_add(&store, values[i]);
	}
	up_buf_add(out, up_buf_str(&store));
	up_buf_finish(&store);
}

/* One signature over the header, one over header and payload; and a detached one of the whole beside it. */
static void test_rpm(void **state)
{
	for (int is_bad = 0; is_bad < 2; is_bad++) {
		struct round round;
		begin(&round, 0, "sign", 0);
		struct up_buf header = { 0 }, rpm = { 0 };
		add_rpm_header(&header, 1, &(uint32_t){ 1000 }, &UP_STR("name"));
		struct up_buf covered = { 0 };
		up_buf_add(&covered, up_buf_str(&header));
		up_buf_add_s(&covered, "payload");
		up_str both = up_arena_take(round.sample.arena, &covered);
		struct signing_options binary = { .is_binary = true };
		up_str values[] = { sign(&round.maker, round.key, up_buf_str(&header), binary),
				    sign(&round.maker, round.key, both, binary) };
		up_buf_add(&rpm, (up_str){ "\xed\xab\xee\xdb\x03\0\0\0\0\xff", 10 });
		while (rpm.len < 78)
			up_buf_add_byte(&rpm, 0);
		up_buf_add(&rpm, (up_str){ "\0\x05", 2 }); /* the signature is a header */
		while (rpm.len < 96)
			up_buf_add_byte(&rpm, 0);
		add_rpm_header(&rpm, 2, (uint32_t[]){ 267, 1005 }, values);
		while (rpm.len % 8)
			up_buf_add_byte(&rpm, 0);
		up_buf_add(&rpm, up_buf_str(&header));
		up_buf_add_s(&rpm, is_bad ? "Payload" : "payload");
		uint32_t member = sample_member(&round.sample, 0, "x.rpm", up_buf_str(&rpm), false);
		(void)sample_container(&round.sample, UP_CONTAINER_RPM, member);
		(void)sample_member(&round.sample, 0, "x.rpm.asc",
				    sign(&round.maker, round.key, up_buf_str(&rpm), (struct signing_options){ 0 }), true);
		sample_trust(&round.sample, "vendor.asc", export_key(&round.maker, round.key, false));
		up_verify_openpgp(&round.sample.verify);
		const struct up_statement *items = round.sample.statements.items;
		assert_int_equal(round.sample.statements.n, 3);
		assert_string_equal(items[0].kind, "OpenPGP");
		assert_int_equal(items[0].integrity.said, UP_SAID_GOOD);
		assert_string_equal(items[1].kind, "RPM");
		assert_str(items[1].integrity.text, "the bytes of the header match (SHA-512)");
		assert_int_equal(items[2].integrity.said, is_bad ? UP_SAID_BAD : UP_SAID_GOOD);
		assert_int_equal(round.sample.n_rounds, 2); /* once for each kind of signature */
		up_buf_finish(&header);
		up_buf_finish(&rpm);
		end(&round);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deb),
		cmocka_unit_test(test_rpm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
