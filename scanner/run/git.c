/* Opening a repository, and finding commits in it. */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/suggest.h"
#include "run/git-library.h"
#include "run/git-private.h"
#include "run/ignore.h"

enum {
	CACHE_BYTES = 1 << 20,   /* of parsed trees and commits: hardly any is asked for twice */
	WINDOW_BYTES = 1 << 20,  /* of a pack, mapped at a time */
	MAPPED_BYTES = 32 << 20, /* in all */
};

void up_git_start(void)
{
	up_ignore_start();
	/* Whoever owns the repository: git refuses those of others because their configuration can name programs, and none is run here. */
	up_git2.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	/* The configuration of this machine and its users must not change what is found. */
	static const int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
				      GIT_CONFIG_LEVEL_GLOBAL };
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
		up_git2.libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	up_git2.libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)CACHE_BYTES);
	up_git2.libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)WINDOW_BYTES);
	up_git2.libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)MAPPED_BYTES);
	/* As git does when it reads: a damaged object shows when it is inflated. Hashing each costs more than scanning it. */
	up_git2.libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
}

void up_git_stop(void)
{
	up_ignore_stop();
}

void up_git_enter(void)
{
	up_git2.error_clear();
	errno = 0;
}

void up_git_leave(void)
{
	const git_error *error = up_git2.error_last();
	if (errno == ENOMEM || (error && (error->klass == GIT_ERROR_NOMEMORY || strstr(error->message, strerror(ENOMEM)))))
		up_out_of_memory();
}

const char *up_git_fault(void)
{
	const git_error *error = up_git2.error_last();
	return error && error->message && *error->message ? error->message : "unknown error of libgit2";
}

/* --- opening ---------------------------------------------------------------------------------------------------------- */

static char *copy_path(const char *path)
{
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	char *copy = up_alloc(len + 1);
	memcpy(copy, path, len);
	copy[len] = '\0';
	return copy;
}

static struct up_git *new_handle(git_repository *repository, const char *work_tree)
{
	struct up_git *git = up_alloc_zero(1, sizeof *git);
	git->repository = repository;
	git->folder = copy_path(up_git2.repository_path(repository));
	if (work_tree)
		git->work_tree = copy_path(work_tree);
	if (up_git2.repository_odb(&git->odb, repository) == 0)
		return git;
	up_git_close(git);
	return NULL;
}

static bool is_set(git_repository *repository, const char *key)
{
	git_config *config = NULL;
	git_config_entry *entry = NULL;
	bool is_there = up_git2.repository_config_snapshot(&config, repository) == 0 && up_git2.config_get_entry(&entry, config, key) == 0;
	up_git2.config_entry_free(entry);
	up_git2.config_free(config);
	return is_there;
}

/* Where the configuration does not say whether there is a work tree, git goes by the folder's name, libgit2 takes the folder above. */
static const char *find_work_tree(git_repository *repository)
{
	const char *folder = up_git2.repository_path(repository);
	if (up_str_ends(up_str_from(folder), UP_STR("/.git/")) || up_git2.repository_is_worktree(repository) ||
	    is_set(repository, "core.bare") || is_set(repository, "core.worktree"))
		return up_git2.repository_workdir(repository);
	return NULL;
}

/* The folder of the repository round `path`; else the one that git tells its hooks, where the work tree has no .git of its own. NULL with a fault. */
static char *find_folder(const char *path, bool *ret_named, struct up_buf *fault)
{
	git_buf found = { 0 };
	const char *named = getenv("GIT_DIR");
	char *folder = NULL;
	if (!up_git_guard_above(path, fault))
		return NULL;
	int r = up_git2.repository_discover(&found, path, true, NULL);
	*ret_named = r != 0 && named && *named;
	if (r == 0 || *ret_named)
		folder = copy_path(*ret_named ? named : found.ptr);
	else if (r == GIT_ENOTFOUND)
		up_buf_add_s(fault, "is in no git repository");
	else
		up_buf_printf(fault, "cannot be opened as a git repository: %s", up_git_fault());
	up_git2.buf_dispose(&found);
	return folder;
}

static char *named_work_tree(git_repository *repository)
{
	const char *tree = getenv("GIT_WORK_TREE");
	if (up_git2.repository_is_bare(repository) && !(tree && *tree))
		return NULL;
	return realpath(tree && *tree ? tree : ".", NULL);
}

struct up_git *up_git_open(const char *path, bool with_objects, struct up_buf *fault)
{
	git_repository *repository = NULL;
	struct up_git *git = NULL;
	bool is_named = false;
	up_git_enter();
	char *folder UP_AUTO_FREE = find_folder(path, &is_named, fault);
	bool fine = folder && up_git_guard_folder(folder, with_objects, fault);
	up_git_leave();
	if (!fine)
		return NULL;
	int flags = is_named ? GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT : GIT_REPOSITORY_OPEN_CROSS_FS;
	if (up_git2.repository_open_ext(&repository, is_named ? folder : path, (unsigned)flags, NULL) == 0) {
		char *named UP_AUTO_FREE = is_named ? named_work_tree(repository) : NULL;
		git = new_handle(repository, is_named ? named : find_work_tree(repository));
	}
	up_git_leave();
	if (!git)
		up_buf_printf(fault, "cannot be opened as a git repository: %s", up_git_fault());
	return git;
}

