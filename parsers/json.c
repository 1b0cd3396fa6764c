/* JSON, JSON with comments, JSON5 as far as it is met, NDJSON and concatenated values.
 * A loop over tokens with a small state: no recursion, every byte is looked at once, and an error costs one note, not the rest. */
#include "common/bid.h"
#include "common/clean.h"
#include "common/json-token.h"
#include "common/scripts.h"
#include "common/tree.h"

enum expect {
	EXPECT_VALUE,       /* after ':' and ',' in a list, and at the top */
	EXPECT_FIRST_VALUE, /* after '[': a value or ']' */
	EXPECT_FIRST_KEY,   /* after '{': a key or '}' */
	EXPECT_KEY,         /* after ',' in an object */
	EXPECT_COLON,
	EXPECT_COMMA, /* after a value: ',' or the closing bracket */
};

struct json {
	struct up_parse *p;
	struct up_tree tree;
	up_str text;
	uint32_t at, value_end; /* `value_end`: of the last value at the top */
	uint32_t comma_at;      /* of the last comma */
	uint32_t said;          /* extras that were noted, a bit per kind */
	uint32_t n_values;      /* at the top */
	enum expect expect;
	bool is_relaxed, partly;
};

static void complain(struct json *json, uint32_t at, const char *what)
{
	up_note(json->p, UP_NOTE_SYNTAX, at, "%s", what);
	json->partly = true;
}

/* Understood, but strict readers refuse it: said once of each kind, and only where the name does not promise relaxed JSON. */
static void say_extra(struct json *json, enum up_json_extra extra, uint32_t at)
{
	static const char *const texts[] = {
		[UP_JSON_COMMENT] = "a comment, which strict JSON readers refuse",
		[UP_JSON_TRAILING_COMMA] = "a comma before the closing bracket, which strict JSON readers refuse",
		[UP_JSON_SINGLE_QUOTES] = "a string in single quotes, which is JSON5, not JSON",
		[UP_JSON_BARE_KEY] = "a key without quotes, which is JSON5, not JSON",
		[UP_JSON_NUMBER] = "a number that is not written as JSON writes numbers",
		[UP_JSON_ESCAPE] = "an escape in a string that is JSON5, not JSON",
		[UP_JSON_CONTROL] = "a control character that JSON does not allow here",
		[UP_JSON_HALF] = "an escape for half of a character (a lone surrogate); it was read as U+FFFD",
	};
	if (json->said & 1u << extra || (json->is_relaxed && extra < UP_JSON_CONTROL))
		return;
	json->said |= 1u << extra;
	up_note(json->p, UP_NOTE_SYNTAX, at, "%s", texts[extra]);
}

static bool take_comment(struct json *json)
{
	up_str text = json->text;
	uint32_t start = json->at;
	size_t end;
	say_extra(json, UP_JSON_COMMENT, start);
	if (text.s[start + 1] == '*') {
		end = up_str_find(text, UP_STR("*/"), start + 2);
		if (end == SIZE_MAX)
			complain(json, start, "a comment that starts with /* is not closed; nothing after it was read");
		end = end == SIZE_MAX ? text.len : end + 2;
	} else {
		for (end = start; end < text.len && text.s[end] != '\n' && text.s[end] != '\r';)
			end++;
	}
	json->at = (uint32_t)end;
	return up_emit_comment(json->p, (up_span){ start, (uint32_t)end });
}

static struct up_text empty_text(uint32_t at)
{
	return up_text_plain(UP_STR(""), at);
}

/* A key whose value is missing is stated as empty, with a note. */
static bool finish_key(struct json *json)
{
	if (!up_tree_has_key(&json->tree))
		return true;
	complain(json, json->at, "a key has no value");
	struct up_text none = empty_text(json->at);
	return up_tree_scalar(&json->tree, &none, (up_span){ json->at, json->at }, UP_FACT_EMPTY);
}

static enum expect after_value(const struct json *json)
{
	return json->tree.n ? EXPECT_COMMA : EXPECT_VALUE;
}

/* A value at the top ended. The next one may follow on a new line (NDJSON). */
static bool top_value_done(struct json *json)
{
	json->n_values++;
	json->value_end = json->at;
	return up_tree_document_end(&json->tree);
}

/* Before a value or key starts at json->at: what should have stood before it? */
static bool before_value(struct json *json)
{
	if (!json->tree.n) {
		if (!json->n_values)
			return true;
		up_str between = up_str_slice(json->text, json->value_end, json->at);
		if (up_str_find_byte(between, '\n', 0) == SIZE_MAX && up_str_find_byte(between, '\r', 0) == SIZE_MAX)
			complain(json, json->at, "a second value on the line of the first");
		return true;
	}
	if (json->expect == EXPECT_COMMA) {
		complain(json, json->at, "a comma is missing before this");
		json->expect = up_tree_in_map(&json->tree) ? EXPECT_KEY : EXPECT_VALUE;
	}
	if (json->expect == EXPECT_COLON) {
		complain(json, json->at, "a colon is missing after the key");
		json->expect = EXPECT_VALUE;
	}
	return true;
}

