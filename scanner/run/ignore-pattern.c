/* Patterns of .gitignore. They are nearly our own globs; what differs is translated once, when the file is read. */
#include "run/ignore-pattern.h"

#include "base/buf.h"
#include "base/glob.h"
#include "base/memory.h"

enum {
	PATTERN_BYTES = 4096
};

/* Trailing spaces do not count unless the last one is escaped: "name\ ". */
static up_str without_trailing_spaces(up_str line)
{
	while (line.len && line.s[line.len - 1] == ' ' && !(line.len > 1 && line.s[line.len - 2] == '\\'))
		line.len--;
	return line;
}

/* The run of stars at line[at]: "**" crosses folders only where it is a whole part of the path ("a**b" is "a*b"). */
static size_t add_stars(struct up_buf *out, up_str line, size_t at)
{
	size_t end = at;
	while (end < line.len && line.s[end] == '*')
		end++;
	bool is_part = (at == 0 || line.s[at - 1] == '/') && (end == line.len || line.s[end] == '/');
	if (end - at < 2 || !is_part)
		up_buf_add_byte(out, '*');
	else if (end == line.len && at)
		/* Two stars behind "a/" stand for what lies in a, but not for a itself. */
		up_buf_add_s(out, "**/*");
	else
		up_buf_add_s(out, "**");
	return end;
}

static char *translate(up_str line, size_t *ret_len)
{
	struct up_buf out = { 0 };
	for (size_t i = 0; i < line.len;) {
		char c = line.s[i];
		if (c == '*') {
			i = add_stars(&out, line, i);
			continue;
		}
		/* Braces mean nothing to git. */
		if (c == '{' || c == '}')
			up_buf_add_byte(&out, '\\');
		up_buf_add_byte(&out, c);
		if (c == '\\' && i + 1 < line.len)
			up_buf_add_byte(&out, line.s[++i]);
		i++;
	}
	up_buf_reserve(&out, 0);
	*ret_len = out.len;
	return out.bytes;
}

static bool parse_line(up_str line, struct up_ignore_pattern *pattern)
{
	line = without_trailing_spaces(line);
	/* No path is as long as that, and matching recurses on stars. */
	if (!line.len || line.len > PATTERN_BYTES || line.s[0] == '#')
		return false;
	*pattern = (struct up_ignore_pattern){ .is_negated = line.s[0] == '!' };
	if (pattern->is_negated)
		line = up_str_slice(line, 1, line.len);
	if (up_str_ends(line, UP_STR("/"))) {
		pattern->is_folder_only = true;
		line.len--;
	}
	pattern->is_anchored = up_str_find_byte(line, '/', 0) != SIZE_MAX;
	if (line.len && line.s[0] == '/')
		line = up_str_slice(line, 1, line.len);
	if (!line.len)
		return false;
	pattern->glob = translate(line, &pattern->len);
	/* To git an unclosed "[" matches nothing. */
	if (up_glob_valid((up_str){ pattern->glob, pattern->len }))
		return true;
	up_free(pattern->glob);
	return false;
}

void up_ignore_patterns_add(struct up_ignore_patterns *patterns, up_str text)
{
	struct up_ignore_pattern pattern;
	if (up_str_starts(text, UP_STR("\xef\xbb\xbf")))
		text = up_str_slice(text, 3, text.len);
	for (size_t start = 0; start < text.len;) {
		size_t end = up_str_find_byte(text, '\n', start);
		up_str line = up_str_slice(text, start, end);
		start = end == SIZE_MAX ? text.len : end + 1;
		if (up_str_ends(line, UP_STR("\r")))
			line.len--;
		if (!parse_line(line, &pattern))
			continue;
		patterns->items = up_grow(patterns->items, &patterns->capacity, patterns->n + 1, sizeof *patterns->items);
		patterns->items[patterns->n++] = pattern;
	}
}

void up_ignore_patterns_finish(struct up_ignore_patterns *patterns)
{
	for (size_t i = 0; i < patterns->n; i++)
		up_free(patterns->items[i].glob);
	up_free(patterns->items);
	*patterns = (struct up_ignore_patterns){ 0 };
}

const struct up_ignore_pattern *up_ignore_patterns_find(const struct up_ignore_patterns *patterns, up_str path, bool is_folder,
							unsigned *steps)
{
	up_str name = up_str_basename(path);
	for (size_t i = patterns->n; i-- > 0 && *steps;) {
		const struct up_ignore_pattern *pattern = &patterns->items[i];
		if (pattern->is_folder_only && !is_folder)
			continue;
		if (up_glob_match_within((up_str){ pattern->glob, pattern->len }, pattern->is_anchored ? path : name, steps))
			return pattern;
	}
	return NULL;
}
