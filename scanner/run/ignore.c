/* .gitignore through libgit2. One repository serves all folders and workers, behind a lock: libgit2's objects are not for several threads at once.
 * A root that lies in no repository gets one in memory, so that its .gitignore files count all the same. */
#include "run/ignore.h"

#include <fcntl.h>
#include <git2.h>
#include <git2/sys/repository.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/memory.h"

struct up_ignore {
	_Atomic unsigned refs;
	pthread_mutex_t lock;
	git_repository *repository;
	git_index *index;     /* NULL where there is none */
	struct up_buf prefix; /* of the root below the work tree: "" or "sub/" */
};

static git_repository *open_repository(const char *real)
{
	git_repository *repository = NULL;
	if (git_repository_open_ext(&repository, real, 0, NULL) == 0 && git_repository_workdir(repository))
		return repository;
	git_repository_free(repository);
	repository = NULL;
	if (git_repository_new(&repository) != 0)
		return NULL;
	if (git_repository_set_workdir(repository, real, 0) == 0)
		return repository;
	git_repository_free(repository);
	return NULL;
}

struct up_ignore *up_ignore_new(const char *real)
{
	git_libgit2_init();
	/* Nothing of the repository is run or trusted here, so it may belong to anybody. */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git_repository *repository = open_repository(real);
	if (!repository) {
		git_libgit2_shutdown();
		return NULL;
	}
	struct up_ignore *ignore = up_alloc_zero(1, sizeof *ignore);
	ignore->refs = 1;
	ignore->repository = repository;
	pthread_mutex_init(&ignore->lock, NULL);
	if (git_repository_index(&ignore->index, repository) != 0)
		ignore->index = NULL;
	up_str root = up_str_from(real), workdir = up_str_from(git_repository_workdir(repository));
	if (root.len > workdir.len && up_str_starts(root, workdir)) {
		up_buf_add(&ignore->prefix, up_str_slice(root, workdir.len, root.len));
		up_buf_add_byte(&ignore->prefix, '/');
	}
	return ignore;
}

struct up_ignore *up_ignore_ref(struct up_ignore *ignore)
{
	if (ignore)
		ignore->refs++;
	return ignore;
}

void up_ignore_unref(struct up_ignore *ignore)
{
	if (!ignore || --ignore->refs)
		return;
	git_index_free(ignore->index);
	git_repository_free(ignore->repository);
	pthread_mutex_destroy(&ignore->lock);
	up_buf_finish(&ignore->prefix);
	up_free(ignore);
	git_libgit2_shutdown();
}

struct up_ignore *up_ignore_enter(struct up_ignore *above, int dir_fd, up_str below)
{
	(void)below;
	struct stat st;
	/* libgit2 opens what is called .gitignore without looking: a FIFO of that name would hold it for ever. */
	if (above && fstatat(dir_fd, ".gitignore", &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode))
		return NULL;
	return up_ignore_ref(above);
}

static bool is_tracked(const struct up_ignore *ignore, const char *path, bool is_folder)
{
	size_t at;
	if (!ignore->index)
		return false;
	if (!is_folder)
		return git_index_get_bypath(ignore->index, path, 0) != NULL;
	return git_index_find_prefix(&at, ignore->index, path) == 0;
}

enum up_ignored up_ignore_ask(const struct up_ignore *ignore, up_str below, bool is_folder, bool by_parent)
{
	struct up_buf path = { 0 };
	up_buf_add(&path, up_buf_str(&ignore->prefix));
	up_buf_add(&path, below);
	if (is_folder)
		up_buf_add_byte(&path, '/');
	pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&ignore->lock;
	pthread_mutex_lock(lock);
	int ignored = 0;
	if (git_ignore_path_is_ignored(&ignored, ignore->repository, path.bytes) != 0)
		ignored = 0;
	enum up_ignored answer = UP_IGNORED_NO;
	if (ignored || by_parent)
		answer = is_tracked(ignore, path.bytes, is_folder) ? UP_IGNORED_BUT_TRACKED : UP_IGNORED_YES;
	pthread_mutex_unlock(lock);
	up_buf_finish(&path);
	return answer;
}
