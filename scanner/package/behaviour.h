/* What programs of two releases say of their own behaviour: the printable texts of each that hold one of the words of behaviour-words.h, and how they
 * differ. Programs come as streams of bytes, of any size; of each only so much is kept. Knows nothing of packages: whoever feeds it says what belongs
 * together. */
#pragma once

#include "base/arena.h"

enum up_release {
	UP_RELEASE_BEFORE,
	UP_RELEASE_NOW,
	_UP_RELEASE_MAX,
};

/* What a member is, as its first bytes and its name tell. */
enum up_content {
	UP_CONTENT_OTHER,   /* pictures, data: not looked at */
	UP_CONTENT_PROGRAM, /* ELF, Mach-O: texts end with a NUL */
	UP_CONTENT_COUNTED, /* Java, Python, WebAssembly: the length of a text stands before it */
	UP_CONTENT_WIDE,    /* of Windows: its texts may be in UTF-16 */
	UP_CONTENT_TEXT,    /* lines */
	_UP_CONTENT_MAX,
};
enum up_content up_content_of(up_str start);

struct up_behaviours;

struct up_behaviours *up_behaviours_new(void);
void up_behaviours_free(struct up_behaviours *behaviours);

/* One file, from its start to its end. `group`: what it is compared with, files of both releases. `label`: a number of the caller's. */
void up_behaviours_begin(struct up_behaviours *behaviours, enum up_release release, uint64_t group, uint32_t label,
			 enum up_content content);
void up_behaviours_add(struct up_behaviours *behaviours, up_str bytes);
void up_behaviours_end(struct up_behaviours *behaviours);
/* Texts that were not kept, because there were too many. */
uint64_t up_behaviours_dropped(const struct up_behaviours *behaviours);

/* How the two releases of one group differ. Texts that have moved to another file, or came from one, are no difference. */
struct up_behaviour_change {
	uint64_t group;
	uint32_t label;              /* of the file of now in which the first difference is; UINT32_MAX: only texts of before are gone */
	uint32_t before;             /* of such a file of before; UINT32_MAX: there is none */
	unsigned first, lost, other; /* words that the release before has not, that this one has not any more, that others speak of */
	bool is_strong;              /* words that hardly ever mean anything else, or the same text with other numbers */
	up_str texts;                /* the first of them: `+ "x"; - "y"` */
};
/* After the last file. `change` is called in the order of groups. */
void up_behaviours_compare(struct up_behaviours *behaviours, void *data,
			   void (*change)(void *data, const struct up_behaviour_change *change));
