/* Before libgit2 looks at a repository that somebody handed us: it opens whatever has a name that it knows, and a FIFO holds it for ever. What is no regular
 * file is refused here, where it stands and where the configuration includes it. git itself would wait, too. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lines.h"
#include "run/git.h"
#include "run/read.h"

enum {
	DEPTH_MOST = 64,        /* folders in refs/ */
	CONFIG_BYTES = 1 << 20, /* a larger one is looked at as far as that */
	INCLUDES_MOST = 10,     /* inside one another, as libgit2 has it */
	FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK,
};

/* A socket cannot be opened, so it holds nobody; git's own file monitor has one. */
static bool is_harmless(unsigned mode)
{
	return S_ISREG(mode) || S_ISDIR(mode) || S_ISSOCK(mode);
}

static bool refuse(const char *path, unsigned mode, struct up_buf *fault)
{
	up_buf_printf(fault, "cannot be opened as a git repository: %s is %s", path, up_file_kind(mode));
	return false;
}

/* What is not there is fine. */
static bool is_plain(const char *path, struct up_buf *fault)
{
	struct stat st;
	return stat(path, &st) < 0 || is_harmless(st.st_mode) || refuse(path, st.st_mode, fault);
}

static bool guard_entry(int fd, const char *path, const struct dirent *entry, int depth, struct up_buf *fault);

/* All entries of a folder, those in it too where `depth` is left. */
static bool guard_entries(const char *path, int depth, struct up_buf *fault)
{
	int fd = open(path, FOLDER_FLAGS);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	bool fine = true;
	if (!folder && fd >= 0)
		close(fd);
	for (const struct dirent *entry; fine && folder && (entry = readdir(folder));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			fine = guard_entry(fd, path, entry, depth, fault);
	if (folder)
		closedir(folder);
	return fine;
}

static bool guard_entry(int fd, const char *path, const struct dirent *entry, int depth, struct up_buf *fault)
{
	struct stat st;
	unsigned mode = entry->d_type == DT_UNKNOWN ? 0 : DTTOIF(entry->d_type);
	if (S_ISREG(mode))
		return true;
	struct up_buf below = { 0 };
	bool fine = true;
	up_buf_printf(&below, "%s/%s", path, entry->d_name);
	if (!mode || S_ISLNK(mode))
		mode = fstatat(fd, entry->d_name, &st, 0) == 0 ? st.st_mode : S_IFREG;
	/* Links to folders are not gone into: they may lead round in circles. */
	if (S_ISDIR(mode))
		fine = depth <= 0 || entry->d_type == DT_LNK || guard_entries(below.bytes, depth - 1, fault);
	else if (!is_harmless(mode))
		fine = refuse(below.bytes, mode, fault);
	up_buf_finish(&below);
	return fine;
}

/* --- the configuration ------------------------------------------------------------------------------------------------ */

static bool read_text(const char *path, struct up_buf *text)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return false;
	ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? read(fd, up_buf_reserve(text, CONFIG_BYTES), CONFIG_BYTES) : -1;
	close(fd);
	if (n > 0)
		text->len = (size_t)n;
	return n > 0;
}

static bool guard_config(const char *path, int depth, struct up_buf *fault);

/* "path = ../common.config", whatever section it stands in: a file that is looked at in vain does no harm. */
static bool guard_include(const char *config, up_str line, int depth, struct up_buf *fault)
{
	size_t equals = up_str_find_byte(line, '=', 0);
	up_str key = up_str_trim(up_str_slice(line, 0, equals)), value = up_str_trim(up_str_slice(line, equals, line.len));
	/* "[include] path = x" on one line */
	if (equals == SIZE_MAX || key.len < 4 || !up_str_eq_nocase(up_str_slice(key, key.len - 4, key.len), UP_STR("path")))
		return true;
	value = up_str_trim(up_str_slice(value, 1, value.len));
	if (value.len > 1 && value.s[0] == '"')
		value = up_str_slice(value, 1, up_str_find_byte(value, '"', 1));
	struct up_buf at = { 0 };
	const char *home = getenv("HOME");
	up_str folder = up_str_from(config);
	folder.len -= up_str_basename(folder).len;
	if (up_str_starts(value, UP_STR("~/")) && home) {
		up_buf_add_s(&at, home);
		value = up_str_slice(value, 1, value.len);
	} else if (!up_str_starts(value, UP_STR("/"))) {
		up_buf_add(&at, folder);
	}
	up_buf_add(&at, value);
	bool fine = !at.len || (is_plain(at.bytes, fault) && guard_config(at.bytes, depth - 1, fault));
	up_buf_finish(&at);
	return fine;
}

