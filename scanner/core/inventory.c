#include "core/inventory.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"

/* The system that a root is, by its os-release. */
struct system_of_root {
	up_str root, name, version;
};

struct up_inventory {
	struct up_arena *arena;
	struct up_inventory_entry *entries;
	size_t n, capacity;
	uint64_t dropped;
	struct system_of_root *systems;
	size_t n_systems;
	struct up_inventory_item *items;
	size_t n_items;
};

struct up_inventory *up_inventory_new(void)
{
	struct up_inventory *inventory = up_alloc_zero(1, sizeof *inventory);
	inventory->arena = up_arena_new();
	return inventory;
}

void up_inventory_free(struct up_inventory *inventory)
{
	if (!inventory)
		return;
	up_arena_free(inventory->arena);
	up_free(inventory->entries);
	up_free(inventory->systems);
	up_free(inventory->items);
	up_free(inventory);
}

/* --- entries ---------------------------------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b)
{
	const struct up_inventory_entry *x = a, *y = b;
	int order = up_str_cmp(x->source, y->source);
	if (!order)
		order = compare_numbers(x->line, y->line);
	if (!order)
		order = up_str_cmp(x->key, y->key);
	if (!order)
		order = up_str_cmp(x->version, y->version);
	if (!order)
		order = up_str_cmp(x->qualifiers, y->qualifiers);
	if (!order)
		order = up_str_cmp(x->path, y->path);
	return order ? order : compare_numbers(x->flags, y->flags);
}

static void take_strings(struct up_arena *arena, struct up_inventory_entry *entries, size_t i)
{
	struct up_inventory_entry *kept = &entries[i];
	up_str *const strings[] = { &kept->source, &kept->key, &kept->version, &kept->qualifiers, &kept->path };
	for (size_t k = 0; k < sizeof strings / sizeof *strings; k++)
		if (!k && i && up_str_eq(entries[i - 1].source, kept->source))
			kept->source = entries[i - 1].source; /* statements of one source follow each other */
		else if (strings[k]->len)
			*strings[k] = up_arena_copy(arena, *strings[k]);
}

/* The first ones in the order of sources stay: whoever drops one has as many before it. */
static void shrink(struct up_inventory *inventory)
{
	if (inventory->n)
		qsort(inventory->entries, inventory->n, sizeof *inventory->entries, compare_entries);
	if (inventory->n <= UP_LIMIT_COMPONENTS)
		return;
	inventory->dropped += inventory->n - UP_LIMIT_COMPONENTS;
	inventory->n = UP_LIMIT_COMPONENTS;
	struct up_arena *arena = up_arena_new();
	for (size_t i = 0; i < inventory->n; i++)
		take_strings(arena, inventory->entries, i);
	up_arena_free(inventory->arena);
	inventory->arena = arena;
}

void up_inventory_add(struct up_inventory *inventory, const struct up_inventory_entry *entry)
{
	if (inventory->n >= 2 * (size_t)UP_LIMIT_COMPONENTS)
		shrink(inventory);
	inventory->entries = up_grow(inventory->entries, &inventory->capacity, inventory->n + 1, sizeof *entry);
	inventory->entries[inventory->n] = *entry;
	take_strings(inventory->arena, inventory->entries, inventory->n++);
}

void up_inventory_merge(struct up_inventory *into, const struct up_inventory *from)
{
	for (size_t i = 0; i < from->n; i++)
		up_inventory_add(into, &from->entries[i]);
	into->dropped += from->dropped;
}

/* --- systems ---------------------------------------------------------------------------------------------------------- */

static up_str home_of(const struct up_inventory_entry *entry)
{
	return up_str_slice(entry->source, 0, entry->home);
}

static int compare_systems(const void *a, const void *b)
{
	const struct system_of_root *x = a, *y = b;
	int order = up_str_cmp(x->root, y->root);
	return order ? order : up_str_cmp(x->name, y->name);
}

static void find_systems(struct up_inventory *inventory)
{
	size_t capacity = 0;
	for (size_t i = 0; i < inventory->n; i++) {
		const struct up_inventory_entry *entry = &inventory->entries[i];
		if (!entry->is_of_system || !up_str_starts(entry->key, UP_STR("os:")))
			continue;
		inventory->systems = up_grow(inventory->systems, &capacity, inventory->n_systems + 1, sizeof *inventory->systems);
		inventory->systems[inventory->n_systems++] = (struct system_of_root){ .root = home_of(entry),
										      .name = up_str_slice(entry->key, 3, entry->key.len),
										      .version = entry->version };
	}
	if (inventory->n_systems)
		qsort(inventory->systems, inventory->n_systems, sizeof *inventory->systems, compare_systems);
}

