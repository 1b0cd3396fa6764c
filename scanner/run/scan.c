/* One scan, from roots to findings. Threads are made by walk; here each callback uses its own worker's state and nothing else. */
#include "run/scan.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/memory.h"
#include "run/baseline.h"
#include "run/identity.h"
#include "run/progress.h"
#include "run/scan-private.h"

/* --- one source ------------------------------------------------------------------------------------------------------- */

/* What SQL does not say itself, the user may have said. */
static void give_dialect(struct up_source *source, const struct up_parser *parser, enum up_dialect dialect)
{
	if (dialect != UP_DIALECT_NONE && !source->dialect.len && parser && !strcmp(parser->name, "sql"))
		source->dialect = up_str_from(up_dialect_name(dialect));
}

void up_scan_keep_artifact(struct scan_worker *worker, const struct up_read_source *read, const struct up_parser *parser)
{
	struct up_artifact artifact = {
		.path = read->source.name,
		.bytes = read->raw.len,
		.encoding = read->is_binary ? NULL : up_encoding_name(read->source.encoding),
		.parser = parser ? parser->name : NULL,
	};
	if (!read->source.head.len) /* of a piece it would be the sum of nothing that anybody has */
		up_sha256_hex(read->raw, artifact.sha256);
	up_collect_artifact(&worker->collect, &artifact);
}

/* Keeps what was found in the source and forgets the rest. False: nothing was found. */
static bool end_source(struct scan_worker *worker)
{
	bool found = up_keep_end(&worker->keep, worker->matcher);
	up_arena_reset(worker->arena);
	return found;
}

/* Of a package every script counts; of a tree only what holds a word of some rule. */
static bool wants_facts(struct scan_worker *worker, const struct up_classified *classified, up_str bytes)
{
	const struct up_scan *scan = worker->scan;
	if (!classified->parser || classified->is_silent)
		return false;
	if (classified->always || scan->options->prefilter == UP_FILTERING_OFF)
		return true;
	if (scan->side == UP_SIDE_PACKAGE || (scan->options->is_booked && classified->has_commands))
		return true;
	return up_matcher_wants(worker->matcher, bytes, classified->parser, classified->has_commands);
}

static void on_source(void *data, const struct up_read_source *read)
{
	struct up_scan *scan = data;
	struct scan_worker *worker = &scan->workers[read->worker];
	struct up_classified classified;
	struct up_source source = read->source;
	worker->blob = read->blob;
	up_keep_begin(&worker->keep, &source);
	worker->keep.changes = read->changes;
	up_classify(scan->options->rules, scan->options->config, &source, &classified);
	up_scan_paths_meet(worker, &source, &classified.ownership);
	if (scan->options->parser) {
		classified.parser = up_parser_by_name(up_str_from(scan->options->parser));
		classified.always = true;
		classified.is_silent = false;
	}
	source.dialect = classified.ownership.dialect;
	const struct up_given_database given = up_scan_database(scan, source.name);
	up_matcher_set_database(worker->matcher, &given);
	give_dialect(&source, classified.parser, given.dialect);
	up_matcher_begin(worker->matcher, &source, &classified.ownership, worker->arena);
	struct up_sink sink = up_matcher_sink(worker->matcher, up_keep_note, &worker->keep);
	if (scan->options->is_booked) {
		sink = up_book_sink(&worker->book, &sink);
		up_book_source(&worker->book, &source);
	}
	if (!source.line_before)
		up_matcher_file(worker->matcher);
	up_matcher_bytes(worker->matcher);
	if (wants_facts(worker, &classified, source.bytes)) {
		up_parse_run(classified.parser, &source, scan->options->walk.limits, worker->arena, &sink);
		worker->collect.files_parsed++;
	}
	up_scan_take_components(worker, &source);
	bool is_kept = end_source(worker);
	up_scan_take_dialects(worker, &source);
	if (is_kept)
		up_scan_keep_artifact(worker, read, classified.parser);
}

/* Rules that look at names alone hold for what is no text, too: key stores. */
static void on_binary(void *data, const struct up_read_source *read)
{
	struct up_scan *scan = data;
	struct scan_worker *worker = &scan->workers[read->worker];
	const struct up_ownership nobody = { 0 };
	up_scan_take_binary(worker, read->source.name, read->raw);
	if (!up_rules_want_file(scan->options->rules, read->source.name)) {
		up_arena_reset(worker->arena);
		return;
	}
	worker->blob = read->blob;
	up_keep_begin(&worker->keep, &read->source);
	worker->keep.changes = read->changes;
	up_matcher_begin(worker->matcher, &read->source, &nobody, worker->arena);
	up_matcher_sink(worker->matcher, up_keep_note, &worker->keep);
	up_matcher_file(worker->matcher);
	if (end_source(worker))
		up_scan_keep_artifact(worker, read, NULL);
}

