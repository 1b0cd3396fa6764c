/* estate/dialects: what files of well-known names say, and which of them decides for a migration. */
#include "test.h"

#include <stdio.h>

#include "base/buf.h"
#include "core/limits.h"
#include "estate/dialects.h"

struct file {
	const char *path, *text;
};

/* "postgresql by compose.yml 13..15, mysql by …": what the files say of a migration. */
static up_str verdict_of(struct up_arena *arena, const struct file *files, size_t n, const char *path)
{
	struct up_dialects *dialects = up_dialects_new(), *others = up_dialects_new();
	struct up_dialect_verdict verdict;
	struct up_buf out = { 0 };
	for (size_t i = 0; i < n; i++)
		if (up_dialects_wants(up_str_from(files[i].path)))
			up_dialects_look(i % 2 ? dialects : others, up_str_from(files[i].path), up_str_from(files[i].text));
	up_dialects_merge(dialects, others);
	assert_false(up_dialects_settle(dialects));
	up_dialects_of(dialects, up_str_from(path), &verdict);
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++) {
		if (!(verdict.dialects & up_dialect_bit((enum up_dialect)i)))
			continue;
		up_buf_printf(&out, "%s%s by %.*s", out.len ? ", " : "", up_dialect_name((enum up_dialect)i), UP_FMT(verdict.of[i].path));
		if (verdict.of[i].oldest.len)
			up_buf_printf(&out, " %.*s..%.*s", UP_FMT(verdict.of[i].oldest), UP_FMT(verdict.of[i].newest));
	}
	up_dialects_free(dialects);
	up_dialects_free(others);
	return up_arena_take(arena, &out);
}

#define check(path, expected, ...)                                                                                                         \
	do {                                                                                                                               \
		const struct file files[] = { __VA_ARGS__ };                                                                               \
		struct up_arena *arena = up_arena_new();                                                                                   \
		assert_string_equal(verdict_of(arena, files, sizeof files / sizeof *files, path).s, expected);                             \
		up_arena_free(arena);                                                                                                      \
	} while (0)

static void test_settings(void **state)
{
	check("db/migrate/1.rb", "mysql by config/database.yml", { "config/database.yml", "production:\n  adapter: mysql2\n" });
	check("prisma/migrations/1/migration.sql", "postgresql by prisma/schema.prisma",
	      { "prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n" });
	check("app/migrations/0001.py", "mysql by settings.py",
	      { "settings.py", "DATABASES = {'default': {'ENGINE': 'django.db.backends.mysql'}}\n" });
	check("migrations/1.sql", "postgresql by .env.example", { ".env.example", "DATABASE_URL=postgres://app:x@db/app\n" });
	check("migrations/1.sql", "sqlserver by application.yml",
	      { "application.yml", "spring:\n  datasource:\n    url: jdbc:sqlserver://db:1433\n" });
	check("alembic/versions/1.py", "postgresql by alembic.ini",
	      { "alembic.ini", "sqlalchemy.url = postgresql+asyncpg://app@db/app\n" });
	check("database/migrations/1.php", "postgresql by config/database.php",
	      { "config/database.php", "'default' => env('DB_CONNECTION', 'pgsql'),\n" });
	check("migrations/1.js", "postgresql by knexfile.js", { "knexfile.js", "module.exports = { client: 'pg' }\n" });
	check("migrations/1.sql", "", { "README.md", "postgres://localhost/app\n" });
}

static void test_images(void **state)
{
	check("migrations/1.sql", "postgresql by compose.yml 13..15",
	      { "compose.yml", "services:\n  db:\n    image: postgres:13-alpine\n  other:\n    image: \"postgis/postgis:15-3.4\"\n" });
	check("migrations/1.sql", "mariadb by compose.yml 10.6..10.6", { "compose.yml", "  image: mariadb:10.6\n" },
	      { "Gemfile", "gem 'mysql2'\n" });
	check("migrations/1.sql", "postgresql by .github/workflows/ci.yml 16..16",
	      { ".github/workflows/ci.yml", "      postgres:\n        image: pgvector/pgvector:pg16\n" });
	check("migrations/1.sql", "postgresql by .gitlab-ci.yml 12..12", { ".gitlab-ci.yml", "services:\n  - postgres:12\n" });
}

