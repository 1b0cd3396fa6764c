/* Template markers, blanked in place so that every offset stays what it was. */
#include "core/template.h"

#include "base/lines.h"

static const struct marker {
	const char *open, *close;
	bool is_expression;
} markers[] = {
	{ "{{/*", "*/", false }, { "{{- /*", "*/", false }, { "{{", "}}", true },  { "{%", "%}", false },
	{ "{#", "#}", false },   { "<%=", "%>", true },     { "<%", "%>", false },
};

enum {
	EXPRESSION = 2 /* the row of {{ */
};

/* The marker that starts at `at`, or NULL. */
static const struct marker *marker_at(up_str text, size_t at)
{
	if (text.s[at] != '{' && text.s[at] != '<')
		return NULL;
	if (at && text.s[at - 1] == '$')
		return NULL;
	up_str rest = up_str_slice(text, at, text.len);
	for (size_t i = 0; i < sizeof markers / sizeof *markers; i++)
		if (up_str_starts(rest, up_str_from(markers[i].open)))
			return &markers[i];
	return NULL;
}

/* Up to where it is known that no closing marker of a kind starts: `{{{{{{…` would else be searched 4 KiB far at every byte. */
struct seen {
	size_t none_before[sizeof markers / sizeof *markers];
};

/* Past the braces that close a comment, which may hold markers; a dash may stand before them. */
static size_t comment_end(up_str text, size_t at)
{
	size_t end = at;
	while (end < text.len && (up_is_blank(text.s[end]) || text.s[end] == '-'))
		end++;
	return up_str_starts(up_str_slice(text, end, text.len), UP_STR("}}")) ? end + 2 : at;
}

/* The end of the marked stretch, past its closing marker; 0 when it is not closed within 4 KiB. */
static size_t marked_end(up_str text, size_t at, const struct marker *marker, struct seen *seen)
{
	size_t *none_before = &seen->none_before[marker - markers], from = at + strlen(marker->open), len = strlen(marker->close);
	if (from < *none_before)
		from = *none_before;
	up_str window = up_str_slice(text, 0, at + 4096);
	size_t end = up_str_find(window, up_str_from(marker->close), from);
	if (end != SIZE_MAX)
		return marker->close[0] == '*' ? comment_end(text, end + len) : end + len;
	*none_before = window.len < len ? 0 : window.len - len + 1;
	return 0;
}

/* The marker at `at` and the end of its stretch, or 0. A comment that is too long is read like any other marker. */
static size_t stretch_at(up_str text, size_t at, struct seen *seen, const struct marker **ret_marker)
{
	const struct marker *marker = marker_at(text, at);
	size_t end = marker ? marked_end(text, at, marker, seen) : 0;
	for (; marker && !end && marker->close[0] == '*'; end = marked_end(text, at, marker, seen))
		marker = &markers[EXPRESSION];
	*ret_marker = marker;
	return end;
}

static size_t next_marker(up_str text, size_t from, struct seen *seen, const struct marker **ret_marker, size_t *ret_end)
{
	for (size_t at = from; at + 1 < text.len; at++) {
		if (text.s[at] != '{' && text.s[at] != '<')
			continue;
		*ret_end = stretch_at(text, at, seen, ret_marker);
		if (*ret_end)
			return at;
	}
	return SIZE_MAX;
}

/* Every source that may hold markers is asked this first, so it leaps from brace to brace. */
uint32_t up_template_first(up_str text)
{
	struct seen seen = { 0 };
	size_t brace = up_str_find_byte(text, '{', 0), angle = up_str_find_byte(text, '<', 0);
	while (brace != SIZE_MAX || angle != SIZE_MAX) {
		size_t at = brace < angle ? brace : angle;
		const struct marker *marker;
		if (at + 1 < text.len && stretch_at(text, at, &seen, &marker))
			return (uint32_t)at;
		if (at == brace)
			brace = up_str_find_byte(text, '{', at + 1);
		else
			angle = up_str_find_byte(text, '<', at + 1);
	}
	return UINT32_MAX;
}

static bool is_word(up_str body, const char *word)
{
	size_t len = strlen(word);
	return up_str_starts(body, up_str_from(word)) && (body.len == len || !up_is_alnum(body.s[len]));
}

/* Go's statements look like expressions: {{ if .Values.x }}, {{- end }}, {{ $x := 1 }}. What is indented is more than one value. */
static bool is_go_statement(up_str marked)
{
	static const char *const words[] = { "if", "else", "end", "range", "with", "define", "block", "break", "continue", "toYaml" };
	up_str body = up_str_slice(marked, 2, marked.len - 2);
	while (body.len && (body.s[0] == '-' || up_is_space(body.s[0])))
		body = up_str_slice(body, 1, body.len);
	if (up_str_starts(body, UP_STR("/*")) || up_str_contains(body, UP_STR("indent")))
		return true;
	if (up_str_starts(body, UP_STR("$")))
		return up_str_contains(body, UP_STR(" := ")) || up_str_contains(body, UP_STR(" = "));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (is_word(body, words[i]))
			return true;
	return false;
}

