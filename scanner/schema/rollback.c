/* The score of a rollback. */
#include "schema/rollback.h"

#include "base/buf.h"

enum {
	FEW = 256, /* operations of one migration that are held against those of its down part: more would be quadratic */

	/* What a migration is worth that can be undone so far, and what is taken off. The steps keep the kinds apart: a missing down part never makes a
	 * migration that loses nothing look as bad as one that does. */
	SCORE_LOSSY = 50,
	SCORE_DATA_LOST = 15,
	SCORE_LEFT = 40,
	OFF_HALF_DONE = 15, /* a failure in the middle leaves half of it */
	OFF_MIXED = 10,
};

static enum up_undo undo_of(const struct up_fact *operation)
{
	static const char *const lost_with_it[] = { "created-here", "column-created-here" };
	/* SQLite's way of changing a table: its rows live on in the one that takes its name. */
	if (up_operation_says(operation, "replaced-here"))
		return UP_UNDO_INVERSE;
	up_str words[8];
	size_t n = 0;
	for (uint32_t i = 1; i < operation->n_words && n < sizeof words / sizeof *words; i++)
		words[n++] = operation->words[i].text.bytes;
	enum up_undo undo = up_undo_of(operation->key, up_dialect_from_name(operation->path), words, n);
	/* What the migration itself made goes when it is undone, with all that was done to it. */
	for (size_t i = 0; i < sizeof lost_with_it / sizeof *lost_with_it; i++)
		if (undo != UP_UNDO_IMPOSSIBLE && undo > UP_UNDO_INVERSE && up_operation_says(operation, lost_with_it[i]))
			return UP_UNDO_INVERSE;
	return undo;
}

/* "drop-column orders.region" */
static up_str said(struct up_arena *arena, const struct up_fact *operation)
{
	static const char *const names[] = { "column", "index", "constraint", "type", "value" };
	up_str table = up_operation_value(operation, UP_STR("table")), part = UP_STR("");
	for (size_t i = 0; i < sizeof names / sizeof *names && !part.len; i++)
		part = up_operation_value(operation, up_str_from(names[i]));
	part = up_str_slice(part, 0, 60);
	table = up_str_slice(table, 0, 60);
	return up_arena_printf(arena, "%.*s%s%.*s%s%.*s", UP_FMT(operation->key), table.len || part.len ? " " : "", UP_FMT(table),
			       table.len && part.len ? "." : "", UP_FMT(part));
}

/* --- is it undone? ------------------------------------------------------------------------------------------------------ */

static bool same_or_unsaid(up_str a, up_str b)
{
	return !a.len || !b.len || up_str_eq_nocase(a, b);
}

/* The last part of "public.orders". */
static up_str plain(up_str name)
{
	for (size_t i = name.len; i > 0; i--)
		if (name.s[i - 1] == '.')
			return up_str_slice(name, i, name.len);
	return name;
}

/* Does `down` bring back what `up` changed? Names that one of them leaves out are no difference: an index is dropped by its name alone. */
static bool undoes(const struct up_fact *down, const struct up_fact *up)
{
	const char *inverses = up_undo_inverses(up->key);
	if (!inverses || !up_str_is_listed(down->key, inverses))
		return false;
	up_str up_table = plain(up_operation_value(up, UP_STR("table"))), down_table = plain(up_operation_value(down, UP_STR("table")));
	bool is_renamed = up_str_eq(up->key, UP_STR("rename-table"));
	if (is_renamed)
		return same_or_unsaid(plain(up_operation_value(up, UP_STR("new"))), down_table);
	if (!same_or_unsaid(up_table, down_table))
		return false;
	if (up_str_eq(up->key, UP_STR("rename-column")) && up_str_eq(down->key, UP_STR("rename-column")))
		return same_or_unsaid(up_operation_value(up, UP_STR("new")), up_operation_value(down, UP_STR("column")));
	static const char *const parts[] = { "column", "constraint", "index" };
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (!same_or_unsaid(up_operation_value(up, up_str_from(parts[i])), up_operation_value(down, up_str_from(parts[i]))))
			return false;
	return true;
}

/* A table that goes takes with it all that was done to it. */
static bool goes_with_table(const struct up_fact *down, const struct up_fact *up)
{
	return up_str_eq(down->key, UP_STR("drop-table")) &&
	       up_str_eq_nocase(plain(up_operation_value(down, UP_STR("table"))), plain(up_operation_value(up, UP_STR("table")))) &&
	       up_operation_says(up, "created-here");
}

