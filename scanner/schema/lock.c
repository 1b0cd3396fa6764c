/* Locks of PostgreSQL. */
#include "schema/lock.h"

#define AS UP_LOCK_ACCESS_SHARE
#define RS UP_LOCK_ROW_SHARE
#define RE UP_LOCK_ROW_EXCLUSIVE
#define SUE UP_LOCK_SHARE_UPDATE_EXCLUSIVE
#define S UP_LOCK_SHARE
#define SRE UP_LOCK_SHARE_ROW_EXCLUSIVE
#define E UP_LOCK_EXCLUSIVE
#define AE UP_LOCK_ACCESS_EXCLUSIVE

static const char *const names[_UP_LOCK_MAX] = {
	"",      "ACCESS SHARE",        "ROW SHARE", "ROW EXCLUSIVE",    "SHARE UPDATE EXCLUSIVE",
	"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE",
};

#define BIT(lock) (1U << (lock))

/* For each mode those that it excludes. */
static const uint16_t conflicts[_UP_LOCK_MAX] = {
	[AS] = BIT(AE),
	[RS] = BIT(E) | BIT(AE),
	[RE] = BIT(S) | BIT(SRE) | BIT(E) | BIT(AE),
	[SUE] = BIT(SUE) | BIT(S) | BIT(SRE) | BIT(E) | BIT(AE),
	[S] = BIT(RE) | BIT(SUE) | BIT(SRE) | BIT(E) | BIT(AE),
	[SRE] = BIT(RE) | BIT(SUE) | BIT(S) | BIT(SRE) | BIT(E) | BIT(AE),
	[E] = BIT(RS) | BIT(RE) | BIT(SUE) | BIT(S) | BIT(SRE) | BIT(E) | BIT(AE),
	[AE] = BIT(AS) | BIT(RS) | BIT(RE) | BIT(SUE) | BIT(S) | BIT(SRE) | BIT(E) | BIT(AE),
};

