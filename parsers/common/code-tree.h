/* What the parts of the reader of code share: nodes and names (code-names.c), arguments (code-words.c), the walk (code-tree.c). */
#pragma once

#include <tree_sitter/api.h>

#include "common/code.h"

enum {
	UP_CODE_PARTS = 64,        /* of a chain of names and calls: a.b().c(); the parts before are not told */
	UP_CODE_NAME_BYTES = 300,  /* of a resolved name */
	UP_CODE_WORD_BYTES = 400,  /* of an argument that is no literal */
	UP_CODE_LITERAL_DEPTH = 4, /* maps in maps among the arguments */
	UP_CODE_NAMES = 8192,      /* names of one source that stand for something; more are not resolved */
};

/* What a name stands for. */
struct up_code_name {
	up_str name;
	up_str path;                /* what it was imported as, or made by: "stripe", "boto3.client(sqs)"; or empty */
	const struct up_word *word; /* the text that was given to it; or NULL */
};

struct up_code {
	struct up_parse *p;
	struct up_arena *arena;
	up_str text;
	enum up_code_language language;
	struct up_code_name *slots; /* open addressing, in the arena */
	uint32_t n_names, capacity;
	uint32_t error_at; /* where the grammar first lost its way; UINT32_MAX: nowhere */
	struct up_word *words;
	size_t n_words, words_capacity;
	bool words_cut;
};

/* A node that calls something, as far as it has one of these. */
struct up_code_call {
	TSNode function;     /* null: object and name, or the name alone */
	TSNode object, name; /* may be null */
	TSNode arguments;    /* may be null */
};

static inline up_span up_code_span(TSNode node)
{
	return (up_span){ ts_node_start_byte(node), ts_node_end_byte(node) };
}

static inline up_str up_code_text(const struct up_code *code, TSNode node)
{
	return up_str_slice(code->text, ts_node_start_byte(node), ts_node_end_byte(node));
}

static inline bool up_code_is(TSNode node, const char *type)
{
	return !strcmp(ts_node_type(node), type);
}

/* Goes to the next node, children first where they are asked for; false at the end of the tree that the cursor began with. */
static inline bool up_code_next(TSTreeCursor *cursor, bool into_children)
{
	if (into_children && ts_tree_cursor_goto_first_child(cursor))
		return true;
	while (!ts_tree_cursor_goto_next_sibling(cursor))
		if (!ts_tree_cursor_goto_parent(cursor))
			return false;
	return true;
}

/* Null node where there is none; of a null node there is none. */
TSNode up_code_field(TSNode node, const char *field);
/* The named child that comes n-th, comments left out; null where there are fewer. Cheap for small n alone. */
TSNode up_code_child(TSNode node, uint32_t n);
bool up_code_is_one_of(const char *type, const char *const *types, size_t n);

/* code-names.c */
bool up_code_call_of(TSNode node, struct up_code_call *ret_call);
/* The dotted name of what is called: names that the source imports or makes are resolved. */
up_str up_code_callee(struct up_code *code, const struct up_code_call *call);
/* The dotted name that an expression stands for; "*" where it is none. */
up_str up_code_resolve(struct up_code *code, TSNode node, uint32_t depth);
const struct up_code_name *up_code_find(const struct up_code *code, up_str name);
void up_code_bind(struct up_code *code, const struct up_code_name *name);

/* code-words.c */
/* The word that an argument is: a literal decoded, else as it is written and dynamic. */
struct up_word up_code_word(struct up_code *code, TSNode node);
/* Is it a text, or put together of some? */
bool up_code_is_text(TSNode node);
/* Adds the arguments to code->words: maps and keyword arguments as "name=value". */
void up_code_add_words(struct up_code *code, TSNode arguments);
