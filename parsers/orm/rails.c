/* Migrations of Rails: class AddX < ActiveRecord::Migration[7.1] with `change`, or `up` and `down`. This file finds the class and walks its methods; what a
 * call does is in rails-calls.c. What Rails does by which version: https://api.rubyonrails.org/classes/ActiveRecord/Migration.html and
 * https://guides.rubyonrails.org/active_record_migrations.html. */
#include "orm/rails.h"

enum {
	ELEMENTS = 64, /* of a list that a block runs over, one by one; more are passed over with a note */
	MODULES = 4    /* round the class */
};

/* --- the class ---------------------------------------------------------------------------------------------------------- */

/* ActiveRecord::Migration, ActiveRecord::Migration[7.1], Gitlab::Database::Migration[2.2] */
static bool is_migration_class(const struct up_orm *orm, TSNode class)
{
	if (!up_orm_is(class, "class"))
		return false;
	TSNode superclass = up_code_field(class, "superclass");
	if (ts_node_is_null(superclass))
		return false;
	TSNode name = up_code_child(superclass, 0);
	if (up_orm_is(name, "element_reference"))
		name = up_code_child(name, 0);
	return up_str_ends(up_orm_source(orm, name), UP_STR("Migration"));
}

/* At the top, or in modules. */
static TSNode find_class(struct up_orm *orm, TSNode root, uint32_t depth)
{
	struct up_orm_nodes children = up_orm_children(orm, root);
	for (uint32_t i = 0; i < children.n; i++) {
		TSNode child = children.nodes[i];
		if (is_migration_class(orm, child))
			return child;
		TSNode body = up_orm_is(child, "module") ? up_code_field(child, "body") : (TSNode){ 0 };
		TSNode found = ts_node_is_null(body) || depth >= MODULES ? (TSNode){ 0 } : find_class(orm, body, depth + 1);
		if (!ts_node_is_null(found))
			return found;
	}
	return (TSNode){ 0 };
}

bool up_orm_is_rails(struct up_orm *orm, TSNode root)
{
	return !ts_node_is_null(find_class(orm, root, 0));
}

/* 402 of ActiveRecord::Migration[4.2]. Those of others, which have versions of their own, came later than Rails 5.1; those without one are of 4.2. */
static uint32_t version_of(const struct up_orm *orm, TSNode class)
{
	TSNode superclass = up_code_child(up_code_field(class, "superclass"), 0);
	if (!up_str_contains(up_orm_source(orm, superclass), UP_STR("ActiveRecord::Migration")))
		return 700;
	if (!up_orm_is(superclass, "element_reference"))
		return 402;
	up_str text = up_orm_source(orm, up_code_child(superclass, 1));
	size_t dot = up_str_find_byte(text, '.', 0);
	uint64_t major, minor;
	if (dot == SIZE_MAX || !up_str_to_u64(up_str_slice(text, 0, dot), &major) ||
	    !up_str_to_u64(up_str_slice(text, dot + 1, text.len), &minor) || major > 99 || minor > 99)
		return 700;
	return (uint32_t)(major * 100 + minor);
}

static TSNode find_method(const struct rails *rails, up_str name)
{
	for (uint32_t i = 0; i < rails->methods.n; i++)
		if (up_str_eq(up_orm_source(rails->orm, up_code_field(rails->methods.nodes[i], "name")), name))
			return rails->methods.nodes[i];
	return (TSNode){ 0 };
}

/* --- control flow ------------------------------------------------------------------------------------------------------- */

/* Does a condition look at the schema: column_exists?, index_name_exists?, tables.include? … */
static bool looks_at_schema(const struct rails *rails, TSNode condition)
{
	up_str text = up_orm_source(rails->orm, condition);
	return up_str_contains(text, UP_STR("exist")) || up_str_contains(text, UP_STR("tables.include")) ||
	       up_str_contains(text, UP_STR("column_names")) || up_str_contains(text, UP_STR("columns_hash")) ||
	       up_str_contains(text, UP_STR("has_column"));
}

static void read_node(struct rails *rails, TSNode node);

