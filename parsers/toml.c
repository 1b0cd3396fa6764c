/* TOML 1.1: tables, dotted keys, inline tables, arrays, arrays of tables. An error costs the line that it stands on.
 * Lines are read one after the other; only values nest, and the tree's depth bound holds for them. */
#include "base/lines.h"
#include "common/bid.h"
#include "common/clean.h"
#include "common/toml-tables.h"
#include "common/toml-text.h"
#include "common/tree.h"

/* What came with TOML 1.1; each kind is noted once. */
enum news {
	NEWS_LINE_END,
	NEWS_COMMA,
	NEWS_ESCAPE,
	NEWS_NO_SECONDS
};

struct part {
	up_str name;
	up_span at;
};

struct toml {
	struct up_parse *p;
	struct up_tree tree;
	struct up_toml_tables tables;
	up_str text;
	uint32_t at, root_scope;
	uint32_t section, table;               /* the tables that the last header opened, and that keys go into */
	struct part parts[UP_LIMIT_KEY_PARTS]; /* of the key read last */
	uint32_t n_parts;
	uint32_t said; /* news that were noted, a bit per kind */
	bool partly;
};

enum step {
	STEP_DONE,
	STEP_BAD, /* a note is made; pass over the line */
	STEP_STOP,
};

static enum step bad(struct toml *toml, uint32_t at, const char *what)
{
	up_note(toml->p, UP_NOTE_SYNTAX, at, "%s", what);
	toml->partly = true;
	return STEP_BAD;
}

/* Understood, but most programs still read TOML 1.0. */
static void say_news(struct toml *toml, enum news news, uint32_t at)
{
	static const char *const texts[] = {
		[NEWS_LINE_END] = "a line end in an inline table",
		[NEWS_COMMA] = "a comma before the closing brace of an inline table",
		[NEWS_ESCAPE] = "\\e or \\x in a string",
		[NEWS_NO_SECONDS] = "a time without seconds",
	};
	if (!(toml->said & 1u << news))
		up_note(toml->p, UP_NOTE_SYNTAX, at, "%s is TOML 1.1, which readers of TOML 1.0 refuse", texts[news]);
	toml->said |= 1u << news;
}

static char here(const struct toml *toml)
{
	return toml->at < toml->text.len ? toml->text.s[toml->at] : '\0';
}

static bool at_end(const struct toml *toml)
{
	return toml->at >= toml->text.len;
}

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

static void skip_blanks(struct toml *toml)
{
	while (up_is_blank(here(toml)))
		toml->at++;
}

static void skip_line(struct toml *toml)
{
	while (!at_end(toml) && !is_break(here(toml)))
		toml->at++;
}

static enum step take_comment(struct toml *toml)
{
	uint32_t start = toml->at;
	skip_line(toml);
	return up_emit_comment(toml->p, (up_span){ start, toml->at }) ? STEP_DONE : STEP_STOP;
}

/* Blanks, line ends and comments, as they may stand in an array. */
static enum step skip_space(struct toml *toml)
{
	for (;;) {
		while (!at_end(toml) && up_is_space(here(toml)))
			toml->at++;
		if (here(toml) != '#' || at_end(toml))
			return STEP_DONE;
		if (take_comment(toml) == STEP_STOP)
			return STEP_STOP;
	}
}

static enum step take_string(struct toml *toml, up_str *ret_value)
{
	uint32_t start = toml->at, bad_at, new_at;
	struct up_toml_string string = up_toml_string_scan(toml->text, start);
	*ret_value = up_toml_string_decode(up_parse_arena(toml->p), toml->text, &string, &bad_at, &new_at);
	if (!string.is_closed && string.is_multiline) {
		toml->at = (uint32_t)toml->text.len;
		return bad(toml, start, "a multi-line string is not closed; nothing after it was read");
	}
	if (!string.is_closed)
		return bad(toml, start, "a string is not closed on its line; the line was passed over");
	toml->at = string.end;
	if (new_at != UINT32_MAX)
		say_news(toml, NEWS_ESCAPE, new_at);
	if (bad_at != UINT32_MAX)
		bad(toml, bad_at, "an escape in a string that means nothing; it stands for itself");
	return STEP_DONE;
}

/* Readers of TOML refuse the whole source; here it is said, and read all the same. */
static void complain(struct toml *toml, const struct part *part, const char *what)
{
	if (!up_parse_is_masked(toml->p, part->at))
		bad(toml, part->at.start, what);
}

static bool is_ascii(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.s[i] >= 0x80)
			return false;
	return true;
}

static bool is_multiline(const struct toml *toml, uint32_t start)
{
	up_str quotes = up_str_slice(toml->text, start, start + 3);
	return up_str_eq(quotes, UP_STR("\"\"\"")) || up_str_eq(quotes, UP_STR("'''"));
}

