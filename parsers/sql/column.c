/* What stands behind the name of a column: its type, its default, its constraints and options, in every dialect. */
#include "schema/volatility.h"
#include "sql/sql.h"

/* A default ends before these, wherever they stand outside of brackets. WITH does so before VALUES only, ON before UPDATE. */
static const char behind_default[] =
	"NOT NULL PRIMARY UNIQUE CHECK REFERENCES CONSTRAINT COLLATE GENERATED DEFERRABLE INITIALLY COMMENT AFTER FIRST "
	"AUTO_INCREMENT AUTOINCREMENT COLUMN_FORMAT STORAGE COMPRESSION ENABLE DISABLE SPARSE VISIBLE INVISIBLE IDENTITY "
	"KEY FOREIGN AS ENCODE ALGORITHM LOCK USING ENFORCED VIRTUAL STORED FOR";

/* What cannot begin a type. */
static const char no_type[] =
	"NOT NULL DEFAULT PRIMARY UNIQUE CHECK REFERENCES CONSTRAINT COLLATE GENERATED AS COMMENT AUTO_INCREMENT IDENTITY FIRST AFTER "
	"VISIBLE INVISIBLE";

/* Words of a type behind its first one: `double precision`, `timestamp with time zone`, `national character varying`, `bigint unsigned`. */
static bool is_type_word(const struct up_sql_cursor *cursor, const struct up_sql_token *before)
{
	static const char *const pairs[][2] = {
		{ "double", "PRECISION" },
		{ "character", "VARYING LARGE" },
		{ "char", "VARYING BYTE LARGE" },
		{ "bit", "VARYING" },
		{ "nchar", "VARYING" },
		{ "binary", "VARYING LARGE" },
		{ "varying", "CHARACTER" },
		{ "large", "OBJECT" },
		{ "national", "CHAR CHARACTER VARCHAR" },
		{ "native", "CHARACTER" },
		{ "long", "RAW VARCHAR VARBINARY" },
		{ "unsigned", "BIG INT INTEGER SMALLINT ZEROFILL" },
		{ "signed", "INT INTEGER" },
		{ "big", "INT" },
		{ "medium", "INT" },
		{ "interval", "YEAR MONTH DAY HOUR MINUTE SECOND" },
		{ "to", "MONTH HOUR MINUTE SECOND" },
	};
	if (up_sql_is_any(cursor, "UNSIGNED SIGNED ZEROFILL ARRAY"))
		return true;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (up_str_eq_nocase(before->text, up_str_from(pairs[i][0])))
			return up_sql_is_any(cursor, pairs[i][1]);
	return before->kind == UP_SQL_WORD && up_sql_is(cursor, "TO") &&
	       up_str_is_listed(before->text, "year month day hour minute YEAR MONTH DAY HOUR MINUTE");
}

static void add_token(struct up_buf *out, const struct up_sql_token *token, bool is_blank_before)
{
	if (is_blank_before && out->len)
		up_buf_add_byte(out, ' ');
	if (token->kind == UP_SQL_TEXT)
		up_buf_add_byte(out, '\'');
	for (size_t i = 0; i < token->text.len && out->len < UP_OPERATION_VALUE_BYTES; i++)
		up_buf_add_byte(out, token->kind == UP_SQL_WORD ? up_lower(token->text.s[i]) : token->text.s[i]);
	if (token->kind == UP_SQL_TEXT)
		up_buf_add_byte(out, '\'');
}

/* What stands in brackets behind a type: (10, 2), ('a', 'b'), [] of an array. */
static void add_brackets(struct up_buf *out, struct up_sql_cursor *cursor)
{
	while (up_sql_is_sign(cursor, '(') || up_sql_is_sign(cursor, '[')) {
		bool is_array = up_sql_is_sign(cursor, '[');
		uint32_t first = cursor->i, n = 0;
		do
			n++;
		while (up_sql_skip(cursor) && is_array && !up_sql_at_end(cursor) && !up_sql_take_sign(cursor, ']'));
		if (is_array) {
			up_buf_add_s(out, "[]");
			continue;
		}
		for (uint32_t i = first; i < cursor->i && out->len < UP_OPERATION_VALUE_BYTES; i++) {
			const struct up_sql_token *token = &cursor->tokens[i];
			bool is_word = token->kind == UP_SQL_WORD || token->kind == UP_SQL_NUMBER;
			const struct up_sql_token *before = &cursor->tokens[i - 1];
			add_token(out, token, is_word && i > first && (before->kind == UP_SQL_WORD || before->kind == UP_SQL_NUMBER));
		}
	}
}

