#include "run/inventory.h"

#include "base/lines.h"
#include "base/memory.h"
#include "core/parse.h"
#include "run/collect.h"
#include "run/component-files.h"
#include "run/container.h"
#include "run/progress.h"
#include "run/redact.h"
#include "run/scan.h"

struct taker {
	struct up_inventory *inventory;
	struct up_collect collect; /* notes */
	struct up_arena *arena;    /* of the source, or the database, being read */
	const struct up_taken *taken;

	/* the source */
	const struct up_source *source;
	const struct up_parser *parser;
	struct up_fact *facts; /* components, up to its end */
	size_t n_facts, facts_capacity;
	struct up_note *notes;
	size_t n_notes, notes_capacity;
	bool may_have_secrets;
};

struct up_taken {
	const struct up_inventory_options *options;
	struct taker *takers;
	unsigned n_takers;
	up_str *roots; /* as reports show them */
	_Atomic uint64_t files_seen, files_read, bytes_read;
};

/* "arch=amd64&epoch=1" */
static up_str joined_qualifiers(const struct up_fact *fact, struct up_arena *arena)
{
	struct up_component_parts parts = { 0 };
	for (uint32_t i = 0; i < fact->n_words; i++) {
		up_str word = fact->words[i].text.bytes;
		size_t equals = up_str_find_byte(word, '=', 0);
		if (equals != SIZE_MAX)
			up_component_qualify(&parts, up_str_slice(word, 0, equals), up_str_slice(word, equals + 1, word.len), arena);
	}
	return parts.qualifiers;
}

/* --- what is of interest ---------------------------------------------------------------------------------------------- */

static bool is_database(void *data, up_str path)
{
	(void)data;
	return up_component_files_is_database(path);
}

/* Asked before a file is opened: by its name alone, a parser bids or not. Of what the user has named it is said that nobody reads it. */
static bool wants(void *data, up_str path, uint64_t size)
{
	const struct up_taken *taken = data;
	const struct up_source source = { .name = path };
	int bid;
	(void)size;
	for (size_t i = 0; i < taken->options->walk.n_roots; i++)
		if (up_str_eq(path, taken->roots[i]))
			return true;
	return up_component_files_is_database(path) || up_component_files_is_archive(path) || up_parser_for_components(&source, &bid);
}

/* --- databases -------------------------------------------------------------------------------------------------------- */

static void on_component(void *data, const struct up_stated_component *stated)
{
	struct taker *taker = data;
	up_inventory_add(taker->inventory, &(struct up_inventory_entry){ .key = stated->fact->key,
									 .version = stated->fact->value,
									 .qualifiers = joined_qualifiers(stated->fact, taker->arena),
									 .source = stated->path,
									 .path = stated->fact->path,
									 .line = stated->line,
									 .flags = stated->fact->flags,
									 .home = stated->home,
									 .is_of_system = true });
}

static void on_database_note(void *data, const struct up_note *note)
{
	struct taker *taker = data;
	up_collect_note(&taker->collect, note);
}

static void read_database(struct taker *taker, const struct up_component_file *file)
{
	const struct up_component_files files = { taker, taker->arena, on_component, on_database_note, taker->taken->options->rules };
	up_component_files_read(&files, file);
	up_arena_reset(taker->arena);
}

static void on_database(void *data, unsigned worker, up_str path, int fd, uint64_t size)
{
	struct up_taken *taken = data;
	read_database(&taken->takers[worker], &(struct up_component_file){ .path = path, .fd = fd, .size = size });
}

static void read_member(struct taker *taker, up_str path, up_str bytes)
{
	read_database(taker, &(struct up_component_file){ .path = path, .fd = -1, .bytes = bytes, .size = bytes.len });
}

/* --- sources ---------------------------------------------------------------------------------------------------------- */

enum {
	PLAIN_BYTES = 24 /* a longer version is looked at */
};

/* A requirement may be an address with a password, and a version may be anything. */
static bool may_hold_secret(const struct up_fact *fact)
{
	return up_str_contains(fact->key, UP_STR("://")) || up_str_contains(fact->value, UP_STR("://")) ||
	       (fact->value.len > PLAIN_BYTES && !up_str_starts(fact->value, UP_STR("sha256:")));
}

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct taker *taker = data;
	(void)parser, (void)embedded_in;
	if (fact->kind != UP_FACT_COMPONENT || !fact->key.len)
		return;
	taker->facts = up_grow(taker->facts, &taker->facts_capacity, taker->n_facts + 1, sizeof *fact);
	taker->facts[taker->n_facts++] = *fact;
	taker->may_have_secrets |= may_hold_secret(fact);
}

/* The place is kept where the line belongs, until the end of the source. */
static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	struct taker *taker = data;
	taker->notes = up_grow(taker->notes, &taker->notes_capacity, taker->n_notes + 1, sizeof *taker->notes);
	taker->notes[taker->n_notes++] = (struct up_note){
		.reason = reason, .path = taker->source->name, .line = offset, .detail = up_arena_copy(taker->arena, detail)
	};
}

