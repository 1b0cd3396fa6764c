/* Code frames, as rustc and ruff draw them. */
#include "report/frame.h"

#include "base/utf8.h"

enum {
	TAB_WIDTH = 4,
	DEFAULT_WIDTH = 140, /* of a terminal that does not say */
	LEAST_WIDTH = 40,
};

static const char *const sgr[_UP_INK_MAX] = { "", "1", "1;34", "1;31", "1;33", "1;36", "1;32" };

void up_ink(struct up_buf *out, bool color, enum up_ink ink, up_str text)
{
	if (!text.len)
		return;
	if (color && ink != UP_INK_PLAIN)
		up_buf_printf(out, "\x1b[%sm", sgr[ink]);
	up_buf_add(out, text);
	if (color && ink != UP_INK_PLAIN)
		up_buf_add_s(out, "\x1b[0m");
}

void up_ink_escaped(struct up_buf *out, bool color, enum up_ink ink, up_str text)
{
	struct up_buf escaped = { 0 };
	up_utf8_escape(&escaped, text, false);
	up_ink(out, color, ink, up_buf_str(&escaped));
	up_buf_finish(&escaped);
}

enum up_ink up_ink_of_level(enum up_level level)
{
	return level == UP_LEVEL_ERROR ? UP_INK_ERROR : level == UP_LEVEL_WARNING ? UP_INK_WARNING : UP_INK_NOTE;
}

/* --- one line of code on a terminal ----------------------------------------------------------------------------------- */

/* A code point as it is drawn. */
struct cell {
	up_str text; /* points into the line or into `buffer` */
	unsigned width;
	char buffer[12];
};

/* Draws the code point at `i`; returns the bytes that it takes in the line. */
static size_t cell_at(up_str line, size_t i, struct cell *ret_cell)
{
	uint32_t code = 0;
	size_t used = up_utf8_decode(up_str_slice(line, i, line.len), &code);
	if (used && code == '\t') {
		ret_cell->text = UP_STR("    ");
		ret_cell->width = TAB_WIDTH;
		return used;
	}
	if (used && !up_utf8_is_unsafe(code)) {
		ret_cell->text = up_str_slice(line, i, i + used);
		ret_cell->width = up_frame_code_width(code);
		return used;
	}
	unsigned value = used ? (unsigned)code : (unsigned char)line.s[i];
	int len = value < 0x100 ? snprintf(ret_cell->buffer, sizeof ret_cell->buffer, "\\x%02x", value)
				: snprintf(ret_cell->buffer, sizeof ret_cell->buffer, "\\u%04x", value);
	ret_cell->text = (up_str){ ret_cell->buffer, (size_t)len };
	ret_cell->width = (unsigned)len;
	return used ? used : 1;
}

/* A line, and where its marked part [start, end), in columns, comes to stand on the terminal. */
struct drawn {
	up_str line;
	uint32_t first_column;
	size_t width, indent; /* in terminal columns; the indent is the blanks in front */
	size_t mark_from, mark_to;
	size_t from, to; /* the part that is shown */
	bool cut_front, cut_back;
};

static void measure(struct drawn *drawn, uint32_t start, uint32_t end)
{
	uint32_t column = drawn->first_column;
	size_t at = 0;
	bool is_indent = true;
	drawn->mark_from = drawn->mark_to = SIZE_MAX;
	for (size_t i = 0; i < drawn->line.len; column++) {
		struct cell cell;
		if (column >= start && drawn->mark_from == SIZE_MAX)
			drawn->mark_from = at;
		if (column >= end && drawn->mark_to == SIZE_MAX)
			drawn->mark_to = at;
		if (is_indent && !up_is_blank(drawn->line.s[i])) {
			drawn->indent = at;
			is_indent = false;
		}
		i += cell_at(drawn->line, i, &cell);
		at += cell.width;
	}
	drawn->width = at;
	if (is_indent)
		drawn->indent = at;
	/* The source has more of this line than the snippet. */
	drawn->cut_back = end != UINT32_MAX && column < end;
	if (drawn->mark_from == SIZE_MAX)
		drawn->mark_from = at;
	if (drawn->mark_to == SIZE_MAX)
		drawn->mark_to = at;
}

