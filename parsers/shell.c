/* Shell scripts: sh, bash, dash, ksh. Every command with its words as far as they are literal, whatever it stands in. */
#include "base/lines.h"
#include "common/at-job.h"
#include "common/shell-tree.h"
#include "core/upgrade-script.h"

enum {
	/* A tree takes some thirty times its text, and more while it is made: 2 MiB for a piece of this size. */
	TREE_BYTES = 48 * 1024,
};

static bool is_shell_name(up_str name)
{
	static const char *const names[] = { "sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "zsh", "bats" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(name, up_str_from(names[i])))
			return true;
	return false;
}

/* "#!/usr/bin/env -S bash -e" → 1; "#!/usr/bin/perl" → -1; no #! → 0. */
static int shebang(up_str bytes)
{
	size_t at = 0;
	up_str line;
	if (!up_str_starts(bytes, UP_STR("#!")) || !up_line_next(bytes, &at, &line))
		return 0;
	line = up_str_slice(line, 2, line.len);
	up_str name = up_str_basename(up_str_next_word(&line));
	if (up_str_eq(name, UP_STR("env"))) {
		do
			name = up_str_next_word(&line);
		while (name.len && (name.s[0] == '-' || up_str_find_byte(name, '=', 0) != SIZE_MAX));
		name = up_str_basename(name);
	}
	return is_shell_name(name) ? 1 : -1;
}

static int bid(const struct up_source *source)
{
	static const char *const endings[] = { ".sh", ".bash", ".ksh", ".zsh", ".bats", ".postinst", ".preinst", ".prerm", ".postrm" };
	static const char *const names[] = { ".bashrc", ".bash_profile", ".bash_login", ".profile", ".zshrc",  ".kshrc",
					     "profile", "bashrc",        "bash.bashrc", "postinst", "preinst", "prerm",
					     "postrm",  "PKGBUILD",      "APKBUILD",    ".INSTALL" };
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
	/* Scriptlets of an rpm begin with no #!; what another interpreter runs says so: "%post (lua)". */
	if (name.len && name.s[name.len - 1] == ')')
		return UP_BID_NONE;
	return up_upgrade_script(source->name, source->bytes) == UP_UPGRADE_MAINTAINER ? UP_BID_NAME : UP_BID_NONE;
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

static bool holds_broken(const struct up_shell_survey *survey, uint32_t start, uint32_t end)
{
	for (size_t i = 0; i < survey->n_broken; i++)
		if (survey->broken[i] >= start && survey->broken[i] < end)
			return true;
	return false;
}

/* The reader is some ten times as fast as a tree, and right where the grammar goes astray without an error; only where quotes or brackets
 * do not close to its mind, the grammar is asked. */
static void read_piece(struct up_shell *shell, const struct up_shell_survey *survey, uint32_t start, uint32_t end)
{
	bool by_tree = !survey->is_odd && end - start <= TREE_BYTES && holds_broken(survey, start, end);
	if (!by_tree || !up_shell_tree_read(shell, start, end))
		up_shell_read(shell, survey, start, end);
}

static void read_pieces(struct up_shell *shell, const struct up_shell_survey *survey)
{
	uint32_t start = 0;
	for (size_t i = 0; i < survey->n_boundaries && !up_parse_stopped(shell->p); i++) {
		/* As large as may be: a boundary is left out when the next one still fits. */
		uint32_t next = i + 1 < survey->n_boundaries ? survey->boundaries[i + 1] : survey->end;
		if (!survey->n_broken || survey->is_odd || next - start <= TREE_BYTES)
			continue;
		read_piece(shell, survey, start, survey->boundaries[i]);
		start = survey->boundaries[i];
	}
	if (start < survey->end && !up_parse_stopped(shell->p))
		read_piece(shell, survey, start, survey->end);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_shell shell = { .p = p, .arena = up_parse_arena(p), .text = up_parse_source(p)->bytes };
	const struct up_command_context *carrier = up_parse_context(p);
	shell.known = (struct up_command_names){ .data = &shell.names, .flags_of = up_shell_names_flags };
	if (carrier) {
		shell.flags = carrier->flags;
		shell.names.outer = carrier->names;
		shell.names.outer_flags = UP_FACT_GUARDED | (carrier->same_shell ? UP_FACT_DEFINED : 0);
	}
	if (!carrier && !up_at_job_emit(p))
		return UP_PARSE_PARTLY;
	struct up_shell_survey survey;
	if (is_plain(shell.text)) {
		survey = (struct up_shell_survey){ .broken_from = UINT32_MAX };
		up_shell_read(&shell, &survey, 0, (uint32_t)shell.text.len);
		return shell.partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
	}
	up_shell_survey(&shell, &survey);
	up_shell_names_collect(&shell);
	read_pieces(&shell, &survey);
	up_shell_survey_finish(&survey);
	return shell.partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static bool has_files(const struct up_source *source)
{
	return up_shell_writes_files(source->bytes);
}

const struct up_parser up_parser_shell = {
	.name = "shell",
	.summary = "scripts of sh, bash, dash, ksh: commands and their words",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = up_parser_has_commands,
	.has_files = has_files,
	.bid = bid,
	.parse = parse,
};
