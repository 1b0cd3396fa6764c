#include "report/inventory.h"

#include "base/json.h"
#include "base/utf8.h"
#include "report/frame.h"
#include "report/notes.h"

enum {
	SCHEMA = 1,
	COLUMNS = 4,
	GAP = 2,
	WIDEST = 48, /* a longer cell pushes the others to the right */
};

/* --- for people ------------------------------------------------------------------------------------------------------- */

static void add_place(struct up_buf *out, const struct up_inventory_place *place)
{
	up_utf8_escape(out, place->source, false);
	if (place->line)
		up_buf_printf(out, ":%u", place->line);
}

static bool looks_alike(const struct up_inventory_item *a, const struct up_inventory_item *b)
{
	return up_str_eq(a->type, b->type) && up_str_eq(a->name, b->name) && up_str_eq(a->version, b->version);
}

/* Two rows that look alike show their architecture: libc6 of a host that runs two. */
static bool is_one_of_two(const struct up_report *report, size_t i)
{
	const struct up_inventory_item *items = report->components;
	return (i && looks_alike(&items[i - 1], &items[i])) || (i + 1 < report->n_components && looks_alike(&items[i], &items[i + 1]));
}

/* The cells of a row, in the buffers. */
static void make_row(const struct up_report *report, size_t i, bool is_verbose, struct up_buf cells[COLUMNS])
{
	const struct up_inventory_item *item = &report->components[i];
	for (int k = 0; k < COLUMNS; k++)
		up_buf_clear(&cells[k]);
	up_utf8_escape(&cells[0], item->name, false);
	if (item->is_wanted)
		up_buf_add_s(&cells[1], "wants ");
	if (item->version.len)
		up_utf8_escape(&cells[1], item->version, false);
	else
		up_buf_add_s(&cells[1], item->is_wanted ? "any" : "-");
	up_str qualifiers = item->parts.qualifiers;
	if (up_str_starts(qualifiers, UP_STR("arch=")) && is_one_of_two(report, i)) {
		up_buf_add_s(&cells[1], " (");
		up_utf8_escape(&cells[1], up_str_slice(qualifiers, 5, up_str_find_byte(qualifiers, '&', 0)), false);
		up_buf_add_byte(&cells[1], ')');
	}
	up_utf8_escape(&cells[2], item->type, false);
	for (size_t k = 0; k < (is_verbose ? item->n_places : 1); k++) {
		up_buf_add_s(&cells[3], k ? ", " : "");
		add_place(&cells[3], &item->places[k]);
	}
	if (!is_verbose && item->n_places > 1)
		up_buf_printf(&cells[3], " and %zu more", item->n_places - 1);
}

static void add_row(struct up_buf *out, const struct up_buf cells[COLUMNS], const size_t widths[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++) {
		up_str cell = up_buf_str(&cells[i]);
		up_buf_add(out, cell);
		for (size_t width = up_frame_text_width(cell); i + 1 < COLUMNS && width < widths[i] + GAP; width++)
			up_buf_add_byte(out, ' ');
		if (i + 1 < COLUMNS && up_frame_text_width(cell) >= widths[i] + GAP)
			up_buf_add_s(out, "  ");
	}
	up_buf_add_byte(out, '\n');
}

/* "412 components: 1 cargo, 411 deb" */
static void add_summary(const struct up_report *report, struct up_buf *out)
{
	up_buf_printf(out, "%zu component%s", report->n_components, report->n_components == 1 ? "" : "s");
	for (size_t i = 0, end; i < report->n_components; i = end) {
		for (end = i + 1; end < report->n_components && up_str_eq(report->components[i].type, report->components[end].type);)
			end++;
		up_buf_printf(out, "%s%zu ", i ? ", " : ": ", end - i);
		up_utf8_escape(out, report->components[i].type, false);
	}
	up_buf_printf(out, "\nread %llu of %llu files in %.2f s\n", (unsigned long long)report->files_read,
		      (unsigned long long)report->files_seen, report->seconds);
}