/* True: `return if column_exists?(…)`, what comes behind it runs under the condition. */
static bool read_condition(struct rails *rails, TSNode node)
{
	struct up_migration *migration = &rails->orm->migration;
	if (!up_orm_step(rails->orm, node)) /* elsif stands in elsif */
		return false;
	TSNode condition = up_code_field(node, "condition");
	bool was_asked = migration->is_asked, asks = looks_at_schema(rails, condition);
	migration->is_asked |= asks;
	rails->orm->depth++;
	struct up_orm_nodes children = up_orm_children(rails->orm, node);
	bool leaves = false, is_unless = up_orm_is_any(node, "unless unless_modifier");
	enum up_dialect was_dialect = migration->dialect, dialect = is_unless ? was_dialect : up_orm_asked_dialect(rails->orm, condition);
	for (uint32_t i = 0; i < children.n; i++) {
		migration->dialect = up_orm_is_any(children.nodes[i], "else elsif") ? was_dialect : dialect;
		leaves |= up_orm_is(children.nodes[i], "return") || up_orm_is(up_code_child(children.nodes[i], 0), "return");
		if (!ts_node_eq(children.nodes[i], condition))
			read_node(rails, children.nodes[i]);
	}
	rails->orm->depth--;
	migration->dialect = was_dialect;
	migration->is_asked = was_asked;
	return asks && leaves;
}

void rails_read_statements(struct rails *rails, struct up_orm_nodes statements)
{
	struct up_migration *migration = &rails->orm->migration;
	bool was_asked = migration->is_asked;
	rails->orm->depth++;
	for (uint32_t i = 0; i < statements.n; i++) {
		TSNode node = statements.nodes[i];
		if (!up_orm_step(rails->orm, node))
			break;
		if (up_orm_is_any(node, "if unless if_modifier unless_modifier elsif"))
			migration->is_asked |= read_condition(rails, node);
		else
			read_node(rails, node);
	}
	rails->orm->depth--;
	migration->is_asked = was_asked;
}

void rails_read_block(struct rails *rails, TSNode block)
{
	if (!ts_node_is_null(block))
		rails_read_statements(rails, up_orm_body(rails->orm, block));
}

static void read_statement_call(struct rails *rails, TSNode node);

static void read_node(struct rails *rails, TSNode node)
{
	struct up_orm *orm = rails->orm;
	if (up_orm_is_any(node, "call identifier")) {
		read_statement_call(rails, node);
	} else if (up_orm_is(node, "assignment")) {
		TSNode left = up_code_field(node, "left"), right = up_code_field(node, "right");
		if (ts_node_is_null(left) || ts_node_is_null(right))
			return;
		up_orm_bind(orm, up_orm_source(orm, left), right);
		if (up_orm_is_any(right, "call if case begin"))
			read_node(rails, right);
	} else if (up_orm_is_any(node, "if unless if_modifier unless_modifier elsif")) {
		read_condition(rails, node);
	} else if (up_orm_is_any(node, "then else case when case_match in_clause begin ensure rescue while until for do while_modifier "
				       "until_modifier rescue_modifier parenthesized_statements return binary conditional body_statement "
				       "argument_list block_body")) {
		rails_read_statements(rails, up_orm_children(orm, node));
	}
}

/* --- calls -------------------------------------------------------------------------------------------------------------- */

bool rails_is_connection(up_str object)
{
	return !object.len || up_str_eq(object, UP_STR("self")) || up_str_eq(object, UP_STR("ActiveRecord::Migration")) ||
	       up_str_ends(object, UP_STR("connection")) || up_str_eq(object, UP_STR("conn"));
}

/* A helper of the class, its parameters being what it is given. */
static bool read_helper(struct rails *rails, const struct up_orm_call *call)
{
	TSNode method = find_method(rails, call->name);
	if (ts_node_is_null(method) || rails->n_running == sizeof rails->running / sizeof *rails->running)
		return false;
	for (uint32_t i = 0; i < rails->n_running; i++)
		if (up_str_eq(rails->running[i], call->name))
			return true;
	TSNode before[8];
	up_str names[8];
	uint32_t n = 0;
	for (; n < 8; n++) {
		names[n] = up_orm_parameter(rails->orm, method, n);
		if (!names[n].len)
			break;
		while (names[n].s[names[n].len - 1] == ':' && names[n].len > 1)
			names[n].len--;
		TSNode value = up_orm_arg(call, n);
		for (uint32_t i = 0; ts_node_is_null(value) && i < call->named.n; i++)
			if (up_str_eq(call->named.pairs[i].name, names[n]))
				value = call->named.pairs[i].value;
		before[n] = up_orm_bind(rails->orm, names[n], up_orm_value(rails->orm, value));
	}
	rails->running[rails->n_running++] = call->name;
	rails_read_statements(rails, up_orm_body(rails->orm, method));
	rails->n_running--;
	while (n--)
		up_orm_bind(rails->orm, names[n], before[n]);
	return true;
}

