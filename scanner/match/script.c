/* What the commands of an upgrade script say together, told at its end as forms: that it goes on after a failure, takes sudo or root for granted,
 * removes what an unset variable names, is for an interpreter that may be gone. Services, downloads and schemas have files of their own. */
#include "match/script-private.h"

#include "base/memory.h"

enum {
	FEW_CHANGES = 3, /* a script of one or two commands needs no `set -e` */
};

/* --- remembering ------------------------------------------------------------------------------------------------------- */

void up_script_begin(struct up_matcher *matcher)
{
	matcher->script.role = up_upgrade_script(matcher->source->name, matcher->source->bytes);
	matcher->script.n = 0;
	matcher->script.has_many = false;
}

enum up_upgrade_role up_script_role(const struct up_matcher *matcher, up_str embedded_in)
{
	static const char *const verbs[] = { "install", "upgrade",  "update",    "deploy",   "setup",
					     "migrat",  "rollback", "provision", "bootstrap" };
	enum up_upgrade_role role = matcher->script.role;
	/* What a script writes into a file is not run by the script. */
	if (matcher->owned->is_file)
		return UP_UPGRADE_NONE;
	/* What a job does on a host of its own is gone with it; what it does by ssh is an installer's work. */
	if (role == UP_UPGRADE_JOB && (up_str_contains(embedded_in, UP_STR("> ssh")) || up_str_contains(embedded_in, UP_STR("> sudo ssh"))))
		return UP_UPGRADE_INSTALLER;
	if (role != UP_UPGRADE_RECIPE)
		return role;
	up_str carrier = up_str_slice(embedded_in, 0, up_str_find(embedded_in, UP_STR(" > "), 0));
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (up_str_contains(carrier, up_str_from(verbs[i])))
			return role;
	return UP_UPGRADE_NONE;
}

void up_script_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	struct up_script_state *script = &matcher->script;
	if (up_script_role(matcher, embedded_in) == UP_UPGRADE_NONE || fact->flags & UP_FACT_IMAGE || !fact->n_words)
		return;
	if (script->n >= UP_LIMIT_SCRIPT_COMMANDS) {
		if (!script->has_many)
			matcher->note(matcher->note_data, UP_NOTE_LIMIT, fact->key_at.start,
				      up_arena_printf(matcher->arena,
						      "more than %d commands in one script; what the others say together was not looked at",
						      UP_LIMIT_SCRIPT_COMMANDS));
		script->has_many = true;
		return;
	}
	script->commands = up_grow(script->commands, &script->capacity, script->n + 1, sizeof *script->commands);
	script->commands[script->n++] = (struct up_script_command){ *fact, embedded_in };
}

/* --- what the parts share ---------------------------------------------------------------------------------------------- */

up_str up_script_plain(struct up_matcher *matcher, up_str text)
{
	char *plain = up_arena_alloc(matcher->arena, text.len + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++)
		if (!text.s[i] || !strchr("\"'{}", text.s[i]))
			plain[n++] = text.s[i];
	return (up_str){ plain, n };
}

bool up_script_same(up_str written, up_str plain)
{
	size_t n = 0;
	for (size_t i = 0; i < written.len; i++) {
		if (strchr("\"'{}", written.s[i]) && written.s[i])
			continue;
		if (n >= plain.len || plain.s[n++] != written.s[i])
			return false;
	}
	return n == plain.len;
}

void up_script_note_many(struct up_matcher *matcher, const struct up_script_command *command, const char *what)
{
	matcher->note(matcher->note_data, UP_NOTE_LIMIT, command->fact.key_at.start,
		      up_arena_printf(matcher->arena, "more than %d %s in one script; the others were not looked at", UP_SCRIPT_FEW, what));
}

void up_script_state_form(struct up_matcher *matcher, const char *form, const struct up_script_command *command, up_str value,
			  up_str detail)
{
	const struct up_fact fact = { .kind = UP_FACT_FORM,
				      .key = up_str_from(form),
				      .value = value,
				      .path = detail,
				      .key_at = command->fact.key_at,
				      .value_at = { command->fact.key_at.end, command->fact.key_at.end } };
	up_topics_match(matcher, &fact, "", command->embedded_in);
}

bool up_script_says(const struct up_matcher *matcher, const char *words)
{
	up_str list = up_str_from(words);
	for (size_t start = 0; start < list.len;) {
		size_t end = up_str_find_byte(list, '|', start);
		if (end == SIZE_MAX)
			end = list.len;
		if (up_str_contains(matcher->source->bytes, up_str_slice(list, start, end)))
			return true;
		start = end + 1;
	}
	return false;
}

