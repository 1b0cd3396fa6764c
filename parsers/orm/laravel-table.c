/* What a table of Laravel is told: columns with their modifiers, indexes, constraints (https://laravel.com/docs/migrations#columns). */
#include "orm/laravel.h"

static bool is_type(up_str name)
{
	return up_str_is_listed(
		name, "bigIncrements bigInteger binary boolean char dateTimeTz dateTime datetime date decimal double enum float foreignId "
		      "foreignIdFor "
		      "foreignUlid foreignUuid geography geometry id increments integer ipAddress json jsonb longText macAddress "
		      "mediumIncrements mediumInteger mediumText set smallIncrements smallInteger string text timeTz time timestampTz "
		      "timestamp tinyIncrements tinyInteger tinyText unsignedBigInteger unsignedDecimal unsignedInteger "
		      "unsignedMediumInteger unsignedSmallInteger unsignedTinyInteger unsignedDouble unsignedFloat ulid uuid vector year "
		      "rememberToken softDeletes softDeletesTz addColumn computed point lineString polygon multiPoint geometryCollection "
		      "integerIncrements rawColumn bigint tinytext longtext mediumtext softDeletesDatetime tsvector");
}

static up_str type_of(struct up_orm *orm, const struct up_orm_call *call)
{
	uint64_t length;
	if (up_str_is_listed(call->name, "addColumn"))
		return up_orm_name(orm, up_orm_arg(call, 0));
	if (up_str_eq(call->name, UP_STR("rawColumn")))
		return up_orm_written(orm, up_orm_arg(call, 1));
	up_str first = up_orm_source(orm, up_orm_arg(call, 1)), second = up_orm_source(orm, up_orm_arg(call, 2));
	if (!up_str_is_listed(call->name, "string char decimal float double unsignedDecimal") || !up_str_to_u64(first, &length))
		return call->name;
	if (!up_str_to_u64(second, &length))
		return up_arena_printf(orm->code->arena, "%.*s(%.*s)", UP_FMT(call->name), UP_FMT(first));
	return up_arena_printf(orm->code->arena, "%.*s(%.*s,%.*s)", UP_FMT(call->name), UP_FMT(first), UP_FMT(second));
}

static up_str column_name(struct up_orm *orm, const struct up_orm_call *call)
{
	TSNode first = up_orm_arg_or(call, up_str_eq(call->name, UP_STR("addColumn")) ? 1 : 0, "column");
	if (up_str_eq(call->name, UP_STR("foreignIdFor"))) {
		if (call->n_args > 1)
			return up_orm_name(orm, call->args[1]);
		return up_arena_printf(orm->code->arena, "%.*s_id", UP_FMT(laravel_model(orm, first)));
	}
	if (!ts_node_is_null(first))
		return up_orm_name(orm, first);
	return up_str_eq(call->name, UP_STR("id"))                ? UP_STR("id")
	       : up_str_eq(call->name, UP_STR("rememberToken"))   ? UP_STR("remember_token")
	       : up_str_starts(call->name, UP_STR("softDeletes")) ? UP_STR("deleted_at")
								  : UP_STR("");
}

/* cascadeOnDelete(), nullOnDelete(), onDelete('cascade') … of a key. */
static bool read_action(struct up_orm *orm, const struct up_orm_call *link, const char **on_delete, const char **on_update)
{
	static const char *const endings[] = { "OnDelete", "OnUpdate" };
	for (size_t i = 0; i < 2; i++) {
		const char **action = i ? on_update : on_delete;
		up_str ending = up_str_from(endings[i]);
		if (up_str_eq_nocase(link->name, ending))
			*action = up_orm_action(up_orm_name(orm, up_orm_arg(link, 0)));
		else if (up_str_ends(link->name, ending))
			*action = up_orm_action(up_str_slice(link->name, 0, link->name.len - ending.len));
		else
			continue;
		return true;
	}
	return false;
}

