/* One sorted array for the whole package: names are looked up by bisection, and containers are stretches of it. */
#include "package/member-names.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"

enum {
	LINK_HOPS = 8,
};

/* Is it written as it would be after up_member_name_join? */
static bool is_plain(up_str name)
{
	size_t part = 0;
	for (size_t i = 0; i <= name.len; i++) {
		if (i < name.len && name.s[i] != '/')
			continue;
		up_str word = up_str_slice(name, part, i);
		if (!word.len || up_str_eq(word, UP_STR(".")) || up_str_eq(word, UP_STR("..")))
			return false;
		part = i + 1;
	}
	return true;
}

bool up_member_name_join(struct up_arena *arena, up_str folder, up_str name, up_str *ret_name)
{
	struct up_buf joined = { 0 };
	if (!up_str_starts(name, UP_STR("/")))
		up_buf_add(&joined, folder);
	for (size_t part = 0, end; part <= name.len; part = end + 1) {
		end = up_str_find_byte(name, '/', part);
		end = end == SIZE_MAX ? name.len : end;
		up_str word = up_str_slice(name, part, end);
		if (!word.len || up_str_eq(word, UP_STR(".")))
			continue;
		if (!up_str_eq(word, UP_STR(".."))) {
			if (joined.len)
				up_buf_add_byte(&joined, '/');
			up_buf_add(&joined, word);
			continue;
		}
		if (!joined.len) {
			up_buf_finish(&joined);
			return false;
		}
		joined.len = up_member_folder(up_buf_str(&joined)).len;
		joined.bytes[joined.len] = '\0';
	}
	*ret_name = up_arena_take(arena, &joined);
	return true;
}

up_str up_member_folder(up_str name)
{
	size_t at = name.len;
	while (at && name.s[at - 1] != '/')
		at--;
	return up_str_slice(name, 0, at ? at - 1 : 0);
}

bool up_member_is_file(const struct up_member *member)
{
	if (member->is_hard_link || (!(member->mode & S_IFMT) && member->link.len))
		return false;
	return S_ISREG(member->mode) || (!(member->mode & S_IFMT) && !up_str_ends(member->name, UP_STR("/")));
}

static int compare(const void *a, const void *b)
{
	const struct up_member_name *left = a, *right = b;
	if (left->container != right->container)
		return left->container < right->container ? -1 : 1;
	int order = up_str_cmp(left->name, right->name);
	if (order)
		return order;
	return left->member < right->member ? -1 : left->member > right->member;
}

void up_member_names_init(struct up_member_names *members, const struct up_package *package, struct up_arena *arena)
{
	*members = (struct up_member_names){ .package = package, .n = package->n_members, .arena = arena };
	members->names = up_alloc_zero(package->n_members + 1, sizeof *members->names);
	for (size_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		up_str name = member->name;
		if (!is_plain(name) && !up_member_name_join(arena, UP_STR(""), name, &name))
			name = member->name;
		members->names[i] = (struct up_member_name){ member->container, (uint32_t)i, name };
	}
	if (members->n)
		qsort(members->names, members->n, sizeof *members->names, compare);
	members->places = up_alloc((package->n_members + 1) * sizeof *members->places);
	for (size_t i = 0; i < members->n; i++)
		members->places[members->names[i].member] = (uint32_t)i;
}

void up_member_names_finish(struct up_member_names *members)
{
	up_free(members->names);
	up_free(members->places);
	*members = (struct up_member_names){ 0 };
}

/* The first that does not stand before `wanted`. */
static size_t lower(const struct up_member_names *members, struct up_member_name wanted)
{
	size_t low = 0, high = members->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(&members->names[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t up_member_names_of(const struct up_member_names *members, uint32_t container, size_t *ret_first)
{
	*ret_first = lower(members, (struct up_member_name){ .container = container });
	return lower(members, (struct up_member_name){ .container = container + 1 }) - *ret_first;
}

size_t up_member_names_named(const struct up_member_names *members, uint32_t container, up_str name, size_t *ret_first)
{
	size_t at = lower(members, (struct up_member_name){ container, 0, name }), n = 0;
	while (at + n < members->n && members->names[at + n].container == container && up_str_eq(members->names[at + n].name, name))
		n++;
	*ret_first = at;
	return n;
}

uint32_t up_member_names_last(const struct up_member_names *members, uint32_t container, up_str name)
{
	size_t first, n = up_member_names_named(members, container, name, &first);
	return n ? members->names[first + n - 1].member : UINT32_MAX;
}

uint32_t up_member_names_file(const struct up_member_names *members, uint32_t container, up_str name)
{
	for (unsigned hop = 0; hop < LINK_HOPS; hop++) {
		size_t first, n = up_member_names_named(members, container, name, &first);
		if (!n)
			return UINT32_MAX;
		uint32_t number = members->names[first + n - 1].member;
		const struct up_member *member = &members->package->members[number];
		if (up_member_is_file(member))
			return number;
		/* Of a hard link the target is a name from the top, of a symbolic one from its own folder. */
		up_str folder = member->is_hard_link ? UP_STR("") : up_member_folder(name);
		if (!member->link.len || !up_member_name_join(members->arena, folder, member->link, &name))
			return UINT32_MAX;
	}
	return UINT32_MAX;
}
