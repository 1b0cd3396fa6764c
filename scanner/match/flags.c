/* Settings in command lines: flags of a product's programs and images, NAME=VALUE behind flags that assign, and all of this in variables and
 * in flags of other programs whose value is arguments (PGOPTIONS, `pg_ctl -o`) or SQL that sets (`psql -c`). */
#include "match/matcher-private.h"

/* One argument, and where it stands. */
struct argument {
	struct up_text text;
	up_span at;
	bool is_rough; /* `text` does not know the places of its bytes */
};

struct arguments {
	struct argument *items;
	uint32_t n;
	up_str embedded_in;
	uint32_t scope;
	up_str program; /* where it is none of the product's own: only flags that are listed with its name assign then */
};

/* The argument that is written at `at`. It knows its places where it is written as it is read, quotes round it aside. */
static struct argument argument_at(const struct up_matcher *matcher, up_str bytes, up_span at)
{
	up_str written = up_str_slice(matcher->source->bytes, at.start, at.end);
	size_t inside = up_str_find(written, bytes, 0);
	bool is_rough = inside == SIZE_MAX;
	return (struct argument){ .text = { .bytes = bytes, .at = is_rough ? 0 : at.start + (uint32_t)inside },
				  .at = at,
				  .is_rough = is_rough };
}

/* The place of the part [start, end) of an argument's text. */
static up_span part_at(const struct argument *argument, size_t start, size_t end)
{
	if (argument->is_rough)
		return argument->at;
	uint32_t first = up_text_at(&argument->text, (uint32_t)start);
	return (up_span){ first, end > start ? up_text_at(&argument->text, (uint32_t)end - 1) + 1 : first };
}

/* `--name=value`, `--name value`, `-n value`: the flag that stands in argument `at`. */
static bool read_flag(const struct arguments *arguments, uint32_t at, struct carried *ret_carried)
{
	const struct argument *argument = &arguments->items[at];
	up_str text = argument->text.bytes;
	if (text.len < 2 || text.s[0] != '-')
		return false;
	size_t dashes = text.s[1] == '-' ? 2 : 1;
	text = up_str_slice(text, dashes, text.len);
	size_t equals = up_str_find_byte(text, '=', 0);
	*ret_carried = (struct carried){ .scope = arguments->scope,
					 .is_flag = true,
					 .embedded_in = arguments->embedded_in,
					 .key_at = argument->at,
					 .value_at = { argument->at.end, argument->at.end } };
	ret_carried->key = up_str_slice(text, 0, equals);
	if (equals != SIZE_MAX) {
		ret_carried->value = up_str_slice(text, equals + 1, text.len);
		ret_carried->value_at = argument->at;
	} else if (at + 1 < arguments->n && !up_str_starts(arguments->items[at + 1].text.bytes, UP_STR("-"))) {
		ret_carried->value = arguments->items[at + 1].text.bytes;
		ret_carried->value_at = arguments->items[at + 1].at;
	}
	return ret_carried->key.len > 0;
}

/* The flag of an item of `assign`: "c", or "scp -o" for a program that is not the product's own. Empty: it is not this program's. */
static up_str assign_flag(up_str item, up_str program)
{
	size_t blank = up_str_find_byte(item, ' ', 0);
	if (blank == SIZE_MAX || !program.len)
		return blank == SIZE_MAX && !program.len ? item : UP_STR("");
	if (!up_str_eq(up_str_slice(item, 0, blank), program))
		return UP_STR("");
	while (blank < item.len && (item.s[blank] == ' ' || item.s[blank] == '-'))
		blank++;
	return up_str_slice(item, blank, item.len);
}

