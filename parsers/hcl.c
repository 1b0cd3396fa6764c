/* HCL 1 and 2: Consul, Vault, Nomad, Terraform, Packer; and pipelines of Logstash, which write `=>` and single quotes, and have conditions. Blocks are mappings: `listener "tcp" { address = "x" }` states listener/tcp · address · x,
 * which is also what its JSON form states. Expressions are not evaluated; one that is more than a literal is stated as written, dynamic.
 * A loop over tokens: no recursion, every byte is looked at a bounded number of times, and an error costs one note, not the rest. */
#include "base/lines.h"
#include "common/bid.h"
#include "common/clean.h"
#include "common/json-token.h"
#include "common/tree.h"

enum {
	TEMPLATE_DEPTH = 32, /* strings in interpolations in strings */
	LABELS = 8,
};

struct hcl {
	struct up_parse *p;
	struct up_tree tree;
	up_str text;
	uint32_t at;
	bool partly;
	bool is_logstash;
	bool is_broken; /* a bracket is never closed: from there on, expressions end with their lines */
};

static void complain(struct hcl *hcl, uint32_t at, const char *what)
{
	up_note(hcl->p, UP_NOTE_SYNTAX, at, "%s", what);
	hcl->partly = true;
}

static char peek(const struct hcl *hcl, uint32_t ahead)
{
	return hcl->at + ahead < hcl->text.len ? hcl->text.s[hcl->at + ahead] : '\0';
}

static uint32_t line_end(up_str text, uint32_t at)
{
	while (at < text.len && text.s[at] != '\n' && text.s[at] != '\r')
		at++;
	return at;
}

static bool starts_comment(up_str text, uint32_t at)
{
	return text.s[at] == '#' || (text.s[at] == '/' && at + 1 < text.len && (text.s[at + 1] == '/' || text.s[at + 1] == '*'));
}

static uint32_t comment_end(up_str text, uint32_t at, bool *ret_open)
{
	if (text.s[at] != '/' || text.s[at + 1] != '*')
		return line_end(text, at);
	size_t end = up_str_find(text, UP_STR("*/"), at + 2);
	*ret_open = end == SIZE_MAX;
	return (uint32_t)(end == SIZE_MAX ? text.len : end + 2);
}

static bool take_comment(struct hcl *hcl)
{
	uint32_t start = hcl->at;
	bool is_open = false;
	hcl->at = comment_end(hcl->text, start, &is_open);
	if (is_open)
		complain(hcl, start, "a comment that starts with /* is not closed; nothing after it was read");
	return up_emit_comment(hcl->p, (up_span){ start, hcl->at });
}

/* --- strings ------------------------------------------------------------------------------------------------------------- */

struct scan {
	uint32_t end;
	bool is_closed, has_escapes, has_template;
};

/* "${" or "%{" at byte `i` of the string that starts at `at`; "$${" is plain text. */
static bool opens_template(up_str text, uint32_t i, uint32_t at)
{
	char c = text.s[i];
	bool is_escaped = i - 1 > at && text.s[i - 1] == c;
	return (c == '$' || c == '%') && i + 1 < text.len && text.s[i + 1] == '{' && !is_escaped;
}

/* The string whose quote stands at `at`; "${f("x")}" is one. It may go over lines in an interpolation only. */
static struct scan scan_string(up_str text, uint32_t at)
{
	struct scan scan = { 0 };
	uint32_t braces[TEMPLATE_DEPTH] = { 0 }; /* open braces of the interpolation at each depth; even depths are strings */
	uint32_t depth = 0, i = at + 1;
	for (; i < text.len; i++) {
		char c = text.s[i];
		bool in_string = depth % 2 == 0;
		if (in_string && (c == '\n' || c == '\r'))
			break;
		if (in_string && c == '\\') {
			scan.has_escapes = true;
			i++;
		} else if (in_string && c == '"') {
			if (!depth) {
				scan.is_closed = true;
				i++;
				break;
			}
			depth--;
		} else if (in_string && opens_template(text, i, at)) {
			scan.has_template = true;
			if (depth + 1 < TEMPLATE_DEPTH)
				braces[++depth] = 1;
			i++;
		} else if (!in_string && c == '"' && depth + 1 < TEMPLATE_DEPTH) {
			depth++;
		} else if (!in_string && c == '{') {
			braces[depth]++;
		} else if (!in_string && c == '}' && --braces[depth] == 0) {
			depth--;
		}
	}
	scan.end = (uint32_t)(i < text.len ? i : text.len);
	return scan;
}

