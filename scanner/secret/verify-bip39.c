/* Seed phrases of wallets: BIP 39. */
#include "base/hash.h"
#include "secret/bip39-words.h"
#include "secret/trial.h"

enum {
	MOST_WORDS = 24,
	WORD_BITS = 11,
	WORD_MAX = 8,
	BYTES = MOST_WORDS * WORD_BITS / 8,
};

struct phrase {
	up_str words[MOST_WORDS];
	unsigned n;
};

/* Words of three to eight letters between blanks; false where the text is anything else, or more. */
static bool split(up_str text, struct phrase *phrase)
{
	phrase->n = 0;
	for (size_t at = 0; at < text.len;) {
		size_t start = at;
		while (at < text.len && up_is_alpha(text.s[at]))
			at++;
		if (at - start < 3 || at - start > WORD_MAX || phrase->n == MOST_WORDS)
			return false;
		phrase->words[phrase->n++] = up_str_slice(text, start, at);
		while (at < text.len && up_is_space(text.s[at]))
			at++;
	}
	return phrase->n >= 12 && phrase->n % 3 == 0;
}

/* The index of a word, whatever its case; up_n_bip39_words where it is none of them. */
static unsigned find(up_str word)
{
	char lower[WORD_MAX + 1] = "";
	for (size_t i = 0; i < word.len; i++)
		lower[i] = up_lower(word.s[i]);
	unsigned low = 0, high = up_n_bip39_words;
	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order = strcmp(up_bip39_words[middle], lower);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return up_n_bip39_words;
}

/* "abandon abandon … about", "test test … junk": what examples and test networks are made with. */
static bool is_of_examples(const struct phrase *phrase)
{
	for (unsigned i = 1; i + 1 < phrase->n; i++)
		if (!up_str_eq_nocase(phrase->words[i], phrase->words[0]))
			return false;
	return true;
}

/* The words are 11 bits each; of every 33 bits 32 are the seed's, and the rest, behind all of these, are the first of its SHA-256. */
static bool sum_holds(const unsigned char *bytes, unsigned n_words)
{
	unsigned n_sum = n_words / 3, n_bytes = n_words * WORD_BITS / 33 * 4;
	unsigned char digest[32];
	up_sha256((up_str){ (const char *)bytes, n_bytes }, digest);
	return (bytes[n_bytes] ^ digest[0]) >> (8 - n_sum) == 0;
}

void up_try_bip39(struct up_trial *trial)
{
	struct phrase phrase;
	unsigned char bytes[BYTES + 1] = { 0 };
	unsigned n_bits = 0;
	if (!split(trial->secret, &phrase)) {
		up_trial_doubt(trial, "not 12, 15, 18, 21 or 24 words: altered or made up");
		return;
	}
	if (is_of_examples(&phrase)) {
		up_trial_doubt(trial, "a phrase of examples and test networks");
		return;
	}
	if (!up_n_bip39_words)
		return;
	for (unsigned i = 0; i < phrase.n; i++) {
		unsigned index = find(phrase.words[i]);
		if (index == up_n_bip39_words) {
			up_trial_doubt(trial, "not the words of BIP 39");
			return;
		}
		for (unsigned bit = WORD_BITS; bit--; n_bits++)
			bytes[n_bits / 8] = (unsigned char)(bytes[n_bits / 8] | (index >> bit & 1) << (7 - n_bits % 8));
	}
	up_trial_checksum(trial, sum_holds(bytes, phrase.n));
}
