/* Texts of advisories: plain out of HTML, dates, and whether a line speaks of a key that changes. */
#include "base/date.h"
#include "base/utf8.h"
#include "package/advisory-private.h"

/* --- HTML ------------------------------------------------------------------------------------------------------------- */

static bool is_block(up_str tag)
{
	static const char blocks[] = "p br li div ul ol h1 h2 h3 h4 h5 h6 tr table pre blockquote hr dt dd section article td th";
	char lower[12];
	size_t n = 0;
	if (tag.len && tag.s[0] == '/')
		tag = up_str_slice(tag, 1, tag.len);
	while (n < tag.len && n < sizeof lower && up_is_alnum(tag.s[n])) {
		lower[n] = up_lower(tag.s[n]);
		n++;
	}
	return n && up_str_is_listed((up_str){ lower, n }, blocks);
}

static bool is_tag(up_str html, size_t at)
{
	return at + 1 < html.len &&
	       (up_is_alpha(html.s[at + 1]) || html.s[at + 1] == '/' || html.s[at + 1] == '!' || html.s[at + 1] == '?');
}

/* The code point of "#8217" or "#x2019"; 0: it is none, or must not stand in a report. */
static uint32_t numbered(up_str name)
{
	uint32_t code = 0;
	bool is_hex = name.len > 1 && up_lower(name.s[1]) == 'x';
	for (size_t i = is_hex ? 2 : 1; i < name.len; i++) {
		int digit = up_hex_value(name.s[i]);
		if (digit < 0 || (!is_hex && digit > 9) || code > 0x10FFFF)
			return 0;
		code = code * (is_hex ? 16 : 10) + (uint32_t)digit;
	}
	return code > 0x10FFFF || (code >= 0xD800 && code < 0xE000) || up_utf8_is_unsafe(code) ? 0 : code;
}

static uint32_t named(up_str name)
{
	static const struct {
		const char *name;
		uint32_t code;
	} entities[] = { { "amp", '&' },      { "lt", '<' },       { "gt", '>' },       { "quot", '"' },      { "apos", '\'' },
			 { "nbsp", ' ' },     { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 }, { "rsquo", 0x2019 },
			 { "lsquo", 0x2018 }, { "ldquo", 0x201C }, { "rdquo", 0x201D } };
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (up_str_eq(name, up_str_from(entities[i].name)))
			return entities[i].code;
	return 0;
}

/* At an ampersand; where it begins no entity, it stands for itself. */
static size_t take_entity(up_str html, size_t at, struct up_buf *out)
{
	size_t end = at + 1;
	while (end < html.len && end - at < 12 && (up_is_alnum(html.s[end]) || html.s[end] == '#'))
		end++;
	up_str name = up_str_slice(html, at + 1, end);
	uint32_t code = 0;
	if (end < html.len && html.s[end] == ';' && name.len)
		code = name.s[0] == '#' ? numbered(name) : named(name);
	if (!code) {
		up_buf_add_byte(out, '&');
		return at + 1;
	}
	if (code == 0xA0)
		code = ' ';
	up_utf8_encode(out, code);
	return end + 1;
}

/* A blank between words, a line break between blocks; never two. */
static void add_break(struct up_buf *out, char c)
{
	if (!out->len)
		return;
	char *last = &out->bytes[out->len - 1];
	if (*last == '\n')
		return;
	if (*last == ' ')
		*last = c == '\n' ? '\n' : ' ';
	else
		up_buf_add_byte(out, c);
}

/* A run of white space: an empty line, or a new item of a list, ends what was said before. */
static size_t take_space(up_str text, size_t at, struct up_buf *out)
{
	size_t n_lines = 0;
	while (at < text.len && (up_is_space(text.s[at]) || !text.s[at]))
		n_lines += text.s[at++] == '\n';
	bool is_item = n_lines && at + 1 < text.len && strchr("-*#|", text.s[at]) && text.s[at + 1] == ' ';
	add_break(out, n_lines > 1 || is_item ? '\n' : ' ');
	return at;
}

up_str advisory_plain(struct up_arena *arena, up_str text, bool is_html)
{
	struct up_buf out = { 0 };
	for (size_t at = 0; at < text.len;) {
		char c = text.s[at];
		size_t end = SIZE_MAX;
		if (c == '<' && is_html && is_tag(text, at)) {
			end = up_str_find_byte(text, '>', at);
			is_html = end != SIZE_MAX; /* looked for once, not from each '<' that is never closed */
		}
		if (end != SIZE_MAX) {
			if (is_block(up_str_slice(text, at + 1, end)))
				add_break(&out, '\n');
			at = end + 1;
		} else if (c == '&' && is_html) {
			at = take_entity(text, at, &out);
		} else if (up_is_space(c) || !c) {
			at = take_space(text, at, &out);
		} else {
			up_buf_add_byte(&out, c);
			at++;
		}
	}
	return up_arena_take(arena, &out);
}

