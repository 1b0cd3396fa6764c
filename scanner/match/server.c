/* Versions of the databases that rules on operations hold for. */
#include "match/server.h"
#include "core/version.h"
#include "match/rules-private.h"

static bool is_inside(const struct up_image *image, const struct up_image_server *server, up_str version)
{
	up_str since = up_image_str(image->header, server->since), before = up_image_str(image->header, server->before);
	/* A short version is the newest of its line: 8.0 is behind 8.0.12. */
	return (!since.len || up_version_within(since, version)) && (!before.len || !up_version_within(before, version));
}

/* A rule that names versions of other databases alone does not hold for this one. */
static bool holds(const struct up_image *image, const struct up_image_operation *operation, up_str product, up_str version)
{
	const struct up_image_server *servers = up_image_at(image->header, UP_IMAGE_SERVERS);
	for (uint32_t i = 0; i < operation->servers.n; i++) {
		const struct up_image_server *server = &servers[operation->servers.first + i];
		if (up_str_eq(up_image_str(image->header, server->product), product) && (!version.len || is_inside(image, server, version)))
			return true;
	}
	return !operation->servers.n;
}

enum up_server up_server_of(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule,
			    const struct up_given_database *database)
{
	const struct up_image_operation *operation = up_image_operation(image->header, rule);
	up_str product = up_str_from(up_dialect_name(database->dialect));
	const struct up_image *product_image;
	const struct up_image_product *known;
	if (!operation->servers.n)
		return UP_SERVER_HOLDS;
	if (!holds(image, operation, product, database->version))
		return UP_SERVER_OTHER;
	const struct up_window *window = up_rules_window(rules, product, &product_image, &known);
	if (database->version.len)
		return UP_SERVER_HOLDS;
	if (!window || (!window->to_given && !window->from_given))
		return UP_SERVER_PENDING;
	return holds(image, operation, product, window->to_given ? window->to : window->from) ? UP_SERVER_HOLDS : UP_SERVER_OTHER;
}

bool up_rules_server_holds(const struct up_rules *rules, const struct up_rule *view, enum up_dialect dialect, up_str version)
{
	const struct up_image *image, *product_image;
	const struct up_image_rule *rule = up_rules_image_rule(rules, view, &image);
	const struct up_image_product *known;
	up_str product = up_str_from(up_dialect_name(dialect));
	if (!rule->operation)
		return true;
	const struct up_window *window = up_rules_window(rules, product, &product_image, &known);
	if (!version.len && window)
		version = window->to;
	return !version.len || holds(image, up_image_operation(image->header, rule), product, version);
}

enum up_dialect up_rules_given_dialect(const struct up_rules *rules)
{
	enum up_dialect found = UP_DIALECT_NONE;
	for (int i = UP_DIALECT_NONE + 1; i < _UP_DIALECT_MAX; i++) {
		const struct up_image *image;
		const struct up_image_product *product;
		const struct up_window *window = up_rules_window(rules, up_str_from(up_dialect_name((enum up_dialect)i)), &image, &product);
		if (!window || (!window->to_given && !window->from_given) || window->from_found)
			continue;
		if (found != UP_DIALECT_NONE)
			return UP_DIALECT_NONE;
		found = (enum up_dialect)i;
	}
	return found;
}
