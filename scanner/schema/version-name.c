/* Names of migrations. */
#include "schema/version-name.h"

static bool is_version_byte(char c)
{
	return up_is_digit(c) || c == '.' || c == '_';
}

up_str up_version_name(up_str name)
{
	/* Flyway: V and B for what is applied once, U for what undoes it. A version of it ends at two lines below. */
	bool is_flyway = name.len > 1 && strchr("VUB", name.s[0]) && up_is_digit(name.s[1]);
	size_t start = is_flyway, end;
	/* Doctrine: Version20260101120000.php; Yii: m260101_120000_region.php. */
	if (up_str_starts(name, UP_STR("Version")) && name.len > 7 && up_is_digit(name.s[7]))
		start = 7;
	else if (name.len > 1 && name.s[0] == 'm' && up_is_digit(name.s[1]))
		start = 1;
	end = start;
	while (end < name.len && (is_flyway ? is_version_byte(name.s[end]) : up_is_digit(name.s[end])) &&
	       !(is_flyway && name.s[end] == '_' && end + 1 < name.len && name.s[end + 1] == '_'))
		end++;
	/* 2024_01_05_120000_region.php, 2024-01-05-120000_region */
	while (!is_flyway && end - start >= 2 && end + 1 < name.len && strchr("_-", name.s[end]) && up_is_digit(name.s[end + 1])) {
		size_t next = end + 1;
		while (next < name.len && up_is_digit(name.s[next]))
			next++;
		if (next < name.len && !strchr("_-.", name.s[next]))
			break;
		end = next;
	}
	while (end > start && strchr("._", name.s[end - 1]))
		end--;
	return up_str_slice(name, start, end);
}

/* The number that begins at *at, without the zeros before it, and goes past it and what parts it from the next. */
static up_str next_number(up_str version, size_t *at)
{
	while (*at < version.len && (version.s[*at] == '0' || !up_is_digit(version.s[*at])))
		++*at;
	size_t start = *at;
	while (*at < version.len && up_is_digit(version.s[*at]))
		++*at;
	return up_str_slice(version, start, *at);
}

int up_version_name_cmp(up_str a, up_str b)
{
	size_t at_a = 0, at_b = 0;
	while (at_a < a.len || at_b < b.len) {
		up_str x = next_number(a, &at_a), y = next_number(b, &at_b);
		int order = x.len != y.len ? (x.len > y.len) - (x.len < y.len) : up_str_cmp(x, y);
		if (order)
			return order;
	}
	return 0;
}

static up_str folder_of(up_str path)
{
	size_t base = up_str_basename(path).len;
	return up_str_slice(path, 0, path.len > base ? path.len - base - 1 : 0);
}

struct up_migration_place up_migration_place(up_str path)
{
	static const char own[] = "up.sql down.sql migration.sql up.yaml down.yaml up.yml down.yml";
	struct up_migration_place place = { folder_of(path), up_str_basename(path) };
	if (up_str_is_listed(place.name, own) && place.folder.len) {
		place.name = up_str_basename(place.folder);
		place.folder = folder_of(place.folder);
	}
	return place;
}

bool up_is_migration_path(up_str path)
{
	static const char folders[] = "migrations migration migrate versions db_migrations changelog changelogs evolutions";
	struct up_migration_place place = up_migration_place(path);
	if (!up_version_name(place.name).len)
		return false;
	for (up_str folder = place.folder; folder.len; folder = folder_of(folder)) {
		up_str name = up_str_basename(folder);
		for (size_t i = 0, end = 0; i < sizeof folders - 1; i = end + 1) {
			end = up_str_find_byte((up_str){ folders, sizeof folders - 1 }, ' ', i);
			end = end == SIZE_MAX ? sizeof folders - 1 : end;
			if (up_str_eq_nocase(name, (up_str){ folders + i, end - i }))
				return true;
		}
	}
	return false;
}
