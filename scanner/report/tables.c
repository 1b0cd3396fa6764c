/* Tables as text, as JSON, and alone as CSV (RFC 4180). Cells hold text of sources: control characters are escaped, and what a spreadsheet would take for a
 * formula is quoted. */
#include "report/tables.h"

#include <stddef.h>

#include "base/utf8.h"
#include "report/frame.h"

enum {
	GAP = 2,
	WIDEST = 140, /* a table that is wider is shown row by row */
};

/* --- text ------------------------------------------------------------------------------------------------------------- */

/* A cell for people. Members of the package are named from its top: "…/install.sh:4". */
static void add_cell(const struct up_report *report, up_str cell, struct up_buf *out)
{
	up_str inside = report->package.inside;
	for (size_t at = 0; at < cell.len;) {
		size_t found = inside.len ? up_str_find(cell, inside, at) : SIZE_MAX;
		size_t end = found == SIZE_MAX ? cell.len : found;
		up_utf8_escape(out, up_str_slice(cell, at, end), false);
		if (found != SIZE_MAX)
			up_buf_add_s(out, "…/");
		at = found == SIZE_MAX ? cell.len : found + inside.len;
	}
}

static void pad(struct up_buf *out, size_t before, size_t width)
{
	for (size_t i = up_frame_text_width(up_str_slice(up_buf_str(out), before, out->len)); i < width + GAP; i++)
		up_buf_add_byte(out, ' ');
}

static void add_name(struct up_buf *out, const char *column, size_t width)
{
	char name[64] = "";
	for (size_t i = 0; column[i] && i + 1 < sizeof name; i++)
		name[i] = column[i] == '_' ? ' ' : column[i];
	size_t before = out->len;
	up_buf_add_s(out, name);
	pad(out, before, width);
}

static void end_line(struct up_buf *out)
{
	while (out->len && out->bytes[out->len - 1] == ' ')
		out->len--;
	up_buf_add_byte(out, '\n');
}

/* The first column that says anything: without a window no job has next runs. */
static size_t first_used(const struct up_table *table)
{
	for (size_t column = 0; column < table->n_columns; column++)
		for (size_t row = 0; row < table->n_rows; row++)
			if (table->cells[row * table->n_columns + column].len)
				return column;
	return 0;
}

/* Each row as a paragraph: what it is about, then what there is to say of it. */
static void text_paragraphs(const struct up_report *report, const struct up_table *table, struct up_buf *out)
{
	size_t width = 0, first = first_used(table);
	for (size_t column = first + 1; column < table->n_columns; column++)
		width = strlen(table->columns[column]) > width ? strlen(table->columns[column]) : width;
	for (size_t row = 0; row < table->n_rows; row++) {
		const up_str *cells = &table->cells[row * table->n_columns];
		bool is_same = row && up_str_eq(cells[first], cells[(ptrdiff_t)first - (ptrdiff_t)table->n_columns]);
		up_buf_add_s(out, "  ");
		add_cell(report, is_same ? UP_STR("and") : cells[first], out);
		up_buf_add_byte(out, '\n');
		for (size_t column = first + 1; column < table->n_columns; column++) {
			if (!cells[column].len)
				continue;
			up_buf_add_s(out, "    ");
			add_name(out, table->columns[column], width);
			add_cell(report, cells[column], out);
			up_buf_add_byte(out, '\n');
		}
	}
}

static void text_rows(const struct up_report *report, const struct up_table *table, struct up_buf *out)
{
	size_t widths[UP_TABLE_COLUMNS] = { 0 }, total = 0;
	struct up_buf shown = { 0 };
	for (size_t column = 0; column < table->n_columns; column++) {
		widths[column] = strlen(table->columns[column]);
		for (size_t row = 0; row < table->n_rows; row++) {
			up_buf_clear(&shown);
			add_cell(report, table->cells[row * table->n_columns + column], &shown);
			size_t width = up_frame_text_width(up_buf_str(&shown));
			widths[column] = width > widths[column] ? width : widths[column];
		}
		total += widths[column] + GAP;
	}
	up_buf_finish(&shown);
	if (total > WIDEST) {
		text_paragraphs(report, table, out);
		return;
	}
	up_buf_add_s(out, "  ");
	for (size_t column = 0; column < table->n_columns; column++)
		add_name(out, table->columns[column], widths[column]);
	end_line(out);
	for (size_t row = 0; row < table->n_rows; row++) {
		up_buf_add_s(out, "  ");
		for (size_t column = 0; column < table->n_columns; column++) {
			size_t before = out->len;
			add_cell(report, table->cells[row * table->n_columns + column], out);
			pad(out, before, widths[column]);
		}
		end_line(out);
	}
}

