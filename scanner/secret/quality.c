/* Entropy, chance, and placeholders. */
#include "secret/quality.h"

#include <math.h>

#include "secret/trigrams.h"

/* --- entropy ---------------------------------------------------------------------------------------------------------- */

double up_entropy(up_str text)
{
	uint32_t counts[256] = { 0 };
	for (size_t i = 0; i < text.len; i++)
		counts[(unsigned char)text.s[i]]++;
	/* Most counts of a token are small and equal: the logarithm of each is taken once. */
	uint32_t of_count[64] = { 0 };
	double sum = 0;
	for (size_t i = 0; i < 256; i++) {
		if (counts[i] < 64)
			of_count[counts[i]]++;
		else
			sum += counts[i] * log2(counts[i]);
	}
	for (size_t n = 2; n < 64; n++)
		if (of_count[n])
			sum += of_count[n] * (double)n * log2((double)n);
	return text.len ? log2((double)text.len) - sum / (double)text.len : 0;
}

/* --- chance ----------------------------------------------------------------------------------------------------------- */

enum byte_kind {
	OTHER,
	LOWER,
	UPPER,
	DIGIT,
	JOINER /* stands between words */
};

static enum byte_kind kind_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return LOWER;
	if (c >= 'A' && c <= 'Z')
		return UPPER;
	if (up_is_digit(c))
		return DIGIT;
	return c == '-' || c == '_' || c == '.' || c == '/' || c == ' ' || c == ':' ? JOINER : OTHER;
}

static bool is_letter(enum byte_kind kind)
{
	return kind == LOWER || kind == UPPER;
}

/* Hundredths of the logarithm of the odds, fitted on random strings of seven alphabets against the quoted words of a system's libraries, headers and
 * configuration. */
enum {
	ODDS_START = 79,
	ODDS_BYTE = -52,
	ODDS_COMMON = -44,   /* three letters that follow each other in words */
	ODDS_UNCOMMON = 116, /* three that do not */
	ODDS_TURN = 143,     /* from a letter to a digit or back */
	ODDS_CAMEL = 82,     /* from a lower case letter to an upper case one */
	ODDS_ODD_CASE = 159, /* the same, and the new word has not even two letters */
	ODDS_DIGIT = 28,
	ODDS_OTHER = 100, /* punctuation that joins no words */
	LEAST_RANDOM = 8,
	LEAST_HEX = 16,
	LEAST_STRETCH = 16, /* of what is joined to something else */
	ENOUGH = 256        /* bytes that are looked at: the rest of a long text is no different */
};

static int odds_at(up_str text, size_t i, const enum byte_kind *kinds)
{
	enum byte_kind kind = kinds[0];
	int odds = ODDS_BYTE;
	if (kind == DIGIT)
		odds += ODDS_DIGIT;
	if (kind == OTHER)
		odds += ODDS_OTHER;
	if ((kind == DIGIT && is_letter(kinds[1])) || (is_letter(kind) && kinds[1] == DIGIT))
		odds += ODDS_TURN;
	if (kind == UPPER && kinds[1] == LOWER) {
		bool is_word = i + 2 < text.len && kind_of(text.s[i + 1]) == LOWER && kind_of(text.s[i + 2]) == LOWER;
		odds += is_word ? ODDS_CAMEL : ODDS_CAMEL + ODDS_ODD_CASE;
	}
	if (is_letter(kind) && is_letter(kinds[1]) && is_letter(kinds[2])) {
		size_t row = (size_t)(up_lower(text.s[i - 2]) - 'a') * 26 + (size_t)(up_lower(text.s[i - 1]) - 'a');
		odds += trigrams[row] >> (up_lower(text.s[i]) - 'a') & 1 ? ODDS_COMMON : ODDS_UNCOMMON;
	}
	return odds;
}

/* One stretch of text, without a look at what it is joined to. */
static bool is_stretch_random(up_str text)
{
	enum byte_kind kinds[3] = { JOINER, JOINER, JOINER };
	int odds = ODDS_START;
	size_t letters = 0, digits = 0, hex = 0;
	for (size_t i = 0; i < text.len; i++) {
		kinds[2] = kinds[1];
		kinds[1] = kinds[0];
		kinds[0] = kind_of(text.s[i]);
		letters += is_letter(kinds[0]);
		digits += kinds[0] == DIGIT;
		hex += up_is_hex(text.s[i]);
		odds += odds_at(text, i, kinds);
	}
	if (text.len < LEAST_RANDOM || (!letters && digits == text.len))
		return false;
	if (hex == text.len && text.len >= LEAST_HEX && letters > 1 && digits > 1)
		return up_entropy(text) >= 2.5;
	return odds > 0;
}

bool up_is_random(up_str text)
{
	text = up_str_slice(text, 0, ENOUGH);
	/* Nothing that is drawn by chance is written in letters of a language. */
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.s[i] & 0x80)
			return false;
	if (is_stretch_random(text))
		return true;
	/* Behind a prefix of words or numbers: xoxp-283316862324-44f585044dace54f5701618e97cd1c0b. */
	for (size_t at = 0; at < text.len;) {
		size_t end = at;
		while (end < text.len && kind_of(text.s[end]) != JOINER)
			end++;
		if (end - at >= LEAST_STRETCH && end - at < text.len && is_stretch_random(up_str_slice(text, at, end)))
			return true;
		at = end + 1;
	}
	return false;
}
