/* What the name of a source says of the credentials in it. */
#include "base/glob.h"
#include "match/credentials.h"
#include "secret/place.h"
#include "secret/quality.h"

enum {
	LEAST_CHANCE = 20 /* bytes of a value in a file of words of people */
};
/* Programs: an unquoted word behind `=` is a variable there. */
static bool is_code(up_str name)
{
	static const char *const endings[] = { ".c",    ".h",   ".cc",     ".cpp",  ".cxx",  ".hpp",   ".hh",     ".m",      ".mm",
					       ".rs",   ".go",  ".java",   ".kt",   ".kts",  ".scala", ".groovy", ".py",     ".pyi",
					       ".js",   ".mjs", ".cjs",    ".jsx",  ".ts",   ".tsx",   ".vue",    ".rb",     ".php",
					       ".pl",   ".pm",  ".cs",     ".vb",   ".fs",   ".swift", ".dart",   ".lua",    ".ex",
					       ".exs",  ".erl", ".hrl",    ".inc",  ".hs",   ".clj",   ".r",      ".jl",     ".sql",
					       ".html", ".htm", ".xhtml",  ".css",  ".scss", ".jsp",   ".erb",    ".ejs",    ".ps1",
					       ".psm1", ".tf",  ".gradle", ".S",    ".s",    ".y",     ".l",      ".svelte", ".po",
					       ".pot",  ".md",  ".rst",    ".adoc", ".tex",  ".svg",   ".map" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(name, up_str_from(endings[i])))
			return true;
	return false;
}

/* Words of people, in any language: "password": "Kennwort vergessen". */
static bool is_translation(up_str path)
{
	static const char *const globs[] = {
		"**/{locale,locales,i18n,lang,langs,languages,localization,translations,translation,l10n,messages,msgs}/**",
		"**/messages*.properties", "**/*_{??,??_??}.properties",
		"**/{en,de,fr,es,it,ja,nl,pl,pt,ru,tr,zh}{,[-_]*}.{json,yml,yaml,properties}", "**/*.arb"
	};
	for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
		if (up_glob_match(up_str_from(globs[i]), path))
			return true;
	return false;
}

bool up_credential_is_chance(up_str value)
{
	size_t digits = 0;
	for (size_t i = 0; i < value.len; i++) {
		digits += up_is_digit(value.s[i]);
		if (up_is_space(value.s[i]))
			return false;
	}
	return digits && value.len >= LEAST_CHANCE && up_is_random(value);
}

const struct up_credentials *up_credentials_of(struct up_matcher *matcher)
{
	struct up_credentials *state = &matcher->credentials;
	up_str name = matcher->source->name;
	if (state->is_known)
		return state;
	state->is_known = true;
	state->path_kind = up_path_kind(name, matcher->source->root);
	state->is_example = state->path_kind == UP_PATH_SAMPLE || state->path_kind == UP_PATH_PROSE;
	state->is_code = is_code(up_str_basename(name));
	state->is_translation = is_translation(name);
	state->is_of_digests = up_path_is_of_digests(name);
	return state;
}
