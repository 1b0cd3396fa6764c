/* Placeholders: texts that say that a secret belongs in their place. */
#include "secret/quality.h"

enum {
	LOOKED_AT = 512,    /* bytes of a long text that are searched */
	MASK_RUN = 5,       /* x's or stars in a row */
	LEAST_SEQUENCE = 4, /* bytes that count up or down */
	LONG_ROW = 12,      /* bytes in such a row that are no chance, whatever stands round them */
	LONG_TURNS = 8,
	LEAST_TRIPLED = 4,   /* bytes of a block that stands three times */
	LONGEST_BLOCK = 8,   /* bytes that are repeated over and over */
	LEAST_REPEATED = 12, /* bytes that such a repetition has at least */
	MASHED_MAX = 24,     /* nobody goes on longer */
	SHORT = 40           /* longer ones say that they are placeholders in words of their own */
};

/* --- what nobody writes by chance ------------------------------------------------------------------------------------- */

/* Markers are lower case; a '-' stands for '-', '_', ' ', '.' or nothing. These are long enough that chance writes none of them into a token. */
static const up_str anywhere[] = { UP_STR("example"),       UP_STR("placeholder"),  UP_STR("replace-me"),  UP_STR("replace-with"),
				   UP_STR("replace-this"),  UP_STR("redacted"),     UP_STR("censored"),    UP_STR("scrubbed"),
				   UP_STR("insert-your"),   UP_STR("your-token"),   UP_STR("your-api"),    UP_STR("your-secret"),
				   UP_STR("your-pass"),     UP_STR("your-key"),     UP_STR("your-access"), UP_STR("your-own"),
				   UP_STR("your-client"),   UP_STR("yourtoken"),    UP_STR("not-a-real"),  UP_STR("notreal"),
				   UP_STR("foobarbaz"),     UP_STR("dummykey"),     UP_STR("dummytoken"),  UP_STR("goes-here"),
				   UP_STR("fill-in"),       UP_STR("to-be-set"),    UP_STR("change-this"), UP_STR("enter-your"),
				   UP_STR("set-me-to"),     UP_STR("put-your"),     UP_STR("fixme"),       UP_STR("removed-for"),
				   UP_STR("generate-me"),   UP_STR("not-a-secret"), UP_STR("this-is-a"),   UP_STR("thisisa"),
				   UP_STR("not-so-secret"), UP_STR("notsosecret") };

/* Only where nothing of a word touches them. */
static const up_str words[] = { UP_STR("your"),   UP_STR("my-token"), UP_STR("fake"),  UP_STR("dummy"),   UP_STR("sample"),
				UP_STR("todo"),   UP_STR("tbd"),      UP_STR("foo"),   UP_STR("foobar"),  UP_STR("bar"),
				UP_STR("mock"),   UP_STR("xxx"),      UP_STR("stub"),  UP_STR("insert"),  UP_STR("masked"),
				UP_STR("hidden"), UP_STR("demo"),     UP_STR("bogus"), UP_STR("ignored"), UP_STR("unused") };

/* Only as the whole text. */
static const up_str wholes[] = { UP_STR("null"),      UP_STR("none"),    UP_STR("nil"),      UP_STR("true"),     UP_STR("false"),
				 UP_STR("undefined"), UP_STR("empty"),   UP_STR("n/a"),      UP_STR("na"),       UP_STR("yes"),
				 UP_STR("no"),        UP_STR("on"),      UP_STR("off"),      UP_STR("unset"),    UP_STR("blank"),
				 UP_STR("tba"),       UP_STR("xx"),      UP_STR("xxx"),      UP_STR("..."),      UP_STR("string"),
				 UP_STR("value"),     UP_STR("not-set"), UP_STR("optional"), UP_STR("required"), UP_STR("auto"),
				 UP_STR("default"),   UP_STR("abc"),     UP_STR("abcd"),     UP_STR("baz") };

static bool is_joiner(char c)
{
	return c == '-' || c == '_' || c == ' ' || c == '.';
}

/* How many bytes at the start of `text` are the marker; 0: it does not stand there. */
static size_t marker_at(up_str text, up_str marker)
{
	size_t at = 0;
	for (size_t i = 0; i < marker.len; i++) {
		if (marker.s[i] == '-') {
			at += at < text.len && is_joiner(text.s[at]);
			continue;
		}
		if (at >= text.len || up_lower(text.s[at]) != marker.s[i])
			return 0;
		at++;
	}
	return at;
}

