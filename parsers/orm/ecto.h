/* What the parts of the reader of Ecto's migrations share: what calls name (ecto.c), columns (ecto-columns.c). */
#pragma once

#include "orm/column.h"

struct ecto {
	bool is_change;       /* in change/0: each call must know its inverse */
	bool is_irreversible; /* … and one does not */
	bool raises;
};

/* States it; in change/0 its inverse must be known. */
void ecto_state(struct up_steps *steps, struct up_operation *operation, bool is_reversible);
bool ecto_call_of(struct up_steps *steps, TSNode node, struct up_orm_call *ret_call);
/* "shop.orders" of table(:orders, prefix: "shop"). */
up_str ecto_table_of(struct up_orm *orm, TSNode name, const struct up_orm_call *call);
/* Is the option true, or false? */
bool ecto_is_on(struct up_steps *steps, const struct up_orm_call *call, const char *name);
bool ecto_is_off(struct up_steps *steps, const struct up_orm_call *call, const char *name);
/* drop_if_exists, remove_if_exists … */
bool ecto_if_exists(const struct up_orm_call *call);

/* add, modify, remove, timestamps; false: it is none of them. */
bool ecto_read_column_call(struct up_steps *steps, const struct up_orm_call *call);
