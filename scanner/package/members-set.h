/* What the files members*.c share: the members of one container so far. */
#pragma once

#include "package/members.h"

enum up_member_key {
	UP_MEMBER_ABSOLUTE,
	UP_MEMBER_ARCHIVE_AS_OTHER,
	UP_MEMBER_BACKSLASH,
	UP_MEMBER_CAPABILITIES,
	UP_MEMBER_CASE_COLLISION,
	UP_MEMBER_DEVICE,
	UP_MEMBER_DEVICE_OF_IMAGE,
	UP_MEMBER_DOTS,
	UP_MEMBER_DRIVE,
	UP_MEMBER_DUPLICATE,
	UP_MEMBER_ENCRYPTED,
	UP_MEMBER_FIFO,
	UP_MEMBER_FILE_AND_FOLDER,
	UP_MEMBER_FUTURE,
	UP_MEMBER_IN_ACCOUNTS,
	UP_MEMBER_IN_APT_TRUST,
	UP_MEMBER_IN_AUTOSTART,
	UP_MEMBER_IN_CRON,
	UP_MEMBER_IN_DBUS,
	UP_MEMBER_IN_INIT,
	UP_MEMBER_IN_KERNEL,
	UP_MEMBER_IN_LD_CONF,
	UP_MEMBER_IN_LD_PRELOAD,
	UP_MEMBER_IN_MODPROBE,
	UP_MEMBER_IN_NETWORK_HOOKS,
	UP_MEMBER_IN_PACKAGE_HOOKS,
	UP_MEMBER_IN_PAM,
	UP_MEMBER_IN_PAM_COMMON,
	UP_MEMBER_IN_POLKIT,
	UP_MEMBER_IN_PROFILE,
	UP_MEMBER_IN_PYTHON_START,
	UP_MEMBER_IN_REPOSITORIES,
	UP_MEMBER_IN_SSH_KEYS,
	UP_MEMBER_IN_SUDOERS,
	UP_MEMBER_IN_SYSTEMD,
	UP_MEMBER_IN_SYSTEMD_ETC,
	UP_MEMBER_IN_SYSTEMD_GENERATORS,
	UP_MEMBER_IN_UDEV,
	UP_MEMBER_LINK_ABSOLUTE,
	UP_MEMBER_LINK_OUTSIDE,
	UP_MEMBER_NAME_BIDI,
	UP_MEMBER_NAME_CONTROL,
	UP_MEMBER_NAME_EMPTY,
	UP_MEMBER_NOT_AS_NAMED,
	UP_MEMBER_OWNER,
	UP_MEMBER_PROGRAM_AS_OTHER,
	UP_MEMBER_SETUID,
	UP_MEMBER_SOCKET,
	UP_MEMBER_THROUGH_LINK,
	UP_MEMBER_TRAVERSAL,
	UP_MEMBER_WORLD_WRITABLE,
	UP_MEMBER_WORLD_WRITABLE_ARCHIVE,
	_UP_MEMBER_KEY_MAX,
};

enum {
	UP_ENTRY_FOLDER = 1 << 0,
	UP_ENTRY_LINK = 1 << 1,
	UP_ENTRY_DEVICE = 1 << 2,
	UP_ENTRY_FIFO = 1 << 3,
	UP_ENTRY_SOCKET = 1 << 4,
	UP_ENTRY_ABSOLUTE_LINK = 1 << 5,
};

struct up_member_entry {
	uint32_t name, len; /* in `names`, without what all names of its kind begin with */
	uint32_t order;     /* of the container */
	uint32_t flags;
};

/* A fault that whole archives have at once is told once, with the first names. */
struct up_members_gathered {
	struct up_buf names;
	uint32_t n;
};

struct up_members {
	enum up_container_kind kind;
	bool is_system; /* a package whose root is that of the host */
	bool is_cut;    /* there are more names than are kept */
	int64_t now;
	const struct up_form_sink *sink;
	struct up_buf path, names, plain;
	struct up_member_entry *entries;
	size_t n, capacity;
	uint32_t stated[_UP_MEMBER_KEY_MAX];
	struct up_members_gathered gathered[_UP_MEMBER_KEY_MAX];
};

void up_members_state(struct up_members *members, enum up_member_key key, up_str value, up_str detail);
void up_members_gather(struct up_members *members, enum up_member_key key, up_str name);
void up_members_tell_gathered(struct up_members *members, enum up_member_key key);
bool up_members_is_gathered(enum up_member_key key);
/* The name below the root: without "data/", "./" and slashes that say nothing. Until the next call. */
up_str up_members_plain(struct up_members *members, up_str name);
void up_members_keep(struct up_members *members, up_str plain, unsigned flags);
void up_members_judge_set(struct up_members *members);

/* _UP_MEMBER_KEY_MAX: it is no such place, or there is no contradiction. */
enum up_member_key up_members_place_of(up_str plain, bool is_system);
enum up_member_key up_members_magic_of(up_str name, up_str first, const char **ret_detail);
