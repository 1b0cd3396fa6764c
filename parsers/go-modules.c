/* go.mod and go.sum. https://go.dev/ref/mod
 *
 * A go.sum lists more than a build takes (the go.mod files of all that was ever looked at), so that it counts only where there is no go.mod: its
 * components are a fallback. */
#include <stdlib.h>

#include "base/memory.h"
#include "common/bid.h"
#include "common/line.h"
#include "common/records.h"

enum {
	MOST_WORDS = 6, /* of a line that says something: replace A v1 => B v2 */
};

struct word {
	up_str text;
	up_span at;
};

struct module {
	struct word path, version;
	bool is_indirect;
};

struct replacement {
	struct module old, new;
	uint32_t order;
};

struct modules {
	struct up_line_reader reader;
	up_str block; /* the directive that a '(' opened */
	struct module *wanted;
	struct replacement *replaced;
	size_t n_wanted, wanted_capacity, n_replaced, replaced_capacity;
	bool is_partly;
};

/* --- words -------------------------------------------------------------------------------------------------------------- */

/* Blanks part words, `//` ends the line; a path with odd bytes in it stands in quotes. */
static size_t read_words(up_str bytes, up_span line, struct word words[MOST_WORDS])
{
	size_t n = 0;
	for (uint32_t at = line.start; n < MOST_WORDS;) {
		while (at < line.end && up_is_space(bytes.s[at]))
			at++;
		if (at >= line.end || up_str_starts(up_str_slice(bytes, at, line.end), UP_STR("//")))
			break;
		uint32_t start = at;
		char quote = bytes.s[at] == '"' || bytes.s[at] == '`' ? bytes.s[at] : '\0';
		for (at += quote ? 1 : 0; at < line.end && (quote ? bytes.s[at] != quote : !up_is_space(bytes.s[at]));)
			at++;
		words[n].text = up_str_slice(bytes, start + (quote != '\0'), at);
		at += quote && at < line.end;
		words[n++].at = (up_span){ start, at };
	}
	return n;
}

static bool is_indirect(up_str bytes, up_span line)
{
	return up_str_contains(up_str_slice(bytes, line.start, line.end), UP_STR("// indirect"));
}

/* --- go.mod ------------------------------------------------------------------------------------------------------------- */

static bool take_replacement(struct modules *modules, const struct word *words, size_t n)
{
	size_t arrow = 0;
	while (arrow < n && !up_str_eq(words[arrow].text, UP_STR("=>")))
		arrow++;
	if (!arrow || arrow + 1 >= n)
		return true;
	struct replacement *items = up_grow(modules->replaced, &modules->replaced_capacity, modules->n_replaced + 1, sizeof *items);
	modules->replaced = items;
	struct replacement *replacement = &items[modules->n_replaced];
	*replacement = (struct replacement){ .order = (uint32_t)modules->n_replaced };
	modules->n_replaced++;
	replacement->old.path = words[0];
	if (arrow > 1)
		replacement->old.version = words[1];
	replacement->new.path = words[arrow + 1];
	if (arrow + 2 < n)
		replacement->new.version = words[arrow + 2];
	return up_records_fit(modules->reader.p, modules->n_replaced, words[0].at.start);
}

/* `go 1.21` is the least that it takes, `toolchain go1.22.1` what is taken. The module itself has no version of its own. */
static bool take_directive(struct modules *modules, up_str name, const struct word *words, size_t n, up_span line)
{
	struct up_parse *p = modules->reader.p;
	if (!n)
		return true;
	if (up_str_eq(name, UP_STR("go")))
		return up_component_emit_wanted(p, "golang", UP_STR_NULL, UP_STR("stdlib"), words[0].text, words[0].at, words[0].at);
	if (up_str_eq(name, UP_STR("toolchain")))
		return !up_str_starts(words[0].text, UP_STR("go1")) ||
		       up_component_emit(p, "golang", UP_STR_NULL, UP_STR("stdlib"), up_str_slice(words[0].text, 2, words[0].text.len),
					 words[0].at, words[0].at);
	if (up_str_eq(name, UP_STR("module")))
		return up_component_emit_as(p, &(struct up_said_component){ .type = UP_STR("golang"),
									    .name = words[0].text,
									    .path = UP_STR("local"),
									    .key_at = words[0].at,
									    .value_at = words[0].at });
	if (up_str_eq(name, UP_STR("replace"))) {
		return take_replacement(modules, words, n);
	} else if (up_str_eq(name, UP_STR("require")) && n > 1) {
		modules->wanted = up_grow(modules->wanted, &modules->wanted_capacity, modules->n_wanted + 1, sizeof *modules->wanted);
		modules->wanted[modules->n_wanted++] = (struct module){ words[0], words[1], is_indirect(modules->reader.bytes, line) };
		return up_records_fit(p, modules->n_wanted, line.start);
	} else if (up_str_eq(name, UP_STR("require"))) {
		up_note(p, UP_NOTE_SYNTAX, line.start, "a module without a version; it was passed over");
		modules->is_partly = true;
	}
	return true;
}

