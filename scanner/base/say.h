/* What the program says beside its reports: one line on standard error, and text on standard output. Names of files and words of the command
 * line may be somebody else's text: what could fool a terminal is escaped. Knows nothing of what it says. */
#pragma once

#include "base/buf.h"

/* "uplint: …" and a line feed. A line break inside becomes \n. */
void up_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for each line of a text. */
void up_say_lines(up_str text);

/* Writes everything; false with errno. A reader that has seen enough (head, less) is no error: the rest is dropped. */
bool up_write_all(int fd, up_str bytes);
/* The same on standard output; false after a message. */
bool up_print(up_str bytes);
