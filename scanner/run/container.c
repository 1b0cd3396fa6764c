/* Containers inside containers. A member that is a container itself is read from memory where it fits there, for then its end can be looked at too; else as
 * it comes. */
#include "run/container.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/memory.h"
#include "package/budget.h"
#include "package/members.h"
#include "package/zip.h"
#include "run/archive-iso.h"
#include "run/container-fault.h"
#include "run/container-private.h"

enum {
	CHUNK_BYTES = 64 << 10,
};

void up_container_note(struct reading *reading, enum up_note_reason reason, up_str path, const char *format, ...)
{
	char detail[400];
	va_list args;
	va_start(args, format);
	vsnprintf(detail, sizeof detail, format, args);
	va_end(args);
	if (!reading->asked->wants)
		reading->asked->sink.note(reading->asked->sink.data, reason, path, up_str_from(detail));
}

/* Does it lie in another container than the package itself? */
static bool is_inside(const struct level *level)
{
	return level->depth > (level->prefix.len ? 1 : 0);
}

void up_container_broken_by(const struct level *level, up_str path, up_str fault)
{
	const struct up_containers *asked = level->reading->asked;
	if (!asked->wants)
		up_container_broken(&asked->sink, path, fault, is_inside(level));
	if (asked->package)
		asked->package->is_partial = true;
}

static void broken(const struct level *level, up_str path)
{
	up_container_broken_by(level, path, up_buf_str(&level->reading->fault));
}

/* --- where bytes come from -------------------------------------------------------------------------------------------- */

/* Bytes in memory, and behind them what the outer archive has still to give; everything that comes from there is digested. */
struct member_input {
	struct level *outer;
	const char *start;
	size_t len, at;
	bool is_whole; /* there is nothing behind them */
	struct up_buf fault;
};

static ssize_t read_outer(struct member_input *input, void *buffer, size_t size)
{
	struct level *outer = input->outer;
	ssize_t n = up_archive_read(outer->archive, buffer, size, &input->fault);
	if (n > 0)
		up_hasher_add(outer->reading->digests[outer->depth], (up_str){ buffer, (size_t)n });
	return n;
}

static ssize_t read_member(void *data, void *buffer, size_t size)
{
	struct member_input *input = data;
	size_t left = input->len - input->at;
	if (left) {
		size_t n = left < size ? left : size;
		memcpy(buffer, input->start + input->at, n);
		input->at += n;
		return (ssize_t)n;
	}
	return input->is_whole ? 0 : read_outer(input, buffer, size);
}

static bool seek_member(void *data, uint64_t offset)
{
	struct member_input *input = data;
	input->at = (size_t)offset;
	return offset <= input->len;
}

/* False: what came out of the container is too much. */
static bool count(struct level *level, ssize_t n)
{
	struct reading *reading = level->reading;
	if (n <= 0 || reading->asked->wants)
		return true;
	uint64_t consumed = up_archive_consumed(level->archive);
	reading->budget.read = up_archive_consumed(reading->outermost);
	bool may_go_on = up_budget_take(&reading->budget, consumed - level->consumed, (uint64_t)n);
	level->consumed = consumed;
	level->is_left = !may_go_on;
	reading->is_stopped |= reading->budget.is_over;
	return may_go_on;
}

/* --- members ---------------------------------------------------------------------------------------------------------- */

static up_str plain(up_str name)
{
	while (up_str_starts(name, UP_STR("./")) || up_str_starts(name, UP_STR("/")))
		name = up_str_slice(name, name.s[0] == '/' ? 1 : 2, name.len);
	while (name.len && name.s[name.len - 1] == '/')
		name.len--;
	return name;
}

/* Alpine's packages keep what is said of the package beside its files. */
static const char *part_of(const struct level *level, up_str name)
{
	if (level->kind == UP_CONTAINER_APK)
		return name.len && name.s[0] == '.' ? "control/" : "data/";
	return level->kind == UP_CONTAINER_RPM ? "data/" : "";
}

static void read_container(struct reading *reading, struct level *level, const struct up_archive_input *input);

/* Control and data of a Debian package are one container, each with its name in front; everything else is a container of its own. */
static bool is_part(const struct level *level, up_str name)
{
	return level->kind == UP_CONTAINER_DEB && !level->prefix.len &&
	       (up_str_starts(name, UP_STR("control.tar")) || up_str_starts(name, UP_STR("data.tar")));
}

