/* Reading a window: times and lengths of ISO 8601, as people write them. */
#include "core/window.h"

#include "core/civil.h"

/* What is not read yet. */
struct reader {
	const char *s, *end;
};

struct moment {
	int64_t seconds; /* by its own clock */
	int32_t offset;
	bool has_offset, is_length;
};

static bool take(struct reader *reader, char byte)
{
	if (reader->s == reader->end || up_lower(*reader->s) != up_lower(byte))
		return false;
	reader->s++;
	return true;
}

static bool take_digits(struct reader *reader, size_t n, uint32_t most, uint32_t *ret_value)
{
	uint64_t value;
	up_str digits = { reader->s, n };
	if ((size_t)(reader->end - reader->s) < n || !up_str_to_u64(digits, &value) || value > most)
		return false;
	reader->s += n;
	*ret_value = (uint32_t)value;
	return true;
}

static bool read_date(struct reader *reader, int64_t *ret_days)
{
	uint32_t year, month, day;
	if (!take_digits(reader, 4, 9999, &year) || !take(reader, '-') || !take_digits(reader, 2, 12, &month) || !take(reader, '-') ||
	    !take_digits(reader, 2, 31, &day))
		return false;
	if (year < 1970 || !month || !day || day > up_civil_month_days((int32_t)year, month))
		return false;
	*ret_days = up_civil_days((int32_t)year, month, day);
	return true;
}

static bool read_clock(struct reader *reader, int64_t *ret_seconds)
{
	uint32_t hour, minute, second = 0;
	if (!take_digits(reader, 2, 24, &hour) || !take(reader, ':') || !take_digits(reader, 2, 59, &minute))
		return false;
	if (take(reader, ':') && !take_digits(reader, 2, 59, &second))
		return false;
	*ret_seconds = (int64_t)hour * 3600 + minute * 60 + second;
	return *ret_seconds <= UP_DAY_SECONDS; /* 24:00 is the end of the day */
}

static bool read_offset(struct reader *reader, struct moment *moment)
{
	uint32_t hours, minutes = 0;
	if (reader->s == reader->end)
		return true;
	moment->has_offset = true;
	if (take(reader, 'Z'))
		return true;
	bool is_west = take(reader, '-');
	if (!is_west && !take(reader, '+'))
		return false;
	if (!take_digits(reader, 2, 14, &hours))
		return false;
	if (reader->s < reader->end) {
		take(reader, ':');
		if (!take_digits(reader, 2, 59, &minutes))
			return false;
	}
	int32_t seconds = (int32_t)(hours * 3600 + minutes * 60);
	moment->offset = is_west ? -seconds : seconds;
	return true;
}

/* One `4H` of a length. */
static bool read_part(struct reader *reader, bool is_time, int64_t *seconds)
{
	const char *start = reader->s;
	uint64_t number;
	while (reader->s < reader->end && up_is_digit(*reader->s))
		reader->s++;
	if (!up_str_to_u64(up_str_range(start, reader->s), &number) || number > 100000)
		return false;
	if (is_time && take(reader, 'H'))
		*seconds += (int64_t)number * 3600;
	else if (is_time && take(reader, 'M'))
		*seconds += (int64_t)number * 60;
	else if (is_time && take(reader, 'S'))
		*seconds += (int64_t)number;
	else if (!is_time && take(reader, 'D'))
		*seconds += (int64_t)number * UP_DAY_SECONDS;
	else if (!is_time && take(reader, 'W'))
		*seconds += (int64_t)number * 7 * UP_DAY_SECONDS;
	else
		return false;
	return true;
}

static bool read_length(struct reader *reader, struct moment *moment)
{
	bool is_time = false;
	uint32_t n = 0;
	moment->is_length = true;
	for (; reader->s < reader->end && n < 8; n++) {
		if (!is_time && take(reader, 'T'))
			is_time = true;
		if (!read_part(reader, is_time, &moment->seconds))
			return false;
	}
	return n && reader->s == reader->end;
}

static bool read_moment(up_str text, struct moment *ret_moment)
{
	struct reader reader = { text.s, text.s + text.len };
	int64_t days, clock = 0;
	*ret_moment = (struct moment){ 0 };
	if (take(&reader, 'P'))
		return read_length(&reader, ret_moment);
	if (!read_date(&reader, &days))
		return false;
	bool has_clock = take(&reader, 'T') || take(&reader, ' ');
	if (has_clock && !read_clock(&reader, &clock))
		return false;
	ret_moment->seconds = days * UP_DAY_SECONDS + clock;
	return (!has_clock || read_offset(&reader, ret_moment)) && reader.s == reader.end;
}

bool up_time_window_parse(up_str text, struct up_time_window *ret_window, const char **ret_fault)
{
	struct moment start, end;
	text = up_str_trim(text);
	size_t slash = up_str_find_byte(text, '/', 0);
	if (slash == SIZE_MAX) {
		*ret_fault = "has no '/' between START and END: 2026-11-28T22:00/2026-11-29T02:00";
		return false;
	}
	if (!text.s || !read_moment(up_str_trim(up_str_slice(text, 0, slash)), &start)) {
		*ret_fault = "begins with no time of ISO 8601: write 2026-11-28T22:00, or 2026-11-28T22:00+01:00";
		return false;
	}
	if (!read_moment(up_str_trim(up_str_slice(text, slash + 1, text.len)), &end)) {
		*ret_fault = "ends with neither a time of ISO 8601 nor a length: write 2026-11-29T02:00, or PT4H";
		return false;
	}
	if (start.is_length && end.is_length) {
		*ret_fault = "is made of two lengths: one of START and END is a time";
		return false;
	}
	if (!start.has_offset)
		start.offset = end.offset;
	if (!end.has_offset)
		end.offset = start.offset;
	struct up_time_window window = { .offset = start.offset };
	window.start = start.is_length ? end.seconds - end.offset - start.seconds : start.seconds - start.offset;
	window.end = end.is_length ? window.start + end.seconds : end.seconds - end.offset;
	if (window.end <= window.start) {
		*ret_fault = "does not end after it starts";
		return false;
	}
	if (window.end - window.start > (int64_t)UP_TIME_WINDOW_DAYS * UP_DAY_SECONDS) {
		*ret_fault = "is longer than 366 days";
		return false;
	}
	*ret_window = window;
	return true;
}

void up_time_window_write(const struct up_time_window *window, int64_t at, struct up_buf *out)
{
	int64_t local = at + window->offset, day = up_civil_day_of(local), clock = local - day * UP_DAY_SECONDS;
	struct up_civil civil = up_civil_of(day);
	up_buf_printf(out, "%04d-%02u-%02u %02d:%02d", civil.year, civil.month, civil.day, (int)(clock / 3600), (int)(clock / 60 % 60));
	if (clock % 60)
		up_buf_printf(out, ":%02d", (int)(clock % 60));
}

up_str up_time_window_text(const struct up_time_window *window, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	up_time_window_write(window, window->start, &out);
	up_buf_add_s(&out, " to ");
	up_time_window_write(window, window->end, &out);
	int32_t minutes = window->offset / 60, size = minutes < 0 ? -minutes : minutes;
	if (window->offset)
		up_buf_printf(&out, " %c%02d:%02d", minutes < 0 ? '-' : '+', size / 60, size % 60);
	else
		up_buf_add_s(&out, " UTC");
	return up_arena_take(arena, &out);
}
