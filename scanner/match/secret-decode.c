/* Secrets that are written in other ways: the stretch round a hit is decoded and looked through like the source, to a bounded depth. */
#include "base/memory.h"
#include "core/text.h"
#include "match/secrets-private.h"
#include "secret/decode.h"

enum {
	LEAST_RUN = 20, /* characters: what is shorter holds no token */
	BLOCK = 32,     /* a run twice as long holds a whole one that begins at a multiple of it */
	FULL_LINE = 60, /* base64 goes on in the next line where this one is full: 64 and 76 are usual */
	/* Characters decoded at once, and of these so many again with those behind them: groups of four stay whole, and of four of what was decoded, to
	 * the last depth. */
	MOST_RUN = 256 << 10,
	OVERLAP = 8 << 10,
	MOST_WORD = 8 << 10, /* bytes on each side of an escape */
	LOOK = 256,          /* decoded bytes that say whether it is text */
};

/* --- what is worth it ------------------------------------------------------------------------------------------------- */

static bool is_base64(char c)
{
	return up_is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

/* Nearly all of the first bytes are text, in one-byte characters or in two. */
static bool is_text(up_str bytes)
{
	size_t n = bytes.len < LOOK ? bytes.len : LOOK, odd = 0, zeros = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes.s[i];
		zeros += c == 0 && i % 2;
		odd += (c < ' ' && !up_is_space((char)c) && !(c == 0 && i % 2)) || c >= 0x7f;
	}
	return n >= 8 && odd * 10 <= n && (!zeros || zeros * 2 + 2 >= n);
}

/* UTF-16LE as PowerShell puts it into base64: the zero bytes go. */
static struct up_text without_zeros(const struct up_text *text, struct up_arena *arena)
{
	if (text->bytes.len < 4 || text->bytes.s[1] || text->bytes.s[3])
		return *text;
	struct up_text_builder builder;
	up_text_begin(&builder, arena);
	for (uint32_t i = 0; i < text->bytes.len; i++)
		if (text->bytes.s[i])
			up_text_put(&builder, up_str_slice(text->bytes, i, i + 1), up_text_at(text, i));
	return up_text_end(&builder);
}

/* --- going down ------------------------------------------------------------------------------------------------------- */

static void look_through(struct up_matcher *matcher, const struct up_layer *outer, const struct up_text *text, const char *form)
{
	struct up_layer layer = { .bytes = text->bytes, .text = *text, .outer = outer, .form = form, .depth = outer->depth + 1 };
	if (layer.depth <= UP_LIMIT_DECODE_DEPTH) {
		up_secrets_scan(matcher, &layer);
		return;
	}
	if (!matcher->too_deep)
		matcher->note(matcher->note_data, UP_NOTE_LIMIT, up_text_at(text, 0),
			      up_arena_printf(matcher->arena,
					      "text is encoded more than %d times over; the innermost is not looked through",
					      UP_LIMIT_DECODE_DEPTH));
	matcher->too_deep = true;
}

/* Decodes and looks through. */
static void go_down(struct up_matcher *matcher, const struct up_layer *layer, const struct up_text *written, enum up_coding coding,
		    const char *form)
{
	struct up_text text;
	struct up_arena_mark mark = up_arena_mark(matcher->arena);
	if (up_decode_text(coding, written, matcher->arena, &text) && is_text(text.bytes)) {
		struct up_text plain = without_zeros(&text, matcher->arena);
		look_through(matcher, layer, &plain, form);
	}
	up_arena_rewind(matcher->arena, &mark);
}

/* --- base64 and hex --------------------------------------------------------------------------------------------------- */

static bool is_hex_text(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_hex(text.s[i]))
			return false;
	return text.len % 2 == 0;
}

static size_t run_start(up_str bytes, size_t at)
{
	while (at && is_base64(bytes.s[at - 1]))
		at--;
	return at;
}

static size_t run_end(up_str bytes, size_t at)
{
	while (at < bytes.len && is_base64(bytes.s[at]))
		at++;
	return at;
}

