/* systemd's calendar events, by the grammar and the bounds of its src/shared/calendarspec.c: `Mon..Fri *-*-* 02:00:00 UTC`, `*-02~03`, `0/15`. */
#include "core/calendar.h"
#include "core/civil.h"

enum {
	SECOND = 1000000, /* seconds are counted in millionths */
	COMPONENTS = 240, /* of one chain; systemd's bound */
	ALL_WEEKDAYS = 0x7f,
};

/* `5`, `5..10`, `5/2`, `5..10/2`. */
struct component {
	int64_t start, stop, repeat; /* stop -1: none */
};

struct chain {
	struct component items[COMPONENTS];
	uint32_t n; /* 0: every value */
};

struct spec {
	const char *s, *end;
	struct chain year, month, day, hour, minute, second;
	uint32_t weekdays; /* 0: every one; bit 0 is Monday, as systemd counts */
	bool is_from_end;
};

static char peek(const struct spec *spec, size_t ahead)
{
	return (size_t)(spec->end - spec->s) > ahead ? spec->s[ahead] : '\0';
}

static void skip_blanks(struct spec *spec)
{
	while (peek(spec, 0) == ' ')
		spec->s++;
}

static bool read_fraction(struct spec *spec, int64_t *value)
{
	int64_t part = 0;
	if (!up_is_digit(peek(spec, 0)))
		return false;
	for (int i = 0; i < 6; i++) {
		bool is_digit = up_is_digit(peek(spec, 0));
		part = part * 10 + (is_digit ? *spec->s - '0' : 0);
		spec->s += is_digit;
	}
	part += peek(spec, 0) >= '5' && peek(spec, 0) <= '9';
	while (up_is_digit(peek(spec, 0)))
		spec->s++;
	*value += part;
	return true;
}

static bool read_number(struct spec *spec, bool is_second, int64_t *ret_value)
{
	int64_t value = 0;
	if (!up_is_digit(peek(spec, 0)))
		return false;
	for (; up_is_digit(peek(spec, 0)); spec->s++) {
		value = value * 10 + (*spec->s - '0');
		if (value > INT32_MAX)
			return false;
	}
	if (is_second) {
		value *= SECOND;
		if (peek(spec, 0) == '.' && peek(spec, 1) != '.') {
			spec->s++;
			if (!read_fraction(spec, &value))
				return false;
		}
	}
	*ret_value = value;
	return value <= INT32_MAX;
}

static bool read_component(struct spec *spec, bool is_second, struct component *ret_component)
{
	struct component component = { .stop = -1 };
	if (!read_number(spec, is_second, &component.start))
		return false;
	if (peek(spec, 0) == '.' && peek(spec, 1) == '.') {
		spec->s += 2;
		if (!read_number(spec, is_second, &component.stop))
			return false;
		component.repeat = is_second ? SECOND : 1;
	}
	if (peek(spec, 0) == '/') {
		spec->s++;
		if (!read_number(spec, is_second, &component.repeat) || !component.repeat)
			return false;
	}
	*ret_component = component;
	return spec->s == spec->end || strchr(" ,-~:", *spec->s);
}

static bool read_chain(struct spec *spec, bool is_second, struct chain *chain)
{
	chain->n = 0;
	if (peek(spec, 0) == '*') {
		spec->s++;
		if (is_second)
			chain->items[chain->n++] = (struct component){ 0, -1, SECOND };
		return true;
	}
	for (;;) {
		if (chain->n == COMPONENTS || !read_component(spec, is_second, &chain->items[chain->n]))
			return false;
		chain->n++;
		if (peek(spec, 0) != ',')
			return true;
		spec->s++;
	}
}

static void chain_set(struct chain *chain, int64_t value)
{
	chain->items[0] = (struct component){ value, -1, 0 };
	chain->n = 1;
}

static void chain_set_list(struct chain *chain, const unsigned char *values, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		chain->items[i] = (struct component){ values[i], -1, 0 };
	chain->n = n;
}

/* --- weekdays, date, time ---------------------------------------------------------------------------------------------- */

static bool at_end_or_blank(const struct spec *spec)
{
	return spec->s == spec->end || *spec->s == ' ';
}

static int take_weekday(struct spec *spec)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
	up_str rest = up_str_range(spec->s, spec->end);
	for (int i = 0; i < 7; i++) {
		up_str name = up_str_from(names[i]);
		size_t n = up_str_starts_nocase(rest, name) ? name.len : up_str_starts_nocase(rest, up_str_slice(name, 0, 3)) ? 3 : 0;
		if (n) {
			spec->s += n;
			return i;
		}
	}
	return -1;
}

