/* One folder: its entries are listed, the folders among them become tasks, the files are read. Listing goes on as a task below those of the
 * entries listed so far, so a folder with a million folders in it never has more than one buffer of them waiting. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "run/walk-private.h"

/* As the kernel writes it. */
struct listed {
	uint64_t ino;
	int64_t next;
	uint16_t len;
	uint8_t type;
	char name[];
};

struct folder *up_walk_folder_new(struct folder *parent, struct root *root, const char *name)
{
	up_str above = parent ? (up_str){ parent->path, parent->len } : root->path;
	size_t len = strlen(name);
	struct folder *folder = up_alloc(sizeof *folder + above.len + len + 2);
	*folder = (struct folder){ .root = root, .fd = -1, .refs = 1 };
	atomic_fetch_add(&root->refs, 1);
	if (parent || !up_str_eq(above, UP_STR("."))) {
		memcpy(folder->path, above.s, above.len);
		memcpy(folder->path + above.len, name, len);
		folder->len = (uint32_t)(above.len + len);
		/* "/" ends with its slash already. */
		if (folder->path[folder->len - 1] != '/')
			folder->path[folder->len++] = '/';
	}
	folder->path[folder->len] = '\0';
	folder->below = parent ? parent->below : folder->len;
	folder->depth = parent ? parent->depth + 1 : 0;
	folder->dev = parent ? parent->dev : root->dev;
	folder->ignore = parent ? up_ignore_ref(parent->ignore) : NULL;
	return folder;
}

static void close_folder(struct walk *walk, struct folder *folder)
{
	if (folder->fd < 0)
		return;
	close(folder->fd);
	folder->fd = -1;
	atomic_fetch_sub_explicit(&walk->n_open, 1, memory_order_relaxed);
}

void up_walk_folder_unref(struct walk *walk, struct folder *folder)
{
	if (atomic_fetch_sub(&folder->refs, 1) != 1)
		return;
	close_folder(walk, folder);
	up_ignore_unref(folder->ignore);
	up_walk_root_unref(walk, folder->root);
	up_free(folder);
}

/* As notes name it: without the final '/'. */
static up_str folder_name(const struct folder *folder)
{
	if (folder->len > 1)
		return (up_str){ folder->path, folder->len - 1 };
	return folder->len ? UP_STR("/") : UP_STR(".");
}

static void note_failure(struct worker *worker, const struct folder *folder)
{
	bool is_gone = errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == ESTALE;
	up_reader_note(&worker->reader, is_gone ? UP_NOTE_VANISHED : UP_NOTE_UNREADABLE, folder_name(folder),
		       is_gone ? "gone before it could be listed" : "%m");
}

/* What is asked once, when a folder is entered. False: it is left alone. */
static bool may_enter(struct worker *worker, struct folder *folder)
{
	struct walk *walk = worker->walk;
	struct stat st;
	const char *kind;
	if (fstat(folder->fd, &st) < 0) {
		note_failure(worker, folder);
		return false;
	}
	if ((st.st_dev != folder->dev || !folder->depth) && up_reader_is_pseudo(&worker->reader, folder->fd, &st, &kind)) {
		up_reader_note(&worker->reader, UP_NOTE_PSEUDO, folder_name(folder), "%s", kind);
		return false;
	}
	folder->dev = st.st_dev;
	folder->ino = st.st_ino;
	if (folder->depth && up_walk_is_root(walk, folder->dev, folder->ino, ""))
		return false;
	folder->has_root_files = up_walk_holds_root_files(walk, folder->dev, folder->ino);
	if (walk->options->gitignore) {
		struct up_ignore *above = folder->ignore;
		folder->ignore = up_ignore_enter(above, folder->fd, (up_str){ folder->path + folder->below, folder->len - folder->below });
		up_ignore_unref(above);
	}
	return true;
}

