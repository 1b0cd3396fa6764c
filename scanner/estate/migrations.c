/* The table of migrations, and ways back that lie in another file. */
#include "estate/migrations-private.h"

#include <stdlib.h>

#include "base/memory.h"
#include "schema/rollback.h"

static const char *const columns[] = {
	"migration", "runner", "version", "database", "transaction", "down", "score", "undo", "reasons", NULL
};

enum {
	N_COLUMNS = sizeof columns / sizeof *columns - 1,
	FEW_ROWS = 30, /* as text; more are only counted */
};

/* --- reading ------------------------------------------------------------------------------------------------------------- */

/* The value of ` name=`; words of attributes hold no blanks, but for `why`, which is the last. */
static up_str word_of(up_str words, const char *name)
{
	up_str wanted = up_str_from(name);
	for (size_t at = 0; at < words.len;) {
		size_t end = up_str_find_byte(words, ' ', at);
		up_str word = up_str_slice(words, at, end);
		bool is_it = up_str_starts(word, wanted) && word.len > wanted.len && word.s[wanted.len] == '=';
		if (is_it && up_str_eq(wanted, UP_STR("why")))
			return up_str_slice(words, at + wanted.len + 1, words.len);
		if (is_it)
			return up_str_slice(word, wanted.len + 1, word.len);
		if (up_str_starts(word, UP_STR("why=")))
			break;
		at = end == SIZE_MAX ? words.len : end + 1;
	}
	return UP_STR("");
}

static struct up_migration_item read_entry(const struct up_ledger_entry *entry)
{
	struct up_migration_item item = {
		.entry = entry,
		.place = up_migration_place(entry->source),
		.version = entry->value,
		.down = word_of(entry->words, "down"),
		.transaction = word_of(entry->words, "transaction"),
		.part = word_of(entry->words, "part"),
		.depends = word_of(entry->words, "depends"),
		.score = word_of(entry->words, "score"),
		.undo = word_of(entry->words, "undo"),
		.operations = word_of(entry->words, "operations"),
		.why = word_of(entry->words, "why"),
	};
	if (!item.version.len)
		item.version = up_version_name(item.place.name);
	return item;
}

static int compare(const void *a, const void *b)
{
	const struct up_migration_item *x = a, *y = b;
	int order = up_str_cmp(x->place.folder, y->place.folder);
	if (!order)
		order = up_str_cmp(x->entry->key, y->entry->key);
	if (!order)
		order = up_version_name_cmp(x->version, y->version);
	if (!order)
		order = up_str_cmp(x->version, y->version);
	if (!order)
		order = up_str_cmp(x->entry->source, y->entry->source);
	if (!order)
		order = (x->entry->at.line > y->entry->at.line) - (x->entry->at.line < y->entry->at.line);
	return order ? order : (x->entry->at.column > y->entry->at.column) - (x->entry->at.column < y->entry->at.column);
}

void up_migration_state_form(const struct up_migration_items *all, const struct up_migration_item *item, const char *form, up_str value,
			     up_str detail)
{
	const struct up_form stated = {
		.path = item->entry->source,
		.at = item->entry->at,
		.end = item->entry->end,
		.key = up_str_from(form),
		.value = value,
		.detail = detail,
	};
	all->sink->state(all->sink->data, &stated);
}

bool up_migration_is_down(const struct up_migration_item *item)
{
	return up_str_eq(item->part, UP_STR("down"));
}

bool up_migration_are_kin(const struct up_migration_item *a, const struct up_migration_item *b)
{
	return up_str_eq(a->place.folder, b->place.folder) && up_str_eq(a->entry->key, b->entry->key);
}

/* --- pairs of files -------------------------------------------------------------------------------------------------------- */

/* "000007_region" of 000007_region.up.sql; a folder of its own is the name. */
static up_str stem(const struct up_migration_item *item)
{
	static const char *const endings[] = { ".up.sql",   ".down.sql", ".rollback.sql", ".undo.sql", ".up.cql",
					       ".down.cql", ".up.fizz",  ".down.fizz",    ".up.json",  ".down.json" };
	up_str name = item->place.name;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(name, up_str_from(endings[i])))
			return up_str_slice(name, 0, name.len - strlen(endings[i]));
	size_t dot = up_str_find_byte(name, '.', 0);
	return up_str_slice(name, 0, dot);
}

