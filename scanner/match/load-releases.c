/* Files of releases: the lines of versions of each product, until when they are supported, and how an installed one is known. No rules: what is out of
 * support is a form, which rules of topics look for. */
#include <stddef.h>

#include "base/date.h"
#include "match/load-private.h"

static const char *const booleans[] = { "false", "true", NULL };
static const char *const whom[] = { "subscribers", "everyone", NULL };

struct file {
	struct up_image_ref name;
};

struct line_record {
	struct up_image_line line;
	const struct up_yaml_node *tags, *images;
};

struct release_record {
	struct up_image_release release;
	const struct up_yaml_node *images, *os, *debs, *lines;
};

#define RELEASE(member) offsetof(struct release_record, release.member)
#define LINE(member) offsetof(struct line_record, line.member)

/* --- fields ----------------------------------------------------------------------------------------------------------- */

static bool read_day(struct up_loader *loader, const struct up_yaml_node *value, int32_t *ret_day)
{
	int64_t days;
	if (value->kind != UP_YAML_SCALAR || !up_days_read(value->text, &days)) {
		up_loader_fault(loader, value, "a date is expected here: YYYY-MM-DD");
		return false;
	}
	*ret_day = (int32_t)days;
	return true;
}

static void read_as_of(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	int32_t day;
	(void)record;
	read_day(loader, value, &day);
}

static void read_released(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	read_day(loader, value, &((struct line_record *)record)->line.released);
}

static void read_active(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	read_day(loader, value, &((struct line_record *)record)->line.active);
}

static void read_extended(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	read_day(loader, value, &((struct line_record *)record)->line.extended);
}

static void read_until(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	struct up_image_line *line = &((struct line_record *)record)->line;
	if (value->kind == UP_YAML_SCALAR && up_str_eq(value->text, UP_STR("open")))
		line->end = UP_LINE_OPEN;
	else if (value->kind == UP_YAML_SCALAR && up_str_eq(value->text, UP_STR("ended")))
		line->end = UP_LINE_ENDED;
	else if (read_day(loader, value, &line->until))
		line->end = UP_LINE_DATED;
}

static void read_tags(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)loader;
	((struct line_record *)record)->tags = value;
}

static void read_line_images(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)loader;
	((struct line_record *)record)->images = value;
}

static void read_images(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)loader;
	((struct release_record *)record)->images = value;
}

static void read_os(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)loader;
	((struct release_record *)record)->os = value;
}

static void read_debs(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)loader;
	((struct release_record *)record)->debs = value;
}

static void read_lines(struct up_loader *loader, const struct up_yaml_node *value, void *record)
{
	(void)loader;
	((struct release_record *)record)->lines = value;
}

const struct up_field up_line_fields[] = {
	{ "line", UP_FIELD_VERSION, true, LINE(line), .doc = "versions that are supported together: 12 is 12.0, 12.1 …" },
	{ "name", UP_FIELD_STRING, .target = LINE(name), .doc = "what it is called: Bookworm" },
	{ "released", UP_FIELD_CUSTOM, true, .custom = read_released, .doc = "the day of its first release: YYYY-MM-DD" },
	{ "active", UP_FIELD_CUSTOM, .custom = read_active, .doc = "the day on which it begins to get repairs of security alone" },
	{ "until", UP_FIELD_CUSTOM, true, .custom = read_until,
	  .doc = "the day on which its support ends; open: no day is set; ended: nobody says when" },
	{ "extended", UP_FIELD_CUSTOM, .custom = read_extended, .doc = "the day on which support behind that ends" },
	{ "latest", UP_FIELD_STRING, .target = LINE(latest), .doc = "its newest version" },
	{ "lts", UP_FIELD_WORD, .target = LINE(is_lts), .words = booleans, .doc = "a line with long support" },
	{ "tags", UP_FIELD_CUSTOM, .custom = read_tags, .doc = "words of tags of images that mean it: one or a list" },
	{ "images", UP_FIELD_CUSTOM, .custom = read_line_images,
	  .doc = "images that are of this line whatever their tag: ubi7, or ubi7/*" },
	{ NULL },
};

