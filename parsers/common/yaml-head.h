/* Directives, and the ends of documents. Knows lines, no values. */
#pragma once

#include "core/parser.h"

/* The source's text as libyaml can take it, of the same length: it gives up on directives that it does not know, on a document behind `...`
 * that has no `---`, and on a `...` before any document. *ret_partly is set where something was passed over, with a note. */
up_str up_yaml_head(struct up_parse *p, up_str text, bool *ret_partly);
