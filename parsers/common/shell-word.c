/* Words of the shell. Most words hold nothing special and are slices of the source. */
#include "common/shell-word.h"

#include "base/buf.h"
#include "base/utf8.h"

/* Is there an expansion at text.s[i], a '$' or a backquote? `$` before a blank, a quote's end or other punctuation is a plain byte. */
static bool starts_expansion(up_str text, size_t i)
{
	if (text.s[i] == '`')
		return true;
	if (text.s[i] != '$' || i + 1 >= text.len)
		return false;
	char next = text.s[i + 1];
	return up_is_alnum(next) || next == '_' || (next && strchr("({[@*#?$!-", next));
}

static char closer_of(char c)
{
	return c == '(' ? ')' : c == '{' ? '}' : ']';
}

/* From an opening bracket at `i` past its closing one; quotes inside are skipped. Counts only brackets of its own kind. */
static size_t skip_brackets(up_str text, size_t i)
{
	char open = text.s[i], close = closer_of(open);
	uint32_t depth = 0;
	for (; i < text.len; i++) {
		char c = text.s[i];
		if (c == '\\') {
			i++;
		} else if (c == '\'') {
			size_t end = up_str_find_byte(text, '\'', i + 1);
			if (end != SIZE_MAX)
				i = end;
		} else if (c == open) {
			depth++;
		} else if (c == close && --depth == 0) {
			return i + 1;
		}
	}
	return text.len;
}

static size_t skip_backquotes(up_str text, size_t i)
{
	for (i++; i < text.len; i++) {
		if (text.s[i] == '\\')
			i++;
		else if (text.s[i] == '`')
			return i + 1;
	}
	return text.len;
}

size_t up_shell_skip_expansion(up_str text, size_t i)
{
	if (text.s[i] == '`')
		return skip_backquotes(text, i);
	if (i + 1 >= text.len)
		return i + 1;
	char next = text.s[i + 1];
	if (next == '(' || next == '{' || next == '[')
		return skip_brackets(text, i + 1);
	if (!up_is_alnum(next) && next != '_')
		return starts_expansion(text, i) ? i + 2 : i + 1;
	size_t end = i + 2;
	while (!up_is_digit(next) && end < text.len && (up_is_alnum(text.s[end]) || text.s[end] == '_'))
		end++;
	return end;
}

static uint32_t digits(up_str text, size_t *i, uint32_t base, size_t most)
{
	uint32_t value = 0;
	for (size_t n = 0; n < most && *i < text.len; n++, ++*i) {
		char c = up_lower(text.s[*i]);
		uint32_t digit = up_is_digit(c) ? (uint32_t)(c - '0') : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10) : 99;
		if (digit >= base)
			break;
		value = value * base + digit;
	}
	return value;
}

/* One escape of $'…'; `i` is at the backslash. */
static size_t put_ansi_escape(struct up_text_builder *builder, up_str text, size_t i, uint32_t at)
{
	static const char from[] = "abeEfnrtv", to[] = "\a\b\033\033\f\n\r\t\v";
	size_t start = i++;
	if (i >= text.len)
		return i;
	char c = text.s[i];
	const char *simple = c ? strchr(from, c) : NULL;
	char byte = c;
	if (simple) {
		byte = to[simple - from];
		i++;
	} else if (c >= '0' && c <= '7') {
		byte = (char)digits(text, &i, 8, 3);
	} else if (c == 'x') {
		i++;
		byte = (char)digits(text, &i, 16, 2);
	} else if (c == 'u' || c == 'U') {
		i++;
		struct up_buf code = { 0 };
		up_utf8_encode(&code, digits(text, &i, 16, c == 'u' ? 4 : 8));
		up_text_put(builder, up_buf_str(&code), at + (uint32_t)start);
		up_buf_finish(&code);
		return i;
	} else {
		i++;
	}
	up_text_put(builder, (up_str){ &byte, 1 }, at + (uint32_t)start);
	return i;
}