up_str up_script_word(const struct up_script_command *command, uint32_t i)
{
	return i < command->fact.n_words ? command->fact.words[i].text.bytes : UP_STR("");
}

bool up_script_has(const struct up_script_command *command, up_str argument)
{
	for (uint32_t i = 1; i < command->fact.n_words; i++)
		if (up_str_eq(up_script_word(command, i), argument))
			return true;
	return false;
}

bool up_script_is_interpreter(up_str name)
{
	return up_str_is_listed(name, "sh bash dash ash ksh zsh python python2 python3 perl ruby node php");
}

/* --- failures ------------------------------------------------------------------------------------------------------------ */

/* `sh -e`, `set -eu`: a cluster of options with the letter in it. */
static bool has_letter(up_str word, char letter)
{
	return word.len > 1 && word.s[0] == '-' && word.s[1] != '-' && up_str_find_byte(word, letter, 1) != SIZE_MAX;
}

static up_str first_line(const struct up_matcher *matcher)
{
	up_str head = up_str_slice(matcher->source->bytes, 0, 256);
	return up_str_starts(head, UP_STR("#!")) ? up_str_slice(head, 0, up_str_find_byte(head, '\n', 0)) : UP_STR("");
}

static bool line_has_errexit(up_str line)
{
	for (size_t at = up_str_find(line, UP_STR(" -"), 0); at != SIZE_MAX; at = up_str_find(line, UP_STR(" -"), at + 1)) {
		size_t end = at + 1;
		while (end < line.len && !up_is_space(line.s[end]))
			end++;
		if (has_letter(up_str_slice(line, at + 1, end), 'e'))
			return true;
	}
	return false;
}

/* Does the script stop at a failure by itself, or does it read another one that may say so? */
static bool stops_at_failure(const struct up_script_command *command)
{
	up_str name = command->fact.key;
	if (up_str_eq(name, UP_STR("set"))) {
		for (uint32_t i = 1; i < command->fact.n_words; i++)
			if (has_letter(up_script_word(command, i), 'e') || up_str_eq(up_script_word(command, i), UP_STR("errexit")))
				return true;
	} else if (up_str_eq(name, UP_STR("trap"))) {
		return up_script_has(command, UP_STR("ERR"));
	} else if (up_str_is_listed(name, ". source")) {
		up_str file = up_script_word(command, 1);
		return !up_str_starts(file, UP_STR("/"));
	}
	return false;
}

bool up_script_has_errexit(const struct up_matcher *matcher)
{
	if (line_has_errexit(first_line(matcher)))
		return true;
	for (size_t i = 0; i < matcher->script.n; i++)
		if (up_str_eq(matcher->script.commands[i].fact.key, UP_STR("set")) && stops_at_failure(&matcher->script.commands[i]))
			return true;
	return false;
}

static bool is_changing_service(const struct up_script_command *command)
{
	static const char verbs[] = "start stop restart reload enable disable mask unmask daemon-reload try-restart isolate";
	for (uint32_t i = 1; i < command->fact.n_words; i++)
		if (up_str_is_listed(up_script_word(command, i), verbs))
			return !up_script_has(command, UP_STR("--user"));
	return false;
}

static bool is_package_manager(up_str name)
{
	return up_str_is_listed(name, "apt-get apt aptitude yum dnf zypper apk pacman");
}

static bool is_package_change(const struct up_script_command *command)
{
	static const char verbs[] = "install upgrade dist-upgrade full-upgrade remove purge add del update erase in up localinstall "
				    "-S -Sy -Syu -R autoremove reinstall";
	if (!is_package_manager(command->fact.key))
		return false;
	for (uint32_t i = 1; i < command->fact.n_words; i++)
		if (up_str_is_listed(up_script_word(command, i), verbs))
			return true;
	return false;
}

static bool has_option(const struct up_script_command *command, char letter)
{
	for (uint32_t i = 1; i < command->fact.n_words; i++)
		if (has_letter(up_script_word(command, i), letter))
			return true;
	return false;
}

/* Does the command change the system, in a way that what follows may build on? */
static bool changes(const struct up_script_command *command)
{
	static const char names[] = "cp mv ln install chmod chown chgrp useradd usermod groupadd adduser addgroup userdel deluser rpm "
				    "tar unzip wget dd tee patch rsync mysql psql update-alternatives ldconfig make pip pip3 npm";
	up_str name = command->fact.key;
	if (up_str_is_listed(name, "systemctl service invoke-rc.d"))
		return is_changing_service(command);
	if (up_str_eq(name, UP_STR("dpkg")))
		return up_script_has(command, UP_STR("-i")) || up_script_has(command, UP_STR("--install"));
	if (up_str_eq(name, UP_STR("curl")))
		return command->fact.n_targets || has_option(command, 'o') || has_option(command, 'O');
	if (up_str_eq(name, UP_STR("sed")))
		return up_str_starts(up_script_word(command, 1), UP_STR("-i"));
	return is_package_change(command) || up_str_is_listed(name, names);
}

