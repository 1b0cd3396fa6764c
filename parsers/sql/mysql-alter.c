/* ALTER TABLE of MySQL and MariaDB. ALGORITHM, LOCK and WAIT are of the whole statement: they are said of each of its operations. */
#include "sql/mysql.h"

struct alter {
	const struct up_sql_table *table;
	up_str algorithm, lock, wait;
	bool is_nowait, is_key_replaced;
};

static void begin(struct up_operation *operation, const struct alter *alter, const char *name, const struct up_sql_cursor *clause)
{
	up_sql_begin_clause(operation, alter->table, name, clause);
	up_operation_set(operation, "algorithm", alter->algorithm);
	up_operation_set(operation, "lock", alter->lock);
	up_operation_set(operation, "wait", alter->wait);
	if (alter->is_nowait)
		up_operation_flag(operation, "nowait");
}

static void say_name(const struct alter *alter, struct up_operation *operation, const char *attribute, struct up_sql_cursor *cursor)
{
	up_operation_set(operation, attribute, up_sql_take_name(alter->table->sql, cursor));
}

static void say_conditions(struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_sql_say_flag(operation, cursor, "IF EXISTS", "if-exists");
	up_sql_say_flag(operation, cursor, "IF NOT EXISTS", "if-not-exists");
}

static void add_column(const struct alter *alter, const struct up_sql_cursor *clause, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	begin(&operation, alter, "add-column", clause);
	say_conditions(&operation, &cursor);
	say_name(alter, &operation, "column", &cursor);
	up_sql_read_column(alter->table->sql, &operation, &cursor);
	up_operation_state(&operation);
}

static void add_constraint(const struct alter *alter, const char *name, const struct up_sql_cursor *clause, struct up_sql_cursor cursor)
{
	struct up_operation operation;
	begin(&operation, alter, name, clause);
	up_sql_read_constraint(alter->table->sql, &operation, &cursor);
	up_operation_state(&operation);
}

/* A column may be called `key`, and is then in quotes: these words are none. */
static bool is_key(struct up_sql_cursor cursor)
{
	return up_sql_is_any(&cursor, "INDEX KEY FULLTEXT SPATIAL");
}

static bool read_add(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause, item;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "ADD"))
		return false;
	bool is_column = up_sql_take(&cursor, "COLUMN");
	const char *constraint = is_column ? NULL : up_sql_constraint_kind(cursor);
	if (constraint) {
		add_constraint(alter, constraint, &clause, cursor);
	} else if (!is_column && is_key(cursor)) {
		begin(&operation, alter, "create-index", &clause);
		up_sql_mysql_read_key(alter->table->sql, &operation, &cursor);
		up_operation_state(&operation);
	} else if (!is_column && (up_sql_is(&cursor, "SYSTEM VERSIONING") || up_sql_is(&cursor, "PERIOD FOR"))) {
		begin(&operation, alter, "set-table-option", &clause);
		up_operation_set(&operation, "option", UP_STR("system_versioning"));
		up_operation_state(&operation);
	} else if (up_sql_is_sign(&cursor, '(')) {
		struct up_sql_cursor columns = up_sql_take_brackets(&cursor);
		while (up_sql_take_item(&columns, &item))
			if (up_sql_constraint_kind(item))
				add_constraint(alter, up_sql_constraint_kind(item), &item, item);
			else
				add_column(alter, &item, item);
	} else {
		add_column(alter, &clause, cursor);
	}
	return true;
}

static bool read_drop(const struct alter *alter, struct up_sql_cursor clause)
{
	static const char *const kinds[][3] = {
		{ "PRIMARY KEY", "drop-primary-key", NULL },
		{ "FOREIGN KEY", "drop-foreign-key", "constraint" },
		{ "INDEX", "drop-index", "index" },
		{ "KEY", "drop-index", "index" },
		{ "CHECK", "drop-check", "constraint" },
		{ "CONSTRAINT", "drop-constraint", "constraint" },
		{ "SYSTEM VERSIONING", "set-table-option", NULL },
		{ "COLUMN", "drop-column", "column" },
		{ "", "drop-column", "column" },
	};
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "DROP"))
		return false;
	size_t i = 0;
	while (kinds[i][0][0] && !up_sql_take(&cursor, kinds[i][0]))
		i++;
	begin(&operation, alter, kinds[i][1], &clause);
	say_conditions(&operation, &cursor);
	if (kinds[i][2])
		say_name(alter, &operation, kinds[i][2], &cursor);
	else if (i == 0 && alter->is_key_replaced)
		up_operation_flag(&operation, "replaced");
	else if (i > 0)
		up_operation_set(&operation, "option", UP_STR("system_versioning"));
	up_operation_state(&operation);
	return true;
}

