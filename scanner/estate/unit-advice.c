/* What the host has in the place of a unit that is not there: its other name, or the names that are near. */
#include "estate/units-private.h"

static bool is_there(const struct up_unit_set *set, up_str name)
{
	return name.len && up_unit_set_find(set, name, false) != NULL;
}

/* The first row whose old name is not before `name`. */
static size_t first_row(const struct up_unit_renames *renames, up_str name)
{
	size_t low = 0, high = renames->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(renames->rows[middle].from, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A row of which the other side is there; one that says since when is better than one that only says that it is the same. */
static const struct up_unit_rename *better(const struct up_unit_rename *best, const struct up_unit_rename *row)
{
	return !best || (!best->since.len && row->since.len) ? row : best;
}

const struct up_unit_rename *up_unit_renamed(const struct up_unit_advice *advice, up_str name, bool *ret_is_reverse)
{
	const struct up_unit_renames *renames = advice->renames;
	const struct up_unit_rename *best = NULL;
	up_str template = up_unit_template(name, advice->set->arena);
	for (unsigned turn = 0; turn < 2; turn++) {
		up_str from = turn ? template : name;
		for (size_t i = first_row(renames, from); from.len && i < renames->n && up_str_eq(renames->rows[i].from, from); i++)
			if (is_there(advice->set, renames->rows[i].to))
				best = better(best, &renames->rows[i]);
	}
	*ret_is_reverse = false;
	for (size_t i = 0; i < renames->n && !best; i++) {
		const struct up_unit_rename *row = &renames->rows[i];
		if (!row->since.len || !up_str_eq(row->to, name) || !is_there(advice->set, row->from))
			continue;
		best = row;
		*ret_is_reverse = true;
	}
	return best;
}

static up_str stem_of(up_str name)
{
	size_t dot = name.len;
	while (dot && name.s[dot - 1] != '.')
		dot--;
	return up_str_slice(name, 0, dot ? dot - 1 : 0);
}

/* One slip in three letters, or a name of which the word is a part: `atd` is no slip of `apmd`, and `securebooted` holds no `reboot`. */
static bool is_near(const struct up_suggest *suggest, size_t i)
{
	up_str name = suggest->names[i];
	size_t at = up_str_find(name, suggest->wanted, 0);
	bool is_part = at != SIZE_MAX && (!at || !up_is_alnum(name.s[at - 1]));
	return is_part || up_str_distance(name, suggest->wanted) * 3 <= suggest->wanted.len;
}

/* Units of the same kind whose names differ by a few letters. */
static up_str near(const struct up_unit_set *set, up_str name, bool is_user, struct up_arena *arena)
{
	struct up_suggest suggest;
	struct up_buf out = { 0 };
	up_str stem = stem_of(name), suffix = up_str_slice(name, stem.len, name.len);
	up_suggest_init(&suggest, stem);
	for (size_t i = 0; i < set->n; i++) {
		const struct up_unit *unit = &set->units[i];
		if (unit->is_user == is_user && unit->marks & (UP_UNIT_ON_HOST | UP_UNIT_IN_PACKAGE) && up_str_ends(unit->name, suffix))
			up_suggest_add(&suggest, stem_of(unit->name));
	}
	size_t n = 0, left = 0;
	for (size_t i = 0; i < suggest.n; i++)
		left += is_near(&suggest, i);
	for (size_t i = 0; i < suggest.n; i++) {
		if (!is_near(&suggest, i))
			continue;
		const char *before = n ? n + 1 < left ? ", " : " and " : left == 1 ? "a near name is " : "near names are ";
		up_buf_printf(&out, "%s`%.*s%.*s`", before, UP_FMT(suggest.names[i]), UP_FMT(suffix));
		n++;
	}
	return up_arena_take(arena, &out);
}

/* What rules know of the name where nothing of it is there. */
static up_str known(const struct up_unit_renames *renames, up_str name, struct up_arena *arena)
{
	size_t i = first_row(renames, name);
	while (i < renames->n && up_str_eq(renames->rows[i].from, name) && !renames->rows[i].since.len)
		i++;
	if (i == renames->n || !up_str_eq(renames->rows[i].from, name))
		return UP_STR("");
	const struct up_unit_rename *row = &renames->rows[i];
	if (!row->to.len)
		return up_arena_printf(arena, "it is gone since %.*s", UP_FMT(row->since));
	return up_arena_printf(arena, "it is called `%.*s` since %.*s", UP_FMT(row->to), UP_FMT(row->since));
}

up_str up_unit_advise(struct up_unit_advice *advice, up_str name, bool is_user, struct up_arena *arena)
{
	bool is_reverse;
	const struct up_unit_rename *row = is_user ? NULL : up_unit_renamed(advice, name, &is_reverse);
	if (row && is_reverse)
		return up_arena_printf(arena, "`%.*s` is there, the name before %.*s", UP_FMT(row->from), UP_FMT(row->since));
	if (row && row->since.len)
		return up_arena_printf(arena, "`%.*s` is there, the name since %.*s", UP_FMT(row->to), UP_FMT(row->since));
	if (row)
		return up_arena_printf(arena, "it may be `%.*s` that is meant, which is there", UP_FMT(row->to));
	const struct up_unit *alias = up_unit_set_get(advice->set, name, is_user);
	if (alias && alias->target.len)
		return up_arena_printf(arena, "a link of this name leads to `%.*s`, which is not there", UP_FMT(alias->target));
	up_str gone = is_user ? UP_STR("") : known(advice->renames, name, arena);
	if (gone.len)
		return gone;
	up_str template = up_unit_template(name, arena);
	if (!advice->left)
		return UP_STR("names that are near were not looked for any more");
	advice->left--;
	up_str nearest = near(advice->set, template.len ? template : name, is_user, arena);
	if (nearest.len)
		return nearest;
	return template.len ? up_arena_printf(arena, "nor the template `%.*s`", UP_FMT(template)) : UP_STR("no name there is near");
}
