/* What the parts of the reader of Knex' migrations share. */
#pragma once

#include "orm/column.h"

/* knex-table.c: table.string('name').notNullable() in a table. */
bool knex_read_column(struct up_steps *steps, const struct up_chain *chain);
