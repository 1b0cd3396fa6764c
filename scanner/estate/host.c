/* os-release: NAME=value lines, values perhaps in quotes (freedesktop.org, os-release(5)). */
#include "estate/host.h"

#include "base/lines.h"

/* The ID of os-release → the product whose releases it counts by. */
static const struct {
	const char *id, *product;
} ids[] = {
	{ "debian", "debian" },  { "ubuntu", "ubuntu" }, { "rhel", "rhel" }, { "centos", "rhel" }, { "rocky", "rhel" },
	{ "almalinux", "rhel" }, { "fedora", "fedora" }, { "sles", "suse" }, { "sled", "suse" },   { "opensuse-leap", "suse" },
};

static up_str value_of(up_str text, up_str name)
{
	up_str line;
	for (size_t at = 0; up_line_next(text, &at, &line);) {
		if (!up_str_starts(line, name))
			continue;
		up_str value = up_str_trim(up_str_slice(line, name.len, line.len));
		bool quoted = value.len >= 2 && (value.s[0] == '"' || value.s[0] == '\'') && value.s[value.len - 1] == value.s[0];
		return quoted ? up_str_slice(value, 1, value.len - 1) : value;
	}
	return UP_STR("");
}

up_str up_host_release(up_str os_release, struct up_arena *arena)
{
	up_str id = value_of(os_release, UP_STR("ID=")), version = value_of(os_release, UP_STR("VERSION_ID="));
	for (size_t i = 0; i < sizeof ids / sizeof *ids && version.len; i++)
		if (up_str_eq(id, up_str_from(ids[i].id)))
			return up_arena_printf(arena, "%s=%.*s", ids[i].product, UP_FMT(version));
	return UP_STR("");
}

bool up_host_os_read(up_str os_release, struct up_host_os *ret_os)
{
	*ret_os = (struct up_host_os){ .id = value_of(os_release, UP_STR("ID=")),
				       .name = value_of(os_release, UP_STR("NAME=")),
				       .version = value_of(os_release, UP_STR("VERSION_ID=")) };
	return ret_os->id.len && ret_os->version.len;
}
