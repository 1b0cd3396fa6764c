/* Names as Rails makes them of others: the table of a model, the column of a table. Only the usual ways of English; what a project teaches Rails besides is not
 * known. https://guides.rubyonrails.org/active_record_basics.html#naming-conventions */
#include "orm/rails.h"

static const struct {
	const char *one, *many;
} irregular[] = { { "person", "people" }, { "child", "children" }, { "man", "men" }, { "woman", "women" }, { "datum", "data" } };

static up_str join(struct up_orm *orm, up_str start, const char *end)
{
	return up_arena_printf(orm->code->arena, "%.*s%s", UP_FMT(start), end);
}

static bool is_vowel(char c)
{
	return strchr("aeiou", c) != NULL;
}

up_str rails_plural(struct up_orm *orm, up_str word)
{
	for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
		if (up_str_ends(word, up_str_from(irregular[i].one)))
			return join(orm, up_str_slice(word, 0, word.len - strlen(irregular[i].one)), irregular[i].many);
	if (!word.len || up_orm_is_unknown(word))
		return word;
	if (word.len > 1 && word.s[word.len - 1] == 'y' && !is_vowel(word.s[word.len - 2]))
		return join(orm, up_str_slice(word, 0, word.len - 1), "ies");
	bool hisses = up_str_ends(word, UP_STR("s")) || up_str_ends(word, UP_STR("x")) || up_str_ends(word, UP_STR("ch")) ||
		      up_str_ends(word, UP_STR("sh"));
	return join(orm, word, hisses ? "es" : "s");
}

up_str rails_singular(struct up_orm *orm, up_str word)
{
	for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
		if (up_str_ends(word, up_str_from(irregular[i].many)))
			return join(orm, up_str_slice(word, 0, word.len - strlen(irregular[i].many)), irregular[i].one);
	if (up_str_ends(word, UP_STR("ies")))
		return join(orm, up_str_slice(word, 0, word.len - 3), "y");
	bool hisses = up_str_ends(word, UP_STR("sses")) || up_str_ends(word, UP_STR("xes")) || up_str_ends(word, UP_STR("ches")) ||
		      up_str_ends(word, UP_STR("shes")) || up_str_ends(word, UP_STR("statuses")) || up_str_ends(word, UP_STR("buses")) ||
		      up_str_ends(word, UP_STR("aliases")) || up_str_ends(word, UP_STR("bonuses"));
	if (hisses)
		return up_str_slice(word, 0, word.len - 2);
	bool has_s = up_str_ends(word, UP_STR("s")) && !up_str_ends(word, UP_STR("ss"));
	return has_s ? up_str_slice(word, 0, word.len - 1) : word;
}

/* admin_user of AdminUser, admin/user of Admin::User with _ for / */
up_str rails_underscore(struct up_orm *orm, up_str name)
{
	struct up_buf out = { 0 };
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];
		bool is_capital = c >= 'A' && c <= 'Z', has_before = i && name.s[i - 1] != ':';
		bool follows_small = has_before && (name.s[i - 1] < 'A' || name.s[i - 1] > 'Z') && name.s[i - 1] != '_';
		bool begins_word = has_before && i + 1 < name.len && name.s[i + 1] >= 'a' && name.s[i + 1] <= 'z' && name.s[i - 1] != '_';
		if (c == ':') {
			if (i && name.s[i - 1] != ':')
				up_buf_add_byte(&out, '_');
			continue;
		}
		if (is_capital && (follows_small || begins_word))
			up_buf_add_byte(&out, '_');
		up_buf_add_byte(&out, up_lower(c));
	}
	return up_arena_take(orm->code->arena, &out);
}
