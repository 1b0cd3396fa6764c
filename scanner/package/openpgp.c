/* The library's side of OpenPGP (librnp). Its own opinion of what is too weak is switched off, so that "does not match" and "is weak" stay two things: SHA-1
 * and MD5 are judged by who reads the results. Keys are looked at as they were when their owner last signed them, without their revocations, for the library
 * compares no bytes for a key that has ended or is revoked; both are remembered beside the key. */
#include "package/openpgp.h"

#include <stdio.h>

#include "base/memory.h"
#include "package/openpgp-library.h"

enum {
	REVOCATIONS = 8,         /* of one key that are taken off */
	SUBKEYS = 64,            /* of one key that are looked at */
	OUTPUT_BYTES = 64 << 20, /* of one message: a small one can be compressed from very much */
	RSA_LEAST = 2048,        /* NIST SP 800-57, part 1, table 2 */
	DSA_LEAST = 2048,
	TOKENS = 4 * SUBKEYS,
};

struct up_pgp {
	rnp_ffi_t ffi, trial;
	FILE *errors; /* the process's own, while the library's remarks go nowhere */
	struct up_arena *arena;
	struct up_pgp_key *keys;
	size_t n_keys, capacity;
	int64_t now;
};

/* --- the library ----------------------------------------------------------------------------------------------------------- */

static bool is_done(rnp_result_t result)
{
	if (result == RNP_ERROR_OUT_OF_MEMORY)
		up_out_of_memory();
	return result == RNP_SUCCESS;
}

/* Digests that the library would refuse by date are compared all the same. */
static rnp_ffi_t open_library(void)
{
	static const char *const digests[] = { "MD5", "SHA1", "RIPEMD160" };
	rnp_ffi_t ffi = NULL;
	if (!is_done(up_rnp.ffi_create(&ffi, "GPG", "GPG")))
		up_out_of_memory();
	for (size_t i = 0; i < sizeof digests / sizeof *digests; i++)
		(void)is_done(up_rnp.add_security_rule(ffi, "hash algorithm", digests[i], RNP_SECURITY_OVERRIDE, 0, RNP_SECURITY_DEFAULT));
	return ffi;
}

/* Builds of the library that were not made for release (Debian's) write remarks on what they read to stderr, and know no switch for it. */
static ssize_t drop(void *cookie, const char *bytes, size_t n)
{
	(void)cookie, (void)bytes;
	return (ssize_t)n;
}

static FILE *quieten(void)
{
	FILE *errors = stderr, *nowhere = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = drop });
	if (!nowhere)
		up_out_of_memory();
	stderr = nowhere;
	return errors;
}

static void speak(FILE *errors)
{
	(void)fclose(stderr);
	stderr = errors;
}

void up_pgp_start(void)
{
	up_rnp_load();
	FILE *errors = quieten();
	(void)up_rnp.ffi_destroy(open_library());
	speak(errors);
}

struct up_pgp *up_pgp_new(struct up_arena *arena, int64_t now)
{
	up_rnp_load();
	struct up_pgp *pgp = up_alloc_zero(1, sizeof *pgp);
	pgp->arena = arena;
	pgp->now = now;
	pgp->errors = quieten();
	pgp->ffi = open_library();
	pgp->trial = open_library();
	return pgp;
}

void up_pgp_free(struct up_pgp *pgp)
{
	if (!pgp)
		return;
	(void)up_rnp.ffi_destroy(pgp->ffi);
	(void)up_rnp.ffi_destroy(pgp->trial);
	speak(pgp->errors);
	up_free(pgp->keys);
	up_free(pgp);
}

/* A copy of the text that a call has put there; the library's own is given back. */
static up_str take_text(struct up_pgp *pgp, rnp_result_t result, char **text)
{
	up_str copy = UP_STR("");
	if (is_done(result) && *text) {
		copy = up_arena_copy(pgp->arena, up_str_from(*text));
		up_rnp.buffer_destroy(*text);
	}
	*text = NULL;
	return copy;
}

static void copy_hex(up_str text, char *ret_hex, size_t room)
{
	size_t len = text.len < room - 1 ? text.len : room - 1;
	if (len)
		memcpy(ret_hex, text.s, len);
	ret_hex[len] = '\0';
}

/* --- keys ------------------------------------------------------------------------------------------------------------------ */