/* May the source say how it fails at all: of maintainer scripts only Debian's, rpm's are meant to go on. */
static bool is_own_master(const struct up_matcher *matcher)
{
	up_str name = matcher->source->name;
	if (matcher->script.role == UP_UPGRADE_INSTALLER)
		return true;
	return matcher->script.role == UP_UPGRADE_MAINTAINER && !up_str_contains(name, UP_STR("scriptlets/")) &&
	       !up_str_starts(up_str_basename(name), UP_STR("."));
}

static void look_for_errexit(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	const struct up_script_command *first = NULL;
	uint32_t n = 0;
	if (!is_own_master(matcher) || line_has_errexit(first_line(matcher)))
		return;
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		if (command->embedded_in.len)
			continue;
		if (stops_at_failure(command))
			return;
		if (command->fact.flags & (UP_FACT_CHECKED | UP_FACT_PIPES | UP_FACT_PIPED) || !changes(command))
			continue;
		first = first ? first : command;
		n++;
	}
	if (n >= FEW_CHANGES)
		up_script_state_form(matcher, "script-goes-on", first, first->fact.key,
				     up_arena_printf(matcher->arena, "%u commands that change something", n));
}

/* --- privilege ---------------------------------------------------------------------------------------------------------- */

static const char root_questions[] = "id -u|EUID|$UID|${UID|whoami|logname|root privileges|as root|be root|UID:-";

static void look_for_sudo(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	if (script->role != UP_UPGRADE_INSTALLER && script->role != UP_UPGRADE_RECIPE && script->role != UP_UPGRADE_CLOUD_INIT)
		return;
	if (up_script_says(matcher, root_questions) || up_script_says(matcher, "-v sudo|which sudo|type sudo|hash sudo|-x /usr/bin/sudo"))
		return;
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		if (!up_str_is_listed(command->fact.key, "sudo doas pkexec") || command->fact.flags & (UP_FACT_GUARDED | UP_FACT_ASKED))
			continue;
		up_script_state_form(matcher, "sudo-assumed", command, command->fact.key, UP_STR(""));
		return;
	}
}

static bool is_system_path(up_str path)
{
	static const char *const roots[] = { "/etc/", "/usr/", "/lib/", "/opt/", "/boot/", "/var/lib/" };
	for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
		if (up_str_starts(path, up_str_from(roots[i])))
			return true;
	return false;
}

/* Does only root get through with it? */
static bool needs_root(const struct up_script_command *command)
{
	up_str name = command->fact.key;
	for (uint32_t i = 0; i < command->fact.n_targets; i++)
		if (is_system_path(command->fact.targets[i].text.bytes))
			return true;
	if (up_str_is_listed(name, "useradd usermod groupadd userdel adduser addgroup update-rc.d ldconfig update-alternatives"))
		return true;
	if (up_str_is_listed(name, "systemctl service invoke-rc.d"))
		return is_changing_service(command);
	if (up_str_is_listed(name, "cp mv install ln"))
		return is_system_path(up_script_word(command, command->fact.n_words - 1));
	return is_package_change(command);
}

static void look_for_root(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	up_str base = up_str_basename(matcher->source->name);
	/* 01-stop.sh: whoever runs the steps asks. Images are built by root. */
	if (up_str_contains(matcher->source->name, UP_STR("docker/")) || up_str_contains(matcher->source->name, UP_STR("image/")))
		return;
	if (script->role != UP_UPGRADE_INSTALLER || (base.len && up_is_digit(base.s[0])) || up_script_says(matcher, root_questions) ||
	    up_script_says(matcher, "sudo|doas|fakeroot|chroot"))
		return;
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		if (command->embedded_in.len || command->fact.flags & (UP_FACT_PRIVILEGED | UP_FACT_ASKED | UP_FACT_CHECKED) ||
		    !needs_root(command))
			continue;
		up_script_state_form(matcher, "root-assumed", command, command->fact.key, UP_STR(""));
		return;
	}
}

/* --- the package manager ------------------------------------------------------------------------------------------------ */

