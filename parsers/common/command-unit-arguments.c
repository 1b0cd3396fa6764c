/* Does a command run in an upgrade, as far as the script's own arguments say? prerm is called with `remove` and with `upgrade`, %preun with 0 and 1. */
#include "common/command-unit.h"

enum {
	LOOK_BACK = 4 * 1024 /* bytes before the command */
};

/* The line that begins at `start`. */
static up_str line_at(up_str text, size_t start)
{
	return up_str_slice(text, start, up_str_find_byte(text, '\n', start));
}

static size_t indent_of(up_str line)
{
	size_t n = 0;
	while (n < line.len && up_is_blank(line.s[n]))
		n++;
	return n;
}

/* `if [ "$1" = remove ]`, `case "$1" in`, `[ $1 -eq 0 ] &&` */
static bool asks_argument(up_str line)
{
	up_str word = up_str_slice(line, indent_of(line), line.len);
	static const char *const starts[] = { "if ", "elif ", "case ", "[ ", "[[ ", "test " };
	bool is_question = false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		is_question |= up_str_starts(word, up_str_from(starts[i]));
	return is_question && (up_str_contains(line, UP_STR("$1")) || up_str_contains(line, UP_STR("${1")));
}

static bool is_label(up_str line)
{
	up_str text = up_str_trim(line);
	size_t close = up_str_find_byte(text, ')', 0);
	return close != SIZE_MAX && up_str_find_byte(up_str_slice(text, 0, close), '(', 0) == SIZE_MAX &&
	       up_str_find_byte(up_str_slice(text, 0, close), '$', 0) == SIZE_MAX;
}

/* Does an upgrade come there? `upgrade)`, `"$1" = upgrade`, `$1 -gt 0` */
static bool is_of_upgrade(up_str line)
{
	if (up_str_contains(line, UP_STR("!=")))
		return false;
	static const char *const words[] = { "upgrade", "configure", "-gt ", "-ge ", "= 2", "*)" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_contains(line, up_str_from(words[i])))
			return true;
	return false;
}

bool up_units_is_argued(const struct up_units *units, const struct up_word *word)
{
	uint32_t end = word->at.start, from = end > LOOK_BACK ? end - LOOK_BACK : 0;
	up_str text = up_str_slice(up_parse_source(units->p)->bytes, from, end), question = UP_STR(""), label = UP_STR("");
	size_t indent = 0;
	for (size_t start = 0; start < text.len;) {
		up_str line = line_at(text, start);
		up_str word_of_line = up_str_trim(line);
		bool is_last = start + line.len >= text.len;
		bool ends = up_str_starts(word_of_line, UP_STR("fi")) || up_str_starts(word_of_line, UP_STR("esac"));
		bool is_short = !up_str_starts(word_of_line, UP_STR("if")) && !up_str_starts(word_of_line, UP_STR("elif")) &&
				!up_str_starts(word_of_line, UP_STR("case"));
		if (asks_argument(line) && (!is_short || is_last)) {
			question = line;
			label = UP_STR("");
			indent = indent_of(line);
		} else if (ends && indent_of(line) <= indent) {
			question = UP_STR("");
		} else if (question.len && up_str_contains(question, UP_STR("case ")) && is_label(line)) {
			label = line;
		} else if (question.len && indent_of(line) == indent && up_str_starts(word_of_line, UP_STR("else"))) {
			question = UP_STR("");
		}
		start += line.len + 1;
	}
	return question.len && !is_of_upgrade(label.len ? label : question);
}
