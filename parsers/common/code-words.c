/* Arguments of calls as words: texts decoded, maps and keyword arguments as "name=value". */
#include "base/memory.h"
#include "common/code-tree.h"

static const char *const texts[] = { "string",
				     "interpreted_string_literal",
				     "raw_string_literal",
				     "string_literal",
				     "encapsed_string",
				     "template_string",
				     "text_block",
				     "verbatim_string_literal",
				     "interpolated_string_expression" };
/* Put together of texts. */
static const char *const joins[] = { "binary_operator", "binary_expression", "concatenated_string", "chained_string", "binary" };
static const char *const literals[] = { "integer",
					"float",
					"number",
					"int_literal",
					"float_literal",
					"decimal_integer_literal",
					"true",
					"false",
					"none",
					"null",
					"nil",
					"boolean",
					"simple_symbol",
					"null_literal",
					"hash_key_symbol",
					"integer_literal",
					"real_literal",
					"boolean_literal",
					"atom" };
/* What holds further arguments. */
static const char *const maps[] = { "object",
				    "dictionary",
				    "hash",
				    "array",
				    "list",
				    "argument",
				    "unary_expression",
				    "tuple",
				    "literal_value",
				    "literal_element",
				    "composite_literal",
				    "array_creation_expression",
				    "set",
				    "array_initializer",
				    "keywords" };
static const char *const pairs[] = { "pair", "keyword_argument", "keyed_element", "array_element_initializer" };
/* Code of its own: its calls are met by themselves. */
static const char *const bodies[] = { "arrow_function",
				      "function_expression",
				      "function",
				      "lambda",
				      "block",
				      "do_block",
				      "func_literal",
				      "lambda_expression",
				      "anonymous_function",
				      "anonymous_function_creation_expression",
				      "block_argument",
				      "generator_function" };

#define IS_ONE_OF(node, list) up_code_is_one_of(ts_node_type(node), (list), sizeof(list) / sizeof *(list))

/* Does something stand in the text that is put there when it runs? */
static bool has_hole(TSNode node)
{
	bool found = false;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more && !found; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		const char *type = ts_node_type(child);
		found = ts_node_is_named(child) && !strstr(type, "content") && !strstr(type, "fragment") && !strstr(type, "escape") &&
			!strstr(type, "string_start") && !strstr(type, "string_end") && !strstr(type, "string_value");
	}
	ts_tree_cursor_delete(&cursor);
	return found;
}

/* The text between the quotes: of r'…', """…""", `…`. */
static up_span inside_quotes(up_str text, up_span at)
{
	size_t start = 0;
	while (start < text.len && start < 3 && (up_is_alpha(text.s[start]) || strchr("$@", text.s[start])))
		start++;
	if (start >= text.len || !strchr("'\"`", text.s[start]))
		return at;
	size_t quotes = 1;
	if (text.len >= start + 6 && text.s[start + 1] == text.s[start] && text.s[start + 2] == text.s[start])
		quotes = 3;
	if (text.len < start + 2 * quotes)
		return at;
	return (up_span){ at.start + (uint32_t)(start + quotes), at.end - (uint32_t)quotes };
}

static char meaning(char escape)
{
	return escape == 'n' ? '\n' : escape == 't' ? '\t' : escape == 'r' ? '\r' : escape;
}

/* \x41, \u0041 and their kin stay as they are written. */
static struct up_text unescaped(struct up_code *code, up_span at)
{
	struct up_text_builder builder;
	up_text_begin(&builder, code->arena);
	uint32_t start = at.start;
	for (uint32_t i = at.start; i + 1 < at.end; i++) {
		char escape = code->text.s[i + 1];
		if (code->text.s[i] != '\\' || (up_is_alnum(escape) && !strchr("ntr", escape)))
			continue;
		char byte = meaning(escape);
		up_text_copy(&builder, up_str_slice(code->text, start, i), start);
		if (escape != '\n')
			up_text_put(&builder, (up_str){ &byte, 1 }, i);
		i++;
		start = i + 1;
	}
	up_text_copy(&builder, up_str_slice(code->text, start, at.end), start);
	return up_text_end(&builder);
}

/* f"{BASE}/x", `${BASE}/x`, "#{BASE}/x" of a name that was given a text: what BASE is, with the rest behind it. */
static struct up_text with_base(struct up_code *code, up_str raw, uint32_t at)
{
	size_t open = raw.len && strchr("$#", raw.s[0]) ? 1 : 0, close = up_str_find_byte(raw, '}', open);
	const struct up_code_name *base = NULL;
	if (close != SIZE_MAX && raw.s[open] == '{')
		base = up_code_find(code, up_str_slice(raw, open + 1, close));
	if (!base || !base->word || base->word->flags & UP_WORD_DYNAMIC)
		return up_text_plain(raw, at);
	struct up_text_builder builder;
	up_text_begin(&builder, code->arena);
	up_text_put(&builder, base->word->text.bytes, at);
	up_text_copy(&builder, up_str_slice(raw, close + 1, raw.len), at + (uint32_t)close + 1);
	return up_text_end(&builder);
}

/* @"…" of C#: a quote is written twice. */
static struct up_text verbatim(struct up_code *code, up_span at)
{
	struct up_text_builder builder;
	up_text_begin(&builder, code->arena);
	uint32_t start = at.start;
	for (uint32_t i = at.start; i + 1 < at.end; i++) {
		if (code->text.s[i] != '"' || code->text.s[i + 1] != '"')
			continue;
		up_text_copy(&builder, up_str_slice(code->text, start, i + 1), start);
		start = i + 2;
		i++;
	}
	up_text_copy(&builder, up_str_slice(code->text, start, at.end), start);
	return up_text_end(&builder);
}

