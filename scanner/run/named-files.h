/* Reading what the user names: trust files and advisories, single files or all files of a folder. Private to run/ and cli/. */
#pragma once

#include "base/arena.h"

enum {
	UP_NAMED_FILE_BYTES = 16 << 20, /* of one file */
	UP_NAMED_FILES =
		10000, /* of all that are named by one option; an advisory database of one ecosystem is larger: name the part that matters */
	UP_NAMED_BYTES = 48 << 20, /* of all of them */
};

struct up_named_files {
	struct up_arena *arena;
	struct up_named_file {
		up_str path, bytes;
	} * items;
	size_t n, capacity;
	uint64_t bytes;
};

/* Reads the file, or the files of the folder and those below it, in the order of their names. Links are followed, for certificates are often linked.
 * False after a message on standard error. */
bool up_named_files_read(struct up_named_files *files, const char *path, const char *option);
void up_named_files_finish(struct up_named_files *files);
