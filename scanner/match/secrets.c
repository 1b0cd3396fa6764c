/* Secrets in bytes: from the hits of the literals to candidates of rules and to what must be decoded first. */
#include "match/secrets-private.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/memory.h"
#include "match/condition.h"
#include "match/words.h"

/* --- layers ----------------------------------------------------------------------------------------------------------- */

up_span up_layer_place(const struct up_layer *layer, up_span at)
{
	if (!layer || !layer->outer)
		return at;
	up_span outer = { up_text_at(&layer->text, at.start), up_text_at(&layer->text, at.end) };
	/* Several bytes may have one place. */
	if (outer.end <= outer.start)
		outer.end = outer.start + 1;
	return outer;
}

up_str up_layer_words(const struct up_layer *layer, struct up_arena *arena)
{
	if (!layer || !layer->outer)
		return UP_STR("");
	if (!layer->outer->outer)
		return up_str_from(layer->form);
	return up_arena_printf(arena, "%s in %.*s", layer->form, UP_FMT(up_layer_words(layer->outer, arena)));
}

/* --- keeping ---------------------------------------------------------------------------------------------------------- */

static uint32_t rank_of(const struct up_secret_found *found)
{
	if (found->rank)
		return found->rank;
	switch (found->verdict) {
	case UP_VERDICT_VERIFIED:
		return 95;
	case UP_VERDICT_DOUBTFUL:
		return 25;
	default:
		return found->weight >= UP_WEIGHT_ANCHOR ? 70 : 50;
	}
}

const struct up_image_rule *up_secret_rule(const struct up_image *image, up_str id)
{
	const struct up_image_entry *entry = up_image_find(image->header, UP_SPACE_RULE, UINT32_MAX, id, NULL);
	if (!entry)
		return NULL;
	return (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES) + entry->value;
}

/* The first 64 bits of a hash: what `samples` of vendor files hold. */
static uint64_t sample_hash(up_str secret)
{
	unsigned char digest[32];
	uint64_t hash = 0;
	up_sha256(secret, digest);
	for (size_t i = 0; i < sizeof hash; i++)
		hash = hash << 8 | digest[i];
	return hash;
}

/* A value of the vendor's own manual stands in thousands of files, and opens nothing. */
static bool is_sample(const struct up_matcher *matcher, up_str secret)
{
	uint64_t hash = 0;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image_header *header = matcher->rules->images[i].header;
		const uint64_t *samples = up_image_at(header, UP_IMAGE_SAMPLES);
		uint32_t n = header->tables[UP_IMAGE_SAMPLES].n;
		if (n && !hash)
			hash = sample_hash(secret);
		for (uint32_t k = 0; k < n; k++)
			if (samples[k] == hash)
				return true;
	}
	return false;
}

/* Is it the same again, from another anchor of the rule, or from a fact, which knows what it stands in? The heavier one of the two is kept. */
static bool is_twin(struct up_matcher *matcher, const struct up_match *match, struct up_match **ret_lighter)
{
	for (size_t i = matcher->n_matches; i > 0 && i + 4 > matcher->n_matches; i--) {
		struct up_match *other = &matcher->matches[i - 1];
		if (other->rule != match->rule || other->secret_at.start != match->secret_at.start ||
		    other->secret_at.end != match->secret_at.end)
			continue;
		bool knows_more = match->weight == other->weight && match->embedded_in.len && !other->embedded_in.len;
		*ret_lighter = match->weight > other->weight || knows_more ? other : NULL;
		return true;
	}
	return false;
}

/* What is said of it. Decoded text goes when it was looked through: what is kept of it is copied. */
static void say(struct up_matcher *matcher, const struct up_secret_found *found, struct up_match *match)
{
	const struct up_image_header *header = found->image->header;
	struct up_arena *arena = matcher->arena;
	if (found->layer && found->layer->outer) {
		up_str *const texts[] = { &match->key, &match->evidence, &match->public_hash, &match->embedded_in };
		arena = matcher->kept;
		for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
			*texts[i] = up_arena_copy(arena, *texts[i]);
		match->embedded_in = up_layer_words(found->layer, arena);
	}
	match->message = up_fill_words(up_image_str(header, found->rule->message),
				       &(struct up_filling){ .key = match->key, .path = matcher->source->name }, arena);
}

