/* Names of members: what of them stays from release to release, and what they say of their kind. */
#include <sys/stat.h>

#include "base/hash.h"
#include "package/comparison-private.h"

enum {
	KEY_BYTES = 1024,
	HASH_LEAST = 6, /* "main.3f2a1b.js" */
};

/* --- keys -------------------------------------------------------------------------------------------------------------- */

/* The end of the version that begins there: digits with dots between, and what belongs to them. `at` where there is none. */
static size_t version_end(up_str name, size_t at)
{
	bool has_dot = false;
	size_t i = at;
	while (i < name.len) {
		if (up_is_digit(name.s[i])) {
			i++;
			continue;
		}
		bool is_joint = up_str_find_byte(UP_STR(".+~-_:"), name.s[i], 0) != SIZE_MAX;
		if (!is_joint || i + 1 >= name.len || !up_is_digit(name.s[i + 1]))
			break;
		has_dot |= name.s[i] == '.';
		i++;
	}
	return has_dot ? i : at;
}

/* The end of the run of digits, or of hexadecimal digits long enough for a hash. */
static size_t number_end(up_str name, size_t at)
{
	size_t i = at;
	bool has_digit = false, is_start = !at || !up_is_alnum(name.s[at - 1]);
	while (is_start && i < name.len && up_is_hex(name.s[i]))
		has_digit |= up_is_digit(name.s[i++]);
	if (is_start && has_digit && i - at >= HASH_LEAST && (i == name.len || !up_is_alnum(name.s[i])))
		return i;
	i = at;
	while (i < name.len && up_is_digit(name.s[i]))
		i++;
	return i;
}

uint64_t up_comparison_key(up_str name, unsigned level)
{
	char key[KEY_BYTES];
	size_t n = 0;
	if (level == 0)
		return up_hash64(name, 0);
	for (size_t i = 0; i < name.len && n < sizeof key;) {
		size_t end = i;
		if (level == 1 && up_is_digit(name.s[i]))
			end = version_end(name, i);
		else if (level == 2)
			end = number_end(name, i);
		if (level == 1 && end == i && up_is_digit(name.s[i])) {
			/* The rest of this number is none that begins a version. */
			while (i < name.len && up_is_digit(name.s[i]) && n < sizeof key)
				key[n++] = name.s[i++];
			continue;
		}
		key[n++] = end > i ? '0' : name.s[i];
		i = end > i ? end : i + 1;
	}
	return up_hash64((up_str){ key, n }, level);
}

/* --- kinds ------------------------------------------------------------------------------------------------------------- */

static bool ends_in(up_str name, const char *list)
{
	size_t dot = name.len;
	while (dot && name.s[dot - 1] != '.' && name.s[dot - 1] != '/')
		dot--;
	return dot && name.s[dot - 1] == '.' && up_str_is_listed(up_str_slice(name, dot, name.len), list);
}

static bool is_below(up_str name, const char *folder)
{
	up_str part = up_str_from(folder);
	for (size_t at = up_str_find(name, part, 0); at != SIZE_MAX; at = up_str_find(name, part, at + 1))
		if (!at || name.s[at - 1] == '/')
			return true;
	return false;
}

static bool is_code(up_str name)
{
	return ends_in(name, "py js mjs cjs ts rb pl pm php lua java go rs c cc cpp h cs kt groovy scala jsp");
}

static bool is_compiled(up_str name)
{
	return ends_in(name, "class pyc");
}

bool up_comparison_is_archive(up_str name)
{
	return ends_in(name, "jar war ear whl egg aar");
}

up_str up_comparison_group(const struct release *release, up_str name)
{
	if (!is_code(name) && !is_compiled(name))
		return name;
	if (release->is_archive)
		return UP_STR("");
	/* The innermost archive of programs. */
	for (size_t at = name.len; at > 1; at--)
		if (name.s[at - 1] == '/' && name.s[at - 2] == '!' && up_comparison_is_archive(up_str_slice(name, 0, at - 2)))
			return up_str_slice(name, 0, at - 2);
	up_str folder = up_str_slice(name, 0, name.len - up_str_basename(name).len);
	return folder.len > 1 ? up_str_slice(folder, 0, folder.len - 1) : name;
}

bool up_comparison_is_document(up_str name)
{
	static const char *const folders[] = { "usr/share/doc/",    "usr/share/man/",  "usr/share/info/",
					       "usr/share/locale/", "usr/share/help/", "usr/share/lintian/",
					       "licenses/",         "LICENSES/",       "man/" };
	static const char *const names[] = { "README",  "CHANGELOG",  "CHANGES",  "NEWS",     "LICENSE",
					     "COPYING", "NOTICE",     "AUTHORS",  "RELEASE",  "RECORD",
					     "md5sums", "SHA256SUMS", "METADATA", "PKG-INFO", "MANIFEST.MF" };
	up_str base = up_str_basename(name);
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (is_below(name, folders[i]))
			return true;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_starts_nocase(base, up_str_from(names[i])) && !is_code(base) && !ends_in(base, "sh conf"))
			return true;
	return ends_in(name, "md rst html htm txt pdf adoc po mo qm svg png gif jpg css map asc sig md5 sha256 ttf woff woff2 "
			     "1 5 7 8 debug dwz");
}

static bool is_unit(up_str name)
{
	return ends_in(name, "service socket timer path mount automount target slice swap") ||
	       (is_below(name, "systemd/") && ends_in(name, "conf"));
}

bool up_comparison_is_settings(up_str name)
{
	if (is_unit(name) || up_comparison_is_document(name))
		return false;
	return is_below(name, "etc/") || ends_in(name, "conf cfg cnf ini properties yaml yml toml json xml env config");
}

static bool is_schedule(up_str name)
{
	return is_below(name, "etc/cron.d/") || is_below(name, "etc/crontab") || is_below(name, "etc/cron.daily/") ||
	       is_below(name, "etc/cron.hourly/") || is_below(name, "etc/cron.weekly/") || is_below(name, "etc/cron.monthly/") ||
	       is_below(name, "var/spool/cron/") || ends_in(name, "timer");
}

const char *up_comparison_kind(const struct entry *entry, uint32_t mode)
{
	up_str name = entry->name, base = up_str_basename(name);
	bool is_script = ends_in(name, "sh bash zsh ksh ps1 bat cmd") || is_below(name, "scriptlets/") ||
			 (is_below(name, "control/") && up_str_is_listed(base, "preinst postinst prerm postrm config"));
	if (is_schedule(name))
		return "schedule";
	if (is_unit(name))
		return "unit";
	if (is_script)
		return "script";
	if (up_comparison_is_document(name))
		return "document";
	if (entry->content == UP_CONTENT_PROGRAM || entry->content == UP_CONTENT_COUNTED || entry->content == UP_CONTENT_WIDE ||
	    is_compiled(name))
		return "program";
	if (is_code(name))
		return "code";
	if (up_comparison_is_settings(name))
		return "configuration";
	return entry->content == UP_CONTENT_TEXT && mode & S_IXUSR ? "script" : "file";
}
