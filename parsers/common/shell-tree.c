/* Reading shell with tree-sitter. A cursor walks the tree without recursion; every `command` node becomes one call of up_shell_command,
 * and the walk goes on inside it, for commands stand in substitutions too. A tree with errors is not walked: the reader reads on
 * where the grammar would lose what stands round the error. */
#include "common/shell-tree.h"

#include <tree_sitter/api.h>

#include "base/memory.h"
#include "common/tree-memory.h"

const TSLanguage *tree_sitter_bash(void);

struct walk {
	struct up_shell *shell;
	uint32_t offset;       /* of the piece in the source */
	uint32_t function_end; /* of the outermost function round the node */
	uint32_t stated;       /* the start of a command that was stated with the redirections round it */
	bool is_doubtful;      /* the grammar has lost its way */
	uint32_t no_settings;  /* up to here assignments set nothing: (( x = 1 )) */
	uint32_t scripts_end;  /* of the last here-document that a shell reads */
	up_span *words, *assigns;
	size_t n_words, words_capacity, n_assigns, assigns_capacity;
};

static up_span span_of(const struct walk *walk, TSNode node)
{
	return (up_span){ walk->offset + ts_node_start_byte(node), walk->offset + ts_node_end_byte(node) };
}

static bool is_type(TSNode node, const char *type)
{
	return !strcmp(ts_node_type(node), type);
}

/* Neighbours without a blank between them are one word, whatever the grammar made of them. */
static void add_word(struct walk *walk, up_span span)
{
	if (walk->n_words && walk->words[walk->n_words - 1].end == span.start) {
		walk->words[walk->n_words - 1].end = span.end;
		return;
	}
	walk->words = up_grow(walk->words, &walk->words_capacity, walk->n_words + 1, sizeof *walk->words);
	walk->words[walk->n_words++] = span;
}

/* `echo >&2 "W:" "$@"`: to the grammar all that follows is where the redirection goes; only its first word is. */
static void take_redirection(struct walk *walk, TSNode redirect)
{
	uint32_t target = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(redirect);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		const char *field = ts_tree_cursor_current_field_name(&cursor);
		if (!field || strcmp(field, "destination") != 0)
			continue;
		up_span span = span_of(walk, ts_tree_cursor_current_node(&cursor));
		if (target)
			add_word(walk, span);
		walk->is_doubtful |= target == span.start; /* > ${X}/file, cut in two */
		target = span.end;
	}
	ts_tree_cursor_delete(&cursor);
}

/* Assignments inside of arithmetic, and those that a command has for its environment, are none of their own. */
static void pass_settings(struct walk *walk, uint32_t end)
{
	if (end > walk->no_settings)
		walk->no_settings = end;
}

/* The grammar takes assignments on a line of their own for the environment of the command on the next one. */
static void part_lines(struct walk *walk)
{
	up_span gap = { walk->assigns[walk->n_assigns - 1].end, walk->words[0].start };
	up_str text = up_str_slice(walk->shell->text, gap.start, gap.end);
	if (up_str_find_byte(text, '\n', 0) == SIZE_MAX || up_str_find_byte(text, '\\', 0) != SIZE_MAX)
		return;
	const struct up_shell_command settings = { .assigns = walk->assigns,
						   .n_assigns = (uint32_t)walk->n_assigns,
						   .in_function = walk->assigns[0].start < walk->function_end };
	up_shell_command(walk->shell, &settings, NULL);
	walk->n_assigns = 0;
}