void up_inventory_table(const struct up_report *report, struct up_buf *out)
{
	static const char *const names[COLUMNS] = { "component", "version", "type", "where" };
	size_t widths[COLUMNS];
	struct up_buf cells[COLUMNS] = { { 0 } };
	for (int i = 0; i < COLUMNS; i++)
		widths[i] = strlen(names[i]);
	for (size_t i = 0; i < report->n_components; i++) {
		make_row(report, i, false, cells);
		for (int k = 0; k + 1 < COLUMNS; k++) {
			size_t width = up_frame_text_width(up_buf_str(&cells[k]));
			if (width > widths[k] && width <= WIDEST)
				widths[k] = width;
		}
	}
	for (int i = 0; i < COLUMNS; i++) {
		up_buf_clear(&cells[i]);
		up_buf_add_s(&cells[i], names[i]);
	}
	if (report->n_components)
		add_row(out, cells, widths);
	for (size_t i = 0; i < report->n_components; i++) {
		make_row(report, i, report->verbose, cells);
		add_row(out, cells, widths);
	}
	for (int i = 0; i < COLUMNS; i++)
		up_buf_finish(&cells[i]);
	if (report->n_components && !report->quiet)
		up_buf_add_byte(out, '\n');
	size_t n_incomplete = up_notes_text(report, out);
	if (!report->quiet)
		add_summary(report, out);
	else if (n_incomplete)
		up_buf_printf(out, "incomplete: %zu %s not, or only partly, read (without --quiet they are listed)\n", n_incomplete,
			      n_incomplete == 1 ? "part was" : "parts were");
}

/* --- JSON ------------------------------------------------------------------------------------------------------------- */

static void add_qualifiers(struct up_json *json, up_str qualifiers)
{
	struct up_arena *arena = qualifiers.len ? up_arena_new() : NULL;
	if (!qualifiers.len)
		return;
	up_json_key(json, "qualifiers");
	up_json_object(json);
	while (qualifiers.len) {
		size_t end = up_str_find_byte(qualifiers, '&', 0);
		up_str pair = up_str_slice(qualifiers, 0, end);
		size_t equals = up_str_find_byte(pair, '=', 0);
		char key[UP_QUALIFIER_BYTES + 1];
		snprintf(key, sizeof key, "%.*s", UP_FMT(up_str_slice(pair, 0, equals)));
		up_json_pair(json, key, up_purl_decoded(up_str_slice(pair, equals + 1, pair.len), arena));
		qualifiers = end == SIZE_MAX ? UP_STR("") : up_str_slice(qualifiers, end + 1, qualifiers.len);
	}
	up_json_object_end(json);
	up_arena_free(arena);
}

static void add_places(struct up_json *json, const struct up_inventory_item *item)
{
	up_json_key(json, "places");
	up_json_array(json);
	for (size_t i = 0; i < item->n_places; i++) {
		const struct up_inventory_place *place = &item->places[i];
		up_json_object(json);
		up_path_json(json, place->source);
		if (place->line)
			up_json_pair_number(json, "line", place->line);
		if (place->path.len)
			up_json_pair(json, "in", place->path);
		up_json_object_end(json);
	}
	up_json_array_end(json);
}

static void add_component(struct up_json *json, const struct up_inventory_item *item)
{
	up_json_object(json);
	up_json_pair(json, "type", item->type);
	up_json_pair(json, "name", item->name);
	if (item->is_wanted)
		up_json_pair(json, "wanted", item->version);
	else if (item->version.len)
		up_json_pair(json, "version", item->version);
	if (item->purl.len)
		up_json_pair(json, "purl", item->purl);
	if (item->is_dynamic)
		up_json_pair_bool(json, "dynamic", true);
	add_qualifiers(json, item->parts.qualifiers);
	add_places(json, item);
	up_json_object_end(json);
}

static void add_counts(const struct up_report *report, struct up_json *json)
{
	int64_t n_incomplete = 0;
	for (size_t i = 0; i < report->n_notes; i++)
		n_incomplete += up_note_is_incomplete(report->notes[i].reason);
	up_json_key(json, "summary");
	up_json_object(json);
	up_json_pair_number(json, "components", (int64_t)report->n_components);
	up_json_pair_number(json, "incomplete", n_incomplete);
	up_json_object_end(json);
}

void up_inventory_json(const struct up_report *report, struct up_buf *out)
{
	struct up_json json;
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", SCHEMA);
	up_json_key(&json, "tool");
	up_json_object(&json);
	up_json_pair_s(&json, "name", "uplint");
	up_json_pair(&json, "version", report->version);
	up_json_object_end(&json);
	up_json_key(&json, "run");
	up_json_object(&json);
	up_json_key(&json, "roots");
	up_json_array(&json);
	for (size_t i = 0; i < report->n_roots; i++)
		up_json_string(&json, report->roots[i]);
	up_json_array_end(&json);
	up_json_pair_bool(&json, "strict", report->strict);
	up_json_pair_number(&json, "files_seen", (int64_t)report->files_seen);
	up_json_pair_number(&json, "files_read", (int64_t)report->files_read);
	up_json_pair_number(&json, "exit_status", report->status);
	up_json_object_end(&json);
	up_json_key(&json, "components");
	up_json_array(&json);
	for (size_t i = 0; i < report->n_components; i++)
		add_component(&json, &report->components[i]);
	up_json_array_end(&json);
	up_notes_json(report, &json);
	add_counts(report, &json);
	up_json_object_end(&json);
}
