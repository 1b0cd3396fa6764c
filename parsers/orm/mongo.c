/* Migrations of MongoDB: up(db, client) of migrate-mongo and its kin, which call db.collection('x').updateMany(…), mongoose's models, and scripts of mongosh
 * (https://www.mongodb.com/docs/mongodb-shell/write-scripts/), which have no up and no down. No runner puts them into a transaction. */
#include "orm/mongo.h"

static bool has(const struct up_orm *orm, const char *word)
{
	return up_str_contains(orm->code->text, up_str_from(word));
}

/* A script of mongosh stands by itself: `db` comes from nowhere. */
static bool is_shell_script(const struct up_orm *orm)
{
	static const char *const program[] = { "require(",          "import ",  "export ", "exports",
					       "=> {\n\treturn db", "const db", "let db",  "MongoClient" };
	static const char *const shell[] = {
		"db.runCommand(",      "db.adminCommand(",      "db.getSiblingDB(", "db.getCollection(",    ".createIndex(",
		".dropIndex(",         ".mapReduce(",           ".reIndex(",        ".updateMany(",         ".renameCollection(",
		"sh.shardCollection(", "sh.reshardCollection(", ".deleteMany(",     "db.createCollection(", ".drop()",
		"db.dropDatabase("
	};
	up_str text = orm->code->text;
	for (size_t i = 0; i < sizeof program / sizeof *program; i++)
		if (has(orm, program[i]))
			return false;
	bool has_db = up_str_starts(text, UP_STR("db.")) || up_str_contains(text, UP_STR("\ndb.")) ||
		      up_str_contains(text, UP_STR("db.getSiblingDB")) || up_str_contains(text, UP_STR("sh.")) ||
		      up_str_contains(text, UP_STR(" db."));
	for (size_t i = 0; has_db && i < sizeof shell / sizeof *shell; i++)
		if (has(orm, shell[i]))
			return true;
	return false;
}

bool up_orm_is_mongo(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, NULL);
	if (up_steps_first(&steps, "up"))
		return has(orm, ".collection(") || has(orm, "ongoose") || has(orm, "mongodb") || has(orm, "migrate-mongo") ||
		       has(orm, "ongo.Db");
	return is_shell_script(orm);
}

/* --- which collection --------------------------------------------------------------------------------------------------- */

/* db.users of mongosh: what comes behind `db.`. */
static up_str shell_collection(up_str base)
{
	static const char *const others[] = { "collection", "admin", "client", "connection" };
	if (!up_str_starts(base, UP_STR("db.")))
		return UP_STR("");
	up_str name = up_str_slice(base, 3, base.len);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (up_str_eq(name, up_str_from(others[i])))
			return UP_STR("");
	return name;
}

/* "users" of the model User, as mongoose calls its collections. */
static up_str model_collection(struct up_steps *steps, up_str base)
{
	if (!base.len || base.s[0] < 'A' || base.s[0] > 'Z' || up_str_find_byte(base, '.', 0) != SIZE_MAX)
		return UP_STR("");
	if (up_str_is_listed(base, "Promise Object Array Date JSON Math Number String Set Map Buffer ObjectId Types Error"))
		return UP_STR("");
	char last = base.s[base.len - 1];
	up_str name = up_str_ends(base, UP_STR("Model")) && base.len > 5 ? up_str_slice(base, 0, base.len - 5) : base;
	up_str plural = up_arena_printf(steps->orm->code->arena, "%.*s%s", UP_FMT(name), last == 's' ? "" : "s");
	char *bytes = up_arena_alloc(steps->orm->code->arena, plural.len + 1);
	for (size_t i = 0; i < plural.len; i++)
		bytes[i] = up_lower(plural.s[i]);
	return (up_str){ bytes, plural.len };
}

/* The collection of a chain, and the first link that does something with it. */
static up_str collection_of(struct up_steps *steps, const struct up_chain *chain, uint32_t *ret_first)
{
	*ret_first = 0;
	for (uint32_t i = 0; i < chain->n; i++)
		if (up_str_is_listed(chain->links[i].name, "collection getCollection model getModel") && chain->links[i].n_args) {
			*ret_first = i + 1;
			return up_orm_name(steps->orm, chain->links[i].args[0]);
		}
	up_str name = shell_collection(chain->base);
	if (name.len)
		return name;
	if (chain->bound) {
		uint32_t first;
		name = collection_of(steps, chain->bound, &first);
	}
	return name.len ? name : model_collection(steps, chain->base);
}