static bool take_line(struct modules *modules, up_span line)
{
	struct word words[MOST_WORDS];
	size_t n = read_words(modules->reader.bytes, line, words);
	if (!n)
		return true;
	if (modules->block.len) {
		if (up_str_eq(words[0].text, UP_STR(")")))
			modules->block = UP_STR_NULL;
		else
			return take_directive(modules, modules->block, words, n, line);
		return true;
	}
	if (n > 1 && up_str_eq(words[1].text, UP_STR("("))) {
		modules->block = words[0].text;
		return true;
	}
	return take_directive(modules, words[0].text, words + 1, n - 1, line);
}

static int by_old(const void *a, const void *b)
{
	const struct replacement *x = a, *y = b;
	int order = up_str_cmp(x->old.path.text, y->old.path.text);
	/* One for a version goes before one for all. */
	if (!order)
		order = up_str_cmp(y->old.version.text, x->old.version.text);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

static const struct replacement *replacement_of(const struct modules *modules, const struct module *module)
{
	size_t low = 0, high = modules->n_replaced;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (up_str_cmp(modules->replaced[middle].old.path.text, module->path.text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Few versions of one module are replaced. */
	for (size_t i = low, tried = 0; i < modules->n_replaced && tried < 64; i++, tried++) {
		const struct replacement *replacement = &modules->replaced[i];
		if (!up_str_eq(replacement->old.path.text, module->path.text))
			break;
		if (!replacement->old.version.text.len || up_str_eq(replacement->old.version.text, module->version.text))
			return replacement;
	}
	return NULL;
}

static bool emit_wanted(struct modules *modules)
{
	bool going = true;
	if (modules->n_replaced)
		qsort(modules->replaced, modules->n_replaced, sizeof *modules->replaced, by_old);
	for (size_t i = 0; i < modules->n_wanted && going; i++) {
		const struct module *module = &modules->wanted[i];
		const struct replacement *replacement = replacement_of(modules, module);
		struct up_said_component said = { .type = UP_STR("golang"),
						  .path = module->is_indirect ? UP_STR("indirect") : UP_STR_NULL };
		/* A folder takes the place of the module, whose version is then nobody's. */
		bool is_local = replacement && !replacement->new.version.text.len;
		if (replacement && !is_local)
			module = &replacement->new;
		said.name = module->path.text;
		said.key_at = module->path.at;
		said.value_at = module->version.at;
		if (is_local)
			said.path = UP_STR("local");
		else
			said.version = module->version.text;
		going = up_component_emit_as(modules->reader.p, &said);
	}
	return going;
}

/* --- go.sum ------------------------------------------------------------------------------------------------------------- */

static bool take_sum(struct modules *modules, up_span line)
{
	struct word words[MOST_WORDS];
	size_t n = read_words(modules->reader.bytes, line, words);
	if (n && n != 3) {
		up_note(modules->reader.p, UP_NOTE_SYNTAX, line.start, "a line of a go.sum has three words; it was passed over");
		modules->is_partly = true;
	}
	if (n != 3 || up_str_ends(words[1].text, UP_STR("/go.mod")))
		return true;
	return up_component_emit_as(modules->reader.p, &(struct up_said_component){ .type = UP_STR("golang"),
										    .name = words[0].text,
										    .version = words[1].text,
										    .flags = UP_FACT_FALLBACK,
										    .key_at = words[0].at,
										    .value_at = words[1].at });
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct modules modules = { 0 };
	bool is_sum = up_str_ends(up_parse_source(p)->name, UP_STR("go.sum")), going = true;
	up_line_reader_init(&modules.reader, p);
	up_span line;
	while (going && up_line_read(&modules.reader, &line))
		going = is_sum ? take_sum(&modules, line) : take_line(&modules, line);
	if (modules.block.len && going) {
		up_note(p, UP_NOTE_SYNTAX, (uint32_t)modules.reader.bytes.len, "a '(' is not closed");
		modules.is_partly = true;
	}
	emit_wanted(&modules);
	up_free(modules.wanted);
	up_free(modules.replaced);
	return modules.is_partly || !going ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "go.mod|go.sum") ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_go_modules = {
	.name = "go-modules",
	.summary = "go.mod, go.sum",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
