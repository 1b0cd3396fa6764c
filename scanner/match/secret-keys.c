/* Private keys as findings, and the certificates that are met at the same markers. What a key is, is told by secret/key. */
#include "base/memory.h"
#include "match/credentials.h"
#include "match/secrets-private.h"

static void note_effort(struct up_matcher *matcher, uint32_t at)
{
	struct up_key_state *state = &matcher->keys;
	if (state->effort.is_over && !state->is_noted)
		matcher->note(matcher->note_data, UP_NOTE_LIMIT, at,
			      up_arena_printf(
				      matcher->arena,
				      "more than %d private keys to check; the next are judged by their form alone, those without a BEGIN "
				      "line not at all",
				      UP_LIMIT_KEYS_CHECKED));
	state->is_noted = state->effort.is_over;
}

static void keep_certificate(struct up_matcher *matcher, const struct up_layer *layer, uint32_t at)
{
	struct up_key_state *state = &matcher->keys;
	struct up_certificate certificate;
	if (!up_certificate_find(layer->bytes, at, matcher->arena, &state->certificate_effort, &certificate))
		return;
	state->certificates = up_grow(state->certificates, &state->certificates_capacity, state->n_certificates + 1, sizeof certificate);
	state->certificates[state->n_certificates++] = certificate;
}

/* Many rules share a marker; the key there is looked for once. */
static bool find(struct up_matcher *matcher, const struct up_layer *layer, uint32_t at)
{
	struct up_key_state *state = &matcher->keys;
	bool is_same = state->layer == layer->number;
	if (is_same && state->at == at)
		return state->is_found;
	/* A marker inside the key before. */
	if (is_same && state->is_found && at > state->at && at < state->found.at.end)
		return false;
	state->layer = layer->number;
	state->at = at;
	state->is_found = up_key_find(layer->bytes, at, matcher->arena, &state->effort, &state->found);
	if (!state->is_found)
		keep_certificate(matcher, layer, at);
	note_effort(matcher, at);
	return state->is_found;
}

enum {
	MODE_OTHERS = 07,
	MODE_OTHERS_READ = 04,
};

/* The place, and who may read it there, change how much a key is a surprise. */
struct circumstances {
	enum up_level level;
	const char *words;
};

static struct circumstances circumstances(const struct up_source *source, enum up_path_kind kind, const struct up_key_found *key,
					  enum up_level level)
{
	bool is_closed = source->mode && !(source->mode & MODE_OTHERS);
	switch (kind) {
	case UP_PATH_SAMPLE:
		return (struct circumstances){ level > UP_LEVEL_NOTE ? level - 1 : level, "in a test, an example or documentation" };
	case UP_PATH_HOST:
		if (is_closed)
			return (struct circumstances){ UP_LEVEL_NOTE, "where keys of a host belong, and closed to others" };
		break;
	case UP_PATH_USER:
		if (is_closed)
			return (struct circumstances){ level > UP_LEVEL_NOTE ? level - 1 : level, "a user's own key, closed to others" };
		break;
	case UP_PATH_OTHER:
	case UP_PATH_PROSE:
		break;
	}
	bool is_open = (source->mode & MODE_OTHERS_READ) && !key->is_encrypted;
	return (struct circumstances){ level, is_open ? "readable by everyone" : NULL };
}

/* "RSA 2048-bit private key, PKCS#8; the modulus is the product of its primes; readable by everyone" */
static up_str evidence_of(const struct up_matcher *matcher, const struct up_key_found *key, const char *words)
{
	return up_arena_printf(matcher->arena, "%.*s%s%.*s%s%s", UP_FMT(key->kind), key->evidence.len ? "; " : "", UP_FMT(key->evidence),
			       words ? "; " : "", words ? words : "");
}

void up_secret_key(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
		   const struct up_layer *layer, up_span anchor)
{
	const struct up_key_found *key = &matcher->keys.found;
	const struct up_image_rule *rule = (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES) + secret->rule;
	up_str id = up_image_str(image->header, rule->id);
	if (!find(matcher, layer, anchor.start) || !up_str_eq(up_str_slice(id, sizeof "secret", id.len), up_str_from(key->rule)))
		return;
	struct circumstances around = circumstances(matcher->source, up_credentials_of(matcher)->path_kind, key,
						    (enum up_level)rule->level);
	up_secret_take(matcher, &(struct up_secret_found){
					.image = image,
					.rule = rule,
					.layer = layer,
					.at = key->secret_at,
					.whole = key->at,
					.secret = key->secret,
					.level = around.level,
					.verdict = key->verdict,
					.evidence = evidence_of(matcher, key, around.words),
					.public_hash = key->public_hash,
					.weight = UP_WEIGHT_KEY,
				});
}

const struct up_certificate *up_matcher_certificates(const struct up_matcher *matcher, size_t *ret_n)
{
	*ret_n = matcher->keys.n_certificates;
	return matcher->keys.certificates;
}