static const struct system_of_root *system_of(const struct up_inventory *inventory, up_str root)
{
	size_t low = 0, high = inventory->n_systems;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(inventory->systems[middle].root, root) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < inventory->n_systems && up_str_eq(inventory->systems[low].root, root) ? &inventory->systems[low] : NULL;
}

/* Who gives the packages of a system their names, as package URLs have it. */
static up_str vendor_of(up_str type, const struct system_of_root *system)
{
	static const struct {
		const char *id, *vendor;
	} vendors[] = {
		{ "rhel", "redhat" },
		{ "opensuse-leap", "opensuse" },
		{ "opensuse-tumbleweed", "opensuse" },
		{ "sles", "suse" },
		{ "sled", "suse" },
		{ "amzn", "amazon" },
		{ "ol", "oracle" },
		{ "archlinux", "arch" },
	};
	for (size_t i = 0; system && i < sizeof vendors / sizeof *vendors; i++)
		if (up_str_eq(system->name, up_str_from(vendors[i].id)))
			return up_str_from(vendors[i].vendor);
	if (system)
		return system->name;
	return up_str_eq(type, UP_STR("deb"))    ? UP_STR("debian")
	       : up_str_eq(type, UP_STR("apk"))  ? UP_STR("alpine")
	       : up_str_eq(type, UP_STR("alpm")) ? UP_STR("arch")
						 : UP_STR("");
}

static void name_by_system(struct up_inventory *inventory, const struct up_inventory_entry *entry, struct up_component_parts *parts)
{
	if (!entry->is_of_system || !up_str_is_listed(parts->type, "deb rpm apk alpm"))
		return;
	const struct system_of_root *system = system_of(inventory, home_of(entry));
	if (!parts->space.len || system)
		parts->space = vendor_of(parts->type, system);
	if (system && system->version.len)
		up_component_qualify(parts, UP_STR("distro"),
				     up_arena_printf(inventory->arena, "%.*s-%.*s", UP_FMT(system->name), UP_FMT(system->version)),
				     inventory->arena);
	else if (system)
		up_component_qualify(parts, UP_STR("distro"), system->name, inventory->arena);
}

