/* Aligning decoded YAML scalars with their source.
 *
 * Outside of blanks and escapes a value's bytes stand in the source in the same order, so both are walked together: equal bytes are copied
 * with their place, an escape stands for one code point, and a run of blanks with a line end in it stands for whatever the value has there. */
#include "common/yaml-scalar.h"

#include "base/utf8.h"

struct aligner {
	up_str source, value;
	uint32_t r, end; /* in the source */
	size_t v;        /* in the value */
	enum up_yaml_style style;
	struct up_text_builder builder;
};

static bool is_break(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_white(char c)
{
	return up_is_blank(c) || is_break(c);
}

static void copy(struct aligner *a, uint32_t n)
{
	up_text_copy(&a->builder, up_str_slice(a->value, a->v, a->v + n), a->r);
	a->v += n;
	a->r += n;
}

/* The last `n` blanks before `end`, which the value has too. */
static void copy_tail(struct aligner *a, uint32_t end, uint32_t n)
{
	if (n > end - a->r)
		n = end - a->r;
	a->r = end - n;
	copy(a, n);
}

/* Past the line end at `r`. */
static uint32_t past_break(const struct aligner *a, uint32_t r)
{
	return r + (a->source.s[r] == '\r' && r + 1 < a->end && a->source.s[r + 1] == '\n' ? 2 : 1);
}

/* The bytes of the value that a run of blanks with `n_breaks` line ends stands for. */
static size_t value_run(const struct aligner *a, uint32_t n_breaks)
{
	size_t v = a->v, most = a->value.len;
	if (a->style != UP_YAML_BLOCK) /* folded: one line end is a blank, n are n - 1 line ends. What follows may come of escapes */
		most = a->v + (n_breaks > 1 ? n_breaks - 1 : 1);
	while (v < a->value.len && v < most && is_white(a->value.s[v]))
		v++;
	return v;
}

/* A run of blanks and line ends [a->r, end): blanks before the first line end and after the last one keep their places where the value has
 * them, and everything between stands at a line end. */
static void align_breaks(struct aligner *a, uint32_t end, uint32_t n_breaks)
{
	size_t v_end = value_run(a, n_breaks), last = v_end;
	while (last > a->v && up_is_blank(a->value.s[last - 1]))
		last--;
	if (end == a->r)
		return;
	uint32_t tail = 0; /* blanks after the value's last line end: the deeper part of an indentation */
	if (last > a->v && is_break(a->value.s[last - 1]))
		tail = (uint32_t)(v_end - last);
	while (a->v < v_end && a->r < end && up_is_blank(a->source.s[a->r]) && a->value.s[a->v] == a->source.s[a->r])
		copy(a, 1);
	uint32_t at = a->r;
	while (at < end && !is_break(a->source.s[at]))
		at++;
	for (; a->v + tail < v_end; a->v++) {
		up_text_copy(&a->builder, up_str_slice(a->value, a->v, a->v + 1), at < end ? at : end - 1);
		uint32_t next = at < end ? past_break(a, at) : end;
		while (next < end && !is_break(a->source.s[next]))
			next++;
		if (next < end && is_break(a->value.s[a->v]))
			at = next;
	}
	copy_tail(a, end, tail);
}

static void align_white(struct aligner *a)
{
	uint32_t end = a->r, n_breaks = 0;
	while (end < a->end && is_white(a->source.s[end])) {
		bool breaks = is_break(a->source.s[end]);
		n_breaks += breaks;
		end = breaks ? past_break(a, end) : end + 1;
	}
	if (n_breaks) {
		align_breaks(a, end, n_breaks);
		return;
	}
	while (a->r < end && a->v < a->value.len && a->value.s[a->v] == a->source.s[a->r])
		copy(a, 1);
	a->r = end;
}

static void align_escape(struct aligner *a)
{
	char c = a->r + 1 < a->end ? a->source.s[a->r + 1] : '\0';
	if (is_break(c)) { /* an escaped line end: nothing, and the indentation after it neither */
		a->r = past_break(a, a->r + 1);
		while (a->r < a->end && up_is_blank(a->source.s[a->r]))
			a->r++;
		return;
	}
	uint32_t code;
	size_t n = up_utf8_decode(up_str_slice(a->value, a->v, a->v + 4), &code);
	n = n ? n : 1;
	up_text_put(&a->builder, up_str_slice(a->value, a->v, a->v + n), a->r);
	a->v += n;
	a->r += c == 'x' ? 4 : c == 'u' ? 6 : c == 'U' ? 10 : 2;
}

/* Bytes that are equal in both, as long as neither blanks nor escapes come. False: they differ. */
static bool align_plain(struct aligner *a)
{
	uint32_t n = 0;
	while (a->r + n < a->end && a->v + n < a->value.len) {
		char c = a->source.s[a->r + n];
		if (c != a->value.s[a->v + n] || is_white(c) || (c == '\\' && a->style == UP_YAML_DOUBLE))
			break;
		n++;
		if (c == '\'' && a->style == UP_YAML_SINGLE) { /* '' stands for ' */
			copy(a, n);
			a->r++;
			return true;
		}
	}
	copy(a, n);
	return n > 0;
}

static void align(struct aligner *a)
{
	while (a->v < a->value.len && a->r < a->end) {
		char c = a->source.s[a->r];
		if (is_white(c))
			align_white(a);
		else if (c == '\\' && a->style == UP_YAML_DOUBLE)
			align_escape(a);
		else if (!align_plain(a))
			break;
	}
	/* Nothing is lost where the walk ends early (a final line end; line ends of Unicode): the rest stands at the end. */
	if (a->v < a->value.len)
		up_text_put(&a->builder, up_str_slice(a->value, a->v, a->value.len), a->r < a->end ? a->r : a->end - 1);
}

/* Past the header of a block scalar. */
static uint32_t past_header(up_str source, up_span raw)
{
	uint32_t r = raw.start;
	while (r < raw.end && !is_break(source.s[r]))
		r++;
	if (r < raw.end)
		r += source.s[r] == '\r' && r + 1 < raw.end && source.s[r + 1] == '\n' ? 2 : 1;
	return r;
}

/* The lines before a block scalar's first text, and its indentation. */
static void align_block_start(struct aligner *a)
{
	uint32_t end = a->r;
	size_t v = a->v;
	while (end < a->end && is_white(a->source.s[end]))
		end++;
	while (v < a->value.len && is_break(a->value.s[v]))
		v++;
	uint32_t at = a->r;
	for (; a->v < v; a->v++) {
		up_text_copy(&a->builder, up_str_slice(a->value, a->v, a->v + 1), at < end ? at : end - 1);
		while (at < end && !is_break(a->source.s[at]))
			at++;
		at = at < end ? past_break(a, at) : end;
	}
	while (v < a->value.len && up_is_blank(a->value.s[v]))
		v++;
	uint32_t deeper = (uint32_t)(v - a->v);
	copy_tail(a, end, deeper);
}

struct up_text up_yaml_scalar_text(struct up_arena *arena, up_str source, up_span raw, enum up_yaml_style style, up_str value, bool mapped)
{
	bool quoted = style == UP_YAML_SINGLE || style == UP_YAML_DOUBLE;
	up_span inner = { raw.start + quoted, raw.end > raw.start + quoted ? raw.end - quoted : raw.start + quoted };
	if (style != UP_YAML_BLOCK && up_str_eq(up_str_slice(source, inner.start, inner.end), value))
		return up_text_plain(up_str_slice(source, inner.start, inner.end), inner.start);
	if (!mapped)
		return up_text_plain(up_arena_copy(arena, value), raw.start);
	struct aligner a = { .source = source, .value = value, .r = inner.start, .end = inner.end, .style = style };
	up_text_begin(&a.builder, arena);
	if (style == UP_YAML_BLOCK) {
		a.r = past_header(source, raw);
		align_block_start(&a);
	}
	align(&a);
	return up_text_end(&a.builder);
}
