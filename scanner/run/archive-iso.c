/* Rock Ridge keeps what does not fit into a directory's record elsewhere: an entry CE says where (SUSP 1.12, 5.1), and what stands there may hold a CE of its
 * own. libarchive 3.6 follows them without counting. Writers put what goes on behind what it belongs to, so a chain that never goes back cannot go round. */
#include "run/archive-iso.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
	BLOCK = 2048,
	CE_BYTES = 28,         /* "CE", 28, 1, then block, offset and length, each in both byte orders */
	MOST_ENTRIES = 100000, /* real images have some hundreds, for names of more than 100 bytes */
	CHUNK = 256 << 10,
};

struct continuation {
	uint64_t at, start, end; /* where the entry stands, and the bytes that it leads to */
};

struct continuations {
	struct continuation *list;
	size_t n, capacity;
};

static uint32_t little(const unsigned char *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* A number in both byte orders; false where they differ, so that it is none. */
static bool both(const unsigned char *bytes, uint32_t *ret_value)
{
	*ret_value = little(bytes);
	return *ret_value == ((uint32_t)bytes[4] << 24 | (uint32_t)bytes[5] << 16 | (uint32_t)bytes[6] << 8 | bytes[7]);
}

static void take(struct continuations *all, uint64_t at, const unsigned char *entry)
{
	uint32_t block, offset, length;
	if (!both(entry + 4, &block) || !both(entry + 12, &offset) || !both(entry + 20, &length) || !length)
		return;
	all->list = up_grow(all->list, &all->capacity, all->n + 1, sizeof *all->list);
	uint64_t start = (uint64_t)block * BLOCK + offset;
	all->list[all->n++] = (struct continuation){ .at = at, .start = start, .end = start + length };
}

/* Takes all entries of the image; false where there are too many. */
static bool collect(const struct up_window *window, struct continuations *all)
{
	unsigned char *bytes UP_AUTO_FREE = up_alloc(CHUNK);
	for (uint64_t at = 0; at + CE_BYTES <= window->size; at += CHUNK - CE_BYTES) {
		ssize_t n = window->read_at(window->data, at, bytes, CHUNK);
		const unsigned char *next = bytes;
		if (n < CE_BYTES)
			break;
		while ((next = memmem(next, (size_t)(bytes + n - next), "CE\x1c\x01", 4)) && next + CE_BYTES <= bytes + n) {
			take(all, at + (uint64_t)(next - bytes), next);
			if (all->n > MOST_ENTRIES)
				return false;
			next++;
		}
	}
	return true;
}

static int by_start(const void *a, const void *b)
{
	const struct continuation *x = a, *y = b;
	return (x->start > y->start) - (x->start < y->start);
}

/* Does one of them lead to where `at` is? They are sorted, and none is longer than `longest`. */
static bool is_led_to(const struct continuations *all, uint64_t at, uint64_t longest)
{
	size_t low = 0, high = all->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (all->list[middle].start <= at)
			low = middle + 1;
		else
			high = middle;
	}
	while (low && at - all->list[low - 1].start < longest) {
		if (at < all->list[low - 1].end)
			return true;
		low--;
	}
	return false;
}

bool up_iso_loops(const struct up_window *window)
{
	struct continuations all = { 0 };
	bool loops = !collect(window, &all);
	if (all.n)
		qsort(all.list, all.n, sizeof *all.list, by_start);
	/* What is longer than a block is no continuation that anybody writes, and would make this slow. */
	for (size_t i = 0; i < all.n && !loops; i++)
		loops = all.list[i].end - all.list[i].start > BLOCK ||
			(all.list[i].start <= all.list[i].at && is_led_to(&all, all.list[i].at, BLOCK + 1));
	up_free(all.list);
	return loops;
}
