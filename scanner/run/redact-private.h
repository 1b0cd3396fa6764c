/* What the two halves of masking share: texts that are looked for, and places. Private to run/redact*.c. */
#pragma once

#include "run/redact.h"

enum {
	SHOWN = 4,          /* characters that stay of a secret … */
	SHOWN_FROM = 16,    /* … of at least so many bytes */
	PIECE = 12,         /* a line of a secret, or its beginning in a text that was cut, is looked for from this length on */
	ANYWHERE = 8,       /* a text shorter than this is looked for only as a whole word … */
	WORD_FROM = 4,      /* … and one shorter than this only where it is all there is */
	PLAIN_WORD = 16,    /* letters alone, or digits alone, up to this length are a word as well */
	PLACES = 16,        /* secrets near one place whose parts are looked for … */
	PLACE_BYTES = 4096, /* … and bytes of each */
	NOBODY = UINT32_MAX,
};

/* A text that is looked for. */
struct needle {
	up_str text;
	size_t shown;     /* bytes of it that stay */
	uint32_t shorter; /* the longest other needle that this one begins with; NOBODY: none */
	bool is_word;     /* only where no letter, digit or underscore touches it */
	up_str name;
};

struct place {
	up_span at;
	uint32_t shown_to;
	uint32_t end_so_far; /* the largest end among this place and all before it */
	up_str name;
};

struct up_redact {
	struct up_arena *arena;
	up_str bytes;
	struct needle *needles;
	size_t n_needles, needles_capacity;
	struct place *places;
	size_t n_places, places_capacity;
	up_redact_name *name; /* NULL: each secret has its name; else names of needles and places are the secrets */
	void *name_data;
	/* A bit for each two bytes that a needle begins with: most places of a text need no search. */
	uint64_t begins[(1 << 16) / 64];
};

/* What is to be hidden at one place of a text. */
struct hit {
	size_t len, shown;
	const struct needle *needle; /* NULL: none */
};

/* The next thing to hide from *at on, which is moved there. */
struct hit up_redact_next(const struct up_redact *redact, up_str text, const up_str *spared, size_t n_spared, size_t *at);
/* The length of what two texts begin with. */
size_t up_redact_common(up_str a, up_str b);
bool up_redact_stands_alone(up_str text, size_t at, size_t len);
