/* Versions of products that lock files, manifests, bills of materials, jars, programs and databases of package managers state: what is near them runs that.
 * Only components that some product is recognised by are kept, and of a source tree only files are looked at whose name promises any. */
#include "core/component.h"
#include "core/parse.h"
#include "core/upstream.h"
#include "core/version.h"
#include "estate/databases.h"

#include "run/component-files.h"
#include "run/scan-private.h"

struct stating {
	struct scan_worker *worker;
	const struct up_source *source;
};

static bool is_of_product(const struct up_rules *rules, up_str asked)
{
	up_str product;
	size_t at = 0;
	return up_rules_package_product(rules, asked, &at, &product);
}

static up_str type_of(up_str key)
{
	return up_str_slice(key, 0, up_str_find_byte(key, ':', 0));
}

/* A requirement that leaves the line open says nothing, nor does what counts only where nothing else is stated. */
static up_str version_of(const struct up_fact *fact)
{
	if (fact->flags & (UP_FACT_DYNAMIC | UP_FACT_FALLBACK | UP_FACT_EMPTY))
		return UP_STR("");
	return fact->flags & UP_FACT_WANTED ? up_upstream_least(fact->value) : up_upstream_version(type_of(fact->key), fact->value);
}

/* Neither the name of a known package nor a version can be a secret: nothing is masked. */
static void keep(struct scan_worker *worker, const struct up_fact *fact, up_str path, struct up_place at)
{
	up_str asked = up_component_asked(fact->key, worker->arena), version;
	if (!is_of_product(worker->scan->options->rules, asked))
		return;
	version = version_of(fact);
	if (!up_version_valid(version))
		return;
	up_ledger_add(worker->book.ledger, &(struct up_ledger_entry){ .kind = UP_FACT_COMPONENT,
								      .side = worker->scan->side,
								      .flags = fact->flags,
								      .source = path,
								      .at = at,
								      .end = at,
								      .path = fact->path,
								      .key = asked,
								      .value = version });
}

/* --- lock files and their kin ----------------------------------------------------------------------------------------- */

static void on_fact(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct stating *stating = data;
	(void)embedded_in;
	/* A module of Go that is built into something else says nothing of a server of its name. */
	if (fact->kind == UP_FACT_COMPONENT && fact->key.len && strcmp(parser, "go-modules") != 0)
		keep(stating->worker, fact, stating->source->name, up_keep_place(&stating->worker->keep, fact->key_at.start));
}

/* What is wrong with the file is said by who reads it for its settings, or is no matter of a scan. */
static void on_note(void *data, enum up_note_reason reason, uint32_t offset, up_str detail)
{
	(void)data, (void)reason, (void)offset, (void)detail;
}

static bool wants_no_comment(void *data, up_str text)
{
	(void)data, (void)text;
	return false;
}

static bool may_be_stated_in(up_str base)
{
	size_t dot = base.len;
	while (dot && base.s[dot - 1] != '.')
		dot--;
	return up_str_is_listed(dot ? up_str_slice(base, dot, base.len) : base,
				"json toml txt in xml pom mod lockfile yaml gemspec cfg gradle kts nuspec lock csproj fsproj vbproj props "
				"targets config locked "
				"snapshot spdx cdx bom tag jsonld MF properties METADATA PKG-INFO Pipfile");
}

/* The name between "node_modules/" and "/package.json", of what is installed there. */
static up_str npm_name(up_str path)
{
	const up_str folder = UP_STR("node_modules/"), file = UP_STR("/package.json");
	size_t start = SIZE_MAX;
	for (size_t at = 0; (at = up_str_find(path, folder, at)) != SIZE_MAX; at += folder.len)
		start = at + folder.len;
	return start == SIZE_MAX || !up_str_ends(path, file) || start + file.len > path.len
		       ? UP_STR_NULL
		       : up_str_slice(path, start, path.len - file.len);
}

/* The name of "requests-2.31.0.dist-info/METADATA". */
static up_str python_name(up_str path)
{
	const up_str file = UP_STR(".dist-info/METADATA");
	if (!up_str_ends(path, file))
		return UP_STR_NULL;
	up_str folder = up_str_basename(up_str_slice(path, 0, path.len - file.len));
	return up_str_slice(folder, 0, up_str_find_byte(folder, '-', 0));
}

