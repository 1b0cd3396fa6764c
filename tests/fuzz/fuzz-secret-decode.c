/* Each encoding over the bytes, and over what the ones before made of them: places stand inside the source and never go back, and decoding takes no more
 * than it was given. */
#include "fuzz.h"

#include "core/text.h"
#include "secret/decode.h"

enum {
	DEPTH = 3,
};

static void decode_again(const struct up_text *text, size_t source_len, struct up_arena *arena, unsigned depth)
{
	for (unsigned i = 0; depth && i < _UP_CODING_MAX; i++) {
		struct up_text decoded;
		if (!up_decode_text((enum up_coding)i, text, arena, &decoded))
			continue;
		fuzz_read(decoded.bytes);
		PROMISE(decoded.bytes.len <= text->bytes.len, "%s makes %zu bytes of %zu", up_coding_name((enum up_coding)i),
			decoded.bytes.len, text->bytes.len);
		uint32_t before = 0;
		for (uint32_t at = 0; at < decoded.bytes.len; at++) {
			uint32_t place = up_text_at(&decoded, at);
			PROMISE(place >= before && place < source_len, "byte %u stands at %u, after %u, of %zu", at, place, before,
				source_len);
			before = place;
		}
		decode_again(&decoded, source_len, arena, depth - 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	struct up_arena *arena = up_arena_new();
	struct up_text plain = up_text_plain(text, 0);
	decode_again(&plain, size, arena, DEPTH);

	static bool (*const decoders[])(up_str, struct up_buf *) = { up_base64, up_hex, up_base32, up_base58 };
	for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++) {
		struct up_buf buf = { 0 };
		bool is_decoded = decoders[i](text, &buf);
		PROMISE(is_decoded || !buf.len, "a decoder that refused left %zu bytes", buf.len);
		fuzz_read(up_buf_str(&buf));
		up_buf_finish(&buf);
	}
	uint64_t number;
	if (size < 12 && up_base62_read(text, &number)) {
		char digits[12];
		up_base62_write(number, digits, size);
		PROMISE(up_str_eq(text, (up_str){ digits, size }), "a number is not written as it was read");
	}
	up_bech32_holds(text);
	up_arena_free(arena);
	return 0;
}