/* reversible do |dir| dir.up { … } dir.down { … } end */
static void read_direction(struct rails *rails, TSNode block, bool is_down)
{
	struct up_migration *migration = &rails->orm->migration;
	bool was_down = migration->is_down, was_change = rails->is_change;
	migration->is_down = is_down;
	rails->is_change = false;
	rails_read_block(rails, block);
	migration->is_down = was_down;
	rails->is_change = was_change;
}

/* GitLab's with_lock_retries sets lock_timeout, and tries again. https://docs.gitlab.com/development/migration_style_guide/#retry-mechanism-when-acquiring-database-locks */
static void read_with_retries(struct rails *rails, const struct up_orm_call *call)
{
	for (uint32_t i = 0; i < 2; i++) {
		struct up_operation operation;
		up_orm_begin(rails->orm, &operation, "set", call);
		up_operation_set(&operation, "name", UP_STR("lock_timeout"));
		up_operation_set(&operation, "value", i ? UP_STR("default") : UP_STR("retries"));
		up_orm_state(rails->orm, &operation);
		rails->orm->n_stated--;
		if (!i)
			rails_read_block(rails, call->block);
	}
}

/* Binds what a block is given, one name or several: |a|, |a, b|. */
static void read_with(struct rails *rails, TSNode block, TSNode element)
{
	TSNode before[2] = { 0 }, values[2] = { element };
	up_str names[2] = { up_orm_parameter(rails->orm, block, 0), up_orm_parameter(rails->orm, block, 1) };
	if (up_orm_is(element, "pair")) {
		values[0] = up_code_field(element, "key");
		values[1] = up_code_field(element, "value");
	} else if (names[1].len) {
		struct up_orm_nodes parts = up_orm_list(rails->orm, element);
		values[0] = parts.n ? parts.nodes[0] : element;
		values[1] = parts.n > 1 ? parts.nodes[1] : (TSNode){ 0 };
	}
	for (uint32_t i = 0; i < 2; i++)
		before[i] = up_orm_bind(rails->orm, names[i], values[i]);
	rails_read_block(rails, block);
	for (uint32_t i = 0; i < 2; i++)
		up_orm_bind(rails->orm, names[i], before[i]);
}

/* %w[a b].each do |name| … end: once for each of them. */
static bool read_loop(struct rails *rails, const struct up_orm_call *call)
{
	if (!up_str_is_listed(call->name, "each map each_with_index each_pair flat_map") || ts_node_is_null(call->block))
		return false;
	TSNode list = up_orm_value(rails->orm, call->receiver);
	if (!up_orm_is_any(list, "array string_array symbol_array hash"))
		return false;
	struct up_orm_nodes elements = up_orm_children(rails->orm, list);
	for (uint32_t i = 0; i < elements.n && i < ELEMENTS; i++)
		read_with(rails, call->block, elements.nodes[i]);
	if (elements.n > ELEMENTS && !rails->orm->is_dry)
		up_note(rails->orm->code->p, UP_NOTE_LIMIT, ts_node_start_byte(list), "of a list of more than %d the rest was passed over",
			ELEMENTS);
	return true;
}

static void state_bare(struct rails *rails, const struct up_orm_call *call, const char *name)
{
	struct up_operation operation;
	rails_begin(rails, &operation, name, call, UP_STR(""));
	rails_state(rails, &operation, true);
}

/* transaction do … end: of a migration that says that it runs in none it is the only one. */
static void read_transaction(struct rails *rails, const struct up_orm_call *call)
{
	const struct up_migration *migration = &rails->orm->migration;
	bool is_only = false;
	for (uint32_t i = 0; i < migration->n_words; i++)
		is_only |= up_str_eq(migration->words[i], UP_STR("transaction=no"));
	if (is_only)
		state_bare(rails, call, "begin");
	rails_read_block(rails, call->block);
	if (is_only)
		state_bare(rails, call, "commit");
}

