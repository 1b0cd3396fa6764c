/* Many words at once: windows of four bytes at every second place. */
#include "base/needles.h"

#include "base/memory.h"
#include "base/needles-common.h"

enum {
	WINDOW = 4,
	STRIDE = 2,     /* UP_NEEDLE_LEAST - WINDOW + 1 */
	PART_BITS = 17, /* 16 KiB */
	AT_ONCE = 8,    /* windows for one branch */
	MAP_BITS = 20,  /* 128 KiB */
};

/* A window of a word. */
struct window {
	uint32_t folded;
	uint32_t last; /* the word's last window, folded: what most of the others differ in */
	uint32_t word;
	uint32_t offset; /* in the word */
	uint32_t len;    /* of the word */
	uint32_t next;   /* 1 + the next window of the same slot; 0: none */
};

struct up_needles {
	const struct up_needle *list;
	struct window *windows;
	uint32_t *slots; /* 1 + the first window of the slot */
	uint32_t slot_bits;
	uint64_t map[(1 << MAP_BITS) / 64];    /* of windows */
	uint64_t parts[(1 << PART_BITS) / 64]; /* of the five bytes: most windows stand in other words */
};

/* Letters of either case become the same; some other bytes become like others, which comparing sorts out. */
static inline uint32_t window_at(const char *bytes)
{
	uint32_t window;
	memcpy(&window, bytes, WINDOW);
	return window | 0x20202020u;
}

/* Multiplicative hashing; the constant is 2^32 divided by the golden ratio. */
static inline uint32_t hash(uint32_t window, uint32_t bits)
{
	return window * 2654435769u >> (32 - bits);
}

static inline bool is_marked(const struct up_needles *needles, uint32_t window)
{
	uint32_t bit = hash(window, MAP_BITS);
	return needles->map[bit / 64] >> bit % 64 & 1;
}

/* The five bytes by which a word is found: 40 bits, folded and hashed. */
static inline uint32_t part_hash(const char *bytes)
{
	uint64_t part = 0;
	memcpy(&part, bytes, UP_NEEDLE_LEAST);
	return (uint32_t)((part | 0x2020202020u) * 11400714819323198485u >> (64 - PART_BITS));
}

static inline bool is_part(const struct up_needles *needles, const char *bytes)
{
	uint32_t bit = part_hash(bytes);
	return needles->parts[bit / 64] >> bit % 64 & 1;
}

/* How often these four bytes stand in texts, as a part of the most frequent ones'; by the law that the second stand there half as often, and so on. */
static uint32_t frequency(const char *bytes)
{
	for (uint32_t rank = 0; rank < sizeof up_common_windows / WINDOW; rank++) {
		const char *common = up_common_windows + rank * WINDOW;
		if (up_str_eq_nocase((up_str){ common, WINDOW }, (up_str){ bytes, WINDOW }))
			return 1 + 4000 / (rank + 1);
	}
	return 0;
}

struct up_needle up_needle_of(up_str word, uint32_t *ret_frequency)
{
	struct up_needle needle = { .word = word };
	*ret_frequency = UINT32_MAX;
	for (uint32_t at = 0; at + UP_NEEDLE_LEAST <= word.len; at++) {
		uint32_t sum = 0;
		for (uint32_t offset = 0; offset < STRIDE; offset++)
			sum += frequency(word.s + at + offset);
		if (sum >= *ret_frequency)
			continue;
		*ret_frequency = sum;
		needle.part = at;
	}
	return needle;
}

static void add_window(struct up_needles *needles, uint32_t number, uint32_t index, uint32_t offset)
{
	up_str word = needles->list[index].word;
	uint32_t folded = window_at(word.s + offset);
	uint32_t bit = hash(folded, MAP_BITS);
	uint32_t *slot = &needles->slots[hash(folded, needles->slot_bits)];
	needles->map[bit / 64] |= (uint64_t)1 << bit % 64;
	needles->windows[number] = (struct window){ .folded = folded,
						    .last = window_at(word.s + word.len - WINDOW),
						    .word = index,
						    .offset = offset,
						    .len = (uint32_t)word.len,
						    .next = *slot };
	*slot = number + 1;
}

struct up_needles *up_needles_new(const struct up_needle *list, uint32_t n)
{
	struct up_needles *needles = up_alloc_zero(1, sizeof *needles);
	needles->list = list;
	needles->slot_bits = 8;
	while (needles->slot_bits < 18 && (uint32_t)1 << needles->slot_bits < n * STRIDE * 4)
		needles->slot_bits++;
	needles->slots = up_alloc_zero((size_t)1 << needles->slot_bits, sizeof *needles->slots);
	needles->windows = up_alloc_zero((size_t)n * STRIDE + 1, sizeof *needles->windows);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t bit = part_hash(list[i].word.s + list[i].part);
		needles->parts[bit / 64] |= (uint64_t)1 << bit % 64;
		for (uint32_t offset = 0; offset < STRIDE; offset++)
			add_window(needles, i * STRIDE + offset, i, list[i].part + offset);
	}
	return needles;
}

void up_needles_free(struct up_needles *needles)
{
	if (!needles)
		return;
	up_free(needles->slots);
	up_free(needles->windows);
	up_free(needles);
}

static bool stands_at(const struct up_needle *needle, up_str here)
{
	return needle->is_exact ? up_str_eq(here, needle->word) : up_str_eq_nocase(here, needle->word);
}

/* Does a part of a word stand here, with this window as its first or its second one? */
static inline bool may_stand(const struct up_needles *needles, up_str bytes, size_t at)
{
	return (at + UP_NEEDLE_LEAST <= bytes.len && is_part(needles, bytes.s + at)) || (at && is_part(needles, bytes.s + at - 1));
}

/* The words that have this window, where they stand round it. */
static bool compare(const struct up_needles *needles, up_str bytes, size_t at, bool (*found)(void *data, uint32_t word, size_t end),
		    void *data)
{
	uint32_t folded = window_at(bytes.s + at);
	for (uint32_t i = needles->slots[hash(folded, needles->slot_bits)]; i; i = needles->windows[i - 1].next) {
		const struct window *window = &needles->windows[i - 1];
		size_t start = at - window->offset, end = start + window->len;
		if (window->folded != folded || window->offset > at || end > bytes.len || window_at(bytes.s + end - WINDOW) != window->last)
			continue;
		if (stands_at(&needles->list[window->word], up_str_slice(bytes, start, end)) && found(data, window->word, end))
			return true;
	}
	return false;
}

void up_needles_scan(const struct up_needles *needles, up_str bytes, bool (*found)(void *data, uint32_t word, size_t end), void *data)
{
	size_t at = 0;
	for (; at + AT_ONCE * STRIDE + WINDOW <= bytes.len; at += AT_ONCE * STRIDE) {
		unsigned marked = 0;
		for (unsigned i = 0; i < AT_ONCE; i++)
			marked |= (unsigned)is_marked(needles, window_at(bytes.s + at + i * STRIDE)) << i;
		for (; marked; marked &= marked - 1) {
			size_t here = at + (size_t)__builtin_ctz(marked) * STRIDE;
			if (may_stand(needles, bytes, here) && compare(needles, bytes, here, found, data))
				return;
		}
	}
	for (; at + WINDOW <= bytes.len; at += STRIDE)
		if (is_marked(needles, window_at(bytes.s + at)) && may_stand(needles, bytes, at) &&
		    compare(needles, bytes, at, found, data))
			return;
}
