/* The words for operations and migrations. */
#include "schema/operation.h"

/* What can be done to a schema, its data and its session. */
const char *const up_operations[] = {
	"add-check",       /* constraint=, expression= */
	"add-column",      /* column=, type=, and attributes of columns */
	"add-enum-value",  /* type=, value=; before=, after= */
	"add-exclude",     /* constraint= */
	"add-foreign-key", /* constraint=, columns=, references=, referenced-columns= */
	"add-identity",    /* column= */
	"add-not-null",    /* PostgreSQL 18: ADD CONSTRAINT … NOT NULL; column= */
	"add-primary-key", /* constraint=, columns=; using-index= */
	"add-unique",      /* constraint=, columns=; using-index= */
	"advisory-lock",   /* transaction, try; in a session */
	"advisory-unlock",
	"alter-constraint", /* constraint=: deferrable, enforced, not-enforced */
	"alter-database",
	"alter-default-privileges",
	"alter-domain", /* domain=, form= (add-constraint, set-not-null, set-default …) */
	"alter-extension",
	"alter-function",
	"alter-index", /* index=; form= */
	"alter-policy",
	"alter-role",
	"alter-sequence",
	"alter-system",
	"alter-trigger",
	"alter-type", /* form= */
	"alter-view",
	"analyze-table",
	"attach-index",     /* ALTER INDEX … ATTACH PARTITION */
	"attach-partition", /* partition= */
	"begin",
	"call",
	"change-collection",  /* collMod: form= */
	"change-column-type", /* column=, type=; using= */
	"check-table",
	"cluster", /* index= */
	"comment", /* object= */
	"commit",
	"compact",
	"convert-charset",   /* charset=, collate=: CONVERT TO CHARACTER SET */
	"copy-data",         /* COPY, LOAD DATA, BULK INSERT */
	"copy-table",        /* a table is made anew and filled from another one (SQLite's way): table=, from= */
	"create-collection", /* table=: the collection */
	"create-database",
	"create-domain", /* domain=; check */
	"create-event",
	"create-extension", /* extension= */
	"create-function",  /* functions and procedures: or-replace */
	"create-index",     /* index=, columns=, method=; unique, where= */
	"create-materialized-view",
	"create-partition", /* ALTER TABLE … ADD PARTITION, PARTITION OF is create-table with partition-of= */
	"create-policy",
	"create-publication",
	"create-role",
	"create-rule",
	"create-schema",
	"create-sequence",
	"create-statistics",
	"create-subscription",
	"create-synonym",
	"create-table",
	"create-table-as", /* CREATE TABLE AS, SELECT INTO */
	"create-tablespace",
	"create-text-index",  /* full-text or spatial index where it has a statement of its own */
	"create-trigger",     /* table=, trigger= */
	"create-type",        /* kind= (enum, composite, range) */
	"create-view",        /* or-replace */
	"data-code",          /* a function of the program changes data: RunPython, a model in a loop */
	"delete",             /* table=; where, limit */
	"detach-partition",   /* partition= */
	"disable-constraint", /* constraint= */
	"disable-row-security",
	"disable-rule",
	"disable-trigger", /* trigger= (all, user) */
	"discard-tablespace",
	"drop-check", /* constraint= */
	"drop-collection",
	"drop-column",     /* column= */
	"drop-constraint", /* constraint= */
	"drop-database",
	"drop-default", /* column= */
	"drop-domain",
	"drop-event",
	"drop-expression", /* column= */
	"drop-extension",
	"drop-foreign-key", /* constraint= */
	"drop-function",
	"drop-identity", /* column= */
	"drop-index",    /* index= */
	"drop-materialized-view",
	"drop-not-null", /* column= */
	"drop-partition",
	"drop-policy",
	"drop-primary-key",
	"drop-publication",
	"drop-role",
	"drop-rule",
	"drop-schema",
	"drop-sequence",
	"drop-statistics",
	"drop-subscription",
	"drop-synonym",
	"drop-table", /* one for each table that is named */
	"drop-tablespace",
	"drop-trigger", /* table=, trigger= */
	"drop-type",
	"drop-unique",         /* constraint= */
	"drop-unused-columns", /* Oracle */
	"drop-view",
	"enable-constraint", /* Oracle, SQL Server: constraint=; not-valid, validate */
	"enable-row-security",
	"enable-rule",
	"enable-trigger", /* trigger= */
	"exchange-partition",
	"execute", /* SQL that is put together when it runs and could not be read */
	"flashback",
	"force-row-security",
	"grant",
	"import-tablespace",
	"inherit", /* from= */
	"insert",  /* table=; from-select */
	"kill",
	"lock-table",    /* mode= */
	"lock-tables",   /* MySQL: LOCK TABLES */
	"merge",         /* table= */
	"modify-column", /* MySQL's MODIFY and CHANGE, Oracle's MODIFY: the whole column anew: column=, new=, type=, attributes of columns */
	"no-inherit",
	"other",           /* a statement that is none of these: verb= */
	"partition-table", /* PARTITION BY on a table that is there; remove: REMOVE PARTITIONING */
	"pragma",          /* name=, value= */
	"purge",           /* Oracle: recyclebin */
	"rebuild-index",   /* index= */
	"rebuild-table",   /* ALTER TABLE … FORCE, OPTIMIZE TABLE, MOVE, REBUILD: form= */
	"refresh-materialized-view",
	"reindex",           /* object= (index, table, schema, database, system) */
	"rename-collection", /* new=, drop-target */
	"rename-column",     /* column=, new= */
	"rename-constraint", /* constraint=, new= */
	"rename-enum-value", /* type=, value=, new= */
	"rename-field",      /* column=, new= */
	"rename-index",      /* index=, new= */
	"rename-schema",     /* new= */
	"rename-table",      /* new= */
	"rename-type",
	"rename-view",
	"reorganize-partition", /* split, merge, coalesce, rebuild: form= */
	"repair-table",
	"replace-data", /* $out, $merge: new= */
	"reshard-collection",
	"revoke",
	"rollback",
	"savepoint",
	"select",
	"set", /* name=, value=; local */
	"set-access-method",
	"set-charset",            /* the default of a table or database: charset= */
	"set-cluster",            /* CLUSTER ON, SET WITHOUT CLUSTER */
	"set-column-compression", /* column= */
	"set-column-option",      /* column=; SET (n_distinct = …) */
	"set-column-visibility",  /* column= */
	"set-compression",
	"set-default",          /* column=, default= */
	"set-engine",           /* engine= */
	"set-expression",       /* column=; PostgreSQL 17 */
	"set-feature-version",  /* setFeatureCompatibilityVersion: value= */
	"set-field",            /* updateMany with $set: table=; where */
	"set-identity",         /* column= */
	"set-index-visibility", /* index=; invisible */
	"set-lock-escalation",
	"set-logged",
	"set-not-null", /* column= */
	"set-owner",
	"set-parallel",
	"set-read-only",
	"set-replica-identity",
	"set-role",
	"set-schema",            /* new= */
	"set-statistics",        /* column= */
	"set-storage",           /* column= */
	"set-storage-parameter", /* parameter=; WITH (fillfactor = …) */
	"set-table-option",      /* MySQL: option=, value=: comment, auto_increment, row_format … */
	"set-tablespace",        /* tablespace=; of a table or index */
	"set-transaction",
	"set-unlogged",
	"set-unused", /* Oracle: SET UNUSED; column= */
	"shard-collection",
	"shrink",           /* SQL Server: DBCC SHRINK…, Oracle: SHRINK SPACE */
	"sparse-column",    /* SQL Server */
	"switch-partition", /* SQL Server */
	"truncate",         /* one for each table */
	"truncate-partition",
	"unlock-tables",
	"unset-field", /* columns= */
	"update",      /* table=; where, limit, columns= */
	"use",
	"vacuum",              /* full */
	"validate-constraint", /* constraint= */
	NULL,
};

