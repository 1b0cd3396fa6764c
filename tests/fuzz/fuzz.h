/* What fuzz targets share. A broken promise ends the process, which libFuzzer and the replay both report. */
#pragma once

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"

/* The target: libFuzzer's name for it. Always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PROMISE(condition, ...)                                                                                                            \
	do {                                                                                                                               \
		if (!(condition)) {                                                                                                        \
			fprintf(stderr, "%s:%d: broken promise: %s: ", __FILE__, __LINE__, #condition);                                    \
			fprintf(stderr, __VA_ARGS__);                                                                                      \
			fputc('\n', stderr);                                                                                               \
			abort();                                                                                                           \
		}                                                                                                                          \
	} while (0)

/* Touches every byte, so that a sanitizer sees a string that points nowhere. */
static inline void fuzz_read(up_str str)
{
	PROMISE(str.s || !str.len, "no bytes, but a length of %zu", str.len);
	volatile char sum = 0;
	for (size_t i = 0; i < str.len; i++)
		sum = (char)(sum ^ str.s[i]);
}
