/* The collection: what kind of document a file is, what is kept of it, and how old all of it is. */
#include "package/advisory.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "core/limits.h"
#include "package/advisory-private.h"

struct up_advisories *up_advisories_new(up_str now)
{
	struct up_advisories *advisories = up_alloc_zero(1, sizeof *advisories);
	advisories->arena = up_arena_new();
	advisories->now = up_arena_copy(advisories->arena, now);
	return advisories;
}

void up_advisories_free(struct up_advisories *advisories)
{
	if (!advisories)
		return;
	up_arena_free(advisories->arena);
	up_free(advisories->items);
	up_free(advisories->claims);
	up_free(advisories);
}

uint32_t advisory_add(struct advisory_file *file, const struct advisory *advisory)
{
	struct up_advisories *all = file->advisories;
	all->items = up_grow(all->items, &all->capacity, all->n + 1, sizeof *all->items);
	struct advisory *kept = &all->items[all->n];
	bool has_words = advisory_is_of_rotation(advisory->text) || advisory_is_of_rotation(advisory->title);
	*kept = (struct advisory){
		.path = file->path,
		.id = up_arena_copy(file->arena, advisory->id),
		.title = up_arena_copy(file->arena, up_str_slice(advisory->title, 0, 300)),
		.date = up_arena_copy(file->arena, advisory->date),
		.link = up_arena_copy(file->arena, advisory->link),
		.publisher = up_arena_copy(file->arena, advisory->publisher),
		.contact = up_arena_copy(file->arena, advisory->contact),
		.text = has_words ? up_arena_copy(file->arena, advisory->text) : UP_STR_NULL,
	};
	return (uint32_t)all->n++;
}

void advisory_claim_add(struct advisory_file *file, const struct advisory_claim *claim)
{
	struct up_advisories *all = file->advisories;
	if (all->n_claims >= UP_LIMIT_ADVISORY_CLAIMS) {
		file->is_over = true;
		return;
	}
	all->claims = up_grow(all->claims, &all->claims_capacity, all->n_claims + 1, sizeof *all->claims);
	all->claims[all->n_claims++] = *claim;
}

static void note(const struct advisory_file *file, enum up_note_reason reason, up_str detail)
{
	file->sink->note(file->sink->data, reason, file->path, detail);
}

static bool read_json(struct advisory_file *file, up_str bytes)
{
	const struct up_json_bounds bounds = { .bytes = UP_LIMIT_ADVISORY_BYTES,
					       .values = UP_LIMIT_ADVISORY_VALUES,
					       .depth = UP_LIMIT_DEPTH };
	bool is_beyond = false, is_read = false;
	struct up_json_value *root = up_json_read(bytes, &bounds, &is_beyond);
	if (is_beyond)
		note(file, UP_NOTE_LIMIT, UP_STR("the advisory has more values or nests deeper than is read"));
	else if (!root)
		note(file, UP_NOTE_SYNTAX, UP_STR("not JSON; the advisory was not read"));
	else if (advisory_read_csaf(file, root) || advisory_read_osv(file, root))
		is_read = true;
	else
		note(file, UP_NOTE_UNSUPPORTED, UP_STR("JSON, but neither CSAF 2.0 nor OSV; it was not read"));
	up_json_free(root);
	return is_read;
}

static void note_what_was_lost(const struct advisory_file *file)
{
	if (file->is_over)
		note(file, UP_NOTE_LIMIT,
		     up_arena_printf(file->arena, "the advisories say something of more than %d products; the rest was not kept",
				     UP_LIMIT_ADVISORY_CLAIMS));
	if (file->n_unclear)
		note(file, UP_NOTE_UNSUPPORTED,
		     up_arena_printf(file->arena, "%u product%s or versions that are not understood were passed over", file->n_unclear,
				     file->n_unclear == 1 ? "" : "s"));
}

