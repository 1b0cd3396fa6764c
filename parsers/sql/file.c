/* Files of SQL: who runs them, what their parts are, whether they run in a transaction. */
#include "core/upgrade-code.h"
#include "schema/dialect-text.h"
#include "sql/sql.h"

enum {
	HEAD_BYTES = 2048,
	PARTS = 64, /* of one file; real ones have two */
	LOOK_BYTES = 256 << 10,
};

struct part {
	up_span at;
	bool is_down;
};

struct file {
	struct up_sql *sql;
	struct up_sql_file said;
	const char *transaction; /* what the text says of it; NULL: nothing */
	struct part parts[PARTS];
	uint32_t n_parts;
	bool has_parts; /* marked by lines of the runner */
};

bool up_sql_is_dump(const struct up_source *source)
{
	static const char *const heads[] = { "PostgreSQL database dump",
					     "PostgreSQL database cluster dump",
					     "MySQL dump",
					     "MariaDB dump",
					     "/*!999999",
					     "phpMyAdmin SQL Dump",
					     "Script Date:",
					     "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE",
					     "SQL dump",
					     "Navicat ",
					     "HeidiSQL",
					     "Adminer ",
					     "Dumped by",
					     "Database export via SQLPro" };
	up_str text = up_str_slice(source->head.len ? source->head : source->bytes, 0, HEAD_BYTES);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		if (up_str_contains(text, up_str_from(heads[i])))
			return true;
	return false;
}

/* Past blanks, and a comment that ends on the line. */
static size_t past_blanks(up_str text, size_t at)
{
	while (at < text.len && up_is_blank(text.s[at]))
		at++;
	if (!up_str_starts(up_str_slice(text, at, at + 2), UP_STR("/*")))
		return at;
	size_t close = up_str_find(up_str_slice(text, 0, up_str_find_byte(text, '\n', at)), UP_STR("*/"), at + 2);
	return close == SIZE_MAX ? at : past_blanks(text, close + 2);
}

/* What an application does when it runs has no DDL at the begin of a line; neither have seeds. */
static bool changes_schema(up_str text)
{
	static const char *const words[] = { "ALTER", "CREATE", "DROP",  "TRUNCATE", "RENAME",  "REINDEX", "VACUUM",
					     "DO",    "IF",     "BEGIN", "EXEC",     "CLUSTER", "LOCK",    "REFRESH" };
	text = up_str_slice(text, 0, LOOK_BYTES);
	for (size_t at = 0; at < text.len;) {
		at = past_blanks(text, at);
		size_t end = at;
		while (end < text.len && up_is_alpha(text.s[end]))
			end++;
		up_str word = up_str_slice(text, at, end);
		for (size_t i = 0; word.len > 1 && word.len < 9 && end < text.len && i < sizeof words / sizeof *words; i++)
			if ((up_is_space(text.s[end]) || text.s[end] == ';') && up_str_eq_nocase(word, up_str_from(words[i])))
				return true;
		while (end < text.len && text.s[end] != '\n' && text.s[end] != '\r')
			end++;
		at = end + 1;
	}
	return false;
}

/* Tests, examples, data to begin with, and pictures of a schema as it is now. */
static bool is_never(up_str below)
{
	static const char *const folders[] = { "test/",     "tests/",  "spec/",         "specs/",       "__tests__/", "testdata/",
					       "fixtures/", "docs/",   "doc/",          "example/",     "examples/",  "sample/",
					       "samples/",  "vendor/", "node_modules/", "third_party/", "seeds/",     "seed/",
					       "dump/",     "dumps/",  "backup/",       "backups/",     "cassettes/", "test-data/",
					       "testing/",  "e2e/",    "queries/",      "benchmark/",   "benchmarks/" };
	static const char *const names[] = { "schema.sql", "structure.sql", "dump.sql",    "seed.sql",
					     "seeds.sql",  "backup.sql",    "testdata.sql" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		up_str folder = up_str_from(folders[i]);
		for (size_t at = up_str_find(below, folder, 0); at != SIZE_MAX; at = up_str_find(below, folder, at + 1))
			if (!at || below.s[at - 1] == '/')
				return true;
	}
	up_str name = up_str_basename(below);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(name, up_str_from(names[i])))
			return true;
	return up_str_ends(name, UP_STR("_test.sql")) || up_str_starts(name, UP_STR("test_"));
}

bool up_sql_is_migration(const struct up_source *source)
{
	if (source->is_named)
		return true;
	up_str below = up_str_slice(source->name, source->below, source->name.len);
	if (up_str_starts(below, UP_STR("/")))
		below = up_str_slice(below, 1, below.len);
	if (is_never(below) || up_sql_is_dump(source))
		return false;
	/* What an installed program has for its own use: the catalogs of a server, templates. Upgrades of it have names that say so (upgrade/, migrations/). */
	if (up_str_contains(source->name, UP_STR("usr/share/")) || up_str_contains(source->name, UP_STR("usr/lib/")))
		return false;
	/* At the top of what was asked for: somebody means to run it. */
	if (up_str_find_byte(below, '/', 0) == SIZE_MAX)
		return true;
	/* A way back that does nothing is one all the same. */
	return up_str_ends(source->name, UP_STR(".down.sql")) || up_str_ends(source->name, UP_STR("/down.sql")) ||
	       changes_schema(source->bytes);
}