/* `a.b."c d"` into toml->parts. */
static enum step take_key(struct toml *toml)
{
	for (toml->n_parts = 0;;) {
		skip_blanks(toml);
		if (toml->n_parts == UP_LIMIT_KEY_PARTS) {
			up_note(toml->p, UP_NOTE_LIMIT, toml->at, "a dotted key of more than %d parts; the line was passed over",
				UP_LIMIT_KEY_PARTS);
			toml->partly = true;
			return STEP_BAD;
		}
		struct part *part = &toml->parts[toml->n_parts++];
		part->at.start = toml->at;
		if (here(toml) == '"' || here(toml) == '\'') {
			enum step step = take_string(toml, &part->name);
			if (step != STEP_DONE)
				return step;
			if (is_multiline(toml, part->at.start))
				bad(toml, part->at.start,
				    "a key in three quotes, which only values may stand in; it was read all the same");
		} else {
			toml->at = up_toml_key_end(toml->text, toml->at);
			part->name = up_str_slice(toml->text, part->at.start, toml->at);
			if (!part->name.len)
				return bad(toml, toml->at, "a key must stand here; the line was passed over");
			if (!is_ascii(part->name))
				bad(toml, part->at.start, "a key with letters beyond ASCII must stand in quotes; it was read all the same");
		}
		part->at.end = toml->at;
		skip_blanks(toml);
		if (here(toml) != '.' || at_end(toml))
			return STEP_DONE;
		toml->at++;
	}
}

/* Is the key just read new in its table? */
static void check_key(struct toml *toml)
{
	const struct part *last = &toml->parts[toml->n_parts - 1];
	uint32_t table = toml->table;
	for (const struct part *part = toml->parts; part < last; part++) {
		enum up_toml_kind was = up_toml_use(&toml->tables, table, part->name, UP_TOML_DOTTED, &table);
		if (!up_toml_may_use(was, UP_TOML_DOTTED, true)) {
			complain(toml, part, "this key adds to something that is defined elsewhere; it was read all the same");
			return;
		}
	}
	if (up_toml_use(&toml->tables, table, last->name, UP_TOML_VALUE, &table) != UP_TOML_NONE)
		complain(toml, last, "this key is defined twice; it was read all the same");
}

/* Gives the tree the key just read. Two keys are the same when all their parts are. */
static bool state_key(struct toml *toml)
{
	const struct part *last = &toml->parts[toml->n_parts - 1];
	check_key(toml);
	if (toml->n_parts == 1)
		return up_tree_key(&toml->tree, last->name, last->at);
	up_str below = UP_STR_NULL;
	for (uint32_t i = 0; i + 1 < toml->n_parts; i++)
		below = up_tree_join(&toml->tree, below, toml->parts[i].name, toml->parts[i].at.start);
	up_str whole = up_arena_printf(up_parse_arena(toml->p), "%.*s%c%.*s", UP_FMT(below), 0, UP_FMT(last->name));
	return up_tree_key_below(&toml->tree, below, whole, last->name, (up_span){ toml->parts[0].at.start, last->at.end });
}

static enum step take_value(struct toml *toml);

static enum step take_pair(struct toml *toml)
{
	enum step step = take_key(toml);
	if (step != STEP_DONE)
		return step;
	if (here(toml) != '=')
		return bad(toml, toml->at, "a key without '='; the line was passed over");
	toml->at++;
	if (!state_key(toml))
		return STEP_STOP;
	skip_blanks(toml);
	return take_value(toml);
}

static enum step take_array(struct toml *toml)
{
	uint32_t start = toml->at++;
	if (!up_tree_list(&toml->tree, start))
		return STEP_STOP;
	for (bool wants_comma = false;;) {
		if (skip_space(toml) == STEP_STOP)
			return STEP_STOP;
		if (at_end(toml))
			return bad(toml, start, "an array is not closed");
		if (here(toml) == ']')
			break;
		if (wants_comma) {
			if (here(toml) != ',')
				return bad(toml, toml->at, "a comma or ']' must stand here in an array");
			toml->at++;
			wants_comma = false;
			continue;
		}
		enum step step = take_value(toml);
		if (step != STEP_DONE)
			return step;
		wants_comma = true;
	}
	toml->at++;
	return up_tree_close(&toml->tree) ? STEP_DONE : STEP_STOP;
}

