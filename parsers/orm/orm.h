/* Migrations in code: a framework's reader looks at the tree of a source, says whether it is one of its migrations, and states MIGRATION and OPERATION facts
 * (schema/operation.h). What the readers share is here: calls with their arguments in any language, texts with what is known of the names in them, and SQL that
 * is handed on. It knows no framework; each has files of its own, and a row in orm.c. */
#pragma once

#include "common/code-tree.h"
#include "common/operation.h"

enum {
	UP_ORM_DEPTH = 48,      /* blocks in blocks, helpers that call helpers; what is deeper is passed over with a note */
	UP_ORM_STEPS = 20000,   /* statements and values of one source that are looked at: helpers are read wherever they are called */
	UP_ORM_NAME_BYTES = 200 /* of a name that is not known when the migration is read */
};

struct up_orm_call;

struct up_orm_binding {
	up_str name;
	TSNode value; /* null: nobody knows */
};

/* One source that is being read. */
struct up_orm {
	struct up_code *code;
	struct up_migration migration;
	bool is_dry;       /* nothing is stated, only counted: what MIGRATION says of a part is known once the part was read */
	uint32_t n_stated; /* operations and texts of SQL since it was set to 0 */
	uint32_t steps;    /* looked at so far */
	uint32_t depth;    /* of what is being read */
	bool is_cut;       /* a limit was told */
	/* The text that a call of the framework gives: quoted_table_name of a model; empty where it gives none. NULL: nobody knows. */
	up_str (*knows)(struct up_orm *orm, const struct up_orm_call *call);
	void *reader;           /* what the reader keeps of the source */
	const TSNode *heredocs; /* bodies, in the order of the source */
	uint32_t n_heredocs;
	struct up_orm_binding *names; /* open addressing: what names were given, until they are given something else */
	uint32_t n_names, capacity;
};

/* A framework. The first in the table that says yes reads the source. */
struct up_orm_reader {
	const char *runner;   /* of up_migration_runners */
	uint32_t languages;   /* 1u << UP_CODE_RUBY | … */
	const char *words[6]; /* one of these stands in every migration of it, ended by NULL: asked first */
	bool (*is_migration)(struct up_orm *orm, TSNode root);
	/* migration.runner is set. */
	void (*read)(struct up_orm *orm, TSNode root);
};

/* Reads the source if it is a migration. Called behind the walk that states imports and calls. */
void up_orm_read(struct up_code *code, TSNode root);

/* --- nodes (orm-nodes.c) ------------------------------------------------------------------------------------------------ */

struct up_orm_nodes {
	const TSNode *nodes;
	uint32_t n;
};

/* The named children, comments left out; in the arena. */
struct up_orm_nodes up_orm_children(struct up_orm *orm, TSNode node);
up_str up_orm_source(const struct up_orm *orm, TSNode node);
/* Is there a node, of this type? */
bool up_orm_is(TSNode node, const char *type);
/* One of these types, a blank between. */
bool up_orm_is_any(TSNode node, const char *types);
/* True while there is time and room for another one: loops over statements ask it. */
bool up_orm_step(struct up_orm *orm, TSNode node);

/* `name: value`, `name=value`, 'name' => value: an entry of a map or a keyword argument. */
struct up_orm_pair {
	up_str name;
	TSNode node, value;
};

struct up_orm_pairs {
	const struct up_orm_pair *pairs;
	uint32_t n;
};

/* Entries of a hash, an object, a dictionary, an array of PHP with keys; none of anything else. Names that stand for one are looked through. */
struct up_orm_pairs up_orm_map(struct up_orm *orm, TSNode node);
TSNode up_orm_entry(struct up_orm_pairs pairs, const char *name);
/* Elements of an array, a list, a tuple, %w[…]; of anything else the node alone. Names that stand for one are looked through. */
struct up_orm_nodes up_orm_list(struct up_orm *orm, TSNode node);

struct up_orm_call {
	TSNode node;
	TSNode receiver; /* null: none */
	up_str name;     /* of the method or function alone */
	up_span at;      /* the place of it */
	up_str object; /* the receiver as written where it is a plain name or names with dots: "op", "self", "ActiveRecord::Base.connection"; else empty */
	const TSNode *args; /* by position; maps that stand among them as well, but for what became of `pairs` */
	uint32_t n_args;
	struct up_orm_pairs named; /* keyword arguments; of Ruby also the hash at the end */
	bool is_open;              /* has arguments besides that nobody knows: **options */
	TSNode block;              /* of Ruby; of JavaScript and PHP the last argument that is a function; null: none */
};

