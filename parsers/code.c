/* Code of programming languages: what it imports and what it calls, with the arguments that stand there literally. Of a scan only the code that an upgrade
 * runs is read (core/upgrade-code.h). */
#include "common/code.h"

static int bid(const struct up_source *source)
{
	int bid;
	up_code_language(source, &bid);
	return bid;
}

static enum up_parse_result parse(struct up_parse *p)
{
	int bid;
	enum up_code_language language = up_code_language(up_parse_source(p), &bid);
	if (!language) {
		up_note(p, UP_NOTE_UNSUPPORTED, 0, "the source is in no programming language that is known here");
		return UP_PARSE_FAILED;
	}
	return up_code_tree_read(p, language);
}

const struct up_parser up_parser_code = {
	.name = "code",
	.summary = "C#, Elixir, Go, Java, JavaScript, PHP, Python, Ruby, Rust and TypeScript: imports, calls with their literal arguments, "
		   "and the migrations of frameworks",
	.templates = UP_TEMPLATES_KEEP,
	.is_code = true,
	.bid = bid,
	.parse = parse,
};
