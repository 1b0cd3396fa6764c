/* The table of windows: of which product which versions were read, and where. */
#include "run/scan-private.h"

#define FROM "option --from"
#define TO "option --to"
#define LATEST "latest"

enum {
	SHOWN = 12, /* more rows are a listing */
};

static up_str place_of(struct up_arena *arena, up_str path, uint32_t line)
{
	return line ? up_arena_printf(arena, "%.*s:%u", UP_FMT(path), line) : path;
}

/* What was given stands in the configuration, or in none: then it is an option. */
static up_str given_place(struct up_scan *scan, enum up_present_kind kind, up_str product)
{
	const struct up_present *present = scan->options->present;
	for (size_t i = 0; i < scan->options->n_present; i++)
		if (present[i].kind == kind && present[i].at.line && up_str_eq(present[i].name, product))
			return place_of(scan->arena, present[i].path, present[i].at.line);
	return kind == UP_PRESENT_FROM ? UP_STR(FROM) : UP_STR(TO);
}

/* Where an upgrade of the product leads: what is given, what the package brings, else the latest version that is covered. */
static void set_target(struct up_scan *scan, const struct up_known_window *window, up_str *cells)
{
	const struct up_installation *brings = scan->brought ? up_installed_at(scan->brought, window->product, UP_STR("")) : NULL;
	cells[3] = window->to;
	if (window->to_given)
		cells[4] = window->is_kept ? place_of(scan->arena, window->found_path, window->found_line)
					   : given_place(scan, UP_PRESENT_TARGET, window->product);
	else if (brings) {
		cells[3] = brings->version;
		cells[4] = place_of(scan->arena, brings->source, brings->line);
	} else {
		cells[4] = UP_STR(LATEST);
	}
}

static void add_given(struct up_scan *scan, const struct up_known_window *window, struct up_table *table)
{
	up_str cells[] = { window->product, window->from_given ? window->from : UP_STR(""), UP_STR(""), UP_STR(""), UP_STR("") };
	bool is_brought = scan->brought && up_installed_at(scan->brought, window->product, UP_STR(""));
	if (!window->from_given && !window->to_given && !is_brought)
		return;
	if (window->from_given)
		cells[2] = window->found_path.len ? place_of(scan->arena, window->found_path, window->found_line)
						  : given_place(scan, UP_PRESENT_FROM, window->product);
	set_target(scan, window, cells);
	up_table_add(table, cells);
}

/* Versions that the tree itself names, each where it does. */
static size_t add_read(struct up_scan *scan, const struct up_known_window *window, struct up_table *table)
{
	const struct up_installation *said;
	size_t n = 0;
	for (size_t at = 0; !window->from_given && (said = up_installed_next(scan->installed, &at));) {
		if (!up_str_eq(said->product, window->product))
			continue;
		up_str cells[] = { said->product, said->version, place_of(scan->arena, said->source, said->line), UP_STR(""), UP_STR("") };
		set_target(scan, window, cells);
		up_table_add(table, cells);
		n++;
	}
	return n;
}

/* Options are told by the report's last lines. */
static bool reads_files(const struct up_table *table)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		const up_str *cells = &table->cells[i * table->n_columns], from = cells[2], to = cells[4];
		bool is_told = (!from.len || up_str_eq(from, UP_STR(FROM))) && (up_str_eq(to, UP_STR(TO)) || up_str_eq(to, UP_STR(LATEST)));
		if (!is_told)
			return true;
	}
	return false;
}

void up_scan_windows(struct up_scan *scan)
{
	static const char *const columns[] = { "product", "from", "from_place", "to", "to_place", NULL };
	struct up_known_window window;
	/* In the history all versions of a tree stand beside each other. */
	if (up_git_scan_keeps(scan->options->git))
		return;
	struct up_table *table = &scan->tables[scan->n_tables];
	up_table_init(table, scan->arena, "windows", "Windows", columns);
	for (size_t at = 0; up_rules_window_next(scan->options->rules, &at, &window);)
		if (!add_read(scan, &window, table))
			add_given(scan, &window, table);
	up_table_sort(table);
	table->is_listing = table->n_rows > SHOWN;
	table->is_hidden = !reads_files(table);
	if (table->n_rows)
		scan->n_tables++;
	else
		up_table_finish(table);
}
