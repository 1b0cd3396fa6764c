/* What stands beside a word that names whose secret it is: `acme_token = x`, `acme-SECRET-x`, `"acme": { "apiKey": "x" }`. Does the text between the word
 * and a secret join them, and what does the text itself call a credential there? Knows no rule; looks at a bounded stretch, allocates nothing. */
#pragma once

#include "base/str.h"

/* Is the word only how a longer one begins? */
bool up_beside_runs_on(up_str text, up_span word);
/* `gap`: from the end of the word to the start of the secret. */
bool up_beside_joins(up_str gap);
/* Does it end with a dash or a dot that joins them: `acme-SECRET-x`, `acme.key.x`? */
bool up_beside_dashes(up_str gap);
/* The value behind a noun (key, token, secret …) that stands in the word or shortly behind it, where it is long enough for a token and looks drawn by
 * chance or made up at the keyboard. False: there is none. */
bool up_beside_value(up_str text, up_span word, up_span *ret_value);
