/* Product files: one page with all that is known of a product. */
#include <stddef.h>

#include "base/glob.h"
#include "core/component.h"
#include "core/fact.h"
#include "core/form.h"
#include "core/rule.h"
#include "core/version.h"
#include "match/load-private.h"

static const char *const reactions[] = { "refuse", "ignore", "warn", NULL };
static const char *const carriers[] = { "setting", "flag", "both", "variable", NULL };
static const char *const cases[] = { "exact", "insensitive", NULL };
static const char *const repeat_words[] = { "each", "last", "first", NULL };
static const char *const withouts[] = { "refuse", "change", NULL };
static const char *const booleans[] = { "false", "true", NULL };
static const char *const schemes[] = { "dotted", "date", NULL };
static const char *const nestings[] = { "no", "dots", NULL };

/* --- product ---------------------------------------------------------------------------------------------------------- */

static void read_covered(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_product *product = record;
	if (value->kind != UP_YAML_LIST || value->n_children != 2) {
		up_loader_fault(loader, value, "'covered' is a list of two versions: the first and the last");
		return;
	}
	product->covered_from = up_build_string(&loader->build, value->first->text);
	product->covered_to = up_build_string(&loader->build, value->first->next->text);
	if (!up_version_valid(value->first->text) || !up_version_valid(value->first->next->text))
		up_loader_fault(loader, value, "'covered' holds something that is no version");
}

const struct up_field up_version_fields[] = {
	{ "scheme", UP_FIELD_WORD, .target = offsetof(struct up_image_product, scheme_is_date), .words = schemes,
	  .doc = "how versions are written" },
	{ "latest", UP_FIELD_VERSION, true, offsetof(struct up_image_product, latest),
	  .doc = "the newest version that counts without --to" },
	{ "covered", UP_FIELD_CUSTOM, true, .custom = read_covered, .doc = "the first and the last version that the rows cover" },
	{ NULL },
};

const struct up_field up_name_fields[] = {
	{ "case", UP_FIELD_WORD, .target = offsetof(struct up_image_product, ignore_case), .words = cases,
	  .doc = "do key names ignore case" },
	{ "same", UP_FIELD_STRING, .target = offsetof(struct up_image_product, same), .doc = "characters that count as one in key names" },
	{ "drop", UP_FIELD_STRING, .target = offsetof(struct up_image_product, drop), .doc = "characters of key names that do not count" },
	{ "prefixes", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, prefixes),
	  .doc = "what may stand before a key name (skip-)" },
	{ "forgiving", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, forgiving),
	  .doc = "prefixes that make an unknown key a warning (loose-)" },
	{ "nested", UP_FIELD_WORD, .target = offsetof(struct up_image_product, is_nested), .words = nestings,
	  .doc = "dots: in nested files the path joined by dots is the key" },
	{ NULL },
};

static void read_versions(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_fill(loader, value, up_version_fields, record);
}

static void read_names(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	up_loader_fill(loader, value, up_name_fields, record);
}

enum {
	MOST_TYPES = 18, /* of packages; without those of up_recognise_fields it does not compile */
	LEAST_BYTES = 4, /* that stand before a version in a program: shorter ones stand anywhere */
};

/* Names of packages, by their type. */
struct recognise_record {
	struct up_image_range names[MOST_TYPES];
	struct up_image_range programs; /* a name and a text, by turns */
};

/* "nginx nginx/{version}": the name of the program, a blank, and what stands in it. */
static void add_program(struct up_loader *loader, const struct up_yaml_node *node, struct up_image_range *programs)
{
	size_t blank = up_str_find_byte(node->text, ' ', 0), mark = up_str_find(node->text, UP_STR("{version}"), 0);
	if (blank == SIZE_MAX || mark == SIZE_MAX || mark < blank + 1 + LEAST_BYTES) {
		up_loader_fault(loader, node, "a program is its name, a blank, and %d bytes or more before {version}", LEAST_BYTES);
		return;
	}
	const struct up_image_ref both[] = { up_build_string(&loader->build, up_str_slice(node->text, 0, blank)),
					     up_build_string(&loader->build, up_str_slice(node->text, blank + 1, mark)) };
	for (size_t i = 0; i < 2; i++) {
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_REFS, &both[i], sizeof both[i]);
		if (!programs->n++)
			programs->first = at;
	}
}

