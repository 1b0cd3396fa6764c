/* The list of what is installed, and where the upgrade leads. */
#include "cli/present.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "estate/dpkg.h"
#include "estate/host.h"
#include "run/config.h"
#include "run/walk.h"

enum {
	SNIPPET_BYTES = 400,
};

void up_present_finish(struct up_present_list *list)
{
	up_free(list->items);
	*list = (struct up_present_list){ 0 };
}

static void add(struct up_present_list *list, const struct up_present *thing)
{
	list->items = up_grow(list->items, &list->capacity, list->n + 1, sizeof *list->items);
	struct up_present *kept = &list->items[list->n++];
	*kept = *thing;
	up_str *const strings[] = { &kept->path, &kept->snippet, &kept->name, &kept->title, &kept->version, &kept->upstream };
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		*strings[i] = up_arena_copy(list->arena, *strings[i]);
}

/* --- the upgrade ------------------------------------------------------------------------------------------------------ */

/* What the finding is about where nothing else says it: the first root. */
static up_str first_root(const struct up_options *options, struct up_arena *arena)
{
	const char *operand = options->n_operands ? options->operands[0] : options->package;
	if (!operand || !strcmp(operand, "-"))
		return up_str_from(options->stdin_name ? options->stdin_name : "<stdin>");
	up_str root = up_walk_root_name(operand), copy = up_arena_copy(arena, root);
	up_free((void *)(uintptr_t)root.s);
	return copy;
}

/* Cuts ":3" off the end of a text. */
static uint32_t cut_number(up_str *text)
{
	size_t colon = text->len;
	uint64_t number;
	while (colon && text->s[colon - 1] != ':')
		colon--;
	if (!colon || !up_str_to_u64(up_str_slice(*text, colon, text->len), &number) || number > UINT32_MAX)
		return 0;
	text->len = colon - 1;
	return (uint32_t)number;
}

static void add_pair(struct up_present_list *list, enum up_present_kind kind, up_str pair, up_str place, up_str root)
{
	size_t equals = up_str_find_byte(pair, '=', 0);
	struct up_present thing = { .kind = kind, .path = place.len ? place : root };
	if (equals == SIZE_MAX)
		return;
	if (place.len) {
		thing.at.column = cut_number(&thing.path);
		thing.at.line = cut_number(&thing.path);
		thing.end = thing.at;
	}
	thing.name = up_str_slice(pair, 0, equals);
	thing.version = up_str_slice(pair, equals + 1, pair.len);
	add(list, &thing);
}

void up_present_add_versions(struct up_present_list *list, const struct up_options *options, const struct up_config *config)
{
	up_str root = first_root(options, list->arena);
	for (size_t i = 0; i < options->from.n; i++)
		add_pair(list, UP_PRESENT_FROM, options->from.items[i], config && i < config->n_from ? config->from_places[i] : UP_STR(""),
			 root);
	for (size_t i = 0; i < options->to.n; i++)
		add_pair(list, UP_PRESENT_TARGET, options->to.items[i], config && i < config->n_to ? config->to_places[i] : UP_STR(""),
			 root);
}

/* --- the host --------------------------------------------------------------------------------------------------------- */

/* A part of a text with its place, for parts that come in their order. */
struct counter {
	up_str text;
	size_t at;
	uint32_t line;
};

static void set_place(struct counter *counter, up_str part, struct up_present *thing)
{
	size_t start = (size_t)(part.s - counter->text.s), line_start = start, line_end = start;
	for (; counter->at < start; counter->at++)
		counter->line += counter->text.s[counter->at] == '\n';
	while (line_start && counter->text.s[line_start - 1] != '\n' && start - line_start < SNIPPET_BYTES)
		line_start--;
	while (line_end < counter->text.len && counter->text.s[line_end] != '\n' && line_end - line_start < SNIPPET_BYTES)
		line_end++;
	up_str line = up_str_slice(counter->text, line_start, line_end);
	thing->snippet = up_utf8_is_valid(line) ? line : UP_STR("");
	thing->at = (struct up_place){ counter->line, (uint32_t)(start - line_start) + 1 };
	thing->end = (struct up_place){ counter->line, (uint32_t)(start - line_start + part.len) + 1 };
}

void up_present_add_os(struct up_present_list *list, up_str path, up_str text)
{
	struct up_host_os os;
	struct counter counter = { .text = text, .line = 1 };
	if (!up_host_os_read(text, &os))
		return;
	struct up_present thing = { .kind = UP_PRESENT_OS, .path = path, .name = os.id, .title = os.name, .version = os.version };
	set_place(&counter, os.version, &thing);
	add(list, &thing);
}

void up_present_add_debs(struct up_present_list *list, const struct up_rules *rules, up_str path, up_str status)
{
	struct up_package package;
	struct up_version_line release;
	struct counter counter = { .text = status, .line = 1 };
	for (size_t at = 0; up_dpkg_next(status, &at, &package);) {
		if (!up_release_of_deb(rules, package.name, package.full, package.version, &release))
			continue;
		struct up_present thing = {
			.kind = UP_PRESENT_DEB, .path = path, .name = package.name, .version = package.full, .upstream = package.version
		};
		set_place(&counter, package.full, &thing);
		add(list, &thing);
	}
}
