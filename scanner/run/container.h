/* Reading a container and the containers in it, down to their members: each member that may be read becomes a source, what is wrong with the container is
 * stated as forms, and the package, where one is asked for, learns what it is made of. Nothing is written anywhere. Belongs to one worker. Private to run/. */
#pragma once

#include "core/form.h"
#include "core/limits.h"
#include "package/package.h"
#include "run/archive.h"

/* A member as a source: whoever gets it frees its bytes. */
struct up_member_source {
	up_str path;
	uint32_t below; /* what follows in the path is where it lies on a host */
	uint32_t mode;
	up_str link; /* of a symbolic link; it has no bytes then */
	char *bytes; /* of up_alloc; may be NULL where there are none */
	size_t len;
};

struct up_containers {
	const struct up_limits *limits;
	int64_t now;                /* seconds since 1970: what lies in the future */
	struct up_package *package; /* NULL: nobody asks what it is made of */
	struct up_form_sink sink;
	void *data;
	void (*member)(void *data, struct up_member_source *source);
	/* Which members are read at all, by their path; nobody asks what is wrong with the container, then. NULL: all are. */
	bool (*is_of_interest)(void *data, up_str path);
	/* Where bytes of members are wanted, and nothing else: */
	bool (*wants)(void *data, uint32_t member);
	void (*got)(void *data, uint32_t member, struct up_stream *stream);
};

/* A container in a file that is open. `member`: the number that it has in the package. */
void up_containers_read_file(const struct up_containers *containers, enum up_container_kind kind, int fd, uint64_t size, up_str path,
			     uint32_t member);
