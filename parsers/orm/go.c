/* Migrations in Go, whoever runs them: goose (https://pressly.github.io/goose/documentation/custom-binary/), gormigrate and xormigrate
 * (https://pkg.go.dev/github.com/go-gormigrate/gormigrate/v2), sql-migrate (https://pkg.go.dev/github.com/rubenv/sql-migrate), bun
 * (https://bun.uptrace.dev/guide/migrations.html). */
#include "orm/go.h"

enum {
	MIGRATIONS = 1000, /* of one source; more are passed over with a note */
};

struct kind {
	const char *runner, *sign; /* what stands in such a source */
};

static const struct kind kinds[] = { { "goose", "goose.AddMigration" }, { "goose", "goose.AddNamedMigration" },
				     { "gormigrate", "gormigrate" },    { "gormigrate", "xormigrate" },
				     { "sql-migrate", "sql-migrate" },  { "bun", "uptrace/bun" } };

static const struct kind *kind_of(const struct up_orm *orm)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (up_str_contains(orm->code->text, up_str_from(kinds[i].sign)))
			return &kinds[i];
	return NULL;
}

/* func(tx …) error { … }, or the name of one. */
static struct up_steps_function function_of(struct up_steps *steps, TSNode node)
{
	node = up_orm_value(steps->orm, node);
	if (up_orm_is(node, "func_literal"))
		return (struct up_steps_function){ .node = node };
	TSNode field = up_orm_field(node, "field"); /* s.up of a method */
	up_str name = up_orm_source(steps->orm, ts_node_is_null(field) ? node : field);
	for (uint32_t i = 0; i < steps->n_functions; i++)
		if (name.len && up_str_eq(steps->functions[i].name, name))
			return steps->functions[i];
	return (struct up_steps_function){ 0 };
}

static const char *how_undone(struct up_steps *steps, TSNode node, const struct up_steps_function *down)
{
	struct go *go = steps->orm->reader;
	if (ts_node_is_null(node) || up_orm_is_nothing(steps->orm, node))
		return "missing";
	if (ts_node_is_null(down->node))
		return "written"; /* in another file */
	go->raises = false;
	const char *said = up_steps_down(steps, down);
	return !strcmp(said, "empty") && go->raises ? "missing" : said;
}

/* `up` and `down`: functions. `at`: the call or literal that says so. */
static void read_functions(struct up_steps *steps, TSNode at, up_str version, const char *transaction, TSNode up, TSNode down)
{
	struct up_orm *orm = steps->orm;
	struct up_steps_function does = function_of(steps, up), undoes = function_of(steps, down);
	orm->migration.n_words = 0;
	orm->migration.version = version;
	orm->steps = 0;
	steps->n_helpers = 0;
	up_orm_set(orm, "transaction", transaction);
	up_orm_set(orm, "down", how_undone(steps, down, &undoes));
	up_orm_state_migration(orm, at);
	if (!ts_node_is_null(does.node))
		up_steps_read(steps, does.node);
	orm->migration.is_down = true;
	if (!ts_node_is_null(undoes.node))
		up_steps_read(steps, undoes.node);
	orm->migration.is_down = false;
}

/* goose.AddMigrationContext(up, down), goose.AddNamedMigrationNoTxContext("00002_x.go", up, down), Migrations.MustRegister(up, down) */
static bool read_registration(struct up_steps *steps, TSNode node)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_call call;
	if (!up_orm_is(node, "call_expression") || !up_orm_call_of(orm, node, &call))
		return false;
	bool is_goose = up_str_eq(call.object, UP_STR("goose")) && up_str_starts(call.name, UP_STR("Add"));
	bool is_bun = up_str_is_listed(call.name, "MustRegister Register") && !strcmp(orm->migration.runner, "bun");
	bool is_named = up_str_contains(call.name, UP_STR("Named"));
	if ((!is_goose && !is_bun) || call.n_args < 1)
		return false;
	up_str stem = up_orm_file_stem(orm);
	if (is_named) {
		stem = up_orm_name(orm, call.args[0]);
		stem = up_str_slice(stem, 0, up_str_find_byte(stem, '.', 0));
	}
	up_str digits = up_orm_leading_digits(stem);
	bool in_transaction = is_goose && !up_str_contains(call.name, UP_STR("NoTx"));
	read_functions(steps, node, digits.len ? digits : stem, in_transaction ? "yes" : "no", up_orm_arg(&call, is_named),
		       up_orm_arg(&call, is_named + 1u));
	return true;
}

