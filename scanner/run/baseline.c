/* Reading, applying and writing a baseline. It is JSON, which is YAML too: our strict reader of YAML says where each part stands. */
#include "run/baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/say.h"
#include "base/yaml-tree.h"
#include "run/identity.h"

enum {
	SCHEMA = 1,
	READ_BYTES = 1 << 16,
};

struct entry {
	up_str fingerprint;
	enum up_level level;
	bool is_met;
};

struct up_baseline {
	struct up_arena *arena;
	struct entry *entries; /* by fingerprint */
	size_t n;
};

/* --- reading ---------------------------------------------------------------------------------------------------------- */

struct reader {
	const char *path;
	struct up_baseline *baseline;
	bool failed;
};

__attribute__((format(printf, 4, 5))) static void fault(struct reader *reader, uint32_t line, uint32_t column, const char *format, ...)
{
	char message[300];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	/* One is enough: a file that something else wrote has as many faults as lines. */
	if (!reader->failed)
		up_say("%s:%u:%u: %s", reader->path, line, column, message);
	reader->failed = true;
}

static void fault_at(struct reader *reader, const struct up_yaml_node *node, const char *message)
{
	fault(reader, node->line, node->column, "%s", message);
}

/* The values of the keys of a map, in the order of `names`; each must be there once, and no other. */
static bool fields(struct reader *reader, const struct up_yaml_node *map, const char *const *names, size_t n,
		   const struct up_yaml_node **ret_values)
{
	memset(ret_values, 0, n * sizeof *ret_values);
	if (map->kind != UP_YAML_MAP) {
		fault_at(reader, map, "an object is expected here; `uplint scan --write-baseline FILE` writes a baseline");
		return false;
	}
	for (const struct up_yaml_node *key = map->first; key; key = key->next->next) {
		size_t i = 0;
		while (i < n && !up_str_eq(key->text, up_str_from(names[i])))
			i++;
		if (i == n)
			fault(reader, key->line, key->column, "'%.*s' is no key of a baseline", UP_FMT(key->text));
		else if (ret_values[i])
			fault(reader, key->line, key->column, "'%.*s' stands here twice", UP_FMT(key->text));
		else
			ret_values[i] = key->next;
	}
	for (size_t i = 0; i < n; i++)
		if (!ret_values[i])
			fault(reader, map->line, map->column, "\"%s\" is missing", names[i]);
	return !reader->failed;
}

static bool is_fingerprint(up_str text)
{
	bool fine = text.len == UP_IDENTITY_HEX;
	for (size_t i = 0; i < text.len; i++)
		fine &= up_is_digit(text.s[i]) || (text.s[i] >= 'a' && text.s[i] <= 'f');
	return fine;
}

static void read_entry(struct reader *reader, const struct up_yaml_node *node)
{
	static const char *const names[] = { "fingerprint", "rule", "path", "level" };
	const struct up_yaml_node *values[4];
	if (!fields(reader, node, names, 4, values))
		return;
	for (size_t i = 0; i < 4; i++)
		if (values[i]->kind != UP_YAML_SCALAR)
			fault(reader, values[i]->line, values[i]->column, "\"%s\" is a text", names[i]);
	enum up_level level = up_level_from_name(values[3]->text);
	if (!is_fingerprint(values[0]->text))
		fault_at(reader, values[0], "a fingerprint is 32 hex digits");
	if (level == _UP_LEVEL_MAX)
		fault_at(reader, values[3], "a level is error, warning or note");
	struct up_baseline *baseline = reader->baseline;
	baseline->entries[baseline->n++] = (struct entry){ .fingerprint = values[0]->text, .level = level };
}

static void read_root(struct reader *reader, const struct up_yaml_node *root, struct up_hmac *key)
{
	static const char *const names[] = { "schema", "tool", "version", "identity_key", "findings" };
	const struct up_yaml_node *values[5];
	char of_key[UP_IDENTITY_HEX + 1];
	uint64_t schema = 0;
	/* The schema first: another one may have other keys. */
	for (const struct up_yaml_node *at = root->kind == UP_YAML_MAP ? root->first : NULL; at; at = at->next->next)
		if (up_str_eq(at->text, UP_STR("schema")) && up_str_to_u64(at->next->text, &schema) && schema != SCHEMA)
			fault(reader, at->next->line, at->next->column, "a baseline of schema %llu; this version reads schema %d",
			      (unsigned long long)schema, SCHEMA);
	if (reader->failed || !fields(reader, root, names, 5, values))
		return;
	if (schema != SCHEMA)
		fault_at(reader, values[0], "the schema is a number: 1");
	up_identity_of_key(key, of_key);
	if (!up_str_eq(values[3]->text, up_str_from(of_key)))
		fault_at(reader, values[3], "it was written with another --identity-key, so that no secret of it would be met again");
	if (values[4]->kind != UP_YAML_LIST) {
		fault_at(reader, values[4], "\"findings\" is an array");
		return;
	}
	reader->baseline->entries = up_alloc_zero(values[4]->n_children, sizeof *reader->baseline->entries);
	for (const struct up_yaml_node *item = values[4]->first; item && !reader->failed; item = item->next)
		read_entry(reader, item);
}

static bool complain(const char *path, const char *why)
{
	up_say("%s: %s", path, why);
	return false;
}

