/* Keeping findings and notes. */
#include "run/collect.h"

#include <stdlib.h>

#include "base/memory.h"
#include "run/identity.h"

void up_collect_init(struct up_collect *collect, const struct up_limits *limits)
{
	*collect = (struct up_collect){ .arena = up_arena_new(), .max_findings = limits->findings, .max_notes = limits->notes };
}

void up_collect_finish(struct up_collect *collect)
{
	up_arena_free(collect->arena);
	up_free(collect->findings);
	up_free(collect->notes);
	up_free(collect->artifacts);
	*collect = (struct up_collect){ 0 };
}

/* --- findings --------------------------------------------------------------------------------------------------------- */

/* All of it but its path. */
static void copy_texts(struct up_arena *arena, struct up_finding *finding)
{
	up_str *const strings[] = { &finding->message,   &finding->fix,         &finding->safer,         &finding->replacement,
				    &finding->key,       &finding->since,       &finding->installed,     &finding->target,
				    &finding->product,   &finding->embedded_in, &finding->snippet,       &finding->fingerprint,
				    &finding->line_hash, &finding->evidence,    &finding->justification, &finding->group,
				    &finding->history,   &finding->public_hash, &finding->secretless };
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		if (strings[i]->len)
			*strings[i] = up_arena_copy(arena, *strings[i]);
	if (!finding->n_related)
		return;
	struct up_related *related = up_arena_alloc(arena, finding->n_related * sizeof *related);
	for (uint32_t i = 0; i < finding->n_related; i++) {
		related[i] = finding->related[i];
		related[i].path = up_arena_copy(arena, related[i].path);
		related[i].message = up_arena_copy(arena, related[i].message);
	}
	finding->related = related;
}

void up_finding_copy(struct up_arena *arena, struct up_finding *finding)
{
	finding->path = up_arena_copy(arena, finding->path);
	copy_texts(arena, finding);
}

/* The order in which findings are kept when there are too many: highest level first, then as in reports. */
static int by_weight(const void *a, const void *b)
{
	const struct up_finding *x = a, *y = b;
	if (x->level != y->level)
		return x->level > y->level ? -1 : 1;
	return up_finding_cmp(x, y);
}

static int by_place(const void *a, const void *b)
{
	return up_finding_cmp(a, b);
}

/* Keeps the weightiest, and moves their strings to a fresh arena so that those of the others are given back. */
static void shrink_findings(struct up_collect *collect, size_t keep)
{
	if (collect->n_findings <= keep)
		return;
	qsort(collect->findings, collect->n_findings, sizeof *collect->findings, by_weight);
	collect->n_findings = keep;
	struct up_arena *arena = up_arena_new();
	up_str path = UP_STR_NULL, copy = UP_STR_NULL; /* of the one before */
	for (size_t i = 0; i < collect->n_findings; i++) {
		struct up_finding *finding = &collect->findings[i];
		if (!copy.s || finding->path.s != path.s || finding->path.len != path.len)
			copy = up_arena_copy(arena, finding->path);
		path = finding->path;
		finding->path = copy;
		copy_texts(arena, finding);
	}
	for (size_t i = 0; i < collect->n_notes; i++) {
		collect->notes[i].path = up_arena_copy(arena, collect->notes[i].path);
		collect->notes[i].detail = up_arena_copy(arena, collect->notes[i].detail);
	}
	for (size_t i = 0; i < collect->n_artifacts; i++)
		collect->artifacts[i].path = up_arena_copy(arena, collect->artifacts[i].path);
	up_arena_free(collect->arena);
	collect->arena = arena;
}

