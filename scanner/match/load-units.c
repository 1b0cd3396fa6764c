/* Files of units: which unit has which other name since which release. Each row becomes an ordinary rule on UNIT facts, with words and examples made from
 * its facts; names that only differ from system to system are kept for suggestions. */
#include <stddef.h>

#include "base/memory.h"
#include "core/fact.h"
#include "core/rule.h"
#include "match/load-private.h"
#include "match/words.h"

enum {
	SYSTEMS = 5,
};

/* Operating systems, as a row names them, and as people do. */
static const struct {
	const char *product, *title;
} systems[SYSTEMS] = { { "debian", "Debian" }, { "ubuntu", "Ubuntu" }, { "rhel", "RHEL" }, { "fedora", "Fedora" }, { "suse", "SUSE" } };

struct versions {
	struct up_image_ref of[SYSTEMS];
};

struct row {
	struct up_image_rule rule;
	struct up_image_ref id, unit;
	struct versions renamed, removed;
};

#define SYSTEM(n) offsetof(struct versions, of[n])
#define ROW(member) offsetof(struct row, member)

const struct up_field up_system_fields[] = {
	{ "debian", UP_FIELD_VERSION, .target = SYSTEM(0), .doc = "from this release of Debian on" },
	{ "ubuntu", UP_FIELD_VERSION, .target = SYSTEM(1), .doc = "from this release of Ubuntu on" },
	{ "rhel", UP_FIELD_VERSION, .target = SYSTEM(2), .doc = "from this release of RHEL and its rebuilds on" },
	{ "fedora", UP_FIELD_VERSION, .target = SYSTEM(3), .doc = "from this release of Fedora on" },
	{ "suse", UP_FIELD_VERSION, .target = SYSTEM(4), .doc = "from this release of SUSE Linux Enterprise on" },
	{ NULL },
};

static void read_renamed(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_fill(loader, value, up_system_fields, &((struct row *)record)->renamed);
}

static void read_removed(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_fill(loader, value, up_system_fields, &((struct row *)record)->removed);
}

const struct up_field up_rename_fields[] = {
	{ "unit", UP_FIELD_STRING, true, ROW(unit), .doc = "the old name, with its ending; name@.service for every instance" },
	{ "use", UP_FIELD_STRINGS, .target = ROW(rule.use), .doc = "the new name, or several; left out where there is none" },
	{ "renamed", UP_FIELD_CUSTOM, .custom = read_renamed, .of = "systems",
	  .doc = "since when it has the new name, and the old one still works" },
	{ "removed", UP_FIELD_CUSTOM, .custom = read_removed, .of = "systems", .doc = "since when the old name is gone" },
	{ "note", UP_FIELD_STRING, .target = ROW(rule.note), .doc = "one sentence that helps with the move" },
	{ "id", UP_FIELD_STRING, .target = ROW(id), .doc = "last part of the rule id; by default the unit" },
	{ "source", UP_FIELD_LINKS, true, ROW(rule.links), .doc = "names of `sources`" },
	{ NULL },
};

/* --- words ------------------------------------------------------------------------------------------------------------ */

/* "Debian 12, Ubuntu 24.04 and RHEL 8" */
static void add_systems(const struct up_build *build, const struct versions *versions, struct up_buf *out)
{
	unsigned left = 0, n = 0;
	for (size_t i = 0; i < SYSTEMS; i++)
		left += versions->of[i].len > 0;
	for (size_t i = 0; i < SYSTEMS; i++) {
		if (!versions->of[i].len)
			continue;
		up_buf_add_s(out, !n ? "" : n + 1 < left ? ", " : " and ");
		up_buf_printf(out, "%s %.*s", systems[i].title, UP_FMT(up_build_text(build, versions->of[i])));
		n++;
	}
}

static void add_uses(struct up_build *build, const struct row *row, struct up_buf *out)
{
	for (uint32_t i = 0; i < row->rule.use.n; i++) {
		const struct up_image_ref *item = up_build_at(build, UP_IMAGE_REFS, sizeof *item, row->rule.use.first + i);
		up_buf_printf(out, "%s`%.*s`", !i ? "" : i + 1 < row->rule.use.n ? ", " : " or ", UP_FMT(up_build_text(build, *item)));
	}
}

static bool has_any(const struct versions *versions)
{
	for (size_t i = 0; i < SYSTEMS; i++)
		if (versions->of[i].len)
			return true;
	return false;
}

static struct up_image_ref keep(struct up_build *build, struct up_buf *words)
{
	struct up_image_ref ref = up_build_string(build, up_buf_str(words));
	up_buf_finish(words);
	return ref;
}

