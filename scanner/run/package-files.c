#include "run/package-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/memory.h"
#include "run/decode.h"

enum {
	MOST_BESIDE = 200, /* files of the folder that are kept */
	MOST_LISTED = 100000,
	CHUNK_BYTES = 256 << 10,
};

/* --- beside the package ----------------------------------------------------------------------------------------------- */

/* "pkg.zip.asc" is about "pkg.zip"; SHA256SUMS may be; "other.zip.asc" is not. */
static bool is_beside(up_str name, up_str package)
{
	if (name.s[0] == '.' || up_str_eq(name, package) || !up_package_is_kept(name))
		return false;
	if (up_str_starts(name, package))
		return name.len > package.len && name.s[package.len] == '.';
	bool is_list = up_str_ends_nocase(up_str_slice(name, 0, up_str_find_byte(name, '.', 0)), UP_STR("sums")) ||
		       up_str_starts_nocase(name, UP_STR("checksum")) || up_str_eq(name, UP_STR("SECURITY.md")) ||
		       up_str_eq(name, UP_STR("security.txt"));
	/* The signature of the whole that is named after it without its ending: pkg.p7s of pkg.zip. */
	size_t dot = package.len;
	while (dot && package.s[dot - 1] != '.')
		dot--;
	return is_list || (dot > 1 && up_str_starts(name, up_str_slice(package, 0, dot)) && up_str_find_byte(name, '.', dot) == SIZE_MAX);
}

static bool read_small(int folder, const char *name, struct up_buf *bytes)
{
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	ssize_t n = -1;
	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= UP_LIMIT_KEPT_BYTES)
		while ((n = read(fd, up_buf_reserve(bytes, 65536), 65536)) > 0 && bytes->len <= UP_LIMIT_KEPT_BYTES)
			bytes->len += (size_t)n;
	close(fd);
	return n == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_one(struct up_package *package, int folder, up_str way, const char *name, const struct up_form_sink *sink)
{
	struct up_buf bytes = { 0 }, path = { 0 };
	up_buf_add(&path, way);
	up_buf_add_s(&path, name);
	struct up_member member = { .name = up_str_from(name), .path = up_buf_str(&path), .mode = S_IFREG | 0644, .uid = -1, .gid = -1 };
	if (read_small(folder, name, &bytes)) {
		member.bytes = up_buf_str(&bytes);
		member.size = bytes.len;
		member.has_digest = true;
		up_sha256(member.bytes, member.sha256);
		member.after = (uint32_t)package->n_members + 1;
		up_package_add_member(package, &member);
	} else {
		sink->note(sink->data, UP_NOTE_UNREADABLE, member.path,
			   UP_STR("lies beside the package, and cannot be read, or is larger than 1 MiB"));
	}
	up_buf_finish(&bytes);
	up_buf_finish(&path);
}

void up_package_add_beside(struct up_package *package, const struct up_form_sink *sink)
{
	up_str base = up_str_basename(package->path), way = up_str_slice(package->path, 0, package->path.len - base.len);
	up_str folder = way.len ? up_arena_copy(package->arena, way) : UP_STR(".");
	DIR *opened = opendir(folder.s);
	char *names[MOST_BESIDE];
	size_t n = 0, seen = 0;
	if (!opened)
		return;
	for (const struct dirent *entry; n < MOST_BESIDE && seen < MOST_LISTED && (entry = readdir(opened)); seen++) {
		if (is_beside(up_str_from(entry->d_name), base))
			names[n++] = (char *)(uintptr_t)up_arena_copy(package->arena, up_str_from(entry->d_name)).s;
	}
	if (n)
		qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++)
		add_one(package, dirfd(opened), way, names[i], sink);
	if (n == MOST_BESIDE || seen == MOST_LISTED)
		sink->note(sink->data, UP_NOTE_LIMIT, package->path, UP_STR("too many files lie beside it; not all were looked at"));
	closedir(opened);
}