static void describe_algorithm(struct up_pgp *pgp, rnp_key_handle_t handle, struct up_pgp_key *key)
{
	char *text = NULL;
	uint32_t bits = 0;
	up_str name = take_text(pgp, up_rnp.key_get_alg(handle, &text), &text);
	up_str curve = take_text(pgp, up_rnp.key_get_curve(handle, &text), &text);
	if (curve.len) {
		bool is_plain = up_str_eq(curve, UP_STR("Ed25519"));
		key->algorithm = is_plain ? curve : up_arena_printf(pgp->arena, "%.*s %.*s", UP_FMT(name), UP_FMT(curve));
		return;
	}
	if (is_done(up_rnp.key_get_bits(handle, &bits)))
		key->algorithm = up_arena_printf(pgp->arena, "%.*s %u", UP_FMT(name), bits);
	key->is_weak = (up_str_eq(name, UP_STR("RSA")) && bits < RSA_LEAST) || (up_str_eq(name, UP_STR("DSA")) && bits < DSA_LEAST);
}

/* Takes the revocations off the key, so that the library goes on to compare bytes; they are remembered. */
static void take_revocations(struct up_pgp *pgp, rnp_key_handle_t handle, struct up_pgp_key *key)
{
	for (int i = 0; i < REVOCATIONS; i++) {
		rnp_signature_handle_t signature = NULL;
		bool is_revoked = false, is_compromised = false;
		uint32_t created = 0;
		char *text = NULL;
		if (!is_done(up_rnp.key_is_revoked(handle, &is_revoked)) || !is_revoked)
			return;
		up_str reason = take_text(pgp, up_rnp.key_get_revocation_reason(handle, &text), &text);
		if (is_done(up_rnp.key_is_compromised(handle, &is_compromised)))
			key->is_compromised |= is_compromised;
		if (!is_done(up_rnp.key_get_revocation_signature(handle, &signature)) || !signature)
			return;
		if (!is_done(up_rnp.signature_get_creation(signature, &created)) || !created)
			created = 1;
		if (!key->revoked || created < key->revoked) {
			key->revoked = created;
			key->reason = reason;
		}
		bool is_off = is_done(up_rnp.signature_remove(handle, signature));
		(void)up_rnp.signature_handle_destroy(signature);
		if (!is_off)
			return;
	}
}

static int64_t valid_till(rnp_key_handle_t handle)
{
	uint64_t till = 0;
	if (!is_done(up_rnp.key_valid_till64(handle, &till)))
		return 0;
	return till > INT64_MAX ? INT64_MAX : (int64_t)till;
}

/* What is told of the key or subkey once revocations are off. */
static void describe_key(struct up_pgp *pgp, rnp_key_handle_t handle, struct up_pgp_key *key)
{
	uint32_t created = 0, lifetime = 0;
	char *text = NULL;
	describe_algorithm(pgp, handle, key);
	copy_hex(take_text(pgp, up_rnp.key_get_fprint(handle, &text), &text), key->fingerprint, sizeof key->fingerprint);
	copy_hex(take_text(pgp, up_rnp.key_get_keyid(handle, &text), &text), key->key_id, sizeof key->key_id);
	if (is_done(up_rnp.key_get_creation(handle, &created)))
		key->created = created;
	if (is_done(up_rnp.key_get_expiration(handle, &lifetime)) && lifetime)
		key->ends = key->created + lifetime;
	if (!is_done(up_rnp.key_allows_usage(handle, "sign", &key->may_sign)))
		key->may_sign = false;
	key->valid_till = valid_till(handle);
}

static struct up_pgp_key *known_key(const struct up_pgp *pgp, const char *fingerprint)
{
	for (size_t i = 0; i < pgp->n_keys; i++)
		if (!strcmp(pgp->keys[i].fingerprint, fingerprint))
			return &pgp->keys[i];
	return NULL;
}

/* The same key again, from another file: a revocation is never forgotten, and the first file keeps it. */
static void keep_key(struct up_pgp *pgp, struct up_pgp_key key)
{
	struct up_pgp_key *known = known_key(pgp, key.fingerprint);
	if (!known) {
		pgp->keys = up_grow(pgp->keys, &pgp->capacity, pgp->n_keys + 1, sizeof key);
		pgp->keys[pgp->n_keys++] = key;
		return;
	}
	if (known->revoked && (!key.revoked || known->revoked < key.revoked)) {
		key.revoked = known->revoked;
		key.reason = known->reason;
	}
	key.is_compromised |= known->is_compromised;
	key.is_of_package = known->is_of_package;
	key.origin = known->origin;
	*known = key;
}