static bool read_control(struct rails *rails, const struct up_orm_call *call)
{
	up_str name = call->name;
	bool is_inverse = rails->is_inverse;
	if (up_str_is_listed(name, "with_lock_retries with_lock_timeout with_timeouts")) {
		read_with_retries(rails, call);
	} else if (up_str_is_listed(name, "up_only")) {
		read_direction(rails, call->block, false);
	} else if (up_str_is_listed(name, "up down") && !ts_node_is_null(call->block) && call->object.len) {
		read_direction(rails, call->block, up_str_eq(name, UP_STR("down")) != rails->is_inverse);
	} else if (up_str_eq(name, UP_STR("revert")) && !ts_node_is_null(call->block)) {
		rails->is_inverse = !is_inverse;
		rails_read_block(rails, call->block);
		rails->is_inverse = is_inverse;
	} else if (up_str_eq(name, UP_STR("transaction")) && !ts_node_is_null(call->block)) {
		read_transaction(rails, call);
	} else if (up_str_is_listed(name, "reversible safety_assured say_with_time suppress_messages disable_statement_timeout "
					  "with_suppressed_loose_index_scan synchronize unprepared_statement loop tap then instance_eval "
					  "create_temporary_columns_and_triggers with_lock without_sql_mode") &&
		   !ts_node_is_null(call->block)) {
		rails_read_block(rails, call->block);
	} else if (up_str_is_listed(name, "raise fail")) {
		rails->raises |= up_str_contains(up_orm_source(rails->orm, up_orm_arg(call, 0)), UP_STR("Irreversible"));
	} else {
		return false;
	}
	return true;
}

/* What neither the schema nor the data knows of. */
static bool is_idle(up_str name)
{
	return up_str_is_listed(
		name, "say puts p pp print warn announce require require_relative include extend prepend sleep private public "
		      "protected attr_reader attr_accessor reset_column_information disable_ddl_transaction! milestone "
		      "restrict_gitlab_migration skip_require_disable_ddl_transactions! raise fail next break abort exit "
		      "define_method alias_method class_eval say_if enable_lock_retries! disable_statement_timeout "
		      "stop_safety_assured safety_assured clear_cache! set_statement_timeout write flush lambda proc block_given? "
		      "method quote_table_name quote_column_name quote quoted_true quoted_false attr_writer freeze private_constant skip "
		      "load logger binding yield");
}

static void read_unknown(struct rails *rails, const struct up_orm_call *call)
{
	bool is_own = rails_is_connection(call->object) && ts_node_is_null(call->receiver) == !call->object.len;
	up_str name = call->name;
	bool is_bare = !call->n_args && !call->named.n && ts_node_is_null(call->block);
	bool asks = name.len && name.s[name.len - 1] == '?';
	if (is_own && !is_bare && !asks && !is_idle(name)) {
		struct up_operation operation;
		up_orm_begin(rails->orm, &operation, "other", call);
		up_operation_set(&operation, "verb", name);
		rails_state(rails, &operation, false);
	}
	rails_read_block(rails, call->block);
}

static void read_statement_call(struct rails *rails, TSNode node)
{
	struct up_orm_call call;
	if (!up_orm_call_of(rails->orm, node, &call) || (is_idle(call.name) && ts_node_is_null(call.block))) {
		if (up_orm_is(node, "call") && up_str_is_listed(call.name, "raise fail"))
			read_control(rails, &call);
		return;
	}
	bool is_plain = ts_node_is_null(call.receiver) || call.object.len;
	if (is_plain && rails->builder.len && up_str_eq(call.object, rails->builder) && rails_read_table_call(rails, &call))
		return;
	if (!call.object.len && ts_node_is_null(call.receiver) && read_helper(rails, &call))
		return;
	if (read_loop(rails, &call) || (is_plain && read_control(rails, &call)))
		return;
	if (is_plain && rails_is_connection(call.object) && rails->read_call(rails, &call))
		return;
	if (rails->read_data(rails, &call))
		return;
	read_unknown(rails, &call);
}

/* --- the whole ---------------------------------------------------------------------------------------------------------- */

