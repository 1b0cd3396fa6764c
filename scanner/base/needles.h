/* Many words at once, nearly as fast as memory gives bytes. Words have UP_NEEDLE_LEAST bytes and more.
 *
 * Of five bytes of a word, the first two begin windows of four bytes: "passw" has "pass" and "assw". Wherever the word stands, one of them begins at a
 * multiple of two. A longer word is found by the five bytes whose windows are the rarest: "static_key" by "c_key". So only every second place is
 * looked at: its window is a bit in a map that fits into the second cache; where the bit is set, a table says which words have that window, and these
 * are compared. */
#pragma once

#include "base/str.h"

enum {
	UP_NEEDLE_LEAST = 5,
};

struct up_needles;

struct up_needle {
	up_str word;
	uint32_t part; /* where the five bytes begin by which it is found */
	bool is_exact; /* case counts; else not (ASCII) */
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
