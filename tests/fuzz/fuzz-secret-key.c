/* Bytes at every marker: always ends, points into the text, names a rule that there is, and says the same again. Certificates too. */
#include "fuzz.h"

#include "secret/certificate.h"
#include "secret/key.h"

static void check_key(up_str bytes, uint32_t at, struct up_arena *arena, struct up_key_effort *effort)
{
	struct up_key_found key, again;
	struct up_key_effort before = *effort;
	if (!up_key_find(bytes, at, arena, effort, &key))
		return;
	bool is_named = false;
	for (size_t i = 0; up_key_rules[i]; i++)
		is_named |= key.rule && !strcmp(key.rule, up_key_rules[i]);
	PROMISE(is_named, "no rule of that name");
	PROMISE(key.at.start <= key.at.end && key.at.end <= bytes.len, "%u to %u of %zu bytes", key.at.start, key.at.end, bytes.len);
	PROMISE(key.secret_at.start >= key.at.start && key.secret_at.end <= key.at.end, "the secret stands outside of its block");
	PROMISE(key.secret_at.start < key.secret_at.end && key.secret.len, "no secret");
	PROMISE(key.verdict > UP_VERDICT_NONE && key.verdict < _UP_VERDICT_MAX, "verdict %d", (int)key.verdict);
	PROMISE(key.kind.len && (!key.public_hash.len || key.public_hash.len == 64), "no kind, or half a hash");
	fuzz_read(key.kind);
	fuzz_read(key.secret);
	fuzz_read(key.evidence);
	PROMISE(up_key_find(bytes, at, arena, &before, &again), "gone the second time");
	PROMISE(again.verdict == key.verdict && up_str_eq(again.secret, key.secret) && up_str_eq(again.public_hash, key.public_hash),
		"something else the second time");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str bytes = { (const char *)data, size };
	struct up_arena *arena = up_arena_new();
	struct up_key_effort effort = { 0 };
	struct up_certificate_effort certificates = { 0 };
	struct up_certificate certificate;
	for (size_t i = 0; up_key_marker(i); i++) {
		up_str marker = up_str_from(up_key_marker(i));
		for (size_t at = up_str_find(bytes, marker, 0); at != SIZE_MAX; at = up_str_find(bytes, marker, at + 1)) {
			check_key(bytes, (uint32_t)at, arena, &effort);
			if (up_certificate_find(bytes, (uint32_t)at, arena, &certificates, &certificate)) {
				PROMISE(strlen(certificate.public_hash) == 64 && certificate.name[0] && certificate.at.end <= size,
					"half a certificate");
				fuzz_read(up_str_from(certificate.name));
				fuzz_read(up_str_from(certificate.not_after));
			}
		}
	}
	up_arena_free(arena);
	return 0;
}
