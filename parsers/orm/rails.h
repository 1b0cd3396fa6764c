/* What the parts of the reader of Rails' migrations share: the walk over methods and blocks (rails.c), what each call does (rails-calls.c), tables with their
 * columns (rails-tables.c), data (rails-data.c). */
#pragma once

#include "orm/orm.h"

struct rails {
	struct up_orm *orm;
	/* What calls of the migration's own do, and those that change data. */
	bool (*read_call)(struct rails *rails, const struct up_orm_call *call);
	bool (*read_data)(struct rails *rails, const struct up_orm_call *call);
	TSNode class;
	uint32_t version;            /* 402 of ActiveRecord::Migration[4.2] */
	struct up_orm_nodes body;    /* of the class */
	struct up_orm_nodes methods; /* of it */
	bool is_change;              /* in `change`: each call must know its inverse */
	bool is_inverse;             /* in `revert do … end` */
	bool is_irreversible;        /* `change` holds a call that has no inverse */
	bool raises;                 /* IrreversibleMigration is raised */
	/* In create_table and change_table: of which, and the block's parameter. */
	up_str table, builder;
	TSNode table_node;
	struct up_operation *created; /* of create_table */
	up_str batch_table, batch;    /* in find_each and its kin: the table of the model, and the block's parameter */
	up_str running[8];            /* helpers that are being read */
	uint32_t n_running;
};

/* rails.c */
void rails_read_statements(struct rails *rails, struct up_orm_nodes statements);
void rails_read_block(struct rails *rails, TSNode block);
/* Is the call one of the migration's own or of a connection: add_column, connection.add_column, ActiveRecord::Base.connection.execute? */
bool rails_is_connection(up_str object);

/* Reads one part, `up` or `down`; dry: only what is counted and set in `rails`. */
void rails_read_part(struct rails *rails, TSNode part, bool is_dry, bool is_down);

/* rails-calls.c: false: it is none that is known. */
bool rails_read_call(struct rails *rails, const struct up_orm_call *call);
/* rails-helpers.c: the same of what projects add to Rails. */
bool rails_read_helper(struct rails *rails, const struct up_orm_call *call);
/* Begins an operation on a table. */
void rails_begin(struct rails *rails, struct up_operation *operation, const char *name, const struct up_orm_call *call, up_str table);
/* States it; in `change` its inverse must be known. */
void rails_state(struct rails *rails, struct up_operation *operation, bool is_reversible);

/* What a column is given: null, default, limit … `type`: of the column. */
void rails_say_column(struct rails *rails, struct up_operation *operation, struct up_orm_pairs options, up_str type);
/* add_index and t.index, with what belongs to a reference. `columns`: with a comma between. */
void rails_state_index(struct rails *rails, const struct up_orm_call *call, up_str table, up_str columns, struct up_orm_pairs options);
void rails_state_reference(struct rails *rails, const struct up_orm_call *call, up_str table, TSNode name);
/* `column`: empty where the options or the name of the other table say it. */
void rails_state_foreign_key(struct rails *rails, const struct up_orm_call *call, up_str table, up_str references, up_str column,
			     struct up_orm_pairs options);
up_str rails_index_name(struct rails *rails, up_str table, up_str columns);

/* rails-calls.c: of any call; its first argument, if_exists: and if_not_exists:. */
up_str rails_table_of(struct rails *rails, const struct up_orm_call *call);
void rails_say_exists(struct rails *rails, struct up_operation *operation, const struct up_orm_call *call);

/* rails-keys.c: references, indexes, constraints. */
void rails_read_add_reference(struct rails *rails, const struct up_orm_call *call);
void rails_read_remove_reference(struct rails *rails, const struct up_orm_call *call);
void rails_read_add_foreign_key(struct rails *rails, const struct up_orm_call *call);
void rails_read_remove_foreign_key(struct rails *rails, const struct up_orm_call *call);
void rails_read_add_index(struct rails *rails, const struct up_orm_call *call);
void rails_read_remove_index(struct rails *rails, const struct up_orm_call *call);
void rails_read_add_check(struct rails *rails, const struct up_orm_call *call);
void rails_read_remove_check(struct rails *rails, const struct up_orm_call *call);
void rails_read_primary_key(struct rails *rails, const struct up_orm_call *call);
void rails_read_validate(struct rails *rails, const struct up_orm_call *call);
void rails_read_add_unique(struct rails *rails, const struct up_orm_call *call);
void rails_read_remove_unique(struct rails *rails, const struct up_orm_call *call);
void rails_read_add_exclusion(struct rails *rails, const struct up_orm_call *call);
void rails_read_remove_constraint(struct rails *rails, const struct up_orm_call *call);

/* rails-tables.c: t.string and its kin; false: it is none that is known. */
bool rails_read_table_call(struct rails *rails, const struct up_orm_call *call);
void rails_create_table(struct rails *rails, const struct up_orm_call *call);
void rails_change_table(struct rails *rails, const struct up_orm_call *call);

/* rails-data.c */
bool rails_read_data(struct rails *rails, const struct up_orm_call *call);
/* users of User, admin_users of Admin::User */
up_str rails_table_of_model(struct rails *rails, up_str model);

/* rails-names.c */
up_str rails_plural(struct up_orm *orm, up_str word);
up_str rails_singular(struct up_orm *orm, up_str word);
up_str rails_underscore(struct up_orm *orm, up_str name);
