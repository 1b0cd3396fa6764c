/* ALTER TABLE: each clause is an operation of its own. */
#include "sql/statement.h"

/* Clauses that are told by their words alone; `form` where one operation has several. */
static const struct {
	const char *words, *name, *attribute; /* the attribute that takes the name behind the words */
} plain[] = {
	{ "VALIDATE CONSTRAINT", "validate-constraint", "constraint" },
	{ "RENAME CONSTRAINT", "rename-constraint", "constraint" },
	{ "SET SCHEMA", "set-schema", "new" },
	{ "SET TABLESPACE", "set-tablespace", "tablespace" },
	{ "SET ACCESS METHOD", "set-access-method", "method" },
	{ "SET LOGGED", "set-logged", NULL },
	{ "SET UNLOGGED", "set-unlogged", NULL },
	{ "SET WITHOUT CLUSTER", "set-cluster", NULL },
	{ "CLUSTER ON", "set-cluster", "index" },
	{ "OWNER TO", "set-owner", "owner" },
	{ "ENABLE ROW LEVEL SECURITY", "enable-row-security", NULL },
	{ "DISABLE ROW LEVEL SECURITY", "disable-row-security", NULL },
	{ "FORCE ROW LEVEL SECURITY", "force-row-security", NULL },
	{ "NO FORCE ROW LEVEL SECURITY", "force-row-security", NULL },
	{ "ENABLE REPLICA TRIGGER", "enable-trigger", "trigger" },
	{ "ENABLE ALWAYS TRIGGER", "enable-trigger", "trigger" },
	{ "ENABLE TRIGGER", "enable-trigger", "trigger" },
	{ "DISABLE TRIGGER", "disable-trigger", "trigger" },
	{ "ENABLE REPLICA RULE", "enable-rule", "name" },
	{ "ENABLE ALWAYS RULE", "enable-rule", "name" },
	{ "ENABLE RULE", "enable-rule", "name" },
	{ "DISABLE RULE", "disable-rule", "name" },
	{ "NO INHERIT", "no-inherit", "from" },
	{ "INHERIT", "inherit", "from" },
	{ "REPLICA IDENTITY USING INDEX", "set-replica-identity", "index" },
	{ "REPLICA IDENTITY", "set-replica-identity", "form" },
	{ "ATTACH PARTITION", "attach-partition", "partition" },
	{ "DETACH PARTITION", "detach-partition", "partition" },
	{ "SPLIT PARTITION", "reorganize-partition", "partition" },
	{ "MERGE PARTITIONS", "reorganize-partition", NULL },
};

static bool read_plain(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		struct up_sql_cursor cursor = clause;
		if (!up_sql_take(&cursor, plain[i].words))
			continue;
		up_sql_begin_clause(&operation, table, plain[i].name, &clause);
		if (plain[i].attribute)
			up_sql_say_name(table->sql, &operation, plain[i].attribute, &cursor);
		if (up_sql_take(&cursor, "TO"))
			up_sql_say_name(table->sql, &operation, "new", &cursor);
		if (up_sql_is(&clause, "SPLIT") || up_sql_is(&clause, "MERGE"))
			up_operation_set(&operation, "form", up_sql_is(&clause, "SPLIT") ? UP_STR("split") : UP_STR("merge"));
		if (up_sql_take(&cursor, "CONCURRENTLY"))
			up_operation_flag(&operation, "concurrently");
		if (up_sql_take(&cursor, "FINALIZE"))
			up_operation_set(&operation, "form", UP_STR("finalize"));
		if (up_sql_take(&cursor, "NOWAIT"))
			up_operation_flag(&operation, "nowait");
		up_operation_state(&operation);
		return true;
	}
	return false;
}

/* PostgreSQL renames sequences by ALTER TABLE as well, and names those of serial columns `table_column_seq`:
 * https://www.postgresql.org/docs/current/sql-altersequence.html (Notes). */
static bool is_sequence(const struct up_sql_table *table)
{
	enum up_dialect dialect = table->sql->dialect;
	return (dialect == UP_DIALECT_NONE || dialect == UP_DIALECT_POSTGRESQL) && up_str_ends_nocase(table->name, UP_STR("_seq"));
}