static bool read_file(const char *path, struct up_buf *text)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return complain(path, strerror(errno));
	ssize_t n = 0;
	while (text->len <= UP_LIMIT_BASELINE_BYTES && (n = read(fd, up_buf_reserve(text, READ_BYTES), READ_BYTES)) > 0)
		text->len += (size_t)n;
	int error = errno;
	close(fd);
	if (n < 0)
		return complain(path, strerror(error));
	return text->len <= UP_LIMIT_BASELINE_BYTES || complain(path, "larger than 16 MiB");
}

static int entry_cmp(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = up_str_cmp(x->fingerprint, y->fingerprint);
	return order ? order : (x->level < y->level) - (x->level > y->level);
}

struct up_baseline *up_baseline_read(const char *path, struct up_hmac *key)
{
	struct up_buf text = { 0 };
	struct up_baseline *baseline = up_alloc_zero(1, sizeof *baseline);
	baseline->arena = up_arena_new();
	struct reader reader = { .path = path, .baseline = baseline, .failed = !read_file(path, &text) };
	if (!reader.failed) {
		struct up_yaml_error error = { 0 };
		const struct up_yaml_node *root = up_yaml_read(up_arena_take(baseline->arena, &text), baseline->arena, &error);
		if (root)
			read_root(&reader, root, key);
		else
			fault(&reader, error.line, error.column, "%.*s", UP_FMT(error.message));
	}
	up_buf_finish(&text);
	if (reader.failed) {
		up_baseline_free(baseline);
		return NULL;
	}
	if (baseline->n)
		qsort(baseline->entries, baseline->n, sizeof *baseline->entries, entry_cmp);
	return baseline;
}

void up_baseline_free(struct up_baseline *baseline)
{
	if (!baseline)
		return;
	up_arena_free(baseline->arena);
	up_free(baseline->entries);
	up_free(baseline);
}

/* --- applying --------------------------------------------------------------------------------------------------------- */

/* The first entry of the fingerprint, the one of the highest level. */
static struct entry *find_entry(struct up_baseline *baseline, up_str fingerprint)
{
	size_t low = 0, high = baseline->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (up_str_cmp(baseline->entries[middle].fingerprint, fingerprint) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < baseline->n && up_str_eq(baseline->entries[low].fingerprint, fingerprint) ? &baseline->entries[low] : NULL;
}

void up_baseline_apply(struct up_baseline *baseline, struct up_finding *findings, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct entry *entry = find_entry(baseline, findings[i].fingerprint);
		if (!entry)
			continue;
		for (struct entry *same = entry; same < baseline->entries + baseline->n && up_str_eq(same->fingerprint, entry->fingerprint);
		     same++)
			same->is_met = true;
		if (findings[i].level > entry->level)
			continue;
		findings[i].in_baseline = true;
		if (findings[i].suppression == UP_SUPPRESSION_NONE)
			findings[i].suppression = UP_SUPPRESSION_BASELINE;
	}
}

size_t up_baseline_entries(const struct up_baseline *baseline)
{
	return baseline->n;
}

size_t up_baseline_gone(const struct up_baseline *baseline)
{
	size_t n = 0;
	for (size_t i = 0; i < baseline->n; i++)
		n += !baseline->entries[i].is_met;
	return n;
}

/* --- writing ---------------------------------------------------------------------------------------------------------- */

/* Findings come by path and place; a baseline knows no places. */
static int finding_cmp(const void *a, const void *b)
{
	const struct up_finding *const *x = a, *const *y = b;
	int order = up_str_cmp((*x)->path, (*y)->path);
	if (!order)
		order = up_str_cmp((*x)->rule->id, (*y)->rule->id);
	return order ? order : up_str_cmp((*x)->fingerprint, (*y)->fingerprint);
}

static void pair(struct up_buf *out, const char *before, const char *key, up_str value)
{
	struct up_json json;
	up_buf_printf(out, "%s\"%s\": ", before, key);
	up_json_init(&json, out);
	up_json_string(&json, value);
}

void up_baseline_write(const struct up_report *report, struct up_hmac *key, struct up_buf *out)
{
	const struct up_finding **findings = up_alloc_zero(report->n_findings, sizeof *findings);
	size_t n = 0;
	for (size_t i = 0; i < report->n_findings; i++) {
		enum up_suppression suppression = report->findings[i].suppression;
		if (suppression == UP_SUPPRESSION_NONE || suppression == UP_SUPPRESSION_BASELINE)
			findings[n++] = &report->findings[i];
	}
	if (n)
		qsort(findings, n, sizeof *findings, finding_cmp);
	char of_key[UP_IDENTITY_HEX + 1];
	up_identity_of_key(key, of_key);
	up_buf_printf(out, "{\"schema\": %d, \"tool\": \"uplint\"", SCHEMA);
	pair(out, ", ", "version", report->version);
	pair(out, ", ", "identity_key", up_str_from(of_key));
	up_buf_add_s(out, ", \"findings\": [");
	for (size_t i = 0; i < n; i++) {
		pair(out, i ? ",\n{" : "\n{", "fingerprint", findings[i]->fingerprint);
		pair(out, ", ", "rule", findings[i]->rule->id);
		pair(out, ", ", "path", findings[i]->path);
		pair(out, ", ", "level", up_str_from(up_level_name(findings[i]->level)));
		up_buf_add_byte(out, '}');
	}
	up_buf_add_s(out, "\n]}\n");
	up_free(findings);
}
