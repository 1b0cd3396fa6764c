/* What is called of a collection of MongoDB (https://www.mongodb.com/docs/manual/reference/method/js-collection/, and the driver's methods of the same names). */
#include "base/buf.h"
#include "orm/mongo.h"

void mongo_begin(struct up_steps *steps, struct up_operation *operation, const char *name, const struct up_orm_call *call,
		 up_str collection)
{
	struct up_orm *orm = steps->orm;
	up_orm_begin(orm, operation, name, call);
	up_orm_say_text(operation, "table", collection);
	for (uint32_t i = 0; i < call->n_args; i++) {
		struct up_orm_pairs pairs = up_orm_map(orm, call->args[i]);
		if (!ts_node_is_null(up_orm_entry(pairs, "session")))
			up_operation_flag(operation, "session");
	}
}

/* --- indexes ------------------------------------------------------------------------------------------------------------ */

static void say_keys(struct up_steps *steps, struct up_operation *operation, TSNode keys)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_pairs pairs = up_orm_map(orm, keys);
	struct up_buf names = { 0 };
	for (uint32_t i = 0; i < pairs.n; i++) {
		up_str value = up_orm_name(orm, pairs.pairs[i].value), name = pairs.pairs[i].name;
		if (i)
			up_buf_add_byte(&names, ',');
		up_buf_add(&names, name);
		if (up_str_ends(name, UP_STR("$**")))
			up_operation_flag(operation, "wildcard");
		if (up_str_eq(value, UP_STR("text")))
			up_operation_flag(operation, "text");
		else if (up_str_is_listed(value, "hashed 2d 2dsphere") && !up_operation_has(operation, "method"))
			up_operation_set(operation, "method", value);
	}
	if (!pairs.n && up_orm_is_text(keys))
		up_buf_add(&names, up_orm_name(orm, keys));
	up_orm_say_text(operation, "columns", up_arena_take(orm->code->arena, &names));
}

void mongo_state_index(struct up_steps *steps, const struct up_orm_call *call, up_str collection, TSNode keys, TSNode options)
{
	static const struct {
		const char *option, *attribute;
	} flags[] = { { "unique", "unique" }, { "background", "background" }, { "sparse", "sparse" }, { "hidden", "invisible" } };
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	struct up_orm_pairs pairs = up_orm_map(orm, options);
	mongo_begin(steps, &operation, "create-index", call, collection);
	say_keys(steps, &operation, keys);
	up_orm_say(orm, &operation, "index", up_orm_entry(pairs, "name"));
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (up_orm_is_true(orm, up_orm_entry(pairs, flags[i].option)))
			up_operation_flag(&operation, flags[i].attribute);
	up_orm_say(orm, &operation, "ttl", up_orm_entry(pairs, "expireAfterSeconds"));
	TSNode filter = up_orm_entry(pairs, "partialFilterExpression");
	if (!ts_node_is_null(filter))
		up_operation_set(&operation, "where", up_orm_written(orm, filter));
	up_orm_state(orm, &operation);
}

static void create_indexes(struct up_steps *steps, const struct up_orm_call *call, up_str collection)
{
	struct up_orm *orm = steps->orm;
	TSNode first = up_orm_value(orm, up_orm_arg(call, 0));
	struct up_orm_nodes list = up_orm_list(orm, first);
	for (uint32_t i = 0; i < list.n; i++) {
		TSNode key = up_orm_entry(up_orm_map(orm, list.nodes[i]), "key");
		/* Of the driver each is { key, name … }, of mongosh the keys alone, with options for all behind them. */
		bool has_key = !ts_node_is_null(key);
		mongo_state_index(steps, call, collection, has_key ? key : list.nodes[i], has_key ? list.nodes[i] : up_orm_arg(call, 1));
	}
}

/* --- rows --------------------------------------------------------------------------------------------------------------- */

/* Is there something in the filter? */
static bool has_filter(struct up_orm *orm, TSNode filter)
{
	TSNode value = up_orm_value(orm, filter);
	if (ts_node_is_null(value) || up_orm_is_nothing(orm, value))
		return false;
	return !up_orm_is(value, "object") || up_orm_children(orm, value).n > 0;
}

