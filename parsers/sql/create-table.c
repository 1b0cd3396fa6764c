/* CREATE TABLE is one operation, whatever is said of its columns. */
#include "sql/statement.h"

enum {
	TABLE_TYPES = 12, /* different types of columns that are said of one table */
};

/* What is known of the columns and constraints so far. */
struct table {
	struct up_sql *sql;
	struct up_operation *operation;
	bool has_primary_key, has_columns, is_derived; /* derived: LIKE, PARTITION OF, INHERITS, OF: a primary key may come from there */
	struct up_buf shorts;                          /* the names of its columns of short integers, a comma before and behind each */
	up_str types[TABLE_TYPES];
	uint32_t n_types;
};

/* `name` or `name=` of a word of an operation. */
static bool is_attribute(up_str word, const char *name)
{
	return up_str_eq(up_str_slice(word, 0, up_str_find_byte(word, '=', 0)), up_str_from(name));
}

static void say_once(struct up_operation *to, up_str word)
{
	for (uint32_t i = 1; i < to->n_words; i++)
		if (up_str_eq(to->words[i].text.bytes, word))
			return;
	size_t equals = up_str_find_byte(word, '=', 0);
	up_str name = up_str_slice(word, 0, equals);
	for (size_t i = 0; up_attributes[i]; i++)
		if (up_str_eq(up_str_from(up_attributes[i]), name)) {
			if (equals == SIZE_MAX)
				up_operation_flag(to, up_attributes[i]);
			else
				up_operation_set(to, up_attributes[i], up_str_slice(word, equals + 1, word.len));
		}
}

/* What is said of a column or a constraint and is worth saying of the table. */
static void take_over(struct up_operation *to, const struct up_operation *from)
{
	static const char *const wanted[] = { "references",       "on-delete",         "serial",       "identity", "auto-increment",
					      "generated-stored", "generated-virtual", "not-enforced", "unique",   "check",
					      "deferrable" };
	for (uint32_t i = 1; i < from->n_words; i++)
		for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++)
			if (is_attribute(from->words[i].text.bytes, wanted[k]))
				say_once(to, from->words[i].text.bytes);
}

static up_str value_of(const struct up_operation *operation, const char *name)
{
	for (uint32_t i = 1; i < operation->n_words; i++) {
		up_str word = operation->words[i].text.bytes;
		if (is_attribute(word, name))
			return up_str_slice(word, up_str_find_byte(word, '=', 0) + 1, word.len);
	}
	return UP_STR_NULL;
}

/* Numbers of 32 bits or less, which a table may outgrow. */
bool up_sql_is_short_type(up_str type)
{
	static const char *const types[] = { "smallint", "int2",   "smallserial", "serial2",   "integer", "int",
					     "int4",     "serial", "serial4",     "mediumint", "tinyint" };
	type = up_str_slice(type, 0, up_str_find_byte(type, '(', 0));
	type = up_str_slice(type, 0, up_str_find_byte(type, ' ', 0));
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (up_str_eq(type, up_str_from(types[i])))
			return true;
	return false;
}

static void note_type(struct table *table, up_str type)
{
	for (uint32_t i = 0; i < table->n_types; i++)
		if (up_str_eq(table->types[i], type))
			return;
	if (type.len && table->n_types < TABLE_TYPES)
		table->types[table->n_types++] = type;
}

static void note_primary_key(struct table *table, bool is_short_one)
{
	table->has_primary_key = true;
	up_operation_flag(table->operation, "primary-key");
	/* SQLite's INTEGER PRIMARY KEY has 64 bits. */
	if (is_short_one && table->sql->dialect != UP_DIALECT_SQLITE)
		up_operation_flag(table->operation, "short-primary-key");
}

/* Is the primary key one column, and is that one short? */
static bool is_short_key(const struct table *table, up_str columns)
{
	struct up_buf wanted = { 0 };
	up_buf_add_byte(&wanted, ',');
	up_buf_add(&wanted, columns);
	up_buf_add_byte(&wanted, ',');
	bool is = columns.len && !up_str_contains(columns, UP_STR(",")) && up_str_contains(up_buf_str(&table->shorts), up_buf_str(&wanted));
	up_buf_finish(&wanted);
	return is;
}

static void read_column(struct table *table, struct up_sql_cursor item)
{
	struct up_operation column = *table->operation;
	column.n_words = 1;
	up_str name = up_sql_take_name(table->sql, &item);
	up_sql_read_column(table->sql, &column, &item);
	up_str type = value_of(&column, "type");
	table->has_columns = true;
	note_type(table, type);
	take_over(table->operation, &column);
	if (up_operation_has(&column, "primary-key"))
		note_primary_key(table, up_operation_has(&column, "columns") ? is_short_key(table, value_of(&column, "columns"))
									     : up_sql_is_short_type(type));
	if (up_sql_is_short_type(type) && table->shorts.len < UP_OPERATION_VALUE_BYTES) {
		up_buf_add_byte(&table->shorts, ',');
		up_buf_add(&table->shorts, name);
		up_buf_add_byte(&table->shorts, ',');
	}
}

static void read_constraint(struct table *table, struct up_sql_cursor item)
{
	struct up_operation constraint = *table->operation;
	const char *kind = up_sql_constraint_kind(item);
	constraint.n_words = 1;
	up_sql_read_constraint(table->sql, &constraint, &item);
	take_over(table->operation, &constraint);
	if (strcmp(kind, "add-primary-key") == 0)
		note_primary_key(table, is_short_key(table, value_of(&constraint, "columns")));
	else if (strcmp(kind, "add-check") == 0)
		up_operation_flag(table->operation, "check");
	else if (strcmp(kind, "add-unique") == 0)
		up_operation_flag(table->operation, "unique");
}

