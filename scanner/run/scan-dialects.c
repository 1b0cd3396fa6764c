/* For which database the operations of a source are: what the user, the configuration, and at the end the whole tree say. */
#include <stdlib.h>
#include <sys/stat.h>

#include "run/dialects-above.h"
#include "run/scan-private.h"

/* --- given ------------------------------------------------------------------------------------------------------------ */

struct up_given_database up_scan_database(const struct up_scan *scan, up_str path)
{
	const struct up_config *config = scan->options->config;
	for (size_t i = 0; config && i < config->n_databases; i++)
		if (up_config_matches(config->databases[i].glob, path))
			return (struct up_given_database){ .dialect = config->databases[i].dialect, .is_sure = true };
	return (struct up_given_database){ .dialect = up_rules_given_dialect(scan->options->rules) };
}

/* --- told by the tree ------------------------------------------------------------------------------------------------- */

void up_scan_take_dialects(struct scan_worker *worker, const struct up_source *source)
{
	enum up_dialect said = up_matcher_dialect(worker->matcher);
	if (said != UP_DIALECT_NONE)
		up_dialects_add(worker->dialects, source->name, said);
	else if (up_dialects_wants(source->name))
		up_dialects_look(worker->dialects, source->name, source->bytes);
}

static const char *const titles[_UP_DIALECT_MAX] = {
	[UP_DIALECT_POSTGRESQL] = "PostgreSQL", [UP_DIALECT_MYSQL] = "MySQL",   [UP_DIALECT_MARIADB] = "MariaDB",
	[UP_DIALECT_SQLSERVER] = "SQL Server",  [UP_DIALECT_ORACLE] = "Oracle", [UP_DIALECT_SQLITE] = "SQLite",
	[UP_DIALECT_MONGODB] = "MongoDB",
};

/* The databases of SQL, all of which are tried where nothing says which it is. */
static uint8_t all_of_sql(void)
{
	uint8_t all = 0;
	for (int i = UP_DIALECT_NONE + 1; i < UP_DIALECT_MONGODB; i++)
		all |= up_dialect_bit((enum up_dialect)i);
	return all;
}

static bool holds_for(const struct up_scan *scan, const struct up_finding *finding, enum up_dialect dialect,
		      const struct up_dialect_verdict *verdict)
{
	if (!finding->is_server_pending)
		return true;
	const struct up_rules *rules = scan->options->rules;
	return up_rules_server_holds(rules, finding->rule, dialect, verdict->of[dialect].oldest) ||
	       up_rules_server_holds(rules, finding->rule, dialect, verdict->of[dialect].newest);
}

/* "PostgreSQL 13, as config/database.yml says and for the version docker-compose.yml" */
static void add_evidence(struct up_buf *out, const struct up_finding *finding, enum up_dialect dialect,
			 const struct up_dialect_verdict *verdict)
{
	up_str path = verdict->of[dialect].path, version = verdict->of[dialect].oldest;
	bool has_version = finding->is_server_pending && version.len;
	if (!finding->is_dialect_pending && !has_version)
		return;
	up_buf_printf(out, "%s%s", out->len ? "; " : "", titles[dialect]);
	if (has_version)
		up_buf_printf(out, " %.*s", UP_FMT(version));
	if (finding->is_dialect_pending && path.len)
		up_buf_printf(out, ", as %.*s says", UP_FMT(path));
	if (has_version && !(finding->is_dialect_pending && up_str_eq(path, verdict->of[dialect].version_path)))
		up_buf_printf(out, "%s %.*s", finding->is_dialect_pending ? " and for the version" : ", as",
			      UP_FMT(verdict->of[dialect].version_path));
	if (has_version && !finding->is_dialect_pending)
		up_buf_add_s(out, " says");
}

