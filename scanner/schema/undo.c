/* Ways back. */
#include "schema/undo.h"

struct way {
	const char *operation;
	enum up_undo undo;
	const char *inverses; /* NULL: none, or what is not undone at all */
};

/* Sorted by nothing: asked once for each operation of a migration. What is not listed is neither here nor there: OTHER below. */
static const struct way ways[] = {
	{ "create-table", UP_UNDO_INVERSE, "drop-table" },
	{ "create-table-as", UP_UNDO_INVERSE, "drop-table" },
	{ "drop-table", UP_UNDO_DATA_LOST, "create-table create-table-as" },
	{ "rename-table", UP_UNDO_INVERSE, "rename-table" },
	{ "truncate", UP_UNDO_DATA_LOST, NULL },
	{ "copy-table", UP_UNDO_LOSSY, "copy-table" },
	{ "set-schema", UP_UNDO_INVERSE, "set-schema" },
	{ "set-tablespace", UP_UNDO_INVERSE, "set-tablespace" },
	{ "set-logged", UP_UNDO_INVERSE, "set-unlogged" },
	{ "set-unlogged", UP_UNDO_INVERSE, "set-logged" },
	{ "set-storage-parameter", UP_UNDO_INVERSE, "set-storage-parameter" },
	{ "set-access-method", UP_UNDO_INVERSE, "set-access-method" },
	{ "set-owner", UP_UNDO_INVERSE, "set-owner" },
	{ "set-engine", UP_UNDO_INVERSE, "set-engine" },
	{ "set-table-option", UP_UNDO_INVERSE, "set-table-option" },
	{ "set-charset", UP_UNDO_INVERSE, "set-charset" },
	{ "convert-charset", UP_UNDO_LOSSY, "convert-charset" },
	{ "inherit", UP_UNDO_INVERSE, "no-inherit" },
	{ "no-inherit", UP_UNDO_INVERSE, "inherit" },
	{ "enable-trigger", UP_UNDO_INVERSE, "disable-trigger" },
	{ "disable-trigger", UP_UNDO_INVERSE, "enable-trigger" },
	{ "enable-row-security", UP_UNDO_INVERSE, "disable-row-security" },
	{ "disable-row-security", UP_UNDO_INVERSE, "enable-row-security" },
	{ "attach-partition", UP_UNDO_INVERSE, "detach-partition" },
	{ "detach-partition", UP_UNDO_INVERSE, "attach-partition" },
	{ "create-partition", UP_UNDO_INVERSE, "drop-partition drop-table" },
	{ "drop-partition", UP_UNDO_DATA_LOST, "create-partition" },
	{ "truncate-partition", UP_UNDO_DATA_LOST, NULL },
	{ "exchange-partition", UP_UNDO_INVERSE, "exchange-partition" },
	{ "switch-partition", UP_UNDO_INVERSE, "switch-partition" },
	{ "reorganize-partition", UP_UNDO_INVERSE, "reorganize-partition" },
	{ "partition-table", UP_UNDO_INVERSE, "partition-table" },
	{ "discard-tablespace", UP_UNDO_DATA_LOST, "import-tablespace" },
	{ "purge", UP_UNDO_DATA_LOST, NULL },

	{ "add-column", UP_UNDO_INVERSE, "drop-column" },
	{ "drop-column", UP_UNDO_DATA_LOST, "add-column" },
	{ "drop-unused-columns", UP_UNDO_DATA_LOST, NULL },
	{ "set-unused", UP_UNDO_DATA_LOST, "add-column" },
	{ "rename-column", UP_UNDO_INVERSE, "rename-column modify-column" },
	{ "change-column-type", UP_UNDO_LOSSY, "change-column-type modify-column" },
	{ "modify-column", UP_UNDO_LOSSY, "modify-column change-column-type rename-column" },
	{ "set-not-null", UP_UNDO_INVERSE, "drop-not-null modify-column" },
	{ "drop-not-null", UP_UNDO_LOSSY, "set-not-null modify-column" },
	{ "set-default", UP_UNDO_INVERSE, "set-default drop-default modify-column" },
	{ "drop-default", UP_UNDO_INVERSE, "set-default modify-column" },
	{ "set-statistics", UP_UNDO_INVERSE, "set-statistics" },
	{ "set-storage", UP_UNDO_INVERSE, "set-storage" },
	{ "add-identity", UP_UNDO_INVERSE, "drop-identity" },
	{ "drop-identity", UP_UNDO_INVERSE, "add-identity" },
	{ "drop-expression", UP_UNDO_LOSSY, "set-expression" },

	{ "add-foreign-key", UP_UNDO_INVERSE, "drop-foreign-key drop-constraint" },
	{ "add-check", UP_UNDO_INVERSE, "drop-check drop-constraint" },
	{ "add-unique", UP_UNDO_INVERSE, "drop-unique drop-constraint drop-index" },
	{ "add-primary-key", UP_UNDO_INVERSE, "drop-primary-key drop-constraint" },
	{ "add-exclude", UP_UNDO_INVERSE, "drop-constraint" },
	{ "add-not-null", UP_UNDO_INVERSE, "drop-constraint drop-not-null" },
	{ "drop-constraint", UP_UNDO_LOSSY, "add-foreign-key add-check add-unique add-primary-key add-exclude add-not-null" },
	{ "drop-foreign-key", UP_UNDO_LOSSY, "add-foreign-key" },
	{ "drop-check", UP_UNDO_LOSSY, "add-check" },
	{ "drop-unique", UP_UNDO_LOSSY, "add-unique create-index" },
	{ "drop-primary-key", UP_UNDO_LOSSY, "add-primary-key" },
	{ "rename-constraint", UP_UNDO_INVERSE, "rename-constraint" },
	{ "enable-constraint", UP_UNDO_INVERSE, "disable-constraint" },
	{ "disable-constraint", UP_UNDO_LOSSY, "enable-constraint" },

	{ "create-index", UP_UNDO_INVERSE, "drop-index drop-unique drop-constraint" },
	{ "create-text-index", UP_UNDO_INVERSE, "drop-index" },
	{ "drop-index", UP_UNDO_INVERSE, "create-index create-text-index add-unique" },
	{ "rename-index", UP_UNDO_INVERSE, "rename-index" },
	{ "set-index-visibility", UP_UNDO_INVERSE, "set-index-visibility" },

	{ "create-view", UP_UNDO_INVERSE, "drop-view create-view" },
	{ "drop-view", UP_UNDO_INVERSE, "create-view" },
	{ "create-materialized-view", UP_UNDO_INVERSE, "drop-materialized-view" },
	{ "drop-materialized-view", UP_UNDO_INVERSE, "create-materialized-view" },
	{ "create-type", UP_UNDO_INVERSE, "drop-type" },
	{ "drop-type", UP_UNDO_INVERSE, "create-type" },
	{ "rename-enum-value", UP_UNDO_INVERSE, "rename-enum-value" },
	{ "create-domain", UP_UNDO_INVERSE, "drop-domain" },
	{ "create-schema", UP_UNDO_INVERSE, "drop-schema" },
	{ "drop-schema", UP_UNDO_DATA_LOST, "create-schema" },
	{ "rename-schema", UP_UNDO_INVERSE, "rename-schema" },
	{ "create-database", UP_UNDO_INVERSE, "drop-database" },
	{ "drop-database", UP_UNDO_DATA_LOST, "create-database" },
	{ "create-function", UP_UNDO_INVERSE, "drop-function create-function" },
	{ "drop-function", UP_UNDO_INVERSE, "create-function" },
	{ "create-trigger", UP_UNDO_INVERSE, "drop-trigger" },
	{ "drop-trigger", UP_UNDO_INVERSE, "create-trigger" },
	{ "create-policy", UP_UNDO_INVERSE, "drop-policy" },
	{ "drop-policy", UP_UNDO_INVERSE, "create-policy" },
	{ "create-extension", UP_UNDO_INVERSE, "drop-extension" },
	{ "drop-extension", UP_UNDO_DATA_LOST, "create-extension" },
	{ "create-sequence", UP_UNDO_INVERSE, "drop-sequence" },
	{ "drop-sequence", UP_UNDO_LOSSY, "create-sequence" },
	{ "alter-sequence", UP_UNDO_LOSSY, "alter-sequence" },
	{ "create-role", UP_UNDO_INVERSE, "drop-role" },
	{ "drop-role", UP_UNDO_LOSSY, "create-role" },
	{ "grant", UP_UNDO_INVERSE, "revoke" },
	{ "revoke", UP_UNDO_INVERSE, "grant" },

	{ "insert", UP_UNDO_INVERSE, "delete truncate" },
	{ "update", UP_UNDO_LOSSY, "update" },
	{ "delete", UP_UNDO_DATA_LOST, "insert" },
	{ "merge", UP_UNDO_LOSSY, "update delete merge" },
	{ "copy-data", UP_UNDO_INVERSE, "delete truncate" },
	{ "data-code", UP_UNDO_LOSSY, "data-code update delete insert" },

	{ "create-collection", UP_UNDO_INVERSE, "drop-collection" },
	{ "drop-collection", UP_UNDO_DATA_LOST, "create-collection" },
	{ "rename-collection", UP_UNDO_INVERSE, "rename-collection" },
	{ "change-collection", UP_UNDO_INVERSE, "change-collection" },
	{ "shard-collection", UP_UNDO_IMPOSSIBLE, NULL },
	{ "reshard-collection", UP_UNDO_INVERSE, "reshard-collection" },
	{ "set-field", UP_UNDO_LOSSY, "unset-field set-field update" },
	{ "unset-field", UP_UNDO_DATA_LOST, "set-field" },
	{ "rename-field", UP_UNDO_INVERSE, "rename-field" },
	{ "replace-data", UP_UNDO_DATA_LOST, NULL },
	{ "set-feature-version", UP_UNDO_IMPOSSIBLE, "set-feature-version" },
};