bool up_advisories_add(struct up_advisories *advisories, up_str path, up_str bytes, const struct up_form_sink *sink)
{
	struct advisory_file file = { .advisories = advisories, .arena = advisories->arena, .sink = sink, .path = path };
	if (bytes.len > UP_LIMIT_ADVISORY_BYTES) {
		note(&file, UP_NOTE_TOO_LARGE, UP_STR("the advisory is larger than 16 MiB; it was not read"));
		return false;
	}
	if (up_arena_used(advisories->arena) > UP_LIMIT_ADVISORY_MEMORY) {
		note(&file, UP_NOTE_LIMIT, UP_STR("the advisories before it take more than 32 MiB; it was not read"));
		return false;
	}
	file.path = up_arena_copy(advisories->arena, path);
	if (up_str_starts(bytes, UP_STR("\xEF\xBB\xBF")))
		bytes = up_str_slice(bytes, 3, bytes.len);
	up_str start = up_str_trim(bytes);
	bool is_read = false;
	if (start.len && (start.s[0] == '{' || start.s[0] == '['))
		is_read = read_json(&file, start);
	else if (start.len && start.s[0] == '<')
		is_read = advisory_read_feed(&file, start);
	else
		note(&file, UP_NOTE_UNSUPPORTED, UP_STR("neither JSON nor XML: no advisory that is understood"));
	note_what_was_lost(&file);
	return is_read;
}

static int compare_claims(const void *a, const void *b)
{
	const struct advisory_claim *x = a, *y = b;
	int order = up_str_cmp(x->name, y->name);
	if (order)
		return order;
	if (x->advisory != y->advisory)
		return x->advisory < y->advisory ? -1 : 1;
	order = up_str_cmp(x->id, y->id);
	return order ? order : up_str_cmp(x->high, y->high);
}

void up_advisories_settle(struct up_advisories *advisories)
{
	if (advisories->n_claims)
		qsort(advisories->claims, advisories->n_claims, sizeof *advisories->claims, compare_claims);
}

size_t up_advisories_count(const struct up_advisories *advisories)
{
	return advisories->n;
}

up_str up_advisories_newest(const struct up_advisories *advisories)
{
	up_str newest = UP_STR_NULL;
	for (size_t i = 0; i < advisories->n; i++) {
		up_str date = advisories->items[i].date;
		if (up_str_cmp(date, advisories->now) <= 0 && up_str_cmp(date, newest) > 0)
			newest = date;
	}
	return newest;
}

up_str up_advisories_contact(const struct up_advisories *advisories)
{
	up_str contact = UP_STR_NULL;
	for (size_t i = 0; i < advisories->n; i++) {
		up_str other = advisories->items[i].contact;
		if (contact.len && other.len && !up_str_eq(contact, other))
			return UP_STR_NULL; /* of several vendors: which is ours is not for us to guess */
		if (other.len)
			contact = other;
	}
	return contact;
}

void up_advisories_table_init(struct up_table *table, struct up_arena *arena)
{
	static const char *const columns[] = { "about", "verdict", "id", "title", "date", "file", NULL };
	up_table_init(table, arena, "advisories", "What advisories say", columns);
	table->empty = "No advisory says anything of this host or this package.";
}

void up_advisories_age(const struct up_advisories *advisories, up_str folder, uint32_t max_days, struct up_table *table,
		       const struct up_form_sink *sink)
{
	int64_t now, then;
	up_str newest = up_advisories_newest(advisories);
	bool is_known = up_days_read(newest, &then) && up_days_read(advisories->now, &now);
	up_str age = is_known ? up_arena_printf(table->arena, "the newest is %lld day%s old", (long long)(now - then),
						now - then == 1 ? "" : "s")
			      : UP_STR("none has a date");
	up_str about = up_arena_printf(table->arena, "all %zu advisories", advisories->n);
	up_table_add(table, (const up_str[]){ about, age, UP_STR_NULL, UP_STR_NULL, newest, folder });
	if (is_known && now - then <= (int64_t)max_days)
		return;
	struct up_form form = { .path = folder,
				.key = UP_STR("advisories-old"),
				.value = is_known ? newest : UP_STR("without date"),
				.detail = is_known ? age : UP_STR("nobody can tell whether they are current") };
	sink->state(sink->data, &form);
}
