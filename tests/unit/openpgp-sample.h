/* Keys and signatures of OpenPGP that tests make, by the library that checks them. */
#pragma once

#include "package-sample.h"

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

enum {
	YEAR = 365 * 86400,
	NOW = 1795651200,      /* 2026-11-26 */
	MADE = NOW - 2 * YEAR, /* when keys are made */
	SIGNED = NOW - YEAR,
};

/* Keys, and files signed with them. */
struct maker {
	rnp_ffi_t ffi;
	struct up_arena *arena;
};

static inline void check(rnp_result_t result)
{
	assert_int_equal(result, RNP_SUCCESS);
}

static inline struct maker maker_new(struct up_arena *arena)
{
	struct maker maker = { .arena = arena };
	check(rnp_ffi_create(&maker.ffi, "GPG", "GPG"));
	check(rnp_add_security_rule(maker.ffi, "hash algorithm", "SHA1", RNP_SECURITY_OVERRIDE, 0, RNP_SECURITY_DEFAULT));
	return maker;
}

/* `bits`: of RSA; 0: Ed25519. `lifetime`: seconds, 0: without end. */
static inline rnp_key_handle_t make_key(struct maker *maker, const char *name, uint32_t bits, const char *usage, uint32_t made,
					uint32_t lifetime)
{
	rnp_op_generate_t op = NULL;
	rnp_key_handle_t key = NULL;
	check(rnp_set_timestamp(maker->ffi, made));
	check(rnp_op_generate_create(&op, maker->ffi, bits ? "RSA" : "EDDSA"));
	if (bits)
		check(rnp_op_generate_set_bits(op, bits));
	check(rnp_op_generate_set_userid(op, name));
	check(rnp_op_generate_set_expiration(op, lifetime));
	check(rnp_op_generate_add_usage(op, "certify"));
	if (usage)
		check(rnp_op_generate_add_usage(op, usage));
	check(rnp_op_generate_execute(op));
	check(rnp_op_generate_get_key(op, &key));
	check(rnp_op_generate_destroy(op));
	check(rnp_set_timestamp(maker->ffi, 0));
	return key;
}

static inline up_str take_output(struct maker *maker, rnp_output_t output)
{
	uint8_t *bytes = NULL;
	size_t len = 0;
	check(rnp_output_memory_get_buf(output, &bytes, &len, false));
	up_str copy = up_arena_copy(maker->arena, (up_str){ (char *)bytes, len });
	check(rnp_output_destroy(output));
	return copy;
}

static inline up_str export_key(struct maker *maker, rnp_key_handle_t key, bool is_secret)
{
	rnp_output_t output = NULL;
	check(rnp_output_to_memory(&output, 0));
	check(rnp_key_export(key, output,
			     (is_secret ? RNP_KEY_EXPORT_SECRET : RNP_KEY_EXPORT_PUBLIC) | RNP_KEY_EXPORT_SUBKEYS |
				     RNP_KEY_EXPORT_ARMORED));
	return take_output(maker, output);
}

enum signing {
	DETACHED,
	CLEAR,
	INLINE
};

struct signing_options {
	enum signing how;
	const char *hash;
	uint32_t made, lifetime;
	bool is_binary;
};

static inline up_str sign(struct maker *maker, rnp_key_handle_t key, up_str bytes, struct signing_options options)
{
	rnp_op_sign_t op = NULL;
	rnp_input_t input = NULL;
	rnp_output_t output = NULL;
	uint32_t made = options.made ? options.made : SIGNED;
	check(rnp_set_timestamp(maker->ffi, made));
	check(rnp_input_from_memory(&input, (const uint8_t *)bytes.s, bytes.len, false));
	check(rnp_output_to_memory(&output, 0));
	if (options.how == CLEAR)
		check(rnp_op_sign_cleartext_create(&op, maker->ffi, input, output));
	else if (options.how == INLINE)
		check(rnp_op_sign_create(&op, maker->ffi, input, output));
	else
		check(rnp_op_sign_detached_create(&op, maker->ffi, input, output));
	check(rnp_op_sign_set_hash(op, options.hash ? options.hash : "SHA512"));
	check(rnp_op_sign_set_creation_time(op, made));
	check(rnp_op_sign_set_expiration_time(op, options.lifetime));
	if (options.how != CLEAR)
		check(rnp_op_sign_set_armor(op, !options.is_binary));
	check(rnp_op_sign_add_signature(op, key, NULL));
	check(rnp_op_sign_execute(op));
	check(rnp_op_sign_destroy(op));
	check(rnp_input_destroy(input));
	check(rnp_set_timestamp(maker->ffi, 0));
	return take_output(maker, output);
}

static const up_str text = { "the bytes of a package\n", 23 };

/* One signed file, checked; the only statement. */
struct round {
	struct sample sample;
	struct maker maker;
	rnp_key_handle_t key;
};

static inline void begin(struct round *round, uint32_t bits, const char *usage, uint32_t lifetime)
{
	sample_init(&round->sample, NOW);
	round->maker = maker_new(round->sample.arena);
	round->key = make_key(&round->maker, "Vendor <v@example.org>", bits, usage, MADE, lifetime);
}

static inline void add_signed(struct round *round, up_str signature)
{
	(void)sample_member(&round->sample, 0, "app.zip", text, false);
	(void)sample_member(&round->sample, 0, "app.zip.asc", signature, true);
}

static inline const struct up_statement *run(struct round *round)
{
	up_verify_openpgp(&round->sample.verify);
	assert_int_equal(round->sample.statements.n, 1);
	return &round->sample.statements.items[0];
}

static inline void end(struct round *round)
{
	check(rnp_key_handle_destroy(round->key));
	check(rnp_ffi_destroy(round->maker.ffi));
	sample_finish(&round->sample);
}

static inline void assert_said(const struct up_statement *statement, enum up_said integrity, enum up_said authenticity, enum up_said trust,
			       enum up_said freshness)
{
	if (statement->integrity.said != integrity || statement->authenticity.said != authenticity || statement->trust.said != trust ||
	    statement->freshness.said != freshness)
		print_error("%.*s | %.*s | %.*s | %.*s\n", UP_FMT(statement->integrity.text), UP_FMT(statement->authenticity.text),
			    UP_FMT(statement->trust.text), UP_FMT(statement->freshness.text));
	assert_int_equal(statement->integrity.said, integrity);
	assert_int_equal(statement->authenticity.said, authenticity);
	assert_int_equal(statement->trust.said, trust);
	assert_int_equal(statement->freshness.said, freshness);
}