/* Does a line of base64 that ends here belong to a wrapped text? Behind it there is the end of a line or a string, or padding; not `TOKEN=x`. */
static bool ends_line(up_str bytes, size_t at)
{
	size_t padding = at;
	while (padding < bytes.len && padding - at < 2 && bytes.s[padding] == '=')
		padding++;
	if (padding >= bytes.len || memchr("\n\r\"'`<\\,;)}]", bytes.s[padding], 12))
		return true;
	return padding > at && !is_base64(bytes.s[padding]) && bytes.s[padding] != '=';
}

/* Where the next line of a wrapped text begins, or SIZE_MAX: the line that ends at `end` is full, and the next one begins with the same indentation. */
static size_t next_line(up_str bytes, size_t start, size_t end)
{
	size_t at = end;
	if (end - start < FULL_LINE || at >= bytes.len)
		return SIZE_MAX;
	if (bytes.s[at] == '\r')
		at++;
	if (at >= bytes.len || bytes.s[at++] != '\n')
		return SIZE_MAX;
	while (at < bytes.len && up_is_blank(bytes.s[at]))
		at++;
	if (at >= bytes.len || !is_base64(bytes.s[at]) || up_str_starts(up_str_slice(bytes, at, bytes.len), UP_STR("--")))
		return SIZE_MAX;
	return ends_line(bytes, run_end(bytes, at)) ? at : SIZE_MAX;
}

/* Lines of a run from *at on that have `most` characters together, or a few more; *at moves behind them, to SIZE_MAX at its end. */
static struct up_text lines_of_run(struct up_matcher *matcher, const struct up_layer *layer, size_t most, size_t *at, size_t *ret_end)
{
	struct up_text_builder builder;
	up_text_begin(&builder, matcher->arena);
	for (size_t len = 0; *at != SIZE_MAX && len < most;) {
		size_t end = run_end(layer->bytes, *at);
		if (end - *at > MOST_RUN)
			end = *at + MOST_RUN;
		struct up_text part = up_text_slice(&layer->text, (uint32_t)*at, (uint32_t)end);
		up_text_append(&builder, &part);
		len += end - *at;
		*ret_end = end;
		*at = end < layer->bytes.len && is_base64(layer->bytes.s[end]) ? end : next_line(layer->bytes, *at, end);
	}
	return up_text_end(&builder);
}

/* A look at its beginning: most long runs are pictures and fonts. */
static bool begins_as_text(up_str written, bool is_hex)
{
	unsigned char bytes[LOOK * 2];
	size_t len = 0;
	up_str head = up_str_slice(written, 0, is_hex ? LOOK * 2 : (LOOK + 2) / 3 * 4);
	if (!(is_hex ? up_hex_to(head, bytes, &len) : up_base64_to(head, bytes, &len)))
		return false;
	return is_text((up_str){ (const char *)bytes, len });
}

static void decode_part(struct up_matcher *matcher, const struct up_layer *layer, const struct up_text *written)
{
	bool is_hex = is_hex_text(written->bytes);
	if (written->bytes.len >= LEAST_RUN && begins_as_text(written->bytes, is_hex))
		go_down(matcher, layer, written, is_hex ? UP_CODING_HEX : UP_CODING_BASE64, is_hex ? "hex" : "base64");
}

/* One line, in parts that overlap. */
static void decode_line(struct up_matcher *matcher, const struct up_layer *layer, size_t start, size_t end)
{
	for (size_t at = start;; at += MOST_RUN - OVERLAP) {
		size_t cut = end - at > MOST_RUN ? at + MOST_RUN : end;
		struct up_text written = up_text_slice(&layer->text, (uint32_t)at, (uint32_t)cut);
		decode_part(matcher, layer, &written);
		if (cut == end)
			return;
	}
}

/* Lines that wrap one text, in parts that overlap by some lines. */
static void decode_lines(struct up_matcher *matcher, const struct up_layer *layer, size_t start, size_t *ret_end)
{
	for (size_t at = start; at != SIZE_MAX;) {
		struct up_arena_mark mark = up_arena_mark(matcher->arena);
		size_t next = at, again;
		struct up_text written = lines_of_run(matcher, layer, MOST_RUN - OVERLAP, &next, ret_end);
		again = next;
		if (next != SIZE_MAX) {
			struct up_text more = lines_of_run(matcher, layer, OVERLAP, &again, ret_end);
			struct up_text_builder builder;
			up_text_begin(&builder, matcher->arena);
			up_text_append(&builder, &written);
			up_text_append(&builder, &more);
			written = up_text_end(&builder);
		}
		decode_part(matcher, layer, &written);
		up_arena_rewind(matcher->arena, &mark);
		at = again == SIZE_MAX ? SIZE_MAX : next;
	}
}