/* The first row that holds counts. `with`: an attribute that is said of the operation, `name` or `name=value`; NULL: it holds always. */
static const struct {
	const char *operation, *with;
	enum up_lock table, other;
} rows[] = {
	{ "add-check", NULL, AE, 0 },
	{ "add-column", "references", AE, SRE },
	{ "add-column", NULL, AE, 0 },
	{ "add-exclude", NULL, AE, 0 },
	{ "add-foreign-key", NULL, SRE, SRE }, /* before 9.5 ACCESS EXCLUSIVE on both */
	{ "add-identity", NULL, AE, 0 },
	{ "add-not-null", NULL, AE, 0 },
	{ "add-primary-key", NULL, AE, 0 },
	{ "add-unique", NULL, AE, 0 },
	{ "alter-constraint", NULL, AE, 0 },
	{ "alter-policy", NULL, AE, 0 },
	{ "alter-sequence", "form=set-logged", AE, 0 },
	{ "alter-sequence", "form=set-unlogged", AE, 0 },
	{ "alter-sequence", "form=rename", AE, 0 },
	{ "alter-sequence", "form=owned-by", SRE, 0 },
	{ "alter-sequence", NULL, SRE, 0 }, /* since 10; it had none before */
	{ "alter-trigger", NULL, AE, 0 },
	{ "alter-view", NULL, AE, 0 },
	{ "analyze-table", NULL, SUE, 0 },
	{ "attach-index", NULL, SUE, AE },     /* of the index above, the one below, whose table has SHARE */
	{ "attach-partition", NULL, SUE, AE }, /* before 12 ACCESS EXCLUSIVE on both; the default partition has ACCESS EXCLUSIVE too */
	{ "change-column-type", NULL, AE, 0 },
	{ "cluster", "concurrently", SUE, 0 }, /* REPACK of 19; ACCESS EXCLUSIVE for an instant at its end */
	{ "cluster", NULL, AE, 0 },
	{ "comment", "object=table", SUE, 0 },
	{ "comment", "object=column", SUE, 0 },
	{ "comment", "object=index", SUE, 0 },
	{ "comment", "object=view", SUE, 0 },
	{ "comment", "object=materialized-view", SUE, 0 },
	{ "comment", "object=foreign-table", SUE, 0 },
	{ "comment", "table", AS, 0 }, /* its constraint, trigger, policy or rule */
	{ "copy-data", NULL, RE, 0 },
	{ "create-index", "concurrently", SUE, 0 },
	{ "create-index", NULL, S, 0 },
	{ "create-policy", NULL, AE, 0 },
	{ "create-publication", "table", SUE, 0 },
	{ "create-rule", NULL, AE, 0 },
	{ "create-statistics", NULL, SUE, 0 },
	{ "create-table", "references", 0, SRE },
	{ "create-table", "partition-of", 0, AE }, /* in every version: ATTACH PARTITION of a table made before takes less */
	{ "create-table", "from", 0, SUE },
	{ "create-table", "like", 0, AS },
	{ "create-trigger", "references", SRE, AS }, /* before 9.5 ACCESS EXCLUSIVE */
	{ "create-trigger", NULL, SRE, 0 },
	{ "create-view", "or-replace", AE, 0 },
	{ "delete", NULL, RE, 0 },
	{ "detach-partition", "concurrently", SUE, AE }, /* the partition has ACCESS EXCLUSIVE for the second, short half */
	{ "detach-partition", "form=finalize", SUE, AE },
	{ "detach-partition", NULL, AE, AE },
	{ "disable-row-security", NULL, AE, 0 },
	{ "disable-rule", NULL, AE, 0 },
	{ "disable-trigger", NULL, SRE, 0 },
	{ "drop-check", NULL, AE, 0 },
	{ "drop-column", NULL, AE, 0 },
	{ "drop-constraint", NULL, AE, 0 }, /* of a foreign key, on the other table too */
	{ "drop-default", NULL, AE, 0 },
	{ "drop-expression", NULL, AE, 0 },
	{ "drop-foreign-key", NULL, AE, AE },
	{ "drop-identity", NULL, AE, 0 },
	{ "drop-index", "concurrently", SUE, 0 },
	{ "drop-index", NULL, AE, 0 },
	{ "drop-materialized-view", NULL, AE, 0 },
	{ "drop-not-null", NULL, AE, 0 },
	{ "drop-policy", NULL, AE, 0 },
	{ "drop-primary-key", NULL, AE, 0 },
	{ "drop-rule", NULL, AE, 0 },
	{ "drop-sequence", NULL, AE, 0 },
	{ "drop-table", NULL, AE, 0 }, /* tables that its foreign keys lead to have it too */
	{ "drop-trigger", NULL, AE, 0 },
	{ "drop-unique", NULL, AE, 0 },
	{ "drop-view", NULL, AE, 0 },
	{ "enable-row-security", NULL, AE, 0 },
	{ "enable-rule", NULL, AE, 0 },
	{ "enable-trigger", NULL, SRE, 0 },
	{ "force-row-security", NULL, AE, 0 },
	{ "inherit", NULL, AE, SUE },
	{ "insert", NULL, RE, 0 },
	{ "merge", NULL, RE, 0 },
	{ "no-inherit", NULL, AE, AS },
	{ "refresh-materialized-view", "concurrently", E, 0 },
	{ "refresh-materialized-view", NULL, AE, 0 },
	{ "reindex", "concurrently", SUE, 0 },
	{ "reindex", NULL, AE, 0 }, /* on the index; the table itself has SHARE */
	{ "rename-column", NULL, AE, 0 },
	{ "rename-constraint", NULL, AE, 0 },
	{ "rename-index", NULL, SUE, 0 }, /* before 12 ACCESS EXCLUSIVE on the index */
	{ "rename-table", NULL, AE, 0 },
	{ "rename-view", NULL, AE, 0 },
	{ "reorganize-partition", NULL, AE, AE },
	{ "select", "mode", RS, 0 },
	{ "select", "table", AS, 0 },
	{ "set-access-method", NULL, AE, 0 },
	{ "set-cluster", NULL, SUE, 0 },
	{ "set-column-compression", NULL, AE, 0 },
	{ "set-column-option", NULL, SUE, 0 },
	{ "set-default", NULL, AE, 0 },
	{ "set-expression", NULL, AE, 0 },
	{ "set-identity", NULL, AE, 0 },
	{ "set-logged", NULL, AE, 0 },
	{ "set-not-null", NULL, AE, 0 },
	{ "set-owner", "table", AE, 0 },
	{ "set-owner", "index", AE, 0 },
	{ "set-owner", "object=sequence", AE, 0 },
	{ "set-replica-identity", NULL, AE, 0 },
	{ "set-schema", "table", AE, 0 },
	{ "set-schema", "object=sequence", AE, 0 },
	{ "set-statistics", NULL, SUE, 0 },
	{ "set-storage", NULL, AE, 0 },
	{ "set-tablespace", NULL, AE, 0 },
	{ "set-unlogged", NULL, AE, 0 },
	{ "truncate", NULL, AE, 0 },
	{ "update", NULL, RE, 0 },
	{ "vacuum", "full", AE, 0 },
	{ "vacuum", NULL, SUE, 0 },
	{ "validate-constraint", NULL, SUE, RS },
};