/* foreignId('order_item_id')->constrained() leads to order_items. */
static up_str constrained_to(struct up_orm *orm, const struct up_orm_column *column, const struct up_orm_call *first,
			     const struct up_orm_call *link)
{
	TSNode table = up_orm_arg_or(link, 0, "table");
	if (!ts_node_is_null(table) && !up_orm_is_nothing(orm, table))
		return up_orm_name(orm, table);
	if (up_str_eq(first->name, UP_STR("foreignIdFor")))
		return laravel_table_name(orm, laravel_model(orm, up_orm_arg(first, 0)));
	size_t end = column->name.len;
	for (size_t i = column->name.len; i > 0; i--)
		if (column->name.s[i - 1] == '_') {
			end = i - 1;
			break;
		}
	return laravel_table_name(orm, up_str_slice(column->name, 0, end));
}

static void read_modifier(struct up_orm *orm, struct up_orm_column *column, const struct up_orm_call *link)
{
	up_str name = link->name;
	TSNode value = up_orm_arg(link, 0);
	if (up_str_eq(name, UP_STR("nullable"))) {
		column->is_null = !up_orm_is_false(orm, value);
		column->is_not_null = !column->is_null;
	} else if (up_str_eq(name, UP_STR("default")))
		up_orm_column_default(orm, column, value);
	else if (up_str_eq(name, UP_STR("useCurrent")))
		up_orm_column_default_text(column, UP_STR("CURRENT_TIMESTAMP"));
	else if (up_str_eq(name, UP_STR("autoIncrement")))
		column->is_auto_increment = true;
	else if (up_str_eq(name, UP_STR("primary")))
		column->is_primary = true;
	else if (up_str_eq(name, UP_STR("unique")))
		column->is_unique = true;
	else if (up_str_is_listed(name, "index fulltext fullText spatialIndex"))
		column->has_index = true, column->index = ts_node_is_null(value) ? UP_STR("") : up_orm_name(orm, value);
	else if (up_str_eq(name, UP_STR("after")))
		column->after = up_orm_name(orm, value);
	else if (up_str_eq(name, UP_STR("first")))
		column->is_first = true;
	else if (up_str_eq(name, UP_STR("charset")))
		column->charset = up_orm_name(orm, value);
	else if (up_str_eq(name, UP_STR("collation")))
		column->collate = up_orm_name(orm, value);
	else if (up_str_is_listed(name, "storedAs virtualAs")) {
		*(name.s[0] == 's' ? &column->is_stored : &column->is_virtual) = true;
		column->expression = up_orm_written(orm, value);
	}
}

static bool is_short(up_str name)
{
	return up_str_is_listed(name, "increments integerIncrements integer unsignedInteger smallIncrements smallInteger "
				      "mediumIncrements tinyIncrements");
}

static void read_type(struct up_steps *steps, const struct up_chain *chain)
{
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *first = &chain->links[0];
	struct up_orm_column column = { .node = chain->node, .at = first->at, .is_separate = true };
	column.name = column_name(orm, first);
	column.type = type_of(orm, first);
	bool is_change = up_chain_has(chain, "change"), is_key = up_str_starts(first->name, UP_STR("foreign"));
	bool counts = up_str_eq(first->name, UP_STR("id")) || up_str_ends(first->name, UP_STR("ncrements"));
	column.is_auto_increment = counts;
	column.is_primary = counts;
	column.is_short = is_short(first->name);
	column.is_null = up_str_starts(first->name, UP_STR("softDeletes")) || up_str_eq(first->name, UP_STR("rememberToken"));
	for (uint32_t i = 1; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		read_modifier(orm, &column, link);
		if (!is_key || read_action(orm, link, &column.on_delete, &column.on_update))
			continue;
		if (up_str_eq(link->name, UP_STR("constrained")))
			column.references = constrained_to(orm, &column, first, link), column.is_foreign = true;
		else if (up_str_eq(link->name, UP_STR("on")))
			column.references = up_orm_name(orm, up_orm_arg(link, 0));
		else if (up_str_eq(link->name, UP_STR("references")))
			column.referenced_columns = up_orm_names(orm, up_orm_arg(link, 0)), column.is_foreign = true;
	}
	if (is_change) {
		up_orm_column_change(steps, &column);
		return;
	}
	column.is_not_null = !column.is_null;
	up_orm_column_add(steps, &column);
}

