/* dpkg's, rpm's and SemVer's order, as their own sources and manuals say it: deb-version(7), rpm's rpmvercmp, semver.org 2.0.0 section 11. */
#include "core/version-schemes.h"

#include "core/version.h"

static char at(up_str str, size_t i)
{
	return i < str.len ? str.s[i] : '\0';
}

static int sign(bool is_less)
{
	return is_less ? -1 : 1;
}

static up_str digits_of(up_str *rest)
{
	size_t n = 0;
	while (up_is_digit(at(*rest, n)))
		n++;
	up_str digits = up_str_slice(*rest, 0, n);
	*rest = up_str_slice(*rest, n, rest->len);
	return digits;
}

int up_version_number_cmp(up_str a, up_str b)
{
	while (a.len && a.s[0] == '0')
		a = up_str_slice(a, 1, a.len);
	while (b.len && b.s[0] == '0')
		b = up_str_slice(b, 1, b.len);
	if (a.len != b.len)
		return sign(a.len < b.len);
	return up_str_cmp(a, b);
}

/* "1:2.3-4": what Debian and rpm share. */
struct parts {
	up_str epoch, version, release;
};

static struct parts parts_of(up_str text)
{
	struct parts parts = { .version = text };
	up_str rest = text;
	up_str digits = digits_of(&rest);
	if (digits.len && at(rest, 0) == ':') {
		parts.epoch = digits;
		parts.version = up_str_slice(rest, 1, rest.len);
	}
	size_t dash = parts.version.len;
	while (dash && parts.version.s[dash - 1] != '-')
		dash--;
	if (dash) {
		parts.release = up_str_slice(parts.version, dash, parts.version.len);
		parts.version = up_str_slice(parts.version, 0, dash - 1);
	}
	return parts;
}

static int debian_weight(char c)
{
	if (!c || up_is_digit(c))
		return 0;
	if (c == '~')
		return -1;
	return up_is_alpha(c) ? c : (unsigned char)c + 256;
}

static int debian_part_cmp(up_str a, up_str b)
{
	while (a.len || b.len) {
		while ((a.len && !up_is_digit(a.s[0])) || (b.len && !up_is_digit(b.s[0]))) {
			int wa = debian_weight(at(a, 0)), wb = debian_weight(at(b, 0));
			if (wa != wb)
				return sign(wa < wb);
			a = up_str_slice(a, 1, a.len);
			b = up_str_slice(b, 1, b.len);
		}
		up_str na = digits_of(&a), nb = digits_of(&b);
		int order = up_version_number_cmp(na, nb);
		if (order)
			return order;
	}
	return 0;
}

static int debian_cmp(up_str a, up_str b)
{
	struct parts pa = parts_of(a), pb = parts_of(b);
	int order = up_version_number_cmp(pa.epoch, pb.epoch);
	if (!order)
		order = debian_part_cmp(pa.version, pb.version);
	return order ? order : debian_part_cmp(pa.release, pb.release);
}

static void rpm_skip(up_str *rest)
{
	size_t n = 0;
	while (n < rest->len && !up_is_alnum(rest->s[n]) && rest->s[n] != '~' && rest->s[n] != '^')
		n++;
	*rest = up_str_slice(*rest, n, rest->len);
}

static up_str rpm_segment(up_str *rest, bool of_digits)
{
	size_t n = 0;
	while (n < rest->len && (of_digits ? up_is_digit(rest->s[n]) : up_is_alpha(rest->s[n])))
		n++;
	up_str segment = up_str_slice(*rest, 0, n);
	*rest = up_str_slice(*rest, n, rest->len);
	return segment;
}

/* ~ stands before everything, also before the end; ^ behind the end and before everything else. 0: neither stands here; 2: both have the same. */
static int rpm_marks(up_str *a, up_str *b)
{
	char ca = at(*a, 0), cb = at(*b, 0);
	if (ca != '~' && cb != '~' && ca != '^' && cb != '^')
		return 0;
	if (ca == cb) {
		*a = up_str_slice(*a, 1, a->len);
		*b = up_str_slice(*b, 1, b->len);
		return 2;
	}
	if (ca == '~' || cb == '~')
		return sign(ca == '~');
	if (!ca || !cb)
		return sign(!ca);
	return sign(ca == '^');
}

static int rpm_part_cmp(up_str a, up_str b)
{
	while (a.len || b.len) {
		rpm_skip(&a);
		rpm_skip(&b);
		int mark = rpm_marks(&a, &b);
		if (mark == 2)
			continue;
		if (mark)
			return mark;
		if (!a.len || !b.len)
			break;
		bool of_digits = up_is_digit(a.s[0]);
		up_str sa = rpm_segment(&a, of_digits), sb = rpm_segment(&b, of_digits);
		if (!sb.len)
			return of_digits ? 1 : -1;
		int order = of_digits ? up_version_number_cmp(sa, sb) : up_str_cmp(sa, sb);
		if (order)
			return order;
	}
	return a.len || b.len ? sign(!a.len) : 0;
}

