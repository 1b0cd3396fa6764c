/* Encodings in which secrets are written: their bytes, and for text that is scanned again the places of those bytes.
 * It knows no rule and no kind of secret. Everything is linear, but base58 (a number of limited length). */
#pragma once

#include "base/arena.h"
#include "core/fact.h"

/* Each of these fills `ret_bytes` (room as told) and returns true, or false where the text is not of that encoding from end to end. */

/* Standard or URL alphabet, not both in one text; "=" at the end either complete or left out. Bits that the last character has too many
 * are not looked at, here and in base32. Room: up_base64_room(len). */
static inline size_t up_base64_room(size_t len)
{
	return len / 4 * 3 + 3;
}
bool up_base64_to(up_str text, unsigned char *ret_bytes, size_t *ret_len);
/* Either case, an even number of digits. Room: len / 2. */
bool up_hex_to(up_str text, unsigned char *ret_bytes, size_t *ret_len);
/* RFC 4648, one case only, "=" complete or left out. Room: len / 8 * 5 + 5. */
bool up_base32_to(up_str text, unsigned char *ret_bytes, size_t *ret_len);
/* Bitcoin's alphabet. Room: len. No text longer than this. */
enum {
	UP_BASE58_MAX = 256,
};
bool up_base58_to(up_str text, unsigned char *ret_bytes, size_t *ret_len);

/* The same, appended to a buffer, which stays as it was where the result is false. */
bool up_base64(up_str text, struct up_buf *buf);
bool up_hex(up_str text, struct up_buf *buf);
bool up_base32(up_str text, struct up_buf *buf);
bool up_base58(up_str text, struct up_buf *buf);

/* A number in base 62 (0-9A-Za-z) or 36 (0-9a-z), with leading zeros up to `width` digits, which are written without a NUL. */
void up_base62_write(uint64_t number, char *ret_digits, size_t width);
void up_base36_write(uint64_t number, char *ret_digits, size_t width);
bool up_base62_read(up_str digits, uint64_t *ret_number);
bool up_base36_read(up_str digits, uint64_t *ret_number);

/* BIP 173: human part, "1", data; one case; the checksum holds. */
bool up_bech32_holds(up_str text);

/* Encodings of whole texts, for what is scanned again after decoding. */
enum up_coding {
	UP_CODING_BASE64,    /* the text is one run */
	UP_CODING_HEX,       /* the same */
	UP_CODING_PERCENT,   /* %41 anywhere in it; the rest stands for itself */
	UP_CODING_BACKSLASH, /* \u0041, \u{41}, \x41, \n, \\ … */
	UP_CODING_HTML,      /* &#65; &#x41; &amp; &lt; &gt; &quot; &apos; */
	_UP_CODING_MAX,
};

/* "base64", "hex", "percent", "backslash", "html". */
const char *up_coding_name(enum up_coding coding);
/* Decoded text with the place of each byte, in the arena: an escape's bytes have the place where the escape begins, a byte of base64 or hex that of
 * its first character, the end that of the end: what bytes [a, b) come from is [up_text_at(a), up_text_at(b)) of the source. `text` may be decoded text
 * itself; places are those of the source then too. False where nothing in it is so encoded. */
bool up_decode_text(enum up_coding coding, const struct up_text *text, struct up_arena *arena, struct up_text *ret_text);
