/* A source: one file's bytes with its name. Later also a member of an archive. Bytes are UTF-8 by the time anyone sees them:
 * reading converts UTF-16 and Latin-1, and drops a byte-order mark. */
#pragma once

#include "base/str.h"

enum up_encoding {
	UP_ENCODING_UTF8,
	UP_ENCODING_UTF16LE,
	UP_ENCODING_UTF16BE,
	UP_ENCODING_LATIN1, /* not valid UTF-8: each byte was taken as one code point */
	_UP_ENCODING_MAX,
};

struct up_source {
	up_str name; /* as reports show it, below its root, '/' between parts; any byte but NUL may stand in it */
	uint32_t
		root; /* so many bytes of the name are a folder that the user has named by its full path: it says nothing of what is in it */
	uint32_t below; /* so many bytes of the name are its root, or its container: what follows is where it lies on a host */
	up_str bytes;   /* UTF-8 */
	enum up_encoding encoding;
	bool had_bom;
	bool is_named;               /* the user has named this very file */
	uint32_t line_before;        /* it is a piece of a file that is too large: so many lines stand before it */
	up_str head;                 /* of a piece: how the file begins */
	uint32_t mode;               /* st_mode; 0 when there is no file (standard input, embedded text) */
	bool is_outside_transaction; /* a file that lies beside it says that its runner begins no transaction for it */
	bool is_part;                /* some lines of a file, as a task or script adds them: what is not in them may be in the rest */
	up_str dialect;              /* what the product's file row says to the parser, or empty: "nginx", "haproxy" */
};

/* "utf-8", "utf-16le", … */
const char *up_encoding_name(enum up_encoding encoding);
