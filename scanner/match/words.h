/* Words of messages. Private to match/. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

/* The note of a row as a sentence of its own behind others. */
void up_add_note(struct up_buf *out, up_str note);
/* {command}, {key}, {value}, {path} in a topic rule's words. */
up_str up_fill_words(up_str words, up_str key, up_str value, up_str path, struct up_arena *arena);
