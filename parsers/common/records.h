/* Lock files, manifests and bills of materials that are JSON, YAML, TOML, XML or INI: the parser of the format reads them, and what stands in one mapping
 * is put together here, with the few fields that a component is made of. Knows nothing of packages. */
#pragma once

#include "core/component.h"
#include "core/parser.h"

enum {
	UP_RECORD_FIELDS = 16,
};

struct up_field {
	up_str value;
	up_span at;
	uint32_t flags;
};

/* A mapping that is open. */
struct up_record {
	uint32_t scope;
	up_str path; /* of what stands in it: "packages/[]" */
	up_str key;  /* that it stands under, or its list does; slashes of its own are kept in JSON and YAML */
	up_span key_at;
	uint32_t mark; /* the format's own; 0 at first */
	struct up_field fields[UP_RECORD_FIELDS];
	up_str child_key; /* of the mapping that opens next */
	up_span child_at;
};

struct up_records {
	struct up_parse *p;
	const char *const
		*names; /* keys whose values are kept, one for each field, ended by NULL. Of two of one name the first one stays */
	/* Each scalar, with its record, before it is kept. NULL: nobody asks. */
	bool (*value)(struct up_records *records, struct up_record *record, const struct up_fact *fact);
	/* A mapping ends. NULL: nobody asks. */
	bool (*end)(struct up_records *records, struct up_record *record);
	void *data;
	struct up_record *open; /* outermost first */
	size_t n, capacity;
	bool is_stopped;
	bool is_by_path;        /* the format has no names with slashes in it, or no scopes that lead outward */
	struct up_fact heading; /* of such a format: the table that was opened last */
};

/* Fills in the rest, reads, and forgets. */
enum up_parse_result up_records_read(struct up_records *records, struct up_parse *p, const char *format);
/* Of a manifest some things are kept until its end: may there be one more than `n`? Else a note is made, and reading ends. */
bool up_records_fit(struct up_parse *p, size_t n, uint32_t at);
/* How many mappings are open round `record`? 0 for the outermost. */
size_t up_record_depth(const struct up_records *records, const struct up_record *record);
/* The mapping round it, or NULL. */
struct up_record *up_record_outer(const struct up_records *records, const struct up_record *record);
