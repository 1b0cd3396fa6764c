/* Gathering what the table of scripts wants while a tree goes by. */
#include "common/scripts.h"

#include "base/glob.h"
#include "common/shell.h"

enum {
	MAX_ROWS = 64,      /* of the table that can apply to one source */
	MAX_INHERITED = 256 /* asked for each script: more would be quadratic */
};

bool up_script_is_one_of(up_str alternatives, up_str word)
{
	if (up_str_eq(alternatives, UP_STR("*")))
		return true;
	for (size_t start = 0; start <= alternatives.len;) {
		size_t end = up_str_find_byte(alternatives, '|', start);
		if (end == SIZE_MAX)
			end = alternatives.len;
		if (up_str_eq(up_str_slice(alternatives, start, end), word))
			return true;
		start = end + 1;
	}
	return false;
}

/* Cuts the part before the first '/' off. A path has one part more than it has slashes; the empty path has none. */
static bool next_part(up_str *rest, up_str *ret_part)
{
	if (!rest->s || !rest->len)
		return false;
	size_t end = up_str_find_byte(*rest, '/', 0);
	*ret_part = up_str_slice(*rest, 0, end == SIZE_MAX ? rest->len : end);
	*rest = end == SIZE_MAX ? UP_STR_NULL : up_str_slice(*rest, end + 1, rest->len);
	return true;
}

/* Like a glob over bytes: on a mismatch the last "**" takes one part more. */
static bool path_matches(up_str pattern, up_str path)
{
	up_str star_pattern = UP_STR_NULL, star_path = UP_STR_NULL, want, part;
	bool starred = false;
	for (;;) {
		up_str path_before = path;
		bool has_want = next_part(&pattern, &want), has_part = next_part(&path, &part);
		if (!has_want && !has_part)
			return true;
		if (has_want && up_str_eq(want, UP_STR("**"))) {
			starred = true;
			star_pattern = pattern;
			star_path = path = path_before;
			continue;
		}
		if (has_want && has_part && up_script_is_one_of(want, part))
			continue;
		if (!starred || !next_part(&star_path, &part))
			return false;
		pattern = star_pattern;
		path = star_path;
	}
}

static bool holds_words(up_str bytes, up_str words)
{
	for (size_t start = 0; start < words.len;) {
		size_t end = up_str_find_byte(words, ' ', start);
		if (end == SIZE_MAX)
			end = words.len;
		if (!up_str_contains(bytes, up_str_slice(words, start, end)))
			return false;
		start = end + 1;
	}
	return true;
}

/* Does one of "a|b" stand in the text? */
static bool holds_any(up_str text, up_str alternatives)
{
	for (size_t start = 0; start < alternatives.len;) {
		size_t end = up_str_find_byte(alternatives, '|', start);
		if (end == SIZE_MAX)
			end = alternatives.len;
		if (up_str_contains(text, up_str_slice(alternatives, start, end)))
			return true;
		start = end + 1;
	}
	return false;
}

/* The sources of others, taken along: nobody runs their CI. */
static bool is_vendored(up_str path)
{
	static const char *const folders[] = { "node_modules/", "vendor/", "third_party/", "site-packages/", "dist-packages/" };
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t at = up_str_find(path, up_str_from(folders[i]), 0);
		if (at != SIZE_MAX && (!at || path.s[at - 1] == '/'))
			return true;
	}
	return false;
}

static bool row_applies(const struct up_script_row *row, const struct up_source *source)
{
	if (row->files &&
	    !(holds_any(source->name, up_str_from(row->files->words)) && up_glob_match(up_str_from(row->files->glob), source->name)))
		return false;
	if (row->files && row->files->is_ci && is_vendored(source->name))
		return false;
	return !row->needs || holds_words(up_str_slice(source->bytes, 0, 64 * 1024), up_str_from(row->needs));
}

bool up_scripts_carried(const struct up_source *source)
{
	for (size_t i = 0; i < up_n_script_rows; i++) {
		const struct up_script_row *row = &up_script_rows[i], *before = i ? row - 1 : NULL;
		if ((!before || before->files != row->files || before->needs != row->needs) && row_applies(row, source))
			return true;
	}
	return false;
}

static bool is_file_row(const struct up_script_row *row)
{
	return row->how == UP_SCRIPT_FILE || row->how == UP_SCRIPT_KEYED || row->how == UP_SCRIPT_CONFIG || row->how == UP_SCRIPT_LITERAL ||
	       row->how == UP_SCRIPT_VALUES;
}

