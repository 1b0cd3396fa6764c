/* Which framework a migration in code is of, and how readers state facts. */
#include "orm/orm.h"

#include "common/command.h"

#define RUBY (1u << UP_CODE_RUBY)
#define PHP (1u << UP_CODE_PHP)
#define PYTHON (1u << UP_CODE_PYTHON)
#define SCRIPT (1u << UP_CODE_JAVASCRIPT | 1u << UP_CODE_TYPESCRIPT | 1u << UP_CODE_TSX)

static const struct up_orm_reader readers[] = {
	{ "phinx", PHP, { "Migration" }, up_orm_is_phinx, up_orm_read_phinx },
	{ "doctrine", PHP, { "Migration" }, up_orm_is_doctrine, up_orm_read_doctrine },
	{ "yii", PHP, { "Migration" }, up_orm_is_yii, up_orm_read_yii },
	{ "aerich", PYTHON, { "BaseDBAsyncClient" }, up_orm_is_aerich, up_orm_read_aerich },
	{ "alembic", PYTHON, { "from alembic", "import alembic" }, up_orm_is_alembic, up_orm_read_alembic },
	{ "flyway", 1u << UP_CODE_JAVA, { "JavaMigration", "JdbcMigration" }, up_orm_is_flyway_java, up_orm_read_flyway_java },
	{ "goose",
	  1u << UP_CODE_GO,
	  { "goose.Add", "gormigrate", "xormigrate", "sql-migrate", "uptrace/bun" },
	  up_orm_is_go,
	  up_orm_read_go },
	{ "ecto", 1u << UP_CODE_ELIXIR, { "Migration" }, up_orm_is_ecto, up_orm_read_ecto },
	{ "efcore", 1u << UP_CODE_CSHARP, { "MigrationBuilder" }, up_orm_is_ef_core, up_orm_read_ef_core },
	{ "fluentmigrator", 1u << UP_CODE_CSHARP, { "Migration" }, up_orm_is_fluent_migrator, up_orm_read_fluent_migrator },
	{ "django", PYTHON, { "Migration" }, up_orm_is_django, up_orm_read_django },
	{ "laravel", PHP, { "Migration" }, up_orm_is_laravel, up_orm_read_laravel },
	{ "kysely", SCRIPT, { "kysely", "Kysely" }, up_orm_is_kysely, up_orm_read_kysely },
	{ "mikro-orm", SCRIPT, { "mikro-orm", "addSql" }, up_orm_is_typeorm, up_orm_read_typeorm },
	{ "typeorm", SCRIPT, { "QueryRunner", "queryRunner", "MigrationInterface", "runQuery" }, up_orm_is_typeorm, up_orm_read_typeorm },
	{ "node-pg-migrate", SCRIPT, { "pgm", "node-pg-migrate" }, up_orm_is_node_pg_migrate, up_orm_read_node_pg_migrate },
	{ "sequelize", SCRIPT, { "queryInterface", "QueryInterface", "equelize" }, up_orm_is_sequelize, up_orm_read_sequelize },
	{ "migrate-mongo", SCRIPT, { ".collection(", "ongoose", "mongodb", "db.", "sh." }, up_orm_is_mongo, up_orm_read_mongo },
	{ "db-migrate", SCRIPT, { "runSql", "dbm", "db-migrate" }, up_orm_is_db_migrate, up_orm_read_db_migrate },
	{ "knex", SCRIPT, { "knex", "Knex", ".schema" }, up_orm_is_knex, up_orm_read_knex },
	{ "rails", RUBY, { "Migration" }, up_orm_is_rails, up_orm_read_rails },
	{ "sea-orm", 1u << UP_CODE_RUST, { "MigrationTrait" }, up_orm_is_sea_orm, up_orm_read_sea_orm },
	{ "sequel", RUBY, { "Sequel.migration" }, up_orm_is_sequel, up_orm_read_sequel },
	{ "sqlalchemy", PYTHON, { "migrate_engine" }, up_orm_is_sqlalchemy, up_orm_read_alembic },
	{ "yoyo", PYTHON, { "yoyo" }, up_orm_is_yoyo, up_orm_read_yoyo },
	{ "peewee", PYTHON, { "migrator" }, up_orm_is_peewee, up_orm_read_peewee },
};

static bool may_be(const struct up_orm_reader *reader, const struct up_code *code)
{
	if (!(reader->languages & 1u << code->language))
		return false;
	for (size_t i = 0; i < sizeof reader->words / sizeof *reader->words && reader->words[i]; i++)
		if (up_str_contains(code->text, up_str_from(reader->words[i])))
			return true;
	return false;
}

