/* Names that Laravel makes where none is given: of indexes, of tables that belong to models. */
#include "base/buf.h"
#include "orm/laravel.h"

up_str laravel_index_name(struct up_steps *steps, up_str columns, const char *kind)
{
	struct up_buf out = { 0 };
	up_buf_printf(&out, "%.*s_%.*s_%s", UP_FMT(steps->table), UP_FMT(columns), kind);
	bool is_known = !up_orm_is_unknown(up_buf_str(&out));
	for (size_t i = 0; i < out.len; i++)
		if (strchr(".,-", out.bytes[i]))
			out.bytes[i] = '_';
		else if (is_known)
			out.bytes[i] = up_lower(out.bytes[i]);
	return up_arena_take(steps->orm->code->arena, &out);
}

static void add_snake(struct up_buf *out, up_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		bool is_upper = name.s[i] >= 'A' && name.s[i] <= 'Z';
		if (is_upper && i && name.s[i - 1] != '_')
			up_buf_add_byte(out, '_');
		up_buf_add_byte(out, up_lower(name.s[i]));
	}
}

/* The plural of the last word, as far as the rules of English go. */
static void add_plural(struct up_buf *out)
{
	static const struct {
		const char *one, *many;
	} odd[] = { { "person", "people" }, { "child", "children" }, { "man", "men" } };
	up_str word = up_buf_str(out);
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		if (!up_str_ends(word, up_str_from(odd[i].one)))
			continue;
		out->len -= strlen(odd[i].one);
		up_buf_add_s(out, odd[i].many);
		return;
	}
	static const char *const same[] = { "data", "equipment", "information", "media", "metadata", "news", "series", "software" };
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (up_str_ends(word, up_str_from(same[i])))
			return;
	char last = word.len ? word.s[word.len - 1] : 0, before = word.len > 1 ? word.s[word.len - 2] : 0;
	if (last == 'y' && !strchr("aeiou", before)) {
		out->len--;
		up_buf_add_s(out, "ies");
	} else if (last == 's' || last == 'x' || last == 'z' || (last == 'h' && strchr("cs", before))) {
		up_buf_add_s(out, "es");
	} else {
		up_buf_add_byte(out, 's');
	}
}

up_str laravel_table_name(struct up_orm *orm, up_str name)
{
	struct up_buf out = { 0 };
	if (!name.len || up_orm_is_unknown(name))
		return name;
	add_snake(&out, name);
	add_plural(&out);
	return up_arena_take(orm->code->arena, &out);
}

up_str laravel_model(struct up_orm *orm, TSNode node)
{
	struct up_text text;
	struct up_buf out = { 0 };
	if (up_orm_text(orm, node, &text))
		return text.bytes;
	up_str written = up_orm_source(orm, node);
	if (!up_str_ends(written, UP_STR("::class")))
		return up_orm_name(orm, node);
	written = up_str_slice(written, 0, written.len - 7);
	for (size_t i = written.len; i > 0; i--)
		if (written.s[i - 1] == '\\') {
			written = up_str_slice(written, i, written.len);
			break;
		}
	add_snake(&out, written);
	return up_arena_take(orm->code->arena, &out);
}
