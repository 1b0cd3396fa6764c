/* .uplint.yaml, a project's own configuration: what to leave out, which product a file belongs to, versions, rules that are off, and suppressions
 * with a reason, an owner and an end. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "schema/dialect.h"

struct up_config_product {
	up_str glob, product;
	up_str place; /* of the product in the file: ".uplint.yaml:3:12" */
};

struct up_config_database {
	up_str glob;
	enum up_dialect dialect;
};

struct up_config_suppression {
	up_str rule, path; /* id or glob; glob, or empty for every path */
	up_str secret;     /* the group of one secret, or empty for every one */
	up_str reason, owner, until;
	up_span at; /* of the rule's name in the file */
	_Atomic bool used;
};

struct up_config {
	struct up_arena *arena;
	up_str name; /* of the file, as reports show it */
	up_str text;
	bool is_of_root; /* it was found at a folder that is scanned whole: a suppression that covers nothing there is one too many */
	up_str *exclude, *from, *to, *skip;
	up_str *from_places, *to_places; /* of each of `from` and `to` */
	size_t n_exclude, n_from, n_to, n_skip;
	struct up_config_product *products;
	size_t n_products;
	struct up_config_database *databases;
	size_t n_databases;
	struct up_config_suppression *suppressions;
	size_t n_suppressions;
};

/* Reads the file; NULL with a message in `faults` when it is wrong. `name` is what reports call it. */
struct up_config *up_config_read(up_str name, up_str text, struct up_buf *faults);
/* Does a glob of the configuration match a source? Its globs count from the root that was scanned, whose own path reports put in front. */
bool up_config_matches(up_str glob, up_str path);
void up_config_free(struct up_config *config);
