/* Settings that are assigned in code: GitLab's gitlab.rb, settings.py of Django, config/environments of Rails, config.php of Nextcloud.
 * `gitlab_rails['port'] = 80` states gitlab_rails · port · 80, `config.cache_store = :null_store` config · cache_store, `DATABASES = {"default": {…}}`
 * what JSON would. In Ruby a word with an argument (`external_url 'x'`) is a setting, too. Nothing is run: a value that is more than a literal is stated
 * as written, dynamic, and statements of other kinds are passed over whole; what stands in branches and functions counts like everything else. */
#include "base/lines.h"
#include "common/bid.h"
#include "common/json-token.h"
#include "common/tree.h"

enum language {
	PYTHON,
	RUBY,
	PHP
};

struct code {
	struct up_parse *p;
	struct up_tree tree;
	up_str text;
	uint32_t at;
	enum language language;
	bool partly;
	bool is_broken; /* a bracket is never closed: from there on, expressions end with their lines */
};

static void complain(struct code *code, uint32_t at, const char *what)
{
	up_note(code->p, UP_NOTE_SYNTAX, at, "%s", what);
	code->partly = true;
}

static char peek(const struct code *code, uint32_t ahead)
{
	return code->at + ahead < code->text.len ? code->text.s[code->at + ahead] : '\0';
}