void up_collect_finding(struct up_collect *collect, const struct up_finding *finding)
{
	collect->findings_seen++;
	if (collect->n_findings >= collect->max_findings * 2)
		shrink_findings(collect, collect->max_findings);
	collect->findings = up_grow(collect->findings, &collect->findings_capacity, collect->n_findings + 1, sizeof *finding);
	struct up_finding *kept = &collect->findings[collect->n_findings];
	*kept = *finding;
	/* One copy of its path for all that come from one source. */
	if (collect->n_findings && up_str_eq(kept[-1].path, finding->path))
		kept->path = kept[-1].path;
	else
		kept->path = up_arena_copy(collect->arena, finding->path);
	copy_texts(collect->arena, kept);
	collect->n_findings++;
}

/* --- notes ------------------------------------------------------------------------------------------------------------ */

static int note_cmp(const void *a, const void *b)
{
	const struct up_note *x = a, *y = b;
	int order = up_str_cmp(x->path, y->path);
	if (!order)
		order = (x->line > y->line) - (x->line < y->line);
	if (!order)
		order = (x->reason > y->reason) - (x->reason < y->reason);
	return order ? order : up_str_cmp(x->detail, y->detail);
}

void up_collect_note(struct up_collect *collect, const struct up_note *note)
{
	collect->notes_seen++;
	if (collect->n_notes >= collect->max_notes * 2) {
		qsort(collect->notes, collect->n_notes, sizeof *note, note_cmp);
		collect->n_notes = collect->max_notes;
	}
	collect->notes = up_grow(collect->notes, &collect->notes_capacity, collect->n_notes + 1, sizeof *note);
	struct up_note *kept = &collect->notes[collect->n_notes++];
	*kept = *note;
	kept->path = up_arena_copy(collect->arena, note->path);
	kept->detail = up_arena_copy(collect->arena, note->detail);
}

void up_collect_artifact(struct up_collect *collect, const struct up_artifact *artifact)
{
	collect->artifacts = up_grow(collect->artifacts, &collect->artifacts_capacity, collect->n_artifacts + 1, sizeof *artifact);
	collect->artifacts[collect->n_artifacts] = *artifact;
	collect->artifacts[collect->n_artifacts].path = up_arena_copy(collect->arena, artifact->path);
	collect->n_artifacts++;
}

/* --- all of them ------------------------------------------------------------------------------------------------------ */

void up_collect_merge(struct up_collect *into, struct up_collect *from)
{
	uint64_t findings_seen = into->findings_seen + from->findings_seen, notes_seen = into->notes_seen + from->notes_seen;
	for (size_t i = 0; i < from->n_findings; i++)
		up_collect_finding(into, &from->findings[i]);
	for (size_t i = 0; i < from->n_notes; i++)
		up_collect_note(into, &from->notes[i]);
	for (size_t i = 0; i < from->n_artifacts; i++)
		up_collect_artifact(into, &from->artifacts[i]);
	into->findings_seen = findings_seen;
	into->notes_seen = notes_seen;
	into->files_parsed += from->files_parsed;
}

static int artifact_cmp(const void *a, const void *b)
{
	const struct up_artifact *x = a, *y = b;
	return up_str_cmp(x->path, y->path);
}

static void drop_twins(struct up_collect *collect)
{
	size_t n = 0;
	for (size_t i = 0; i < collect->n_findings; i++) {
		if (n && up_finding_cmp(&collect->findings[n - 1], &collect->findings[i]) == 0)
			continue;
		collect->findings[n++] = collect->findings[i];
	}
	collect->n_findings = n;
}

/* The words of a snippet joined by one space: re-indented lines keep their fingerprint. */
static up_str squeezed(struct up_arena *arena, up_str text)
{
	char *out = up_arena_alloc(arena, text.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (!up_is_space(text.s[i]))
			out[n++] = text.s[i];
		else if (n && out[n - 1] != ' ')
			out[n++] = ' ';
	}
	while (n && out[n - 1] == ' ')
		n--;
	return (up_str){ out, n };
}

/* Texts by their hash, each with how often it was met. */
struct counted {
	uint64_t hash;
	uint32_t n;
};

struct counter {
	struct counted *table;
	size_t size; /* a power of two, at least twice the texts */
};

