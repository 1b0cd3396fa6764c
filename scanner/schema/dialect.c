/* Names of dialects. */
#include "schema/dialect.h"

const char *const up_dialect_names[] = { "postgresql", "mysql", "mariadb", "sqlserver", "oracle", "sqlite", "mongodb", NULL };

const char *up_dialect_name(enum up_dialect dialect)
{
	return dialect > UP_DIALECT_NONE && dialect < _UP_DIALECT_MAX ? up_dialect_names[dialect - 1] : "";
}

enum up_dialect up_dialect_from_name(up_str name)
{
	static const struct {
		const char *name;
		enum up_dialect dialect;
	} names[] = {
		{ "postgresql", UP_DIALECT_POSTGRESQL }, { "postgres", UP_DIALECT_POSTGRESQL }, { "pgsql", UP_DIALECT_POSTGRESQL },
		{ "pg", UP_DIALECT_POSTGRESQL },         { "postgis", UP_DIALECT_POSTGRESQL },  { "pgx", UP_DIALECT_POSTGRESQL },
		{ "npgsql", UP_DIALECT_POSTGRESQL },     { "cockroachdb", UP_DIALECT_NONE },    { "mysql", UP_DIALECT_MYSQL },
		{ "mysql2", UP_DIALECT_MYSQL },          { "mysqli", UP_DIALECT_MYSQL },        { "mariadb", UP_DIALECT_MARIADB },
		{ "sqlserver", UP_DIALECT_SQLSERVER },   { "mssql", UP_DIALECT_SQLSERVER },     { "sqlsrv", UP_DIALECT_SQLSERVER },
		{ "tsql", UP_DIALECT_SQLSERVER },        { "oracle", UP_DIALECT_ORACLE },       { "plsql", UP_DIALECT_ORACLE },
		{ "sqlite", UP_DIALECT_SQLITE },         { "sqlite3", UP_DIALECT_SQLITE },      { "mongodb", UP_DIALECT_MONGODB },
		{ "mongo", UP_DIALECT_MONGODB },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(name, up_str_from(names[i].name)))
			return names[i].dialect;
	return UP_DIALECT_NONE;
}
