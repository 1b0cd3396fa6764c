/* What names and values in the code of a migration stand for, and texts that are put together. */
#include "base/hash.h"
#include "orm/orm.h"

enum {
	NAMES = 4096,   /* that one source gives something to; more are not known */
	LOOKS = 8,      /* names that stand for names */
	TEXT_DEPTH = 64 /* texts put together of texts */
};

static struct up_orm_binding *slot_of(struct up_orm_binding *names, uint32_t capacity, up_str name)
{
	uint32_t i = (uint32_t)up_hash64(name, 0) & (capacity - 1);
	while (names[i].name.len && !up_str_eq(names[i].name, name))
		i = (i + 1) & (capacity - 1);
	return &names[i];
}

TSNode up_orm_bind(struct up_orm *orm, up_str name, TSNode value)
{
	if (!name.len || name.len > UP_ORM_NAME_BYTES)
		return (TSNode){ 0 };
	if (orm->n_names * 2 >= orm->capacity) {
		uint32_t capacity = orm->capacity ? orm->capacity * 2 : 32;
		struct up_orm_binding *names = up_arena_alloc_zero(orm->code->arena, capacity * sizeof *names);
		for (uint32_t i = 0; i < orm->capacity; i++)
			if (orm->names[i].name.len)
				*slot_of(names, capacity, orm->names[i].name) = orm->names[i];
		orm->names = names;
		orm->capacity = capacity;
	}
	struct up_orm_binding *slot = slot_of(orm->names, orm->capacity, name);
	if (!slot->name.len) {
		if (orm->n_names >= NAMES)
			return (TSNode){ 0 };
		orm->n_names++;
		slot->name = name;
	}
	TSNode before = slot->value;
	slot->value = value;
	return before;
}

TSNode up_orm_known(struct up_orm *orm, up_str name)
{
	if (!orm->capacity || !name.len)
		return (TSNode){ 0 };
	return slot_of(orm->names, orm->capacity, name)->value;
}

/* Methods that give what they are asked of: %w[a b].freeze, <<~SQL.squish. */
static bool gives_itself(up_str method)
{
	return up_str_is_listed(method,
				"freeze squish strip strip_heredoc dup to_s to_sym chomp to_a html_safe to_str rstrip lstrip trim toString "
				"strip_heredoc format gsub");
}

/* Functions that give what they are given. */
static bool gives_argument(up_str name)
{
	return up_str_is_listed(
		name, "sql text dedent sa.text Arel.sql literal_column cleandoc SQL raw Raw literal quote_table_name quote_column_name "
		      "nameof quote connection.quote_table_name trim str String DDL sanitize_sql sanitize_sql_array sprintf f_ f lit");
}

TSNode up_orm_value(struct up_orm *orm, TSNode node)
{
	for (uint32_t i = 0; i < LOOKS && !ts_node_is_null(node); i++) {
		TSNode next = { 0 };
		if (up_orm_is_any(node, "parenthesized_expression parenthesized_statements as_expression satisfies_expression "
					"non_null_expression literal_element try_expression reference_expression await await_expression "
					"hash_splat_argument splat_argument dictionary_splat list_splat")) {
			next = up_code_child(node, 0);
		} else if (up_orm_is_any(node, "identifier constant variable_name instance_variable self_attribute hash_key_symbol "
					       "shorthand_property_identifier member_expression member_access_expression "
					       "class_constant_access_expression scoped_property_access_expression")) {
			next = up_orm_known(orm, up_orm_source(orm, node));
		} else if (up_orm_is(node, "unary_operator") && orm->code->language == UP_CODE_ELIXIR) { /* @table */
			next = up_orm_known(orm, up_orm_source(orm, node));
		} else if (up_orm_is(node, "call") && orm->code->language == UP_CODE_RUBY) {
			TSNode receiver = up_code_field(node, "receiver"), method = up_code_field(node, "method");
			if (!ts_node_is_null(receiver) && !ts_node_is_null(method) && gives_itself(up_orm_source(orm, method)))
				next = receiver;
		}
		if (ts_node_is_null(next))
			return node;
		node = next;
	}
	return node;
}

