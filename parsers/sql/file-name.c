/* Names of migrations: what each runner calls its files and folders, by its documentation. */
#include "sql/sql.h"

struct name {
	up_str path, base, stem; /* the stem is the name without its ending */
	up_str folder, above;    /* the folder round it, and the one round that */
	struct up_arena *arena;
};

static up_str last_part(up_str *path)
{
	up_str part = up_str_basename(*path);
	size_t rest = path->len - part.len;
	*path = up_str_slice(*path, 0, rest ? rest - 1 : 0);
	return part;
}

/* The digits that a name begins with, with what may stand between them; behind them must stand one of `behind`, or nothing. */
static up_str leading_number(up_str name, const char *between, const char *behind)
{
	size_t n = 0;
	while (n < name.len &&
	       (up_is_digit(name.s[n]) || (n && strchr(between, name.s[n]) && n + 1 < name.len && up_is_digit(name.s[n + 1]))))
		n++;
	return n && (n == name.len || strchr(behind, name.s[n])) ? up_str_slice(name, 0, n) : UP_STR_NULL;
}

static bool has_folder(up_str path, const char *folder)
{
	up_str wanted = up_str_from(folder);
	for (size_t at = up_str_find(path, wanted, 0); at != SIZE_MAX; at = up_str_find(path, wanted, at + 1))
		if ((!at || path.s[at - 1] == '/') && at + wanted.len < path.len && path.s[at + wanted.len] == '/')
			return true;
	return false;
}

/* A number, then a title: 0042_add_region. */
static bool set_numbered(struct up_sql_file *file, up_str name)
{
	up_str number = leading_number(name, "-", "_-. ");
	if (!number.len || (number.len < name.len && name.s[number.len] == '.'))
		number = leading_number(name, ".-_", "_-. ");
	if (up_str_find_byte(number, '-', 0) != SIZE_MAX) { /* a day, then the number of that day: 2024-01-31_00_title */
		up_str more = leading_number(up_str_slice(name, number.len + 1, name.len), "", "_");
		number.len += more.len && more.len < 4 ? more.len + 1 : 0;
	}
	file->version = number.len ? number : name;
	file->title = number.len && number.len < name.len ? up_str_slice(name, number.len + 1, name.len) : UP_STR_NULL;
	return number.len > 0;
}

static up_str dotted(struct up_arena *arena, up_str version)
{
	up_str copy = up_arena_copy(arena, version);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		if (bytes[i] == '_')
			bytes[i] = '.';
	return copy;
}

static bool is_flyway_callback(up_str stem)
{
	static const char *const starts[] = { "before", "after" };
	static const char *const rest[] = {
		"Migrate", "EachMigrate", "EachMigrateStatement", "Versioned", "Repeatables", "Validate", "Clean", "Baseline", "Repair",
		"Undo",    "EachUndo",    "MigrateApplied",       "Connect",   "CreateSchema"
	};
	stem = up_str_slice(stem, 0, up_str_find(stem, UP_STR("__"), 0));
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		up_str start = up_str_from(starts[i]);
		for (size_t k = 0; up_str_starts(stem, start) && k < sizeof rest / sizeof *rest; k++)
			if (up_str_eq(up_str_slice(stem, start.len, stem.len), up_str_from(rest[k])))
				return true;
	}
	return false;
}

/* V1_2__title, U1_2__title, B1__title, R__title; and callbacks. documentation.red-gate.com/fd/migrations-184127470.html; refinery reads the same names. */
static bool is_flyway(const struct name *name, struct up_sql_file *file)
{
	size_t split = up_str_find(name->stem, UP_STR("__"), 0);
	char kind = name->stem.len ? name->stem.s[0] : '\0';
	*file = (struct up_sql_file){ .runner = "flyway", .down = "none" };
	if (is_flyway_callback(name->stem)) {
		file->part = "callback";
		file->version = name->stem;
		return true;
	}
	if (split == SIZE_MAX || split < 1 || !strchr("VUBR", kind))
		return false;
	up_str version = up_str_slice(name->stem, 1, split);
	file->title = up_str_slice(name->stem, split + 2, name->stem.len);
	if (kind == 'R' ? version.len > 0 : leading_number(version, "._", "").len != version.len)
		return false;
	file->version = version.len ? dotted(name->arena, version) : file->title;
	file->part = kind == 'V' ? "up" : kind == 'U' ? "down" : kind == 'B' ? "baseline" : "repeatable";
	file->down = kind == 'U' ? "separate" : "none";
	if (has_folder(name->path, "src/migrations") && !has_folder(name->path, "src/main"))
		file->runner = "refinery";
	return true;
}

