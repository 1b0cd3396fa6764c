/* A way, drawn for a terminal: stops as points, legs as lines with what belongs to them; sources as numbers that the end explains. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "cli/path.h"

enum {
	WIDTH = 100,
	SOURCES = 200, /* more are not numbered; no product names as many */
};

struct page {
	struct up_buf *out;
	up_str sources[SOURCES];
	size_t n_sources;
	bool verbose;
};

static size_t number_of(struct page *page, up_str link)
{
	for (size_t i = 0; i < page->n_sources; i++)
		if (up_str_eq(page->sources[i], link))
			return i + 1;
	if (page->n_sources == SOURCES)
		return 0;
	page->sources[page->n_sources++] = link;
	return page->n_sources;
}

/* Columns, as far as every character has one: bytes that do not go on. */
static size_t columns(up_str text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.s[i] & 0xc0) != 0x80;
	return n;
}

/* Words, broken at the width; further lines begin with `indent`. */
static void add_wrapped(struct up_buf *out, size_t column, const char *indent, up_str text)
{
	up_str word;
	bool is_first = true;
	while ((word = up_str_next_word(&text)).len) {
		size_t len = columns(word);
		if (!is_first && column + 1 + len > WIDTH) {
			up_buf_printf(out, "\n%s", indent);
			column = columns(up_str_from(indent));
			is_first = true;
		}
		if (!is_first)
			up_buf_add_byte(out, ' ');
		column += len + !is_first;
		up_utf8_escape(out, word, true);
		is_first = false;
	}
}

/* "where CONDITION: text [1][2]" */
static void add_said(struct page *page, size_t column, const char *indent, const struct up_path_said *said)
{
	struct up_buf text = { 0 };
	if (said->only.len)
		up_buf_printf(&text, "(where %.*s) ", UP_FMT(said->only));
	up_buf_add(&text, said->text);
	for (uint32_t i = 0; i < said->n_links; i++) {
		size_t number = number_of(page, said->links[i]);
		if (number)
			up_buf_printf(&text, "%s[%zu]", i ? "" : " ", number);
	}
	add_wrapped(page->out, column, indent, up_buf_str(&text));
	up_buf_add_byte(page->out, '\n');
	up_buf_finish(&text);
}

static void add_list(struct page *page, const char *bar, const char *name, const struct up_path_said_list *list)
{
	char indent[32];
	snprintf(indent, sizeof indent, "  %s          ", bar);
	for (size_t i = 0; i < list->n; i++) {
		up_buf_printf(page->out, "  %s  %-6s  ", bar, i ? "" : name);
		add_said(page, 13, indent, &list->items[i]);
	}
}

static void add_breaks(struct page *page, const struct up_path_leg *leg)
{
	static const char *const names[] = { "deprecated", "renamed", "removed", "changed", "required" };
	static const size_t order[] = { 4, 2, 1, 0, 3 };
	size_t n = 0;
	if (!leg->n_rows)
		return;
	up_buf_add_s(page->out, "  │  rules   ");
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (leg->counts[order[i]])
			up_buf_printf(page->out, "%s%u %s", n++ ? ", " : "", leg->counts[order[i]], names[order[i]]);
	up_buf_add_byte(page->out, '\n');
	for (size_t i = 0; page->verbose && i < leg->n_rows; i++)
		up_buf_printf(page->out, "  │            %-10s %-8.*s %.*s\n", leg->rows[i].change, UP_FMT(leg->rows[i].version),
			      UP_FMT(leg->rows[i].rule));
}

/* Why a leg ends there; what was said of the leg before is not said at length again. */
static void add_reason(struct page *page, const struct up_path *path, const struct up_path_leg *leg, size_t column)
{
	struct up_path_said reason = leg->reason;
	if (leg > path->legs && up_str_eq(leg[-1].reason.text, reason.text))
		reason.text = up_str_slice(reason.text, 0, up_str_find(reason.text, UP_STR(": "), 0));
	add_said(page, column, "  │     ", &reason);
}