/* Where in which argument the assignment of a flag stands: `-c NAME=VALUE`, `-cNAME=VALUE`, `--option=NAME=VALUE`. */
static const struct argument *find_assignment(const struct up_image *image, uint32_t product, const struct arguments *arguments,
					      uint32_t at, size_t *ret_start)
{
	const struct up_image_product *row = (const struct up_image_product *)up_image_at(image->header, UP_IMAGE_PRODUCTS) + product;
	up_str text = arguments->items[at].text.bytes;
	bool is_long = up_str_starts(text, UP_STR("--"));
	size_t start = is_long ? 2 : 1;
	if (text.len <= start || text.s[0] != '-')
		return NULL;
	for (uint32_t i = 0; i < row->assign.n; i++) {
		up_str flag = assign_flag(up_image_item(image->header, row->assign, i), arguments->program);
		size_t end = start + flag.len;
		if (!flag.len || (flag.len > 1) != is_long || !up_str_starts(up_str_slice(text, start, text.len), flag))
			continue;
		*ret_start = is_long ? end + 1 : end;
		if (text.len > end)
			return is_long && text.s[end] != '=' ? NULL : &arguments->items[at];
		*ret_start = 0;
		return at + 1 < arguments->n ? &arguments->items[at + 1] : NULL;
	}
	return NULL;
}

static bool ends_name(char c)
{
	return c == '=' || up_is_space(c);
}

/* NAME=VALUE, or `NAME VALUE` as ssh takes it, from byte `start` of the argument on. */
static bool read_assignment(const struct argument *argument, size_t start, struct carried *ret_carried)
{
	up_str text = argument->text.bytes;
	while (start < text.len && up_is_space(text.s[start]))
		start++;
	size_t end = start, value;
	while (end < text.len && !ends_name(text.s[end]))
		end++;
	if (end == start || end == text.len)
		return false;
	for (value = end; value < text.len && (ends_name(text.s[value]) || text.s[value] == '"'); value++)
		;
	size_t value_end = text.len;
	while (value_end > value && (up_is_space(text.s[value_end - 1]) || text.s[value_end - 1] == '"'))
		value_end--;
	*ret_carried = (struct carried){ .key = up_str_slice(text, start, end),
					 .value = up_str_slice(text, value, value_end),
					 .key_at = part_at(argument, start, end),
					 .value_at = part_at(argument, value, value_end),
					 .is_rough = argument->is_rough };
	return true;
}

/* SQL: SET [SESSION | LOCAL] NAME {= | TO} VALUE, also at the end of ALTER SYSTEM, ALTER ROLE and their kin. */
static bool read_set(const struct arguments *arguments, uint32_t at, struct carried *ret_carried)
{
	const struct argument *items = arguments->items;
	if (!up_str_eq_nocase(items[at].text.bytes, UP_STR("SET")) || at + 1 >= arguments->n)
		return false;
	at++;
	if (up_str_eq_nocase(items[at].text.bytes, UP_STR("SESSION")) || up_str_eq_nocase(items[at].text.bytes, UP_STR("LOCAL")))
		at++;
	if (at >= arguments->n)
		return false;
	if (read_assignment(&items[at], 0, ret_carried))
		return true;
	uint32_t value = at + 1;
	while (value < arguments->n &&
	       (up_str_eq(items[value].text.bytes, UP_STR("=")) || up_str_eq_nocase(items[value].text.bytes, UP_STR("TO"))))
		value++;
	if (value == at + 1 || value >= arguments->n)
		return false;
	up_str written = items[value].text.bytes;
	while (written.len && written.s[written.len - 1] == ';')
		written.len--;
	*ret_carried = (struct carried){ .key = items[at].text.bytes,
					 .value = written,
					 .key_at = items[at].at,
					 .value_at = items[value].at,
					 .is_rough = items[at].is_rough };
	return true;
}

static void try_setting(struct up_matcher *matcher, size_t i, uint32_t product, const struct arguments *arguments, struct carried *carried)
{
	carried->scope = arguments->scope;
	carried->embedded_in = arguments->embedded_in;
	up_rows_try(matcher, i, product, UP_SPACE_SETTING, carried);
}

static void try_arguments(struct up_matcher *matcher, size_t i, uint32_t product, const struct arguments *arguments)
{
	const struct up_image *image = &matcher->rules->images[i];
	for (uint32_t k = 0; k < arguments->n; k++) {
		struct carried carried;
		size_t start;
		const struct argument *assignment = find_assignment(image, product, arguments, k, &start);
		if ((assignment && read_assignment(assignment, start, &carried)) || read_set(arguments, k, &carried))
			try_setting(matcher, i, product, arguments, &carried);
		if (!arguments->program.len && read_flag(arguments, k, &carried))
			up_rows_try(matcher, i, product, UP_SPACE_FLAG, &carried);
	}
}

