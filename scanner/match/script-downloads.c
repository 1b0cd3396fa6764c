/* Downloads in an upgrade script: what a shell is given right away, and files that are run or unpacked although nothing compares them. */
#include "match/script-private.h"

static bool fetches(up_str name)
{
	return up_str_is_listed(name, "curl wget fetch aria2c");
}

/* --- right into an interpreter ----------------------------------------------------------------------------------------- */

/* Without a script among its arguments it reads its input. */
static bool reads_input(const struct up_script_command *command)
{
	if (!up_script_is_interpreter(command->fact.key))
		return false;
	for (uint32_t i = 1; i < command->fact.n_words; i++) {
		up_str word = up_script_word(command, i);
		if (up_str_is_listed(word, "- -s /dev/stdin") || (word.len > 1 && word.s[0] == '-' && word.s[word.len - 1] == 's'))
			return true;
		if (up_str_is_listed(word, "-c -e -m -n"))
			return false;
		if (!word.len || word.s[0] != '-')
			return false;
	}
	return true;
}

static up_str url_in(up_str text)
{
	size_t at = up_str_find(text, UP_STR("://"), 0), end;
	if (at == SIZE_MAX)
		return UP_STR("");
	for (end = at; end < text.len && !up_is_space(text.s[end]) && !strchr("\"')`;|>", text.s[end]); end++)
		;
	while (at && up_is_alpha(text.s[at - 1]))
		at--;
	return up_str_slice(text, at, end);
}

/* What is fetched: the URL, or the variable that holds it. */
static up_str address_of(struct up_matcher *matcher, const struct up_script_command *command)
{
	up_str variable = UP_STR("");
	for (uint32_t i = 1; i < command->fact.n_words; i++) {
		up_str word = up_script_word(command, i), url = url_in(word);
		if (url.len)
			return url;
		if (up_str_find_byte(word, '$', 0) != SIZE_MAX)
			variable = up_script_plain(matcher, word);
	}
	return variable.len ? variable : command->fact.key;
}

static void look_at_pipes(struct up_matcher *matcher, bool is_checked)
{
	const struct up_script_command *download = NULL;
	for (size_t i = 0; i < matcher->script.n; i++) {
		const struct up_script_command *command = &matcher->script.commands[i];
		uint32_t flags = command->fact.flags;
		if (flags & UP_FACT_PIPED && download && reads_input(command)) {
			up_script_state_form(matcher, "download-run", download, address_of(matcher, download), command->fact.key);
			download = NULL;
		} else if (flags & UP_FACT_PIPED && download && up_str_is_listed(command->fact.key, "tar bsdtar cpio")) {
			if (!is_checked)
				up_script_state_form(matcher, "download-unpacked", download, address_of(matcher, download),
						     command->fact.key);
			download = NULL;
		} else if (flags & UP_FACT_PIPES && fetches(command->fact.key)) {
			download = command;
		} else if (flags & UP_FACT_PIPES && !(flags & UP_FACT_PIPED)) {
			download = NULL;
		}
	}
}

/* bash <(curl …), sh -c "$(curl …)", eval "$(wget …)" */
static void look_at_substitution(struct up_matcher *matcher, const struct up_script_command *command)
{
	static const char *const openings[] = { "$(curl ", "$(wget ", "<(curl ", "<(wget ", "`curl ", "`wget ", "$( curl ", "$( wget " };
	if (!up_script_is_interpreter(command->fact.key) && !up_str_is_listed(command->fact.key, "eval source ."))
		return;
	for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
		size_t at = up_str_find(command->fact.value, up_str_from(openings[i]), 0);
		if (at == SIZE_MAX)
			continue;
		up_str rest = up_str_slice(command->fact.value, at, command->fact.value.len), url = url_in(rest);
		/* What is only a part of the arguments (sh x --version "$(curl …)") is not run. */
		if (up_script_is_interpreter(command->fact.key) && !up_script_has(command, UP_STR("-c")) && openings[i][0] != '<')
			return;
		up_script_state_form(matcher, "download-run", command, url.len ? url : up_script_plain(matcher, rest), command->fact.key);
		return;
	}
}

/* --- into a file, and then run ------------------------------------------------------------------------------------------- */

static up_str url_basename(up_str url)
{
	return up_str_basename(up_str_slice(url, 0, up_str_find_byte(url, '?', 0)));
}

