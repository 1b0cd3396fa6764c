/* Many words at once: windows of five bytes at every third place. */
#include "base/needles.h"

#include "base/memory.h"
#include "base/needles-common.h"

enum {
	WINDOW = 5,
	STRIDE = 3,    /* UP_NEEDLE_LEAST - WINDOW + 1 */
	COMMON = 4,    /* bytes of a window of up_common_windows */
	MAP_BITS = 20, /* 128 KiB */
};

/* A window of a word. */
struct window {
	uint64_t folded;
	uint64_t last; /* the word's last window, folded: what most of the others differ in */
	uint32_t word;
	uint32_t offset; /* in the word */
	uint32_t next;   /* 1 + the next window of the same slot; 0: none */
};

struct up_needles {
	const struct up_needle *list;
	struct window *windows;
	uint32_t *slots; /* 1 + the first window of the slot */
	uint32_t slot_bits;
	uint64_t map[(1 << MAP_BITS) / 64];
};

/* Letters of either case become the same; some other bytes become like others, which comparing sorts out. */
static uint64_t window_at(const char *bytes)
{
	uint64_t window = 0;
	memcpy(&window, bytes, WINDOW);
	return window | 0x2020202020u;
}

/* The same where eight bytes can be read. */
static inline uint64_t window_in(const char *bytes)
{
	uint64_t window;
	memcpy(&window, bytes, sizeof window);
	return (window & 0xffffffffffu) | 0x2020202020u;
}

/* Multiplicative hashing; the constant is 2^64 divided by the golden ratio. */
static inline uint32_t hash(uint64_t window, uint32_t bits)
{
	return (uint32_t)(window * 11400714819323198485u >> (64 - bits));
}

static inline bool is_marked(const struct up_needles *needles, uint64_t window)
{
	uint32_t bit = hash(window, MAP_BITS);
	return needles->map[bit / 64] >> bit % 64 & 1;
}

/* How often these four bytes stand in texts, as a part of the most frequent ones'; by the law that the second stand there half as often, and so on. */
static uint32_t frequency(const char *bytes)
{
	for (uint32_t rank = 0; rank < sizeof up_common_windows / COMMON; rank++) {
		const char *common = up_common_windows + rank * COMMON;
		if (up_str_eq_nocase((up_str){ common, COMMON }, (up_str){ bytes, COMMON }))
			return 1 + 1000 / (rank + 1);
	}
	return 0;
}

/* A window is at most as frequent as the rarer one of its two halves. */
static uint32_t window_frequency(const char *bytes)
{
	uint32_t first = frequency(bytes), second = first ? frequency(bytes + 1) : 0;
	return first < second ? first : second;
}

struct up_needle up_needle_of(up_str word, uint32_t *ret_frequency)
{
	struct up_needle needle = { .word = word };
	*ret_frequency = UINT32_MAX;
	for (uint32_t at = 0; at + UP_NEEDLE_LEAST <= word.len; at++) {
		uint32_t sum = 0;
		for (uint32_t offset = 0; offset < STRIDE; offset++)
			sum += window_frequency(word.s + at + offset);
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
	uint64_t folded = window_at(word.s + offset);
	uint32_t bit = hash(folded, MAP_BITS);
	uint32_t *slot = &needles->slots[hash(folded, needles->slot_bits)];
	needles->map[bit / 64] |= (uint64_t)1 << bit % 64;
	needles->windows[number] = (struct window){
		.folded = folded, .last = window_at(word.s + word.len - WINDOW), .word = index, .offset = offset, .next = *slot
	};
	*slot = number + 1;
}

struct up_needles *up_needles_new(const struct up_needle *list, uint32_t n)
{
	struct up_needles *needles = up_alloc_zero(1, sizeof *needles);
	needles->list = list;
	needles->slot_bits = 8;
	while (needles->slot_bits < 16 && (uint32_t)1 << needles->slot_bits < n * STRIDE * 2)
		needles->slot_bits++;
	needles->slots = up_alloc_zero((size_t)1 << needles->slot_bits, sizeof *needles->slots);
	needles->windows = up_alloc_zero((size_t)n * STRIDE + 1, sizeof *needles->windows);
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t offset = 0; offset < STRIDE; offset++)
			add_window(needles, i * STRIDE + offset, i, list[i].part + offset);
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

/* The words that have this window, where they stand round it. */
static bool compare(const struct up_needles *needles, up_str bytes, size_t at, bool (*found)(void *data, uint32_t word, size_t end),
		    void *data)
{
	uint64_t folded = window_at(bytes.s + at);
	for (uint32_t i = needles->slots[hash(folded, needles->slot_bits)]; i; i = needles->windows[i - 1].next) {
		const struct window *window = &needles->windows[i - 1];
		if (window->folded != folded || window->offset > at)
			continue;
		up_str word = needles->list[window->word].word;
		size_t start = at - window->offset;
		if (word.len <= bytes.len - start && window_at(bytes.s + start + word.len - WINDOW) == window->last &&
		    up_str_eq_nocase(up_str_slice(bytes, start, start + word.len), word) && found(data, window->word, start + word.len))
			return true;
	}
	return false;
}

void up_needles_scan(const struct up_needles *needles, up_str bytes, bool (*found)(void *data, uint32_t word, size_t end), void *data)
{
	size_t at = 0;
	/* Four windows for one branch. */
	for (; at + 3 * STRIDE + sizeof(uint64_t) <= bytes.len; at += 4 * STRIDE) {
		const char *here = bytes.s + at;
		bool any = is_marked(needles, window_in(here)) | is_marked(needles, window_in(here + STRIDE)) |
			   is_marked(needles, window_in(here + 2 * STRIDE)) | is_marked(needles, window_in(here + 3 * STRIDE));
		for (size_t i = 0; any && i < 4; i++)
			if (is_marked(needles, window_in(here + i * STRIDE)) && compare(needles, bytes, at + i * STRIDE, found, data))
				return;
	}
	for (; at + WINDOW <= bytes.len; at += STRIDE)
		if (is_marked(needles, window_at(bytes.s + at)) && compare(needles, bytes, at, found, data))
			return;
}
