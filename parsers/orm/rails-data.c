/* Data that a migration of Rails changes: models (User.where(…).update_all(…), find_each), statements of a connection, jobs that are run on the spot.
 * https://api.rubyonrails.org/classes/ActiveRecord/Relation.html */
#include "orm/rails.h"

enum {
	CHAIN = 24 /* calls of a chain that are looked at */
};

/* What a chain of calls says before its last one. */
struct chain {
	up_str root; /* "User", "Admin::User", or a variable's name; empty: none */
	bool has_where, has_limit;
};

static bool is_constant(up_str name)
{
	return name.len && ((name.s[0] >= 'A' && name.s[0] <= 'Z') || up_str_starts(name, UP_STR("::")));
}

/* What is kept elsewhere than in the database of the migration. */
static bool is_elsewhere(up_str root)
{
	static const char *const modules[] = { "Stripe",     "Net",     "Twilio",        "Aws",     "Faraday", "HTTParty",
					       "RestClient", "Redis",   "Elasticsearch", "Sidekiq", "Flipper", "Feature",
					       "HTTP",       "OpenURI", "Resque",        "Sentry",  "$redis" };
	for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
		up_str module = up_str_from(modules[i]);
		if (up_str_starts(root, module) && (root.len == module.len || root.s[module.len] == ':'))
			return true;
	}
	return false;
}

static struct chain chain_of(struct rails *rails, TSNode receiver)
{
	struct chain chain = { 0 };
	for (uint32_t i = 0; i < CHAIN && !ts_node_is_null(receiver); i++) {
		struct up_orm_call call;
		if (up_orm_is_any(receiver, "constant scope_resolution identifier instance_variable self")) {
			TSNode known = up_orm_value(rails->orm, receiver);
			if (!up_orm_is(receiver, "self") && !ts_node_eq(known, receiver) &&
			    up_orm_is_any(known, "call constant scope_resolution")) {
				receiver = known;
				continue;
			}
			chain.root = up_orm_source(rails->orm, receiver);
			break;
		}
		if (!up_orm_is(receiver, "call") || !up_orm_call_of(rails->orm, receiver, &call))
			break;
		chain.has_where |= up_str_is_listed(
			call.name, "where not find find_by find_by! joins left_joins left_outer_joins or rewhere first last "
				   "take merge having in_batches sole");
		chain.has_limit |= up_str_is_listed(call.name, "limit in_batches find_in_batches first last take");
		if (up_str_eq(call.name, UP_STR("new")) || ts_node_is_null(call.receiver)) {
			chain.root = ts_node_is_null(call.receiver) ? call.name : chain.root;
			chain.root = up_str_eq(call.name, UP_STR("new")) ? up_orm_source(rails->orm, call.receiver) : chain.root;
			break;
		}
		receiver = call.receiver;
	}
	return chain;
}

/* class User < ActiveRecord::Base in the migration, which may name its table. */
static TSNode model_of(struct rails *rails, up_str model)
{
	for (uint32_t i = 0; i < rails->body.n; i++)
		if (up_orm_is(rails->body.nodes[i], "class") &&
		    up_str_eq(up_orm_source(rails->orm, up_code_field(rails->body.nodes[i], "name")), model))
			return rails->body.nodes[i];
	return (TSNode){ 0 };
}

up_str rails_table_of_model(struct rails *rails, up_str model)
{
	struct up_orm_nodes body = up_orm_children(rails->orm, up_code_field(model_of(rails, model), "body"));
	for (uint32_t i = 0; i < body.n; i++) {
		up_str left = up_orm_source(rails->orm, up_code_field(body.nodes[i], "left"));
		if (up_orm_is(body.nodes[i], "assignment") && up_str_eq(left, UP_STR("self.table_name")))
			return up_orm_name(rails->orm, up_code_field(body.nodes[i], "right"));
	}
	if (up_str_starts(model, UP_STR("::")))
		model = up_str_slice(model, 2, model.len);
	return rails_plural(rails->orm, rails_underscore(rails->orm, model));
}

/* update_all(a: 1, b: 2): the columns that it writes; empty where it is given SQL. */
static up_str written_columns(struct rails *rails, const struct up_orm_call *call)
{
	struct up_buf out = { 0 };
	if (!up_str_eq(call->name, UP_STR("update_all")) || call->n_args || call->is_open)
		return UP_STR("");
	for (uint32_t i = 0; i < call->named.n && out.len < UP_OPERATION_VALUE_BYTES; i++) {
		if (i)
			up_buf_add_byte(&out, ',');
		up_buf_add(&out, call->named.pairs[i].name);
	}
	return up_arena_take(rails->orm->code->arena, &out);
}

static void state_data(struct rails *rails, const struct up_orm_call *call, const char *name, const struct chain *chain, bool has_where)
{
	struct up_operation operation;
	bool is_batch = rails->batch.len && up_str_eq(chain->root, rails->batch);
	up_str table = is_batch ? rails->batch_table : is_constant(chain->root) ? rails_table_of_model(rails, chain->root) : UP_STR("");
	up_orm_begin(rails->orm, &operation, name, call);
	up_operation_set(&operation, "table", table);
	up_operation_set(&operation, "columns", written_columns(rails, call));
	if (has_where || chain->has_where || is_batch)
		up_operation_flag(&operation, "where");
	if (chain->has_limit || is_batch)
		up_operation_flag(&operation, "limit");
	if (is_constant(chain->root) && !ts_node_is_null(model_of(rails, chain->root)))
		up_operation_flag(&operation, "historical");
	up_orm_state(rails->orm, &operation);
}

