/* Secrets in bytes: layers of text, candidates, and what is kept of them. Private to match/. */
#pragma once

#include "match/matcher-private.h"

/* Text in which secrets are looked for: the source itself, or what was decoded out of a stretch of another layer. */
struct up_layer {
	up_str bytes;
	struct up_text text;          /* the same, with its places in the source */
	const struct up_layer *outer; /* NULL: the source */
	const char *form;             /* how it was written there: "base64"; NULL: the source */
	uint32_t depth;
	uint32_t *decoded;        /* ends of what was decoded out of this layer, by enum up_decoding: hits before were seen to */
	uint32_t number;          /* of all that were looked through in the source, from 1 on */
	size_t first_run, n_runs; /* runs that were decoded before there were hits */
};

/* A span of a layer, in the source. */
up_span up_layer_place(const struct up_layer *layer, up_span at);
/* "base64 in percent-encoding" for people, or empty for the source itself. */
up_str up_layer_words(const struct up_layer *layer, struct up_arena *arena);

/* A secret that a rule has found. */
struct up_secret_found {
	const struct up_image *image;
	const struct up_image_rule *rule;
	const struct up_layer *layer; /* NULL: `at` and `whole` are places of the source */
	up_span at;                   /* the secret */
	up_span whole;                /* what to underline; often the same */
	up_str secret;                /* decoded */
	up_str key;                   /* what it is called where it stands, for {key} in the message; or empty */
	up_str embedded_in;
	enum up_level level; /* for a verdict of well-formed; a doubtful one lowers it */
	enum up_verdict verdict;
	up_str evidence;
	up_str public_hash; /* of a private key */
	uint32_t
		weight; /* of two findings of the same bytes the heavier one is kept: enum up_secret_weight, and more for what is more special */
	uint32_t rank; /* 0: by verdict and weight */
};

enum up_secret_weight {
	UP_WEIGHT_BESIDE = 20,   /* a token near a vendor's name, with no shape of that vendor */
	UP_WEIGHT_SETTING = 100, /* a value whose key means a credential */
	UP_WEIGHT_GENERIC = 150, /* a shape that many vendors have */
	UP_WEIGHT_NEAR = 200,    /* a shape near a vendor's name */
	UP_WEIGHT_ANCHOR = 300,  /* a shape of its own */
	UP_WEIGHT_NAMED = 350,   /* a shape of its own near the vendor's name */
	UP_WEIGHT_KEY = 400,     /* a private key */
};

void up_secret_take(struct up_matcher *matcher, const struct up_secret_found *found);
/* The rule of an id in the image, when it is on; NULL otherwise. */
const struct up_image_rule *up_secret_rule(const struct up_image *image, up_str id);
/* Of findings of the same bytes one is kept. */
void up_secrets_settle(struct up_matcher *matcher);

/* secrets.c: looks through a layer, and what is decoded out of it. */
void up_secrets_scan(struct up_matcher *matcher, struct up_layer *layer);
/* secret-patterns.c: candidates of one rule, at one of its anchors; and everywhere in its files. */
void up_secret_try(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
		   const struct up_layer *layer, up_span anchor);
void up_secret_try_lines(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
			 const struct up_layer *layer);

/* A function in the place of a pattern, by enum up_scanner. */
typedef void up_scan_function(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
			      const struct up_layer *layer, up_span anchor);
up_scan_function up_secret_key; /* secret-keys.c */
extern up_scan_function *const up_secret_scanners[_UP_SCANNER_MAX];

/* secret-decode.c */
enum up_decoding {
	UP_DECODING_BASE64,
	UP_DECODING_ESCAPES,
	_UP_DECODING_MAX,
};
void up_secret_decode_base64(struct up_matcher *matcher, const struct up_layer *layer, up_span hit);
void up_secret_decode_escapes(struct up_matcher *matcher, const struct up_layer *layer, up_span hit);
/* Stretches so long that they can hold anything: decoded without a hit. */
void up_secret_decode_runs(struct up_matcher *matcher, const struct up_layer *layer);