void up_package_digest(struct up_package *package)
{
	struct up_member *file = &package->members[0];
	struct up_hasher *hasher = up_hasher_new(1u << UP_DIGEST_SHA256);
	unsigned char digest[UP_DIGEST_BYTES] = { 0 };
	char *chunk UP_AUTO_FREE = up_alloc(CHUNK_BYTES);
	int fd = open(package->path.s, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = -1;
	while (fd >= 0 && (n = read(fd, chunk, CHUNK_BYTES)) > 0)
		up_hasher_add(hasher, (up_str){ chunk, (size_t)n });
	file->has_digest = n == 0 && up_hasher_end(hasher, UP_DIGEST_SHA256, digest);
	memcpy(file->sha256, digest, sizeof file->sha256);
	up_hasher_free(hasher);
	if (fd >= 0)
		close(fd);
}

void up_package_add_file(struct up_package *package)
{
	struct stat st;
	up_str path = package->path;
	up_package_add_container(package, &(struct up_container){ .kind = UP_CONTAINER_FOLDER, .member = UINT32_MAX });
	up_package_add_member(package, &(struct up_member){ .name = up_str_basename(path),
							    .path = path,
							    .mode = S_IFREG | 0644,
							    .uid = -1,
							    .gid = -1,
							    .size = stat(path.s, &st) == 0 ? (uint64_t)st.st_size : 0,
							    .after = 1 });
}

/* --- once more -------------------------------------------------------------------------------------------------------- */

struct round {
	const struct up_package *package;
	bool *served;
	size_t n_served;
	bool (*wants)(void *user, uint32_t member);
	void (*got)(void *user, uint32_t member, struct up_stream *stream);
	void *user;
};

static bool round_wants(void *data, uint32_t member)
{
	struct round *round = data;
	return !round->served[member] && round->wants(round->user, member);
}

static void round_got(void *data, uint32_t member, struct up_stream *stream)
{
	struct round *round = data;
	round->served[member] = true;
	round->n_served++;
	round->got(round->user, member, stream);
}

static ssize_t read_fd(void *data, void *buffer, size_t size)
{
	return read(*(const int *)data, buffer, size);
}

/* Members of the folder are files of their own. */
static void serve_files(struct round *round)
{
	for (uint32_t i = 0; i < round->package->n_members; i = round->package->members[i].after) {
		if (!round_wants(round, i))
			continue;
		int fd = open(round->package->members[i].path.s, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		struct up_stream stream = { .data = &fd, .read = read_fd };
		if (fd >= 0)
			round_got(round, i, &stream);
		else
			round->served[i] = true;
		if (fd >= 0)
			close(fd);
	}
}

static bool wants_more(struct round *round)
{
	for (uint32_t i = 0; i < round->package->n_members; i++)
		if (round_wants(round, i))
			return true;
	return false;
}

/* False: it is no container, or cannot be opened. */
static bool read_containers(const struct up_containers *asked, up_str path)
{
	char start[UP_DECODE_SNIFF];
	struct stat st;
	int fd = open(path.s, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd >= 0 ? pread(fd, start, sizeof start, 0) : -1;
	bool fine = n > 0 && fstat(fd, &st) == 0;
	enum up_container_kind kind = _UP_CONTAINER_MAX;
	if (fine)
		kind = up_archive_sniff((up_str){ start, (size_t)n }, up_str_basename(path));
	if (kind != _UP_CONTAINER_MAX)
		up_containers_read_file(asked, kind, fd, (uint64_t)st.st_size, path, 0);
	if (fd >= 0)
		close(fd);
	return kind != _UP_CONTAINER_MAX;
}

static bool open_package(const struct up_package_again *again, const struct up_containers *asked)
{
	bool fine = read_containers(asked, again->package->path);
	if (!fine)
		again->sink.note(again->sink.data, UP_NOTE_UNREADABLE, again->package->path, UP_STR("it could not be read once more"));
	return fine;
}

struct up_package *up_package_read(up_str path, const struct up_limits *limits, int64_t now, const struct up_form_sink *sink)
{
	struct up_package *package = up_package_new(path);
	const struct up_containers asked = { .limits = limits, .now = now, .package = package, .sink = *sink };
	up_package_add_file(package);
	if (!read_containers(&asked, package->path)) {
		sink->note(sink->data, UP_NOTE_UNREADABLE, path, UP_STR("it cannot be opened, or is no container"));
		up_package_free(package);
		return NULL;
	}
	package->members[0].after = (uint32_t)package->n_members;
	up_package_digest(package);
	up_package_add_beside(package, sink);
	return package;
}

static bool read_again(void *data, bool (*wants)(void *user, uint32_t member),
		       void (*got)(void *user, uint32_t member, struct up_stream *stream), void *user)
{
	struct up_package_again *again = data;
	struct round round = { .package = again->package, .wants = wants, .got = got, .user = user };
	round.served = up_alloc_zero(again->package->n_members + 1, sizeof *round.served);
	struct up_containers asked = { .limits = again->limits,
				       .package = (struct up_package *)(uintptr_t)again->package,
				       .sink = again->sink,
				       .data = &round,
				       .wants = round_wants,
				       .got = round_got };
	serve_files(&round);
	bool fine = true;
	/* What lies in a container that was wanted itself comes in a further round. */
	for (size_t before = SIZE_MAX; fine && round.n_served != before && wants_more(&round);) {
		before = round.n_served;
		fine = open_package(again, &asked);
	}
	up_free(round.served);
	return fine;
}

struct up_package_reader up_package_reader_of(struct up_package_again *again)
{
	return (struct up_package_reader){ .data = again, .again = read_again };
}