/* Line ends and a trailing comma inside braces came with TOML 1.1. */
static enum step take_inline_table(struct toml *toml)
{
	uint32_t start = toml->at++, outer = toml->table;
	if (!up_tree_map(&toml->tree, start))
		return STEP_STOP;
	toml->table = up_toml_table_new(&toml->tables);
	uint32_t comma = 0;
	for (bool wants_comma = false;;) {
		uint32_t space = toml->at;
		if (skip_space(toml) == STEP_STOP)
			return STEP_STOP;
		if (up_str_find_byte(up_str_slice(toml->text, 0, toml->at), '\n', space) != SIZE_MAX)
			say_news(toml, NEWS_LINE_END, space);
		if (at_end(toml))
			return bad(toml, start, "an inline table is not closed");
		if (here(toml) == '}') {
			if (comma)
				say_news(toml, NEWS_COMMA, comma);
			break;
		}
		if (wants_comma) {
			if (here(toml) != ',')
				return bad(toml, toml->at, "a comma or '}' must stand here in an inline table");
			comma = toml->at++;
			wants_comma = false;
			continue;
		}
		enum step step = take_pair(toml);
		if (step != STEP_DONE)
			return step;
		wants_comma = true;
		comma = 0;
	}
	toml->table = outer;
	toml->at++;
	return up_tree_close(&toml->tree) ? STEP_DONE : STEP_STOP;
}

static enum step take_value(struct toml *toml)
{
	char c = here(toml);
	uint32_t start = toml->at, flags = 0;
	up_str value;
	if (c == '[')
		return take_array(toml);
	if (c == '{')
		return take_inline_table(toml);
	if (c == '"' || c == '\'') {
		enum step step = take_string(toml, &value);
		if (step != STEP_DONE)
			return step;
		flags = UP_FACT_QUOTED;
	} else {
		uint32_t end = up_toml_bare_end(toml->text, start);
		value = up_str_slice(toml->text, start, end);
		if (!value.len)
			return bad(toml, start, "a value must stand here");
		if (!up_toml_is_value(value) && !up_parse_is_masked(toml->p, (up_span){ start, end }))
			bad(toml, start, "a bare word is no TOML value; it was taken as it stands");
		if (up_toml_is_value(value) && up_toml_lacks_seconds(value))
			say_news(toml, NEWS_NO_SECONDS, start);
		toml->at = end;
	}
	struct up_text text = up_text_plain(value, start);
	return up_tree_scalar(&toml->tree, &text, (up_span){ start, toml->at }, flags) ? STEP_DONE : STEP_STOP;
}

/* The path of all parts but the last, with "[]" behind every name that is an array of tables; and the table that it leads to. */
static up_str table_path(struct toml *toml, uint32_t *ret_table)
{
	up_str path = UP_STR_NULL;
	const struct part *last = &toml->parts[toml->n_parts - 1];
	*ret_table = 0;
	for (const struct part *part = toml->parts; part < last; part++) {
		enum up_toml_kind was = up_toml_use(&toml->tables, *ret_table, part->name, UP_TOML_IMPLICIT, ret_table);
		if (!up_toml_may_use(was, UP_TOML_IMPLICIT, true))
			complain(toml, part, "this name is a value already, which a table cannot be added to; it was read all the same");
		path = up_tree_join(&toml->tree, path, part->name, part->at.start);
		if (was == UP_TOML_ITEMS)
			path = up_tree_join(&toml->tree, path, UP_STR("[]"), part->at.start);
	}
	return path;
}

/* A table may be opened once; an array of tables as often as it has items. */
static bool note_table(struct toml *toml, uint32_t table, const struct part *last, enum up_toml_kind kind)
{
	enum up_toml_kind was = up_toml_use(&toml->tables, table, last->name, kind, &toml->section);
	toml->table = toml->section;
	if (up_toml_may_use(was, kind, false))
		return true;
	if (kind == UP_TOML_ITEMS || was == UP_TOML_ITEMS || was == UP_TOML_VALUE) {
		complain(toml, last, "this name is defined already as something else; its keys were read all the same");
		return true;
	}
	complain(toml, last, "this table is defined twice; its keys were read all the same");
	return up_emit_form(toml->p, "duplicate-key", last->name, last->at);
}

static enum step open_table(struct toml *toml, bool is_array, uint32_t start)
{
	uint32_t table;
	const struct part *last = &toml->parts[toml->n_parts - 1];
	up_str base = table_path(toml, &table);
	up_str path = up_tree_join(&toml->tree, base, last->name, start);
	struct up_fact block = { .kind = UP_FACT_SETTING,
				 .flags = UP_FACT_BLOCK,
				 .scope = toml->root_scope,
				 .path = base,
				 .key = last->name,
				 .key_at = last->at,
				 .value_at = { last->at.end, last->at.end } };
	if (!up_emit(toml->p, &block) || !note_table(toml, table, last, is_array ? UP_TOML_ITEMS : UP_TOML_TABLE))
		return STEP_STOP;
	if (is_array)
		path = up_tree_join(&toml->tree, path, UP_STR("[]"), last->at.start);
	return up_tree_map_at(&toml->tree, path, up_scope_new(toml->p), start) ? STEP_DONE : STEP_STOP;
}

