/* Which sources are upgrade scripts. Names decide, and a few words where a name says too little. */
#include "core/upgrade-script.h"

enum {
	HEAD_BYTES = 16 * 1024 /* in which the words of a playbook stand */
};

const char *const up_upgrade_roles[] = { "maintainer", "installer", "recipe", "tasks", "cloud-init", "job", NULL };

static bool is_one_of(up_str word, const char *const *words)
{
	for (; *words; words++)
		if (up_str_eq(word, up_str_from(*words)))
			return true;
	return false;
}

/* Is one of the names a folder of the path? */
static bool has_folder(up_str path, const char *const *names)
{
	for (size_t start = 0;;) {
		size_t end = up_str_find_byte(path, '/', start);
		if (end == SIZE_MAX)
			return false;
		if (is_one_of(up_str_slice(path, start, end), names))
			return true;
		start = end + 1;
	}
}

static up_str folder_of(up_str path)
{
	size_t base = (size_t)(up_str_basename(path).s - path.s);
	return up_str_basename(up_str_slice(path, 0, base ? base - 1 : 0));
}

/* x.sh.gz holds x.sh: one file, which lies where its container lies. */
static bool is_compressed(up_str container, up_str member)
{
	static const char *const endings[] = { ".gz", ".xz", ".bz2", ".zst", ".lzma", ".lz4", ".Z" };
	container = up_str_basename(container);
	if (!up_str_starts(container, member))
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_eq(up_str_slice(container, member.len, container.len), up_str_from(endings[i])))
			return true;
	return false;
}

/* The path inside the innermost container, or all of it. */
static up_str inside(up_str name, bool *ret_is_member)
{
	*ret_is_member = false;
	for (size_t end = name.len; end > 1; end--) {
		if (name.s[end - 1] != '/' || name.s[end - 2] != '!')
			continue;
		up_str container = up_str_slice(name, 0, end - 2), member = up_str_slice(name, end, name.len);
		if (is_compressed(container, member))
			name = up_str_slice(name, 0, (size_t)(up_str_basename(container).s - name.s) + member.len);
		break;
	}
	for (size_t at = up_str_find(name, UP_STR("!/"), 0); at != SIZE_MAX; at = up_str_find(name, UP_STR("!/"), 0)) {
		name = up_str_slice(name, at + 2, name.len);
		*ret_is_member = true;
	}
	return name;
}

/* What lies in an installed system, or belongs to somebody else's sources. */
static bool is_out_of_the_way(up_str path)
{
	static const char *const folders[] = { "usr",           "etc",    "var",         "lib",           "lib64",  "sbin",     "share",
					       "doc",           "docs",   "example",     "examples",      "test",   "tests",    "testdata",
					       "node_modules",  "vendor", "third_party", "site-packages", "dist",   "fixtures", "samples",
					       "dist-packages", "proc",   "sys",         "run",           "snap",   ".git",     "cache",
					       ".cache",        ".cargo", ".rustup",     ".npm",          ".local", NULL };
	return has_folder(path, folders);
}

/* --- scripts of packages ---------------------------------------------------------------------------------------------- */

static bool is_maintainer_script(up_str path, bool is_member)
{
	static const char *const names[] = { "preinst", "postinst", "prerm", "postrm", "config", NULL };
	static const char *const apk[] = { ".pre-install",   ".post-install",   ".pre-upgrade", ".post-upgrade",
					   ".pre-deinstall", ".post-deinstall", ".trigger",     NULL };
	static const char *const endings[] = { ".preinst", ".postinst", ".prerm", ".postrm", NULL };
	up_str base = up_str_basename(path), folder = folder_of(path);
	if (is_member && up_str_eq(folder, UP_STR("scriptlets")))
		return up_str_starts(base, UP_STR("%"));
	bool is_control = up_str_eq(folder, UP_STR("control")), is_source = up_str_eq(folder, UP_STR("debian"));
	if ((is_control && is_member) || up_str_eq(folder, UP_STR("DEBIAN")))
		return is_one_of(base, names) || is_one_of(base, apk);
	if (is_source && is_one_of(base, names))
		return true;
	/* Where a packager keeps them: packaging/postinst, scripts/postinst.sh */
	up_str stem = up_str_ends(base, UP_STR(".sh")) ? up_str_slice(base, 0, base.len - 3) : base;
	if (is_one_of(stem, names) && !up_str_eq(stem, UP_STR("config")) && !is_out_of_the_way(path))
		return true;
	for (size_t i = 0; is_source && endings[i]; i++)
		if (up_str_ends(base, up_str_from(endings[i])))
			return true;
	return false;
}

/* --- installers and steps ----------------------------------------------------------------------------------------------- */

/* #!/bin/sh, #!/usr/bin/env bash */
static bool begins_as_script(up_str bytes)
{
	if (!up_str_starts(bytes, UP_STR("#!")))
		return false;
	up_str line = up_str_slice(bytes, 0, up_str_find_byte(up_str_slice(bytes, 0, 256), '\n', 0));
	static const char *const shells[] = { "sh", "bash", "dash", "ksh", "zsh", "ash", NULL };
	for (size_t end = line.len; end > 2;) {
		size_t start = end;
		while (start > 2 && line.s[start - 1] != '/' && !up_is_space(line.s[start - 1]))
			start--;
		if (is_one_of(up_str_slice(line, start, end), shells))
			return true;
		end = start > 2 ? start - 1 : 2;
	}
	return false;
}