static struct up_word text_word(struct up_code *code, TSNode node)
{
	struct up_word word = { .at = up_code_span(node), .flags = UP_WORD_QUOTED };
	up_span inside = inside_quotes(up_code_text(code, node), word.at);
	up_str raw = up_str_slice(code->text, inside.start, inside.end);
	if (has_hole(node))
		word.flags |= UP_WORD_DYNAMIC;
	if (word.flags & UP_WORD_DYNAMIC)
		word.text = with_base(code, raw, inside.start);
	else if (up_code_is(node, "verbatim_string_literal"))
		word.text = verbatim(code, inside);
	else if (up_str_find_byte(raw, '\\', 0) == SIZE_MAX)
		word.text = up_text_plain(raw, inside.start);
	else
		word.text = unescaped(code, inside);
	return word;
}

bool up_code_is_text(TSNode node)
{
	return IS_ONE_OF(node, texts) || IS_ONE_OF(node, joins);
}

struct up_word up_code_word(struct up_code *code, TSNode node)
{
	if (IS_ONE_OF(node, texts))
		return text_word(code, node);
	up_span at = up_code_span(node);
	up_str text = up_code_text(code, node);
	const struct up_code_name *known = text.len <= UP_CODE_NAME_BYTES ? up_code_find(code, text) : NULL;
	if (known && known->word) {
		struct up_word word = *known->word;
		word.at = at;
		return word;
	}
	uint32_t skip = up_code_is(node, "simple_symbol") && text.len > 1;
	text = up_str_slice(text, skip, UP_CODE_WORD_BYTES);
	return (struct up_word){ .text = up_text_plain(text, at.start + skip),
				 .at = at,
				 .flags = IS_ONE_OF(node, literals) ? 0 : UP_WORD_DYNAMIC };
}

static void add_word(struct up_code *code, const struct up_word *word)
{
	uint32_t most = up_parse_limits(code->p)->words;
	if (code->n_words >= most) {
		if (!code->words_cut)
			up_note(code->p, UP_NOTE_LIMIT, word->at.start, "a call of more than %u arguments was cut (--max-words)", most);
		code->words_cut = true;
		return;
	}
	code->words = up_grow(code->words, &code->words_capacity, code->n_words + 1, sizeof *code->words);
	code->words[code->n_words++] = *word;
}

static void add_pair(struct up_code *code, TSNode pair, uint32_t depth);

static void add_argument(struct up_code *code, TSNode node, uint32_t depth)
{
	if (IS_ONE_OF(node, bodies))
		return;
	if (IS_ONE_OF(node, pairs)) {
		add_pair(code, node, depth);
		return;
	}
	if (!IS_ONE_OF(node, maps) || depth >= UP_CODE_LITERAL_DEPTH) {
		struct up_word word = up_code_word(code, node);
		add_word(code, &word);
		return;
	}
	/* An argument of PHP is what stands in it. */
	uint32_t below = up_code_is(node, "argument") || up_code_is(node, "literal_element") ? depth : depth + 1;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more && !code->words_cut;
	     more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (ts_node_is_named(child) && !ts_node_is_extra(child))
			add_argument(code, child, below);
	}
	ts_tree_cursor_delete(&cursor);
}

static struct up_word named_word(struct up_code *code, const struct up_word *name, const struct up_word *value, up_span at)
{
	struct up_text_builder builder;
	up_str bytes = name->text.bytes;
	while (bytes.len && strchr(": ", bytes.s[bytes.len - 1])) /* `key: ` of Elixir */
		bytes.len--;
	up_text_begin(&builder, code->arena);
	up_text_copy(&builder, bytes, up_text_at(&name->text, 0));
	up_text_put(&builder, UP_STR("="), name->at.end ? name->at.end - 1 : 0);
	up_text_append(&builder, &value->text);
	return (struct up_word){ .text = up_text_end(&builder), .at = at, .flags = value->flags };
}

static void add_pair(struct up_code *code, TSNode pair, uint32_t depth)
{
	TSNode first = up_code_child(pair, 0), second = up_code_child(pair, 1);
	if (ts_node_is_null(second)) {
		if (!ts_node_is_null(first))
			add_argument(code, first, depth + 1);
		return;
	}
	if (up_code_is(first, "literal_element"))
		first = up_code_child(first, 0);
	TSNode value = up_code_is(second, "literal_element") ? up_code_child(second, 0) : second;
	if (ts_node_is_null(first) || ts_node_is_null(value))
		return;
	if (IS_ONE_OF(value, maps) && depth < UP_CODE_LITERAL_DEPTH) {
		add_argument(code, value, depth + 1);
		return;
	}
	if (IS_ONE_OF(value, bodies))
		return;
	/* A key that is a plain name is no variable. */
	struct up_word name = { .text = up_text_plain(up_code_text(code, first), ts_node_start_byte(first)), .at = up_code_span(first) };
	if (!up_str_ends(up_str_from(ts_node_type(first)), UP_STR("identifier")))
		name = up_code_word(code, first);
	struct up_word word = up_code_word(code, value);
	name.text.bytes = up_str_slice(name.text.bytes, 0, UP_CODE_NAME_BYTES);
	word = named_word(code, &name, &word, up_code_span(pair));
	add_word(code, &word);
}

void up_code_add_words(struct up_code *code, TSNode arguments)
{
	if (ts_node_is_null(arguments))
		return;
	TSTreeCursor cursor = ts_tree_cursor_new(arguments);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more && !code->words_cut;
	     more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (ts_node_is_named(child) && !ts_node_is_extra(child))
			add_argument(code, child, 0);
	}
	ts_tree_cursor_delete(&cursor);
}
