/* What the parts of the reader of Django's migrations share: the class and its lists (django.c), operations (django-operations.c), fields (django-fields.c). */
#pragma once

#include "orm/python.h"

struct django {
	struct up_orm *orm;
	struct python python;
	up_str app;
	uint32_t n_one_way;   /* operations that nothing undoes */
	uint32_t n_written;   /* those whose way back is written */
	uint32_t n_pretended; /* SQL that changes the schema, whose way back does nothing */
	uint32_t n_others;
	uint32_t n_state_only;
};

/* django-operations.c: one element of a list of operations. */
void django_read_operation(struct django *django, TSNode node);
void django_read_operations(struct django *django, TSNode list);
/* The table of a model, by its name: of another application with that before a dot. */
up_str django_table(struct django *django, up_str model);
/* The model was given a table of its own in this migration. */
void django_learn_table(struct django *django, up_str model, TSNode table);

/* django-code.c */
void django_run_sql(struct django *django, const struct up_orm_call *call);
void django_run_python(struct django *django, const struct up_orm_call *call);
bool django_read_call(struct python *python, const struct up_orm_call *call);

/* django-fields.c */
struct django_field {
	struct up_orm_call call;
	up_str class; /* "CharField" */
	up_str column;
	up_str references; /* a table; empty: it refers to none */
	bool is_relation, is_many, is_unique, has_index, is_key;
};

/* A field as it is written, `name`: of the attribute. False: it is no call. */
bool django_field_of(struct django *django, TSNode node, up_str name, struct django_field *ret_field);
/* type=, not-null, default= … */
void django_say_field(struct django *django, struct up_operation *operation, const struct django_field *field);
/* references=; behind table=. */
void django_say_references(struct up_operation *operation, const struct django_field *field);
/* The type alone. */
up_str django_type(struct django *django, const struct django_field *field);
/* One that Python makes; Django takes it away when the rows have it. */
bool django_has_default(struct django *django, const struct django_field *field);
