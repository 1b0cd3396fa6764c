/* Messages and output of the program. */
#include "base/say.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

static void say_line(up_str text)
{
	struct up_buf line = { 0 };
	up_buf_add_s(&line, "uplint: ");
	up_utf8_escape(&line, text, false);
	up_buf_add_byte(&line, '\n');
	up_write_all(STDERR_FILENO, up_buf_str(&line));
	up_buf_finish(&line);
}

void up_say(const char *format, ...)
{
	char few[512], *text = few;
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(few, sizeof few, format, args);
	struct up_buf many = { 0 };
	if (n >= (int)sizeof few) {
		text = up_buf_reserve(&many, (size_t)n + 1);
		vsnprintf(text, (size_t)n + 1, format, again);
	}
	say_line((up_str){ text, n < 0 ? 0 : (size_t)n });
	up_buf_finish(&many);
	va_end(again);
	va_end(args);
}

void up_say_lines(up_str text)
{
	for (size_t at = 0; at < text.len;) {
		size_t end = up_str_find_byte(text, '\n', at);
		say_line(up_str_slice(text, at, end));
		at = end == SIZE_MAX ? text.len : end + 1;
	}
}

bool up_write_all(int fd, up_str bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.s, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EPIPE)
			return true;
		if (n <= 0)
			return false;
		bytes = up_str_slice(bytes, (size_t)n, bytes.len);
	}
	return true;
}

bool up_print(up_str bytes)
{
	bool fine = up_write_all(STDOUT_FILENO, bytes);
	if (!fine)
		up_say("writing to standard output: %s", strerror(errno));
	return fine;
}