/* What stands between two weekdays: `..` or the old `-` of a range, or a comma. *first: the day that an open range began with, or -1. */
static bool take_between(struct spec *spec, int day, int *first)
{
	char next = peek(spec, 0);
	if (next != '.' && next != '-') {
		*first = -1;
		spec->s += next == ',';
		return true;
	}
	if (*first >= 0 || (next == '.' && peek(spec, 1) != '.'))
		return false;
	*first = day;
	spec->s += next == '.' ? 2 : 1;
	return true;
}

/* `Mon..Fri,Sun `. False: malformed; no weekday at all is fine. */
static bool read_weekdays(struct spec *spec)
{
	int first = -1;
	for (bool is_first = true;; is_first = false) {
		int day = take_weekday(spec);
		if (day < 0)
			return is_first;
		if (first > day || (spec->s < spec->end && !strchr("-., ", *spec->s)))
			return false;
		for (int i = first >= 0 ? first : day; i <= day; i++)
			spec->weekdays |= 1u << i;
		if (!take_between(spec, day, &first))
			return false;
		if (at_end_or_blank(spec)) {
			skip_blanks(spec);
			return first < 0;
		}
	}
}

/* The `-` before the last part of a date, or the `~` that counts it from the end of the month. */
static bool take_dash(struct spec *spec)
{
	char dash = peek(spec, 0);
	if (dash != '-' && dash != '~')
		return false;
	spec->is_from_end = dash == '~';
	spec->s++;
	return true;
}

static bool read_date(struct spec *spec)
{
	const char *start = spec->s;
	struct chain *first = &spec->year, *second = &spec->month, *third = &spec->day;
	if (spec->s == spec->end)
		return true;
	if (!read_chain(spec, false, first))
		return false;
	if (spec->s == spec->end || *spec->s == ':') { /* it was a time */
		spec->s = start;
		first->n = 0;
		return true;
	}
	if (!take_dash(spec) || !read_chain(spec, false, second))
		return false;
	if (at_end_or_blank(spec)) { /* month and day */
		*third = *second;
		*second = *first;
		first->n = 0;
		skip_blanks(spec);
		return true;
	}
	if (spec->is_from_end || !take_dash(spec) || !read_chain(spec, false, third) || !at_end_or_blank(spec))
		return false;
	skip_blanks(spec);
	return true;
}

static bool read_clock(struct spec *spec)
{
	if (spec->s == spec->end) {
		chain_set(&spec->hour, 0);
		chain_set(&spec->minute, 0);
		chain_set(&spec->second, 0);
		return true;
	}
	if (!read_chain(spec, false, &spec->hour) || peek(spec, 0) != ':')
		return false;
	spec->s++;
	if (!read_chain(spec, false, &spec->minute))
		return false;
	if (spec->s == spec->end) {
		chain_set(&spec->second, 0);
		return true;
	}
	if (*spec->s != ':')
		return false;
	spec->s++;
	return read_chain(spec, true, &spec->second) && spec->s == spec->end;
}

/* --- shorthands ----------------------------------------------------------------------------------------------------------- */

/* From which part on the parts are at their first value: 'i' minute (only seconds are set), 'h', 'd', 'm', 'y'. */
static const struct {
	const char *name;
	char every;
	unsigned char months[4], n_months;
} shorthands[] = {
	{ "minutely", 'i', { 0 }, 0 },         { "hourly", 'h', { 0 }, 0 },         { "daily", 'd', { 0 }, 0 },
	{ "weekly", 'w', { 0 }, 0 },           { "monthly", 'm', { 0 }, 0 },        { "annually", 'm', { 1 }, 1 },
	{ "yearly", 'm', { 1 }, 1 },           { "anually", 'm', { 1 }, 1 },        { "quarterly", 'm', { 1, 4, 7, 10 }, 4 },
	{ "biannually", 'm', { 1, 7 }, 2 },    { "bi-annually", 'm', { 1, 7 }, 2 }, { "semiannually", 'm', { 1, 7 }, 2 },
	{ "semi-annually", 'm', { 1, 7 }, 2 },
};

