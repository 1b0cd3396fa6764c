/* Files that say which database an application uses. */
#include "estate/dialect-files.h"

#include "core/version.h"

enum {
	FILE_BYTES = 128 << 10, /* of a file that are looked at */
	IMAGE_BYTES = 200,
	EVERY_DRIVER = 4, /* so many databases in one file are those that a framework knows, not those that the application uses */
};

struct reader {
	up_str text;
	void (*said)(void *data, enum up_dialect dialect, enum up_dialect_weight weight, up_str version);
	void *data;
};

static void say(const struct reader *reader, enum up_dialect dialect, enum up_dialect_weight weight, up_str version)
{
	if (dialect != UP_DIALECT_NONE && dialect != UP_DIALECT_MONGODB)
		reader->said(reader->data, dialect, weight, version);
}

/* --- names ------------------------------------------------------------------------------------------------------------ */

static bool has_ending(up_str name, const char *const *endings)
{
	for (; *endings; endings++)
		if (up_str_ends(name, up_str_from(*endings)))
			return true;
	return false;
}

static bool has_start(up_str name, const char *const *starts)
{
	for (; *starts; starts++)
		if (up_str_starts(name, up_str_from(*starts)))
			return true;
	return false;
}

static bool is_setting(up_str name)
{
	static const char *const starts[] = { ".env",        "knexfile.",       "ormconfig",         "data-source.",
					      "datasource.", "drizzle.config.", "mikro-orm.config.", "application",
					      "flyway.",     "liquibase.",      "settings",          "appsettings",
					      NULL };
	static const char *const endings[] = { "settings.py", "_settings.py", "knexfile.js", "typeorm.config.ts", NULL };
	static const char *const middle[] = { ".yml", ".yaml", ".properties", ".conf",    ".toml",   ".json",     ".js",  ".ts",
					      ".cjs", ".mjs",  ".py",         ".example", ".sample", ".template", ".env", NULL };
	if (up_str_is_listed(name,
			     "database.yml database.yml.example database.yml.sample database.php database.js database.json database.ts "
			     "schema.prisma migration_lock.toml alembic.ini config.json dbconfig.yml sqlc.yaml sqlc.yml atlas.hcl "
			     "doctrine.yaml doctrine.yml phinx.php phinx.yml persistence.xml dev.exs prod.exs runtime.exs config.exs "
			     "diesel.toml .sequelizerc .env base.py production.py prod.py development.py common.py"))
		return true;
	if (has_ending(name, endings))
		return true;
	return has_start(name, starts) && (up_str_starts(name, UP_STR(".env")) || has_ending(name, middle));
}

static bool is_images(up_str path, up_str name)
{
	static const char *const starts[] = { "docker-compose", "compose", ".gitlab-ci", NULL };
	static const char *const endings[] = { ".yml", ".yaml", NULL };
	if (!has_ending(name, endings))
		return false;
	return has_start(name, starts) || up_str_contains(path, UP_STR(".github/workflows/")) ||
	       up_str_contains(path, UP_STR(".circleci/")) ||
	       up_str_is_listed(name, "bitbucket-pipelines.yml .travis.yml .drone.yml devcontainer.yml");
}

static bool is_dependencies(up_str name)
{
	static const char *const endings[] = { ".csproj", ".gemspec", "requirements.txt", ".gradle", ".gradle.kts", NULL };
	if (up_str_is_listed(name,
			     "Gemfile requirements.txt pyproject.toml Pipfile setup.py setup.cfg package.json go.mod composer.json pom.xml "
			     "mix.exs Cargo.toml Directory.Packages.props"))
		return true;
	return has_ending(name, endings) || (up_str_starts(name, UP_STR("requirements")) && up_str_ends(name, UP_STR(".txt")));
}

