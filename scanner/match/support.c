/* Verdicts on lines of versions, and their words. */
#include "match/support.h"

#include "base/date.h"
#include "core/version.h"
#include "match/rules-private.h"

static const struct up_image_line *lines_of(const struct up_version_line *release)
{
	return (const struct up_image_line *)up_image_at(release->header, UP_IMAGE_LINES) + release->product->lines.first;
}

static bool has_ended(const struct up_image_line *line, int32_t day)
{
	return line->end == UP_LINE_ENDED || (line->end == UP_LINE_DATED && line->until <= day);
}

static bool is_supported(const struct up_image_line *line, int32_t today)
{
	return line->released <= today && !has_ended(line, today);
}

/* A line that lives for a year is always near its end: without --horizon a quarter of its life is near enough. */
static bool ends_soon(const struct up_image_line *line, const struct up_support_day *day)
{
	if (line->end != UP_LINE_DATED)
		return false;
	int32_t horizon = (int32_t)day->horizon;
	if (day->horizon == UP_HORIZON_UNSET) {
		int32_t quarter = (line->until - line->released) / 4;
		horizon = quarter < UP_HORIZON_DAYS ? quarter : UP_HORIZON_DAYS;
	}
	return line->until - day->today <= horizon;
}

/* --- where to --------------------------------------------------------------------------------------------------------- */

/* Of two supported lines the one that is supported longer; of equals the newer, which stands first. */
static bool is_longer(const struct up_image_line *a, const struct up_image_line *b)
{
	if (a->end != UP_LINE_DATED || b->end != UP_LINE_DATED)
		return a->end != UP_LINE_DATED && b->end == UP_LINE_DATED;
	return a->until > b->until;
}

struct way {
	const struct up_image_line *best, *nearest; /* NULL: none */
};

/* Of a version that is later than this one, and came out later: lines may stand side by side (8.19 and 9.0). */
static bool is_newer(const struct up_version_line *release, const struct up_image_line *line)
{
	up_str version = up_image_str(release->header, line->line), own = up_image_str(release->header, release->line->line);
	return line->released >= release->line->released &&
	       (up_version_cmp(version, own) > 0 || (release->older.len && line == release->line));
}

/* Newer lines: the one that is supported longest, and the next one that is not at its own end. */
static struct way way_from(const struct up_version_line *release, const struct up_support_day *day)
{
	const struct up_image_line *lines = lines_of(release);
	struct way way = { 0 };
	for (uint32_t i = 0; i < release->product->lines.n; i++) {
		const struct up_image_line *line = &lines[i];
		if (!is_supported(line, day->today) || !is_newer(release, line))
			continue;
		if (!way.best || is_longer(line, way.best))
			way.best = line;
		up_str version = up_image_str(release->header, line->line);
		bool is_nearer = !way.nearest || up_version_cmp(version, up_image_str(release->header, way.nearest->line)) < 0;
		if (is_nearer && !ends_soon(line, day))
			way.nearest = line;
	}
	if (way.nearest && way.best &&
	    up_version_cmp(up_image_str(release->header, way.nearest->line), up_image_str(release->header, way.best->line)) >= 0)
		way.nearest = NULL;
	return way;
}

static void add_day(struct up_buf *out, int32_t day)
{
	char date[11];
	up_days_write(day, date);
	up_buf_add_s(out, date);
}

/* "18 (until 2030-11-14)" */
static void add_line(struct up_buf *out, const struct up_version_line *release, const struct up_image_line *line)
{
	up_buf_printf(out, "%.*s", UP_FMT(up_image_str(release->header, line->line)));
	if (line->end != UP_LINE_DATED)
		return;
	up_buf_add_s(out, " (until ");
	add_day(out, line->until);
	up_buf_add_s(out, ")");
}

