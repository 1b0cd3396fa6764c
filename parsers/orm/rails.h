/* What the parts of the reader of Rails' migrations share: the walk over methods and blocks (rails.c), what each call does (rails-calls.c), tables with their
 * columns (rails-tables.c), data (rails-data.c). */
#pragma once

#include "orm/orm.h"

struct rails {
	struct up_orm *orm;
	uint32_t version;            /* 402 of ActiveRecord::Migration[4.2]; 0: none is said */
	struct up_orm_nodes body;    /* of the class */
	struct up_orm_nodes methods; /* of it, and of what helpers there are */
	bool is_change;              /* in `change`: each call must know its inverse */
	bool is_inverse;             /* in `revert do … end` */
	bool is_irreversible;        /* `change` holds a call that has no inverse */
	bool raises;                 /* IrreversibleMigration is raised */
	bool is_bulk;
	up_str table, builder; /* in create_table and change_table: of which, and the block's parameter */
	up_str running[8];     /* helpers that are being read */
	uint32_t n_running;
};

/* rails.c: reads statements; what is said of a block's or helper's. */
void rails_read_statements(struct rails *rails, struct up_orm_nodes statements);
void rails_read_block(struct rails *rails, TSNode block);
/* Is the call one of the migration's own or of a connection: add_column, connection.add_column, ActiveRecord::Base.connection.execute? */
bool rails_is_connection(up_str object);

/* rails-calls.c: false: it is none that is known. */
bool rails_read_call(struct rails *rails, const struct up_orm_call *call);
void rails_state(struct rails *rails, struct up_operation *operation, bool is_reversible);

/* rails-tables.c */
bool rails_read_table_call(struct rails *rails, const struct up_orm_call *call);
void rails_add_column_options(struct rails *rails, struct up_operation *operation, struct up_orm_pairs options, up_str type);

/* rails-data.c */
bool rails_read_data(struct rails *rails, const struct up_orm_call *call);
up_str rails_table_of_model(struct rails *rails, up_str model);
up_str rails_plural(struct rails *rails, up_str word);