static void on_link(void *data, unsigned number, up_str path, uint32_t below, up_str target)
{
	struct up_scan *scan = data;
	up_book_file(&scan->workers[number].book, path, below, target);
}

void up_scan_state(struct scan_worker *worker, const struct up_form *form)
{
	const struct up_source source = { .name = form->path };
	const struct up_ownership nobody = { 0 };
	up_keep_begin(&worker->keep, &source);
	up_matcher_begin(worker->matcher, &source, &nobody, worker->arena);
	up_matcher_sink(worker->matcher, up_keep_note, &worker->keep);
	up_matcher_form(worker->matcher, form);
	end_source(worker);
}

static void on_form(void *data, const struct up_form *form)
{
	up_scan_state(data, form);
}

static void on_form_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	struct scan_worker *worker = data;
	const struct up_note note = { .reason = reason, .path = path, .detail = detail };
	up_collect_note(&worker->collect, &note);
}

struct up_form_sink up_scan_sink(struct scan_worker *worker)
{
	return (struct up_form_sink){ .data = worker, .state = on_form, .note = on_form_note };
}

static void on_walk_note(void *data, unsigned number, enum up_note_reason reason, up_str path, up_str detail)
{
	struct up_scan *scan = data;
	struct up_note note = { .reason = reason, .path = path, .detail = detail };
	up_collect_note(&scan->workers[number].collect, &note);
}

/* --- the run ---------------------------------------------------------------------------------------------------------- */

static up_str key_of(const struct up_scan_options *options)
{
	return options->key.len ? options->key : up_identity_fixed_key();
}

/* In the history what is the same in many versions is one finding. */
static void on_found(void *data, const struct up_finding *finding)
{
	struct scan_worker *worker = data;
	up_git_scan_keep(worker->scan->options->git, (unsigned)(worker - worker->scan->workers), worker->blob, finding);
}

static void on_ended(void *data, struct up_keep *keep)
{
	struct scan_worker *worker = data;
	up_book_end(&worker->book, keep);
}

/* The host is read for what the package is held against, and its own findings are another report. */
static void on_quiet(void *data, const struct up_finding *finding)
{
	(void)data, (void)finding;
}

static void set_side(struct up_scan *scan, enum up_side side)
{
	bool is_quiet = side == UP_SIDE_HOST && scan->options->is_host_quiet;
	bool has_units = false;
	scan->side = side;
	for (unsigned i = 0; i < scan->n_workers; i++)
		has_units |= side == UP_SIDE_PACKAGE && scan->workers[i].book.has_units;
	for (unsigned i = 0; i < scan->n_workers; i++) {
		if (has_units)
			up_matcher_know_units(scan->workers[i].matcher);
		scan->workers[i].book.side = side;
		up_matcher_set_package(scan->workers[i].matcher, side == UP_SIDE_PACKAGE);
		if (!up_git_scan_keeps(scan->options->git))
			scan->workers[i].keep.found = is_quiet ? on_quiet : NULL;
	}
}

static void start_workers(struct up_scan *scan)
{
	const struct up_scan_options *options = scan->options;
	scan->n_workers = up_walk_workers(options->walk.n_workers);
	scan->workers = up_alloc_zero(scan->n_workers, sizeof *scan->workers);
	for (unsigned i = 0; i < scan->n_workers; i++) {
		scan->workers[i].matcher = up_matcher_new(options->rules, options->walk.limits, options->today);
		up_matcher_set_day(scan->workers[i].matcher, &options->day);
		up_matcher_set_plain(scan->workers[i].matcher, options->prefilter == UP_FILTERING_PLAIN);
		scan->workers[i].arena = up_arena_new();
		scan->workers[i].dialects = up_dialects_new();
		up_collect_init(&scan->workers[i].collect, options->walk.limits);
		up_keep_init(&scan->workers[i].keep, options->config, options->today, key_of(options), &scan->workers[i].collect);
		scan->workers[i].scan = scan;
		up_book_init(&scan->workers[i].book);
		scan->workers[i].book.arena = scan->workers[i].arena;
		up_matcher_tell_to(scan->workers[i].matcher, up_book_tell, &scan->workers[i].book);
		scan->workers[i].keep.ended = on_ended;
		scan->workers[i].keep.ended_data = &scan->workers[i];
		if (up_git_scan_keeps(options->git)) {
			scan->workers[i].keep.found = on_found;
			scan->workers[i].keep.found_data = &scan->workers[i];
		}
	}
}

