/* C escapes, as systemd, Redis and Java properties write them. */
#include "common/line.h"

size_t up_escape_encode(uint32_t code, char encoded[4])
{
	if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
		code = 0xFFFD;
	if (code < 0x80) {
		encoded[0] = (char)code;
		return 1;
	}
	size_t len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, code >>= 6)
		encoded[i] = (char)(0x80 | (code & 0x3F));
	static const unsigned char leads[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	encoded[0] = (char)(leads[len] | code);
	return len;
}

static int digit_value(char c, unsigned base)
{
	int value = up_hex_value(c);
	return value < (int)base ? value : -1;
}

/* A number of `least` to `most` digits at the start of `text`; the number of digits, 0 where there are too few. */
static size_t read_number(up_str text, unsigned base, size_t least, size_t most, uint32_t *ret_value)
{
	uint32_t value = 0;
	size_t n = 0;
	for (; n < most && n < text.len && digit_value(text.s[n], base) >= 0; n++)
		value = value * base + (uint32_t)digit_value(text.s[n], base);
	*ret_value = value;
	return n < least ? 0 : n;
}

static size_t decode_number(up_str text, char decoded[4], size_t *ret_len)
{
	uint32_t value;
	size_t n, prefix = 2;
	char kind = text.s[1];
	up_str rest = up_str_slice(text, 2, text.len);
	if (kind == 'u' || kind == 'U') {
		size_t digits = kind == 'u' ? 4 : 8;
		n = read_number(rest, 16, digits, digits, &value);
		*ret_len = n ? up_escape_encode(value, decoded) : 0;
		return n ? prefix + n : 0;
	}
	if (kind == 'x') {
		n = read_number(rest, 16, 2, 2, &value);
	} else {
		prefix = 1;
		n = read_number(up_str_slice(text, 1, text.len), 8, 1, 3, &value);
	}
	decoded[0] = (char)value;
	*ret_len = 1;
	return n ? prefix + n : 0;
}

size_t up_escape_decode(up_str text, char decoded[4], size_t *ret_len)
{
	static const char letters[] = "abfnrtv\\\"'s", meanings[] = "\a\b\f\n\r\t\v\\\"' ";
	if (text.len < 2 || !text.s[1])
		return 0;
	const char *letter = strchr(letters, text.s[1]);
	if (letter) {
		decoded[0] = meanings[letter - letters];
		*ret_len = 1;
		return 2;
	}
	return decode_number(text, decoded, ret_len);
}