enum up_dialect_file up_dialect_file_of(up_str path)
{
	up_str name = up_str_basename(path);
	if (up_str_contains(path, UP_STR("node_modules/")) || up_str_contains(path, UP_STR("vendor/")))
		return UP_DIALECT_FILE_NONE;
	if (is_images(path, name))
		return UP_DIALECT_FILE_IMAGES;
	if (is_dependencies(name))
		return UP_DIALECT_FILE_DEPENDENCIES;
	return is_setting(name) ? UP_DIALECT_FILE_SETTINGS : UP_DIALECT_FILE_NONE;
}

/* --- settings --------------------------------------------------------------------------------------------------------- */

static bool is_word_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

/* jdbc:postgresql://…, postgres://…, postgresql+asyncpg://…: the scheme of an address. */
static void look_for_addresses(const struct reader *reader)
{
	up_str text = reader->text;
	for (size_t at = up_str_find(text, UP_STR(":"), 0); at != SIZE_MAX; at = up_str_find(text, UP_STR(":"), at + 1)) {
		size_t start = at, end = at;
		while (start && (is_word_byte(text.s[start - 1]) || text.s[start - 1] == '+'))
			start--;
		bool is_jdbc = up_str_eq(up_str_slice(text, start, end), UP_STR("jdbc"));
		if (!is_jdbc && !up_str_starts(up_str_slice(text, at, text.len), UP_STR("://")))
			continue;
		up_str scheme = up_str_slice(text, start, end);
		if (is_jdbc) {
			size_t stop = at + 1;
			while (stop < text.len && is_word_byte(text.s[stop]))
				stop++;
			scheme = up_str_slice(text, at + 1, stop);
		}
		scheme = up_str_slice(scheme, 0, up_str_find_byte(scheme, '+', 0));
		say(reader, up_dialect_from_name(scheme), UP_WEIGHT_SETTING, UP_STR(""));
	}
}

/* The value behind a key: `adapter: postgresql`, `provider = "mysql"`, `'default' => env('DB_CONNECTION', 'pgsql')`, `client: process.env.X || "pg"` is none. */
static up_str value_behind(up_str text, size_t at)
{
	size_t seen = 0;
	while (at < text.len && strchr("\"' \t", text.s[at]) && text.s[at])
		at++;
	while (at < text.len && strchr(":=>", text.s[at]) && text.s[at] && seen < 2)
		at++, seen++;
	if (at < text.len && text.s[at] == ',') /* env('DB_CONNECTION', 'pgsql') */
		at++, seen++;
	while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t'))
		at++;
	size_t quote = at < text.len && strchr("\"'`:", text.s[at]) && text.s[at];
	size_t end = at + quote;
	while (end < text.len && is_word_byte(text.s[end]))
		end++;
	return seen ? up_str_slice(text, at + quote, end) : UP_STR("");
}

/* How many databases the values of a key name. */
static uint32_t count_named(up_str text, up_str key)
{
	bool is_named[_UP_DIALECT_MAX] = { false };
	uint32_t n = 0;
	for (size_t at = up_str_find(text, key, 0); at != SIZE_MAX; at = up_str_find(text, key, at + 1)) {
		enum up_dialect dialect = up_dialect_from_name(value_behind(text, at + key.len));
		n += dialect != UP_DIALECT_NONE && !is_named[dialect];
		is_named[dialect] = true;
	}
	return n;
}

static void look_for_keys(const struct reader *reader)
{
	static const char *const keys[] = {
		"adapter",   "provider",      "dialect",    "client",        "engine",        "driver",
		"type",      "DB_CONNECTION", "DB_ADAPTER", "DB_TYPE",       "DB_CLIENT",     "DB_DRIVER",
		"DB_VENDOR", "DB_ENGINE",     "DB_DIALECT", "database_type", "DATABASE_TYPE", "DATABASE_CLIENT"
	};
	up_str text = reader->text;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		up_str key = up_str_from(keys[i]);
		/* Laravel's config/database.php lists every driver that there is: what counts is `default`. */
		if (up_str_eq(key, UP_STR("driver")) && count_named(text, key) >= EVERY_DRIVER)
			continue;
		for (size_t at = up_str_find(text, key, 0); at != SIZE_MAX; at = up_str_find(text, key, at + 1)) {
			size_t end = at + key.len;
			if ((at && is_word_byte(text.s[at - 1])) || (end < text.len && is_word_byte(text.s[end])))
				continue;
			say(reader, up_dialect_from_name(value_behind(text, end)), UP_WEIGHT_SETTING, UP_STR(""));
		}
	}
}

