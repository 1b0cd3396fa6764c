/* Which kind of key may begin at a marker, and places where keys are made up. */
#include "secret/key.h"

#include "core/limits.h"
#include "secret/key-private.h"

typedef bool (*read_function)(const struct up_key_search *search, uint32_t at, struct up_key_found *ret_found);

static const struct {
	const char *marker;
	read_function read;
	bool ignores_case;
} kinds[] = {
	{ "-----BEGIN ", up_key_pem, false },
	{ "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", up_key_pem, false },
	{ "PuTTY-User-Key-File-", up_key_putty, false },
	{ "\"kty", up_key_jwk, false },
	{ "'kty", up_key_jwk, false },
	{ "<RSAKeyValue>", up_key_xml, false },
	{ "openssh-key-v1", up_key_openssh_bytes, false },
	{ "PrivateKey", up_key_wireguard, true },
	{ "private_key", up_key_wireguard, true },
	{ "private-key", up_key_wireguard, true },
	{ "PresharedKey", up_key_wireguard, true },
	{ "preshared_key", up_key_wireguard, true },
	{ "preshared-key", up_key_wireguard, true },
	{ "wg_psk", up_key_wireguard, true },
	{ "wireguard_psk", up_key_wireguard, true },
	{ "untrusted comment:", up_key_signing, false },
	/* PKCS#8: RSA, then EC with and without its public half, Ed25519, X25519 */
	{ "IBADANBgkqhkiG9w0BAQEFAASC", up_key_bare, false },
	{ "AgEAMBMGByqGSM49AgEGCCqGSM49", up_key_bare, false },
	{ "AgEAMBAGByqGSM49AgEGBSuBBAA", up_key_bare, false },
	{ "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJ", up_key_bare, false },
	{ "MC4CAQAwBQYDK2VwBCIEI", up_key_bare, false },
	{ "MC4CAQAwBQYDK2VuBCIEI", up_key_bare, false },
	/* PKCS#1 of 1024, 2048, 3072 and 4096 bits */
	{ "IBAAKBgQ", up_key_bare, false },
	{ "IBAAKCAQEA", up_key_bare, false },
	{ "IBAAKCAYEA", up_key_bare, false },
	{ "IBAAKCAgEA", up_key_bare, false },
	/* SEC1: P-256, secp256k1, P-384, P-521 */
	{ "MHcCAQEEI", up_key_bare, false },
	{ "MHQCAQEEI", up_key_bare, false },
	{ "MIGkAgEBBD", up_key_bare, false },
	{ "MIHcAgEBBEI", up_key_bare, false },
};

const char *const up_key_rules[] = {
	"private-key",           "private-key-encrypted",   "putty-key",
	"putty-key-encrypted",   "pgp-private-key",         "pgp-private-key-encrypted",
	"jwk-private",           "jwk-symmetric",           "xml-rsa-key",
	"wireguard-private-key", "wireguard-preshared-key", "openvpn-static-key",
	"signing-key",           "signing-key-encrypted",   NULL,
};

const char *up_key_marker(size_t number)
{
	return number < sizeof kinds / sizeof *kinds ? kinds[number].marker : NULL;
}

bool up_key_find(up_str bytes, uint32_t marker_at, struct up_arena *arena, struct up_key_effort *effort, struct up_key_found *ret_found)
{
	const struct up_key_search search = { .bytes = bytes, .arena = arena, .effort = effort };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		up_str marker = up_str_from(kinds[i].marker), there = up_str_slice(bytes, marker_at, marker_at + marker.len);
		if (!(kinds[i].ignores_case ? up_str_eq_nocase(there, marker) : up_str_eq(there, marker)))
			continue;
		*ret_found = (struct up_key_found){ 0 };
		struct up_arena_mark mark = up_arena_mark(arena);
		bool found = kinds[i].read(&search, marker_at, ret_found);
		if (!found)
			up_arena_rewind(arena, &mark);
		else if (!ret_found->secret.len) /* a damaged key */
			ret_found->secret = up_str_slice(bytes, ret_found->secret_at.start, ret_found->secret_at.end);
		return found;
	}
	return false;
}
