/* What the comparison*.c files share. Private to them. */
#pragma once

#include "package/comparison.h"

/* A member that is compared. */
struct entry {
	uint32_t member, other;  /* `other`: the entry of the other release; UINT32_MAX: there is none */
	up_str name;             /* below its package */
	enum up_content content; /* as read; _UP_CONTENT_MAX: nobody has looked */
	bool is_changed;
};

struct setting {
	uint32_t entry; /* of now */
	enum up_release release;
	uint64_t value; /* a hash */
	up_str name, shown;
	struct up_place at;
};

struct release {
	const struct up_package *package;
	struct entry *entries; /* in the order of members */
	size_t n;
	bool is_archive;     /* the package itself is an archive of classes or modules */
	up_str top;          /* the folder that all of it is in, with its slash; or empty */
	uint32_t *by_member; /* its entry, or UINT32_MAX */
	uint64_t *groups;    /* of all files, sorted */
	uint64_t *names;     /* of all files, without folders, sorted */
};

struct up_comparison {
	struct release releases[_UP_RELEASE_MAX];
	struct up_behaviours *behaviours;
	struct up_arena *arena;
	struct setting *settings;
	size_t n_settings, settings_capacity;
	uint64_t n_settings_dropped;
};

/* comparison-names.c */

/* The name without what changes from release to release. 0: as it is. 1: without versions, "acme-5.2.0.jar". 2: without numbers and hashes. */
enum {
	NAME_LEVELS = 3
};
uint64_t up_comparison_key(up_str name, unsigned level);
bool up_comparison_is_archive(up_str name);
/* What its behaviour is told of: the archive of a class, the folder of a file of code, else the file itself. Empty: the package. */
up_str up_comparison_group(const struct release *release, up_str name);
/* For people who install: manuals, licences, translations, changes. */
bool up_comparison_is_document(up_str name);
bool up_comparison_is_settings(up_str name);
/* "script", "unit", "schedule", "configuration", "program", "code", "document", "file" */
const char *up_comparison_kind(const struct entry *entry, uint32_t mode);

/* comparison-settings.c */
void up_comparison_state_settings(struct up_comparison *comparison, struct up_arena *arena, const struct up_form_sink *sink);
