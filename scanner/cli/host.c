/* The host behind the roots: os-release and the databases of dpkg, rpm, apk and pacman, in the root or, where the root is a host's /etc, beside it. No link is followed. */
#include "cli/host.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "core/upstream.h"
#include "estate/dpkg.h"
#include "estate/host.h"
#include "run/component-files.h"
#include "run/walk.h"

enum {
	STATUS_BYTES = 32 << 20, /* a desktop with 5,000 packages has 10 MB */
};

/* -1: there is none. */
static int open_at(up_str path, int flags)
{
	char *name = up_alloc(path.len + 1);
	memcpy(name, path.s, path.len);
	name[path.len] = '\0';
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | flags);
	up_free(name);
	return fd;
}

/* `place` in the root, or beside it. */
static int open_place(const char *operand, const char *place, int flags)
{
	struct up_buf path = { 0 };
	up_str root = up_str_from(operand);
	while (root.len > 1 && root.s[root.len - 1] == '/')
		root.len--;
	bool is_etc = up_str_eq(up_str_basename(root), UP_STR("etc"));
	if (is_etc && !up_str_starts(up_str_from(place), UP_STR("etc/")))
		up_buf_printf(&path, "%.*s/../%s", UP_FMT(root), place);
	else
		up_buf_printf(&path, "%.*s/%s", UP_FMT(root), is_etc ? place + 4 : place);
	int fd = open_at(up_buf_str(&path), flags);
	up_buf_finish(&path);
	return fd;
}

static bool read_place(const char *operand, const char *place, struct up_buf *ret_text)
{
	up_buf_clear(ret_text);
	int fd = open_place(operand, place, 0);
	if (fd < 0)
		return false;
	ssize_t n = 0;
	while (ret_text->len < STATUS_BYTES && (n = read(fd, up_buf_reserve(ret_text, 65536), 65536)) > 0)
		ret_text->len += (size_t)n;
	close(fd);
	return n >= 0;
}

/* The same as reports show it. */
static up_str shown_path(const char *operand, const char *place, struct up_arena *arena)
{
	up_str root = up_walk_root_name(operand);
	bool is_etc = up_str_eq(up_str_basename(root), UP_STR("etc")), in_etc = up_str_starts(up_str_from(place), UP_STR("etc/"));
	const char *slash = root.len && root.s[root.len - 1] == '/' ? "" : "/";
	up_str path = up_arena_printf(arena, "%.*s%s%s%s", UP_FMT(root), slash, is_etc && !in_etc ? "../" : "",
				      is_etc && in_etc ? place + 4 : place);
	up_free((void *)(uintptr_t)root.s);
	return up_str_starts(path, UP_STR("./")) ? up_str_slice(path, 2, path.len) : path;
}

/* Is a version of the same product given already? */
static bool names_product(const struct up_list *list, up_str pair)
{
	up_str product = up_str_slice(pair, 0, up_str_find_byte(pair, '=', 0) + 1);
	for (size_t i = 0; i < list->n; i++)
		if (up_str_starts(list->items[i], product))
			return true;
	return false;
}

void up_host_add_release(struct up_options *options, struct up_arena *arena, struct up_present_list *present)
{
	static const char *const places[] = { "etc/os-release", "usr/lib/os-release", "lib/os-release" };
	struct up_buf text = { 0 };
	for (size_t i = 0; i < options->n_operands; i++) {
		up_str release = UP_STR_NULL;
		bool found = false;
		for (size_t k = 0; k < sizeof places / sizeof *places && !found; k++) {
			found = read_place(options->operands[i], places[k], &text) && text.len;
			if (!found)
				continue;
			release = up_host_release(up_arena_copy(arena, up_buf_str(&text)), arena);
			up_present_add_os(present, shown_path(options->operands[i], places[k], arena), up_buf_str(&text));
			if (release.len && !options->release.len && !names_product(&options->from, release)) {
				options->release = release;
				options->release_path = shown_path(options->operands[i], places[k], arena);
			}
		}
		if (release.len && !names_product(&options->from, release) &&
		    !(options->is_package_first && names_product(&options->to, release)))
			up_list_add(options->is_package_first ? &options->to : &options->from, release);
	}
	up_buf_finish(&text);
}

static void install_from(struct up_rules *rules, up_str path, up_str status, struct up_arena *arena)
{
	struct up_package package;
	up_rules_install_from(rules, path);
	uint32_t line = 1;
	const char *counted = status.s;
	for (size_t at = 0; up_dpkg_next(status, &at, &package);) {
		for (; counted < package.version.s; counted++)
			line += *counted == '\n';
		up_rules_install(rules, up_arena_printf(arena, "deb:%.*s", UP_FMT(package.name)), package.version, line);
	}
}

