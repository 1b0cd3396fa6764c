/* Stretches of an XML source. */
#include "common/xml-text.h"

#include "base/utf8.h"

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

uint32_t up_xml_tag_start(up_str text, uint32_t from, uint32_t end, up_str opening)
{
	if (end > text.len)
		end = (uint32_t)text.len;
	while (end > from) {
		const char *found = memrchr(text.s + from, '<', end - from);
		if (!found)
			break;
		uint32_t at = (uint32_t)(found - text.s);
		up_str rest = up_str_slice(text, at, text.len);
		if (up_str_starts(rest, opening) && (opening.s[1] == '!' || rest.len == opening.len || !is_name_byte(rest.s[opening.len])))
			return at;
		end = at;
	}
	return UINT32_MAX;
}

bool up_xml_next_attribute(up_str text, uint32_t *at, uint32_t end, struct up_xml_attribute *ret_attribute)
{
	uint32_t i = *at;
	while (i < end && !is_name_byte(text.s[i]))
		i++;
	uint32_t name_start = i;
	while (i < end && is_name_byte(text.s[i]))
		i++;
	if (i == name_start)
		return false;
	ret_attribute->name = (up_span){ name_start, i };
	ret_attribute->value = (up_span){ i, i };
	ret_attribute->is_quoted = false;
	uint32_t next = i;
	while (next < end && up_is_space(text.s[next]))
		next++;
	*at = i;
	if (next == end || text.s[next] != '=')
		return true;
	next++;
	while (next < end && up_is_space(text.s[next]))
		next++;
	uint32_t start = next;
	if (next < end && (text.s[next] == '"' || text.s[next] == '\'')) {
		const char *close = memchr(text.s + next + 1, text.s[next], end - next - 1);
		next = close ? (uint32_t)(close - text.s) + 1 : end;
		ret_attribute->is_quoted = close != NULL;
	} else {
		while (next < end && !up_is_space(text.s[next]))
			next++;
	}
	ret_attribute->value = (up_span){ start, next };
	*at = next;
	return true;
}

/* The code point that `&#…;` or `&#x…;` stands for, or UINT32_MAX. `digits`: between '#' and ';'. */
static uint32_t numeric_reference(up_str digits)
{
	bool is_hex = digits.len && digits.s[0] == 'x';
	uint32_t code = 0;
	if (digits.len < 1u + is_hex)
		return UINT32_MAX;
	for (size_t i = is_hex; i < digits.len; i++) {
		char c = up_lower(digits.s[i]);
		if (!up_is_digit(c) && !(is_hex && c >= 'a' && c <= 'f'))
			return UINT32_MAX;
		code = code * (is_hex ? 16 : 10) + (uint32_t)(up_is_digit(c) ? c - '0' : c - 'a' + 10);
		if (code > 0x10FFFF)
			return UINT32_MAX;
	}
	return code >= 0xD800 && code <= 0xDFFF ? UINT32_MAX : code;
}

