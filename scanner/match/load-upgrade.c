/* The `upgrade:` part of a product file: which ways lead from version to version, what is done on them, and whether there is one back. */
#include <stddef.h>

#include "core/version.h"
#include "match/load-private.h"

static const char *const steps[] = { "any", "minor", "major", "line", NULL };
static const char *const backs[] = { "never", "patch", "line", "minor", "major", "line-before", "any", NULL };
static const char *const booleans[] = { "false", "true", NULL };
static const char *const counts[] = { "0", "1", "2", "3", "4", NULL };

#define UPGRADE(member) offsetof(struct up_image_upgrade, member)
#define EDGE(member) offsetof(struct up_image_edge, member)

/* --- statements ------------------------------------------------------------------------------------------------------- */

/* A version that stands for its line, or a list of the first and the last. */
static void read_range(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_ref *ret_first,
		       struct up_image_ref *ret_last)
{
	const struct up_yaml_node *first = value, *last = value;
	if (value->kind == UP_YAML_LIST && value->n_children == 2) {
		first = value->first;
		last = first->next;
	}
	if (first->kind != UP_YAML_SCALAR || last->kind != UP_YAML_SCALAR || !up_version_valid(first->text) ||
	    !up_version_valid(last->text)) {
		up_loader_fault(loader, value, "a version is expected here, or a list of the first and the last one");
		return;
	}
	*ret_first = up_build_string(&loader->build, first->text);
	*ret_last = up_build_string(&loader->build, last->text);
}

static void read_from(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_edge *edge = record;
	read_range(loader, value, &edge->from, &edge->from_last);
}

static void read_to(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_edge *edge = record;
	read_range(loader, value, &edge->to, &edge->to_last);
}

static void check_versions(struct up_loader *loader, const struct up_yaml_node *value)
{
	for (const struct up_yaml_node *item = value->kind == UP_YAML_LIST ? value->first : NULL; item; item = item->next)
		if (item->kind == UP_YAML_SCALAR && !up_version_valid(item->text))
			up_loader_fault(loader, item, "'%.*s' is no version", UP_FMT(item->text));
}

static void read_also(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_edge *edge = record;
	check_versions(loader, value);
	up_loader_list(loader, value, UP_FIELD_STRINGS, &edge->also, NULL);
}

const struct up_field up_stop_fields[] = {
	{ "at", UP_FIELD_VERSION, true, EDGE(to), .doc = "the version that may not be passed by; a short one is the newest of its line" },
	{ "if", UP_FIELD_STRING, .target = EDGE(only), .doc = "a clause: for whom the stop is; left out where it is for everybody" },
	{ "why", UP_FIELD_STRING, .target = EDGE(why), .doc = "one sentence: what happens there" },
	{ "source", UP_FIELD_LINKS, true, EDGE(links), .doc = "names of `sources`" },
	{ NULL },
};

const struct up_field up_needs_fields[] = {
	{ "to", UP_FIELD_VERSION, true, EDGE(to), .doc = "this version and later ones" },
	{ "from", UP_FIELD_VERSION, true, EDGE(from), .doc = "take no older version than this one" },
	{ "or", UP_FIELD_CUSTOM, .custom = read_also, .doc = "older lines that they take all the same" },
	{ "via", UP_FIELD_VERSION, .target = EDGE(via), .doc = "where to go first; by default `from`" },
	{ "if", UP_FIELD_STRING, .target = EDGE(only), .doc = "a clause: for whom this holds; left out where it is for everybody" },
	{ "why", UP_FIELD_STRING, .target = EDGE(why), .doc = "one sentence: why" },
	{ "source", UP_FIELD_LINKS, true, EDGE(links), .doc = "names of `sources`" },
	{ NULL },
};

const struct up_field up_blocked_fields[] = {
	{ "from", UP_FIELD_CUSTOM, true, .custom = read_from, .doc = "a version, which stands for its line, or the first and the last" },
	{ "to", UP_FIELD_CUSTOM, true, .custom = read_to, .doc = "the same of where no way leads" },
	{ "fixed", UP_FIELD_VERSION, .target = EDGE(via), .doc = "the version of `to` that may be reached again" },
	{ "why", UP_FIELD_STRING, true, EDGE(why), .doc = "one sentence: what breaks" },
	{ "source", UP_FIELD_LINKS, true, EDGE(links), .doc = "names of `sources`" },
	{ NULL },
};

