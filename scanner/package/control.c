/* Fields of control files, deb-control(5) and deb-version(7), and of .PKGINFO as abuild writes it. */
#include "package/control.h"

/* --- deb -------------------------------------------------------------------------------------------------------------- */

static const char *const relations[_UP_CONTROL_RELATION_MAX] = {
	[UP_CONTROL_DEPENDS] = "Depends",   [UP_CONTROL_PRE_DEPENDS] = "Pre-Depends", [UP_CONTROL_RECOMMENDS] = "Recommends",
	[UP_CONTROL_SUGGESTS] = "Suggests", [UP_CONTROL_CONFLICTS] = "Conflicts",     [UP_CONTROL_BREAKS] = "Breaks",
	[UP_CONTROL_REPLACES] = "Replaces", [UP_CONTROL_PROVIDES] = "Provides",
};

const char *up_control_relation_name(enum up_control_relation relation)
{
	return relation < _UP_CONTROL_RELATION_MAX ? relations[relation] : "";
}

static up_str next_line(up_str text, size_t *at)
{
	size_t end = up_str_find_byte(text, '\n', *at);
	up_str line = up_str_slice(text, *at, end);
	*at = end == SIZE_MAX ? text.len : end + 1;
	if (line.len && line.s[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* The next field of the paragraph with its continuation lines; false at its end. */
static bool next_field(up_str text, size_t *at, up_str *ret_name, up_str *ret_value)
{
	while (*at < text.len) {
		up_str line = next_line(text, at);
		if (!up_str_trim(line).len)
			return false;
		size_t colon = up_str_find_byte(line, ':', 0);
		const char *start = line.s + (colon == SIZE_MAX ? line.len : colon + 1);
		const char *end = line.s + line.len;
		while (*at < text.len && up_is_blank(text.s[*at])) {
			up_str more = next_line(text, at);
			end = more.s + more.len;
		}
		if (colon == SIZE_MAX || line.s[0] == '#')
			continue;
		*ret_name = up_str_slice(line, 0, colon);
		*ret_value = up_str_trim(up_str_range(start, end));
		return true;
	}
	return false;
}

static size_t paragraph_start(up_str text)
{
	size_t at = 0;
	while (at < text.len && up_is_space(text.s[at]))
		at++;
	return at;
}

up_str up_control_field(up_str text, up_str name)
{
	up_str found, value;
	for (size_t at = paragraph_start(text); next_field(text, &at, &found, &value);)
		if (up_str_eq_nocase(found, name))
			return value;
	return UP_STR("");
}

bool up_control_read(up_str text, struct up_control *ret_control)
{
	struct up_control control = { UP_STR(""), UP_STR(""), UP_STR(""), UP_STR(""), UP_STR("") };
	static const char *const names[] = { "Package", "Version", "Architecture", "Source", "Maintainer" };
	up_str *const values[] = { &control.package, &control.version, &control.architecture, &control.source, &control.maintainer };
	up_str name, value;
	for (size_t at = paragraph_start(text); next_field(text, &at, &name, &value);)
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (up_str_eq_nocase(name, up_str_from(names[i])))
				*values[i] = value;
	if (!control.package.len)
		return false;
	*ret_control = control;
	return true;
}

static const char *compare_of(up_str *text)
{
	static const char *const words[] = { "<<", "<=", ">>", ">=", "=", "<", ">", "~" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!up_str_starts(*text, up_str_from(words[i])))
			continue;
		*text = up_str_trim(up_str_slice(*text, strlen(words[i]), SIZE_MAX));
		return words[i];
	}
	return "";
}

/* "name:any (>= 1.2) [amd64] <!nocheck>" */
static void read_need(up_str text, struct up_control_need *need)
{
	text = up_str_trim(text);
	size_t open = up_str_find_byte(text, '(', 0), end = 0;
	while (end < text.len && !up_is_space(text.s[end]) && !strchr("([<:", text.s[end]))
		end++;
	need->name = up_str_slice(text, 0, end);
	need->version = UP_STR("");
	need->compare = "";
	if (open == SIZE_MAX)
		return;
	up_str inner = up_str_trim(up_str_slice(text, open + 1, up_str_find_byte(text, ')', open)));
	need->compare = compare_of(&inner);
	need->version = inner;
}

static void read_needs(up_str value, enum up_control_relation relation, uint32_t *group, void *data,
		       void (*got)(void *data, const struct up_control_need *need))
{
	for (size_t at = 0; at < value.len; (*group)++) {
		size_t comma = up_str_find_byte(value, ',', at);
		up_str alternatives = up_str_slice(value, at, comma);
		for (size_t from = 0; from < alternatives.len;) {
			struct up_control_need need = { .relation = relation, .group = *group };
			size_t bar = up_str_find_byte(alternatives, '|', from);
			read_need(up_str_slice(alternatives, from, bar), &need);
			if (need.name.len)
				got(data, &need);
			from = bar == SIZE_MAX ? alternatives.len : bar + 1;
		}
		at = comma == SIZE_MAX ? value.len : comma + 1;
	}
}

void up_control_needs(up_str text, void *data, void (*got)(void *data, const struct up_control_need *need))
{
	up_str name, value;
	uint32_t group = 0;
	for (size_t at = paragraph_start(text); next_field(text, &at, &name, &value);)
		for (size_t i = 0; i < _UP_CONTROL_RELATION_MAX; i++)
			if (up_str_eq_nocase(name, up_str_from(relations[i])))
				read_needs(value, (enum up_control_relation)i, &group, data, got);
}

/* --- apk -------------------------------------------------------------------------------------------------------------- */

static bool next_setting(up_str text, size_t *at, up_str *ret_name, up_str *ret_value)
{
	while (*at < text.len) {
		up_str line = next_line(text, at);
		size_t equals = up_str_find_byte(line, '=', 0);
		if (equals == SIZE_MAX || line.s[0] == '#')
			continue;
		*ret_name = up_str_trim(up_str_slice(line, 0, equals));
		*ret_value = up_str_trim(up_str_slice(line, equals + 1, SIZE_MAX));
		return true;
	}
	return false;
}

bool up_pkginfo_read(up_str text, struct up_control *ret_control)
{
	struct up_control control = { UP_STR(""), UP_STR(""), UP_STR(""), UP_STR(""), UP_STR("") };
	static const char *const names[] = { "pkgname", "pkgver", "arch", "origin", "maintainer" };
	up_str *const values[] = { &control.package, &control.version, &control.architecture, &control.source, &control.maintainer };
	up_str name, value;
	for (size_t at = 0; next_setting(text, &at, &name, &value);)
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (up_str_eq(name, up_str_from(names[i])))
				*values[i] = value;
	if (!control.package.len)
		return false;
	*ret_control = control;
	return true;
}

void up_pkginfo_needs(up_str text, void *data, void (*got)(void *data, const struct up_control_need *need))
{
	static const struct {
		const char *name;
		enum up_control_relation relation;
	} keys[] = { { "depend", UP_CONTROL_DEPENDS },
		     { "conflict", UP_CONTROL_CONFLICTS },
		     { "replaces", UP_CONTROL_REPLACES },
		     { "provides", UP_CONTROL_PROVIDES } };
	up_str name, value;
	uint32_t group = 0;
	for (size_t at = 0; next_setting(text, &at, &name, &value);) {
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
			if (!up_str_eq(name, up_str_from(keys[i].name)))
				continue;
			struct up_control_need need = { .relation = keys[i].relation, .group = group++ };
			if (up_str_starts(value, UP_STR("!"))) {
				need.relation = UP_CONTROL_CONFLICTS;
				value = up_str_slice(value, 1, SIZE_MAX);
			}
			size_t end = 0;
			while (end < value.len && !strchr("<>=~ ", value.s[end]))
				end++;
			need.name = up_str_slice(value, 0, end);
			need.version = up_str_trim(up_str_slice(value, end, SIZE_MAX));
			need.compare = compare_of(&need.version);
			if (need.name.len)
				got(data, &need);
		}
	}
}
