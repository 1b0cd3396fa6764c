/* A growing byte buffer. `bytes` is always NUL-terminated one past `len`. Zero-initialise; finish with up_buf_finish. */
#pragma once

#include "base/str.h"

struct up_buf {
	char *bytes;
	size_t len, capacity;
};

void up_buf_finish(struct up_buf *buf);
void up_buf_clear(struct up_buf *buf);
/* Room for `more` further bytes; returns where they start. */
char *up_buf_reserve(struct up_buf *buf, size_t more);
void up_buf_add(struct up_buf *buf, up_str str);
void up_buf_add_s(struct up_buf *buf, const char *s);
void up_buf_add_byte(struct up_buf *buf, char byte);
void up_buf_printf(struct up_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline up_str up_buf_str(const struct up_buf *buf)
{
	return (up_str){ buf->bytes ? buf->bytes : "", buf->len };
}