/* Chooses the part of a long line to show: the mark with a quarter of the room before it. */
static void fit(struct drawn *drawn, size_t room)
{
	drawn->from = 0;
	drawn->to = drawn->width;
	drawn->cut_front = drawn->first_column > 1;
	if (drawn->width > room) {
		if (drawn->mark_to > room)
			drawn->from = drawn->mark_from > room / 4 ? drawn->mark_from - room / 4 : 0;
		if (drawn->width - drawn->from > room)
			drawn->to = drawn->from + room;
		drawn->cut_front |= drawn->from > 0;
		drawn->cut_back |= drawn->to < drawn->width;
	}
}

static void draw(const struct drawn *drawn, struct up_buf *out)
{
	size_t at = 0;
	if (drawn->cut_front)
		up_buf_add_s(out, "...");
	for (size_t i = 0; i < drawn->line.len && at < drawn->to;) {
		struct cell cell;
		i += cell_at(drawn->line, i, &cell);
		size_t next = at + cell.width;
		/* A wide code point that the edge cuts through becomes blanks, so that the marks below stay right. */
		if (at >= drawn->from && next <= drawn->to)
			up_buf_add(out, cell.text);
		else
			for (size_t k = at; k < next; k++)
				if (k >= drawn->from && k < drawn->to)
					up_buf_add_byte(out, ' ');
		at = next;
	}
	while (out->len && out->bytes[out->len - 1] == ' ')
		out->len--;
	if (drawn->cut_back)
		up_buf_add_s(out, "...");
}

/* Where a place in terminal columns of the line stands once the line is cut. */
static size_t shown_at(const struct drawn *drawn, size_t at)
{
	at = at < drawn->from ? drawn->from : at > drawn->to ? drawn->to : at;
	return at - drawn->from + (drawn->cut_front ? 3 : 0);
}

static void repeat(struct up_buf *out, char byte, size_t n)
{
	memset(up_buf_reserve(out, n), byte, n);
	out->len += n;
	out->bytes[out->len] = '\0';
}

/* --- frames ----------------------------------------------------------------------------------------------------------- */

struct frame {
	struct up_buf *out;
	bool color;
	unsigned gutter;
	size_t room;
	enum up_ink ink;
};

/* "12 | ", or "   | " for line 0. */
static void gutter(const struct frame *frame, uint32_t line)
{
	char text[32];
	int len = line ? snprintf(text, sizeof text, "%*u |", (int)frame->gutter, line)
		       : snprintf(text, sizeof text, "%*s |", (int)frame->gutter, "");
	up_ink(frame->out, frame->color, UP_INK_FAINT, (up_str){ text, (size_t)len });
}

static void end_line(struct up_buf *out)
{
	while (out->len && out->bytes[out->len - 1] == ' ')
		out->len--;
	up_buf_add_byte(out, '\n');
}

static void mark(const struct frame *frame, const char *before, size_t n_before, char fill, size_t n_fill)
{
	struct up_buf text = { 0 };
	up_buf_add_byte(frame->out, ' ');
	up_buf_add_s(&text, before);
	repeat(&text, fill == '_' ? '_' : ' ', n_before);
	repeat(&text, '^', n_fill);
	up_ink(frame->out, frame->color, frame->ink, up_buf_str(&text));
	up_buf_finish(&text);
	end_line(frame->out);
}

static void one_line(const struct frame *frame, const struct up_finding *finding, up_str line)
{
	struct drawn drawn = { .line = line, .first_column = finding->snippet_column ? finding->snippet_column : 1 };
	measure(&drawn, finding->start.column, finding->end.column);
	fit(&drawn, frame->room);
	gutter(frame, finding->start.line);
	up_buf_add_byte(frame->out, ' ');
	draw(&drawn, frame->out);
	end_line(frame->out);
	size_t from = shown_at(&drawn, drawn.mark_from), to = shown_at(&drawn, drawn.mark_to);
	gutter(frame, 0);
	mark(frame, "", from, ' ', to > from ? to - from : 1);
}

