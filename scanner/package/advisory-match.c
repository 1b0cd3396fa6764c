/* Components against advisories: what the package brings, what the host has, and what the one mends of the other. One form for a component says all. */
#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"
#include "package/advisory-judge.h"

enum {
	IDS_SHOWN = 4,
};

struct result {
	uint32_t component, advisory;
	struct advisory_verdict verdict;
};

struct match {
	const struct up_advisories *advisories;
	const struct up_form_sink *sink;
	struct up_table *table;
	struct up_arena *arena;
	struct advisory_subject *subjects;
	const struct advisory_subject **brought; /* by type and name */
	size_t n, n_brought;
	struct result *results; /* by component */
	size_t n_results, capacity;
	uint64_t steps;
	uint32_t n_unplaced; /* components that advisories of releases name, and whose release is not known */
	bool is_over;
};

static int compare_subjects(const void *a, const void *b)
{
	const struct advisory_subject *x = *(const struct advisory_subject *const *)a, *y = *(const struct advisory_subject *const *)b;
	int order = up_str_cmp(x->component->type, y->component->type);
	order = order ? order : up_str_cmp(x->name, y->name);
	return order ? order : (x > y) - (x < y);
}

/* The same component out of the package; NULL: it brings none. */
static const struct advisory_subject *counterpart(const struct match *match, const struct advisory_subject *subject)
{
	size_t low = 0, high = match->n_brought;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct advisory_subject *other = match->brought[middle];
		int order = up_str_cmp(other->component->type, subject->component->type);
		order = order ? order : up_str_cmp(other->name, subject->name);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	bool is_same = low < match->n_brought && up_str_eq(match->brought[low]->name, subject->name) &&
		       up_str_eq(match->brought[low]->component->type, subject->component->type);
	return is_same ? match->brought[low] : NULL;
}

static void make_subjects(struct match *match, const struct up_component *components, size_t n)
{
	match->subjects = up_alloc_zero(n + 1, sizeof *match->subjects);
	match->brought = up_alloc_zero(n + 1, sizeof *match->brought);
	match->n = n;
	for (size_t i = 0; i < n; i++) {
		struct advisory_subject *subject = &match->subjects[i];
		subject->component = &components[i];
		subject->name = advisory_name(match->arena, components[i].type, components[i].name, &subject->group);
		subject->source_name = advisory_name(match->arena, components[i].type, components[i].source_name, NULL);
		subject->release = advisory_release_of(match->arena, &components[i]);
		if (!components[i].is_host)
			match->brought[match->n_brought++] = subject;
	}
	if (match->n_brought)
		qsort(match->brought, match->n_brought, sizeof *match->brought, compare_subjects);
	for (size_t i = 0; i < n; i++)
		match->subjects[i].is_of_others = components[i].is_host && up_str_is_listed(components[i].type, "deb rpm apk") &&
						  !counterpart(match, &match->subjects[i]);
}

/* --- judging ---------------------------------------------------------------------------------------------------------- */

