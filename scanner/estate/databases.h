/* Databases in which package managers keep what they have installed, and the few files in which a system says what it is. Bytes come through `read_at`: nothing
 * is opened here, and no file is held in memory as a whole. Knows nothing of where components go. */
#pragma once

#include <sys/types.h>

#include "core/component.h"
#include "core/note.h"

enum up_database_kind {
	UP_DATABASE_NONE,
	UP_DATABASE_DPKG,         /* stanzas with a state (dpkg(1), /var/lib/dpkg/status) */
	UP_DATABASE_DPKG_FOLDER,  /* a stanza without one: status.d of images without dpkg */
	UP_DATABASE_APK,          /* lib/apk/db/installed */
	UP_DATABASE_PACMAN,       /* var/lib/pacman/local/NAME-VERSION/desc */
	UP_DATABASE_RPM_SQLITE,   /* rpmdb.sqlite, since rpm 4.16 */
	UP_DATABASE_RPM_LOG,      /* its write-ahead log */
	UP_DATABASE_RPM_NDB,      /* Packages.db, of SUSE */
	UP_DATABASE_RPM_BDB,      /* Packages: Berkeley DB, up to RHEL 8 */
	UP_DATABASE_OS_RELEASE,   /* os-release(5) */
	UP_DATABASE_KERNEL,       /* lib/modules/VERSION */
	UP_DATABASE_SNAP,         /* meta/snap.yaml of a snap that is mounted */
	UP_DATABASE_SNAP_FILE,    /* var/lib/snapd/snaps/NAME_REVISION.snap */
	UP_DATABASE_FLATPAK,      /* metadata of an application or a runtime */
	UP_DATABASE_FLATPAK_INFO, /* its metainfo, with the version */
	UP_DATABASE_PROGRAM,      /* a file in bin, sbin or libexec: what an ELF file says of itself; others say nothing */
};

struct up_database_file {
	void *data;
	/* Up to n bytes; fewer only at the end, -1 on an error. */
	ssize_t (*read_at)(void *data, uint64_t offset, void *bytes, size_t n);
	uint64_t size;
	up_str path; /* as reports show it */
	const struct up_program_mark *marks;
	size_t n_marks;
};

struct up_database_sink {
	void *data;
	/* `line`: 1-based, 0 where there is none. The strings live for the call. False: no more is wanted. */
	bool (*component)(void *data, const struct up_said_component *said, uint32_t line);
	/* One sentence without its period. */
	void (*note)(void *data, enum up_note_reason reason, uint32_t line, up_str detail);
};

/* What stands at a path, by its name alone; *ret_home: so many bytes of it are the root of the system that it belongs to. */
enum up_database_kind up_database_kind(up_str path, size_t *ret_home);
/* States what is installed. The arena is rewound after each component. */
void up_database_read(enum up_database_kind kind, const struct up_database_file *file, struct up_arena *arena,
		      const struct up_database_sink *sink);
