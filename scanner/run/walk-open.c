/* Opening below a root. openat2 with RESOLVE_BENEATH where the kernel has it; else one part of the path after the other. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/memory.h"
#include "run/walk-private.h"

enum {
	FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY,
	RETRIES = 8, /* RESOLVE_BENEATH gives up with EAGAIN when something is renamed meanwhile */
	LINKS = 40,  /* as many as the kernel follows */
};

static int open_beneath(struct walk *walk, int root_fd, const char *below, int flags, uint64_t resolve)
{
	if (atomic_load_explicit(&walk->no_openat2, memory_order_relaxed)) {
		errno = ENOSYS;
		return -1;
	}
	struct open_how how = { .flags = (uint64_t)(unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve };
	int fd = -1;
	for (int i = 0; i < RETRIES; i++) {
		fd = (int)syscall(SYS_openat2, root_fd, below, &how, sizeof how);
		if (fd >= 0 || errno != EAGAIN)
			break;
	}
	/* A seccomp filter that does not know the call says EPERM. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		atomic_store_explicit(&walk->no_openat2, true, memory_order_relaxed);
	return fd;
}

/* Part by part: older kernels, and paths longer than PATH_MAX. */
static int open_by_parts(int root_fd, const char *below)
{
	int at = root_fd;
	for (;;) {
		size_t len = strcspn(below, "/");
		char part[NAME_MAX + 1];
		if (!len || len > NAME_MAX) {
			errno = ENAMETOOLONG;
			break;
		}
		memcpy(part, below, len);
		part[len] = '\0';
		below += len + strspn(below + len, "/");
		int next = openat(at, part, *below ? O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW : FOLDER_FLAGS);
		int error = errno;
		if (at != root_fd)
			close(at);
		errno = error;
		if (next < 0 || !*below)
			return next;
		at = next;
	}
	if (at != root_fd)
		close(at);
	errno = ENAMETOOLONG;
	return -1;
}

int up_walk_open_folder(struct walk *walk, struct root *root, const char *below)
{
	if (!*below)
		return openat(root->fd, ".", FOLDER_FLAGS);
	int fd = open_beneath(walk, root->fd, below, FOLDER_FLAGS, RESOLVE_NO_SYMLINKS);
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != ENAMETOOLONG))
		return fd;
	return open_by_parts(root->fd, below);
}

/* --- symbolic links --------------------------------------------------------------------------------------------------- */

/* `target` as seen from the folder of `below`, without "." and "..", into `out`. False when it climbs above the root. */
static bool resolve(struct up_buf *out, up_str below, up_str target)
{
	up_str name = up_str_basename(below);
	up_buf_clear(out);
	up_buf_add(out, up_str_slice(below, 0, below.len - name.len));
	for (size_t start = 0; start <= target.len;) {
		size_t end = up_str_find_byte(target, '/', start);
		up_str part = up_str_slice(target, start, end);
		start = end == SIZE_MAX ? target.len + 1 : end + 1;
		if (!part.len || up_str_eq(part, UP_STR(".")))
			continue;
		if (!up_str_eq(part, UP_STR(".."))) {
			if (out->len && out->bytes[out->len - 1] != '/')
				up_buf_add_byte(out, '/');
			up_buf_add(out, part);
			up_buf_add_byte(out, '/');
			continue;
		}
		if (!out->len)
			return false;
		/* Takes "b/" off "a/b/". */
		do
			out->len--;
		while (out->len && out->bytes[out->len - 1] != '/');
		out->bytes[out->len] = '\0';
	}
	while (out->len && out->bytes[out->len - 1] == '/')
		out->bytes[--out->len] = '\0';
	return true;
}

/* The part of an absolute target that lies below the root's own path; false when it lies elsewhere. */
static bool below_real(const struct root *root, up_str target, up_str *ret_rest)
{
	up_str real = up_str_from(root->real);
	if (!root->real || !up_str_starts(target, real))
		return false;
	if (up_str_eq(real, UP_STR("/")))
		real.len = 0;
	if (target.len > real.len && target.s[real.len] != '/')
		return false;
	*ret_rest = up_str_slice(target, real.len, target.len);
	return true;
}

/* What stands at `below`, the links in it followed as far as they stay below the root. */
static int probe(struct walk *walk, struct root *root, const char *below)
{
	int fd = open_beneath(walk, root->fd, *below ? below : ".", O_PATH | O_CLOEXEC, 0);
	if (fd < 0 && errno == ENOSYS) {
		struct stat st;
		/* Without openat2 a link is judged by its text alone. */
		return fstatat(root->fd, *below ? below : ".", &st, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
	}
	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* openat2 refuses every absolute link, also one that leads back into the root; such a link is followed here, one step after the other:
 * below the root /srv/tree the link a → /srv/tree/b leads to b. */
int up_walk_link(struct walk *walk, struct root *root, up_str below, const char *target)
{
	struct up_buf at = { 0 };
	char next[PATH_MAX];
	int reason = UP_NOTE_LINK_OUTSIDE;
	up_str to = up_str_from(target);
	up_buf_add(&at, below);
	for (int i = 0; i < LINKS; i++) {
		struct up_buf resolved = { 0 };
		up_str from = up_buf_str(&at);
		if (to.len && to.s[0] == '/') {
			from = UP_STR("");
			if (!below_real(root, to, &to)) {
				up_buf_finish(&resolved);
				break;
			}
		}
		bool is_below = resolve(&resolved, from, to);
		up_buf_finish(&at);
		at = resolved;
		if (!is_below)
			break;
		const char *path = at.len ? at.bytes : "";
		int error = probe(walk, root, path);
		if (error != EXDEV) {
			reason = error ? UP_NOTE_LINK_BROKEN : 0;
			break;
		}
		ssize_t len = readlinkat(root->fd, path, next, sizeof next);
		if (len <= 0)
			break;
		to = (up_str){ next, (size_t)len };
	}
	up_buf_finish(&at);
	return reason;
}
