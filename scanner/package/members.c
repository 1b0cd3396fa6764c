/* Members as they come, one by one; what only all of them show is stated at the end (members-set.c). */
#include "package/members.h"

#include <stdio.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "package/members-set.h"

enum {
	DAY = 86400,
	FIRST_ACCOUNT = 1000, /* of people, on Debian and its kin and on Red Hat's since 7 */
	NOBODY = 65534,
	NOBODY_16 = 65533, /* Fedora's old nfsnobody and its neighbours */
};

/* --- names ------------------------------------------------------------------------------------------------------------ */

static bool is_separator(const struct up_members *members, char c)
{
	return c == '/' || (c == '\\' && !members->is_system);
}

/* Unit files of systemd escape a dash so: "system-systemd\x2dfsck.slice". */
static bool is_escape(up_str name, size_t at)
{
	return name.len - at >= 4 && name.s[at + 1] == 'x' && up_is_hex(name.s[at + 2]) && up_is_hex(name.s[at + 3]);
}

static bool has_backslash(up_str name)
{
	for (size_t at = up_str_find_byte(name, '\\', 0); at != SIZE_MAX; at = up_str_find_byte(name, '\\', at + 1))
		if (!is_escape(name, at))
			return true;
	return false;
}

/* How far a path goes above where it starts, `depth` folders below the root: below 0 it leaves. `ret_has_dots`: it goes up at all. */
static bool leaves_root(const struct up_members *members, up_str path, int64_t depth, bool *ret_has_dots)
{
	bool leaves = false;
	*ret_has_dots = false;
	for (size_t at = 0; at <= path.len;) {
		size_t end = at;
		while (end < path.len && !is_separator(members, path.s[end]))
			end++;
		up_str part = up_str_slice(path, at, end);
		if (up_str_eq(part, UP_STR(".."))) {
			*ret_has_dots = true;
			leaves = --depth < 0 || leaves;
		} else if (part.len && !up_str_eq(part, UP_STR(".")))
			depth++;
		at = end + 1;
	}
	return leaves;
}

static void judge_name_bytes(struct up_members *members, up_str name)
{
	bool has_control = false, has_bidi = false;
	for (size_t at = 0; at < name.len;) {
		uint32_t code;
		size_t len = up_utf8_decode(up_str_slice(name, at, SIZE_MAX), &code);
		if (len && up_utf8_is_unsafe(code)) {
			has_control = has_control || code < 0xa0;
			has_bidi = has_bidi || code >= 0xa0;
		}
		at += len ? len : 1;
	}
	if (has_control)
		up_members_state(members, UP_MEMBER_NAME_CONTROL, name, UP_STR(""));
	if (has_bidi)
		up_members_state(members, UP_MEMBER_NAME_BIDI, name, UP_STR(""));
}

static void judge_name(struct up_members *members, up_str name)
{
	bool has_dots;
	if (!name.len)
		up_members_state(members, UP_MEMBER_NAME_EMPTY, name, UP_STR(""));
	else if (leaves_root(members, name, 0, &has_dots))
		up_members_state(members, UP_MEMBER_TRAVERSAL, name, UP_STR(""));
	else if (has_dots)
		up_members_state(members, UP_MEMBER_DOTS, name, UP_STR(""));
	else if (!members->is_system && name.len >= 3 && up_is_alpha(name.s[0]) && name.s[1] == ':' && is_separator(members, name.s[2]))
		up_members_state(members, UP_MEMBER_DRIVE, name, UP_STR(""));
	else if (!members->is_system && is_separator(members, name.s[0]) && name.len > 1)
		up_members_state(members, UP_MEMBER_ABSOLUTE, name, UP_STR(""));
	else if (!members->is_system && has_backslash(name))
		up_members_state(members, UP_MEMBER_BACKSLASH, name, UP_STR(""));
	judge_name_bytes(members, name);
}

/* --- links, kinds, modes ---------------------------------------------------------------------------------------------- */

static unsigned judge_link(struct up_members *members, const struct up_member *member, up_str plain)
{
	bool has_dots, is_symbolic = S_ISLNK(member->mode) && !member->is_hard_link;
	up_str target = member->link;
	if (!target.len || members->is_system)
		return 0;
	if (is_separator(members, target.s[0])) {
		if (is_symbolic)
			return UP_ENTRY_ABSOLUTE_LINK; /* of a system's image it is as it should be: told at the end */
		up_members_state(members, UP_MEMBER_LINK_OUTSIDE, member->name, target);
		return 0;
	}
	int64_t depth = 0;
	for (size_t at = 0; is_symbolic && at < plain.len; at++)
		depth += plain.s[at] == '/';
	if (leaves_root(members, target, depth, &has_dots))
		up_members_state(members, UP_MEMBER_LINK_OUTSIDE, member->name, target);
	return 0;
}

