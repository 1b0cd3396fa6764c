/* Walking code with tree-sitter: a cursor goes through the tree without recursion, learns what names stand for, and states imports and calls. A part that
 * the grammar does not understand is passed over with a note. */
#include "common/code-tree.h"

#include "base/memory.h"
#include "common/request.h"
#include "common/tree-memory.h"
#include "core/upgrade-code.h"
#include "orm/orm.h"

const TSLanguage *tree_sitter_c_sharp(void);
const TSLanguage *tree_sitter_elixir(void);
const TSLanguage *tree_sitter_go(void);
const TSLanguage *tree_sitter_java(void);
const TSLanguage *tree_sitter_javascript(void);
const TSLanguage *tree_sitter_php(void);
const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_ruby(void);
const TSLanguage *tree_sitter_rust(void);
const TSLanguage *tree_sitter_tsx(void);
const TSLanguage *tree_sitter_typescript(void);

static const TSLanguage *(*const grammars[_UP_CODE_MAX])(void) = {
	[UP_CODE_CSHARP] = tree_sitter_c_sharp,
	[UP_CODE_ELIXIR] = tree_sitter_elixir,
	[UP_CODE_GO] = tree_sitter_go,
	[UP_CODE_JAVA] = tree_sitter_java,
	[UP_CODE_JAVASCRIPT] = tree_sitter_javascript,
	[UP_CODE_PHP] = tree_sitter_php,
	[UP_CODE_PYTHON] = tree_sitter_python,
	[UP_CODE_RUBY] = tree_sitter_ruby,
	[UP_CODE_RUST] = tree_sitter_rust,
	[UP_CODE_TSX] = tree_sitter_tsx,
	[UP_CODE_TYPESCRIPT] = tree_sitter_typescript,
};

/* --- imports ---------------------------------------------------------------------------------------------------------- */

static void bind_path(struct up_code *code, up_str name, up_str path)
{
	up_code_bind(code, &(struct up_code_name){ .name = name, .path = path });
}

static void state_import(struct up_code *code, up_str module, TSNode statement, TSNode at)
{
	if (!module.len)
		return;
	up_emit(code->p, &(struct up_fact){ .kind = UP_FACT_IMPORT,
					    .key = module,
					    .value = up_code_text(code, statement),
					    .key_at = up_code_span(at),
					    .value_at = up_code_span(statement) });
}

static up_str below(struct up_code *code, up_str module, const char *between, up_str name)
{
	if (!module.len)
		return name;
	return up_arena_printf(code->arena, "%.*s%s%.*s", UP_FMT(up_str_slice(module, 0, UP_CODE_NAME_BYTES)), between,
			       UP_FMT(up_str_slice(name, 0, UP_CODE_NAME_BYTES)));
}

/* One `name` or `name as alias` of Python, `{ name as alias }` of JavaScript. `module`: what it is taken from; empty: it is a module itself. */
static void bind_imported(struct up_code *code, TSNode item, up_str module)
{
	TSNode name = up_code_field(item, "name"), alias = up_code_field(item, "alias");
	up_str written = up_code_text(code, ts_node_is_null(name) ? item : name);
	up_str local = ts_node_is_null(alias) ? written : up_code_text(code, alias);
	bind_path(code, local, below(code, module, ".", written));
}

static void import_python(struct up_code *code, TSNode node)
{
	TSNode from = up_code_field(node, "module_name");
	up_str module = ts_node_is_null(from) ? UP_STR("") : up_code_text(code, from);
	if (module.len)
		state_import(code, module, node, from);
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		const char *field = ts_tree_cursor_current_field_name(&cursor);
		if (!field || strcmp(field, "name") != 0)
			continue;
		bind_imported(code, child, module);
		TSNode name = up_code_field(child, "name");
		if (!module.len)
			state_import(code, up_code_text(code, ts_node_is_null(name) ? child : name), node, child);
	}
	ts_tree_cursor_delete(&cursor);
}