/* timestamps(), morphs('owner') and their kin: several columns. */
static bool read_several(struct up_steps *steps, const struct up_chain *chain)
{
	static const struct {
		const char *calls, *type, *names[2];
		bool is_null;
	} several[] = {
		{ "timestamps nullableTimestamps", "timestamp", { "created_at", "updated_at" }, true },
		{ "timestampsTz nullableTimestampsTz", "timestampTz", { "created_at", "updated_at" }, true },
		{ "datetimes", "dateTime", { "created_at", "updated_at" }, true },
		{ "morphs numericMorphs", "unsignedBigInteger", { "_type", "_id" }, false },
		{ "nullableMorphs nullableNumericMorphs", "unsignedBigInteger", { "_type", "_id" }, true },
		{ "uuidMorphs", "uuid", { "_type", "_id" }, false },
		{ "nullableUuidMorphs", "uuid", { "_type", "_id" }, true },
		{ "ulidMorphs", "ulid", { "_type", "_id" }, false },
		{ "nullableUlidMorphs", "ulid", { "_type", "_id" }, true },
	};
	const struct up_orm_call *call = &chain->links[0];
	struct up_orm *orm = steps->orm;
	for (size_t i = 0; i < sizeof several / sizeof *several; i++) {
		if (!up_str_is_listed(call->name, several[i].calls))
			continue;
		bool is_morph = several[i].names[0][0] == '_';
		up_str stem = is_morph ? up_orm_name(orm, up_orm_arg(call, 0)) : UP_STR("");
		for (size_t j = 0; j < 2; j++) {
			up_str type = is_morph && !j ? UP_STR("string") : up_str_from(several[i].type);
			struct up_orm_column column = { .node = chain->node, .at = call->at, .type = type };
			column.name = up_arena_printf(orm->code->arena, "%.*s%s", UP_FMT(stem), several[i].names[j]);
			column.is_null = several[i].is_null;
			column.is_not_null = !several[i].is_null;
			up_orm_column_add(steps, &column);
		}
		if (!is_morph)
			return true;
		struct up_orm_key key = { .call = call };
		key.columns = up_arena_printf(orm->code->arena, "%.*s_type,%.*s_id", UP_FMT(stem), UP_FMT(stem));
		key.name = laravel_index_name(steps, key.columns, "index");
		up_orm_key_index(steps, &key);
		return true;
	}
	return false;
}

