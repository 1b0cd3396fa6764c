/* Which dialect of SQL a source is in, as far as its own text and its own name say. What lies beside it, a runner's settings or the images of a deployment, is
 * not looked at here. */
#pragma once

#include "schema/dialect.h"

enum {
	UP_DIALECT_TEXT_BYTES = 256 << 10, /* so much of a text is looked at; test unit/test-dialect-text.c */
};

/* By a comment that says it (`-- uplint: dialect=postgresql`), else by words and signs that only one dialect has. UP_DIALECT_NONE: there are none, or as many
 * of another one. `ret_reason`: the mark that weighs most, a literal ("AUTO_INCREMENT"); NULL where the answer is none. It may be NULL. */
enum up_dialect up_dialect_of_text(up_str text, const char **ret_reason);
/* By its folders, the innermost first, and the parts of its name between dots: "db/mysql/1.sql", "1.pg.sql", "1.pgsql". The same. */
enum up_dialect up_dialect_of_name(up_str path, const char **ret_reason);
/* Does the text say by a comment which one it is? That weighs more than its name. */
enum up_dialect up_dialect_declared(up_str text);