static int compare_names(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

/* --- archives --------------------------------------------------------------------------------------------------------- */

/* "a.war!/lib/b.jar!/META-INF/…" → "a.war!/lib/b.jar" */
static up_str archive_of(up_str source)
{
	for (size_t i = source.len; i > 1; i--)
		if (source.s[i - 1] == '/' && source.s[i - 2] == '!')
			return up_str_slice(source, 0, i - 2);
	return UP_STR_NULL;
}

/* What the manifest of an archive says falls where Maven says it better. Entries are in the order of their sources: those of one archive follow each other, but
 * for archives in it, so the names are looked up. */
static void drop_manifests(struct up_inventory *inventory)
{
	up_str *archives UP_AUTO_FREE = up_alloc_zero(inventory->n + 1, sizeof *archives);
	size_t n = 0, kept = 0;
	for (size_t i = 0; i < inventory->n; i++) {
		const struct up_inventory_entry *entry = &inventory->entries[i];
		if (up_str_starts(entry->key, UP_STR("maven:")) && up_str_ends(entry->source, UP_STR("/pom.properties")))
			archives[n++] = archive_of(entry->source);
	}
	qsort(archives, n, sizeof *archives, compare_names);
	for (size_t i = 0; i < inventory->n; i++) {
		up_str archive = archive_of(inventory->entries[i].source);
		bool is_said = n && up_str_starts(inventory->entries[i].key, UP_STR("jar:")) &&
			       bsearch(&archive, archives, n, sizeof *archives, compare_names);
		if (!is_said)
			inventory->entries[kept++] = inventory->entries[i];
	}
	inventory->n = kept;
}

/* --- items ------------------------------------------------------------------------------------------------------------ */

/* An entry on its way into an item. */
struct stated {
	const struct up_inventory_entry *entry;
	struct up_component_parts parts;
	up_str type, name;
};

static bool has_version(const struct stated *stated)
{
	return stated->entry->version.len && !(stated->entry->flags & UP_FACT_WANTED);
}

static int compare_things(const struct stated *x, const struct stated *y)
{
	int order = up_str_cmp(x->type, y->type);
	return order ? order : up_str_cmp(x->name, y->name);
}

static int compare_items(const struct stated *x, const struct stated *y)
{
	int order = compare_things(x, y);
	if (!order)
		order = compare_numbers(!has_version(x), !has_version(y));
	if (!order)
		order = up_str_cmp(x->entry->version, y->entry->version);
	if (!order)
		order = up_str_cmp(x->parts.space, y->parts.space);
	if (!order)
		order = up_str_cmp(x->parts.qualifiers, y->parts.qualifiers);
	return order ? order : compare_numbers(x->entry->flags & UP_FACT_DYNAMIC, y->entry->flags & UP_FACT_DYNAMIC);
}

static int compare_stated(const void *a, const void *b)
{
	const struct stated *x = a, *y = b;
	int order = compare_items(x, y);
	return order ? order : compare_entries(x->entry, y->entry);
}

/* Names are the same where their package URLs are: of Python "Ruamel.yaml_clib" and "ruamel.yaml-clib". */
static up_str folded_name(up_str type, up_str name, struct up_arena *arena)
{
	if (!up_str_eq(type, UP_STR("pypi")))
		return name;
	up_str copy = up_arena_copy(arena, name);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		bytes[i] = bytes[i] == '_' ? '-' : up_lower(bytes[i]);
	return copy;
}

static bool make_stated(struct up_inventory *inventory, const struct up_inventory_entry *entry, struct stated *ret_stated)
{
	size_t colon = up_str_find_byte(entry->key, ':', 0);
	struct stated stated = { .entry = entry };
	up_str version = entry->flags & UP_FACT_WANTED ? UP_STR_NULL : entry->version;
	if (colon == SIZE_MAX || !up_component_parts_of(entry->key, version, inventory->arena, &stated.parts))
		return false;
	stated.type = up_str_slice(entry->key, 0, colon);
	/* Whose package it is says nothing of its name. */
	stated.name = up_str_is_listed(stated.type, "deb rpm apk alpm")
			      ? stated.parts.name
			      : folded_name(stated.type, up_str_slice(entry->key, colon + 1, entry->key.len), inventory->arena);
	if (entry->qualifiers.len) {
		for (up_str rest = entry->qualifiers; rest.len;) {
			size_t end = up_str_find_byte(rest, '&', 0), equals = up_str_find_byte(rest, '=', 0);
			up_str pair = up_str_slice(rest, 0, end);
			if (equals < pair.len)
				up_component_qualify(&stated.parts, up_str_slice(pair, 0, equals),
						     up_purl_decoded(up_str_slice(pair, equals + 1, pair.len), inventory->arena),
						     inventory->arena);
			rest = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(rest, end + 1, rest.len);
		}
	}
	name_by_system(inventory, entry, &stated.parts);
	*ret_stated = stated;
	return true;
}

/* Where it holds: the root of a system, or the folder of its source with the slash. */
static up_str folder_of(const struct up_inventory_entry *entry)
{
	if (entry->is_of_system)
		return home_of(entry);
	return up_str_slice(entry->source, 0, entry->source.len - up_str_basename(entry->source).len);
}

/* Does a folder of the sorted ones hold `folder`, or is it the same? */
static bool is_below(const up_str *folders, size_t n, up_str folder)
{
	for (size_t len = folder.len;; len--) {
		if (len && folder.s[len - 1] != '/' && len != folder.len)
			continue;
		up_str asked = up_str_slice(folder, 0, len);
		if (n && bsearch(&asked, folders, n, sizeof *folders, compare_names))
			return true;
		if (!len)
			return false;
	}
}

/* Of one thing: requirements, and statements without a version, fall where its version is stated in the same folder or in one above. Returns how many stay. */
static size_t drop_answered(struct stated *stated, size_t n)
{
	size_t n_chosen = 0, kept = 0, n_folders = 0;
	while (n_chosen < n && has_version(&stated[n_chosen]))
		n_chosen++;
	if (!n_chosen || n_chosen == n)
		return n;
	up_str *folders UP_AUTO_FREE = up_alloc_zero(n_chosen, sizeof *folders);
	for (size_t i = 0; i < n_chosen; i++)
		folders[n_folders++] = folder_of(stated[i].entry);
	qsort(folders, n_folders, sizeof *folders, compare_names);
	for (size_t i = 0; i < n; i++) {
		const struct up_inventory_entry *entry = stated[i].entry;
		/* An image without a tag is one of its own. */
		bool can_fall = i >= n_chosen && (entry->is_of_system || (entry->flags & UP_FACT_WANTED));
		if (!can_fall || !is_below(folders, n_folders, folder_of(entry)))
			stated[kept++] = stated[i];
	}
	return kept;
}

static struct up_inventory_item *add_item(struct up_inventory *inventory, size_t *capacity, const struct stated *stated)
{
	inventory->items = up_grow(inventory->items, capacity, inventory->n_items + 1, sizeof *inventory->items);
	struct up_inventory_item *item = &inventory->items[inventory->n_items++];
	*item = (struct up_inventory_item){
		.type = stated->type,
		.name = stated->name,
		.version = stated->entry->version,
		.parts = stated->parts,
		.is_wanted = stated->entry->flags & UP_FACT_WANTED,
		.is_dynamic = stated->entry->flags & UP_FACT_DYNAMIC,
	};
	if (!item->is_dynamic)
		item->purl = up_purl_of(&stated->parts, inventory->arena);
	return item;
}

static bool is_same_place(const struct up_inventory_place *a, const struct up_inventory_entry *b)
{
	return a->line == b->line && up_str_eq(a->source, b->source) && up_str_eq(a->path, b->path);
}

/* All statements of one item. */
static void add_places(struct up_inventory *inventory, struct up_inventory_item *item, const struct stated *stated, size_t n)
{
	struct up_inventory_place *places = up_arena_alloc_zero(inventory->arena, n * sizeof *places);
	for (size_t i = 0; i < n; i++) {
		const struct up_inventory_entry *entry = stated[i].entry;
		if (item->n_places && is_same_place(&places[item->n_places - 1], entry))
			continue;
		places[item->n_places++] = (struct up_inventory_place){ .source = entry->source, .path = entry->path, .line = entry->line };
	}
	item->places = places;
}

/* --- what counts only where something else is missing ----------------------------------------------------------------- */

static up_str type_of(const struct up_inventory_entry *entry)
{
	return up_str_slice(entry->key, 0, up_str_find_byte(entry->key, ':', 0));
}

static int compare_grounds(const void *a, const void *b)
{
	const struct up_inventory_entry *const *x = a, *const *y = b;
	int order = up_str_cmp(folder_of(*x), folder_of(*y));
	return order ? order : up_str_cmp(type_of(*x), type_of(*y));
}

/* What says for its folder what a type of components is there; NULL where nothing asks for it. */
static const struct up_inventory_entry **find_grounds(const struct up_inventory *inventory, size_t *ret_n)
{
	const struct up_inventory_entry **grounds = NULL;
	size_t n = 0, capacity = 0, n_fallbacks = 0;
	for (size_t i = 0; i < inventory->n; i++)
		n_fallbacks += (inventory->entries[i].flags & UP_FACT_FALLBACK) != 0;
	for (size_t i = 0; n_fallbacks && i < inventory->n; i++) {
		const struct up_inventory_entry *entry = &inventory->entries[i];
		if (entry->flags & UP_FACT_FALLBACK || (n && !compare_grounds(&entry, &grounds[n - 1])))
			continue;
		grounds = up_grow(grounds, &capacity, n + 1, sizeof *grounds);
		grounds[n++] = entry;
	}
	if (n)
		qsort(grounds, n, sizeof *grounds, compare_grounds);
	*ret_n = n;
	return grounds;
}

/* A go.sum says nothing where a go.mod lies beside it. */
static bool counts(const struct up_inventory_entry *entry, const struct up_inventory_entry *const *grounds, size_t n)
{
	return !(entry->flags & UP_FACT_FALLBACK) || !n || !bsearch(&entry, grounds, n, sizeof *grounds, compare_grounds);
}

void up_inventory_settle(struct up_inventory *inventory)
{
	shrink(inventory);
	drop_manifests(inventory);
	find_systems(inventory);
	struct stated *stated UP_AUTO_FREE = up_alloc_zero(inventory->n + 1, sizeof *stated);
	size_t n = 0, capacity = 0, n_grounds;
	const struct up_inventory_entry **grounds = find_grounds(inventory, &n_grounds);
	for (size_t i = 0; i < inventory->n; i++)
		if (counts(&inventory->entries[i], grounds, n_grounds))
			n += make_stated(inventory, &inventory->entries[i], &stated[n]);
	up_free(grounds);
	qsort(stated, n, sizeof *stated, compare_stated);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && !compare_things(&stated[i], &stated[end]);)
			end++;
		size_t stays = i + drop_answered(&stated[i], end - i);
		for (size_t k = i, last; k < stays; k = last) {
			for (last = k + 1; last < stays && !compare_items(&stated[k], &stated[last]);)
				last++;
			add_places(inventory, add_item(inventory, &capacity, &stated[k]), &stated[k], last - k);
		}
	}
}

const struct up_inventory_item *up_inventory_items(const struct up_inventory *inventory, size_t *ret_n)
{
	*ret_n = inventory->n_items;
	return inventory->items;
}

uint64_t up_inventory_dropped(const struct up_inventory *inventory)
{
	return inventory->dropped;
}
