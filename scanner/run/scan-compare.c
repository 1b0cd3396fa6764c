/* The package and the release before it: what has changed in between. Members that differ are read once more, those of both. Settings are read by the
 * parsers; what is not kept by a worker is not masked, so only numbers and words of a choice are ever shown of them. */
#include "base/lines.h"
#include "base/memory.h"
#include "package/comparison.h"
#include "run/decode.h"
#include "run/package-files.h"
#include "run/scan-private.h"

enum {
	GONE_MOST = 2000, /* words of schedules that are asked about */
};

struct comparing {
	struct up_scan *scan;
	struct up_comparison *comparison;
	const struct up_package *package;
	enum up_release release;
	struct up_arena *arena; /* of one member */
	struct up_buf settings;
	/* Of the member whose settings are read. */
	uint32_t member;
	struct up_lines lines;
};

static bool wants(void *data, uint32_t member)
{
	const struct comparing *comparing = data;
	return up_comparison_wants(comparing->comparison, comparing->release, member);
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct comparing *comparing = data;
	(void)parser;
	if (fact->kind != UP_FACT_SETTING || embedded_in.len || fact->flags & UP_FACT_BLOCK)
		return;
	struct up_buf name = { 0 };
	up_buf_add(&name, fact->path);
	up_buf_add_s(&name, fact->path.len ? "/" : "");
	up_buf_add(&name, fact->key);
	up_comparison_setting(comparing->comparison, comparing->release, comparing->member, up_buf_str(&name), fact->value,
			      up_lines_place(&comparing->lines, fact->key_at.start));
	up_buf_finish(&name);
}

/* What cannot be read was noted when the package itself was. */
static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	(void)data, (void)reason, (void)offset, (void)detail;
}

static void read_settings(struct comparing *comparing)
{
	char *buffer = NULL;
	size_t capacity = 0;
	struct up_decoded decoded = { 0 };
	struct up_classified classified;
	up_decode(up_buf_str(&comparing->settings), &buffer, &capacity, &decoded);
	const struct up_scan_options *options = comparing->scan->options;
	struct up_source source = { .name = comparing->package->members[comparing->member].path, .bytes = decoded.text };
	up_classify(options->rules, options->config, &source, &classified);
	source.dialect = classified.ownership.dialect;
	const struct up_sink sink = { .data = comparing, .fact = on_fact, .note = on_note };
	up_lines_init(&comparing->lines, source.bytes);
	if (classified.parser && !decoded.binary)
		up_parse_run(classified.parser, &source, options->walk.limits, comparing->arena, &sink);
	up_lines_finish(&comparing->lines);
	up_arena_reset(comparing->arena);
	up_free(buffer);
}

static void got(void *data, uint32_t member, struct up_stream *stream)
{
	struct comparing *comparing = data;
	up_buf_clear(&comparing->settings);
	comparing->member = member;
	up_comparison_read(comparing->comparison, comparing->release, member, stream,
			   (size_t)comparing->scan->options->walk.limits->file_bytes, &comparing->settings);
	if (comparing->settings.len)
		read_settings(comparing);
}

/* A command that is started from outside of the package runs a file that only the release before had. */
static void state_gone(const struct up_scan *scan, const struct up_comparison *comparison, const struct up_form_sink *sink)
{
	size_t n, n_asked = 0;
	const struct up_ledger_entry *entries = up_ledger_of(scan->workers[0].book.ledger, UP_FACT_SCHEDULE, &n);
	for (size_t i = 0; i < n; i++) {
		up_str command = entries[i].value;
		for (size_t at = 0; at < command.len && n_asked < GONE_MOST;) {
			size_t end = up_str_find_byte(command, ' ', at);
			end = end == SIZE_MAX ? command.len : end;
			up_str word = up_str_slice(command, at, end);
			at = end + 1;
			if (!up_str_starts(word, UP_STR("/")))
				continue;
			n_asked++;
			uint32_t member = up_comparison_gone(comparison, word);
			if (member == UINT32_MAX)
				continue;
			const struct up_form form = {
				.path = entries[i].source,
				.at = entries[i].at,
				.end = entries[i].end,
				.key = UP_STR("removed-file-still-run"),
				.value = word,
				.detail = up_comparison_name(comparison, UP_RELEASE_BEFORE, member),
			};
			sink->state(sink->data, &form);
		}
	}
	if (n_asked == GONE_MOST)
		sink->note(sink->data, UP_NOTE_LIMIT, scan->package->path,
			   UP_STR("there are too many schedules; not all were held against the files that the release before had"));
}

void up_scan_compare(struct up_scan *scan, const struct up_package *previous, const struct up_form_sink *sink)
{
	struct comparing comparing = { .scan = scan, .comparison = up_comparison_new(previous, scan->package) };
	const struct up_package *const packages[_UP_RELEASE_MAX] = { [UP_RELEASE_BEFORE] = previous, [UP_RELEASE_NOW] = scan->package };
	comparing.arena = up_arena_new();
	for (unsigned i = 0; i < _UP_RELEASE_MAX; i++) {
		struct up_package_again again = { .package = packages[i], .limits = scan->options->walk.limits, .sink = *sink };
		struct up_package_reader reader = up_package_reader_of(&again);
		comparing.release = (enum up_release)i;
		comparing.package = packages[i];
		reader.again(reader.data, wants, got, &comparing);
	}
	up_comparison_state(comparing.comparison, scan->arena, sink);
	state_gone(scan, comparing.comparison, sink);
	up_comparison_table(comparing.comparison, scan->arena, up_scan_table(scan), sink);
	up_buf_finish(&comparing.settings);
	up_arena_free(comparing.arena);
	up_comparison_free(comparing.comparison);
}
