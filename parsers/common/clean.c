/* Forbidden bytes, replaced in a copy of the same length. */
#include "common/clean.h"

#include "base/utf8.h"

/* The length of the character at `i`; 0 when it is forbidden. What YAML and XML both allow, and DEL and C1 besides YAML's NEL are not. */
static size_t allowed(up_str text, size_t i)
{
	unsigned char c = (unsigned char)text.s[i];
	if (c < 0x80)
		return c >= 0x20 ? c != 0x7F : c == '\t' || c == '\n' || c == '\r';
	uint32_t code = 0;
	size_t len = up_utf8_decode(up_str_slice(text, i, i + 4), &code);
	bool forbidden = len && ((code < 0xA0 && code != 0x85) || code == 0xFFFE || code == 0xFFFF);
	return len && !forbidden ? len : 0;
}

static size_t next_forbidden(up_str text, size_t i)
{
	while (i < text.len) {
		while (i < text.len && text.s[i] >= 0x20 && text.s[i] < 0x7F)
			i++;
		if (i == text.len)
			break;
		size_t len = allowed(text, i);
		if (!len)
			return i;
		i += len;
	}
	return SIZE_MAX;
}

up_str up_clean_text(struct up_parse *p, char instead)
{
	up_str text = up_parse_source(p)->bytes;
	size_t at = next_forbidden(text, 0);
	if (at == SIZE_MAX)
		return text;
	up_note(p, UP_NOTE_SYNTAX, (uint32_t)at, "a control character or invalid UTF-8 (byte 0x%02x); it was read as '%c'",
		(unsigned)(unsigned char)text.s[at], instead);
	up_str copy = up_arena_copy(up_parse_arena(p), text);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (; at != SIZE_MAX; at = next_forbidden(text, at + 1))
		bytes[at] = instead;
	return copy;
}

void up_clean_encoding(struct up_parse *p, const char *format)
{
	enum up_encoding encoding = up_parse_source(p)->encoding;
	if (encoding == UP_ENCODING_LATIN1)
		up_note(p, UP_NOTE_ENCODING, 0, "not valid UTF-8, as %s must be; it was read as Latin-1", format);
	else if (encoding != UP_ENCODING_UTF8)
		up_note(p, UP_NOTE_ENCODING, 0, "%s, where %s must be UTF-8; it was read all the same", up_encoding_name(encoding), format);
}