static const struct way *way_of(up_str operation)
{
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (up_str_eq(operation, up_str_from(ways[i].operation)))
			return &ways[i];
	return NULL;
}

const char *up_undo_name(enum up_undo undo)
{
	static const char *const names[] = { "not needed", "inverse", "lossy", "data lost", "impossible" };
	return names[undo];
}

static bool has(const up_str *words, size_t n_words, up_str wanted)
{
	for (size_t i = 0; i < n_words; i++)
		if (up_str_eq(up_str_slice(words[i], 0, up_str_find_byte(words[i], '=', 0)), wanted))
			return true;
	return false;
}

enum up_undo up_undo_of(up_str operation, enum up_dialect dialect, const up_str *words, size_t n_words)
{
	const struct way *way = way_of(operation);
	/* PostgreSQL has no ALTER TYPE … DROP VALUE: https://www.postgresql.org/docs/current/datatype-enum.html; an enum of MySQL is a type of a column. */
	if (up_str_eq(operation, UP_STR("add-enum-value")))
		return dialect == UP_DIALECT_POSTGRESQL || dialect == UP_DIALECT_NONE ? UP_UNDO_IMPOSSIBLE : UP_UNDO_LOSSY;
	/* What goes and comes empty, or holds nothing of its own, is made anew. */
	if (up_str_eq(operation, UP_STR("drop-table")) && has(words, n_words, UP_STR("temporary")))
		return UP_UNDO_NOT_NEEDED;
	return way ? way->undo : UP_UNDO_NOT_NEEDED;
}

const char *up_undo_inverses(up_str operation)
{
	const struct way *way = way_of(operation);
	return way ? way->inverses : NULL;
}