/* What can be said of an operation. Some are of the state machine (match/migration.c), not of parsers: in-transaction, created-here …  */
const char *const up_attributes[] = {
	"after",
	"after-data",      /* rows were changed before it in the same transaction */
	"after-exclusive", /* the transaction holds an ACCESS EXCLUSIVE lock already */
	"algorithm",       /* MySQL: default, instant, inplace, nocopy, copy */
	"all",
	"allow-disk-use",
	"alone",          /* the part of the migration has no other operation that changes schema or data */
	"altered-before", /* an earlier ALTER of the same part, with no commit between, changed the same table */
	"asked",          /* runs only under a condition that looks at the schema (IF NOT EXISTS (…)) */
	"auto-increment",
	"background", /* MongoDB */
	"before",
	"cascade",
	"charset",
	"check", /* a check is part of it */
	"clustered",
	"collate",
	"column",
	"column-created-here",
	"columns", /* of an index or a constraint */
	"columnstore",
	"concurrently",
	"constraint",
	"created-here",       /* the table, or the thing, is made by this migration */
	"default",            /* the expression */
	"default-constant",   /* the default is a literal, or none that depends on the row or the time */
	"default-expression", /* an expression whose nature is not known */
	"default-null",
	"default-stable",   /* now() and its kin: once for a statement */
	"default-volatile", /* random(), clock_timestamp(), a function that nobody knows */
	"deferrable",
	"desc",
	"domain",
	"down",        /* stands in the part that undoes */
	"drop-target", /* MongoDB */
	"dropped-here",
	"duplicate-column", /* a column that the statement names twice where it may stand once */
	"dynamic",          /* put together from texts */
	"enforced",
	"engine",
	"enum-value-used",
	"expression",
	"extension",
	"first",
	"force",            /* Rails: drops what is there */
	"form",             /* which of several forms */
	"foreign-keys-off", /* foreign keys are not checked: SET foreign_key_checks = 0, PRAGMA foreign_keys = off came before */
	"from",
	"from-select",
	"from-type", /* the type before, where the migration says it */
	"full",
	"generated-stored",
	"generated-virtual",
	"global",     /* of the whole server: SET GLOBAL */
	"historical", /* uses the models of the migration, not those of the application */
	"identity",
	"if-exists",
	"if-not-exists",
	"in-block",       /* stands in a DO block or a procedure's body that runs now */
	"in-transaction", /* runs in a transaction: the runner's or its own */
	"include",
	"index",
	"invisible",
	"kind",
	"language",  /* of a function */
	"left-open", /* begin: nothing in the text ends the transaction */
	"like",      /* CREATE TABLE … LIKE */
	"limit",
	"local",
	"lock",         /* MySQL's clause LOCK=: default, none, shared, exclusive */
	"lock-mode",    /* the lock that it takes: ACCESS EXCLUSIVE; computed */
	"lock-timeout", /* lock_timeout, innodb_lock_wait_timeout, lock_wait_timeout, DDL_LOCK_TIMEOUT, SET LOCK_TIMEOUT was set before it */
	"lock-timeout-missing", /* the first of its part that waits without lock_timeout for a lock that others queue behind, on a table that was there */
	"long-name",  /* an identifier that is longer than the 63 bytes of PostgreSQL */
	"made-again", /* what is dropped is made anew later in the same part */
	"method",     /* btree, gin, hash … */
	"mixed",
	"mode",
	"multi", /* MongoDB */
	"name",
	"nested",         /* begin: a transaction is open already, its own or the runner's */
	"new",            /* the new name */
	"no-primary-key", /* create-table: no column is one */
	"not-enforced",
	"not-null",
	"not-null-proved", /* a validated CHECK says that the column has no NULL */
	"not-valid",       /* NOT VALID, NOVALIDATE, WITH NOCHECK: rows that are there are not looked at */
	"not-valid-here",  /* the constraint was added NOT VALID in the same transaction */
	"nowait",
	"null", /* NULL is written */
	"nulls-not-distinct",
	"object", /* what kind of thing */
	"offline",
	"oids",           /* PostgreSQL: WITH OIDS */
	"on-commit-drop", /* a temporary table that goes with the transaction */
	"on-delete",      /* cascade, set-null, restrict, no-action */
	"on-update",
	"online", /* SQL Server, Oracle: ONLINE */
	"only",
	"option",
	"or-replace",
	"orm",                 /* stated by a call of a framework, not by SQL */
	"outside-transaction", /* surely in none */
	"owner",
	"parallel",
	"parameter",
	"partition",
	"partition-created-here", /* the partition that is attached is made here */
	"partition-of",
	"position",          /* MySQL: first, or the column after which */
	"primary-key",       /* inline */
	"primary-key-later", /* create-table: a later statement of the part adds the key */
	"referenced-columns",
	"referenced-created-here", /* the table that it refers to is */
	"references",              /* the table that a foreign key leads to */
	"remove",
	"renamed-here",  /* what has the name was given it by this migration */
	"replaced",      /* drop-primary-key: the same statement adds another */
	"replaced-here", /* what is dropped comes back: another one is given its name later in the same part */
	"restated",      /* a framework's call says the whole column anew: type and NOT NULL may be what they were before */
	"resumable",
	"reversible", /* the call says itself how it is undone */
	"role-set",   /* SET ROLE came before */
	"schema",
	"serial",
	"session",
	"several",              /* the statement names more than one object */
	"several-foreign-keys", /* the transaction added a foreign key to another table before it */
	"short-primary-key",    /* create-table: smallint or integer */
	"sparse",
	"spatial",
	"statement-timeout",
	"statement-timeout-missing", /* as lock-timeout-missing, of statement_timeout */
	"strict",
	"table", /* the table that it is about */
	"tablespace",
	"temporary",
	"text", /* full-text */
	"transaction",
	"trigger",
	"try",
	"ttl",  /* MongoDB */
	"type", /* of a column, in lower case: varchar(20); of create-table each that occurs; of add-enum-value the enum */
	"unindexed", /* no index, unique or primary key that is made here leads with the columns of the foreign key, and table or column are made here */
	"unique", /* of an index, or UNIQUE inline of a column */
	"unlogged",
	"unopened", /* commit, rollback: the text did not begin the transaction that it ends */
	"update-all",
	"update-indexes", /* Oracle: the indexes are kept usable while partitions change */
	"upsert",
	"used-later",
	"user",
	"using",       /* the expression of USING */
	"using-index", /* the index that becomes the constraint */
	"validate",
	"value",
	"verb",
	"virtual",
	"visible",
	"wait", /* Oracle, SQL Server: how long it waits */
	"wait-at-low-priority",
	"where", /* a condition is there; its text, of a partial index */
	"wildcard",
	"without-rowid",
	NULL,
};