/* Parameters that cannot change while queries run; all others take SHARE UPDATE EXCLUSIVE. */
static const char strong_parameters[] =
	"user_catalog_table fastupdate gin_pending_list_limit buffering pages_per_range autosummarize security_barrier "
	"security_invoker check_option length col1";

#undef AS
#undef RS
#undef RE
#undef SUE
#undef S
#undef SRE
#undef E
#undef AE

const char *up_lock_name(enum up_lock lock)
{
	return names[lock];
}

enum up_lock up_lock_from_name(up_str name)
{
	for (int i = UP_LOCK_NONE + 1; i < _UP_LOCK_MAX; i++)
		if (up_str_eq_nocase(name, up_str_from(names[i])))
			return (enum up_lock)i;
	return UP_LOCK_NONE;
}

bool up_locks_conflict(enum up_lock a, enum up_lock b)
{
	return conflicts[a] & BIT(b);
}

/* The value of an attribute; NULL and 0 bytes where it is not said, "" where it is said without one. */
static up_str value_of(const struct up_word *words, uint32_t n_words, const char *name)
{
	size_t len = strlen(name);
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		if (word.len >= len && memcmp(word.s, name, len) == 0 && (word.len == len || word.s[len] == '='))
			return up_str_slice(word, len + (word.len > len), word.len);
	}
	return UP_STR_NULL;
}

/* `with` of a row: `name`, or `name=value`. */
static bool holds(const struct up_word *words, uint32_t n_words, const char *with)
{
	return !with || value_of(words, n_words, with).s;
}

static enum up_lock lock_of_parameters(up_str parameters)
{
	while (parameters.len) {
		size_t comma = up_str_find_byte(parameters, ',', 0);
		if (up_str_is_listed(up_str_slice(parameters, 0, comma), strong_parameters))
			return UP_LOCK_ACCESS_EXCLUSIVE;
		parameters = comma == SIZE_MAX ? UP_STR_NULL : up_str_slice(parameters, comma + 1, parameters.len);
	}
	return UP_LOCK_SHARE_UPDATE_EXCLUSIVE;
}

/* The row that holds, or -1. */
static int row_of(up_str operation, const struct up_word *words, uint32_t n_words)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (operation.len && *rows[i].operation == *operation.s && up_str_eq(operation, up_str_from(rows[i].operation)) &&
		    holds(words, n_words, rows[i].with))
			return (int)i;
	return -1;
}

enum up_lock up_lock_of(up_str operation, const struct up_word *words, uint32_t n_words)
{
	if (up_str_eq(operation, UP_STR("lock-table")))
		return up_lock_from_name(value_of(words, n_words, "mode"));
	if (up_str_eq(operation, UP_STR("set-storage-parameter")))
		return lock_of_parameters(value_of(words, n_words, "parameter"));
	int row = row_of(operation, words, n_words);
	return row < 0 ? UP_LOCK_NONE : rows[row].table;
}

enum up_lock up_lock_of_other(up_str operation, const struct up_word *words, uint32_t n_words)
{
	int row = row_of(operation, words, n_words);
	return row < 0 ? UP_LOCK_NONE : rows[row].other;
}