static void add_zone(struct up_buf *out, struct up_sql_cursor *cursor)
{
	static const char *const zones[] = { "WITH TIME ZONE", "WITHOUT TIME ZONE", "WITH LOCAL TIME ZONE" };
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (up_sql_take(cursor, zones[i])) {
			up_buf_add_byte(out, ' ');
			for (const char *s = zones[i]; *s; s++)
				up_buf_add_byte(out, up_lower(*s));
		}
}

up_str up_sql_take_type(struct up_sql *sql, struct up_sql_cursor *cursor)
{
	const struct up_sql_token *first = up_sql_next(cursor);
	if (up_sql_is_any(cursor, no_type) || (first->kind != UP_SQL_WORD && first->kind != UP_SQL_NAME && first->kind != UP_SQL_VARIABLE))
		return UP_STR_NULL;
	struct up_buf out = { 0 };
	up_str name = up_sql_take_name(sql, cursor);
	static const up_str catalog = { "pg_catalog.", sizeof "pg_catalog." - 1 };
	up_buf_add(&out, up_str_starts(name, catalog) ? up_str_slice(name, catalog.len, name.len) : name);
	if (up_sql_take_sign(cursor, '%') && !up_sql_at_end(cursor)) { /* t.c%TYPE */
		up_buf_add_s(&out, "%type");
		cursor->i++;
	}
	add_brackets(&out, cursor);
	while (!up_sql_at_end(cursor) && is_type_word(cursor, &cursor->tokens[cursor->i - 1])) {
		add_token(&out, up_sql_next(cursor), true);
		cursor->i++;
		add_brackets(&out, cursor);
	}
	add_zone(&out, cursor);
	return up_arena_take(sql->arena, &out);
}

static bool ends_default(const struct up_sql_cursor *cursor)
{
	return up_sql_is_any(cursor, behind_default) || up_sql_is(cursor, "ON UPDATE") || up_sql_is(cursor, "ON CONFLICT") ||
	       up_sql_is(cursor, "WITH VALUES");
}

void up_sql_read_default(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "ON NULL")) /* Oracle */
		up_sql_take(cursor, "FOR INSERT ONLY");
	uint32_t first = cursor->i;
	bool has_variable = false;
	do
		has_variable = has_variable || up_sql_next(cursor)->kind == UP_SQL_VARIABLE;
	while (up_sql_skip(cursor) && !up_sql_at_end(cursor) && !ends_default(cursor));
	up_str expression = up_sql_text(sql, cursor, first, cursor->i);
	enum up_volatility volatility = has_variable ? UP_VOLATILITY_EXPRESSION : up_volatility_of(expression);
	up_operation_set(operation, "default", expression);
	up_operation_flag(operation, up_volatility_attribute(volatility));
}

/* NO ACTION, SET NULL (a, b) … as `no-action`, `set-null`. */
static up_str take_action(struct up_sql_cursor *cursor)
{
	static const char *const actions[][2] = { { "NO ACTION", "no-action" },
						  { "SET NULL", "set-null" },
						  { "SET DEFAULT", "set-default" },
						  { "CASCADE", "cascade" },
						  { "RESTRICT", "restrict" } };
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (up_sql_take(cursor, actions[i][0])) {
			up_sql_take_brackets(cursor);
			return up_str_from(actions[i][1]);
		}
	return UP_STR_NULL;
}

void up_sql_read_references(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_operation_set(operation, "references", up_sql_take_name(sql, cursor));
	up_operation_set(operation, "referenced-columns", up_sql_take_columns(sql, cursor));
	for (;;) {
		if (up_sql_take(cursor, "ON DELETE"))
			up_operation_set(operation, "on-delete", take_action(cursor));
		else if (!up_sql_is(cursor, "ON UPDATE CURRENT_TIMESTAMP") && up_sql_take(cursor, "ON UPDATE"))
			up_operation_set(operation, "on-update", take_action(cursor));
		else if (up_sql_take(cursor, "MATCH"))
			up_sql_skip(cursor);
		else
			return;
	}
}

