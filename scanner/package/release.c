/* The fields of a Release file that tell its age (Debian's RepositoryFormat). */
#include "package/release.h"

#include "base/date.h"
#include "base/lines.h"

enum {
	SECONDS_OF_DAY = 86400,
};

/* The next word, up to a blank or a colon. */
static up_str take_word(up_str *text)
{
	size_t start = 0, end;
	while (start < text->len && (text->s[start] == ' ' || text->s[start] == ':' || text->s[start] == ','))
		start++;
	for (end = start; end < text->len && text->s[end] != ' ' && text->s[end] != ':' && text->s[end] != ',';)
		end++;
	up_str word = up_str_slice(*text, start, end);
	*text = up_str_slice(*text, end, text->len);
	return word;
}

/* "Sat, 11 Jul 2026 09:54:38 UTC"; the day of the week may be left out. 0: it is no date. */
static int64_t read_time(up_str text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	uint64_t day, year, clock[3];
	int64_t days;
	char date[] = "0000-00-00";
	up_str word = take_word(&text);
	if (!up_str_to_u64(word, &day) && !up_str_to_u64(take_word(&text), &day))
		return 0;
	up_str month = take_word(&text);
	size_t at = month.len == 3 ? up_str_find(up_str_from(months), month, 0) : SIZE_MAX;
	if (day > 31 || at == SIZE_MAX || at % 3 || !up_str_to_u64(take_word(&text), &year) || year > 9999)
		return 0;
	for (int i = 0; i < 3; i++)
		if (!up_str_to_u64(take_word(&text), &clock[i]) || clock[i] > 60)
			return 0;
	uint64_t numbers[] = { year, at / 3 + 1, day };
	static const size_t places[] = { 3, 6, 9 };
	for (int i = 0; i < 3; i++)
		for (size_t k = 0, n = numbers[i]; k < (i ? 2u : 4u); k++, n /= 10)
			date[places[i] - k] = (char)('0' + n % 10);
	if (!up_days_read(up_str_from(date), &days))
		return 0;
	return days * SECONDS_OF_DAY + (int64_t)(clock[0] * 3600 + clock[1] * 60 + clock[2]);
}

bool up_release_read(up_str text, struct up_release *ret_release)
{
	struct up_release release = { 0 };
	up_str line;
	size_t at = 0;
	bool is_named = false;
	while (up_line_next(text, &at, &line)) {
		size_t colon = up_str_find_byte(line, ':', 0);
		if (!line.len || up_is_blank(line.s[0]) || colon == SIZE_MAX)
			continue;
		up_str name = up_str_slice(line, 0, colon), value = up_str_trim(up_str_slice(line, colon + 1, line.len));
		is_named |= up_str_is_listed(name, "Suite Codename Origin Label Components Architectures");
		if (up_str_eq_nocase(name, UP_STR("Date")))
			release.made = read_time(value);
		else if (up_str_eq_nocase(name, UP_STR("Valid-Until")))
			release.until = read_time(value);
		bool is_strong = up_str_eq_nocase(name, UP_STR("SHA256")) || up_str_eq_nocase(name, UP_STR("SHA512"));
		release.has_strong_sums |= is_strong;
		release.has_sums |= is_strong || up_str_eq_nocase(name, UP_STR("MD5Sum")) || up_str_eq_nocase(name, UP_STR("SHA1"));
	}
	if (!is_named || !release.has_sums)
		return false;
	*ret_release = release;
	return true;
}
