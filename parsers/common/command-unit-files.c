/* Units that come with what commands write and install: unit files that are copied to their place, and packages that may bring some. */
#include "common/command-unit.h"

/* --- unit files that are written ---------------------------------------------------------------------------------------- */

static bool is_unit_place(up_str text)
{
	return up_str_contains(text, UP_STR("systemd/system")) || up_str_contains(text, UP_STR("systemd/user")) ||
	       up_str_contains(text, UP_STR("/init.d/"));
}

/* The last part of a path, where that is literal: "$SRC/foo.service". */
static up_str written_name(up_str path)
{
	up_str name = up_str_basename(path);
	if (name.len && strchr("\"'", name.s[name.len - 1]))
		name.len--;
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] != '@' && !up_is_alnum(name.s[i]) && !strchr("_.:\\-", name.s[i]))
			return UP_STR("");
	return name;
}

static bool emit_written(struct up_units *units, const struct up_word *word)
{
	up_str path = word->text.bytes;
	up_str name = written_name(path);
	/* foo.service.d/x.conf and multi-user.target.wants/foo.service make no unit. */
	if (!name.len || up_str_contains(path, UP_STR(".wants/")) || up_str_contains(path, UP_STR(".requires/")))
		return true;
	units->tool = "write";
	units->verb = UP_STR("");
	if (up_units_suffix(name).len)
		return up_units_emit(units, name, word, 0);
	if (!up_str_contains(path, UP_STR("/init.d/")))
		return true;
	return up_units_emit(units, up_arena_printf(up_parse_arena(units->p), "%.*s.service", UP_FMT(name)), word, 0);
}

/* `cp foo.service /etc/systemd/system/`, `tee /etc/systemd/system/foo.service`. A link to /dev/null masks. */
bool up_units_copied(struct up_units *units, up_str name, const struct up_word *words, uint32_t n_words)
{
	bool is_place = false;
	for (uint32_t i = 1; i < n_words; i++)
		is_place |= is_unit_place(words[i].text.bytes);
	if (!is_place || up_units_has_word(words, n_words, "/dev/null") || n_words < 2)
		return true;
	up_str last = words[n_words - 1].text.bytes;
	if (up_str_eq(name, UP_STR("ln")) && (up_str_contains(last, UP_STR(".wants")) || up_str_contains(last, UP_STR(".requires"))))
		return true;
	for (uint32_t i = 1; i < n_words; i++)
		if (!emit_written(units, &words[i]))
			return false;
	return true;
}

/* `cat >/etc/systemd/system/foo.service <<EOF` */
bool up_units_redirected(struct up_units *units)
{
	up_str line = up_units_behind(units);
	size_t at = up_str_find_byte(line, '>', 0);
	if (at == SIZE_MAX || !is_unit_place(line))
		return true;
	while (at < line.len && (line.s[at] == '>' || line.s[at] == '|' || up_is_blank(line.s[at])))
		at++;
	size_t end = at;
	while (end < line.len && !up_is_space(line.s[end]) && !strchr(";&|<>()", line.s[end]))
		end++;
	uint32_t start = units->said->whole.end;
	struct up_word word = { .at = { start + (uint32_t)at, start + (uint32_t)end } };
	word.text = (struct up_text){ .bytes = up_str_slice(line, at, end), .at = word.at.start };
	return !is_unit_place(word.text.bytes) || emit_written(units, &word);
}

/* --- packages that bring units ------------------------------------------------------------------------------------------ */

/* "nginx=1.22.1-9", "nginx/bookworm", "./nginx_1.22_amd64.deb" */
static up_str package_name(up_str word)
{
	size_t end = 0;
	bool is_file = up_str_ends(word, UP_STR(".deb")) || up_str_ends(word, UP_STR(".rpm"));
	word = is_file ? up_str_basename(word) : word;
	while (end < word.len && (up_is_alnum(word.s[end]) || strchr("+.-", word.s[end])) &&
	       !(is_file && word.s[end] == '-' && end + 1 < word.len && up_is_digit(word.s[end + 1])))
		end++;
	return up_str_slice(word, 0, end);
}

bool up_units_installed(struct up_units *units, const struct up_word *words, uint32_t n_words, const char *verbs)
{
	uint32_t i = 1;
	while (i < n_words && !up_command_listed(verbs, words[i].text.bytes))
		i++;
	if (i == n_words)
		return true;
	units->tool = "install";
	units->verb = UP_STR("");
	if (up_str_eq(words[0].text.bytes, UP_STR("make")))
		return up_units_emit(units, UP_STR("?"), &words[i], UP_FACT_DYNAMIC);
	for (uint32_t k = i + 1; k < n_words; k++) {
		up_str word = words[k].text.bytes;
		bool is_dynamic = words[k].flags & UP_WORD_DYNAMIC || up_parse_is_masked(units->p, words[k].at);
		if (word.len && word.s[0] == '-')
			continue;
		up_str name = is_dynamic ? UP_STR("?") : package_name(word);
		if (name.len && !up_units_emit(units, name, &words[k], is_dynamic ? UP_FACT_DYNAMIC : 0))
			return false;
	}
	return true;
}