/* What `import …` gives names to: a default, * as name, or a list. */
static void bind_clause(struct up_code *code, TSNode clause, up_str module)
{
	TSTreeCursor cursor = ts_tree_cursor_new(clause);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (up_code_is(child, "identifier"))
			bind_path(code, up_code_text(code, child), module);
		else if (up_code_is(child, "namespace_import") && !ts_node_is_null(up_code_child(child, 0)))
			bind_path(code, up_code_text(code, up_code_child(child, 0)), module);
		else if (up_code_is(child, "import_specifier"))
			bind_imported(code, child, module);
		else if (up_code_is(child, "named_imports"))
			bind_clause(code, child, module);
	}
	ts_tree_cursor_delete(&cursor);
}

static void import_javascript(struct up_code *code, TSNode node)
{
	TSNode source = up_code_field(node, "source"), clause = up_code_child(node, 0);
	if (ts_node_is_null(source) && !ts_node_is_null(clause) && up_code_is(clause, "import_require_clause"))
		source = up_code_field(clause, "source");
	if (ts_node_is_null(source))
		return;
	up_str module = up_code_word(code, source).text.bytes;
	state_import(code, module, node, source);
	if (!ts_node_is_null(clause) && (up_code_is(clause, "import_clause") || up_code_is(clause, "import_require_clause")))
		bind_clause(code, clause, module);
}

/* What a package of Go is called when nobody says: its last part, without a version and without go- before it. */
static up_str package_name(up_str path)
{
	up_str last = up_str_basename(path);
	bool is_version = last.len > 1 && last.s[0] == 'v' && up_is_digit(last.s[1]);
	if (is_version && last.len < path.len)
		last = up_str_basename(up_str_slice(path, 0, path.len - last.len - 1));
	size_t dot = up_str_find(last, UP_STR(".v"), 0);
	last = up_str_slice(last, 0, dot);
	if (up_str_ends(last, UP_STR("-go")))
		last.len -= 3;
	return up_str_starts(last, UP_STR("go-")) ? up_str_slice(last, 3, last.len) : last;
}

static void import_go(struct up_code *code, TSNode spec)
{
	TSNode path = up_code_field(spec, "path"), name = up_code_field(spec, "name");
	if (ts_node_is_null(path))
		return;
	up_str module = up_code_word(code, path).text.bytes;
	state_import(code, module, spec, path);
	bind_path(code, ts_node_is_null(name) ? package_name(module) : up_code_text(code, name), module);
}

/* import a.b.C; use A\B\C as D; */
static void import_class(struct up_code *code, TSNode node)
{
	TSNode name = up_code_child(node, 0), alias = up_code_child(node, 1);
	if (ts_node_is_null(name))
		return;
	up_str path = up_code_text(code, name), local = path;
	if (up_str_starts(path, UP_STR("\\")))
		path = up_str_slice(path, 1, path.len);
	for (size_t i = path.len; i > 0; i--) {
		if (path.s[i - 1] == '.' || path.s[i - 1] == '\\') {
			local = up_str_slice(path, i, path.len);
			break;
		}
	}
	state_import(code, path, node, name);
	if (!ts_node_is_null(alias) && up_code_is(alias, "namespace_aliasing_clause") && !ts_node_is_null(up_code_child(alias, 0)))
		local = up_code_text(code, up_code_child(alias, 0));
	else if (!ts_node_is_null(alias) && up_code_is(alias, "name"))
		local = up_code_text(code, alias);
	bind_path(code, local, path);
}

/* --- assignments ------------------------------------------------------------------------------------------------------ */

/* URI("…"), URI.parse('…'), new URL("…"), URI.create("…"): the text that an address is made of; else the node itself. */
static TSNode address_text(struct up_code *code, TSNode node)
{
	static const char *const makers[] = { "URI",     "URI.parse",           "URI.create",    "URL",
					      "url.URL", "java.net.URI.create", "net/url.Parse", "Uri" };
	struct up_code_call call;
	if (!up_code_call_of(node, &call) || ts_node_is_null(call.arguments))
		return node;
	up_str name = up_code_callee(code, &call);
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		TSNode first = up_code_child(call.arguments, 0);
		if (up_str_eq(name, up_str_from(makers[i])) && !ts_node_is_null(first) && up_code_is_text(first))
			return first;
	}
	return node;
}