/* What a string says; moves past it. */
static struct up_text take_string(struct hcl *hcl, uint32_t *ret_flags)
{
	uint32_t start = hcl->at;
	struct scan scan = scan_string(hcl->text, start);
	up_str body = up_str_slice(hcl->text, start + 1, scan.end - scan.is_closed);
	struct up_text text = up_text_plain(body, start + 1);
	if (!scan.is_closed)
		complain(hcl, start, "a string is not closed on its line; it was taken to end there");
	if (scan.has_escapes) {
		uint32_t extras = 0, bad;
		text = up_json_string_decode(up_parse_arena(hcl->p), body, start + 1, false, &extras, &bad);
	}
	*ret_flags = UP_FACT_QUOTED | (scan.has_template ? UP_FACT_DYNAMIC : 0);
	hcl->at = scan.end;
	return text;
}

/* A string of Logstash goes over lines, and a backslash says itself. */
static bool take_raw_string(struct hcl *hcl)
{
	uint32_t start = hcl->at;
	size_t end = up_str_find_byte(hcl->text, hcl->text.s[start], start + 1);
	if (end == SIZE_MAX) {
		complain(hcl, start, "a string is not closed; nothing after it was read");
		end = hcl->text.len;
	}
	struct up_text text = up_text_plain(up_str_slice(hcl->text, start + 1, end), start + 1);
	hcl->at = (uint32_t)(end < hcl->text.len ? end + 1 : end);
	return up_tree_scalar(&hcl->tree, &text, (up_span){ start, hcl->at }, UP_FACT_QUOTED);
}

static bool is_heredoc(const struct hcl *hcl)
{
	return peek(hcl, 0) == '<' && peek(hcl, 1) == '<' && (peek(hcl, 2) == '-' || up_is_alpha(peek(hcl, 2)) || peek(hcl, 2) == '_');
}

static bool take_heredoc(struct hcl *hcl)
{
	uint32_t start = hcl->at, word = start + (peek(hcl, 2) == '-' ? 3 : 2), head_end = line_end(hcl->text, start);
	up_str tag = up_str_trim(up_str_slice(hcl->text, word, head_end)), line;
	size_t at = head_end;
	up_line_next(hcl->text, &at, &line); /* the rest of the first line */
	size_t body = at, end = SIZE_MAX;
	for (size_t line_at = at; up_line_next(hcl->text, &at, &line); line_at = at)
		if (up_str_eq(up_str_trim(line), tag)) {
			end = line_at;
			break;
		}
	if (end == SIZE_MAX) {
		complain(hcl, start, "a here-document is not closed; nothing after it was read");
		end = at = hcl->text.len;
	} else {
		at = (size_t)(line.s - hcl->text.s) + line.len;
	}
	body = body > end ? end : body;
	struct up_text text = up_text_plain(up_str_slice(hcl->text, body, end), (uint32_t)body);
	hcl->at = (uint32_t)at;
	return up_tree_scalar(&hcl->tree, &text, (up_span){ start, hcl->at }, UP_FACT_QUOTED);
}

/* --- expressions --------------------------------------------------------------------------------------------------------- */

/* Where the expression that starts at `at` ends: with its line, unless brackets are open; in a list or an object at a comma or a closing bracket, too. */
static uint32_t find_expression_end(up_str text, uint32_t at, bool in_brackets, bool *ret_open)
{
	uint32_t depth = 0, i = at;
	while (i < text.len) {
		char c = text.s[i];
		bool is_open = false;
		if (c == '"') {
			i = scan_string(text, i).end;
			continue;
		}
		if (starts_comment(text, i)) {
			if (!depth)
				break;
			i = comment_end(text, i, &is_open);
			continue;
		}
		if (!depth && (c == '\n' || c == '\r' || c == '}' || c == ']' || c == ')' || (in_brackets && c == ',')))
			break;
		depth += c == '(' || c == '[' || c == '{';
		depth -= depth && (c == ')' || c == ']' || c == '}');
		i++;
	}
	*ret_open = depth > 0;
	return i;
}

