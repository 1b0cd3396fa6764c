/* Reading shell with tree-sitter-bash: every command of a piece of text, with its words. The only includer of tree-sitter. */
#pragma once

#include "common/shell.h"

/* States the commands of [start, end). Where the grammar does not understand, it recovers; a note says where it was first. False: the text could not be
 * read within the limits; a note says so. */
bool up_shell_tree_read(struct up_shell *shell, uint32_t start, uint32_t end);
