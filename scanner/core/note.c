/* Notes: the table of reasons. */
#include "core/note.h"

static const struct {
	const char *name, *title;
	bool is_incomplete;
} reasons[_UP_NOTE_MAX] = {
	[UP_NOTE_BINARY] = { "binary", "binary files, not read", false },
	[UP_NOTE_TOO_LARGE] = { "too-large", "files over the size limit, not read", true },
	[UP_NOTE_UNREADABLE] = { "unreadable", "paths that could not be read", true },
	[UP_NOTE_VANISHED] = { "vanished", "files that vanished or changed while being read", true },
	[UP_NOTE_NOT_REGULAR] = { "not-regular", "FIFOs, sockets and devices, not opened", false },
	[UP_NOTE_PSEUDO] = { "pseudo-filesystem", "kernel file systems, not entered", false },
	[UP_NOTE_LINK_OUTSIDE] = { "link-outside", "symbolic links out of the root, not followed", false },
	[UP_NOTE_LINK_BROKEN] = { "link-broken", "symbolic links to nothing", false },
	[UP_NOTE_ELSEWHERE] = { "elsewhere", "submodules and files in Git LFS, not read", false },
	[UP_NOTE_ENCODING] = { "encoding", "files with bytes that are not text", true },
	[UP_NOTE_SYNTAX] = { "syntax", "places that could not be parsed", true },
	[UP_NOTE_TEMPLATE] = { "template", "files with template markers, read without them", false },
	[UP_NOTE_LIMIT] = { "limit", "limits that were hit", true },
	[UP_NOTE_UNSUPPORTED] = { "unsupported", "constructs that are not understood", true },
	[UP_NOTE_COVERAGE] = { "coverage", "targets beyond what the rules cover", true },
	[UP_NOTE_RULE] = { "rule", "rules that could not be evaluated", true },
	[UP_NOTE_SILENCED] = { "silenced", "remarks on comments for other linters", false },
};

const char *up_note_reason_name(enum up_note_reason reason)
{
	return reason < _UP_NOTE_MAX ? reasons[reason].name : "?";
}

const char *up_note_reason_title(enum up_note_reason reason)
{
	return reason < _UP_NOTE_MAX ? reasons[reason].title : "?";
}

bool up_note_is_incomplete(enum up_note_reason reason)
{
	return reason < _UP_NOTE_MAX && reasons[reason].is_incomplete;
}