const struct up_field up_release_fields[] = {
	{ "product", UP_FIELD_STRING, true, RELEASE(id), .doc = "the id; that of the product file where there is one" },
	{ "title", UP_FIELD_STRING, true, RELEASE(title), .doc = "as it stands in messages" },
	{ "page", UP_FIELD_STRING, true, RELEASE(page), .doc = "the URL of the page that the dates are from" },
	{ "policy", UP_FIELD_STRING, .target = RELEASE(policy), .doc = "the URL of what its makers say of support" },
	{ "extended", UP_FIELD_STRING, .target = RELEASE(extended), .doc = "what support behind the ordinary end is called" },
	{ "extended_for", UP_FIELD_WORD, .target = RELEASE(is_for_everyone), .words = whom, .doc = "who has it" },
	{ "images", UP_FIELD_CUSTOM, .custom = read_images, .doc = "container images whose tags are its versions: one or a list" },
	{ "os", UP_FIELD_CUSTOM, .custom = read_os, .doc = "ID of os-release, or ID/NAME: one or a list" },
	{ "deb", UP_FIELD_CUSTOM, .custom = read_debs,
	  .doc = "Debian packages that the vendor builds, with what their version holds where a distribution has one of that name" },
	{ "base", UP_FIELD_WORD, .target = RELEASE(is_base), .words = booleans,
	  .doc = "images are built on it, and tags of others say so: slim-buster, alpine3.12" },
	{ "lines", UP_FIELD_CUSTOM, true, .custom = read_lines, .of = "line", .each = true, .doc = "the newest first" },
	{ NULL },
};

const struct up_field up_releases_fields[] = {
	{ "releases", UP_FIELD_STRING, true, offsetof(struct file, name), .doc = "a word for what is in the file" },
	{ "as_of", UP_FIELD_CUSTOM, true, .custom = read_as_of, .doc = "the day that the facts are of" },
	{ "products", UP_FIELD_ELSEWHERE, true, .of = "release", .each = true, .doc = "the products" },
	{ NULL },
};

/* --- names ------------------------------------------------------------------------------------------------------------ */

static void add_names(struct up_loader *loader, const struct up_yaml_node *value, uint32_t space, uint32_t product, uint32_t index)
{
	if (!value)
		return;
	if (value->kind == UP_YAML_MAP) {
		up_loader_fault(loader, value, "a string or a list of strings is expected here");
		return;
	}
	const struct up_yaml_node *item = value->kind == UP_YAML_LIST ? value->first : value;
	for (; item; item = value->kind == UP_YAML_LIST ? item->next : NULL) {
		if (item->kind != UP_YAML_SCALAR || !item->text.len)
			up_loader_fault(loader, item, "a string is expected here");
		else
			up_loader_add_entry(&loader->build, space, product, item->text, index);
	}
}

/* "Focal Fossa" is `focal` in tags. */
static up_str first_word(struct up_loader *loader, up_str name)
{
	up_str word = up_arena_copy(loader->arena, up_str_slice(name, 0, up_str_find_byte(name, ' ', 0)));
	for (size_t i = 0; i < word.len; i++)
		((char *)(uintptr_t)word.s)[i] = up_lower(word.s[i]);
	return word;
}

/* "postgresql-12 pgdg": the package, and what its version holds. */
static void add_deb(struct up_loader *loader, const struct up_yaml_node *item, uint32_t release)
{
	size_t blank = up_str_find_byte(item->text, ' ', 0);
	up_str mark = blank == SIZE_MAX ? UP_STR_NULL : up_str_trim(up_str_slice(item->text, blank, item->text.len));
	if (item->kind != UP_YAML_SCALAR || !blank || !item->text.len) {
		up_loader_fault(loader, item, "a package is expected here, with what its version holds behind a blank");
		return;
	}
	struct up_image_built built = { .release = release, .mark = up_build_string(&loader->build, mark) };
	uint32_t index = up_build_add(&loader->build, UP_IMAGE_BUILT, &built, sizeof built);
	up_loader_add_entry(&loader->build, UP_SPACE_BUILT, UINT32_MAX, up_str_slice(item->text, 0, blank), index);
}

static void add_debs(struct up_loader *loader, const struct up_yaml_node *value, uint32_t release)
{
	if (value && value->kind == UP_YAML_SCALAR)
		add_deb(loader, value, release);
	for (const struct up_yaml_node *item = value && value->kind == UP_YAML_LIST ? value->first : NULL; item; item = item->next)
		add_deb(loader, item, release);
	if (value && value->kind == UP_YAML_MAP)
		up_loader_fault(loader, value, "a string or a list of strings is expected here");
}

/* --- lines ------------------------------------------------------------------------------------------------------------ */

static void check_line(struct up_loader *loader, const struct up_yaml_node *node, const struct up_image_line *line)
{
	if (line->end == UP_LINE_DATED && line->until < line->released)
		up_loader_fault(loader, node, "its support ends before it was released");
	if (line->extended != UP_NO_DAY && (line->end != UP_LINE_DATED || line->extended <= line->until))
		up_loader_fault(loader, node, "`extended` lies behind `until`, which is a date then");
}

