/* What stands between documents of YAML, where libyaml is stricter than the specification. */
#include "common/yaml-head.h"

#include "base/lines.h"

struct head {
	struct up_parse *p;
	up_str text;
	char *bytes;   /* a copy of the text, once there is something to change */
	uint32_t dots; /* of the `...` that nothing but comments has followed so far; UINT32_MAX: none */
	uint32_t n_tags;
	bool is_inside;     /* behind `---` or the first content of a document */
	bool has_directive; /* since the last document */
	bool partly;
};

static void change(struct head *head, uint32_t at, up_str bytes)
{
	if (!head->bytes)
		head->bytes = (char *)(uintptr_t)up_arena_copy(up_parse_arena(head->p), head->text).s;
	memcpy(head->bytes + at, bytes.s, bytes.len);
}

static bool is_marker(up_str line, up_str marker)
{
	return up_str_starts(line, marker) && (line.len == marker.len || up_is_blank(line.s[marker.len]));
}

static up_str word_at(up_str line, size_t start)
{
	while (start < line.len && up_is_blank(line.s[start]))
		start++;
	size_t end = start;
	while (end < line.len && !up_is_blank(line.s[end]))
		end++;
	return up_str_slice(line, start, end);
}

static void take_version(struct head *head, up_str version, uint32_t at)
{
	bool is_number = version.len > 0;
	if (up_str_eq(version, UP_STR("1.1")) || up_str_eq(version, UP_STR("1.2")))
		return;
	for (size_t i = 0; i < version.len; i++)
		is_number &= up_is_digit(version.s[i]) || version.s[i] == '.';
	up_str shown = up_str_slice(version, 0, 20);
	if (is_number)
		up_note(head->p, UP_NOTE_UNSUPPORTED, at, "YAML version %.*s is not known; it was read as version 1.2", UP_FMT(shown));
	else
		up_note(head->p, UP_NOTE_SYNTAX, at, "'%.*s' is no version of YAML; it was read as version 1.2", UP_FMT(shown));
	change(head, at, UP_STR("#"));
	head->partly = true;
}

static void take_directive(struct head *head, up_str line, uint32_t at)
{
	up_str name = word_at(line, 1);
	head->has_directive = true;
	if (up_str_eq(name, UP_STR("YAML"))) {
		take_version(head, word_at(line, 1 + name.len), at);
	} else if (!up_str_eq(name, UP_STR("TAG"))) {
		up_note(head->p, UP_NOTE_UNSUPPORTED, at, "the directive %%%.*s is not known; it was passed over", UP_FMT(name));
		change(head, at, UP_STR("#"));
		head->partly = true;
	}
}

static void bound_tags(struct head *head, up_str line, uint32_t at)
{
	if (!up_str_starts(line, UP_STR("%TAG")) || head->n_tags++ < UP_LIMIT_YAML_TAGS)
		return;
	if (head->n_tags == UP_LIMIT_YAML_TAGS + 1)
		up_note(head->p, UP_NOTE_LIMIT, at, "more than %d %%TAG directives; the others were passed over", UP_LIMIT_YAML_TAGS);
	change(head, at, UP_STR("#"));
	head->partly = true;
}

/* A line outside of documents. */
static void take_outside(struct head *head, up_str line, uint32_t at)
{
	up_str trimmed = up_str_trim(line);
	if (!trimmed.len || trimmed.s[0] == '#')
		return;
	if (line.s[0] == '%') {
		take_directive(head, line, at);
	} else if (is_marker(line, UP_STR("..."))) {
		if (head->dots == UINT32_MAX && !head->has_directive)
			change(head, at, UP_STR("   "));
	} else {
		if (head->dots != UINT32_MAX && !head->has_directive && !is_marker(line, UP_STR("---")))
			change(head, head->dots, UP_STR("---"));
		head->is_inside = true;
		head->has_directive = false;
	}
}

up_str up_yaml_head(struct up_parse *p, up_str text, bool *ret_partly)
{
	struct head head = { .p = p, .text = text, .dots = UINT32_MAX };
	size_t next = up_str_starts(text, UP_STR("\xEF\xBB\xBF")) ? 3 : 0;
	up_str line;
	for (size_t at = next; up_line_next(text, &next, &line); at = next) {
		bound_tags(&head, line, (uint32_t)at);
		if (!head.is_inside) {
			take_outside(&head, line, (uint32_t)at);
		} else if (is_marker(line, UP_STR("..."))) {
			head.is_inside = false;
			head.dots = (uint32_t)at;
		}
	}
	*ret_partly |= head.partly;
	return head.bytes ? (up_str){ head.bytes, text.len } : text;
}