/* What the primary key says holds for its subkeys. */
static void inherit(const struct up_pgp_key *primary, struct up_pgp_key *key)
{
	memcpy(key->primary, primary->fingerprint, sizeof key->primary);
	key->user_id = primary->user_id;
	if (primary->ends && (!key->ends || primary->ends < key->ends))
		key->ends = primary->ends;
	if (primary->revoked && (!key->revoked || primary->revoked < key->revoked)) {
		key->revoked = primary->revoked;
		key->reason = primary->reason;
	}
	key->is_compromised |= primary->is_compromised;
}

static void keep_with_subkeys(struct up_pgp *pgp, rnp_key_handle_t handle, uint32_t origin, bool is_of_package)
{
	struct up_pgp_key primary = { .origin = origin, .is_of_package = is_of_package };
	size_t n = 0;
	char *text = NULL;
	/* First all revocations: taking one off looks at key and subkeys anew. */
	take_revocations(pgp, handle, &primary);
	describe_key(pgp, handle, &primary);
	memcpy(primary.primary, primary.fingerprint, sizeof primary.primary);
	primary.user_id = take_text(pgp, up_rnp.key_get_primary_uid(handle, &text), &text);
	keep_key(pgp, primary);
	if (!is_done(up_rnp.key_get_subkey_count(handle, &n)))
		return;
	for (size_t i = 0; i < n && i < SUBKEYS; i++) {
		struct up_pgp_key key = { .origin = origin, .is_of_package = is_of_package };
		rnp_key_handle_t subkey = NULL;
		if (!is_done(up_rnp.key_get_subkey_at(handle, i, &subkey)))
			continue;
		take_revocations(pgp, subkey, &key);
		describe_key(pgp, subkey, &key);
		inherit(&primary, &key);
		keep_key(pgp, key);
		(void)up_rnp.key_handle_destroy(subkey);
	}
}

/* Imports into `ffi`. The result lists fingerprints as JSON that the library itself has written. */
static up_str import(struct up_pgp *pgp, rnp_ffi_t ffi, const struct up_pgp_slice *slice)
{
	rnp_input_t input = NULL;
	char *text = NULL;
	/* A time at which the key was in use; 0 would be the clock's. */
	(void)up_rnp.set_timestamp(ffi, slice->latest > 0 ? (uint64_t)slice->latest : 1);
	if (!is_done(up_rnp.input_from_memory(&input, (const uint8_t *)slice->packets.s, slice->packets.len, false)))
		return UP_STR("");
	rnp_result_t result = up_rnp.import_keys(ffi, input, RNP_LOAD_SAVE_PUBLIC_KEYS | RNP_LOAD_SAVE_PERMISSIVE, &text);
	(void)up_rnp.input_destroy(input);
	return result == RNP_SUCCESS ? take_text(pgp, result, &text) : UP_STR("");
}

/* The next fingerprint in the library's list: a quoted run of 40 or 64 hex digits. */
static bool next_fingerprint(up_str list, size_t *at, char ret_fingerprint[65])
{
	for (;;) {
		size_t start = up_str_find_byte(list, '"', *at);
		size_t end = start == SIZE_MAX ? SIZE_MAX : up_str_find_byte(list, '"', start + 1);
		if (end == SIZE_MAX)
			return false;
		up_str word = up_str_slice(list, start + 1, end);
		bool is_hex = word.len == 40 || word.len == 64;
		for (size_t i = 0; is_hex && i < word.len; i++)
			is_hex = up_is_hex(word.s[i]);
		*at = is_hex ? end + 1 : end;
		if (is_hex) {
			copy_hex(word, ret_fingerprint, 65);
			for (char *c = ret_fingerprint; *c; c++)
				*c = *c >= 'a' ? (char)(*c - ('a' - 'A')) : *c;
			return true;
		}
	}
}

static bool has_trusted(struct up_pgp *pgp, const struct up_pgp_slice *slice)
{
	char fingerprint[65];
	size_t at = 0;
	up_str list = import(pgp, pgp->trial, slice);
	(void)up_rnp.unload_keys(pgp->trial, RNP_KEY_UNLOAD_PUBLIC | RNP_KEY_UNLOAD_SECRET);
	for (int i = 0; i < TOKENS && next_fingerprint(list, &at, fingerprint); i++)
		if (known_key(pgp, fingerprint))
			return true;
	return false;
}

