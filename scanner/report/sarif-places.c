/* SARIF: where a result stands, and where else. */
#include "report/sarif.h"
#include "report/snippet.h"

enum {
	SAME_SECRETS = 5, /* other places of a secret that a result names */
};

static void snippet_object(struct up_json *json, up_str text)
{
	up_json_key(json, "snippet");
	up_json_object(json);
	up_json_pair(json, "text", text);
	up_json_object_end(json);
}

void up_sarif_place(struct up_json *json, struct up_place start, struct up_place end)
{
	up_json_pair_number(json, "startLine", start.line);
	up_json_pair_number(json, "startColumn", start.column ? start.column : 1);
	up_json_pair_number(json, "endLine", end.line);
	up_json_pair_number(json, "endColumn", end.column ? end.column : 1);
}

/* The whole lines round a region, where that is more than the region. */
static void context_region(struct up_json *json, const struct up_finding *finding, up_str part)
{
	if (!up_snippet_is_whole(finding) || part.len >= finding->snippet.len)
		return;
	up_json_key(json, "contextRegion");
	up_json_object(json);
	up_json_pair_number(json, "startLine", finding->start.line);
	up_json_pair_number(json, "endLine", finding->end.line);
	snippet_object(json, finding->snippet);
	up_json_object_end(json);
}

static void regions(struct up_json *json, const struct up_finding *finding)
{
	up_json_key(json, "region");
	up_json_object(json);
	if (!finding->start.line) { /* about the whole source */
		up_json_pair_number(json, "startLine", 1);
		up_json_object_end(json);
		return;
	}
	up_str part = up_snippet_part(finding, finding->start, finding->end);
	up_sarif_place(json, finding->start, finding->end);
	if (part.len)
		snippet_object(json, part);
	up_json_object_end(json);
	context_region(json, finding, part);
}

static void logical_location(struct up_sarif *sarif, const char *name, up_str qualified, const char *kind)
{
	struct up_json *json = &sarif->json;
	up_json_key(json, "logicalLocations");
	up_json_array(json);
	up_json_object(json);
	if (name)
		up_json_pair_s(json, "name", name);
	up_json_pair(json, "fullyQualifiedName", up_sarif_plain(sarif, qualified, false));
	up_json_pair_s(json, "kind", kind);
	up_json_object_end(json);
	up_json_array_end(json);
}

/* The file on disk comes first: viewers open nothing else. */
static void own_location(struct up_sarif *sarif, const struct up_finding *finding, bool is_member)
{
	struct up_json *json = &sarif->json;
	up_json_key(json, "locations");
	up_json_array(json);
	up_json_object(json);
	up_json_key(json, "physicalLocation");
	up_json_object(json);
	up_sarif_location(sarif, "artifactLocation", up_sarif_container(finding->path));
	if (!is_member) {
		regions(json, finding);
	} else {
		up_json_key(json, "region");
		up_json_object(json);
		up_json_pair_number(json, "startLine", 1);
		up_json_object_end(json);
	}
	up_json_object_end(json);
	if (is_member)
		logical_location(sarif, NULL, finding->path, "member");
	else if (finding->embedded_in.len)
		logical_location(sarif, NULL, finding->embedded_in, "module");
	up_json_object_end(json);
	up_json_array_end(json);
}

/* `with_text`: with the lines, too. */
static void related_location(struct up_sarif *sarif, const struct up_finding *finding, int64_t id, bool with_text, up_str message)
{
	struct up_json *json = &sarif->json;
	up_json_object(json);
	up_json_pair_number(json, "id", id);
	up_json_key(json, "physicalLocation");
	up_json_object(json);
	up_sarif_location(sarif, "artifactLocation", finding->path);
	if (with_text) {
		regions(json, finding);
	} else {
		up_json_key(json, "region");
		up_json_object(json);
		up_sarif_place(json, finding->start, finding->end);
		up_json_object_end(json);
	}
	up_json_object_end(json);
	up_sarif_message(sarif, "message", message, true);
	up_json_object_end(json);
}

/* A place of another source that has a part in a finding; `id`: -1 for none. */
static void part_location(struct up_sarif *sarif, const struct up_related *part, int64_t id)
{
	struct up_json *json = &sarif->json;
	struct up_place end = part->end.line ? part->end : part->at;
	bool is_member = up_sarif_container(part->path).len < part->path.len;
	up_json_object(json);
	if (id >= 0)
		up_json_pair_number(json, "id", id);
	up_json_key(json, "physicalLocation");
	up_json_object(json);
	up_sarif_location(sarif, "artifactLocation", up_sarif_container(part->path));
	up_json_key(json, "region");
	up_json_object(json);
	if (part->at.line && !is_member)
		up_sarif_place(json, part->at, end);
	else
		up_json_pair_number(json, "startLine", 1);
	up_json_object_end(json);
	up_json_object_end(json);
	if (is_member)
		logical_location(sarif, NULL, part->path, "member");
	up_sarif_message(sarif, "message", part->message, true);
	up_json_object_end(json);
}

/* Where it begins stands last among the related places: the finding is what all of it comes to. */
void up_sarif_flow(struct up_sarif *sarif, const struct up_finding *finding)
{
	struct up_json *json = &sarif->json;
	if (!finding->n_related)
		return;
	const struct up_related own = { .path = finding->path, .at = finding->start, .end = finding->end, .message = finding->message };
	up_json_key(json, "codeFlows");
	up_json_array(json);
	up_json_object(json);
	up_json_key(json, "threadFlows");
	up_json_array(json);
	up_json_object(json);
	up_json_key(json, "locations");
	up_json_array(json);
	for (uint32_t i = finding->n_related + 1; i > 0; i--) {
		up_json_object(json);
		up_json_key(json, "location");
		part_location(sarif, i == 1 ? &own : &finding->related[i - 2], -1);
		up_json_object_end(json);
	}
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
	up_json_object_end(json);
	up_json_array_end(json);
}

void up_sarif_locations(struct up_sarif *sarif, size_t i)
{
	const struct up_finding *all = sarif->report->findings, *finding = &all[i];
	struct up_json *json = &sarif->json;
	bool is_member = up_sarif_container(finding->path).len < finding->path.len;
	size_t n;
	bool is_elsewhere = false;
	const size_t *same = up_groups_of(&sarif->groups, i, &n);
	own_location(sarif, finding, is_member);
	for (size_t k = 0; k < n && !is_elsewhere; k++)
		is_elsewhere = !up_groups_same_place(&all[same[k]], finding);
	if (!is_member && !is_elsewhere && !finding->n_related)
		return;
	int64_t id = 0;
	up_json_key(json, "relatedLocations");
	up_json_array(json);
	if (is_member)
		related_location(sarif, finding, id++, true, UP_STR("The member of the archive."));
	for (size_t k = 0, listed = 0; k < n && listed < SAME_SECRETS; k++) {
		if (up_groups_same_place(&all[same[k]], finding))
			continue;
		related_location(sarif, &all[same[k]], id++, false, UP_STR("The same secret."));
		listed++;
	}
	for (uint32_t k = 0; k < finding->n_related; k++)
		part_location(sarif, &finding->related[k], id++);
	up_json_array_end(json);
}
