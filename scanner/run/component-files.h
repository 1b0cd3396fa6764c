/* Files that state components without a parser: databases of package managers, what a system says of itself, programs. Which they are, and reading them: for the
 * inventory, for scans, and for the host behind the roots. Private to run/, and to who looks at a host before a scan. */
#pragma once

#include "core/component.h"
#include "core/note.h"
#include "match/rules.h"

/* Containers that are components themselves; others are read where the user names them. */
bool up_component_files_is_archive(up_str path);
/* By its name. A file in bin may be one that a parser reads, or an archive, too: those are none. */
bool up_component_files_is_database(up_str path);
/* So many bytes of the path are the root of the system whose database stands there. False: it is no database, or a program. */
bool up_component_files_home(up_str path, uint32_t *ret_home);

struct up_component_file {
	up_str path; /* as reports show it */
	int fd;      /* -1: it is in memory, as of a member of a container */
	up_str bytes;
	uint64_t size;
};

struct up_stated_component {
	const struct up_fact *fact; /* COMPONENT; lives for the call */
	up_str path;
	uint32_t line; /* 0: there is none */
	uint32_t home; /* so many bytes of the path are the root */
};

struct up_component_files {
	void *data;
	struct up_arena *arena;
	void (*component)(void *data, const struct up_stated_component *stated);
	void (*note)(void *data, const struct up_note *note); /* NULL: nobody asks */
	const struct up_rules *rules;                         /* which programs hold their version; NULL: nobody asks */
};

/* Reads a database, or a program, whatever its name. */
void up_component_files_read(const struct up_component_files *files, const struct up_component_file *file);
