/* Words, and operations by their names: which change data, which a session, and which thing each is about. */
#include "match/migration-private.h"
#include "schema/operation.h"

const char *const up_said_words[_UP_SAID_MAX] = {
	[UP_SAID_IN_TRANSACTION] = "in-transaction",
	[UP_SAID_OUTSIDE_TRANSACTION] = "outside-transaction",
	[UP_SAID_CREATED_HERE] = "created-here",
	[UP_SAID_COLUMN_CREATED_HERE] = "column-created-here",
	[UP_SAID_REFERENCED_CREATED_HERE] = "referenced-created-here",
	[UP_SAID_PARTITION_CREATED_HERE] = "partition-created-here",
	[UP_SAID_DROPPED_HERE] = "dropped-here",
	[UP_SAID_RENAMED_HERE] = "renamed-here",
	[UP_SAID_MADE_AGAIN] = "made-again",
	[UP_SAID_LOCK_TIMEOUT] = "lock-timeout",
	[UP_SAID_LOCK_TIMEOUT_MISSING] = "lock-timeout-missing",
	[UP_SAID_STATEMENT_TIMEOUT] = "statement-timeout",
	[UP_SAID_STATEMENT_TIMEOUT_MISSING] = "statement-timeout-missing",
	[UP_SAID_ROLE_SET] = "role-set",
	[UP_SAID_AFTER_DATA] = "after-data",
	[UP_SAID_AFTER_EXCLUSIVE] = "after-exclusive",
	[UP_SAID_MIXED] = "mixed",
	[UP_SAID_ENUM_VALUE_USED] = "enum-value-used",
	[UP_SAID_NOT_NULL_PROVED] = "not-null-proved",
	[UP_SAID_NOT_VALID_HERE] = "not-valid-here",
	[UP_SAID_NESTED] = "nested",
	[UP_SAID_UNOPENED] = "unopened",
	[UP_SAID_LEFT_OPEN] = "left-open",
	[UP_SAID_ALONE] = "alone",
	[UP_SAID_ALTERED_BEFORE] = "altered-before",
	[UP_SAID_SEVERAL_FOREIGN_KEYS] = "several-foreign-keys",
	[UP_SAID_UNINDEXED] = "unindexed",
	[UP_SAID_FOREIGN_KEYS_OFF] = "foreign-keys-off",
	[UP_SAID_PRIMARY_KEY_LATER] = "primary-key-later",
	[UP_SAID_REPLACED_HERE] = "replaced-here",
	[UP_SAID_RESTATED] = "restated",
};

bool up_operation_is_data(up_str key)
{
	return up_str_is_listed(key, "insert update delete merge copy-data data-code replace-data set-field unset-field rename-field "
				     "truncate");
}

bool up_operation_is_session(up_str key)
{
	return up_str_is_listed(key, "begin commit rollback savepoint set set-role set-transaction use pragma select lock-table "
				     "lock-tables unlock-tables advisory-lock advisory-unlock kill");
}

bool up_operation_is_schema(up_str key)
{
	return !up_operation_is_data(key) && !up_operation_is_session(key) &&
	       !up_str_is_listed(key, "other execute call analyze-table vacuum check-table");
}

bool up_operation_is_alter(const struct up_fact *fact)
{
	static const char *const starts[] = { "add-",    "drop-column",   "drop-default", "drop-not-null", "drop-constraint",
					      "drop-ch", "drop-foreign",  "drop-unique",  "rename-column", "rename-constraint",
					      "set-",    "change-column", "modify-",      "validate-" };
	if (up_str_starts_nocase(fact->value, UP_STR("ALTER")))
		return true;
	if (!up_operation_says(fact, "orm"))
		return false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (up_str_starts(fact->key, up_str_from(starts[i])))
			return true;
	return false;
}

bool up_operation_is_client(up_str command)
{
	return up_str_is_listed(command, "psql mysql mariadb sqlite3 sqlcmd sqlplus mongosh mongo clickhouse-client");
}