static bool open_folder(struct worker *worker, struct folder *folder)
{
	struct walk *walk = worker->walk;
	if (folder->fd >= 0)
		return true;
	folder->fd = up_walk_open_folder(walk, folder->root, folder->path + folder->below);
	if (folder->fd < 0) {
		note_failure(worker, folder);
		return false;
	}
	atomic_fetch_add_explicit(&walk->n_open, 1, memory_order_relaxed);
	if (folder->is_listed_before) {
		if (lseek(folder->fd, folder->position, SEEK_SET) >= 0)
			return true;
		note_failure(worker, folder);
		return false;
	}
	folder->is_listed_before = true;
	return may_enter(worker, folder);
}

/* --- entries ---------------------------------------------------------------------------------------------------------- */

static void add_folder(struct worker *worker, struct folder *folder, const char *name, up_str path, up_str below)
{
	enum up_ignored ignored = folder->ignore ? up_ignore_ask(folder->ignore, below, true, folder->only_tracked) : UP_IGNORED_NO;
	if (ignored == UP_IGNORED_YES)
		return;
	uint32_t most = worker->walk->options->limits->walk_depth;
	if (folder->depth >= most) {
		up_reader_note(&worker->reader, UP_NOTE_LIMIT, path, "more than %u folders below the root; not entered (--max-walk-depth)",
			       most);
		return;
	}
	struct folder *child = up_walk_folder_new(folder, folder->root, name);
	child->only_tracked = ignored == UP_IGNORED_BUT_TRACKED;
	worker->tasks = up_grow(worker->tasks, &worker->tasks_capacity, worker->n_tasks + 1, sizeof *worker->tasks);
	worker->tasks[worker->n_tasks++] = (struct up_task){ .kind = TASK_FOLDER, .item = child };
}

static void note_link(struct worker *worker, struct folder *folder, const char *name, up_str path, up_str below)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(folder->fd, name, target, sizeof target - 1);
	if (len < 0) {
		up_reader_note(&worker->reader, errno == ENOENT ? UP_NOTE_VANISHED : UP_NOTE_UNREADABLE, path, "%m");
		return;
	}
	target[len] = '\0';
	if (worker->walk->options->link)
		worker->walk->options->link(worker->walk->options->data, worker->number, path, folder->below,
					    (up_str){ target, (size_t)len });
	int reason = up_walk_link(worker->walk, folder->root, below, target);
	if (reason == UP_NOTE_LINK_BROKEN)
		up_reader_note(&worker->reader, UP_NOTE_LINK_BROKEN, path, "leads to %s, where nothing can be reached", target);
	else if (reason)
		up_reader_note(&worker->reader, (enum up_note_reason)reason, path, "leads to %s", target);
}

/* A folder, a link or a special file: whatever is not simply read. */
static void add_other(struct worker *worker, struct folder *folder, const char *name, uint8_t type)
{
	worker->path.len = folder->len;
	up_buf_add_s(&worker->path, name);
	up_str path = up_buf_str(&worker->path), below = up_str_slice(path, folder->below, path.len);
	if (up_walk_is_excluded(worker->walk, path, below, type == DT_DIR))
		return;
	if (type == DT_DIR) {
		add_folder(worker, folder, name, path, below);
		return;
	}
	if (!up_walk_is_included(worker->walk, path, below))
		return;
	if (folder->ignore && up_ignore_ask(folder->ignore, below, false, folder->only_tracked) == UP_IGNORED_YES)
		return;
	if (type == DT_LNK)
		note_link(worker, folder, name, path, below);
	else
		up_reader_note(&worker->reader, UP_NOTE_NOT_REGULAR, path, "%s", up_file_kind(DTTOIF(type)));
}

