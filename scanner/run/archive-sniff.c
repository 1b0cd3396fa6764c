/* What is a container, by its first bytes. Names decide only where bytes cannot: an ar archive that is no Debian package is a library of objects. */
#include "run/archive.h"

enum {
	TAR_MAGIC_AT = 257,
	TAR_CHECKSUM_AT = 148,
	TAR_CHECKSUM_BYTES = 8,
};

static bool starts(up_str start, const char *magic, size_t len)
{
	return start.len >= len && memcmp(start.s, magic, len) == 0;
}
#define STARTS(start, magic) starts(start, magic, sizeof(magic) - 1)

/* The checksum of a tar header, by which those before POSIX are known as well: the sum of its bytes, those of the checksum taken for blanks. */
static bool has_tar_checksum(up_str start)
{
	unsigned sum = 0, said = 0;
	bool has_digit = false;
	if (start.len < UP_ARCHIVE_SNIFF || !start.s[0])
		return false;
	for (size_t i = 0; i < UP_ARCHIVE_SNIFF; i++)
		sum += i >= TAR_CHECKSUM_AT && i < TAR_CHECKSUM_AT + TAR_CHECKSUM_BYTES ? ' ' : (unsigned char)start.s[i];
	for (size_t i = TAR_CHECKSUM_AT; i < TAR_CHECKSUM_AT + TAR_CHECKSUM_BYTES; i++) {
		char c = start.s[i];
		if (c >= '0' && c <= '7') {
			said = said * 8 + (unsigned)(c - '0');
			has_digit = true;
		} else if (has_digit || (c != ' ' && c)) {
			break;
		}
	}
	return has_digit && said == sum;
}

static bool is_compressed(up_str start, up_str name)
{
	return STARTS(start, "\x1f\x8b") || (STARTS(start, "BZh") && start.len > 3 && start.s[3] >= '1' && start.s[3] <= '9') ||
	       STARTS(start, "\xfd\x37zXZ\0") || STARTS(start, "\x28\xb5\x2f\xfd") || STARTS(start, "\x04\x22\x4d\x18") ||
	       STARTS(start, "\x1f\x9d") || (STARTS(start, "\x5d\0\0") && up_str_ends(name, UP_STR(".lzma")));
}

enum up_container_kind up_archive_sniff(up_str start, up_str name)
{
	static const char *const zips[] = { ".zip", ".jar", ".war", ".ear", ".whl", ".pyz" };
	if (STARTS(start, "PK\x03\x04") || STARTS(start, "PK\x05\x06"))
		return UP_CONTAINER_ZIP;
	if (STARTS(start, "!<arch>\ndebian-binary"))
		return UP_CONTAINER_DEB;
	if (STARTS(start, "\xed\xab\xee\xdb"))
		return UP_CONTAINER_RPM;
	if (STARTS(start, "7z\xbc\xaf\x27\x1c"))
		return UP_CONTAINER_7ZIP;
	if (STARTS(start, "070701") || STARTS(start, "070702") || STARTS(start, "070707") || STARTS(start, "\xc7\x71"))
		return UP_CONTAINER_CPIO;
	if (start.len >= TAR_MAGIC_AT + 5 && (memcmp(start.s + TAR_MAGIC_AT, "ustar", 5) == 0 || has_tar_checksum(start)))
		return UP_CONTAINER_TAR;
	if (is_compressed(start, name))
		return up_str_ends_nocase(name, UP_STR(".apk")) ? UP_CONTAINER_APK : UP_CONTAINER_COMPRESSED;
	if (up_str_ends_nocase(name, UP_STR(".iso")))
		return UP_CONTAINER_ISO;
	/* Something may stand before the first member of a zip archive: a program that opens it, or what is meant to hide it. */
	for (size_t i = 0; i < sizeof zips / sizeof *zips; i++)
		if (up_str_ends_nocase(name, up_str_from(zips[i])))
			return UP_CONTAINER_ZIP;
	return _UP_CONTAINER_MAX;
}

bool up_archive_must_seek(enum up_container_kind kind)
{
	return kind == UP_CONTAINER_7ZIP || kind == UP_CONTAINER_ISO;
}
