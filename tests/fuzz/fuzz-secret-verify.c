/* Every verifier over the bytes after the first line, which is today: a verdict, evidence that can be printed and does not hold the secret, and the same
 * again the second time. */
#include "fuzz.h"

#include "base/utf8.h"
#include "secret/verify.h"

static void look_at(up_str evidence, up_str secret)
{
	PROMISE(evidence.len < 400, "evidence of %zu bytes", evidence.len);
	for (size_t at = 0; at < evidence.len;) {
		uint32_t code;
		size_t len = up_utf8_decode(up_str_slice(evidence, at, SIZE_MAX), &code);
		PROMISE(len && !up_utf8_is_unsafe(code), "evidence that cannot be printed at byte %zu", at);
		at += len;
	}
	/* Shorter texts can be words of the evidence's own sentences. */
	PROMISE(secret.len < 100 || !up_str_contains(evidence, secret), "the evidence holds the secret");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	size_t end = up_str_find_byte(text, '\n', 0);
	up_str today = up_str_slice(text, 0, end), secret = end == SIZE_MAX ? text : up_str_slice(text, end + 1, size);
	struct up_arena *arena = up_arena_new();
	for (uint32_t i = 0; up_verifier_names[i]; i++) {
		struct up_verified first, second;
		up_verify(i, secret, today, arena, &first);
		up_verify(i, secret, today, arena, &second);
		PROMISE(first.verdict > UP_VERDICT_NONE && first.verdict < _UP_VERDICT_MAX, "%s gives verdict %d", up_verifier_names[i],
			(int)first.verdict);
		PROMISE(first.verdict == second.verdict && up_str_eq(first.evidence, second.evidence), "%s gives two verdicts",
			up_verifier_names[i]);
		look_at(first.evidence, secret);
	}
	up_arena_free(arena);
	return 0;
}
