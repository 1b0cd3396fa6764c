/* Many words at once, in any case (ASCII), faster than memory gives bytes. Words have UP_NEEDLE_LEAST bytes and more.
 *
 * Of seven bytes of a word, the first three begin windows of five bytes: "passwor" has "passw", "asswo", "sswor". Wherever the word stands, one of
 * these windows begins at a multiple of three. A longer word is found by the seven bytes whose windows are the rarest. So only every third place is
 * looked at: its window is a bit in a map that fits into the second cache; where the bit is set, a table says which words have that window, and these
 * are compared. */
#pragma once

#include "base/str.h"

enum {
	UP_NEEDLE_LEAST = 7,
};

struct up_needles;

struct up_needle {
	up_str word;
	uint32_t part; /* where the seven bytes begin by which it is found */
};

/* A needle by its rarest part; choosing that takes a while. *ret_frequency: how frequent the part is in texts: 0 for hardly ever, 1 and 2 for seldom,
 * hundreds for words of every page. UINT32_MAX: the word is too short. */
struct up_needle up_needle_of(up_str word, uint32_t *ret_frequency);

/* The needles and their words live as long as what is made of them. */
struct up_needles *up_needles_new(const struct up_needle *list, uint32_t n);
void up_needles_free(struct up_needles *needles);
/* Calls `found` for each word that stands in the bytes, with its number and where it ends; not in the order of their places. `found` says whether it is
 * enough. */
void up_needles_scan(const struct up_needles *needles, up_str bytes, bool (*found)(void *data, uint32_t word, size_t end), void *data);
