/* CycloneDX 1.6 as JSON (ECMA-424; cyclonedx.org/schema/bom-1.6.schema.json). What has no word there is a property: a requirement, for which nobody chose a
 * version, and what was not read. */
#include <stdlib.h>

#include "base/json.h"
#include "base/memory.h"
#include "report/inventory.h"
#include "report/report.h"

static const char *kind_of(up_str type)
{
	static const struct {
		const char *types, *kind;
	} kinds[] = {
		{ "os", "operating-system" },
		{ "kernel", "platform" },
		{ "image docker oci", "container" },
		{ "snap flatpak action github", "application" },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_str_is_listed(type, kinds[i].types))
			return kinds[i].kind;
	return "library";
}

/* --- names in the document -------------------------------------------------------------------------------------------- */

/* A package URL is the name of its component where it is that of no other: requirements of one package have the same. */
static int compare_purls(const void *a, const void *b)
{
	const struct up_inventory_item *x = *(const struct up_inventory_item *const *)a, *y = *(const struct up_inventory_item *const *)b;
	return up_str_cmp(x->purl, y->purl);
}

/* Marks the items whose package URL another one has. */
static void find_shared(const struct up_report *report, bool *shared)
{
	size_t n = report->n_components;
	const struct up_inventory_item **sorted UP_AUTO_FREE = up_alloc_zero(n + 1, sizeof *sorted);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &report->components[i];
	qsort(sorted, n, sizeof *sorted, compare_purls);
	for (size_t i = 0; i < n; i++) {
		bool is_shared = !sorted[i]->purl.len || (i && up_str_eq(sorted[i]->purl, sorted[i - 1]->purl)) ||
				 (i + 1 < n && up_str_eq(sorted[i]->purl, sorted[i + 1]->purl));
		shared[sorted[i] - report->components] = is_shared;
	}
}

static void add_reference(struct up_json *json, const struct up_inventory_item *item, size_t number, bool is_shared)
{
	if (!is_shared) {
		up_json_pair(json, "bom-ref", item->purl);
		return;
	}
	struct up_buf name = { 0 };
	up_buf_printf(&name, "%.*s:%.*s@%.*s#%zu", UP_FMT(item->type), UP_FMT(item->name), UP_FMT(item->version), number);
	up_json_pair(json, "bom-ref", up_buf_str(&name));
	up_buf_finish(&name);
}

/* --- components ------------------------------------------------------------------------------------------------------- */

/* The namespace of languages is a group; that of a distribution is not part of a name. */
static void add_name(struct up_json *json, const struct up_inventory_item *item)
{
	bool is_whole = up_str_is_listed(item->type, "deb rpm apk alpm image action os kernel snap flatpak jar");
	if (!is_whole && item->parts.space.len)
		up_json_pair(json, "group", item->parts.space);
	up_json_pair(json, "name", is_whole ? item->name : item->parts.name);
}

static void add_property(struct up_json *json, const char *name, up_str value)
{
	up_json_object(json);
	up_json_pair_s(json, "name", name);
	up_json_pair(json, "value", value);
	up_json_object_end(json);
}

static void add_properties(struct up_json *json, const struct up_inventory_item *item)
{
	up_json_key(json, "properties");
	up_json_array(json);
	add_property(json, "uplint:type", item->type);
	if (item->is_wanted)
		add_property(json, "uplint:wanted", item->version);
	if (item->is_dynamic)
		add_property(json, "uplint:dynamic", UP_STR("true"));
	up_json_array_end(json);
}

static void add_evidence(struct up_json *json, const struct up_inventory_item *item)
{
	up_json_key(json, "evidence");
	up_json_object(json);
	up_json_key(json, "occurrences");
	up_json_array(json);
	for (size_t i = 0; i < item->n_places; i++) {
		const struct up_inventory_place *place = &item->places[i];
		up_json_object(json);
		up_json_pair(json, "location", place->source);
		if (place->line)
			up_json_pair_number(json, "line", place->line);
		if (place->path.len)
			up_json_pair(json, "additionalContext", place->path);
		up_json_object_end(json);
	}
	up_json_array_end(json);
	up_json_object_end(json);
}

static void add_component(struct up_json *json, const struct up_inventory_item *item, size_t number, bool is_shared)
{
	up_json_object(json);
	up_json_pair_s(json, "type", kind_of(item->type));
	add_reference(json, item, number, is_shared);
	add_name(json, item);
	if (item->version.len && !item->is_wanted)
		up_json_pair(json, "version", item->version);
	if (item->purl.len)
		up_json_pair(json, "purl", item->purl);
	add_properties(json, item);
	add_evidence(json, item);
	up_json_object_end(json);
}

/* --- the document ----------------------------------------------------------------------------------------------------- */

static void add_tool(struct up_json *json, const struct up_report *report)
{
	up_json_key(json, "metadata");
	up_json_object(json);
	up_json_key(json, "tools");
	up_json_object(json);
	up_json_key(json, "components");
	up_json_array(json);
	up_json_object(json);
	up_json_pair_s(json, "type", "application");
	up_json_pair_s(json, "name", "uplint");
	up_json_pair(json, "version", report->version);
	up_json_object_end(json);
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_object_end(json);
}

static void add_notes(struct up_json *json, const struct up_report *report)
{
	bool is_incomplete = false;
	for (size_t i = 0; i < report->n_notes; i++)
		is_incomplete |= up_note_is_incomplete(report->notes[i].reason);
	up_json_key(json, "compositions");
	up_json_array(json);
	up_json_object(json);
	up_json_pair_s(json, "aggregate", is_incomplete ? "incomplete" : "unknown");
	up_json_object_end(json);
	up_json_array_end(json);
	if (!report->n_notes)
		return;
	up_json_key(json, "properties");
	up_json_array(json);
	for (size_t i = 0; i < report->n_notes; i++) {
		const struct up_note *note = &report->notes[i];
		struct up_buf text = { 0 };
		up_buf_printf(&text, "%s: %.*s", up_note_reason_name(note->reason), UP_FMT(note->path));
		if (note->line)
			up_buf_printf(&text, ":%u", note->line);
		if (note->detail.len)
			up_buf_printf(&text, "%s%.*s", note->path.len ? ": " : "", UP_FMT(note->detail));
		add_property(json, "uplint:note", up_buf_str(&text));
		up_buf_finish(&text);
	}
	up_json_array_end(json);
}

void up_inventory_cyclonedx(const struct up_report *report, struct up_buf *out)
{
	struct up_json json;
	bool *shared UP_AUTO_FREE = up_alloc_zero(report->n_components + 1, sizeof *shared);
	find_shared(report, shared);
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_s(&json, "$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
	up_json_pair_s(&json, "bomFormat", "CycloneDX");
	up_json_pair_s(&json, "specVersion", "1.6");
	up_json_pair_number(&json, "version", 1);
	add_tool(&json, report);
	up_json_key(&json, "components");
	up_json_array(&json);
	for (size_t i = 0; i < report->n_components; i++)
		add_component(&json, &report->components[i], i + 1, shared[i]);
	up_json_array_end(&json);
	add_notes(&json, report);
	up_json_object_end(&json);
}
