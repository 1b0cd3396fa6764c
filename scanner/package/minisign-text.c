/* Lines and base64 of minisign (jedisct1/minisign) and signify (OpenBSD). */
#include "package/minisign-text.h"

#include "base/lines.h"
#include "secret/decode.h"

enum {
	HEAD_BYTES = 10, /* algorithm, key id */
	KEY_BYTES = HEAD_BYTES + 32,
	SIGNATURE_BYTES = HEAD_BYTES + 64,
	LINE_BYTES = 200, /* of base64 */
};

#define UNTRUSTED "untrusted comment:"
#define TRUSTED "trusted comment:"

/* Exactly `n` bytes of base64. */
static bool read_base64(up_str line, unsigned char *ret_bytes, size_t n)
{
	unsigned char bytes[LINE_BYTES];
	size_t len = 0;
	line = up_str_trim(line);
	if (line.len >= LINE_BYTES || !up_base64_to(line, bytes, &len) || len != n)
		return false;
	memcpy(ret_bytes, bytes, n);
	return true;
}

/* Eight bytes, little end first, as one number. */
static void write_id(const unsigned char *bytes, char ret_id[17])
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < 8; i++) {
		ret_id[2 * i] = digits[bytes[7 - i] >> 4];
		ret_id[2 * i + 1] = digits[bytes[7 - i] & 15];
	}
	ret_id[16] = '\0';
}

bool up_minisign_key_read(up_str text, struct up_minisign_key *ret_key)
{
	unsigned char bytes[KEY_BYTES];
	up_str line;
	size_t at = 0;
	if (!up_line_next(text, &at, &line))
		return false;
	if (up_str_starts(line, UP_STR(UNTRUSTED)) && !up_line_next(text, &at, &line))
		return false;
	if (!read_base64(line, bytes, KEY_BYTES) || memcmp(bytes, "Ed", 2) != 0 || up_str_trim(up_str_slice(text, at, text.len)).len)
		return false;
	write_id(bytes + 2, ret_key->id);
	memcpy(ret_key->bytes, bytes + HEAD_BYTES, sizeof ret_key->bytes);
	return true;
}

bool up_minisign_signature_read(up_str text, struct up_minisign_signature *ret_signature)
{
	struct up_minisign_signature signature = { 0 };
	unsigned char bytes[SIGNATURE_BYTES];
	up_str line;
	size_t at = 0;
	if (!up_line_next(text, &at, &line) || !up_str_starts(line, UP_STR(UNTRUSTED)) || !up_line_next(text, &at, &line) ||
	    !read_base64(line, bytes, SIGNATURE_BYTES) || bytes[0] != 'E' || (bytes[1] != 'd' && bytes[1] != 'D'))
		return false;
	signature.is_hashed = bytes[1] == 'D';
	write_id(bytes + 2, signature.id);
	memcpy(signature.bytes, bytes + HEAD_BYTES, sizeof signature.bytes);
	up_str rest = up_str_slice(text, at, text.len);
	if (up_str_starts(rest, UP_STR(TRUSTED))) {
		if (!up_line_next(text, &at, &line))
			return false;
		signature.comment = up_str_slice(line, sizeof TRUSTED - 1, line.len);
		if (up_str_starts(signature.comment, UP_STR(" ")))
			signature.comment = up_str_slice(signature.comment, 1, signature.comment.len);
		signature.has_comment = up_line_next(text, &at, &line) && read_base64(line, signature.comment_bytes, 64);
		if (!signature.has_comment)
			return false;
	} else
		signature.message = rest;
	*ret_signature = signature;
	return true;
}

/* What stands behind `word` up to the next tab. */
static up_str field(up_str comment, up_str word)
{
	size_t at = up_str_find(comment, word, 0);
	if (at == SIZE_MAX || (at && comment.s[at - 1] != '\t'))
		return UP_STR("");
	size_t start = at + word.len;
	return up_str_trim(up_str_slice(comment, start, up_str_find_byte(comment, '\t', start)));
}

int64_t up_minisign_time(up_str comment)
{
	uint64_t seconds;
	return up_str_to_u64(field(comment, UP_STR("timestamp:")), &seconds) && seconds < 253402300800 ? (int64_t)seconds : 0;
}

up_str up_minisign_file(up_str comment)
{
	return field(comment, UP_STR("file:"));
}