/* Resolves the reference at raw[at] ('&'); returns where the text goes on, or 0 when it is none of the predefined. */
static size_t decode_reference(struct up_buf *out, up_str raw, size_t at)
{
	static const struct {
		const char *name;
		char meaning;
	} entities[] = { { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' } };
	up_str window = up_str_slice(raw, at + 1, at + 16);
	size_t end = up_str_find_byte(window, ';', 0);
	if (end == SIZE_MAX)
		return 0;
	up_str name = up_str_slice(window, 0, end);
	if (name.len && name.s[0] == '#') {
		uint32_t code = numeric_reference(up_str_slice(name, 1, name.len));
		if (code == UINT32_MAX)
			return 0;
		up_utf8_encode(out, code);
		return at + 2 + end;
	}
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		if (!up_str_eq(name, up_str_from(entities[i].name)))
			continue;
		up_buf_add_byte(out, entities[i].meaning);
		return at + 2 + end;
	}
	return 0;
}

/* Passes over the markup at raw[at] ('<'): a comment, an instruction or CDATA, whose text is kept. */
static size_t decode_markup(struct up_buf *out, up_str raw, size_t at)
{
	up_str rest = up_str_slice(raw, at, raw.len);
	bool is_cdata = up_str_starts(rest, UP_STR("<![CDATA[")), is_comment = up_str_starts(rest, UP_STR("<!--"));
	up_str close = is_cdata ? UP_STR("]]>") : is_comment ? UP_STR("-->") : UP_STR("?>");
	size_t end = up_str_find(raw, close, is_comment ? at + 4 : at); /* <!--> is not closed yet */
	if (is_cdata)
		up_buf_add(out, up_str_slice(raw, at + 9, end));
	return end == SIZE_MAX ? raw.len : end + close.len;
}

up_str up_xml_decode(struct up_arena *arena, up_str raw, bool *ret_dynamic)
{
	*ret_dynamic = false;
	if (up_str_find_byte(raw, '&', 0) == SIZE_MAX && up_str_find_byte(raw, '<', 0) == SIZE_MAX)
		return raw;
	struct up_buf out = { 0 };
	for (size_t i = 0; i < raw.len;) {
		size_t next = 0;
		if (raw.s[i] == '&') {
			next = decode_reference(&out, raw, i);
			*ret_dynamic |= !next;
		} else if (raw.s[i] == '<') {
			next = decode_markup(&out, raw, i);
		}
		if (!next) {
			up_buf_add_byte(&out, raw.s[i]);
			next = i + 1;
		}
		i = next;
	}
	up_str text = up_arena_copy(arena, up_str_trim(up_buf_str(&out)));
	up_buf_finish(&out);
	return text;
}

/* The end of a stretch that starts at `i` with `close` at its end, or the end of the text. */
static size_t past(up_str text, size_t i, up_str close)
{
	size_t end = up_str_find(text, close, i);
	return end == SIZE_MAX ? text.len : end + close.len;
}

/* Inside of one comment, [start, end) between its marks; `--->` counts as well. */
static uint32_t hyphens_in(up_str text, size_t start, size_t end, char *blanked)
{
	uint32_t first = UINT32_MAX;
	up_str inside = up_str_slice(text, 0, end);
	for (size_t at = start; at < end && (at = up_str_find_byte(inside, '-', at)) != SIZE_MAX; at++) {
		bool is_pair = at + 1 < end ? text.s[at + 1] == '-' : end < text.len;
		if (!is_pair)
			continue;
		if (first == UINT32_MAX)
			first = (uint32_t)at;
		if (!blanked)
			return first;
		blanked[at] = ' ';
	}
	return first;
}

uint32_t up_xml_comment_hyphens(up_str text, char *blanked)
{
	uint32_t first = UINT32_MAX;
	for (size_t i = 0; (i = up_str_find_byte(text, '<', i)) != SIZE_MAX && i < text.len && (blanked || first == UINT32_MAX);) {
		up_str rest = up_str_slice(text, i, i + 9);
		if (up_str_starts(rest, UP_STR("<![CDATA["))) {
			i = past(text, i, UP_STR("]]>"));
		} else if (up_str_starts(rest, UP_STR("<?"))) {
			i = past(text, i, UP_STR("?>"));
		} else if (!up_str_starts(rest, UP_STR("<!--"))) {
			i++;
		} else {
			size_t start = i + 4 < text.len ? i + 4 : text.len, close = up_str_find(text, UP_STR("-->"), start);
			uint32_t at = hyphens_in(text, start, close == SIZE_MAX ? text.len : close, blanked);
			first = first == UINT32_MAX ? at : first;
			i = close == SIZE_MAX ? text.len : close + 3;
		}
	}
	return first;
}

bool up_xml_has_more_attributes(up_str text, uint32_t most, uint32_t *ret_at)
{
	for (size_t i = 0; (i = up_str_find_byte(text, '<', i)) != SIZE_MAX;) {
		size_t start = i++;
		uint32_t n = 0;
		if (i == text.len || !is_name_byte(text.s[i]))
			continue;
		while (i < text.len && text.s[i] != '>' && text.s[i] != '<') {
			char c = text.s[i++];
			n += c == '=';
			if (c != '"' && c != '\'')
				continue;
			while (i < text.len && text.s[i] != c && text.s[i] != '<')
				i++;
			i += i < text.len && text.s[i] == c;
		}
		if (n > most) {
			*ret_at = (uint32_t)start;
			return true;
		}
	}
	return false;
}

up_span up_xml_trim(up_str text, up_span span)
{
	while (span.start < span.end && up_is_space(text.s[span.start]))
		span.start++;
	while (span.end > span.start && up_is_space(text.s[span.end - 1]))
		span.end--;
	return span;
}
