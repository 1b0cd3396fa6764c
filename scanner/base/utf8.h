/* UTF-8, and the encodings that are turned into it. */
#pragma once

#include "base/buf.h"

/* The code point at the start of `str`; returns its length in bytes, 0 where the bytes are no UTF-8 (overlong forms and surrogates included). */
size_t up_utf8_decode(up_str str, uint32_t *ret_code);
bool up_utf8_is_valid(up_str str);
void up_utf8_encode(struct up_buf *out, uint32_t code);
/* Code points that must not reach a terminal or a report raw: controls, and the bidirectional overrides that make text read backwards. */
bool up_utf8_is_unsafe(uint32_t code);

/* UTF-16 → UTF-8; a lone surrogate or an odd last byte becomes U+FFFD and the result is false. */
bool up_utf16_to_utf8(up_str bytes, bool big_endian, struct up_buf *out);
void up_latin1_to_utf8(up_str bytes, struct up_buf *out);

/* For people: `str` with unsafe code points written as \x1b, \u202e and invalid bytes as \xff. A line break becomes \n unless `keep_lines`. */
void up_utf8_escape(struct up_buf *out, up_str str, bool keep_lines);