/* The first named child of that type; null: none. */
TSNode up_orm_child_of(TSNode node, const char *type);
/* A call, or of Ruby the bare name of one. */
bool up_orm_call_of(struct up_orm *orm, TSNode node, struct up_orm_call *ret_call);
/* Null where there is none. */
TSNode up_orm_arg(const struct up_orm_call *call, uint32_t n);
TSNode up_orm_named(const struct up_orm_call *call, const char *name);
/* By its position, else by its name. */
TSNode up_orm_arg_or(const struct up_orm_call *call, uint32_t n, const char *name);
/* The first name of a block's or function's n-th parameter; empty where there is none. */
up_str up_orm_parameter(struct up_orm *orm, TSNode block, uint32_t n);
/* The node of a function's body; null: none. */
TSNode up_orm_body_of(struct up_orm *orm, TSNode node);
/* What a block, a method or a function runs: its statements. */
struct up_orm_nodes up_orm_body(struct up_orm *orm, TSNode node);

/* --- values (orm-values.c) ---------------------------------------------------------------------------------------------- */

/* From here on the name stands for this; gives back what it stood for before. */
TSNode up_orm_bind(struct up_orm *orm, up_str name, TSNode value);
/* Null: nothing that is known. */
TSNode up_orm_known(struct up_orm *orm, up_str name);
/* What the node stands for: brackets and names that were given something are looked through. */
TSNode up_orm_value(struct up_orm *orm, TSNode node);
bool up_orm_is_true(struct up_orm *orm, TSNode node);
bool up_orm_is_false(struct up_orm *orm, TSNode node);
/* nil, None, null, undefined */
bool up_orm_is_nothing(struct up_orm *orm, TSNode node);
/* Decodes a text: literals, texts put together, heredocs, what .squish, dedent(…) and their kin are given. What nobody knows stands in it as ${name}.
 * False: it is no text. */
bool up_orm_text(struct up_orm *orm, TSNode node, struct up_text *ret_text);
/* A name or a value as attributes have it: a literal decoded, `${name}` for what is not known; empty where there is none. */
up_str up_orm_name(struct up_orm *orm, TSNode node);
/* Several of them with a comma between. */
up_str up_orm_names(struct up_orm *orm, TSNode node);
/* A type, a number, an expression as it is written, but literals decoded. */
up_str up_orm_written(struct up_orm *orm, TSNode node);
/* Does a name hold something that is not known? */
bool up_orm_is_unknown(up_str name);

/* --- facts (orm.c) ------------------------------------------------------------------------------------------------------ */

/* The server that a condition asks for, without a negation: `if mysql?`, `if bind.dialect.name == "postgresql"`; that of the migration where it asks for none. */
enum up_dialect up_orm_asked_dialect(const struct up_orm *orm, TSNode condition);
/* "20260101120000" of "db/migrate/20260101120000_add_x.rb", "0042_region" of "app/migrations/0042_region.py": the name without its ending. */
up_str up_orm_file_stem(const struct up_orm *orm);
/* The digits that a name begins with; empty where it begins with none. */
up_str up_orm_leading_digits(up_str name);
void up_orm_set(struct up_orm *orm, const char *name, const char *value);
/* Nothing is stated while the source is read dry. */
void up_orm_state_migration(struct up_orm *orm, TSNode at);
void up_orm_begin(struct up_orm *orm, struct up_operation *operation, const char *name, const struct up_orm_call *call);
void up_orm_begin_at(struct up_orm *orm, struct up_operation *operation, const char *name, up_span at, TSNode whole);
/* Sets an attribute to a name; `dynamic` where it holds what is not known. */
void up_orm_say(struct up_orm *orm, struct up_operation *operation, const char *name, TSNode node);
void up_orm_say_text(struct up_operation *operation, const char *name, up_str value);
void up_orm_state(struct up_orm *orm, struct up_operation *operation);
/* Hands SQL on. What is no text is stated as an `execute` that is dynamic. `origin`: "execute", "RunSQL". */
void up_orm_sql(struct up_orm *orm, TSNode node, const struct up_orm_call *call, const char *origin);

