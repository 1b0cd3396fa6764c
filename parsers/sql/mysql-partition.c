/* Clauses of ALTER TABLE of MySQL and MariaDB that are about partitions. */
#include "sql/mysql.h"

static const struct {
	const char *words, *name, *form;
} kinds[] = {
	{ "ADD PARTITION", "create-partition", NULL },
	{ "DROP PARTITION", "drop-partition", NULL },
	{ "TRUNCATE PARTITION", "truncate-partition", NULL },
	{ "REORGANIZE PARTITION", "reorganize-partition", "reorganize" },
	{ "COALESCE PARTITION", "reorganize-partition", "coalesce" },
	{ "REBUILD PARTITION", "reorganize-partition", "rebuild" },
	{ "OPTIMIZE PARTITION", "reorganize-partition", "optimize" },
	{ "ANALYZE PARTITION", "analyze-table", NULL },
	{ "CHECK PARTITION", "check-table", NULL },
	{ "REPAIR PARTITION", "repair-table", NULL },
	{ "EXCHANGE PARTITION", "exchange-partition", NULL },
	{ "CONVERT PARTITION", "detach-partition", NULL },
	{ "CONVERT TABLE", "attach-partition", NULL },
	{ "DISCARD PARTITION", "discard-tablespace", NULL },
	{ "IMPORT PARTITION", "import-tablespace", NULL },
	{ "PARTITION BY", "partition-table", NULL },
	{ "REMOVE PARTITIONING", "partition-table", NULL },
};

static size_t kind_of(const struct up_sql_cursor *clause)
{
	size_t i = 0;
	while (i < sizeof kinds / sizeof *kinds && !up_sql_is(clause, kinds[i].words))
		i++;
	return i;
}

const char *up_sql_mysql_partition_kind(struct up_sql_cursor clause)
{
	size_t kind = kind_of(&clause);
	return kind < sizeof kinds / sizeof *kinds ? kinds[kind].name : NULL;
}

/* PARTITION p WITH TABLE t [WITHOUT VALIDATION] */
static void read_exchange(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *clause)
{
	up_operation_set(operation, "partition", up_sql_take_name(sql, clause));
	if (up_sql_take(clause, "WITH TABLE"))
		up_operation_set(operation, "from", up_sql_take_name(sql, clause));
	if (up_sql_take(clause, "WITHOUT VALIDATION"))
		up_operation_flag(operation, "not-valid");
}

void up_sql_mysql_read_partition(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *clause)
{
	size_t kind = kind_of(clause);
	if (kind == sizeof kinds / sizeof *kinds)
		return;
	up_sql_take(clause, kinds[kind].words);
	if (kinds[kind].form)
		up_operation_set(operation, "form", up_str_from(kinds[kind].form));
	if (up_sql_take(clause, "IF EXISTS"))
		up_operation_flag(operation, "if-exists");
	if (strcmp(kinds[kind].name, "exchange-partition") == 0) {
		read_exchange(sql, operation, clause);
	} else if (strcmp(kinds[kind].name, "create-partition") == 0) {
		up_sql_take(clause, "IF NOT EXISTS");
		struct up_sql_cursor first = up_sql_take_brackets(clause);
		if (up_sql_take(clause, "PARTITIONS"))
			up_operation_set(operation, "form", UP_STR("hash")); /* a number of them: BY HASH or BY KEY */
		else if (up_sql_take(&first, "PARTITION"))
			up_operation_set(operation, "partition", up_sql_take_name(sql, &first));
	} else if (strcmp(kinds[kind].name, "partition-table") == 0) {
		if (!up_sql_is_any(clause, "RANGE LIST HASH KEY LINEAR SYSTEM_TIME"))
			up_operation_flag(operation, "remove");
	} else if (up_sql_next(clause)->kind != UP_SQL_NUMBER) {
		up_operation_set(operation, "partition", up_sql_take_name(sql, clause));
	}
}