static void judge_mode(struct up_members *members, const struct up_member *member)
{
	uint32_t mode = member->mode;
	bool is_folder = S_ISDIR(mode);
	char detail[64];
	if (S_ISLNK(mode) || !(mode & S_IFMT))
		return;
	if (!is_folder && (mode & (S_ISUID | S_ISGID))) {
		snprintf(detail, sizeof detail, "%s, mode %04o", mode & S_ISUID ? "setuid" : "setgid", mode & 07777);
		up_members_state(members, UP_MEMBER_SETUID, member->name, up_str_from(detail));
	}
	if (member->has_capabilities)
		up_members_state(members, UP_MEMBER_CAPABILITIES, member->name, UP_STR(""));
	if ((mode & S_IWOTH) && !(is_folder && (mode & S_ISVTX)) && (is_folder || S_ISREG(mode))) {
		snprintf(detail, sizeof detail, "mode %04o", mode & 07777);
		if (members->is_system)
			up_members_state(members, UP_MEMBER_WORLD_WRITABLE, member->name, up_str_from(detail));
		else if (!is_folder || members->kind != UP_CONTAINER_ZIP) /* who unpacks a zip makes folders by the umask */
			up_members_gather(members, UP_MEMBER_WORLD_WRITABLE_ARCHIVE, member->name);
	}
}

/* Only packages of a system are unpacked with their owners everywhere; an account of a person there is the builder's. */
static void judge_owner(struct up_members *members, const struct up_member *member, up_str name)
{
	bool is_control = members->kind != UP_CONTAINER_RPM && up_str_starts(name, UP_STR("control/"));
	if (!members->is_system || is_control)
		return;
	bool is_person = member->uid >= FIRST_ACCOUNT && member->uid != NOBODY && member->uid != NOBODY_16;
	if (is_person)
		up_members_gather(members, UP_MEMBER_OWNER, member->name);
}

static unsigned flags_of(const struct up_member *member)
{
	if (member->is_hard_link)
		return 0;
	switch (member->mode & S_IFMT) {
	case S_IFDIR:
		return UP_ENTRY_FOLDER;
	case S_IFLNK:
		return UP_ENTRY_LINK;
	case S_IFCHR:
	case S_IFBLK:
		return UP_ENTRY_DEVICE;
	case S_IFIFO:
		return UP_ENTRY_FIFO;
	case S_IFSOCK:
		return UP_ENTRY_SOCKET;
	default:
		return up_str_ends(member->name, UP_STR("/")) ? UP_ENTRY_FOLDER : 0;
	}
}

/* --- places ----------------------------------------------------------------------------------------------------------- */

static void judge_place(struct up_members *members, const struct up_member *member, up_str plain, unsigned flags)
{
	enum up_member_key key = up_members_place_of(plain, members->is_system);
	if ((flags & UP_ENTRY_FOLDER) || key == _UP_MEMBER_KEY_MAX)
		return;
	if (up_members_is_gathered(key))
		up_members_gather(members, key, member->name);
	else
		up_members_state(members, key, member->name, UP_STR(""));
}

static void judge_bytes(struct up_members *members, const struct up_member *member, unsigned flags, up_str first)
{
	const char *detail;
	if (flags || member->is_encrypted || !first.len || member->link.len)
		return;
	enum up_member_key key = up_members_magic_of(member->name, up_str_slice(first, 0, UP_MEMBERS_FIRST_BYTES), &detail);
	if (key != _UP_MEMBER_KEY_MAX)
		up_members_state(members, key, member->name, up_str_from(detail));
}

/* --- public ----------------------------------------------------------------------------------------------------------- */

struct up_members *up_members_new(enum up_container_kind kind, up_str path, int64_t now, const struct up_form_sink *sink)
{
	struct up_members *members = up_alloc_zero(1, sizeof *members);
	members->kind = kind;
	members->is_system = kind == UP_CONTAINER_DEB || kind == UP_CONTAINER_RPM || kind == UP_CONTAINER_APK;
	members->now = now;
	members->sink = sink;
	up_buf_add(&members->path, path);
	return members;
}

void up_members_add(struct up_members *members, const struct up_member *member, up_str first)
{
	if (members->kind == UP_CONTAINER_FOLDER || members->kind == UP_CONTAINER_COMPRESSED)
		return; /* files of this host; and a single one that takes its name from outside */
	up_str plain = up_members_plain(members, member->name);
	unsigned flags = flags_of(member);
	judge_name(members, member->name);
	flags |= judge_link(members, member, plain);
	judge_mode(members, member);
	judge_owner(members, member, member->name);
	judge_place(members, member, plain, flags);
	judge_bytes(members, member, flags, first);
	if (member->modified > members->now + DAY)
		up_members_gather(members, UP_MEMBER_FUTURE, member->name);
	if (member->is_encrypted && members->kind != UP_CONTAINER_ZIP) /* of a zip its structure says so */
		up_members_gather(members, UP_MEMBER_ENCRYPTED, member->name);
	up_members_keep(members, plain, flags);
}

void up_members_finish(struct up_members *members)
{
	up_members_judge_set(members);
	for (size_t i = 0; i < _UP_MEMBER_KEY_MAX; i++)
		up_members_tell_gathered(members, (enum up_member_key)i);
	for (size_t i = 0; i < _UP_MEMBER_KEY_MAX; i++)
		up_buf_finish(&members->gathered[i].names);
	up_buf_finish(&members->path);
	up_buf_finish(&members->names);
	up_buf_finish(&members->plain);
	up_free(members->entries);
	up_free(members);
}