struct up_git *up_git_again(const struct up_git *git)
{
	git_repository *repository = NULL;
	up_git_enter();
	int r = up_git2.repository_open_ext(&repository, git->folder, GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT, NULL);
	struct up_git *again = r == 0 ? new_handle(repository, git->work_tree) : NULL;
	up_git_leave();
	return again;
}

void up_git_close(struct up_git *git)
{
	if (!git)
		return;
	up_git2.index_free(git->index);
	up_git2.odb_free(git->odb);
	up_git2.repository_free(git->repository);
	up_free(git->work_tree);
	up_free(git->folder);
	up_free(git);
}

const char *up_git_work_tree(const struct up_git *git)
{
	return git->work_tree;
}

const char *up_git_folder(const struct up_git *git)
{
	return git->folder;
}

bool up_git_is_shallow(const struct up_git *git)
{
	return up_git2.repository_is_shallow(git->repository) == 1;
}

/* --- commits ---------------------------------------------------------------------------------------------------------- */

bool up_git_rev(struct up_git *git, const char *rev, struct up_oid *ret_commit)
{
	git_object *object = NULL, *commit = NULL;
	up_git_enter();
	bool is_found = up_git2.revparse_single(&object, git->repository, rev) == 0 &&
			up_git2.object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0;
	if (is_found)
		memcpy(ret_commit->id, up_git2.object_id(commit)->id, sizeof ret_commit->id);
	up_git2.object_free(commit);
	up_git2.object_free(object);
	up_git_leave();
	return is_found;
}

int up_git_head(struct up_git *git, struct up_oid *ret_commit, struct up_buf *fault)
{
	up_git_enter();
	bool is_unborn = up_git2.repository_head_unborn(git->repository) == 1;
	up_git_leave();
	if (is_unborn)
		return 1;
	if (up_git_rev(git, "HEAD", ret_commit))
		return 0;
	up_buf_printf(fault, "HEAD cannot be read: %s", up_git_fault());
	return -1;
}

/* Names near to the one that is not there. */
static void suggest_ref(struct up_git *git, const char *rev, struct up_buf *out)
{
	git_strarray refs = { 0 };
	struct up_suggest suggest;
	up_suggest_init(&suggest, up_str_from(rev));
	if (up_git2.reference_list(&refs, git->repository) != 0)
		return;
	for (size_t i = 0; i < refs.count; i++) {
		static const char *const folders[] = { "refs/heads/", "refs/tags/", "refs/remotes/" };
		for (size_t k = 0; k < sizeof folders / sizeof *folders; k++)
			if (!strncmp(refs.strings[i], folders[k], strlen(folders[k])))
				up_suggest_add(&suggest, up_str_from(refs.strings[i] + strlen(folders[k])));
	}
	up_suggest_write(&suggest, out);
	up_git2.strarray_dispose(&refs);
}

static void fault_no_rev(struct up_git *git, const char *rev, struct up_buf *fault)
{
	const char *slash = strchr(rev, '/');
	struct up_buf near = { 0 };
	up_buf_printf(fault, "there is no commit '%s' in this repository", rev);
	suggest_ref(git, rev, &near);
	up_buf_add(fault, up_buf_str(&near));
	if (!near.len && slash && slash != rev && slash[1])
		up_buf_printf(fault, "; 'git fetch %.*s +%s:refs/remotes/%s' brings it", (int)(slash - rev), rev, slash + 1, rev);
	if (up_git_is_shallow(git))
		up_buf_add_s(fault, "; the clone is shallow: 'git fetch --unshallow' brings the rest of the history");
	up_buf_finish(&near);
}

bool up_git_merge_base(struct up_git *git, const char *rev, struct up_oid *ret_commit, struct up_buf *fault)
{
	struct up_oid head, other;
	int r = up_git_head(git, &head, fault);
	if (r > 0)
		up_buf_add_s(fault, "there is no commit yet");
	if (r != 0)
		return false;
	if (!up_git_rev(git, rev, &other)) {
		fault_no_rev(git, rev, fault);
		return false;
	}
	git_oid base, one, two;
	memcpy(one.id, head.id, sizeof one.id);
	memcpy(two.id, other.id, sizeof two.id);
	if (up_git_is_shallow(git)) {
		if (up_git_merge_base_shallow(git, &head, &other, ret_commit))
			return true;
	} else {
		up_git_enter();
		int found = up_git2.merge_base(&base, git->repository, &one, &two);
		up_git_leave();
		memcpy(ret_commit->id, base.id, sizeof base.id);
		if (found == 0)
			return true;
	}
	up_buf_printf(fault, "HEAD and '%s' have no commit in common", rev);
	if (up_git_is_shallow(git))
		up_buf_add_s(fault,
			     " in this shallow clone: 'git fetch --unshallow', or a larger --depth, brings it (fetch-depth: 0 in CI)");
	return false;
}