static bool is_shell_name(up_str base)
{
	return up_str_ends(base, UP_STR(".sh")) || up_str_ends(base, UP_STR(".bash")) || up_str_ends(base, UP_STR(".ksh"));
}

/* The next word of a name: parts are letters between dashes, dots and underscores. */
static bool next_word(up_str name, size_t *at, up_str *ret_word)
{
	while (*at < name.len && !up_is_alnum(name.s[*at]))
		++*at;
	size_t start = *at;
	while (*at < name.len && up_is_alnum(name.s[*at]))
		++*at;
	*ret_word = up_str_slice(name, start, *at);
	return *at > start;
}

static bool is_named_installer(up_str base)
{
	static const char *const verbs[] = { "install",     "installer", "upgrade",   "upgrader",   "update",      "updater",
					     "migrate",     "migration", "deploy",    "deployment", "setup",       "rollback",
					     "uninstall",   "provision", "bootstrap", "preinstall", "postinstall", "preupgrade",
					     "postupgrade", "preinst",   "postinst",  "prerm",      "postrm",      "predeploy",
					     "postdeploy",  "remove",    NULL };
	static const char *const others[] = { "test",   "tests",  "check", "lint",   "example", "build", "lib",   "functions",
					      "common", "helper", "hooks", "verify", "docs",    "mock",  "utils", NULL };
	bool found = false;
	up_str word;
	for (size_t at = 0; next_word(base, &at, &word);) {
		if (is_one_of(word, others))
			return false;
		found |= is_one_of(word, verbs);
	}
	/* get-docker.sh, get-helm-3: what vendors tell people to run */
	return found || up_str_starts(base, UP_STR("get-docker")) || up_str_starts(base, UP_STR("get-helm")) ||
	       up_str_eq(base, UP_STR("get.sh"));
}

/* steps/01-stop.sh */
static bool is_step(up_str path, up_str base)
{
	static const char *const folders[] = { "steps",      "upgrade",     "upgrades",     "upgrade.d",     "update.d",       "install.d",
					       "migrate.d",  "pre-upgrade", "post-upgrade", "pre-upgrade.d", "post-upgrade.d", "deploy.d",
					       "rollback.d", NULL };
	size_t digits = 0;
	while (digits < base.len && up_is_digit(base.s[digits]))
		digits++;
	return digits && digits < base.len && (base.s[digits] == '-' || base.s[digits] == '_') && is_one_of(folder_of(path), folders);
}

static bool is_installer(up_str path, bool is_member, up_str bytes)
{
	up_str base = up_str_basename(path);
	if (is_out_of_the_way(path) || !(is_shell_name(base) || begins_as_script(bytes)))
		return false;
	bool is_top = is_member && base.len == path.len;
	return is_top || is_named_installer(base) || is_step(path, base);
}

/* --- what others run ---------------------------------------------------------------------------------------------------- */

static bool is_recipe(up_str base)
{
	static const char *const names[] = { "Makefile", "makefile", "GNUmakefile", "Makefile.in", "Makefile.am", NULL };
	return is_one_of(base, names) || up_str_ends(base, UP_STR(".mk"));
}

static bool is_yaml(up_str base)
{
	return up_str_ends(base, UP_STR(".yml")) || up_str_ends(base, UP_STR(".yaml"));
}

static bool is_job(up_str path, up_str base)
{
	static const char *const workflows[] = { ".github", ".gitea", ".forgejo", NULL };
	if (up_str_eq(base, UP_STR(".gitlab-ci.yml")) || up_str_ends(base, UP_STR(".gitlab-ci.yml")))
		return true;
	return is_yaml(base) && up_str_eq(folder_of(path), UP_STR("workflows")) && has_folder(path, workflows);
}

static bool is_tasks(up_str path, up_str base, up_str bytes)
{
	static const char *const folders[] = { "tasks", "handlers", NULL };
	if (!is_yaml(base))
		return false;
	up_str head = up_str_slice(bytes, 0, HEAD_BYTES);
	if (has_folder(path, folders))
		return up_str_contains(head, UP_STR("name:"));
	return up_str_contains(head, UP_STR("hosts:")) && up_str_contains(head, UP_STR("tasks:"));
}

enum up_upgrade_role up_upgrade_script(up_str name, up_str bytes)
{
	bool is_member;
	up_str path = inside(name, &is_member), base = up_str_basename(path);
	if (up_str_contains(name, UP_STR("usr/share/doc/")))
		return UP_UPGRADE_NONE;
	if (is_maintainer_script(path, is_member))
		return UP_UPGRADE_MAINTAINER;
	if (up_str_starts(bytes, UP_STR("#cloud-config")))
		return is_out_of_the_way(path) ? UP_UPGRADE_NONE : UP_UPGRADE_CLOUD_INIT;
	if (is_recipe(base))
		return is_out_of_the_way(path) ? UP_UPGRADE_NONE : UP_UPGRADE_RECIPE;
	if (is_yaml(base)) {
		if (is_out_of_the_way(path))
			return UP_UPGRADE_NONE;
		return is_job(path, base) ? UP_UPGRADE_JOB : is_tasks(path, base, bytes) ? UP_UPGRADE_TASKS : UP_UPGRADE_NONE;
	}
	return is_installer(path, is_member, bytes) ? UP_UPGRADE_INSTALLER : UP_UPGRADE_NONE;
}
