/* uplint path PRODUCT FROM TO. */
#include "cli/path.h"

#include "base/say.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "core/version.h"

static const struct up_command command = {
	.options = UP_OPTIONS_PATH,
	.name = "path",
	.arguments = "PRODUCT FROM TO",
	.about = "Says which way leads from one version of a product to another: the stops, why each is there, what to do first, what "
		 "breaks on each\n"
		 "leg, and whether it can go back. Exit status 0: there is a way; 1: there is none, or it leads further than is known.",
	.least = 3,
	.most = 3,
};

const char *up_path_status_name(enum up_path_status status)
{
	static const char *const names[] = {
		[UP_PATH_FOUND] = "found",          [UP_PATH_SAME] = "same",       [UP_PATH_BACK] = "downgrade",
		[UP_PATH_NO_BACK] = "no-downgrade", [UP_PATH_BLOCKED] = "blocked", [UP_PATH_BEYOND] = "beyond"
	};
	return names[status];
}

static void say_unknown(const struct up_rules *rules, up_str id)
{
	struct up_suggest suggest;
	struct up_buf near = { 0 };
	bool is_product = false;
	for (size_t i = 0; i < up_rules_product_count(rules); i++)
		is_product |= up_str_eq(up_rules_product(rules, i).id, id);
	up_suggest_init(&suggest, id);
	if (!is_product)
		up_path_suggest(rules, &suggest);
	up_suggest_write(&suggest, &near);
	up_buf_add_s(&near, suggest.n ? "" : "; known are the ways of ");
	size_t n = 0;
	for (size_t i = 0; i < up_rules_product_count(rules) && !suggest.n; i++) {
		up_str known = up_rules_product(rules, i).id;
		if (up_path_is_known(rules, known))
			up_buf_printf(&near, "%s%.*s", n++ ? ", " : "", UP_FMT(known));
	}
	if (is_product)
		up_say("the ways of '%.*s' are not known%s", UP_FMT(id), near.bytes);
	else
		up_say("there is no product '%.*s'%s", UP_FMT(id), near.bytes);
	up_buf_finish(&near);
}

static bool check_version(const struct up_rules *rules, up_str product, up_str text)
{
	if (up_version_valid(up_path_version(rules, product, text)))
		return true;
	up_say("'%.*s' is no version of %.*s", UP_FMT(text), UP_FMT(product));
	return false;
}

static int status_of(const struct up_path *path)
{
	bool is_fine = path->status == UP_PATH_FOUND || path->status == UP_PATH_SAME || path->status == UP_PATH_BACK;
	return is_fine ? UP_STATUS_CLEAN : UP_STATUS_FINDINGS;
}

static int find(const struct up_options *options, const struct up_rules *rules)
{
	up_str product = up_str_from(options->operands[0]), from = up_str_from(options->operands[1]),
	       to = up_str_from(options->operands[2]);
	if (!up_path_is_known(rules, product)) {
		say_unknown(rules, product);
		return UP_STATUS_ERROR;
	}
	if (!check_version(rules, product, from) || !check_version(rules, product, to))
		return UP_STATUS_ERROR;
	struct up_arena *arena = up_arena_new();
	struct up_path path;
	struct up_buf out = { 0 };
	up_path_find(rules, product, from, to, false, arena, &path);
	if (up_options_want_json(options))
		up_path_write_json(&path, &out);
	else
		up_path_write_text(&path, options->verbose, &out);
	int status = up_print(up_buf_str(&out)) ? status_of(&path) : UP_STATUS_ERROR;
	up_buf_finish(&out);
	up_arena_free(arena);
	return status;
}

static int run(struct up_options *options)
{
	struct up_rules *rules = up_options_rules(options, NULL);
	if (!rules)
		return UP_STATUS_ERROR;
	int status = find(options, rules);
	up_rules_free(rules);
	return status;
}

int up_command_path(int argc, char **argv)
{
	return up_options_run(argc, argv, &command, run);
}
