/* Rows that migrations of Laravel change: by the query builder, by models, by SQL. */
#include "orm/laravel.h"

static const char *rows_of(up_str name)
{
	return up_str_is_listed(name, "update increment decrement incrementEach touch updateQuietly") ? "update"
	       : up_str_is_listed(name, "delete forceDelete destroy")                                 ? "delete"
	       : up_str_eq(name, UP_STR("truncate"))                                                  ? "truncate"
	       : up_str_is_listed(name, "insert insertGetId insertOrIgnore insertUsing upsert updateOrInsert create forceCreate "
					"firstOrCreate updateOrCreate createQuietly createMany")
		       ? "insert"
		       : NULL;
}

static bool is_class(up_str base)
{
	return base.len && base.s[0] >= 'A' && base.s[0] <= 'Z' && up_str_find_byte(base, '.', 0) == SIZE_MAX &&
	       !up_str_is_listed(base,
				 "DB Schema Log Artisan Cache Config Str Arr Carbon Hash Storage File Collection Cookie Http Event App");
}

/* DB::statement('…'), DB::connection('x')->unprepared('…') */
static bool read_sql(struct up_steps *steps, const struct up_chain *chain)
{
	bool is_known = false;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		bool has_sql = up_str_is_listed(link->name, "statement unprepared affectingStatement exec select selectOne query scalar") ||
			       (i <= 1 && up_str_is_listed(link->name, "update delete insert"));
		if (!has_sql || !link->n_args || up_chain_has(chain, "table") || up_orm_is_function(link->args[0]))
			continue;
		if (up_str_is_listed(link->name, "select query update delete insert") && !up_chain_has(chain, "connection") && i)
			continue;
		up_orm_sql(steps->orm, link->args[0], link, "DB");
		is_known = true;
	}
	return is_known;
}

/* The table of a query: of DB::table('x'), of a model; empty where it is some variable. */
static up_str table_of(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *table = up_chain_link(chain, "table", 0);
	table = table ? table : up_chain_link(chain, "from", 0);
	if (table)
		return up_orm_name(steps->orm, up_orm_arg(table, 0));
	if (is_class(chain->base))
		return laravel_table_name(steps->orm, chain->base);
	return chain->bound ? table_of(steps, chain->bound) : UP_STR("");
}

static bool has_condition(const struct up_chain *chain)
{
	for (uint32_t i = 0; i < chain->n; i++)
		if (up_str_starts(chain->links[i].name, UP_STR("where")) || up_str_starts(chain->links[i].name, UP_STR("orWhere")) ||
		    up_str_is_listed(chain->links[i].name, "find findOrFail first firstWhere"))
			return true;
	return chain->bound && has_condition(chain->bound);
}

static bool is_query(const struct up_chain *chain)
{
	if (up_str_eq(chain->base, UP_STR("DB")) || is_class(chain->base) || up_chain_has(chain, "table query newQuery"))
		return true;
	return chain->bound && is_query(chain->bound);
}

bool laravel_read_data(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *last = &chain->links[chain->n - 1];
	bool is_db = up_str_eq(chain->base, UP_STR("DB"));
	if (is_db && read_sql(steps, chain))
		return true;
	bool saves = up_str_is_listed(last->name, "save saveQuietly push saveOrFail attach detach sync");
	if (!is_query(chain) || saves) {
		/* $user->save(), $user->update([…]) */
		bool is_model = !ts_node_is_null(chain->base_node) && !up_str_starts(chain->base, UP_STR("this")) && chain->n == 1 &&
				(saves || up_str_is_listed(last->name, "update delete forceDelete updateQuietly"));
		if (is_model)
			up_steps_state_name(steps, last, "data-code", NULL, UP_STR(""));
		return is_model;
	}
	bool is_known = is_db;
	for (uint32_t i = 0; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		const char *name = rows_of(link->name);
		if (name)
			up_steps_state_data(steps, link, name, table_of(steps, chain), has_condition(chain), up_orm_arg(link, 0));
		is_known |= name != NULL;
		TSNode function = up_chain_function(steps, link);
		if (!ts_node_is_null(function)) {
			up_steps_walk(steps, function);
			is_known = true;
		}
	}
	return is_known;
}
