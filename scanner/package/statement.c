/* Statements are kept in the order in which verifiers make them; the table sorts them by what they are about. */
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

const char *up_said_name(enum up_said said)
{
	static const char *const names[_UP_SAID_MAX] = { "-", "good", "doubt", "bad" };
	return names[said];
}

/* "bad: the bytes do not match the signature". */
static up_str cell(struct up_arena *arena, const struct up_clause *clause)
{
	if (!clause->text.len)
		return up_str_from(up_said_name(clause->said));
	return up_arena_printf(arena, "%s: %.*s", up_said_name(clause->said), UP_FMT(clause->text));
}

void up_statements_table(const struct up_statements *statements, struct up_arena *arena, struct up_table *ret_table)
{
	static const char *const columns[] = { "subject", "kind", "by", "integrity", "authenticity", "trust", "freshness", NULL };
	up_table_init(ret_table, arena, "signatures", "Who has signed what", columns);
	ret_table->empty = "No signature and no list of checksums was found.";
	for (size_t i = 0; i < statements->n; i++) {
		const struct up_statement *statement = &statements->items[i];
		up_str cells[] = {
			statement->subject,
			up_str_from(statement->kind),
			statement->by,
			cell(arena, &statement->integrity),
			cell(arena, &statement->authenticity),
			cell(arena, &statement->trust),
			cell(arena, &statement->freshness),
		};
		up_table_add(ret_table, cells);
	}
	up_table_sort(ret_table);
}