/* Decodes the run round `at`, over line ends where it is wrapped, and returns where it ends. */
static size_t decode_run(struct up_matcher *matcher, const struct up_layer *layer, size_t at)
{
	size_t start = run_start(layer->bytes, at), end = run_end(layer->bytes, at);
	if (start < layer->decoded[UP_DECODING_BASE64])
		return layer->decoded[UP_DECODING_BASE64];
	if (next_line(layer->bytes, start, end) == SIZE_MAX)
		decode_line(matcher, layer, start, end);
	else
		decode_lines(matcher, layer, start, &end);
	layer->decoded[UP_DECODING_BASE64] = (uint32_t)end;
	return end;
}

/* Was it decoded before there were hits? */
static bool is_in_run(const struct up_matcher *matcher, const struct up_layer *layer, uint32_t at)
{
	return layer->n_runs && up_spans_hold(matcher->runs + layer->first_run, layer->n_runs, at);
}

void up_secret_decode_base64(struct up_matcher *matcher, const struct up_layer *layer, up_span hit)
{
	if (hit.start >= layer->decoded[UP_DECODING_BASE64] && !is_in_run(matcher, layer, hit.start))
		decode_run(matcher, layer, hit.start);
}

/* Does a byte below '+' (a blank, a quote, a bracket, a line end) stand among these eight? Code has one nearly always. */
static bool has_low_byte(const char *bytes)
{
	const uint64_t ones = 0x0101010101010101u;
	uint64_t word;
	memcpy(&word, bytes, sizeof word);
	return ((word - ones * '+') & ~word & ones * 0x80) != 0;
}

static bool is_dense(const char *block)
{
	for (size_t i = 0; i < BLOCK; i += sizeof(uint64_t))
		if (has_low_byte(block + i))
			return false;
	for (size_t i = 0; i < BLOCK; i++)
		if (!is_base64(block[i]))
			return false;
	return true;
}

void up_secret_decode_runs(struct up_matcher *matcher, const struct up_layer *layer)
{
	for (size_t at = 0; at + BLOCK <= layer->bytes.len; at += BLOCK) {
		if (at < layer->decoded[UP_DECODING_BASE64] || !is_dense(layer->bytes.s + at))
			continue;
		size_t start = run_start(layer->bytes, at), end = decode_run(matcher, layer, at);
		matcher->runs = up_grow(matcher->runs, &matcher->runs_capacity, matcher->n_runs + 1, sizeof *matcher->runs);
		matcher->runs[matcher->n_runs++] = (up_span){ (uint32_t)start, (uint32_t)end };
	}
}

/* --- escapes ---------------------------------------------------------------------------------------------------------- */

static bool ends_word(char c)
{
	return up_is_space(c) || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>';
}

void up_secret_decode_escapes(struct up_matcher *matcher, const struct up_layer *layer, up_span hit)
{
	up_str bytes = layer->bytes;
	size_t start = hit.start, end = hit.end;
	if (hit.start < layer->decoded[UP_DECODING_ESCAPES])
		return;
	while (start && hit.start - start < MOST_WORD && !ends_word(bytes.s[start - 1]))
		start--;
	while (end < bytes.len && end - hit.end < MOST_WORD && !ends_word(bytes.s[end]))
		end++;
	layer->decoded[UP_DECODING_ESCAPES] = (uint32_t)end;
	if (end - start < LEAST_RUN)
		return;
	struct up_text written = up_text_slice(&layer->text, (uint32_t)start, (uint32_t)end);
	switch (bytes.s[hit.start]) {
	case '%':
		go_down(matcher, layer, &written, UP_CODING_PERCENT, "percent-encoding");
		break;
	case '&':
		go_down(matcher, layer, &written, UP_CODING_HTML, "HTML entities");
		break;
	default:
		go_down(matcher, layer, &written, UP_CODING_BACKSLASH, "escapes");
	}
}
