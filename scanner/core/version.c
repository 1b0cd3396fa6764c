/* Versions: comparing part by part. */
#include "core/version.h"

struct part {
	bool is_number, is_end, is_before_release;
	up_str text; /* a number without leading zeros, or letters */
};

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_' || c == '+' || c == '~' || c == ':';
}

/* Without a package's epoch (1:9.2p1) and without a v. An epoch says how a distribution counts, not what the product calls itself. */
static up_str without_prefix(up_str version)
{
	size_t digits = 0;
	while (digits < version.len && up_is_digit(version.s[digits]))
		digits++;
	if (digits && digits + 1 < version.len && version.s[digits] == ':')
		version = up_str_slice(version, digits + 1, version.len);
	return version.len > 1 && up_lower(version.s[0]) == 'v' && up_is_digit(version.s[1]) ? up_str_slice(version, 1, version.len)
											     : version;
}

bool up_version_valid(up_str version)
{
	version = without_prefix(version);
	if (!version.len || !up_is_digit(version.s[0]))
		return false;
	for (size_t i = 0; i < version.len; i++)
		if (!up_is_alnum(version.s[i]) && !is_separator(version.s[i]))
			return false;
	return true;
}

static bool is_before_release(up_str letters)
{
	static const char *const words[] = { "alpha", "beta", "rc", "pre", "preview", "dev", "a", "b", "m" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_eq_nocase(letters, up_str_from(words[i])))
			return true;
	return false;
}

static struct part next_part(up_str *version)
{
	bool tilde = false;
	while (version->len && is_separator(version->s[0])) {
		tilde |= version->s[0] == '~';
		*version = up_str_slice(*version, 1, version->len);
	}
	if (!version->len)
		return (struct part){ .is_end = true };
	size_t n = 0;
	bool number = up_is_digit(version->s[0]);
	while (n < version->len && !is_separator(version->s[n]) && up_is_digit(version->s[n]) == number)
		n++;
	struct part part = { .is_number = number, .text = up_str_slice(*version, 0, n) };
	*version = up_str_slice(*version, n, version->len);
	while (number && part.text.len > 1 && part.text.s[0] == '0')
		part.text = up_str_slice(part.text, 1, part.text.len);
	part.is_before_release = tilde || (!number && is_before_release(part.text));
	return part;
}

static int number_cmp(up_str a, up_str b)
{
	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	return up_str_cmp(a, b);
}

/* What a part is worth against the end of the other version: 13 = 13.0 < 13p1, 13rc1 < 13. */
static int part_against_end(const struct part *part)
{
	if (part->is_end)
		return 0;
	if (part->is_before_release)
		return -1;
	return !(part->is_number && up_str_eq(part->text, UP_STR("0")));
}

static int part_cmp(const struct part *a, const struct part *b)
{
	if (a->is_end)
		return -part_against_end(b);
	if (b->is_end)
		return part_against_end(a);
	if (a->is_before_release != b->is_before_release)
		return a->is_before_release ? -1 : 1;
	if (a->is_number && b->is_number)
		return number_cmp(a->text, b->text);
	if (a->is_number != b->is_number)
		return a->is_number ? 1 : -1;
	return up_str_cmp(a->text, b->text);
}

int up_version_cmp(up_str a, up_str b)
{
	a = without_prefix(a);
	b = without_prefix(b);
	for (;;) {
		struct part pa = next_part(&a), pb = next_part(&b);
		if (pa.is_end && pb.is_end)
			return 0;
		int order = part_cmp(&pa, &pb);
		if (order)
			return order;
	}
}

bool up_version_within(up_str version, up_str target)
{
	version = without_prefix(version);
	target = without_prefix(target);
	for (;;) {
		struct part pv = next_part(&version), pt = next_part(&target);
		if (pt.is_end)
			return true; /* the target's line reaches this far */
		int order = part_cmp(&pv, &pt);
		if (order)
			return order < 0;
	}
}
