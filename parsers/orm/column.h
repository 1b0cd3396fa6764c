/* Columns and constraints as builders of JavaScript and PHP state them: what was gathered of one becomes add-column, change-column-type, or attributes of the
 * table that is being created. */
#pragma once

#include "orm/steps.h"

struct up_orm_column {
	TSNode node; /* the chain or call */
	up_span at;
	up_str table, name, new_name, type, default_text, references, referenced_columns, after, charset, collate, index, expression,
		from_type;
	const char *on_delete, *on_update; /* as operations have it, or NULL */
	const char *volatility;            /* "default-constant" …; NULL: no default */
	bool is_not_null, is_null, is_primary, is_unique, has_index, is_auto_increment, is_short, is_first, is_stored, is_virtual,
		has_check, is_serial, if_not_exists, is_foreign;
	bool is_separate; /* UNIQUE and REFERENCES are statements of their own, behind the one that adds the column */
	bool keeps_type;  /* of a change: the type stays */
};

struct up_orm_key {
	const struct up_orm_call *call;
	TSNode node; /* the whole of it; null: the call */
	up_str name, columns, references, referenced_columns, method, include;
	const char *on_delete, *on_update;
	TSNode where; /* of a partial index; null: none */
	bool is_unique, is_concurrent, is_not_valid, if_not_exists, is_deferrable, is_text, is_spatial, is_online;
};

/* The value of a default: a literal, or what raw('…'), fn.now() and their kin say in SQL. */
void up_orm_column_default(struct up_orm *orm, struct up_orm_column *column, TSNode value);
/* An expression of SQL. */
void up_orm_column_default_text(struct up_orm_column *column, up_str expression);
/* "cascade" of CASCADE, "set-null" of SET NULL, setNull …; NULL: of nothing that is known. */
const char *up_orm_action(up_str written);

/* add-column and what comes with it; in a table that is being created attributes of that. */
void up_orm_column_add(struct up_steps *steps, const struct up_orm_column *column);
void up_orm_column_change(struct up_steps *steps, const struct up_orm_column *column);

/* What a map of options says of a column, as the frameworks of JavaScript and PHP write it: { type: 'text', allowNull: false, references: { … } }.
 * `is_sql`: a default is an expression of SQL. */
void up_orm_column_options(struct up_orm *orm, struct up_orm_column *column, TSNode map, bool is_sql);
/* "shop.orders" of { schema: 'shop', tableName: 'orders' }; of a text the text. */
up_str up_orm_table_name(struct up_orm *orm, TSNode node);
/* Sets or clears the table that operations are about. Gives back what it was. */
up_str up_steps_set_table(struct up_steps *steps, TSNode node);
/* What a key says in a map: { name: 'i', unique: true, concurrently: true, onDelete: 'CASCADE' … }. */
void up_orm_key_options(struct up_orm *orm, struct up_orm_key *key, struct up_orm_pairs options);

/* An operation on the table that is known; `table` may be empty: the steps's. */
void up_steps_begin_operation(struct up_steps *steps, struct up_operation *operation, const char *name, const struct up_orm_call *call);
/* The same, with one more attribute, and stated at once. */
void up_steps_state_name(struct up_steps *steps, const struct up_orm_call *call, const char *name, const char *attribute, up_str value);
/* One operation for each name of a list. */
void up_steps_state_names(struct up_steps *steps, const struct up_orm_call *call, const char *name, const char *attribute, TSNode list);

void up_orm_key_index(struct up_steps *steps, const struct up_orm_key *key);
/* `operation`: add-unique, add-primary-key, add-foreign-key, add-check. */
void up_orm_key_constraint(struct up_steps *steps, const char *operation, const struct up_orm_key *key);

/* update, delete, insert … of rows. `columns`: a map of what is set; null: none. */
void up_steps_state_data(struct up_steps *steps, const struct up_orm_call *call, const char *name, up_str table, bool has_where,
			 TSNode columns);
