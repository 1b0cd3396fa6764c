/* The prefilter over Hyperscan or Vectorscan, and the same done byte by byte to hold it against. A word inside a longer one ("arp" in "sparse")
 * does not count. */
#include "match/prefilter.h"

#include <hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cache.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/needles.h"

/* Two databases: nearly all sources are looked through for secrets, few of them for commands, whose names are short. */
enum part {
	FACTS,
	SECRETS,
	PARTS,
};

static const uint8_t kinds_of[PARTS] = {
	[FACTS] = UP_PREFILTER_COMMANDS | UP_PREFILTER_SETTINGS | UP_PREFILTER_CALLS,
	[SECRETS] = UP_PREFILTER_SECRETS | UP_PREFILTER_BASE64 | UP_PREFILTER_ESCAPES,
};

static const enum up_image_table table_of[PARTS] = { [FACTS] = UP_IMAGE_FACT_DATABASE, [SECRETS] = UP_IMAGE_SECRET_DATABASE };

struct up_prefilter {
	hs_database_t *databases[PARTS]; /* NULL: no literal */
	const struct up_image_header *image;
	const struct up_image_literal *literals;
	uint32_t longest; /* bytes of the longest literal */
	/* Anchors of five bytes and more. One database of all of them ran at 0.6 GB/s on source code; without these at 1.6, and these take 3. */
	struct up_needles *needles; /* NULL: there is none */
	struct up_needle *words;
	uint32_t *literal_of; /* by word */
};

struct up_prefilter_scratch {
	hs_scratch_t *scratch;
};

enum {
	BLOCK = 256 << 10, /* bytes of one call: what bounds the hits that are kept */
	CACHE_NAME = 80,
	CACHE_MOST = 64 << 20, /* bytes of a database in the cache */
};

static bool is_of_database(const struct up_image_literal *literal, enum part part)
{
	return (literal->kinds & kinds_of[part]) && !literal->is_needle;
}

/* For any processor: a program is built on one machine and runs on others. NULL: there is no literal of this part. */
static hs_database_t *compile(const struct up_image_literal *literals, uint32_t n_literals, const char *strings, enum part part)
{
	const char **texts UP_AUTO_FREE = up_alloc_zero(n_literals + 1, sizeof *texts);
	size_t *lengths UP_AUTO_FREE = up_alloc_zero(n_literals + 1, sizeof *lengths);
	unsigned *ids UP_AUTO_FREE = up_alloc_zero(n_literals + 1, sizeof *ids),
		      *flags UP_AUTO_FREE = up_alloc_zero(n_literals + 1, sizeof *flags);
	unsigned n = 0;
	for (uint32_t i = 0; i < n_literals; i++) {
		if (!is_of_database(&literals[i], part))
			continue;
		texts[n] = strings + literals[i].text.at;
		lengths[n] = literals[i].text.len;
		ids[n] = i;
		flags[n++] = literals[i].ignore_case ? HS_FLAG_CASELESS : 0;
	}
	if (!n)
		return NULL;
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

static void build_part(struct up_build *build, enum part part)
{
	uint32_t n = up_build_count(build, UP_IMAGE_LITERALS, sizeof(struct up_image_literal));
	const struct up_buf *literals = &build->tables[UP_IMAGE_LITERALS];
	hs_database_t *database = compile((const void *)literals->bytes, n, build->tables[UP_IMAGE_STRINGS].bytes, part);
	char *bytes = NULL;
	size_t size = 0;
	if (!database)
		return;
	if (hs_serialize_database(database, &bytes, &size) != HS_SUCCESS)
		up_out_of_memory();
	up_buf_add(&build->tables[table_of[part]], (up_str){ bytes, size });
	hs_free_database(database);
	up_free(bytes);
}

void up_prefilter_build(const struct up_image_header *image, struct up_build *build)
{
	up_prefilter_collect(image, build);
	build_part(build, FACTS);
	build_part(build, SECRETS);
}

static hs_database_t *deserialize(up_str bytes)
{
	hs_database_t *database = NULL;
	return hs_deserialize_database(bytes.s, bytes.len, &database) == HS_SUCCESS ? database : NULL;
}

/* What a database depends on, as one name: the library, the processor's family, and each literal with its number. */
static void cache_name(const struct up_image_header *image, enum part part, char ret_name[CACHE_NAME])
{
	struct up_buf text = { 0 };
	hs_platform_info_t platform = { 0 };
	const struct up_image_literal *literals = up_image_at(image, UP_IMAGE_LITERALS);
	char hex[65];
	hs_populate_platform(&platform);
	up_buf_printf(&text, "%s\n%u %llx %zu\n", hs_version(), platform.tune, platform.cpu_features, sizeof(void *));
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_LITERALS].n; i++) {
		if (!is_of_database(&literals[i], part))
			continue;
		up_buf_printf(&text, "%u %u %u\n", i, literals[i].ignore_case, literals[i].text.len);
		up_buf_add(&text, up_image_str(image, literals[i].text));
	}
	up_sha256_hex(up_buf_str(&text), hex);
	snprintf(ret_name, CACHE_NAME, "literals-%s", hex);
	up_buf_finish(&text);
}

