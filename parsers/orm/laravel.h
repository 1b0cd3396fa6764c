/* What the parts of the reader of Laravel's migrations share. */
#pragma once

#include "orm/column.h"

/* laravel-table.c: $table->string('name')->nullable() in a table. */
bool laravel_read_column(struct up_steps *steps, const struct up_chain *chain);

/* laravel-names.c: names that Laravel makes where none is given. */
/* users_email_unique */
up_str laravel_index_name(struct up_steps *steps, up_str columns, const char *kind);
/* "order_items" of "OrderItem", and of "order_item": the table of a model, or of a column without `_id`. */
up_str laravel_table_name(struct up_orm *orm, up_str name);
/* "order_item" of App\Models\OrderItem::class; of a text the text. */
up_str laravel_model(struct up_orm *orm, TSNode node);

/* laravel-data.c: DB::table('x')->update([…]), User::where(…)->delete(), $user->save(). False: it is none of these. */
bool laravel_read_data(struct up_steps *steps, const struct up_chain *chain);