static bool is_twice(const struct up_loader *loader, uint32_t first, struct up_image_ref name)
{
	/* Strings are interned: the same one stands at the same place. */
	const struct up_build *build = &loader->build;
	uint32_t n = up_build_count(build, UP_IMAGE_LINES, sizeof(struct up_image_line));
	const struct up_image_line *lines = (const void *)build->tables[UP_IMAGE_LINES].bytes;
	for (uint32_t i = first; i < n; i++)
		if (lines[i].line.at == name.at && lines[i].line.len == name.len)
			return true;
	return false;
}

static void add_line(struct up_loader *loader, const struct up_yaml_node *node, uint32_t release, const struct release_record *product)
{
	struct line_record record = {
		.line = { .release = release, .released = UP_NO_DAY, .active = UP_NO_DAY, .until = UP_NO_DAY, .extended = UP_NO_DAY }
	};
	up_loader_fill(loader, node, up_line_fields, &record);
	if (node->kind != UP_YAML_MAP)
		return;
	check_line(loader, node, &record.line);
	if (is_twice(loader, product->release.lines.first, record.line.line))
		up_loader_fault(loader, node, "the line stands here twice");
	uint32_t index = up_build_add(&loader->build, UP_IMAGE_LINES, &record.line, sizeof record.line);
	add_names(loader, record.tags, UP_SPACE_LINE_WORD, release, index);
	add_names(loader, record.images, UP_SPACE_LINE_OF, UINT32_MAX, index);
	if (!record.line.name.len)
		return;
	up_str word = first_word(loader, up_build_text(&loader->build, record.line.name));
	up_loader_add_entry(&loader->build, UP_SPACE_LINE_WORD, release, word, index);
	if (product->release.is_base)
		up_loader_add_entry(&loader->build, UP_SPACE_BASE_WORD, UINT32_MAX, word, index);
}

static void add_lines(struct up_loader *loader, uint32_t release, struct release_record *product)
{
	const struct up_yaml_node *lines = product->lines;
	if (!lines)
		return;
	if (lines->kind != UP_YAML_LIST || !lines->first) {
		up_loader_fault(loader, lines, "`lines` is a list of one or more");
		return;
	}
	product->release.lines.first = up_build_count(&loader->build, UP_IMAGE_LINES, sizeof(struct up_image_line));
	for (const struct up_yaml_node *node = lines->first; node; node = node->next)
		add_line(loader, node, release, product);
	product->release.lines.n = up_build_count(&loader->build, UP_IMAGE_LINES, sizeof(struct up_image_line)) -
				   product->release.lines.first;
}

/* --- products --------------------------------------------------------------------------------------------------------- */

static void check_id(struct up_loader *loader, const struct up_yaml_node *node, struct up_image_ref id)
{
	const struct up_image_release *releases = (const void *)loader->build.tables[UP_IMAGE_RELEASES].bytes;
	uint32_t n = up_build_count(&loader->build, UP_IMAGE_RELEASES, sizeof *releases);
	up_str text = up_build_text(&loader->build, id);
	for (uint32_t i = 0; i < n; i++)
		if (releases[i].id.at == id.at && releases[i].id.len == id.len)
			up_loader_fault(loader, node, "the releases of '%.*s' stand somewhere else already", UP_FMT(text));
}

static void add_release(struct up_loader *loader, const struct up_yaml_node *node)
{
	struct release_record record = { 0 };
	uint32_t index = up_build_count(&loader->build, UP_IMAGE_RELEASES, sizeof record.release);
	up_loader_fill(loader, node, up_release_fields, &record);
	if (node->kind != UP_YAML_MAP)
		return;
	check_id(loader, node, record.release.id);
	add_lines(loader, index, &record);
	up_build_add(&loader->build, UP_IMAGE_RELEASES, &record.release, sizeof record.release);
	up_str id = up_arena_copy(loader->arena, up_build_text(&loader->build, record.release.id));
	up_loader_add_entry(&loader->build, UP_SPACE_RELEASE, UINT32_MAX, id, index);
	add_names(loader, record.images, UP_SPACE_TAGGED, UINT32_MAX, index);
	add_names(loader, record.os, UP_SPACE_OS, UINT32_MAX, index);
	add_debs(loader, record.debs, index);
}

void up_loader_releases(struct up_loader *loader, const struct up_yaml_node *root)
{
	struct file file = { 0 };
	up_loader_fill(loader, root, up_releases_fields, &file);
	const struct up_yaml_node *products = up_loader_get(root, "products");
	if (products && products->kind != UP_YAML_LIST)
		up_loader_fault(loader, products, "'products' is a list");
	for (const struct up_yaml_node *node = products && products->kind == UP_YAML_LIST ? products->first : NULL; node; node = node->next)
		add_release(loader, node);
}
