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
	bool is_cdata = up_str_starts(rest, UP_STR("<![CDATA["));
	up_str close = is_cdata ? UP_STR("]]>") : up_str_starts(rest, UP_STR("<!--")) ? UP_STR("-->") : UP_STR(">");
	size_t end = up_str_find(raw, close, at);
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

/* The end of a stretch that opens at `i`: a comment, an instruction or a quoted string; i + 1 for anything else. */
static size_t past_opaque(up_str text, size_t i)
{
	up_str rest = up_str_slice(text, i, i + 4);
	up_str close = UP_STR_NULL;
	if (up_str_starts(rest, UP_STR("<!--")))
		close = UP_STR("-->");
	else if (up_str_starts(rest, UP_STR("<?")))
		close = UP_STR("?>");
	else if (rest.s[0] == '"' || rest.s[0] == '\'')
		close = up_str_slice(rest, 0, 1);
	if (!close.len)
		return i + 1;
	size_t end = up_str_find(text, close, i + (close.len == 3 ? 4 : close.len));
	return end == SIZE_MAX ? text.len : end + close.len;
}

up_span up_xml_internal_subset(up_str text)
{
	size_t i = up_str_starts(text, UP_STR("\xEF\xBB\xBF")) ? 3 : 0;
	for (;;) {
		while (i < text.len && up_is_space(text.s[i]))
			i++;
		up_str rest = up_str_slice(text, i, i + 4);
		if (!up_str_starts(rest, UP_STR("<!--")) && !up_str_starts(rest, UP_STR("<?")))
			break;
		i = past_opaque(text, i);
	}
	if (!up_str_starts(up_str_slice(text, i, text.len), UP_STR("<!DOCTYPE")))
		return (up_span){ 0, 0 };
	while (i < text.len && text.s[i] != '[' && text.s[i] != '>')
		i = text.s[i] == '<' ? i + 1 : past_opaque(text, i);
	if (i >= text.len || text.s[i] == '>')
		return (up_span){ 0, 0 };
	size_t start = i++;
	while (i < text.len && text.s[i] != ']')
		i = past_opaque(text, i);
	return (up_span){ (uint32_t)start, (uint32_t)(i < text.len ? i + 1 : text.len) };
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