/* GENERATED …, behind that word. */
static void read_generated(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (!up_sql_take(cursor, "ALWAYS") && up_sql_take(cursor, "BY DEFAULT"))
		up_sql_take(cursor, "ON NULL");
	if (up_sql_take(cursor, "AS IDENTITY")) {
		up_operation_flag(operation, "identity");
		up_sql_take_brackets(cursor);
	} else if (up_sql_take(cursor, "AS")) {
		uint32_t first = cursor->i;
		up_sql_skip(cursor);
		up_operation_set(operation, "expression", up_sql_text(sql, cursor, first, cursor->i));
		/* Without a word it is virtual: in MySQL, in Oracle, in SQLite, and in PostgreSQL since 18. */
		bool is_stored = up_sql_take_any(cursor, "STORED PERSISTED PERSISTENT MATERIALIZED");
		up_sql_take(cursor, "VIRTUAL");
		up_operation_flag(operation, is_stored ? "generated-stored" : "generated-virtual");
	}
}

/* Constraints of a column. */
static bool read_constraint(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "CONSTRAINT")) {
		if (!up_sql_is_any(cursor, "NOT NULL CHECK PRIMARY UNIQUE REFERENCES DEFAULT GENERATED"))
			up_operation_set(operation, "constraint", up_sql_take_name(sql, cursor));
	} else if (up_sql_take(cursor, "NOT NULL")) {
		up_operation_flag(operation, "not-null");
		up_sql_take(cursor, "NO INHERIT");
	} else if (up_sql_take(cursor, "NULL")) {
		up_operation_flag(operation, "null");
	} else if (up_sql_take(cursor, "DEFAULT")) {
		up_sql_read_default(sql, operation, cursor);
	} else if (up_sql_take(cursor, "PRIMARY KEY")) {
		up_operation_flag(operation, "primary-key");
	} else if (up_sql_take(cursor, "UNIQUE")) {
		up_operation_flag(operation, "unique");
		up_sql_take(cursor, "KEY");
	} else if (up_sql_take(cursor, "CHECK")) {
		uint32_t first = cursor->i;
		up_sql_skip(cursor);
		up_operation_flag(operation, "check");
		up_operation_set(operation, "expression", up_sql_text(sql, cursor, first, cursor->i));
		up_sql_take(cursor, "NO INHERIT");
	} else if (up_sql_take(cursor, "REFERENCES")) {
		up_sql_read_references(sql, operation, cursor);
	} else if (up_sql_take(cursor, "GENERATED") || up_sql_is(cursor, "AS")) {
		read_generated(sql, operation, cursor);
	} else {
		return false;
	}
	return true;
}

/* What is said of the constraint before it, or of the column. */
static bool read_option(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	if (up_sql_take(cursor, "NOT VALID"))
		up_operation_flag(operation, "not-valid");
	else if (up_sql_take(cursor, "NOT ENFORCED"))
		up_operation_flag(operation, "not-enforced");
	else if (up_sql_take(cursor, "ENFORCED"))
		up_operation_flag(operation, "enforced");
	else if (up_sql_take(cursor, "NULLS NOT DISTINCT"))
		up_operation_flag(operation, "nulls-not-distinct");
	else if (up_sql_take(cursor, "NOT DEFERRABLE") || up_sql_take(cursor, "NULLS DISTINCT") ||
		 up_sql_take(cursor, "INITIALLY IMMEDIATE"))
		return true;
	else if (up_sql_take(cursor, "DEFERRABLE") || up_sql_take(cursor, "INITIALLY DEFERRED"))
		up_operation_flag(operation, "deferrable");
	else if (up_sql_take(cursor, "COLLATE"))
		up_operation_set(operation, "collate", up_sql_take_name(sql, cursor));
	else if (up_sql_take(cursor, "IDENTITY")) {
		up_operation_flag(operation, "identity");
		up_sql_take_brackets(cursor);
	} else if (up_sql_take_any(cursor, "AUTO_INCREMENT AUTOINCREMENT"))
		up_operation_flag(operation, "auto-increment");
	else if (up_sql_take_any(cursor, "COMMENT COMPRESSION STORAGE"))
		up_sql_skip(cursor);
	else if (up_sql_take(cursor, "USING INDEX TABLESPACE"))
		up_sql_skip(cursor);
	else
		return false;
	return true;
}

static bool read_any(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	return read_constraint(sql, operation, cursor) || read_option(sql, operation, cursor);
}

static bool is_serial(up_str type)
{
	return up_str_is_listed(type, "serial bigserial smallserial serial2 serial4 serial8");
}

void up_sql_read_column(struct up_sql *sql, struct up_operation *operation, struct up_sql_cursor *cursor)
{
	up_str type = up_sql_take_type(sql, cursor);
	up_operation_set(operation, "type", type);
	if (is_serial(type))
		up_operation_flag(operation, "serial");
	up_sql_read_options(sql, operation, cursor, UP_SQL_IN_COLUMN, read_any);
}
