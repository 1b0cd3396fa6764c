/* Words of the shell: what quotes, escapes and expansions make of them. Knows nothing of commands. */
#pragma once

#include "core/text.h"

/* Decodes the word that stands at `at` in `source`. A word that holds an expansion keeps its raw text and gets UP_WORD_DYNAMIC. */
void up_shell_word_read(struct up_arena *arena, up_str source, up_span at, struct up_word *ret_word);

/* What a second shell would be given of a dynamic word: quotes and escapes resolved, `$x` left as it is, and `$(…)`, `…` in
 * backquotes and `${…}` with quotes in it put as `$_`, since what they hold is read by the first shell. "ls $x $(id)" → ls $x $_ */
struct up_text up_shell_word_open(struct up_arena *arena, const struct up_word *word);

/* The same for the body of a here-document without quotes round its delimiter; `tabs`: leading tabs go (<<-). `expands`: are there
 * expansions and escapes at all. */
struct up_text up_shell_heredoc_open(struct up_arena *arena, up_str source, up_span body, bool tabs, bool expands);

/* The offset after an expansion that begins with the `$` or backquote at `i`; i + 1 where there is none. Bounded by the end of `text`. */
size_t up_shell_skip_expansion(up_str text, size_t i);
