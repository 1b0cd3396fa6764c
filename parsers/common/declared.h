/* Tables of dependencies in TOML: `name = "^1"`, `name = {version = "^1", optional = true}`, `[dependencies.name]`. */
#pragma once

#include "common/records.h"

/* Fields that the manifest's names begin with. */
enum {
	UP_DECLARED_VERSION,
	UP_DECLARED_PACKAGE, /* its real name, where the key is another */
	UP_DECLARED_GIT,
	UP_DECLARED_PATH,
	_UP_DECLARED_MAX,
};

#define UP_DECLARED_NAMES "version", "package", "git", "path"

struct up_declared {
	const char *type;
	/* Is that the path of such a table? *ret_group: what it is called, for people. */
	bool (*is_table)(up_str path, up_str *ret_group);
	/* The version that leaves no choice, or nothing: "=1.2.3" → "1.2.3". */
	up_str (*exact)(up_str wanted);
};

/* For `value` and `end` of a manifest. */
bool up_declared_value(struct up_records *records, const struct up_declared *declared, const struct up_fact *fact);
bool up_declared_end(struct up_records *records, const struct up_declared *declared, const struct up_record *record);
