/* What the members of a container show together: two of one name, a file that is also a folder, names that differ in case alone, members below a link.
 * One order tells it: byte by byte with '/' before everything else, so that what is below a member follows it at once. */
#include "package/members-set.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "core/limits.h"

enum {
	STATED_MOST = 100,     /* forms of one kind in one container */
	NAMES_MOST = 12 << 20, /* bytes of names of one container that are held against each other */
	GATHERED_NAMES = 4,
	IMAGE_FOLDERS = 3,
};

/* --- stating ---------------------------------------------------------------------------------------------------------- */

void up_members_state(struct up_members *members, enum up_member_key key, up_str value, up_str detail)
{
	if (members->stated[key]++ >= STATED_MOST)
		return;
	const struct up_form form = {
		.path = up_buf_str(&members->path), .key = up_str_from(up_members_forms[key]), .value = value, .detail = detail
	};
	members->sink->state(members->sink->data, &form);
}

/* The first name is the value; the next few go into the detail. */
void up_members_gather(struct up_members *members, enum up_member_key key, up_str name)
{
	struct up_members_gathered *gathered = &members->gathered[key];
	if (gathered->n++ < GATHERED_NAMES) {
		up_buf_add(&gathered->names, name);
		up_buf_add_byte(&gathered->names, '\0');
	}
}

static void note_untold(struct up_members *members, enum up_member_key key)
{
	char text[128];
	snprintf(text, sizeof text, "the first %d of %u findings of the kind %s are told", STATED_MOST, members->stated[key],
		 up_members_forms[key]);
	members->sink->note(members->sink->data, UP_NOTE_LIMIT, up_buf_str(&members->path), up_str_from(text));
}

void up_members_tell_gathered(struct up_members *members, enum up_member_key key)
{
	const struct up_members_gathered *gathered = &members->gathered[key];
	up_str names = up_buf_str(&gathered->names);
	struct up_buf detail = { 0 };
	if (members->stated[key] > STATED_MOST)
		note_untold(members, key);
	if (!gathered->n)
		return;
	size_t end = up_str_find_byte(names, '\0', 0);
	up_str first = up_str_slice(names, 0, end);
	uint32_t told = 1;
	for (; end + 1 < names.len; told++) {
		size_t next = up_str_find_byte(names, '\0', end + 1);
		up_buf_printf(&detail, "%s%.*s", told == 1 ? "also " : ", ", UP_FMT(up_str_slice(names, end + 1, next)));
		end = next;
	}
	if (told == 1)
		up_buf_add_s(&detail, "the only one");
	if (gathered->n > told)
		up_buf_printf(&detail, " and %u more", gathered->n - told);
	up_members_state(members, key, first, up_buf_str(&detail));
	up_buf_finish(&detail);
}

/* --- keeping ---------------------------------------------------------------------------------------------------------- */

up_str up_members_plain(struct up_members *members, up_str name)
{
	up_buf_clear(&members->plain);
	if (members->is_system && up_str_starts(name, UP_STR("data/")))
		name = up_str_slice(name, 5, SIZE_MAX);
	for (size_t at = 0; at < name.len;) {
		size_t end = up_str_find_byte(name, '/', at);
		up_str part = up_str_slice(name, at, end);
		if (part.len && !up_str_eq(part, UP_STR("."))) {
			if (members->plain.len)
				up_buf_add_byte(&members->plain, '/');
			up_buf_add(&members->plain, part);
		}
		at = end == SIZE_MAX ? name.len : end + 1;
	}
	return up_buf_str(&members->plain);
}

