/* Code frames: the lines of a finding with line numbers, the words in question underlined. Knows terminals (widths, colours), knows no summary. */
#pragma once

#include "report/report.h"

/* What a piece of text means; decides its colour. */
enum up_ink {
	UP_INK_PLAIN,
	UP_INK_STRONG,
	UP_INK_FAINT, /* gutter, arrows */
	UP_INK_ERROR,
	UP_INK_WARNING,
	UP_INK_NOTE,
	UP_INK_GOOD,
	_UP_INK_MAX,
};

/* `text` as it stands, in colour where `color`. Text of others goes through up_utf8_escape first. */
void up_ink(struct up_buf *out, bool color, enum up_ink ink, up_str text);
/* The same, escaped. */
void up_ink_escaped(struct up_buf *out, bool color, enum up_ink ink, up_str text);
enum up_ink up_ink_of_level(enum up_level level);

/* Digits of the largest line number that the frame of `finding` shows; lines below the frame are indented by as much. */
unsigned up_frame_gutter(const struct up_finding *finding);
/* The frame, from the empty gutter line above it to the marks below. Nothing where there is no snippet. */
void up_frame_write(const struct up_report *report, const struct up_finding *finding, struct up_buf *out);
/* Columns that a terminal gives to a code point: 0, 1 or 2. */
unsigned up_frame_code_width(uint32_t code);
/* The same of a text. */
size_t up_frame_text_width(up_str text);