/* Some file systems do not tell the type along with the name. */
static uint8_t type_of(struct worker *worker, struct folder *folder, const struct listed *entry)
{
	struct stat st;
	if (entry->type != DT_UNKNOWN)
		return entry->type;
	if (fstatat(folder->fd, entry->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
		return IFTODT(st.st_mode);
	worker->path.len = folder->len;
	up_buf_add_s(&worker->path, entry->name);
	up_reader_note(&worker->reader, errno == ENOENT ? UP_NOTE_VANISHED : UP_NOTE_UNREADABLE, up_buf_str(&worker->path), "%m");
	return DT_UNKNOWN;
}

static bool is_passed_over(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]) || !strcmp(name, ".git"));
}

/* Fills names and tasks; tasks[0] is left free for the rest of the folder. Returns the position after the last entry. */
static int64_t add_entries(struct worker *worker, struct folder *folder, size_t len)
{
	int64_t position = 0;
	worker->n_names = 0;
	worker->n_tasks = 1;
	up_buf_clear(&worker->path);
	up_buf_add(&worker->path, (up_str){ folder->path, folder->len });
	for (size_t at = 0; at < len;) {
		const struct listed *entry = (const void *)(worker->entries + at);
		at += entry->len;
		position = entry->next;
		if (is_passed_over(entry->name))
			continue;
		uint8_t type = type_of(worker, folder, entry);
		if (type == DT_REG) {
			worker->names = up_grow(worker->names, &worker->names_capacity, worker->n_names + 1, sizeof *worker->names);
			worker->names[worker->n_names++] = entry->name;
		} else if (type != DT_UNKNOWN) {
			add_other(worker, folder, entry->name, type);
		}
	}
	return position;
}

static size_t random_below(struct worker *worker, size_t n)
{
	worker->random = worker->random * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(worker->random >> 33) % n;
}

static void shuffle(struct worker *worker)
{
	for (size_t i = worker->n_names; i > 1; i--) {
		size_t k = random_below(worker, i);
		const char *name = worker->names[k];
		worker->names[k] = worker->names[i - 1];
		worker->names[i - 1] = name;
	}
	for (size_t i = worker->n_tasks; i > 2; i--) {
		size_t k = 1 + random_below(worker, i - 1);
		struct up_task task = worker->tasks[k];
		worker->tasks[k] = worker->tasks[i - 1];
		worker->tasks[i - 1] = task;
	}
}

/* One buffer of entries. True when the folder is to be listed further, here and now. */
static bool walk_entries(struct worker *worker, struct folder *folder)
{
	struct walk *walk = worker->walk;
	long len = syscall(SYS_getdents64, folder->fd, worker->entries, UP_WALK_ENTRIES_BYTES);
	if (len < 0)
		note_failure(worker, folder);
	if (len <= 0)
		return false;
	int64_t position = add_entries(worker, folder, (size_t)len);
	if (worker->random)
		shuffle(worker);
	if (len < UP_WALK_ENTRIES_BYTES / 2) {
		up_pool_push(walk->pool, worker->tasks + 1, worker->n_tasks - 1);
		up_walk_files(worker, folder, worker->names, worker->n_names);
		return true;
	}
	folder->position = position;
	worker->tasks[0] = (struct up_task){ .kind = TASK_FOLDER, .item = folder };
	if (atomic_load_explicit(&walk->n_open, memory_order_relaxed) < walk->most_open) {
		/* Somebody else may list the rest while the files are read here. */
		atomic_fetch_add(&folder->refs, 1);
		up_pool_push(walk->pool, worker->tasks, worker->n_tasks);
		up_walk_files(worker, folder, worker->names, worker->n_names);
		return false;
	}
	up_walk_files(worker, folder, worker->names, worker->n_names);
	atomic_fetch_add(&folder->refs, 1);
	/* Nobody else has a part of it: it may be closed until its turn comes. */
	if (atomic_load(&folder->refs) == 2)
		close_folder(walk, folder);
	up_pool_push(walk->pool, worker->tasks, worker->n_tasks);
	return false;
}

void up_walk_folder(struct worker *worker, struct folder *folder)
{
	if (open_folder(worker, folder))
		while (walk_entries(worker, folder))
			;
	up_walk_folder_unref(worker->walk, folder);
}
