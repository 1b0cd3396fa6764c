/* What readers of migrations in Python share: a walk over the statements of functions (python.c), and data that they change (python-data.c): statements of
 * cursors and connections, querysets of Django, expressions of SQLAlchemy. */
#pragma once

#include "orm/orm.h"

struct python {
	struct up_orm *orm;
	struct up_orm_nodes functions; /* of the module */
	/* The framework's own calls: op.add_column(…). False: it is none of them. NULL: there are none. */
	bool (*read_call)(struct python *python, const struct up_orm_call *call);
	/* What stands in `with`: before its body (is_end false) and behind it. */
	void (*read_with)(struct python *python, const struct up_orm_call *call, up_str alias, bool is_end);
	void *reader;        /* the framework's own */
	up_str app;          /* of Django: what tables begin with */
	bool imports_models; /* models of the application, not those of the migration */
	bool is_reversible;  /* what is stated says how it is undone */
	bool raises;         /* NotImplementedError and its kin */
	up_str running[8];   /* functions that are being read */
	uint32_t n_running;
};

/* Learns what the module says: functions, names that are given something, models with their tables. */
void python_begin(struct python *python, struct up_orm *orm, TSNode root);
/* A function of the module, by its name; null where there is none. */
TSNode python_function(const struct python *python, up_str name);
/* Reads what the function does; its parameters are what `call` gives it, where that is not NULL. */
void python_read_function(struct python *python, TSNode function, const struct up_orm_call *call);
void python_read_statements(struct python *python, struct up_orm_nodes statements);
/* Has the function nothing but a docstring, `pass`, `...`, `return`? */
bool python_is_empty(struct python *python, TSNode function);
/* Any call, by what is known of data; false: it is none that changes or reads any. */
bool python_read_data(struct python *python, const struct up_orm_call *call);
/* The name that is given to a class or to the module: `revision`; null where there is none. */
TSNode python_assigned(struct python *python, TSNode body, const char *name);
/* The names of a table of Django's: app_model. */
up_str python_django_table(struct python *python, up_str app, up_str model);
void python_state(struct python *python, struct up_operation *operation);