/* Another version of the library than the one that the image was built with: the database is made anew, once for each user. The library checks the
 * sum of what it reads. */
static hs_database_t *from_cache(const struct up_image_header *image, enum part part)
{
	char name[CACHE_NAME], *bytes = NULL;
	struct up_buf cached = { 0 };
	size_t size = 0;
	cache_name(image, part, name);
	hs_database_t *database = up_cache_read(up_str_from(name), CACHE_MOST, &cached) ? deserialize(up_buf_str(&cached)) : NULL;
	up_buf_finish(&cached);
	if (database)
		return database;
	database = compile(up_image_at(image, UP_IMAGE_LITERALS), image->tables[UP_IMAGE_LITERALS].n, up_image_at(image, UP_IMAGE_STRINGS),
			   part);
	if (database && hs_serialize_database(database, &bytes, &size) == HS_SUCCESS) {
		up_cache_write(up_str_from(name), (up_str){ bytes, size });
		up_free(bytes);
	}
	return database;
}

static void open_part(struct up_prefilter *prefilter, enum part part)
{
	const struct up_image_header *image = prefilter->image;
	up_str bytes = { up_image_at(image, table_of[part]), image->tables[table_of[part]].n };
	/* Empty: there is no literal of this part. */
	prefilter->databases[part] = bytes.len ? deserialize(bytes) : NULL;
	if (bytes.len && !prefilter->databases[part])
		prefilter->databases[part] = from_cache(image, part);
}

static void open_needles(struct up_prefilter *prefilter)
{
	uint32_t n_literals = prefilter->image->tables[UP_IMAGE_LITERALS].n, n = 0;
	prefilter->words = up_alloc_zero(n_literals + 1, sizeof *prefilter->words);
	prefilter->literal_of = up_alloc_zero(n_literals + 1, sizeof *prefilter->literal_of);
	for (uint32_t i = 0; i < n_literals; i++) {
		if (!prefilter->literals[i].is_needle)
			continue;
		prefilter->words[n].word = up_image_str(prefilter->image, prefilter->literals[i].text);
		prefilter->words[n].part = prefilter->literals[i].part;
		prefilter->words[n].is_exact = !prefilter->literals[i].ignore_case;
		prefilter->literal_of[n++] = i;
	}
	if (n)
		prefilter->needles = up_needles_new(prefilter->words, n);
}

struct up_prefilter *up_prefilter_open(const struct up_image_header *image)
{
	struct up_prefilter *prefilter = up_alloc_zero(1, sizeof *prefilter);
	prefilter->image = image;
	prefilter->literals = up_image_at(image, UP_IMAGE_LITERALS);
	for (uint32_t i = 0; i < image->tables[UP_IMAGE_LITERALS].n; i++)
		if (prefilter->literals[i].text.len > prefilter->longest)
			prefilter->longest = prefilter->literals[i].text.len;
	open_part(prefilter, FACTS);
	open_part(prefilter, SECRETS);
	open_needles(prefilter);
	return prefilter;
}

void up_prefilter_free(struct up_prefilter *prefilter)
{
	if (!prefilter)
		return;
	hs_free_database(prefilter->databases[FACTS]);
	hs_free_database(prefilter->databases[SECRETS]);
	up_needles_free(prefilter->needles);
	up_free(prefilter->words);
	up_free(prefilter->literal_of);
	up_free(prefilter);
}