struct needle {
	const char *text;
	enum up_dialect dialect;
};

/* As words of their own. */
static void look_for(const struct reader *reader, const struct needle *needles, size_t n, enum up_dialect_weight weight)
{
	up_str text = reader->text;
	for (size_t i = 0; i < n; i++) {
		up_str needle = up_str_from(needles[i].text);
		for (size_t at = up_str_find(text, needle, 0); at != SIZE_MAX; at = up_str_find(text, needle, at + 1)) {
			size_t end = at + needle.len;
			bool is_cut = (at && is_word_byte(needle.s[0]) && (is_word_byte(text.s[at - 1]) || text.s[at - 1] == '-')) ||
				      (end < text.len && up_is_alnum(needle.s[needle.len - 1]) && up_is_alpha(text.s[end]));
			if (is_cut)
				continue;
			say(reader, needles[i].dialect, weight, UP_STR(""));
			break;
		}
	}
}

static void look_for_settings(const struct reader *reader)
{
	static const struct needle needles[] = {
		{ "django.db.backends.postgresql", UP_DIALECT_POSTGRESQL },
		{ "django.contrib.gis.db.backends.postgis", UP_DIALECT_POSTGRESQL },
		{ "django.db.backends.mysql", UP_DIALECT_MYSQL },
		{ "django.db.backends.oracle", UP_DIALECT_ORACLE },
		{ "django.db.backends.sqlite3", UP_DIALECT_SQLITE },
		{ "Ecto.Adapters.Postgres", UP_DIALECT_POSTGRESQL },
		{ "Ecto.Adapters.MyXQL", UP_DIALECT_MYSQL },
		{ "Ecto.Adapters.Tds", UP_DIALECT_SQLSERVER },
	};
	look_for_addresses(reader);
	look_for_keys(reader);
	look_for(reader, needles, sizeof needles / sizeof *needles, UP_WEIGHT_SETTING);
}

/* --- images ----------------------------------------------------------------------------------------------------------- */

/* "13-alpine", "8.0.36", "2.11.1-pg14": the version that the tag begins with. */
static up_str version_of(up_str tag)
{
	size_t end = 0;
	while (end < tag.len && (up_is_digit(tag.s[end]) || tag.s[end] == '.'))
		end++;
	up_str version = up_str_slice(tag, 0, end);
	return version.len && up_version_valid(version) && version.s[version.len - 1] != '.' ? version : UP_STR("");
}

static void take_image(const struct reader *reader, up_str image)
{
	static const struct needle names[] = {
		{ "postgres", UP_DIALECT_POSTGRESQL }, { "postgresql", UP_DIALECT_POSTGRESQL },  { "postgis", UP_DIALECT_POSTGRESQL },
		{ "pgvector", UP_DIALECT_POSTGRESQL }, { "timescaledb", UP_DIALECT_POSTGRESQL }, { "mysql", UP_DIALECT_MYSQL },
		{ "mysql-server", UP_DIALECT_MYSQL },  { "percona", UP_DIALECT_MYSQL },          { "mariadb", UP_DIALECT_MARIADB },
		{ "oracle-xe", UP_DIALECT_ORACLE },    { "oracle-free", UP_DIALECT_ORACLE },     { "azure-sql-edge", UP_DIALECT_SQLSERVER },
	};
	up_str name = up_str_basename(image), tag = UP_STR("");
	size_t colon = up_str_find_byte(name, ':', 0);
	if (colon != SIZE_MAX)
		tag = up_str_slice(name, colon + 1, name.len);
	name = up_str_slice(name, 0, colon);
	if (up_str_contains(image, UP_STR("mssql/server")))
		say(reader, UP_DIALECT_SQLSERVER, UP_WEIGHT_IMAGE, version_of(tag));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!up_str_eq(name, up_str_from(names[i].text)))
			continue;
		/* Tags of timescaledb are its own versions, and those of pgvector begin with the letters pg: "pg16", "2.11.1-pg14". */
		size_t pg = up_str_find(tag, UP_STR("pg"), 0);
		up_str version = pg != SIZE_MAX ? version_of(up_str_slice(tag, pg + 2, tag.len)) : version_of(tag);
		bool is_other = !version.len || (pg == SIZE_MAX && up_str_is_listed(name, "timescaledb pgvector"));
		say(reader, names[i].dialect, UP_WEIGHT_IMAGE, is_other ? UP_STR("") : version);
	}
}

