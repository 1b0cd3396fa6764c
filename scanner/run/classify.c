/* Classifying a source: which products own it, and which parser reads it. */
#include "base/glob.h"
#include "core/parse.h"
#include "run/scan.h"

/* Formats whose own form is a matter of rules: they are read even where no literal of a rule stands in them. */
static bool is_always_read(const struct up_parser *parser)
{
	static const char *const names[] = { "crontab", "systemd-unit", "dockerfile" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(parser->name, names[i]))
			return true;
	return false;
}

void up_classify(const struct up_rules *rules, const struct up_config *config, const struct up_source *source,
		 struct up_classified *ret_classified)
{
	struct up_classified classified = { 0 };
	up_rules_own(rules, source, &classified.ownership);
	for (size_t i = 0; config && i < config->n_products; i++)
		if (up_glob_match(config->products[i].glob, source->name))
			up_rules_own_as(rules, config->products[i].product, &classified.ownership);
	classified.parser = classified.ownership.parser;
	classified.bid = classified.parser ? 100 : 0;
	if (!classified.parser)
		classified.parser = up_parser_for(source, &classified.bid);
	/* What nobody owns is read for its commands; a format that has none, or a mere guess at one, has nothing to say to any rule. */
	classified.is_silent = classified.parser && !classified.ownership.n && !up_rules_want_settings(rules, classified.parser) &&
			       (!classified.parser->has_commands || classified.bid < UP_BID_NAME);
	classified.always = classified.parser && (classified.ownership.n || is_always_read(classified.parser));
	*ret_classified = classified;
}
