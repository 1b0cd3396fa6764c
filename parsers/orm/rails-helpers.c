/* Helpers that projects call in migrations of Rails besides Rails' own: GitLab's (https://docs.gitlab.com/development/migration_style_guide/,
 * https://docs.gitlab.com/development/database/), those of online_migrations (https://github.com/fatkodima/online_migrations). */
#include "orm/rails.h"

/* The table is their first argument. */
struct helper {
	const char *name;
	const char *operation;
	const char *second, *third; /* what their next arguments are; NULL: nothing that is said */
	const char *flags[2];
	bool is_reversible;
};

static const struct helper helpers[] = {
	{ "add_sequence", "create-sequence", NULL, NULL, { NULL }, false },
	{ "backfill_column_for_type_change", "data-code", "columns", NULL, { NULL }, false },
	{ "backfill_columns_for_type_change", "data-code", NULL, NULL, { NULL }, false },
	{ "backfill_conversion_of_integer_to_bigint", "data-code", NULL, NULL, { NULL }, false },
	{ "cleanup_column_rename", "drop-column", "column", NULL, { NULL }, false },
	{ "cleanup_column_type_change", "drop-column", "column", NULL, { NULL }, false },
	{ "cleanup_concurrent_column_rename", "drop-column", "column", NULL, { NULL }, false },
	{ "cleanup_concurrent_column_type_change", "drop-column", "column", NULL, { NULL }, false },
	{ "cleanup_conversion_of_integer_to_bigint", "drop-column", "column", NULL, { NULL }, false },
	{ "cleanup_table_rename", "drop-view", NULL, NULL, { NULL }, false },
	{ "drop_sequence", "drop-sequence", NULL, NULL, { NULL }, false },
	{ "finalize_table_rename", "rename-table", "new", NULL, { NULL }, true },
	{ "initialize_column_type_change", "add-column", "column", "type", { NULL }, true },
	{ "initialize_conversion_of_integer_to_bigint", "add-column", "column", NULL, { "not-null", "default-constant" }, true },
	{ "initialize_table_rename", "rename-table", "new", NULL, { NULL }, true },
	{ "remove_not_null_constraint", "drop-check", NULL, NULL, { NULL }, true },
	{ "remove_text_limit", "drop-check", NULL, NULL, { NULL }, true },
	{ "remove_text_limit_constraint", "drop-check", NULL, NULL, { NULL }, true },
	{ "rename_column_concurrently", "add-column", "from", "column", { NULL }, false },
	{ "rename_constraint", "rename-constraint", "constraint", "new", { NULL }, true },
	{ "revert_initialize_conversion_of_integer_to_bigint", "drop-column", "column", NULL, { NULL }, false },
	{ "swap_column_names", "rename-column", "column", "new", { NULL }, true },
	{ "track_record_deletions", "create-trigger", NULL, NULL, { NULL }, false },
	{ "undo_cleanup_concurrent_column_rename", "add-column", "column", NULL, { NULL }, false },
	{ "undo_rename_column_concurrently", "drop-column", NULL, "column", { NULL }, false },
	{ "untrack_record_deletions", "drop-trigger", NULL, NULL, { NULL }, false },
	{ "update_column_in_batches", "update", "columns", NULL, { "where", "limit" }, false },
	{ "update_columns_in_batches", "update", NULL, NULL, { "where", "limit" }, false },
	{ "validate_not_null_constraint", "validate-constraint", NULL, NULL, { NULL }, true },
	{ "validate_text_limit", "validate-constraint", NULL, NULL, { NULL }, true },
	{ "validate_text_limit_constraint", "validate-constraint", NULL, NULL, { NULL }, true },
};

static up_str table_of(struct rails *rails, const struct up_orm_call *call)
{
	return up_orm_name(rails->orm, up_orm_arg(call, 0));
}

static void read_row(struct rails *rails, const struct up_orm_call *call, const struct helper *helper)
{
	struct up_operation operation;
	rails_begin(rails, &operation, helper->operation, call, table_of(rails, call));
	if (helper->second)
		up_orm_say_text(&operation, helper->second, up_orm_names(rails->orm, up_orm_arg(call, 1)));
	if (helper->third)
		up_orm_say(rails->orm, &operation, helper->third, up_orm_arg(call, 2));
	for (size_t i = 0; i < 2 && helper->flags[i]; i++)
		up_operation_flag(&operation, helper->flags[i]);
	if (!strcmp(helper->operation, "update") && ts_node_is_null(call->block))
		up_operation_set(&operation, "where", UP_STR("id"));
	rails_state(rails, &operation, helper->is_reversible);
}

/* Adds a check that looks at no row, and validates it behind that, unless told not to. */
static void read_checked(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	bool is_null = up_str_contains(call->name, UP_STR("not_null"));
	up_str column = up_orm_name(orm, up_orm_arg(call, 1)), limit = up_orm_name(orm, up_orm_arg(call, 2));
	up_str expression = is_null ? up_arena_printf(orm->code->arena, "%.*s IS NOT NULL", UP_FMT(column))
				    : up_arena_printf(orm->code->arena, "char_length(%.*s) <= %.*s", UP_FMT(column), UP_FMT(limit));
	TSNode name = up_orm_named(call, "constraint_name");
	rails_begin(rails, &operation, "add-check", call, table_of(rails, call));
	up_operation_set(&operation, "expression", expression);
	up_orm_say(orm, &operation, "constraint", ts_node_is_null(name) ? up_orm_named(call, "name") : name);
	up_operation_flag(&operation, "not-valid");
	rails_state(rails, &operation, true);
	if (up_orm_is_false(orm, up_orm_named(call, "validate")))
		return;
	rails_begin(rails, &operation, "validate-constraint", call, table_of(rails, call));
	up_orm_say(orm, &operation, "constraint", ts_node_is_null(name) ? up_orm_named(call, "name") : name);
	up_operation_set(&operation, "expression", expression);
	rails_state(rails, &operation, true);
}