static bool expects_key(const struct json *json)
{
	return json->expect == EXPECT_KEY || json->expect == EXPECT_FIRST_KEY;
}

static bool open(struct json *json, bool is_list)
{
	before_value(json);
	uint32_t at = json->at++;
	if (expects_key(json)) {
		complain(json, at, "an object or a list where a key must stand");
		if (!up_tree_key(&json->tree, UP_STR(""), (up_span){ at, at }))
			return false;
	}
	json->expect = is_list ? EXPECT_FIRST_VALUE : EXPECT_FIRST_KEY;
	return is_list ? up_tree_list(&json->tree, at) : up_tree_map(&json->tree, at);
}

static bool close(struct json *json, bool is_list)
{
	uint32_t at = json->at;
	if (!json->tree.n) {
		complain(json, at, "a closing bracket without its opening one");
		json->at++;
		return true;
	}
	if (is_list == up_tree_in_map(&json->tree))
		complain(json, at, is_list ? "']' where '}' must close the object" : "'}' where ']' must close the list");
	if (json->expect == EXPECT_KEY || (json->expect == EXPECT_VALUE && !up_tree_in_map(&json->tree)))
		say_extra(json, UP_JSON_TRAILING_COMMA, json->comma_at);
	if (!finish_key(json) || !up_tree_close(&json->tree))
		return false;
	json->at++;
	json->expect = after_value(json);
	return json->tree.n || top_value_done(json);
}

static bool take_comma(struct json *json)
{
	uint32_t at = json->at;
	if (!json->tree.n) {
		complain(json, at, "a comma outside of any object or list");
	} else if (up_tree_has_key(&json->tree)) {
		if (!finish_key(json))
			return false;
	} else if (json->expect != EXPECT_COMMA) {
		complain(json, at, "a comma with nothing before it");
	}
	json->comma_at = at;
	json->at++;
	json->expect = up_tree_in_map(&json->tree) ? EXPECT_KEY : EXPECT_VALUE;
	return true;
}

static bool take_colon(struct json *json)
{
	if (json->expect != EXPECT_COLON)
		complain(json, json->at, "a colon where none belongs");
	else
		json->expect = EXPECT_VALUE;
	json->at++;
	return true;
}

/* A key or a scalar value that ends at json->at. */
static bool take_text(struct json *json, const struct up_text *text, up_span at, uint32_t flags)
{
	if (expects_key(json)) {
		json->expect = EXPECT_COLON;
		return up_tree_key(&json->tree, text->bytes, at);
	}
	if (!up_tree_scalar(&json->tree, text, at, flags))
		return false;
	json->expect = after_value(json);
	return json->tree.n || top_value_done(json);
}

static bool take_string(struct json *json)
{
	before_value(json);
	uint32_t start = json->at;
	struct up_json_string string = up_json_string_scan(json->text, start);
	uint32_t body_end = string.end - string.is_closed;
	up_str body = up_str_slice(json->text, start + 1, body_end);
	struct up_text text = up_text_plain(body, start + 1);
	if (json->text.s[start] == '\'')
		say_extra(json, UP_JSON_SINGLE_QUOTES, start);
	if (!string.is_closed)
		complain(json, start, "a string is not closed on its line; it was taken to end there");
	if (string.has_control)
		say_extra(json, UP_JSON_CONTROL, start);
	if (string.has_escapes) {
		uint32_t extras = 0, bad;
		text = up_json_string_decode(up_parse_arena(json->p), body, start + 1, json->tree.scripts != NULL, &extras, &bad);
		if (extras & 1u << UP_JSON_ESCAPE)
			say_extra(json, UP_JSON_ESCAPE, start);
		if (extras & 1u << UP_JSON_HALF)
			say_extra(json, UP_JSON_HALF, start);
		if (bad != UINT32_MAX)
			complain(json, bad, "an escape in a string that means nothing; it stands for itself");
	}
	json->at = string.end;
	return take_text(json, &text, (up_span){ start, string.end }, UP_FACT_QUOTED);
}

static bool is_identifier(up_str word)
{
	if (up_is_digit(word.s[0]))
		return false;
	for (size_t i = 0; i < word.len; i++)
		if (!up_is_alnum(word.s[i]) && word.s[i] != '_' && word.s[i] != '$' && (unsigned char)word.s[i] < 0x80)
			return false;
	return true;
}