/* Folders of what is installed hold thousands of files whose path says whose they are. */
static bool is_of_other(struct scan_worker *worker, up_str path)
{
	up_str npm = npm_name(path), python = npm.len ? UP_STR_NULL : python_name(path);
	if (!npm.len && !python.len)
		return false;
	up_str key = up_arena_printf(worker->arena, "%s:%.*s", npm.len ? "npm" : "pypi", UP_FMT(npm.len ? npm : python));
	return !is_of_product(worker->scan->options->rules, up_component_asked(key, worker->arena));
}

static void on_component(void *data, const struct up_stated_component *stated)
{
	keep(data, stated->fact, stated->path, (struct up_place){ .line = stated->line });
}

static void read_file(struct scan_worker *worker, const struct up_component_file *file)
{
	const struct up_component_files files = { worker, worker->arena, on_component, NULL, worker->scan->options->rules };
	up_component_files_read(&files, file);
}

static bool reads_components(const struct up_scan *scan)
{
	/* In the history all versions of a file stand beside each other. */
	return !up_git_scan_keeps(scan->options->git);
}

void up_scan_take_components(struct scan_worker *worker, const struct up_source *source)
{
	struct stating stating = { worker, source };
	const struct up_sink sink = { .data = &stating, .fact = on_fact, .note = on_note, .wants_comment = wants_no_comment };
	uint32_t home;
	int bid;
	if (!reads_components(worker->scan) || source->head.len)
		return;
	if (up_component_files_home(source->name, &home)) {
		read_file(worker,
			  &(struct up_component_file){ .path = source->name, .fd = -1, .bytes = source->bytes, .size = source->bytes.len });
		return;
	}
	if (!may_be_stated_in(up_str_basename(source->name)) || is_of_other(worker, source->name))
		return;
	const struct up_parser *parser = up_parser_for_components(source, &bid);
	if (parser && parser->is_inventory)
		up_parse_run(parser, source, worker->scan->options->walk.limits, worker->arena, &sink);
}

/* --- what is no text -------------------------------------------------------------------------------------------------- */

/* "lib/log4j-core-2.17.1.jar" */
static void take_jar(struct scan_worker *worker, up_str path)
{
	up_str base = up_str_basename(path);
	base.len -= strlen(".jar");
	for (size_t i = 1; i + 1 < base.len; i++) {
		if (base.s[i] != '-' || !up_is_digit(base.s[i + 1]))
			continue;
		const struct up_fact fact = { .key = up_arena_printf(worker->arena, "jar:%.*s", UP_FMT(up_str_slice(base, 0, i))),
					      .value = up_str_slice(base, i + 1, base.len) };
		keep(worker, &fact, path, (struct up_place){ 0 });
		return;
	}
}

void up_scan_take_binary(struct scan_worker *worker, up_str path, up_str bytes)
{
	uint32_t home;
	if (!reads_components(worker->scan))
		return;
	if (up_str_ends(path, UP_STR(".jar")))
		take_jar(worker, path);
	else if (bytes.len && (up_str_starts(bytes, UP_STR("\177ELF")) || up_component_files_home(path, &home)))
		read_file(worker, &(struct up_component_file){ .path = path, .fd = -1, .bytes = bytes, .size = bytes.len });
}

/* rpm's databases may be larger than what is read of any text. */
bool up_scan_is_database(void *data, up_str path)
{
	const struct up_scan *scan = data;
	size_t home;
	switch (up_database_kind(path, &home)) {
	case UP_DATABASE_RPM_SQLITE:
	case UP_DATABASE_RPM_NDB:
	case UP_DATABASE_RPM_BDB:
		return reads_components(scan);
	default:
		return false;
	}
}

void up_scan_on_database(void *data, unsigned number, up_str path, int fd, uint64_t size)
{
	struct up_scan *scan = data;
	struct scan_worker *worker = &scan->workers[number];
	read_file(worker, &(struct up_component_file){ .path = path, .fd = fd, .size = size });
	up_arena_reset(worker->arena);
}
