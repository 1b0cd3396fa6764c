/* Finding columns in lines that were cut. */
#include "report/snippet.h"

#include "base/utf8.h"

static uint32_t first_column(const struct up_finding *finding)
{
	return finding->snippet_column ? finding->snippet_column : 1;
}

/* The offset in the snippet of a place; its end where the place is beyond. */
static size_t offset_of(const struct up_finding *finding, struct up_place place)
{
	up_str snippet = finding->snippet;
	struct up_place here = { finding->start.line, first_column(finding) };
	size_t i = 0;
	while (i < snippet.len) {
		if (here.line > place.line || (here.line == place.line && here.column >= place.column))
			return i;
		uint32_t code;
		if (snippet.s[i] == '\n') {
			if (here.line == place.line)
				return i;
			here = (struct up_place){ here.line + 1, 1 };
			i++;
			continue;
		}
		size_t used = up_utf8_decode(up_str_slice(snippet, i, snippet.len), &code);
		i += used ? used : 1;
		here.column++;
	}
	return i;
}

up_str up_snippet_part(const struct up_finding *finding, struct up_place start, struct up_place end)
{
	return up_str_slice(finding->snippet, offset_of(finding, start), offset_of(finding, end));
}

bool up_snippet_is_whole(const struct up_finding *finding)
{
	up_str snippet = finding->snippet;
	uint32_t n_lines = 1, column = 1;
	for (size_t i = 0; i < snippet.len; column++) {
		uint32_t code;
		size_t used = up_utf8_decode(up_str_slice(snippet, i, snippet.len), &code);
		if (snippet.s[i] == '\n') {
			n_lines++;
			column = 0;
		}
		i += used ? used : 1;
	}
	bool has_last_line = n_lines == finding->end.line - finding->start.line + 1;
	return snippet.len && first_column(finding) == 1 && has_last_line && finding->end.column <= column;
}
