/* Migrations of Flyway in Java: class V2__Orders extends BaseJavaMigration with migrate(Context), which runs SQL
 * (https://documentation.red-gate.com/flyway/reference/java-based-migrations). Each runs in a transaction, but where canExecuteInTransaction() says no. */
#include "orm/steps.h"

static const struct up_steps_function *find_migrate(struct up_steps *steps)
{
	for (uint32_t i = 0; i < steps->n_functions; i++) {
		const struct up_steps_function *function = &steps->functions[i];
		if (!up_str_eq(function->name, UP_STR("migrate")) || ts_node_is_null(function->owner))
			continue;
		up_str base = up_orm_source(steps->orm, up_orm_field(function->owner, "superclass"));
		up_str interfaces = up_orm_source(steps->orm, up_orm_field(function->owner, "interfaces"));
		if (up_str_ends(base, UP_STR("JavaMigration")) || up_str_contains(interfaces, UP_STR("Migration")))
			return function;
	}
	return NULL;
}

bool up_orm_is_flyway_java(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	return find_migrate(&steps) != NULL;
}

/* statement.execute("…"), connection.prepareStatement("…"), new JdbcTemplate(…).update("…") */
static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	bool any = false;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		bool is_sql = up_str_is_listed(call->name,
					       "execute executeUpdate executeQuery executeLargeUpdate prepareStatement addBatch "
					       "update query queryForList queryForObject batchUpdate prepareCall queryForMap");
		if (!is_sql || !call->n_args)
			continue;
		TSNode value = up_orm_value(steps->orm, call->args[0]);
		/* update(connection, …): a helper that is followed */
		if (up_orm_is(value, "identifier") && chain->n == 1 && !chain->base.len)
			return false;
		up_orm_sql(steps->orm, value, call, "execute");
		any = true;
	}
	return any;
}

/* "2.1" of V2_1__Orders; of R__View its name. */
static up_str version_of(struct up_orm *orm)
{
	up_str stem = up_orm_file_stem(orm);
	size_t end = up_str_find(stem, UP_STR("__"), 0);
	if (end == SIZE_MAX || !stem.len || stem.s[0] == 'R')
		return stem;
	char *version = up_arena_alloc(orm->code->arena, end + 1);
	size_t n = 0;
	for (size_t i = 1; i < end; i++)
		version[n++] = stem.s[i] == '_' ? '.' : stem.s[i];
	return (up_str){ version, n };
}

void up_orm_read_flyway_java(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	const struct up_steps_function *migrate = find_migrate(&steps);
	const struct up_steps_function *asked = up_steps_find(&steps, migrate->owner, "canExecuteInTransaction");
	bool is_outside = asked && up_str_contains(up_orm_source(orm, asked->node), UP_STR("false"));
	orm->migration.version = version_of(orm);
	up_orm_set(orm, "transaction", is_outside ? "no" : "yes");
	up_orm_set(orm, "down", "none");
	if (up_str_starts(up_orm_file_stem(orm), UP_STR("R__")))
		up_orm_set(orm, "part", "repeatable");
	up_steps_state(&steps, migrate, NULL);
}