void up_tables_text(const struct up_report *report, bool is_on_top, struct up_buf *out)
{
	for (size_t i = 0; i < report->n_tables; i++) {
		const struct up_table *table = &report->tables[i];
		if (table->is_on_top != is_on_top || table->is_hidden)
			continue;
		up_buf_printf(out, "%s\n", table->title);
		if (table->is_listing)
			up_buf_printf(out, "  %zu; --format %s lists them\n", table->n_rows, table->name);
		else if (table->n_rows)
			text_rows(report, table, out);
		else
			up_buf_printf(out, "  %s\n", table->empty);
		up_buf_add_byte(out, '\n');
	}
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

static void json_row(const struct up_table *table, size_t row, struct up_json *json, struct up_arena *arena)
{
	up_str made[UP_TABLE_COLUMNS];
	const up_str *cells = up_table_row(table, row, arena, made);
	up_json_object(json);
	for (size_t column = 0; column < table->n_columns; column++)
		up_json_pair(json, table->columns[column], cells[column]);
	up_json_object_end(json);
	up_arena_reset(arena);
}

void up_tables_json(const struct up_report *report, struct up_json *json)
{
	if (!report->n_tables)
		return;
	struct up_arena *arena = up_arena_new();
	up_json_key(json, "tables");
	up_json_object(json);
	for (size_t i = 0; i < report->n_tables; i++) {
		const struct up_table *table = &report->tables[i];
		up_json_key(json, table->name);
		up_json_array(json);
		for (size_t row = 0; row < table->n_rows; row++)
			json_row(table, row, json, arena);
		up_json_array_end(json);
	}
	up_json_object_end(json);
	up_arena_free(arena);
}

/* --- CSV -------------------------------------------------------------------------------------------------------------- */

static void csv_cell(struct up_buf *out, up_str text)
{
	struct up_buf shown = { 0 };
	up_utf8_escape(&shown, text, false);
	up_str cell = up_buf_str(&shown);
	up_buf_add_byte(out, '"');
	if (cell.len && strchr("=+-@", cell.s[0]))
		up_buf_add_byte(out, '\'');
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.s[i] == '"')
			up_buf_add_byte(out, '"');
		up_buf_add_byte(out, cell.s[i]);
	}
	up_buf_add_byte(out, '"');
	up_buf_finish(&shown);
}

static void csv_row(struct up_buf *out, const struct up_table *table, const up_str *cells)
{
	for (size_t column = 0; column < table->n_columns; column++) {
		up_buf_add_s(out, column ? "," : "");
		csv_cell(out, cells ? cells[column] : up_str_from(table->columns[column]));
	}
	up_buf_add_s(out, "\r\n");
}

void up_tables_csv(const struct up_report *report, const char *name, struct up_buf *out)
{
	struct up_arena *arena = up_arena_new();
	up_str made[UP_TABLE_COLUMNS];
	for (size_t i = 0; i < report->n_tables; i++) {
		const struct up_table *table = &report->tables[i];
		if (strcmp(table->name, name) != 0)
			continue;
		csv_row(out, table, NULL);
		for (size_t row = 0; row < table->n_rows; row++) {
			csv_row(out, table, up_table_row(table, row, arena, made));
			up_arena_reset(arena);
		}
	}
	up_arena_free(arena);
}

const struct up_reporter up_table_reporters[_UP_TABLE_REPORTERS] = {
	{ .name = "signatures", .summary = "the signatures and checksums of a package, as CSV", .table = "signatures" },
	{ .name = "schedules", .summary = "what fires during the window, as CSV", .table = "schedules" },
	{ .name = "endpoints", .summary = "external endpoints and who names them, as CSV", .table = "endpoints" },
	{ .name = "rollback", .summary = "what a rollback by snapshot leaves behind, as CSV", .table = "rollback" },
	{ .name = "migrations", .summary = "migrations, and how far each can be undone, as CSV", .table = "migrations" },
	{ .name = "members", .summary = "the members of a package with size and SHA-256, as CSV", .table = "members" },
	{ .name = "changes", .summary = "what has changed since the release before, as CSV", .table = "changes" },
	{ .name = "windows",
	  .summary = "from which version to which of each product, and where that was read, as CSV",
	  .table = "windows" },
};
