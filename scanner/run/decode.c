/* What bytes are. Nearly every file is ASCII, so that is found out first and fast; all other questions are asked of the rest. */
#include "run/decode.h"

#include "base/memory.h"
#include "base/utf8.h"

enum {
	BYTES_FOR_NUL = 100,     /* a text may hold a NUL for each of so many bytes, and one more: programs have far more */
	GUESS_UNITS = 4,         /* UTF-16 without a mark is guessed from this many units on */
	CONTROLS_IN_HUNDRED = 4, /* random bytes hold 10 in 100, Latin-1 texts none */
};

static const char nul_bytes[] = "NUL bytes near the start";

/* Data that may come without a NUL in its first bytes, or that deserves its name. */
#define MAGIC(bytes) bytes, sizeof(bytes) - 1
static const struct {
	const char *magic;
	size_t len;
	const char *name;
} magics[] = {
	{ MAGIC("\x7f\x45LF"), "an ELF object" },
	{ MAGIC("\x1f\x8b"), "gzip data" },
	{ MAGIC("\xfd\x37zXZ\0"), "xz data" },
	{ MAGIC("\x28\xb5\x2f\xfd"), "zstd data" },
	{ MAGIC("\x04\x22\x4d\x18"), "lz4 data" },
	{ MAGIC("PK\x03\x04"), "a zip archive" },
	{ MAGIC("PK\x05\x06"), "a zip archive" },
	{ MAGIC("7z\xbc\xaf\x27\x1c"), "a 7z archive" },
	{ MAGIC("Rar!\x1a\x07"), "a rar archive" },
	{ MAGIC("!<arch>\n"), "an ar archive" },
	{ MAGIC("\xed\xab\xee\xdb"), "an RPM package" },
	{ MAGIC("\x89PNG\r\n\x1a\n"), "a PNG image" },
	{ MAGIC("\xff\xd8\xff"), "a JPEG image" },
	{ MAGIC("GIF87a"), "a GIF image" },
	{ MAGIC("GIF89a"), "a GIF image" },
	{ MAGIC("%PDF-"), "a PDF document" },
	{ MAGIC("SQLite format 3\0"), "an SQLite database" },
	{ MAGIC("\xca\xfe\xba\xbe"), "a Java class or a Mach-O object" },
};

/* Is `bytes` UTF-16 without a byte-order mark? Texts in Latin letters have a NUL in one half of nearly each unit and never in the other.
 * Sets the byte order. "a\0b\0c\0\n\0" is little-endian. */
static bool looks_like_utf16(up_str bytes, bool *ret_big_endian)
{
	size_t n_units = (bytes.len < UP_DECODE_SNIFF ? bytes.len : UP_DECODE_SNIFF) / 2;
	size_t nul[2] = { 0, 0 }, plain = 0;
	for (size_t i = 0; i < n_units; i++) {
		unsigned char a = (unsigned char)bytes.s[2 * i], b = (unsigned char)bytes.s[2 * i + 1], c = a ? a : b;
		nul[0] += !a;
		nul[1] += !b;
		if ((!a || !b) && c < 0x20 && !up_is_space((char)c))
			return false;
		plain += !a != !b;
	}
	if (bytes.len % 2 || n_units < GUESS_UNITS || (nul[0] && nul[1]) || plain * 10 < n_units * 7)
		return false;
	*ret_big_endian = nul[0] != 0;
	return true;
}

static bool has_utf16_mark(up_str bytes)
{
	return up_str_starts(bytes, UP_STR("\xff\xfe")) || up_str_starts(bytes, UP_STR("\xfe\xff"));
}

static const char *magic_of(up_str bytes)
{
	for (size_t i = 0; bytes.len && i < sizeof magics / sizeof *magics; i++)
		if (bytes.s[0] == magics[i].magic[0] && up_str_starts(bytes, (up_str){ magics[i].magic, magics[i].len }))
			return magics[i].name;
	return NULL;
}

static bool has_early_nul(up_str bytes)
{
	return bytes.len && memchr(bytes.s, '\0', bytes.len < UP_DECODE_SNIFF ? bytes.len : UP_DECODE_SNIFF);
}

/* A text with a few NUL bytes in it: a file that was cut by a crash, or that somebody wants to keep from being read. */
static bool is_text_with_nul(up_str bytes)
{
	up_str head = up_str_slice(bytes, 0, UP_DECODE_SNIFF);
	size_t n = 0;
	for (size_t i = 0; i < head.len; i++) {
		unsigned char c = (unsigned char)head.s[i];
		n += !c;
		if (c && ((c < 0x20 && !up_is_space((char)c) && c != 0x1B) || c == 0x7F))
			return false;
	}
	return n <= head.len / BYTES_FOR_NUL + 1 && head.len > 2 * n;
}