bool up_orm_is_true(struct up_orm *orm, TSNode node)
{
	node = up_orm_value(orm, node);
	return up_orm_is(node, "true") ||
	       (up_orm_is_any(node, "boolean boolean_literal") && up_str_eq_nocase(up_orm_source(orm, node), UP_STR("true")));
}

bool up_orm_is_false(struct up_orm *orm, TSNode node)
{
	node = up_orm_value(orm, node);
	return up_orm_is(node, "false") ||
	       (up_orm_is_any(node, "boolean boolean_literal") && up_str_eq_nocase(up_orm_source(orm, node), UP_STR("false")));
}

bool up_orm_is_nothing(struct up_orm *orm, TSNode node)
{
	return up_orm_is_any(up_orm_value(orm, node), "nil none null undefined null_literal");
}

/* --- texts -------------------------------------------------------------------------------------------------------------- */

struct text {
	struct up_orm *orm;
	struct up_text_builder builder;
	uint32_t depth;
	bool is_text; /* something of it is one */
};

static bool add_text(struct text *text, TSNode node);

static void put(struct text *text, up_str bytes, uint32_t at)
{
	up_text_put(&text->builder, bytes, at);
}

/* `place`: what it stands for in the source. */
static void put_unknown(struct text *text, TSNode node, TSNode place)
{
	up_str written = up_orm_source(text->orm, node);
	uint32_t at = ts_node_start_byte(place);
	put(text, UP_STR("${"), at);
	for (size_t i = 0; i < written.len && i < UP_ORM_NAME_BYTES; i++)
		if (up_is_alnum(written.s[i]) || written.s[i] == '_' || written.s[i] == '.')
			put(text, up_str_slice(written, i, i + 1), at);
	put(text, UP_STR("}"), ts_node_end_byte(place) - 1);
}

/* What stands in a text that is put there when it runs: a value that is known, or ${name}. */
static void add_hole(struct text *text, TSNode hole)
{
	TSNode inner = up_orm_is_any(hole, "interpolation template_substitution") ? up_code_child(hole, 0) : hole;
	if (up_orm_is(inner, "interpolation_brace"))
		inner = up_code_child(hole, 1);
	if (ts_node_is_null(inner))
		inner = hole;
	bool was_text = text->is_text;
	if (!add_text(text, inner))
		put_unknown(text, inner, hole);
	text->is_text = was_text;
}

static up_str meaning(const char *escape, char *byte)
{
	*byte = *escape == 'n' ? '\n' : *escape == 't' ? '\t' : *escape == 'r' ? '\r' : *escape;
	return *escape == '\n' ? UP_STR("") : (up_str){ byte, 1 };
}

/* Bytes of a text as they stand there; what a backslash says is decoded, but for \x41 and its kin. */
static void add_bytes(struct text *text, uint32_t from, uint32_t to, bool is_raw)
{
	up_str source = text->orm->code->text;
	uint32_t start = from;
	for (uint32_t i = from; i + 1 < to && !is_raw; i++) {
		char escape = source.s[i + 1], byte;
		if (source.s[i] != '\\' || (up_is_alnum(escape) && !strchr("ntr", escape)))
			continue;
		up_text_copy(&text->builder, up_str_slice(source, start, i), start);
		put(text, meaning(source.s + i + 1, &byte), i);
		i++;
		start = i + 1;
	}
	if (start < to)
		up_text_copy(&text->builder, up_str_slice(source, start, to), start);
}

static bool is_hole(TSNode node)
{
	return ts_node_is_named(node) && !up_str_ends(up_str_from(ts_node_type(node)), UP_STR("_content")) &&
	       !up_orm_is_any(node, "string_content string_fragment escape_sequence escape_interpolation string_start string_end "
				    "string_value heredoc_content heredoc_end heredoc_start nowdoc_string multiline_string_fragment "
				    "interpolation_start interpolation_quote raw_string_start raw_string_end quoted_start quoted_end "
				    "sigil_name sigil_modifiers");
}

