/* Offsets, comments and restarts for the YAML parser. */
#include "common/yaml-lines.h"

#include "base/lines.h"

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

void up_yaml_cursor_init(struct up_yaml_cursor *cursor, up_str text)
{
	*cursor = (struct up_yaml_cursor){ .text = text, .is_ascii = true };
	for (size_t i = 0; i < text.len && cursor->is_ascii; i++)
		cursor->is_ascii = (unsigned char)text.s[i] < 0x80;
}

static bool is_start(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

uint32_t up_yaml_cursor_byte(struct up_yaml_cursor *cursor, size_t code)
{
	up_str text = cursor->text;
	if (cursor->is_ascii)
		return (uint32_t)(code < text.len ? code : text.len);
	for (; cursor->code < code && cursor->byte < text.len; cursor->code++)
		for (cursor->byte++; cursor->byte < text.len && !is_start(text.s[cursor->byte]);)
			cursor->byte++;
	for (; cursor->code > code && cursor->byte; cursor->code--)
		for (cursor->byte--; cursor->byte && !is_start(text.s[cursor->byte]);)
			cursor->byte--;
	return (uint32_t)cursor->byte;
}

uint32_t up_yaml_skip_properties(up_str text, up_span node)
{
	uint32_t i = node.start;
	for (;;) {
		while (i < node.end && up_is_space(text.s[i]))
			i++;
		if (i < node.end && text.s[i] == '#') {
			while (i < node.end && !is_break(text.s[i]))
				i++;
			continue;
		}
		if (i >= node.end || (text.s[i] != '&' && text.s[i] != '!'))
			return i;
		bool is_anchor = text.s[i++] == '&'; /* libyaml's anchors end sooner than the specification's */
		while (i < node.end &&
		       (is_anchor ? up_is_alnum(text.s[i]) || text.s[i] == '_' || text.s[i] == '-' : !up_is_space(text.s[i])))
			i++;
	}
}

uint32_t up_yaml_block_end(up_str text, up_span node)
{
	uint32_t end = node.end;
	while (end > node.start && up_is_space(text.s[end - 1]))
		end--;
	while (end < node.end && !is_break(text.s[end]))
		end++;
	return end;
}

static bool emit_comment(struct up_parse *p, up_str text, size_t at, size_t end, size_t *ret_line_end)
{
	size_t line_end = at;
	while (line_end < end && !is_break(text.s[line_end]))
		line_end++;
	*ret_line_end = line_end;
	if (at && !up_is_space(text.s[at - 1]))
		up_note(p, UP_NOTE_SYNTAX, (uint32_t)at, "a '#' starts a comment only behind a blank; it was read as one all the same");
	return up_emit_comment(p, (up_span){ (uint32_t)at, (uint32_t)line_end });
}

bool up_yaml_comments(struct up_parse *p, up_str text, uint32_t start, uint32_t end)
{
	up_str gap = up_str_slice(text, 0, end);
	for (size_t at = start; at < end;) {
		at = up_str_find_byte(gap, '#', at);
		if (at == SIZE_MAX)
			return true;
		char before = at ? text.s[at - 1] : '\n';
		if (!up_is_space(before) && !(before && strchr(",[]{}:\"'", before)))
			at++;
		else if (!emit_comment(p, text, at, end, &at))
			return false;
	}
	return true;
}

bool up_yaml_header_comment(struct up_parse *p, up_str text, up_span node)
{
	size_t end = node.start, line_end;
	while (end < node.end && !is_break(text.s[end]))
		end++;
	size_t at = up_str_find_byte(up_str_slice(text, 0, end), '#', node.start);
	return at == SIZE_MAX || emit_comment(p, text, at, end, &line_end);
}

/* The start of the line behind the one that `i` is in. */
static uint32_t next_line(up_str text, uint32_t i, uint32_t end)
{
	while (i < end && !is_break(text.s[i]))
		i++;
	if (i < end)
		i += text.s[i] == '\r' && i + 1 < end && text.s[i + 1] == '\n' ? 2 : 1;
	return i;
}

uint32_t up_yaml_unindented(up_str text, up_span node)
{
	for (uint32_t start = next_line(text, node.start, node.end); start < node.end; start = next_line(text, start, node.end)) {
		uint32_t i = start;
		while (i < node.end && up_is_blank(text.s[i]))
			i++;
		bool is_empty = i == node.end || is_break(text.s[i]) || text.s[i] == '#';
		bool closes = i < node.end && (strchr("]}", text.s[i]) || i + 1 == node.end);
		if (text.s[start] != ' ' && !is_empty && !closes)
			return start;
	}
	return UINT32_MAX;
}

bool up_yaml_is_deep_blank(up_str text, up_span node)
{
	uint32_t deepest = 0, end = (uint32_t)text.len, start = next_line(text, node.start, end), i = start;
	for (; start < end; start = next_line(text, start, end)) {
		for (i = start; i < end && text.s[i] == ' ';)
			i++;
		if (i < end && !is_break(text.s[i]))
			break;
		deepest = i - start > deepest ? i - start : deepest;
	}
	return start < end && i > start && i - start < deepest && text.s[i] == '#';
}

/* Does a line at column 0 begin with a key: `name:` with a blank or the line end behind it? */
static bool starts_key(up_str line)
{
	if (!line.len || up_is_space(line.s[0]) || strchr("#-]}[{,&*!|>%@`?:", line.s[0]))
		return false;
	for (size_t i = 1; i < line.len && i < 1024; i++)
		if (line.s[i] == ':' && (i + 1 == line.len || up_is_blank(line.s[i + 1])))
			return true;
	return false;
}

static bool starts_with_word(up_str line, up_str word)
{
	return up_str_starts(line, word) && (line.len == word.len || up_is_blank(line.s[word.len]));
}

uint32_t up_yaml_resume(up_str text, uint32_t from, bool is_list)
{
	size_t i = from;
	while (i < text.len && !is_break(text.s[i]))
		i++;
	up_str line;
	up_line_next(text, &i, &line); /* what remains of the line itself */
	for (size_t start = i; up_line_next(text, &i, &line); start = i)
		if (starts_with_word(line, UP_STR("---")) || starts_key(line) || (is_list && starts_with_word(line, UP_STR("-"))))
			return (uint32_t)start;
	return UINT32_MAX;
}