/* $'…' with `i` after the opening quote; returns the offset after the closing one. */
static size_t put_ansi(struct up_text_builder *builder, up_str text, size_t i, uint32_t at)
{
	while (i < text.len && text.s[i] != '\'') {
		if (text.s[i] == '\\') {
			i = put_ansi_escape(builder, text, i, at);
			continue;
		}
		size_t start = i;
		while (i < text.len && text.s[i] != '\'' && text.s[i] != '\\')
			i++;
		up_text_copy(builder, up_str_slice(text, start, i), at + (uint32_t)start);
	}
	return i < text.len ? i + 1 : i;
}

/* A backslash at `i`; inside double quotes it escapes only what is special there. A line end after it is a continuation. */
static size_t put_escape(struct up_text_builder *builder, up_str text, size_t i, uint32_t at, const char *special)
{
	if (i + 1 >= text.len) {
		up_text_copy(builder, up_str_slice(text, i, i + 1), at + (uint32_t)i);
		return i + 1;
	}
	char next = text.s[i + 1];
	if (next == '\n' || next == '\r')
		return next == '\r' && i + 2 < text.len && text.s[i + 2] == '\n' ? i + 3 : i + 2;
	if (special && !(next && strchr(special, next)))
		up_text_copy(builder, up_str_slice(text, i, i + 1), at + (uint32_t)i);
	up_text_copy(builder, up_str_slice(text, i + 1, i + 2), at + (uint32_t)i + 1);
	return i + 2;
}

/* Quotes inside of ${…} are the first shell's own, and a command in it is read there. */
static bool is_for_first_shell(up_str expansion)
{
	if (expansion.s[0] == '`' || up_str_starts(expansion, UP_STR("$(")))
		return true;
	for (size_t i = 0; i < expansion.len; i++)
		if (strchr("'\"\\`", expansion.s[i]) && expansion.s[i])
			return true;
	return up_str_contains(expansion, UP_STR("$("));
}

static size_t put_expansion(struct up_text_builder *builder, up_str text, size_t i, uint32_t at)
{
	size_t end = up_shell_skip_expansion(text, i);
	if (is_for_first_shell(up_str_slice(text, i, end)))
		up_text_put(builder, UP_STR("$_"), at + (uint32_t)i);
	else
		up_text_copy(builder, up_str_slice(text, i, end), at + (uint32_t)i);
	return end;
}

/* $'…' or $"…" outside quotes. */
static bool is_dollar_quote(up_str text, size_t i, char kind)
{
	return text.s[i] == '$' && i + 1 < text.len && text.s[i + 1] == kind;
}

static size_t put_single(struct up_text_builder *builder, up_str text, size_t i, uint32_t at)
{
	size_t end = up_str_find_byte(text, '\'', i + 1);
	end = end == SIZE_MAX ? text.len : end;
	up_text_copy(builder, up_str_slice(text, i + 1, end), at + (uint32_t)i + 1);
	return end + 1;
}

static size_t put_plain(struct up_text_builder *builder, up_str text, size_t i, uint32_t at)
{
	size_t start = i++;
	while (i < text.len && !(text.s[i] && strchr("\\'\"$`", text.s[i])))
		i++;
	up_text_copy(builder, up_str_slice(text, start, i), at + (uint32_t)start);
	return i;
}

/* The bytes of a word with quotes resolved; expansions are passed on. `quote`: the quote that the text stands in from the start (0, '"',
 * or 'h' for a here-document, where quotes are plain bytes). */
static struct up_text resolve(struct up_arena *arena, up_str text, uint32_t at, char quote)
{
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	for (size_t i = 0; i < text.len;) {
		char c = text.s[i];
		if (c == '\\') {
			i = put_escape(&builder, text, i, at, quote == 'h' ? "$`\\" : quote ? "$`\\\"" : NULL);
		} else if (c == '\'' && !quote) {
			i = put_single(&builder, text, i, at);
		} else if (c == '"' && quote != 'h') {
			quote = quote ? 0 : '"';
			i++;
		} else if (!quote && is_dollar_quote(text, i, '\'')) {
			i = put_ansi(&builder, text, i + 2, at);
		} else if (!quote && is_dollar_quote(text, i, '"')) {
			i++;
		} else if ((c == '$' || c == '`') && starts_expansion(text, i)) {
			i = put_expansion(&builder, text, i, at);
		} else {
			i = put_plain(&builder, text, i, at);
		}
	}
	return up_text_end(&builder);
}