static up_str first_of(const struct up_fact *fact, const char *const *names)
{
	for (; *names; names++) {
		up_str value = up_operation_value(fact, up_str_from(*names));
		if (value.len)
			return value;
	}
	return UP_STR("");
}

/* The name of what a statement about a whole thing is about: a view, a type, a sequence. */
static up_str own_name(const struct up_fact *fact, const char *attribute)
{
	const char *const names[] = { attribute, "name", "table", NULL };
	return first_of(fact, names);
}

/* What stands behind the verb: "create-index", "drop-index", "rename-index". */
static const struct {
	const char *noun;
	char kind;
	const char *attribute;
} nouns[] = {
	{ "table", 't', "table" },
	{ "table-as", 't', "table" },
	{ "view", 't', "view" },
	{ "collection", 't', "table" },
	{ "materialized-view", 't', "view" },
	{ "index", 'i', "index" },
	{ "text-index", 'i', "index" },
	{ "type", 'y', "type" },
	{ "domain", 'y', "domain" },
	{ "sequence", 't', "sequence" }, /* it shares the names of tables, and may be renamed as one */
	{ "function", 'f', "function" },
	{ "extension", 'e', "extension" },
	{ "schema", 'h', "schema" },
	{ "database", 'd', "database" },
};

static bool is_one_of(up_str key, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(key, up_str_from(names[i])))
			return true;
	return false;
}

static bool whole_thing(const struct up_fact *fact, struct up_operation_thing *ret_thing)
{
	static const char *const verbs[] = { "create-", "drop-", "rename-", "alter-", "refresh-" };
	up_str noun = UP_STR(""), table = up_operation_value(fact, UP_STR("table"));
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (up_str_starts(fact->key, up_str_from(verbs[i])))
			noun = up_str_slice(fact->key, strlen(verbs[i]), SIZE_MAX);
	if (up_str_is_listed(noun, "policy trigger rule")) {
		const char *const names[] = { "trigger", "name", NULL };
		*ret_thing = (struct up_operation_thing){ noun.s[0] == 'p'   ? 'p'
							  : noun.s[0] == 't' ? 'g'
									     : 'r',
							  table, first_of(fact, names) };
		return ret_thing->name.len > 0;
	}
	for (size_t i = 0; noun.len && i < sizeof nouns / sizeof *nouns; i++) {
		if (!up_str_eq(noun, up_str_from(nouns[i].noun)))
			continue;
		*ret_thing = (struct up_operation_thing){ nouns[i].kind, UP_STR(""), own_name(fact, nouns[i].attribute) };
		return ret_thing->name.len > 0;
	}
	return false;
}

bool up_operation_thing(const struct up_fact *fact, struct up_operation_thing *ret_thing)
{
	static const char *const columns[] = { "add-column",    "drop-column", "change-column-type", "modify-column", "set-not-null",
					       "drop-not-null", "set-default", "drop-default",       "rename-column", "set-expression" };
	static const char *const constraints[] = { "add-check",         "add-foreign-key",  "add-unique",          "add-primary-key",
						   "add-exclude",       "drop-check",       "drop-constraint",     "drop-foreign-key",
						   "drop-unique",       "drop-primary-key", "validate-constraint", "alter-constraint",
						   "rename-constraint", "add-not-null" };
	up_str table = up_operation_value(fact, UP_STR("table"));
	if (is_one_of(fact->key, columns, sizeof columns / sizeof *columns))
		*ret_thing = (struct up_operation_thing){ 'c', table, up_operation_value(fact, UP_STR("column")) };
	else if (is_one_of(fact->key, constraints, sizeof constraints / sizeof *constraints))
		*ret_thing = (struct up_operation_thing){ 'k', table, up_operation_value(fact, UP_STR("constraint")) };
	else
		return whole_thing(fact, ret_thing);
	return ret_thing->name.len > 0;
}