static uint32_t count(struct counter *counter, uint64_t hash)
{
	size_t slot = hash & (counter->size - 1);
	while (counter->table[slot].n && counter->table[slot].hash != hash)
		slot = (slot + 1) & (counter->size - 1);
	counter->table[slot].hash = hash;
	return ++counter->table[slot].n;
}

/* A finding is its rule, its path and what stands there, counted where the same stands there more than once. No line number. What stands there is
 * the secret where it is about one, else its lines: secrets in them count by their keyed hash, since anybody can compute this one. */
static void give_fingerprint(struct up_collect *collect, struct counter *counter, struct up_finding *finding, struct up_hmac *key)
{
	up_str line = squeezed(collect->arena, finding->secretless.len ? finding->secretless : finding->snippet);
	up_str identity = up_arena_printf(collect->arena, "%.*s\n%.*s\n%.*s\n%.*s", UP_FMT(finding->rule->id), UP_FMT(finding->path),
					  UP_FMT(finding->group.len ? finding->group : finding->key),
					  UP_FMT(finding->group.len ? UP_STR("") : line));
	uint64_t hash = up_hash64(identity, 1);
	uint32_t number = count(counter, hash);
	finding->line_hash = up_arena_printf(collect->arena, "%016llx:%u", (unsigned long long)up_hash64(line, 0), number);
	if (finding->group.len) {
		char hex[UP_IDENTITY_HEX + 1];
		up_identity_finding(key, finding->group, finding->rule->id, finding->path, number, hex);
		finding->fingerprint = up_arena_copy(collect->arena, up_str_from(hex));
		return;
	}
	finding->fingerprint = up_arena_printf(collect->arena, "%016llx%016llx", (unsigned long long)hash,
					       (unsigned long long)up_hash64(identity, 1 + number));
}

static void give_fingerprints(struct up_collect *collect, struct up_hmac *key)
{
	struct counter counter = { .size = 16 };
	while (counter.size < collect->n_findings * 2)
		counter.size *= 2;
	counter.table = up_alloc_zero(counter.size, sizeof *counter.table);
	for (size_t i = 0; i < collect->n_findings; i++)
		give_fingerprint(collect, &counter, &collect->findings[i], key);
	up_free(counter.table);
}

/* A remark that stands there twice says no more: versions of a file have much in common. */
static void drop_twin_notes(struct up_collect *collect)
{
	size_t n = 0;
	for (size_t i = 0; i < collect->n_notes; i++)
		if (!n || note_cmp(&collect->notes[n - 1], &collect->notes[i]) != 0)
			collect->notes[n++] = collect->notes[i];
	collect->n_notes = n;
}

/* A file may be read as that of several products. */
static void drop_twin_artifacts(struct up_collect *collect)
{
	size_t n = 0;
	for (size_t i = 0; i < collect->n_artifacts; i++)
		if (!n || artifact_cmp(&collect->artifacts[n - 1], &collect->artifacts[i]) != 0 || !collect->artifacts[i].sha256[0])
			collect->artifacts[n++] = collect->artifacts[i];
	collect->n_artifacts = n;
}

void up_collect_settle(struct up_collect *collect, struct up_hmac *key)
{
	shrink_findings(collect, collect->max_findings);
	if (collect->n_findings)
		qsort(collect->findings, collect->n_findings, sizeof *collect->findings, by_place);
	drop_twins(collect);
	give_fingerprints(collect, key);
	if (collect->n_notes)
		qsort(collect->notes, collect->n_notes, sizeof *collect->notes, note_cmp);
	drop_twin_notes(collect);
	if (collect->n_notes > collect->max_notes)
		collect->n_notes = collect->max_notes;
	if (collect->n_artifacts)
		qsort(collect->artifacts, collect->n_artifacts, sizeof *collect->artifacts, artifact_cmp);
	drop_twin_artifacts(collect);
}