static bool is_name(char c)
{
	return up_is_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

static uint32_t line_end(up_str text, uint32_t at)
{
	while (at < text.len && text.s[at] != '\n' && text.s[at] != '\r')
		at++;
	return at;
}

static bool starts_comment(const struct code *code, uint32_t at)
{
	up_str text = code->text;
	if (text.s[at] == '#')
		return true;
	return code->language == PHP && text.s[at] == '/' && at + 1 < text.len && (text.s[at + 1] == '/' || text.s[at + 1] == '*');
}

static uint32_t comment_end(const struct code *code, uint32_t at)
{
	if (code->text.s[at] == '#' || code->text.s[at + 1] == '/')
		return line_end(code->text, at);
	size_t end = up_str_find(code->text, UP_STR("*/"), at + 2);
	return (uint32_t)(end == SIZE_MAX ? code->text.len : end + 2);
}

/* --- strings ------------------------------------------------------------------------------------------------------------- */

struct string {
	uint32_t start, end, body, body_end; /* `start`: with its prefix */
	bool is_closed, has_escapes;
	char quote;
};

/* r"…", b'…', f"…" of Python: the length of such a prefix, where a quote follows. */
static uint32_t prefix_len(const struct code *code, uint32_t at)
{
	uint32_t n = 0;
	if (code->language == PYTHON)
		while (n < 3 && at + n < code->text.len && code->text.s[at + n] && strchr("rRbBfFuU", code->text.s[at + n]))
			n++;
	return n;
}

static bool starts_string(const struct code *code, uint32_t at)
{
	at += prefix_len(code, at);
	return at < code->text.len && (code->text.s[at] == '\'' || code->text.s[at] == '"');
}

static struct string scan_string(const struct code *code, uint32_t at)
{
	up_str text = code->text;
	uint32_t quote_at = at + prefix_len(code, at), width = 1;
	struct string string = { .start = at, .quote = text.s[quote_at] };
	if (code->language == PYTHON && quote_at + 2 < text.len && text.s[quote_at + 1] == string.quote &&
	    text.s[quote_at + 2] == string.quote)
		width = 3;
	uint32_t i = string.body = quote_at + width;
	for (; i < text.len; i++) {
		if (text.s[i] == '\\') {
			string.has_escapes = true;
			i++;
		} else if (text.s[i] == string.quote) {
			bool closes = width == 1 || (i + 2 < text.len && text.s[i + 1] == string.quote && text.s[i + 2] == string.quote);
			if (closes) {
				string.is_closed = true;
				break;
			}
		} else if (width == 1 && code->language == PYTHON && (text.s[i] == '\n' || text.s[i] == '\r')) {
			break;
		}
	}
	string.body_end = i < text.len ? i : (uint32_t)text.len;
	string.end = string.is_closed ? string.body_end + width : string.body_end;
	return string;
}

static struct up_text take_string(struct code *code, uint32_t *ret_flags)
{
	struct string string = scan_string(code, code->at);
	up_str body = up_str_slice(code->text, string.body, string.body_end);
	struct up_text text = up_text_plain(body, string.body);
	if (!string.is_closed)
		complain(code, string.start, "a string is not closed");
	/* In single quotes a backslash is one, save in Python. */
	if (string.has_escapes && (code->language == PYTHON || string.quote == '"')) {
		uint32_t extras = 0, bad;
		text = up_json_string_decode(up_parse_arena(code->p), body, string.body, false, &extras, &bad);
	}
	bool is_filled = (code->language == RUBY && string.quote == '"' && up_str_contains(body, UP_STR("#{"))) ||
			 (code->language == PYTHON && memchr(code->text.s + string.start, 'f', string.body - string.start)) ||
			 (code->language == PHP && string.quote == '"' && up_str_find_byte(body, '$', 0) != SIZE_MAX);
	*ret_flags = UP_FACT_QUOTED | (is_filled ? UP_FACT_DYNAMIC : 0);
	code->at = string.end;
	return text;
}

/* --- expressions --------------------------------------------------------------------------------------------------------- */

static bool is_in(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Where the expression at `at` ends: with its line or at a semicolon, unless brackets are open; in brackets at a comma or what closes them. */
static uint32_t find_expression_end(const struct code *code, uint32_t at, bool in_brackets, bool *ret_open)
{
	up_str text = code->text;
	uint32_t depth = 0, i = at;
	while (i < text.len) {
		char c = text.s[i];
		bool is_inside = depth || in_brackets;
		if (starts_string(code, i) && (i == at || !is_name(text.s[i - 1]))) {
			i = scan_string(code, i).end;
			continue;
		}
		if (starts_comment(code, i)) {
			if (!is_inside)
				break;
			i = comment_end(code, i);
			continue;
		}
		if (c == '\\' && i + 1 < text.len) {
			i += 2;
			continue;
		}
		if (!depth && ((!in_brackets && is_in(c, "\n\r;")) || is_in(c, ")]}") || (in_brackets && c == ',')))
			break;
		depth += is_in(c, "([{");
		depth -= depth && is_in(c, ")]}");
		i++;
	}
	*ret_open = depth > 0;
	return i;
}

static uint32_t expression_end(struct code *code, uint32_t at, bool in_brackets)
{
	bool is_open = false;
	uint32_t end = code->is_broken ? line_end(code->text, at) : find_expression_end(code, at, in_brackets, &is_open);
	if (!is_open)
		return end;
	complain(code, at, "a bracket is not closed; from here on, values end with their lines");
	code->is_broken = true;
	return line_end(code->text, at);
}

static bool is_literal(up_str word)
{
	size_t start = word.s[0] == ':' || word.s[0] == '-';
	for (size_t i = start; i < word.len; i++)
		if (!is_name(word.s[i]) && word.s[i] != '.')
			return false;
	return word.len > start && (up_str_find_byte(word, '.', 0) == SIZE_MAX || up_is_digit(word.s[start]));
}

static bool take_expression(struct code *code, bool in_brackets)
{
	uint32_t start = code->at, end = expression_end(code, start, in_brackets);
	while (end > start && up_is_space(code->text.s[end - 1]))
		end--;
	struct up_text text = up_text_plain(up_str_slice(code->text, start, end), start);
	code->at = end;
	if (end == start)
		return up_tree_scalar(&code->tree, &text, (up_span){ start, start }, UP_FACT_EMPTY);
	bool is_plain = is_literal(text.bytes) && !up_parse_is_masked(code->p, (up_span){ start, end });
	if (is_plain && text.bytes.s[0] == ':') { /* a symbol of Ruby says its name */
		start++;
		text = up_text_plain(up_str_slice(text.bytes, 1, text.bytes.len), start);
	}
	return up_tree_scalar(&code->tree, &text, (up_span){ start, end }, is_plain ? 0 : UP_FACT_DYNAMIC);
}

static uint32_t skip_space(const struct code *code, uint32_t at, bool over_lines)
{
	for (;;) {
		while (at < code->text.len && (over_lines ? up_is_space(code->text.s[at]) : up_is_blank(code->text.s[at])))
			at++;
		if (!over_lines || at >= code->text.len || !starts_comment(code, at))
			return at;
		at = comment_end(code, at);
	}
}

/* Does the value end with the string that ends at `at`? */
static bool ends_at(const struct code *code, uint32_t at)
{
	at = skip_space(code, at, false);
	return at >= code->text.len || is_in(code->text.s[at], "\n\r;,)]}") || starts_comment(code, at);
}

/* `=>` behind the first string of a bracket makes a mapping of it. */
static bool holds_pairs(const struct code *code, uint32_t at)
{
	at = skip_space(code, at, true);
	if (at >= code->text.len || !starts_string(code, at))
		return false;
	at = skip_space(code, scan_string(code, at).end, true);
	return at + 1 < code->text.len && code->text.s[at] == '=' && code->text.s[at + 1] == '>';
}

/* The length of what opens a list or a mapping, or 0. */
static uint32_t opener_len(const struct code *code)
{
	up_str rest = up_str_slice(code->text, code->at, code->text.len);
	if (code->language == PHP && up_str_starts(rest, UP_STR("array"))) {
		uint32_t at = skip_space(code, code->at + 5, false);
		return at < code->text.len && code->text.s[at] == '(' ? at + 1 - code->at : 0;
	}
	if (code->language == PYTHON && (up_str_starts(rest, UP_STR("dict(")) || up_str_starts(rest, UP_STR("list("))))
		return 5;
	return is_in(peek(code, 0), code->language == PHP ? "[" : "([{") ? 1 : 0;
}

static bool take_value(struct code *code)
{
	bool in_brackets = code->tree.n > 1;
	uint32_t opener = opener_len(code);
	if (opener) {
		uint32_t at = code->at;
		bool is_map = code->text.s[at] == '{' || code->text.s[at] == 'd' || holds_pairs(code, at + opener);
		code->at += opener;
		return is_map ? up_tree_map(&code->tree, at) : up_tree_list(&code->tree, at);
	}
	if (starts_string(code, code->at) && ends_at(code, scan_string(code, code->at).end)) {
		uint32_t start = code->at, flags;
		struct up_text text = take_string(code, &flags);
		return up_tree_scalar(&code->tree, &text, (up_span){ start, code->at }, flags);
	}
	return take_expression(code, in_brackets);
}

/* --- inside of brackets -------------------------------------------------------------------------------------------------- */

static up_str take_word(struct code *code)
{
	uint32_t start = code->at;
	while (is_name(peek(code, 0)))
		code->at++;
	return up_str_slice(code->text, start, code->at);
}

static bool take_pair(struct code *code)
{
	uint32_t start = code->at, flags;
	up_str key;
	if (starts_string(code, start)) {
		key = take_string(code, &flags).bytes;
	} else {
		code->at += peek(code, 0) == ':';
		key = take_word(code);
	}
	up_span at = { start, code->at };
	uint32_t next = skip_space(code, code->at, true);
	char c = next < code->text.len ? code->text.s[next] : '\0';
	if (code->at == start || !is_in(c, ":=")) { /* no pair: a set, `**others`, a call */
		code->at = expression_end(code, code->at, true);
		return true;
	}
	code->at = skip_space(code, next + (c == '=' && next + 1 < code->text.len && code->text.s[next + 1] == '>' ? 2 : 1), true);
	return up_tree_key(&code->tree, key, at);
}

static bool take_inside(struct code *code)
{
	char c = peek(code, 0);
	if (up_tree_has_key(&code->tree))
		return take_value(code);
	if (is_in(c, ")]}")) {
		code->at++;
		return up_tree_close(&code->tree);
	}
	if (is_in(c, ",;")) {
		code->at++;
		return true;
	}
	return up_tree_in_map(&code->tree) ? take_pair(code) : take_value(code);
}

/* --- statements ---------------------------------------------------------------------------------------------------------- */

struct target {
	up_str below, key;
	up_span key_at;
};

static void add_part(struct code *code, struct target *target, up_str part, up_span at)
{
	if (target->key.len)
		target->below = up_tree_join(&code->tree, target->below, target->key, at.start);
	target->key = part;
	target->key_at = at;
}

/* `['a']` or `[:a]` behind a name. */
static bool take_index(struct code *code, struct target *target)
{
	uint32_t at = ++code->at, flags;
	up_str part;
	if (starts_string(code, at)) {
		part = take_string(code, &flags).bytes;
	} else {
		code->at += peek(code, 0) == ':';
		at = code->at;
		part = take_word(code);
	}
	if (part.len)
		add_part(code, target, part, (up_span){ at, code->at });
	return peek(code, 0) == ']' && ++code->at;
}

/* `name`, `a.b.c`, `name['a']['b']`, `$CONFIG['a']`. False where none stands; code->at is behind it. */
static bool take_target(struct code *code, struct target *target)
{
	*target = (struct target){ .below = UP_STR(""), .key = UP_STR("") };
	code->at += code->language == PHP && peek(code, 0) == '$';
	for (;;) {
		uint32_t start = code->at;
		up_str word = take_word(code);
		if (!word.len)
			return false;
		add_part(code, target, word, (up_span){ start, code->at });
		while (peek(code, 0) == '[')
			if (!take_index(code, target))
				return false;
		if (peek(code, 0) != '.' || !is_name(peek(code, 1)))
			return true;
		code->at++;
	}
}

/* How a value follows the target: the bytes up to it, or 0. */
static uint32_t assigned(const struct code *code, uint32_t start)
{
	static const char *const signs[] = { "||=", "+=", "<<", ".=", "=" };
	uint32_t at = skip_space(code, code->at, false);
	up_str rest = up_str_slice(code->text, at, code->text.len);
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		up_str sign = up_str_from(signs[i]);
		char next = at + sign.len < code->text.len ? code->text.s[at + sign.len] : '\0';
		if (up_str_starts(rest, sign) && !is_in(next, "=>~"))
			return skip_space(code, at + (uint32_t)sign.len, code->language != PYTHON) - start;
	}
	if (code->language != RUBY || at >= code->text.len)
		return 0;
	bool has_argument = at > code->at && (starts_string(code, at) || up_is_digit(code->text.s[at]) || is_in(code->text.s[at], "[:"));
	if (has_argument)
		return at - start;
	return code->text.s[at] == '(' && at == code->at ? at + 1 - start : 0;
}

static bool take_statement(struct code *code)
{
	uint32_t start = code->at, len = 0;
	struct target target;
	if (take_target(code, &target))
		len = assigned(code, start);
	if (!len) {
		uint32_t end = expression_end(code, start, false);
		code->at = end > start ? end : start + 1;
		return true;
	}
	code->at = start + len;
	up_str whole = up_arena_printf(up_parse_arena(code->p), "=%u", start);
	return up_tree_key_below(&code->tree, target.below, whole, target.key, target.key_at) && take_value(code);
}

static bool take_token(struct code *code)
{
	uint32_t at = code->at;
	if (starts_comment(code, at)) {
		code->at = comment_end(code, at);
		return up_emit_comment(code->p, (up_span){ at, code->at });
	}
	if (code->tree.n > 1)
		return take_inside(code);
	if (peek(code, 0) == '<' && peek(code, 1) == '?') {
		code->at += 2;
		while (is_name(peek(code, 0)))
			code->at++;
		return true;
	}
	return take_statement(code);
}

static enum language language_of(const struct up_source *source)
{
	if (up_str_eq(source->dialect, UP_STR("php")) || up_str_contains(source->name, UP_STR(".php")))
		return PHP;
	return up_str_eq(source->dialect, UP_STR("ruby")) || up_str_contains(source->name, UP_STR(".rb")) ? RUBY : PYTHON;
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_source *source = up_parse_source(p);
	struct code code = { .p = p, .text = source->bytes, .language = language_of(source) };
	up_tree_init(&code.tree, p, false);
	bool going = up_tree_map_at(&code.tree, UP_STR_NULL, up_scope_new(p), 0);
	while (going) {
		while (code.at < code.text.len && up_is_space(code.text.s[code.at]))
			code.at++;
		if (code.at >= code.text.len)
			break;
		going = take_token(&code) && !up_parse_stopped(p);
	}
	if (going && code.tree.n > 1)
		complain(&code, code.at, "the source ends inside of brackets");
	if (going)
		going = up_tree_document_end(&code.tree);
	up_tree_finish(&code.tree);
	return going && !code.partly ? UP_PARSE_WHOLE : UP_PARSE_PARTLY;
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "gitlab.rb") ? UP_BID_NAME + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_assignments = {
	.name = "assignments",
	.summary = "settings assigned in code: gitlab.rb, Django's settings.py, Rails' config, Nextcloud's config.php",
	.templates = UP_TEMPLATES_ON_ERROR,
	.bid = bid,
	.parse = parse,
};