bool up_pgp_key_add(struct up_pgp *pgp, const struct up_pgp_slice *slice, uint32_t origin, bool is_of_package)
{
	char fingerprint[65];
	size_t at = 0;
	bool is_primary, is_added = false;
	if (slice->has_secret || (is_of_package && has_trusted(pgp, slice)))
		return false;
	up_str list = import(pgp, pgp->ffi, slice);
	for (int i = 0; i < TOKENS && next_fingerprint(list, &at, fingerprint); i++) {
		rnp_key_handle_t handle = NULL;
		if (!is_done(up_rnp.locate_key(pgp->ffi, "fingerprint", fingerprint, &handle)) || !handle)
			continue;
		if (is_done(up_rnp.key_is_primary(handle, &is_primary)) && is_primary) {
			keep_with_subkeys(pgp, handle, origin, is_of_package);
			is_added = true;
		}
		(void)up_rnp.key_handle_destroy(handle);
	}
	return is_added;
}

size_t up_pgp_key_count(const struct up_pgp *pgp)
{
	return pgp->n_keys;
}

const struct up_pgp_key *up_pgp_key_find(const struct up_pgp *pgp, const char *id)
{
	size_t len = strlen(id);
	for (size_t i = 0; len && i < pgp->n_keys; i++)
		if (!strcmp(len == 16 ? pgp->keys[i].key_id : pgp->keys[i].fingerprint, id))
			return &pgp->keys[i];
	return NULL;
}

/* --- signatures ------------------------------------------------------------------------------------------------------------ */

struct source {
	struct up_stream *stream;
	bool has_failed;
};

static bool read_source(void *data, void *buffer, size_t size, size_t *ret_read)
{
	struct source *source = data;
	ssize_t n = source->stream->read(source->stream->data, buffer, size);
	source->has_failed |= n < 0;
	*ret_read = n > 0 ? (size_t)n : 0;
	return n >= 0;
}

/* Which key made it. The library looks up by the fingerprint where the signature has one, and only then by the key id. */
static const struct up_pgp_key *key_of(struct up_pgp *pgp, rnp_op_verify_signature_t checked, rnp_signature_handle_t signature)
{
	rnp_key_handle_t handle = NULL;
	char *text = NULL;
	up_str fingerprint = take_text(pgp, up_rnp.signature_get_key_fprint(signature, &text), &text);
	if (!fingerprint.len) {
		if (!is_done(up_rnp.op_verify_signature_get_key(checked, &handle)) || !handle)
			return NULL;
		fingerprint = take_text(pgp, up_rnp.key_get_fprint(handle, &text), &text);
		(void)up_rnp.key_handle_destroy(handle);
	}
	return up_pgp_key_find(pgp, fingerprint.s);
}

/* The library says "invalid" also where it has compared nothing, because of the key. */
static enum up_pgp_verdict verdict_of(rnp_result_t status, const struct up_pgp_result *result)
{
	switch (status) {
	case RNP_SUCCESS:
	case RNP_ERROR_SIGNATURE_EXPIRED:
		return UP_PGP_GOOD;
	case RNP_ERROR_KEY_NOT_FOUND:
		return UP_PGP_NO_KEY;
	case RNP_ERROR_SIGNATURE_INVALID:
		if (result->key && (result->said.created > result->key->valid_till || result->said.created < result->key->created))
			return UP_PGP_KEY_HELD_NOT;
		return UP_PGP_BAD;
	default:
		return UP_PGP_UNREADABLE;
	}
}

struct number {
	const char *name;
	unsigned number;
};

static unsigned number_of(up_str name, const struct number *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq_nocase(name, up_str_from(numbers[i].name)))
			return numbers[i].number;
	return 0;
}