/* An expression of SQL that is a column's default: default=, and of which nature it is. (orm-columns.c) */
void up_orm_say_default(struct up_operation *operation, up_str expression);
/* `name`: on-delete or on-update; the action as frameworks write it: "CASCADE", "nullify", "set null". */
void up_orm_say_on_delete(struct up_operation *operation, const char *name, up_str action);

/* --- readers ------------------------------------------------------------------------------------------------------------ */

bool up_orm_is_ef_core(struct up_orm *orm, TSNode root);
void up_orm_read_ef_core(struct up_orm *orm, TSNode root);
bool up_orm_is_ecto(struct up_orm *orm, TSNode root);
void up_orm_read_ecto(struct up_orm *orm, TSNode root);
bool up_orm_is_fluent_migrator(struct up_orm *orm, TSNode root);
void up_orm_read_fluent_migrator(struct up_orm *orm, TSNode root);
bool up_orm_is_sea_orm(struct up_orm *orm, TSNode root);
void up_orm_read_sea_orm(struct up_orm *orm, TSNode root);
bool up_orm_is_flyway_java(struct up_orm *orm, TSNode root);
void up_orm_read_flyway_java(struct up_orm *orm, TSNode root);
bool up_orm_is_go(struct up_orm *orm, TSNode root);
void up_orm_read_go(struct up_orm *orm, TSNode root);
bool up_orm_is_knex(struct up_orm *orm, TSNode root);
void up_orm_read_knex(struct up_orm *orm, TSNode root);
bool up_orm_is_mongo(struct up_orm *orm, TSNode root);
void up_orm_read_mongo(struct up_orm *orm, TSNode root);
bool up_orm_is_node_pg_migrate(struct up_orm *orm, TSNode root);
void up_orm_read_node_pg_migrate(struct up_orm *orm, TSNode root);
bool up_orm_is_sequelize(struct up_orm *orm, TSNode root);
void up_orm_read_sequelize(struct up_orm *orm, TSNode root);
bool up_orm_is_kysely(struct up_orm *orm, TSNode root);
void up_orm_read_kysely(struct up_orm *orm, TSNode root);
bool up_orm_is_typeorm(struct up_orm *orm, TSNode root);
void up_orm_read_typeorm(struct up_orm *orm, TSNode root);
bool up_orm_is_db_migrate(struct up_orm *orm, TSNode root);
void up_orm_read_db_migrate(struct up_orm *orm, TSNode root);
bool up_orm_is_phinx(struct up_orm *orm, TSNode root);
void up_orm_read_phinx(struct up_orm *orm, TSNode root);
bool up_orm_is_doctrine(struct up_orm *orm, TSNode root);
void up_orm_read_doctrine(struct up_orm *orm, TSNode root);
bool up_orm_is_yii(struct up_orm *orm, TSNode root);
void up_orm_read_yii(struct up_orm *orm, TSNode root);
bool up_orm_is_laravel(struct up_orm *orm, TSNode root);
void up_orm_read_laravel(struct up_orm *orm, TSNode root);
bool up_orm_is_rails(struct up_orm *orm, TSNode root);
void up_orm_read_rails(struct up_orm *orm, TSNode root);
bool up_orm_is_sequel(struct up_orm *orm, TSNode root);
void up_orm_read_sequel(struct up_orm *orm, TSNode root);
bool up_orm_is_django(struct up_orm *orm, TSNode root);
void up_orm_read_django(struct up_orm *orm, TSNode root);
bool up_orm_is_alembic(struct up_orm *orm, TSNode root);
void up_orm_read_alembic(struct up_orm *orm, TSNode root);
/* Reads as Alembic's are read. */
bool up_orm_is_sqlalchemy(struct up_orm *orm, TSNode root);
bool up_orm_is_yoyo(struct up_orm *orm, TSNode root);
void up_orm_read_yoyo(struct up_orm *orm, TSNode root);
bool up_orm_is_aerich(struct up_orm *orm, TSNode root);
void up_orm_read_aerich(struct up_orm *orm, TSNode root);
bool up_orm_is_peewee(struct up_orm *orm, TSNode root);
void up_orm_read_peewee(struct up_orm *orm, TSNode root);