static uint32_t expression_end(struct hcl *hcl, uint32_t at, bool in_brackets)
{
	bool is_open = false;
	uint32_t end = hcl->is_broken ? line_end(hcl->text, at) : find_expression_end(hcl->text, at, in_brackets, &is_open);
	if (!is_open)
		return end;
	complain(hcl, at, "a bracket is not closed; from here on, values end with their lines");
	hcl->is_broken = true;
	return line_end(hcl->text, at);
}

/* A value of Logstash that is neither a string nor in brackets is one word. */
static uint32_t word_end(up_str text, uint32_t at)
{
	while (at < text.len && !up_is_space(text.s[at]) && !strchr("{}[],", text.s[at]))
		at++;
	return at;
}

static bool is_literal(up_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!up_is_alnum(word.s[i]) && !(word.s[i] && strchr("_-.+", word.s[i])))
			return false;
	return up_is_digit(word.s[0]) || (word.s[0] == '-' && word.len > 1) || up_str_find_byte(word, '.', 0) == SIZE_MAX;
}

static bool take_expression(struct hcl *hcl, bool in_brackets)
{
	uint32_t start = hcl->at, end = hcl->is_logstash ? word_end(hcl->text, start) : expression_end(hcl, start, in_brackets);
	up_str written = up_str_slice(hcl->text, start, end);
	written = up_str_slice(written, 0, up_str_trim(written).len); /* it begins with no blank */
	if (!written.len) {
		complain(hcl, start, "a value is missing");
		hcl->at += end == start && start < hcl->text.len && !up_is_space(hcl->text.s[start]) && hcl->text.s[start] != '}';
		struct up_text none = up_text_plain(written, start);
		return up_tree_scalar(&hcl->tree, &none, (up_span){ start, start }, UP_FACT_EMPTY);
	}
	hcl->at = end;
	struct up_text text = up_text_plain(written, start);
	bool is_masked = up_parse_is_masked(hcl->p, (up_span){ start, start + (uint32_t)written.len });
	uint32_t flags = is_literal(written) && !is_masked ? 0 : UP_FACT_DYNAMIC;
	return up_tree_scalar(&hcl->tree, &text, (up_span){ start, start + (uint32_t)written.len }, flags);
}

static bool starts_for(const struct hcl *hcl)
{
	up_str rest = up_str_trim(up_str_slice(hcl->text, hcl->at + 1, hcl->at + 64 < hcl->text.len ? hcl->at + 64 : hcl->text.len));
	return up_str_starts(rest, UP_STR("for ")) || up_str_starts(rest, UP_STR("for\t"));
}

/* Does the expression go on behind the string or bracket that ends at `at`: `"a" == x`, `[1, 2][0]`? */
static bool goes_on(const struct hcl *hcl, uint32_t at)
{
	while (at < hcl->text.len && up_is_blank(hcl->text.s[at]))
		at++;
	return at < hcl->text.len && !starts_comment(hcl->text, at) && strchr("=!<>?:+-*/%&|.[", hcl->text.s[at]) != NULL;
}

static bool take_value(struct hcl *hcl)
{
	bool in_list = !up_tree_in_map(&hcl->tree);
	char c = peek(hcl, 0);
	if ((c == '[' || c == '{') && !starts_for(hcl)) {
		uint32_t at = hcl->at++;
		return c == '[' ? up_tree_list(&hcl->tree, at) : up_tree_map(&hcl->tree, at);
	}
	if (is_heredoc(hcl))
		return take_heredoc(hcl);
	if (hcl->is_logstash && (c == '"' || c == '\''))
		return take_raw_string(hcl);
	if (c == '"' && !goes_on(hcl, scan_string(hcl->text, hcl->at).end)) {
		uint32_t start = hcl->at, flags;
		struct up_text text = take_string(hcl, &flags);
		return up_tree_scalar(&hcl->tree, &text, (up_span){ start, hcl->at }, flags);
	}
	return take_expression(hcl, in_list || hcl->tree.n > 1);
}

