#include "estate/installed.h"

#include <stdlib.h>

#include "base/memory.h"
#include "core/version.h"
#include "estate/folder.h"

struct known {
	struct up_installation said;
	up_str folder;
	size_t same_until; /* the first one behind it, of the same product, that says another version */
};

struct up_installed {
	struct known *list;
	size_t n, capacity;
};

struct up_installed *up_installed_new(void)
{
	return up_alloc_zero(1, sizeof(struct up_installed));
}

void up_installed_free(struct up_installed *installed)
{
	if (!installed)
		return;
	up_free(installed->list);
	up_free(installed);
}

void up_installed_add(struct up_installed *installed, const struct up_installation *installation)
{
	installed->list = up_grow(installed->list, &installed->capacity, installed->n + 1, sizeof *installed->list);
	up_str folder = installation->root.s ? installation->root : up_folder_of(installation->source);
	installed->list[installed->n++] = (struct known){ .said = *installation, .folder = folder };
}

static int known_cmp(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	int order = up_str_cmp(x->said.product, y->said.product);
	if (!order)
		order = up_folder_cmp(x->folder, y->folder);
	if (!order)
		order = up_str_cmp(x->said.source, y->said.source);
	if (!order)
		order = (x->said.line > y->said.line) - (x->said.line < y->said.line);
	return order ? order : up_str_cmp(x->said.version, y->said.version);
}

/* Does it come before what is told of the product in the folder and below? `skips`: or there. */
static bool is_before(const struct known *one, up_str product, up_str folder, bool skips)
{
	int order = up_str_cmp(one->said.product, product);
	if (order)
		return order < 0;
	if (up_str_starts(one->folder, folder))
		return skips;
	return up_folder_cmp(one->folder, folder) < 0;
}

static size_t find(const struct up_installed *installed, up_str product, up_str folder, bool skips)
{
	size_t low = 0, high = installed->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (is_before(&installed->list[middle], product, folder, skips))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The first one behind those of the folder itself. */
static size_t find_behind(const struct up_installed *installed, up_str product, up_str folder)
{
	size_t low = 0, high = installed->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct known *one = &installed->list[middle];
		int order = up_str_cmp(one->said.product, product);
		if (order < 0 || (!order && up_folder_cmp(one->folder, folder) <= 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A requirement says nothing where a version was chosen, in the same folder or above. */
static bool is_answered(const struct up_installed *installed, const struct known *wanted)
{
	up_str folder = wanted->folder;
	for (;;) {
		size_t end = find_behind(installed, wanted->said.product, folder);
		for (size_t i = find(installed, wanted->said.product, folder, false); i < end; i++)
			if (!installed->list[i].said.is_wanted && up_str_eq(installed->list[i].folder, folder))
				return true;
		if (!folder.len)
			return false;
		folder = up_folder_of(up_str_slice(folder, 0, folder.len - 1));
	}
}

/* A lock file has many packages of one product; they say the same. */
static bool is_repeated(const struct known *one, const struct known *before)
{
	return one->said.is_package && up_str_eq(one->said.product, before->said.product) &&
	       up_str_eq(one->said.source, before->said.source) && up_str_eq(one->said.version, before->said.version);
}

static void drop_needless(struct up_installed *installed)
{
	bool *is_needless UP_AUTO_FREE = up_alloc_zero(installed->n + 1, sizeof *is_needless);
	size_t n = 0;
	for (size_t i = 0; i < installed->n; i++)
		is_needless[i] = installed->list[i].said.is_wanted && is_answered(installed, &installed->list[i]);
	for (size_t i = 0; i < installed->n; i++)
		if (!is_needless[i] && (!n || !is_repeated(&installed->list[i], &installed->list[n - 1])))
			installed->list[n++] = installed->list[i];
	installed->n = n;
}

void up_installed_settle(struct up_installed *installed)
{
	if (installed->n)
		qsort(installed->list, installed->n, sizeof *installed->list, known_cmp);
	drop_needless(installed);
	for (size_t i = installed->n; i > 0; i--) {
		struct known *one = &installed->list[i - 1];
		bool goes_on = i < installed->n && up_str_eq(one->said.product, one[1].said.product) &&
			       !up_version_cmp(one->said.version, one[1].said.version);
		one->same_until = goes_on ? one[1].same_until : i;
	}
}

const struct up_installation *up_installed_next(const struct up_installed *installed, size_t *at)
{
	return *at < installed->n ? &installed->list[(*at)++].said : NULL;
}

/* What the source itself says: false where it says nothing. */
static bool ask_source(const struct up_installed *installed, up_str product, up_str source, const struct up_installation **ret_said)
{
	const struct known key = { .said = { .product = product, .source = source }, .folder = up_folder_of(source) };
	size_t low = 0, high = installed->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (known_cmp(&installed->list[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == installed->n)
		return false;
	const struct known *first = &installed->list[low];
	if (!up_str_eq(first->said.product, product) || !up_str_eq(first->said.source, source))
		return false;
	const struct known *other = first->same_until < installed->n ? &installed->list[first->same_until] : NULL;
	bool is_one = !other || !up_str_eq(other->said.product, product) || !up_str_eq(other->said.source, source);
	*ret_said = is_one ? &first->said : NULL;
	return true;
}

const struct up_installation *up_installed_at(const struct up_installed *installed, up_str product, up_str source)
{
	const struct up_installation *said;
	if (ask_source(installed, product, source, &said))
		return said;
	up_str folder = up_folder_of(source);
	for (;;) {
		size_t start = find(installed, product, folder, false), end = find(installed, product, folder, true);
		/* What lies in the folder itself comes before what lies below. */
		if (start < end && up_str_eq(installed->list[start].folder, folder))
			end = find_behind(installed, product, folder);
		if (start < end)
			return installed->list[start].same_until >= end ? &installed->list[start].said : NULL;
		if (!folder.len)
			return NULL;
		folder = up_folder_of(up_str_slice(folder, 0, folder.len - 1));
	}
}

/* "${PG:-15}-alpine" is 15 where nobody sets PG. */
static up_str default_of(up_str tag)
{
	size_t mark = up_str_find(tag, UP_STR(":-"), 0), close = up_str_find_byte(tag, '}', 0);
	if (!up_str_starts(tag, UP_STR("${")) || mark == SIZE_MAX || close == SIZE_MAX || mark > close)
		return tag;
	bool ends = close + 1 == tag.len || tag.s[close + 1] == '-';
	return ends ? up_str_slice(tag, mark + 2, close) : tag;
}

up_str up_installed_tag(up_str written)
{
	up_str tag = default_of(written);
	up_str digits = tag.len > 1 && tag.s[0] == 'v' ? up_str_slice(tag, 1, tag.len) : tag;
	size_t n = 0;
	while (n < digits.len && (up_is_digit(digits.s[n]) || (digits.s[n] == '.' && n && digits.s[n - 1] != '.')))
		n++;
	while (n && digits.s[n - 1] == '.')
		n--;
	bool ends = n == digits.len || strchr("-_+", digits.s[n]);
	return ends && n ? up_str_slice(digits, 0, n) : UP_STR("");
}
