/* Lines of a source: iteration, and from offsets to places. */
#include "base/lines.h"

#include "base/memory.h"

/* The end of the line that starts at `from`: the offset of its CR or LF, or the length of the text. It is sought in windows that grow, since
 * a text of lone CRs would otherwise be searched to its end for an LF at every line. */
static size_t line_end(up_str text, size_t from)
{
	for (size_t window = 256; from < text.len; from += window, window *= 2) {
		if (window > text.len - from)
			window = text.len - from;
		const char *start = text.s + from, *lf = memchr(start, '\n', window);
		const char *cr = memchr(start, '\r', lf ? (size_t)(lf - start) : window);
		if (cr || lf)
			return (size_t)((cr ? cr : lf) - text.s);
	}
	return text.len;
}

static size_t skip_line_end(up_str text, size_t end)
{
	if (end < text.len && text.s[end] == '\r')
		return end + 1 < text.len && text.s[end + 1] == '\n' ? end + 2 : end + 1;
	return end < text.len ? end + 1 : end;
}

bool up_line_next(up_str text, size_t *offset, up_str *ret_line)
{
	if (*offset >= text.len)
		return false;
	size_t end = line_end(text, *offset);
	*ret_line = up_str_slice(text, *offset, end);
	*offset = skip_line_end(text, end);
	return true;
}

enum {
	COUNT_STEP = 1024
};

/* A continuation byte belongs to the code point before it. Sources hold valid UTF-8 after reading. */
static uint32_t code_points(up_str text, size_t start, size_t end)
{
	uint32_t n = 0;
	for (size_t i = start; i < end; i++)
		n += ((unsigned char)text.s[i] & 0xC0) != 0x80;
	return n;
}

/* Code points in front of an offset, which is inside the text or at its end. */
static uint32_t count_at(const struct up_lines *lines, size_t offset)
{
	size_t step = offset / COUNT_STEP;
	return lines->counts[step] + code_points(lines->text, step * COUNT_STEP, offset);
}

static void count_steps(struct up_lines *lines)
{
	lines->n_counts = lines->text.len / COUNT_STEP + 1;
	lines->counts = up_alloc(lines->n_counts * sizeof *lines->counts);
	lines->counts[0] = 0;
	for (size_t i = 1; i < lines->n_counts; i++)
		lines->counts[i] = lines->counts[i - 1] + code_points(lines->text, (i - 1) * COUNT_STEP, i * COUNT_STEP);
}

void up_lines_init(struct up_lines *lines, up_str text)
{
	*lines = (struct up_lines){ .text = text };
	count_steps(lines);
	size_t offset = 0;
	do {
		lines->starts = up_grow(lines->starts, &lines->capacity, lines->n + 1, sizeof *lines->starts);
		lines->starts[lines->n++] = (uint32_t)offset;
		up_str line;
		if (!up_line_next(text, &offset, &line))
			break;
	} while (offset < text.len);
	/* A final line end starts one more, empty line; a place at the very end of the text lies there. */
	if (text.len && (text.s[text.len - 1] == '\n' || text.s[text.len - 1] == '\r')) {
		lines->starts = up_grow(lines->starts, &lines->capacity, lines->n + 1, sizeof *lines->starts);
		lines->starts[lines->n++] = (uint32_t)text.len;
	}
}

void up_lines_finish(struct up_lines *lines)
{
	up_free(lines->starts);
	up_free(lines->counts);
	*lines = (struct up_lines){ 0 };
}

struct up_place up_lines_place(const struct up_lines *lines, uint32_t offset)
{
	size_t low = 0, high = lines->n;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (lines->starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	size_t in_text = offset < lines->text.len ? offset : lines->text.len;
	size_t start = lines->starts[low];
	uint32_t column = 1;
	if (in_text >= start && in_text - start <= COUNT_STEP)
		column += code_points(lines->text, start, in_text); /* most lines are short */
	else
		column += count_at(lines, in_text) - count_at(lines, start);
	/* An offset inside a code point belongs to that code point. */
	if (offset < lines->text.len && ((unsigned char)lines->text.s[offset] & 0xC0) == 0x80 && column > 1)
		column--;
	return (struct up_place){ (uint32_t)low + 1, column };
}

up_str up_lines_text(const struct up_lines *lines, uint32_t line)
{
	if (line == 0 || line > lines->n)
		return UP_STR("");
	size_t start = lines->starts[line - 1];
	up_str text = UP_STR("");
	if (start < lines->text.len)
		up_line_next(lines->text, &start, &text);
	return text;
}
