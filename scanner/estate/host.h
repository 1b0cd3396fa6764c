/* What a host tree says of itself: its operating system and release, out of os-release. */
#pragma once

#include "base/arena.h"

/* "debian=12" out of the text of an os-release file: the product of `rules/products/` and the installed version. Empty when the text names no
 * operating system that has rules, or no version (Debian's testing has none). */
up_str up_host_release(up_str os_release, struct up_arena *arena);