static void read_programs(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_range *programs = &((struct recognise_record *)record)->programs;
	if (value->kind == UP_YAML_SCALAR)
		add_program(loader, value, programs);
	else
		for (const struct up_yaml_node *node = value->kind == UP_YAML_LIST ? value->first : NULL; node; node = node->next)
			add_program(loader, node, programs);
}

#define TYPE(number) (number) * sizeof(struct up_image_range)

const struct up_field up_recognise_fields[] = {
	{ "deb", UP_FIELD_STRINGS, .target = TYPE(0), .doc = "Debian packages whose version is the product's" },
	{ "rpm", UP_FIELD_STRINGS, .target = TYPE(1), .doc = "the same of rpm" },
	{ "apk", UP_FIELD_STRINGS, .target = TYPE(2), .doc = "of Alpine" },
	{ "alpm", UP_FIELD_STRINGS, .target = TYPE(3), .doc = "of pacman" },
	{ "snap", UP_FIELD_STRINGS, .target = TYPE(4), .doc = "snaps" },
	{ "flatpak", UP_FIELD_STRINGS, .target = TYPE(5), .doc = "flatpaks" },
	{ "npm", UP_FIELD_STRINGS, .target = TYPE(6), .doc = "of npm, with the scope" },
	{ "pypi", UP_FIELD_STRINGS, .target = TYPE(7), .doc = "of the Python package index" },
	{ "gem", UP_FIELD_STRINGS, .target = TYPE(8), .doc = "gems" },
	{ "maven", UP_FIELD_STRINGS, .target = TYPE(9), .doc = "of Maven: GROUP/ARTIFACT" },
	{ "composer", UP_FIELD_STRINGS, .target = TYPE(10), .doc = "of Packagist: VENDOR/NAME" },
	{ "cargo", UP_FIELD_STRINGS, .target = TYPE(11), .doc = "crates" },
	{ "nuget", UP_FIELD_STRINGS, .target = TYPE(12), .doc = "of NuGet" },
	{ "golang", UP_FIELD_STRINGS, .target = TYPE(13), .doc = "modules of Go, whole paths" },
	{ "hex", UP_FIELD_STRINGS, .target = TYPE(14), .doc = "of Hex" },
	{ "cpan", UP_FIELD_STRINGS, .target = TYPE(15), .doc = "distributions of CPAN" },
	{ "helm", UP_FIELD_STRINGS, .target = TYPE(17), .doc = "charts of Helm, where the version is that of the chart" },
	{ "generic", UP_FIELD_STRINGS, .target = TYPE(16), .doc = "names in bills of materials that have no package URL" },
	{ "program", UP_FIELD_CUSTOM, .custom = read_programs,
	  .doc = "what stands in its programs before their version: \"nginx nginx/{version}\", or a list" },
	{ NULL },
};

_Static_assert(sizeof up_recognise_fields / sizeof *up_recognise_fields == MOST_TYPES + 2, "a type has no place in the record");

/* "npm: [vite]" becomes "npm:vite", as components are asked for. */
static void add_packages(struct up_loader *loader, const char *type, struct up_image_range names, struct up_image_range *packages)
{
	for (uint32_t i = 0; i < names.n; i++) {
		const struct up_image_ref *name = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *name, names.first + i);
		up_str key = up_arena_printf(loader->arena, "%s:%.*s", type, UP_FMT(up_build_text(&loader->build, *name)));
		struct up_image_ref asked = up_build_string(&loader->build, up_component_asked(key, loader->arena));
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_REFS, &asked, sizeof asked);
		if (!packages->n++)
			packages->first = at;
	}
}

