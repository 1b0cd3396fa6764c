/* sudoers. `Defaults:www !lecture, timeout=5` states Defaults · lecture · ! and Defaults · timeout · 5; a rule states its first word with the rest of the line,
 * and below `rule` its tags and options: rule · NOPASSWD, rule · CWD · /srv. Aliases and `@include` are a key with the rest of the line. */
#include "common/sudoers.h"

struct sudoers {
	struct up_parse *p;
	struct up_line_reader reader;
	bool is_partly;
};

enum {
	STYLE = UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_BARE | UP_SPLIT_ESCAPE_KEEP |
		UP_SPLIT_COMMENT,
};

static bool emit(struct sudoers *sudoers, const struct up_text *text, struct up_fact *fact, up_span key, up_span value)
{
	fact->kind = UP_FACT_SETTING;
	fact->key = up_str_slice(text->bytes, key.start, key.end);
	fact->key_at = up_line_span(text, key.start, key.end);
	up_fact_take_text(fact, text, value.start, value.end);
	return !fact->key.len || up_emit(sudoers->p, fact);
}

static uint32_t word_end(up_str bytes, uint32_t at)
{
	while (at < bytes.len && !up_is_blank(bytes.s[at]))
		at++;
	return at;
}

static uint32_t skip_blanks(up_str bytes, uint32_t at)
{
	while (at < bytes.len && up_is_blank(bytes.s[at]))
		at++;
	return at;
}

/* The end of an option of Defaults: a comma outside of quotes, or a comment. */
static uint32_t option_end(up_str bytes, uint32_t at, bool *ret_open)
{
	bool is_quoted = false;
	for (; at < bytes.len; at++) {
		char c = bytes.s[at];
		if (c == '\\' && at + 1 < bytes.len)
			at++;
		else if (c == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && (c == ',' || (c == '#' && at && up_is_blank(bytes.s[at - 1]))))
			break;
	}
	*ret_open = is_quoted;
	return at;
}

/* `!name`, `name`, `name=value`, `name += "value"` in [start, end). */
static bool emit_option(struct sudoers *sudoers, const struct up_text *text, uint32_t start, uint32_t end, uint32_t scope)
{
	up_str bytes = text->bytes;
	up_line_narrow(text, &start, &end);
	up_span key = { start, start }, value = { end, end };
	if (start < end && bytes.s[start] == '!') {
		value = (up_span){ start, start + 1 };
		key.start = skip_blanks(bytes, start + 1);
	}
	for (key.end = key.start; key.end < end && (up_is_alnum(bytes.s[key.end]) || bytes.s[key.end] == '_');)
		key.end++;
	uint32_t at = skip_blanks(bytes, key.end);
	if (at + 1 < end && (bytes.s[at] == '+' || bytes.s[at] == '-') && bytes.s[at + 1] == '=')
		at++;
	if (at < end && bytes.s[at] == '=')
		value = (up_span){ skip_blanks(bytes, at + 1), end };
	bool is_quoted = value.end > value.start + 1 && bytes.s[value.start] == '"' && bytes.s[value.end - 1] == '"';
	struct up_fact fact = { .path = UP_STR("Defaults"), .scope = scope };
	if (!is_quoted)
		return emit(sudoers, text, &fact, key, value);
	fact.kind = UP_FACT_SETTING;
	fact.flags = UP_FACT_QUOTED;
	fact.key = up_str_slice(bytes, key.start, key.end);
	fact.key_at = up_line_span(text, key.start, key.end);
	fact.value = up_str_slice(bytes, value.start + 1, value.end - 1);
	fact.value_at = up_line_span(text, value.start, value.end);
	return up_emit(sudoers->p, &fact);
}

static bool read_defaults(struct sudoers *sudoers, const struct up_text *text)
{
	up_str bytes = text->bytes;
	uint32_t at = word_end(bytes, 0), scope = up_scope_new(sudoers->p);
	/* For whom they are: `Defaults:one, two`. */
	while (at < bytes.len && bytes.s[at - 1] == ',')
		at = word_end(bytes, skip_blanks(bytes, at));
	while (at < bytes.len && bytes.s[at] != '#') {
		bool is_open;
		uint32_t end = option_end(bytes, at, &is_open);
		if (is_open) {
			up_note(sudoers->p, UP_NOTE_SYNTAX, up_text_at(text, at), "a quote that nothing closes; it was taken as it stands");
			sudoers->is_partly = true;
		}
		if (!emit_option(sudoers, text, at, end, scope))
			return false;
		at = end + (end < bytes.len && bytes.s[end] == ',');
	}
	return at >= bytes.len || up_emit_comment(sudoers->p, up_line_span(text, at, (uint32_t)bytes.len));
}