static bool take_word(struct json *json)
{
	uint32_t start = json->at, end = up_json_word_end(json->text, start);
	up_str word = up_str_slice(json->text, start, end);
	before_value(json);
	bool is_key = expects_key(json);
	bool is_value = up_str_eq(word, UP_STR("true")) || up_str_eq(word, UP_STR("false")) || up_str_eq(word, UP_STR("null")) ||
			up_json_is_number(word);
	if (is_key && is_identifier(word))
		say_extra(json, UP_JSON_BARE_KEY, start);
	else if (is_key)
		complain(json, start, "a key must stand in quotes");
	else if (!is_value && up_json_is_loose_number(word))
		say_extra(json, UP_JSON_NUMBER, start);
	else if (!is_value && !up_parse_is_masked(json->p, (up_span){ start, end }))
		complain(json, start, "a bare word is no JSON value; it was taken as it stands");
	json->at = end;
	struct up_text text = up_text_plain(word, start);
	return take_text(json, &text, (up_span){ start, end }, 0);
}

static bool take_token(struct json *json)
{
	up_str text = json->text;
	char c = text.s[json->at];
	switch (c) {
	case '{':
	case '[':
		return open(json, c == '[');
	case '}':
	case ']':
		return close(json, c == ']');
	case ',':
		return take_comma(json);
	case ':':
		return take_colon(json);
	case '"':
	case '\'':
		return take_string(json);
	case '/':
		if (json->at + 1 < text.len && (text.s[json->at + 1] == '/' || text.s[json->at + 1] == '*'))
			return take_comment(json);
		break;
	default:
		break;
	}
	return take_word(json);
}

static void skip_blanks(struct json *json)
{
	for (; json->at < json->text.len && up_is_space(json->text.s[json->at]); json->at++)
		if (json->text.s[json->at] == '\f' || json->text.s[json->at] == '\v')
			say_extra(json, UP_JSON_CONTROL, json->at);
}

/* Everything that is open at the end. */
static bool finish(struct json *json)
{
	if (json->tree.n) {
		complain(json, json->at, "the source ends inside an object or a list");
		if (up_tree_has_key(&json->tree) && !finish_key(json))
			return false;
		return up_tree_document_end(&json->tree);
	}
	if (!json->n_values && !json->partly)
		complain(json, 0, "there is no value in it");
	return true;
}

/* Programs that read these take comments and trailing commas. */
static bool is_relaxed(const struct up_source *source)
{
	return up_bid_ends(source, ".jsonc|.json5|.code-workspace|.code-snippets|.sublime-settings|.sublime-project|.hujson|.babelrc") ||
	       up_bid_is(source,
			 "devcontainer.json|.devcontainer.json|.eslintrc|.eslintrc.json|.jshintrc|.swcrc|api-extractor.json|deno.json") ||
	       (up_bid_ends(source, ".json") &&
		(up_str_starts(up_str_basename(source->name), UP_STR("tsconfig")) ||
		 up_str_starts(up_str_basename(source->name), UP_STR("jsconfig")) || up_str_contains(source->name, UP_STR(".vscode/"))));
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_source *source = up_parse_source(p);
	struct json json = { .p = p, .text = source->bytes, .is_relaxed = is_relaxed(source) };
	up_tree_init(&json.tree, p, true);
	up_clean_encoding(p, "JSON");
	if (up_str_starts(json.text, UP_STR("\xEF\xBB\xBF")))
		json.at = 3;
	if (json.at && source->had_bom)
		complain(&json, 0, "two byte-order marks; the second was passed over");
	bool going = true;
	while (going) {
		skip_blanks(&json);
		if (json.at >= json.text.len)
			break;
		going = take_token(&json) && !up_parse_stopped(p);
	}
	if (going)
		finish(&json);
	up_tree_finish(&json.tree);
	return !going || json.partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	up_str start = up_bid_start(source);
	bool opens = start.len && (start.s[0] == '{' || start.s[0] == '[');
	if (up_bid_ends(source,
			".json|.jsonc|.json5|.code-workspace|.geojson|.webmanifest|.jsonl|.ndjson|.jsonld|.avsc|.tfstate|.har|.ipynb") ||
	    up_bid_is(source, "composer.lock|Pipfile.lock|flake.lock|.babelrc|.swcrc|.jshintrc|.watchmanconfig"))
		return opens ? UP_BID_SURE : UP_BID_NAME;
	if (!opens || start.s[0] != '{')
		return UP_BID_NONE;
	start = up_str_trim(up_str_slice(start, 1, start.len));
	if (start.len < 2 || start.s[0] != '"')
		return UP_BID_NONE;
	struct up_json_string key = up_json_string_scan(start, 0);
	up_str after = up_str_trim(up_str_slice(start, key.end, start.len));
	return key.is_closed && after.len && after.s[0] == ':' ? 2 * UP_BID_GUESS : UP_BID_NONE;
}

const struct up_parser up_parser_json = {
	.name = "json",
	.summary = "JSON, JSON with comments, JSON5 and newline-delimited JSON",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = up_scripts_carried,
	.has_components = up_scripts_has_images,
	.has_files = up_scripts_has_files,
	.bid = bid,
	.parse = parse,
};
