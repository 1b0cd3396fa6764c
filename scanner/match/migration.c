/* What a migration does: its operations are kept until the end of the source, gone through part by part as the database would (migration-state.c), and met
 * with the rules. Where nothing says which database it is for, each is tried, and a match says for which of them it holds. */
#include "match/migration-private.h"

#include <stdlib.h>

#include "base/memory.h"
#include "schema/lock.h"
#include "schema/operation.h"

/* The databases that are tried, in the order in which they are named where several are equally likely. */
static const enum up_dialect tried[UP_PENDING_DIALECTS] = { UP_DIALECT_POSTGRESQL, UP_DIALECT_MYSQL,  UP_DIALECT_MARIADB,
							    UP_DIALECT_SQLSERVER,  UP_DIALECT_ORACLE, UP_DIALECT_SQLITE };

/* --- remembering ------------------------------------------------------------------------------------------------------ */

void up_migration_begin(struct up_matcher *matcher)
{
	struct up_migration_state *state = &matcher->migrations;
	state->n = 0;
	state->session = 0;
	state->command = (struct up_fact){ 0 };
	state->has_many = false;
	state->said = UP_DIALECT_NONE;
}

void up_migration_finish(struct up_matcher *matcher)
{
	up_free(matcher->migrations.steps);
	up_things_finish(&matcher->migrations.things);
}

static void take_command(struct up_migration_state *state, const struct up_fact *fact)
{
	state->session++;
	state->command = up_operation_is_client(fact->key) ? *fact : (struct up_fact){ 0 };
}

void up_migration_fact(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in)
{
	struct up_migration_state *state = &matcher->migrations;
	if (fact->kind == UP_FACT_COMMAND) {
		take_command(state, fact);
		return;
	}
	/* What a program or a start script asks of its database is no migration. */
	if (!fact->scope && !matcher->source->is_named && !up_is_step(matcher->source, up_script_role(matcher, embedded_in)))
		return;
	if (state->n >= UP_LIMIT_OPERATIONS) {
		if (!state->has_many)
			matcher->note(matcher->note_data, UP_NOTE_LIMIT, fact->key_at.start,
				      up_arena_printf(matcher->arena,
						      "more than %d operations on a schema in one source; the others were not looked at",
						      UP_LIMIT_OPERATIONS));
		state->has_many = true;
		return;
	}
	state->steps = up_grow(state->steps, &state->capacity, state->n + 1, sizeof *state->steps);
	state->steps[state->n] = (struct up_migration_step){ .fact = *fact,
							     .parser = parser,
							     .embedded_in = embedded_in,
							     .session = fact->scope ? 0 : state->session,
							     .order = (uint32_t)state->n,
							     .is_down = fact->kind == UP_FACT_OPERATION &&
									up_operation_says(fact, "down") };
	up_step_keep(&state->steps[state->n], matcher->arena);
	if (!fact->scope && state->command.key.len) {
		struct up_fact *command = up_arena_alloc(matcher->arena, sizeof *command);
		*command = state->command;
		state->steps[state->n].command = command;
	}
	if (state->said == UP_DIALECT_NONE)
		state->said = up_dialect_from_name(fact->path);
	state->n++;
}

enum up_dialect up_matcher_dialect(const struct up_matcher *matcher)
{
	return matcher->migrations.said;
}

/* --- meeting rules ---------------------------------------------------------------------------------------------------- */

/* The fact with what was found out about it. */
struct up_fact up_migration_told(struct up_arena *arena, const struct up_migration_step *step, enum up_dialect dialect, uint32_t slot)
{
	struct up_migration_step told = *step;
	told.fact.path = up_str_from(up_dialect_name(dialect));
	if (step->fact.kind != UP_FACT_OPERATION)
		return told.fact;
	size_t more = (size_t)__builtin_popcount(step->said[slot]) + 1;
	struct up_word *list = up_arena_alloc(arena, (step->n_attributes + more) * sizeof *list);
	up_step_open(&told, list);
	struct up_fact fact = told.fact;
	uint32_t n = fact.n_words;
	for (uint32_t said = step->said[slot]; said; said &= said - 1) {
		const char *word = up_said_words[__builtin_ctz(said)];
		if (!up_step_says(step, up_str_from(word)))
			list[n++] = (struct up_word){ .text = up_text_plain(up_str_from(word), fact.key_at.start), .at = fact.key_at };
	}
	const char *lock = dialect == UP_DIALECT_POSTGRESQL && !up_step_says(step, UP_STR("lock-mode"))
				   ? up_lock_name(up_lock_of(fact.key, fact.words, fact.n_words))
				   : "";
	if (*lock)
		list[n++] = (struct up_word){ .text = up_text_plain(up_arena_printf(arena, "lock-mode=%s", lock), fact.key_at.start),
					      .at = fact.key_at };
	fact.n_words = n;
	return fact;
}