static void read_key(struct up_steps *steps, const struct up_chain *chain)
{
	static const struct {
		const char *call, *operation, *kind;
	} kinds[] = { { "index", "create-index", "index" },
		      { "unique", "add-unique", "unique" },
		      { "primary", "add-primary-key", "primary" },
		      { "foreign", "add-foreign-key", "foreign" },
		      { "fullText", "create-index", "fulltext" },
		      { "fulltext", "create-index", "fulltext" },
		      { "spatialIndex", "create-index", "spatialindex" },
		      { "rawIndex", "create-index", "index" } };
	struct up_orm *orm = steps->orm;
	const struct up_orm_call *call = &chain->links[0];
	struct up_orm_key key = { .call = call, .node = chain->node, .columns = up_orm_names(orm, up_orm_arg_or(call, 0, "columns")) };
	TSNode name = up_orm_arg_or(call, 1, "name"), method = up_orm_arg_or(call, 2, "algorithm");
	size_t kind = 0;
	while (kind + 1 < sizeof kinds / sizeof *kinds && !up_str_eq(call->name, up_str_from(kinds[kind].call)))
		kind++;
	bool has_name = !ts_node_is_null(name) && !up_orm_is_nothing(orm, name);
	key.name = has_name ? up_orm_name(orm, name) : laravel_index_name(steps, key.columns, kinds[kind].kind);
	for (uint32_t i = 1; i < chain->n; i++) {
		const struct up_orm_call *link = &chain->links[i];
		if (read_action(orm, link, &key.on_delete, &key.on_update))
			continue;
		if (up_str_eq(link->name, UP_STR("references")))
			key.referenced_columns = up_orm_names(orm, up_orm_arg(link, 0));
		else if (up_str_eq(link->name, UP_STR("on")))
			key.references = up_orm_name(orm, up_orm_arg(link, 0));
		else if (up_str_eq(link->name, UP_STR("algorithm")))
			method = up_orm_arg(link, 0);
		else if (up_str_eq(link->name, UP_STR("online")))
			key.is_concurrent = true;
		else if (up_str_eq(link->name, UP_STR("deferrable")))
			key.is_deferrable = true;
	}
	key.is_spatial = !strcmp(kinds[kind].kind, "spatialindex");
	key.is_text = !strcmp(kinds[kind].kind, "fulltext");
	key.method = ts_node_is_null(method) || up_orm_is_nothing(orm, method) ? UP_STR("") : up_orm_name(orm, method);
	if (!strcmp(kinds[kind].operation, "create-index"))
		up_orm_key_index(steps, &key);
	else
		up_orm_key_constraint(steps, kinds[kind].operation, &key);
}

/* dropIndex('name') has the name, dropIndex(['a', 'b']) the columns. */
static void drop_key(struct up_steps *steps, const struct up_orm_call *call, const char *operation, const char *attribute, const char *kind)
{
	struct up_orm *orm = steps->orm;
	TSNode first = up_orm_value(orm, up_orm_arg(call, 0));
	up_str name = up_orm_names(orm, first);
	if (up_orm_is(first, "array_creation_expression"))
		name = laravel_index_name(steps, name, kind);
	up_steps_state_name(steps, call, operation, attribute, name);
}

static void drop_columns(struct up_steps *steps, const struct up_orm_call *call, const char *columns)
{
	static const char *const separators = " ";
	for (up_str rest = up_str_from(columns); rest.len;) {
		size_t end = up_str_find_byte(rest, separators[0], 0);
		end = end == SIZE_MAX ? rest.len : end;
		up_steps_state_name(steps, call, "drop-column", "column", up_str_slice(rest, 0, end));
		rest = up_str_slice(rest, end + 1, rest.len);
	}
}

static void drop_foreign_id(struct up_steps *steps, const struct up_orm_call *call, bool has_constraint)
{
	struct up_orm *orm = steps->orm;
	up_str column = up_orm_name(orm, up_orm_arg(call, 0));
	if (up_str_ends(call->name, UP_STR("For")))
		column = up_arena_printf(orm->code->arena, "%.*s_id", UP_FMT(laravel_model(orm, up_orm_arg(call, 0))));
	if (has_constraint)
		up_steps_state_name(steps, call, "drop-foreign-key", "constraint", laravel_index_name(steps, column, "foreign"));
	up_steps_state_name(steps, call, "drop-column", "column", column);
}

