/* UTF-8, UTF-16, Latin-1. */
#include "base/utf8.h"

size_t up_utf8_decode(up_str str, uint32_t *ret_code)
{
	const unsigned char *s = (const unsigned char *)str.s;
	if (!str.len)
		return 0;
	if (s[0] < 0x80) {
		*ret_code = s[0];
		return 1;
	}
	static const struct {
		unsigned char mask, lead, len;
		uint32_t least;
	} forms[] = { { 0xE0, 0xC0, 2, 0x80 }, { 0xF0, 0xE0, 3, 0x800 }, { 0xF8, 0xF0, 4, 0x10000 } };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if ((s[0] & forms[i].mask) != forms[i].lead)
			continue;
		if (str.len < forms[i].len)
			return 0;
		uint32_t code = s[0] & (unsigned char)~forms[i].mask;
		for (size_t k = 1; k < forms[i].len; k++) {
			if ((s[k] & 0xC0) != 0x80)
				return 0;
			code = code << 6 | (s[k] & 0x3F);
		}
		if (code < forms[i].least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
			return 0;
		*ret_code = code;
		return forms[i].len;
	}
	return 0;
}

/* Two words that compilers keep in one vector register; without such registers it is two words all the same. */
typedef uint64_t word_pair __attribute__((vector_size(16)));

/* The length of the ASCII text at the start of `bytes`, or a little less. Nearly all text is ASCII, and every file is asked: 64 bytes at a time. */
static size_t ascii_prefix(const char *bytes, size_t len)
{
	size_t i = 0;
	for (; len - i >= 64; i += 64) {
		word_pair a, b, c, d;
		memcpy(&a, bytes + i, sizeof a);
		memcpy(&b, bytes + i + 16, sizeof b);
		memcpy(&c, bytes + i + 32, sizeof c);
		memcpy(&d, bytes + i + 48, sizeof d);
		a |= b | c | d;
		if ((a[0] | a[1]) & 0x8080808080808080u)
			break;
	}
	for (; len - i >= 8; i += 8) {
		uint64_t word;
		memcpy(&word, bytes + i, sizeof word);
		if (word & 0x8080808080808080u)
			break;
	}
	return i;
}

bool up_utf8_is_valid(up_str str)
{
	size_t i = 0;
	while (i < str.len) {
		i += ascii_prefix(str.s + i, str.len - i);
		/* Past what is not ASCII, up to the next eight bytes that are. */
		for (size_t k = 0; k < 8 && i < str.len; k++) {
			uint32_t code;
			size_t used = up_utf8_decode(up_str_slice(str, i, str.len), &code);
			if (!used)
				return false;
			i += used;
		}
	}
	return true;
}

void up_utf8_encode(struct up_buf *out, uint32_t code)
{
	if (code < 0x80) {
		up_buf_add_byte(out, (char)code);
	} else if (code < 0x800) {
		up_buf_add(out, (up_str){ (char[]){ (char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F)) }, 2 });
	} else if (code < 0x10000) {
		up_buf_add(out,
			   (up_str){ (char[]){ (char)(0xE0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3F)), (char)(0x80 | (code & 0x3F)) },
				     3 });
	} else {
		up_buf_add(out, (up_str){ (char[]){ (char)(0xF0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3F)),
						    (char)(0x80 | (code >> 6 & 0x3F)), (char)(0x80 | (code & 0x3F)) },
					  4 });
	}
}

bool up_utf8_is_unsafe(uint32_t code)
{
	return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x00AD || code == 0x061C || (code >= 0x200B && code <= 0x200F) ||
	       (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
	       (code >= 0xFFF9 && code <= 0xFFFB);
}

static uint32_t utf16_unit(up_str bytes, size_t at, bool big_endian)
{
	unsigned char a = (unsigned char)bytes.s[at], b = (unsigned char)bytes.s[at + 1];
	return big_endian ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
}

bool up_utf16_to_utf8(up_str bytes, bool big_endian, struct up_buf *out)
{
	bool whole = bytes.len % 2 == 0;
	size_t end = bytes.len & ~(size_t)1;
	for (size_t i = 0; i < end; i += 2) {
		uint32_t code = utf16_unit(bytes, i, big_endian);
		if (code >= 0xD800 && code <= 0xDBFF && i + 2 < end) {
			uint32_t low = utf16_unit(bytes, i + 2, big_endian);
			if (low >= 0xDC00 && low <= 0xDFFF) {
				code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
				i += 2;
			}
		}
		if (code >= 0xD800 && code <= 0xDFFF) {
			code = 0xFFFD;
			whole = false;
		}
		up_utf8_encode(out, code);
	}
	return whole;
}

void up_latin1_to_utf8(up_str bytes, struct up_buf *out)
{
	for (size_t i = 0; i < bytes.len;) {
		size_t plain = ascii_prefix(bytes.s + i, bytes.len - i);
		up_buf_add(out, up_str_slice(bytes, i, i + plain));
		i += plain;
		for (size_t k = 0; k < 8 && i < bytes.len; k++)
			up_utf8_encode(out, (unsigned char)bytes.s[i++]);
	}
}

void up_utf8_escape(struct up_buf *out, up_str str, bool keep_lines)
{
	for (size_t i = 0; i < str.len;) {
		uint32_t code;
		size_t used = up_utf8_decode(up_str_slice(str, i, str.len), &code);
		if (!used) {
			up_buf_printf(out, "\\x%02x", (unsigned char)str.s[i++]);
			continue;
		}
		if (code == '\n')
			up_buf_add_s(out, keep_lines ? "\n" : "\\n");
		else if (code == '\t')
			up_buf_add_s(out, keep_lines ? "\t" : "\\t");
		else if (up_utf8_is_unsafe(code) && code < 0x100)
			up_buf_printf(out, "\\x%02x", (unsigned)code);
		else if (up_utf8_is_unsafe(code))
			up_buf_printf(out, "\\u%04x", (unsigned)code);
		else
			up_buf_add(out, up_str_slice(str, i, i + used));
		i += used;
	}
}