/* Who applies migrations. */
const char *const up_migration_runners[] = {
	"activerecord",
	"aerich",
	"alembic",
	"atlas",
	"bun",
	"clickhouse-migrations",
	"db-migrate",
	"dbmate",
	"dbup",
	"diesel",
	"django",
	"doctrine",
	"drizzle",
	"ecto",
	"efcore",
	"evolve",
	"flask-migrate",
	"fluentmigrator",
	"flyway",
	"golang-migrate",
	"goose",
	"gorm",
	"gormigrate",
	"grate",
	"hasura",
	"knex",
	"kysely",
	"laravel",
	"liquibase",
	"migrate-mongo",
	"mikro-orm",
	"mongock",
	"mysql",
	"node-migrate",
	"node-pg-migrate",
	"peewee",
	"pgroll",
	"phinx",
	"play-evolutions",
	"postgres-migrations",
	"prisma",
	"rambler",
	"refinery",
	"roundhouse",
	"sea-orm",
	"sequel",
	"sequelize",
	"skeema",
	"sqitch",
	"sql",
	"sql-migrate",
	"sqlalchemy",
	"sqldef",
	"sqlx",
	"supabase",
	"tern",
	"tortoise",
	"typeorm",
	"umzug",
	"yii",
	"yoyo",
	NULL,
};