static bool is_same(const struct up_match *a, const struct up_match *b)
{
	return a->rule == b->rule && a->level == b->level && a->at.start == b->at.start && a->at.end == b->at.end &&
	       up_str_eq(a->message, b->message) && up_str_eq(a->fix, b->fix);
}

/* What holds for several databases in the same words is one match. */
static void join_matches(struct up_matcher *matcher, size_t first, size_t from)
{
	size_t n = from;
	for (size_t i = from; i < matcher->n_matches; i++) {
		size_t k = first;
		while (k < from && !is_same(&matcher->matches[k], &matcher->matches[i]))
			k++;
		if (k < from)
			matcher->matches[k].dialects |= matcher->matches[i].dialects;
		else
			matcher->matches[n++] = matcher->matches[i];
	}
	matcher->n_matches = n;
}

static void meet(struct up_matcher *matcher, const struct up_migration_step *step, enum up_dialect dialect, uint32_t slot, bool is_pending)
{
	if (matcher->full)
		return; /* nothing more is listed of this source */
	struct up_arena_mark mark = up_arena_mark(matcher->arena);
	size_t before = matcher->n_matches;
	matcher->assumed = (struct up_assumed_dialect){ dialect, is_pending };
	const struct up_fact fact = up_migration_told(matcher->arena, step, dialect, slot);
	up_topics_match(matcher, &fact, step->parser, step->embedded_in);
	matcher->assumed = (struct up_assumed_dialect){ 0 };
	/* Nothing is kept of an operation that no rule holds for: a dump has many. */
	if (matcher->n_matches == before)
		up_arena_rewind(matcher->arena, &mark);
}

static void meet_all(struct up_matcher *matcher, const struct up_migration_step *step)
{
	size_t first = matcher->n_matches;
	for (uint32_t i = 0; i < UP_PENDING_DIALECTS; i++) {
		size_t from = matcher->n_matches;
		meet(matcher, step, tried[i], i, true);
		if (i)
			join_matches(matcher, first, from);
	}
	up_matcher_limit(matcher);
}

/* --- parts ------------------------------------------------------------------------------------------------------------ */

static int by_part(const void *a, const void *b)
{
	const struct up_migration_step *x = a, *y = b;
	if (x->fact.scope != y->fact.scope)
		return x->fact.scope < y->fact.scope ? -1 : 1;
	if (x->session != y->session)
		return x->session < y->session ? -1 : 1;
	if (x->is_down != y->is_down)
		return x->is_down ? 1 : -1;
	return x->order < y->order ? -1 : 1;
}

static bool is_same_part(const struct up_migration_step *a, const struct up_migration_step *b)
{
	return a->fact.scope == b->fact.scope && a->session == b->session && a->is_down == b->is_down;
}

static bool is_mysql(enum up_dialect dialect)
{
	return dialect == UP_DIALECT_MYSQL || dialect == UP_DIALECT_MARIADB;
}

/* Of the first that says it. What is written for MySQL may be given to MariaDB. */
static enum up_dialect dialect_of(const struct up_matcher *matcher, const struct up_migration_step *steps, size_t n)
{
	enum up_dialect given = matcher->given.dialect, said = UP_DIALECT_NONE;
	for (size_t i = 0; i < n && said == UP_DIALECT_NONE; i++)
		said = up_dialect_from_name(steps[i].fact.path);
	if (given != UP_DIALECT_NONE && (matcher->given.is_sure || said == UP_DIALECT_NONE || (is_mysql(given) && is_mysql(said))))
		return given;
	return said;
}

/* case 'postgres': await this.upPostgres(runner): one part that is written for several databases, one or the other of which goes through it. */
static bool is_for_several(const struct up_migration_part *part)
{
	enum up_dialect first = UP_DIALECT_NONE;
	for (uint32_t i = 0; i < part->n; i++) {
		enum up_dialect said = up_dialect_from_name(part->steps[i].fact.path);
		if (first != UP_DIALECT_NONE && said != UP_DIALECT_NONE && said != first && !(is_mysql(said) && is_mysql(first)))
			return true;
		first = first == UP_DIALECT_NONE ? said : first;
	}
	return false;
}

