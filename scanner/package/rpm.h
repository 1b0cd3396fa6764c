/* The front of an rpm: lead, signature header, main header, and where the payload begins. Knows what the tags say and which bytes each signature and digest
 * covers; does not check any of them, and does not read the payload.
 *
 *   struct up_rpm rpm;
 *   up_str fault;
 *   if (!up_rpm_open(&window, &rpm, &fault)) …     "the main header ends beyond the file"
 *   up_str name = up_rpm_text(&rpm.header, UP_RPM_TAG_NAME);
 *   up_rpm_finish(&rpm);
 *
 * Every text and view points into memory of the rpm, until up_rpm_finish. Hostile counts and offsets give empty texts and false, never a read beyond the
 * headers. Finding a tag takes time of its header's entries: find it once, then walk. */
#pragma once

#include "base/buf.h"
#include "core/form.h"
#include "package/window.h"

enum {
	UP_RPM_HEADER_ENTRIES = 65535,  /* rpm's own bound */
	UP_RPM_HEADER_BYTES = 32 << 20, /* of one header; those of kernels and fonts stay below 8 MiB */
	UP_RPM_FOLDERS = 1 << 20,       /* folder names of one package */
};

/* Of the main header, as in rpm's rpmtag.h. */
enum up_rpm_tag_number {
	UP_RPM_TAG_SIGNATURES = 62, /* the region of the signature header */
	UP_RPM_TAG_IMMUTABLE = 63,  /* the region of the main header */
	UP_RPM_TAG_NAME = 1000,
	UP_RPM_TAG_VERSION = 1001,
	UP_RPM_TAG_RELEASE = 1002,
	UP_RPM_TAG_EPOCH = 1003,
	UP_RPM_TAG_SUMMARY = 1004,
	UP_RPM_TAG_BUILD_TIME = 1006,
	UP_RPM_TAG_VENDOR = 1011,
	UP_RPM_TAG_PACKAGER = 1015,
	UP_RPM_TAG_OS = 1021,
	UP_RPM_TAG_ARCH = 1022,
	UP_RPM_TAG_PREIN = 1023,
	UP_RPM_TAG_POSTIN = 1024,
	UP_RPM_TAG_PREUN = 1025,
	UP_RPM_TAG_POSTUN = 1026,
	UP_RPM_TAG_OLD_FILE_NAMES = 1027,
	UP_RPM_TAG_FILE_SIZES = 1028,
	UP_RPM_TAG_FILE_MODES = 1030,
	UP_RPM_TAG_FILE_TIMES = 1034,
	UP_RPM_TAG_FILE_DIGESTS = 1035,
	UP_RPM_TAG_FILE_LINKS = 1036,
	UP_RPM_TAG_FILE_FLAGS = 1037,
	UP_RPM_TAG_FILE_USERS = 1039,
	UP_RPM_TAG_FILE_GROUPS = 1040,
	UP_RPM_TAG_SOURCE_RPM = 1044,
	UP_RPM_TAG_SOURCE_PACKAGE = 1106,
	UP_RPM_TAG_DIR_INDEXES = 1116,
	UP_RPM_TAG_BASE_NAMES = 1117,
	UP_RPM_TAG_DIR_NAMES = 1118,
	UP_RPM_TAG_PAYLOAD_FORMAT = 1124,
	UP_RPM_TAG_PAYLOAD_COMPRESSOR = 1125,
	UP_RPM_TAG_LONG_FILE_SIZES = 5008,
	UP_RPM_TAG_FILE_CAPABILITIES = 5010,
	UP_RPM_TAG_FILE_DIGEST_ALGORITHM = 5011,
	UP_RPM_TAG_PAYLOAD_DIGEST = 5092, /* hex, of the payload as it stands in the file */
	UP_RPM_TAG_PAYLOAD_DIGEST_ALGORITHM = 5093,
	UP_RPM_TAG_PAYLOAD_DIGEST_PLAIN = 5097, /* the same of what is compressed in it */
};

/* Of the signature header. */
enum up_rpm_signature_number {
	UP_RPM_SIG_DSA_HEADER = 267,
	UP_RPM_SIG_RSA_HEADER = 268,
	UP_RPM_SIG_SHA1_HEADER = 269,
	UP_RPM_SIG_LONG_SIZE = 270,
	UP_RPM_SIG_SHA256_HEADER = 273,
	UP_RPM_SIG_OPENPGP = 278, /* base64, one text for each signature */
	UP_RPM_SIG_SHA3_256_HEADER = 279,
	UP_RPM_SIG_SIZE = 1000,
	UP_RPM_SIG_PGP = 1002,
	UP_RPM_SIG_MD5 = 1004,
	UP_RPM_SIG_GPG = 1005,
};

enum up_rpm_type {
	UP_RPM_CHAR = 1,
	UP_RPM_INT8,
	UP_RPM_INT16,
	UP_RPM_INT32,
	UP_RPM_INT64,
	UP_RPM_STRING,
	UP_RPM_BIN,
	UP_RPM_STRINGS,
	UP_RPM_I18N,
};

struct up_rpm_header {
	uint64_t start, end;   /* of the file: from its magic to its last byte, what signatures of the header are of */
	up_str bytes;          /* the same bytes */
	up_str entries, store; /* parts of them */
	uint32_t n;            /* entries */
	bool is_region_whole;  /* its region (what rpm signs) is there and holds all entries and all of the store */
	bool has_duplicates;   /* a tag stands twice: readers differ in which one they believe */
	uint32_t duplicate;    /* that tag */
};

struct up_rpm {
	struct up_rpm_header signature, header;
	uint64_t payload_start, size; /* the payload is [payload_start, size) of the file; of a prefix the size is UINT64_MAX */
	up_str lead_name;             /* what the lead says; rpm ignores it */
	bool is_source;
	char *memory[2];
};

