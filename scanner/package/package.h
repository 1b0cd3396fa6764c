/* What an upgrade package is made of, as it was met while it was read: containers inside containers, their members, and the small files that say something
 * about others (signatures, checksums, metadata). Nothing of it was ever written to disk. Knows no rule; bytes of members come through a reader. */
#pragma once

#include <sys/types.h>

#include "base/arena.h"
#include "core/note.h"

enum up_container_kind {
	UP_CONTAINER_FOLDER, /* where the package lies: its own file, and signatures and checksums beside it, are members */
	UP_CONTAINER_ZIP,    /* also jar, war, ear, whl, apk of Android, docx … */
	UP_CONTAINER_TAR,    /* however compressed */
	UP_CONTAINER_DEB,    /* members of its three parts: "control/postinst", "data/etc/x.conf" */
	UP_CONTAINER_RPM,    /* "data/etc/x.conf"; scriptlets are "scriptlets/%post" */
	UP_CONTAINER_APK,    /* Alpine's: "control/.post-install", "data/etc/x.conf" */
	UP_CONTAINER_CPIO,
	UP_CONTAINER_7ZIP,
	UP_CONTAINER_ISO,
	UP_CONTAINER_AR,
	UP_CONTAINER_COMPRESSED, /* one file alone: x.gz; its member has the name without the ending */
	_UP_CONTAINER_MAX,
};

struct up_container {
	enum up_container_kind kind;
	uint32_t member;      /* the member that it is; UINT32_MAX for the folder */
	up_str path;          /* "pkg.zip!/inner.deb" */
	up_str format;        /* what the reader calls it: "ZIP 2.0 (deflation)", "GNU tar format, gzip" */
	up_str name, version; /* of an rpm, out of its header: "acme", "1:2.3-4.el9"; else empty */
};

struct up_member {
	uint32_t container;
	up_str name;   /* as the container writes it, raw: "../x", "C:\\y"; of deb, rpm and apk with the part in front, "data/etc/x.conf" */
	up_str path;   /* of the source that it is: "pkg.zip!/inner.deb!/data/etc/x.conf" */
	uint32_t mode; /* with its kind, S_IFMT; 0: unknown */
	int64_t uid, gid;    /* -1: unknown */
	up_str owner, group; /* may be empty */
	uint64_t size;       /* bytes that were read; of what was not read, what the container says */
	int64_t modified;    /* seconds since 1970; 0: unknown */
	up_str link;         /* the target of a symbolic or hard link */
	bool is_hard_link, is_encrypted, has_capabilities, is_sparse;
	uint32_t after;  /* the number of the next member that does not lie in this one */
	bool has_digest; /* it was read whole */
	uint8_t sha256[32];
	up_str bytes; /* of files that say something about others, up_package_is_kept, when they are not too large; else empty */
};

struct up_package {
	struct up_arena *arena;
	up_str path;                     /* of the package, as given */
	struct up_container *containers; /* the first is the folder */
	size_t n_containers, containers_capacity;
	struct up_member *members; /* in the order of reading */
	size_t n_members, members_capacity;
	bool is_partial; /* a limit was hit, or something could not be read: members may be missing */
};

/* The bytes of one member, from its start to its end. */
struct up_stream {
	void *data;
	/* Bytes read, 0 at the end, -1 when it cannot be read. */
	ssize_t (*read)(void *data, void *buffer, size_t size);
};

/* Reads the package once more. Of each member that `wants` accepts, `got` is handed the stream; it need not read it to its end. Members keep the numbers
 * that they had. False after a note: the package could not be read again. */
struct up_package_reader {
	void *data;
	bool (*again)(void *data, bool (*wants)(void *user, uint32_t member),
		      void (*got)(void *user, uint32_t member, struct up_stream *stream), void *user);
};

/* Is it a file whose bytes are kept: a signature, a list of checksums, metadata of a package? By its name: SHA256SUMS, x.asc, META-INF/MANIFEST.MF,
 * control/control, debian-binary, _gpgorigin … */
bool up_package_is_kept(up_str name);

struct up_package *up_package_new(up_str path);
void up_package_free(struct up_package *package);
/* Copy the strings; the number of what was added. */
uint32_t up_package_add_container(struct up_package *package, const struct up_container *container);
uint32_t up_package_add_member(struct up_package *package, const struct up_member *member);
const char *up_container_kind_name(enum up_container_kind kind);
