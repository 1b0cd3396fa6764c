/* Which database the project is for that a file, or a folder, is a part of: files of well-known names in the folders above it. Private to run/. */
#pragma once

#include "estate/dialects.h"

/* Looks from `folder` on ("db/migrate/", or empty) upwards, to the top of the repository at most. `with_own`: in the folder itself as well. */
void up_dialects_look_above(struct up_dialects *dialects, up_str folder, bool with_own);
