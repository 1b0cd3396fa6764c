/* The order of migrations, and its history. */
#include "estate/migrations-private.h"
#include "schema/dialect.h"

/* Who keeps a sum of each migration, and stops where a file has another one than when it was applied. */
static bool keeps_sums(up_str runner)
{
	return up_str_is_listed(runner,
				"flyway liquibase atlas sqlx refinery prisma evolve postgres-migrations grate roundhouse dbup mongock "
				"play-evolutions migrate-mongo");
}

/* Who applies by version alone: what is older than the newest that was applied is refused, or never comes. */
static bool goes_by_highest(up_str runner)
{
	return up_str_is_listed(runner, "flyway golang-migrate goose tern refinery evolve postgres-migrations play-evolutions sql-migrate "
					"node-pg-migrate");
}

/* Who remembers a migration by its whole name, or goes by it: two with one number are two. Of Sequel those with a timestamp (its TimestampMigrator);
 * https://laravel.com/docs/migrations, https://knexjs.org/guide/migrations.html, https://github.com/sequelize/umzug, https://db-migrate.readthedocs.io,
 * https://dbup.readthedocs.io/en/latest/usage/#journal, https://sequel.jeremyevans.net/rdoc/files/doc/migration_rdoc.html. */
static bool goes_by_name(const struct up_migration_item *item)
{
	enum {
		TIMESTAMP_DIGITS = 8
	}; /* 20000101 and what is above it */
	up_str version = up_version_name(item->place.name);
	if (up_str_eq(item->entry->key, UP_STR("sequel")))
		return version.len >= TIMESTAMP_DIGITS;
	/* 2024-05-31_00_region.sql: the day, and which of that day; nobody says who applies it. */
	if (up_str_eq(item->entry->key, UP_STR("sql")))
		return up_str_find_byte(version, '-', 0) != SIZE_MAX;
	return up_str_is_listed(item->entry->key,
				"laravel knex umzug sequelize db-migrate dbup kysely mikro-orm typeorm prisma yii migrate-mongo "
				"sql-migrate grate roundhouse yoyo efcore node-pg-migrate");
}

/* Diesel takes the hyphens out and compares what is left as text. */
static bool is_same_version(const struct up_migration_item *a, const struct up_migration_item *b)
{
	up_str x = up_version_name(a->place.name), y = up_version_name(b->place.name);
	return up_str_eq(a->entry->key, UP_STR("diesel")) ? up_str_eq(x, y) : !up_version_name_cmp(x, y);
}

static bool is_applied_once(const struct up_migration_item *item)
{
	return !up_str_is_listed(item->part, "repeatable callback down") && item->version.len;
}

/* --- twice ------------------------------------------------------------------------------------------------------------------ */

/* "postgres" of 20260101_region.postgres.up.sql. */
static up_str database_in(up_str name)
{
	for (size_t at = up_str_find_byte(name, '.', 0); at != SIZE_MAX; at = up_str_find_byte(name, '.', at + 1)) {
		up_str part = up_str_slice(name, at + 1, up_str_find_byte(name, '.', at + 1));
		if (up_dialect_from_name(part) != UP_DIALECT_NONE || up_str_is_listed(part, "cockroach cockroachdb crdb autocommit"))
			return part;
	}
	return UP_STR("");
}

/* In one folder, or, of changesets, in one file. */
static bool is_twice(const struct up_migration_item *a, const struct up_migration_item *b)
{
	bool is_changeset = up_str_eq(a->entry->key, UP_STR("liquibase"));
	bool is_same_source = up_str_eq(a->entry->source, b->entry->source);
	if (!is_applied_once(a) || !is_applied_once(b) || !up_migration_are_kin(a, b))
		return false;
	if (is_changeset)
		return is_same_source && up_str_eq(a->version, b->version);
	/* Names that are versions as a whole (0042_region) may share a number; and one migration may have a file for each database. */
	return !is_same_source && is_same_version(a, b) && !goes_by_name(a) && up_version_name(a->place.name).len && !a->depends.len &&
	       !b->depends.len && up_str_eq(database_in(a->place.name), database_in(b->place.name));
}

static void look_for_twins(const struct up_migration_items *all)
{
	const struct up_migration_item *last = NULL;
	for (size_t i = 0; i < all->n; i++) {
		const struct up_migration_item *item = &all->items[i];
		if (!is_applied_once(item))
			continue;
		if (last && is_twice(last, item))
			up_migration_state_form(all, item, "migration-version-twice", item->version,
						up_arena_printf(all->arena, "`%.*s` has it too", UP_FMT(last->place.name)));
		last = item;
	}
}

/* --- heads ------------------------------------------------------------------------------------------------------------------ */

/* Is `version` one of "a,b"? Those of Django have the name of the application before a dot. */
static bool is_listed_in(up_str list, up_str version)
{
	for (size_t at = 0; at < list.len;) {
		size_t end = up_str_find_byte(list, ',', at);
		up_str one = up_str_trim(up_str_slice(list, at, end));
		at = end == SIZE_MAX ? list.len : end + 1;
		if (up_str_eq(one, version) ||
		    (one.len > version.len && up_str_ends(one, version) && one.s[one.len - version.len - 1] == '.'))
			return true;
	}
	return false;
}