/* The bytes between two places, with the holes among the children of the node. */
static void add_between(struct text *text, TSNode node, up_span inside, bool is_raw)
{
	uint32_t from = inside.start;
	TSTreeCursor cursor = ts_tree_cursor_new(node);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		up_span at = up_code_span(child);
		bool is_brace = !ts_node_is_named(child) && (up_code_is(child, "{") || up_code_is(child, "}")); /* "{$x}" of PHP */
		if (is_brace && at.start >= from && at.end <= inside.end) {
			add_bytes(text, from, at.start, is_raw);
			from = at.end;
		}
		if (!is_hole(child) || at.start < from || at.end > inside.end)
			continue;
		add_bytes(text, from, at.start, is_raw);
		add_hole(text, child);
		from = at.end;
	}
	ts_tree_cursor_delete(&cursor);
	add_bytes(text, from, inside.end, is_raw);
}

/* Between the quotes: of f"…", """…""", `…`, %q(…), %(…). */
static up_span inside_quotes(up_str text, up_span at)
{
	size_t start = 0, quotes = 1, hashes = 0;
	while (start < text.len && start < 4 && (up_is_alpha(text.s[start]) || strchr("$@", text.s[start])))
		start++;
	while (start < text.len && text.s[start] == '#') /* r#"…"# of Rust */
		start++, hashes++;
	if (start < text.len && text.s[start] == '%') {
		start++;
		start += start < text.len && up_is_alpha(text.s[start]);
	} else if (start < text.len && text.s[start] == ':') { /* :"a symbol" */
		start++;
	}
	if (text.len >= start + 6 && text.s[start] == text.s[start + 1] && text.s[start] == text.s[start + 2] &&
	    strchr("\"'", text.s[start]))
		quotes = 3;
	if (text.len < start + 2 * quotes + hashes)
		return at;
	return (up_span){ at.start + (uint32_t)(start + quotes), at.end - (uint32_t)(quotes + hashes) };
}

static bool is_raw(up_str text)
{
	for (size_t i = 0; i < text.len && up_is_alpha(text.s[i]); i++)
		if (up_lower(text.s[i]) == 'r')
			return true;
	return false;
}

/* @"…" of C#: a quote is written twice. */
static void add_verbatim(struct text *text, up_span at)
{
	up_str source = text->orm->code->text;
	uint32_t start = at.start;
	for (uint32_t i = at.start; i + 1 < at.end; i++) {
		if (source.s[i] != '"' || source.s[i + 1] != '"')
			continue;
		up_text_copy(&text->builder, up_str_slice(source, start, i + 1), start);
		start = i + 2;
		i++;
	}
	if (start < at.end)
		up_text_copy(&text->builder, up_str_slice(source, start, at.end), start);
}

/* "…", """…""", ~s|…|, :"…" of Elixir: between the nodes of the quotes. */
static bool add_quoted(struct text *text, TSNode node)
{
	TSNode start = up_code_field(node, "quoted_start"), end = up_code_field(node, "quoted_end");
	if (ts_node_is_null(start) || ts_node_is_null(end))
		return false;
	up_str sigil = up_orm_source(text->orm, up_orm_child_of(node, "sigil_name"));
	bool is_raw = sigil.len && sigil.s[0] >= 'A' && sigil.s[0] <= 'Z';
	add_between(text, node, (up_span){ ts_node_end_byte(start), ts_node_start_byte(end) }, is_raw);
	return text->is_text = true;
}

static bool add_literal(struct text *text, TSNode node)
{
	up_str written = up_orm_source(text->orm, node);
	if (up_orm_is(node, "verbatim_string_literal")) {
		add_verbatim(text, inside_quotes(written, up_code_span(node)));
		return text->is_text = true;
	}
	if (up_orm_is(node, "raw_string_literal")) {
		add_between(text, node, inside_quotes(written, up_code_span(node)), true);
		return text->is_text = true;
	}
	add_between(text, node, inside_quotes(written, up_code_span(node)), is_raw(written));
	return text->is_text = true;
}

/* The tag of <<~SQL, <<-'SQL'. */
static up_str heredoc_tag(up_str written)
{
	size_t start = 0;
	while (start < written.len && strchr("<-~'\"`", written.s[start]))
		start++;
	size_t end = start;
	while (end < written.len && !strchr("'\"`", written.s[end]))
		end++;
	return up_str_slice(written, start, end);
}

