/* Migrations across sources, in every scan: the join after the last source. */
#include <stdlib.h>

#include "base/memory.h"
#include "run/scan-private.h"
#include "schema/version-name.h"

static int compare(const void *a, const void *b)
{
	return up_str_cmp(*(const up_str *)a, *(const up_str *)b);
}

/* The folders of the migrations that were read, each once. */
static size_t folders_of(const struct up_ledger_entry *entries, size_t n, up_str *folders)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		folders[i] = up_migration_place(entries[i].source).folder;
	if (n)
		qsort(folders, n, sizeof *folders, compare);
	for (size_t i = 0; i < n; i++)
		if (!kept || !up_str_eq(folders[kept - 1], folders[i]))
			folders[kept++] = folders[i];
	return kept;
}

void up_scan_join_migrations(struct up_scan *scan)
{
	struct up_form_sink sink = up_scan_sink(&scan->workers[0]);
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(scan->workers[0].book.ledger, UP_FACT_MIGRATION, &n);
	struct up_known_files files = { .arena = up_arena_new() };
	up_str *folders UP_AUTO_FREE = up_alloc_zero(n + 1, sizeof *folders);
	struct up_git_scan *git = scan->options->git;
	struct up_migrations_before before = { .is_known = git &&
							   up_git_scan_before(git, folders, folders_of(entries, n, folders), &files) };
	if (before.is_known) {
		before.files = files.items;
		before.n = files.n;
		before.base = up_git_scan_base_name(git);
	}
	if (files.is_cut)
		sink.note(sink.data, UP_NOTE_LIMIT, UP_STR(""), UP_STR("the folders of migrations hold more files than are compared"));
	if (n || before.n)
		up_migrations_settle(scan->workers[0].book.ledger, &before, up_scan_table(scan), scan->arena, &sink);
	up_free(files.items);
	up_arena_free(files.arena);
}
