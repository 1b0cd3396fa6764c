/* What the claims of one vulnerability mean for one component. */
#pragma once

#include "package/advisory-private.h"

struct advisory_subject {
	const struct up_component *component;
	up_str name, source_name, group; /* advisory_name */
	up_str release;                  /* as far as it is known: also out of marks of the version, "+deb12u3" */
	bool is_of_others; /* a distribution's package, which names of vendors' products do not mean: mended there under an older number */
};

struct advisory_verdict {
	enum advisory_says says;
	up_str id, fixed_in, restart; /* may be empty */
};

up_str advisory_release_of(struct up_arena *arena, const struct up_component *component);
/* Claims of one advisory and one vulnerability. False: they say nothing of it. */
bool advisory_judge(const struct advisory_subject *subject, const struct advisory_claim *claims, size_t n,
		    struct advisory_verdict *ret_verdict);
