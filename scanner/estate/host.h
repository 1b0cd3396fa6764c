/* What a host tree says of itself: its operating system and release, out of os-release. */
#pragma once

#include "base/arena.h"

/* As os-release has it: slices of its text. */
struct up_host_os {
	up_str id, name, version;
};
/* False: the text does not say what system it is, or which release. */
bool up_host_os_read(up_str os_release, struct up_host_os *ret_os);
/* "debian=12" out of the text of an os-release file: the product of `rules/products/` and the installed version. Empty when the text names no
 * operating system that has rules, or no version (Debian's testing has none). */
up_str up_host_release(up_str os_release, struct up_arena *arena);
