/* The quality of a text as a secret: how much it varies, whether it reads like words or like chance, and whether it only holds the place of
 * one. Knows no names and no formats. Every call is linear in the text and allocates nothing. */
#pragma once

#include "base/str.h"

/* Shannon entropy, in bits per byte: 0 … 8. */
double up_entropy(up_str text);

/* Does it look as if drawn by chance? Words, identifiers, versions, paths, domain names and class names do not; numbers neither, and no text
 * with letters beyond ASCII. Judged by how
 * often its letters follow each other in words, and by where cases and digits change. Texts under eight bytes never look so. */
bool up_is_random(up_str text);

/* Does it stand for a secret that is to be filled in: `<token>`, `xxxx`, `****`, `your-key-here`, `EXAMPLE`, `REPLACE_ME`, `abcdefgh…`, `1234567890`,
 * `null`? Careful with long tokens: what stands in them by chance is no mark. Words that are in use as passwords (`changeme`, `password`) are none
 * either: those are defaults (secret/judge.h). */
bool up_is_placeholder(up_str text);
/* Is it typed: does it count up or down, in either case, or repeat a short block: `1234567890abcdef`, `abcd1234-ef01-gh23`, `abcabcabcabc`? In the place
 * of a token with a shape of its own that is as often an altered token as an invention. */
bool up_is_made_up(up_str text);
/* Does a part of it count for longer than chance does, or stand three times: `ABCDEFGHIJKL`, `A1B2C3D4`, `1234-1234-1234-`? */
bool up_has_row(up_str text);