/* 1_title.up.sql beside 1_title.down.sql: golang-migrate; sqlx and Bun have the same names, and Bun .tx. for what runs in a transaction. */
static bool is_pair(const struct name *name, struct up_sql_file *file)
{
	up_str stem = name->stem;
	bool is_up = up_str_ends(stem, UP_STR(".up")), is_down = up_str_ends(stem, UP_STR(".down"));
	if (!is_up && !is_down)
		return false;
	stem.len -= is_up ? 3 : 5;
	*file = (struct up_sql_file){ .runner = "golang-migrate", .part = is_up ? "up" : "down", .down = "separate" };
	if (up_str_ends(stem, UP_STR(".tx"))) {
		file->runner = "bun";
		stem.len -= 3;
	}
	set_numbered(file, stem);
	return true;
}

/* Diesel: migrations/2024-01-31-120000_title/up.sql; Hasura: migrations/default/1706700000000_title/up.sql. */
static bool is_pair_in_folder(const struct name *name, struct up_sql_file *file)
{
	bool is_up = up_str_eq(name->stem, UP_STR("up")), is_down = up_str_eq(name->stem, UP_STR("down"));
	*file = (struct up_sql_file){ .runner = "diesel", .part = is_up ? "up" : "down", .down = "separate" };
	if ((!is_up && !is_down) || !set_numbered(file, name->folder))
		return false;
	if (file->version.len == 13 && up_str_find_byte(file->version, '-', 0) == SIZE_MAX)
		file->runner = "hasura";
	return true;
}

/* prisma/migrations/20240131120000_title/migration.sql */
static bool is_prisma(const struct name *name, struct up_sql_file *file)
{
	*file = (struct up_sql_file){ .runner = "prisma", .part = "up", .down = "none" };
	return up_str_eq(name->stem, UP_STR("migration")) && set_numbered(file, name->folder);
}

/* 0001.title.rollback.sql */
static bool is_yoyo(const struct name *name, struct up_sql_file *file)
{
	up_str stem = name->stem;
	if (!up_str_ends(stem, UP_STR(".rollback")))
		return false;
	stem.len -= 9;
	*file = (struct up_sql_file){ .runner = "yoyo", .part = "down", .down = "separate", .version = stem };
	return true;
}

static bool is_by_folder(const struct name *name, struct up_sql_file *file)
{
	static const struct {
		const char *folder, *runner, *down;
		bool is_numbered;
	} folders[] = {
		{ "supabase/migrations", "supabase", "none", true },
		{ "conf/evolutions", "play-evolutions", NULL, true },
		{ "drizzle", "drizzle", "none", true },
		{ "runAfterCreateDatabase", "grate", "none", false },
		{ "runBeforeUp", "grate", "none", false },
		{ "runFirstAfterUp", "grate", "none", false },
		{ "runAfterOtherAnyTimeScripts", "grate", "none", false },
	};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		if (!has_folder(name->path, folders[i].folder))
			continue;
		*file = (struct up_sql_file){ .runner = folders[i].runner, .part = "up", .down = folders[i].down };
		if (set_numbered(file, name->stem) || !folders[i].is_numbered)
			return true;
	}
	return false;
}

static bool is_in_migrations(const struct name *name)
{
	static const char *const folders[] = { "migrations", "migration", "migrate",  "migrates",  "upgrade",    "upgrades",
					       "updates",    "patches",   "versions", "changelog", "changelogs", "alembic",
					       "evolutions", "deploy",    "revert",   "deltas",    "delta" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (has_folder(name->path, folders[i]))
			return true;
	return false;
}

bool up_sql_file_of_name(struct up_arena *arena, up_str path, struct up_sql_file *ret_file)
{
	static bool (*const conventions[])(const struct name *name, struct up_sql_file *file) = { is_flyway, is_pair, is_pair_in_folder,
												  is_prisma, is_yoyo, is_by_folder };
	struct name name = { .path = path, .arena = arena };
	up_str rest = path;
	name.base = last_part(&rest);
	name.folder = last_part(&rest);
	name.above = last_part(&rest);
	size_t dot = name.base.len;
	while (dot > 0 && name.base.s[dot - 1] != '.')
		dot--;
	name.stem = dot > 1 ? up_str_slice(name.base, 0, dot - 1) : name.base;
	for (size_t i = 0; i < sizeof conventions / sizeof *conventions; i++)
		if (conventions[i](&name, ret_file))
			return true;
	*ret_file = (struct up_sql_file){ .runner = "sql" };
	bool is_numbered = set_numbered(ret_file, name.stem);
	return is_numbered && is_in_migrations(&name) ? true : has_folder(path, "migrations") || has_folder(path, "migration");
}
