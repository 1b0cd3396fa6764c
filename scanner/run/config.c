/* .uplint.yaml: reading it, strictly. */
#include "run/config.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/glob.h"
#include "base/lines.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "base/yaml-tree.h"
#include "core/limits.h"
#include "core/version.h"
#include "run/identity.h"

struct reader {
	struct up_config *config;
	struct up_buf *faults;
	bool failed;
};

__attribute__((format(printf, 3, 4))) static void fault(struct reader *reader, const struct up_yaml_node *at, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char message[400];
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	up_buf_printf(reader->faults, "%.*s:%u:%u: %s\n", UP_FMT(reader->config->name), at->line, at->column, message);
	reader->failed = true;
}

static up_str scalar(struct reader *reader, const struct up_yaml_node *node, const char *what)
{
	if (node->kind == UP_YAML_SCALAR && node->text.len)
		return node->text;
	fault(reader, node, "%s is expected here", what);
	return UP_STR("");
}

static up_str *strings(struct reader *reader, const struct up_yaml_node *node, size_t *ret_n)
{
	if (node->kind != UP_YAML_LIST) {
		fault(reader, node, "a list is expected here");
		return NULL;
	}
	up_str *list = up_arena_alloc(reader->config->arena, (node->n_children + 1) * sizeof *list);
	size_t n = 0;
	for (const struct up_yaml_node *item = node->first; item; item = item->next) {
		list[n] = scalar(reader, item, "a string");
		n += list[n].len > 0;
	}
	*ret_n = n;
	return list;
}

static up_str *globs(struct reader *reader, const struct up_yaml_node *node, size_t *ret_n)
{
	up_str *list = strings(reader, node, ret_n);
	for (size_t i = 0; list && i < *ret_n; i++)
		if (!up_glob_valid(list[i]))
			fault(reader, node, "the glob '%.*s' has a bracket or brace that is not closed", UP_FMT(list[i]));
	return list;
}

/* ".uplint.yaml:3:12", for faults that show only when the rules are known. */
static up_str place_in_words(const struct up_config *config, const struct up_yaml_node *node)
{
	return up_arena_printf(config->arena, "%.*s:%u:%u", UP_FMT(config->name), node->line, node->column);
}

/* Is it a map, and no key in it twice? */
static bool check_map(struct reader *reader, const struct up_yaml_node *node, const char *what)
{
	if (node->kind != UP_YAML_MAP) {
		fault(reader, node, "%s", what);
		return false;
	}
	if (node->n_children / 2 > UP_LIMIT_CONFIG_KEYS) {
		fault(reader, node, "more than %d keys in one map", UP_LIMIT_CONFIG_KEYS);
		return false;
	}
	bool fine = true;
	for (const struct up_yaml_node *key = node->first; key; key = key->next->next) {
		for (const struct up_yaml_node *other = node->first; other != key; other = other->next->next) {
			if (!up_str_eq(other->text, key->text))
				continue;
			fault(reader, key, "'%.*s' stands here twice", UP_FMT(key->text));
			fine = false;
			break;
		}
	}
	return fine;
}

static void read_window(struct reader *reader, const struct up_yaml_node *product)
{
	struct up_config *config = reader->config;
	const struct up_yaml_node *window = product->next;
	if (!check_map(reader, window, "a map with `from`, `to` or both is expected here"))
		return;
	for (const struct up_yaml_node *key = window->first; key; key = key->next->next) {
		bool is_from = up_str_eq(key->text, UP_STR("from"));
		if (!is_from && !up_str_eq(key->text, UP_STR("to"))) {
			fault(reader, key, "unknown key '%.*s'; known are: from, to", UP_FMT(key->text));
			continue;
		}
		up_str version = scalar(reader, key->next, "a version in quotes");
		if (version.len && !up_version_valid(version))
			fault(reader, key->next, "'%.*s' is no version", UP_FMT(version));
		size_t *n = is_from ? &config->n_from : &config->n_to;
		(is_from ? config->from : config->to)[*n] = up_arena_printf(config->arena, "%.*s=%.*s", UP_FMT(product->text),
									    UP_FMT(version));
		(is_from ? config->from_places : config->to_places)[*n] = place_in_words(config, product);
		++*n;
	}
}

