/* Words of messages. Private to match/. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

/* Ends the sentence in `out`, and puts the note of a row behind it as a sentence of its own, or behind a colon as what the change is. */
void up_add_note(struct up_buf *out, up_str note, bool is_what);
/* Names in braces that are none of those below; the first one, or nothing. ${NAME} and {{name}} are text. */
up_str up_words_unknown(up_str words);
/* {command}, {key}, {value}, {path} in a topic rule's words; " `{target}`", which goes where there is none. */
struct up_filling {
	up_str key, value, path;
	up_str detail; /* of a form */
	up_str target; /* of an effect; may be empty */
};
up_str up_fill_words(up_str words, const struct up_filling *with, struct up_arena *arena);
