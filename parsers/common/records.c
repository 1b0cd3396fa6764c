#include "common/records.h"

#include "base/memory.h"

bool up_records_fit(struct up_parse *p, size_t n, uint32_t at)
{
	if (n < UP_LIMIT_DECLARED)
		return true;
	up_note(p, UP_NOTE_LIMIT, at, "a manifest asks for more than %d things; the rest was not read", UP_LIMIT_DECLARED);
	return false;
}

size_t up_record_depth(const struct up_records *records, const struct up_record *record)
{
	return (size_t)(record - records->open);
}

struct up_record *up_record_outer(const struct up_records *records, const struct up_record *record)
{
	size_t depth = up_record_depth(records, record);
	return depth ? &records->open[depth - 1] : NULL;
}

static bool is_below(up_str path, up_str outer)
{
	if (!outer.len)
		return path.len > 0;
	return path.len > outer.len && path.s[outer.len] == '/' && up_str_starts(path, outer);
}

/* Is what the fact stands in the record itself, or inside of it? */
static bool holds(const struct up_records *records, const struct up_record *record, const struct up_fact *fact)
{
	if (record->scope == fact->scope)
		return true;
	if (records->is_by_path || !fact->outer)
		return is_below(fact->path, record->path);
	return record->scope == fact->outer;
}

static bool close_innermost(struct up_records *records)
{
	struct up_record *record = &records->open[records->n - 1];
	bool going = !records->end || records->end(records, record);
	records->n--;
	return going;
}

/* The last name of a path that is no item of a list. */
static up_str last_name(up_str path)
{
	while (up_str_ends(path, UP_STR("/[]")))
		path.len -= 3;
	return up_str_basename(path);
}

/* Is it the heading of what stands at the path? */
static bool is_heading(const struct up_fact *heading, up_str path)
{
	size_t len = heading->path.len + (heading->path.len > 0) + heading->key.len;
	bool is_item = path.len == len + strlen("/[]") && up_str_ends(path, UP_STR("/[]"));
	return (path.len == len || is_item) && up_str_starts(path, heading->path) && up_str_ends(up_str_slice(path, 0, len), heading->key);
}

static struct up_record *open_record(struct up_records *records, const struct up_fact *fact)
{
	const struct up_record *outer = records->n ? &records->open[records->n - 1] : NULL;
	struct up_record record = {
		.scope = fact->scope, .path = fact->path, .key = last_name(fact->path), .key_at = { fact->key_at.start, fact->key_at.start }
	};
	if (outer && outer->child_at.end && !records->is_by_path) {
		record.key = outer->child_key;
		record.key_at = outer->child_at;
	} else if (records->is_by_path && is_heading(&records->heading, fact->path)) {
		record.key_at = records->heading.key_at;
	}
	records->open = up_grow(records->open, &records->capacity, records->n + 1, sizeof *records->open);
	records->open[records->n++] = record;
	return &records->open[records->n - 1];
}

static void keep(struct up_records *records, struct up_record *record, const struct up_fact *fact)
{
	if (fact->path.len != record->path.len)
		return; /* a dotted key of TOML */
	for (size_t i = 0; records->names && records->names[i]; i++) {
		if (!up_str_eq(up_str_from(records->names[i]), fact->key))
			continue;
		if (!record->fields[i].at.end)
			record->fields[i] = (struct up_field){ fact->value, fact->value_at, fact->flags };
		return;
	}
}

static bool take_setting(struct up_records *records, const struct up_fact *fact)
{
	bool is_block = fact->flags & UP_FACT_BLOCK;
	if (is_block && records->is_by_path) {
		records->heading = *fact; /* it comes behind attributes, or in the scope of the whole source: nothing ends by it */
		return true;
	}
	while (records->n && !holds(records, &records->open[records->n - 1], fact))
		if (!close_innermost(records))
			return false;
	struct up_record *record = records->n ? &records->open[records->n - 1] : NULL;
	if (!record || record->scope != fact->scope)
		record = open_record(records, fact);
	if (is_block) {
		record->child_key = fact->key;
		record->child_at = fact->key_at;
		return true;
	}
	if (records->value && !records->value(records, record, fact))
		return false;
	keep(records, record, fact);
	return true;
}

static bool take(void *data, const struct up_fact *fact)
{
	struct up_records *records = data;
	records->is_stopped |= !take_setting(records, fact);
	return !records->is_stopped;
}

enum up_parse_result up_records_read(struct up_records *records, struct up_parse *p, const char *format)
{
	records->p = p;
	records->is_by_path = strcmp(format, "json") != 0 && strcmp(format, "yaml") != 0;
	enum up_parse_result result = up_parse_settings(p, format, take, records);
	/* What stands before the place where a source is broken counts. */
	while (records->n && !records->is_stopped && close_innermost(records))
		;
	up_free(records->open);
	records->open = NULL;
	records->n = records->capacity = 0;
	return result;
}