static void add_part(struct file *file, uint32_t start, uint32_t end, bool is_down)
{
	if (file->n_parts == PARTS)
		file->parts[PARTS - 1].at.end = end; /* more are one */
	else
		file->parts[file->n_parts++] = (struct part){ { start, end }, is_down };
}

/* Lines of the runner divide the text, and say who he is. Those of another runner than the first divide nothing. */
static void find_parts(struct file *file)
{
	up_str text = up_parse_source(file->sql->p)->bytes;
	uint32_t start = 0, from = 0;
	bool is_down = file->said.part && !strcmp(file->said.part, "down");
	const char *runner = NULL;
	struct up_sql_text_mark mark;
	while (up_sql_next_mark(text, from, &mark)) {
		from = mark.line.end + 1;
		if (!runner && (strcmp(mark.runner, "drizzle") != 0 || !strcmp(file->said.runner, "sql")))
			file->said.runner = runner = mark.runner;
		if (!runner || strcmp(mark.runner, runner) != 0)
			continue;
		bool divides = mark.mark == UP_SQL_MARK_UP || mark.mark == UP_SQL_MARK_DOWN;
		if (mark.mark == UP_SQL_MARK_NO_TRANSACTION) {
			file->transaction = "no";
			divides = !strcmp(runner, "dbmate") || !strcmp(runner, "sql-migrate"); /* it stands on the line of the part */
		}
		if (!divides)
			continue;
		add_part(file, start, mark.line.start, is_down);
		start = mark.line.start;
		is_down = mark.mark == UP_SQL_MARK_DOWN;
		file->has_parts = true;
	}
	add_part(file, start, (uint32_t)text.len, is_down);
}

/* sqitch: "-- Deploy app:users to pg", in one of three folders. */
static void find_sqitch(struct file *file)
{
	static const struct {
		const char *start, *between, *part;
	} heads[] = { { "-- Deploy ", " to ", "up" }, { "-- Revert ", " from ", "down" }, { "-- Verify ", " on ", "callback" } };
	up_str text = up_str_slice(up_parse_source(file->sql->p)->bytes, 0, HEAD_BYTES);
	up_str line = up_str_trim(up_str_slice(text, 0, up_str_find_byte(text, '\n', 0)));
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		size_t between = up_str_find(line, up_str_from(heads[i].between), 0);
		if (!up_str_starts(line, up_str_from(heads[i].start)) || between == SIZE_MAX)
			continue;
		up_str engine = up_str_slice(line, between + strlen(heads[i].between), line.len);
		file->said = (struct up_sql_file){ .runner = "sqitch", .part = heads[i].part, .down = "separate" };
		file->said.version = up_str_slice(line, strlen(heads[i].start), between);
		file->said.version = up_str_slice(file->said.version, up_str_find_byte(file->said.version, ':', 0) + 1,
						  file->said.version.len);
		file->parts[0].is_down = i == 1;
		if (file->sql->dialect == UP_DIALECT_NONE)
			file->sql->dialect = up_dialect_from_name(engine);
	}
}

static bool commits_each(enum up_dialect dialect)
{
	return dialect == UP_DIALECT_MYSQL || dialect == UP_DIALECT_MARIADB || dialect == UP_DIALECT_ORACLE;
}

/* What a runner does where the text says nothing, by its documentation. */
static const char *usual_transaction(const struct file *file)
{
	static const char *const in_one[] = {
		"flyway", "goose",       "dbmate", "sqlx",     "diesel",          "refinery",           "drizzle", "atlas", "tern",
		"yoyo",   "sql-migrate", "hasura", "supabase", "node-pg-migrate", "postgres-migrations"
	};
	static const char *const in_none[] = { "sqitch", "play-evolutions", "grate", "alembic" };
	const char *runner = file->said.runner;
	enum up_dialect dialect = file->sql->dialect;
	for (size_t i = 0; i < sizeof in_one / sizeof *in_one; i++)
		if (!strcmp(runner, in_one[i]))
			return "yes";
	for (size_t i = 0; i < sizeof in_none / sizeof *in_none; i++)
		if (!strcmp(runner, in_none[i]))
			return "no";
	if (!strcmp(runner, "bun"))
		return "yes"; /* .tx.up.sql */
	if (strcmp(runner, "golang-migrate") != 0 && strcmp(runner, "prisma") != 0)
		return "unknown";
	if (dialect == UP_DIALECT_SQLSERVER)
		return "no";
	/* They send the text as one: PostgreSQL makes a transaction of several statements. */
	struct up_sql_survey survey = up_sql_survey(file->sql, file->parts[0].at);
	return survey.n_statements > 1 && !survey.has_transaction ? "yes" : "no";
}