/* MODIFY [COLUMN] c …, CHANGE [COLUMN] c new …: the whole column anew. */
static bool read_modify(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	bool is_change = up_sql_take(&cursor, "CHANGE");
	if (!is_change && !up_sql_take(&cursor, "MODIFY"))
		return false;
	struct up_sql *sql = alter->table->sql;
	up_sql_take(&cursor, "COLUMN");
	begin(&operation, alter, "modify-column", &clause);
	say_conditions(&operation, &cursor);
	up_str name = up_sql_take_name(sql, &cursor);
	up_operation_set(&operation, "column", name);
	if (is_change) {
		up_str new = up_sql_take_name(sql, &cursor);
		if (!up_str_eq_nocase(name, new))
			up_operation_set(&operation, "new", new);
	}
	up_sql_read_column(sql, &operation, &cursor);
	up_operation_state(&operation);
	return true;
}

/* ALTER INDEX x INVISIBLE, ALTER {CHECK | CONSTRAINT} x [NOT] ENFORCED. */
static bool read_alter_other(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (up_sql_take(&cursor, "ALTER INDEX") || up_sql_take(&cursor, "ALTER KEY")) {
		begin(&operation, alter, "set-index-visibility", &clause);
		say_conditions(&operation, &cursor);
		say_name(alter, &operation, "index", &cursor);
		up_operation_flag(&operation, up_sql_is_any(&cursor, "INVISIBLE IGNORED") ? "invisible" : "visible");
	} else if (up_sql_take(&cursor, "ALTER CHECK") || up_sql_take(&cursor, "ALTER CONSTRAINT")) {
		begin(&operation, alter, "alter-constraint", &clause);
		say_name(alter, &operation, "constraint", &cursor);
		up_operation_flag(&operation, up_sql_is(&cursor, "NOT") ? "not-enforced" : "enforced");
	} else {
		return false;
	}
	up_operation_state(&operation);
	return true;
}

/* ALTER [COLUMN] c SET DEFAULT …, DROP DEFAULT, SET INVISIBLE. */
static bool read_alter(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (read_alter_other(alter, clause))
		return true;
	if (!up_sql_take(&cursor, "ALTER"))
		return false;
	up_sql_take(&cursor, "COLUMN");
	bool is_if_exists = up_sql_take(&cursor, "IF EXISTS");
	up_str column = up_sql_take_name(alter->table->sql, &cursor);
	bool is_set = up_sql_take(&cursor, "SET DEFAULT"), is_drop = !is_set && up_sql_take(&cursor, "DROP DEFAULT");
	begin(&operation, alter, is_set ? "set-default" : is_drop ? "drop-default" : "set-column-visibility", &clause);
	if (is_if_exists)
		up_operation_flag(&operation, "if-exists");
	up_operation_set(&operation, "column", column);
	if (is_set)
		up_sql_read_default(alter->table->sql, &operation, &cursor);
	else if (!is_drop)
		up_operation_flag(&operation, up_sql_is(&cursor, "SET INVISIBLE") ? "invisible" : "visible");
	up_operation_state(&operation);
	return true;
}

