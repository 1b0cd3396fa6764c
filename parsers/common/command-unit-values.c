/* What a variable in the place of a unit stands for: the items of `for s in nginx php8.2-fpm`, or of the one assignment that the text before has. */
#include "common/command-unit.h"

enum {
	LOOK_BACK = 8 * 1024, /* bytes before a command that are looked at for its variables */
	MAX_INSIDE = 3,       /* variables that stand for variables */
};

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

/* "web-$SVC.service": what stands before, the name, and what stands behind. False: it is more than one variable between plain text. */
static bool cut_variable(up_str text, up_str *ret_before, up_str *ret_name, up_str *ret_after)
{
	if (text.len > 1 && text.s[0] == '"' && text.s[text.len - 1] == '"')
		text = up_str_slice(text, 1, text.len - 1);
	size_t dollar = up_str_find_byte(text, '$', 0);
	if (dollar == SIZE_MAX)
		return false;
	bool is_braced = dollar + 1 < text.len && text.s[dollar + 1] == '{';
	size_t start = dollar + 1 + is_braced, end = start;
	while (end < text.len && is_name_byte(text.s[end]))
		end++;
	*ret_before = up_str_slice(text, 0, dollar);
	*ret_name = up_str_slice(text, start, end);
	up_str rest = up_str_slice(text, end, text.len);
	if (is_braced) {
		size_t skip = up_str_starts(rest, UP_STR("[@]}")) || up_str_starts(rest, UP_STR("[*]}")) ? 4
													 : up_str_starts(rest, UP_STR("}"));
		if (!skip)
			return false;
		rest = up_str_slice(rest, skip, rest.len);
	}
	*ret_after = rest;
	return ret_name->len && !up_is_digit(ret_name->s[0]);
}

/* --- what gives it a value ------------------------------------------------------------------------------------------------ */

/* Where the name is said, with what stands round it. */
enum giving {
	NONE,
	LOOP,   /* `for NAME in ITEMS` */
	ASSIGN, /* `NAME=VALUE` */
	OTHER,  /* `read NAME`, `NAME+=x`, `NAME[1]=x`: nobody can say */
};

static bool ends_with_word(up_str text, const char *word)
{
	up_str wanted = up_str_from(word);
	if (!up_str_ends(text, wanted))
		return false;
	return text.len == wanted.len || !is_name_byte(text.s[text.len - wanted.len - 1]);
}

static up_str without_blanks_behind(up_str text)
{
	while (text.len && up_is_blank(text.s[text.len - 1]))
		text.len--;
	return text;
}

static enum giving giving_at(up_str text, size_t at, size_t end, size_t *ret_values)
{
	char before = at ? text.s[at - 1] : '\n', after = end < text.len ? text.s[end] : '\n';
	if (is_name_byte(before) || is_name_byte(after) || strchr("$-./{\"'", before))
		return NONE;
	up_str ahead = without_blanks_behind(up_str_slice(text, 0, at)), rest = up_str_slice(text, end, text.len);
	if (ends_with_word(ahead, "read") || ends_with_word(ahead, "getopts"))
		return OTHER;
	if (ends_with_word(ahead, "for")) {
		size_t k = 0;
		while (k < rest.len && up_is_blank(rest.s[k]))
			k++;
		*ret_values = end + k + 3;
		return k && up_str_starts(up_str_slice(rest, k, rest.len), UP_STR("in")) && k + 2 < rest.len && up_is_blank(rest.s[k + 2])
			       ? LOOP
			       : OTHER;
	}
	*ret_values = end + 1;
	if (after == '=' && (!rest.len || rest.len < 2 || rest.s[1] != '='))
		return ASSIGN;
	return after == '[' || (after == '+' && rest.len > 1 && rest.s[1] == '=') ? OTHER : NONE;
}

/* The last one before `end` that counts: a loop hides what stands before it; of two assignments nobody can say which holds. */
static enum giving find_giving(up_str text, up_str name, size_t *ret_values)
{
	enum giving best = NONE;
	for (size_t at = up_str_find(text, name, 0); at != SIZE_MAX; at = up_str_find(text, name, at + name.len)) {
		size_t values = 0;
		enum giving giving = giving_at(text, at, at + name.len, &values);
		if (giving == NONE)
			continue;
		best = giving == ASSIGN && best != NONE ? OTHER : giving;
		*ret_values = values;
	}
	return best;
}

/* --- the values ----------------------------------------------------------------------------------------------------------- */

struct values {
	const struct up_units *units;
	const struct up_word *word; /* where they are used */
	up_str before, after;
	up_str text; /* the source before the command */
	bool found, going;
};