static void add_leg(struct page *page, const struct up_path *path, const struct up_path_leg *leg, bool differs)
{
	bool has_more = leg->before.n || leg->skew.n || leg->n_rows || (differs && leg->can_go_back);
	up_buf_add_s(page->out, has_more ? "  │\n" : "");
	add_list(page, "│", "before", &leg->before);
	add_list(page, "│", "parts", &leg->skew);
	add_breaks(page, leg);
	if (differs && leg->can_go_back)
		up_buf_add_s(page->out, "  │  back    yes\n");
	up_buf_add_s(page->out, "  ▼\n");
	up_buf_printf(page->out, "  %s ", leg->reason.only.len ? "○" : "●");
	size_t start = page->out->len;
	up_utf8_escape(page->out, leg->to, true);
	if (leg->least.len)
		up_buf_printf(page->out, " (at least %.*s)", UP_FMT(leg->least));
	size_t column = 4 + page->out->len - start;
	up_buf_add_s(page->out, "  ");
	add_reason(page, path, leg, column + 2);
	bool is_last = leg == &path->legs[path->n_legs - 1];
	add_list(page, is_last ? " " : "│", "after", &leg->after);
}

static void add_head(struct page *page, const struct up_path *path)
{
	up_buf_printf(page->out, "%.*s: ", UP_FMT(path->title));
	up_utf8_escape(page->out, path->from, true);
	up_buf_add_s(page->out, " → ");
	up_utf8_escape(page->out, path->to, true);
	size_t stops = 0, some = 0;
	for (size_t i = 0; i < path->n_legs; i++) {
		stops += path->legs[i].is_line && !path->legs[i].reason.only.len;
		some += path->legs[i].is_line && path->legs[i].reason.only.len;
	}
	if (path->status == UP_PATH_FOUND && !stops)
		up_buf_add_s(page->out, ", in one go");
	else if (path->n_legs)
		up_buf_printf(page->out, ", %zu stop%s between", stops, stops == 1 ? "" : "s");
	if (some)
		up_buf_printf(page->out, " (%zu more for some)", some);
	up_buf_add_byte(page->out, '\n');
}

static bool backs_differ(const struct up_path *path)
{
	for (size_t i = 1; i < path->n_legs; i++)
		if (path->legs[i].can_go_back != path->legs[0].can_go_back)
			return true;
	return false;
}

static void add_way(struct page *page, const struct up_path *path)
{
	bool differs = backs_differ(path);
	up_buf_add_byte(page->out, '\n');
	add_list(page, " ", "before", &path->before);
	add_list(page, " ", "after", &path->after);
	if (path->before.n + path->after.n)
		up_buf_add_s(page->out, path->n_legs > 1 ? "     (each leg)\n\n" : "\n");
	up_buf_add_s(page->out, "  ● ");
	up_utf8_escape(page->out, path->from, true);
	up_buf_add_byte(page->out, '\n');
	for (size_t i = 0; i < path->n_legs; i++)
		add_leg(page, path, &path->legs[i], differs);
	if (path->status == UP_PATH_BLOCKED || path->status == UP_PATH_BEYOND)
		up_buf_add_s(page->out, "  ╳\n");
	up_buf_add_byte(page->out, '\n');
}

void up_path_write_text(const struct up_path *path, bool verbose, struct up_buf *out)
{
	struct page page = { .out = out, .verbose = verbose };
	add_head(&page, path);
	if (path->n_legs)
		add_way(&page, path);
	else
		up_buf_add_byte(out, '\n');
	if (path->end.text.len) {
		const char *word = path->status == UP_PATH_BACK                            ? "It may: "
				   : path->status == UP_PATH_NO_BACK && path->back.n_links ? "It may not: "
											   : "";
		up_buf_printf(out, "  %s", word);
		add_said(&page, 2 + strlen(word), "  ", &path->end);
	}
	if (path->n_legs) {
		up_buf_add_s(out, "  back: ");
		add_said(&page, 8, "        ", &path->back);
	}
	for (size_t i = 0; i < page.n_sources; i++)
		up_buf_printf(out, "%s  [%zu] %.*s\n", i ? "" : "\n", i + 1, UP_FMT(page.sources[i]));
}
