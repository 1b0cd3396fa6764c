/* Bytes and numbers in their encodings. OpenSSL's base64 skips blanks and takes more than it should, so these are our own. */
#include "secret/decode.h"

/* Marks of a base64 character that stands in one alphabet only. What is in neither has both: two alphabets in a text and no base64 at all are one test. */
enum {
	STANDARD = 0x40,
	URL = 0x80,
	NONE = 0xff,
};

/* Values of the characters from ' ' to DEL. */
static const unsigned char base64_values[] = {
	NONE, NONE,     NONE, NONE,
	NONE, NONE,     NONE, NONE,
	NONE, NONE,     NONE, 62 | STANDARD,
	NONE, 62 | URL, NONE, 63 | STANDARD,
	52,   53,       54,   55,
	56,   57,       58,   59,
	60,   61,       NONE, NONE,
	NONE, NONE,     NONE, NONE,
	NONE, 0,        1,    2,
	3,    4,        5,    6,
	7,    8,        9,    10,
	11,   12,       13,   14,
	15,   16,       17,   18,
	19,   20,       21,   22,
	23,   24,       25,   NONE,
	NONE, NONE,     NONE, 63 | URL,
	NONE, 26,       27,   28,
	29,   30,       31,   32,
	33,   34,       35,   36,
	37,   38,       39,   40,
	41,   42,       43,   44,
	45,   46,       47,   48,
	49,   50,       51,   NONE,
	NONE, NONE,     NONE, NONE,
};

static unsigned base64_value(char c)
{
	unsigned at = (unsigned char)c - 32u;
	return at < sizeof base64_values ? base64_values[at] : NONE;
}

/* The text without padding; false where the padding is not what the rest asks for. */
static bool strip_padding(up_str *text, size_t group, size_t longest)
{
	size_t n_pads = 0;
	while (n_pads < text->len && text->s[text->len - 1 - n_pads] == '=')
		n_pads++;
	if (n_pads > longest || (n_pads && text->len % group != 0))
		return false;
	text->len -= n_pads;
	return true;
}

bool up_base64_to(up_str text, unsigned char *ret_bytes, size_t *ret_len)
{
	if (!strip_padding(&text, 4, 2) || text.len % 4 == 1)
		return false;
	unsigned seen = 0;
	size_t len = 0, i = 0;
	for (; text.len - i >= 4; i += 4, len += 3) {
		unsigned a = base64_value(text.s[i]), b = base64_value(text.s[i + 1]), c = base64_value(text.s[i + 2]),
			 d = base64_value(text.s[i + 3]);
		seen |= a | b | c | d;
		if ((seen & (STANDARD | URL)) == (STANDARD | URL))
			return false;
		ret_bytes[len] = (unsigned char)(a << 2 | (b & 63) >> 4);
		ret_bytes[len + 1] = (unsigned char)(b << 4 | (c & 63) >> 2);
		ret_bytes[len + 2] = (unsigned char)(c << 6 | (d & 63));
	}
	if (text.len - i >= 2) {
		unsigned a = base64_value(text.s[i]), b = base64_value(text.s[i + 1]),
			 c = text.len - i == 3 ? base64_value(text.s[i + 2]) : 0;
		seen |= a | b | c;
		ret_bytes[len++] = (unsigned char)(a << 2 | (b & 63) >> 4);
		if (text.len - i == 3)
			ret_bytes[len++] = (unsigned char)(b << 4 | (c & 63) >> 2);
	}
	*ret_len = len;
	return (seen & (STANDARD | URL)) != (STANDARD | URL);
}

bool up_hex_to(up_str text, unsigned char *ret_bytes, size_t *ret_len)
{
	if (text.len % 2)
		return false;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = up_hex_value(text.s[i]), low = up_hex_value(text.s[i + 1]);
		if (high < 0 || low < 0)
			return false;
		ret_bytes[i / 2] = (unsigned char)(high << 4 | low);
	}
	*ret_len = text.len / 2;
	return true;
}

static int base32_value(char c, bool *is_upper, bool *is_lower)
{
	if (c >= '2' && c <= '7')
		return c - '2' + 26;
	if (c >= 'A' && c <= 'Z') {
		*is_upper = true;
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		*is_lower = true;
		return c - 'a';
	}
	return -1;
}

bool up_base32_to(up_str text, unsigned char *ret_bytes, size_t *ret_len)
{
	if (!strip_padding(&text, 8, 6))
		return false;
	if (text.len % 8 == 1 || text.len % 8 == 3 || text.len % 8 == 6)
		return false;
	bool is_upper = false, is_lower = false;
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		int value = base32_value(text.s[i], &is_upper, &is_lower);
		if (value < 0)
			return false;
		bits = bits << 5 | (uint32_t)value;
		n_bits += 5;
		if (n_bits >= 8) {
			n_bits -= 8;
			ret_bytes[len++] = (unsigned char)(bits >> n_bits);
		}
	}
	*ret_len = len;
	return !(is_upper && is_lower);
}