static bool read_rename(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	struct up_operation operation;
	if (!up_sql_take(&cursor, "RENAME"))
		return false;
	bool is_column = up_sql_take(&cursor, "COLUMN"), is_index = !is_column && up_sql_take_any(&cursor, "INDEX KEY");
	begin(&operation, alter, is_column ? "rename-column" : is_index ? "rename-index" : "rename-table", &clause);
	say_conditions(&operation, &cursor);
	if (is_column || is_index)
		say_name(alter, &operation, is_column ? "column" : "index", &cursor);
	up_sql_take_any(&cursor, "TO AS");
	up_sql_take_sign(&cursor, '=');
	say_name(alter, &operation, "new", &cursor);
	up_operation_state(&operation);
	return true;
}

static void say_charset(const struct alter *alter, const char *name, const struct up_sql_cursor *clause, struct up_sql_cursor *cursor)
{
	struct up_sql *sql = alter->table->sql;
	struct up_operation operation;
	begin(&operation, alter, name, clause);
	while (!up_sql_at_end(cursor) &&
	       (up_sql_take(cursor, "DEFAULT") || up_sql_say_option(sql, &operation, cursor, "CHARACTER SET", "charset") ||
		up_sql_say_option(sql, &operation, cursor, "CHARSET", "charset") ||
		up_sql_say_option(sql, &operation, cursor, "COLLATE", "collate")))
		continue;
	up_operation_state(&operation);
}

/* One option of the table: ENGINE = x, ROW_FORMAT = y, COMMENT 'z'. */
static bool read_option(const struct alter *alter, struct up_sql_cursor *cursor)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor at = *cursor, words = *cursor;
	struct up_operation operation;
	up_sql_take(&words, "DEFAULT");
	if (up_sql_is(&words, "CHARACTER SET") || up_sql_is_any(&words, "CHARSET COLLATE")) {
		say_charset(alter, "set-charset", &at, cursor);
		return true;
	}
	const struct up_sql_token *name = up_sql_next(cursor);
	if (name->kind != UP_SQL_WORD)
		return false;
	cursor->i++;
	if (!up_sql_take_sign(cursor, '=') && !up_sql_is_any(&at, "ENGINE COMMENT AUTO_INCREMENT ROW_FORMAT TABLESPACE KEY_BLOCK_SIZE")) {
		*cursor = at;
		return false;
	}
	up_str value = up_sql_take_value(sql, cursor);
	bool is_engine = up_str_eq_nocase(name->text, UP_STR("engine"));
	at.n = cursor->i;
	begin(&operation, alter, is_engine ? "set-engine" : "set-table-option", &at);
	if (!is_engine)
		up_operation_set(&operation, "option", up_sql_lower(sql, name->text));
	up_operation_set(&operation, is_engine ? "engine" : "value", value);
	up_operation_state(&operation);
	return true;
}

static bool read_plain(const struct alter *alter, struct up_sql_cursor clause)
{
	static const char *const kinds[][3] = {
		{ "FORCE", "rebuild-table", "force" },
		{ "DISABLE KEYS", "set-table-option", "disable_keys" },
		{ "ENABLE KEYS", "set-table-option", "enable_keys" },
		{ "DISCARD TABLESPACE", "discard-tablespace", NULL },
		{ "IMPORT TABLESPACE", "import-tablespace", NULL },
		{ "ORDER BY", "rebuild-table", "order" },
	};
	struct up_operation operation;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_sql_is(&clause, kinds[i][0])) {
			begin(&operation, alter, kinds[i][1], &clause);
			if (kinds[i][2])
				up_operation_set(&operation, strcmp(kinds[i][1], "rebuild-table") == 0 ? "form" : "option",
						 up_str_from(kinds[i][2]));
			up_operation_state(&operation);
			return true;
		}
	return false;
}

/* PARTITION BY … may stand behind an option, with a blank between. */
static bool read_partition(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_operation operation;
	const char *name = up_sql_mysql_partition_kind(clause);
	if (!name)
		return false;
	begin(&operation, alter, name, &clause);
	up_sql_mysql_read_partition(alter->table->sql, &operation, &clause);
	up_operation_state(&operation);
	return true;
}

/* The clause is of the whole statement, and said already. */
static bool is_of_statement(const struct up_sql_cursor *clause)
{
	return up_sql_is_any(clause, "ALGORITHM LOCK WAIT NOWAIT") || up_sql_is(clause, "WITH VALIDATION") ||
	       up_sql_is(clause, "WITHOUT VALIDATION");
}