static bool read_shorthand(up_str text, struct spec *spec)
{
	for (size_t i = 0; i < sizeof shorthands / sizeof *shorthands; i++) {
		if (!up_str_eq_nocase(text, up_str_from(shorthands[i].name)))
			continue;
		char every = shorthands[i].every;
		chain_set(&spec->second, 0);
		if (every != 'i')
			chain_set(&spec->minute, 0);
		if (every == 'd' || every == 'w' || every == 'm')
			chain_set(&spec->hour, 0);
		if (every == 'm')
			chain_set(&spec->day, 1);
		spec->weekdays = every == 'w';
		chain_set_list(&spec->month, shorthands[i].months, shorthands[i].n_months);
		return true;
	}
	return false;
}

/* --- from chains to bits ------------------------------------------------------------------------------------------------ */

static bool is_valid(struct chain *chain, int64_t from, int64_t to, bool is_from_end)
{
	to -= is_from_end ? 3 : 0;
	for (uint32_t i = 0; i < chain->n; i++) {
		struct component *c = &chain->items[i];
		if (c->stop > c->start && c->repeat > 0)
			c->stop -= (c->stop - c->start) % c->repeat;
		if (c->stop == c->start) /* `5..5`, and `10..21/12`, which comes to one value: fine since systemd 248 */
			*c = (struct component){ c->start, -1, 0 };
		if (c->start < from || c->start > to || c->repeat > to - from)
			return false;
		if (c->stop >= 0  ? c->stop < from || c->stop > to || c->start + c->repeat > c->stop
		    : is_from_end ? c->start - c->repeat < from
				  : c->start + c->repeat > to)
			return false;
	}
	return true;
}

static void fix_years(struct chain *chain)
{
	for (uint32_t i = 0; i < chain->n; i++) {
		int64_t *const years[] = { &chain->items[i].start, &chain->items[i].stop };
		for (size_t k = 0; k < 2; k++)
			if (*years[k] >= 0 && *years[k] < 100)
				*years[k] += *years[k] < 70 ? 2000 : 1900;
	}
}

static uint64_t bits_of(const struct chain *chain, uint32_t from, uint32_t to)
{
	uint64_t bits = 0;
	for (uint32_t value = from; !chain->n && value <= to; value++)
		bits |= 1ull << value;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct component *c = &chain->items[i];
		int64_t last = !c->repeat ? c->start : c->stop >= 0 ? c->stop : to;
		for (int64_t value = c->start; value <= last; value += c->repeat ? c->repeat : 1)
			bits |= 1ull << value;
	}
	return bits;
}

/* Parts of a second count for the second that they are in. */
static uint64_t second_bits(const struct chain *chain)
{
	uint64_t bits = 0;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct component *c = &chain->items[i];
		int64_t last = !c->repeat ? c->start : c->stop >= 0 ? c->stop : 60LL * SECOND - 1;
		int64_t step = c->repeat < SECOND ? SECOND : c->repeat;
		if (c->repeat)
			last = c->start + (last - c->start) / c->repeat * c->repeat;
		for (int64_t value = c->start; value <= last; value += step)
			bits |= 1ull << value / SECOND;
		bits |= 1ull << last / SECOND;
	}
	return bits;
}

/* Days of a month of `length` days. `~03` is the third last; `~07/2` goes on from there towards the end. */
static uint32_t day_bits(const struct spec *spec, uint32_t length)
{
	uint64_t inside = ((1ull << length) - 1) << 1;
	if (!spec->is_from_end || !spec->day.n)
		return (uint32_t)(bits_of(&spec->day, 1, 31) & inside);
	uint32_t bits = 0;
	for (uint32_t i = 0; i < spec->day.n; i++) {
		const struct component *c = &spec->day.items[i];
		int64_t start = length + 1 - c->start, stop = c->stop >= 0 ? length + 1 - c->stop : -1;
		int64_t first = stop > 0 ? stop : start, last = !c->repeat ? first : stop > 0 ? start : length;
		for (int64_t day = first; day <= last; day += c->repeat ? c->repeat : 1)
			bits |= 1u << day;
	}
	return bits;
}

static void set_years(const struct spec *spec, struct up_calendar *calendar)
{
	for (size_t i = 0; i < 4; i++)
		calendar->years[i] = spec->year.n ? 0 : UINT64_MAX;
	for (uint32_t i = 0; i < spec->year.n; i++) {
		const struct component *c = &spec->year.items[i];
		int64_t last = !c->repeat ? c->start : c->stop >= 0 ? c->stop : UP_CALENDAR_LAST_YEAR;
		for (int64_t year = c->start; year <= last; year += c->repeat ? c->repeat : 1)
			calendar->years[(year - UP_CALENDAR_FIRST_YEAR) / 64] |= 1ull << (year - UP_CALENDAR_FIRST_YEAR) % 64;
	}
}