static enum step take_header(struct toml *toml)
{
	uint32_t start = toml->at++;
	bool is_array = here(toml) == '[';
	toml->at += is_array;
	enum step step = take_key(toml);
	if (step != STEP_DONE)
		return step;
	if (here(toml) != ']' || (is_array && (toml->at + 1 >= toml->text.len || toml->text.s[toml->at + 1] != ']')))
		return bad(toml, start, "a table's name is not closed with its brackets; the line was passed over");
	toml->at += 1 + is_array;
	return open_table(toml, is_array, start);
}

/* What stands on a line behind its header or its pair: blanks and a comment. */
static enum step take_line_end(struct toml *toml)
{
	skip_blanks(toml);
	if (at_end(toml) || is_break(here(toml)))
		return STEP_DONE;
	if (here(toml) == '#')
		return take_comment(toml);
	return bad(toml, toml->at, "nothing but a comment may follow on this line; the rest of it was passed over");
}

/* After an error inside brackets the next lines belong to the same value: pass over them until one looks like a key or a table. */
static void skip_broken_value(struct toml *toml, uint32_t value_start)
{
	/* The line of the error itself may be the first that does not belong to the value, unless the value began on it. */
	size_t at = toml->at;
	while (at > value_start && !is_break(toml->text.s[at - 1]))
		at--;
	if (at == value_start)
		up_line_next(toml->text, &at, &(up_str){ 0 });
	up_str line;
	for (size_t start = at; up_line_next(toml->text, &at, &line); start = at) {
		up_str trimmed = up_str_trim(line);
		bool is_header = line.len && line.s[0] == '[' && trimmed.s[trimmed.len - 1] == ']';
		size_t equals = up_str_find_byte(trimmed, '=', 0);
		if (is_header || (equals != SIZE_MAX && equals && trimmed.s[0] != '{' && trimmed.s[0] != '"' && trimmed.s[0] != '\'')) {
			toml->at = (uint32_t)start;
			return;
		}
	}
	toml->at = (uint32_t)toml->text.len;
}

static enum step take_line(struct toml *toml)
{
	if (skip_space(toml) == STEP_STOP)
		return STEP_STOP;
	if (at_end(toml))
		return STEP_DONE;
	uint32_t start = toml->at;
	enum step step = here(toml) == '[' ? take_header(toml) : take_pair(toml);
	if (step == STEP_DONE)
		step = take_line_end(toml);
	if (step != STEP_BAD)
		return step;
	if (toml->tree.n > 1)
		skip_broken_value(toml, start);
	else
		skip_line(toml);
	up_tree_cut(&toml->tree, 1);
	toml->table = toml->section;
	return STEP_DONE;
}

static void check_text(struct toml *toml)
{
	uint32_t control = up_toml_control(toml->text);
	up_clean_encoding(toml->p, "TOML");
	if (up_str_starts(toml->text, UP_STR("\xEF\xBB\xBF"))) {
		if (up_parse_source(toml->p)->had_bom)
			bad(toml, 0, "two byte-order marks; the second was passed over");
		toml->at = 3;
	}
	if (control == UINT32_MAX)
		return;
	if (toml->text.s[control] == '\r')
		bad(toml, control, "a carriage return without a line feed, which TOML forbids; it was read as the end of a line");
	else
		bad(toml, control, "a control character, which TOML forbids");
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct toml toml = { .p = p, .text = up_parse_source(p)->bytes };
	up_tree_init(&toml.tree, p, false);
	up_toml_tables_init(&toml.tables, (uint64_t)(uintptr_t)up_parse_arena(p) >> 4);
	check_text(&toml);
	toml.root_scope = up_scope_new(p);
	bool going = up_tree_map_at(&toml.tree, UP_STR_NULL, toml.root_scope, toml.at);
	while (going && !at_end(&toml))
		going = take_line(&toml) != STEP_STOP && !up_parse_stopped(p);
	if (going)
		going = up_tree_document_end(&toml.tree);
	up_toml_tables_finish(&toml.tables);
	up_tree_finish(&toml.tree);
	return going && !toml.partly ? UP_PARSE_WHOLE : UP_PARSE_PARTLY;
}

static int bid(const struct up_source *source)
{
	if (up_bid_ends(source, ".toml"))
		return UP_BID_SURE;
	if (up_bid_is(source, "Cargo.lock|Pipfile|poetry.lock|uv.lock|pdm.lock|pylock.toml|Gopkg.lock|.taplo.toml"))
		return UP_BID_NAME;
	return UP_BID_NONE;
}

const struct up_parser up_parser_toml = {
	.name = "toml",
	.summary = "TOML 1.0 and 1.1: tables, arrays of tables, dotted keys",
	.templates = UP_TEMPLATES_ON_ERROR,
	.bid = bid,
	.parse = parse,
};