static int rpm_cmp(up_str a, up_str b)
{
	struct parts pa = parts_of(a), pb = parts_of(b);
	int order = up_version_number_cmp(pa.epoch, pb.epoch);
	if (!order)
		order = rpm_part_cmp(pa.version, pb.version);
	return order || !pa.release.len || !pb.release.len ? order : rpm_part_cmp(pa.release, pb.release);
}

static up_str semver_bare(up_str version)
{
	if (version.len && (version.s[0] == 'v' || version.s[0] == 'V' || version.s[0] == '='))
		version = up_str_slice(version, 1, version.len);
	return up_str_slice(version, 0, up_str_find_byte(version, '+', 0));
}

/* Up to the next dot, which is taken too. */
static up_str dotted_part(up_str *rest)
{
	size_t dot = up_str_find_byte(*rest, '.', 0);
	up_str part = up_str_slice(*rest, 0, dot);
	*rest = dot == SIZE_MAX ? UP_STR_NULL : up_str_slice(*rest, dot + 1, rest->len);
	return part;
}

static bool is_number(up_str text)
{
	up_str rest = text;
	return digits_of(&rest).len && !rest.len;
}

static bool semver_fits(up_str version)
{
	version = semver_bare(version);
	up_str core = up_str_slice(version, 0, up_str_find_byte(version, '-', 0));
	do {
		if (!is_number(dotted_part(&core)))
			return false;
	} while (core.len);
	for (size_t i = 0; i < version.len; i++)
		if (!up_is_alnum(version.s[i]) && version.s[i] != '.' && version.s[i] != '-')
			return false;
	return true;
}

static int semver_identifier_cmp(up_str a, up_str b)
{
	bool na = is_number(a), nb = is_number(b);
	if (na && nb)
		return up_version_number_cmp(a, b);
	return na != nb ? sign(na) : up_str_cmp(a, b);
}

static int semver_cmp(up_str a, up_str b)
{
	a = semver_bare(a);
	b = semver_bare(b);
	size_t da = up_str_find_byte(a, '-', 0), db = up_str_find_byte(b, '-', 0);
	up_str ca = up_str_slice(a, 0, da), cb = up_str_slice(b, 0, db);
	while (ca.len || cb.len) {
		up_str pa = dotted_part(&ca), pb = dotted_part(&cb);
		int order = up_version_number_cmp(pa, pb);
		if (order)
			return order;
	}
	if (da == SIZE_MAX || db == SIZE_MAX)
		return da == db ? 0 : sign(da != SIZE_MAX);
	up_str pre_a = up_str_slice(a, da + 1, a.len), pre_b = up_str_slice(b, db + 1, b.len);
	while (pre_a.len && pre_b.len) {
		up_str pa = dotted_part(&pre_a), pb = dotted_part(&pre_b);
		int order = semver_identifier_cmp(pa, pb);
		if (order)
			return order;
	}
	return pre_a.len || pre_b.len ? sign(!pre_a.len) : 0;
}

/* Letters, digits and `more`. */
static bool is_made_of(up_str version, const char *more)
{
	for (size_t i = 0; i < version.len; i++)
		if (!up_is_alnum(version.s[i]) && !strchr(more, version.s[i]))
			return false;
	return version.len && !memchr(version.s, '\0', version.len);
}

bool up_version_fits(enum up_version_scheme scheme, up_str version)
{
	if (version.len > UP_VERSION_BYTES)
		return false;
	switch (scheme) {
	case UP_SCHEME_DEBIAN:
		return is_made_of(version, ".+-~:") && up_is_digit(version.s[0]);
	case UP_SCHEME_RPM:
		return is_made_of(version, ".+-~^_:");
	case UP_SCHEME_APK:
		return up_apk_fits(version);
	case UP_SCHEME_SEMVER:
		return semver_fits(version);
	case UP_SCHEME_PEP440:
		return up_pep440_fits(version);
	case UP_SCHEME_MAVEN:
		return is_made_of(version, "._-+");
	default:
		return up_version_valid(version);
	}
}

int up_version_order(enum up_version_scheme scheme, up_str a, up_str b)
{
	static int (*const orders[_UP_SCHEME_MAX])(up_str, up_str) = {
		[UP_SCHEME_PLAIN] = up_version_cmp, [UP_SCHEME_DEBIAN] = debian_cmp, [UP_SCHEME_RPM] = rpm_cmp,
		[UP_SCHEME_APK] = up_apk_cmp,       [UP_SCHEME_SEMVER] = semver_cmp, [UP_SCHEME_PEP440] = up_pep440_cmp,
		[UP_SCHEME_MAVEN] = up_maven_cmp,
	};
	return orders[scheme](a, b);
}
