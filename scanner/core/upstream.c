/* deb-version(7), rpm-version(7), apk-package(5), PKGBUILD(5); requirements of npm, Cargo, Composer, RubyGems and PEP 440. */
#include "core/upstream.h"

static up_str from_byte(up_str text, char byte)
{
	size_t at = up_str_find_byte(text, byte, 0);
	return at == SIZE_MAX ? text : up_str_slice(text, at + 1, text.len);
}

static up_str to_last(up_str text, char byte)
{
	for (size_t i = text.len; i > 0; i--)
		if (text.s[i - 1] == byte)
			return up_str_slice(text, 0, i - 1);
	return text;
}

static up_str of_debian(up_str version)
{
	version = to_last(from_byte(version, ':'), '-');
	for (size_t i = 0; i < version.len; i++)
		if (version.s[i] == '+' || version.s[i] == '~')
			return up_str_slice(version, 0, i);
	return version;
}

/* The numbers at its start. */
static up_str numbers(up_str version)
{
	if (version.len > 1 && (version.s[0] == 'v' || version.s[0] == '='))
		version = up_str_slice(version, 1, version.len);
	size_t n = 0;
	while (n < version.len && (up_is_digit(version.s[n]) || (version.s[n] == '.' && n && version.s[n - 1] != '.')))
		n++;
	while (n && version.s[n - 1] == '.')
		n--;
	return up_str_slice(version, 0, n);
}

up_str up_upstream_version(up_str type, up_str version)
{
	if (up_str_eq(type, UP_STR("deb")))
		return of_debian(version);
	if (up_str_eq(type, UP_STR("rpm")) || up_str_eq(type, UP_STR("alpm")))
		return of_debian(version);
	if (up_str_eq(type, UP_STR("apk"))) {
		size_t revision = up_str_find(version, UP_STR("-r"), 0);
		version = up_str_slice(version, 0, revision);
		return up_str_slice(version, 0, up_str_find_byte(version, '_', 0));
	}
	/* As a program says it: 9.2p1. */
	if (up_str_eq(type, UP_STR("generic")))
		return version;
	return numbers(version);
}

/* --- requirements ----------------------------------------------------------------------------------------------------- */

/* "^4.3", "~4.3", "~> 4.3", "~=4.3", "4.x", "4.3.*": all of one line. */
static up_str of_line(up_str part)
{
	static const char *const marks[] = { "^", "~>", "~=", "~" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (up_str_starts(part, up_str_from(marks[i])))
			return numbers(up_str_trim(up_str_slice(part, strlen(marks[i]), part.len)));
	if (up_str_starts(part, UP_STR("==")))
		part = up_str_trim(up_str_slice(part, 2, part.len));
	size_t n = numbers(part).len;
	up_str rest = up_str_slice(part, n, part.len);
	return n && (up_str_starts(rest, UP_STR(".x")) || up_str_starts(rest, UP_STR(".*"))) ? up_str_slice(part, 0, n) : UP_STR("");
}

/* The next part between commas or blanks; an operator keeps what stands behind it. */
static up_str next_part(up_str requirement, size_t *at)
{
	size_t start = *at;
	while (start < requirement.len && strchr(" ,", requirement.s[start]))
		start++;
	size_t end = start;
	while (end < requirement.len && strchr("<>=~^! ", requirement.s[end]))
		end++;
	while (end < requirement.len && !strchr(" ,", requirement.s[end]))
		end++;
	*at = end;
	return up_str_slice(requirement, start, end);
}

up_str up_upstream_least(up_str requirement)
{
	up_str least = UP_STR("");
	bool has_end = false;
	/* Alternatives leave it open. */
	if (up_str_find_byte(requirement, '|', 0) != SIZE_MAX || up_str_contains(requirement, UP_STR("://")))
		return least;
	for (size_t at = 0; at < requirement.len;) {
		up_str part = next_part(requirement, &at), line = of_line(part);
		if (line.len)
			return line;
		if (up_str_starts(part, UP_STR(">=")))
			least = numbers(up_str_trim(up_str_slice(part, 2, part.len)));
		has_end |= part.len && part.s[0] == '<';
	}
	return has_end ? least : UP_STR("");
}