bool up_scripts_has_files(const struct up_source *source)
{
	const struct up_script_row *asked = NULL;
	if (up_shell_writes_files(source->bytes) && up_scripts_carried(source))
		return true;
	for (size_t i = 0; i < up_n_script_rows; i++) {
		const struct up_script_row *row = &up_script_rows[i];
		if (!is_file_row(row) || (asked && asked->files == row->files && asked->needs == row->needs))
			continue;
		if (row_applies(row, source))
			return true;
		asked = row;
	}
	return false;
}

bool up_scripts_has_images(const struct up_source *source)
{
	return !source->bytes.len || up_scripts_carried(source);
}

struct up_scripts *up_scripts_new(struct up_parse *p)
{
	const struct up_script_row *rows[MAX_ROWS];
	uint32_t n = 0;
	bool applied = false;
	for (size_t i = 0; i < up_n_script_rows && n < MAX_ROWS; i++) {
		const struct up_script_row *row = &up_script_rows[i], *before = i ? row - 1 : NULL;
		/* Rows of one kind of file stand together and are asked once. */
		if (!before || before->files != row->files || before->needs != row->needs)
			applied = row_applies(row, up_parse_source(p));
		if (applied)
			rows[n++] = row;
	}
	if (!n)
		return NULL;
	struct up_scripts *scripts = up_arena_alloc_zero(up_parse_arena(p), sizeof *scripts);
	scripts->p = p;
	scripts->rows = up_arena_alloc(up_parse_arena(p), n * sizeof *scripts->rows);
	memcpy(scripts->rows, rows, n * sizeof *rows);
	scripts->n_rows = n;
	return scripts;
}

struct up_carrier *up_scripts_mapping(struct up_scripts *scripts, up_str path)
{
	if (!scripts)
		return NULL;
	const struct up_script_row *rows[MAX_ROWS];
	uint32_t n = 0;
	for (uint32_t i = 0; i < scripts->n_rows; i++)
		if (path_matches(up_str_from(scripts->rows[i]->path), path))
			rows[n++] = scripts->rows[i];
	if (!n)
		return NULL;
	struct up_arena *arena = up_parse_arena(scripts->p);
	struct up_carrier *carrier = up_arena_alloc_zero(arena, sizeof *carrier);
	carrier->path = path;
	carrier->before = scripts->last;
	carrier->rows = up_arena_alloc(arena, n * sizeof *rows);
	memcpy(carrier->rows, rows, n * sizeof *rows);
	carrier->n_rows = n;
	carrier->named = scripts->named;
	if (rows[n - 1]->how == UP_SCRIPT_NAME)
		scripts->named = carrier;
	if (scripts->last)
		scripts->last->next = carrier;
	else
		scripts->first = carrier;
	scripts->last = carrier;
	return carrier;
}

void up_scripts_list(struct up_scripts *scripts, uint32_t depth)
{
	if (scripts && depth >= 1 && depth <= 2)
		scripts->lists[depth - 1] = ++scripts->n_lists;
}

void up_scripts_value(struct up_scripts *scripts, struct up_carrier *carrier, const struct up_fact *setting, const struct up_text *text,
		      uint32_t list_depth)
{
	if (!scripts || !carrier || list_depth > 2)
		return;
	for (uint32_t i = 0; i < carrier->n_rows; i++) {
		if (!up_script_is_one_of(up_str_from(carrier->rows[i]->keys), setting->key))
			continue;
		struct up_script_value *value = up_arena_alloc_zero(up_parse_arena(scripts->p), sizeof *value);
		*value = (struct up_script_value){ .row = carrier->rows[i],
						   .text = *text,
						   .key = setting->key,
						   .key_at = setting->key_at,
						   .at = setting->value_at,
						   .flags = setting->flags,
						   .list_depth = list_depth,
						   .carrier = carrier,
						   .list = list_depth ? scripts->lists[list_depth - 1] : 0 };
		carrier->scope = setting->scope;
		if (carrier->last)
			carrier->last->next = value;
		else
			carrier->first = value;
		carrier->last = value;
		if (value->row->how == UP_SCRIPT_SHELL_INHERIT && scripts->n_inherited < MAX_INHERITED) {
			scripts->n_inherited++;
			value->next_inherited = scripts->inherited;
			scripts->inherited = value;
		}
		return; /* one row takes it */
	}
}

bool up_scripts_end(struct up_scripts *scripts)
{
	if (!scripts)
		return true;
	bool going = true;
	for (const struct up_carrier *carrier = scripts->first; carrier && going; carrier = carrier->next)
		going = up_scripts_run(scripts, carrier);
	scripts->first = scripts->last = NULL;
	scripts->named = NULL;
	scripts->inherited = NULL;
	scripts->n_inherited = 0;
	return going;
}
