/* Tables as text, as JSON, and alone as CSV (RFC 4180). Cells hold text of sources: control characters are escaped, and what a spreadsheet would take for a
 * formula is quoted. */
#include "report/tables.h"

#include "base/utf8.h"
#include "report/frame.h"

enum {
	GAP = 2,
	WIDEST = 60, /* a column is padded to no more; longer cells push the rest of their line */
};

/* Columns of a terminal that the text takes. */
static size_t width_of(up_str text)
{
	size_t width = 0;
	for (size_t at = 0; at < text.len;) {
		uint32_t code = 0;
		size_t len = up_utf8_decode(up_str_slice(text, at, text.len), &code);
		width += len ? up_frame_code_width(code) : 1;
		at += len ? len : 1;
	}
	return width;
}

/* --- text ------------------------------------------------------------------------------------------------------------- */

static void add_padded(struct up_buf *out, up_str text, size_t width, bool is_last)
{
	struct up_buf shown = { 0 };
	up_utf8_escape(&shown, text, false);
	up_buf_add(out, up_buf_str(&shown));
	for (size_t i = width_of(up_buf_str(&shown)); !is_last && i < width + GAP; i++)
		up_buf_add_byte(out, ' ');
	up_buf_finish(&shown);
}

static void text_rows(const struct up_table *table, struct up_buf *out)
{
	size_t widths[UP_TABLE_COLUMNS] = { 0 };
	for (size_t column = 0; column < table->n_columns; column++) {
		widths[column] = strlen(table->columns[column]);
		for (size_t row = 0; row < table->n_rows; row++) {
			size_t width = width_of(table->cells[row * table->n_columns + column]);
			if (width > widths[column] && width <= WIDEST)
				widths[column] = width;
		}
	}
	for (size_t row = 0; row <= table->n_rows; row++) {
		up_buf_add_s(out, "  ");
		for (size_t column = 0; column < table->n_columns; column++) {
			bool is_last = column + 1 == table->n_columns;
			char name[64];
			for (size_t i = 0; !row && i < sizeof name; i++) {
				name[i] = table->columns[column][i] == '_' ? ' ' : table->columns[column][i];
				if (!name[i])
					break;
			}
			up_str cell = row ? table->cells[(row - 1) * table->n_columns + column] : up_str_from(name);
			add_padded(out, cell, widths[column], is_last);
		}
		while (out->len && out->bytes[out->len - 1] == ' ')
			out->len--;
		up_buf_add_byte(out, '\n');
	}
}

void up_tables_text(const struct up_report *report, struct up_buf *out)
{
	for (size_t i = 0; i < report->n_tables; i++) {
		const struct up_table *table = &report->tables[i];
		up_buf_printf(out, "%s\n", table->title);
		if (table->n_rows)
			text_rows(table, out);
		else
			up_buf_printf(out, "  %s\n", table->empty);
		up_buf_add_byte(out, '\n');
	}
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

void up_tables_json(const struct up_report *report, struct up_json *json)
{
	if (!report->n_tables)
		return;
	up_json_key(json, "tables");
	up_json_object(json);
	for (size_t i = 0; i < report->n_tables; i++) {
		const struct up_table *table = &report->tables[i];
		up_json_key(json, table->name);
		up_json_array(json);
		for (size_t row = 0; row < table->n_rows; row++) {
			up_json_object(json);
			for (size_t column = 0; column < table->n_columns; column++)
				up_json_pair(json, table->columns[column], table->cells[row * table->n_columns + column]);
			up_json_object_end(json);
		}
		up_json_array_end(json);
	}
	up_json_object_end(json);
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

static void csv(const struct up_report *report, const char *name, struct up_buf *out)
{
	for (size_t i = 0; i < report->n_tables; i++) {
		const struct up_table *table = &report->tables[i];
		if (strcmp(table->name, name) != 0)
			continue;
		for (size_t row = 0; row <= table->n_rows; row++) {
			for (size_t column = 0; column < table->n_columns; column++) {
				up_buf_add_s(out, column ? "," : "");
				csv_cell(out,
					 row ? table->cells[(row - 1) * table->n_columns + column] : up_str_from(table->columns[column]));
			}
			up_buf_add_s(out, "\r\n");
		}
	}
}

static void signatures_write(const struct up_report *report, struct up_buf *out)
{
	csv(report, "signatures", out);
}

static void schedules_write(const struct up_report *report, struct up_buf *out)
{
	csv(report, "schedules", out);
}

static void endpoints_write(const struct up_report *report, struct up_buf *out)
{
	csv(report, "endpoints", out);
}

static void rollback_write(const struct up_report *report, struct up_buf *out)
{
	csv(report, "rollback", out);
}

static void members_write(const struct up_report *report, struct up_buf *out)
{
	csv(report, "members", out);
}

const struct up_reporter up_reporter_signatures = {
	.name = "signatures",
	.summary = "the signatures and checksums of a package, as CSV",
	.write = signatures_write,
};
const struct up_reporter up_reporter_schedules = {
	.name = "schedules",
	.summary = "what fires during the window, as CSV",
	.write = schedules_write,
};
const struct up_reporter up_reporter_endpoints = {
	.name = "endpoints",
	.summary = "external endpoints and who names them, as CSV",
	.write = endpoints_write,
};
const struct up_reporter up_reporter_rollback = {
	.name = "rollback",
	.summary = "what a rollback by snapshot leaves behind, as CSV",
	.write = rollback_write,
};
const struct up_reporter up_reporter_members = {
	.name = "members",
	.summary = "the members of a package with size and SHA-256, as CSV",
	.write = members_write,
};
