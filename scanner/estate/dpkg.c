/* dpkg's status file: stanzas of `Field: value` lines with an empty line between them (deb822(5), deb-version(7)). */
#include "estate/dpkg.h"

#include "base/lines.h"
#include "core/upstream.h"

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
		package.version = is_end ? up_upstream_version(UP_STR("deb"), package.full) : package.full;
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