static bool is_image_byte(char c)
{
	return up_is_alnum(c) || strchr("/._-:", c);
}

/* `image: postgres:13`, `- postgres:13` of a list of services, `- image: postgres`. */
static void look_for_images(const struct reader *reader)
{
	up_str text = reader->text;
	for (size_t start = 0; start < text.len;) {
		size_t end = up_str_find_byte(text, '\n', start);
		up_str line = up_str_trim(up_str_slice(text, start, end));
		bool is_item = up_str_starts(line, UP_STR("- "));
		line = up_str_trim(is_item ? up_str_slice(line, 2, line.len) : line);
		bool is_image = up_str_starts(line, UP_STR("image:")) || up_str_starts(line, UP_STR("\"image\":"));
		if (is_image)
			line = up_str_trim(up_str_slice(line, up_str_find_byte(line, ':', 0) + 1, line.len));
		while (line.len && strchr("\"'", line.s[0]))
			line = up_str_slice(line, 1, line.len);
		size_t n = 0;
		while (n < line.len && n < IMAGE_BYTES && line.s[n] && is_image_byte(line.s[n]))
			n++;
		if (is_item || is_image)
			take_image(reader, up_str_slice(line, 0, n));
		start = end == SIZE_MAX ? text.len : end + 1;
	}
}

/* --- dependencies ----------------------------------------------------------------------------------------------------- */

