/* OSV records (ossf.github.io/osv-schema), one or a list of them. Ranges of commits say nothing of installed packages and are passed over. */
#include <stdlib.h>

#include "base/memory.h"
#include "package/advisory-private.h"

struct event {
	up_str version;
	enum {
		EVENT_INTRODUCED,
		EVENT_FIXED,
		EVENT_LAST_AFFECTED,
	} kind;
};

static int compare_events(const void *a, const void *b, void *data)
{
	const struct event *x = a, *y = b;
	const enum up_version_scheme *scheme = data;
	bool is_first = up_str_eq(x->version, UP_STR("0")), is_other_first = up_str_eq(y->version, UP_STR("0"));
	if (is_first != is_other_first)
		return is_first ? -1 : 1; /* 0: before any version */
	int order = up_version_order(*scheme, x->version, y->version);
	return order ? order : (x->kind > y->kind) - (x->kind < y->kind);
}

static size_t read_events(struct advisory_file *file, const struct up_json_value *list, enum up_version_scheme scheme, struct event *events)
{
	static const char *const names[] = { "introduced", "fixed", "last_affected" };
	size_t n = 0;
	for (size_t i = 0; i < up_json_count(list); i++) {
		const struct up_json_value *item = up_json_item(list, i);
		for (unsigned kind = 0; kind < 3; kind++) {
			up_str version = up_json_get_text(item, names[kind]);
			if (!version.len)
				continue;
			if (!up_str_eq(version, UP_STR("0")) && !up_version_fits(scheme, version)) {
				file->n_unclear++;
				return 0; /* a range without one of its ends would claim too much */
			}
			events[n].version = up_arena_copy(file->arena, version);
			events[n++].kind = kind;
			break;
		}
	}
	return n;
}

static void read_range(struct advisory_file *file, const struct up_json_value *range, const struct advisory_claim *base)
{
	const struct up_json_value *list = up_json_get(range, "events");
	enum up_version_scheme scheme = advisory_scheme(base->type);
	struct event *events = up_alloc_zero(up_json_count(list) + 1, sizeof *events);
	size_t n = read_events(file, list, scheme, events);
	if (n)
		qsort_r(events, n, sizeof *events, compare_events, &scheme);
	struct advisory_claim claim = *base;
	claim.is_range = true;
	bool is_open = false;
	for (size_t i = 0; i < n; i++) {
		if (events[i].kind == EVENT_INTRODUCED && !is_open) {
			claim.low = up_str_eq(events[i].version, UP_STR("0")) ? UP_STR_NULL : events[i].version;
			is_open = true;
		} else if (events[i].kind != EVENT_INTRODUCED && is_open) {
			claim.high = events[i].version;
			claim.has_high = events[i].kind == EVENT_LAST_AFFECTED;
			advisory_claim_add(file, &claim);
			is_open = false;
		}
	}
	claim.high = UP_STR_NULL;
	claim.has_high = false;
	if (is_open)
		advisory_claim_add(file, &claim);
	up_free(events);
}

static void read_versions(struct advisory_file *file, const struct up_json_value *list, const struct advisory_claim *base)
{
	size_t n = up_json_count(list);
	if (!n)
		return;
	struct advisory_claim claim = *base;
	up_str *versions = up_arena_alloc(file->arena, n * sizeof *versions);
	for (size_t i = 0; i < n; i++)
		versions[i] = up_arena_copy(file->arena, up_json_text(up_json_item(list, i)));
	claim.versions = versions;
	claim.n_versions = n;
	advisory_claim_add(file, &claim);
}

static void read_affected(struct advisory_file *file, const struct up_json_value *affected, struct advisory_claim base)
{
	const struct up_json_value *package = up_json_get(affected, "package"), *ranges = up_json_get(affected, "ranges");
	struct advisory_product product = { 0 };
	if (up_json_kind(package) != UP_JSON_MAP)
		return; /* of commits alone */
	if (!advisory_ecosystem(file->arena, up_json_get_text(package, "ecosystem"), &product)) {
		file->n_unclear++;
		return;
	}
	base.type = product.type;
	base.release = product.release;
	base.name = advisory_name(file->arena, product.type, up_json_get_text(package, "name"), &base.group);
	if (!base.name.len)
		return;
	size_t n_before = file->advisories->n_claims;
	for (size_t i = 0; i < up_json_count(ranges); i++) {
		const struct up_json_value *range = up_json_item(ranges, i);
		if (!up_str_eq(up_json_get_text(range, "type"), UP_STR("GIT")))
			read_range(file, range, &base);
	}
	/* Versions are those of the ranges, written out; they count where the ranges are only of commits. */
	if (file->advisories->n_claims == n_before)
		read_versions(file, up_json_get(affected, "versions"), &base);
}

static up_str link_of(const struct up_json_value *record)
{
	const struct up_json_value *references = up_json_get(record, "references");
	for (size_t i = 0; i < up_json_count(references); i++)
		if (up_str_eq(up_json_get_text(up_json_item(references, i), "type"), UP_STR("ADVISORY")))
			return up_json_get_text(up_json_item(references, i), "url");
	return up_json_get_text(up_json_item(references, 0), "url");
}

/* The alias that everybody knows. */
static up_str known_id(const struct up_json_value *record)
{
	static const char *const lists[] = { "aliases", "upstream" };
	for (size_t l = 0; l < 2; l++) {
		const struct up_json_value *list = up_json_get(record, lists[l]);
		for (size_t i = 0; i < up_json_count(list); i++)
			if (up_str_starts(up_json_text(up_json_item(list, i)), UP_STR("CVE-")))
				return up_json_text(up_json_item(list, i));
	}
	return up_json_get_text(record, "id");
}

static bool read_record(struct advisory_file *file, const struct up_json_value *record)
{
	up_str id = up_json_get_text(record, "id"), date = up_json_get_text(record, "modified");
	if (!id.len || (!date.len && up_json_kind(up_json_get(record, "affected")) != UP_JSON_LIST))
		return false;
	if (up_json_get_text(record, "withdrawn").len)
		return true; /* says nothing any more */
	up_str summary = up_json_get_text(record, "summary"), details = up_json_get_text(record, "details");
	struct advisory advisory = { .id = id,
				     .title = summary.len ? summary : id,
				     .date = advisory_date(file->arena, date.len ? date : up_json_get_text(record, "published")),
				     .link = link_of(record),
				     .publisher = UP_STR("OSV") };
	struct up_arena *scratch = up_arena_new();
	advisory.text = advisory_plain(scratch, details, false);
	struct advisory_claim base = { .advisory = advisory_add(file, &advisory), .says = SAYS_AFFECTED };
	up_arena_free(scratch);
	base.id = up_arena_copy(file->arena, known_id(record));
	const struct up_json_value *affected = up_json_get(record, "affected");
	for (size_t i = 0; i < up_json_count(affected); i++)
		read_affected(file, up_json_item(affected, i), base);
	return true;
}

bool advisory_read_osv(struct advisory_file *file, const struct up_json_value *root)
{
	if (up_json_kind(root) == UP_JSON_MAP)
		return read_record(file, root);
	bool is_any = false;
	for (size_t i = 0; i < up_json_count(root); i++)
		is_any |= read_record(file, up_json_item(root, i));
	return is_any;
}
