/* Names in braces of rules on operations and migrations: {table}, {index}, {references} … */
#include "match/operation-words.h"

#include "base/buf.h"
#include "schema/operation.h"

enum {
	VALUE_BYTES = 200, /* of a value that stands in a sentence */
};

/* The name in braces at `at`, or nothing. */
static up_str name_at(up_str words, size_t at)
{
	size_t end = at + 1;
	if (words.s[at] != '{' || (at && strchr("${", words.s[at - 1])))
		return UP_STR("");
	while (end < words.len && ((words.s[end] >= 'a' && words.s[end] <= 'z') || words.s[end] == '-'))
		end++;
	return end < words.len && words.s[end] == '}' ? up_str_slice(words, at + 1, end) : UP_STR("");
}

/* What is said of every fact of the kind beside its attributes. */
static bool is_own_name(up_str name, bool of_migration)
{
	return up_str_is_listed(name, of_migration ? "runner version dialect" : "operation dialect");
}

up_str up_operation_words_unknown(up_str words, bool of_migration)
{
	for (size_t i = 0; i < words.len; i++) {
		up_str name = name_at(words, i);
		if (!name.len || is_own_name(name, of_migration))
			continue;
		if (of_migration ? !up_is_migration_attribute(name) : !up_is_attribute(name))
			return name;
	}
	return UP_STR("");
}

static up_str value_of(const struct up_fact *fact, up_str name)
{
	if (up_str_eq(name, UP_STR("dialect")))
		return fact->path;
	if (up_str_eq(name, fact->kind == UP_FACT_MIGRATION ? UP_STR("runner") : UP_STR("operation")))
		return fact->key;
	if (fact->kind == UP_FACT_MIGRATION && up_str_eq(name, UP_STR("version")))
		return fact->value;
	return up_operation_value(fact, name);
}

static up_str cut(up_str value)
{
	size_t end = value.len < VALUE_BYTES ? value.len : VALUE_BYTES;
	while (end < value.len && end && ((unsigned char)value.s[end] & 0xC0) == 0x80)
		end--;
	return up_str_slice(value, 0, end);
}

/* What is not known, as a noun: "`{index}` is built on `{table}`" is "The index is built on the table". */
static up_str noun_of(up_str name)
{
	static const char *const nouns[][2] = { { "references", "the other table" },
						{ "new", "the new name" },
						{ "columns", "its columns" },
						{ "type", "the type" },
						{ "from", "the old one" },
						{ "lock-mode", "its" },
						{ "value", "the value" },
						{ "name", "the setting" },
						{ "version", "this migration" },
						{ "runner", "the runner" },
						{ "dialect", "the database" },
						{ "expression", "the expression" },
						{ "default", "the default" },
						{ "from-type", "the old type" },
						{ "partition", "the partition" },
						{ "tablespace", "the tablespace" },
						{ "constraint", "the constraint" },
						{ "column", "the column" },
						{ "index", "the index" },
						{ "table", "the table" },
						{ "extension", "the extension" },
						{ "trigger", "the trigger" },
						{ "using-index", "the other index" },
						{ "engine", "the engine" } };
	for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
		if (up_str_eq(name, up_str_from(nouns[i][0])))
			return up_str_from(nouns[i][1]);
	return UP_STR("it");
}

/* Does the sentence so far end with a noun that stands for itself: "the column `{column}`"? */
static bool ends_with_noun(const struct up_buf *out)
{
	static const char nouns[] = "table tables column columns index indexes constraint key check type view trigger function sequence "
				    "partition schema extension domain enum value collection field database role policy rule lock engine "
				    "publication subscription tablespace expression default migration changeset version server "
				    "TABLE COLUMN INDEX CONSTRAINT";
	size_t start = out->len;
	while (start && out->bytes[start - 1] != ' ')
		start--;
	return up_str_is_listed((up_str){ out->bytes + start, out->len - start }, nouns);
}

