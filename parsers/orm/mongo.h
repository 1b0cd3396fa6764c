/* What the parts of the reader of MongoDB's migrations share. */
#pragma once

#include "orm/column.h"

/* mongo-calls.c: what is called of a collection: db.collection('x').createIndex(…). False: nothing that changes it. */
bool mongo_read_call(struct up_steps *steps, const struct up_orm_call *call, up_str collection);
/* mongo-commands.c: db.runCommand({ collMod: 'x', … }), db.adminCommand({ … }), db.command({ … }). */
void mongo_read_command(struct up_steps *steps, const struct up_orm_call *call, TSNode command);

/* An operation on a collection; `session` where the call is given one. */
void mongo_begin(struct up_steps *steps, struct up_operation *operation, const char *name, const struct up_orm_call *call,
		 up_str collection);
/* An index by its keys and options. */
void mongo_state_index(struct up_steps *steps, const struct up_orm_call *call, up_str collection, TSNode keys, TSNode options);