/* Behind `if [type] == "a"`: the brace that opens the block, or the end of the text. */
static uint32_t condition_end(up_str text, uint32_t at)
{
	while (at < text.len && text.s[at] != '{') {
		size_t end = at;
		if (text.s[at] == '"' || text.s[at] == '\'')
			end = up_str_find_byte(text, text.s[at], at + 1);
		at = (uint32_t)(end == SIZE_MAX ? text.len : end + 1);
	}
	return at;
}

static bool starts_condition(const struct hcl *hcl)
{
	up_str rest = up_str_slice(hcl->text, hcl->at, hcl->text.len);
	if (!hcl->is_logstash || (!up_str_starts(rest, UP_STR("if")) && !up_str_starts(rest, UP_STR("else"))))
		return false;
	char next = peek(hcl, rest.s[0] == 'i' ? 2 : 4);
	return up_is_space(next) || next == '{' || next == '(' || next == '[';
}

/* The block of a condition is one of its own: filter/if/grok. */
static bool take_condition(struct hcl *hcl)
{
	uint32_t start = hcl->at, brace = condition_end(hcl->text, start);
	if (brace == hcl->text.len) {
		complain(hcl, start, "a condition without its block; nothing after it was read");
		hcl->at = brace;
		return true;
	}
	up_span at = { start, start + (hcl->text.s[start] == 'i' ? 2 : 4) };
	up_str whole = up_arena_printf(up_parse_arena(hcl->p), "{%u", start);
	hcl->at = brace + 1;
	return up_tree_key_below(&hcl->tree, UP_STR_NULL, whole, up_parse_bytes(hcl->p, at), at) && up_tree_map(&hcl->tree, brace);
}

/* --- names, blocks ------------------------------------------------------------------------------------------------------- */

static bool is_name(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '.' || (unsigned char)c >= 0x80;
}

/* A name or a label: an identifier, or a string. False where neither stands. */
static bool take_name(struct hcl *hcl, up_str *ret_name, up_span *ret_at)
{
	uint32_t start = hcl->at, flags;
	if (hcl->is_logstash && peek(hcl, 0) == '\'') {
		size_t end = up_str_find_byte(hcl->text, '\'', start + 1);
		hcl->at = (uint32_t)(end == SIZE_MAX ? hcl->text.len : end + 1);
		*ret_name = up_str_slice(hcl->text, start + 1, hcl->at - (end != SIZE_MAX));
	} else if (peek(hcl, 0) == '"') {
		*ret_name = take_string(hcl, &flags).bytes;
	} else {
		while (hcl->at < hcl->text.len && is_name(hcl->text.s[hcl->at]))
			hcl->at++;
		*ret_name = up_str_slice(hcl->text, start, hcl->at);
	}
	*ret_at = (up_span){ start, hcl->at };
	return hcl->at > start;
}

static void skip_blanks(struct hcl *hcl)
{
	while (hcl->at < hcl->text.len && up_is_blank(hcl->text.s[hcl->at]))
		hcl->at++;
}

static bool skip_line(struct hcl *hcl, uint32_t at, const char *what)
{
	complain(hcl, at, what);
	uint32_t end = line_end(hcl->text, hcl->at);
	hcl->at = end > hcl->at ? end : hcl->at + 1;
	return true;
}

/* `name {` and `name "label" "label" {`. Blocks may come again, so each counts as a key of its own. */
static bool take_block(struct hcl *hcl, up_str name, up_span at)
{
	up_str below = UP_STR_NULL, whole = up_arena_printf(up_parse_arena(hcl->p), "{%u", at.start);
	for (unsigned n = 0; peek(hcl, 0) != '{'; n++) {
		up_str label;
		up_span label_at;
		if (n == LABELS || !take_name(hcl, &label, &label_at))
			return skip_line(hcl, at.start, "neither '=' nor a block follows the name; the line was passed over");
		below = up_tree_join(&hcl->tree, below, name, at.start);
		name = label;
		at = label_at;
		skip_blanks(hcl);
	}
	uint32_t brace = hcl->at++;
	return up_tree_key_below(&hcl->tree, below, whole, name, at) && up_tree_map(&hcl->tree, brace);
}

