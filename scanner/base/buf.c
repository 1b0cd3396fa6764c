/* A growing byte buffer. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

void up_buf_finish(struct up_buf *buf)
{
	up_free(buf->bytes);
	*buf = (struct up_buf){ 0 };
}

void up_buf_clear(struct up_buf *buf)
{
	buf->len = 0;
	if (buf->bytes)
		buf->bytes[0] = '\0';
}

char *up_buf_reserve(struct up_buf *buf, size_t more)
{
	size_t need;
	if (__builtin_add_overflow(buf->len, more, &need) || __builtin_add_overflow(need, (size_t)1, &need))
		up_out_of_memory();
	buf->bytes = up_grow(buf->bytes, &buf->capacity, need, 1);
	return buf->bytes + buf->len;
}

void up_buf_add(struct up_buf *buf, up_str str)
{
	char *end = up_buf_reserve(buf, str.len);
	if (str.len)
		memcpy(end, str.s, str.len);
	buf->len += str.len;
	buf->bytes[buf->len] = '\0';
}

void up_buf_add_s(struct up_buf *buf, const char *s)
{
	up_buf_add(buf, up_str_from(s));
}

void up_buf_add_byte(struct up_buf *buf, char byte)
{
	if (buf->capacity < 2 || buf->len > buf->capacity - 2)
		up_buf_reserve(buf, 1);
	buf->bytes[buf->len++] = byte;
	buf->bytes[buf->len] = '\0';
}

void up_buf_printf(struct up_buf *buf, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len > 0) {
		char *end = up_buf_reserve(buf, (size_t)len);
		vsnprintf(end, (size_t)len + 1, format, again);
		buf->len += (size_t)len;
	}
	va_end(again);
}