static void look_for_apt(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	bool is_frontend_said = up_script_says(matcher, "DEBIAN_FRONTEND"),
	     is_lock_said = up_script_says(matcher, "Lock::Timeout|lock-frontend|flock|fuser|lslocks");
	if (script->role == UP_UPGRADE_MAINTAINER)
		return;
	for (size_t i = 0; i < script->n && !(is_frontend_said && is_lock_said); i++) {
		const struct up_script_command *command = &script->commands[i];
		if (!up_str_is_listed(command->fact.key, "apt-get apt aptitude") || !is_package_change(command))
			continue;
		bool is_update = up_script_has(command, UP_STR("update"));
		if (!is_lock_said)
			up_script_state_form(matcher, "apt-lock-ignored", command, command->fact.key, UP_STR(""));
		is_lock_said = true;
		if (is_frontend_said || is_update)
			continue;
		up_script_state_form(matcher, "apt-frontend-unset", command, command->fact.key, UP_STR(""));
		is_frontend_said = true;
	}
}

/* --- removing ----------------------------------------------------------------------------------------------------------- */

/* `$X/`, `$X/` and a star, `$X/lib`: what is left when X is unset is the root, or a folder of the system. *ret_name: X. */
static bool removes_root(up_str word, up_str *ret_name)
{
	size_t i = 1;
	if (!word.len || word.s[0] != '$')
		return false;
	while (i < word.len && (up_is_alnum(word.s[i]) || word.s[i] == '_'))
		i++;
	*ret_name = up_str_slice(word, 1, i);
	up_str rest = up_str_slice(word, i, word.len);
	if (!ret_name->len || up_is_digit(ret_name->s[0]) || !rest.len || rest.s[0] != '/')
		return false;
	return up_str_is_listed(rest,
				"/ /* /bin /boot /etc /home /lib /lib64 /opt /root /sbin /srv /usr /var /usr/* /etc/* /var/* /usr/local "
				"/usr/bin /usr/lib /var/lib /lib/* /bin/* /opt/* /var/log");
}

/* The first argument of `rm -r` that may be the root; empty where there is none. */
static up_str removed_word(struct up_matcher *matcher, const struct up_script_command *command, up_str *ret_name)
{
	bool is_recursive = false;
	for (uint32_t k = 1; k < command->fact.n_words && up_str_eq(command->fact.key, UP_STR("rm")); k++) {
		up_str word = up_script_word(command, k);
		is_recursive |= has_letter(word, 'r') || has_letter(word, 'R');
		up_str plain = is_recursive && up_str_find_byte(word, '$', 0) != SIZE_MAX ? up_script_plain(matcher, word) : UP_STR("");
		if (removes_root(plain, ret_name))
			return plain;
	}
	return UP_STR("");
}

/* Does anything in the source give the variable a value, or ask whether it has one? */
static bool is_variable_known(const struct up_matcher *matcher, up_str name)
{
	up_str bytes = matcher->source->bytes;
	if (up_str_is_listed(name, "HOME PWD OLDPWD TMPDIR DESTDIR RPM_BUILD_ROOT DPKG_ROOT DPKG_MAINTSCRIPT_PACKAGE"))
		return true;
	for (size_t at = up_str_find(bytes, name, 0); at != SIZE_MAX; at = up_str_find(bytes, name, at + name.len)) {
		size_t end = at + name.len;
		char before = at ? bytes.s[at - 1] : ' ', after = end < bytes.len ? bytes.s[end] : ' ';
		if (up_is_alnum(before) || before == '_' || up_is_alnum(after) || after == '_')
			continue;
		bool is_braced = before == '{' && at > 1 && bytes.s[at - 2] == '$';
		if (before != '$' && !is_braced)
			return true;
		if (is_braced && strchr(":?=-", after))
			return true;
		up_str ahead = up_str_slice(bytes, at > 8 ? at - 8 : 0, at);
		if (up_str_contains(ahead, UP_STR("-n ")) || up_str_contains(ahead, UP_STR("-z ")) || up_str_contains(ahead, UP_STR("-d ")))
			return true;
	}
	return false;
}

static void look_for_removals(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	if (script->role != UP_UPGRADE_INSTALLER && script->role != UP_UPGRADE_MAINTAINER)
		return;
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		if (up_str_is_listed(command->fact.key, ". source") ||
		    (up_str_eq(command->fact.key, UP_STR("set")) &&
		     (has_letter(up_script_word(command, 1), 'u') || up_script_has(command, UP_STR("nounset")))))
			return;
	}
	uint32_t n = 0;
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		up_str name, word = removed_word(matcher, command, &name);
		if (!word.len)
			continue;
		if (n++ == UP_SCRIPT_FEW) {
			up_script_note_many(matcher, command, "variables are removed");
			return;
		}
		if (!is_variable_known(matcher, name))
			up_script_state_form(matcher, "rm-unset-variable", command, word, name);
	}
}

