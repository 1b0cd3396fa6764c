/* secret/decode: encodings of secrets, strict, and the places of decoded bytes. */
#include "test.h"

#include "core/text.h"
#include "secret/decode.h"

typedef bool decoder(up_str text, struct up_buf *buf);

static void expect_bytes(decoder decode, const char *text, const char *expected)
{
	struct up_buf buf = { 0 };
	up_buf_add_s(&buf, "<");
	if (!decode(up_str_from(text), &buf))
		fail_msg("\"%s\" is not decoded", text);
	if (strlen(expected) + 1 != buf.len || memcmp(buf.bytes + 1, expected, buf.len - 1) != 0)
		fail_msg("\"%s\" is decoded to \"%s\"", text, buf.bytes + 1);
	assert_int_equal(buf.bytes[buf.len], '\0');
	up_buf_finish(&buf);
}

static void expect_none(decoder decode, const char *text)
{
	struct up_buf buf = { 0 };
	up_buf_add_s(&buf, "<");
	if (decode(up_str_from(text), &buf))
		fail_msg("\"%s\" is decoded to \"%s\"", text, buf.bytes);
	assert_str(up_buf_str(&buf), "<");
	up_buf_finish(&buf);
}

static void base64_of_rfc_4648(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "Zg==", "f" },
		{ "Zm8=", "fo" },
		{ "Zm9v", "foo" },
		{ "Zm9vYg==", "foob" },
		{ "Zm9vYmE=", "fooba" },
		{ "Zm9vYmFy", "foobar" },
		{ "Zg", "f" },
		{ "Zm8", "fo" },
		{ "Zm9vYmE", "fooba" },
		{ "+/+/", "\xfb\xff\xbf" },
		{ "-_-_", "\xfb\xff\xbf" },
	};
	static const char *const bad[] = { "Z",        "Zm9vY",    "Zg=",   "Zg===",  "Z===", "=",    "====",   "Zm9v=",
					   "Zm9v====", "Zg==Zg==", "Zm 9v", "Zm9v\n", "Zm9*", "+_+_", "Zm9\xc3" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_bytes(up_base64, rows[i][0], rows[i][1]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_none(up_base64, bad[i]);
}

static void base32_of_rfc_4648(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "MY======", "f" },
		{ "MZXQ====", "fo" },
		{ "MZXW6===", "foo" },
		{ "MZXW6YQ=", "foob" },
		{ "MZXW6YTB", "fooba" },
		{ "MZXW6YTBOI======", "foobar" },
		{ "mzxw6ytboi", "foobar" },
	};
	static const char *const bad[] = {
		"M", "MZX", "MZXW6Y", "MZXW6YQ==", "MY=====", "mZXW6YTB", "MZXW6YT1", "MZXW6YT0", "MZXW YTB", "="
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_bytes(up_base32, rows[i][0], rows[i][1]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		expect_none(up_base32, bad[i]);
}

static void hex_in_either_case(void **state)
{
	expect_bytes(up_hex, "", "");
	expect_bytes(up_hex, "666F6fff", "foo\xff");
	expect_none(up_hex, "666");
	expect_none(up_hex, "6g");
	expect_none(up_hex, "0x66");
}

/* Vectors of draft-msporny-base58. */
static void base58_of_bitcoin(void **state)
{
	expect_bytes(up_base58, "2NEpo7TZRRrLZSi2U", "Hello World!");
	expect_bytes(up_base58, "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
		     "The quick brown fox jumps over the lazy dog.");
	unsigned char bytes[UP_BASE58_MAX];
	size_t len;
	assert_true(up_base58_to(UP_STR("11233QC4"), bytes, &len)); /* 0x0000287fb4cd */
	assert_int_equal(len, 6);
	assert_memory_equal(bytes, "\0\0\x28\x7f\xb4\xcd", 6);
	expect_none(up_base58, "0");
	expect_none(up_base58, "Il");
	char longer[UP_BASE58_MAX + 2] = { 0 };
	memset(longer, 'z', UP_BASE58_MAX + 1);
	expect_none(up_base58, longer);
	longer[UP_BASE58_MAX] = '\0';
	assert_true(up_base58_to(up_str_from(longer), bytes, &len));
	assert_int_equal(len, 188); /* 256 × log 58 / log 256, rounded up */
}

static void numbers_have_a_width(void **state)
{
	char digits[7];
	uint64_t number;
	up_base62_write(0, digits, 6);
	assert_memory_equal(digits, "000000", 6);
	up_base62_write(61, digits, 6);
	assert_memory_equal(digits, "00000z", 6);
	up_base62_write(UINT32_MAX, digits, 6);
	assert_memory_equal(digits, "4gfFC3", 6);
	up_base36_write(UINT32_MAX, digits, 7);
	assert_memory_equal(digits, "1z141z3", 7);
	assert_true(up_base62_read(UP_STR("4gfFC3"), &number));
	assert_int_equal(number, UINT32_MAX);
	assert_true(up_base36_read(UP_STR("1z141z3"), &number));
	assert_int_equal(number, UINT32_MAX);
	assert_false(up_base36_read(UP_STR("1Z"), &number));
	assert_false(up_base62_read(UP_STR(""), &number));
	assert_false(up_base62_read(UP_STR("a-b"), &number));
	assert_false(up_base62_read(UP_STR("zzzzzzzzzzzzz"), &number)); /* more than 64 bits */
}

/* Valid and broken strings of BIP 173. */
static void bech32_of_bip_173(void **state)
{
	static const char *const good[] = {
		"A12UEL5L",
		"a12uel5l",
		"an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
		"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
		"11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
		"?1ezyfcl",
	};
	static const char *const bad[] = { "",
					   "1",
					   "A12UEL5l",
					   "A12UEL5M",
					   "pzry9x0s0muk",
					   "1pzry9x0s0muk",
					   "x1b4n0q5v",
					   "li1dgmt3",
					   "A1G7SGD8",
					   "10a06t8",
					   "1qzzfhee",
					   ("\x20"
					    "1nwldj5"),
					   "de1lg7wt\xff" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(up_bech32_holds(up_str_from(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(up_bech32_holds(up_str_from(bad[i])));
}

static struct up_text decode_at(enum up_coding coding, up_str source, uint32_t at, struct up_arena *arena)
{
	struct up_text text = up_text_plain(source, at), decoded = { 0 };
	if (!up_decode_text(coding, &text, arena, &decoded))
		fail_msg("\"%.*s\" is not decoded", UP_FMT(source));
	return decoded;
}

static void expect_escapes(struct up_arena *arena, enum up_coding coding, const char *source, const char *expected)
{
	struct up_text text = decode_at(coding, up_str_from(source), 0, arena);
	if (!up_str_eq(text.bytes, up_str_from(expected)))
		fail_msg("\"%s\" is decoded to \"%.*s\"", source, UP_FMT(text.bytes));
}

static void escapes_are_decoded(void **state)
{
	struct up_arena *arena = up_arena_new();
	expect_escapes(arena, UP_CODING_PERCENT, "a%3Db%3d+c", "a=b=+c");
	expect_escapes(arena, UP_CODING_PERCENT, "100%%41%4%zz%", "100%A%4%zz%");
	expect_escapes(arena, UP_CODING_BACKSLASH, "k\\u003dv\\x41\\n\\t\\\\\\\"\\/", "k=vA\n\t\\\"/");
	expect_escapes(arena, UP_CODING_BACKSLASH, "\\u00e9\\u20ac\\uD83D\\uDE00\\u{1f600}",
		       "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xf0\x9f\x98\x80");
	expect_escapes(arena, UP_CODING_BACKSLASH, "\\n\\uD83D\\u00zz\\u{110000}\\u{}\\q\\x4", "\n\\uD83D\\u00zz\\u{110000}\\u{}\\q\\x4");
	expect_escapes(arena, UP_CODING_BACKSLASH, "\\\\n\\", "\\n\\");
	expect_escapes(arena, UP_CODING_HTML, "a&#61;b&#x3D;c&amp;d&lt;&gt;&quot;&apos;&#233;", "a=b=c&d<>\"'\xc3\xa9");
	expect_escapes(arena, UP_CODING_HTML, "&amp;amp;&amp &copy;&#;&#x;&#xD800;&#0;&#99999999;&#65",
		       "&amp;&amp &copy;&#;&#x;&#xD800;&#0;&#99999999;&#65");
	up_arena_free(arena);
}

static void texts_without_an_escape_stay(void **state)
{
	struct up_arena *arena = up_arena_new();
	static const char *const rows[_UP_CODING_MAX] = { "no base 64!", "0g", "100 % + %zz", "C:\\Windows\\q", "R&D &copy; &" };
	for (unsigned i = 0; i < _UP_CODING_MAX; i++) {
		struct up_text text = up_text_plain(up_str_from(rows[i]), 0), decoded, empty = up_text_plain(UP_STR(""), 0);
		size_t used = up_arena_used(arena);
		assert_false(up_decode_text((enum up_coding)i, &text, arena, &decoded));
		assert_false(up_decode_text((enum up_coding)i, &empty, arena, &decoded));
		assert_int_equal(up_arena_used(arena), used);
	}
	up_arena_free(arena);
}

/* The places of all bytes, and of the end. */
static void expect_places(const struct up_text *text, const uint32_t *places)
{
	for (uint32_t i = 0; i <= text->bytes.len; i++)
		if (up_text_at(text, i) != places[i])
			fail_msg("byte %u of \"%.*s\" stands at %u, not at %u", i, UP_FMT(text->bytes), up_text_at(text, i), places[i]);
}

static void decoded_bytes_know_their_places(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_text percent = decode_at(UP_CODING_PERCENT, UP_STR("a%3Dbc%41"), 100, arena);
	assert_str(percent.bytes, "a=bcA");
	expect_places(&percent, (const uint32_t[]){ 100, 101, 104, 105, 106, 109 });
	struct up_text plain_end = decode_at(UP_CODING_PERCENT, UP_STR("%41bc"), 100, arena);
	expect_places(&plain_end, (const uint32_t[]){ 100, 103, 104, 105 });
	struct up_text accent = decode_at(UP_CODING_BACKSLASH, UP_STR("\\u00e9x"), 10, arena);
	assert_str(accent.bytes, "\xc3\xa9x");
	expect_places(&accent, (const uint32_t[]){ 10, 10, 16, 17 });
	struct up_text base64 = decode_at(UP_CODING_BASE64, UP_STR("Zm9vYmFyIQ=="), 50, arena);
	assert_str(base64.bytes, "foobar!");
	expect_places(&base64, (const uint32_t[]){ 50, 51, 52, 54, 55, 56, 58, 62 });
	struct up_text hex = decode_at(UP_CODING_HEX, UP_STR("616263"), 7, arena);
	assert_str(hex.bytes, "abc");
	expect_places(&hex, (const uint32_t[]){ 7, 9, 11, 13 });
	up_arena_free(arena);
}

/* {"k":"\u005am\u0039v"}: the value is base64 of foo, in escapes. */
static void decoded_text_is_decoded_again(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_text once = decode_at(UP_CODING_BACKSLASH, UP_STR("\\u005am\\u0039\\u0076"), 6, arena), twice;
	assert_str(once.bytes, "Zm9v");
	assert_true(up_decode_text(UP_CODING_BASE64, &once, arena, &twice));
	assert_str(twice.bytes, "foo");
	expect_places(&twice, (const uint32_t[]){ 6, 12, 13, 25 });
	/* A slice of decoded text is decoded with its own places, and so is what is inside base64. */
	struct up_text line = decode_at(UP_CODING_PERCENT, UP_STR("x%20%2541y"), 0, arena), slice = up_text_slice(&line, 2, 6), inner;
	assert_str(line.bytes, "x %41y");
	assert_str(slice.bytes, "%41y");
	assert_true(up_decode_text(UP_CODING_PERCENT, &slice, arena, &inner));
	assert_str(inner.bytes, "Ay");
	expect_places(&inner, (const uint32_t[]){ 4, 9, 10 });
	struct up_text base64 = decode_at(UP_CODING_BASE64, UP_STR("YSUzRGI="), 0, arena), equals; /* a%3Db */
	assert_true(up_decode_text(UP_CODING_PERCENT, &base64, arena, &equals));
	assert_str(equals.bytes, "a=b");
	expect_places(&equals, (const uint32_t[]){ 0, 1, 5, 8 });
	up_arena_free(arena);
}

static void a_full_arena_ends_a_text(void **state)
{
	struct up_arena *arena = up_arena_new();
	struct up_buf buf = { 0 };
	while (buf.len < 60000)
		up_buf_add_s(&buf, "%41%42");
	up_arena_set_ceiling(arena, 20000);
	struct up_text text = up_text_plain(up_buf_str(&buf), 0), decoded;
	if (up_decode_text(UP_CODING_PERCENT, &text, arena, &decoded))
		assert_true(decoded.bytes.len < 20000);
	assert_true(up_arena_is_full(arena));
	up_buf_clear(&buf);
	while (buf.len < 60000)
		up_buf_add_s(&buf, "41");
	text = up_text_plain(up_buf_str(&buf), 0);
	assert_false(up_decode_text(UP_CODING_HEX, &text, arena, &decoded));
	up_buf_finish(&buf);
	up_arena_free(arena);
}

static void codings_have_names(void **state)
{
	assert_string_equal(up_coding_name(UP_CODING_BASE64), "base64");
	assert_string_equal(up_coding_name(UP_CODING_HTML), "html");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(base64_of_rfc_4648),
		cmocka_unit_test(base32_of_rfc_4648),
		cmocka_unit_test(hex_in_either_case),
		cmocka_unit_test(base58_of_bitcoin),
		cmocka_unit_test(numbers_have_a_width),
		cmocka_unit_test(bech32_of_bip_173),
		cmocka_unit_test(escapes_are_decoded),
		cmocka_unit_test(texts_without_an_escape_stay),
		cmocka_unit_test(decoded_bytes_know_their_places),
		cmocka_unit_test(decoded_text_is_decoded_again),
		cmocka_unit_test(a_full_arena_ends_a_text),
		cmocka_unit_test(codings_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
