/* What libyaml keeps to itself: byte offsets of its marks, comments, and where reading can go on after an error. */
#pragma once

#include "core/parser.h"

/* Turns libyaml's counts of code points into byte offsets. Marks come nearly in order; walking back is possible and rare. */
struct up_yaml_cursor {
	up_str text;
	size_t code, byte;
	bool is_ascii;
};

void up_yaml_cursor_init(struct up_yaml_cursor *cursor, up_str text);
uint32_t up_yaml_cursor_byte(struct up_yaml_cursor *cursor, size_t code);

/* The first byte of a scalar behind its anchor and tag. */
uint32_t up_yaml_skip_properties(up_str text, up_span node);
/* The end of a block scalar's last line that holds anything, its line end excluded. */
uint32_t up_yaml_block_end(up_str text, up_span node);
/* Of a value that goes on over lines: the first line that begins with text or a tab where it must be indented; UINT32_MAX where there is
 * none. Closing brackets and quotes do not count: everybody writes them so. */
uint32_t up_yaml_unindented(up_str text, up_span node);
/* Of a block scalar without any text: is there text behind it, which its blank lines have made too shallow? */
bool up_yaml_is_deep_blank(up_str text, up_span node);
/* States the comments of [start, end), a stretch that holds no scalar. False: stop. */
bool up_yaml_comments(struct up_parse *p, up_str text, uint32_t start, uint32_t end);
/* The comment behind the header of a block scalar: `run: | # why`. */
bool up_yaml_header_comment(struct up_parse *p, up_str text, up_span node);
/* After an error at `from`: the start of the next line that begins a document or a top-level key (or list item, where the document is a
 * list); UINT32_MAX when there is none. */
uint32_t up_yaml_resume(up_str text, uint32_t from, bool is_list);
