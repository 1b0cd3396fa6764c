/* Words of a text: quotes, escapes and stop bytes, decoded with their places kept. */
#include "common/line.h"

void up_split_init(struct up_splitter *splitter, struct up_arena *arena, const struct up_text *text, uint32_t style, const char *stops)
{
	*splitter = (struct up_splitter){
		.arena = arena,
		.text = text,
		.end = (uint32_t)text->bytes.len,
		.style = style,
		.stops = stops,
		.unclosed = UINT32_MAX,
	};
}

static bool parts_words(const struct up_splitter *splitter, char c)
{
	if (splitter->style & UP_SPLIT_LINES)
		return up_is_space(c);
	return up_is_blank(c) || c == '\r' || c == '\v' || c == '\f';
}

static bool is_stop(const struct up_splitter *splitter, char c)
{
	return c && splitter->stops && strchr(splitter->stops, c);
}

bool up_split_skip(struct up_splitter *splitter)
{
	while (splitter->offset < splitter->end && parts_words(splitter, splitter->text->bytes.s[splitter->offset]))
		splitter->offset++;
	if (splitter->offset >= splitter->end)
		return false;
	return !(splitter->style & UP_SPLIT_COMMENT) || splitter->text->bytes.s[splitter->offset] != '#';
}

static bool opens_quote(const struct up_splitter *splitter, uint32_t at)
{
	char c = splitter->text->bytes.s[at];
	if (at != splitter->word_start && !(splitter->style & UP_SPLIT_QUOTE_ANYWHERE))
		return false;
	return (c == '\'' && splitter->style & UP_SPLIT_SINGLE && !splitter->is_single_plain) ||
	       (c == '"' && splitter->style & UP_SPLIT_DOUBLE && !splitter->is_double_plain);
}

static bool takes_escape(const struct up_splitter *splitter, char quote)
{
	uint32_t needed = quote == '\'' ? UP_SPLIT_ESCAPE_SINGLE : quote == '"' ? UP_SPLIT_ESCAPE_DOUBLE : UP_SPLIT_ESCAPE_BARE;
	return splitter->style & needed;
}

/* The offset of the quote that closes the one at `at`, or UINT32_MAX. */
static uint32_t closing_quote(const struct up_splitter *splitter, uint32_t at)
{
	const char *s = splitter->text->bytes.s;
	char quote = s[at];
	bool escapes = takes_escape(splitter, quote);
	for (uint32_t i = at + 1; i < splitter->end; i++) {
		if (escapes && s[i] == '\\') {
			i++;
		} else if (s[i] == quote) {
			if (quote == '\'' && splitter->style & UP_SPLIT_DOUBLED && i + 1 < splitter->end && s[i + 1] == quote)
				i++;
			else
				return i;
		}
	}
	return UINT32_MAX;
}

/* `\` at *at: appends its meaning and moves past it. */
static void take_escape(struct up_splitter *splitter, struct up_text_builder *builder, uint32_t *at, uint32_t end)
{
	up_str bytes = splitter->text->bytes;
	char decoded[4];
	size_t n_decoded = 0;
	if (splitter->style & UP_SPLIT_ESCAPE_C) {
		size_t len = up_escape_decode(up_str_slice(bytes, *at, end), decoded, &n_decoded);
		if (len) {
			up_text_put(builder, (up_str){ decoded, n_decoded }, up_text_at(splitter->text, *at));
			*at += (uint32_t)len;
			return;
		}
	}
	bool has_next = *at + 1 < end;
	char next = has_next ? bytes.s[*at + 1] : '\0';
	bool stays = splitter->style & UP_SPLIT_ESCAPE_KEEP && next != '"' && next != '\'' && next != '\\';
	if (!has_next || stays) {
		up_text_copy(builder, up_str_slice(bytes, *at, *at + 1), up_text_at(splitter->text, *at));
		++*at;
		return;
	}
	up_text_copy(builder, up_str_slice(bytes, *at + 1, *at + 2), up_text_at(splitter->text, *at + 1));
	*at += 2;
}

/* Appends [start, end), which stands inside `quote` (or outside, '\0'), with its escapes resolved. */
static void take_stretch(struct up_splitter *splitter, struct up_text_builder *builder, uint32_t start, uint32_t end, char quote)
{
	up_str bytes = splitter->text->bytes;
	bool escapes = takes_escape(splitter, quote), doubles = quote == '\'' && splitter->style & UP_SPLIT_DOUBLED;
	uint32_t done = start;
	for (uint32_t i = start; i < end;) {
		bool is_escape = escapes && bytes.s[i] == '\\', is_doubled = doubles && bytes.s[i] == quote;
		if (!is_escape && !is_doubled) {
			i++;
			continue;
		}
		struct up_text plain = up_text_slice(splitter->text, done, i);
		up_text_append(builder, &plain);
		if (is_escape)
			take_escape(splitter, builder, &i, end);
		else
			i++; /* the second of the two is copied with what follows */
		done = i;
		if (is_doubled)
			i++;
	}
	struct up_text plain = up_text_slice(splitter->text, done, end);
	up_text_append(builder, &plain);
}

