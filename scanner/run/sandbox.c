/* The sandbox: a Landlock ruleset that handles every right to change something and grants none. */
#include "run/sandbox.h"

#include <linux/landlock.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that are newer than the headers of Debian 12 (Linux 6.1); the numbers are the kernel's interface and do not change. TRUNCATE (interface 3) and
 * IOCTL_DEV (5) are left out: the kernel looks them up for every file that is opened, even for reading, which costs a tenth of a scan; nothing here
 * truncates, and no device is opened. */
enum {
	ACCESS_FS_REFER = 1 << 13,       /* interface 2 */
	ACCESS_NET_BIND_TCP = 1 << 0,    /* 4 */
	ACCESS_NET_CONNECT_TCP = 1 << 1, /* 4 */
};

struct ruleset {
	uint64_t fs, net;
};

/* What it takes to put a file that is open into its place. */
static bool allow_renames(int ruleset, int folder)
{
	struct landlock_path_beneath_attr rule = { .allowed_access = LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE,
						   .parent_fd = folder };
	return folder < 0 || syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

int up_sandbox_enter(void)
{
	return up_sandbox_enter_but(-1);
}

int up_sandbox_enter_but(int folder)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return 0;
	struct ruleset ruleset = {
		.fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
		      LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
		      LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
		      LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	if (version >= 2)
		ruleset.fs |= ACCESS_FS_REFER;
	if (version >= 4)
		ruleset.net = ACCESS_NET_BIND_TCP | ACCESS_NET_CONNECT_TCP;
	size_t size = version >= 4 ? sizeof ruleset : sizeof ruleset.fs;
	int fd = (int)syscall(SYS_landlock_create_ruleset, &ruleset, size, 0);
	if (fd < 0)
		return 0;
	bool entered = allow_renames(fd, folder) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		       syscall(SYS_landlock_restrict_self, fd, 0) == 0;
	close(fd);
	return entered ? (int)version : 0;
}