static void add_unknown(struct up_buf *out, up_str name, bool has_quotes)
{
	/* "the index `{index}` `{constraint}`": one of the two is enough. */
	if (has_quotes && (ends_with_noun(out) || (out->len && out->bytes[out->len - 1] == '`')))
		return;
	up_str noun = noun_of(name);
	bool begins = !out->len || (out->len > 1 && out->bytes[out->len - 1] == '.');
	if (has_quotes && out->len)
		up_buf_add_byte(out, ' ');
	up_buf_add_byte(out, begins ? (char)(noun.s[0] - 'a' + 'A') : noun.s[0]);
	up_buf_add(out, up_str_slice(noun, 1, noun.len));
}

static void add_value(struct up_buf *out, up_str value, bool has_quotes, bool has_blank)
{
	up_buf_add_s(out, has_blank ? " " : "");
	up_buf_add_s(out, has_quotes ? "`" : "");
	up_buf_add(out, cut(value));
	up_buf_add_s(out, has_quotes ? "`" : "");
}

/* How many bytes of the words the place holder at `at` takes with all that goes with it: " `{table}`". 0: none stands there. */
static size_t place_holder(up_str words, size_t at, up_str *ret_name, bool *ret_has_quotes, bool *ret_has_blank)
{
	size_t brace = at;
	*ret_has_blank = words.s[at] == ' ';
	brace += *ret_has_blank;
	*ret_has_quotes = brace < words.len && words.s[brace] == '`';
	brace += *ret_has_quotes;
	if (brace >= words.len || (*ret_has_blank && !*ret_has_quotes))
		return 0;
	*ret_name = name_at(words, brace);
	size_t end = brace + ret_name->len + 2;
	if (!ret_name->len || (*ret_has_quotes && (end >= words.len || words.s[end] != '`')))
		return 0;
	return end + *ret_has_quotes - at;
}

/* Where the next place holder may begin: most of a sentence is none, and is copied as it is. */
static size_t next_place(up_str words, size_t from, bool with_blanks)
{
	size_t brace = up_str_find_byte(words, '{', from);
	if (brace == SIZE_MAX)
		return words.len;
	/* " `{table}`" and "`{table}`" */
	for (int i = 0; with_blanks && i < 2 && brace > from && strchr(" `", words.s[brace - 1]); i++)
		brace--;
	return brace;
}

up_str up_operation_fill(up_str words, const struct up_fact *fact, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	up_buf_reserve(&out, words.len + VALUE_BYTES);
	for (size_t i = 0; i < words.len;) {
		up_str name;
		bool has_quotes, has_blank;
		size_t next = next_place(words, i, true);
		up_buf_add(&out, up_str_slice(words, i, next));
		if ((i = next) == words.len)
			break;
		size_t used = place_holder(words, i, &name, &has_quotes, &has_blank);
		up_str value = used ? value_of(fact, name) : UP_STR("");
		if (!used)
			up_buf_add_byte(&out, words.s[i]);
		else if (value.len)
			add_value(&out, value, has_quotes, has_blank);
		else
			add_unknown(&out, name, has_quotes);
		i += used ? used : 1;
	}
	return up_arena_take(arena, &out);
}

up_str up_operation_fill_statements(up_str words, const struct up_fact *fact, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	up_buf_reserve(&out, words.len + VALUE_BYTES);
	for (size_t i = 0; i < words.len;) {
		size_t next = next_place(words, i, false);
		up_buf_add(&out, up_str_slice(words, i, next));
		if ((i = next) == words.len)
			break;
		up_str name = name_at(words, i);
		up_str value = name.len ? value_of(fact, name) : UP_STR("");
		if (!name.len)
			up_buf_add_byte(&out, words.s[i]);
		else if (value.len)
			up_buf_add(&out, value);
		else
			up_buf_add_s(&out, "…");
		i += name.len ? name.len + 2 : 1;
	}
	return up_arena_take(arena, &out);
}
