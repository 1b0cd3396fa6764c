/* Snippets: masking secrets, and finding columns in lines that were cut. */
#include "report/snippet.h"

#include "base/memory.h"
#include "base/utf8.h"

enum {
	MASKS = 16,      /* secrets in the lines of one snippet; more, and the snippet is dropped */
	LOOKED_AT = 256, /* secrets looked at for one snippet */
};

void up_snippets_init(struct up_snippets *snippets, const struct up_report *report)
{
	*snippets = (struct up_snippets){ .report = report, .last = SIZE_MAX };
	for (size_t i = 0; i < report->n_findings; i++) {
		if (!up_str_eq(report->findings[i].rule->family, UP_STR("secret")))
			continue;
		snippets->secrets = up_grow(snippets->secrets, &snippets->capacity, snippets->n_secrets + 1, sizeof *snippets->secrets);
		snippets->secrets[snippets->n_secrets++] = i;
	}
}

void up_snippets_finish(struct up_snippets *snippets)
{
	up_free(snippets->secrets);
	up_buf_finish(&snippets->text);
	*snippets = (struct up_snippets){ 0 };
}

void up_snippets_rewind(struct up_snippets *snippets)
{
	snippets->low = 0;
	snippets->last = SIZE_MAX;
}

static uint32_t first_column(const struct up_finding *finding)
{
	return finding->snippet_column ? finding->snippet_column : 1;
}

/* --- masking ---------------------------------------------------------------------------------------------------------- */

static bool is_before(const struct up_finding *secret, const struct up_finding *finding)
{
	int order = up_str_cmp(secret->path, finding->path);
	return order < 0 || (order == 0 && secret->end.line < finding->start.line);
}

/* The secrets in the lines of `finding`; false where there are too many. */
static bool masks_of(struct up_snippets *snippets, const struct up_finding *finding, const struct up_finding **masks, size_t *ret_n)
{
	const struct up_finding *all = snippets->report->findings;
	while (snippets->low < snippets->n_secrets && is_before(&all[snippets->secrets[snippets->low]], finding))
		snippets->low++;
	size_t n = 0, looked_at = 0;
	for (size_t k = snippets->low; k < snippets->n_secrets; k++) {
		const struct up_finding *secret = &all[snippets->secrets[k]];
		if (!up_str_eq(secret->path, finding->path) || secret->start.line > finding->end.line)
			break;
		if (++looked_at > LOOKED_AT)
			return false;
		if (secret->end.line < finding->start.line)
			continue;
		if (n == MASKS)
			return false;
		masks[n++] = secret;
	}
	*ret_n = n;
	return true;
}

static bool covers(const struct up_finding *secret, struct up_place place)
{
	bool has_begun = secret->start.line < place.line || (secret->start.line == place.line && secret->start.column <= place.column);
	bool has_ended = secret->end.line < place.line || (secret->end.line == place.line && secret->end.column <= place.column);
	return has_begun && !has_ended;
}

static bool is_masked(const struct up_finding *const *masks, size_t n, struct up_place place)
{
	for (size_t i = 0; i < n; i++)
		if (covers(masks[i], place))
			return true;
	return false;
}

static void mask(const struct up_finding *finding, const struct up_finding *const *masks, size_t n, struct up_buf *out)
{
	struct up_place place = { finding->start.line, first_column(finding) };
	for (size_t i = 0; i < finding->snippet.len; place.column++) {
		uint32_t code;
		size_t used = up_utf8_decode(up_str_slice(finding->snippet, i, finding->snippet.len), &code);
		used = used ? used : 1;
		if (finding->snippet.s[i] == '\n') {
			up_buf_add_byte(out, '\n');
			place = (struct up_place){ place.line + 1, 0 };
		} else if (is_masked(masks, n, place)) {
			up_buf_add_byte(out, '*');
		} else {
			up_buf_add(out, up_str_slice(finding->snippet, i, i + used));
		}
		i += used;
	}
}

/* Findings of one line follow each other and quote the same. */
static bool is_same_snippet(const struct up_finding *a, const struct up_finding *b)
{
	return a->start.line == b->start.line && a->end.line == b->end.line && a->snippet_column == b->snippet_column &&
	       up_str_eq(a->path, b->path) && up_str_eq(a->snippet, b->snippet);
}

up_str up_snippets_get(struct up_snippets *snippets, size_t i)
{
	const struct up_finding *finding = &snippets->report->findings[i];
	const struct up_finding *masks[MASKS];
	size_t n;
	if (!snippets->n_secrets)
		return finding->snippet;
	if (snippets->last != SIZE_MAX && is_same_snippet(&snippets->report->findings[snippets->last], finding))
		return up_buf_str(&snippets->text);
	snippets->last = i;
	up_buf_clear(&snippets->text);
	if (!masks_of(snippets, finding, masks, &n))
		return UP_STR("");
	mask(finding, masks, n, &snippets->text);
	return up_buf_str(&snippets->text);
}

/* --- columns ---------------------------------------------------------------------------------------------------------- */

/* The offset in the snippet of a place; its end where the place is beyond. */
static size_t offset_of(const struct up_finding *finding, up_str snippet, struct up_place place)
{
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

up_str up_snippet_part(const struct up_finding *finding, up_str snippet, struct up_place start, struct up_place end)
{
	return up_str_slice(snippet, offset_of(finding, snippet, start), offset_of(finding, snippet, end));
}

bool up_snippet_is_whole(const struct up_finding *finding, up_str snippet)
{
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