/* What an update does, by its operators. */
static const char *update_kind(struct up_orm *orm, TSNode update, TSNode *ret_fields)
{
	static const struct {
		const char *operator, * name;
	} kinds[] = { { "$rename", "rename-field" }, { "$unset", "unset-field" }, { "$set", "set-field" } };
	struct up_orm_pairs pairs = up_orm_map(orm, update);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		TSNode fields = up_orm_entry(pairs, kinds[i].operator);
		if (ts_node_is_null(fields))
			continue;
		*ret_fields = fields;
		return kinds[i].name;
	}
	*ret_fields = (TSNode){ 0 };
	return "update";
}

static void say_fields(struct up_orm *orm, struct up_operation *operation, const char *name, TSNode fields)
{
	struct up_orm_pairs pairs = up_orm_map(orm, fields);
	struct up_buf names = { 0 };
	for (uint32_t i = 0; i < pairs.n && names.len < UP_OPERATION_VALUE_BYTES; i++) {
		if (i)
			up_buf_add_byte(&names, ',');
		up_buf_add(&names, pairs.pairs[i].name);
	}
	up_str list = up_arena_take(orm->code->arena, &names);
	bool is_rename = !strcmp(name, "rename-field") && pairs.n;
	up_orm_say_text(operation, is_rename ? "column" : "columns", is_rename ? pairs.pairs[0].name : list);
	if (is_rename)
		up_orm_say(orm, operation, "new", pairs.pairs[0].value);
}

static void read_update(struct up_steps *steps, const struct up_orm_call *call, up_str collection)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode fields;
	const char *name = update_kind(orm, up_orm_arg(call, 1), &fields);
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, 2));
	mongo_begin(steps, &operation, name, call, collection);
	say_fields(orm, &operation, name, fields);
	bool is_one = up_str_is_listed(call->name,
				       "updateOne replaceOne findOneAndUpdate findAndModify findByIdAndUpdate findOneAndReplace");
	bool is_many = up_str_eq(call->name, UP_STR("updateMany")) || up_orm_is_true(orm, up_orm_entry(options, "multi"));
	if (is_many)
		up_operation_flag(&operation, "multi");
	if (is_one || has_filter(orm, up_orm_arg(call, 0)))
		up_operation_flag(&operation, "where");
	if (up_orm_is_true(orm, up_orm_entry(options, "upsert")))
		up_operation_flag(&operation, "upsert");
	if (up_str_eq(call->name, UP_STR("bulkWrite")))
		up_operation_set(&operation, "form", UP_STR("bulk"));
	up_orm_state(orm, &operation);
}

static void read_delete(struct up_steps *steps, const struct up_orm_call *call, up_str collection)
{
	struct up_operation operation;
	mongo_begin(steps, &operation, "delete", call, collection);
	bool is_one = up_str_is_listed(call->name, "deleteOne findOneAndDelete findByIdAndDelete");
	if (!is_one)
		up_operation_flag(&operation, "multi");
	if (is_one || has_filter(steps->orm, up_orm_arg(call, 0)))
		up_operation_flag(&operation, "where");
	up_orm_state(steps->orm, &operation);
}

/* aggregate([… { $out: 'x' }]), aggregate([… { $merge: { into: 'x' } }]) */
static bool read_aggregate(struct up_steps *steps, const struct up_orm_call *call, up_str collection)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_nodes stages = up_orm_list(orm, up_orm_arg(call, 0));
	if (!stages.n)
		return false;
	struct up_orm_pairs last = up_orm_map(orm, stages.nodes[stages.n - 1]);
	TSNode out = up_orm_entry(last, "$out"), merge = up_orm_entry(last, "$merge");
	if (ts_node_is_null(out) && ts_node_is_null(merge))
		return false;
	struct up_operation operation;
	TSNode target = ts_node_is_null(out) ? merge : out;
	struct up_orm_pairs map = up_orm_map(orm, target);
	TSNode inner = up_orm_entry(map, ts_node_is_null(out) ? "into" : "coll");
	mongo_begin(steps, &operation, "replace-data", call, collection);
	up_operation_set(&operation, "form", ts_node_is_null(out) ? UP_STR("merge") : UP_STR("out"));
	up_orm_say(orm, &operation, "new", ts_node_is_null(inner) ? target : inner);
	TSNode disk = up_orm_entry(up_orm_map(orm, up_orm_arg(call, 1)), "allowDiskUse");
	if (up_orm_is_true(orm, disk))
		up_operation_flag(&operation, "allow-disk-use");
	up_orm_state(orm, &operation);
	return true;
}

