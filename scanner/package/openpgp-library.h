/* The calls of librnp that are used here, `up_rnp.ffi_create()` for rnp_ffi_create(): loaded when the first signature is to be looked at (base/library.h). */
#pragma once

#include <rnp/rnp.h>
#include <rnp/rnp_err.h>

/* clang-format off */
#define UP_RNP_CALLS(call) \
	call(add_security_rule) call(buffer_destroy) call(ffi_create) call(ffi_destroy) call(import_keys) call(input_destroy) \
	call(input_from_callback) call(input_from_memory) call(key_allows_usage) call(key_get_alg) call(key_get_bits) call(key_get_creation) \
	call(key_get_curve) call(key_get_expiration) call(key_get_fprint) call(key_get_keyid) call(key_get_primary_uid) \
	call(key_get_revocation_reason) call(key_get_revocation_signature) call(key_get_subkey_at) call(key_get_subkey_count) \
	call(key_handle_destroy) call(key_is_compromised) call(key_is_primary) call(key_is_revoked) call(key_valid_till64) call(locate_key) \
	call(op_verify_create) call(op_verify_destroy) call(op_verify_detached_create) call(op_verify_execute) call(op_verify_get_signature_at) \
	call(op_verify_get_signature_count) call(op_verify_signature_get_handle) call(op_verify_signature_get_key) \
	call(op_verify_signature_get_status) call(output_destroy) call(output_to_callback) call(set_timestamp) call(signature_get_alg) \
	call(signature_get_creation) call(signature_get_expiration) call(signature_get_hash_alg) call(signature_get_key_fprint) \
	call(signature_get_keyid) call(signature_handle_destroy) call(signature_remove) call(unload_keys)
/* clang-format on */

struct up_rnp {
#define DECLARE(name) __typeof__(rnp_##name) *(name);
	UP_RNP_CALLS(DECLARE)
#undef DECLARE
};

extern struct up_rnp up_rnp;

/* Before the first call of any, and as often as one likes. */
void up_rnp_load(void);