/* An item of a dialect: KEY x (a). */
static bool read_own_item(struct table *table, struct up_sql_cursor *item)
{
	const struct up_sql_dialect *dialects[UP_SQL_DIALECTS];
	uint32_t n = up_sql_dialects(table->sql, dialects);
	for (uint32_t i = 0; i < n; i++)
		if (dialects[i]->option[UP_SQL_IN_ITEM] && dialects[i]->option[UP_SQL_IN_ITEM](table->sql, table->operation, item))
			return true;
	return false;
}

static void read_items(struct table *table, struct up_sql_cursor items)
{
	struct up_sql_cursor item;
	while (up_sql_take_item(&items, &item)) {
		if (up_sql_take(&item, "LIKE")) {
			table->is_derived = true;
			up_operation_set(table->operation, "like", up_sql_take_name(table->sql, &item));
		} else if (up_sql_constraint_kind(item)) {
			read_constraint(table, item);
		} else if (!read_own_item(table, &item) && !up_sql_at_end(&item)) {
			read_column(table, item);
		}
	}
}

/* WITH (oids = true) is WITH OIDS. */
static void say_parameters(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	struct up_sql_cursor parameters = *cursor;
	up_sql_say_parameters(sql, operation, cursor);
	parameters = up_sql_take_brackets(&parameters);
	if (up_sql_seek(&parameters, "OIDS") && !(up_sql_take_sign(&parameters, '=') && up_sql_is_any(&parameters, "FALSE OFF NO")))
		up_operation_flag(operation, "oids");
}

static bool read_shared_option(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "TABLESPACE"))
		up_operation_set(operation, "tablespace", up_sql_take_name(sql, cursor));
	else if (up_sql_take(cursor, "FOR VALUES WITH"))
		up_sql_skip(cursor); /* the bounds of a partition */
	else if (up_sql_take(cursor, "WITH OIDS"))
		up_operation_flag(operation, "oids");
	else if (up_sql_take(cursor, "WITH") && up_sql_is_sign(cursor, '('))
		say_parameters(sql, operation, cursor);
	else if (up_operation_has(operation, "temporary") && up_sql_take(cursor, "ON COMMIT DROP"))
		up_operation_flag(operation, "on-commit-drop"); /* of other tables the server refuses it */
	else if (up_sql_take(cursor, "PARTITION BY"))
		up_operation_set(operation, "kind", UP_STR("partitioned"));
	else
		return false;
	return true;
}

/* What stands before the brackets or in their place; false: it is no CREATE TABLE that has columns. */
static void read_derivation(struct table *table, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "PARTITION OF")) {
		table->is_derived = true;
		up_operation_set(table->operation, "partition-of", up_sql_take_name(table->sql, cursor));
	} else if (up_sql_take(cursor, "OF")) {
		table->is_derived = true;
		up_sql_take_name(table->sql, cursor);
	} else if (up_sql_take(cursor, "LIKE")) { /* MySQL: in the place of the brackets */
		table->is_derived = true;
		up_operation_set(table->operation, "like", up_sql_take_name(table->sql, cursor));
	}
}

static void finish(struct table *table)
{
	if (!table->has_primary_key && table->has_columns && !table->is_derived && !up_operation_has(table->operation, "temporary"))
		up_operation_flag(table->operation, "no-primary-key");
	for (uint32_t i = 0; i < table->n_types; i++)
		up_operation_set(table->operation, "type", table->types[i]);
	up_buf_finish(&table->shorts);
	up_operation_state(table->operation);
}

/* CREATE TABLE x [(columns)] [WITH …] AS SELECT, EXECUTE, TABLE, VALUES. */
static bool is_filled(struct up_sql_cursor cursor)
{
	if (up_sql_is_sign(&cursor, '('))
		up_sql_skip(&cursor);
	if (up_sql_seek(&cursor, "AS"))
		return up_sql_is_any(&cursor, "SELECT WITH TABLE VALUES EXECUTE (");
	return false;
}

void up_sql_create_table(struct up_sql *sql, const struct up_sql_statement *statement, const struct up_sql_made *made,
			 struct up_sql_cursor cursor)
{
	struct up_operation operation;
	up_sql_begin(&operation, sql, statement, "create-table", statement->whole);
	up_sql_say_conditions(&operation, &cursor);
	struct table table = { .sql = sql, .operation = &operation };
	if (!up_sql_say_name(sql, &operation, "table", &cursor)) {
		up_sql_other(sql, statement, 2);
		return;
	}
	if (made->is_temporary)
		up_operation_flag(&operation, "temporary");
	if (made->is_unlogged)
		up_operation_flag(&operation, "unlogged");
	if (made->is_or_replace)
		up_operation_flag(&operation, "or-replace");
	if (is_filled(cursor) || (up_sql_is(&cursor, "AS"))) {
		operation.name = "create-table-as";
		operation.words[0].text = up_text_plain(UP_STR("create-table-as"), operation.at.start);
		if (up_sql_has(cursor, "ON COMMIT DROP"))
			up_operation_flag(&operation, "on-commit-drop");
		up_operation_state(&operation);
		return;
	}
	read_derivation(&table, &cursor);
	read_items(&table, up_sql_take_brackets(&cursor));
	if (up_sql_take(&cursor, "INHERITS")) {
		table.is_derived = true;
		up_operation_set(&operation, "from", up_sql_take_columns(sql, &cursor));
	}
	up_sql_read_options(sql, &operation, &cursor, UP_SQL_IN_TABLE, read_shared_option);
	finish(&table);
}