/* Words and assignments of a command, a declaration (export X=y) or an unset. */
static void gather(struct walk *walk, TSNode command)
{
	walk->n_words = walk->n_assigns = 0;
	bool declares = !is_type(command, "command");
	TSTreeCursor cursor = ts_tree_cursor_new(command);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		up_span span = span_of(walk, child);
		const char *type = ts_node_type(child);
		if (!strcmp(type, "file_redirect"))
			take_redirection(walk, child);
		if (span.start == span.end || strstr(type, "redirect") || !strcmp(type, "comment"))
			continue;
		if (strcmp(type, "variable_assignment") != 0 || declares) {
			add_word(walk, span);
			continue;
		}
		walk->assigns = up_grow(walk->assigns, &walk->assigns_capacity, walk->n_assigns + 1, sizeof *walk->assigns);
		walk->assigns[walk->n_assigns++] = span;
	}
	ts_tree_cursor_delete(&cursor);
	/* What stands before a command is its environment, what export has is stated with it: neither is met again as a setting. */
	if (declares)
		pass_settings(walk, span_of(walk, command).end);
	else if (walk->n_assigns && walk->n_words)
		pass_settings(walk, walk->assigns[walk->n_assigns - 1].end);
}

static uint32_t state(struct walk *walk, uint32_t start)
{
	uint32_t reads = 0;
	if (walk->n_assigns && walk->n_words)
		part_lines(walk);
	/* How it stands among others is not looked into here: it counts as asked for and looked at. */
	const struct up_shell_command found = {
		.flags = UP_FACT_ASKED | UP_FACT_CHECKED,
		.words = walk->words,
		.n_words = (uint32_t)walk->n_words,
		.assigns = walk->assigns,
		.n_assigns = (uint32_t)walk->n_assigns,
		.in_function = start < walk->function_end,
	};
	up_shell_command(walk->shell, &found, &reads);
	return reads;
}

/* --- here-documents --------------------------------------------------------------------------------------------------- */

struct heredoc {
	up_span body;
	bool quoted, tabs, has_pipeline;
	TSNode pipeline; /* cat <<X | bash: what it is piped into hangs below the here-document */
};

/* One child of a here-document; words behind its delimiter belong to the command. */
static void take_heredoc_part(struct walk *walk, TSNode child, const char *field, struct heredoc *heredoc)
{
	up_span span = span_of(walk, child);
	up_str text = up_str_slice(walk->shell->text, span.start, span.end);
	if (field && !strcmp(field, "argument")) {
		add_word(walk, span);
	} else if (is_type(child, "heredoc_start")) {
		heredoc->quoted = up_str_find_byte(text, '\'', 0) != SIZE_MAX || up_str_find_byte(text, '"', 0) != SIZE_MAX ||
				  up_str_find_byte(text, '\\', 0) != SIZE_MAX;
	} else if (is_type(child, "heredoc_body")) {
		heredoc->body = span;
	} else if (is_type(child, "pipeline")) {
		heredoc->has_pipeline = true;
		heredoc->pipeline = child;
	} else if (up_str_eq(text, UP_STR("<<-"))) {
		heredoc->tabs = true;
	}
}

static void read_heredoc(struct walk *walk, TSNode redirect, struct heredoc *ret_heredoc)
{
	*ret_heredoc = (struct heredoc){ 0 };
	TSTreeCursor cursor = ts_tree_cursor_new(redirect);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor))
		take_heredoc_part(walk, ts_tree_cursor_current_node(&cursor), ts_tree_cursor_current_field_name(&cursor), ret_heredoc);
	ts_tree_cursor_delete(&cursor);
}

/* The body of a redirection that a command reads as shell code, or that is a script; a redirection of another kind is passed over. */
static void embed_body(struct walk *walk, TSNode redirect, uint32_t reads)
{
	if (is_type(redirect, "herestring_redirect")) {
		uint32_t n = ts_node_named_child_count(redirect);
		if (n && reads)
			up_shell_embed_string(walk->shell, span_of(walk, ts_node_named_child(redirect, n - 1)), reads);
	} else if (is_type(redirect, "heredoc_redirect")) {
		struct heredoc heredoc;
		read_heredoc(walk, redirect, &heredoc);
		if (!reads && !up_shell_is_script(up_parse_bytes(walk->shell->p, heredoc.body)))
			return;
		up_shell_embed_heredoc(walk->shell, heredoc.body, heredoc.tabs, !heredoc.quoted, reads);
		walk->scripts_end = heredoc.body.end;
	}
}

