/* The signers of two packages, the one before and this one. A vendor's key that has changed is either a rotation, which was announced, or somebody else. */
#pragma once

#include "core/form.h"
#include "package/statement.h"

/* States forms at `path`, the package of now: for each kind of signature whose signers are others. `arena` holds texts for the time of the call. */
void up_statements_compare(const struct up_statements *before, const struct up_statements *now, up_str path, struct up_arena *arena,
			   const struct up_form_sink *sink);
