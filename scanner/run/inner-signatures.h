/* Signatures of containers inside the package: of libraries that the vendor took from others, mostly. Private to run/. */
#pragma once

#include "base/arena.h"
#include "core/form.h"

/* What was found at such a signature becomes a form of less weight; the first of each container and kind stays, the key of the others is made empty. */
void up_inner_signatures(struct up_form *forms, size_t n, struct up_arena *arena);