/* `NOPASSWD:` and `CHROOT=/srv`. Empty: the word is neither. */
static up_span option_name(up_str word)
{
	uint32_t i = 0;
	while (i < word.len && (up_is_alpha(word.s[i]) ? word.s[i] >= 'A' && word.s[i] <= 'Z' : word.s[i] == '_'))
		i++;
	bool is_option = i > 2 && i < word.len && (word.s[i] == ':' || (word.s[i] == '=' && i + 1 < word.len));
	return (up_span){ 0, is_option ? i : 0 };
}

/* Tags and options of a rule stand behind its first equals sign; words of commands are passed over. */
static bool read_rule(struct sudoers *sudoers, const struct up_text *text)
{
	struct up_splitter splitter;
	struct up_word word;
	up_str bytes = text->bytes;
	uint32_t first = word_end(bytes, 0), scope = up_scope_new(sudoers->p), end = (uint32_t)bytes.len;
	struct up_fact rule = { .scope = scope };
	if (!emit(sudoers, text, &rule, (up_span){ 0, first }, (up_span){ skip_blanks(bytes, first), end }))
		return false;
	size_t equals = up_str_find_byte(bytes, '=', 0);
	if (equals == SIZE_MAX)
		return true;
	up_split_init(&splitter, up_parse_arena(sudoers->p), text, STYLE, NULL);
	splitter.offset = (uint32_t)equals + 1;
	while (up_split_word(&splitter, &word)) {
		up_str raw = up_str_slice(bytes, splitter.word_start, splitter.word_end);
		up_span name = option_name(raw);
		if (!name.end)
			continue;
		uint32_t start = splitter.word_start;
		up_span value = { raw.s[name.end] == '=' ? start + name.end + 1 : start + name.end,
				  raw.s[name.end] == '=' ? splitter.word_end : start + name.end };
		struct up_fact fact = { .path = UP_STR("rule"), .scope = scope };
		if (!emit(sudoers, text, &fact, (up_span){ start, start + name.end }, value))
			return false;
	}
	return true;
}

static bool is_comment(up_str line)
{
	if (line.s[0] != '#' || up_str_starts(line, UP_STR("#include ")) || up_str_starts(line, UP_STR("#includedir ")))
		return false;
	return line.len < 2 || !up_is_digit(line.s[1]); /* #1000 is a user's number */
}

static bool is_defaults(up_str line)
{
	return up_str_starts(line, UP_STR("Defaults")) && (line.len == 8 || up_is_blank(line.s[8]) || strchr(":@!>", line.s[8]));
}

static bool is_plain(up_str line)
{
	static const char *const names[] = { "User_Alias", "Runas_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias",
					     "@include",   "@includedir", "#include",   "#includedir" };
	up_str word = up_str_slice(line, 0, word_end(line, 0));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(word, up_str_from(names[i])))
			return true;
	return false;
}

static bool read_line(struct sudoers *sudoers, const struct up_text *text)
{
	up_str line = text->bytes;
	if (is_defaults(line))
		return read_defaults(sudoers, text);
	if (!is_plain(line))
		return read_rule(sudoers, text);
	struct up_fact fact = { 0 };
	uint32_t end = word_end(line, 0);
	return emit(sudoers, text, &fact, (up_span){ 0, end }, (up_span){ skip_blanks(line, end), (uint32_t)line.len });
}

enum up_parse_result up_sudoers_parse(struct up_parse *p)
{
	static const struct up_line_join join = { .between = " " };
	struct sudoers sudoers = { .p = p };
	struct up_text text;
	up_span line;
	up_line_reader_init(&sudoers.reader, p);
	while (up_line_read(&sudoers.reader, &line)) {
		up_span at = up_line_trim(sudoers.reader.bytes, line);
		up_str bytes = up_parse_bytes(p, at);
		if (at.start == at.end)
			continue;
		if (is_comment(bytes)) {
			if (!up_emit_comment(p, at))
				break;
			continue;
		}
		if (!up_line_join(&sudoers.reader, (up_span){ at.start, line.end }, &join, &text) ||
		    (text.bytes.len && !read_line(&sudoers, &text)))
			break;
	}
	return sudoers.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}