void up_members_keep(struct up_members *members, up_str plain, unsigned flags)
{
	if (!plain.len || members->is_cut)
		return;
	if (members->names.len + plain.len > NAMES_MOST || members->n >= UP_LIMIT_ARCHIVE_MEMBERS) {
		members->is_cut = true;
		members->sink->note(members->sink->data, UP_NOTE_LIMIT, up_buf_str(&members->path),
				    UP_STR("only the first 100,000 names, or 12 MiB of them, were held against each other"));
		return;
	}
	members->entries = up_grow(members->entries, &members->capacity, members->n + 1, sizeof *members->entries);
	members->entries[members->n] = (struct up_member_entry){
		.name = (uint32_t)members->names.len, .len = (uint32_t)plain.len, .order = (uint32_t)members->n, .flags = flags
	};
	members->n++;
	up_buf_add(&members->names, plain);
}

/* --- orders ----------------------------------------------------------------------------------------------------------- */

static up_str name_of(const struct up_members *members, const struct up_member_entry *entry)
{
	return up_str_slice(up_buf_str(&members->names), entry->name, (size_t)entry->name + entry->len);
}

static unsigned weight(char c, bool fold)
{
	return c == '/' ? 0 : (unsigned char)(fold ? up_lower(c) : c) + 1u;
}

