/* Words of messages that need no rule to be looked up. */
#include "match/words.h"

/* Does it begin with a word of plain letters, and not with a name whose case counts, such as wal_keep_size, spec.selector or extraArgs? */
static bool starts_with_word(up_str note)
{
	size_t i = 0;
	while (i < note.len && note.s[i] >= 'a' && note.s[i] <= 'z')
		i++;
	return i > 0 && (i == note.len || note.s[i] == ' ' || note.s[i] == ',');
}

void up_add_note(struct up_buf *out, up_str note, bool is_what)
{
	is_what &= note.len && note.s[0] >= 'a' && note.s[0] <= 'z';
	up_buf_add_s(out, is_what ? ":" : ".");
	if (!note.len)
		return;
	up_buf_add_byte(out, ' ');
	if (!is_what && starts_with_word(note))
		up_buf_printf(out, "%c%.*s", note.s[0] - 'a' + 'A', UP_FMT(up_str_slice(note, 1, note.len)));
	else
		up_buf_add(out, note);
	if (note.s[note.len - 1] != '.')
		up_buf_add_byte(out, '.');
}

up_str up_words_unknown(up_str words)
{
	static const up_str known[] = { UP_STR("{command}"), UP_STR("{key}"),    UP_STR("{value}"),
					UP_STR("{path}"),    UP_STR("{detail}"), UP_STR("{target}") };
	for (size_t i = 0; i < words.len; i++) {
		if (words.s[i] != '{' || (i && strchr("${", words.s[i - 1])))
			continue;
		size_t end = i + 1;
		while (end < words.len && words.s[end] >= 'a' && words.s[end] <= 'z')
			end++;
		if (end == i + 1 || end == words.len || words.s[end] != '}')
			continue;
		up_str name = up_str_slice(words, i, end + 1);
		bool found = false;
		for (size_t k = 0; k < sizeof known / sizeof *known; k++)
			found |= up_str_eq(name, known[k]);
		if (!found)
			return name;
	}
	return UP_STR("");
}

static bool is_one_of(up_str word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(word, up_str_from(words[i])))
			return true;
	return false;
}

/* Where nobody knows what an effect is on: "Sends mail to `{target}`;" is "Sends mail;", "Drops `{target}`;" is "Drops something;", and "the table `{target}`"
 * is "the table". */
static void add_unknown_target(struct up_buf *out)
{
	static const char *const prepositions[] = { "to", "of", "for", "at", "in", "on", "from", "through", "about", "from," };
	static const char *const verbs[] = { "Changes", "changes", "changes,", "Drops",     "drops", "renames",
					     "Deletes", "deletes", "Empties",  "Publishes", "calls", "prunes" };
	size_t start = out->len;
	while (start && out->bytes[start - 1] != ' ')
		start--;
	up_str last = { out->bytes + start, out->len - start };
	if (start && is_one_of(last, prepositions, sizeof prepositions / sizeof *prepositions))
		out->len = start - 1;
	else if (is_one_of(last, verbs, sizeof verbs / sizeof *verbs))
		up_buf_add_s(out, " something");
}

/* Where the next name in braces may begin, or the " `" before it. */
static size_t next_field(up_str words, size_t from)
{
	size_t brace = up_str_find_byte(words, '{', from);
	if (brace == SIZE_MAX)
		return words.len;
	return brace >= from + 2 && words.s[brace - 1] == '`' && words.s[brace - 2] == ' ' ? brace - 2 : brace;
}

up_str up_fill_words(up_str words, const struct up_filling *with, struct up_arena *arena)
{
	up_str target = with->target.len ? up_arena_printf(arena, " `%.*s`", UP_FMT(up_str_slice(with->target, 0, 200))) : UP_STR("");
	const struct {
		up_str name, text;
	} fields[] = { { UP_STR(" `{target}`"), target },  { UP_STR("{command}"), with->key }, { UP_STR("{key}"), with->key },
		       { UP_STR("{value}"), with->value }, { UP_STR("{path}"), with->path },   { UP_STR("{detail}"), with->detail } };
	struct up_buf out = { 0 };
	up_buf_reserve(&out, words.len);
	for (size_t i = 0; i < words.len;) {
		size_t used = 0, next = next_field(words, i);
		up_buf_add(&out, up_str_slice(words, i, next));
		if ((i = next) == words.len)
			break;
		for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
			if (!up_str_starts(up_str_slice(words, i, words.len), fields[k].name))
				continue;
			if (k == 0 && !target.len)
				add_unknown_target(&out);
			up_buf_add(&out, up_str_slice(fields[k].text, 0, 210));
			used = fields[k].name.len;
			break;
		}
		if (!used)
			up_buf_add_byte(&out, words.s[i]);
		i += used ? used : 1;
	}
	return up_arena_take(arena, &out);
}