static void bind_value(struct up_code *code, TSNode left, TSNode right)
{
	right = address_text(code, right);
	up_str name = up_code_text(code, left);
	if (name.len > UP_CODE_NAME_BYTES)
		return;
	if (name.len && name.s[0] == '$' && up_code_is_text(right) == false)
		name = up_str_slice(name, 1, name.len);
	struct up_code_name bound = { .name = name };
	if (up_code_is_text(right)) {
		struct up_word *word = up_arena_alloc(code->arena, sizeof *word);
		*word = up_code_word(code, right);
		word->text.bytes = up_str_slice(word->text.bytes, 0, UP_CODE_WORD_BYTES);
		bound.word = word;
	} else {
		bound.path = up_code_resolve(code, right, 0);
		if (up_str_starts(bound.path, UP_STR("*")) || up_str_eq(bound.path, bound.name))
			bound.path = UP_STR("");
	}
	/* What nobody knows of is not remembered, but takes the place of what was known. */
	if (bound.word || bound.path.len || up_code_find(code, name))
		up_code_bind(code, &bound);
}

/* const { WebClient, x: y } = require('@slack/web-api') */
static void bind_parts(struct up_code *code, TSNode pattern, TSNode right)
{
	up_str module = up_code_resolve(code, right, 0);
	if (up_str_starts(module, UP_STR("*")))
		return;
	TSTreeCursor cursor = ts_tree_cursor_new(pattern);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (up_code_is(child, "shorthand_property_identifier_pattern")) {
			up_str name = up_code_text(code, child);
			bind_path(code, name, below(code, module, ".", name));
		} else if (up_code_is(child, "pair_pattern")) {
			TSNode key = up_code_field(child, "key"), value = up_code_field(child, "value");
			if (!ts_node_is_null(key) && !ts_node_is_null(value))
				bind_path(code, up_code_text(code, value), below(code, module, ".", up_code_text(code, key)));
		}
	}
	ts_tree_cursor_delete(&cursor);
}

static void bind(struct up_code *code, TSNode left, TSNode right)
{
	if (ts_node_is_null(left) || ts_node_is_null(right))
		return;
	if (up_code_is(left, "object_pattern")) {
		bind_parts(code, left, right);
		return;
	}
	if (up_code_is(left, "expression_list")) /* a, err := … of Go */
		left = up_code_child(left, 0);
	if (up_code_is(right, "expression_list"))
		right = up_code_child(right, 0);
	if (!ts_node_is_null(left) && !ts_node_is_null(right))
		bind_value(code, left, right);
}

/* Java says what a name is: SqsClient sqs = … */
static void bind_typed(struct up_code *code, TSNode declaration)
{
	TSNode type = up_code_field(declaration, "type"), name = up_code_field(declaration, "declarator");
	if (ts_node_is_null(type) || ts_node_is_null(name) || !up_code_is(name, "variable_declarator"))
		return;
	TSNode local = up_code_field(name, "name"), value = up_code_field(name, "value");
	if (ts_node_is_null(local))
		return;
	if (up_str_eq(up_code_text(code, type), UP_STR("var")) || (!ts_node_is_null(value) && up_code_is_text(value)))
		bind(code, local, value);
	else if (up_code_is(type, "type_identifier") || up_code_is(type, "scoped_type_identifier"))
		bind_path(code, up_code_text(code, local), up_code_resolve(code, type, 0));
}

