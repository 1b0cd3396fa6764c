/* The prefilter over Hyperscan or Vectorscan, and the same done byte by byte to hold it against. A word inside a longer one ("arp" in "sparse")
 * does not count. */
#include "match/prefilter.h"

#include <hs.h>
#include <stdlib.h>

#include "base/memory.h"

struct up_prefilter {
	hs_database_t *database;
	const struct up_image_header *image;
	const struct up_image_literal *literals;
	uint32_t longest; /* bytes of the longest literal */
};

struct up_prefilter_scratch {
	hs_scratch_t *scratch;
};

enum {
	BLOCK = 256 << 10, /* bytes of one call: what bounds the hits that are kept */
};

/* For any processor: a program is built on one machine and runs on others. */
static hs_database_t *compile(const struct up_image_literal *literals, uint32_t n, const char *strings)
{
	const char **texts UP_AUTO_FREE = up_alloc_zero(n, sizeof *texts);
	size_t *lengths UP_AUTO_FREE = up_alloc_zero(n, sizeof *lengths);
	unsigned *ids UP_AUTO_FREE = up_alloc_zero(n, sizeof *ids), *flags UP_AUTO_FREE = up_alloc_zero(n, sizeof *flags);
	for (uint32_t i = 0; i < n; i++) {
		texts[i] = strings + literals[i].text.at;
		lengths[i] = literals[i].text.len;
		ids[i] = i;
		flags[i] = literals[i].ignore_case ? HS_FLAG_CASELESS : 0;
	}
	static const hs_platform_info_t any = { .tune = HS_TUNE_FAMILY_GENERIC };
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;
	hs_error_t r = hs_compile_lit_multi(texts, flags, ids, lengths, n, HS_MODE_BLOCK, &any, &database, &error);
	if (error)
		hs_free_compile_error(error);
	if (r != HS_SUCCESS)
		up_out_of_memory(); /* plain literals cannot be wrong in any other way */
	return database;
}

void up_prefilter_build(const struct up_image_header *image, struct up_build *build)
{
	up_prefilter_collect(image, build);
	uint32_t n = up_build_count(build, UP_IMAGE_LITERALS, sizeof(struct up_image_literal));
	const struct up_buf *literals = &build->tables[UP_IMAGE_LITERALS];
	hs_database_t *database = compile((const void *)literals->bytes, n, build->tables[UP_IMAGE_STRINGS].bytes);
	char *bytes = NULL;
	size_t size = 0;
	if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS)
		up_out_of_memory();
	up_buf_add(&build->tables[UP_IMAGE_PREFILTER], (up_str){ bytes, size });
	hs_free_database(database);
	up_free(bytes);
}

struct up_prefilter *up_prefilter_open(const struct up_image_header *image)
{
	struct up_prefilter *prefilter = up_alloc_zero(1, sizeof *prefilter);
	prefilter->image = image;
	prefilter->literals = up_image_at(image, UP_IMAGE_LITERALS);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_LITERALS].n; i++)
		if (prefilter->literals[i].text.len > prefilter->longest)
			prefilter->longest = prefilter->literals[i].text.len;
	const char *bytes = up_image_at(image, UP_IMAGE_PREFILTER);
	/* Another version of the library than the one that it was built with. */
	if (hs_deserialize_database(bytes, image->tables[UP_IMAGE_PREFILTER].n, &prefilter->database) != HS_SUCCESS)
		prefilter->database = compile(prefilter->literals, image->tables[UP_IMAGE_LITERALS].n,
					      up_image_at(image, UP_IMAGE_STRINGS));
	return prefilter;
}

void up_prefilter_free(struct up_prefilter *prefilter)
{
	if (!prefilter)
		return;
	hs_free_database(prefilter->database);
	up_free(prefilter);
}

struct up_prefilter_scratch *up_prefilter_scratch_new(const struct up_prefilter *prefilter)
{
	struct up_prefilter_scratch *scratch = up_alloc_zero(1, sizeof *scratch);
	if (hs_alloc_scratch(prefilter->database, &scratch->scratch) != HS_SUCCESS)
		up_out_of_memory();
	return scratch;
}

void up_prefilter_scratch_free(struct up_prefilter_scratch *scratch)
{
	if (!scratch)
		return;
	hs_free_scratch(scratch->scratch);
	up_free(scratch);
}

