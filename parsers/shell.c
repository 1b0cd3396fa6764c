/* Shell scripts: sh, bash, dash, ksh. Every command with its words as far as they are literal, whatever it stands in. */
#include "base/lines.h"
#include "common/shell-tree.h"

enum {
	PIECE_BYTES = 256 * 1024, /* a tree takes some thirty times its text: larger sources are read in pieces */
};

static bool is_shell_name(up_str name)
{
	static const char *const names[] = { "sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "bats" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(name, up_str_from(names[i])))
			return true;
	return false;
}

static up_str next_word(up_str *line)
{
	*line = up_str_trim(*line);
	size_t n = 0;
	while (n < line->len && !up_is_space(line->s[n]))
		n++;
	up_str word = up_str_slice(*line, 0, n);
	*line = up_str_slice(*line, n, line->len);
	return word;
}

/* "#!/usr/bin/env -S bash -e" → 1; "#!/usr/bin/perl" → -1; no #! → 0. */
static int shebang(up_str bytes)
{
	size_t at = 0;
	up_str line;
	if (!up_str_starts(bytes, UP_STR("#!")) || !up_line_next(bytes, &at, &line))
		return 0;
	line = up_str_slice(line, 2, line.len);
	up_str name = up_str_basename(next_word(&line));
	if (up_str_eq(name, UP_STR("env"))) {
		do
			name = next_word(&line);
		while (name.len && (name.s[0] == '-' || up_str_find_byte(name, '=', 0) != SIZE_MAX));
		name = up_str_basename(name);
	}
	return is_shell_name(name) ? 1 : -1;
}

static int bid(const struct up_source *source)
{
	static const char *const endings[] = { ".sh", ".bash", ".ksh", ".zsh", ".bats", ".postinst", ".preinst", ".prerm", ".postrm" };
	static const char *const names[] = { ".bashrc", ".bash_profile", ".bash_login", ".profile",    ".zshrc",
					     ".kshrc",  "profile",       "bashrc",      "bash.bashrc", "postinst",
					     "preinst", "prerm",         "postrm",      "PKGBUILD",    "APKBUILD" };
	int by_line = shebang(source->bytes);
	if (by_line)
		return by_line > 0 ? UP_BID_SURE : UP_BID_NONE;
	up_str name = up_str_basename(source->name);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(name, up_str_from(endings[i])))
			return UP_BID_NAME;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(name, up_str_from(names[i])))
			return UP_BID_NAME;
	return UP_BID_NONE;
}

/* Is the text one command of plain words, as most cron lines and RUN lines are? Nothing that a shell would touch stands in it. */
static bool is_plain(up_str text)
{
	static const char special[] = "\n\r'\"\\$`|&;<>(){}[]*?#~!=";
	for (size_t i = 0; i < text.len; i++)
		if (!text.s[i] || strchr(special, text.s[i]))
			return false;
	return text.len < 4096;
}

static void read_plain(struct up_shell *shell)
{
	up_span words[256];
	uint32_t n = 0;
	for (size_t i = 0; i < shell->text.len && n < sizeof words / sizeof *words;) {
		size_t start = i;
		while (i < shell->text.len && !up_is_space(shell->text.s[i]))
			i++;
		if (i > start)
			words[n++] = (up_span){ (uint32_t)start, (uint32_t)i };
		else
			i++;
	}
	if (n)
		up_shell_command(shell,
				 &(struct up_shell_command){ .words = words, .n_words = n, .whole = { words[0].start, words[n - 1].end } },
				 NULL);
}

/* The deepest nesting of brackets; quotes are not looked at, so it is an upper bound. */
static bool is_too_deep(up_str text, uint32_t most)
{
	uint32_t depth = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (c == '(' || c == '{' || c == '[')
			depth++;
		else if ((c == ')' || c == '}' || c == ']') && depth)
			depth--;
		if (depth > most)
			return true;
	}
	return false;
}

/* Where a large source may be cut: after an empty line, or any line, near the size of a piece. */
static uint32_t piece_end(up_str text, uint32_t start)
{
	if (text.len - start <= PIECE_BYTES)
		return (uint32_t)text.len;
	size_t blank = 0, line = 0;
	for (size_t i = start; i < (size_t)start + PIECE_BYTES; i++) {
		if (text.s[i] != '\n')
			continue;
		line = i + 1;
		if (i + 1 < text.len && text.s[i + 1] == '\n')
			blank = i + 1;
	}
	return (uint32_t)(blank ? blank : line ? line : (size_t)start + PIECE_BYTES);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_shell shell = { .p = p, .arena = up_parse_arena(p), .text = up_parse_source(p)->bytes };
	uint32_t depth = up_parse_limits(p)->depth;
	if (is_plain(shell.text)) {
		read_plain(&shell);
		return UP_PARSE_WHOLE;
	}
	if (is_too_deep(shell.text, depth)) {
		up_note_limit(p, 0, "brackets are nested deeper than allowed", "--max-depth");
		return UP_PARSE_FAILED;
	}
	up_shell_names_collect(&shell);
	for (uint32_t start = 0, end; start < shell.text.len && !up_parse_stopped(p); start = end) {
		end = piece_end(shell.text, start);
		if (!up_shell_tree_read(&shell, start, end))
			return UP_PARSE_PARTLY;
	}
	return shell.partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

const struct up_parser up_parser_shell = {
	.name = "shell",
	.summary = "scripts of sh, bash, dash, ksh: commands and their words",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = true,
	.bid = bid,
	.parse = parse,
};