static void read_foreign_key(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	TSNode target = up_orm_arg(call, 1);
	up_str columns = up_orm_names(orm, up_orm_named(call, "column"));
	bool validates = !up_orm_is_false(orm, up_orm_named(call, "validate"));
	for (uint32_t i = 0; i < (validates ? 2 : 1); i++) {
		rails_begin(rails, &operation, i ? "validate-constraint" : "add-foreign-key", call, table_of(rails, call));
		up_orm_say(orm, &operation, "constraint", up_orm_named(call, "name"));
		up_orm_say_text(&operation, "columns", columns);
		up_orm_say(orm, &operation, "references", target);
		if (!i) {
			up_operation_flag(&operation, "not-valid");
			up_orm_say_on_delete(&operation, "on-delete", up_orm_name(orm, up_orm_named(call, "on_delete")));
		}
		rails_state(rails, &operation, true);
	}
}

static void read_remove_foreign_key(struct rails *rails, const struct up_orm_call *call)
{
	struct up_orm *orm = rails->orm;
	struct up_operation operation;
	rails_begin(rails, &operation, "drop-foreign-key", call, table_of(rails, call));
	up_orm_say(orm, &operation, "references", up_orm_arg(call, 1));
	up_orm_say(orm, &operation, "columns", up_orm_named(call, "column"));
	up_orm_say(orm, &operation, "constraint", up_orm_named(call, "name"));
	up_operation_flag(&operation, "if-exists");
	rails_state(rails, &operation, false);
}

/* A job in the background goes over the rows of a table in batches. Which argument the table is depends on the helper. */
static void read_background(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	bool is_ranged = up_str_starts(call->name, UP_STR("queue_background_migration_jobs"));
	TSNode table = is_ranged ? (TSNode){ 0 } : up_orm_arg(call, 1);
	rails_begin(rails, &operation, "data-code", call, up_orm_name(rails->orm, table));
	up_operation_flag(&operation, "limit");
	rails_state(rails, &operation, false);
}

static void read_column_with_default(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	rails_begin(rails, &operation, "add-column", call, table_of(rails, call));
	up_orm_say(rails->orm, &operation, "column", up_orm_arg(call, 1));
	rails_say_column(rails, &operation, call->named, up_orm_name(rails->orm, up_orm_arg(call, 2)));
	if (up_str_eq(call->name, UP_STR("add_column_with_default")) && up_orm_is_false(rails->orm, up_orm_named(call, "allow_null")))
		up_operation_flag(&operation, "not-null");
	rails_state(rails, &operation, false);
}

static void read_concurrent_reference(struct rails *rails, const struct up_orm_call *call)
{
	rails_state_reference(rails, call, table_of(rails, call), up_orm_arg(call, 1));
}

/* Reading alone. */
static void read_select(struct rails *rails, const struct up_orm_call *call)
{
	up_orm_sql(rails->orm, up_orm_arg(call, 0), call, "select");
}

static void read_lock_timeout(struct rails *rails, const struct up_orm_call *call)
{
	struct up_operation operation;
	up_orm_begin(rails->orm, &operation, "set", call);
	up_operation_set(&operation, "name", UP_STR("lock_timeout"));
	up_orm_say(rails->orm, &operation, "value", up_orm_arg(call, 0));
	rails_state(rails, &operation, true);
}

static const struct {
	const char *name;
	void (*read)(struct rails *rails, const struct up_orm_call *call);
} readers[] = {
	{ "add_column_with_default", read_column_with_default },
	{ "add_concurrent_foreign_key", read_foreign_key },
	{ "add_foreign_key_concurrently", read_foreign_key },
	{ "add_not_null_constraint", read_checked },
	{ "add_reference_concurrently", read_concurrent_reference },
	{ "add_text_limit", read_checked },
	{ "add_text_limit_constraint", read_checked },
	{ "enqueue_background_data_migration", read_background },
	{ "queue_background_migration_jobs_by_range_at_intervals", read_background },
	{ "queue_batched_background_migration", read_background },
	{ "remove_foreign_key_if_exists", read_remove_foreign_key },
	{ "select_all", read_select },
	{ "select_one", read_select },
	{ "select_rows", read_select },
	{ "select_value", read_select },
	{ "select_values", read_select },
	{ "set_lock_timeout", read_lock_timeout },
};

bool rails_read_helper(struct rails *rails, const struct up_orm_call *call)
{
	for (size_t i = 0; i < sizeof helpers / sizeof *helpers; i++) {
		if (!up_str_eq(call->name, up_str_from(helpers[i].name)))
			continue;
		read_row(rails, call, &helpers[i]);
		return true;
	}
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		if (!up_str_eq(call->name, up_str_from(readers[i].name)))
			continue;
		readers[i].read(rails, call);
		return true;
	}
	return false;
}
