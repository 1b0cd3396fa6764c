/* Code of programming languages, read with tree-sitter: what it imports and what it calls. code-language.c says which language a source is in, code-tree.c
 * walks the tree. */
#pragma once

#include "core/parser.h"

enum up_code_language {
	UP_CODE_NONE,
	UP_CODE_CSHARP,
	UP_CODE_ELIXIR,
	UP_CODE_GO,
	UP_CODE_JAVA,
	UP_CODE_JAVASCRIPT,
	UP_CODE_PHP,
	UP_CODE_PYTHON,
	UP_CODE_RUBY,
	UP_CODE_RUST,
	UP_CODE_TSX,
	UP_CODE_TYPESCRIPT,
	_UP_CODE_MAX,
};

/* By the name's ending, else by the line that names an interpreter; a dialect ("python") goes before both. *ret_bid: how sure. */
enum up_code_language up_code_language(const struct up_source *source, int *ret_bid);

/* States IMPORT and CALL for all of the source. */
enum up_parse_result up_code_tree_read(struct up_parse *p, enum up_code_language language);