/* --- arguments in one text ---------------------------------------------------------------------------------------------- */

/* The word from *at on, past blanks; quotes part no words and are no part of the text where they stand round all of it. */
static bool next_word(up_str text, size_t *at, size_t *ret_start, size_t *ret_end)
{
	while (*at < text.len && up_is_space(text.s[*at]))
		(*at)++;
	size_t start = *at;
	char quote = 0;
	for (; *at < text.len && (quote || !up_is_space(text.s[*at])); (*at)++) {
		char c = text.s[*at];
		if (c == quote)
			quote = 0;
		else if (!quote && (c == '"' || c == '\''))
			quote = c;
	}
	size_t end = *at;
	if (end - start >= 2 && (text.s[start] == '"' || text.s[start] == '\'') && text.s[end - 1] == text.s[start]) {
		start++;
		end--;
	}
	*ret_start = start;
	*ret_end = end;
	return end > start;
}

/* One of the words that a text parts into. Where the text as a whole is not written as it is read (it goes on over lines, holds an escape), most
 * of its words are: they are looked for one behind the other, from *cursor on, and not so far that a long text of escapes takes quadratic time. */
static struct argument word_at(const struct up_matcher *matcher, const struct argument *whole, size_t start, size_t end, uint32_t *cursor)
{
	struct argument word = { .text = up_text_slice(&whole->text, (uint32_t)start, (uint32_t)end),
				 .at = part_at(whole, start, end),
				 .is_rough = whole->is_rough };
	if (!word.is_rough)
		return word;
	uint32_t reach = *cursor + (uint32_t)(end - start) + 16384;
	struct argument found = argument_at(matcher, word.text.bytes, (up_span){ *cursor, reach < whole->at.end ? reach : whole->at.end });
	if (found.is_rough)
		return word;
	found.at = part_at(&found, 0, end - start);
	*cursor = found.at.end;
	return found;
}

/* Parts the text of one argument into arguments. */
static struct arguments split(struct up_matcher *matcher, const struct argument *whole)
{
	struct arguments arguments = { 0 };
	size_t at = 0, start, end, n = 0;
	while (n <= matcher->limits->words && next_word(whole->text.bytes, &at, &start, &end))
		n++;
	if (n > matcher->limits->words)
		matcher->note(matcher->note_data, UP_NOTE_LIMIT, whole->at.start,
			      up_arena_printf(matcher->arena, "arguments of more than %u words were cut (--max-words)", (unsigned)--n));
	arguments.items = up_arena_alloc(matcher->arena, (n + 1) * sizeof *arguments.items);
	uint32_t cursor = whole->at.start;
	for (at = 0; arguments.n < n && next_word(whole->text.bytes, &at, &start, &end);)
		arguments.items[arguments.n++] = word_at(matcher, whole, start, end, &cursor);
	return arguments;
}

/* --- facts -------------------------------------------------------------------------------------------------------------- */

/* `pg_ctl -o TEXT`: the arguments that a flag of another program holds. */
static void try_carrier(struct up_matcher *matcher, size_t i, const struct up_fact *fact, const struct arguments *arguments)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	if (!up_image_find(header, UP_SPACE_CARRIER, UINT32_MAX, fact->key, NULL))
		return;
	for (uint32_t k = 0; k < arguments->n; k++) {
		up_str text = arguments->items[k].text.bytes;
		size_t equals = up_str_find_byte(text, '=', 0);
		if (text.len < 2 || text.s[0] != '-' || (equals == SIZE_MAX && k + 1 >= arguments->n))
			continue;
		up_str flag = up_str_slice(text, 0, equals);
		/* -Xc TEXT: the last of several letters takes the text. */
		if (text.s[1] != '-' && text.len > 2 && equals == SIZE_MAX)
			flag = up_arena_printf(matcher->arena, "-%c", text.s[text.len - 1]);
		up_str name = up_arena_printf(matcher->arena, "%.*s %.*s", UP_FMT(fact->key), UP_FMT(flag));
		const struct up_image_entry *entry = up_image_find(header, UP_SPACE_ARGUMENTS, UINT32_MAX, name, NULL);
		if (!entry)
			continue;
		struct argument whole = arguments->items[equals == SIZE_MAX ? k + 1 : k];
		if (equals != SIZE_MAX)
			whole.text = up_text_slice(&whole.text, (uint32_t)equals + 1, (uint32_t)text.len);
		struct arguments held = split(matcher, &whole);
		held.embedded_in = arguments->embedded_in;
		for (; entry; entry = up_image_find(header, UP_SPACE_ARGUMENTS, UINT32_MAX, name, entry))
			try_arguments(matcher, i, entry->value, &held);
	}
}