/* A here-document that no shell reads. The command before it has been stated by now. */
static void visit_heredoc(struct walk *walk, TSNode redirect)
{
	struct heredoc heredoc;
	read_heredoc(walk, redirect, &heredoc);
	if (heredoc.body.end > heredoc.body.start && heredoc.body.end != walk->scripts_end)
		up_shell_embed_data(walk->shell, heredoc.body, heredoc.tabs);
}

static void embed_bodies(struct walk *walk, TSNode statement, uint32_t reads)
{
	TSTreeCursor cursor = ts_tree_cursor_new(statement);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor))
		embed_body(walk, ts_tree_cursor_current_node(&cursor), reads);
	ts_tree_cursor_delete(&cursor);
}

/* A command with redirections: words may stand behind a here-document's delimiter. */
static void state_redirected(struct walk *walk, TSNode statement, TSNode command)
{
	gather(walk, command);
	TSTreeCursor cursor = ts_tree_cursor_new(statement);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		struct heredoc heredoc;
		if (is_type(child, "heredoc_redirect"))
			read_heredoc(walk, child, &heredoc);
		else if (is_type(child, "file_redirect"))
			take_redirection(walk, child);
	}
	ts_tree_cursor_delete(&cursor);
	walk->stated = ts_node_start_byte(command) + 1;
	embed_bodies(walk, statement, state(walk, span_of(walk, command).start));
}

/* --- doubts ----------------------------------------------------------------------------------------------------------- */

/* Where the grammar loses its way it often makes a tree without errors all the same: a command that goes on over a line end, a command
 * called `fi`. Such a tree is as good as one with errors. */
static bool is_reserved(up_str name)
{
	static const char *const words[] = { "if",   "then",  "elif",  "else", "fi",   "for", "do",
					     "done", "while", "until", "case", "esac", "{",   "}" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_eq(name, up_str_from(words[i])))
			return true;
	return false;
}

static bool goes_over_line(up_str gap)
{
	for (size_t i = 0; i < gap.len; i++) {
		if (gap.s[i] == '\\')
			i++;
		else if (gap.s[i] == '\n')
			return true;
	}
	return false;
}

/* A `-` as the last word is lost: (tar xf -) */
static bool loses_dash(up_str text, uint32_t end)
{
	size_t i = end;
	while (i < text.len && up_is_blank(text.s[i]))
		i++;
	return i > end && i < text.len && text.s[i] == '-';
}

static void doubt_command(struct walk *walk, TSNode command)
{
	up_str text = walk->shell->text;
	gather(walk, command);
	if (!walk->n_words)
		return;
	up_span first = walk->words[0];
	if (is_reserved(up_str_slice(text, first.start, first.end)) || text.s[first.start] == '(')
		walk->is_doubtful = true;
	/* x=${y}/$z, cut in two; `$(a)` after an assignment may be a part of its value as well. */
	if (walk->n_assigns && walk->assigns[walk->n_assigns - 1].end == first.start)
		walk->is_doubtful = true;
	for (size_t i = 1; i < walk->n_words; i++)
		if (goes_over_line(up_str_slice(text, walk->words[i - 1].end, walk->words[i].start)))
			walk->is_doubtful = true;
	if (loses_dash(text, span_of(walk, command).end))
		walk->is_doubtful = true;
}

/* The redirections of a list hold the last command's words: a && echo >&2 "no" */
static void doubt_redirected(struct walk *walk, TSNode statement)
{
	TSNode body = ts_node_child_by_field_name(statement, "body", 4);
	walk->n_words = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(statement);
	for (bool more = ts_tree_cursor_goto_first_child(&cursor); more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		if (is_type(child, "file_redirect"))
			take_redirection(walk, child);
	}
	ts_tree_cursor_delete(&cursor);
	if (walk->n_words && !ts_node_is_null(body) && !is_type(body, "command"))
		walk->is_doubtful = true;
}

static void doubt(struct walk *walk, TSNode node)
{
	if (is_type(node, "command"))
		doubt_command(walk, node);
	else if (is_type(node, "redirected_statement"))
		doubt_redirected(walk, node);
	else if (is_type(node, "heredoc_body"))
		walk->is_doubtful |= up_str_find_byte(up_parse_bytes(walk->shell->p, span_of(walk, node)), '`', 0) != SIZE_MAX;
}