/* What only one kind of server knows. */
static const struct {
	enum up_dialect dialect;
	const char *word;
} hints[] = {
	{ UP_DIALECT_POSTGRESQL, "algorithm: :concurrently" },
	{ UP_DIALECT_POSTGRESQL, ":algorithm => :concurrently" },
	{ UP_DIALECT_POSTGRESQL, "using: :gi" },
	{ UP_DIALECT_POSTGRESQL, "using: :brin" },
	{ UP_DIALECT_POSTGRESQL, "tsvector" },
	{ UP_DIALECT_POSTGRESQL, ":citext" },
	{ UP_DIALECT_POSTGRESQL, "enable_extension" },
	{ UP_DIALECT_POSTGRESQL, "gen_random_uuid" },
	{ UP_DIALECT_POSTGRESQL, "uuid_generate_v4" },
	{ UP_DIALECT_POSTGRESQL, "add_concurrent_" },
	{ UP_DIALECT_POSTGRESQL, "postgresql_" },
	{ UP_DIALECT_POSTGRESQL, "dialects import postgresql" },
	{ UP_DIALECT_POSTGRESQL, "dialects.postgresql" },
	{ UP_DIALECT_POSTGRESQL, "contrib.postgres" },
	{ UP_DIALECT_MYSQL, "ENGINE=InnoDB" },
	{ UP_DIALECT_MYSQL, "unsigned: true" },
	{ UP_DIALECT_MYSQL, ":mediumtext" },
	{ UP_DIALECT_MYSQL, ":longtext" },
	{ UP_DIALECT_MYSQL, "dialects import mysql" },
	{ UP_DIALECT_MYSQL, "dialects.mysql" },
	{ UP_DIALECT_MYSQL, "mysql_" },
	{ UP_DIALECT_SQLITE, "create_virtual_table" },
	{ UP_DIALECT_POSTGRESQL, "\"Npgsql:" },
	{ UP_DIALECT_SQLSERVER, "\"SqlServer:" },
	{ UP_DIALECT_MYSQL, "\"MySql:" },
	{ UP_DIALECT_SQLITE, "\"Sqlite:" },
	{ UP_DIALECT_POSTGRESQL, "type: \"character varying(" },
	{ UP_DIALECT_POSTGRESQL, "type: \"timestamp with" },
	{ UP_DIALECT_POSTGRESQL, "type: \"uuid\"" },
	{ UP_DIALECT_SQLSERVER, "type: \"nvarchar(" },
	{ UP_DIALECT_SQLSERVER, "type: \"uniqueidentifier\"" },
	{ UP_DIALECT_SQLSERVER, "type: \"datetime2" },
	{ UP_DIALECT_SQLSERVER, "type: \"bit\"" },
	{ UP_DIALECT_MYSQL, "type: \"longtext\"" },
	{ UP_DIALECT_MYSQL, "type: \"char(36)\"" },
	{ UP_DIALECT_MYSQL, "type: \"datetime(6)\"" },
	{ UP_DIALECT_MYSQL, "type: \"tinyint(1)\"" },
	{ UP_DIALECT_SQLITE, "type: \"TEXT\"" },
	{ UP_DIALECT_SQLITE, "type: \"INTEGER\"" },
};

/* The server that all of them speak of; none where they speak of several. */
static enum up_dialect hinted(const struct up_code *code)
{
	enum up_dialect dialect = UP_DIALECT_NONE;
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		if (hints[i].dialect == dialect || !up_str_contains(code->text, up_str_from(hints[i].word)))
			continue;
		if (dialect)
			return UP_DIALECT_NONE;
		dialect = hints[i].dialect;
	}
	return dialect;
}

/* Heredocs stand behind the line that begins them; and what names are given at first. */
static void look_round(struct up_orm *orm, TSNode root)
{
	TSNode *heredocs = NULL;
	uint32_t capacity = 0;
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	bool more = true;
	while (more) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		if (up_code_is(node, "heredoc_body")) {
			if (orm->n_heredocs == capacity) {
				TSNode *larger = up_arena_alloc(orm->code->arena, (capacity * 2 + 16) * sizeof *larger);
				if (orm->n_heredocs)
					memcpy(larger, heredocs, orm->n_heredocs * sizeof *larger);
				heredocs = larger;
				capacity = capacity * 2 + 16;
			}
			heredocs[orm->n_heredocs++] = node;
		}
		more = up_code_next(&cursor, true);
	}
	ts_tree_cursor_delete(&cursor);
	orm->heredocs = heredocs;
}

