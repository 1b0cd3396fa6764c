/* Four bits a step: tables that can be read, and tokens are short. */
#include "secret/crc.h"

uint32_t up_crc32(uint32_t before, up_str bytes)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	uint32_t sum = ~before;
	for (size_t i = 0; i < bytes.len; i++) {
		sum ^= (unsigned char)bytes.s[i];
		sum = sum >> 4 ^ table[sum & 15];
		sum = sum >> 4 ^ table[sum & 15];
	}
	return ~sum;
}

uint16_t up_crc16(up_str bytes)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < bytes.len; i++) {
		sum ^= (uint32_t)(unsigned char)bytes.s[i] << 8;
		for (unsigned bit = 0; bit < 8; bit++)
			sum = (sum << 1 ^ (sum & 0x8000 ? 0x1021 : 0)) & 0xffff;
	}
	return (uint16_t)sum;
}
