/* Conditions in the code of migrations: do they look at the schema, and which kind of database do they ask for? */
#include "orm/steps.h"

enum {
	CONDITION_BYTES = 400, /* of a condition that is looked at */
};

/* hasTable, has_column, tableExists, columnExists, getTable … of what is asked of the schema. */
static bool is_question(up_str name)
{
	static const char *const things[] = { "table",   "column", "index", "field",  "constraint", "collection",
					      "foreign", "view",   "enum",  "schema", "type" };
	size_t has = up_str_starts_nocase(name, UP_STR("has")) ? 3 : 0;
	bool asks = has || up_str_ends_nocase(name, UP_STR("exists")) || up_str_starts_nocase(name, UP_STR("exists"));
	for (size_t i = 0; asks && i < sizeof things / sizeof *things; i++) {
		up_str thing = up_str_from(things[i]);
		for (size_t at = 0; at + thing.len <= name.len; at++)
			if (up_str_starts_nocase(up_str_slice(name, at, name.len), thing))
				return true;
	}
	return up_str_is_listed(name,
				"Exists listCollections listTables describeTable showAllTables SHOW information_schema pragma_table_info "
				"hasForeignKey indexExists exists getTableSchema columnInfo getColumnListing");
}

/* The words of a text: letters and digits, and what a capital begins, as one and by themselves. */
static bool each_word(up_str text, bool (*visit)(void *context, up_str word), void *context)
{
	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		while (i < text.len && (up_is_alnum(text.s[i]) || text.s[i] == '_'))
			i++;
		if (i > start && visit(context, up_str_slice(text, start, i)))
			return true;
		i += i == start;
	}
	return false;
}

struct asked {
	struct up_steps *steps;
	bool is_deep;
};

static bool asks(void *context, up_str word)
{
	const struct asked *asked = context;
	if (is_question(word))
		return true;
	/* A name that was given an answer: const exists = await knex.schema.hasTable('x') */
	struct up_orm *orm = asked->steps->orm;
	const struct up_code_name *known = up_code_find(orm->code, word);
	size_t dot = 0;
	if (!known || !known->path.len || asked->is_deep)
		return false;
	for (size_t i = 0; i < known->path.len; i++)
		if (known->path.s[i] == '.')
			dot = i + 1;
	return is_question(up_str_slice(known->path, dot, known->path.len));
}

bool up_condition_asks(struct up_steps *steps, TSNode condition)
{
	struct asked asked = { .steps = steps };
	return each_word(up_str_slice(up_orm_source(steps->orm, condition), 0, CONDITION_BYTES), asks, &asked);
}

static enum up_dialect dialect_of(up_str word)
{
	static const struct {
		const char *word;
		enum up_dialect dialect;
	} names[] = {
		{ "postgres", UP_DIALECT_POSTGRESQL }, { "pgsql", UP_DIALECT_POSTGRESQL },    { "mariadb", UP_DIALECT_MARIADB },
		{ "mysql", UP_DIALECT_MYSQL },         { "sqlite", UP_DIALECT_SQLITE },       { "better_sqlite", UP_DIALECT_SQLITE },
		{ "mssql", UP_DIALECT_SQLSERVER },     { "sqlserver", UP_DIALECT_SQLSERVER }, { "sqlsrv", UP_DIALECT_SQLSERVER },
		{ "oracle", UP_DIALECT_ORACLE },       { "cockroach", UP_DIALECT_NONE },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t at = 0; at + strlen(names[i].word) <= word.len; at++)
			if (up_str_starts_nocase(up_str_slice(word, at, word.len), up_str_from(names[i].word)))
				return names[i].dialect;
	bool is_short = up_str_eq_nocase(word, UP_STR("pg")) || up_str_eq_nocase(word, UP_STR("isPg"));
	return is_short ? UP_DIALECT_POSTGRESQL : UP_DIALECT_NONE;
}

struct named {
	enum up_dialect dialect;
	bool is_several;
};

static bool name_dialect(void *context, up_str word)
{
	struct named *named = context;
	enum up_dialect dialect = dialect_of(word);
	if (dialect && named->dialect && dialect != named->dialect)
		named->is_several = true;
	if (dialect)
		named->dialect = dialect;
	return false;
}

enum up_dialect up_condition_dialect(struct up_steps *steps, TSNode condition, bool *ret_is_not)
{
	struct named named = { 0 };
	up_str text = up_str_trim(up_str_slice(up_orm_source(steps->orm, condition), 0, CONDITION_BYTES));
	each_word(text, name_dialect, &named);
	while (up_str_starts(text, UP_STR("(")))
		text = up_str_trim(up_str_slice(text, 1, text.len));
	*ret_is_not = up_str_starts(text, UP_STR("!")) || up_str_contains(text, UP_STR("!="));
	return named.is_several ? UP_DIALECT_NONE : named.dialect;
}