/* One of the lines of a bracket. */
static void bracket_line(const struct frame *frame, const struct up_finding *finding, up_str line, uint32_t number)
{
	bool is_first = number == finding->start.line, is_last = number == finding->end.line;
	struct drawn drawn = { .line = line, .first_column = is_first && finding->snippet_column ? finding->snippet_column : 1 };
	measure(&drawn, is_first ? finding->start.column : 0, is_last ? finding->end.column : UINT32_MAX);
	struct drawn whole = drawn;
	if (!is_last)
		whole.mark_to = whole.mark_from;
	fit(&whole, frame->room - 2);
	bool begins_line = is_first && drawn.mark_from <= drawn.indent;
	gutter(frame, number);
	up_buf_add_byte(frame->out, ' ');
	up_ink(frame->out, frame->color, frame->ink, begins_line ? UP_STR("/") : is_first ? UP_STR(" ") : UP_STR("|"));
	up_buf_add_byte(frame->out, ' ');
	draw(&whole, frame->out);
	end_line(frame->out);
	if (is_first && !begins_line) {
		gutter(frame, 0);
		mark(frame, " _", shown_at(&whole, drawn.mark_from), '_', 1);
	}
	if (is_last) {
		size_t to = shown_at(&whole, drawn.mark_to);
		gutter(frame, 0);
		mark(frame, "|_", to ? to - 1 : 0, '_', 1);
	}
}

/* A span over lines is a bracket: '/' where it begins with its line, else a corner below the place where it begins. */
static void many_lines(const struct frame *frame, const struct up_finding *finding, up_str snippet)
{
	uint32_t number = finding->start.line;
	size_t offset = 0;
	up_str line;
	for (; up_line_next(snippet, &offset, &line) && number <= finding->end.line; number++)
		bracket_line(frame, finding, line, number);
	if (number <= finding->end.line) {
		uint32_t n = finding->end.line - number + 1;
		gutter(frame, 0);
		up_buf_add_byte(frame->out, ' ');
		struct up_buf text = { 0 };
		up_buf_printf(&text, "|_^ and %u more %s", n, n == 1 ? "line" : "lines");
		up_ink(frame->out, frame->color, frame->ink, up_buf_str(&text));
		up_buf_finish(&text);
		up_buf_add_byte(frame->out, '\n');
	}
}

unsigned up_frame_gutter(const struct up_finding *finding)
{
	up_str snippet = finding->snippet;
	uint32_t last = finding->start.line;
	for (size_t i = 0; i < snippet.len && last < finding->end.line; i++)
		last += snippet.s[i] == '\n';
	unsigned digits = 1;
	for (; last >= 10; last /= 10)
		digits++;
	return digits;
}

void up_frame_write(const struct up_report *report, const struct up_finding *finding, struct up_buf *out)
{
	up_str snippet = finding->snippet;
	if (!snippet.len || !finding->start.line)
		return;
	unsigned width = report->width ? report->width : DEFAULT_WIDTH;
	struct frame frame = {
		.out = out, .color = report->color, .gutter = up_frame_gutter(finding), .ink = up_ink_of_level(finding->level)
	};
	/* Gutter, bar and two blanks, and an ellipsis at each end. */
	size_t taken = frame.gutter + 3 + 6;
	frame.room = width > taken + LEAST_WIDTH ? width - taken : LEAST_WIDTH;
	gutter(&frame, 0);
	end_line(out);
	/* A span that ends in column 1 takes in the end of the line before, and nothing of its own line. */
	struct up_finding shown = *finding;
	if (shown.end.line > shown.start.line && shown.end.column <= 1)
		shown.end = (struct up_place){ shown.end.line - 1, UINT32_MAX };
	size_t offset = 0;
	up_str line = UP_STR("");
	up_line_next(snippet, &offset, &line);
	if (shown.end.line <= shown.start.line)
		one_line(&frame, &shown, line);
	else
		many_lines(&frame, &shown, snippet);
}