static bool read_sequence_rename(const struct up_sql_table *table, struct up_sql_cursor clause, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, table->sql, table->statement, "alter-sequence", up_sql_span(&clause, clause.i, clause.n));
	up_operation_set(&operation, "name", table->name);
	up_operation_set(&operation, "form", UP_STR("rename"));
	if (table->is_if_exists)
		up_operation_flag(&operation, "if-exists");
	bool is_named = up_sql_say_name(table->sql, &operation, "new", &cursor);
	return is_named && (up_operation_state(&operation), true);
}

static bool read_rename(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "RENAME") || up_sql_is_any(&cursor, "CONSTRAINT INDEX KEY PARTITION"))
		return false; /* the last three are MySQL's and Oracle's */
	bool is_table = up_sql_take(&cursor, "TO") || up_sql_take(&cursor, "AS");
	if (is_table && is_sequence(table))
		return read_sequence_rename(table, clause, cursor);
	up_sql_begin_clause(&operation, table, is_table ? "rename-table" : "rename-column", &clause);
	if (!is_table) {
		up_sql_take(&cursor, "COLUMN");
		up_sql_say_conditions(&operation, &cursor);
		up_sql_say_name(table->sql, &operation, "column", &cursor);
		up_sql_take(&cursor, "TO");
	}
	bool is_named = up_sql_say_name(table->sql, &operation, "new", &cursor);
	return is_named && (up_operation_state(&operation), true);
}

static bool read_add_constraint(const struct up_sql_table *table, struct up_sql_cursor clause, struct up_sql_cursor cursor)
{
	const char *name = up_sql_constraint_kind(cursor);
	struct up_operation operation;
	if (!name)
		return false;
	up_sql_begin_clause(&operation, table, name, &clause);
	up_sql_read_constraint(table->sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

static bool read_add(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ADD"))
		return false;
	if (read_add_constraint(table, clause, cursor))
		return true;
	bool is_column = up_sql_take(&cursor, "COLUMN");
	if (!is_column &&
	    up_sql_is_any(&cursor, "CONSTRAINT INDEX KEY FULLTEXT SPATIAL PARTITION SYSTEM PERIOD DEFAULT VALUE SUPPLEMENTAL ("))
		return false;
	up_sql_begin_clause(&operation, table, "add-column", &clause);
	up_sql_say_conditions(&operation, &cursor);
	if (!up_sql_say_name(table->sql, &operation, "column", &cursor))
		return false;
	struct up_sql_cursor type = cursor;
	up_sql_read_column(table->sql, &operation, &cursor);
	if (up_operation_has(&operation, "primary-key") && up_sql_is_short_type(up_sql_take_type(table->sql, &type)))
		up_operation_flag(&operation, "short-primary-key");
	up_operation_state(&operation);
	return true;
}

static bool read_drop(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "DROP"))
		return false;
	bool is_constraint = up_sql_take(&cursor, "CONSTRAINT");
	bool is_column = !is_constraint && up_sql_take(&cursor, "COLUMN");
	if (!is_constraint && !is_column &&
	    up_sql_is_any(&cursor, "PRIMARY FOREIGN UNIQUE CHECK INDEX KEY PARTITION SYSTEM PERIOD UNUSED COLUMNS SUPPLEMENTAL ("))
		return false;
	up_sql_begin_clause(&operation, table, is_constraint ? "drop-constraint" : "drop-column", &clause);
	up_sql_say_conditions(&operation, &cursor);
	if (!up_sql_say_name(table->sql, &operation, is_constraint ? "constraint" : "column", &cursor))
		return false;
	if (up_sql_take_any(&cursor, "CASCADE"))
		up_operation_flag(&operation, "cascade");
	up_operation_state(&operation);
	return true;
}

/* ALTER CONSTRAINT x DEFERRABLE … */
static bool read_alter_constraint(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALTER CONSTRAINT"))
		return false;
	up_sql_begin_clause(&operation, table, "alter-constraint", &clause);
	up_sql_say_name(table->sql, &operation, "constraint", &cursor);
	if (up_sql_take(&cursor, "NOT ENFORCED"))
		up_operation_flag(&operation, "not-enforced");
	else if (up_sql_take(&cursor, "ENFORCED"))
		up_operation_flag(&operation, "enforced");
	else if (!up_sql_take(&cursor, "NOT DEFERRABLE") && up_sql_take(&cursor, "DEFERRABLE"))
		up_operation_flag(&operation, "deferrable");
	else if (up_sql_take(&cursor, "NO INHERIT"))
		up_operation_set(&operation, "form", UP_STR("no-inherit"));
	else if (up_sql_take(&cursor, "INHERIT"))
		up_operation_set(&operation, "form", UP_STR("inherit"));
	up_operation_state(&operation);
	return true;
}