struct up_prefilter_scratch *up_prefilter_scratch_new(const struct up_prefilter *prefilter)
{
	struct up_prefilter_scratch *scratch = up_alloc_zero(1, sizeof *scratch);
	for (int part = 0; part < PARTS; part++)
		if (prefilter->databases[part] && hs_alloc_scratch(prefilter->databases[part], &scratch->scratch) != HS_SUCCESS)
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

/* One call over one block. */
struct pass {
	const struct up_prefilter *prefilter;
	up_str bytes;
	size_t block;         /* where the block begins */
	size_t after;         /* hits that end here or before were reported by the call before */
	unsigned kinds;       /* FACTS: those that are asked for */
	bool found;           /* FACTS: one stands there */
	struct up_hits *hits; /* SECRETS */
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

/* True: no more is asked for. */
static bool take_fact(struct pass *pass, uint32_t id, size_t end)
{
	const struct up_image_literal *literal = &pass->prefilter->literals[id];
	pass->found = (literal->kinds & pass->kinds) && (!literal->is_word || is_whole_word(pass->bytes, end - literal->text.len, end));
	return pass->found;
}

static void take_secret(struct pass *pass, uint32_t id, size_t end)
{
	struct up_hits *hits = pass->hits;
	if (end <= pass->after)
		return;
	hits->list = up_grow(hits->list, &hits->capacity, hits->n + 1, sizeof *hits->list);
	hits->list[hits->n++] = (struct up_hit){ .end = (uint32_t)end, .literal = id };
}

static bool take(struct pass *pass, uint32_t id, size_t end)
{
	if (!pass->hits)
		return take_fact(pass, id, pass->block + end);
	take_secret(pass, id, pass->block + end);
	return false;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *data)
{
	(void)from, (void)flags;
	return take(data, id, (size_t)to);
}

static bool on_word(void *data, uint32_t word, size_t end)
{
	struct pass *pass = data;
	return take(pass, pass->prefilter->literal_of[word], end);
}

/* Byte by byte, by the definition. */
static void scan_plainly(struct pass *pass, enum part part, up_str block)
{
	const struct up_prefilter *prefilter = pass->prefilter;
	for (uint32_t id = 0; id < prefilter->image->tables[UP_IMAGE_LITERALS].n; id++) {
		const struct up_image_literal *literal = &prefilter->literals[id];
		up_str text = up_image_str(prefilter->image, literal->text);
		for (size_t at = 0; (literal->kinds & kinds_of[part]) && at + text.len <= block.len; at++) {
			up_str here = up_str_slice(block, at, at + text.len);
			bool same = literal->ignore_case ? up_str_eq_nocase(here, text) : up_str_eq(here, text);
			if (same && take(pass, id, at + text.len))
				return;
		}
	}
}

static void scan_block(struct pass *pass, enum part part, struct up_prefilter_scratch *scratch, up_str block, bool is_plain)
{
	const hs_database_t *database = pass->prefilter->databases[part];
	size_t before = pass->hits ? pass->hits->n : 0;
	hs_error_t r = is_plain ? HS_INVALID : HS_SUCCESS;
	if (database && !is_plain)
		r = hs_scan(database, block.s, (unsigned)block.len, 0, scratch->scratch, on_match, pass);
	if (part == SECRETS && r == HS_SUCCESS && pass->prefilter->needles)
		up_needles_scan(pass->prefilter->needles, block, on_word, pass);
	if (r == HS_SUCCESS || r == HS_SCAN_TERMINATED)
		return;
	/* Anything but a clean end: once more, slowly. */
	if (pass->hits)
		pass->hits->n = before;
	scan_plainly(pass, part, block);
}

bool up_prefilter_hit(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes, unsigned kinds,
		      bool is_plain)
{
	struct pass pass = { .prefilter = prefilter, .bytes = bytes, .kinds = kinds };
	scan_block(&pass, FACTS, scratch, bytes, is_plain);
	return pass.found;
}

static int by_place(const void *a, const void *b)
{
	const struct up_hit *x = a, *y = b;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return (x->literal > y->literal) - (x->literal < y->literal);
}

bool up_prefilter_scan(const struct up_prefilter *prefilter, struct up_prefilter_scratch *scratch, up_str bytes, bool is_plain, size_t *at,
		       struct up_hits *hits)
{
	if (*at >= bytes.len)
		return false;
	size_t first = hits->n, overlap = prefilter->longest ? prefilter->longest - 1 : 0;
	struct pass pass = { .prefilter = prefilter, .bytes = bytes, .after = *at, .hits = hits };
	pass.block = *at > overlap ? *at - overlap : 0;
	size_t end = bytes.len - *at > BLOCK ? *at + BLOCK : bytes.len;
	scan_block(&pass, SECRETS, scratch, up_str_slice(bytes, pass.block, end), is_plain);
	if (hits->n - first > 1)
		qsort(hits->list + first, hits->n - first, sizeof *hits->list, by_place);
	*at = end;
	return true;
}
