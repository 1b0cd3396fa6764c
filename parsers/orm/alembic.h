/* What the parts of the reader of Alembic's migrations share: functions and calls (alembic.c), columns of SQLAlchemy (alembic-columns.c). */
#pragma once

#include "orm/python.h"

/* sa.Column("region", sa.String(8), sa.ForeignKey("regions.id"), nullable=False) */
struct alembic_column {
	struct up_orm_call call;
	up_str name, type;
	up_str references, referenced_column, on_delete; /* of a ForeignKey in it; empty: none */
	TSNode computed;                                 /* a Computed in it; or null */
	bool is_identity, is_key, is_unique, has_index;
};

bool alembic_column_of(struct up_orm *orm, TSNode node, struct alembic_column *ret_column);
/* varchar(8) of sa.String(8) */
up_str alembic_type(struct up_orm *orm, TSNode node);
void alembic_say_column(struct up_orm *orm, struct up_operation *operation, const struct alembic_column *column);
/* server_default= */
void alembic_say_default(struct up_orm *orm, struct up_operation *operation, TSNode value);
