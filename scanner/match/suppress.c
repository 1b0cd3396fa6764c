/* Inline suppressions. */
#include "match/suppress.h"

#include "base/glob.h"

static const char marker[] = "uplint:";

bool up_allow_wanted(up_str comment)
{
	return up_str_contains(comment, up_str_from(marker));
}

static bool is_date(up_str word)
{
	if (word.len != 10)
		return false;
	for (size_t i = 0; i < 10; i++)
		if (i == 4 || i == 7 ? word.s[i] != '-' : !up_is_digit(word.s[i]))
			return false;
	return true;
}

/* "… until 2026-12-31" at the end of a reason. */
static void split_until(struct up_allow *allow)
{
	up_str text = up_str_trim(allow->reason);
	if (text.len >= 10 && is_date(up_str_slice(text, text.len - 10, text.len))) {
		up_str before = up_str_trim(up_str_slice(text, 0, text.len - 10));
		if (up_str_ends(before, UP_STR("until"))) {
			allow->until = up_str_slice(text, text.len - 10, text.len);
			text = up_str_trim(up_str_slice(before, 0, before.len - 5));
		}
	}
	allow->reason = text;
}

/* The marker of a comment that ends it: C, XML and template comments close. */
static up_str without_closer(up_str text)
{
	static const char *const closers[] = { "*/", "-->", "#}", "%>" };
	text = up_str_trim(text);
	for (size_t i = 0; i < sizeof closers / sizeof *closers; i++)
		if (up_str_ends(text, up_str_from(closers[i])))
			return up_str_trim(up_str_slice(text, 0, text.len - strlen(closers[i])));
	return text;
}

static bool stands_alone(const struct up_lines *lines, uint32_t line, uint32_t comment_start)
{
	for (uint32_t i = lines->starts[line - 1]; i < comment_start; i++)
		if (!up_is_blank(lines->text.s[i]))
			return false;
	return true;
}

size_t up_allow_read(up_str text, up_span at, const struct up_lines *lines, up_str today, struct up_allow *out, size_t most)
{
	size_t n = 0;
	for (size_t from = 0; n < most;) {
		size_t hit = up_str_find(text, up_str_from(marker), from);
		if (hit == SIZE_MAX)
			break;
		size_t end = hit, rest_at = hit + strlen(marker);
		up_str line;
		up_line_next(text, &end, &line);
		up_str rest = without_closer(up_str_slice(text, rest_at, hit + line.len));
		from = end > hit ? end : hit + 1;
		if (!up_str_eq(up_str_next_word(&rest), UP_STR("allow")))
			continue;
		struct up_allow allow = { .rule = up_str_next_word(&rest), .reason = rest };
		split_until(&allow);
		allow.at = (up_span){ at.start + (uint32_t)hit, at.start + (uint32_t)(hit + line.len) };
		allow.line = up_lines_place(lines, allow.at.start).line;
		allow.is_alone = stands_alone(lines, up_lines_place(lines, at.start).line, at.start);
		allow.next = allow.is_alone ? allow.line + 1 : allow.line;
		allow.expired = allow.until.len && up_str_cmp(allow.until, today) < 0;
		out[n++] = allow;
	}
	return n;
}

void up_allow_chain(struct up_allow *allows, size_t n)
{
	for (size_t i = n; i > 1; i--)
		if (allows[i - 2].is_alone && allows[i - 1].is_alone && allows[i - 2].next == allows[i - 1].line)
			allows[i - 2].next = allows[i - 1].next;
}

bool up_allow_covers(const struct up_allow *allow, up_str rule, uint32_t line, uint32_t end_line)
{
	bool here = line <= allow->line && allow->line <= end_line;
	bool next = line <= allow->next && allow->next <= end_line;
	return (here || next) && (up_str_eq(allow->rule, rule) || up_glob_match_whole(allow->rule, rule));
}