void up_secret_take(struct up_matcher *matcher, const struct up_secret_found *found)
{
	if (is_sample(matcher, found->secret))
		return;
	const struct up_image_header *header = found->image->header;
	bool is_decoded = found->layer && found->layer->outer;
	struct up_match *lighter;
	struct up_match match = {
		.rule = up_matcher_view(found->image, found->rule),
		.level = found->level,
		.at = up_layer_place(found->layer, found->whole),
		.key = found->key,
		.fix = up_image_str(header, found->rule->fix),
		.embedded_in = found->embedded_in,
		.verdict = found->verdict,
		.rank = rank_of(found),
		.evidence = found->evidence,
		.public_hash = found->public_hash,
		.secret = found->secret,
		.secret_at = up_layer_place(found->layer, found->at),
		.weight = found->weight,
	};
	const struct up_image_secret *secrets = up_image_at(header, UP_IMAGE_SECRETS);
	if (found->rule->secret)
		match.vendor = up_image_str(header, secrets[found->rule->secret - 1].vendor);
	if (match.verdict == UP_VERDICT_DOUBTFUL && match.level > UP_LEVEL_NOTE)
		match.level--;
	bool has_twin = is_twin(matcher, &match, &lighter);
	if (has_twin && !lighter)
		return;
	if (is_decoded)
		match.secret = up_arena_copy(matcher->kept, match.secret);
	/* Beyond the limit nothing is said of it; it is masked. */
	if (has_twin || matcher->n_matches < matcher->limits->findings_per_source)
		say(matcher, found, &match);
	if (has_twin)
		*lighter = match;
	else
		up_matcher_take(matcher, &match);
}

/* --- one finding for the same bytes ---------------------------------------------------------------------------------------- */

static int by_secret(const void *a, const void *b)
{
	const struct up_match *const *x = a, *const *y = b;
	if ((*x)->secret_at.start != (*y)->secret_at.start)
		return (*x)->secret_at.start < (*y)->secret_at.start ? -1 : 1;
	if ((*x)->secret_at.end != (*y)->secret_at.end)
		return (*x)->secret_at.end > (*y)->secret_at.end ? -1 : 1;
	return up_str_cmp((*x)->rule->id, (*y)->rule->id);
}

static bool is_generic(const struct up_match *match)
{
	return match->weight < UP_WEIGHT_NEAR;
}

/* The vendor's name beside a prefix tells it from other vendors, not from what this one says of the prefix alone. */
static uint32_t weight_against(const struct up_match *match, const struct up_match *other)
{
	bool is_named = match->weight >= UP_WEIGHT_NAMED && match->weight < UP_WEIGHT_KEY;
	return is_named && up_str_eq(match->vendor, other->vendor) ? match->weight - (UP_WEIGHT_NAMED - UP_WEIGHT_NEAR) : match->weight;
}

/* A vendor's rule on what holds a private key says more than that it is one: whose account it opens, and where it is revoked. */
static bool wraps_key(const struct up_match *match, const struct up_match *key)
{
	return key->weight >= UP_WEIGHT_KEY && match->weight < UP_WEIGHT_KEY && match->weight >= UP_WEIGHT_ANCHOR &&
	       match->secret_at.start <= key->secret_at.start && match->secret_at.end >= key->secret_at.end;
}

/* Is `a` to be kept rather than `b`, which stands before it? */
static bool is_better(const struct up_match *a, const struct up_match *b)
{
	if (wraps_key(a, b) || wraps_key(b, a))
		return wraps_key(a, b);
	if (is_generic(a) != is_generic(b))
		return is_generic(b);
	if ((a->verdict == UP_VERDICT_VERIFIED) != (b->verdict == UP_VERDICT_VERIFIED))
		return a->verdict == UP_VERDICT_VERIFIED;
	uint32_t weight = weight_against(a, b), other = weight_against(b, a);
	return weight != other ? weight > other : a->rank > b->rank;
}

/* What is known of a token from its shape holds whoever issued it. */
static void take_over(struct up_match *kept, const struct up_match *dropped)
{
	bool same = kept->secret_at.start == dropped->secret_at.start && kept->secret_at.end == dropped->secret_at.end;
	if (wraps_key(kept, dropped)) {
		kept->verdict = dropped->verdict;
		kept->rank = dropped->rank;
		kept->evidence = dropped->evidence;
		kept->public_hash = dropped->public_hash;
		kept->secret = dropped->secret;
		if (dropped->level < kept->level)
			kept->level = dropped->level;
		return;
	}
	/* That another shape is not known is not said of one that is. */
	bool says = dropped->evidence.len && dropped->weight > UP_WEIGHT_BESIDE;
	if (!same || kept->evidence.len || kept->verdict != UP_VERDICT_WELL_FORMED || !says)
		return;
	if (dropped->verdict == UP_VERDICT_DOUBTFUL && kept->level > UP_LEVEL_NOTE)
		kept->level--;
	kept->verdict = dropped->verdict;
	kept->rank = dropped->rank;
	kept->evidence = dropped->evidence;
}

