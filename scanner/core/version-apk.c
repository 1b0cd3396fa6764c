/* apk's order (alpinelinux/apk-tools, src/version.c): digit{.digit}…{letter}{_suffix{number}}…{~hash}{-r number}. */
#include "core/version-schemes.h"

enum kind {
	FIRST,
	DIGIT,
	LETTER,
	SUFFIX,
	SUFFIX_NUMBER,
	HASH,
	REVISION,
	END,
	INVALID,
};

struct reader {
	up_str rest;
	enum kind kind; /* of the token that was read last */
	up_str value;
	int suffix; /* below 0: before a release */
};

static void take(struct reader *reader, enum kind kind, size_t skip, size_t n)
{
	reader->value = up_str_slice(reader->rest, skip, skip + n);
	reader->rest = up_str_slice(reader->rest, skip + n, reader->rest.len);
	reader->kind = kind;
}

static void take_digits(struct reader *reader, enum kind kind, size_t skip)
{
	size_t n = 0;
	while (skip + n < reader->rest.len && up_is_digit(reader->rest.s[skip + n]))
		n++;
	take(reader, n ? kind : INVALID, skip, n);
}

static void take_suffix(struct reader *reader)
{
	static const char *const suffixes[] = { "alpha", "beta", "pre", "rc", "cvs", "svn", "git", "hg", "p" };
	size_t n = 0;
	while (1 + n < reader->rest.len && up_is_alpha(reader->rest.s[1 + n]))
		n++;
	take(reader, INVALID, 1, n);
	for (int i = 0; i < 9; i++)
		if (up_str_eq(reader->value, up_str_from(suffixes[i]))) {
			reader->suffix = i - 4;
			reader->kind = SUFFIX;
		}
}

static void take_hash(struct reader *reader)
{
	size_t n = 0;
	while (1 + n < reader->rest.len && up_is_hex(reader->rest.s[1 + n]))
		n++;
	take(reader, n ? HASH : INVALID, 1, n);
}

static void next(struct reader *reader)
{
	enum kind last = reader->kind;
	char c = reader->rest.len ? reader->rest.s[0] : '\0';
	reader->kind = INVALID;
	if (!reader->rest.len)
		reader->kind = END;
	else if (c >= 'a' && c <= 'z' && last <= DIGIT)
		take(reader, LETTER, 0, 1);
	else if (c == '.' && last <= DIGIT)
		take_digits(reader, DIGIT, 1);
	else if (up_is_digit(c) && last == SUFFIX)
		take_digits(reader, SUFFIX_NUMBER, 0);
	else if (c == '_' && last <= SUFFIX_NUMBER)
		take_suffix(reader);
	else if (c == '~' && last < HASH)
		take_hash(reader);
	else if (up_str_starts(reader->rest, UP_STR("-r")) && last < REVISION)
		take_digits(reader, REVISION, 2);
}

static struct reader first(up_str version)
{
	struct reader reader = { .rest = version };
	take_digits(&reader, FIRST, 0);
	return reader;
}

static int value_cmp(const struct reader *a, const struct reader *b)
{
	bool has_zero = a->kind == DIGIT && (a->value.s[0] == '0' || b->value.s[0] == '0'); /* 1.06 is before 1.1 */
	if (a->kind == SUFFIX)
		return (a->suffix > b->suffix) - (a->suffix < b->suffix);
	if (a->kind == LETTER || a->kind == HASH || has_zero)
		return up_str_cmp(a->value, b->value);
	return up_version_number_cmp(a->value, b->value);
}

bool up_apk_fits(up_str version)
{
	struct reader reader = first(version);
	while (reader.kind < END)
		next(&reader);
	return reader.kind == END;
}

int up_apk_cmp(up_str a, up_str b)
{
	struct reader ra = first(a), rb = first(b);
	for (; ra.kind == rb.kind && ra.kind < END; next(&ra), next(&rb)) {
		int order = value_cmp(&ra, &rb);
		if (order)
			return order;
	}
	if (ra.kind == rb.kind)
		return 0;
	/* What goes on is more, unless it goes on with what comes before a release. */
	if (ra.kind == SUFFIX && ra.suffix < 0)
		return -1;
	if (rb.kind == SUFFIX && rb.suffix < 0)
		return 1;
	return ra.kind > rb.kind ? -1 : 1;
}
