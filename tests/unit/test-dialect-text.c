/* schema/dialect-text: which dialect a text and a name are of, and why. */
#include "test.h"

#include "base/buf.h"
#include "schema/dialect-text.h"

static const char *of_text(const char *text)
{
	return up_dialect_name(up_dialect_of_text(up_str_from(text), NULL));
}

static const char *of_name(const char *name)
{
	return up_dialect_name(up_dialect_of_name(up_str_from(name), NULL));
}

static void texts(void **state)
{
	assert_string_equal(of_text("CREATE INDEX CONCURRENTLY i ON t (a);"), "postgresql");
	assert_string_equal(of_text("ALTER TABLE t ALTER COLUMN a TYPE bigint;"), "postgresql");
	assert_string_equal(of_text("ALTER TABLE t ALTER a SET NOT NULL;"), "postgresql");
	assert_string_equal(of_text("DO $do$\nBEGIN END $do$;"), "postgresql");
	assert_string_equal(of_text("SELECT a::text FROM t;"), "postgresql");
	assert_string_equal(of_text("CREATE TABLE t (a int) engine = InnoDB;"), "mysql");
	assert_string_equal(of_text("ALTER TABLE `t` ADD COLUMN `b` int;"), "mysql");
	assert_string_equal(of_text("ALTER TABLE t MODIFY COLUMN a int;"), "mysql");
	assert_string_equal(of_text("ALTER TABLE [dbo].[t] ADD a NVARCHAR(MAX);\nGO\n"), "sqlserver");
	assert_string_equal(of_text("ALTER TABLE t ADD (a VARCHAR2(10));\n/\n"), "oracle");
	assert_string_equal(of_text("CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);"), "sqlite");
	assert_string_equal(of_text("PRAGMA foreign_keys = off;"), "sqlite");
}

static void none(void **state)
{
	assert_string_equal(of_text(""), "");
	assert_string_equal(of_text("ALTER TABLE t ADD COLUMN a int;"), "");
	assert_string_equal(of_text("-- AUTO_INCREMENT\n/* BIGSERIAL */ SELECT 'VARCHAR2';"), "");
	assert_string_equal(of_text("CREATE TABLE t (a SERIAL, b VARCHAR2(10), engine int);"), "");
	assert_string_equal(of_text("SELECT 'unclosed"), "");
	assert_string_equal(of_text("/* unclosed"), "");
}

static void declared(void **state)
{
	const char *reason = NULL;
	assert_int_equal(up_dialect_of_text(UP_STR("-- uplint: dialect=mysql\nSELECT a::text"), &reason), UP_DIALECT_MYSQL);
	assert_string_equal(reason, "a comment that names it");
	assert_int_equal(up_dialect_of_text(UP_STR("CREATE TABLE t (a int AUTO_INCREMENT)"), &reason), UP_DIALECT_MYSQL);
	assert_string_equal(reason, "AUTO_INCREMENT");
	assert_int_equal(up_dialect_of_text(UP_STR("SELECT 1"), &reason), UP_DIALECT_NONE);
	assert_true(!reason);
	assert_string_equal(of_text("-- uplint: dialect=nothing\nSELECT a::text"), "postgresql");
}

static void names(void **state)
{
	assert_string_equal(of_name("db/mysql/1.sql"), "mysql");
	assert_string_equal(of_name("db/V1__x.pg.sql"), "postgresql");
	assert_string_equal(of_name("sqlite-migrations/postgres/1.sql"), "postgresql");
	assert_string_equal(of_name("migrations_sqlite/1.sql"), "sqlite");
	assert_string_equal(of_name("1.tsql"), "sqlserver");
	assert_string_equal(of_name("mysql-to-postgres/1.sql"), "");
	assert_string_equal(of_name("1_drop_oracle.sql"), "");
	assert_string_equal(of_name(""), "");
	assert_string_equal(of_name("/mysql/"), "mysql");
}

/* Marks behind so many bytes are not seen. */
static void limit(void **state)
{
	struct up_buf buf = { 0 };
	while (buf.len < UP_DIALECT_TEXT_BYTES)
		up_buf_add_s(&buf, "SELECT 1;\n");
	up_buf_add_s(&buf, "SELECT a::text;");
	assert_int_equal(up_dialect_of_text(up_buf_str(&buf), NULL), UP_DIALECT_NONE);
	up_buf_finish(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts), cmocka_unit_test(none),  cmocka_unit_test(declared),
		cmocka_unit_test(names), cmocka_unit_test(limit),
	};
	return cmocka_run_group_tests_name("dialect-text", tests, NULL, NULL);
}
