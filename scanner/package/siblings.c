/* A sorted list of numbers, searched by halves. */
#include "package/siblings.h"

#include <stdlib.h>

#include "base/memory.h"

static int compare(const struct up_member *member, uint32_t container, up_str name)
{
	if (member->container != container)
		return member->container < container ? -1 : 1;
	return up_str_cmp(member->name, name);
}

static int compare_members(const void *a, const void *b, void *data)
{
	const struct up_package *package = data;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int order = compare(&package->members[x], package->members[y].container, package->members[y].name);
	if (order)
		return order;
	return x < y ? -1 : x > y;
}

void up_siblings_init(struct up_siblings *siblings, const struct up_package *package)
{
	*siblings = (struct up_siblings){ .package = package, .n = package->n_members };
	siblings->order = up_alloc(siblings->n * sizeof *siblings->order + 1);
	for (size_t i = 0; i < siblings->n; i++)
		siblings->order[i] = (uint32_t)i;
	struct up_package copy = *package;
	if (siblings->n)
		qsort_r(siblings->order, siblings->n, sizeof *siblings->order, compare_members, &copy);
}

void up_siblings_finish(struct up_siblings *siblings)
{
	up_free(siblings->order);
	*siblings = (struct up_siblings){ 0 };
}

uint32_t up_siblings_find(const struct up_siblings *siblings, uint32_t container, up_str name)
{
	size_t low = 0, high = siblings->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(&siblings->package->members[siblings->order[middle]], container, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low)
		return UINT32_MAX;
	uint32_t found = siblings->order[low - 1];
	return compare(&siblings->package->members[found], container, name) == 0 ? found : UINT32_MAX;
}
