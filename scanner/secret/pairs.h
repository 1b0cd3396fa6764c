/* Text in which a name is a value itself, and the secret the value beside it: `<string name="api_key">x</string>`, `<key>ApiKey</key> <string>x</string>`,
 * `name = "API_KEY" value = "x"`, `"API_KEY", "\"x\""` of build files. The counterpart of secret/assignment.h, with the same bounds. */
#pragma once

#include "secret/assignment.h"

/* `word`: where a word such as "password" stands in the text. False: it is in no name that a value is told of in one of these forms. */
bool up_pair_at(up_str text, up_span word, struct up_assigned *ret_assigned);