static void read_recognise(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct recognise_record recognised = { 0 };
	struct up_image_product *product = record;
	up_loader_fill(loader, value, up_recognise_fields, &recognised);
	for (const struct up_field *field = up_recognise_fields; field->type == UP_FIELD_STRINGS; field++)
		add_packages(loader, field->name, recognised.names[field->target / sizeof *recognised.names], &product->packages);
	product->programs = recognised.programs;
}

const struct up_field up_product_fields[] = {
	{ "product", UP_FIELD_STRING, true, offsetof(struct up_image_product, id), .doc = "the id, first part of every rule id" },
	{ "title", UP_FIELD_STRING, true, offsetof(struct up_image_product, title), .doc = "as it stands in messages" },
	{ "versions", UP_FIELD_CUSTOM, true, .custom = read_versions, .of = "versions", .doc = "scheme, latest, covered" },
	{ "unknown_key", UP_FIELD_WORD, .target = offsetof(struct up_image_product, reaction), .words = reactions,
	  .doc = "what the product does with a key that it does not know" },
	{ "names", UP_FIELD_CUSTOM, .custom = read_names, .of = "names", .doc = "case and equal characters of key names" },
	{ "platform", UP_FIELD_WORD, .target = offsetof(struct up_image_product, is_platform), .words = booleans,
	  .doc = "is it an operating system, of which a host is only one" },
	{ "files", UP_FIELD_ELSEWHERE, .of = "file", .each = true, .doc = "what it owns, and which parser reads it" },
	{ "include", UP_FIELD_ELSEWHERE, .of = "include", .each = true, .doc = "directives that name further files of the configuration" },
	{ "repeats", UP_FIELD_WORD, .target = offsetof(struct up_image_product, repeats), .words = repeat_words,
	  .doc = "which of several settings of one name in one section counts" },
	{ "follows", UP_FIELD_STRING, .target = offsetof(struct up_image_product, follows),
	  .doc = "the product of the same versions: what is said of it with --from and --to holds for this one too" },
	{ "rivals", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, rivals),
	  .doc = "products whose files look the same: where a version of one of them is known, and none of this one, this one does not "
		 "count" },
	{ "commands", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, commands), .doc = "programs whose flags are settings" },
	{ "flag_maps", UP_FIELD_GLOBS, .target = offsetof(struct up_image_product, flag_maps),
	  .doc = "globs of the paths of mappings in its files whose keys are flags" },
	{ "images", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, images),
	  .doc = "container images whose arguments are flags" },
	{ "subcommands", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, subcommands),
	  .doc = "first arguments of the images behind which flags stand: `start --flag`" },
	{ "assign", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, assign),
	  .doc = "flags of the programs whose argument is NAME=VALUE, a setting" },
	{ "arguments", UP_FIELD_STRINGS, .target = offsetof(struct up_image_product, arguments),
	  .doc = "variables, and flags of other programs (\"pg_ctl -o\"), whose value is arguments of the programs" },
	{ "variables", UP_FIELD_CUSTOM, .custom = up_loader_variable_forms, .of = "variables",
	  .doc = "how its settings stand in environment variables" },
	{ "recognise", UP_FIELD_CUSTOM, .custom = read_recognise, .of = "recognise",
	  .doc = "how a host or a tree shows which version it has" },
	{ "upgrade", UP_FIELD_ELSEWHERE, .of = "upgrade", .doc = "its ways from version to version" },
	{ "settings", UP_FIELD_ELSEWHERE, true, .of = "row", .each = true, .doc = "the rows" },
	{ "sources", UP_FIELD_ELSEWHERE, true, .doc = "names of upstream sources and their URLs" },
	{ NULL },
};

/* --- files ------------------------------------------------------------------------------------------------------------ */

struct file_record {
	struct up_image_file file;
	struct up_image_range globs;
};