static struct level inner_level(struct level *outer, enum up_container_kind kind, const struct up_member *member, struct up_buf *path)
{
	struct level inner = {
		.reading = outer->reading, .kind = kind, .depth = outer->depth + 1, .name = up_str_basename(plain(member->name))
	};
	if (is_part(outer, plain(member->name))) {
		inner.path = outer->path;
		inner.prefix = up_str_starts(inner.name, UP_STR("control")) ? UP_STR("control/") : UP_STR("data/");
		outer->has_control |= inner.prefix.s[0] == 'c';
		outer->has_data |= inner.prefix.s[0] == 'd';
		inner.number = outer->number;
		inner.kind = UP_CONTAINER_DEB;
		inner.members = outer->members;
	} else {
		up_buf_add(path, member->path);
		inner.path = up_buf_str(path);
		inner.number = UINT32_MAX;
	}
	return inner;
}

/* Is the member a container that is gone into? */
static enum up_container_kind kind_inside(const struct level *level, const struct up_member *member, up_str start)
{
	enum up_container_kind kind = up_archive_sniff(start, plain(member->name));
	if (kind == _UP_CONTAINER_MAX || is_part(level, plain(member->name)))
		return kind;
	if (level->depth + 1 >= UP_LIMIT_ARCHIVE_DEPTH_MOST)
		return _UP_CONTAINER_MAX;
	return level->reading->asked->wants || up_budget_enter(&level->reading->budget, member->path) ? kind : _UP_CONTAINER_MAX;
}

static void end_digest(struct level *level, uint8_t ret_sha256[32])
{
	unsigned char digest[UP_DIGEST_BYTES] = { 0 };
	struct up_hasher *hasher = level->reading->digests[level->depth];
	up_hasher_end(hasher, UP_DIGEST_SHA256, digest);
	memcpy(ret_sha256, digest, 32);
	up_hasher_free(hasher);
	level->reading->digests[level->depth] = NULL;
}

/* The rest of the member: only its digest, and its size, are of interest. False: it is broken. */
static bool drain(struct level *level, struct up_member *member)
{
	char chunk[CHUNK_BYTES];
	struct reading *reading = level->reading;
	ssize_t n;
	while ((n = up_archive_read(level->archive, chunk, sizeof chunk, &reading->fault)) > 0) {
		up_hasher_add(reading->digests[level->depth], (up_str){ chunk, (size_t)n });
		member->size += (uint64_t)n;
		if (!count(level, n))
			return false;
	}
	if (n < 0)
		broken(level, member->path);
	return n == 0;
}

/* Fills the buffer up to `most`. -1: broken. */
static ssize_t fill(struct level *level, struct up_member *member, char **bytes, size_t *capacity, size_t from, size_t most)
{
	struct reading *reading = level->reading;
	size_t len = from;
	while (len < most) {
		size_t want = member->size > len && member->size < most ? (size_t)member->size + 1 : len + CHUNK_BYTES;
		if (*capacity <= len)
			*bytes = up_grow(*bytes, capacity, want < most ? want : most, 1);
		size_t room = *capacity < most ? *capacity - len : most - len;
		ssize_t n = up_archive_read(level->archive, *bytes + len, room, &reading->fault);
		if (n < 0) {
			broken(level, member->path);
			return -1;
		}
		if (n == 0)
			break;
		up_hasher_add(reading->digests[level->depth], (up_str){ *bytes + len, (size_t)n });
		len += (size_t)n;
		if (!count(level, n))
			return -1;
	}
	return (ssize_t)len;
}

static size_t room_in_memory(const struct reading *reading)
{
	return reading->in_memory < UP_LIMIT_ARCHIVE_MEMORY ? (size_t)(UP_LIMIT_ARCHIVE_MEMORY - reading->in_memory) : 0;
}