static void read_rename(struct up_steps *steps, const struct up_orm_call *call, up_str collection)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode second = up_orm_arg(call, 1);
	mongo_begin(steps, &operation, "rename-collection", call, collection);
	up_orm_say(orm, &operation, "new", up_orm_arg(call, 0));
	if (up_orm_is_true(orm, second) || up_orm_is_true(orm, up_orm_entry(up_orm_map(orm, second), "dropTarget")))
		up_operation_flag(&operation, "drop-target");
	up_orm_state(orm, &operation);
}

/* --- by name ------------------------------------------------------------------------------------------------------------ */

static void state_index_name(struct up_steps *steps, const struct up_orm_call *call, up_str collection, const char *name, const char *flag)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	TSNode first = up_orm_arg(call, 0);
	bool is_keys = up_orm_map(orm, first).n > 0;
	mongo_begin(steps, &operation, name, call, collection);
	if (is_keys)
		say_keys(steps, &operation, first);
	else if (!ts_node_is_null(first))
		up_orm_say_text(&operation, "index", up_orm_names(orm, first));
	if (flag)
		up_operation_flag(&operation, flag);
	up_orm_state(orm, &operation);
}

static void state_bare(struct up_steps *steps, const struct up_orm_call *call, up_str collection, const char *name, const char *form)
{
	struct up_operation operation;
	mongo_begin(steps, &operation, name, call, collection);
	if (form)
		up_operation_set(&operation, "form", up_str_from(form));
	up_orm_state(steps->orm, &operation);
}

bool mongo_read_call(struct up_steps *steps, const struct up_orm_call *call, up_str collection)
{
	up_str name = call->name;
	if (up_str_is_listed(name, "createIndex ensureIndex"))
		mongo_state_index(steps, call, collection, up_orm_arg(call, 0), up_orm_arg(call, 1));
	else if (up_str_eq(name, UP_STR("createIndexes")))
		create_indexes(steps, call, collection);
	else if (up_str_eq(name, UP_STR("dropIndex")))
		state_index_name(steps, call, collection, "drop-index", NULL);
	else if (up_str_is_listed(name, "dropIndexes dropAllIndexes"))
		state_index_name(steps, call, collection, "drop-index", call->n_args ? NULL : "all");
	else if (up_str_is_listed(name, "hideIndex unhideIndex"))
		state_index_name(steps, call, collection, "set-index-visibility", name.s[0] == 'h' ? "invisible" : "visible");
	else if (up_str_eq(name, UP_STR("reIndex")))
		state_bare(steps, call, collection, "reindex", NULL);
	else if (up_str_is_listed(name, "updateMany updateOne update replaceOne findOneAndUpdate findAndModify bulkWrite findByIdAndUpdate "
					"findOneAndReplace"))
		read_update(steps, call, collection);
	else if (up_str_is_listed(name, "deleteMany deleteOne remove findOneAndDelete findByIdAndDelete"))
		read_delete(steps, call, collection);
	else if (up_str_is_listed(name, "insertMany insertOne insert save create"))
		state_bare(steps, call, collection, "insert", NULL);
	else if (up_str_is_listed(name, "drop dropCollection"))
		state_bare(steps, call, collection, "drop-collection", NULL);
	else if (up_str_is_listed(name, "rename renameCollection"))
		read_rename(steps, call, collection);
	else if (up_str_eq(name, UP_STR("mapReduce")))
		state_bare(steps, call, collection, "replace-data", "map-reduce");
	else if (up_str_is_listed(name, "syncIndexes ensureIndexes"))
		state_bare(steps, call, collection, "create-index", "sync");
	else
		return up_str_eq(name, UP_STR("aggregate")) && read_aggregate(steps, call, collection);
	return true;
}
