#include "package/behaviour-words.h"

#include "base/hash.h"
#include "secret/quality.h"
#include "secret/url.h"

enum {
	SHOWN_BYTES = 120,
	TOKEN_LEAST = 12, /* a shorter word tells no secret */
	TOKEN_MOST = 48,  /* a longer one is no word */
};

/* --- words ------------------------------------------------------------------------------------------------------------- */

struct word {
	const char *text; /* '-' stands for a dash, a line below, a blank, or nothing */
	enum up_behaviour means;
	const char *but_not; /* what may not follow, words with a blank between */
};

static const struct word words[] = {
	{ "back-off", UP_BEHAVIOUR_BACKOFF, "ice" },
	{ "jitter", UP_BEHAVIOUR_JITTER, "buf _buf -buf  buf bug" },
	{ "circuit-breaker", UP_BEHAVIOUR_BREAKER, "" },
	{ "hedged", UP_BEHAVIOUR_HEDGING, "" },
	{ "hedging", UP_BEHAVIOUR_HEDGING, "" },
	{ "max-attempts", UP_BEHAVIOUR_POLICY, "" },
	{ "max-retries", UP_BEHAVIOUR_POLICY, "error exce" },
	{ "max-retry", UP_BEHAVIOUR_POLICY, "error exce" },
	{ "retry-policy", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-delay", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-interval", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-limit", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-after", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-strategy", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-budget", UP_BEHAVIOUR_POLICY, "" },
	{ "retry-attempts", UP_BEHAVIOUR_POLICY, "" },
	{ "retry", UP_BEHAVIOUR_RETRY, "" },
	{ "retries", UP_BEHAVIOUR_RETRY, "" },
	{ "time-out", UP_BEHAVIOUR_TIMEOUT, "put" },
	{ "deadline", UP_BEHAVIOUR_DEADLINE, "" },
	{ "keep-alive", UP_BEHAVIOUR_KEEPALIVE, "" },
	{ "rate-limit", UP_BEHAVIOUR_RATE, "" },
	{ "throttl", UP_BEHAVIOUR_RATE, "" },
	{ "pool-size", UP_BEHAVIOUR_POOL, "" },
};

/* The pieces by which texts are found; each word above holds one of them. */
static const char *const pieces[] = {
	"backoff",   "back-off",   "back_off",   "back off",   "jitter",    "breaker",    "hedged",     "hedging",
	"attempts",  "retry",      "retries",    "timeout",    "time_out",  "time-out",   "time out",   "deadline",
	"keepalive", "keep-alive", "keep_alive", "keep alive", "ratelimit", "rate-limit", "rate_limit", "rate limit",
	"throttl",   "poolsize",   "pool-size",  "pool_size",  "pool size",
};

const struct up_needle *up_behaviour_needles(struct up_arena *arena, uint32_t *ret_n)
{
	*ret_n = sizeof pieces / sizeof *pieces;
	struct up_needle *needles = up_arena_alloc(arena, *ret_n * sizeof *needles);
	uint32_t unused;
	for (uint32_t i = 0; i < *ret_n; i++)
		needles[i] = up_needle_of(up_str_from(pieces[i]), &unused);
	return needles;
}

static bool is_joint(char c)
{
	return c == '-' || c == '_' || c == ' ' || c == '.';
}

/* Where the word ends that begins there; 0: another begins there. In "SemaphoreTry" there is no "retry". */
static size_t word_at(up_str text, size_t at, const char *word)
{
	bool is_part = false; /* a letter of the same part stands before */
	for (; *word; word++) {
		char c = at < text.len ? text.s[at] : '\0';
		if (*word == '-') {
			at += is_joint(c);
			is_part = false;
			continue;
		}
		bool is_capital_inside = is_part && c != up_lower(c) && text.s[at - 1] == up_lower(text.s[at - 1]);
		if (up_lower(c) != *word || is_capital_inside)
			return 0;
		is_part = true;
		at++;
	}
	return at;
}

static bool is_followed(up_str rest, const char *list)
{
	up_str all = up_str_from(list);
	for (size_t at = 0; at < all.len;) {
		/* A blank may be the first byte of what follows. */
		size_t end = up_str_find_byte(all, ' ', at + 1);
		end = end == SIZE_MAX ? all.len : end;
		if (up_str_starts_nocase(rest, up_str_slice(all, at, end)))
			return true;
		at = end + 1;
	}
	return false;
}

unsigned up_behaviour_words(up_str text)
{
	unsigned found = 0;
	for (size_t at = 0; at < text.len; at++) {
		char first = up_lower(text.s[at]);
		for (size_t i = 0; up_is_alpha(first) && i < sizeof words / sizeof *words; i++) {
			size_t end = words[i].text[0] == first ? word_at(text, at, words[i].text) : 0;
			if (end && !is_followed(up_str_slice(text, end, text.len), words[i].but_not))
				found |= 1u << words[i].means;
		}
	}
	return found;
}

const char *up_behaviour_name(enum up_behaviour word)
{
	static const char *const names[_UP_BEHAVIOUR_MAX] = {
		[UP_BEHAVIOUR_BACKOFF] = "backoff",
		[UP_BEHAVIOUR_JITTER] = "jitter",
		[UP_BEHAVIOUR_BREAKER] = "circuit breakers",
		[UP_BEHAVIOUR_HEDGING] = "hedging",
		[UP_BEHAVIOUR_POLICY] = "limits and delays of retries",
		[UP_BEHAVIOUR_RETRY] = "retries",
		[UP_BEHAVIOUR_TIMEOUT] = "timeouts",
		[UP_BEHAVIOUR_DEADLINE] = "deadlines",
		[UP_BEHAVIOUR_KEEPALIVE] = "keepalive",
		[UP_BEHAVIOUR_RATE] = "rate limits",
		[UP_BEHAVIOUR_POOL] = "pool sizes",
	};
	return names[word];
}