static bool read_convert(const struct alter *alter, struct up_sql_cursor clause)
{
	struct up_sql_cursor cursor = clause;
	if (!up_sql_take(&cursor, "CONVERT TO"))
		return false;
	say_charset(alter, "convert-charset", &clause, &cursor);
	return true;
}

static bool read_clause(const struct alter *alter, struct up_sql_cursor clause)
{
	if (is_of_statement(&clause) || read_partition(alter, clause) || read_add(alter, clause) || read_drop(alter, clause) ||
	    read_modify(alter, clause) || read_alter(alter, clause) || read_rename(alter, clause) || read_convert(alter, clause) ||
	    read_plain(alter, clause))
		return true;
	uint32_t first = clause.i;
	while (!up_sql_at_end(&clause) && !is_of_statement(&clause) &&
	       (read_partition(alter, clause) ? false : read_option(alter, &clause)))
		continue;
	return clause.i > first;
}

/* What holds for all of the statement. */
static void read_whole(struct alter *alter, struct up_sql_cursor clauses)
{
	struct up_sql *sql = alter->table->sql;
	struct up_sql_cursor clause;
	bool drops_key = false, adds_key = false;
	while (up_sql_take_item(&clauses, &clause)) {
		up_str value;
		drops_key = drops_key || up_sql_is(&clause, "DROP PRIMARY KEY");
		if (up_sql_is(&clause, "ADD") && up_sql_constraint_kind((struct up_sql_cursor){ clause.tokens, clause.n, clause.i + 1 }))
			adds_key = adds_key || up_sql_has(clause, "PRIMARY KEY");
		while (!up_sql_at_end(&clause) && is_of_statement(&clause)) {
			if (up_sql_take_option(sql, &clause, "ALGORITHM", &value))
				alter->algorithm = up_sql_lower(sql, value);
			else if (up_sql_take_option(sql, &clause, "LOCK", &value))
				alter->lock = up_sql_lower(sql, value);
			else if (up_sql_take_option(sql, &clause, "WAIT", &value))
				alter->wait = value;
			else if (up_sql_take(&clause, "NOWAIT"))
				alter->is_nowait = true;
			else
				clause.i = clause.n;
		}
	}
	alter->is_key_replaced = drops_key && adds_key;
}

bool up_sql_mysql_alter(const struct up_sql_table *table, struct up_sql_cursor clauses)
{
	struct alter alter = { .table = table };
	struct up_operation operation;
	struct up_sql_cursor clause;
	bool was_partition = false;
	read_whole(&alter, clauses);
	if (table->sql->dialect == UP_DIALECT_NONE && !alter.algorithm.len && !alter.lock.len)
		return false; /* nothing here is of MySQL alone; clauses that are get asked for one by one */
	while (up_sql_take_item(&clauses, &clause) && !up_parse_stopped(table->sql->p)) {
		while (is_of_statement(&clause) &&
		       up_sql_is_any(&clause, "WAIT NOWAIT")) /* they stand before the first clause, without a comma */
			clause.i += up_sql_is(&clause, "WAIT") ? 2 : 1;
		struct up_sql_cursor behind = { clause.tokens, clause.n, clause.i + 1 };
		if (was_partition && (up_sql_at_end(&behind) || up_sql_is(&behind, "INTO")))
			continue; /* DROP PARTITION p0, p1; REORGANIZE PARTITION p0, p1 INTO (…) */
		was_partition = up_sql_mysql_partition_kind(clause) != NULL;
		if (clause.i < clause.n && !read_clause(&alter, clause)) {
			begin(&operation, &alter, "other", &clause);
			up_operation_set(&operation, "verb", UP_STR("ALTER TABLE"));
			up_operation_state(&operation);
		}
	}
	return true;
}

/* Where nothing says which dialect it is: what only MySQL has. */
bool up_sql_mysql_clause(const struct up_sql_table *table, struct up_sql_cursor clause)
{
	struct alter alter = { .table = table };
	return table->sql->dialect == UP_DIALECT_NONE && read_clause(&alter, clause);
}