static bool visit_assignment(struct up_code *code, TSNode node)
{
	static const struct {
		const char *type, *left, *right;
	} forms[] = {
		{ "assignment", "left", "right" },
		{ "assignment_expression", "left", "right" },
		{ "assignment_statement", "left", "right" },
		{ "short_var_declaration", "left", "right" },
		{ "variable_declarator", "name", "value" },
		{ "named_expression", "name", "value" },
		{ "var_spec", "name", "value" },
		{ "const_spec", "name", "value" },
	};
	const char *type = ts_node_type(node);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (strcmp(type, forms[i].type) != 0)
			continue;
		if (code->language != UP_CODE_JAVA || strcmp(type, "variable_declarator") != 0)
			bind(code, up_code_field(node, forms[i].left), up_code_field(node, forms[i].right));
		return true;
	}
	if (!strcmp(type, "as_pattern")) { /* with smtplib.SMTP(host) as smtp */
		TSNode alias = up_code_field(node, "alias");
		if (!ts_node_is_null(alias))
			bind(code, alias, up_code_child(node, 0));
	} else if (!strcmp(type, "local_variable_declaration") || !strcmp(type, "field_declaration")) {
		bind_typed(code, node);
	}
	return false;
}

/* --- calls ------------------------------------------------------------------------------------------------------------ */

/* The place of what is called: the last name of a chain that goes over lines. */
static up_span callee_at(const struct up_code *code, TSNode node, const struct up_code_call *call)
{
	up_span at = ts_node_is_null(call->function) ? (up_span){ ts_node_start_byte(node), ts_node_end_byte(call->name) }
						     : up_code_span(call->function);
	if (up_str_find_byte(up_str_slice(code->text, at.start, at.end), '\n', 0) == SIZE_MAX)
		return at;
	TSNode last = call->name;
	for (size_t i = 0; ts_node_is_null(last) && i < 3; i++)
		last = up_code_field(call->function, (const char *const[]){ "property", "attribute", "field" }[i]);
	return ts_node_is_null(last) ? (up_span){ at.start, at.start } : up_code_span(last);
}

static void visit_call(struct up_code *code, TSNode node, const struct up_code_call *call)
{
	up_str name = up_code_callee(code, call);
	up_span at = callee_at(code, node, call);
	code->n_words = 0;
	code->words_cut = false;
	code->words = up_grow(code->words, &code->words_capacity, 1, sizeof *code->words);
	code->words[code->n_words++] = (struct up_word){ .text = up_text_plain(name, at.start), .at = at };
	up_code_add_words(code, call->arguments);
	if (up_str_eq(name, UP_STR("require")) || up_str_eq(name, UP_STR("require_relative"))) {
		if (code->n_words > 1 && !(code->words[1].flags & UP_WORD_DYNAMIC))
			state_import(code, code->words[1].text.bytes, node, node);
		return;
	}
	struct up_word *words = up_arena_alloc(code->arena, code->n_words * sizeof *words);
	memcpy(words, code->words, code->n_words * sizeof *words);
	up_request_emit_call(code->p, name, words, (uint32_t)code->n_words, at, up_code_span(node));
	uint32_t flags = 0;
	for (size_t i = 1; i < code->n_words; i++)
		flags |= words[i].flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0;
	/* Not all of it: calls in calls would be told again and again. */
	up_emit(code->p, &(struct up_fact){ .kind = UP_FACT_CALL,
					    .flags = flags,
					    .key = name,
					    .value = up_str_slice(up_code_text(code, node), 0, UP_CODE_WORD_BYTES),
					    .key_at = at,
					    .value_at = up_code_span(node),
					    .words = words,
					    .n_words = (uint32_t)code->n_words });
}

/* --- the walk --------------------------------------------------------------------------------------------------------- */

static bool visit_import(struct up_code *code, TSNode node, const char *type)
{
	bool is_java = code->language == UP_CODE_JAVA;
	if (!strcmp(type, "import_statement"))
		(code->language == UP_CODE_PYTHON ? import_python : import_javascript)(code, node);
	else if (!strcmp(type, "import_from_statement"))
		import_python(code, node);
	else if (!strcmp(type, "import_spec"))
		import_go(code, node);
	else if (!strcmp(type, "namespace_use_clause") || (is_java && !strcmp(type, "import_declaration")))
		import_class(code, node);
	else
		return false;
	return true;
}

