/* The first bytes of a member against its name. Only clear contradictions: a program that is called a picture, a "tar.gz" that is none. Pictures of one kind
 * with the name of another are common, and hurt nobody. */
#include "package/members-set.h"

/* What bytes can be. */
enum kind {
	UNKNOWN,
	ELF,
	PE,
	MACH_O,
	SCRIPT,
	PHP,
	ZIP,
	GZIP,
	XZ,
	BZIP2,
	ZSTD,
	LZ4,
	SEVENZIP,
	AR,
	RPM,
	TAR,
	PDF,
	_KIND_MAX,
};

static const struct magic {
	const char *bytes;
	unsigned char len;
	enum kind kind;
} magics[] = {
	{ "\177ELF", 4, ELF },
	{ "MZ", 2, PE },
	{ "\xcf\xfa\xed\xfe", 4, MACH_O },
	{ "\xce\xfa\xed\xfe", 4, MACH_O },
	{ "#!", 2, SCRIPT },
	{ "<?php", 5, PHP },
	{ "PK\3\4", 4, ZIP },
	{ "PK\5\6", 4, ZIP },
	{ "\x1f\x8b\x08", 3, GZIP },
	{ "\xfd"
	  "7zXZ\0",
	  6, XZ },
	{ "BZh", 3, BZIP2 },
	{ "\x28\xb5\x2f\xfd", 4, ZSTD },
	{ "\x04\x22\x4d\x18", 4, LZ4 },
	{ "7z\xbc\xaf\x27\x1c", 6, SEVENZIP },
	{ "!<arch>\n", 8, AR },
	{ "\xed\xab\xee\xdb", 4, RPM },
	{ "%PDF-", 5, PDF },
};

static const char *const details[_KIND_MAX] = {
	[ELF] = "it is an ELF program",
	[PE] = "it is a Windows program",
	[MACH_O] = "it is a Mach-O program",
	[SCRIPT] = "it is a script with `#!`",
	[PHP] = "it holds PHP code",
	[ZIP] = "it is a zip archive",
	[GZIP] = "it is compressed with gzip",
	[XZ] = "it is compressed with xz",
	[BZIP2] = "it is compressed with bzip2",
	[ZSTD] = "it is compressed with zstd",
	[LZ4] = "it is compressed with lz4",
	[SEVENZIP] = "it is a 7z archive",
	[AR] = "it is an ar archive",
	[RPM] = "it is an rpm",
	[TAR] = "it is a tar archive",
	[PDF] = "it is a PDF",
};

/* Endings of names whose bytes begin with one thing alone. */
static const struct {
	const char *ends; /* a list of words */
	enum kind kind;
	const char *detail;
} named[] = {
	{ "gz tgz", GZIP, "it is not compressed with gzip" },
	{ "xz txz", XZ, "it is not compressed with xz" },
	{ "bz2 tbz2", BZIP2, "it is not compressed with bzip2" },
	{ "zst", ZSTD, "it is not compressed with zstd" },
	{ "deb udeb", AR, "it is no Debian package" },
	{ "rpm", RPM, "it is no rpm" },
	{ "jar war ear whl", ZIP, "it is no zip archive" },
	{ "7z", SEVENZIP, "it is no 7z archive" },
};

static const char texts[] = "txt md rst adoc conf cfg cnf ini toml yml yaml json xml html htm css csv tsv log service timer socket "
			    "properties env sql po pot tex pem crt asc sig sha256 md5";
static const char pictures[] = "png jpg jpeg gif bmp ico svg webp tif tiff mp3 mp4 wav ogg ttf otf woff woff2 pdf doc";

static enum kind kind_of(up_str first)
{
	for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
		if (up_str_starts(first, (up_str){ magics[i].bytes, magics[i].len }))
			return magics[i].kind;
	if (first.len >= 4 && (first.s[0] & 0xf0) == 0x50 && !memcmp(first.s + 1, "\x2a\x4d\x18", 3)) /* a frame to be passed over */
		return ZSTD;
	if (first.len >= 265 && !memcmp(first.s + 257, "ustar", 5))
		return TAR;
	return UNKNOWN;
}

/* "MZ" is also the beginning of a text in some language: a program has bytes that no text has. */
static bool is_sure(enum kind kind, up_str first)
{
	return kind != PE || memchr(first.s, '\0', first.len);
}

static bool is_program(enum kind kind)
{
	return kind >= ELF && kind <= PHP;
}

static bool is_container(enum kind kind)
{
	return kind >= ZIP && kind <= TAR;
}

/* The part behind the last '.', in small letters; empty where the name has none. */
static up_str ending_of(up_str name, char buffer[8])
{
	up_str last = up_str_basename(name);
	size_t dot = last.len;
	while (dot && last.s[dot - 1] != '.')
		dot--;
	up_str ending = up_str_slice(last, dot, SIZE_MAX);
	if (!dot || dot == 1 || ending.len >= 8)
		return UP_STR("");
	for (size_t i = 0; i < ending.len; i++)
		buffer[i] = up_lower(ending.s[i]);
	return (up_str){ buffer, ending.len };
}

enum up_member_key up_members_magic_of(up_str name, up_str first, const char **ret_detail)
{
	char buffer[8];
	up_str ending = ending_of(name, buffer);
	enum kind kind = kind_of(first);
	if (!ending.len || first.len < 2 || !is_sure(kind, first))
		return _UP_MEMBER_KEY_MAX;
	bool is_text = up_str_is_listed(ending, texts), is_picture = up_str_is_listed(ending, pictures);
	*ret_detail = details[kind];
	/* A script or PHP in a text is an example; in a picture it waits for somebody who runs it. */
	if (is_program(kind) && (is_picture || (is_text && kind != SCRIPT && kind != PHP)))
		return UP_MEMBER_PROGRAM_AS_OTHER;
	if (is_container(kind) && (is_text || (is_picture && !up_str_eq(ending, UP_STR("doc")) && kind != GZIP)))
		return UP_MEMBER_ARCHIVE_AS_OTHER;
	for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
		if (!up_str_is_listed(ending, named[i].ends) || kind == named[i].kind)
			continue;
		/* A jar may begin with the script that starts it. */
		if (named[i].kind == ZIP && is_program(kind))
			break;
		*ret_detail = named[i].detail;
		return UP_MEMBER_NOT_AS_NAMED;
	}
	return _UP_MEMBER_KEY_MAX;
}