const char *up_decode_binary(up_str bytes)
{
	bool big_endian;
	const char *name = magic_of(bytes);
	if (!name && has_early_nul(bytes) && !has_utf16_mark(bytes) && !looks_like_utf16(bytes, &big_endian) && !is_text_with_nul(bytes))
		name = nul_bytes;
	return name;
}

/* Bytes that are neither UTF-8 nor a text in any one-byte encoding hold many control characters. */
static bool looks_random(up_str bytes)
{
	up_str head = up_str_slice(bytes, 0, UP_DECODE_SNIFF);
	size_t controls = 0;
	for (size_t i = 0; i < head.len; i++) {
		unsigned char c = (unsigned char)head.s[i];
		controls += (c < 0x20 && !up_is_space((char)c) && c != 0x1B) || c == 0x7F;
	}
	return controls * 100 > head.len * CONTROLS_IN_HUNDRED;
}

/* The decoders grow their buffer; it is made large enough before, so that doubling does not take more memory than the text. */
static struct up_buf buffer_with(char **buffer, size_t *capacity, size_t size)
{
	if (*capacity < size + 1) {
		up_free(*buffer);
		*buffer = up_alloc(size + 1);
		*capacity = size + 1;
	}
	return (struct up_buf){ .bytes = *buffer, .capacity = *capacity };
}

static void decode_utf16(up_str raw, bool big_endian, char **buffer, size_t *capacity, struct up_decoded *decoded)
{
	/* Two bytes become three at most. */
	struct up_buf out = buffer_with(buffer, capacity, raw.len / 2 * 3 + 3);
	bool is_whole = up_utf16_to_utf8(raw, big_endian, &out);
	*buffer = out.bytes;
	*capacity = out.capacity;
	decoded->text = up_buf_str(&out);
	decoded->encoding = big_endian ? UP_ENCODING_UTF16BE : UP_ENCODING_UTF16LE;
	if (!is_whole && decoded->had_bom)
		decoded->fault = "the byte-order mark says UTF-16, but some of the bytes are not; those were read as U+FFFD";
}

static void decode_latin1(up_str raw, char **buffer, size_t *capacity, struct up_decoded *decoded)
{
	size_t high = 0;
	for (size_t i = 0; i < raw.len; i++)
		high += (unsigned char)raw.s[i] >> 7;
	struct up_buf out = buffer_with(buffer, capacity, raw.len + high);
	up_latin1_to_utf8(raw, &out);
	*buffer = out.bytes;
	*capacity = out.capacity;
	decoded->text = up_buf_str(&out);
	decoded->encoding = UP_ENCODING_LATIN1;
}

/* UTF-32 is named, not read: no tool writes configuration in it. */
static bool is_utf32(up_str raw)
{
	return up_str_starts(raw, UP_STR("\xff\xfe\0\0")) || up_str_starts(raw, UP_STR("\0\0\xfe\xff"));
}

/* Text that starts with a byte-order mark. */
static bool decode_marked(up_str raw, char **buffer, size_t *capacity, struct up_decoded *decoded)
{
	if (has_utf16_mark(raw) && !is_utf32(raw)) {
		decoded->had_bom = true;
		decode_utf16(up_str_slice(raw, 2, raw.len), raw.s[0] == '\xfe', buffer, capacity, decoded);
		return true;
	}
	if (up_str_starts(raw, UP_STR("\xef\xbb\xbf"))) {
		decoded->had_bom = true;
		decoded->text = up_str_slice(raw, 3, raw.len);
	}
	return false;
}

void up_decode(up_str raw, char **buffer, size_t *capacity, struct up_decoded *ret_decoded)
{
	bool big_endian;
	*ret_decoded = (struct up_decoded){ .text = raw, .encoding = UP_ENCODING_UTF8 };
	if (is_utf32(raw)) {
		ret_decoded->binary = "UTF-32, which is not read";
		return;
	}
	ret_decoded->binary = magic_of(raw);
	if (ret_decoded->binary || decode_marked(raw, buffer, capacity, ret_decoded))
		return;
	up_str text = ret_decoded->text;
	if (has_early_nul(text)) {
		bool is_utf16 = looks_like_utf16(text, &big_endian);
		if (is_utf16)
			decode_utf16(text, big_endian, buffer, capacity, ret_decoded);
		else if (!is_text_with_nul(text))
			ret_decoded->binary = nul_bytes;
		if (is_utf16 || ret_decoded->binary)
			return;
		ret_decoded->fault = "NUL bytes in a text; it was read with them, and programs may see less of it";
	}
	if (up_utf8_is_valid(text))
		return;
	if (looks_random(text))
		ret_decoded->binary = "bytes that are no text";
	else
		decode_latin1(text, buffer, capacity, ret_decoded);
}
