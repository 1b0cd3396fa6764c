/* Java properties: `key = value`, `key: value`, `key value`, backslash continuation, \uXXXX. */
#include "common/line.h"

struct properties {
	struct up_parse *p;
	struct up_line_reader reader;
	bool is_partly;
};

static bool is_escaped(up_str bytes, uint32_t at)
{
	uint32_t n = 0;
	while (at > n && bytes.s[at - n - 1] == '\\')
		n++;
	return n % 2;
}

/* Where the key ends: at the first blank, `=` or `:` that no backslash protects. */
static uint32_t key_end(up_str bytes)
{
	bool is_protected = false;
	for (uint32_t i = 0; i < bytes.len; i++) {
		char c = bytes.s[i];
		if (!is_protected && (c == '=' || c == ':' || up_is_space(c)))
			return i;
		is_protected = c == '\\' && !is_protected;
	}
	return (uint32_t)bytes.len;
}

static uint32_t value_start(up_str bytes, uint32_t at)
{
	while (at < bytes.len && up_is_space(bytes.s[at]))
		at++;
	if (at < bytes.len && (bytes.s[at] == '=' || bytes.s[at] == ':'))
		at++;
	while (at < bytes.len && up_is_space(bytes.s[at]))
		at++;
	return at;
}

static bool read_hex(up_str text, uint32_t *ret_code)
{
	uint32_t code = 0;
	if (text.len < 6 || text.s[0] != '\\' || text.s[1] != 'u')
		return false;
	for (size_t i = 2; i < 6; i++) {
		char c = up_lower(text.s[i]);
		if (!up_is_digit(c) && (c < 'a' || c > 'f'))
			return false;
		code = code * 16 + (uint32_t)(up_is_digit(c) ? c - '0' : c - 'a' + 10);
	}
	*ret_code = code;
	return true;
}

/* \uD83D\uDE00 is one character. Returns the length of the escape as written, 0 where it is malformed. */
static uint32_t decode_unicode(up_str text, char decoded[4], size_t *ret_len)
{
	uint32_t code, low;
	if (!read_hex(text, &code))
		return 0;
	bool is_pair = code >= 0xD800 && code < 0xDC00 && read_hex(up_str_slice(text, 6, text.len), &low) && low >= 0xDC00 && low < 0xE000;
	if (is_pair)
		code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
	*ret_len = up_escape_encode(code, decoded);
	return is_pair ? 12 : 6;
}

/* The escape at `at`; returns its length as written. A backslash before anything else only vanishes. */
static uint32_t take_escape(struct properties *properties, struct up_text_builder *builder, const struct up_text *text, uint32_t at)
{
	up_str rest = up_str_slice(text->bytes, at, text->bytes.len);
	char decoded[4];
	size_t len = 0;
	uint32_t place = up_text_at(text, at);
	if (rest.len < 2)
		return 1;
	if (rest.s[1] == 'u') {
		uint32_t n = decode_unicode(rest, decoded, &len);
		if (!n) {
			up_note(properties->p, UP_NOTE_SYNTAX, place, "\\u without four hexadecimal digits; Java refuses the whole source");
			properties->is_partly = true;
			return 1;
		}
		up_text_put(builder, (up_str){ decoded, len }, place);
		return n;
	}
	const char *letter = rest.s[1] ? strchr("tnrf", rest.s[1]) : NULL;
	if (letter)
		up_text_put(builder, (up_str){ &"\t\n\r\f"[letter - "tnrf"], 1 }, place);
	else
		up_text_copy(builder, up_str_slice(rest, 1, 2), up_text_at(text, at + 1));
	return 2;
}

static struct up_text decode(struct properties *properties, const struct up_text *text)
{
	if (up_str_find_byte(text->bytes, '\\', 0) == SIZE_MAX)
		return *text;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(properties->p));
	uint32_t done = 0, end = (uint32_t)text->bytes.len;
	for (uint32_t i = 0; i < end;) {
		if (text->bytes.s[i] != '\\') {
			i++;
			continue;
		}
		struct up_text part = up_text_slice(text, done, i);
		up_text_append(&builder, &part);
		i += take_escape(properties, &builder, text, i);
		done = i;
	}
	struct up_text part = up_text_slice(text, done < end ? done : end, end);
	up_text_append(&builder, &part);
	return up_text_end(&builder);
}

static bool emit_property(struct properties *properties, const struct up_text *text)
{
	uint32_t end = key_end(text->bytes), start = value_start(text->bytes, end), len = (uint32_t)text->bytes.len;
	struct up_text key = up_text_slice(text, 0, end), value = up_text_slice(text, start, len);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.key = decode(properties, &key).bytes,
		.value = decode(properties, &value).bytes,
		.key_at = up_line_span(text, 0, end),
		.value_at = up_line_span(text, start, len),
	};
	if (start == len) {
		fact.flags |= UP_FACT_EMPTY;
		fact.value_at = (up_span){ fact.key_at.end, fact.key_at.end };
	}
	/* Spring, Maven and many others fill in ${…}; @…@ is Maven's. */
	if (up_str_contains(fact.value, UP_STR("${")))
		fact.flags |= UP_FACT_DYNAMIC;
	return up_emit(properties->p, &fact);
}

static bool read_line(struct properties *properties, up_span line)
{
	static const struct up_line_join join = { .between = "", .is_indent_dropped = true };
	struct up_text text;
	up_str bytes = properties->reader.bytes;
	up_span at = up_line_trim(bytes, line);
	if (at.start == at.end)
		return true;
	if (bytes.s[at.start] == '#' || bytes.s[at.start] == '!')
		return up_emit_comment(properties->p, at);
	/* Blanks at the end of a value belong to it, but hardly anyone means them; one that a backslash protects stays. */
	if (at.end < line.end && !is_escaped(bytes, at.end))
		line.end = at.end;
	if (!up_line_join(&properties->reader, (up_span){ at.start, line.end }, &join, &text))
		return false;
	return !text.bytes.len || emit_property(properties, &text);
}

static enum up_parse_result properties_parse(struct up_parse *p)
{
	struct properties properties = { .p = p };
	up_line_reader_init(&properties.reader, p);
	up_span line;
	while (up_line_read(&properties.reader, &line) && read_line(&properties, line))
		;
	return properties.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int properties_bid(const struct up_source *source)
{
	return up_str_ends(source->name, UP_STR(".properties")) ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_properties = {
	.name = "properties",
	.summary = "Java properties",
	.templates = UP_TEMPLATES_MASK,
	.bid = properties_bid,
	.parse = properties_parse,
};