static const struct {
	const char *names, *operation;
	bool has_where;
} changes[] = {
	{ "update_all update_counters touch_all update_columns_all", "update", false },
	{ "delete_all destroy_all", "delete", false },
	{ "delete_by destroy_by", "delete", true },
	{ "insert_all insert_all! upsert_all insert upsert create create! import import! bulk_insert find_or_create_by find_or_create_by! "
	  "first_or_create first_or_create!",
	  "insert", false },
	{ "update! update_attribute update_attributes update_attributes! update_column update_columns save save! destroy destroy! "
	  "increment! "
	  "decrement! toggle! touch delete update perform_now",
	  "data-code", false },
};

/* User.find_each { |user| … }: what is done to each; where nobody can tell, that code changes data. */
static bool read_each(struct rails *rails, const struct up_orm_call *call, const struct chain *chain)
{
	if (!up_str_is_listed(call->name,
			      "find_each in_batches find_in_batches each each_with_index map each_batch each_row pluck_each each_slice "
			      "pluck_in_batches in_groups_of"))
		return false;
	if (ts_node_is_null(call->block))
		return false;
	up_str was_batch = rails->batch, was_table = rails->batch_table;
	uint32_t before = rails->orm->n_stated;
	bool is_model = is_constant(chain->root);
	if (is_model) {
		rails->batch = up_orm_parameter(rails->orm, call->block, 0);
		rails->batch_table = rails_table_of_model(rails, chain->root);
	}
	rails_read_block(rails, call->block);
	rails->batch = was_batch;
	rails->batch_table = was_table;
	if (rails->orm->n_stated == before && is_model)
		state_data(rails, call, "data-code", chain, false);
	return true;
}

/* DB.exec("UPDATE …") of mini_sql and of Sequel, ActiveRecord::Base.connection.execute. */
static bool read_statement(struct rails *rails, const struct up_orm_call *call)
{
	bool is_db = up_str_is_listed(call->object, "DB db") &&
		     up_str_is_listed(call->name, "exec query query_single query_hash run execute query_array");
	up_str last = ts_node_is_null(call->receiver) ? UP_STR("") : up_orm_source(rails->orm, call->receiver);
	bool is_connection = up_str_ends(last, UP_STR("connection")) || up_str_ends(last, UP_STR("raw_connection"));
	bool is_statement = is_connection &&
			    up_str_is_listed(call->name, "execute exec_query exec_update exec_delete exec exec_params query update "
							 "delete insert select_all select_value async_exec");
	if (!is_db && !is_statement)
		return false;
	rails->is_irreversible |= rails->is_change;
	up_orm_sql(rails->orm, up_orm_arg(call, 0), call, "execute");
	return true;
}

/* Other code of the application that is called on a line of its own: Backfill.new.call, SomeJob.perform_later. */
static bool is_application(const struct up_orm_call *call, const struct chain *chain)
{
	static const char *const known[] = { "Rails",   "Time",   "Date",   "ENV", "File",   "Dir",     "JSON",   "YAML",
					     "IO",      "Kernel", "Logger", "Set", "Hash",   "Array",   "Digest", "SecureRandom",
					     "Process", "Thread", "I18n",   "URI", "STDOUT", "Integer", "String" };
	if (!is_constant(chain->root) || up_str_ends(call->name, UP_STR("?")) || up_str_ends(call->name, UP_STR("=")))
		return false;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (up_str_eq(chain->root, up_str_from(known[i])) || up_str_starts(chain->root, up_str_from("ActiveRecord")))
			return false;
	return !up_str_is_listed(call->name,
				 "reset_column_information logger info warn error debug new where find pluck all count exists? connection "
				 "ids first last minimum maximum table_name reset! clear inheritance_column columns_hash enable disable "
				 "enable! disable! [] set get");
}

/* Post.create_translation_table! of Globalize makes and drops a table, post_translations (https://github.com/globalize/globalize). */
static bool read_translations(struct rails *rails, const struct up_orm_call *call, const struct chain *chain)
{
	static const struct {
		const char *call, *operation;
	} calls[] = { { "create_translation_table!", "create-table" }, { "drop_translation_table!", "drop-table" } };
	if (!is_constant(chain->root))
		return false;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		if (!up_str_eq(call->name, up_str_from(calls[i].call)))
			continue;
		struct up_operation operation;
		up_str model = rails_underscore(rails->orm, chain->root);
		up_str table = up_arena_printf(rails->orm->code->arena, "%.*s_translations", UP_FMT(model));
		rails_begin(rails, &operation, calls[i].operation, call, table);
		rails_state(rails, &operation, false);
		return true;
	}
	return false;
}

bool rails_read_data(struct rails *rails, const struct up_orm_call *call)
{
	if (ts_node_is_null(call->receiver))
		return false;
	if (read_statement(rails, call))
		return true;
	struct chain chain = chain_of(rails, call->receiver);
	if (is_elsewhere(chain.root) || up_str_starts(call->name, UP_STR("deliver_")))
		return false;
	if (read_translations(rails, call, &chain) || read_each(rails, call, &chain))
		return true;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		if (!up_str_is_listed(call->name, changes[i].names))
			continue;
		state_data(rails, call, changes[i].operation, &chain, changes[i].has_where);
		return true;
	}
	if (!is_application(call, &chain) || !ts_node_is_null(call->block))
		return false;
	chain.root = UP_STR(""); /* no model that anybody knows */
	state_data(rails, call, "data-code", &chain, false);
	return true;
}