static void test_dependencies(void **state)
{
	check("db/migrate/1.rb", "postgresql by Gemfile", { "Gemfile", "gem \"pg\", \"~> 1.1\"\ngem \"sqlite3\", group: :test\n" });
	check("migrations/1.sql", "postgresql by go.mod, mysql by go.mod",
	      { "go.mod", "github.com/lib/pq v1.10.9\ngithub.com/go-sql-driver/mysql v1.8.1\n" });
	check("migrations/1.js", "", { "package.json", "{\"dependencies\": {\"pg-format\": \"1\", \"mysqlx\": \"1\"}}" });
	check("src/migrations/1.sql", "", { "node_modules/x/package.json", "{\"dependencies\": {\"pg\": \"1\"}}" });
}

static void test_the_nearest_decides(void **state)
{
	check("a/migrations/1.sql", "mysql by a/package.json", { "package.json", "\"pg\": \"8\"" },
	      { "a/package.json", "\"mysql2\": \"3\"" });
	check("b/migrations/1.sql", "postgresql by package.json", { "package.json", "\"pg\": \"8\"" },
	      { "a/config/database.yml", "adapter: mysql2" });
	/* A setting weighs more than an image, and that more than a library. */
	check("db/migrate/1.rb", "mysql by config/database.yml 10..10", { "config/database.yml", "adapter: mysql2\n" },
	      { "compose.yml", "image: postgres:13\nimage: mysql:10\n" }, { "Gemfile", "gem 'pg'\n" });
	/* What two other projects say is as good as each other. */
	check("c/migrations/1.sql", "postgresql by a/compose.yml 13..13, mysql by b/config/database.yml",
	      { "a/compose.yml", "image: postgres:13\n" }, { "b/config/database.yml", "adapter: mysql2\n" });
	check("migrations/1.sql", "postgresql by Gemfile", { "examples/compose.yml", "image: mysql:8\n" }, { "Gemfile", "gem 'pg'\n" });
}

static void test_other_migrations(void **state)
{
	struct up_dialects *dialects = up_dialects_new();
	struct up_dialect_verdict verdict;
	for (int i = 0; i < 4; i++)
		up_dialects_add(dialects, UP_STR("db/2.sql"), UP_DIALECT_MYSQL);
	up_dialects_add(dialects, UP_STR("db/3.sql"), UP_DIALECT_ORACLE);
	assert_false(up_dialects_settle(dialects));
	up_dialects_of(dialects, UP_STR("db/1.sql"), &verdict);
	assert_int_equal(verdict.dialects, up_dialect_bit(UP_DIALECT_MYSQL));
	up_dialects_free(dialects);
}

static void test_limit(void **state)
{
	struct up_dialects *dialects = up_dialects_new();
	struct up_dialect_verdict verdict;
	char path[64];
	for (int i = 0; i < 3 * UP_LIMIT_DIALECT_EVIDENCE; i++) {
		snprintf(path, sizeof path, "p%06d/compose.yml", i);
		up_dialects_look(dialects, up_str_from(path), UP_STR("image: postgres:13\n"));
	}
	assert_true(up_dialects_settle(dialects));
	up_dialects_of(dialects, UP_STR("p000001/migrations/1.sql"), &verdict);
	assert_str(verdict.of[UP_DIALECT_POSTGRESQL].path, "p000001/compose.yml");
	up_dialects_free(dialects);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings),         cmocka_unit_test(test_images),
		cmocka_unit_test(test_dependencies),     cmocka_unit_test(test_the_nearest_decides),
		cmocka_unit_test(test_other_migrations), cmocka_unit_test(test_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