/* A container inside: from memory where all of it is there. */
static void read_inner(struct level *level, enum up_container_kind kind, struct up_member *member, up_str start, bool is_whole)
{
	struct reading *reading = level->reading;
	struct up_buf path = { 0 };
	struct level inner = inner_level(level, kind, member, &path);
	struct member_input from = { .outer = level, .start = start.s, .len = start.len, .is_whole = is_whole };
	struct up_archive_input input = {
		.data = &from, .read = read_member, .seek = is_whole ? seek_member : NULL, .size = start.len, .window = up_window_of(&start)
	};
	if (!is_whole && up_archive_must_seek(kind))
		up_container_note(
			reading, UP_NOTE_LIMIT, member->path,
			"a container that can only be read whole, and is larger than what may be held in memory (%d MiB); its members were "
			"not read",
			UP_LIMIT_ARCHIVE_MEMORY >> 20);
	else
		read_container(reading, &inner, &input);
	if (inner.members != level->members)
		up_members_finish(inner.members);
	if (!is_part(level, plain(member->name)) && !reading->asked->wants)
		up_budget_leave(&reading->budget);
	up_buf_finish(&path);
	up_buf_finish(&from.fault);
}

void up_container_hand_over(struct level *level, const struct up_member *member, char *bytes, size_t len)
{
	const struct up_containers *asked = level->reading->asked;
	if (!len) { /* the room that was made for it would wait with it */
		up_free(bytes);
		bytes = NULL;
	}
	struct up_member_source source = { .path = member->path, .below = level->below, .mode = member->mode, .bytes = bytes, .len = len };
	if (asked->member)
		asked->member(asked->data, &source);
	else
		up_free(bytes);
}

/* A regular file that is read: digested, kept where it says something of others, gone into where it is a container, else handed on as a source. */
static void read_file_member(struct level *level, struct up_member *member, uint32_t number)
{
	struct reading *reading = level->reading;
	const struct up_limits *limits = reading->asked->limits;
	size_t most = (size_t)limits->file_bytes + 1, capacity = 0;
	char *bytes = NULL;
	reading->digests[level->depth] = up_hasher_new(1u << UP_DIGEST_SHA256);
	ssize_t len = fill(level, member, &bytes, &capacity, 0, CHUNK_BYTES);
	if (level->members)
		up_members_add(level->members, member, (up_str){ bytes ? bytes : "", len > 0 ? (size_t)len : 0 });
	enum up_container_kind kind = len > 0 ? kind_inside(level, member, (up_str){ bytes, (size_t)len }) : _UP_CONTAINER_MAX;
	if (kind != _UP_CONTAINER_MAX)
		most = room_in_memory(reading);
	if (len == CHUNK_BYTES && most > CHUNK_BYTES)
		len = fill(level, member, &bytes, &capacity, (size_t)len, most);
	bool is_fine = len >= 0, is_whole = is_fine && (size_t)len < most;
	member->size = is_fine ? (uint64_t)len : 0;
	if (is_fine && kind != _UP_CONTAINER_MAX) {
		reading->in_memory += capacity;
		read_inner(level, kind, member, (up_str){ bytes, (size_t)len }, is_whole);
		reading->in_memory -= capacity;
	}
	if (is_fine && !is_whole)
		is_fine = drain(level, member);
	member->has_digest = is_fine;
	end_digest(level, member->sha256);
	if (is_fine && is_whole && up_package_is_kept(plain(member->name)) && (size_t)len <= UP_LIMIT_KEPT_BYTES)
		member->bytes = (up_str){ bytes, (size_t)len };
	if (is_fine && !is_whole && kind == _UP_CONTAINER_MAX)
		up_container_note(reading, UP_NOTE_TOO_LARGE, member->path, "%llu bytes; the limit is %llu (--max-file-size)",
				  (unsigned long long)member->size, (unsigned long long)limits->file_bytes);
	if (reading->asked->package) {
		struct up_member *kept = &reading->asked->package->members[number];
		kept->size = member->size;
		kept->has_digest = member->has_digest;
		memcpy(kept->sha256, member->sha256, sizeof kept->sha256);
		kept->bytes = up_arena_copy(reading->asked->package->arena, member->bytes);
	}
	if (is_fine && is_whole && kind == _UP_CONTAINER_MAX)
		up_container_hand_over(level, member, bytes, (size_t)len);
	else
		up_free(bytes);
}

/* Somebody wants these bytes alone. */
static ssize_t read_wanted(void *data, void *buffer, size_t size)
{
	struct level *level = data;
	return up_archive_read(level->archive, buffer, size, &level->reading->fault);
}