static bool has_marker(up_str text)
{
	/* The two letters that markers begin with: hardly any byte of a token does. */
#define PAIR(second) (1U << ((second) - 'a'))
	static const uint32_t seconds[26] = { ['c' - 'a'] = PAIR('e') | PAIR('h'),
					      ['d' - 'a'] = PAIR('u'),
					      ['e' - 'a'] = PAIR('x') | PAIR('n'),
					      ['f' - 'a'] = PAIR('o') | PAIR('i'),
					      ['g' - 'a'] = PAIR('o') | PAIR('e'),
					      ['i' - 'a'] = PAIR('n'),
					      ['n' - 'a'] = PAIR('o'),
					      ['p' - 'a'] = PAIR('l') | PAIR('u'),
					      ['r' - 'a'] = PAIR('e'),
					      ['s' - 'a'] = PAIR('c') | PAIR('e'),
					      ['t' - 'a'] = PAIR('o') | PAIR('h'),
					      ['y' - 'a'] = PAIR('o') };
#undef PAIR
	for (size_t i = 0; i + 1 < text.len; i++) {
		char c = up_lower(text.s[i]), second = up_lower(text.s[i + 1]);
		if (!up_is_alpha(c) || !up_is_alpha(second) || !(seconds[c - 'a'] >> (second - 'a') & 1))
			continue;
		up_str rest = up_str_slice(text, i, text.len);
		for (size_t k = 0; k < sizeof anywhere / sizeof *anywhere; k++)
			if (anywhere[k].s[0] == c && marker_at(rest, anywhere[k]))
				return true;
	}
	return false;
}

static bool ends_word(up_str text, size_t at)
{
	return at >= text.len || !up_is_alnum(text.s[at]);
}

static bool has_word(up_str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (!up_is_alpha(text.s[i]) || (i && up_is_alnum(text.s[i - 1])))
			continue;
		up_str rest = up_str_slice(text, i, text.len);
		for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
			size_t n = marker_at(rest, words[k]);
			if (n && ends_word(rest, n))
				return true;
		}
	}
	return false;
}

static bool is_whole(up_str text)
{
	for (size_t k = 0; k < sizeof wholes / sizeof *wholes; k++)
		if (marker_at(text, wholes[k]) == text.len)
			return true;
	return false;
}

/* `<token>`, `[your token]`, `{token}`, `%TOKEN%`, `__TOKEN__`, `@TOKEN@` */
static bool is_enclosed(up_str text)
{
	static const char *const pairs[] = { "<>", "[]", "{}", "%%", "@@" };
	if (text.len < 3)
		return false;
	for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++)
		if (text.s[0] == pairs[k][0] && text.s[text.len - 1] == pairs[k][1])
			return true;
	return text.len > 5 && up_str_starts(text, UP_STR("__")) && up_str_ends(text, UP_STR("__"));
}

/* `token <here>`, `<user>:<password>` */
static bool has_angles(up_str text)
{
	size_t open = up_str_find_byte(text, '<', 0);
	if (open == SIZE_MAX || open + 1 >= text.len || !up_is_alpha(text.s[open + 1]))
		return false;
	size_t close = up_str_find_byte(text, '>', open);
	if (close == SIZE_MAX || close - open < 4)
		return false;
	for (size_t i = open + 1; i < close; i++)
		if (!up_is_alnum(text.s[i]) && !is_joiner(text.s[i]))
			return false;
	return true;
}

/* --- what is too regular ---------------------------------------------------------------------------------------------- */

/* Does `next` follow `c` in a row that people type: 12, ab, 90, 9a? */
static int step(char c, char next)
{
	if (!up_is_alnum(c) || !up_is_alnum(next))
		return 0;
	if (next == c + 1)
		return 1;
	if (next == c - 1)
		return -1;
	if ((c == '9' && (next == '0' || up_lower(next) == 'a')) || (c == '0' && up_lower(next) == 'a') ||
	    (up_lower(c) == 'z' && next == '0') || (up_lower(c) == 'z' && next == '1') || (up_lower(c) == 'f' && next == '0') ||
	    (c == 'z' && next == 'A') || (c == 'Z' && next == 'a'))
		return 1;
	if ((c == '0' && next == '9') || (up_lower(c) == 'a' && next == '0'))
		return -1;
	return 0;
}

/* Says one thing over and over, or is masked, nearly everywhere. */
static bool is_flat(up_str text)
{
	size_t run = 1, longest_run = 1, masked = 1;
	uint16_t counts[256] = { 0 };
	unsigned most = 0;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.s[i];
		most = ++counts[c] > most ? counts[c] : most;
		run = i && text.s[i] == text.s[i - 1] ? run + 1 : 1;
		longest_run = run > longest_run ? run : longest_run;
		if (run > masked && memchr("xX*.#", c, 5))
			masked = run;
	}
	return most * 10 >= text.len * 7 || (longest_run * 2 > text.len && longest_run >= 4) || masked >= MASK_RUN;
}

