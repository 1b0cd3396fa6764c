/* Many words at once, in any case (ASCII), faster than memory gives bytes. Words have UP_NEEDLE_LEAST bytes and more.
 *
 * Of seven bytes of a word, the first three begin windows of five bytes: "passwor" has "passw", "asswo", "sswor". Wherever the word stands, one of
 * these windows begins at a multiple of three. A longer word is found by the seven bytes whose windows are the rarest. So only every third place is
 * looked at: its window is a bit in a map that fits into the first cache; where the bit is set, a table says which words have that window, and these
 * are compared. */
#pragma once

#include "base/str.h"

enum {
	UP_NEEDLE_LEAST = 7,
};

struct up_needles;

/* How frequent the rarest part of a word is in texts: 0 for hardly ever, 1 and 2 for seldom, hundreds for words of every page. UINT32_MAX: the word is
 * too short to be a needle. */
uint32_t up_needle_frequency(up_str word);

/* The words live as long as the needles. */
struct up_needles *up_needles_new(const up_str *words, uint32_t n);
void up_needles_free(struct up_needles *needles);
/* Calls `found` for each word that stands in the bytes, with its number and where it ends; not in the order of their places. `found` says whether it is
 * enough. */
void up_needles_scan(const struct up_needles *needles, up_str bytes, bool (*found)(void *data, uint32_t word, size_t end), void *data);