void up_sql_say_parameters(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor inner = up_sql_take_brackets(cursor), item;
	struct up_buf names = { 0 };
	while (up_sql_take_item(&inner, &item) && names.len < UP_OPERATION_VALUE_BYTES) {
		if (names.len)
			up_buf_add_byte(&names, ',');
		up_buf_add(&names, up_sql_take_name(sql, &item));
	}
	up_operation_set(operation, "parameter", up_arena_take(sql->arena, &names));
}

/* SET (fillfactor = 70), RESET (…); SET WITH OIDS. */
static bool read_set(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	bool is_oids = up_sql_is(&cursor, "SET WITH OIDS");
	if (!is_oids && (!up_sql_take_any(&cursor, "SET RESET") || !up_sql_is_sign(&cursor, '(')))
		return false;
	up_sql_begin_clause(&operation, table, "set-storage-parameter", &clause);
	if (is_oids)
		up_operation_flag(&operation, "oids");
	else
		up_sql_say_parameters(table->sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

static void read_clause(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct up_operation operation;
	const struct up_sql_dialect *dialects[UP_SQL_DIALECTS];
	uint32_t n = up_sql_dialects(table->sql, dialects);
	bool is_known = table->sql->dialect != UP_DIALECT_NONE;
	for (uint32_t i = 0; is_known && i < n; i++)
		if (dialects[i]->alter_clause && dialects[i]->alter_clause(table, clause))
			return;
	if (read_add(table, clause) || read_drop(table, clause) || read_alter_constraint(table, clause) ||
	    up_sql_alter_column(table, clause) || read_rename(table, clause) || read_set(table, clause) || read_plain(table, clause))
		return;
	for (uint32_t i = 0; !is_known && i < n; i++)
		if (dialects[i]->alter_clause && dialects[i]->alter_clause(table, clause))
			return;
	up_sql_begin_clause(&operation, table, "other", &clause);
	up_operation_set(&operation, "verb", UP_STR("ALTER TABLE"));
	up_operation_state(&operation);
}

void up_sql_read_clauses(const struct up_sql_table *table, struct up_sql_cursor clauses)
{
	const struct up_sql_dialect *dialects[UP_SQL_DIALECTS];
	uint32_t n = up_sql_dialects(table->sql, dialects);
	for (uint32_t i = 0; i < n; i++)
		if (dialects[i]->alter_table && dialects[i]->alter_table(table, clauses))
			return;
	struct up_sql_cursor clause;
	while (up_sql_take_item(&clauses, &clause) && !up_parse_stopped(table->sql->p))
		read_clause(table, clause);
}

/* ALL IN TABLESPACE a [OWNED BY x] SET TABLESPACE b: of every table there. */
static bool read_all(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ALL IN TABLESPACE"))
		return false;
	up_sql_begin(&operation, sql, statement, "set-tablespace", statement->whole);
	up_operation_flag(&operation, "all");
	up_sql_say_name(sql, &operation, "from", &cursor);
	if (up_sql_seek(&cursor, "SET TABLESPACE"))
		up_sql_say_name(sql, &operation, "tablespace", &cursor);
	if (up_sql_has(cursor, "NOWAIT"))
		up_operation_flag(&operation, "nowait");
	up_operation_state(&operation);
	return true;
}

void up_sql_alter_table(struct up_sql *sql, const struct up_sql_statement *statement, struct up_sql_cursor cursor)
{
	if (read_all(sql, statement, cursor))
		return;
	struct up_sql_table table = { .sql = sql, .statement = statement };
	table.is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	table.is_only = up_sql_take(&cursor, "ONLY");
	table.name = up_sql_take_name(sql, &cursor);
	up_sql_take_sign(&cursor, '*');
	if (!table.name.len || up_sql_at_end(&cursor))
		up_sql_other(sql, statement, 2);
	else
		up_sql_read_clauses(&table, cursor);
}