static bool guard_config(const char *path, int depth, struct up_buf *fault)
{
	struct up_buf text = { 0 };
	bool fine = is_plain(path, fault);
	if (fine && depth > 0 && read_text(path, &text)) {
		up_str line;
		for (size_t at = 0; fine && up_line_next(up_buf_str(&text), &at, &line);)
			fine = guard_include(path, line, depth, fault);
	}
	up_buf_finish(&text);
	return fine;
}

/* --- folders ---------------------------------------------------------------------------------------------------------- */

static bool guard_folder(const char *folder, bool with_objects, int depth, struct up_buf *fault)
{
	static const struct {
		const char *name;
		int depth;
	} parts[] = {
		{ "", 0 }, { "/refs", DEPTH_MOST }, { "/info", 0 }, { "/objects", 0 }, { "/objects/info", 1 }, { "/objects/pack", 0 }
	};
	struct up_buf path = { 0 };
	bool fine = true;
	for (size_t i = 0; fine && i < sizeof parts / sizeof *parts; i++) {
		bool is_objects = !strcmp(parts[i].name, "/objects");
		up_buf_clear(&path);
		up_buf_printf(&path, "%s%s", folder, parts[i].name);
		if (!is_objects || with_objects)
			fine = guard_entries(path.bytes, is_objects ? 1 : parts[i].depth, fault);
	}
	/* A second work tree has a folder of its own, and all else in that of the first. */
	up_buf_clear(&path);
	up_buf_printf(&path, "%s/commondir", folder);
	struct up_buf common = { 0 };
	if (fine && read_text(path.bytes, &common)) {
		up_str to = up_str_trim(up_buf_str(&common));
		up_buf_clear(&path);
		if (!up_str_starts(to, UP_STR("/")))
			up_buf_printf(&path, "%s/", folder);
		up_buf_add(&path, to);
		fine = depth <= 0 || guard_folder(path.bytes, with_objects, depth - 1, fault);
	}
	up_buf_finish(&common);
	static const char *const configs[] = { "config", "config.worktree" };
	for (size_t i = 0; fine && i < 2; i++) {
		up_buf_clear(&path);
		up_buf_printf(&path, "%s/%s", folder, configs[i]);
		fine = guard_config(path.bytes, INCLUDES_MOST, fault);
	}
	up_buf_finish(&path);
	return fine;
}

bool up_git_guard_folder(const char *folder, bool with_objects, struct up_buf *fault)
{
	return guard_folder(folder, with_objects, 1, fault);
}

bool up_git_guard_above(const char *path, struct up_buf *fault)
{
	/* What is opened while a repository is looked for. */
	static const char *const names[] = { "commondir", "HEAD", ".git", ".git/commondir", ".git/HEAD" };
	struct up_buf at = { 0 };
	up_str folder = up_str_from(path);
	bool fine = true;
	while (fine && folder.len) {
		for (size_t i = 0; fine && i < sizeof names / sizeof *names; i++) {
			up_buf_clear(&at);
			up_buf_add(&at, folder);
			up_buf_printf(&at, "/%s", names[i]);
			fine = is_plain(at.bytes, fault);
		}
		folder.len -= up_str_basename(folder).len;
		while (folder.len && folder.s[folder.len - 1] == '/')
			folder.len--;
	}
	up_buf_finish(&at);
	return fine;
}