static up_str fix_of(const struct up_version_line *release, const struct way *way, bool has_ended, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	up_str title = up_image_str(release->header, release->product->title);
	if (way->best) {
		up_buf_add_s(&out, has_ended ? "Move to " : "Plan the move to ");
		add_line(&out, release, way->best);
		if (way->nearest) {
			up_buf_add_s(&out, ", or at least to ");
			add_line(&out, release, way->nearest);
		}
		up_buf_add_byte(&out, '.');
	} else if (has_ended) {
		up_buf_printf(&out, "Move to something else: no later release of %.*s is supported.", UP_FMT(title));
	} else {
		up_buf_printf(&out, "Plan for the release of %.*s that comes after it.", UP_FMT(title));
	}
	return up_arena_take(arena, &out);
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

up_str up_support_name(const struct up_version_line *release, struct up_arena *arena)
{
	up_str title = up_image_str(release->header, release->product->title), line = up_image_str(release->header, release->line->line);
	up_str name = up_image_str(release->header, release->line->name);
	if (release->older.len)
		return up_arena_printf(arena, "%.*s %.*s", UP_FMT(title), UP_FMT(release->older));
	if (!name.len)
		return up_arena_printf(arena, "%.*s %.*s", UP_FMT(title), UP_FMT(line));
	return up_arena_printf(arena, "%.*s %.*s (%.*s)", UP_FMT(title), UP_FMT(line), UP_FMT(name));
}

static void add_extended(struct up_buf *out, const struct up_version_line *release)
{
	up_str called = up_image_str(release->header, release->product->extended);
	up_buf_printf(out, "; %.*s goes on until ", UP_FMT(called.len ? called : UP_STR("extended support")));
	add_day(out, release->line->extended);
}

static void add_best(struct up_buf *out, const struct up_version_line *release, const struct up_image_line *best, bool has_ended)
{
	if (!best) {
		up_buf_add_s(out, has_ended ? "; no later release of it is supported" : "; no later release is out yet");
		return;
	}
	up_buf_printf(out, "; %.*s is supported", UP_FMT(up_image_str(release->header, best->line)));
	if (best->end != UP_LINE_DATED)
		return;
	up_buf_add_s(out, " until ");
	add_day(out, best->until);
}

static up_str detail_of(const struct up_version_line *release, const struct up_image_line *best, const struct up_support_day *day,
			struct up_arena *arena)
{
	struct up_buf out = { 0 };
	const struct up_image_line *line = release->line;
	bool is_extended = line->extended != UP_NO_DAY && line->extended > day->today;
	const char *support = is_extended && release->product->is_for_everyone ? "ordinary support" : "support";
	if (release->older.len)
		up_buf_printf(&out, "is older than %.*s, which ", UP_FMT(up_image_str(release->header, line->line)));
	if (!has_ended(line, day->today)) {
		up_buf_printf(&out, "is supported only until ");
		add_day(&out, line->until);
	} else if (line->end == UP_LINE_DATED) {
		up_buf_printf(&out, "has been out of %s since ", support);
		add_day(&out, line->until);
	} else {
		up_buf_add_s(&out, "is out of support");
	}
	if (is_extended)
		add_extended(&out, release);
	add_best(&out, release, best, has_ended(line, day->today));
	return up_arena_take(arena, &out);
}

static enum up_level level_of(const struct up_version_line *release, const struct up_support_day *day, enum up_support_of of)
{
	bool is_extended = release->line->extended != UP_NO_DAY && release->line->extended > day->today;
	if (of == UP_SUPPORT_FROM || !has_ended(release->line, day->today))
		return UP_LEVEL_NOTE;
	if (of == UP_SUPPORT_TARGET)
		return is_extended ? UP_LEVEL_WARNING : UP_LEVEL_ERROR;
	return is_extended && release->product->is_for_everyone ? UP_LEVEL_NOTE : UP_LEVEL_WARNING;
}

bool up_support_judge(const struct up_version_line *release, const struct up_support_day *day, enum up_support_of of, up_str version,
		      struct up_arena *arena, struct up_form *ret_form)
{
	static const char *const roles[] = {
		[UP_SUPPORT_INSTALLED] = "",
		[UP_SUPPORT_BASE] = ", which this image is built on,",
		[UP_SUPPORT_FROM] = ", where this upgrade begins,",
		[UP_SUPPORT_TARGET] = ", the target of this upgrade,",
	};
	bool ended = has_ended(release->line, day->today);
	if (!ended && (release->older.len || !ends_soon(release->line, day)))
		return false;
	struct way way = way_from(release, day);
	up_str policy = up_image_str(release->header, release->product->policy);
	*ret_form = (struct up_form){
		.key = ended ? UP_STR("end-of-life") : UP_STR("end-of-life-soon"),
		.value = up_arena_printf(arena, "%.*s%s", UP_FMT(up_support_name(release, arena)), roles[of]),
		.detail = detail_of(release, way.best, day, arena),
		.fix = fix_of(release, &way, ended, arena),
		.evidence = policy.len ? policy : up_image_str(release->header, release->product->page),
		.most = level_of(release, day, of),
		.product = up_image_str(release->header, release->product->id),
		.installed = version,
		.target = way.best ? up_image_str(release->header, way.best->line) : UP_STR(""),
	};
	return true;
}