static bool compile(struct spec *spec, struct up_calendar *calendar)
{
	bool is_from_end = spec->is_from_end && spec->day.n;
	fix_years(&spec->year);
	if (!is_valid(&spec->year, UP_CALENDAR_FIRST_YEAR, UP_CALENDAR_LAST_YEAR, false) || !is_valid(&spec->month, 1, 12, false) ||
	    !is_valid(&spec->day, 1, 31, is_from_end) || !is_valid(&spec->hour, 0, 23, false) || !is_valid(&spec->minute, 0, 59, false) ||
	    !is_valid(&spec->second, 0, 60LL * SECOND - 1, false))
		return false;
	calendar->seconds = second_bits(&spec->second);
	calendar->minutes = bits_of(&spec->minute, 0, 59);
	calendar->hours = (uint32_t)bits_of(&spec->hour, 0, 23);
	calendar->months = (uint32_t)bits_of(&spec->month, 1, 12);
	for (uint32_t i = 0; i < 4; i++)
		calendar->days[i] = day_bits(spec, 28 + i);
	uint32_t weekdays = spec->weekdays ? spec->weekdays : ALL_WEEKDAYS;
	calendar->weekdays = (weekdays << 1 | weekdays >> 6) & ALL_WEEKDAYS;
	set_years(spec, calendar);
	return true;
}

/* `@1395716396`: one second, counted in UTC. */
static bool read_stamp(up_str text, struct spec *spec, struct up_calendar *calendar)
{
	uint64_t stamp;
	if (!up_str_to_u64(text, &stamp) || stamp > 1ull << 33)
		return false;
	int64_t day = up_civil_day_of((int64_t)stamp), clock = (int64_t)stamp % UP_DAY_SECONDS;
	struct up_civil civil = up_civil_of(day);
	chain_set(&spec->year, civil.year);
	chain_set(&spec->month, civil.month);
	chain_set(&spec->day, civil.day);
	chain_set(&spec->hour, clock / 3600);
	chain_set(&spec->minute, clock / 60 % 60);
	chain_set(&spec->second, clock % 60 * SECOND);
	calendar->zone = UP_CALENDAR_UTC;
	return compile(spec, calendar);
}

static bool read_spec(up_str text, struct up_calendar *calendar)
{
	struct spec spec = { .s = text.s, .end = text.s + text.len };
	if (!text.len)
		return false;
	if (read_shorthand(text, &spec))
		return compile(&spec, calendar);
	if (!read_weekdays(&spec))
		return false;
	if (peek(&spec, 0) == '@')
		return read_stamp(up_str_range(spec.s + 1, spec.end), &spec, calendar);
	return read_date(&spec) && read_clock(&spec) && compile(&spec, calendar);
}

/* A zone's name as tzdata has them: `Europe/Berlin`, `CET`, `Etc/GMT+1`. */
static bool is_zone(up_str text)
{
	if (!text.len || !up_is_alpha(text.s[0]))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!up_is_alnum(text.s[i]) && !strchr("/_+-", text.s[i]))
			return false;
	return true;
}

bool up_calendar_read_systemd(up_str text, struct up_calendar *ret_calendar, const char **ret_fault)
{
	struct up_calendar calendar = { 0 };
	text = up_str_trim(text);
	size_t blank = text.len;
	while (blank && text.s[blank - 1] != ' ')
		blank--;
	up_str zone = up_str_slice(text, blank, text.len), rest = up_str_slice(text, 0, blank ? blank - 1 : 0);
	if (blank && up_str_eq_nocase(zone, UP_STR("UTC"))) {
		calendar.zone = UP_CALENDAR_UTC;
		text = rest;
	}
	bool is_fine = read_spec(text, &calendar);
	if (!is_fine && blank && is_zone(zone) && calendar.zone == UP_CALENDAR_LOCAL) {
		calendar.zone = up_zone_is_utc(zone) ? UP_CALENDAR_UTC : UP_CALENDAR_NAMED;
		calendar.zone_name = zone;
		is_fine = read_spec(rest, &calendar);
	}
	if (is_fine)
		*ret_calendar = calendar;
	else
		*ret_fault = "no calendar event that systemd knows";
	return is_fine;
}