static int base58_value(char c)
{
	static const char alphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
	const char *at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

bool up_base58_to(up_str text, unsigned char *ret_bytes, size_t *ret_len)
{
	unsigned char number[UP_BASE58_MAX]; /* base 256, the smallest digit first */
	size_t n = 0, zeros = 0;
	if (text.len > UP_BASE58_MAX)
		return false;
	while (zeros < text.len && text.s[zeros] == '1')
		zeros++;
	for (size_t i = zeros; i < text.len; i++) {
		int value = base58_value(text.s[i]);
		if (value < 0)
			return false;
		unsigned carry = (unsigned)value;
		for (size_t k = 0; k < n; k++) {
			carry += number[k] * 58u;
			number[k] = (unsigned char)carry;
			carry >>= 8;
		}
		if (carry)
			number[n++] = (unsigned char)carry;
	}
	memset(ret_bytes, 0, zeros);
	for (size_t k = 0; k < n; k++)
		ret_bytes[zeros + k] = number[n - 1 - k];
	*ret_len = zeros + n;
	return true;
}

static bool decode_into(bool decode(up_str, unsigned char *, size_t *), up_str text, size_t room, struct up_buf *buf)
{
	size_t len = 0;
	if (!decode(text, (unsigned char *)up_buf_reserve(buf, room), &len))
		return false;
	buf->len += len;
	buf->bytes[buf->len] = '\0';
	return true;
}

bool up_base64(up_str text, struct up_buf *buf)
{
	return decode_into(up_base64_to, text, up_base64_room(text.len), buf);
}

bool up_hex(up_str text, struct up_buf *buf)
{
	return decode_into(up_hex_to, text, text.len / 2, buf);
}

bool up_base32(up_str text, struct up_buf *buf)
{
	return decode_into(up_base32_to, text, text.len / 8 * 5 + 5, buf);
}

bool up_base58(up_str text, struct up_buf *buf)
{
	return decode_into(up_base58_to, text, text.len, buf);
}

static void write_number(uint64_t number, unsigned base, const char *alphabet, char *ret_digits, size_t width)
{
	while (width) {
		ret_digits[--width] = alphabet[number % base];
		number /= base;
	}
}

static bool read_number(up_str digits, unsigned base, int value_of(char), uint64_t *ret_number)
{
	uint64_t number = 0;
	for (size_t i = 0; i < digits.len; i++) {
		int value = value_of(digits.s[i]);
		if (value < 0 || __builtin_mul_overflow(number, base, &number) || __builtin_add_overflow(number, (uint64_t)value, &number))
			return false;
	}
	if (!digits.len)
		return false;
	*ret_number = number;
	return true;
}

static int base62_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'z' ? c - 'a' + 36 : -1;
}

static int base36_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
}

void up_base62_write(uint64_t number, char *ret_digits, size_t width)
{
	write_number(number, 62, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", ret_digits, width);
}

void up_base36_write(uint64_t number, char *ret_digits, size_t width)
{
	write_number(number, 36, "0123456789abcdefghijklmnopqrstuvwxyz", ret_digits, width);
}

bool up_base62_read(up_str digits, uint64_t *ret_number)
{
	return read_number(digits, 62, base62_value, ret_number);
}

bool up_base36_read(up_str digits, uint64_t *ret_number)
{
	return read_number(digits, 36, base36_value, ret_number);
}

static uint32_t bech32_step(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3 };
	uint32_t top = sum >> 25;
	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		sum ^= (top >> i & 1) ? generator[i] : 0;
	return sum;
}

/* The text in lower case; false where it is written in both cases, or holds what is not printable. */
static bool is_one_case(up_str text)
{
	bool is_upper = false, is_lower = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] < 33 || text.s[i] > 126)
			return false;
		is_upper = is_upper || (text.s[i] >= 'A' && text.s[i] <= 'Z');
		is_lower = is_lower || (text.s[i] >= 'a' && text.s[i] <= 'z');
	}
	return !(is_upper && is_lower);
}

bool up_bech32_holds(up_str text)
{
	static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	size_t one = text.len;
	while (one && text.s[one - 1] != '1')
		one--;
	/* `one` is the offset past the last "1"; before it a human part, behind it at least the checksum. */
	if (one < 2 || text.len - one < 6 || !is_one_case(text))
		return false;
	uint32_t sum = 1;
	for (size_t i = 0; i + 1 < one; i++)
		sum = bech32_step(sum, (uint32_t)up_lower(text.s[i]) >> 5);
	sum = bech32_step(sum, 0);
	for (size_t i = 0; i + 1 < one; i++)
		sum = bech32_step(sum, (uint32_t)up_lower(text.s[i]) & 31);
	for (size_t i = one; i < text.len; i++) {
		const char *at = strchr(alphabet, up_lower(text.s[i]));
		if (!at)
			return false;
		sum = bech32_step(sum, (uint32_t)(at - alphabet));
	}
	return sum == 1;
}