/* The file that is written; empty where it is standard output, or not known. */
static up_str file_of(struct up_matcher *matcher, const struct up_script_command *command)
{
	bool is_curl = up_str_eq(command->fact.key, UP_STR("curl")), is_named = !is_curl;
	char letter = is_curl ? 'o' : 'O';
	for (uint32_t i = 1; i < command->fact.n_words; i++) {
		up_str word = up_script_word(command, i);
		if (word.len < 2 || word.s[0] != '-')
			continue;
		bool is_long = word.s[1] == '-';
		if (up_str_is_listed(word, is_curl ? "--output" : "--output-document") || (!is_long && word.s[word.len - 1] == letter))
			return up_script_plain(matcher, up_script_word(command, i + 1));
		if (!is_long && word.s[1] == letter && word.len > 3)
			return up_script_plain(matcher, up_str_slice(word, 2, word.len));
		if (is_curl && (up_str_eq(word, UP_STR("--remote-name")) || (!is_long && up_str_find_byte(word, 'O', 1) != SIZE_MAX)))
			is_named = true;
	}
	if (command->fact.n_targets)
		return up_script_plain(matcher, command->fact.targets[0].text.bytes);
	return is_named && !(command->fact.flags & UP_FACT_PIPES) ? url_basename(up_script_plain(matcher, address_of(matcher, command)))
								  : UP_STR("");
}

static bool names_file(up_str word, up_str file)
{
	if (up_script_same(word, file))
		return true;
	/* ./NAME of what was written to NAME or /tmp/NAME */
	up_str base = up_str_basename(file);
	return base.len > 3 && up_str_find_byte(base, '$', 0) == SIZE_MAX && up_script_same(up_str_basename(word), base);
}

/* Is the file run, unpacked or installed by the command? */
static bool uses(const struct up_script_command *command, up_str file)
{
	static const char users[] = "tar bsdtar unzip 7z dpkg rpm apt apt-get yum dnf zypper apk installer source . gunzip java";
	up_str name = command->fact.key;
	if (names_file(up_script_word(command, 0), file))
		return true;
	bool is_user = up_script_is_interpreter(name) || up_str_is_listed(name, users);
	bool is_mode = up_str_eq(name, UP_STR("chmod")) && (up_str_find_byte(up_script_word(command, 1), 'x', 0) != SIZE_MAX ||
							    up_str_contains(up_script_word(command, 1), UP_STR("7")));
	bool is_install = up_str_is_listed(name, "install mv cp") &&
			  up_str_contains(up_script_word(command, command->fact.n_words - 1), UP_STR("/bin"));
	for (uint32_t i = 1; (is_user || is_mode || is_install) && i < command->fact.n_words; i++)
		if (names_file(up_script_word(command, i), file))
			return true;
	return false;
}

static void look_at_file(struct up_matcher *matcher, size_t at)
{
	const struct up_script_state *script = &matcher->script;
	const struct up_script_command *download = &script->commands[at];
	up_str file = file_of(matcher, download);
	if (!file.len || up_str_is_listed(file, "- /dev/null /dev/stdout") || file.s[0] == '-')
		return;
	for (size_t i = at + 1; i < script->n; i++) {
		if (!uses(&script->commands[i], file))
			continue;
		up_script_state_form(matcher, "download-unverified", download, address_of(matcher, download),
				     up_arena_printf(matcher->arena, "`%.*s` takes it", UP_FMT(script->commands[i].fact.key)));
		return;
	}
}

void up_script_downloads(struct up_matcher *matcher)
{
	static const char checks[] = "sha256|sha512|sha1sum|shasum|md5sum|sha384|b2sum|gpg|cosign|minisign|signify|openssl dgst|checksum|"
				     "slsa-verifier|rpm -K|rpmkeys|SHA256|sigstore";
	const struct up_script_state *script = &matcher->script;
	bool is_checked = up_script_says(matcher, checks);
	uint32_t n = 0;
	look_at_pipes(matcher, is_checked);
	for (size_t i = 0; i < script->n; i++) {
		look_at_substitution(matcher, &script->commands[i]);
		if (is_checked || n > UP_SCRIPT_FEW || !fetches(script->commands[i].fact.key))
			continue;
		if (n++ == UP_SCRIPT_FEW)
			up_script_note_many(matcher, &script->commands[i], "downloads");
		else
			look_at_file(matcher, i);
	}
}