static size_t first_claim(const struct up_advisories *advisories, up_str name)
{
	size_t low = 0, high = advisories->n_claims;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(advisories->claims[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_same_vulnerability(const struct advisory_claim *a, const struct advisory_claim *b)
{
	return a->advisory == b->advisory && up_str_eq(a->id, b->id) && up_str_eq(a->name, b->name);
}

static void judge_name(struct match *match, uint32_t component, up_str name, bool *ret_is_unplaced)
{
	const struct up_advisories *all = match->advisories;
	size_t i = name.len ? first_claim(all, name) : all->n_claims;
	while (i < all->n_claims && up_str_eq(all->claims[i].name, name)) {
		size_t end = i + 1;
		while (end < all->n_claims && is_same_vulnerability(&all->claims[i], &all->claims[end]))
			end++;
		for (size_t k = i; k < end; k++)
			match->steps += 1 + all->claims[k].n_versions;
		if (match->steps > UP_LIMIT_ADVISORY_STEPS) {
			match->is_over = true;
			return;
		}
		*ret_is_unplaced |= all->claims[i].release.len && !match->subjects[component].release.len;
		struct advisory_verdict verdict;
		if (advisory_judge(&match->subjects[component], all->claims + i, end - i, &verdict)) {
			match->results = up_grow(match->results, &match->capacity, match->n_results + 1, sizeof *match->results);
			match->results[match->n_results++] = (struct result){ .component = component,
									      .advisory = all->claims[i].advisory,
									      .verdict = verdict };
		}
		i = end;
	}
}

/* Does any advisory leave the component affected by this vulnerability? It is of the package, and was judged. */
static bool is_affected(const struct match *match, const struct advisory_subject *subject, const struct result *by)
{
	uint32_t component = (uint32_t)(subject - match->subjects);
	size_t low = 0, high = match->n_results;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (match->results[middle].component < component)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < match->n_results && match->results[low].component == component; low++)
		if (match->results[low].verdict.says == SAYS_AFFECTED && up_str_eq(match->results[low].verdict.id, by->verdict.id))
			return true;
	return false;
}

/* --- telling ---------------------------------------------------------------------------------------------------------- */

/* What is told of one component in one form. */
struct told {
	struct up_buf ids, evidence;
	uint32_t n;
	up_str last_id, fixed_in, restart;
};

static void told_add(const struct match *match, struct told *told, const struct advisory_subject *subject, const struct result *result)
{
	const struct advisory *advisory = &match->advisories->items[result->advisory];
	const struct advisory_verdict *verdict = &result->verdict;
	enum up_version_scheme scheme = advisory_scheme(subject->component->type);
	if (!told->n || !up_str_eq(told->last_id, verdict->id)) {
		if (told->n < IDS_SHOWN)
			up_buf_printf(&told->ids, "%s%.*s", told->n ? ", " : "", UP_FMT(up_str_slice(verdict->id, 0, 30)));
		told->n++;
	}
	if (told->evidence.len < 1000 && !up_str_contains(up_buf_str(&told->evidence), advisory->id))
		up_buf_printf(&told->evidence, "%s%.*s (%.*s): %.*s", told->evidence.len ? "; " : "", UP_FMT(advisory->id),
			      UP_FMT(advisory->date), UP_FMT(up_str_slice(advisory->title, 0, 120)));
	told->last_id = verdict->id;
	if (verdict->fixed_in.len && (!told->fixed_in.len || up_version_order(scheme, verdict->fixed_in, told->fixed_in) > 0))
		told->fixed_in = verdict->fixed_in;
	if (verdict->restart.len)
		told->restart = verdict->restart;
}

static void state(const struct match *match, const struct told *told, const struct advisory_subject *subject, const char *key, up_str more)
{
	if (!told->n)
		return;
	const struct up_component *component = subject->component;
	up_str rest = told->n > IDS_SHOWN ? up_arena_printf(match->arena, " and %u more", told->n - IDS_SHOWN) : UP_STR_NULL;
	struct up_form form = {
		.path = component->source,
		.key = up_str_from(key),
		.value = up_arena_printf(match->arena, "%.*s %.*s", UP_FMT(up_str_slice(component->name, 0, 80)),
					 UP_FMT(up_str_slice(component->version, 0, 60))),
		.detail = up_arena_printf(match->arena, "%.*s%.*s%.*s", UP_FMT(up_buf_str(&told->ids)), UP_FMT(rest), UP_FMT(more)),
		.evidence = up_buf_str(&told->evidence),
	};
	match->sink->state(match->sink->data, &form);
}

static void add_row(const struct match *match, const struct result *result, const struct advisory_subject *other, bool is_mended)
{
	const struct advisory *advisory = &match->advisories->items[result->advisory];
	const struct up_component *component = match->subjects[result->component].component;
	up_str verdict = UP_STR("not affected");
	if (is_mended)
		verdict = up_arena_printf(match->arena, "affected; %.*s in the package is not", UP_FMT(other->component->version));
	else if (result->verdict.says == SAYS_AFFECTED)
		verdict = up_arena_printf(match->arena, "affected%s%.*s", result->verdict.fixed_in.len ? ", fixed in " : "",
					  UP_FMT(result->verdict.fixed_in));
	else if (result->verdict.says == SAYS_FIXED)
		verdict = UP_STR("fixed");
	bool is_alias = !up_str_eq(advisory->id, result->verdict.id) && result->verdict.id.len;
	up_table_add(match->table, (const up_str[]){ up_arena_printf(match->arena, "%.*s %.*s (%s)", UP_FMT(component->name),
								     UP_FMT(component->version), component->is_host ? "host" : "package"),
						     verdict,
						     is_alias ? up_arena_printf(match->arena, "%.*s, %.*s", UP_FMT(advisory->id),
										UP_FMT(result->verdict.id))
							      : advisory->id,
						     advisory->title, advisory->date, advisory->path });
}

static up_str fixed_in(const struct match *match, const struct told *told)
{
	return told->fixed_in.len ? up_arena_printf(match->arena, "; fixed in %.*s", UP_FMT(up_str_slice(told->fixed_in, 0, 60)))
				  : UP_STR_NULL;
}

static int compare_results(const void *a, const void *b)
{
	const struct result *x = a, *y = b;
	if (x->component != y->component)
		return x->component < y->component ? -1 : 1;
	int order = up_str_cmp(x->verdict.id, y->verdict.id);
	return order ? order : (x->advisory > y->advisory) - (x->advisory < y->advisory);
}

static void tell(const struct match *match, const struct advisory_subject *subject, const struct result *results, size_t n)
{
	struct told open = { 0 }, mended = { 0 }, restart = { 0 };
	bool is_host = subject->component->is_host;
	const struct advisory_subject *other = is_host ? counterpart(match, subject) : NULL;
	for (size_t i = 0; i < n; i++) {
		bool hits = results[i].verdict.says == SAYS_AFFECTED, stays = hits && other && is_affected(match, other, &results[i]);
		bool is_mended = hits && other && !stays;
		add_row(match, &results[i], other, is_mended);
		if (is_mended)
			told_add(match, &mended, subject, &results[i]);
		else if (hits && !stays) /* what stays is told of the package */
			told_add(match, &open, subject, &results[i]);
		if (is_mended && results[i].verdict.restart.len)
			told_add(match, &restart, subject, &results[i]);
	}
	state(match, &open, subject, is_host ? "advisory-affected-host" : "advisory-affected", fixed_in(match, &open));
	if (other) {
		state(match, &mended, subject, "advisory-fixed-by-package",
		      up_arena_printf(match->arena, "; the package brings %.*s", UP_FMT(up_str_slice(other->component->version, 0, 60))));
		state(match, &restart, subject, "advisory-restart",
		      up_arena_printf(match->arena, " (restart of: %.*s)", UP_FMT(restart.restart)));
	}
	struct told *all[] = { &open, &mended, &restart };
	for (size_t i = 0; i < 3; i++) {
		up_buf_finish(&all[i]->ids);
		up_buf_finish(&all[i]->evidence);
	}
}

static void note_what_was_lost(const struct match *match)
{
	const struct up_form_sink *sink = match->sink;
	if (match->is_over)
		sink->note(sink->data, UP_NOTE_LIMIT, UP_STR_NULL,
			   UP_STR("the advisories say too much of too many components; some components were not held against them"));
	if (match->n_unplaced)
		sink->note(
			sink->data, UP_NOTE_COVERAGE, UP_STR_NULL,
			up_arena_printf(
				match->arena,
				"the release of the system is not known for %u component%s that advisories name; what they say of single "
				"releases was not held against them",
				match->n_unplaced, match->n_unplaced == 1 ? "" : "s"));
}

void up_advisories_match(const struct up_advisories *advisories, const struct up_component *components, size_t n, struct up_table *table,
			 const struct up_form_sink *sink)
{
	struct match match = { .advisories = advisories, .sink = sink, .table = table, .arena = up_arena_new() };
	make_subjects(&match, components, n);
	for (size_t i = 0; i < n && !match.is_over; i++) {
		const struct advisory_subject *subject = &match.subjects[i];
		bool is_unplaced = false;
		judge_name(&match, (uint32_t)i, subject->name, &is_unplaced);
		if (!up_str_eq(subject->name, subject->source_name))
			judge_name(&match, (uint32_t)i, subject->source_name, &is_unplaced);
		match.n_unplaced += is_unplaced;
	}
	if (match.n_results)
		qsort(match.results, match.n_results, sizeof *match.results, compare_results);
	for (size_t i = 0; i < match.n_results;) {
		size_t end = i + 1;
		while (end < match.n_results && match.results[end].component == match.results[i].component)
			end++;
		tell(&match, &match.subjects[match.results[i].component], match.results + i, end - i);
		i = end;
	}
	note_what_was_lost(&match);
	up_free(match.subjects);
	up_free(match.brought);
	up_free(match.results);
	up_arena_free(match.arena);
}
