/* dpkg's status file: stanzas of `Field: value` lines with an empty line between them (deb822(5), deb-version(7)). */
#include "estate/dpkg.h"

#include "base/lines.h"

/* "1:9.2p1-2+deb12u7" is 9.2p1 upstream, "20.10.24+dfsg1-1" is 20.10.24. */
static up_str upstream_version(up_str version)
{
	size_t start = 0, end = version.len;
	for (size_t i = 0; i < version.len && !start; i++)
		start = version.s[i] == ':' ? i + 1 : 0;
	for (size_t i = start; i < version.len; i++)
		if (version.s[i] == '-')
			end = i;
	for (size_t i = start; i < end; i++)
		if (version.s[i] == '+' || version.s[i] == '~')
			end = i;
	return up_str_slice(version, start, end);
}

bool up_dpkg_next(up_str status, size_t *at, struct up_package *ret_package)
{
	struct up_package package = { 0 };
	bool is_installed = false;
	up_str line;
	while (up_line_next(status, at, &line)) {
		if (up_str_starts(line, UP_STR("Package: ")))
			package.name = up_str_trim(up_str_slice(line, 9, line.len));
		else if (up_str_starts(line, UP_STR("Version: ")))
			package.full = up_str_trim(up_str_slice(line, 9, line.len));
		else if (up_str_starts(line, UP_STR("Status: ")))
			is_installed = up_str_ends(up_str_trim(line), UP_STR(" installed"));
		bool is_end = !line.len || *at >= status.len;
		package.version = is_end ? upstream_version(package.full) : package.full;
		if (is_end && is_installed && package.name.len && package.version.len) {
			*ret_package = package;
			return true;
		}
		if (is_end) {
			package = (struct up_package){ 0 };
			is_installed = false;
		}
	}
	return false;
}