static void look_for_dependencies(const struct reader *reader)
{
	static const struct needle needles[] = {
		/* Ruby, JavaScript */
		{ "\"pg\"", UP_DIALECT_POSTGRESQL },
		{ "'pg'", UP_DIALECT_POSTGRESQL },
		{ "\"pg-promise\"", UP_DIALECT_POSTGRESQL },
		{ "\"postgres\"", UP_DIALECT_POSTGRESQL },
		{ "mysql2", UP_DIALECT_MYSQL },
		{ "trilogy", UP_DIALECT_MYSQL },
		{ "\"mysql\"", UP_DIALECT_MYSQL },
		{ "\"mariadb\"", UP_DIALECT_MARIADB },
		{ "\"mssql\"", UP_DIALECT_SQLSERVER },
		{ "\"tedious\"", UP_DIALECT_SQLSERVER },
		{ "activerecord-sqlserver-adapter", UP_DIALECT_SQLSERVER },
		{ "sqlite3", UP_DIALECT_SQLITE },
		{ "better-sqlite3", UP_DIALECT_SQLITE },
		{ "\"oracledb\"", UP_DIALECT_ORACLE },
		{ "ruby-oci8", UP_DIALECT_ORACLE },
		/* Python */
		{ "psycopg", UP_DIALECT_POSTGRESQL },
		{ "psycopg2", UP_DIALECT_POSTGRESQL },
		{ "asyncpg", UP_DIALECT_POSTGRESQL },
		{ "pg8000", UP_DIALECT_POSTGRESQL },
		{ "mysqlclient", UP_DIALECT_MYSQL },
		{ "pymysql", UP_DIALECT_MYSQL },
		{ "PyMySQL", UP_DIALECT_MYSQL },
		{ "aiomysql", UP_DIALECT_MYSQL },
		{ "mysql-connector-python", UP_DIALECT_MYSQL },
		{ "mssql-django", UP_DIALECT_SQLSERVER },
		{ "cx_Oracle", UP_DIALECT_ORACLE },
		{ "oracledb", UP_DIALECT_ORACLE },
		{ "aiosqlite", UP_DIALECT_SQLITE },
		/* Go, PHP */
		{ "github.com/lib/pq", UP_DIALECT_POSTGRESQL },
		{ "github.com/jackc/pgx", UP_DIALECT_POSTGRESQL },
		{ "gorm.io/driver/postgres", UP_DIALECT_POSTGRESQL },
		{ "github.com/go-sql-driver/mysql", UP_DIALECT_MYSQL },
		{ "gorm.io/driver/mysql", UP_DIALECT_MYSQL },
		{ "github.com/mattn/go-sqlite3", UP_DIALECT_SQLITE },
		{ "modernc.org/sqlite", UP_DIALECT_SQLITE },
		{ "go-mssqldb", UP_DIALECT_SQLSERVER },
		{ "ext-pgsql", UP_DIALECT_POSTGRESQL },
		{ "ext-pdo_pgsql", UP_DIALECT_POSTGRESQL },
		{ "ext-mysqli", UP_DIALECT_MYSQL },
		{ "ext-pdo_mysql", UP_DIALECT_MYSQL },
		{ "ext-pdo_sqlite", UP_DIALECT_SQLITE },
		/* Java, .NET */
		{ "org.postgresql", UP_DIALECT_POSTGRESQL },
		{ "mysql-connector-j", UP_DIALECT_MYSQL },
		{ "mysql-connector-java", UP_DIALECT_MYSQL },
		{ "mariadb-java-client", UP_DIALECT_MARIADB },
		{ "mssql-jdbc", UP_DIALECT_SQLSERVER },
		{ "ojdbc", UP_DIALECT_ORACLE },
		{ "sqlite-jdbc", UP_DIALECT_SQLITE },
		{ "Npgsql", UP_DIALECT_POSTGRESQL },
		{ "Pomelo.EntityFrameworkCore.MySql", UP_DIALECT_MYSQL },
		{ "MySql.EntityFrameworkCore", UP_DIALECT_MYSQL },
		{ "Microsoft.EntityFrameworkCore.SqlServer", UP_DIALECT_SQLSERVER },
		{ "Oracle.EntityFrameworkCore", UP_DIALECT_ORACLE },
		{ "Microsoft.EntityFrameworkCore.Sqlite", UP_DIALECT_SQLITE },
		/* Elixir, Rust */
		{ ":postgrex", UP_DIALECT_POSTGRESQL },
		{ ":myxql", UP_DIALECT_MYSQL },
		{ ":tds", UP_DIALECT_SQLSERVER },
		{ ":ecto_sqlite3", UP_DIALECT_SQLITE },
		{ "tokio-postgres", UP_DIALECT_POSTGRESQL },
		{ "\"sqlite\"", UP_DIALECT_SQLITE },
	};
	look_for(reader, needles, sizeof needles / sizeof *needles, UP_WEIGHT_DEPENDENCY);
}

void up_dialect_file_read(enum up_dialect_file kind, up_str text,
			  void (*said)(void *data, enum up_dialect dialect, enum up_dialect_weight weight, up_str version), void *data)
{
	const struct reader reader = { .text = up_str_slice(text, 0, FILE_BYTES), .said = said, .data = data };
	if (kind == UP_DIALECT_FILE_SETTINGS)
		look_for_settings(&reader);
	else if (kind == UP_DIALECT_FILE_DEPENDENCIES)
		look_for_dependencies(&reader);
	else if (kind == UP_DIALECT_FILE_IMAGES) {
		look_for_addresses(&reader);
		look_for_images(&reader);
	}
}
