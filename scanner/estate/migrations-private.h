/* What the parts of estate/migrations*.c share. */
#pragma once

#include "estate/migrations.h"
#include "schema/version-name.h"

struct up_migration_item {
	const struct up_ledger_entry *entry;
	struct up_migration_place place;
	up_str version; /* as the runner orders it: of the name, where the fact says none */
	up_str down, transaction, part, depends, score, undo, operations, why;
	bool is_pair; /* its down part was found in another file, or it is one */
};

struct up_migration_items {
	struct up_migration_item *items; /* sorted by folder, runner, version, source, place */
	size_t n;
	const struct up_migrations_before *before;
	struct up_arena *arena;
	const struct up_form_sink *sink;
};

/* A form about a migration. */
void up_migration_state_form(const struct up_migration_items *all, const struct up_migration_item *item, const char *form, up_str value,
			     up_str detail);
bool up_migration_is_down(const struct up_migration_item *item);
/* Do both lie in one folder, for one runner? */
bool up_migration_are_kin(const struct up_migration_item *a, const struct up_migration_item *b);

/* migrations-order.c: versions that are there twice, several heads, and what came or went since `before`. */
void up_migrations_order(const struct up_migration_items *all);
