#include "core/table.h"

#include <stdlib.h>

#include "base/memory.h"

void up_table_init(struct up_table *table, struct up_arena *arena, const char *name, const char *title, const char *const *columns)
{
	*table = (struct up_table){ .name = name, .title = title, .arena = arena, .empty = "" };
	while (columns[table->n_columns] && table->n_columns < UP_TABLE_COLUMNS) {
		table->columns[table->n_columns] = columns[table->n_columns];
		table->n_columns++;
	}
}

void up_table_finish(struct up_table *table)
{
	up_free(table->cells);
	up_free(table->items);
	*table = (struct up_table){ 0 };
}

void up_table_add(struct up_table *table, const up_str *cells)
{
	size_t at = table->n_rows * table->n_columns;
	table->cells = up_grow(table->cells, &table->capacity, at + table->n_columns, sizeof *table->cells);
	for (size_t i = 0; i < table->n_columns; i++)
		table->cells[at + i] = up_arena_copy(table->arena, cells[i]);
	table->n_rows++;
}

const up_str *up_table_row(const struct up_table *table, size_t row, struct up_arena *arena, up_str made[UP_TABLE_COLUMNS])
{
	if (!table->make)
		return table->cells + row * table->n_columns;
	table->make(table->data, table->items[row], arena, made);
	return made;
}

static int compare_rows(const void *a, const void *b, void *data)
{
	const up_str *x = a, *y = b;
	const size_t *n = data;
	for (size_t i = 0; i < *n; i++) {
		int order = up_str_cmp(x[i], y[i]);
		if (order)
			return order;
	}
	return 0;
}

void up_table_sort(struct up_table *table)
{
	size_t n = table->n_columns, kept = 0;
	if (!table->n_rows)
		return;
	qsort_r(table->cells, table->n_rows, n * sizeof *table->cells, compare_rows, &n);
	for (size_t i = 0; i < table->n_rows; i++) {
		const up_str *row = table->cells + i * n;
		if (kept && compare_rows(table->cells + (kept - 1) * n, row, &n) == 0)
			continue;
		if (kept != i)
			memcpy(table->cells + kept * n, row, n * sizeof *row);
		kept++;
	}
	table->n_rows = kept;
}