static bool take_key(struct hcl *hcl)
{
	up_str name;
	up_span at;
	if (peek(hcl, 0) == '(') { /* an object's key that is computed */
		uint32_t start = hcl->at, end = expression_end(hcl, start + 1, false);
		hcl->at = end < hcl->text.len ? end + 1 : end;
		at = (up_span){ start, hcl->at };
		name = up_str_slice(hcl->text, start, hcl->at);
	} else if (!take_name(hcl, &name, &at)) {
		return skip_line(hcl, hcl->at, "no name starts here; the line was passed over");
	}
	skip_blanks(hcl);
	bool is_arrow = hcl->is_logstash && peek(hcl, 0) == '=' && peek(hcl, 1) == '>';
	if (is_arrow || (peek(hcl, 0) == '=' && peek(hcl, 1) != '=') || peek(hcl, 0) == ':') {
		hcl->at += is_arrow ? 2 : 1;
		skip_blanks(hcl);
		return up_tree_key(&hcl->tree, name, at) && (hcl->at < line_end(hcl->text, hcl->at) || take_expression(hcl, false));
	}
	return take_block(hcl, name, at);
}

static bool take_close(struct hcl *hcl, char c)
{
	uint32_t at = hcl->at++;
	if (hcl->tree.n < 2) {
		complain(hcl, at, "a closing bracket without its opening one");
		return true;
	}
	if (up_tree_in_map(&hcl->tree) != (c == '}'))
		complain(hcl, at, c == '}' ? "'}' where ']' must close the list" : "']' where '}' must close the block");
	return up_tree_close(&hcl->tree);
}

static bool take_token(struct hcl *hcl)
{
	char c = peek(hcl, 0);
	if (starts_comment(hcl->text, hcl->at))
		return take_comment(hcl);
	if (up_tree_has_key(&hcl->tree))
		return take_value(hcl);
	if (c == '}' || c == ']')
		return take_close(hcl, c);
	if (c == ',' || c == ';') {
		hcl->at++;
		return true;
	}
	if (starts_condition(hcl))
		return take_condition(hcl);
	return up_tree_in_map(&hcl->tree) ? take_key(hcl) : take_value(hcl);
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_source *source = up_parse_source(p);
	struct hcl hcl = { .p = p, .text = source->bytes, .is_logstash = up_str_eq(source->dialect, UP_STR("logstash")) };
	up_tree_init(&hcl.tree, p, false);
	up_clean_encoding(p, "HCL");
	if (up_str_starts(hcl.text, UP_STR("\xEF\xBB\xBF")))
		hcl.at = 3;
	bool going = up_tree_map_at(&hcl.tree, UP_STR_NULL, up_scope_new(p), hcl.at);
	while (going) {
		while (hcl.at < hcl.text.len && up_is_space(hcl.text.s[hcl.at]))
			hcl.at++;
		if (hcl.at >= hcl.text.len)
			break;
		going = take_token(&hcl) && !up_parse_stopped(p);
	}
	if (going && (hcl.tree.n > 1 || up_tree_has_key(&hcl.tree)))
		complain(&hcl, hcl.at, "the source ends inside a block, a list or a key without its value");
	if (going)
		going = up_tree_document_end(&hcl.tree);
	up_tree_finish(&hcl.tree);
	return going && !hcl.partly ? UP_PARSE_WHOLE : UP_PARSE_PARTLY;
}

static int bid(const struct up_source *source)
{
	if (up_bid_ends(source, ".tf|.tfvars|.tofu|.hcl|.hcl2|.nomad|.tfbackend|.tfrc|.pkrvars"))
		return UP_BID_NAME;
	return up_bid_is(source, ".terraformrc|terraform.rc|.tofurc") ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_hcl = {
	.name = "hcl",
	.summary = "HCL: Terraform, Consul, Vault, Nomad, Packer",
	.templates = UP_TEMPLATES_ON_ERROR,
	.bid = bid,
	.parse = parse,
};