struct installing {
	struct up_rules *rules;
	struct up_arena *arena;
};

static void install(void *data, const struct up_stated_component *stated)
{
	const struct installing *installing = data;
	up_str key = up_component_asked(stated->fact->key, installing->arena);
	up_str type = up_str_slice(key, 0, up_str_find_byte(key, ':', 0));
	up_rules_install(installing->rules, key, up_upstream_version(type, stated->fact->value), stated->line);
}

/* The database of rpm, and that of apk: the first place of each that has one. */
static void install_databases(const char *operand, const struct installing *installing)
{
	static const char *const places[] = { "var/lib/rpm/rpmdb.sqlite",
					      "usr/lib/sysimage/rpm/rpmdb.sqlite",
					      "usr/lib/sysimage/rpm/Packages.db",
					      "var/lib/rpm/Packages.db",
					      "var/lib/rpm/Packages",
					      "lib/apk/db/installed",
					      "usr/lib/apk/db/installed" };
	const struct up_component_files files = { (void *)(uintptr_t)installing, installing->arena, install, NULL, NULL };
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		struct stat st;
		int fd = open_place(operand, places[i], 0);
		if (fd < 0)
			continue;
		bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
		up_str path = shown_path(operand, places[i], installing->arena);
		up_rules_install_from(installing->rules, path);
		if (is_file)
			up_component_files_read(&files,
						&(struct up_component_file){ .path = path, .fd = fd, .size = (uint64_t)st.st_size });
		close(fd);
		if (is_file)
			return;
	}
}

/* "nginx-1.26.2-1": pacman's folders say all that is asked. */
static void install_folder(const char *operand, const char *name, const struct installing *installing)
{
	up_str rest = up_str_from(name), version = UP_STR_NULL;
	unsigned dashes = 0;
	for (size_t i = rest.len; i > 0 && dashes < 2; i--) {
		if (rest.s[i - 1] != '-' || ++dashes < 2)
			continue;
		version = up_str_slice(rest, i, rest.len);
		rest = up_str_slice(rest, 0, i - 1);
	}
	if (!version.len)
		return;
	struct up_arena *arena = installing->arena;
	up_rules_install_from(installing->rules,
			      shown_path(operand, up_arena_printf(arena, "var/lib/pacman/local/%s/desc", name).s, arena));
	up_rules_install(installing->rules, up_arena_printf(arena, "alpm:%.*s", UP_FMT(rest)), up_upstream_version(UP_STR("alpm"), version),
			 0);
}

static void install_folders(const char *operand, const struct installing *installing)
{
	int fd = open_place(operand, "var/lib/pacman/local", O_DIRECTORY);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	if (fd >= 0 && !folder)
		close(fd);
	if (!folder)
		return;
	for (const struct dirent *entry; (entry = readdir(folder));)
		if (entry->d_name[0] != '.')
			install_folder(operand, entry->d_name, installing);
	closedir(folder);
}

void up_host_add_packages(struct up_options *options, struct up_rules *rules, struct up_present_list *present)
{
	struct up_buf text = { 0 };
	const struct installing installing = { rules, present->arena };
	for (size_t i = 0; i < options->n_operands; i++) {
		install_databases(options->operands[i], &installing);
		install_folders(options->operands[i], &installing);
		if (!read_place(options->operands[i], "var/lib/dpkg/status", &text))
			continue;
		up_str path = shown_path(options->operands[i], "var/lib/dpkg/status", present->arena);
		install_from(rules, path, up_buf_str(&text), present->arena);
		up_present_add_debs(present, rules, path, up_buf_str(&text));
	}
	up_buf_finish(&text);
	if (options->release.len)
		up_rules_read_in(rules, options->release, options->release_path);
	if (options->is_package_first)
		up_rules_stay(rules);
	up_rules_follow(rules);
	up_str pair;
	for (size_t at = 0; up_rules_installed_next(rules, &at, &pair);)
		up_list_add(options->is_package_first && !names_product(&options->to, pair) ? &options->to : &options->from, pair);
}

bool up_host_status(const struct up_options *options, struct up_buf *ret_text, struct up_buf *ret_path)
{
	for (size_t i = 0; i < options->n_operands; i++)
		if (read_place(options->operands[i], "var/lib/dpkg/status", ret_text)) {
			up_str root = up_walk_root_name(options->operands[i]);
			bool is_etc = up_str_eq(up_str_basename(root), UP_STR("etc"));
			up_buf_printf(ret_path, "%.*s/%svar/lib/dpkg/status", UP_FMT(root), is_etc ? "../" : "");
			up_free((void *)(uintptr_t)root.s);
			return true;
		}
	up_buf_clear(ret_text);
	return false;
}
