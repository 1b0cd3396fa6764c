/* Where a text names a key: by its fingerprint, key id or serial number in any common spelling, or by the name of a certificate. */
#pragma once

#include "package/advisory-private.h"

enum named_by {
	NAMED_BY_FINGERPRINT, /* also by an authority's key id, or a long serial number */
	NAMED_BY_KEY_ID,      /* 16 digits, beside the word key */
	NAMED_BY_SHORT_ID,    /* 8 digits, beside the word key: anybody can make another key that has them */
	NAMED_BY_SERIAL,      /* beside the word serial */
	NAMED_BY_NAME,
};

struct named_target {
	enum named_by by;
	up_str text;   /* hex digits in lower case, or the name */
	up_str people; /* "the SHA-256 fingerprint of CN=…" */
	uint32_t link; /* of the chain */
};

enum {
	NAMED_TARGETS = 64,
};

/* What a statement's key and its issuers can be named by; at most NAMED_TARGETS. */
size_t named_targets(struct up_arena *arena, const struct up_statement *statement, struct named_target *ret_targets);
/* The first place at or after `from`. */
bool named_find(const struct named_target *target, up_str text, size_t from, size_t *ret_start, size_t *ret_end);
