/* Names near to a word. A few slips of the finger are near, and so is a name that holds the word: `apt-key` and script/apt-key. */
#include "base/suggest.h"

enum {
	LEAST_HELD = 3,   /* letters that a word needs to be looked for inside names */
	DISTANCE_HELD = 2 /* such a name is as near as one with two slips */
};

static bool holds(up_str name, up_str word)
{
	for (size_t at = 0; at + word.len <= name.len; at++)
		if (up_str_eq_nocase(up_str_slice(name, at, at + word.len), word))
			return true;
	return false;
}

/* How many slips are still taken for one: short words are soon all alike. */
static unsigned most_slips(up_str word)
{
	return word.len < 4 ? 1 : word.len < 8 ? 2 : 3;
}

void up_suggest_init(struct up_suggest *suggest, up_str wanted)
{
	*suggest = (struct up_suggest){ .wanted = wanted };
}

/* A word without a slash may be meant for the last part of a path. */
static unsigned distance_of(up_str name, up_str wanted)
{
	unsigned whole = up_str_distance(name, wanted);
	if (up_str_find_byte(wanted, '/', 0) != SIZE_MAX)
		return whole;
	unsigned last = up_str_distance(up_str_basename(name), wanted);
	return last < whole ? last : whole;
}

void up_suggest_add(struct up_suggest *suggest, up_str name)
{
	unsigned distance = distance_of(name, suggest->wanted);
	bool held = suggest->wanted.len >= LEAST_HELD && holds(name, suggest->wanted);
	if (held && distance > DISTANCE_HELD)
		distance = DISTANCE_HELD;
	if (!held && distance > most_slips(suggest->wanted))
		return;
	size_t at = suggest->n;
	while (at && suggest->distances[at - 1] > distance)
		at--;
	if (at == UP_SUGGEST_MOST)
		return;
	suggest->n += suggest->n < UP_SUGGEST_MOST;
	for (size_t i = suggest->n - 1; i > at; i--) {
		suggest->names[i] = suggest->names[i - 1];
		suggest->distances[i] = suggest->distances[i - 1];
	}
	suggest->names[at] = name;
	suggest->distances[at] = distance;
}

void up_suggest_write(const struct up_suggest *suggest, struct up_buf *out)
{
	for (size_t i = 0; i < suggest->n; i++)
		up_buf_printf(out, "%s%.*s", !i ? "; did you mean " : i + 1 < suggest->n ? ", " : " or ", UP_FMT(suggest->names[i]));
	if (suggest->n)
		up_buf_add_byte(out, '?');
}