/* False: it holds for none of the databases that the tree names. */
static bool decide(struct up_scan *scan, struct up_finding *finding, const struct up_dialect_verdict *verdict, struct up_arena *arena)
{
	uint8_t named = finding->is_dialect_pending ? verdict->dialects : finding->dialects;
	bool is_assumed = !named, is_any = finding->dialects == all_of_sql() && !finding->is_server_pending;
	struct up_buf evidence = { 0 };
	bool is_kept = false;
	if (is_assumed)
		named = up_dialect_bit(UP_DIALECT_POSTGRESQL);
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++) {
		enum up_dialect dialect = (enum up_dialect)i;
		if (!(named & finding->dialects & up_dialect_bit(dialect)) || !holds_for(scan, finding, dialect, verdict))
			continue;
		is_kept = true;
		if (!is_any && !is_assumed)
			add_evidence(&evidence, finding, dialect, verdict);
	}
	if (is_assumed && !is_any) {
		up_buf_add_s(&evidence, "nothing says which database it is for: read as PostgreSQL");
		if (finding->level == UP_LEVEL_ERROR && scan->files_seen > 1)
			finding->level = UP_LEVEL_WARNING;
	}
	if (evidence.len)
		finding->evidence = up_arena_printf(arena, "%.*s%s%.*s", UP_FMT(finding->evidence), finding->evidence.len ? "; " : "",
						    UP_FMT(up_buf_str(&evidence)));
	up_buf_finish(&evidence);
	return is_kept;
}

static int by_path(const void *a, const void *b)
{
	return up_finding_cmp(a, b);
}

static up_str folder_of(up_str path)
{
	return up_str_slice(path, 0, path.len - up_str_basename(path).len);
}

/* What is scanned may be a part of a project, whose settings lie above it. */
static void look_above(struct up_scan *scan)
{
	const struct up_walk_options *walk = &scan->options->walk;
	struct up_dialects *dialects = scan->workers[0].dialects;
	for (size_t i = 0; !scan->options->git && !scan->package && i < walk->n_roots; i++) {
		struct stat st;
		up_str root = up_str_from(walk->roots[i]);
		if (lstat(walk->roots[i], &st) < 0)
			continue;
		bool is_folder = S_ISDIR(st.st_mode);
		if (is_folder && !up_str_ends(root, UP_STR("/")))
			root = up_arena_printf(scan->arena, "%s/", walk->roots[i]);
		up_dialects_look_above(dialects, is_folder ? root : folder_of(root), !is_folder);
	}
	if (scan->options->git)
		up_dialects_look_above(dialects, UP_STR(""), true);
	up_dialects_settle(dialects);
}

/* Decides for all findings that wait; those that are of no database of the tree go. */
static void decide_all(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	const struct up_dialects *dialects = scan->workers[0].dialects;
	struct up_dialect_verdict verdict = { 0 };
	up_str asked = UP_STR_NULL;
	size_t n = 0;
	for (size_t i = 0; i < all->n_findings; i++) {
		struct up_finding *finding = &all->findings[i];
		bool is_pending = finding->is_dialect_pending || finding->is_server_pending;
		if (is_pending && (!asked.s || !up_str_eq(folder_of(asked), folder_of(finding->path))))
			up_dialects_of(dialects, finding->path, &verdict);
		if (is_pending)
			asked = finding->path;
		if (!is_pending || decide(scan, finding, &verdict, all->arena))
			all->findings[n++] = *finding;
		else
			all->findings_seen--;
	}
	all->n_findings = n;
}

void up_scan_settle_dialects(struct up_scan *scan)
{
	struct up_collect *all = &scan->workers[0].collect;
	struct up_dialects *dialects = scan->workers[0].dialects;
	bool is_open = false, any = false;
	up_str asked = UP_STR_NULL;
	for (unsigned i = 1; i < scan->n_workers; i++)
		up_dialects_merge(dialects, scan->workers[i].dialects);
	bool is_cut = up_dialects_settle(dialects);
	if (all->n_findings)
		qsort(all->findings, all->n_findings, sizeof *all->findings, by_path);
	for (size_t i = 0; i < all->n_findings && !is_open; i++) {
		const struct up_finding *finding = &all->findings[i];
		any |= finding->is_dialect_pending || finding->is_server_pending;
		if (!finding->is_dialect_pending || (asked.s && up_str_eq(folder_of(asked), folder_of(finding->path))))
			continue;
		struct up_dialect_verdict verdict;
		up_dialects_of(dialects, finding->path, &verdict);
		asked = finding->path;
		is_open = !verdict.dialects;
	}
	if (is_open)
		look_above(scan);
	decide_all(scan);
	if (!is_cut || !any)
		return;
	struct up_note note = { .reason = UP_NOTE_LIMIT };
	note.detail = up_arena_printf(all->arena, "more than %d files and folders say something of databases; not all of it was weighed",
				      UP_LIMIT_DIALECT_EVIDENCE);
	up_collect_note(all, &note);
}
