/* Lines of a source. A line ends with LF, CR LF, or a CR alone: what SARIF consumers and editors count. */
#pragma once

#include "base/str.h"

/* 1-based; columns count code points, and each byte of invalid UTF-8 counts as one. */
struct up_place {
	uint32_t line, column;
};

/* Line starts of one source, found once and asked often. */
struct up_lines {
	up_str text;
	uint32_t *starts;
	size_t n, capacity;
	uint32_t *counts; /* code points before every 1024th byte: a column in a line of megabytes is found at once */
	size_t n_counts;
};

void up_lines_init(struct up_lines *lines, up_str text);
void up_lines_finish(struct up_lines *lines);
struct up_place up_lines_place(const struct up_lines *lines, uint32_t offset);
/* The text of a 1-based line without its end; empty past the last. */
up_str up_lines_text(const struct up_lines *lines, uint32_t line);

/* Iterates over lines without an index: sets *ret_line (end excluded) and moves *offset past the line end; false at the end of the text. */
bool up_line_next(up_str text, size_t *offset, up_str *ret_line);
