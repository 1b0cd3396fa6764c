/* Exec lines: `-/bin/a "b c" ; @/bin/d argv0 e`. Quotes and escapes are systemd's own, not those of a shell. */
#include "common/exec.h"

#include "common/command.h"

enum {
	STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_DOUBLE |
		UP_SPLIT_ESCAPE_BARE | UP_SPLIT_ESCAPE_C | UP_SPLIT_ESCAPE_KEEP,
};

/* The special characters before a program: `-` failure is fine, `@` the next word is argv[0], `:` no variables, `+ ! !! |` privileges and shell. */
static uint32_t prefix_len(up_str word, bool *ret_has_argv0, bool *ret_has_variables)
{
	uint32_t n = 0;
	for (; n < word.len && strchr("-@:+!|", word.s[n]) && word.s[n]; n++) {
		if (word.s[n] == '@')
			*ret_has_argv0 = true;
		if (word.s[n] == ':')
			*ret_has_variables = false;
	}
	return n;
}

/* `-/bin/a`: where it fails, that is fine. */
static bool is_forgiven(up_str word)
{
	bool ignored;
	return up_str_find_byte(up_str_slice(word, 0, prefix_len(word, &ignored, &ignored)), '-', 0) != SIZE_MAX;
}

/* `%%` and `$$` stand for one character; any other % or $ is filled in by systemd when the unit runs. */
static bool needs_unfolding(up_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.s[i] == '%' || word.s[i] == '$')
			return true;
	return false;
}

static bool starts_variable(up_str word, size_t at)
{
	char next = at + 1 < word.len ? word.s[at + 1] : ' ';
	return next == '{' || next == '_' || up_is_alpha(next);
}

static void unfold(struct up_parse *p, struct up_word *word, bool has_variables)
{
	up_str bytes = word->text.bytes;
	if (!needs_unfolding(bytes))
		return;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(p));
	size_t done = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		char c = bytes.s[i];
		if (c != '%' && (c != '$' || !has_variables))
			continue;
		if (i + 1 < bytes.len && bytes.s[i + 1] == c) {
			struct up_text part = up_text_slice(&word->text, (uint32_t)done, (uint32_t)i + 1);
			up_text_append(&builder, &part);
			done = ++i + 1;
		} else if (c == '%' ? i + 1 < bytes.len && up_is_alpha(bytes.s[i + 1]) : starts_variable(bytes, i)) {
			word->flags |= UP_WORD_DYNAMIC;
		}
	}
	if (!done)
		return;
	struct up_text part = up_text_slice(&word->text, (uint32_t)done, (uint32_t)bytes.len);
	up_text_append(&builder, &part);
	word->text = up_text_end(&builder);
}

/* Takes the prefix off the program's word; "" where the word is nothing but prefix. */
static void strip_prefix(struct up_word *word, bool *ret_has_argv0, bool *ret_has_variables)
{
	uint32_t n = prefix_len(word->text.bytes, ret_has_argv0, ret_has_variables);
	if (!n)
		return;
	word->text = up_text_slice(&word->text, n, (uint32_t)word->text.bytes.len);
	if (word->text.bytes.len)
		word->at.start = up_text_at(&word->text, 0);
	else
		word->at.start = word->at.end;
}

static bool emit_command(struct up_parse *p, const struct up_text *text, struct up_words *words)
{
	bool has_argv0 = false, has_variables = true;
	if (!words->n)
		return true;
	uint32_t flags = is_forgiven(words->items[0].text.bytes) ? UP_FACT_FORGIVEN : 0;
	strip_prefix(&words->items[0], &has_argv0, &has_variables);
	for (uint32_t i = 0; i < words->n; i++) {
		unfold(p, &words->items[i], has_variables);
		flags |= words->items[i].flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0;
	}
	if (has_argv0 && words->n > 1) {
		/* `@/bin/sh -sh -c x`: the program keeps its own name, the second word is only what ps shows. */
		memmove(words->items + 1, words->items + 2, (words->n - 2) * sizeof *words->items);
		words->n--;
	}
	if (!words->items[0].text.bytes.len) {
		up_note(p, UP_NOTE_SYNTAX, words->items[0].at.start, "no program after the prefix of an Exec line");
		return true;
	}
	up_span whole = up_line_span(text, words->start, words->end);
	whole.start = words->items[0].at.start;
	return up_command_emit(p, words->items, words->n, whole, flags);
}

/* A lone `;` parts two commands; `\;` is an argument. */
static bool is_separator(const struct up_splitter *splitter, const struct up_word *word)
{
	return splitter->word_end - splitter->word_start == 1 && up_str_eq(word->text.bytes, UP_STR(";"));
}

bool up_exec_emit(struct up_parse *p, const struct up_text *text, uint32_t start, uint32_t end)
{
	struct up_splitter splitter;
	up_split_init(&splitter, up_parse_arena(p), text, STYLE, NULL);
	splitter.offset = start;
	splitter.end = end;
	struct up_words words = { 0 };
	struct up_word word;
	uint32_t limit = up_parse_limits(p)->words;
	bool is_noted = false;
	while (up_split_word(&splitter, &word)) {
		if (is_separator(&splitter, &word)) {
			if (!emit_command(p, text, &words))
				return false;
			words = (struct up_words){ 0 };
			continue;
		}
		if (!words.n)
			words.start = splitter.word_start;
		words.end = splitter.word_end;
		if (up_str_eq(word.text.bytes, UP_STR("\\;")))
			word.text = up_text_slice(&word.text, 1, 2);
		if (words.n < limit)
			up_words_add(&words, up_parse_arena(p), &word);
		else if (!is_noted)
			up_note(p, UP_NOTE_LIMIT, word.at.start, "more than %u words in one command; the rest of them was not looked at",
				limit);
		is_noted = is_noted || words.n >= limit;
	}
	if (splitter.unclosed != UINT32_MAX)
		up_note(p, UP_NOTE_SYNTAX, up_text_at(text, splitter.unclosed), "a quote that nothing closes; it was taken as it stands");
	return emit_command(p, text, &words);
}