/* --- appending ---------------------------------------------------------------------------------------------------------- */

/* The file in /etc that the command appends to; empty where it does not. */
static up_str appended_file(struct up_matcher *matcher, const struct up_script_command *command)
{
	up_str file = UP_STR("");
	for (uint32_t i = 0; i < command->fact.n_targets; i++)
		if (command->fact.targets[i].flags & UP_WORD_APPENDED)
			file = command->fact.targets[i].text.bytes;
	if (up_str_eq(command->fact.key, UP_STR("tee")) &&
	    (has_letter(up_script_word(command, 1), 'a') || up_str_eq(up_script_word(command, 1), UP_STR("--append"))))
		file = up_script_word(command, 2);
	file = up_script_plain(matcher, file);
	return up_str_starts(file, UP_STR("/etc/")) ? file : UP_STR("");
}

/* Does the command make the file anew, or look at what stands in it? */
static bool knows_file(const struct up_script_command *command, up_str file)
{
	for (uint32_t i = 0; i < command->fact.n_targets; i++)
		if (!(command->fact.targets[i].flags & UP_WORD_APPENDED) && up_script_same(command->fact.targets[i].text.bytes, file))
			return true;
	static const char makers[] = "cp mv install touch rm curl wget truncate grep egrep fgrep sed awk patch augtool crudini";
	bool is_tee = up_str_eq(command->fact.key, UP_STR("tee")) && !has_letter(up_script_word(command, 1), 'a');
	for (uint32_t i = 1; (is_tee || up_str_is_listed(command->fact.key, makers)) && i < command->fact.n_words; i++)
		if (up_script_same(up_script_word(command, i), file))
			return true;
	return false;
}

static bool is_file_known(struct up_matcher *matcher, up_str file)
{
	for (size_t i = 0; i < matcher->script.n; i++)
		if (knows_file(&matcher->script.commands[i], file))
			return true;
	return false;
}

static void look_for_appends(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	uint32_t n = 0;
	up_str last = UP_STR("");
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		up_str file = appended_file(matcher, command);
		/* Several lines for one file are one finding. */
		if (!file.len || command->fact.flags & UP_FACT_ASKED || up_str_eq(file, last))
			continue;
		last = file;
		if (n++ == UP_SCRIPT_FEW) {
			up_script_note_many(matcher, command, "lines are appended to files");
			return;
		}
		if (!is_file_known(matcher, file))
			up_script_state_form(matcher, "config-appended", command, file, UP_STR(""));
	}
}

/* --- the interpreter ---------------------------------------------------------------------------------------------------- */

/* `#!/usr/bin/env -S python3 -u` names python3. */
static void look_at_interpreter(struct up_matcher *matcher)
{
	up_str line = first_line(matcher);
	const struct up_source *source = matcher->source;
	/* A package brings programs, and libraries that begin with #! all the same: modules of Ansible, of which it puts another one in its place. */
	bool is_program = up_str_contains(source->name, UP_STR("!/")) && (!source->mode || source->mode & 0111);
	if (!line.len || (matcher->script.role == UP_UPGRADE_NONE && !is_program))
		return;
	for (size_t at = 2; at < line.len;) {
		while (at < line.len && up_is_space(line.s[at]))
			at++;
		size_t start = at;
		while (at < line.len && !up_is_space(line.s[at]))
			at++;
		up_str word = up_str_slice(line, start, at);
		if (!word.len || up_str_eq(up_str_basename(word), UP_STR("env")) || word.s[0] == '-' ||
		    up_str_find_byte(word, '=', 0) != SIZE_MAX)
			continue;
		up_span place = { (uint32_t)start, (uint32_t)at };
		const struct up_script_command here = { .fact = { .key_at = place } };
		up_script_state_form(matcher, "interpreter", &here, word, UP_STR(""));
		return;
	}
}

void up_script_settle(struct up_matcher *matcher)
{
	look_at_interpreter(matcher);
	if (matcher->script.role == UP_UPGRADE_NONE || !matcher->script.n)
		return;
	look_for_errexit(matcher);
	look_for_sudo(matcher);
	look_for_root(matcher);
	look_for_apt(matcher);
	look_for_removals(matcher);
	look_for_appends(matcher);
	up_script_services(matcher);
	up_script_downloads(matcher);
	up_script_schema(matcher);
}
