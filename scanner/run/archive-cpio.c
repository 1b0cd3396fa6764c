/* The new formats of cpio (070701, 070702) have the length of a name in eight hex digits, and libarchive takes memory for as many bytes before it has seen
 * them: one header asks for 4 GB. It also looks for the next header wherever it may be. So headers are read here first, strictly. The older formats have two
 * bytes, or six octal digits, for that length. */
#include "run/archive-cpio.h"

#include <string.h>

#include "core/limits.h"

enum {
	FIELD = 8,
	SIZE_AT = 54,
	NAME_SIZE_AT = 94,
	MAGIC = 6,
};

static const char last_name[] = "TRAILER!!!"; /* with its NUL byte */

static bool hex(const char *digits, uint32_t *ret_value)
{
	*ret_value = 0;
	for (size_t i = 0; i < FIELD; i++) {
		if (!up_is_hex(digits[i]))
			return false;
		*ret_value = *ret_value << 4 | (uint32_t)up_hex_value(digits[i]);
	}
	return true;
}

static bool is_new(const char *magic, size_t n)
{
	return !memcmp(magic, "070701", n) || !memcmp(magic, "070702", n);
}

/* False: what was seen is no header, or one that asks for too much. */
static bool take_header(struct up_cpio_guard *guard)
{
	uint32_t size, name;
	if (!hex(guard->header + SIZE_AT, &size) || !hex(guard->header + NAME_SIZE_AT, &name) || name > UP_LIMIT_CPIO_NAME)
		return false;
	uint64_t padding = -(uint64_t)(UP_CPIO_HEADER + name) & 3;
	guard->name = name;
	guard->name_n = 0;
	guard->behind = padding + size + (-(uint64_t)size & 3);
	guard->skip = name ? 0 : guard->behind;
	return true;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Bytes of a name, or of what is between names: all of them pass. */
static size_t pass_over(struct up_cpio_guard *guard, const char *bytes, size_t n)
{
	if (guard->name) {
		size_t taken = least(guard->name, n), kept = least(sizeof guard->start - guard->name_n, taken);
		memcpy(guard->start + guard->name_n, bytes, kept);
		guard->name_n += kept;
		guard->name -= taken;
		guard->is_idle = !guard->name && guard->name_n == sizeof last_name && !memcmp(guard->start, last_name, sizeof last_name);
		guard->skip = guard->name ? 0 : guard->behind;
		return taken;
	}
	size_t skipped = guard->skip < n ? (size_t)guard->skip : n;
	guard->skip -= skipped;
	return skipped;
}

size_t up_cpio_guard_pass(struct up_cpio_guard *guard, up_str bytes)
{
	size_t at = 0;
	while (at < bytes.len && !guard->is_idle) {
		if (guard->name || guard->skip) {
			at += pass_over(guard, bytes.s + at, bytes.len - at);
			continue;
		}
		size_t start = at, taken = least(UP_CPIO_HEADER - guard->n, bytes.len - at);
		memcpy(guard->header + guard->n, bytes.s + at, taken);
		guard->n += taken;
		at += taken;
		if (!is_new(guard->header, least(guard->n, MAGIC))) {
			guard->is_idle = !guard->is_started;
			if (guard->is_started)
				return start;
		} else if (guard->n == UP_CPIO_HEADER) {
			guard->is_started = true;
			guard->n = 0;
			if (!take_header(guard))
				return start;
		}
	}
	return bytes.len;
}