/* --- the walk --------------------------------------------------------------------------------------------------------- */

static void state_command(struct walk *walk, TSNode command)
{
	if (walk->stated == ts_node_start_byte(command) + 1)
		return;
	gather(walk, command);
	embed_bodies(walk, command, state(walk, span_of(walk, command).start));
}

static void state_setting(struct walk *walk, TSNode assignment)
{
	up_span span = span_of(walk, assignment);
	if (span.start < walk->no_settings)
		return;
	const struct up_shell_command found = { .assigns = &span, .n_assigns = 1, .in_function = span.start < walk->function_end };
	up_shell_command(walk->shell, &found, NULL);
}

static void visit(struct walk *walk, TSNode node)
{
	const char *type = ts_node_type(node);
	up_span span = span_of(walk, node);
	if (!strcmp(type, "command") || !strcmp(type, "unset_command") || !strcmp(type, "declaration_command")) {
		state_command(walk, node);
	} else if (!strcmp(type, "redirected_statement")) {
		TSNode body = ts_node_child_by_field_name(node, "body", 4);
		if (!ts_node_is_null(body) && is_type(body, "command"))
			state_redirected(walk, node, body);
	} else if (!strcmp(type, "variable_assignment")) {
		state_setting(walk, node);
	} else if (!strcmp(type, "heredoc_redirect")) {
		visit_heredoc(walk, node);
	} else if (!strcmp(type, "function_definition")) {
		if (span.end > walk->function_end)
			walk->function_end = span.end;
	} else if (!strcmp(type, "((") || !strcmp(type, "[[") || !strcmp(type, "arithmetic_expansion")) {
		TSNode round = type[0] == 'a' ? node : ts_node_parent(node);
		pass_settings(walk, walk->offset + ts_node_end_byte(round));
	} else if (!strcmp(type, "comment")) {
		up_emit_comment(walk->shell->p, span);
	}
}

static void walk_tree(struct walk *walk, TSNode root, void (*visit_node)(struct walk *walk, TSNode node))
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	bool more = true;
	while (more && !walk->is_doubtful && !up_parse_stopped(walk->shell->p)) {
		visit_node(walk, ts_tree_cursor_current_node(&cursor));
		more = ts_tree_cursor_goto_first_child(&cursor);
		while (!more) {
			more = ts_tree_cursor_goto_next_sibling(&cursor);
			if (!more && !ts_tree_cursor_goto_parent(&cursor))
				break;
		}
	}
	ts_tree_cursor_delete(&cursor);
}

bool up_shell_tree_read(struct up_shell *shell, uint32_t start, uint32_t end)
{
	struct walk walk = { .shell = shell, .offset = start };
	/* Backquotes inside backquotes are beyond the grammar. */
	if (up_str_contains(up_str_slice(shell->text, start, end), UP_STR("\\`")))
		return false;
	struct up_tree_budget budget = { .most = up_tree_budget_of(end - start) };
	up_tree_memory_begin(&budget);
	TSParser *parser = ts_parser_new();
	ts_parser_set_language(parser, tree_sitter_bash());
	ts_parser_set_cancellation_flag(parser, &budget.is_over);
	/* A part of the time: what the grammar cannot read in it must still be read without it. */
	ts_parser_set_timeout_micros(parser, (uint64_t)up_parse_limits(shell->p)->parse_ms * 250);
	TSTree *tree = ts_parser_parse_string(parser, NULL, shell->text.s + start, end - start);
	bool understood = tree && !ts_node_has_error(ts_tree_root_node(tree));
	if (understood)
		walk_tree(&walk, ts_tree_root_node(tree), doubt);
	understood = understood && !walk.is_doubtful;
	walk.no_settings = 0;
	if (understood)
		walk_tree(&walk, ts_tree_root_node(tree), visit);
	if (tree)
		ts_tree_delete(tree);
	ts_parser_delete(parser);
	up_tree_memory_end();
	up_free(walk.words);
	up_free(walk.assigns);
	return understood;
}