/* Is there nothing but blanks from the start of the line to `start` and from `end` to its end, in the text masked so far? */
static bool is_alone(up_str text, size_t start, size_t end)
{
	while (start && up_is_blank(text.s[start - 1]))
		start--;
	while (end < text.len && up_is_blank(text.s[end]))
		end++;
	bool begins = start == 0 || text.s[start - 1] == '\n' || text.s[start - 1] == '\r';
	bool ends = end == text.len || text.s[end] == '\n' || text.s[end] == '\r';
	return begins && ends;
}

up_str up_template_mask(up_str text, struct up_arena *arena)
{
	up_str masked = up_arena_copy(arena, text);
	char *bytes = (char *)(uintptr_t)masked.s;
	const struct marker *marker;
	size_t end;
	struct seen seen = { 0 };
	for (size_t at = next_marker(text, 0, &seen, &marker, &end); at != SIZE_MAX; at = next_marker(text, end, &seen, &marker, &end)) {
		bool blank = !marker->is_expression || is_alone(masked, at, end) ||
			     (marker->open[0] == '{' && is_go_statement(up_str_slice(text, at, end)));
		for (size_t i = at; i < end; i++)
			if (bytes[i] != '\n' && bytes[i] != '\r')
				bytes[i] = blank ? ' ' : 'x';
	}
	return masked;
}

/* --- branches --------------------------------------------------------------------------------------------------------- */

enum {
	BRANCH_DEPTH = 64 /* what is nested deeper is as good as unconditional */
};

enum branch {
	BRANCH_NONE,
	BRANCH_OPENS,
	BRANCH_GOES_ON, /* else, elif */
	BRANCH_ENDS,
};

static enum branch branch_of(up_str marked, bool is_go)
{
	static const struct {
		const char *word;
		bool is_go;
		enum branch branch;
	} words[] = {
		{ "if", true, BRANCH_OPENS },      { "with", true, BRANCH_OPENS },  { "range", true, BRANCH_OPENS },
		{ "define", true, BRANCH_OPENS },  { "block", true, BRANCH_OPENS }, { "else", true, BRANCH_GOES_ON },
		{ "end", true, BRANCH_ENDS },      { "if", false, BRANCH_OPENS },   { "elif", false, BRANCH_GOES_ON },
		{ "else", false, BRANCH_GOES_ON }, { "endif", false, BRANCH_ENDS },
	};
	up_str body = up_str_slice(marked, 2, marked.len - 2);
	while (body.len && (body.s[0] == '-' || body.s[0] == '+' || up_is_space(body.s[0])))
		body = up_str_slice(body, 1, body.len);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		size_t len = strlen(words[i].word);
		if (words[i].is_go == is_go && up_str_starts(body, up_str_from(words[i].word)) &&
		    (body.len == len || (!up_is_alnum(body.s[len]) && body.s[len] != '_')))
			return words[i].branch;
	}
	return BRANCH_NONE;
}

/* Does a condition ask which version it is rendered for? */
static bool asks_version(up_str marked)
{
	static const char *const words[] = { ".Capabilities", "semverCompare", "version(", "version_compare(", "kube_version",
					     /* helpers of charts: include "chart.ingress.apiVersion", $apiIsStable */
					     ".apiVersion\"", "isStable", "IsStable" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_contains(marked, up_str_from(words[i])))
			return true;
	return false;
}

size_t up_template_branches(up_str text, struct up_arena *arena, up_span **ret_spans)
{
	struct {
		uint32_t start;
		bool asks;
	} open[BRANCH_DEPTH];
	size_t depth = 0, n = 0, capacity = 0, end;
	const struct marker *marker;
	struct seen seen = { 0 };
	up_span *spans = NULL;
	*ret_spans = NULL;
	if (!asks_version(text))
		return 0;
	for (size_t at = next_marker(text, 0, &seen, &marker, &end); at != SIZE_MAX; at = next_marker(text, end, &seen, &marker, &end)) {
		up_str marked = up_str_slice(text, at, end);
		enum branch branch = branch_of(marked, marker->is_expression);
		if (branch == BRANCH_OPENS && depth++ < BRANCH_DEPTH) {
			open[depth - 1].start = (uint32_t)at;
			open[depth - 1].asks = asks_version(marked);
		} else if (branch == BRANCH_GOES_ON && depth && depth <= BRANCH_DEPTH) {
			open[depth - 1].asks |= asks_version(marked);
		} else if (branch == BRANCH_ENDS && depth && depth-- <= BRANCH_DEPTH && open[depth].asks) {
			/* Those inside it are covered by it. */
			while (n && spans[n - 1].start > open[depth].start)
				n--;
			if (n == capacity) {
				capacity = capacity ? capacity * 2 : 8;
				up_span *grown = up_arena_alloc(arena, capacity * sizeof *grown);
				if (n)
					memcpy(grown, spans, n * sizeof *grown);
				spans = grown;
			}
			spans[n++] = (up_span){ open[depth].start, (uint32_t)end };
		}
	}
	*ret_spans = spans;
	return n;
}
