/* Classifying a source: which products own it, and which parser reads it. */
#include "core/parse.h"
#include "core/upgrade-code.h"
#include "core/upgrade-script.h"
#include "run/scan.h"

/* Formats whose own form is a matter of rules: they are read even where no literal of a rule stands in them. */
static bool is_always_read(const struct up_parser *parser)
{
	static const char *const names[] = { "crontab", "systemd-unit", "dockerfile", "sql", "liquibase" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(parser->name, names[i]))
			return true;
	return false;
}

/* Most files of a source tree are programs, of which only those are read that an upgrade runs: not asked for bids. */
static bool is_program_code(up_str name)
{
	static const char *const endings[] = { ".c",  ".h",  ".cc", ".cpp", ".hpp",  ".rs",  ".go", ".java",
					       ".py", ".js", ".ts", ".dts", ".dtsi", ".rst", ".S" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(name, up_str_from(endings[i])))
			return true;
	return false;
}

static bool has_files(const struct up_classified *classified, const struct up_source *source)
{
	return !classified->is_silent && classified->parser->has_files && classified->parser->has_files(source);
}

void up_classify(const struct up_rules *rules, const struct up_config *config, const struct up_source *source,
		 struct up_classified *ret_classified)
{
	struct up_classified classified = { 0 };
	up_rules_own(rules, source, &classified.ownership);
	for (size_t i = 0; config && i < config->n_products; i++)
		if (up_config_matches(config->products[i].glob, source->name))
			up_rules_own_as(rules, config->products[i].product, &classified.ownership);
	classified.parser = classified.ownership.parser;
	classified.bid = classified.parser ? 100 : 0;
	bool is_migration = up_is_migration_code(source);
	if (!classified.parser && (!is_program_code(source->name) || up_is_upgrade_code(source) || is_migration))
		classified.parser = up_parser_for(source, &classified.bid);
	/* What nobody owns is read for its commands, and for the few settings that rules look for in any format. A mere guess at a format is not read. */
	const struct up_parser *parser = classified.parser;
	classified.is_silent = parser && !classified.ownership.n && classified.bid < UP_BID_NAME;
	classified.is_silent |= parser && parser->is_code && !up_is_upgrade_code(source) && !is_migration;
	classified.has_commands = parser && !classified.is_silent && parser->has_commands && parser->has_commands(source);
	classified.always = classified.parser &&
			    (is_migration || classified.ownership.n || up_upgrade_script(source->name, source->bytes) != UP_UPGRADE_NONE ||
			     is_always_read(classified.parser) || has_files(&classified, source) ||
			     up_rules_want_settings(rules, source->name));
	*ret_classified = classified;
}