static bool wants_no_comment(void *data, up_str text)
{
	(void)data, (void)text;
	return false;
}

static up_str masked(const struct taker *taker, const struct up_redact *redact, up_str text, up_span at)
{
	if (!redact || !text.len)
		return text;
	return up_redact_parts(redact, up_redact_text(redact, text, NULL, 0, taker->arena), at, true, taker->arena);
}

static void keep(struct taker *taker, const struct up_lines *lines, const struct up_redact *redact)
{
	for (size_t i = 0; i < taker->n_facts; i++) {
		const struct up_fact *fact = &taker->facts[i];
		up_inventory_add(
			taker->inventory,
			&(struct up_inventory_entry){ .key = masked(taker, redact, fact->key, fact->key_at),
						      .version = masked(taker, redact, fact->value, fact->value_at),
						      .qualifiers = joined_qualifiers(fact, taker->arena),
						      .source = taker->source->name,
						      .path = fact->path,
						      .line = up_lines_place(lines, fact->key_at.start).line + taker->source->line_before,
						      .flags = fact->flags });
	}
	for (size_t i = 0; i < taker->n_notes; i++) {
		struct up_note note = taker->notes[i];
		up_span at = { note.line, note.line };
		note.line = up_lines_place(lines, note.line).line;
		up_str line = up_lines_text(lines, note.line);
		if (line.s) {
			at.start = (uint32_t)(line.s - taker->source->bytes.s);
			at.end = at.start + (uint32_t)line.len;
		}
		note.detail = masked(taker, redact, note.detail, at);
		up_collect_note(&taker->collect, &note);
	}
}

static void end_source(struct taker *taker)
{
	struct up_lines lines;
	struct up_redact *redact = NULL;
	if (taker->n_facts || taker->n_notes) {
		up_lines_init(&lines, taker->source->bytes);
		if (taker->may_have_secrets || taker->n_notes) {
			redact = up_redact_new();
			up_scan_secrets(taker->taken->options->rules, taker->taken->options->walk.limits, taker->source, taker->parser,
					redact);
		}
		keep(taker, &lines, redact);
		up_redact_free(redact);
		up_lines_finish(&lines);
	}
	taker->n_facts = taker->n_notes = 0;
	taker->may_have_secrets = false;
	up_arena_reset(taker->arena);
}

static void on_walk_note(void *data, unsigned worker, enum up_note_reason reason, up_str path, up_str detail)
{
	struct up_taken *taken = data;
	const struct up_note note = { .reason = reason, .path = path, .detail = detail };
	if (reason == UP_NOTE_BINARY && up_component_files_is_database(path))
		return; /* a member, which is read as it is */
	up_collect_note(&taken->takers[worker].collect, &note);
}

static void on_source(void *data, const struct up_read_source *read)
{
	struct up_taken *taken = data;
	struct taker *taker = &taken->takers[read->worker];
	const struct up_sink sink = { .data = taker, .fact = on_fact, .note = on_note, .wants_comment = wants_no_comment };
	int bid;
	if (up_component_files_is_database(read->source.name)) {
		read_member(taker, read->source.name, read->raw);
		return;
	}
	taker->source = &read->source;
	taker->parser = up_parser_for_components(taker->source, &bid);
	if (!taker->parser) {
		if (read->source.is_named)
			on_walk_note(data, read->worker, UP_NOTE_UNSUPPORTED, read->source.name,
				     UP_STR("no parser finds components in it"));
		return;
	}
	up_parse_run(taker->parser, taker->source, taken->options->walk.limits, taker->arena, &sink);
	taker->collect.files_parsed++;
	end_source(taker);
}

static void on_binary(void *data, const struct up_read_source *read)
{
	struct up_taken *taken = data;
	if (up_component_files_is_database(read->source.name) || up_str_starts(read->raw, UP_STR("\177ELF")))
		read_member(&taken->takers[read->worker], read->source.name, read->raw);
}

/* --- containers ------------------------------------------------------------------------------------------------------- */

struct reading {
	struct up_taken *taken;
	const struct up_walk_container *container;
};

static void on_member(void *data, struct up_member_source *member)
{
	struct reading *reading = data;
	if (!member->link.len && wants(reading->taken, member->path, member->len))
		up_walk_member(reading->container->walker, member);
	else
		up_free(member->bytes);
}

/* Packages, and layers of images, which have no endings in a layout of OCI. */
static bool may_hold_more(up_str path)
{
	static const char *const endings[] = { ".tar", ".tgz", ".gz", ".xz", ".zst", ".bz2", ".zip", ".deb", ".rpm", ".apk" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(path, up_str_from(endings[i])))
			return true;
	return up_str_contains(path, UP_STR("/blobs/sha256/"));
}

static bool is_of_interest(void *data, up_str path)
{
	const struct reading *reading = data;
	return wants(reading->taken, path, 0) || may_hold_more(path);
}