/* --- dates ------------------------------------------------------------------------------------------------------------ */

/* "Tue, 10 Jun 2003 04:00:00 GMT", with or without the day of the week. */
static up_str rfc822(struct up_arena *arena, up_str text)
{
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec" };
	up_str first = up_str_next_word(&text);
	uint64_t day, year;
	if (!up_str_to_u64(first, &day)) {
		first = up_str_next_word(&text);
		if (!up_str_to_u64(first, &day))
			return UP_STR_NULL;
	}
	up_str month = up_str_next_word(&text);
	if (!up_str_to_u64(up_str_next_word(&text), &year) || year > 9999 || day > 31)
		return UP_STR_NULL;
	for (unsigned i = 0; i < 12; i++)
		if (up_str_starts_nocase(month, up_str_from(months[i])))
			return up_arena_printf(arena, "%04u-%02u-%02u", (unsigned)year, i + 1, (unsigned)day);
	return UP_STR_NULL;
}

up_str advisory_date(struct up_arena *arena, up_str date)
{
	int64_t days;
	date = up_str_trim(date);
	up_str start = up_str_slice(date, 0, 10);
	if (up_days_read(start, &days))
		return up_arena_copy(arena, start);
	up_str read = rfc822(arena, up_str_slice(date, 0, 64));
	return up_days_read(read, &days) ? read : UP_STR_NULL;
}

/* --- lines ------------------------------------------------------------------------------------------------------------ */

/* Of a word list: which stand in the line, as the start of a word, in any case. */
static bool has_word(up_str line, const char *const *words, size_t n)
{
	for (size_t at = 0; at < line.len; at++) {
		if (!up_is_alpha(line.s[at]) || (at && up_is_alnum(line.s[at - 1])))
			continue;
		up_str rest = up_str_slice(line, at, line.len);
		for (size_t i = 0; i < n; i++)
			if (up_lower(rest.s[0]) == words[i][0] && up_str_starts_nocase(rest, up_str_from(words[i])))
				return true;
	}
	return false;
}

static bool line_is_of_rotation(up_str line)
{
	/* starts of words; what ends in a blank is a whole word */
	static const char *const changes[] = { "rotat",     "new ",     "replac",       "renew",      "migrat",      "re-key",
					       "rekey",     "rollover", "roll over",    "roll-over",  "rolled over", "supersed",
					       "successor", "succeed",  "chang",        "transition", "switch",      "re-issu",
					       "reissu",    "introduc", "old ",         "former",     "not used",    "not to be used",
					       "distrust",  "withdraw", "retir",        "revok",      "compromis",   "no longer",
					       "expire",    "from now", "starting with" };
	static const char *const nouns[] = { "key",          "certificat", "cert ",       "certs ",  "ca ",       "ca.",    "ca,",
					     "ca)",          "cas ",       "root ",       "signing", "signature", "signed", "intermediate",
					     "trust anchor", "pki",        "fingerprint", "issuer",  "pubkey",    "gpg",    "openpgp" };
	return has_word(line, changes, sizeof changes / sizeof *changes) && has_word(line, nouns, sizeof nouns / sizeof *nouns);
}

bool advisory_is_of_rotation(up_str text)
{
	while (text.len) {
		size_t end = up_str_find_byte(text, '\n', 0);
		if (line_is_of_rotation(up_str_slice(text, 0, end)))
			return true;
		text = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(text, end + 1, text.len);
	}
	return false;
}

static bool ends_sentence(up_str text, size_t at)
{
	if (text.s[at] == '\n')
		return true;
	return (text.s[at] == '.' || text.s[at] == '!' || text.s[at] == '?') && at + 1 < text.len && up_is_space(text.s[at + 1]);
}

up_str advisory_sentence(up_str text, size_t start, size_t end)
{
	while (start && !ends_sentence(text, start - 1))
		start--;
	while (end < text.len && !ends_sentence(text, end))
		end++;
	if (end < text.len && text.s[end] != '\n')
		end++;
	return up_str_trim(up_str_slice(text, start, end));
}