/* Is the column one of "a,b,c"? */
static bool is_among(up_str columns, up_str column)
{
	for (size_t at = 0; at < columns.len;) {
		size_t end = up_str_find_byte(columns, ',', at);
		if (up_str_eq_nocase(up_str_trim(up_str_slice(columns, at, end)), column))
			return true;
		at = end == SIZE_MAX ? columns.len : end + 1;
	}
	return false;
}

/* A column that goes takes its indexes and constraints. */
static bool goes_with_column(const struct up_fact *down, const struct up_fact *up)
{
	if (!up_str_eq(down->key, UP_STR("drop-column")) ||
	    !up_str_eq_nocase(plain(up_operation_value(down, UP_STR("table"))), plain(up_operation_value(up, UP_STR("table")))))
		return false;
	up_str gone = up_operation_value(down, UP_STR("column"));
	return gone.len && (up_str_eq_nocase(up_operation_value(up, UP_STR("column")), gone) ||
			    is_among(up_operation_value(up, UP_STR("columns")), gone));
}

/* The name that a table has at the end of what goes up. */
static up_str last_name(const struct up_fact *const *operations, size_t n, up_str table)
{
	for (size_t i = 0; i < n && i < FEW && table.len; i++)
		if (up_str_eq(operations[i]->key, UP_STR("rename-table")) && !up_operation_says(operations[i], "down") &&
		    up_str_eq_nocase(plain(up_operation_value(operations[i], UP_STR("table"))), table))
			return plain(up_operation_value(operations[i], UP_STR("new")));
	return table;
}

/* A table that was made under another name, filled and put in the place of the old one (SQLite's way of changing it) is undone by whatever changes that table, or
 * puts another one in its place. `last`: the name of up's table at the end. */
static bool changes_back(const struct up_fact *down, const struct up_fact *up, up_str last)
{
	bool is_made = up_str_is_listed(up->key, "create-table create-table-as") || up_operation_says(up, "created-here");
	up_str table = plain(up_operation_value(down, UP_STR("table")));
	if (!last.len)
		return false;
	if (up_operation_says(up, "replaced-here"))
		return up_str_eq_nocase(table, last);
	if (!is_made || up_str_eq_nocase(plain(up_operation_value(up, UP_STR("table"))), last))
		return false;
	if (up_str_eq(down->key, UP_STR("rename-table")))
		return up_str_eq_nocase(plain(up_operation_value(down, UP_STR("new"))), last);
	return up_str_is_listed(down->key, "drop-table drop-column add-column rename-column") && up_str_eq_nocase(table, last);
}

static bool needs_undoing(const struct up_fact *operation)
{
	return undo_of(operation) != UP_UNDO_NOT_NEEDED && up_undo_inverses(operation->key);
}

static void find_not_undone(struct up_arena *arena, const struct up_fact *const *operations, size_t n, struct up_undo_verdict *verdict)
{
	size_t most = n < FEW ? n : FEW;
	for (size_t i = 0; i < most; i++) {
		const struct up_fact *up = operations[i];
		/* Of frameworks that know the way back of a call (Rails, Django) the call says so. */
		bool is_undone = up_operation_says(up, "down") || up_operation_says(up, "reversible") || !needs_undoing(up);
		up_str last = is_undone ? UP_STR("") : last_name(operations, n, plain(up_operation_value(up, UP_STR("table"))));
		verdict->n_needing += !is_undone;
		/* SQL that could not be read, or code, may do anything. */
		for (size_t k = 0; k < n && k < FEW && !is_undone; k++) {
			const struct up_fact *down = operations[k];
			is_undone = up_operation_says(down, "down") &&
				    (undoes(down, up) || goes_with_table(down, up) || goes_with_column(down, up) ||
				     changes_back(down, up, last) || up_str_is_listed(down->key, "execute data-code other call"));
		}
		if (is_undone)
			continue;
		verdict->n_not_undone++;
		if (verdict->not_undone)
			continue;
		verdict->not_undone = up;
		verdict->not_undone_name = said(arena, up);
	}
}

/* --- the score ---------------------------------------------------------------------------------------------------------- */

struct reasons {
	struct up_buf text;
};

