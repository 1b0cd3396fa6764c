/* A container that is being read, and the reading as a whole. Private to run/container*.c. */
#pragma once

#include "package/budget.h"
#include "package/members.h"
#include "run/container.h"

struct up_hasher;

/* One reading, from the outermost container down. */
struct reading {
	const struct up_containers *asked;
	struct up_hasher *digests[UP_LIMIT_ARCHIVE_DEPTH_MOST + 1]; /* of the member that is read, at each depth */
	struct up_buf fault;
	struct up_budget budget;
	const struct up_archive *outermost;
	uint64_t in_memory; /* of containers that are read from there */
	uint32_t next;      /* number of the next member */
	bool is_stopped;
};

/* A container that is being read. */
struct level {
	struct reading *reading;
	struct up_archive *archive;
	enum up_container_kind kind;
	uint32_t number;     /* of the container in the package */
	up_str path, prefix; /* of its members: "pkg.zip", "data/" */
	up_str name;         /* of the member that it is */
	unsigned depth;
	uint32_t below;             /* of "path!/prefix" */
	struct up_members *members; /* what is wrong with them; those of control and data of a Debian package are one set */
	uint64_t consumed;          /* bytes of the container that the budget knows of */
	bool is_left;               /* nothing more of it is read */
	bool has_control, has_data; /* of a Debian package */
};

/* Of the first reading alone. */
void up_container_note(struct reading *reading, enum up_note_reason reason, up_str path, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Something of it cannot be read. */
void up_container_broken_by(const struct level *level, up_str path, up_str fault);
/* A member goes on as a source; its bytes are taken over. */
void up_container_hand_over(struct level *level, const struct up_member *member, char *bytes, size_t len);

/* container-rpm.c: scripts of the header become members. */
void up_container_read_rpm(struct level *level, const struct up_archive_input *input);