/* V2__x.sql and U2__x.sql go by their version. */
static bool is_pair_of(const struct up_migration_item *up, const struct up_migration_item *down)
{
	if (!up_migration_is_down(down) || !up_migration_are_kin(up, down))
		return false;
	return up_str_eq(stem(up), stem(down)) ||
	       (up_str_eq(up->entry->key, UP_STR("flyway")) && !up_version_name_cmp(up->version, down->version));
}

static void look_for_pair(const struct up_migration_items *all, size_t i)
{
	struct up_migration_item *up = &all->items[i];
	size_t first = i, last = i;
	while (first && up_migration_are_kin(&all->items[first - 1], up) &&
	       !up_version_name_cmp(all->items[first - 1].version, up->version))
		first--;
	while (last + 1 < all->n && up_migration_are_kin(&all->items[last + 1], up) &&
	       !up_version_name_cmp(all->items[last + 1].version, up->version))
		last++;
	for (size_t k = first; k <= last; k++) {
		if (!is_pair_of(up, &all->items[k]))
			continue;
		up->is_pair = all->items[k].is_pair = true;
		bool is_empty = up_str_eq(all->items[k].operations, UP_STR("0")) && !up_str_eq(up->operations, UP_STR("0"));
		if (is_empty)
			up_migration_state_form(all, &all->items[k], "migration-down-empty", all->items[k].place.name,
						up_arena_printf(all->arena, "what `%.*s` did", UP_FMT(up->place.name)));
		up->down = is_empty ? UP_STR("empty") : UP_STR("written");
		return;
	}
	/* The down part was not changed, and is not among what was read. */
	if (all->before->is_known || up_str_eq(up->undo, UP_STR("not-needed")))
		return;
	up->down = UP_STR("missing");
	up_migration_state_form(all, up, "migration-down-missing", up->place.name, UP_STR("no file beside it undoes it"));
}

/* --- the table -------------------------------------------------------------------------------------------------------------- */

static void add_row(struct up_table *table, const struct up_migration_item *item, struct up_arena *arena)
{
	const struct up_ledger_entry *entry = item->entry;
	static const up_str missing = UP_STR("there is no down part"), empty = UP_STR("the down part is empty");
	/* A pair was not known when the score was made. */
	bool is_worse = up_str_eq(item->down, UP_STR("missing")) || up_str_eq(item->down, UP_STR("empty"));
	up_str more = up_str_eq(item->down, UP_STR("missing")) ? missing : empty, why = item->why, score = item->score;
	uint64_t number;
	if (is_worse && !up_str_contains(why, more)) {
		why = up_arena_printf(arena, "%.*s%s%.*s", UP_FMT(why), why.len ? "; " : "", UP_FMT(more));
		if (up_str_to_u64(score, &number) && number > UP_ROLLBACK_NO_DOWN)
			score = up_arena_printf(arena, "%d", UP_ROLLBACK_NO_DOWN);
	}
	const up_str cells[N_COLUMNS] = {
		up_arena_printf(arena, "%.*s:%u", UP_FMT(entry->source), entry->at.line),
		entry->key,
		item->version,
		entry->path,
		item->transaction,
		item->down,
		score,
		item->undo,
		why,
	};
	up_table_add(table, cells);
}

void up_migrations_settle(const struct up_ledger *ledger, const struct up_migrations_before *before, struct up_table *ret_table,
			  struct up_arena *arena, const struct up_form_sink *sink)
{
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_MIGRATION, &n);
	struct up_migration_items all = { .n = n, .before = before, .arena = arena, .sink = sink };
	up_table_init(ret_table, arena, "migrations", "Migrations, and how far each can be undone", columns);
	ret_table->empty = "No migrations were read.";
	all.items = up_alloc_zero(n + 1, sizeof *all.items);
	for (size_t i = 0; i < n; i++)
		all.items[i] = read_entry(&entries[i]);
	qsort(all.items, n, sizeof *all.items, compare);
	for (size_t i = 0; i < n; i++)
		if (up_str_eq(all.items[i].down, UP_STR("separate")) && !up_migration_is_down(&all.items[i]))
			look_for_pair(&all, i);
	up_migrations_order(&all);
	for (size_t i = 0; i < n; i++)
		if (!up_migration_is_down(&all.items[i]))
			add_row(ret_table, &all.items[i], arena);
	ret_table->is_listing = ret_table->n_rows > FEW_ROWS;
	up_free(all.items);
}
