/* Words by which a program speaks of how it retries and how long it waits: backoff, jitter, retries, timeouts, pools. Knows texts, and neither files nor
 * packages. */
#pragma once

#include "base/arena.h"
#include "base/needles.h"

enum up_behaviour {
	UP_BEHAVIOUR_BACKOFF,
	UP_BEHAVIOUR_JITTER,
	UP_BEHAVIOUR_BREAKER,
	UP_BEHAVIOUR_HEDGING,
	UP_BEHAVIOUR_POLICY, /* how often, and how long between */
	_UP_BEHAVIOUR_STRONG,
	UP_BEHAVIOUR_RETRY = _UP_BEHAVIOUR_STRONG,
	UP_BEHAVIOUR_TIMEOUT,
	UP_BEHAVIOUR_DEADLINE,
	UP_BEHAVIOUR_KEEPALIVE,
	UP_BEHAVIOUR_RATE,
	UP_BEHAVIOUR_POOL,
	_UP_BEHAVIOUR_MAX,
};

/* Those that hardly ever stand for anything else. */
#define UP_BEHAVIOUR_IS_STRONG(words) (((words) & ((1u << _UP_BEHAVIOUR_STRONG) - 1)) != 0)

/* The words of which one stands in every text that up_behaviour_words says something of; *ret_n of them. They live as long as the arena. */
const struct up_needle *up_behaviour_needles(struct up_arena *arena, uint32_t *ret_n);
/* What the text speaks of: a bit for each. */
unsigned up_behaviour_words(up_str text);
/* "backoff", "jitter", "retries", for messages. */
const char *up_behaviour_name(enum up_behaviour word);

/* The text as it is compared: without case, blanks, numbers, and the letters of printf. */
uint64_t up_behaviour_key(up_str text);
/* Numbers of the text that stand alone or before a unit; 0: there are none. */
uint64_t up_behaviour_numbers(up_str text);

/* What may be shown of it: at most some 120 bytes, with an ellipsis for what looks like a secret. Empty: it says nothing to people (a path, a name that
 * a compiler has made), or may tell a secret. */
up_str up_behaviour_text(up_str text, struct up_arena *arena);
