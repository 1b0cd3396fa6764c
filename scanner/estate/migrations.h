/* Migrations across sources: which of them have no way back in another file, which share a version, in which order they come, and what happened to those that
 * were there before. Reads the MIGRATION facts that matchers told; knows no git: what was there before is given. */
#pragma once

#include "core/form.h"
#include "core/table.h"
#include "estate/ledger.h"

/* What a told MIGRATION has among its words, beside those that its parser stated: "score=40 undo=lossy operations=3 why=CLAUSE; CLAUSE", `why` last. */

/* A file that was there before the change that is looked at. */
struct up_known_file {
	up_str path; /* as sources are named */
	bool is_gone;
};

struct up_migrations_before {
	bool is_known;                     /* false: nobody asked about a change, and all migrations may be new or old */
	const struct up_known_file *files; /* those in the folders of changed migrations, and all that are gone; sorted by path */
	size_t n;
	up_str base; /* what it is compared with, for messages: "origin/main", "HEAD" */
};

void up_migrations_settle(const struct up_ledger *ledger, const struct up_migrations_before *before, struct up_table *ret_table,
			  struct up_arena *arena, const struct up_form_sink *sink);
