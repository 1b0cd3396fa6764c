#include "common/version-text.h"

void up_version_split_at(up_str text, up_str *ret_name, up_str *ret_version)
{
	size_t at = text.len;
	*ret_name = text;
	*ret_version = UP_STR_NULL;
	while (at > 1 && text.s[at - 1] != '@')
		at--;
	if (at <= 1)
		return;
	*ret_name = up_str_slice(text, 0, at - 1);
	*ret_version = up_str_slice(text, at, text.len);
}

bool up_version_split_dash(up_str text, up_str *ret_name, up_str *ret_version)
{
	for (size_t at = text.len; at-- > 1;) {
		up_str rest = up_str_slice(text, at + 1, text.len);
		bool has_v = rest.len > 1 && rest.s[0] == 'v';
		if (text.s[at] != '-' || rest.len <= (size_t)has_v || !up_is_digit(rest.s[has_v]))
			continue;
		*ret_name = up_str_slice(text, 0, at);
		*ret_version = rest;
		return true;
	}
	return false;
}

bool up_version_is_exact(up_str text)
{
	size_t i = 0;
	for (int part = 0; part < 3; part++) {
		size_t start = i;
		while (i < text.len && up_is_digit(text.s[i]))
			i++;
		if (i == start || (part < 2 && (i == text.len || text.s[i++] != '.')))
			return false;
	}
	if (i < text.len && !strchr("-+.", text.s[i]))
		return false;
	for (; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("-+._", text.s[i]))
			return false;
	return true;
}

bool up_version_is_vcs(up_str text)
{
	static const char *const starts[] = { "git+",  "git:", "git@", "github:", "gitlab:", "bitbucket:",
					      "gist:", "hg+",  "svn+", "bzr+",    "ssh:" };
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (up_str_starts(text, up_str_from(starts[i])))
			return true;
	up_str address = up_str_slice(text, 0, up_str_find_byte(text, '#', 0));
	return up_str_ends(address, UP_STR(".git")) && up_str_contains(address, UP_STR("://"));
}

/* `what=scheme://host/path`, without what may be a password or a token: the user of anything but ssh, and the query. */
static up_str address_qualifier(const char *what, up_str url, struct up_arena *arena)
{
	size_t scheme = up_str_find(url, UP_STR("://"), 0), host = scheme == SIZE_MAX ? 0 : scheme + 3;
	size_t query = up_str_find_byte(url, '?', 0), fragment = up_str_find_byte(url, '#', 0);
	up_str commit = fragment == SIZE_MAX ? UP_STR_NULL : up_str_slice(url, fragment, url.len);
	url = up_str_slice(url, 0, query < fragment ? query : fragment);
	size_t path = up_str_find_byte(url, '/', host);
	up_str authority = up_str_slice(url, host, path == SIZE_MAX ? url.len : path);
	bool is_ssh = up_str_ends(up_str_slice(url, 0, scheme == SIZE_MAX ? 0 : scheme), UP_STR("ssh"));
	size_t user = SIZE_MAX;
	for (size_t i = 0; scheme != SIZE_MAX && i < authority.len; i++)
		if (authority.s[i] == '@')
			user = i;
	if (user != SIZE_MAX && is_ssh && up_str_find_byte(up_str_slice(authority, 0, user), ':', 0) == SIZE_MAX)
		user = SIZE_MAX; /* ssh://git@host */
	size_t rest = user == SIZE_MAX ? host : host + user + 1;
	return up_arena_printf(arena, "%s%.*s%.*s%.*s", what, UP_FMT(up_str_slice(url, 0, host)), UP_FMT(up_str_slice(url, rest, url.len)),
			       UP_FMT(commit));
}

up_str up_version_vcs_qualifier(up_str url, struct up_arena *arena)
{
	bool is_plain = up_str_starts(url, UP_STR("http")) || up_str_starts(url, UP_STR("ssh:"));
	return address_qualifier(is_plain ? "vcs_url=git+" : "vcs_url=", url, arena);
}

up_str up_version_repository_qualifier(up_str url, struct up_arena *arena)
{
	return address_qualifier("repository_url=", url, arena);
}

up_str up_version_download_qualifier(up_str url, struct up_arena *arena)
{
	return address_qualifier("download_url=", url, arena);
}
