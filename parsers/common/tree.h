/* The common shape of YAML, JSON and TOML: mappings, lists and scalars. States SETTING facts as the nodes come by and keeps nothing but the
 * nodes that are open; what scripts.h wants is handed on to it. Knows paths, scopes, depth and duplicate keys, and no syntax. */
#pragma once

#include "common/names.h"
#include "core/parser.h"

struct up_scripts;
struct up_tree_level;

struct up_tree {
	struct up_parse *p;
	struct up_tree_level *levels; /* open mappings and lists, outermost first */
	size_t n, capacity;
	struct up_names keys;
	struct up_scripts *scripts; /* NULL when no script can stand in this source */
	bool said_long;             /* a path was cut, and the note is made */
};

/* `has_scripts`: whether the table of scripts.h has rows for the format. */
void up_tree_init(struct up_tree *tree, struct up_parse *p, bool has_scripts);
void up_tree_finish(struct up_tree *tree);

/* All of these return false when the parse must stop. `at` of a mapping or list: its first byte, for notes. */
bool up_tree_map(struct up_tree *tree, uint32_t at);
bool up_tree_list(struct up_tree *tree, uint32_t at);
bool up_tree_close(struct up_tree *tree);
/* The key of the next value of the open mapping. */
bool up_tree_key(struct up_tree *tree, up_str key, up_span at);
/* The same for a dotted key: `below` is the path between the mapping and the key, `whole` what tells keys of the mapping apart. */
bool up_tree_key_below(struct up_tree *tree, up_str below, up_str whole, up_str key, up_span at);
/* A scalar, as a value or as a list item. With UP_FACT_EMPTY the place is the end of the key. */
bool up_tree_scalar(struct up_tree *tree, const struct up_text *value, up_span at, uint32_t flags);
/* A reference to a node that stands elsewhere: stated, and no script. */
bool up_tree_alias(struct up_tree *tree, const struct up_text *value, up_span at);
/* What the innermost open node holds is no script, whatever the table says. */
void up_tree_without_scripts(struct up_tree *tree);
/* Closes whatever is open without a word (after an error). */
void up_tree_reset(struct up_tree *tree);
/* Closes what is open inside the outermost `n` nodes (after an error). */
void up_tree_cut(struct up_tree *tree, size_t n);
/* "a", "b" → "a/b"; a path that grows past its bound is left as it is, with a note. */
up_str up_tree_join(struct up_tree *tree, up_str path, up_str name, uint32_t at);
/* The document ends: scripts that were gathered in it are handed on. */
bool up_tree_document_end(struct up_tree *tree);

/* Is a mapping (not a list) the innermost open node? Has its key come, so that a value must follow? */
bool up_tree_in_map(const struct up_tree *tree);
bool up_tree_has_key(const struct up_tree *tree);
/* Opens a mapping at a path of its own, for formats whose section headers name it whole (TOML). Closes what was open. */
bool up_tree_map_at(struct up_tree *tree, up_str path, uint32_t scope, uint32_t at);