/* Is there a $name or ${name} in the bytes [start, end)? */
static bool has_variable(const struct up_splitter *splitter, uint32_t start, uint32_t end)
{
	const char *s = splitter->text->bytes.s;
	for (uint32_t i = start; i + 1 < end; i++) {
		if (s[i] == '\\') {
			i++;
			continue;
		}
		if (s[i] != '$')
			continue;
		if (s[i + 1] == '{' ||
		    (splitter->style & UP_SPLIT_VARIABLE && (up_is_alnum(s[i + 1]) || s[i + 1] == '_' || s[i + 1] == '(')))
			return true;
	}
	return false;
}

/* Where the bare stretch that starts at `at` ends: at a blank, a stop byte, or an opening quote. */
static uint32_t bare_end(const struct up_splitter *splitter, uint32_t at)
{
	const char *s = splitter->text->bytes.s;
	for (; at < splitter->end; at++) {
		if (s[at] == '\\' && splitter->style & UP_SPLIT_ESCAPE_BARE) {
			if (at + 1 < splitter->end)
				at++;
			continue;
		}
		if (s[at] == '$' && splitter->style & UP_SPLIT_BRACED_VARIABLE && at + 1 < splitter->end && s[at + 1] == '{') {
			while (at + 1 < splitter->end && s[at] != '}' && !parts_words(splitter, s[at + 1]))
				at++;
			continue;
		}
		if (parts_words(splitter, s[at]) || is_stop(splitter, s[at]) || opens_quote(splitter, at))
			break;
	}
	return at;
}

static bool is_dynamic(const struct up_splitter *splitter, uint32_t start, uint32_t end)
{
	return splitter->style & (UP_SPLIT_VARIABLE | UP_SPLIT_BRACED_VARIABLE) && has_variable(splitter, start, end);
}

/* A quote that nothing closes is plain text. So is every later one of its kind: looking for its end again each time would take quadratic time. */
static void mark_unclosed(struct up_splitter *splitter, uint32_t at)
{
	if (splitter->unclosed == UINT32_MAX)
		splitter->unclosed = at;
	if (splitter->text->bytes.s[at] == '"')
		splitter->is_double_plain = true;
	else
		splitter->is_single_plain = true;
}

/* The quoted or bare stretch at splitter->offset; moves past it. */
static void next_stretch(struct up_splitter *splitter, struct up_text_builder *builder, uint32_t *flags)
{
	uint32_t at = splitter->offset;
	char quote = splitter->text->bytes.s[at];
	if (opens_quote(splitter, at)) {
		uint32_t close = closing_quote(splitter, at);
		if (close != UINT32_MAX) {
			take_stretch(splitter, builder, at + 1, close, quote);
			*flags |= UP_WORD_QUOTED | (quote == '"' && is_dynamic(splitter, at, close) ? UP_WORD_DYNAMIC : 0);
			splitter->offset = close + 1;
			return;
		}
		mark_unclosed(splitter, at);
	}
	uint32_t end = bare_end(splitter, at);
	take_stretch(splitter, builder, at, end, '\0');
	*flags |= is_dynamic(splitter, at, end) ? UP_WORD_DYNAMIC : 0;
	splitter->offset = end;
}

bool up_split_word(struct up_splitter *splitter, struct up_word *ret_word)
{
	if (!up_split_skip(splitter) || is_stop(splitter, splitter->text->bytes.s[splitter->offset]))
		return false;
	const char *s = splitter->text->bytes.s;
	uint32_t start = splitter->word_start = splitter->offset, flags = 0;
	struct up_text_builder builder;
	up_text_begin(&builder, splitter->arena);
	/* Most words are one bare stretch without escapes: no copy. */
	uint32_t end = bare_end(splitter, start);
	bool is_plain = end > start && (end == splitter->end || parts_words(splitter, s[end]) || is_stop(splitter, s[end])) &&
			!(splitter->style & UP_SPLIT_ESCAPE_BARE && memchr(s + start, '\\', end - start));
	struct up_text text;
	if (is_plain) {
		text = up_text_slice(splitter->text, start, end);
		flags |= is_dynamic(splitter, start, end) ? UP_WORD_DYNAMIC : 0;
		splitter->offset = end;
	} else {
		do
			next_stretch(splitter, &builder, &flags);
		while (splitter->offset < splitter->end && !parts_words(splitter, s[splitter->offset]) &&
		       !is_stop(splitter, s[splitter->offset]));
		text = up_text_end(&builder);
	}
	splitter->word_end = splitter->offset;
	up_span at = up_line_span(splitter->text, start, splitter->offset);
	if (!text.bytes.len)
		text.at = at.start;
	*ret_word = (struct up_word){ .text = text, .at = at, .flags = flags };
	return true;
}
