/* Names of at's spool: one letter, five hex digits of the number, eight of the minutes since 1970. */
#include "core/at-job.h"

static bool read_hex(up_str digits, uint32_t *ret_value)
{
	*ret_value = 0;
	for (size_t i = 0; i < digits.len; i++) {
		if (!up_is_hex(digits.s[i]))
			return false;
		*ret_value = *ret_value << 4 | (uint32_t)up_hex_value(digits.s[i]);
	}
	return true;
}

bool up_at_job_read(up_str path, struct up_at_job *ret_job)
{
	up_str name = up_str_basename(path), folder = up_str_slice(path, 0, path.len - name.len);
	uint32_t number, minutes;
	if (name.len != 14 || !(up_is_alpha(name.s[0]) || name.s[0] == '='))
		return false;
	if (!up_str_ends(folder, UP_STR("var/spool/cron/atjobs/")) && !up_str_ends(folder, UP_STR("var/spool/at/")))
		return false;
	if (!read_hex(up_str_slice(name, 1, 6), &number) || !read_hex(up_str_slice(name, 6, 14), &minutes))
		return false;
	*ret_job = (struct up_at_job){ .number = number, .queue = name.s[0], .at = (int64_t)minutes * 60 };
	return true;
}