/* `versions: {postgresql: {from: "13", to: "16"}}` becomes PRODUCT=VERSION pairs, as on the command line. */
static void read_versions(struct reader *reader, const struct up_yaml_node *node)
{
	struct up_config *config = reader->config;
	if (!check_map(reader, node, "versions are a map: {postgresql: {from: \"13\", to: \"16\"}}"))
		return;
	size_t room = (node->n_children + 1) * sizeof *config->from;
	config->from = up_arena_alloc(config->arena, room);
	config->to = up_arena_alloc(config->arena, room);
	config->from_places = up_arena_alloc(config->arena, room);
	config->to_places = up_arena_alloc(config->arena, room);
	for (const struct up_yaml_node *product = node->first; product; product = product->next->next)
		read_window(reader, product);
}

static void read_products(struct reader *reader, const struct up_yaml_node *node)
{
	struct up_config *config = reader->config;
	if (!check_map(reader, node, "products are a map of globs: {\"conf/db.conf\": postgresql}"))
		return;
	config->products = up_arena_alloc(config->arena, (node->n_children + 1) * sizeof *config->products);
	for (const struct up_yaml_node *glob = node->first; glob; glob = glob->next->next) {
		if (!up_glob_valid(glob->text))
			fault(reader, glob, "the glob has a bracket or brace that is not closed");
		config->products[config->n_products++] = (struct up_config_product){
			.glob = glob->text,
			.product = scalar(reader, glob->next, "the id of a product"),
			.place = place_in_words(config, glob->next),
		};
	}
}

/* `databases: {GLOB: mysql}`: which database the migrations of these files are for. */
static void read_databases(struct reader *reader, const struct up_yaml_node *node)
{
	struct up_config *config = reader->config;
	if (!check_map(reader, node, "databases are a map of globs: {\"db/**\": postgresql}"))
		return;
	config->databases = up_arena_alloc(config->arena, (node->n_children + 1) * sizeof *config->databases);
	for (const struct up_yaml_node *glob = node->first; glob; glob = glob->next->next) {
		up_str name = scalar(reader, glob->next, "the name of a database");
		enum up_dialect dialect = up_dialect_from_name(name);
		if (!up_glob_valid(glob->text))
			fault(reader, glob, "the glob has a bracket or brace that is not closed");
		if (name.len && dialect == UP_DIALECT_NONE)
			fault(reader, glob->next,
			      "there is no database '%.*s'; known are: postgresql, mysql, mariadb, sqlserver, oracle, sqlite, mongodb",
			      UP_FMT(name));
		config->databases[config->n_databases++] = (struct up_config_database){ .glob = glob->text, .dialect = dialect };
	}
}

/* YYYY-MM-DD, a day that there is. */
static bool is_date(up_str text)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	uint64_t year, month, day;
	if (text.len != 10 || text.s[4] != '-' || text.s[7] != '-' || !up_str_to_u64(up_str_slice(text, 0, 4), &year) ||
	    !up_str_to_u64(up_str_slice(text, 5, 7), &month) || !up_str_to_u64(up_str_slice(text, 8, 10), &day))
		return false;
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (uint64_t)(month == 2 && is_leap);
}

/* Where a scalar stands in the file. */
static up_span place_of(const struct up_config *config, const struct up_yaml_node *node)
{
	size_t offset = 0;
	up_str line;
	for (uint32_t i = 1; i < node->line && up_line_next(config->text, &offset, &line); i++)
		continue;
	offset += !node->plain;
	for (uint32_t column = 1; column < node->column && offset < config->text.len; column++) {
		uint32_t code;
		size_t len = up_utf8_decode(up_str_slice(config->text, offset, config->text.len), &code);
		offset += len ? len : 1;
	}
	return (up_span){ (uint32_t)offset, (uint32_t)(offset + node->text.len) };
}

/* Never a secret itself: the page is read by many. */
static bool is_group(up_str text)
{
	bool fine = text.len == UP_IDENTITY_HEX;
	for (size_t i = 0; i < text.len; i++)
		fine &= up_is_digit(text.s[i]) || (text.s[i] >= 'a' && text.s[i] <= 'f');
	return fine;
}