/* Up: []string{"…", "…"} of sql-migrate. */
static void read_texts(struct up_steps *steps, TSNode at, TSNode list)
{
	struct up_orm *orm = steps->orm;
	struct up_orm_call call = { .node = at, .at = up_code_span(at) };
	struct up_orm_nodes texts = up_orm_list(orm, list);
	for (uint32_t i = 0; i < texts.n; i++)
		up_orm_sql(orm, texts.nodes[i], &call, "migration");
}

static void read_sql_migrate(struct up_steps *steps, TSNode node, struct up_orm_pairs pairs)
{
	struct up_orm *orm = steps->orm;
	TSNode down = up_orm_entry(pairs, "Down");
	bool is_off = up_orm_is_true(orm, up_orm_entry(pairs, "DisableTransactionUp"));
	orm->migration.n_words = 0;
	orm->migration.version = up_orm_name(orm, up_orm_entry(pairs, "Id"));
	up_orm_set(orm, "transaction", is_off ? "no" : "yes");
	up_orm_set(orm, "down", ts_node_is_null(down) ? "missing" : up_orm_list(orm, down).n ? "written" : "empty");
	up_orm_state_migration(orm, node);
	read_texts(steps, node, up_orm_entry(pairs, "Up"));
	orm->migration.is_down = true;
	if (!ts_node_is_null(down))
		read_texts(steps, node, down);
	orm->migration.is_down = false;
}

/* gormigrate runs each in a transaction where its options say so: https://pkg.go.dev/github.com/go-gormigrate/gormigrate/v2#Options */
static const char *gormigrate_transaction(const struct up_orm *orm)
{
	return up_str_contains(orm->code->text, UP_STR("UseTransaction: true"))        ? "yes"
	       : up_str_contains(orm->code->text, UP_STR("gormigrate.DefaultOptions")) ? "no"
										       : "unknown";
}

/* {ID: "…", Migrate: func…, Rollback: func…}, {Id: "…", Up: []string{…}, Down: …} */
static bool read_literal(struct up_steps *steps, TSNode node)
{
	struct up_orm *orm = steps->orm;
	if (!up_orm_is(node, "literal_value"))
		return false;
	struct up_orm_pairs pairs = up_orm_map(orm, node);
	TSNode id = up_orm_entry(pairs, "ID"), up = up_orm_entry(pairs, "Migrate");
	if (!ts_node_is_null(id) && !ts_node_is_null(up)) {
		read_functions(steps, node, up_orm_name(orm, id), gormigrate_transaction(orm), up, up_orm_entry(pairs, "Rollback"));
		return true;
	}
	if (ts_node_is_null(up_orm_entry(pairs, "Id")) || ts_node_is_null(up_orm_entry(pairs, "Up")))
		return false;
	read_sql_migrate(steps, node, pairs);
	return true;
}

bool up_orm_is_go(struct up_orm *orm, TSNode root)
{
	(void)root;
	return kind_of(orm) != NULL;
}

void up_orm_read_go(struct up_orm *orm, TSNode root)
{
	struct go go = { 0 };
	struct up_steps steps;
	uint32_t n = 0;
	orm->reader = &go;
	orm->migration.runner = kind_of(orm)->runner;
	up_steps_begin(&steps, orm, root, go_read_chain);
	TSTreeCursor cursor = ts_tree_cursor_new(root);
	for (bool more = true; more && n < MIGRATIONS;) {
		TSNode node = ts_tree_cursor_current_node(&cursor);
		bool is_read = read_registration(&steps, node) || read_literal(&steps, node);
		n += is_read;
		more = up_code_next(&cursor, !is_read);
	}
	ts_tree_cursor_delete(&cursor);
	if (n == MIGRATIONS)
		up_note(orm->code->p, UP_NOTE_LIMIT, 0, "of more than %d migrations in one source the rest was passed over", MIGRATIONS);
}
