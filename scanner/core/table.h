/* A table of a report, beside its findings: signatures, schedules, endpoints, what a rollback leaves behind. Plain text, sorted by its first columns. */
#pragma once

#include "base/arena.h"

enum {
	UP_TABLE_COLUMNS = 16,
};

struct up_table {
	const char *name;                      /* "schedules": the key in JSON, and the word of --format */
	const char *title;                     /* for people: "What fires during the window" */
	const char *columns[UP_TABLE_COLUMNS]; /* "unit", "next_runs": keys in JSON; for people '_' is a blank */
	size_t n_columns;
	bool is_listing;   /* too long for people: as text only its length is told */
	bool is_hidden;    /* for people it says nothing that does not stand elsewhere */
	bool is_on_top;    /* for people it stands before the findings */
	const char *empty; /* what no rows mean, a sentence: "Nothing fires in the window." */
	up_str *cells;     /* n_rows × n_columns; masked already */
	size_t n_rows, capacity;
	struct up_arena *arena; /* of the cells */
	/* Of a listing the cells are made when they are asked for; there may be a hundred thousand rows, and few reports show them. NULL: they are kept. */
	void (*make)(const void *data, uint32_t item, struct up_arena *arena, up_str *ret_cells);
	const void *data;
	uint32_t *items; /* the rows, sorted */
};

/* `columns` is ended by NULL. */
void up_table_init(struct up_table *table, struct up_arena *arena, const char *name, const char *title, const char *const *columns);
void up_table_finish(struct up_table *table);
/* Copies the cells, as many as there are columns. */
void up_table_add(struct up_table *table, const up_str *cells);
/* The cells of one row; `made` and `arena` hold them where they are not kept. */
const up_str *up_table_row(const struct up_table *table, size_t row, struct up_arena *arena, up_str made[UP_TABLE_COLUMNS]);
/* By all columns from the first on; rows that stand there twice are dropped. */
void up_table_sort(struct up_table *table);