static void add_reason(struct reasons *reasons, up_str clause)
{
	if (reasons->text.len)
		up_buf_add_s(&reasons->text, "; ");
	up_buf_add(&reasons->text, clause);
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t score_of_worst(struct up_arena *arena, const struct up_undo_verdict *verdict, struct reasons *reasons)
{
	up_str what = verdict->worst_name;
	switch (verdict->worst) {
	case UP_UNDO_IMPOSSIBLE:
		add_reason(reasons, up_arena_printf(arena, "%.*s cannot be undone", UP_FMT(what)));
		return 0;
	case UP_UNDO_DATA_LOST:
		add_reason(reasons, up_arena_printf(arena, "%.*s loses data", UP_FMT(what)));
		return SCORE_DATA_LOST;
	case UP_UNDO_LOSSY:
		add_reason(reasons, up_arena_printf(arena, "%.*s may lose values", UP_FMT(what)));
		return SCORE_LOSSY;
	default:
		return 100;
	}
}

static uint32_t score_of_down(struct up_arena *arena, up_str down, const struct up_undo_verdict *verdict, struct reasons *reasons)
{
	if (!verdict->worst_at || up_str_eq(down, UP_STR("automatic")) || up_str_eq(down, UP_STR("separate")))
		return 100;
	if (up_str_eq(down, UP_STR("none")))
		add_reason(reasons, UP_STR("this runner has no down parts"));
	else if (up_str_eq(down, UP_STR("missing")))
		add_reason(reasons, UP_STR("there is no down part"));
	else if (up_str_eq(down, UP_STR("empty")))
		add_reason(reasons, UP_STR("the down part is empty"));
	else if (up_str_eq(down, UP_STR("fake")))
		add_reason(reasons, UP_STR("the down part undoes nothing"));
	else if (verdict->not_undone)
		add_reason(reasons, up_arena_printf(arena, "the down part leaves %.*s", UP_FMT(verdict->not_undone_name)));
	else
		return 100;
	return verdict->not_undone ? SCORE_LEFT : UP_ROLLBACK_NO_DOWN;
}

static uint32_t off_for_state(struct up_arena *arena, up_str transaction, const struct up_undo_verdict *verdict, uint32_t n_schema,
			      uint32_t n_data, struct reasons *reasons)
{
	uint32_t off = 0;
	if (n_schema + n_data > 1 && verdict->worst_at && up_str_is_listed(transaction, "no implicit")) {
		add_reason(reasons, up_arena_printf(arena, "%s: a failure leaves a part of %u statements done",
						    up_str_eq(transaction, UP_STR("no")) ? "it runs in no transaction"
											 : "each statement commits by itself",
						    n_schema + n_data));
		off += OFF_HALF_DONE;
	}
	if (n_schema && n_data) {
		add_reason(reasons, UP_STR("schema and data are changed together"));
		off += OFF_MIXED;
	}
	return off;
}

static bool is_data(const struct up_fact *operation)
{
	return up_str_is_listed(operation->key, "insert update delete merge copy-data data-code set-field unset-field replace-data");
}

void up_undo_judge(struct up_arena *arena, const struct up_fact *migration, const struct up_fact *const *operations, size_t n,
		   struct up_undo_verdict *ret_verdict)
{
	struct up_undo_verdict verdict = { 0 };
	struct reasons reasons = { 0 };
	uint32_t n_schema = 0, n_data = 0;
	up_str down = up_operation_value(migration, UP_STR("down"));
	for (size_t i = 0; i < n; i++) {
		const struct up_fact *operation = operations[i];
		enum up_undo undo = undo_of(operation);
		if (up_operation_says(operation, "down")) {
			verdict.n_down++;
			continue;
		}
		verdict.n_up++;
		if (undo == UP_UNDO_NOT_NEEDED)
			continue;
		if (!up_operation_says(operation, "created-here")) {
			n_schema += !is_data(operation);
			n_data += is_data(operation);
		}
		if (!verdict.worst_at || undo > verdict.worst) {
			verdict.worst = undo;
			verdict.worst_at = operation;
		}
	}
	if (verdict.worst_at)
		verdict.worst_name = said(arena, verdict.worst_at);
	if (up_str_eq(down, UP_STR("written")))
		find_not_undone(arena, operations, n, &verdict);
	uint32_t score = least(score_of_worst(arena, &verdict, &reasons), score_of_down(arena, down, &verdict, &reasons));
	uint32_t off = off_for_state(arena, up_operation_value(migration, UP_STR("transaction")), &verdict, n_schema, n_data, &reasons);
	verdict.score = score > off ? score - off : 0;
	verdict.reasons = up_arena_take(arena, &reasons.text);
	*ret_verdict = verdict;
}