void up_secrets_settle(struct up_matcher *matcher)
{
	size_t n = 0;
	struct up_match **secrets = up_arena_alloc(matcher->arena, (matcher->n_matches + 1) * sizeof(struct up_match *));
	for (size_t i = 0; i < matcher->n_matches; i++)
		if (matcher->matches[i].secret.len)
			secrets[n++] = &matcher->matches[i];
	if (n < 2)
		return;
	qsort(secrets, n, sizeof *secrets, by_secret);
	struct up_match *kept = secrets[0];
	for (size_t i = 1; i < n; i++) {
		bool overlaps = secrets[i]->secret_at.start < kept->secret_at.end;
		bool better = !overlaps || is_better(secrets[i], kept);
		if (overlaps) {
			take_over(better ? secrets[i] : kept, better ? kept : secrets[i]);
			(better ? kept : secrets[i])->rule = NULL;
		}
		if (better)
			kept = secrets[i];
	}
	size_t left = 0;
	for (size_t i = 0; i < matcher->n_matches; i++)
		if (matcher->matches[i].rule)
			matcher->matches[left++] = matcher->matches[i];
	matcher->n_matches = left;
}

/* --- looking through a layer ------------------------------------------------------------------------------------------------ */

static void see_to(struct up_matcher *matcher, const struct up_image *image, const struct up_layer *layer, struct up_hit hit)
{
	const struct up_image_literal *literal = (const struct up_image_literal *)up_image_at(image->header, UP_IMAGE_LITERALS) +
						 hit.literal;
	const struct up_image_secret *secrets = up_image_at(image->header, UP_IMAGE_SECRETS);
	const uint32_t *anchors = up_image_at(image->header, UP_IMAGE_ANCHORS);
	up_span at = { hit.end - literal->text.len, hit.end };
	for (uint32_t i = 0; i < literal->secrets.n; i++)
		up_secret_try(matcher, image, &secrets[anchors[literal->secrets.first + i]], layer, at);
	if (literal->kinds & UP_PREFILTER_BASE64)
		up_secret_decode_base64(matcher, layer, at);
	if (literal->kinds & UP_PREFILTER_ESCAPES)
		up_secret_decode_escapes(matcher, layer, at);
}

void up_secrets_scan(struct up_matcher *matcher, struct up_layer *layer)
{
	uint32_t decoded[_UP_DECODING_MAX] = { 0 };
	layer->decoded = decoded;
	layer->number = ++matcher->n_layers;
	layer->first_run = matcher->n_runs;
	up_secret_decode_runs(matcher, layer);
	layer->n_runs = matcher->n_runs - layer->first_run;
	memset(decoded, 0, sizeof decoded);
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image *image = &matcher->rules->images[i];
		/* Layers inside this one add their hits behind these. */
		size_t first = matcher->hits.n, at = 0;
		while (up_prefilter_scan(image->prefilter, matcher->prefilters[i], layer->bytes, matcher->is_plain, &at, &matcher->hits)) {
			for (size_t k = first; k < matcher->hits.n; k++)
				see_to(matcher, image, layer, matcher->hits.list[k]);
			matcher->hits.n = first;
		}
		memset(decoded, 0, sizeof decoded);
	}
	matcher->n_runs = layer->first_run;
	layer->decoded = NULL;
}

/* Rules that are tried everywhere in files of some names. Most sources have none of these names, so that a look at the letters ends it. */
static void scan_lines(struct up_matcher *matcher, const struct up_image *image, const struct up_layer *layer)
{
	const struct up_image_secret *secrets = up_image_at(image->header, UP_IMAGE_SECRETS);
	up_str name = matcher->source->name;
	uint64_t letters = up_str_letters(name);
	uint32_t last = UINT32_MAX;
	for (size_t i = 0; i < image->n_line_secrets; i++) {
		const struct up_line_secret *line = &image->line_secrets[i];
		if ((line->glob.letters & ~letters) || line->secret == last || !up_str_ends(name, line->glob.tail) ||
		    !up_str_contains(name, line->glob.literal))
			continue;
		last = line->secret;
		up_secret_try_lines(matcher, image, &secrets[line->secret], layer);
	}
}

void up_matcher_bytes(struct up_matcher *matcher)
{
	struct up_layer layer = { .bytes = matcher->source->bytes, .text = up_text_plain(matcher->source->bytes, 0) };
	up_secrets_scan(matcher, &layer);
	for (size_t i = 0; i < matcher->rules->n_images; i++)
		scan_lines(matcher, &matcher->rules->images[i], &layer);
}