static bool has_follower(const struct up_migration_items *all, size_t first, size_t end, const struct up_migration_item *item)
{
	for (size_t i = first; i < end; i++)
		if (is_listed_in(all->items[i].depends, item->version))
			return true;
	return false;
}

enum {
	MANY = 2000, /* migrations of one folder that are held against each other: more would be quadratic */
};

/* Kin of one folder, [first, end), that say whom they come after: more than one that nobody comes after. */
static void look_for_heads(const struct up_migration_items *all, size_t first, size_t end)
{
	const struct up_migration_item *head = NULL;
	uint32_t n_roots = 0;
	if (end - first < 2 || end - first > MANY || all->before->is_known)
		return;
	for (size_t i = first; i < end; i++)
		n_roots += !all->items[i].depends.len;
	for (size_t i = first; i < end && n_roots < 2; i++) {
		const struct up_migration_item *item = &all->items[i];
		if (!item->version.len || has_follower(all, first, end, item))
			continue;
		if (head)
			up_migration_state_form(all, item, "migration-heads", item->version,
						up_arena_printf(all->arena, "nothing comes after `%.*s` either", UP_FMT(head->version)));
		else
			head = item;
	}
}

static void look_at_folders(const struct up_migration_items *all)
{
	for (size_t first = 0, end; first < all->n; first = end) {
		bool has_depends = false;
		for (end = first; end < all->n && up_migration_are_kin(&all->items[first], &all->items[end]); end++)
			has_depends |= all->items[end].depends.len > 0;
		if (has_depends)
			look_for_heads(all, first, end);
	}
}

/* --- before ----------------------------------------------------------------------------------------------------------------- */

static bool was_there(const struct up_migrations_before *before, up_str path)
{
	size_t low = 0, high = before->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = up_str_cmp(before->files[middle].path, path);
		if (!order)
			return !before->files[middle].is_gone;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* The file of the same folder that was there with the highest version; and one with the same version. */
static void hold_against_folder(const struct up_migration_items *all, const struct up_migration_item *item)
{
	const struct up_known_file *highest = NULL;
	up_str own = up_version_name(item->place.name);
	for (size_t i = 0; i < all->before->n && own.len; i++) {
		const struct up_known_file *file = &all->before->files[i];
		struct up_migration_place place = up_migration_place(file->path);
		up_str version = up_version_name(place.name);
		if (file->is_gone || !version.len || !up_str_eq(place.folder, item->place.folder) ||
		    up_str_eq(place.name, item->place.name))
			continue;
		if (!up_version_name_cmp(version, own) && !goes_by_name(item) && !item->depends.len &&
		    !up_str_ends(place.name, UP_STR(".down.sql"))) {
			up_migration_state_form(
				all, item, "migration-version-twice", item->version,
				up_arena_printf(all->arena, "`%.*s` of %.*s has it too", UP_FMT(place.name), UP_FMT(all->before->base)));
			return;
		}
		if (!highest || up_version_name_cmp(up_version_name(up_migration_place(highest->path).name), version) < 0)
			highest = file;
	}
	if (!highest || item->depends.len)
		return;
	up_str name = up_migration_place(highest->path).name;
	if (up_version_name_cmp(own, up_version_name(name)) < 0)
		up_migration_state_form(
			all, item, goes_by_highest(item->entry->key) ? "migration-out-of-order" : "migration-older-than-applied",
			item->version,
			up_arena_printf(all->arena, "`%.*s` is there in %.*s already", UP_FMT(name), UP_FMT(all->before->base)));
}

static void look_at_change(const struct up_migration_items *all, const struct up_migration_item *item)
{
	if (!is_applied_once(item))
		return;
	if (!was_there(all->before, item->entry->source)) {
		hold_against_folder(all, item);
		return;
	}
	up_str detail = keeps_sums(item->entry->key) ? up_arena_printf(all->arena, "%.*s keeps a checksum of it and stops where it differs",
								       UP_FMT(item->entry->key))
						     : UP_STR("where it has run already, what is new in it never runs");
	up_migration_state_form(all, item, keeps_sums(item->entry->key) ? "migration-edited-sum" : "migration-edited", item->place.name,
				detail);
}

static void look_for_gone(const struct up_migration_items *all)
{
	for (size_t i = 0; i < all->before->n; i++) {
		const struct up_known_file *file = &all->before->files[i];
		if (!file->is_gone || !up_is_migration_path(file->path))
			continue;
		const struct up_form form = { .path = file->path,
					      .key = UP_STR("migration-gone"),
					      .value = up_migration_place(file->path).name,
					      .detail = all->before->base };
		all->sink->state(all->sink->data, &form);
	}
}

void up_migrations_order(const struct up_migration_items *all)
{
	look_for_twins(all);
	look_at_folders(all);
	if (!all->before->is_known)
		return;
	up_str last = UP_STR("");
	for (size_t i = 0; i < all->n; i++) {
		/* Of several changesets of a file the first stands for it. */
		if (!up_str_eq(all->items[i].entry->source, last))
			look_at_change(all, &all->items[i]);
		last = all->items[i].entry->source;
	}
	look_for_gone(all);
}
