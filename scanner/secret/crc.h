/* The cyclic redundancy checks of tokens. */
#pragma once

#include "base/str.h"

/* CRC-32 of IEEE 802.3 (zlib's). `before` is the sum of what stands before the bytes, 0 at the start. */
uint32_t up_crc32(uint32_t before, up_str bytes);
/* CRC-16 XMODEM: polynomial 0x1021, start 0. */
uint16_t up_crc16(up_str bytes);