static int compare(up_str a, up_str b, bool fold)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	for (size_t i = 0; i < shorter; i++) {
		unsigned left = weight(a.s[i], fold), right = weight(b.s[i], fold);
		if (left != right)
			return left < right ? -1 : 1;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int by_name(const void *a, const void *b, void *data)
{
	const struct up_member_entry *left = a, *right = b;
	int order = compare(name_of(data, left), name_of(data, right), false);
	return order ? order : (left->order > right->order) - (left->order < right->order);
}

static int by_folded_name(const void *a, const void *b, void *data)
{
	const struct up_member_entry *left = a, *right = b;
	int order = compare(name_of(data, left), name_of(data, right), true);
	return order ? order : by_name(a, b, data);
}

static int by_order(const void *a, const void *b)
{
	const struct up_member_entry *left = a, *right = b;
	return (left->order > right->order) - (left->order < right->order);
}

/* --- what two members say together ------------------------------------------------------------------------------------ */

static bool is_below(up_str name, up_str above)
{
	return name.len > above.len && name.s[above.len] == '/' && up_str_starts(name, above);
}

/* `above` is no folder, and the entry lies below it. */
static void judge_below(struct up_members *members, const struct up_member_entry *entry, const struct up_member_entry *above)
{
	up_str name = name_of(members, entry), link = name_of(members, above);
	if (!(above->flags & UP_ENTRY_LINK))
		up_members_state(members, UP_MEMBER_FILE_AND_FOLDER, link, name);
	else if (above->order < entry->order)
		up_members_state(members, UP_MEMBER_THROUGH_LINK, name, link);
}

/* A zip's own structure tells of duplicates. A folder that is there twice is one folder. */
static void judge_same(struct up_members *members, const struct up_member_entry *entry, const struct up_member_entry *before)
{
	bool both = entry->flags & before->flags & UP_ENTRY_FOLDER, either = (entry->flags | before->flags) & UP_ENTRY_FOLDER;
	up_str name = name_of(members, entry);
	if (either && !both && !((entry->flags | before->flags) & UP_ENTRY_LINK))
		up_members_state(members, UP_MEMBER_FILE_AND_FOLDER, name, name);
	else if (!both && members->kind != UP_CONTAINER_ZIP)
		up_members_state(members, UP_MEMBER_DUPLICATE, name, UP_STR(""));
}

static void judge_names(struct up_members *members)
{
	/* The entries above the current one that are no folders, outermost first; names only grow in it. */
	UP_AUTO_FREE uint32_t *above = up_alloc((members->n + 1) * sizeof *above);
	size_t n_above = 0;
	qsort_r(members->entries, members->n, sizeof *members->entries, by_name, members);
	for (size_t i = 0; i < members->n; i++) {
		const struct up_member_entry *entry = &members->entries[i];
		up_str name = name_of(members, entry);
		if (i && up_str_eq(name, name_of(members, entry - 1)))
			judge_same(members, entry, entry - 1);
		while (n_above && !is_below(name, name_of(members, &members->entries[above[n_above - 1]])))
			n_above--;
		if (n_above)
			judge_below(members, entry, &members->entries[above[n_above - 1]]);
		if (!(entry->flags & UP_ENTRY_FOLDER))
			above[n_above++] = (uint32_t)i;
	}
}

/* What is unpacked on Linux alone may have both: headers of the kernel do. */
static void judge_case(struct up_members *members)
{
	qsort_r(members->entries, members->n, sizeof *members->entries, by_folded_name, members);
	for (size_t i = 1; i < members->n; i++) {
		const struct up_member_entry *entry = &members->entries[i], *before = entry - 1;
		up_str name = name_of(members, entry), other = name_of(members, before);
		if (up_str_starts(name, UP_STR("META-INF/"))) /* LICENSE and license of two jars that were merged: nobody unpacks them */
			continue;
		if (entry->len == before->len && !up_str_eq(name, other) && compare(name, other, true) == 0)
			up_members_state(members, UP_MEMBER_CASE_COLLISION, name, other);
	}
}

/* Is it the image of a system, which has devices and links from the root by right? By the folders at its top. */
static bool is_image(const struct up_members *members)
{
	static const char folders[] = "bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var";
	unsigned n = 0;
	up_str last = UP_STR("");
	bool can_be = members->kind == UP_CONTAINER_TAR || members->kind == UP_CONTAINER_CPIO || members->kind == UP_CONTAINER_ISO;
	for (size_t i = 0; can_be && i < members->n; i++) { /* in the order of their names */
		up_str name = name_of(members, &members->entries[i]);
		up_str top = up_str_slice(name, 0, up_str_find_byte(name, '/', 0));
		if (!up_str_eq(top, last) && up_str_is_listed(top, folders))
			n++;
		last = top;
	}
	return n >= IMAGE_FOLDERS;
}

static void judge_kinds(struct up_members *members, bool of_image)
{
	qsort(members->entries, members->n, sizeof *members->entries, by_order);
	for (size_t i = 0; i < members->n; i++) {
		const struct up_member_entry *entry = &members->entries[i];
		up_str name = name_of(members, entry);
		if ((entry->flags & UP_ENTRY_DEVICE) && of_image)
			up_members_gather(members, UP_MEMBER_DEVICE_OF_IMAGE, name);
		else if (entry->flags & UP_ENTRY_DEVICE)
			up_members_state(members, UP_MEMBER_DEVICE, name, UP_STR(""));
		if ((entry->flags & UP_ENTRY_FIFO) && !of_image)
			up_members_state(members, UP_MEMBER_FIFO, name, UP_STR(""));
		if ((entry->flags & UP_ENTRY_SOCKET) && !of_image)
			up_members_state(members, UP_MEMBER_SOCKET, name, UP_STR(""));
		if ((entry->flags & UP_ENTRY_ABSOLUTE_LINK) && !of_image)
			up_members_gather(members, UP_MEMBER_LINK_ABSOLUTE, name);
	}
}

void up_members_judge_set(struct up_members *members)
{
	if (!members->n)
		return;
	judge_names(members);
	bool of_image = is_image(members);
	if (!members->is_system && !of_image)
		judge_case(members);
	judge_kinds(members, of_image);
}

bool up_members_is_gathered(enum up_member_key key)
{
	switch (key) {
	case UP_MEMBER_IN_ACCOUNTS:
	case UP_MEMBER_IN_APT_TRUST:
	case UP_MEMBER_IN_LD_PRELOAD:
	case UP_MEMBER_IN_PAM_COMMON:
	case UP_MEMBER_IN_REPOSITORIES:
	case UP_MEMBER_IN_SSH_KEYS:
	case UP_MEMBER_IN_SUDOERS:
		return false;
	default:
		return true;
	}
}

const char *const up_members_forms[] = {
	[UP_MEMBER_ABSOLUTE] = "member-absolute",
	[UP_MEMBER_ARCHIVE_AS_OTHER] = "member-archive-as-other",
	[UP_MEMBER_BACKSLASH] = "member-backslash",
	[UP_MEMBER_CAPABILITIES] = "member-capabilities",
	[UP_MEMBER_CASE_COLLISION] = "member-case-collision",
	[UP_MEMBER_DEVICE] = "member-device",
	[UP_MEMBER_DEVICE_OF_IMAGE] = "member-device-of-image",
	[UP_MEMBER_DOTS] = "member-dots",
	[UP_MEMBER_DRIVE] = "member-drive",
	[UP_MEMBER_DUPLICATE] = "member-duplicate",
	[UP_MEMBER_ENCRYPTED] = "member-encrypted",
	[UP_MEMBER_FIFO] = "member-fifo",
	[UP_MEMBER_FILE_AND_FOLDER] = "member-file-and-folder",
	[UP_MEMBER_FUTURE] = "member-future",
	[UP_MEMBER_IN_ACCOUNTS] = "member-in-accounts",
	[UP_MEMBER_IN_APT_TRUST] = "member-in-apt-trust",
	[UP_MEMBER_IN_AUTOSTART] = "member-in-autostart",
	[UP_MEMBER_IN_CRON] = "member-in-cron",
	[UP_MEMBER_IN_DBUS] = "member-in-dbus",
	[UP_MEMBER_IN_INIT] = "member-in-init",
	[UP_MEMBER_IN_KERNEL] = "member-in-kernel",
	[UP_MEMBER_IN_LD_CONF] = "member-in-ld-conf",
	[UP_MEMBER_IN_LD_PRELOAD] = "member-in-ld-preload",
	[UP_MEMBER_IN_MODPROBE] = "member-in-modprobe",
	[UP_MEMBER_IN_NETWORK_HOOKS] = "member-in-network-hooks",
	[UP_MEMBER_IN_PACKAGE_HOOKS] = "member-in-package-hooks",
	[UP_MEMBER_IN_PAM] = "member-in-pam",
	[UP_MEMBER_IN_PAM_COMMON] = "member-in-pam-common",
	[UP_MEMBER_IN_POLKIT] = "member-in-polkit",
	[UP_MEMBER_IN_PROFILE] = "member-in-profile",
	[UP_MEMBER_IN_PYTHON_START] = "member-in-python-start",
	[UP_MEMBER_IN_REPOSITORIES] = "member-in-repositories",
	[UP_MEMBER_IN_SSH_KEYS] = "member-in-ssh-keys",
	[UP_MEMBER_IN_SUDOERS] = "member-in-sudoers",
	[UP_MEMBER_IN_SYSTEMD] = "member-in-systemd",
	[UP_MEMBER_IN_SYSTEMD_ETC] = "member-in-systemd-etc",
	[UP_MEMBER_IN_SYSTEMD_GENERATORS] = "member-in-systemd-generators",
	[UP_MEMBER_IN_UDEV] = "member-in-udev",
	[UP_MEMBER_LINK_ABSOLUTE] = "member-link-absolute",
	[UP_MEMBER_LINK_OUTSIDE] = "member-link-outside",
	[UP_MEMBER_NAME_BIDI] = "member-name-bidi",
	[UP_MEMBER_NAME_CONTROL] = "member-name-control",
	[UP_MEMBER_NAME_EMPTY] = "member-name-empty",
	[UP_MEMBER_NOT_AS_NAMED] = "member-not-as-named",
	[UP_MEMBER_OWNER] = "member-owner",
	[UP_MEMBER_PROGRAM_AS_OTHER] = "member-program-as-other",
	[UP_MEMBER_SETUID] = "member-setuid",
	[UP_MEMBER_SOCKET] = "member-socket",
	[UP_MEMBER_THROUGH_LINK] = "member-through-link",
	[UP_MEMBER_TRAVERSAL] = "member-traversal",
	[UP_MEMBER_WORLD_WRITABLE] = "member-world-writable",
	[UP_MEMBER_WORLD_WRITABLE_ARCHIVE] = "member-world-writable-archive",
	[_UP_MEMBER_KEY_MAX] = NULL,
};