void rails_read_part(struct rails *rails, TSNode method, bool is_dry, bool is_down)
{
	struct up_orm *orm = rails->orm;
	orm->is_dry = is_dry;
	orm->n_stated = 0;
	orm->steps = 0;
	orm->migration.is_down = is_down;
	rails->is_irreversible = rails->raises = false;
	rails_read_statements(rails, up_orm_body(orm, method));
	orm->is_dry = orm->migration.is_down = false;
}

/* Does the method only say something? */
static bool is_talk(struct rails *rails, TSNode method)
{
	struct up_orm_nodes statements = up_orm_body(rails->orm, method);
	for (uint32_t i = 0; i < statements.n; i++) {
		struct up_orm_call call;
		bool is_call = up_orm_is(statements.nodes[i], "call") && up_orm_call_of(rails->orm, statements.nodes[i], &call);
		if (is_call ? !is_idle(call.name) : !up_orm_is_any(statements.nodes[i], "true false nil return string symbol"))
			return false;
	}
	return true;
}

static const char *how_undone(struct rails *rails, TSNode change, TSNode up, TSNode down)
{
	if (!ts_node_is_null(change)) {
		rails_read_part(rails, change, true, false);
		return rails->is_irreversible || rails->raises ? "missing" : "automatic";
	}
	rails_read_part(rails, up, true, false);
	if (!rails->orm->n_stated)
		return "automatic"; /* there is nothing to undo */
	if (ts_node_is_null(down))
		return "missing";
	if (!up_orm_body(rails->orm, down).n)
		return "empty";
	rails_read_part(rails, down, true, true);
	if (rails->raises && !rails->orm->n_stated)
		return "missing";
	return !rails->orm->n_stated && is_talk(rails, down) ? "fake" : "written";
}

/* Constants, and models that are opened again with a table of their own. */
static void read_class_body(struct rails *rails, TSNode class)
{
	struct up_orm *orm = rails->orm;
	struct up_orm_nodes body = up_orm_children(orm, up_code_field(class, "body"));
	TSNode *methods = up_arena_alloc(orm->code->arena, (body.n + 1) * sizeof *methods);
	bool in_transaction = true;
	for (uint32_t i = 0; i < body.n; i++) {
		TSNode node = body.nodes[i];
		struct up_orm_call call;
		if (up_orm_is_any(node, "method singleton_method")) {
			methods[rails->methods.n++] = node;
		} else if (up_orm_is(node, "assignment")) {
			up_orm_bind(orm, up_orm_source(orm, up_code_field(node, "left")), up_code_field(node, "right"));
		} else if (up_orm_is_any(node, "call identifier") && up_orm_call_of(orm, node, &call)) {
			in_transaction &= !up_str_eq(call.name, UP_STR("disable_ddl_transaction!"));
			if (up_str_eq(call.name, UP_STR("private")) && up_orm_is(up_orm_arg(&call, 0), "method"))
				methods[rails->methods.n++] = call.args[0];
		}
	}
	rails->body = body;
	rails->methods.nodes = methods;
	up_orm_set(orm, "transaction", in_transaction ? "yes" : "no");
}

/* User.quoted_table_name */
static up_str table_name(struct up_orm *orm, const struct up_orm_call *call)
{
	bool asks = up_str_is_listed(call->name, "quoted_table_name table_name") && call->object.len && call->object.s[0] >= 'A' &&
		    call->object.s[0] <= 'Z';
	return asks ? rails_table_of_model(orm->reader, call->object) : UP_STR("");
}

void up_orm_read_rails(struct up_orm *orm, TSNode root)
{
	TSNode class = find_class(orm, root, 0);
	struct rails rails = { .orm = orm, .version = version_of(orm, class), .read_call = rails_read_call, .read_data = rails_read_data };
	rails.class = class;
	orm->reader = &rails;
	orm->knows = table_name;
	orm->migration.version = up_orm_leading_digits(up_orm_file_stem(orm));
	read_class_body(&rails, class);
	TSNode change = find_method(&rails, UP_STR("change"));
	TSNode up = find_method(&rails, UP_STR("up")), down = find_method(&rails, UP_STR("down"));
	rails.is_change = !ts_node_is_null(change);
	up_orm_set(orm, "down", how_undone(&rails, change, up, down));
	up_orm_state_migration(orm, up_code_field(class, "name"));
	rails_read_part(&rails, rails.is_change ? change : up, false, false);
	rails.is_change = false;
	rails_read_part(&rails, down, false, true);
}