static void note_for_run(void *data, up_str product, up_str detail)
{
	(void)product;
	struct up_note note = { .reason = UP_NOTE_COVERAGE, .detail = detail };
	up_collect_note(data, &note);
}

/* Suppressions of the configuration that have ended, or cover nothing, are findings in it: the page should stay short. */
static void judge_suppressions(struct up_scan *scan)
{
	const struct up_config *config = scan->options->config;
	if (!config || !config->n_suppressions)
		return;
	struct scan_worker *worker = &scan->workers[0];
	const struct up_source source = { .name = config->name, .bytes = config->text };
	const struct up_ownership nobody = { 0 };
	up_keep_begin(&worker->keep, &source);
	up_matcher_begin(worker->matcher, &source, &nobody, worker->arena);
	struct up_sink sink = up_matcher_sink(worker->matcher, up_keep_note, &worker->keep);
	for (size_t i = 0; i < config->n_suppressions; i++) {
		const struct up_config_suppression *suppression = &config->suppressions[i];
		bool expired = suppression->until.len && up_str_cmp(suppression->until, scan->options->today) < 0;
		bool unused = config->is_of_root && !suppression->used && up_matcher_could_hold(worker->matcher, suppression->rule);
		struct up_fact fact = { .kind = UP_FACT_FORM,
					.key = expired ? UP_STR("suppression-expired") : UP_STR("suppression-unused"),
					.value = suppression->rule,
					.key_at = suppression->at,
					.value_at = suppression->at };
		if (expired || unused)
			sink.fact(sink.data, &fact, "", UP_STR(""));
	}
	end_source(worker);
}

/* Certificates and keys meet when all sources are known. */
static void join_keys(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	struct up_keypairs *pairs = scan->workers[0].keep.pairs;
	bool has_keys = false;
	for (unsigned i = 1; i < scan->n_workers; i++)
		up_keypairs_merge(pairs, scan->workers[i].keep.pairs);
	bool is_over = up_keypairs_settle(pairs);
	for (size_t i = 0; i < all->n_findings; i++) {
		struct up_finding *finding = &all->findings[i];
		up_str belongs = up_keypairs_belongs(pairs, finding->public_hash, all->arena);
		has_keys |= finding->public_hash.len > 0;
		if (belongs.len)
			finding->evidence = up_arena_printf(all->arena, "%.*s%s%.*s", UP_FMT(finding->evidence),
							    finding->evidence.len ? "; " : "", UP_FMT(belongs));
	}
	if (is_over && has_keys) {
		struct up_note note = { .reason = UP_NOTE_LIMIT };
		note.detail = up_arena_printf(all->arena,
					      "certificates of more than %d keys; not every private key is held against all of them",
					      UP_LIMIT_CERTIFICATES);
		up_collect_note(all, &note);
	}
}

static void count_silenced(struct up_collect *all)
{
	size_t n = 0;
	for (size_t i = 0; i < all->n_findings; i++)
		n += all->findings[i].silenced_for != NULL;
	if (!n)
		return;
	struct up_note note = { .reason = UP_NOTE_SILENCED };
	note.detail = up_arena_printf(all->arena,
				      n == 1 ? "a comment silences another linter at %zu finding, which is reported all the same"
					     : "comments silence other linters at %zu findings, which are reported all the same",
				      n);
	up_collect_note(all, &note);
}