const struct up_field up_task_fields[] = {
	{ "to", UP_FIELD_VERSION, .target = EDGE(to), .doc = "on the leg that reaches this version; left out: on each leg" },
	{ "if", UP_FIELD_STRING, .target = EDGE(only), .doc = "a clause: for whom; left out where it is for everybody" },
	{ "before", UP_FIELD_STRINGS, .target = EDGE(before), .doc = "what must be done, or true, before the leg" },
	{ "after", UP_FIELD_STRINGS, .target = EDGE(after), .doc = "what must be done after it" },
	{ "source", UP_FIELD_LINKS, true, EDGE(links), .doc = "names of `sources`" },
	{ NULL },
};

const struct up_field up_skew_fields[] = {
	{ "part", UP_FIELD_STRING, true, EDGE(via), .doc = "what may have another version than the product" },
	{ "older", UP_FIELD_WORD, true, EDGE(older), .words = counts, .doc = "by so many minor releases it may be older" },
	{ "newer", UP_FIELD_WORD, .target = EDGE(newer), .words = counts, .doc = "by so many it may be newer; 0" },
	{ "to", UP_FIELD_VERSION, .target = EDGE(to), .doc = "since this version of the product" },
	{ "until", UP_FIELD_VERSION, .target = EDGE(to_last), .doc = "up to this version of the product" },
	{ "source", UP_FIELD_LINKS, true, EDGE(links), .doc = "names of `sources`" },
	{ NULL },
};

/* All edges of one product stand together, in the order of its file. */
static void add_edges(struct up_loader *loader, const struct up_yaml_node *list, const struct up_field *fields, enum up_edge_kind kind,
		      struct up_image_upgrade *upgrade)
{
	if (list->kind != UP_YAML_LIST) {
		up_loader_fault(loader, list, "a list of maps is expected here");
		return;
	}
	for (const struct up_yaml_node *node = list->first; node; node = node->next) {
		struct up_image_edge edge = { .kind = (uint8_t)kind };
		up_loader_fill(loader, node, fields, &edge);
		if (kind == UP_EDGE_TASK && !edge.before.n && !edge.after.n)
			up_loader_fault(loader, node, "a task has 'before', 'after' or both");
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_EDGES, &edge, sizeof edge);
		if (!upgrade->edges.n++)
			upgrade->edges.first = at;
	}
}

static void read_stops(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	add_edges(loader, value, up_stop_fields, UP_EDGE_STOP, record);
}

static void read_needs(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	add_edges(loader, value, up_needs_fields, UP_EDGE_NEEDS, record);
}

static void read_blocked(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	add_edges(loader, value, up_blocked_fields, UP_EDGE_BLOCKED, record);
}

static void read_tasks(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	add_edges(loader, value, up_task_fields, UP_EDGE_TASK, record);
}

static void read_skew(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	add_edges(loader, value, up_skew_fields, UP_EDGE_SKEW, record);
}

/* --- the product ------------------------------------------------------------------------------------------------------ */

static void read_covered(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_upgrade *into = record;
	if (value->kind != UP_YAML_LIST || value->n_children != 2)
		up_loader_fault(loader, value, "'covered' is a list of two versions: the first and the last");
	else
		read_range(loader, value, &into->covered_from, &into->covered_to);
}

static void read_versions(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_range *ret_list)
{
	up_str before = UP_STR("");
	check_versions(loader, value);
	up_loader_list(loader, value, UP_FIELD_STRINGS, ret_list, NULL);
	for (const struct up_yaml_node *item = value->kind == UP_YAML_LIST ? value->first : NULL; item; item = item->next) {
		if (before.len && item->kind == UP_YAML_SCALAR && up_version_cmp(before, item->text) >= 0)
			up_loader_fault(loader, item, "versions stand in their order; '%.*s' is behind '%.*s'", UP_FMT(item->text),
					UP_FMT(before));
		before = item->text;
	}
}

static void read_lines(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	read_versions(loader, value, &((struct up_image_upgrade *)record)->lines);
}

static void read_long_term(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	read_versions(loader, value, &((struct up_image_upgrade *)record)->long_term);
}

