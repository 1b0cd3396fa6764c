/* From a change and a version window to a level and words. Private to match/. */
#pragma once

#include "core/finding.h"
#include "match/rules-private.h"

/* What a rule says inside the windows of this run. */
struct up_grade {
	enum up_level level; /* NONE: no change lies inside the window */
	enum up_change_kind change;
	up_str version;       /* of that change */
	up_str later_removal; /* of a deprecation: the version that removes it, or empty */
	bool is_past;         /* the host has it behind it: no target is met */
	const struct up_window *window;
	const struct up_image_product *product;
	const struct up_image *product_image;
	bool is_forgiven; /* the key is written so that not to know it is no more than a warning */
};

/* `of_package`: the source comes with a package, and the host that it meets stays as it is, unless a target is given. */
struct up_grade up_rule_grade(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule,
			      bool of_package);

/* What a product row says in this window. */
struct up_grade up_row_grade_in(const struct up_rules *rules, const struct up_image *image, const struct up_image_rule *rule,
				const struct up_window *window);

/* The message of a product row. `subject`: what the message calls it. */
up_str up_row_message(const struct up_image *image, const struct up_image_rule *rule, const struct up_grade *grade, up_str subject,
		      struct up_arena *arena);