static void read_again(struct level *level, struct up_member *member, uint32_t number)
{
	struct reading *reading = level->reading;
	const struct up_containers *asked = reading->asked;
	const struct up_member *known = &asked->package->members[number];
	if (asked->wants(asked->data, number)) {
		struct up_stream stream = { .data = level, .read = read_wanted };
		asked->got(asked->data, number, &stream);
		reading->next = known->after;
		return;
	}
	if (known->after == number + 1)
		return;
	size_t capacity = 0, most = room_in_memory(reading);
	char *bytes = NULL;
	reading->digests[level->depth] = up_hasher_new(1u << UP_DIGEST_SHA256);
	ssize_t len = fill(level, member, &bytes, &capacity, 0, most);
	enum up_container_kind kind = len > 0 ? up_archive_sniff((up_str){ bytes, (size_t)len }, plain(member->name)) : _UP_CONTAINER_MAX;
	if (kind != _UP_CONTAINER_MAX) {
		reading->in_memory += capacity;
		read_inner(level, kind, member, (up_str){ bytes, (size_t)len }, (size_t)len < most);
		reading->in_memory -= capacity;
	}
	up_free(bytes);
	uint8_t unused[32];
	end_digest(level, unused);
	reading->next = known->after;
}

static void add_link(struct level *level, const struct up_member *member)
{
	const struct up_containers *asked = level->reading->asked;
	struct up_member_source source = { .path = member->path, .below = level->below, .mode = member->mode, .link = member->link };
	if (asked->member)
		asked->member(asked->data, &source);
}

static void take_member(struct level *level, struct up_member *member)
{
	struct reading *reading = level->reading;
	struct up_package *package = reading->asked->package;
	struct up_buf path = { 0 }, full = { 0 }, target = { 0 };
	up_str name = plain(member->name);
	const char *part = part_of(level, name);
	up_buf_printf(&path, "%.*s!/%.*s%s", UP_FMT(level->path), UP_FMT(level->prefix), part);
	level->below = (uint32_t)path.len;
	up_buf_add(&path, name);
	up_str raw = up_str_starts(member->name, UP_STR("./")) ? up_str_slice(member->name, 2, member->name.len) : member->name;
	up_buf_printf(&full, "%.*s%s%.*s", UP_FMT(level->prefix), part, UP_FMT(raw));
	/* A hard link names a member of the same part. */
	if (member->is_hard_link && member->link.len && (level->prefix.len || *part)) {
		up_buf_printf(&target, "%.*s%s%.*s", UP_FMT(level->prefix), part, UP_FMT(plain(member->link)));
		member->link = up_buf_str(&target);
	}
	member->path = up_buf_str(&path);
	member->name = up_buf_str(&full);
	member->container = level->number;
	uint32_t number = reading->next++;
	bool is_file = (member->mode & S_IFMT) == S_IFREG && !(member->is_hard_link && member->link.len) && !member->is_encrypted;
	if (reading->asked->wants) {
		if (is_file)
			read_again(level, member, number);
		up_buf_finish(&path);
		up_buf_finish(&full);
		up_buf_finish(&target);
		return;
	}
	if (package)
		up_package_add_member(package, member);
	if (member->is_encrypted)
		up_container_note(reading, UP_NOTE_UNREADABLE, member->path, "encrypted");
	bool is_passed_by = reading->asked->is_of_interest && !is_part(level, name) &&
			    !reading->asked->is_of_interest(reading->asked->data, member->path);
	if (is_file && !is_passed_by)
		read_file_member(level, member, number);
	else if (level->members)
		up_members_add(level->members, member, UP_STR(""));
	if ((member->mode & S_IFMT) == S_IFLNK)
		add_link(level, member);
	if (package)
		package->members[number].after = reading->next;
	up_buf_finish(&path);
	up_buf_finish(&full);
	up_buf_finish(&target);
}

/* --- containers ------------------------------------------------------------------------------------------------------- */

/* Known to the package once its format is. */
static void name_container(struct level *level, uint32_t member)
{
	struct up_package *package = level->reading->asked->package;
	if (!package || level->number != UINT32_MAX || level->reading->asked->wants)
		return;
	if (level->kind == UP_CONTAINER_COMPRESSED && !up_archive_is_plain(level->archive))
		level->kind = UP_CONTAINER_TAR;
	struct up_arena *arena = up_arena_new();
	level->number = up_package_add_container(package, &(struct up_container){ .kind = level->kind,
										  .member = member,
										  .path = level->path,
										  .format = up_archive_format(level->archive, arena) });
	up_arena_free(arena);
}