/* False: it is none, or broken, and `ret_fault` (a literal) says in a clause what is wrong; nothing is to be finished. */
bool up_rpm_open(const struct up_window *window, struct up_rpm *ret_rpm, up_str *ret_fault);
void up_rpm_finish(struct up_rpm *rpm);
/* States what is wrong with the headers themselves, up_rpm_forms; and files with capabilities, which no payload knows of: member-capabilities. */
void up_rpm_inspect(const struct up_rpm *rpm, up_str path, const struct up_form_sink *sink);
/* Every key that up_rpm_inspect can state; ended by NULL. */
extern const char *const up_rpm_forms[];

/* --- tags ------------------------------------------------------------------------------------------------------------- */

struct up_rpm_tag {
	enum up_rpm_type type;
	uint32_t count;
	up_str data; /* from its first byte; of numbers and BIN exactly its bytes, of texts to the end of the store */
};

/* False: it is not there, or its type, count or offset make no sense. */
bool up_rpm_find(const struct up_rpm_header *header, uint32_t tag, struct up_rpm_tag *ret_tag);
/* The first text; empty where there is none. */
up_str up_rpm_text(const struct up_rpm_header *header, uint32_t tag);
/* The bytes of a BIN, such as a signature; empty where there is none. */
up_str up_rpm_bytes(const struct up_rpm_header *header, uint32_t tag);
/* Number `index` of a tag of numbers. */
bool up_rpm_number(const struct up_rpm_tag *tag, uint32_t index, uint64_t *ret_value);
/* Texts one after the other: `*at` starts with 0, `*left` with tag->count. False at the end. */
bool up_rpm_next(const struct up_rpm_tag *tag, size_t *at, uint32_t *left, up_str *ret_text);

/* --- what packages say ------------------------------------------------------------------------------------------------ */

/* "1:2.3-4.el9"; the epoch only where it is not 0. */
void up_rpm_evr(const struct up_rpm *rpm, struct up_buf *out);

struct up_rpm_scriptlet {
	up_str name;        /* "%post", "%triggerin" … */
	up_str about;       /* of triggers: the package or path that sets it off */
	up_str interpreter; /* "/bin/sh", "<lua>"; "/bin/sh" where nothing is said; arguments are left out */
	up_str text;        /* empty: the interpreter alone is run, as in "%post -p /sbin/ldconfig" */
	uint32_t number;    /* from 0: of the scriptlets of its name */
};

/* In the order of a transaction, triggers last. */
void up_rpm_scriptlets(const struct up_rpm *rpm, void *data, void (*got)(void *data, const struct up_rpm_scriptlet *scriptlet));

enum up_rpm_relation {
	UP_RPM_REQUIRES,
	UP_RPM_PROVIDES,
	UP_RPM_CONFLICTS,
	UP_RPM_OBSOLETES,
	UP_RPM_RECOMMENDS,
	UP_RPM_SUGGESTS,
	_UP_RPM_RELATION_MAX,
};

struct up_rpm_dependency {
	enum up_rpm_relation relation;
	up_str name, version;  /* "libc.so.6(GLIBC_2.34)(64bit)", "/bin/sh", "rpmlib(…)", "foo"; the version may be empty */
	const char *compare;   /* "", "<", "<=", "=", ">=", ">" */
	bool is_of_scriptlets; /* only they need it */
};

void up_rpm_dependencies(const struct up_rpm *rpm, enum up_rpm_relation relation, void *data,
			 void (*got)(void *data, const struct up_rpm_dependency *dependency));

struct up_rpm_file {
	up_str folder, base; /* "/usr/bin/" and "x"; joined they are the path */
	up_str digest;       /* hex; empty of what is no regular file */
	up_str link, user, group, capabilities;
	uint64_t size;
	int64_t modified;
	uint32_t mode, flags; /* flags as in rpmfiles.h: 1 configuration, 2 documentation, 64 ghost (not in the payload) … */
};

enum {
	UP_RPM_FILE_IS_CONFIG = 1 << 0,
	UP_RPM_FILE_IS_GHOST = 1 << 6,
};

/* "MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", or "" of a number that is none of them: by OpenPGP's numbers. */
const char *up_rpm_digest_name(uint64_t algorithm);
/* What the digests of files are; MD5 where nothing is said. */
const char *up_rpm_file_digest(const struct up_rpm *rpm);
/* Files in the order of the header, which is that of the names. False after a note of a limit was due: more folders than UP_RPM_FOLDERS. */
bool up_rpm_files(const struct up_rpm *rpm, void *data, void (*got)(void *data, const struct up_rpm_file *file));

/* --- what covers what ------------------------------------------------------------------------------------------------- */

enum up_rpm_seal_kind {
	UP_RPM_SEAL_SIGNATURE, /* `bytes` is an OpenPGP signature packet; of is_base64 its base64 */
	UP_RPM_SEAL_DIGEST,    /* `bytes` is hex; of is_binary the digest itself */
};

struct up_rpm_seal {
	enum up_rpm_seal_kind kind;
	uint32_t tag;
	const char *name;      /* "RSAHEADER", "SHA256HEADER", "PAYLOADDIGEST" … */
	const char *algorithm; /* of digests: "SHA256" … */
	up_str bytes;
	bool is_base64, is_binary;
	uint64_t start, end; /* the bytes of the file that it covers */
	bool is_of_plain;    /* of what the payload holds once it is decompressed */
	bool is_in_header;   /* it stands in the main header, and so is signed with it */
};

/* All signatures and digests of headers and payload. */
void up_rpm_seals(const struct up_rpm *rpm, void *data, void (*got)(void *data, const struct up_rpm_seal *seal));
