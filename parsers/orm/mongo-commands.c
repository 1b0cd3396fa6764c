/* Commands of MongoDB: db.runCommand({ collMod: 'x', … }) and its kin (https://www.mongodb.com/docs/manual/reference/command/). The first field names it. */
#include "orm/mongo.h"

/* collMod of an index: its time to live, whether it is hidden, whether it becomes unique. */
static void read_index_change(struct up_steps *steps, const struct up_orm_call *call, up_str collection, TSNode index)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	struct up_orm_pairs pairs = up_orm_map(orm, index);
	TSNode ttl = up_orm_entry(pairs, "expireAfterSeconds"), hidden = up_orm_entry(pairs, "hidden");
	bool is_visibility = !ts_node_is_null(hidden);
	mongo_begin(steps, &operation, is_visibility ? "set-index-visibility" : "change-collection", call, collection);
	up_orm_say(orm, &operation, "index", up_orm_entry(pairs, "name"));
	struct up_orm_pairs keys = up_orm_map(orm, up_orm_entry(pairs, "keyPattern"));
	if (keys.n)
		up_orm_say_text(&operation, "columns", keys.pairs[0].name);
	if (is_visibility)
		up_operation_flag(&operation, up_orm_is_true(orm, hidden) ? "invisible" : "visible");
	else if (!ts_node_is_null(ttl))
		up_operation_set(&operation, "form", UP_STR("ttl")), up_orm_say(orm, &operation, "ttl", ttl);
	else if (!ts_node_is_null(up_orm_entry(pairs, "unique")))
		up_operation_set(&operation, "form", UP_STR("unique")), up_operation_flag(&operation, "unique");
	else if (!ts_node_is_null(up_orm_entry(pairs, "prepareUnique")))
		up_operation_set(&operation, "form", UP_STR("prepare-unique"));
	up_orm_state(orm, &operation);
}

static void read_change(struct up_steps *steps, const struct up_orm_call *call, up_str collection, struct up_orm_pairs pairs)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode index = up_orm_entry(pairs, "index"), validator = up_orm_entry(pairs, "validator");
	TSNode level = up_orm_entry(pairs, "validationLevel"), action = up_orm_entry(pairs, "validationAction");
	TSNode ttl = up_orm_entry(pairs, "expireAfterSeconds");
	if (!ts_node_is_null(index)) {
		read_index_change(steps, call, collection, index);
		return;
	}
	mongo_begin(steps, &operation, "change-collection", call, collection);
	bool validates = !ts_node_is_null(validator) || !ts_node_is_null(level) || !ts_node_is_null(action);
	if (validates) {
		up_str how = ts_node_is_null(action) ? UP_STR("error") : up_orm_name(orm, action);
		up_operation_set(&operation, "form", UP_STR("validator"));
		up_operation_set(&operation, "mode", how);
		up_str strictness = ts_node_is_null(level) ? UP_STR("strict") : up_orm_name(orm, level);
		if (up_str_eq(strictness, UP_STR("strict")))
			up_operation_flag(&operation, "strict");
		if (!ts_node_is_null(validator) && !up_orm_map(orm, validator).n && up_orm_is(up_orm_value(orm, validator), "object"))
			up_operation_flag(&operation, "remove");
	} else if (!ts_node_is_null(ttl)) {
		up_operation_set(&operation, "form", UP_STR("ttl"));
		up_orm_say(orm, &operation, "ttl", ttl);
	} else if (!ts_node_is_null(up_orm_entry(pairs, "cappedSize")) || !ts_node_is_null(up_orm_entry(pairs, "cappedMax"))) {
		up_operation_set(&operation, "form", UP_STR("capped-size"));
	} else if (!ts_node_is_null(up_orm_entry(pairs, "viewOn")) || !ts_node_is_null(up_orm_entry(pairs, "pipeline"))) {
		up_operation_set(&operation, "form", UP_STR("view"));
	}
	up_orm_state(orm, &operation);
}