/* What can be said of a migration. */
const char *const up_migration_attributes[] = {
	"author",
	"checksum",
	"context",
	"depends", /* the version that it comes after */
	"down", /* written, automatic, missing, empty, fake (does nothing, or something else), separate (in another file), none (the runner has none) */
	"id",             /* of a changeset */
	"ignores-errors", /* failOnError=false and its kin */
	"lock-off",       /* the runner's lock is switched off for it */
	"marks-run",      /* preConditions onFail=MARK_RAN */
	"name",
	"part", /* up, down, repeatable, baseline, callback */
	"run-always",
	"run-on-change",
	"transaction", /* does the runner run it in one: yes, no, implicit (each statement commits), unknown */
	NULL,
};

static bool holds(const char *const *list, up_str word)
{
	for (size_t i = 0; list[i]; i++)
		if (up_str_eq(up_str_from(list[i]), word))
			return true;
	return false;
}

bool up_is_operation(up_str name)
{
	return holds(up_operations, name);
}

bool up_is_attribute(up_str word)
{
	return holds(up_attributes, up_str_slice(word, 0, up_str_find_byte(word, '=', 0)));
}

bool up_is_migration_attribute(up_str word)
{
	return holds(up_migration_attributes, up_str_slice(word, 0, up_str_find_byte(word, '=', 0)));
}

up_str up_operation_value(const struct up_fact *fact, up_str name)
{
	for (uint32_t i = 1; i < fact->n_words; i++) {
		up_str word = fact->words[i].text.bytes;
		if (word.len > name.len && word.s[name.len] == '=' && up_str_starts(word, name))
			return up_str_slice(word, name.len + 1, word.len);
	}
	return UP_STR("");
}

bool up_operation_says(const struct up_fact *fact, const char *name)
{
	up_str wanted = up_str_from(name);
	for (uint32_t i = 1; i < fact->n_words; i++) {
		up_str word = fact->words[i].text.bytes;
		if (up_str_starts(word, wanted) && (word.len == wanted.len || word.s[wanted.len] == '='))
			return true;
	}
	return false;
}
