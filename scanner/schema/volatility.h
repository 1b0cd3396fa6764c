/* How often the expression of a default has to be evaluated: once for a table, or for each of its rows. It knows expressions as text, and no parser. */
#pragma once

#include "base/str.h"

enum up_volatility {
	UP_VOLATILITY_NULL,       /* NULL, or a cast of it */
	UP_VOLATILITY_CONSTANT,   /* literals, and functions of them that are immutable */
	UP_VOLATILITY_STABLE,     /* the same all through a statement: now() */
	UP_VOLATILITY_EXPRESSION, /* calls what nobody knows */
	UP_VOLATILITY_VOLATILE,   /* another one for each row: random(), clock_timestamp(), nextval() */
};

enum up_volatility up_volatility_of(up_str expression);
/* What an operation says of it: "default-constant" … */
const char *up_volatility_attribute(enum up_volatility volatility);
