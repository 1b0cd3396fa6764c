/* Changesets: what is said of each, its changes, and its way back. */
#include "common/liquibase.h"

uint32_t up_liquibase_child(const struct up_liquibase *log, uint32_t node, const char *name)
{
	for (uint32_t child = log->nodes[node].first; child; child = log->nodes[child].next)
		if (up_str_eq_nocase(log->nodes[child].name, up_str_from(name)))
			return child;
	return 0;
}

up_str up_liquibase_value(const struct up_liquibase *log, uint32_t node, const char *name)
{
	uint32_t child = up_liquibase_child(log, node, name);
	return child ? log->nodes[child].value : UP_STR("");
}

struct counts {
	uint32_t changes, reversible;
};

/* The changes lie in the changeset itself (XML), or in the list `changes`. */
static void each_change(const struct up_liquibase *log, uint32_t node, struct up_migration *migration, bool states, struct counts *counts)
{
	for (uint32_t child = log->nodes[node].first; child; child = log->nodes[child].next) {
		up_str name = log->nodes[child].name;
		if (up_str_eq(name, UP_STR("changes"))) {
			each_change(log, child, migration, states, counts);
			continue;
		}
		if (!up_liquibase_is_change(name))
			continue;
		counts->changes++;
		counts->reversible += up_liquibase_is_reversible(name);
		if (states)
			up_liquibase_change(log, child, migration);
	}
}

/* "postgresql,h2": one database alone says which it is. */
static enum up_dialect dialect_of(up_str dbms)
{
	if (up_str_find_byte(dbms, ',', 0) != SIZE_MAX || up_str_starts(dbms, UP_STR("!")))
		return UP_DIALECT_NONE;
	return up_dialect_from_name(up_str_trim(dbms));
}

/* What the rollback is: `rollback: ""` and <rollback/> say on purpose that there is nothing to do. */
static const char *down_of(const struct up_liquibase *log, uint32_t set, const struct counts *counts)
{
	uint32_t rollback = up_liquibase_child(log, set, "rollback");
	if (!rollback)
		return counts->reversible == counts->changes ? "automatic" : "missing";
	return log->nodes[rollback].first || up_str_trim(log->nodes[rollback].value).len ? "written" : "empty";
}

static void set_flags(const struct up_liquibase *log, uint32_t set, struct up_migration *migration)
{
	struct up_parse *p = log->p;
	uint32_t conditions = up_liquibase_child(log, set, "preConditions");
	if (up_str_eq_nocase(up_liquibase_value(log, set, "runAlways"), UP_STR("true")))
		up_migration_set(p, migration, "run-always", UP_STR(""));
	if (up_str_eq_nocase(up_liquibase_value(log, set, "runOnChange"), UP_STR("true")))
		up_migration_set(p, migration, "run-on-change", UP_STR(""));
	if (up_str_eq_nocase(up_liquibase_value(log, set, "failOnError"), UP_STR("false")))
		up_migration_set(p, migration, "ignores-errors", UP_STR(""));
	for (uint32_t child = conditions ? log->nodes[conditions].first : 0; child; child = log->nodes[child].next)
		if (up_str_eq_nocase(log->nodes[child].name, UP_STR("onFail")) &&
		    up_str_eq_nocase(log->nodes[child].value, UP_STR("MARK_RAN")))
			up_migration_set(p, migration, "marks-run", UP_STR(""));
}

static void read_rollback(const struct up_liquibase *log, uint32_t set, struct up_migration *migration)
{
	struct counts counts = { 0 };
	uint32_t rollback = up_liquibase_child(log, set, "rollback");
	if (!rollback)
		return;
	migration->is_down = true;
	if (log->nodes[rollback].value.len && up_str_trim(log->nodes[rollback].value).len)
		up_liquibase_change(log, rollback, migration);
	each_change(log, rollback, migration, true, &counts);
	migration->is_down = false;
}

static void read_changeset(const struct up_liquibase *log, uint32_t set)
{
	struct up_parse *p = log->p;
	up_str id = up_liquibase_value(log, set, "id"), author = up_liquibase_value(log, set, "author");
	struct counts counts = { 0 }, again = { 0 };
	struct up_migration migration = { .runner = "liquibase",
					  .is_orm = true,
					  .dialect = dialect_of(up_liquibase_value(log, set, "dbms")),
					  .version = up_arena_printf(up_parse_arena(p), "%.*s:%.*s", UP_FMT(author), UP_FMT(id)) };
	each_change(log, set, &migration, false, &counts);
	bool is_outside = up_str_eq_nocase(up_liquibase_value(log, set, "runInTransaction"), UP_STR("false"));
	up_migration_set(p, &migration, "transaction", is_outside ? UP_STR("no") : UP_STR("yes"));
	up_migration_set(p, &migration, "down", up_str_from(down_of(log, set, &counts)));
	if (id.len)
		up_migration_set(p, &migration, "id", id);
	if (author.len)
		up_migration_set(p, &migration, "author", author);
	set_flags(log, set, &migration);
	uint32_t named = up_liquibase_child(log, set, "id");
	up_migration_state(p, &migration, named ? log->nodes[named].value_at : log->nodes[set].at);
	each_change(log, set, &migration, true, &again);
	read_rollback(log, set, &migration);
}

void up_liquibase_read(struct up_liquibase *log)
{
	for (uint32_t i = 1; i < log->n && !up_parse_stopped(log->p); i++)
		if (up_str_eq(log->nodes[i].name, UP_STR("changeSet")) && log->nodes[i].first)
			read_changeset(log, i);
}
