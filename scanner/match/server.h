/* Does a rule on operations hold for the version of the server? Private to match/. */
#pragma once

#include "match/matcher.h"
#include "match/rules-private.h"
#include "schema/dialect.h"

enum up_server {
	UP_SERVER_HOLDS,
	UP_SERVER_OTHER,   /* the version that was given is none of those */
	UP_SERVER_PENDING, /* nobody gave one: what the tree says of it decides (up_rules_server_holds) */
};

/* `database`: the dialect that the operation is held to be of; and its version, where that was given with it. */
enum up_server up_server_of(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule,
			    const struct up_given_database *database);