static bool is_for(const struct up_migration_step *step, enum up_dialect dialect)
{
	enum up_dialect said = up_dialect_from_name(step->fact.path);
	return said == UP_DIALECT_NONE || said == dialect || (is_mysql(said) && is_mysql(dialect));
}

/* Each database goes through what is for it and what is for all. */
static void run_for_several(struct up_matcher *matcher, const struct up_migration_part *part)
{
	struct up_migration_step *steps = up_arena_alloc(matcher->arena, part->n * sizeof *steps);
	for (uint32_t k = 0; k < UP_PENDING_DIALECTS; k++) {
		struct up_migration_part own = *part;
		own.steps = steps;
		own.n = 0;
		for (uint32_t i = 0; i < part->n; i++)
			if (is_for(&part->steps[i], tried[k]))
				steps[own.n++] = part->steps[i];
		if (own.n)
			up_migration_run(matcher, &own, tried[k], k);
		for (uint32_t i = 0, n = 0; i < part->n; i++)
			if (is_for(&part->steps[i], tried[k]))
				part->steps[i].said[k] = steps[n++].said[k];
	}
	for (uint32_t i = 0; i < part->n; i++) {
		struct up_migration_step *step = &part->steps[i];
		enum up_dialect said = up_dialect_from_name(step->fact.path);
		uint32_t slot = 0;
		if (said == UP_DIALECT_NONE) {
			meet_all(matcher, step);
			continue;
		}
		while (slot + 1 < UP_PENDING_DIALECTS && tried[slot] != said)
			slot++;
		step->said[0] = step->said[slot]; /* as of any part that is for one database */
		meet(matcher, step, said, 0, false);
	}
}

static void run_part(struct up_matcher *matcher, const struct up_migration_part *part)
{
	if (!matcher->given.is_sure && is_for_several(part)) {
		run_for_several(matcher, part);
		return;
	}
	enum up_dialect dialect = dialect_of(matcher, part->steps, part->n);
	for (uint32_t i = 0; dialect == UP_DIALECT_NONE && i < UP_PENDING_DIALECTS; i++)
		up_migration_run(matcher, part, tried[i], i);
	if (dialect != UP_DIALECT_NONE)
		up_migration_run(matcher, part, dialect, 0);
	for (uint32_t i = 0; i < part->n; i++) {
		if (dialect != UP_DIALECT_NONE)
			meet(matcher, &part->steps[i], dialect, 0, false);
		else
			meet_all(matcher, &part->steps[i]);
	}
}

/* The fact MIGRATION itself is met by rules of its own, and has no part in what its operations do. */
static const struct up_fact *take_migration(struct up_matcher *matcher, struct up_migration_step *step)
{
	enum up_dialect dialect = dialect_of(matcher, step, 1);
	if (dialect != UP_DIALECT_NONE)
		meet(matcher, step, dialect, 0, false);
	else
		meet_all(matcher, step);
	return &step->fact;
}

/* The end of the steps of a migration: what has its scope comes behind it. */
static size_t end_of(const struct up_migration_state *state, size_t first)
{
	size_t end = first + 1;
	while (end < state->n && state->steps[end].fact.scope == state->steps[first].fact.scope)
		end++;
	return end;
}

void up_migration_settle(struct up_matcher *matcher)
{
	struct up_migration_state *state = &matcher->migrations;
	const struct up_fact *migration = NULL;
	size_t first_of_migration = 0;
	if (state->n)
		qsort(state->steps, state->n, sizeof *state->steps, by_part);
	for (size_t i = 0; i < state->n;) {
		struct up_migration_step *first = &state->steps[i];
		size_t end = i + 1;
		if (first->fact.kind == UP_FACT_MIGRATION) {
			migration = take_migration(matcher, first);
			first_of_migration = i;
		} else {
			while (end < state->n && is_same_part(first, &state->steps[end]) &&
			       state->steps[end].fact.kind == UP_FACT_OPERATION)
				end++;
			bool is_of_migration = migration && first->fact.scope && migration->scope == first->fact.scope;
			const struct up_migration_part part = {
				.steps = first,
				.n = (uint32_t)(end - i),
				.transaction = is_of_migration ? up_operation_value(migration, UP_STR("transaction")) : UP_STR(""),
				.is_baseline = is_of_migration &&
					       up_str_eq(up_operation_value(migration, UP_STR("part")), UP_STR("baseline")),
				.command = first->command,
			};
			run_part(matcher, &part);
		}
		if (migration && end == end_of(state, first_of_migration))
			up_migration_judge(matcher, migration, &state->steps[first_of_migration], end - first_of_migration);
		i = end;
	}
	state->n = 0;
}