/* What a word is made of, found in one pass. */
struct shape {
	bool special; /* quotes or escapes */
	bool dynamic; /* an expansion */
	bool single;  /* one pair of quotes round plain bytes: 'x' or "x" */
};

/* Past the last byte of $'…' whose `$` stands at `i`. */
static size_t past_ansi(up_str text, size_t i)
{
	for (i += 2; i < text.len && text.s[i] != '\''; i++)
		i += text.s[i] == '\\';
	return i;
}

static bool is_dynamic_at(up_str text, size_t i, char quote)
{
	char c = text.s[i];
	if (c == '$' || c == '`')
		return starts_expansion(text, i);
	return (c == '<' || c == '>') && !quote && i + 1 < text.len && text.s[i + 1] == '(';
}

static struct shape shape_of(up_str text)
{
	struct shape shape = { 0 };
	char quote = 0;
	uint32_t n_quotes = 0;
	for (size_t i = 0; i < text.len && !shape.dynamic; i++) {
		char c = text.s[i];
		if (quote == '\'') {
			if (c == '\'')
				quote = 0;
		} else if (c == '\\') {
			shape.special = true;
			n_quotes = 9;
			i++;
		} else if (!quote && is_dollar_quote(text, i, '\'')) {
			shape.special = true;
			n_quotes = 9;
			i = past_ansi(text, i);
		} else if (c == '\'' && !quote) {
			quote = c;
			n_quotes++;
		} else if (c == '"') {
			quote = quote ? 0 : c;
			n_quotes += quote != 0;
		} else if (is_dynamic_at(text, i, quote)) {
			shape.dynamic = true;
		} else if (!quote && is_dollar_quote(text, i, '"')) {
			n_quotes = 9;
		}
	}
	shape.special |= n_quotes > 0;
	shape.single = n_quotes == 1 && text.len >= 2 && text.s[0] == text.s[text.len - 1] && (text.s[0] == '\'' || text.s[0] == '"');
	return shape;
}

void up_shell_word_read(struct up_arena *arena, up_str source, up_span at, struct up_word *ret_word)
{
	up_str text = up_str_slice(source, at.start, at.end);
	struct shape shape = shape_of(text);
	*ret_word = (struct up_word){ .text = up_text_plain(text, at.start), .at = at };
	if (text.len && (text.s[0] == '\'' || text.s[0] == '"'))
		ret_word->flags |= UP_WORD_QUOTED;
	if (shape.dynamic)
		ret_word->flags |= UP_WORD_DYNAMIC;
	else if (shape.single)
		ret_word->text = up_text_plain(up_str_slice(text, 1, text.len - 1), at.start + 1);
	else if (shape.special)
		ret_word->text = resolve(arena, text, at.start, 0);
}

struct up_text up_shell_word_open(struct up_arena *arena, const struct up_word *word)
{
	up_str text = word->text.bytes;
	/* Text that its carrier has decoded already stands elsewhere than its raw form. */
	bool raw = word->at.end - word->at.start == text.len && !word->text.n_pieces && word->text.at == word->at.start;
	if (!raw)
		return word->text;
	return resolve(arena, text, word->at.start, 0);
}

struct up_text up_shell_heredoc_open(struct up_arena *arena, up_str source, up_span body, bool tabs, bool expands)
{
	up_str text = up_str_slice(source, body.start, body.end);
	if (!tabs)
		return expands ? resolve(arena, text, body.start, 'h') : up_text_plain(text, body.start);
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	for (size_t i = 0; i < text.len;) {
		while (i < text.len && text.s[i] == '\t')
			i++;
		size_t end = up_str_find_byte(text, '\n', i);
		end = end == SIZE_MAX ? text.len : end + 1;
		up_str line = up_str_slice(text, i, end);
		struct up_text open = expands ? resolve(arena, line, body.start + (uint32_t)i, 'h')
					      : up_text_plain(line, body.start + (uint32_t)i);
		up_text_append(&builder, &open);
		i = end;
	}
	return up_text_end(&builder);
}