/* How many of a hundred letters and digits stand in rows of at least `least` that count up or down; in either case, or mixed. */
static size_t share_counting(up_str text, size_t least, bool is_caseless)
{
	size_t in_rows = 0, row = 1, letters = text.len ? up_is_alnum(text.s[0]) : 0;
	int direction = 0;
	for (size_t i = 1; i < text.len; i++) {
		letters += up_is_alnum(text.s[i]);
		char c = text.s[i - 1], next = text.s[i];
		int now = is_caseless ? step(up_lower(c), up_lower(next)) : step(c, next);
		if (now && (now == direction || row == 1)) {
			row++;
		} else {
			in_rows += row >= least ? row : 0;
			row = now ? 2 : 1;
		}
		direction = now;
	}
	in_rows += row >= least ? row : 0;
	return letters ? in_rows * 100 / letters : 0;
}

/* Counts up or down, nearly everywhere. */
static bool is_counting(up_str text)
{
	return share_counting(text, LEAST_SEQUENCE, false) >= 80;
}

/* The same with less of a doubt that it is a token: abcd1234-ef01-gh23-ij45. */
static bool is_typed(up_str text)
{
	return share_counting(text, 2, true) >= 90 || share_counting(text, 3, true) >= 70;
}

/* AIzaXXXX */
static bool is_masked_end(up_str text)
{
	return text.len > 4 && up_str_ends(text, UP_STR("XXXX"));
}

/* The end of the text, three quarters of it or more, is one short block that is repeated: deadbeefdeadbeefdeadbeef. */
static bool is_repeated(up_str text)
{
	if (text.len < LEAST_REPEATED)
		return false;
	for (size_t block = 2; block <= LONGEST_BLOCK; block++) {
		size_t same = 0, at = text.len;
		while (at > block && text.s[at - 1] == text.s[at - 1 - block]) {
			at--;
			same++;
		}
		if (same + block >= LEAST_REPEATED && (same + block) * 4 >= text.len * 3 && same >= 2 * block)
			return true;
	}
	return false;
}

/* Typed with ten fingers at rest: `sdf0o9823sjdfsdf`. Hex has too few letters to tell. */
static bool is_mashed(up_str text)
{
	size_t letters = 0, home = 0, beyond_hex = 0;
	if (text.len > MASHED_MAX)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (c >= 'A' && c <= 'Z')
			return false;
		letters += up_is_alpha(c);
		beyond_hex += up_is_alpha(c) && c > 'f';
		home += memchr("asdfghjkl", c, 9) != NULL;
	}
	return letters >= 8 && beyond_hex > 1 && home * 100 >= letters * 78;
}

static bool is_dotted_out(up_str text)
{
	return up_str_contains(text, UP_STR("...")) || up_str_contains(text, UP_STR("***")) || up_str_contains(text, UP_STR("\u2026")) ||
	       up_str_contains(text, UP_STR("\u2022\u2022")) || up_str_contains(text, UP_STR("\u25cf\u25cf"));
}

bool up_is_placeholder(up_str text)
{
	text = up_str_trim(text);
	if (!text.len || is_enclosed(text))
		return true;
	text = up_str_slice(text, 0, LOOKED_AT);
	if (text.len < 16 && is_whole(text))
		return true;
	if (text.len > 2 && (is_flat(text) || is_counting(text) || is_repeated(text) || is_masked_end(text)))
		return true;
	if (has_marker(text) || is_dotted_out(text) || has_angles(text) || is_mashed(text))
		return true;
	return text.len < SHORT && has_word(text) && !up_is_random(text);
}

bool up_is_made_up(up_str text)
{
	text = up_str_slice(up_str_trim(text), 0, LOOKED_AT);
	return !is_flat(text) && !is_masked_end(text) && (is_counting(text) || is_repeated(text) || is_typed(text)) && !is_enclosed(text) &&
	       !has_marker(text) && !is_dotted_out(text) && !has_angles(text);
}

/* Three times the same, one after the other: 1234-1234-1234-. */
static bool has_triple(up_str text)
{
	for (size_t block = LEAST_TRIPLED; block <= LONGEST_BLOCK && block * 3 <= text.len; block++) {
		size_t same = 0;
		for (size_t i = block; i < text.len; i++) {
			if (text.s[i] == text.s[i - 1]) {
				same = 0; /* zeros in a row are of numbers */
				continue;
			}
			same = text.s[i] == text.s[i - block] ? same + 1 : 0;
			if (same >= 2 * block)
				return true;
		}
	}
	return false;
}

bool up_has_row(up_str text)
{
	size_t row = 1, turns = 2;
	for (size_t i = 1; i < text.len; i++) {
		row = step(text.s[i - 1], text.s[i]) == 1 ? row + 1 : 1;
		/* Letters and digits that take turns, and both count. */
		bool takes_turns = i > 1 && up_is_alnum(text.s[i]) && up_is_alnum(text.s[i - 1]) &&
				   up_is_alpha(text.s[i]) != up_is_alpha(text.s[i - 1]);
		turns = takes_turns && step(text.s[i - 2], text.s[i]) == 1 ? turns + 1 : 2;
		if (row >= LONG_ROW || turns >= LONG_TURNS)
			return true;
	}
	return has_triple(text);
}