/* What is wrong with a container is a matter of scans. */
static void on_form(void *data, const struct up_form *form)
{
	(void)data, (void)form;
}

static void on_container_note(void *data, enum up_note_reason reason, up_str path, up_str detail)
{
	struct reading *reading = data;
	on_walk_note(reading->taken, reading->container->worker, reason, path, detail);
}

static void on_container(void *data, const struct up_walk_container *container)
{
	struct reading reading = { data, container };
	const struct up_containers asked = {
		.limits = reading.taken->options->walk.limits,
		.sink = { &reading, on_form, on_container_note },
		.data = &reading,
		.member = on_member,
		.is_of_interest = is_of_interest,
	};
	up_containers_read_file(&asked, container->kind, container->fd, container->size, container->path, 0);
}

/* --- the run ---------------------------------------------------------------------------------------------------------- */

static void start_takers(struct up_taken *taken)
{
	taken->n_takers = up_walk_workers(taken->options->walk.n_workers);
	taken->takers = up_alloc_zero(taken->n_takers, sizeof *taken->takers);
	for (unsigned i = 0; i < taken->n_takers; i++) {
		taken->takers[i].inventory = up_inventory_new();
		taken->takers[i].arena = up_arena_new();
		taken->takers[i].taken = taken;
		up_collect_init(&taken->takers[i].collect, taken->options->walk.limits);
	}
}

static void note_limit(struct up_collect *all, uint64_t n, const char *what)
{
	struct up_note note = { .reason = UP_NOTE_LIMIT };
	note.detail = up_arena_printf(all->arena, "%llu %s", (unsigned long long)n, what);
	up_collect_note(all, &note);
}

static void settle(struct up_taken *taken)
{
	struct up_collect *all = &taken->takers[0].collect;
	struct up_hmac *nobody = up_hmac_new(UP_STR(""));
	for (unsigned i = 1; i < taken->n_takers; i++) {
		up_inventory_merge(taken->takers[0].inventory, taken->takers[i].inventory);
		up_collect_merge(all, &taken->takers[i].collect);
	}
	up_inventory_settle(taken->takers[0].inventory);
	if (up_inventory_dropped(taken->takers[0].inventory))
		note_limit(all, up_inventory_dropped(taken->takers[0].inventory), "further places that state components are not listed");
	if (all->notes_seen > all->max_notes) {
		uint64_t n = all->notes_seen;
		all->max_notes++;
		note_limit(all, n, "remarks on what was not read, of which only the first are listed (--max-notes)");
	}
	up_collect_settle(all, nobody);
	up_hmac_free(nobody);
}

struct up_taken *up_inventory_take(const struct up_inventory_options *options)
{
	struct up_taken *taken = up_alloc_zero(1, sizeof *taken);
	taken->options = options;
	start_takers(taken);
	taken->roots = up_alloc_zero(options->walk.n_roots + 1, sizeof *taken->roots);
	for (size_t i = 0; i < options->walk.n_roots; i++)
		taken->roots[i] = up_walk_root_name(options->walk.roots[i]);
	struct up_walk_options walk = options->walk;
	walk.n_workers = taken->n_takers;
	walk.wants = wants;
	walk.source = on_source;
	walk.binary = on_binary;
	walk.container = on_container;
	walk.is_database = is_database;
	walk.database = on_database;
	walk.note = on_walk_note;
	walk.data = taken;
	walk.files_seen = &taken->files_seen;
	walk.files_read = &taken->files_read;
	walk.bytes_read = &taken->bytes_read;
	struct up_progress *progress = options->progress ? up_progress_start(&taken->files_seen, &taken->bytes_read) : NULL;
	int r = up_walk(&walk);
	up_progress_stop(progress);
	if (r < 0) {
		up_taken_free(taken);
		return NULL;
	}
	settle(taken);
	return taken;
}

void up_taken_free(struct up_taken *taken)
{
	if (!taken)
		return;
	for (unsigned i = 0; i < taken->n_takers; i++) {
		up_inventory_free(taken->takers[i].inventory);
		up_collect_finish(&taken->takers[i].collect);
		up_arena_free(taken->takers[i].arena);
		up_free(taken->takers[i].facts);
		up_free(taken->takers[i].notes);
	}
	for (size_t i = 0; i < taken->options->walk.n_roots; i++)
		up_free((void *)(uintptr_t)taken->roots[i].s);
	up_free(taken->roots);
	up_free(taken->takers);
	up_free(taken);
}

const struct up_inventory *up_taken_inventory(const struct up_taken *taken)
{
	return taken->takers[0].inventory;
}

void up_taken_fill(const struct up_taken *taken, struct up_report *report)
{
	const struct up_collect *all = &taken->takers[0].collect;
	report->components = up_inventory_items(taken->takers[0].inventory, &report->n_components);
	report->notes = all->notes;
	report->n_notes = all->n_notes;
	report->files_seen = taken->files_seen;
	report->files_read = taken->files_read;
	report->bytes_read = taken->bytes_read;
	report->files_parsed = all->files_parsed;
}
