/* The contact that a package names itself: security.txt (RFC 9116, "Contact: mailto:…"), SECURITY.md (the first address in it). */
#include "package/escalation.h"

static up_str next_line(up_str *rest)
{
	size_t end = up_str_find_byte(*rest, '\n', 0);
	up_str line = up_str_trim(up_str_slice(*rest, 0, end));
	*rest = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(*rest, end + 1, rest->len);
	return line;
}

static up_str of_security_txt(up_str text)
{
	while (text.len) {
		up_str line = next_line(&text);
		if (!up_str_starts_nocase(line, UP_STR("Contact:")))
			continue;
		line = up_str_trim(up_str_slice(line, 8, line.len));
		return up_str_starts_nocase(line, UP_STR("mailto:")) ? up_str_slice(line, 7, line.len) : line;
	}
	return UP_STR_NULL;
}

static bool is_of_address(char c)
{
	return up_is_alnum(c) || (c && strchr("._%+-", c));
}

/* The first that looks like an e-mail address. */
static up_str of_markdown(up_str text)
{
	for (size_t at = up_str_find_byte(text, '@', 0); at != SIZE_MAX; at = up_str_find_byte(text, '@', at + 1)) {
		size_t start = at, end = at + 1;
		while (start && at - start < 64 && is_of_address(text.s[start - 1]))
			start--;
		while (end < text.len && end - at < 254 && is_of_address(text.s[end]))
			end++;
		while (end > at && text.s[end - 1] == '.')
			end--;
		up_str domain = up_str_slice(text, at + 1, end);
		if (start < at && up_str_find_byte(domain, '.', 0) != SIZE_MAX)
			return up_str_slice(text, start, end);
	}
	return UP_STR_NULL;
}

up_str up_escalation_contact(struct up_arena *arena, const struct up_package *package)
{
	up_str found = UP_STR_NULL;
	for (size_t i = 0; i < package->n_members && !found.len; i++) {
		up_str name = up_str_basename(package->members[i].name), bytes = up_str_slice(package->members[i].bytes, 0, 64 << 10);
		if (up_str_eq_nocase(name, UP_STR("security.txt")))
			found = of_security_txt(bytes);
		else if (up_str_eq_nocase(name, UP_STR("SECURITY.md")))
			found = of_markdown(bytes);
	}
	return up_arena_copy(arena, up_str_slice(found, 0, 256));
}
