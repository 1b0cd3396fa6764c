/* Which language code is in. */
#include "base/lines.h"
#include "common/code.h"

struct language {
	const char *name;
	const char *endings[6];
	const char *interpreters[4];
};

static const struct language languages[_UP_CODE_MAX] = {
	[UP_CODE_CSHARP] = { "csharp", { ".cs" }, { NULL } },
	[UP_CODE_ELIXIR] = { "elixir", { ".exs", ".ex" }, { "elixir" } },
	[UP_CODE_GO] = { "go", { ".go" }, { NULL } },
	[UP_CODE_JAVA] = { "java", { ".java" }, { NULL } },
	[UP_CODE_JAVASCRIPT] = { "javascript", { ".js", ".mjs", ".cjs", ".jsx" }, { "node", "nodejs", "bun" } },
	[UP_CODE_PHP] = { "php", { ".php", ".php5" }, { "php" } },
	[UP_CODE_PYTHON] = { "python", { ".py", ".pyw" }, { "python", "pypy" } },
	[UP_CODE_RUBY] = { "ruby", { ".rb", ".rake", ".gemspec", ".ru" }, { "ruby", "rake" } },
	[UP_CODE_RUST] = { "rust", { ".rs" }, { NULL } },
	[UP_CODE_TSX] = { "tsx", { ".tsx" }, { NULL } },
	[UP_CODE_TYPESCRIPT] = { "typescript", { ".ts", ".mts", ".cts" }, { "ts-node", "deno", "tsx" } },
};

/* "python3.11" is python. */
static bool is_interpreter(up_str name, up_str known)
{
	if (!up_str_starts(name, known))
		return false;
	for (size_t i = known.len; i < name.len; i++)
		if (!up_is_digit(name.s[i]) && name.s[i] != '.')
			return false;
	return true;
}

/* The program of "#!/usr/bin/env -S python3 -u". */
static up_str interpreter(up_str bytes)
{
	size_t at = 0;
	up_str line, word = UP_STR("");
	if (!up_str_starts(bytes, UP_STR("#!")) || !up_line_next(bytes, &at, &line))
		return word;
	line = up_str_slice(line, 2, line.len);
	do {
		line = up_str_trim(line);
		size_t end = 0;
		while (end < line.len && !up_is_space(line.s[end]))
			end++;
		word = up_str_basename(up_str_slice(line, 0, end));
		line = up_str_slice(line, end, line.len);
	} while (line.len && (up_str_eq(word, UP_STR("env")) || up_str_starts(word, UP_STR("-"))));
	return word;
}

/* Qt's translations and MPEG streams end like TypeScript. */
static bool is_other(up_str bytes)
{
	return up_str_starts(up_str_trim(up_str_slice(bytes, 0, 64)), UP_STR("<"));
}

static enum up_code_language by_dialect(up_str dialect)
{
	for (enum up_code_language i = UP_CODE_NONE + 1; i < _UP_CODE_MAX; i++)
		if (dialect.len && up_str_eq(dialect, up_str_from(languages[i].name)))
			return i;
	return UP_CODE_NONE;
}

static bool has_ending(up_str name, const struct language *language)
{
	for (size_t i = 0; i < sizeof language->endings / sizeof *language->endings && language->endings[i]; i++)
		if (up_str_ends_nocase(name, up_str_from(language->endings[i])))
			return true;
	return false;
}

static bool has_interpreter(up_str program, const struct language *language)
{
	for (size_t i = 0; i < sizeof language->interpreters / sizeof *language->interpreters && language->interpreters[i]; i++)
		if (is_interpreter(program, up_str_from(language->interpreters[i])))
			return true;
	return false;
}

enum up_code_language up_code_language(const struct up_source *source, int *ret_bid)
{
	enum up_code_language language = by_dialect(source->dialect);
	up_str program = interpreter(source->bytes);
	*ret_bid = language ? UP_BID_SURE : UP_BID_NONE;
	for (enum up_code_language i = UP_CODE_NONE + 1; program.len && !language && i < _UP_CODE_MAX; i++) {
		if (has_interpreter(program, &languages[i])) {
			language = i;
			*ret_bid = UP_BID_SURE;
		}
	}
	for (enum up_code_language i = UP_CODE_NONE + 1; !program.len && !language && i < _UP_CODE_MAX; i++) {
		bool may_be_other = i == UP_CODE_TYPESCRIPT && is_other(source->bytes);
		if (has_ending(source->name, &languages[i]) && !may_be_other) {
			language = i;
			*ret_bid = UP_BID_NAME;
		}
	}
	return language;
}