/* --- chains ------------------------------------------------------------------------------------------------------------- */

static const char *operation_of(const struct up_orm_call *call)
{
	static const char *const names[][2] = {
		{ "createCollection", "create-collection" },
		{ "dropCollection", "drop-collection" },
		{ "dropDatabase", "drop-database" },
		{ "createView", "create-view" },
		{ "shardCollection", "shard-collection" },
		{ "reshardCollection", "reshard-collection" },
		{ "refineCollectionShardKey", "reshard-collection" },
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(call->name, up_str_from(names[i][0])))
			return names[i][1];
	return up_str_eq(call->name, UP_STR("renameCollection")) && call->n_args > 1 ? "rename-collection" : NULL;
}

static bool read_database(struct up_steps *steps, const struct up_orm_call *call)
{
	struct up_orm *orm = steps->orm;
	struct up_operation operation;
	if (up_str_is_listed(call->name, "runCommand adminCommand command executeDbAdminCommand")) {
		mongo_read_command(steps, call, up_orm_arg(call, 0));
		return true;
	}
	const char *name = operation_of(call);
	if (!name)
		return false;
	mongo_begin(steps, &operation, name, call, up_orm_name(orm, up_orm_arg(call, 0)));
	struct up_orm_pairs options = up_orm_map(orm, up_orm_arg(call, call->n_args ? call->n_args - 1 : 0));
	if (!strcmp(name, "rename-collection")) {
		up_orm_say(orm, &operation, "new", up_orm_arg(call, 1));
		if (up_orm_is_true(orm, up_orm_entry(options, "dropTarget")))
			up_operation_flag(&operation, "drop-target");
	}
	if (up_orm_is_true(orm, up_orm_entry(options, "capped")))
		up_operation_set(&operation, "form", UP_STR("capped"));
	if (!ts_node_is_null(up_orm_entry(options, "validator")))
		up_operation_flag(&operation, "check");
	up_orm_state(orm, &operation);
	return true;
}

static bool is_database(const struct up_steps *steps, up_str base)
{
	const up_str *name = steps->state;
	return (name && up_str_eq(base, *name)) ||
	       up_str_is_listed(base, "db sh admin database this.db conn.db connection.db mongoose.connection.db") ||
	       up_str_ends(base, UP_STR("connection")) || up_str_ends(base, UP_STR("Db")) || up_str_ends(base, UP_STR("DB"));
}

static bool chain(struct up_steps *steps, const struct up_chain *chain)
{
	uint32_t first;
	bool is_known = false;
	up_str collection = collection_of(steps, chain, &first);
	for (uint32_t i = first; i < chain->n; i++) {
		const struct up_orm_call *call = &chain->links[i];
		bool is_of_database = (i == 0 && is_database(steps, chain->base)) ||
				      (i && up_str_is_listed(chain->links[i - 1].name, "db admin getSiblingDB useDb"));
		is_known |= is_of_database && read_database(steps, call);
		is_known |= collection.len && mongo_read_call(steps, call, collection);
	}
	if (!is_known && !first)
		return false;
	/* forEach(async (doc) => …), then(…) */
	for (uint32_t i = first; i < chain->n; i++)
		if (!ts_node_is_null(up_chain_function(steps, &chain->links[i])))
			up_steps_walk(steps, up_chain_function(steps, &chain->links[i]));
	return true;
}

void up_orm_read_mongo(struct up_orm *orm, TSNode root)
{
	struct up_steps steps;
	up_steps_begin(&steps, orm, root, chain);
	orm->migration.dialect = UP_DIALECT_MONGODB;
	const struct up_steps_function *up = up_steps_first(&steps, "up");
	if (!up) { /* of mongosh; no runner has it */
		orm->migration.is_orm = false;
		up_steps_walk(&steps, root);
		return;
	}
	up_str name = up_orm_parameter(orm, up->node, 0);
	steps.state = &name;
	const struct up_steps_function *down = up_steps_find(&steps, up->owner, "down");
	orm->migration.version = up_steps_version(orm);
	up_orm_set(orm, "transaction", "no"); /* operations that have a session say so */
	up_orm_set(orm, "down", up_steps_down(&steps, down));
	up_steps_state(&steps, up, down);
}
