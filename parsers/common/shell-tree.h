/* Reading shell with tree-sitter-bash: every command of a piece of text, with its words. The only includer of tree-sitter. */
#pragma once

#include "common/shell.h"

/* States the commands of [start, end). False: the grammar does not understand the piece, or not within the limits; nothing was stated. */
bool up_shell_tree_read(struct up_shell *shell, uint32_t start, uint32_t end);