/* What a signature inside a message says of itself; of detached ones it is known already. */
static void read_said(struct up_pgp *pgp, rnp_signature_handle_t signature, struct up_pgp_signature *said)
{
	static const struct number hashes[] = {
		{ "MD5", 1 },     { "SHA1", 2 },    { "RIPEMD160", 3 }, { "SHA256", 8 },    { "SHA384", 9 },
		{ "SHA512", 10 }, { "SHA224", 11 }, { "SHA3-256", 12 }, { "SHA3-512", 14 },
	};
	static const struct number algorithms[] = { { "RSA", 1 }, { "DSA", 17 }, { "ECDSA", 19 }, { "EDDSA", 22 } };
	uint32_t created = 0, lifetime = 0;
	char *text = NULL;
	if (is_done(up_rnp.signature_get_creation(signature, &created)))
		said->created = created;
	if (is_done(up_rnp.signature_get_expiration(signature, &lifetime)))
		said->lifetime = lifetime;
	copy_hex(take_text(pgp, up_rnp.signature_get_keyid(signature, &text), &text), said->key_id, sizeof said->key_id);
	copy_hex(take_text(pgp, up_rnp.signature_get_key_fprint(signature, &text), &text), said->fingerprint, sizeof said->fingerprint);
	up_str hash = take_text(pgp, up_rnp.signature_get_hash_alg(signature, &text), &text);
	said->hash = number_of(hash, hashes, sizeof hashes / sizeof *hashes);
	up_str algorithm = take_text(pgp, up_rnp.signature_get_alg(signature, &text), &text);
	said->algorithm = number_of(algorithm, algorithms, sizeof algorithms / sizeof *algorithms);
}

static size_t read_results(struct up_pgp *pgp, rnp_op_verify_t op, struct up_pgp_result *results, size_t most, bool is_message)
{
	size_t n = 0;
	if (!is_done(up_rnp.op_verify_get_signature_count(op, &n)))
		return 0;
	for (size_t i = 0; i < n && i < most; i++) {
		rnp_op_verify_signature_t checked = NULL;
		rnp_signature_handle_t signature = NULL;
		if (!is_done(up_rnp.op_verify_get_signature_at(op, i, &checked)))
			continue;
		rnp_result_t status = up_rnp.op_verify_signature_get_status(checked);
		if (status != RNP_ERROR_SIGNATURE_UNKNOWN && is_done(up_rnp.op_verify_signature_get_handle(checked, &signature)) &&
		    signature) {
			if (is_message)
				read_said(pgp, signature, &results[i].said);
			results[i].key = key_of(pgp, checked, signature);
			(void)up_rnp.signature_handle_destroy(signature);
		}
		results[i].verdict = verdict_of(status, &results[i]);
	}
	return n < most ? n : most;
}

void up_pgp_check(struct up_pgp *pgp, up_str signatures, struct up_stream *data, struct up_pgp_result *results, size_t n)
{
	struct source source = { .stream = data };
	rnp_input_t input = NULL, signature = NULL;
	rnp_op_verify_t op = NULL;
	(void)up_rnp.set_timestamp(pgp->ffi, pgp->now > 0 ? (uint64_t)pgp->now : 1);
	for (size_t i = 0; i < n; i++)
		results[i].verdict = UP_PGP_UNREADABLE;
	if (is_done(up_rnp.input_from_callback(&input, read_source, NULL, &source)) &&
	    is_done(up_rnp.input_from_memory(&signature, (const uint8_t *)signatures.s, signatures.len, false)) &&
	    is_done(up_rnp.op_verify_detached_create(&op, pgp->ffi, input, signature))) {
		(void)up_rnp.op_verify_execute(op); /* results tell more; broken packets are "out of memory" to it, too */
		if (!source.has_failed)
			(void)read_results(pgp, op, results, n, false);
	}
	(void)up_rnp.op_verify_destroy(op);
	(void)up_rnp.input_destroy(signature);
	(void)up_rnp.input_destroy(input);
}

static bool count_output(void *data, const void *buffer, size_t len)
{
	size_t *left = data;
	(void)buffer;
	if (len > *left)
		return false;
	*left -= len;
	return true;
}

size_t up_pgp_check_message(struct up_pgp *pgp, up_str message, struct up_pgp_result *results, size_t most)
{
	size_t left = OUTPUT_BYTES, n = 0;
	rnp_input_t input = NULL;
	rnp_output_t output = NULL;
	rnp_op_verify_t op = NULL;
	(void)up_rnp.set_timestamp(pgp->ffi, pgp->now > 0 ? (uint64_t)pgp->now : 1);
	memset(results, 0, most * sizeof *results);
	if (is_done(up_rnp.input_from_memory(&input, (const uint8_t *)message.s, message.len, false)) &&
	    is_done(up_rnp.output_to_callback(&output, count_output, NULL, &left)) &&
	    is_done(up_rnp.op_verify_create(&op, pgp->ffi, input, output))) {
		(void)up_rnp.op_verify_execute(op); /* results tell more; broken packets are "out of memory" to it, too */
		n = read_results(pgp, op, results, most, true);
	}
	(void)up_rnp.op_verify_destroy(op);
	(void)up_rnp.output_destroy(output);
	(void)up_rnp.input_destroy(input);
	return n;
}