/* A tar archive ends at two blocks of zeros. What stands behind them is seen by few tools. */
static void read_rest(struct level *level)
{
	const char *bytes;
	uint64_t stray = 0, zeros = 0;
	ssize_t n;
	while ((n = up_archive_rest(level->archive, &bytes, &level->reading->fault)) > 0 && count(level, n))
		for (ssize_t i = 0; i < n; i++) {
			zeros++;
			if (bytes[i]) {
				stray += zeros;
				zeros = 0;
			}
		}
	if (n < 0)
		broken(level, level->path);
	if (stray)
		up_container_stray(&level->reading->asked->sink, level->path, stray);
}

/* What is wrong with a container that was read to its end. */
static void end_members(struct level *level)
{
	struct reading *reading = level->reading;
	if (up_archive_lacks_end(level->archive))
		up_container_open_ended(&reading->asked->sink, level->path);
	read_rest(level);
	if (level->kind == UP_CONTAINER_DEB && !level->prefix.len && !(level->has_control && level->has_data))
		up_container_broken_by(level, level->path,
				       level->has_control ? UP_STR("it has no data.tar") : UP_STR("it has no control.tar"));
}

static void read_members(struct level *level)
{
	struct reading *reading = level->reading;
	uint32_t owner = reading->next ? reading->next - 1 : 0;
	bool is_first = true;
	while (!reading->is_stopped && !level->is_left) {
		struct up_member member;
		enum up_archive_step step = up_archive_next(level->archive, &member, &reading->fault);
		if (step == UP_ARCHIVE_BROKEN)
			broken(level, level->path);
		if (step == UP_ARCHIVE_END && !reading->asked->wants)
			end_members(level);
		if (step != UP_ARCHIVE_MEMBER)
			return;
		if (is_first)
			name_container(level, owner);
		is_first = false;
		if (!reading->asked->wants && !up_budget_member(&reading->budget)) {
			reading->is_stopped = true;
			break;
		}
		take_member(level, &member);
	}
}

/* --- containers as such ----------------------------------------------------------------------------------------------- */

static void inspect_zip(struct level *level, const struct up_archive_input *input)
{
	if (input->seek)
		up_zip_inspect(&input->window, level->path, &level->reading->asked->sink);
	else
		up_container_note(level->reading, UP_NOTE_LIMIT, level->path,
				  "larger than what may be held in memory (%d MiB): its directory was not held against its members",
				  UP_LIMIT_ARCHIVE_MEMORY >> 20);
}

static void read_container(struct reading *reading, struct level *level, const struct up_archive_input *input)
{
	if (level->kind == UP_CONTAINER_ISO && up_iso_loops(&input->window)) {
		up_container_broken_by(level, level->path, UP_STR("a continuation of Rock Ridge leads back to itself"));
		return;
	}
	level->archive = up_archive_open(level->kind == UP_CONTAINER_DEB && level->prefix.len ? UP_CONTAINER_TAR : level->kind, input,
					 level->name, &reading->fault);
	if (!level->archive) {
		broken(level, level->path);
		return;
	}
	if (!level->depth)
		reading->outermost = level->archive;
	bool is_judged = !reading->asked->wants && !reading->asked->is_of_interest;
	if (!level->members && is_judged)
		level->members = up_members_new(level->kind, level->path, reading->asked->now, &reading->asked->sink);
	if (level->kind == UP_CONTAINER_RPM) {
		name_container(level, reading->next ? reading->next - 1 : 0);
		up_container_read_rpm(level, input);
	}
	if (level->kind == UP_CONTAINER_ZIP && is_judged)
		inspect_zip(level, input);
	read_members(level);
	up_archive_close(level->archive);
}

void up_containers_read_file(const struct up_containers *containers, enum up_container_kind kind, int fd, uint64_t size, up_str path,
			     uint32_t member)
{
	struct reading reading = { .asked = containers, .next = member + 1 };
	struct up_archive_file file;
	struct up_archive_input input = up_archive_input_of(&file, fd, size);
	struct level level = { .reading = &reading, .kind = kind, .path = path, .number = UINT32_MAX, .name = up_str_basename(path) };
	up_budget_init(&reading.budget, containers->limits, &containers->sink);
	if (containers->wants || up_budget_enter(&reading.budget, path))
		read_container(&reading, &level, &input);
	up_members_finish(level.members);
	if (!containers->wants)
		up_budget_finish(&reading.budget);
	up_buf_finish(&reading.fault);
}
