/* Names and first bytes, for bids. */
#include "common/bid.h"

#include "base/str.h"

/* Cuts the next of "a|b|c" off. */
static bool next_name(up_str *names, up_str *ret_name)
{
	if (!names->len)
		return false;
	size_t end = up_str_find_byte(*names, '|', 0);
	if (end == SIZE_MAX)
		end = names->len;
	*ret_name = up_str_slice(*names, 0, end);
	*names = up_str_slice(*names, end + 1, names->len);
	return true;
}

bool up_bid_ends(const struct up_source *source, const char *suffixes)
{
	up_str names = up_str_from(suffixes), suffix, name = up_str_basename(source->name);
	while (next_name(&names, &suffix))
		if (name.len >= suffix.len && up_str_eq_nocase(up_str_slice(name, name.len - suffix.len, name.len), suffix))
			return true;
	return false;
}

bool up_bid_is(const struct up_source *source, const char *names)
{
	up_str rest = up_str_from(names), name, own = up_str_basename(source->name);
	while (next_name(&rest, &name))
		if (up_str_eq(own, name))
			return true;
	return false;
}

static bool is_folder_of(up_str folder, up_str name)
{
	if (!up_str_starts(folder, name))
		return false;
	return folder.len == name.len || (folder.s[name.len] == '.' && up_str_ends(folder, UP_STR(".d")));
}

bool up_bid_is_named_for(up_str path, up_str name)
{
	up_str base = up_str_basename(path);
	bool is_named = up_str_starts(base, name);
	for (int i = 0; i < 3 && base.len < path.len; i++) {
		path = up_str_slice(path, 0, path.len - base.len - 1);
		base = up_str_basename(path);
		if (is_folder_of(base, name))
			return true;
		if (!i && up_str_ends(base, UP_STR(".d")) && !up_str_eq(base, UP_STR("conf.d")))
			return false;
		if (is_named || up_str_eq(base, UP_STR("etc")))
			break;
	}
	return is_named;
}

up_str up_bid_start(const struct up_source *source)
{
	up_str start = up_str_slice(source->bytes, 0, 512);
	if (up_str_starts(start, UP_STR("\xEF\xBB\xBF")))
		start = up_str_slice(start, 3, start.len);
	size_t i = 0;
	while (i < start.len && up_is_space(start.s[i]))
		i++;
	return up_str_slice(start, i, start.len);
}