/* --- comparing --------------------------------------------------------------------------------------------------------- */

/* "%-5lld" and "%u" say the same. */
static size_t skip_format(up_str text, size_t at)
{
	size_t i = at + 1;
	while (i < text.len && (up_is_digit(text.s[i]) || up_str_find_byte(UP_STR("-+ #.*lhzjt"), text.s[i], 0) != SIZE_MAX))
		i++;
	return i < text.len && up_is_alpha(text.s[i]) ? i + 1 : at + 1;
}

/* "{}", "{0}" and "{reason!r}" too. */
static size_t skip_braces(up_str text, size_t at)
{
	size_t end = up_str_find_byte(text, '}', at);
	return end == SIZE_MAX ? at : end;
}

uint64_t up_behaviour_key(up_str text)
{
	char plain[SHOWN_BYTES * 4];
	size_t n = 0;
	for (size_t i = 0; i < text.len && n + 1 < sizeof plain; i++) {
		char c = text.s[i];
		if (up_is_digit(c)) {
			while (i + 1 < text.len && up_is_digit(text.s[i + 1]))
				i++;
			plain[n++] = '0';
		} else if (c == '%') {
			i = skip_format(text, i) - 1;
			plain[n++] = c;
		} else if (c == '{') {
			i = skip_braces(text, i);
			plain[n++] = '%';
		} else if (!up_is_blank(c)) {
			plain[n++] = up_lower(c);
		}
	}
	return up_hash64((up_str){ plain, n }, 0);
}

uint64_t up_behaviour_numbers(up_str text)
{
	uint64_t all = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (!up_is_digit(text.s[i]))
			continue;
		size_t start = i;
		bool is_alone = !start || up_str_find_byte(UP_STR(" \t=(,\"'"), text.s[start - 1], 0) != SIZE_MAX;
		while (i < text.len && (up_is_alnum(text.s[i]) || text.s[i] == '.'))
			i++;
		up_str number = up_str_slice(text, start, i);
		if (is_alone && number.len <= 8)
			all = up_hash64(number, all + 1);
	}
	return all;
}

/* --- showing ----------------------------------------------------------------------------------------------------------- */

static bool is_of_token(char c)
{
	return up_is_alnum(c) || c == '+' || c == '_' || c == '=' || c == '-';
}

/* What compilers and linkers write of their own: files of the source, mangled and decorated names. */
static bool is_made(up_str text)
{
	static const char *const endings[] = { ".c", ".cc", ".cpp", ".h", ".hpp", ".go", ".rs", ".py", ".java", ".o", ".inl", ".S" };
	static const char *const starts[] = { "_Z",  "?",     "_R",       "__ZN",    ".L",      "$S",  "_T",
					      "go:", "type:", "gclocals", "lambda$", "access$", "val$" };
	bool is_name = up_str_find_byte(text, ' ', 0) == SIZE_MAX;
	for (size_t i = 0; is_name && i < sizeof starts / sizeof *starts; i++)
		if (up_str_starts(text, up_str_from(starts[i])))
			return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (is_name && up_str_ends(text, up_str_from(endings[i])))
			return true;
	return up_str_contains(text, UP_STR(".so.")) || (is_name && up_str_contains(text, UP_STR("@@"))) ||
	       (is_name && up_str_starts(text, UP_STR("L")) && up_str_ends(text, UP_STR(";"))) ||
	       (is_name && up_str_starts(text, UP_STR("(")) && up_str_contains(text, UP_STR(";")));
}

static bool may_tell(up_str text)
{
	static const char *const names[] = {
		"passw", "secret", "token", "apikey", "api_key", "api-key", "credential", "private", "authoriz"
	};
	struct up_url url;
	for (size_t at = up_str_find(text, UP_STR("://"), 0); at != SIZE_MAX; at = up_str_find(text, UP_STR("://"), at + 3))
		if (up_url_at(text, (up_span){ (uint32_t)at, (uint32_t)at + 3 }, &url))
			return true;
	if (up_str_find_byte(text, '=', 0) == SIZE_MAX && up_str_find_byte(text, ':', 0) == SIZE_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++)
		for (size_t k = 0; k < sizeof names / sizeof *names; k++)
			if (up_str_starts_nocase(up_str_slice(text, i, text.len), up_str_from(names[k])))
				return true;
	return false;
}

up_str up_behaviour_text(up_str text, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	text = up_str_trim(text);
	if (is_made(text) || may_tell(text))
		return UP_STR("");
	for (size_t i = 0; i < text.len && out.len < SHOWN_BYTES;) {
		size_t start = i;
		while (i < text.len && is_of_token(text.s[i]))
			i++;
		up_str token = up_str_slice(text, start, i);
		bool is_secret = token.len >= TOKEN_LEAST && up_is_random(token);
		if (is_secret || token.len > TOKEN_MOST)
			up_buf_add_s(&out, "\xe2\x80\xa6");
		else
			up_buf_add(&out, token);
		if (i < text.len && i == start)
			up_buf_add_byte(&out, text.s[i++]);
	}
	if (!up_behaviour_words(up_buf_str(&out)))
		up_buf_clear(&out);
	/* Not in the middle of a character. */
	while (out.len >= SHOWN_BYTES && ((unsigned char)out.bytes[out.len - 1] & 0xC0) == 0x80)
		out.len--;
	if (out.len >= SHOWN_BYTES && (unsigned char)out.bytes[out.len - 1] >= 0xC0)
		out.len--;
	return up_arena_take(arena, &out);
}