static void add_message(struct up_build *build, const struct row *row, struct up_buf *out)
{
	bool is_renamed = has_any(&row->renamed), is_removed = has_any(&row->removed);
	up_buf_printf(out, "`%.*s` ", UP_FMT(up_build_text(build, row->unit)));
	if (is_renamed) {
		up_buf_add_s(out, "is called ");
		add_uses(build, row, out);
		up_buf_add_s(out, " since ");
		add_systems(build, &row->renamed, out);
		up_buf_add_s(out, is_removed ? "; the old name is gone since " : "; the old name still works");
	} else {
		up_buf_add_s(out, "is gone since ");
	}
	if (is_removed)
		add_systems(build, &row->removed, out);
	if (!is_renamed && row->rule.use.n) {
		up_buf_add_s(out, ": it is ");
		add_uses(build, row, out);
		up_buf_add_s(out, " there");
	}
	up_add_note(out, up_build_text(build, row->rule.note), false);
}

static void fill_words(struct up_build *build, struct row *row)
{
	struct up_buf message = { 0 }, title = { 0 }, fix = { 0 }, since = { 0 };
	up_str unit = up_build_text(build, row->unit);
	bool is_removed = has_any(&row->removed);
	add_message(build, row, &message);
	up_buf_printf(&title, "`%.*s` %s", UP_FMT(unit), row->rule.use.n ? "is " : "is gone");
	add_uses(build, row, &title);
	if (row->rule.use.n) {
		up_buf_add_s(&fix, "Write ");
		add_uses(build, row, &fix);
		up_buf_add_s(&fix, ".");
	} else {
		up_buf_add_s(&fix, "Take it out.");
	}
	add_systems(build, has_any(&row->renamed) ? &row->renamed : &row->removed, &since);
	row->rule.message = keep(build, &message);
	row->rule.title = keep(build, &title);
	row->rule.fix = keep(build, &fix);
	row->rule.since = keep(build, &since);
	row->rule.why = up_build_string(build, is_removed ? UP_STR("A command that names a unit which is not there fails; what is ordered "
								   "after it or wants it goes on without a word.")
							  : UP_STR("The old name is an alias, which a later release may drop."));
}

/* --- examples --------------------------------------------------------------------------------------------------------- */

/* "openvpn@.service" as a command would have it: "openvpn@x.service". */
static up_str instance_of(struct up_arena *arena, up_str unit)
{
	size_t at = up_str_find(unit, UP_STR("@."), 0);
	if (at == SIZE_MAX)
		return unit;
	return up_arena_printf(arena, "%.*s@x%.*s", UP_FMT(up_str_slice(unit, 0, at)), UP_FMT(up_str_slice(unit, at + 1, unit.len)));
}

static void add_example(struct up_loader *loader, struct up_image_rule *rule, bool bad, const char *before, up_str unit)
{
	up_str text = up_arena_printf(loader->arena, "%s%.*s", before, UP_FMT(instance_of(loader->arena, unit)));
	struct up_image_example example = { .is_bad = bad,
					    .parser = up_build_string(&loader->build, UP_STR("shell")),
					    .text = up_build_string(&loader->build, text) };
	uint32_t at = up_build_add(&loader->build, UP_IMAGE_EXAMPLES, &example, sizeof example);
	if (!rule->examples.n++)
		rule->examples.first = at;
}

static void add_examples(struct up_loader *loader, struct up_image_rule *rule, up_str unit)
{
	add_example(loader, rule, true, "systemctl restart ", unit);
	add_example(loader, rule, false, "echo systemctl restart ", unit);
	for (uint32_t i = 0; i < rule->use.n; i++) {
		const struct up_image_ref *use = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *use, rule->use.first + i);
		add_example(loader, rule, false, "systemctl restart ", up_arena_copy(loader->arena, up_build_text(&loader->build, *use)));
	}
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

static bool is_unit_name(up_str name)
{
	size_t dot = name.len;
	while (dot && name.s[dot - 1] != '.')
		dot--;
	return dot > 1 && up_str_is_listed(up_str_slice(name, dot, name.len), "service socket timer target path mount slice swap");
}

static void check_name(struct up_loader *loader, const struct up_yaml_node *at, up_str name)
{
	if (!is_unit_name(name))
		up_loader_fault(loader, at, "'%.*s' is no name of a unit: NAME.service, NAME.socket, NAME.timer, …", UP_FMT(name));
}

static void check_uses(struct up_loader *loader, const struct up_yaml_node *uses)
{
	if (!uses || uses->kind == UP_YAML_MAP)
		return;
	for (const struct up_yaml_node *use = uses->kind == UP_YAML_LIST ? uses->first : uses; use; use = use->next) {
		if (use->kind == UP_YAML_SCALAR)
			check_name(loader, use, use->text);
		if (uses->kind == UP_YAML_SCALAR)
			return;
	}
}

/* A window for each system. Other systems may keep the name, so that a reference is only a note unless a version of this one is known. */
static void add_changes(struct up_loader *loader, struct row *row)
{
	for (size_t i = 0; i < SYSTEMS; i++) {
		struct up_image_change change = { .product = UINT32_MAX, .others_keep = 1 };
		if (!row->renamed.of[i].len && !row->removed.of[i].len)
			continue;
		change.product_id = up_build_string(&loader->build, up_str_from(systems[i].product));
		change.versions[UP_CHANGE_RENAMED] = row->renamed.of[i];
		change.versions[UP_CHANGE_REMOVED] = row->removed.of[i];
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_CHANGES, &change, sizeof change);
		if (!row->rule.changes.n++)
			row->rule.changes.first = at;
	}
	row->rule.highest = has_any(&row->removed) ? UP_LEVEL_ERROR : UP_LEVEL_WARNING;
}