static void settle(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	for (unsigned i = 0; i < scan->n_workers; i++)
		scan->workers[i].keep.found = NULL;
	up_rules_coverage(scan->options->rules, note_for_run, all);
	judge_suppressions(scan);
	for (unsigned i = 1; i < scan->n_workers; i++)
		up_ledger_merge(scan->workers[0].book.ledger, scan->workers[i].book.ledger);
	up_ledger_settle(scan->workers[0].book.ledger);
	if (scan->package)
		up_components_of_package(&scan->components, scan->package, scan->options->package->host_release);
	if (scan->options->is_booked)
		up_scan_join(scan);
	up_scan_join_migrations(scan);
	up_scan_join_runners(scan);
	up_scan_read_installed(scan);
	up_scan_join_absent(scan);
	up_scan_join_support(scan);
	up_scan_join_paths(scan);
	for (unsigned i = 1; i < scan->n_workers; i++)
		up_collect_merge(all, &scan->workers[i].collect);
	if (up_git_scan_keeps(scan->options->git))
		up_git_scan_settle(scan->options->git, all);
	up_scan_settle_dialects(scan);
	up_scan_settle_installed(scan);
	up_scan_settle_includes(scan);
	count_silenced(all);
	join_keys(scan);
	if (all->findings_seen > all->max_findings) {
		struct up_note note = { .reason = UP_NOTE_LIMIT };
		note.detail = up_arena_printf(all->arena,
					      "%llu findings, of which the %zu of the highest levels are listed (--max-findings)",
					      (unsigned long long)all->findings_seen, all->max_findings);
		up_collect_note(all, &note);
	}
	if (all->notes_seen > all->max_notes) {
		struct up_note note = { .reason = UP_NOTE_LIMIT };
		note.detail = up_arena_printf(all->arena,
					      "%llu remarks on what was not read, of which the first %zu are listed (--max-notes)",
					      (unsigned long long)all->notes_seen, all->max_notes);
		up_collect_note(all, &note);
		all->max_notes++;
	}
	up_collect_settle(all, scan->workers[0].keep.key);
	if (scan->options->baseline)
		up_baseline_apply(scan->options->baseline, all->findings, all->n_findings);
	if (scan->options->is_booked)
		up_scan_tables(scan);
	up_scan_windows(scan);
}

struct up_scan *up_scan_run(const struct up_scan_options *options)
{
	struct up_scan *scan = up_alloc_zero(1, sizeof *scan);
	scan->options = options;
	scan->arena = up_arena_new();
	scan->components.arena = scan->arena;
	start_workers(scan);
	up_scan_paths_start(scan);
	struct up_walk_options walk = options->walk;
	walk.n_workers = scan->n_workers;
	walk.source = on_source;
	walk.binary = on_binary;
	walk.note = on_walk_note;
	walk.data = scan;
	walk.files_seen = &scan->files_seen;
	walk.files_read = &scan->files_read;
	walk.bytes_read = &scan->bytes_read;
	walk.is_database = up_scan_is_database;
	walk.database = up_scan_on_database;
	walk.large_programs = true;
	walk.link = options->is_booked ? on_link : NULL;
	walk.container = options->archives ? up_scan_container : NULL;
	struct up_progress *progress = options->progress ? up_progress_start(&scan->files_seen, &scan->bytes_read) : NULL;
	set_side(scan, UP_SIDE_HOST);
	int r = options->git ? up_git_scan_walk(options->git, &walk) : walk.n_roots ? up_walk(&walk) : 0;
	if (r >= 0)
		up_scan_follow_includes(scan, &walk);
	if (r >= 0 && options->package) {
		set_side(scan, UP_SIDE_PACKAGE);
		r = up_scan_package(scan, &walk) ? 0 : -1;
	}
	up_progress_stop(progress);
	if (r < 0) {
		up_scan_free(scan);
		return NULL;
	}
	settle(scan);
	return scan;
}

void up_scan_free(struct up_scan *scan)
{
	if (!scan)
		return;
	for (unsigned i = 0; i < scan->n_workers; i++) {
		up_matcher_free(scan->workers[i].matcher);
		up_arena_free(scan->workers[i].arena);
		up_dialects_free(scan->workers[i].dialects);
		up_keep_finish(&scan->workers[i].keep);
		up_collect_finish(&scan->workers[i].collect);
		up_book_finish(&scan->workers[i].book);
	}
	for (size_t i = 0; i < scan->n_tables; i++)
		up_table_finish(&scan->tables[i]);
	up_installed_free(scan->installed);
	up_installed_free(scan->brought);
	up_components_finish(&scan->components);
	up_arena_free(scan->arena);
	up_scan_verify_finish(scan);
	up_package_free(scan->package);
	up_free(scan->allowed);
	up_free(scan->workers);
	up_free(scan);
}