static bool is_plain(up_str item)
{
	for (size_t i = 0; i < item.len; i++)
		if (!up_is_alnum(item.s[i]) && !strchr("@._:-", item.s[i]))
			return false;
	return item.len && item.s[0] != '-';
}

static void take_variable(struct values *values, up_str name, unsigned depth);

static void take_item(struct values *values, up_str item, unsigned depth)
{
	up_str before, name, after;
	while (item.len > 1 && strchr("\"'", item.s[0]) && item.s[item.len - 1] == item.s[0])
		item = up_str_slice(item, 1, item.len - 1);
	if (cut_variable(item, &before, &name, &after)) {
		if (!before.len && !after.len && depth)
			take_variable(values, name, depth - 1);
		return;
	}
	if (!is_plain(item) || !values->going)
		return;
	values->found = true;
	up_str unit = up_arena_printf(up_parse_arena(values->units->p), "%.*s%.*s%.*s", UP_FMT(values->before), UP_FMT(item),
				      UP_FMT(values->after));
	values->going = up_units_emit_named(values->units, unit, values->word);
}

/* Blank-separated items up to the end of the list: `;`, a line that no backslash joins, the closing bracket or quote. */
static void take_items(struct values *values, size_t at, const char *ends, unsigned depth)
{
	up_str text = values->text;
	while (at < text.len && !strchr(ends, text.s[at])) {
		bool is_joined = text.s[at] == '\\' && at + 1 < text.len && text.s[at + 1] == '\n';
		if (up_is_space(text.s[at]) || is_joined) {
			at += is_joined ? 2 : 1;
			continue;
		}
		size_t start = at;
		while (at < text.len && !up_is_space(text.s[at]) && !strchr(ends, text.s[at]))
			at++;
		take_item(values, up_str_slice(text, start, at), depth);
	}
}

static void take_assigned(struct values *values, size_t at, unsigned depth)
{
	up_str text = values->text;
	char first = at < text.len ? text.s[at] : '\n';
	if (first == '(')
		take_items(values, at + 1, ")", depth);
	else if (first == '"' || first == '\'')
		take_items(values, at + 1, first == '"' ? "\"" : "'", depth);
	else
		take_items(values, at, "; \t\n&|)", depth);
}

static void take_variable(struct values *values, up_str name, unsigned depth)
{
	size_t at = 0;
	enum giving giving = find_giving(values->text, name, &at);
	if (giving == LOOP)
		take_items(values, at, ";\n#", depth);
	else if (giving == ASSIGN)
		take_assigned(values, at, depth);
}

bool up_units_emit_variable(const struct up_units *units, const struct up_word *word)
{
	static const char starts[] = "start restart reload-or-restart force-reload enable reenable ?";
	up_str name;
	struct values values = { .units = units, .word = word, .going = true };
	bool is_one = !up_parse_is_masked(units->p, word->at) &&
		      cut_variable(up_str_basename(word->text.bytes), &values.before, &name, &values.after);
	uint32_t end = word->at.start, start = end > LOOK_BACK ? end - LOOK_BACK : 0;
	values.text = up_str_slice(up_parse_source(units->p)->bytes, start, end);
	if (is_one && (!values.before.len || is_plain(values.before)) && (!values.after.len || is_plain(values.after)))
		take_variable(&values, name, MAX_INSIDE);
	/* Something is started, and nobody can say what: what is stopped elsewhere may be started here. */
	if (!values.found && up_command_listed(starts, units->verb))
		return up_units_emit(units, UP_STR("?"), word, UP_FACT_DYNAMIC);
	return values.going;
}

up_str up_command_base(struct up_parse *p, const struct up_word *word, up_str *ret_rest)
{
	up_str before, name;
	if (!(word->flags & UP_WORD_DYNAMIC) || up_parse_is_masked(p, word->at) ||
	    !cut_variable(word->text.bytes, &before, &name, ret_rest) || before.len)
		return UP_STR("");
	uint32_t end = word->at.start, start = end > LOOK_BACK ? end - LOOK_BACK : 0;
	up_str text = up_str_slice(up_parse_source(p)->bytes, start, end);
	size_t at = 0, stop;
	if (find_giving(text, name, &at) != ASSIGN)
		return UP_STR("");
	char quote = at < text.len && strchr("\"'", text.s[at]) ? text.s[at] : '\0';
	at += quote != '\0';
	for (stop = at; stop < text.len && text.s[stop] != quote && !up_is_space(text.s[stop]) && !strchr(";&|)", text.s[stop]); stop++)
		;
	return up_str_slice(text, at, stop);
}
