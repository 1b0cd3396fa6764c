/* What bytes are: binary, or text in one of four encodings; and that text as UTF-8. Knows no files. */
#pragma once

#include "core/source.h"

enum {
	UP_DECODE_SNIFF = 8 << 10 /* bytes that decide whether a file is binary */
};

struct up_decoded {
	const char *binary; /* what kind of binary data it is, for people; NULL = text */
	const char *fault;  /* what is wrong with the encoding, for people; NULL = nothing. The text is there as well as it can be read */
	up_str text;        /* UTF-8, without byte-order mark: a part of `raw`, or of the buffer */
	enum up_encoding encoding;
	bool had_bom;
};

/* The kind of binary data that starts with `bytes`, or NULL for text. */
const char *up_decode_binary(up_str bytes);
/* `buffer` of `capacity` bytes is grown where the text must be converted. */
void up_decode(up_str raw, char **buffer, size_t *capacity, struct up_decoded *ret_decoded);