static bool read_drop(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute, *kind;
	} keys[] = {
		{ "dropIndex", "drop-index", "index", "index" },
		{ "dropUnique", "drop-unique", "constraint", "unique" },
		{ "dropPrimary", "drop-primary-key", "constraint", "primary" },
		{ "dropForeign", "drop-foreign-key", "constraint", "foreign" },
		{ "dropFullText", "drop-index", "index", "fulltext" },
		{ "dropSpatialIndex", "drop-index", "index", "spatialindex" },
	};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (up_str_eq_nocase(call->name, up_str_from(keys[i].call)))
			return drop_key(steps, call, keys[i].operation, keys[i].attribute, keys[i].kind), true;
	if (up_str_is_listed(call->name, "dropColumn removeColumn"))
		for (uint32_t i = 0; i < call->n_args; i++)
			up_steps_state_names(steps, call, "drop-column", "column", call->args[i]);
	else if (up_str_starts(call->name, UP_STR("dropTimestamps")))
		drop_columns(steps, call, "created_at updated_at");
	else if (up_str_starts(call->name, UP_STR("dropSoftDeletes")))
		drop_columns(steps, call, "deleted_at");
	else if (up_str_eq(call->name, UP_STR("dropRememberToken")))
		drop_columns(steps, call, "remember_token");
	else if (up_str_eq(call->name, UP_STR("dropMorphs"))) {
		up_str stem = up_orm_name(steps->orm, up_orm_arg(call, 0));
		struct up_arena *arena = steps->orm->code->arena;
		up_steps_state_name(steps, call, "drop-column", "column", up_arena_printf(arena, "%.*s_type", UP_FMT(stem)));
		up_steps_state_name(steps, call, "drop-column", "column", up_arena_printf(arena, "%.*s_id", UP_FMT(stem)));
	} else if (up_str_starts(call->name, UP_STR("dropConstrainedForeignId")) || up_str_starts(call->name, UP_STR("dropForeignIdFor")))
		drop_foreign_id(steps, call, call->name.s[4] == 'C');
	else if (up_str_is_listed(call->name, "drop dropIfExists"))
		up_steps_state_name(steps, call, "drop-table", NULL, UP_STR(""));
	else
		return false;
	return true;
}

static bool read_rename(struct up_steps *steps, const struct up_orm_call *call)
{
	static const struct {
		const char *call, *operation, *attribute;
	} renames[] = { { "renameColumn", "rename-column", "column" }, { "renameIndex", "rename-index", "index" } };
	struct up_operation operation;
	for (size_t i = 0; i < sizeof renames / sizeof *renames; i++) {
		if (!up_str_eq(call->name, up_str_from(renames[i].call)))
			continue;
		up_steps_begin_operation(steps, &operation, renames[i].operation, call);
		up_orm_say(steps->orm, &operation, renames[i].attribute, up_orm_arg(call, 0));
		up_orm_say(steps->orm, &operation, "new", up_orm_arg(call, 1));
		up_orm_state(steps->orm, &operation);
		return true;
	}
	if (!up_str_eq(call->name, UP_STR("rename")))
		return false;
	up_steps_state_name(steps, call, "rename-table", "new", up_orm_name(steps->orm, up_orm_arg(call, 0)));
	return true;
}

bool laravel_read_column(struct up_steps *steps, const struct up_chain *chain)
{
	const struct up_orm_call *call = &chain->links[0];
	if (up_str_eq(call->name, UP_STR("after")) && !ts_node_is_null(up_chain_function(steps, call))) {
		up_steps_read_builder(steps, up_chain_function(steps, call));
		return true;
	}
	if (is_type(call->name))
		read_type(steps, chain);
	else if (up_str_is_listed(call->name, "index unique primary foreign fullText fulltext spatialIndex rawIndex"))
		read_key(steps, chain);
	else if (!read_several(steps, chain) && !read_rename(steps, call) && !read_drop(steps, call)) {
		if (up_str_is_listed(call->name, "engine charset collation comment temporary getTable getColumns"))
			return true;
		/* A type of a plugin, or of a macro. */
		struct up_orm_column column = { .node = chain->node, .at = call->at, .type = call->name };
		if (!up_orm_is_text(up_orm_arg(call, 0)))
			return false;
		column.name = up_orm_name(steps->orm, up_orm_arg(call, 0));
		up_orm_column_add(steps, &column);
	}
	return true;
}