void up_orm_read(struct up_code *code, TSNode root)
{
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		struct up_orm orm = { .code = code, .migration = { .runner = readers[i].runner, .is_orm = true } };
		if (!may_be(&readers[i], code) || !readers[i].is_migration(&orm, root))
			continue;
		orm.migration.dialect = hinted(code);
		look_round(&orm, root);
		readers[i].read(&orm, root);
		return;
	}
}

enum up_dialect up_orm_asked_dialect(const struct up_orm *orm, TSNode condition)
{
	static const struct {
		const char *word;
		enum up_dialect dialect;
	} names[] = { { "ostgres", UP_DIALECT_POSTGRESQL },
		      { "mysql", UP_DIALECT_MYSQL },
		      { "Mysql", UP_DIALECT_MYSQL },
		      { "sqlite", UP_DIALECT_SQLITE },
		      { "SQLite", UP_DIALECT_SQLITE } };
	enum up_dialect dialect = UP_DIALECT_NONE;
	up_str text = up_orm_source(orm, condition);
	if (text.len > UP_ORM_NAME_BYTES || up_str_contains(text, UP_STR("!")) || up_str_contains(text, UP_STR("not ")))
		return orm->migration.dialect;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!up_str_contains(text, up_str_from(names[i].word)))
			continue;
		if (dialect && dialect != names[i].dialect)
			return orm->migration.dialect; /* one or the other */
		dialect = names[i].dialect;
	}
	return dialect ? dialect : orm->migration.dialect;
}

/* --- facts -------------------------------------------------------------------------------------------------------------- */

up_str up_orm_file_stem(const struct up_orm *orm)
{
	up_str name = up_str_basename(up_parse_source(orm->code->p)->name);
	size_t dot = up_str_find_byte(name, '.', 0);
	return up_str_slice(name, 0, dot);
}

up_str up_orm_leading_digits(up_str name)
{
	size_t n = 0;
	while (n < name.len && up_is_digit(name.s[n]))
		n++;
	return up_str_slice(name, 0, n);
}

void up_orm_set(struct up_orm *orm, const char *name, const char *value)
{
	up_migration_set(orm->code->p, &orm->migration, name, up_str_from(value));
}

void up_orm_state_migration(struct up_orm *orm, TSNode at)
{
	if (!orm->is_dry)
		up_migration_state(orm->code->p, &orm->migration, ts_node_is_null(at) ? (up_span){ 0, 0 } : up_code_span(at));
}

void up_orm_begin_at(struct up_orm *orm, struct up_operation *operation, const char *name, up_span at, TSNode whole)
{
	up_operation_begin(operation, orm->code->p, &orm->migration, name, at, up_code_span(whole));
}

void up_orm_begin(struct up_orm *orm, struct up_operation *operation, const char *name, const struct up_orm_call *call)
{
	up_orm_begin_at(orm, operation, name, call->at, call->node);
	if (call->is_open)
		up_operation_flag(operation, "dynamic");
}

void up_orm_say_text(struct up_operation *operation, const char *name, up_str value)
{
	up_operation_set(operation, name, value);
	if (up_orm_is_unknown(value))
		up_operation_flag(operation, "dynamic");
}

void up_orm_say(struct up_orm *orm, struct up_operation *operation, const char *name, TSNode node)
{
	if (!ts_node_is_null(node))
		up_orm_say_text(operation, name, up_orm_name(orm, node));
}

void up_orm_state(struct up_orm *orm, struct up_operation *operation)
{
	orm->n_stated++;
	if (!orm->is_dry)
		up_operation_state(operation);
}

void up_orm_sql(struct up_orm *orm, TSNode node, const struct up_orm_call *call, const char *origin)
{
	struct up_text text;
	if (ts_node_is_null(node) || !up_orm_text(orm, node, &text)) {
		struct up_operation operation;
		up_orm_begin(orm, &operation, "execute", call);
		up_operation_flag(&operation, "dynamic");
		up_orm_state(orm, &operation);
		return;
	}
	orm->n_stated++;
	if (orm->is_dry)
		return;
	/* What the text does is said by SQL, not by calls. */
	struct up_migration migration = orm->migration;
	migration.is_orm = false;
	const struct up_command_context context = { .migration = &migration };
	up_embed_as(orm->code->p, &(struct up_embedded){ .parser = "sql", .text = &text, .origin = origin, .context = &context });
}
