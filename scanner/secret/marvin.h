/* Marvin32, the checksum of Microsoft's keys. */
#pragma once

#include "base/str.h"

/* The 64 bits of the hash folded to 32. A seed is eight characters, "Default0", read as a number whose first character is the highest byte. */
uint32_t up_marvin32(up_str bytes, uint64_t seed);