/* `start --flag` that is handed to an image: arguments of its program, where that is one of its subcommands. */
static void try_subcommand(struct up_matcher *matcher, size_t i, const struct up_fact *fact, const struct arguments *arguments)
{
	const struct up_image_header *header = matcher->rules->images[i].header;
	const struct up_image_product *products = up_image_at(header, UP_IMAGE_PRODUCTS);
	const struct up_image_entry *entry = NULL;
	while ((entry = up_image_find(header, UP_SPACE_IMAGE, UINT32_MAX, fact->image, entry)))
		for (uint32_t k = 0; k < products[entry->value].subcommands.n; k++)
			if (up_str_eq(up_image_item(header, products[entry->value].subcommands, k), fact->key))
				try_arguments(matcher, i, entry->value, arguments);
}

static bool has_image(const struct up_image_header *header, const struct up_fact *fact)
{
	return fact->image.len && up_image_find(header, UP_SPACE_IMAGE, UINT32_MAX, fact->image, NULL);
}

void up_flags_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct arguments arguments = { .embedded_in = embedded_in, .scope = fact->scope };
	uint32_t n_words = up_own_words(fact), space = fact->flags & UP_FACT_IMAGE ? UP_SPACE_IMAGE : UP_SPACE_COMMAND;
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image_header *header = matcher->rules->images[i].header;
		const struct up_image_entry *entry = up_image_find(header, space, UINT32_MAX, fact->key, NULL);
		const struct up_image_entry *assign = up_image_find(header, UP_SPACE_ASSIGN, UINT32_MAX, fact->key, NULL);
		bool in_image = !entry && has_image(header, fact);
		if (!entry && !assign && !in_image && !up_image_find(header, UP_SPACE_CARRIER, UINT32_MAX, fact->key, NULL))
			continue;
		if (!arguments.items && n_words > 1) {
			arguments.items = up_arena_alloc(matcher->arena, n_words * sizeof *arguments.items);
			for (uint32_t k = 1; k < n_words; k++)
				arguments.items[arguments.n++] = argument_at(matcher, fact->words[k].text.bytes, fact->words[k].at);
		}
		for (; entry; entry = up_image_find(header, space, UINT32_MAX, fact->key, entry))
			try_arguments(matcher, i, entry->value, &arguments);
		if (in_image)
			try_subcommand(matcher, i, fact, &arguments);
		struct arguments others = arguments;
		others.program = fact->key;
		for (; assign; assign = up_image_find(header, UP_SPACE_ASSIGN, UINT32_MAX, fact->key, assign))
			try_arguments(matcher, i, assign->value, &others);
		try_carrier(matcher, i, fact, &arguments);
	}
}

void up_flags_variable(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	for (size_t i = 0; i < matcher->rules->n_images; i++) {
		const struct up_image_header *header = matcher->rules->images[i].header;
		const struct up_image_entry *entry = up_image_find(header, UP_SPACE_ARGUMENTS, UINT32_MAX, fact->key, NULL);
		if (!entry || !fact->value.len)
			continue;
		struct argument whole = argument_at(matcher, fact->value, fact->value_at);
		struct arguments arguments = split(matcher, &whole);
		arguments.embedded_in = embedded_in;
		for (; entry; entry = up_image_find(header, UP_SPACE_ARGUMENTS, UINT32_MAX, fact->key, entry))
			try_arguments(matcher, i, entry->value, &arguments);
	}
}