static bool add_heredoc(struct text *text, TSNode beginning)
{
	struct up_orm *orm = text->orm;
	uint32_t low = 0, high = orm->n_heredocs, after = ts_node_end_byte(beginning);
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (ts_node_start_byte(orm->heredocs[middle]) < after)
			low = middle + 1;
		else
			high = middle;
	}
	up_str tag = heredoc_tag(up_orm_source(orm, beginning));
	for (uint32_t i = low; i < orm->n_heredocs && i < low + LOOKS; i++) {
		up_str body = up_orm_source(orm, orm->heredocs[i]);
		if (!up_str_ends(up_str_trim(body), tag))
			continue;
		up_span at = up_code_span(orm->heredocs[i]);
		at.start += body.len && body.s[0] == '\n';
		at.end -= (uint32_t)(tag.len < at.end - at.start ? tag.len : at.end - at.start);
		add_between(text, orm->heredocs[i], at, false);
		return text->is_text = true;
	}
	return false;
}

/* Of a PHP heredoc the body has a node of its own. */
static bool add_php_heredoc(struct text *text, TSNode node)
{
	TSNode body = up_code_field(node, "value");
	for (uint32_t i = 0; ts_node_is_null(body) && i < 3; i++) {
		TSNode child = up_code_child(node, i);
		if (up_orm_is_any(child, "heredoc_body nowdoc_body"))
			body = child;
	}
	if (ts_node_is_null(body))
		return false;
	add_between(text, body, up_code_span(body), up_orm_is(node, "nowdoc"));
	return text->is_text = true;
}

static bool add_parts(struct text *text, TSNode node)
{
	struct up_orm_nodes parts = up_orm_children(text->orm, node);
	bool any = false;
	for (uint32_t i = 0; i < parts.n; i++) {
		if (add_text(text, parts.nodes[i]))
			any = true;
		else
			put_unknown(text, parts.nodes[i], parts.nodes[i]);
	}
	return any;
}

/* a + b, a . b, a % values */
static bool add_binary(struct text *text, TSNode node)
{
	TSNode left = up_code_field(node, "left"), right = up_code_field(node, "right"), sign = up_code_field(node, "operator");
	if (ts_node_is_null(left) || ts_node_is_null(right))
		return false;
	up_str operator= up_orm_source(text->orm, sign);
	if (up_str_eq(operator, UP_STR("%")))
		return add_text(text, left);
	if (!up_str_is_listed(operator, "+ . || << <>"))
		return false;
	struct up_text_builder before = text->builder;
	bool has_left = add_text(text, left);
	if (!has_left)
		put_unknown(text, left, left);
	bool has_right = add_text(text, right);
	if (!has_right)
		put_unknown(text, right, right);
	if (!has_left && !has_right)
		text->builder = before;
	return has_left || has_right;
}

/* fmt.Sprintf("… %s …", table): what stands for %s is put there. */
static bool add_format(struct text *text, const struct up_orm_call *call)
{
	TSNode format = up_orm_value(text->orm, up_orm_arg(call, 0));
	if (!up_orm_is_any(format, "interpreted_string_literal raw_string_literal"))
		return false;
	up_span inside = inside_quotes(up_orm_source(text->orm, format), up_code_span(format));
	up_str source = text->orm->code->text;
	bool is_raw_text = up_orm_is(format, "raw_string_literal");
	uint32_t from = inside.start, n = 1;
	for (uint32_t i = inside.start; i + 1 < inside.end; i++) {
		if (source.s[i] != '%' || !strchr("svdqtx", source.s[i + 1]))
			continue;
		add_bytes(text, from, i, is_raw_text);
		TSNode value = up_orm_arg(call, n++);
		if (!add_text(text, value) && !ts_node_is_null(value))
			put_unknown(text, value, value);
		from = i + 2;
		i++;
	}
	add_bytes(text, from, inside.end, is_raw_text);
	return text->is_text = true;
}

static bool add_call(struct text *text, TSNode node)
{
	struct up_orm_call call;
	if (!up_orm_call_of(text->orm, node, &call) || ts_node_eq(call.node, call.receiver))
		return false;
	up_str known = text->orm->knows ? text->orm->knows(text->orm, &call) : UP_STR("");
	if (known.len) {
		put(text, known, ts_node_start_byte(node));
		return text->is_text = true;
	}
	if (up_str_eq(call.name, UP_STR("Sprintf")))
		return add_format(text, &call);
	if (gives_itself(call.name) && !ts_node_is_null(call.receiver) && add_text(text, call.receiver))
		return true;
	return gives_argument(call.name) && call.n_args && add_text(text, call.args[0]);
}

