/* A note: what was not, or only partly, read, and why. Reports show every note; `--strict` makes incomplete reading fail. */
#pragma once

#include "base/str.h"

enum up_note_reason {
	UP_NOTE_BINARY,       /* not text */
	UP_NOTE_TOO_LARGE,    /* over --max-file-size */
	UP_NOTE_UNREADABLE,   /* open or read failed; the detail says why */
	UP_NOTE_VANISHED,     /* gone, or changed its size, between listing and reading */
	UP_NOTE_NOT_REGULAR,  /* FIFO, device, socket: never opened for reading */
	UP_NOTE_PSEUDO,       /* on procfs, sysfs or their kin */
	UP_NOTE_LINK_OUTSIDE, /* a symbolic link that leaves the root: not followed */
	UP_NOTE_LINK_BROKEN,
	UP_NOTE_ELSEWHERE,   /* what the repository only points at: a submodule, a file in Git LFS */
	UP_NOTE_ENCODING,    /* bytes that are no text in the encoding that the source claims */
	UP_NOTE_SYNTAX,      /* a part could not be parsed; the rest was read */
	UP_NOTE_TEMPLATE,    /* template markers were passed over; the rest was read */
	UP_NOTE_LIMIT,       /* a bound was hit; the detail names the option */
	UP_NOTE_UNSUPPORTED, /* read, but a construct is not understood; the detail names it */
	UP_NOTE_COVERAGE,    /* a target version beyond what the rules cover */
	UP_NOTE_RULE,        /* a rule could not be evaluated here */
	UP_NOTE_SILENCED,    /* comments silence other linters: the findings are reported all the same */
	_UP_NOTE_MAX,
};

struct up_note {
	enum up_note_reason reason;
	up_str path;
	uint32_t line; /* 1-based; 0 = the whole source */
	up_str detail; /* one sentence without its final period; may hold bytes of the source: reporters escape it */
};

/* "binary", "too-large", …: the word in JSON and SARIF. */
const char *up_note_reason_name(enum up_note_reason reason);
/* A short phrase for people: "binary files". Plural. */
const char *up_note_reason_title(enum up_note_reason reason);
/* Does a note of this kind mean that something was not looked at which could have held a finding? Binary files and links do not. */
bool up_note_is_incomplete(enum up_note_reason reason);