const struct up_field up_file_fields[] = {
	{ "glob", UP_FIELD_STRINGS, true, offsetof(struct file_record, globs), .doc = "one or more path globs" },
	{ "parser", UP_FIELD_PARSER, true, offsetof(struct file_record, file.parser), .doc = "which parser reads it" },
	{ "dialect", UP_FIELD_STRING, .target = offsetof(struct file_record, file.dialect), .doc = "a word for the parser" },
	{ "contains", UP_FIELD_STRINGS, .target = offsetof(struct file_record, file.contains), .doc = "all of these stand in the source" },
	{ "but_not", UP_FIELD_GLOBS, .target = offsetof(struct file_record, file.but_not), .doc = "names that it does not own" },
	{ "part", UP_FIELD_WORD, .target = offsetof(struct file_record, file.is_part), .words = booleans,
	  .doc = "such a file alone is no configuration: defaults that change are not told of it" },
	{ NULL },
};

static void add_file(struct up_loader *loader, struct up_image_file *file, struct up_image_product *product, up_str glob)
{
	/* {a,b} becomes a row each, so that each has an end of its own to look at before the glob is tried. */
	size_t open = up_str_find_byte(glob, '{', 0), close = up_str_find_byte(glob, '}', 0);
	if (open != SIZE_MAX && close != SIZE_MAX && open < close) {
		up_str head = up_str_slice(glob, 0, open), tail = up_str_slice(glob, close + 1, glob.len);
		for (size_t start = open + 1; start <= close;) {
			size_t end = up_str_find_byte(glob, ',', start);
			end = end < close ? end : close;
			add_file(loader, file, product,
				 up_arena_printf(loader->arena, "%.*s%.*s%.*s", UP_FMT(head), UP_FMT(up_str_slice(glob, start, end)),
						 UP_FMT(tail)));
			start = end + 1;
		}
		return;
	}
	file->glob = up_build_string(&loader->build, glob);
	uint32_t at = up_build_add(&loader->build, UP_IMAGE_FILES, file, sizeof *file);
	if (!product->files.n++)
		product->files.first = at;
}

static void add_files(struct up_loader *loader, const struct up_yaml_node *files, struct up_image_product *product, uint32_t index)
{
	if (!files)
		return;
	if (files->kind != UP_YAML_LIST) {
		up_loader_fault(loader, files, "'files' is a list");
		return;
	}
	for (const struct up_yaml_node *node = files->first; node; node = node->next) {
		struct file_record record = { .file.product = index };
		up_loader_fill(loader, node, up_file_fields, &record);
		for (uint32_t i = 0; i < record.globs.n; i++) {
			const struct up_image_ref *globs = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *globs, record.globs.first);
			up_str glob = up_arena_copy(loader->arena, up_build_text(&loader->build, globs[i]));
			if (!up_glob_valid(glob))
				up_loader_fault(loader, node, "the glob '%.*s' has a bracket or brace that is not closed", UP_FMT(glob));
			else
				add_file(loader, &record.file, product, glob);
		}
	}
}

/* --- rows ------------------------------------------------------------------------------------------------------------- */

struct row_record {
	struct up_image_rule rule;
	struct up_image_ref id, versions[_UP_CHANGE_MAX];
	const struct up_image_product *product;
	uint8_t reaction, without, repeats;
};

static void read_in(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct row_record *row = record;
	row->rule.has_in = 1;
	up_loader_list(loader, value, UP_FIELD_GLOBS, &row->rule.in, NULL);
}

static void read_settings(struct up_loader *loader, const struct up_yaml_node *value, const char *name, struct up_image_range *ret_withs)
{
	if (value->kind != UP_YAML_MAP) {
		up_loader_fault(loader, value, "'%s' is a map of settings: {kind: Deployment}", name);
		return;
	}
	for (const struct up_yaml_node *key = value->first; key; key = key->next->next) {
		struct up_image_with with = { .key = up_build_string(&loader->build, key->text) };
		up_loader_list(loader, key->next, UP_FIELD_PATTERNS, &with.values, NULL);
		uint32_t at = up_build_add(&loader->build, UP_IMAGE_WITHS, &with, sizeof with);
		if (!ret_withs->n++)
			ret_withs->first = at;
	}
}

