/* What unit tests share: cmocka with what it wants included before it, and a comparison of views. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* first the four above */
#include <cmocka.h>

#include "base/str.h"

/* Test functions get a state that most do not use; -Wunused-parameter is not for them. */
#pragma GCC diagnostic ignored "-Wunused-parameter"

static inline void assert_str_at(up_str actual, up_str expected, const char *file, int line)
{
	if (!up_str_eq(actual, expected)) {
		print_error("\"%.*s\" is not \"%.*s\"\n", UP_FMT(actual), UP_FMT(expected));
		_fail(file, line);
	}
}

/* A view against a literal. */
#define assert_str(actual, literal) assert_str_at(actual, UP_STR(literal), __FILE__, __LINE__)
