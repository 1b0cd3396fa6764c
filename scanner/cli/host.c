/* The host behind the roots: os-release and dpkg's status file, in the root or, where the root is a host's /etc, beside it. No link is followed. */
#include "cli/host.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/memory.h"
#include "estate/dpkg.h"
#include "estate/host.h"
#include "run/walk.h"

enum {
	STATUS_BYTES = 32 << 20, /* a desktop with 5,000 packages has 10 MB */
};

static bool read_file(up_str path, struct up_buf *ret_text)
{
	char *name = up_alloc(path.len + 1);
	memcpy(name, path.s, path.len);
	name[path.len] = '\0';
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	up_free(name);
	if (fd < 0)
		return false;
	ssize_t n = 0;
	while (ret_text->len < STATUS_BYTES && (n = read(fd, up_buf_reserve(ret_text, 65536), 65536)) > 0)
		ret_text->len += (size_t)n;
	close(fd);
	return n >= 0;
}

/* The text of `place` in the root, or beside it. */
static bool read_place(const char *operand, const char *place, struct up_buf *ret_text)
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
	up_buf_clear(ret_text);
	bool found = read_file(up_buf_str(&path), ret_text);
	up_buf_finish(&path);
	return found;
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

static void install_from(struct up_rules *rules, up_str path, up_str status)
{
	struct up_package package;
	up_rules_install_from(rules, path);
	uint32_t line = 1;
	const char *counted = status.s;
	for (size_t at = 0; up_dpkg_next(status, &at, &package);) {
		for (; counted < package.version.s; counted++)
			line += *counted == '\n';
		up_rules_install(rules, package.name, package.version, line);
	}
}

void up_host_add_packages(struct up_options *options, struct up_rules *rules, struct up_present_list *present)
{
	struct up_buf text = { 0 };
	for (size_t i = 0; i < options->n_operands; i++) {
		if (!read_place(options->operands[i], "var/lib/dpkg/status", &text))
			continue;
		up_str path = shown_path(options->operands[i], "var/lib/dpkg/status", present->arena);
		install_from(rules, path, up_buf_str(&text));
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