static void read_with(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct row_record *row = record;
	read_settings(loader, value, "with", &row->rule.withs);
}

static void read_object(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct row_record *row = record;
	read_settings(loader, value, "object", &row->rule.objects);
}

#define ROW(member) offsetof(struct row_record, member)

const struct up_field up_row_fields[] = {
	{ "key", UP_FIELD_STRINGS, true, ROW(rule.keys), .doc = "the name as written, or several" },
	{ "in", UP_FIELD_CUSTOM, .custom = read_in, .doc = "globs of the path of sections round it" },
	{ "value", UP_FIELD_PATTERNS, .target = ROW(rule.values), .doc = "only with one of these values (string or /regex/)" },
	{ "with", UP_FIELD_CUSTOM, .custom = read_with, .doc = "only with these sibling settings" },
	{ "object", UP_FIELD_CUSTOM, .custom = read_object,
	  .doc = "only in an object of these settings: the nearest mapping round it that has them all" },
	{ "carrier", UP_FIELD_WORD, .target = ROW(rule.carrier), .words = carriers, .base = 1,
	  .doc = "file setting, command-line flag, both, or an environment variable of its own" },
	{ "since", UP_FIELD_VERSION, .target = ROW(rule.since), .doc = "first version that knows the key" },
	{ "deprecated", UP_FIELD_VERSION, .target = ROW(versions[UP_CHANGE_DEPRECATED]), .doc = "from this version on it is going" },
	{ "renamed", UP_FIELD_VERSION, .target = ROW(versions[UP_CHANGE_RENAMED]),
	  .doc = "from this version on `use` is the name; the old one works" },
	{ "removed", UP_FIELD_VERSION, .target = ROW(versions[UP_CHANGE_REMOVED]), .doc = "from this version on it is gone" },
	{ "changed", UP_FIELD_VERSION, .target = ROW(versions[UP_CHANGE_CHANGED]),
	  .doc = "from this version on the line means something else" },
	{ "file", UP_FIELD_GLOBS, .target = ROW(rule.files), .doc = "of a required key: only where a file of such a name is there" },
	{ "required", UP_FIELD_VERSION, .target = ROW(versions[UP_CHANGE_REQUIRED]),
	  .doc = "from this version on it has to be there: the row holds where the key is absent" },
	{ "without", UP_FIELD_WORD, .target = ROW(without), .words = withouts,
	  .doc = "of a required key: what the product does without it: refuse to start, or change what it does" },
	{ "default", UP_FIELD_STRINGS, .target = ROW(rule.defaults),
	  .doc = "the default before and after: the row holds where the key is absent" },
	{ "use", UP_FIELD_STRINGS, .target = ROW(rule.use), .doc = "what to write instead" },
	{ "note", UP_FIELD_STRING, .target = ROW(rule.note), .doc = "one sentence that helps with the move" },
	{ "fix", UP_FIELD_STRING, .target = ROW(rule.fix), .doc = "what to do, where that is not to write `use` or to delete the line" },
	{ "repeats", UP_FIELD_WORD, .target = ROW(repeats), .words = repeat_words, .base = 1,
	  .doc = "of a row with values, where it differs from the product's: which of several such settings counts" },
	{ "unknown_key", UP_FIELD_WORD, .target = ROW(reaction), .words = reactions, .base = 1,
	  .doc = "the reaction where this row differs" },
	{ "id", UP_FIELD_STRING, .target = ROW(id), .doc = "last part of the rule id" },
	{ "title", UP_FIELD_STRING, .target = ROW(rule.title), .doc = "what the message calls it" },
	{ "source", UP_FIELD_LINKS, true, ROW(rule.links), .doc = "names of `sources`" },
	{ NULL },
};