static const char *transaction_of(const struct file *file)
{
	if (commits_each(file->sql->dialect))
		return "implicit";
	if (file->transaction)
		return file->transaction;
	if (up_parse_source(file->sql->p)->is_outside_transaction)
		return "no";
	const char *usual = usual_transaction(file);
	if (!strcmp(file->said.runner, "flyway") && up_sql_survey(file->sql, file->parts[0].at).is_apart)
		return "no";
	return usual;
}

/* Is the part that undoes there, and does it do something? */
static const char *down_of(const struct file *file)
{
	static const char *const without[] = { "atlas", "drizzle", "sqlx", "postgres-migrations", "alembic", "supabase" };
	if (file->said.down && !file->has_parts)
		return file->said.down;
	bool is_there = false;
	struct up_sql_survey all = { .only_selects = true };
	for (uint32_t i = 0; i < file->n_parts; i++) {
		if (!file->parts[i].is_down)
			continue;
		struct up_sql_survey survey = up_sql_survey(file->sql, file->parts[i].at);
		is_there = true;
		all.n_statements += survey.n_statements;
		all.only_selects &= survey.only_selects;
	}
	if (is_there)
		return !all.n_statements ? "empty" : all.only_selects ? "fake" : "written";
	for (size_t i = 0; i < sizeof without / sizeof *without; i++)
		if (!strcmp(file->said.runner, without[i]))
			return "none";
	if (!strcmp(file->said.runner, "sql"))
		return NULL; /* who knows */
	return !strcmp(file->said.runner, "yoyo") ? "separate" : file->has_parts ? "missing" : "none";
}

/* `-- depends: 0001.x` of yoyo. */
static void say_depends(struct file *file, struct up_migration *migration)
{
	up_str text = up_str_slice(up_parse_source(file->sql->p)->bytes, 0, HEAD_BYTES);
	size_t at = up_str_find(text, UP_STR("depends:"), 0);
	if (strcmp(file->said.runner, "yoyo") != 0 || at == SIZE_MAX)
		return;
	up_migration_set(file->sql->p, migration, "depends", up_str_slice(text, at + 8, up_str_find_byte(text, '\n', at)));
}

static up_span first_statement(const struct up_sql *sql, up_span range)
{
	struct up_sql_lexer lexer;
	struct up_sql_token token;
	up_sql_lexer_init(&lexer, sql, range);
	lexer.is_quiet = true;
	return up_sql_lex(&lexer, &token) ? token.at : (up_span){ range.start, range.start };
}

static void say(struct file *file, struct up_migration *migration, const char *name, const char *value)
{
	if (value)
		up_migration_set(file->sql->p, migration, name, up_str_from(value));
}

/* `-- atlas:delimiter X` */
static up_str delimiter_of(const struct file *file)
{
	up_str text = up_str_slice(up_parse_source(file->sql->p)->bytes, 0, HEAD_BYTES);
	size_t at = up_str_find(text, UP_STR("atlas:delimiter "), 0);
	if (at == SIZE_MAX)
		return UP_STR_NULL;
	up_str delimiter = up_str_trim(up_str_slice(text, at + 16, up_str_find_byte(text, '\n', at)));
	return up_str_starts(delimiter, UP_STR("\\")) ? UP_STR_NULL : delimiter; /* \n\n\n: semicolons stand there all the same */
}

static void read_parts(struct file *file)
{
	struct up_sql *sql = file->sql;
	struct up_migration migration = { .runner = file->said.runner, .dialect = sql->dialect, .version = file->said.version };
	up_span first = { 0, 0 };
	for (uint32_t i = 0; i < file->n_parts && !(first.end > first.start); i++)
		first = first_statement(sql, file->parts[i].at);
	say(file, &migration, "part", file->said.part ? file->said.part : "up");
	say(file, &migration, "transaction", transaction_of(file));
	say(file, &migration, "down", down_of(file));
	if (file->said.title.len)
		up_migration_set(sql->p, &migration, "name", file->said.title);
	say_depends(file, &migration);
	/* Of a file that is read in pieces the first one says it; what the others do is of a migration all the same. */
	if (up_parse_source(sql->p)->line_before)
		migration.scope = up_scope_new(sql->p);
	else if (!up_migration_state(sql->p, &migration, first))
		return;
	sql->migration = &migration;
	for (uint32_t i = 0; i < file->n_parts && !up_parse_stopped(sql->p); i++) {
		migration.is_down = file->parts[i].is_down;
		up_sql_read(sql, file->parts[i].at, delimiter_of(file));
	}
	sql->migration = NULL;
}

void up_sql_read_file(struct up_sql *sql)
{
	const struct up_source *source = up_parse_source(sql->p);
	struct file file = { .sql = sql };
	up_str head = up_str_slice(source->bytes, 0, 200);
	if (up_str_find(head, UP_STR("liquibase formatted sql"), 0) != SIZE_MAX) {
		up_sql_read_changesets(sql);
		return;
	}
	up_sql_file_of_name(sql->arena, source->name, &file.said);
	find_parts(&file);
	find_sqitch(&file);
	read_parts(&file);
}
