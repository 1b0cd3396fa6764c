/* Migrations in JavaScript, TypeScript and PHP: functions by their names (up, down), and a walk over what they do that hands chains of calls to a framework's
 * reader: knex.schema.createTable('x', …).raw('…'), $table->string('name')->nullable(). Helpers of the same file are read where they are called. Conditions
 * that look at the schema, or at the kind of the database, hold for what stands in them. It knows no framework. */
#pragma once

#include "orm/orm.h"

/* As up_code_field and up_code_child, but a null node has none. */
static inline TSNode up_orm_field(TSNode node, const char *field)
{
	return ts_node_is_null(node) ? node : up_code_field(node, field);
}

static inline TSNode up_orm_child(TSNode node, uint32_t n)
{
	return ts_node_is_null(node) ? node : up_code_child(node, n);
}

static inline bool up_orm_is_text(TSNode node)
{
	return !ts_node_is_null(node) && up_code_is_text(node);
}

struct up_steps;

/* a.b('x').c(f): the base "a", the links b('x') and c(f). A member between two calls is a link without arguments. */
struct up_chain {
	TSNode node;
	TSNode base_node; /* null: the first link is a call of a bare name: knex('x') */
	up_str base; /* as written, "->" and "::" as dots, without `$` and the path of a namespace: "knex.schema", "this", "Schema"; else empty */
	const struct up_orm_call *links;
	uint32_t n;
	const struct up_chain *bound; /* the chain that the base was given: of `const t = this.table('x'); t.addColumn(…)`; or NULL */
};

/* A function with a name. */
struct up_steps_function {
	up_str name;
	TSNode node;  /* its body and parameters */
	TSNode owner; /* the class that it stands in; null: none */
};

struct up_steps_type {
	up_str table, column, type;
	bool is_down;
};

struct up_steps {
	struct up_orm *orm;
	/* What a chain does. True: all of it was looked at. False: what stands in its arguments is looked at next, and helpers are followed. */
	bool (*chain)(struct up_steps *steps, const struct up_chain *chain);
	const struct up_steps_function *functions;
	uint32_t n_functions;
	TSNode owner;       /* the class of the migration; null: none */
	uint32_t n_helpers; /* helpers that were read so far */
	/* Of the reader: the table that a function is given as a builder, by the name of its parameter. */
	up_str builder, table;
	bool is_new_table;
	struct up_operation *creating; /* the table that is being created: columns and constraints are said of it; NULL: none */
	/* Columns that are given a type again, up and down: where both name the same one, it stays. */
	struct up_steps_type *types;
	uint32_t n_types, types_capacity;
	uint32_t n_unknown; /* chains that the reader did not look at */
	const void *state;
};

/* Looks for the functions of the source. */
void up_steps_begin(struct up_steps *steps, struct up_orm *orm, TSNode root, bool (*chain)(struct up_steps *, const struct up_chain *));
/* The function of that name in the class, or outside of any where `owner` is null; NULL: there is none. */
const struct up_steps_function *up_steps_find(const struct up_steps *steps, TSNode owner, const char *name);
/* The first of that name, wherever it stands; NULL: none. */
const struct up_steps_function *up_steps_first(const struct up_steps *steps, const char *name);
/* What the function does. */
void up_steps_read(struct up_steps *steps, TSNode function);
/* A node and what stands in it. */
void up_steps_walk(struct up_steps *steps, TSNode node);
/* What stands in the arguments of a link. */
void up_steps_walk_link(struct up_steps *steps, const struct up_orm_call *link);
/* The same under a condition that looks at the schema. */
void up_steps_walk_asked(struct up_steps *steps, TSNode node);

/* What the down part is: written, missing, empty or fake: it is read without stating anything. `down` may be NULL. */
const char *up_steps_down(struct up_steps *steps, const struct up_steps_function *down);

/* Up, then down; the fact MIGRATION was prepared and is stated first. Either may be NULL. */
void up_steps_state(struct up_steps *steps, const struct up_steps_function *up, const struct up_steps_function *down);

/* A function whose first parameter builds the steps's table: (table) => { … } */
void up_steps_read_builder(struct up_steps *steps, TSNode function);
/* The same for a table that is created: `operation` was begun. What the builder says of columns and constraints is said of it, then it is stated, then the
 * indexes that come behind. */
void up_steps_create_table(struct up_steps *steps, struct up_operation *operation, TSNode function);
/* "20260101120000" of the file's name: the digits at its beginning, with what joins them; the whole of it where there are none. */
up_str up_steps_version(const struct up_orm *orm);

/* The value of the class's property `name`, or of `exports.name = …`; null where there is none. */
TSNode up_steps_property(struct up_steps *steps, TSNode root, const char *name);

/* --- chains (chain.c) --------------------------------------------------------------------------------------------------- */

bool up_chain_of(struct up_steps *steps, TSNode node, struct up_chain *ret_chain);
/* The first link of that name from `from` on; NULL: none. */
const struct up_orm_call *up_chain_link(const struct up_chain *chain, const char *name, uint32_t from);
/* Does one of the links have one of these names, a blank between? */
bool up_chain_has(const struct up_chain *chain, const char *names);
/* Without brackets, await, casts. */
TSNode up_chain_unwrapped(TSNode node);
/* The function among the arguments of the link that comes last, by itself or by its name; null: none. */
TSNode up_chain_function(struct up_steps *steps, const struct up_orm_call *link);
bool up_orm_is_function(TSNode node);

/* --- conditions (condition.c) ------------------------------------------------------------------------------------------- */

/* Does it look at the schema: hasColumn(…), tableExists, Schema::hasTable? */
bool up_condition_asks(struct up_steps *steps, TSNode condition);
/* The one dialect that it names; UP_DIALECT_NONE: none, or several. *ret_is_not: it is another one than that. */
enum up_dialect up_condition_dialect(struct up_steps *steps, TSNode condition, bool *ret_is_not);