static enum up_level highest_level(const struct row_record *row)
{
	if (row->versions[UP_CHANGE_REMOVED].len)
		return row->rule.reaction == UP_REACTION_WARN ? UP_LEVEL_WARNING : UP_LEVEL_ERROR;
	if (row->rule.required)
		return row->rule.required == UP_REQUIRED_REFUSE ? UP_LEVEL_ERROR : UP_LEVEL_WARNING;
	return row->versions[UP_CHANGE_DEPRECATED].len || row->versions[UP_CHANGE_RENAMED].len ? UP_LEVEL_WARNING : UP_LEVEL_NOTE;
}

static up_str row_id(struct up_loader *loader, const struct row_record *row)
{
	struct up_build *build = &loader->build;
	struct up_image_ref *keys = up_build_at(build, UP_IMAGE_REFS, sizeof *keys, 0);
	up_str last = row->id.len || !row->rule.keys.n ? up_build_text(build, row->id) : up_build_text(build, keys[row->rule.keys.first]);
	up_str id = up_arena_printf(loader->arena, "%.*s/%.*s", UP_FMT(up_build_text(build, row->product->id)), UP_FMT(last));
	char *bytes = (char *)(uintptr_t)id.s;
	for (size_t i = row->product->id.len + 1; i < id.len; i++)
		if (!up_is_alnum(bytes[i]) && !strchr("._-", bytes[i]))
			bytes[i] = '-';
	return id;
}

static void check_default(struct up_loader *loader, const struct up_yaml_node *node, const struct row_record *row)
{
	if (!row->rule.defaults.n)
		return;
	if (row->rule.defaults.n != 2)
		up_loader_fault(loader, node, "'default' is a list of two: the default before and after");
	if (!row->versions[UP_CHANGE_CHANGED].len || row->versions[UP_CHANGE_REMOVED].len || row->versions[UP_CHANGE_RENAMED].len ||
	    row->versions[UP_CHANGE_DEPRECATED].len)
		up_loader_fault(loader, node, "a row with a 'default' has 'changed', and no other change");
	if (row->rule.values.n || row->rule.withs.n || row->rule.objects.n || row->rule.keys.n != 1)
		up_loader_fault(loader, node, "a row with a 'default' has one key, and none of: value, with, object");
}

static void check_required(struct up_loader *loader, const struct up_yaml_node *node, struct row_record *row)
{
	if (!row->versions[UP_CHANGE_REQUIRED].len) {
		if (row->rule.files.n || row->without)
			up_loader_fault(loader, node, "'file' and 'without' stand beside 'required'");
		return;
	}
	for (int i = 0; i < UP_CHANGE_REQUIRED; i++)
		if (row->versions[i].len)
			up_loader_fault(loader, node, "a row with 'required' has no other change");
	if (row->rule.values.n || row->rule.objects.n || row->rule.defaults.n)
		up_loader_fault(loader, node, "a row with 'required' has none of: value, object, default");
	row->rule.required = row->without ? UP_REQUIRED_CHANGE : UP_REQUIRED_REFUSE;
	bool is_in_section = false;
	for (uint32_t i = 0; i < row->rule.in.n; i++) {
		const struct up_image_ref *in = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *in, row->rule.in.first + i);
		is_in_section |= in->len > 0;
	}
	row->rule.how = row->rule.carrier == UP_CARRIER_VARIABLE ? UP_ABSENT_VARIABLE
			: is_in_section                          ? UP_ABSENT_SECTION
			: row->rule.withs.n || row->rule.files.n ? UP_ABSENT_BESIDE
								 : UP_ABSENT_ANYWHERE;
}

/* A star is a part of its own between dots, and never the first: `a.*.b`, `a.*`; or all behind a slash. Syslog's `*.*` is a
 * name as it stands. */
static bool has_good_stars(up_str key)
{
	if (up_str_eq(key, UP_STR("*.*")))
		return true;
	for (size_t at = up_str_find_byte(key, '*', 0); at != SIZE_MAX; at = up_str_find_byte(key, '*', at + 1)) {
		bool begins = at > 0 && (key.s[at - 1] == '.' || (key.s[at - 1] == '/' && at + 1 == key.len));
		if (!begins || (at + 1 < key.len && key.s[at + 1] != '.'))
			return false;
	}
	return true;
}