static void visit(struct up_code *code, TSNode node)
{
	const char *type = ts_node_type(node);
	struct up_code_call call;
	if (!strcmp(type, "ERROR") || ts_node_is_missing(node)) {
		if (code->error_at == UINT32_MAX)
			code->error_at = ts_node_start_byte(node);
		return;
	}
	if (!ts_node_is_named(node) || visit_import(code, node, type))
		return;
	if (strstr(type, "comment"))
		up_emit_comment(code->p, up_code_span(node));
	else if (!visit_assignment(code, node) && up_code_call_of(node, &call))
		visit_call(code, node, &call);
}

static void walk(struct up_code *code, TSNode root)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	bool more = true;
	while (more && !up_parse_stopped(code->p)) {
		visit(code, ts_tree_cursor_current_node(&cursor));
		more = up_code_next(&cursor, true);
	}
	ts_tree_cursor_delete(&cursor);
}

/* Grammars recurse, and take quadratic time, on nests of brackets. Those in texts count as well: the limit is far above what anybody writes. */
static bool is_too_deep(const struct up_code *code)
{
	uint32_t depth = 0, most = up_parse_limits(code->p)->depth;
	for (size_t i = 0; i < code->text.len; i++) {
		char c = code->text.s[i];
		if (c == '(' || c == '[' || c == '{')
			depth++;
		else if ((c == ')' || c == ']' || c == '}') && depth)
			depth--;
		if (depth <= most)
			continue;
		up_note_limit(code->p, (uint32_t)i, "brackets are nested deeper than allowed", "--max-depth");
		return true;
	}
	return false;
}

static enum up_parse_result read_tree(struct up_code *code, TSParser *parser, const struct up_tree_budget *budget)
{
	TSTree *tree = ts_parser_parse_string(parser, NULL, code->text.s, (uint32_t)code->text.len);
	if (!tree && budget->is_over) {
		up_note(code->p, UP_NOTE_LIMIT, 0, "the code is too tangled to be read as a tree of less than 100 times its size");
		return UP_PARSE_FAILED;
	}
	if (!tree) {
		up_note_limit(code->p, 0, "parsing took longer than the time allowed", "--max-parse-ms");
		return UP_PARSE_FAILED;
	}
	walk(code, ts_tree_root_node(tree));
	up_orm_read(code, ts_tree_root_node(tree));
	ts_tree_delete(tree);
	if (code->error_at == UINT32_MAX)
		return UP_PARSE_WHOLE;
	up_note(code->p, UP_NOTE_SYNTAX, code->error_at, "a part of the code was not understood and was passed over");
	return UP_PARSE_PARTLY;
}

enum up_parse_result up_code_tree_read(struct up_parse *p, enum up_code_language language)
{
	struct up_code code = {
		.p = p, .arena = up_parse_arena(p), .text = up_parse_source(p)->bytes, .language = language, .error_at = UINT32_MAX
	};
	bool is_migration = up_is_upgrade_code(up_parse_source(p)) && up_is_migration_code(up_parse_source(p));
	if (code.text.len > (is_migration ? UP_LIMIT_MIGRATION_BYTES : UP_LIMIT_CODE_BYTES)) {
		up_note(p, UP_NOTE_LIMIT, 0, "%s is not read as a tree",
			is_migration ? "a migration of more than 128 KiB" : "code of more than 48 KiB");
		return UP_PARSE_FAILED;
	}
	if (is_too_deep(&code))
		return UP_PARSE_FAILED;
	struct up_tree_budget budget = { .most = up_tree_budget_of(code.text.len) };
	up_tree_memory_begin(&budget);
	TSParser *parser = ts_parser_new();
	ts_parser_set_language(parser, grammars[language]());
	ts_parser_set_timeout_micros(parser, (uint64_t)up_parse_limits(p)->parse_ms * 1000);
	ts_parser_set_cancellation_flag(parser, &budget.is_over);
	enum up_parse_result result = read_tree(&code, parser, &budget);
	ts_parser_delete(parser);
	up_tree_memory_end();
	up_free(code.words);
	return result;
}