static bool add_number(struct text *text, TSNode node)
{
	up_text_copy(&text->builder, up_orm_source(text->orm, node), ts_node_start_byte(node));
	return true;
}

static bool add_value(struct text *text, TSNode node)
{
	if (text->orm->code->language == UP_CODE_ELIXIR && up_orm_is_any(node, "string sigil quoted_atom charlist"))
		return add_quoted(text, node);
	if (up_orm_is_any(node,
			  "string bare_string bare_symbol delimited_symbol string_literal interpreted_string_literal raw_string_literal "
			  "encapsed_string template_string text_block verbatim_string_literal interpolated_string_expression")) {
		if (up_orm_is_any(node, "bare_string bare_symbol")) {
			add_between(text, node, up_code_span(node), true);
			return text->is_text = true;
		}
		return add_literal(text, node);
	}
	if (up_orm_is_any(node, "simple_symbol atom")) {
		up_span at = up_code_span(node);
		add_bytes(text, at.start + 1, at.end, true);
		return text->is_text = true;
	}
	if (up_orm_is(node, "hash_key_symbol")) {
		up_span at = up_code_span(node);
		add_bytes(text, at.start, at.end, true);
		return text->is_text = true;
	}
	if (up_orm_is(node, "heredoc_beginning"))
		return add_heredoc(text, node);
	if (up_orm_is_any(node, "heredoc nowdoc"))
		return add_php_heredoc(text, node);
	if (up_orm_is_any(node, "concatenated_string chained_string"))
		return add_parts(text, node);
	if (up_orm_is_any(node, "binary_operator binary_expression binary"))
		return add_binary(text, node);
	if (up_orm_is_any(node, "integer float number integer_literal real_literal int_literal float_literal decimal_integer_literal"))
		return add_number(text, node);
	return up_orm_is_any(node, "call call_expression invocation_expression method_invocation member_call_expression "
				   "function_call_expression scoped_call_expression new_expression "
				   "object_creation_expression") &&
	       add_call(text, node);
}

static bool add_text(struct text *text, TSNode node)
{
	node = up_orm_value(text->orm, node);
	if (ts_node_is_null(node) || text->depth >= TEXT_DEPTH || !up_orm_step(text->orm, node))
		return false;
	text->depth++;
	bool is_known = add_value(text, node);
	text->depth--;
	return is_known;
}

bool up_orm_text(struct up_orm *orm, TSNode node, struct up_text *ret_text)
{
	if (ts_node_is_null(node))
		return false;
	struct text text = { .orm = orm };
	up_text_begin(&text.builder, orm->code->arena);
	add_text(&text, node);
	struct up_text built = up_text_end(&text.builder);
	if (!text.is_text)
		return false;
	*ret_text = built;
	return true;
}

up_str up_orm_name(struct up_orm *orm, TSNode node)
{
	struct up_text text;
	if (ts_node_is_null(node))
		return UP_STR("");
	if (up_orm_text(orm, node, &text))
		return text.bytes;
	TSNode value = up_orm_value(orm, node);
	if (up_orm_is_any(value, "integer float number true false nil none null boolean boolean_literal null_literal"))
		return up_orm_source(orm, value);
	struct text unknown = { .orm = orm };
	up_text_begin(&unknown.builder, orm->code->arena);
	put_unknown(&unknown, node, node);
	return up_text_end(&unknown.builder).bytes;
}

up_str up_orm_names(struct up_orm *orm, TSNode node)
{
	struct up_buf out = { 0 };
	struct up_orm_nodes list = up_orm_list(orm, node);
	for (uint32_t i = 0; i < list.n && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		if (i)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, up_orm_name(orm, list.nodes[i]));
	}
	return up_arena_take(orm->code->arena, &out);
}

up_str up_orm_written(struct up_orm *orm, TSNode node)
{
	struct up_text text;
	if (ts_node_is_null(node))
		return UP_STR("");
	if (up_orm_text(orm, node, &text))
		return text.bytes;
	return up_str_slice(up_orm_source(orm, up_orm_value(orm, node)), 0, UP_OPERATION_VALUE_BYTES);
}

bool up_orm_is_unknown(up_str name)
{
	return up_str_contains(name, UP_STR("${"));
}