static void read_suppression(struct reader *reader, const struct up_yaml_node *node)
{
	struct up_config_suppression suppression = { 0 };
	const struct {
		const char *name;
		up_str *target;
	} fields[] = { { "rule", &suppression.rule },     { "path", &suppression.path },   { "secret", &suppression.secret },
		       { "reason", &suppression.reason }, { "owner", &suppression.owner }, { "until", &suppression.until } };
	if (!check_map(reader, node, "a suppression is a map: {rule, path, secret, reason, owner, until}"))
		return;
	for (const struct up_yaml_node *key = node->first; key; key = key->next->next) {
		bool known = false;
		for (size_t i = 0; i < sizeof fields / sizeof *fields && !known; i++) {
			known = up_str_eq(key->text, up_str_from(fields[i].name));
			if (known)
				*fields[i].target = scalar(reader, key->next, "a string");
			if (known && !i)
				suppression.at = place_of(reader->config, key->next);
		}
		if (!known)
			fault(reader, key, "unknown key '%.*s'; known are: rule, path, secret, reason, owner, until", UP_FMT(key->text));
	}
	if (!suppression.rule.len || !suppression.reason.len)
		fault(reader, node, "a suppression needs a `rule` and a `reason`");
	if (suppression.secret.len && !is_group(suppression.secret))
		fault(reader, node, "`secret` is the `group` of a finding: 32 hex digits in quotes");
	if (suppression.until.len && !is_date(suppression.until))
		fault(reader, node, "`until` is a date: YYYY-MM-DD");
	if ((suppression.rule.len && !up_glob_valid(suppression.rule)) || (suppression.path.len && !up_glob_valid(suppression.path)))
		fault(reader, node, "a glob of the suppression has a bracket or brace that is not closed");
	struct up_config *config = reader->config;
	config->suppressions[config->n_suppressions++] = suppression;
}

static void read_suppressions(struct reader *reader, const struct up_yaml_node *node)
{
	if (node->kind != UP_YAML_LIST) {
		fault(reader, node, "suppressions are a list of {rule, path, secret, reason, owner, until}");
		return;
	}
	struct up_config *config = reader->config;
	config->suppressions = up_arena_alloc_zero(config->arena, (node->n_children + 1) * sizeof *config->suppressions);
	for (const struct up_yaml_node *item = node->first; item; item = item->next)
		read_suppression(reader, item);
}

static void read_key(struct reader *reader, const struct up_yaml_node *key)
{
	struct up_config *config = reader->config;
	if (up_str_eq(key->text, UP_STR("exclude")))
		config->exclude = globs(reader, key->next, &config->n_exclude);
	else if (up_str_eq(key->text, UP_STR("rules_off")))
		config->skip = globs(reader, key->next, &config->n_skip);
	else if (up_str_eq(key->text, UP_STR("products")))
		read_products(reader, key->next);
	else if (up_str_eq(key->text, UP_STR("databases")))
		read_databases(reader, key->next);
	else if (up_str_eq(key->text, UP_STR("versions")))
		read_versions(reader, key->next);
	else if (up_str_eq(key->text, UP_STR("suppressions")))
		read_suppressions(reader, key->next);
	else
		fault(reader, key, "unknown key '%.*s'; known are: exclude, products, databases, versions, rules_off, suppressions",
		      UP_FMT(key->text));
}

struct up_config *up_config_read(up_str name, up_str text, struct up_buf *faults)
{
	struct up_config *config = up_alloc_zero(1, sizeof *config);
	config->arena = up_arena_new();
	config->name = up_arena_copy(config->arena, name);
	config->text = up_arena_copy(config->arena, text);
	struct reader reader = { .config = config, .faults = faults };
	struct up_yaml_error error = { 0 };
	const struct up_yaml_node *root = up_yaml_read(text, config->arena, &error);
	struct up_yaml_node place = { .line = error.line, .column = error.column };
	if (!root)
		fault(&reader, &place, "%.*s", UP_FMT(error.message));
	bool is_map = root && check_map(&reader, root, "a map of keys and values is expected here");
	for (const struct up_yaml_node *key = is_map ? root->first : NULL; key; key = key->next->next)
		read_key(&reader, key);
	if (!reader.failed)
		return config;
	up_config_free(config);
	return NULL;
}

bool up_config_matches(up_str glob, up_str path)
{
	if (up_glob_match(glob, path))
		return true;
	for (size_t at = up_str_find_byte(path, '/', 0); at != SIZE_MAX; at = up_str_find_byte(path, '/', at + 1))
		if (up_glob_match(glob, up_str_slice(path, at + 1, path.len)))
			return true;
	return false;
}

void up_config_free(struct up_config *config)
{
	if (!config)
		return;
	up_arena_free(config->arena);
	up_free(config);
}