static void read_names(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_upgrade *into = record;
	if (value->kind != UP_YAML_MAP) {
		up_loader_fault(loader, value, "'names' is a map of versions: {\"12\": bookworm}");
		return;
	}
	for (const struct up_yaml_node *key = value->first; key; key = key->next->next) {
		if (!up_version_valid(key->text) || key->next->kind != UP_YAML_SCALAR) {
			up_loader_fault(loader, key, "'names' is a map of versions: {\"12\": bookworm}");
			continue;
		}
		up_build_list_add(&loader->build, &into->names, key->next->text);
		up_build_list_add(&loader->build, &into->names, key->text);
	}
}

const struct up_field up_back_fields[] = {
	{ "allow", UP_FIELD_WORD, true, UPGRADE(back), .words = backs, .base = 1, .doc = "how far it goes back with its data" },
	{ "until", UP_FIELD_STRING, .target = UPGRADE(back_until), .doc = "a clause: until when; \"the format is raised\"" },
	{ "why", UP_FIELD_STRING, .target = UPGRADE(back_why), .doc = "one sentence: why not further, or how" },
	{ "source", UP_FIELD_LINKS, true, UPGRADE(back_links), .doc = "names of `sources`" },
	{ NULL },
};

static void read_downgrade(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_fill(loader, value, up_back_fields, record);
}

const struct up_field up_upgrade_fields[] = {
	{ "covered", UP_FIELD_CUSTOM, true, .custom = read_covered, .doc = "the first and the last version whose ways are known" },
	{ "step", UP_FIELD_WORD, .target = UPGRADE(step), .words = steps, .doc = "how far one leg may go; any" },
	{ "reach", UP_FIELD_WORD, .target = UPGRADE(reach), .words = counts, .doc = "over so many steps at once; 1" },
	{ "advice", UP_FIELD_WORD, .target = UPGRADE(is_advice), .words = booleans, .doc = "is the step only what upstream advises" },
	{ "lines", UP_FIELD_CUSTOM, .custom = read_lines, .doc = "release lines in their order, where they cannot be counted" },
	{ "long_term", UP_FIELD_CUSTOM, .custom = read_long_term, .doc = "those of `lines` that lead straight to the next of them" },
	{ "names", UP_FIELD_CUSTOM, .custom = read_names, .doc = "versions that have a name: {\"12\": bookworm}" },
	{ "why", UP_FIELD_STRING, .target = UPGRADE(why), .doc = "one sentence: why the step is no longer" },
	{ "stops", UP_FIELD_CUSTOM, .custom = read_stops, .of = "stop", .each = true, .doc = "versions that may not be passed by" },
	{ "needs", UP_FIELD_CUSTOM, .custom = read_needs, .of = "needs", .each = true, .doc = "the oldest version that a target takes" },
	{ "blocked", UP_FIELD_CUSTOM, .custom = read_blocked, .of = "blocked", .each = true, .doc = "where no way leads" },
	{ "tasks", UP_FIELD_CUSTOM, .custom = read_tasks, .of = "task", .each = true, .doc = "what is done before and after a leg" },
	{ "skew", UP_FIELD_CUSTOM, .custom = read_skew, .of = "skew", .each = true, .doc = "parts that may have another version" },
	{ "downgrade", UP_FIELD_CUSTOM, .custom = read_downgrade, .of = "downgrade",
	  .doc = "whether there is a way back; left out where nobody says it" },
	{ "source", UP_FIELD_LINKS, true, UPGRADE(links), .doc = "names of `sources`: where the step is stated" },
	{ NULL },
};

uint32_t up_loader_upgrade(struct up_loader *loader, const struct up_yaml_node *value, uint32_t product)
{
	struct up_image_upgrade upgrade = { .product = product, .reach = 1 };
	up_loader_fill(loader, value, up_upgrade_fields, &upgrade);
	if (upgrade.step == UP_STEP_LINE && !upgrade.lines.n)
		up_loader_fault(loader, value, "'step: line' needs 'lines'");
	if (!upgrade.reach)
		up_loader_fault(loader, value, "'reach' is 1 at the least");
	return 1 + up_build_add(&loader->build, UP_IMAGE_UPGRADES, &upgrade, sizeof upgrade);
}