static void read_indexes(struct up_steps *steps, const struct up_orm_call *call, up_str collection, TSNode list)
{
	struct up_orm_nodes nodes = up_orm_list(steps->orm, list);
	for (uint32_t i = 0; i < nodes.n; i++)
		mongo_state_index(steps, call, collection, up_orm_entry(up_orm_map(steps->orm, nodes.nodes[i]), "key"), nodes.nodes[i]);
}

static const struct command {
	const char *command, *operation, *form;
} commands[] = {
	{ "convertToCapped", "change-collection", "capped" },
	{ "cloneCollectionAsCapped", "copy-data", "capped" },
	{ "compact", "compact", NULL },
	{ "reIndex", "reindex", NULL },
	{ "create", "create-collection", NULL },
	{ "drop", "drop-collection", NULL },
	{ "dropDatabase", "drop-database", NULL },
	{ "dropIndexes", "drop-index", NULL },
	{ "deleteIndexes", "drop-index", NULL },
	{ "renameCollection", "rename-collection", NULL },
	{ "shardCollection", "shard-collection", NULL },
	{ "reshardCollection", "reshard-collection", NULL },
	{ "refineCollectionShardKey", "reshard-collection", "refine" },
	{ "moveCollection", "reshard-collection", "move" },
	{ "unshardCollection", "reshard-collection", "unshard" },
	{ "setFeatureCompatibilityVersion", "set-feature-version", NULL },
	{ "mapReduce", "replace-data", "map-reduce" },
	{ "mapreduce", "replace-data", "map-reduce" },
	{ "update", "update", "command" },
	{ "delete", "delete", "command" },
	{ "insert", "insert", NULL },
	{ "setParameter", "alter-system", "parameter" },
	{ "setDefaultRWConcern", "alter-system", "write-concern" },
	{ "fsync", "lock-tables", NULL },
	{ "repairDatabase", "repair-table", NULL },
};

static void read_known(struct up_steps *steps, const struct up_orm_call *call, const struct command *command, struct up_orm_pairs pairs)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	bool is_version = !strcmp(command->operation, "set-feature-version");
	up_str value = up_orm_name(orm, pairs.pairs[0].value);
	mongo_begin(steps, &operation, command->operation, call, is_version ? UP_STR("") : value);
	if (is_version) {
		up_operation_set(&operation, "value", value);
		if (up_orm_is_true(orm, up_orm_entry(pairs, "confirm")))
			up_operation_flag(&operation, "force");
	}
	if (command->form)
		up_operation_set(&operation, "form", up_str_from(command->form));
	if (!strcmp(command->command, "renameCollection"))
		up_orm_say(orm, &operation, "new", up_orm_entry(pairs, "to"));
	if (up_orm_is_true(orm, up_orm_entry(pairs, "dropTarget")))
		up_operation_flag(&operation, "drop-target");
	if (!strcmp(command->operation, "drop-index")) {
		up_str index = up_orm_names(orm, up_orm_entry(pairs, "index"));
		if (up_str_eq(index, UP_STR("*")))
			up_operation_flag(&operation, "all");
		else
			up_orm_say_text(&operation, "index", index);
	}
	if (up_orm_is_true(orm, up_orm_entry(pairs, "force")))
		up_operation_flag(&operation, "force");
	up_orm_state(orm, &operation);
}

void mongo_read_command(struct up_steps *steps, const struct up_orm_call *call, TSNode node)
{
	struct up_orm_pairs pairs = up_orm_map(steps->orm, node);
	if (!pairs.n)
		return;
	up_str name = pairs.pairs[0].name, value = up_orm_name(steps->orm, pairs.pairs[0].value);
	if (up_str_eq(name, UP_STR("collMod"))) {
		read_change(steps, call, value, pairs);
		return;
	}
	if (up_str_eq(name, UP_STR("createIndexes"))) {
		read_indexes(steps, call, value, up_orm_entry(pairs, "indexes"));
		return;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (up_str_eq(name, up_str_from(commands[i].command))) {
			read_known(steps, call, &commands[i], pairs);
			return;
		}
}