void up_hits_finish(struct up_hits *hits)
{
	up_free(hits->list);
	*hits = (struct up_hits){ 0 };
}

struct pass {
	const struct up_prefilter *prefilter;
	up_str bytes;
	size_t block; /* where the bytes of this call begin */
	size_t after; /* hits that end here or before were reported by the call before */
	unsigned kinds;
	struct up_hits *hits;
};

static bool is_word_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

/* Does the line of the byte at `at` begin with a '#'? A comment runs nothing, in any format whose commands the prefilter is asked for. */
static bool is_in_comment(up_str bytes, size_t at)
{
	size_t start = at;
	while (start && bytes.s[start - 1] != '\n' && bytes.s[start - 1] != '\r' && at - start < 400)
		start--;
	while (start < at && up_is_blank(bytes.s[start]))
		start++;
	return start < at && bytes.s[start] == '#' && at - start < 400;
}

static bool is_whole_word(up_str bytes, size_t start, size_t end)
{
	if (start && is_word_byte(bytes.s[start]) && is_word_byte(bytes.s[start - 1]))
		return false;
	if (end < bytes.len && is_word_byte(bytes.s[end - 1]) && is_word_byte(bytes.s[end]))
		return false;
	return !is_in_comment(bytes, start);
}

enum {
	KEPT = UP_PREFILTER_SECRETS | UP_PREFILTER_BASE64 | UP_PREFILTER_ESCAPES, /* kinds whose places are wanted */
};

static void take_hit(struct pass *pass, uint32_t id, size_t end)
{
	const struct up_image_literal *literal = &pass->prefilter->literals[id];
	struct up_hits *hits = pass->hits;
	if (end <= pass->after)
		return;
	if (literal->kinds & pass->kinds & KEPT) {
		hits->list = up_grow(hits->list, &hits->capacity, hits->n + 1, sizeof *hits->list);
		hits->list[hits->n++] = (struct up_hit){ .end = (uint32_t)end, .literal = id };
	}
	unsigned asked = literal->kinds & pass->kinds & ~(unsigned)KEPT;
	if ((asked & ~hits->found) && (!literal->is_word || is_whole_word(pass->bytes, end - literal->text.len, end)))
		hits->found |= asked;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *data)
{
	(void)from, (void)flags;
	struct pass *pass = data;
	take_hit(pass, id, pass->block + (size_t)to);
	return 0;
}

/* Byte by byte, by the definition. */
static void scan_plainly(struct pass *pass, up_str block)
{
	const struct up_prefilter *prefilter = pass->prefilter;
	for (uint32_t id = 0; id < prefilter->image->tables[UP_IMAGE_LITERALS].n; id++) {
		const struct up_image_literal *literal = &prefilter->literals[id];
		up_str text = up_image_str(prefilter->image, literal->text);
		for (size_t at = 0; at + text.len <= block.len; at++) {
			up_str here = up_str_slice(block, at, at + text.len);
			if (literal->ignore_case ? up_str_eq_nocase(here, text) : up_str_eq(here, text))
				take_hit(pass, id, pass->block + at + text.len);
		}
	}
}

static int by_place(const void *a, const void *b)
{
	const struct up_hit *x = a, *y = b;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->literal > y->literal) - (x->literal < y->literal);
}

bool up_prefilter_scan(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes,
		       const struct up_scan_way *way, size_t *at, struct up_hits *hits)
{
	if (*at >= bytes.len)
		return false;
	size_t first = hits->n, overlap = prefilter->longest ? prefilter->longest - 1 : 0;
	struct pass pass = { .prefilter = prefilter, .bytes = bytes, .after = *at, .kinds = way->kinds, .hits = hits };
	pass.block = *at > overlap ? *at - overlap : 0;
	size_t end = bytes.len - *at > BLOCK ? *at + BLOCK : bytes.len;
	up_str block = up_str_slice(bytes, pass.block, end);
	if (way->is_plain)
		scan_plainly(&pass, block);
	/* Anything but a clean end: once more, slowly. */
	else if (hs_scan(prefilter->database, block.s, (unsigned)block.len, 0, scratch->scratch, on_match, &pass) != HS_SUCCESS)
		scan_plainly(&pass, block);
	if (hits->n - first > 1)
		qsort(hits->list + first, hits->n - first, sizeof *hits->list, by_place);
	*at = end;
	return true;
}
