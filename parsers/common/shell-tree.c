/* Reading shell with tree-sitter. A cursor walks the tree without recursion; every `command` node becomes one call of up_shell_command, and the walk
 * goes on inside it, for commands stand in substitutions too. */
#include "common/shell-tree.h"

#include <pthread.h>
#include <tree_sitter/api.h>

#include "base/memory.h"
#include "common/command.h"
#include "common/shell-word.h"

const TSLanguage *tree_sitter_bash(void);

struct walk {
	struct up_shell *shell;
	uint32_t offset; /* of the piece in the source */
	up_span *words, *assigns;
	uint32_t n_words, n_assigns;
	size_t words_capacity, assigns_capacity;
	bool noted;
};

static void use_our_memory(void)
{
	ts_set_allocator(up_alloc, up_alloc_zero, up_realloc, up_free);
}

static up_span span_of(const struct walk *walk, TSNode node)
{
	return (up_span){ walk->offset + ts_node_start_byte(node), walk->offset + ts_node_end_byte(node) };
}

static bool is_type(TSNode node, const char *type)
{
	return !strcmp(ts_node_type(node), type);
}

static bool is_redirect(TSNode node)
{
	return is_type(node, "file_redirect") || is_type(node, "heredoc_redirect") || is_type(node, "herestring_redirect");
}

static void add_span(up_span **spans, uint32_t *n, size_t *capacity, up_span span)
{
	*spans = up_grow(*spans, capacity, *n + 1, sizeof **spans);
	(*spans)[(*n)++] = span;
}

/* Words and assignments of a command, a declaration (export X=y) or an unset. */
static void gather(struct walk *walk, TSNode command)
{
	walk->n_words = walk->n_assigns = 0;
	bool declares = !is_type(command, "command");
	uint32_t n = ts_node_child_count(command);
	TSTreeCursor cursor = ts_tree_cursor_new(command);
	bool more = n && ts_tree_cursor_goto_first_child(&cursor);
	for (; more; more = ts_tree_cursor_goto_next_sibling(&cursor)) {
		TSNode child = ts_tree_cursor_current_node(&cursor);
		up_span span = span_of(walk, child);
		if (is_redirect(child) || span.start == span.end || is_type(child, "comment"))
			continue;
		if (is_type(child, "variable_assignment") && !declares)
			add_span(&walk->assigns, &walk->n_assigns, &walk->assigns_capacity, span);
		else
			add_span(&walk->words, &walk->n_words, &walk->words_capacity, span);
	}
	ts_tree_cursor_delete(&cursor);
}

static void state_command(struct walk *walk, TSNode command)
{
	gather(walk, command);
	const struct up_shell_command found = {
		.words = walk->words,
		.n_words = walk->n_words,
		.assigns = walk->assigns,
		.n_assigns = walk->n_assigns,
		.whole = span_of(walk, command),
	};
	up_shell_command(walk->shell, &found, NULL);
}

static void state_assignment(struct walk *walk, TSNode node)
{
	up_span span = span_of(walk, node);
	up_shell_command(walk->shell, &(struct up_shell_command){ .assigns = &span, .n_assigns = 1, .whole = span }, NULL);
}

/* Does the command that a redirection belongs to read a shell's commands? */
static bool feeds_shell(struct walk *walk, TSNode redirect)
{
	TSNode statement = ts_node_parent(redirect);
	if (ts_node_is_null(statement))
		return false;
	TSNode body = is_type(statement, "command") ? statement : ts_node_child_by_field_name(statement, "body", 4);
	/* cat <<X | bash: the pipeline hangs below the here-document. */
	for (uint32_t i = 0; i < ts_node_child_count(redirect); i++)
		if (is_type(ts_node_child(redirect, i), "pipeline"))
			body = ts_node_child(redirect, i);
	while (!ts_node_is_null(body) && is_type(body, "pipeline") && ts_node_named_child_count(body))
		body = ts_node_named_child(body, ts_node_named_child_count(body) - 1);
	if (ts_node_is_null(body) || !is_type(body, "command"))
		return false;
	gather(walk, body);
	struct up_word *words = up_arena_alloc(walk->shell->arena, (walk->n_words + 1) * sizeof *words);
	for (uint32_t i = 0; i < walk->n_words; i++)
		up_shell_word_read(walk->shell->arena, walk->shell->text, walk->words[i], &words[i]);
	return walk->n_words && up_command_reads_shell(words, walk->n_words);
}

static void embed_heredoc(struct walk *walk, TSNode redirect)
{
	bool quoted = false, tabs = false;
	up_span body = { 0 };
	for (uint32_t i = 0; i < ts_node_child_count(redirect); i++) {
		TSNode child = ts_node_child(redirect, i);
		up_span span = span_of(walk, child);
		up_str text = up_str_slice(walk->shell->text, span.start, span.end);
		if (is_type(child, "heredoc_start"))
			quoted = text.len && strchr("'\"\\", text.s[0]);
		else if (is_type(child, "heredoc_body"))
			body = span;
		else if (up_str_eq(text, UP_STR("<<-")))
			tabs = true;
	}
	if (body.end > body.start && feeds_shell(walk, redirect))
		up_shell_embed_heredoc(walk->shell, body, tabs, !quoted);
}

static void embed_herestring(struct walk *walk, TSNode redirect)
{
	uint32_t n = ts_node_named_child_count(redirect);
	if (n && feeds_shell(walk, redirect))
		up_shell_embed_word(walk->shell, span_of(walk, ts_node_named_child(redirect, n - 1)));
}

static void visit(struct walk *walk, TSNode node)
{
	if (ts_node_is_missing(node) || is_type(node, "ERROR")) {
		if (!walk->noted)
			up_note(walk->shell->p, UP_NOTE_SYNTAX, span_of(walk, node).start,
				"the shell code could not be understood here; what stands round it was read");
		walk->noted = true;
		walk->shell->partly = true;
	} else if (is_type(node, "command") || is_type(node, "declaration_command") || is_type(node, "unset_command")) {
		state_command(walk, node);
	} else if (is_type(node, "variable_assignment")) {
		TSNode parent = ts_node_parent(node);
		if (!is_type(parent, "command") && !is_type(parent, "declaration_command"))
			state_assignment(walk, node);
	} else if (is_type(node, "heredoc_redirect")) {
		embed_heredoc(walk, node);
	} else if (is_type(node, "herestring_redirect")) {
		embed_herestring(walk, node);
	} else if (is_type(node, "comment")) {
		up_emit_comment(walk->shell->p, span_of(walk, node));
	}
}

static void walk_tree(struct walk *walk, TSNode root)
{
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	for (bool more = true; more && !up_parse_stopped(walk->shell->p);) {
		visit(walk, ts_tree_cursor_current_node(&cursor));
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
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, use_our_memory);
	TSParser *parser = ts_parser_new();
	struct walk walk = { .shell = shell, .offset = start };
	ts_parser_set_language(parser, tree_sitter_bash());
	ts_parser_set_timeout_micros(parser, (uint64_t)up_parse_limits(shell->p)->parse_ms * 1000);
	TSTree *tree = ts_parser_parse_string(parser, NULL, shell->text.s + start, end - start);
	if (tree)
		walk_tree(&walk, ts_tree_root_node(tree));
	else
		up_note_limit(shell->p, start, "parsing took longer than the time allowed", "--max-parse-ms");
	ts_tree_delete(tree);
	ts_parser_delete(parser);
	up_free(walk.words);
	up_free(walk.assigns);
	return tree != NULL;
}