static void check_stars(struct up_loader *loader, const struct up_yaml_node *node, const struct row_record *row)
{
	for (uint32_t i = 0; i < row->rule.keys.n; i++) {
		const struct up_image_ref *key = up_build_at(&loader->build, UP_IMAGE_REFS, sizeof *key, row->rule.keys.first + i);
		up_str text = up_build_text(&loader->build, *key);
		if (!has_good_stars(text))
			up_loader_fault(loader, node,
					"the key '%.*s': a star is a part of its own between dots, and not the first; or it stands behind "
					"a slash, at the end",
					UP_FMT(text));
		if (up_image_is_absent(&row->rule) && up_str_find_byte(text, '*', 0) != SIZE_MAX)
			up_loader_fault(loader, node, "a row with 'default' or 'required' has a key without stars");
	}
}

static void add_row(struct up_loader *loader, const struct up_yaml_node *node, const struct up_image_product *product, uint32_t index)
{
	struct row_record row = {
		.product = product,
		.rule = { .product = index, .kind = UP_FACT_SETTING, .carrier = UP_CARRIER_SETTING },
	};
	up_loader_fill(loader, node, up_row_fields, &row);
	if (node->kind != UP_YAML_MAP)
		return;
	row.rule.family = up_build_string(&loader->build, UP_STR("breaking-change"));
	row.rule.repeats = !row.rule.values.n ? UP_REPEATS_EACH : row.repeats ? (uint8_t)(row.repeats - 1) : product->repeats;
	row.rule.reaction = row.reaction ? (uint8_t)(row.reaction - 1) : product->reaction;
	struct up_image_change change = { .product_id = product->id, .product = index };
	memcpy(change.versions, row.versions, sizeof change.versions);
	row.rule.changes = (struct up_image_range){ up_build_add(&loader->build, UP_IMAGE_CHANGES, &change, sizeof change), 1 };
	bool any = false;
	for (int i = 0; i < _UP_CHANGE_MAX; i++)
		any |= row.versions[i].len > 0;
	if (!any)
		up_loader_fault(loader, node, "a row needs one of: deprecated, renamed, removed, changed, required");
	check_default(loader, node, &row);
	check_required(loader, node, &row);
	check_stars(loader, node, &row);
	row.rule.level = UP_LEVEL_NONE;
	if (row.rule.keys.n)
		up_loader_row_words(&loader->build, product, row.versions, &row.rule);
	row.rule.highest = (uint8_t)highest_level(&row);
	up_loader_add_rule(loader, node, &row.rule, row_id(loader, &row));
}

void up_loader_product(struct up_loader *loader, const struct up_yaml_node *root)
{
	struct up_image_product product = { 0 };
	up_loader_fill(loader, root, up_product_fields, &product);
	if (!product.id.len)
		return;
	uint32_t index = up_build_count(&loader->build, UP_IMAGE_PRODUCTS, sizeof product);
	add_files(loader, up_loader_get(root, "files"), &product, index);
	up_loader_includes(loader, up_loader_get(root, "include"), &product, index);
	const struct up_yaml_node *upgrade = up_loader_get(root, "upgrade");
	product.upgrade = upgrade ? up_loader_upgrade(loader, upgrade, index) : 0;
	up_build_add(&loader->build, UP_IMAGE_PRODUCTS, &product, sizeof product);
	const struct up_yaml_node *rows = up_loader_get(root, "settings");
	if (rows && rows->kind != UP_YAML_LIST)
		up_loader_fault(loader, rows, "'settings' is a list of rows");
	for (const struct up_yaml_node *row = rows && rows->kind == UP_YAML_LIST ? rows->first : NULL; row; row = row->next)
		add_row(loader, row, &product, index);
}
