#include "package/statement.h"

#include "base/memory.h"

void up_statements_finish(struct up_statements *statements)
{
	up_free(statements->items);
	*statements = (struct up_statements){ 0 };
}

void up_statements_add(struct up_statements *statements, const struct up_statement *statement)
{
	statements->items = up_grow(statements->items, &statements->capacity, statements->n + 1, sizeof *statement);
	statements->items[statements->n++] = *statement;
}
