/* Text for libraries that give up on bytes which their format forbids: the same length, every forbidden byte replaced. */
#pragma once

#include "core/parser.h"

/* The source's bytes without control characters (other than tab, CR and LF), without NUL and without invalid UTF-8: each such byte becomes
 * `instead`, with a note at the first one. The source's own bytes where there is nothing to replace. */
up_str up_clean_text(struct up_parse *p, char instead);
/* A note where the source is not UTF-8, as `format` ("TOML") wants it. The reader has converted it: nothing is lost, but programs refuse it. */
void up_clean_encoding(struct up_parse *p, const char *format);