/* What a package manager put on a host is renewed by it. */
static void add_not_files(struct up_loader *loader, struct up_image_rule *rule)
{
	static const char *const globs[] = { "**/var/lib/dpkg/info/*", "**/usr/lib/**", "**/lib/systemd/**", "**/usr/share/**" };
	for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
		up_build_list_add(&loader->build, &rule->not_files, up_str_from(globs[i]));
}

static up_str row_id(struct up_loader *loader, const struct row *row)
{
	up_str last = up_build_text(&loader->build, row->id.len ? row->id : row->unit);
	up_str id = up_arena_printf(loader->arena, "unit/%.*s", UP_FMT(last));
	char *bytes = (char *)(uintptr_t)id.s;
	for (size_t i = sizeof "unit"; i < id.len; i++)
		if (!up_is_alnum(bytes[i]) && !strchr("._-", bytes[i]))
			bytes[i] = '-';
	return id;
}

static void add_row(struct up_loader *loader, const struct up_yaml_node *node)
{
	struct row row = { .rule = { .product = UINT32_MAX, .kind = UP_FACT_UNIT } };
	up_loader_fill(loader, node, up_rename_fields, &row);
	if (node->kind != UP_YAML_MAP || !row.unit.len)
		return;
	if (!has_any(&row.renamed) && !has_any(&row.removed))
		up_loader_fault(loader, node, "a row needs `renamed` or `removed`: {debian: \"12\"}");
	if (has_any(&row.renamed) && !row.rule.use.n)
		up_loader_fault(loader, node, "what is renamed has a `use`");
	up_str unit = up_arena_copy(loader->arena, up_build_text(&loader->build, row.unit));
	check_name(loader, up_loader_get(node, "unit"), unit);
	check_uses(loader, up_loader_get(node, "use"));
	row.rule.family = up_build_string(&loader->build, UP_STR("unit"));
	up_build_list_add(&loader->build, &row.rule.keys, unit);
	add_not_files(loader, &row.rule);
	add_changes(loader, &row);
	fill_words(&loader->build, &row);
	add_examples(loader, &row.rule, unit);
	up_loader_add_rule(loader, node, &row.rule, row_id(loader, &row));
}

/* Names of one and the same service, from system to system: each leads to each other one. */
static void add_same(struct up_loader *loader, const struct up_yaml_node *list)
{
	if (list->kind != UP_YAML_LIST) {
		up_loader_fault(loader, list, "'same' is a list of lists of units");
		return;
	}
	for (const struct up_yaml_node *from = list->first; from; from = from->next) {
		if (from->kind != UP_YAML_SCALAR) {
			up_loader_fault(loader, from, "a string is expected here");
			continue;
		}
		check_name(loader, from, from->text);
		for (const struct up_yaml_node *to = list->first; to; to = to->next) {
			if (to == from || to->kind != UP_YAML_SCALAR)
				continue;
			struct up_image_same same = { up_build_string(&loader->build, from->text),
						      up_build_string(&loader->build, to->text) };
			up_build_add(&loader->build, UP_IMAGE_SAMES, &same, sizeof same);
		}
	}
}

struct head {
	struct up_image_ref units, title;
};

const struct up_field up_units_fields[] = {
	{ "units", UP_FIELD_STRING, true, offsetof(struct head, units), .doc = "the name of this page" },
	{ "title", UP_FIELD_STRING, true, offsetof(struct head, title), .doc = "a phrase" },
	{ "sources", UP_FIELD_ELSEWHERE, .doc = "names of upstream sources and their URLs" },
	{ "renames", UP_FIELD_ELSEWHERE, .of = "rename", .each = true, .doc = "units that have another name, or are gone" },
	{ "same", UP_FIELD_ELSEWHERE, .doc = "lists of units that are one and the same on other systems, for suggestions alone" },
	{ NULL },
};

static const struct up_yaml_node *first_of(struct up_loader *loader, const struct up_yaml_node *root, const char *key)
{
	const struct up_yaml_node *list = up_loader_get(root, key);
	if (list && list->kind != UP_YAML_LIST)
		up_loader_fault(loader, list, "'%s' is a list", key);
	return list && list->kind == UP_YAML_LIST ? list->first : NULL;
}

void up_loader_units(struct up_loader *loader, const struct up_yaml_node *root)
{
	struct head head = { 0 };
	up_loader_fill(loader, root, up_units_fields, &head);
	for (const struct up_yaml_node *row = first_of(loader, root, "renames"); row; row = row->next)
		add_row(loader, row);
	for (const struct up_yaml_node *list = first_of(loader, root, "same"); list; list = list->next)
		add_same(loader, list);
}
