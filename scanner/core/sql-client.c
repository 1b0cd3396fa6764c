/* Clients of databases. */
#include "core/sql-client.h"

#include <stddef.h>

const char *const up_sql_clients[] = {
	"psql",
	"vsql",
	"gsql",
	"usql",
	"mysql",
	"mariadb",
	"clickhouse-client",
	"clickhouse-local",
	"cqlsh",
	"hive",
	"beeline",
	"sqlcmd",
	"snowsql",
	"impala-shell",
	"trino",
	"presto",
	"sqlplus",
	"isql",
	"sqlite3",
	"duckdb",
	"db2",
	NULL,
};