void up_scan_fill(const struct up_scan *scan, struct up_report *report)
{
	const struct up_collect *all = &scan->workers[0].collect;
	report->findings = all->findings;
	report->n_findings = all->n_findings;
	report->notes = all->notes;
	report->n_notes = all->n_notes;
	report->artifacts = all->artifacts;
	report->n_artifacts = all->n_artifacts;
	report->tables = scan->tables;
	report->n_tables = scan->n_tables;
	if (scan->package)
		up_scan_package_head(scan, &report->package);
	report->has_baseline = scan->options->baseline;
	if (report->has_baseline) {
		report->baseline_entries = up_baseline_entries(scan->options->baseline);
		report->baseline_gone = up_baseline_gone(scan->options->baseline);
	}
	report->files_seen = scan->files_seen;
	report->files_read = scan->files_read;
	report->bytes_read = scan->bytes_read;
	report->files_parsed = all->files_parsed;
	report->findings_dropped = all->findings_seen > all->max_findings ? all->findings_seen - all->max_findings : 0;
}

/* --- one text --------------------------------------------------------------------------------------------------------- */

static void ignore_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	(void)data, (void)reason, (void)offset, (void)detail;
}

enum {
	EXAMPLES_DAY = 20089, /* 2025-01-01: the day on which examples of rules are judged */
};

/* A source in a matcher of its own, up to the end. */
struct one {
	struct up_source source;
	struct up_told told;
	struct up_matcher *matcher;
	struct up_arena *arena;
	const struct up_match *matches;
	size_t n;
};

static void match_one(struct one *one, const struct up_rules *rules, const struct up_limits *limits, const struct up_source *given,
		      const struct up_parser *parser, const struct up_given_database *database)
{
	struct up_classified classified;
	struct up_source *source = &one->source;
	*source = *given;
	one->arena = up_arena_new();
	one->matcher = up_matcher_new(rules, limits, UP_STR("2000-01-01"));
	up_matcher_set_day(one->matcher, &(struct up_support_day){ .today = EXAMPLES_DAY, .horizon = UP_HORIZON_UNSET });
	up_classify(rules, NULL, source, &classified);
	if (database)
		up_matcher_set_database(one->matcher, database);
	if (one->told.found)
		up_matcher_tell_to(one->matcher, up_scan_told, &one->told);
	up_matcher_begin(one->matcher, source, &classified.ownership, one->arena);
	struct up_sink sink = up_matcher_sink(one->matcher, ignore_note, NULL);
	up_matcher_file(one->matcher);
	up_matcher_bytes(one->matcher);
	if (!parser)
		parser = classified.parser;
	give_dialect(source, parser, database ? database->dialect : UP_DIALECT_NONE);
	if (parser)
		up_parse_run(parser, source, limits, one->arena, &sink);
	one->matches = up_matcher_end(one->matcher, &one->n);
}

static void one_finish(struct one *one)
{
	up_matcher_free(one->matcher);
	up_arena_free(one->arena);
}

void up_scan_text(const struct up_rules *rules, const struct up_limits *limits, const struct up_source *source,
		  const struct up_parser *parser, const struct up_given_database *given,
		  void (*found)(void *data, const struct up_rule *rule, up_span at), void *data)
{
	struct one one = { .told = { .rules = rules, .source = source, .found = found, .data = data } };
	match_one(&one, rules, limits, source, parser, given);
	up_scan_told_settle(&one.told);
	for (size_t i = 0; i < one.n; i++)
		found(data, one.matches[i].rule, one.matches[i].at);
	one_finish(&one);
}

void up_scan_form(const struct up_rules *rules, const struct up_form *form,
		  void (*found)(void *data, const struct up_rule *rule, up_span at), void *data)
{
	const struct up_source source = { .name = form->path };
	const struct up_ownership nobody = { 0 };
	struct up_matcher *matcher = up_matcher_new(rules, &up_limits_default, UP_STR("2000-01-01"));
	struct up_arena *arena = up_arena_new();
	size_t n;
	up_matcher_begin(matcher, &source, &nobody, arena);
	up_matcher_sink(matcher, ignore_note, NULL);
	up_matcher_form(matcher, form);
	const struct up_match *matches = up_matcher_end(matcher, &n);
	for (size_t i = 0; i < n; i++)
		found(data, matches[i].rule, matches[i].at);
	up_matcher_free(matcher);
	up_arena_free(arena);
}

void up_scan_secrets(const struct up_rules *rules, const struct up_limits *limits, const struct up_source *source,
		     const struct up_parser *parser, struct up_redact *redact)
{
	struct one one = { 0 };
	match_one(&one, rules, limits, source, parser, NULL);
	size_t n;
	const struct up_secret *secrets = up_matcher_secrets(one.matcher, &n);
	up_redact_begin(redact, source->bytes);
	for (size_t i = 0; i < n; i++)
		up_redact_add(redact, secrets[i].text, secrets[i].at, UP_STR(""));
	up_redact_ready(redact);
	one_finish(&one);
}
