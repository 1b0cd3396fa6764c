/* Which dialects are asked for what is not shared by all. */
#include "sql/sql.h"

uint32_t up_sql_dialects(const struct up_sql *sql, const struct up_sql_dialect *ret_dialects[UP_SQL_DIALECTS])
{
	static const struct up_sql_dialect *const all[UP_SQL_DIALECTS] = { &up_sql_mysql, &up_sql_sqlserver, &up_sql_oracle,
									   &up_sql_sqlite };
	switch (sql->dialect) {
	case UP_DIALECT_MYSQL:
	case UP_DIALECT_MARIADB:
		ret_dialects[0] = &up_sql_mysql;
		return 1;
	case UP_DIALECT_SQLSERVER:
		ret_dialects[0] = &up_sql_sqlserver;
		return 1;
	case UP_DIALECT_ORACLE:
		ret_dialects[0] = &up_sql_oracle;
		return 1;
	case UP_DIALECT_SQLITE:
		ret_dialects[0] = &up_sql_sqlite;
		return 1;
	case UP_DIALECT_NONE:
		memcpy(ret_dialects, all, sizeof all);
		return UP_SQL_DIALECTS;
	default:
		return 0;
	}
}

static bool read_own(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor, enum up_sql_place place)
{
	const struct up_sql_dialect *dialects[UP_SQL_DIALECTS];
	uint32_t n = up_sql_dialects(sql, dialects);
	for (uint32_t i = 0; i < n; i++)
		if (dialects[i]->option[place] && dialects[i]->option[place](sql, operation, cursor))
			return true;
	return false;
}

void up_sql_read_options(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor, enum up_sql_place place,
			 bool (*shared)(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor))
{
	bool is_known = sql->dialect != UP_DIALECT_NONE;
	while (!up_sql_at_end(cursor)) {
		uint32_t before = cursor->i;
		bool is_read = (is_known && read_own(sql, operation, cursor, place)) || (shared && shared(sql, operation, cursor)) ||
			       (!is_known && read_own(sql, operation, cursor, place));
		if (!is_read || cursor->i == before)
			up_sql_skip(cursor);
	}
}
