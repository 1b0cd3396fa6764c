/* What squawk, Atlas, eugene, diesel-guard, strong_migrations and django-migration-linter take as a word to be silent: their documentation says where it
 * stands. https://squawkhq.com/docs/cli, https://atlasgo.io/lint/analyzers, https://github.com/kaaveland/eugene, https://github.com/ayarotsky/diesel-guard,
 * https://github.com/ankane/strong_migrations, https://github.com/3YOURMIND/django-migration-linter. */
#include "run/silenced.h"

enum {
	TEXT_BYTES = 1 << 20, /* so much of a text is looked through */
	LINE_BYTES = 400,     /* … and of a line: a comment is short, and many findings may stand on one long line */
};

struct mark {
	const char *word, *tool;
};

static const struct mark of_file[] = {
	{ "-- squawk-ignore-file", "squawk" },
	{ "-- eugene: ignore", "eugene" },
	{ "IgnoreMigration()", "django-migration-linter" },
};

static const struct mark of_statement[] = {
	{ "-- squawk-ignore", "squawk" },
	{ "-- atlas:nolint", "atlas" },
	{ "-- diesel-guard:disable", "diesel-guard" },
	{ "-- safety-assured:start", "diesel-guard" },
	{ "safety_assured", "strong_migrations" },
};

static const char *tool_of(up_str text, const struct mark *marks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_contains(text, up_str_from(marks[i].word)))
			return marks[i].tool;
	return NULL;
}

static uint32_t indent_of(up_str line)
{
	uint32_t n = 0;
	while (n < line.len && up_is_blank(line.s[n]))
		n++;
	return n;
}

/* Atlas: a comment at the head, with an empty line behind it, is for the whole file. */
static bool is_head(const struct up_lines *lines, uint32_t line)
{
	for (uint32_t i = 1; i <= line; i++)
		if (!up_str_starts(up_str_trim(up_lines_text(lines, i)), UP_STR("--")))
			return false;
	return line < lines->n && !up_str_trim(up_lines_text(lines, line + 1)).len;
}

static const char *tool_at_head(const struct up_lines *lines)
{
	for (uint32_t line = 1; line <= lines->n && line <= UP_SILENCED_LINES; line++) {
		up_str text = up_lines_text(lines, line);
		if (up_str_contains(text, UP_STR("-- atlas:nolint")))
			return is_head(lines, line) ? "atlas" : NULL;
		if (!up_str_starts(up_str_trim(text), UP_STR("--")))
			break;
	}
	return tool_of(up_str_slice(lines->text, 0, TEXT_BYTES), of_file, sizeof of_file / sizeof *of_file);
}

static const char *tool_near(const struct up_lines *lines, uint32_t line)
{
	const char *tool = NULL;
	bool is_in_statement = true;
	uint32_t inner = UINT32_MAX; /* what is indented less than all below it is round the finding */
	for (uint32_t i = line, n = 0; i > 0 && n < UP_SILENCED_LINES && !tool; i--, n++) {
		up_str text = up_lines_text(lines, i), plain = up_str_trim(text), front = up_str_slice(plain, 0, LINE_BYTES);
		if (up_str_contains(front, UP_STR("-- safety-assured:end")))
			return NULL;
		bool is_round = plain.len && indent_of(text) < inner, is_comment = up_str_starts(plain, UP_STR("--"));
		is_in_statement &= i == line || is_comment || !up_str_ends(plain, UP_STR(";"));
		if (is_round)
			inner = indent_of(text);
		const char *found = tool_of(front, of_statement, sizeof of_statement / sizeof *of_statement);
		bool is_block = up_str_contains(front, UP_STR("safety_assured"));
		bool is_range = up_str_contains(front, UP_STR("-- safety-assured:start"));
		if (found && (is_range || (is_block ? is_round : is_in_statement && is_comment)))
			tool = found;
	}
	return tool;
}

const char *up_silenced_for(struct up_silenced *silenced, const struct up_lines *lines, uint32_t line)
{
	if (!silenced->is_known) {
		up_str text = up_str_slice(lines->text, 0, TEXT_BYTES);
		silenced->is_known = true;
		silenced->all = tool_at_head(lines);
		silenced->has_marks = tool_of(text, of_statement, sizeof of_statement / sizeof *of_statement) != NULL;
	}
	if (silenced->all || !silenced->has_marks)
		return silenced->all;
	return tool_near(lines, line);
}
