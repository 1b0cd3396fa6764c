/* A way as JSON; docs/paths.md says what each member means. */
#include "base/json.h"
#include "cli/path.h"

static void pair(struct up_json *json, const char *key, up_str value)
{
	if (value.len)
		up_json_pair(json, key, value);
}

static void add_said(struct up_json *json, const struct up_path_said *said, bool with_kind)
{
	up_json_object(json);
	if (with_kind)
		up_json_pair_s(json, "kind", said->kind);
	up_json_pair(json, "text", said->text);
	pair(json, "condition", said->only);
	up_json_key(json, "sources");
	up_json_array(json);
	for (uint32_t i = 0; i < said->n_links; i++)
		up_json_string(json, said->links[i]);
	up_json_array_end(json);
	up_json_object_end(json);
}

static void add_list(struct up_json *json, const char *key, const struct up_path_said_list *list)
{
	up_json_key(json, key);
	up_json_array(json);
	for (size_t i = 0; i < list->n; i++)
		add_said(json, &list->items[i], false);
	up_json_array_end(json);
}

static void add_breaks(struct up_json *json, const struct up_path_leg *leg)
{
	static const char *const names[] = { "deprecated", "renamed", "removed", "changed", "required" };
	up_json_key(json, "breaks");
	up_json_object(json);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		up_json_pair_number(json, names[i], leg->counts[i]);
	up_json_key(json, "rows");
	up_json_array(json);
	for (size_t i = 0; i < leg->n_rows; i++) {
		up_json_object(json);
		up_json_pair(json, "rule", leg->rows[i].rule);
		up_json_pair_s(json, "change", leg->rows[i].change);
		up_json_pair(json, "version", leg->rows[i].version);
		up_json_object_end(json);
	}
	up_json_array_end(json);
	up_json_object_end(json);
}

static void add_leg(struct up_json *json, const struct up_path_leg *leg)
{
	up_json_object(json);
	up_json_pair(json, "from", leg->from);
	up_json_pair(json, "to", leg->to);
	up_json_pair_bool(json, "newest_of_line", leg->is_line);
	pair(json, "at_least", leg->least);
	up_json_key(json, "reason");
	add_said(json, &leg->reason, true);
	add_list(json, "before", &leg->before);
	add_list(json, "after", &leg->after);
	add_list(json, "skew", &leg->skew);
	up_json_pair_bool(json, "can_go_back", leg->can_go_back);
	add_breaks(json, leg);
	up_json_object_end(json);
}

void up_path_write_json(const struct up_path *path, struct up_buf *out)
{
	struct up_json json;
	up_json_init(&json, out);
	up_json_object(&json);
	up_json_pair_number(&json, "schema", 1);
	up_json_pair(&json, "product", path->product);
	up_json_pair(&json, "title", path->title);
	up_json_pair(&json, "from", path->from);
	up_json_pair(&json, "to", path->to);
	up_json_key(&json, "covered");
	up_json_array(&json);
	up_json_string(&json, path->covered_from);
	up_json_string(&json, path->covered_to);
	up_json_array_end(&json);
	up_json_pair_s(&json, "status", up_path_status_name(path->status));
	if (path->end.text.len) {
		up_json_key(&json, "end");
		add_said(&json, &path->end, false);
	}
	up_json_key(&json, "downgrade");
	add_said(&json, &path->back, false);
	up_json_key(&json, "each_leg");
	up_json_object(&json);
	add_list(&json, "before", &path->before);
	add_list(&json, "after", &path->after);
	up_json_object_end(&json);
	up_json_key(&json, "legs");
	up_json_array(&json);
	for (size_t i = 0; i < path->n_legs; i++)
		add_leg(&json, &path->legs[i]);
	up_json_array_end(&json);
	up_json_object_end(&json);
}
