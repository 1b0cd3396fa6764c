/* What the readers of advisories share: one advisory, what it claims of packages, and the reader of one file. */
#pragma once

#include "base/json-tree.h"
#include "core/version-schemes.h"
#include "package/advisory.h"

enum advisory_says {
	SAYS_AFFECTED,
	SAYS_FIXED,
	SAYS_NOT_AFFECTED,
};

/* One product of one vulnerability. */
struct advisory_claim {
	uint32_t advisory;
	enum advisory_says says;
	bool is_range;    /* `low` and `high` hold; else `versions`, where there are any; else all versions */
	bool has_high;    /* `high` is in it */
	up_str type;      /* of package URLs; empty: the document names a product, of no ecosystem */
	up_str name;      /* advisory_name; what claims are sorted by */
	up_str group;     /* of maven, may be empty */
	up_str release;   /* "debian=12"; empty: all */
	up_str low, high; /* low <= version < high; empty: no bound */
	const up_str *versions;
	size_t n_versions;
	up_str id;      /* "CVE-2026-1": of the vulnerability; else the advisory's */
	up_str restart; /* "system": what has to be started anew behind a fix; empty: nothing, or nothing said */
};

struct advisory {
	up_str path, id, title, date, link, publisher, contact;
	up_str text; /* plain, a sentence or paragraph each line; only where it may speak of keys */
};

/* What was answered of one key: packages are often signed by one key many times. */
struct advisory_answer {
	uint64_t key; /* a hash of all that it can be named by */
	bool has_notice;
	struct up_rotation_notice notice;
};

enum {
	ADVISORY_ANSWERS = 64,
};

struct up_advisories {
	struct up_arena *arena;
	up_str now;
	struct advisory *items;
	size_t n, capacity;
	struct advisory_claim *claims;
	size_t n_claims, claims_capacity;
	uint64_t looked_through; /* bytes of texts, for names of keys */
	bool said_enough;
	struct advisory_answer answers[ADVISORY_ANSWERS];
	size_t n_answers;
};

struct advisory_file {
	struct up_advisories *advisories;
	struct up_arena *arena; /* of the advisories */
	up_str path;
	const struct up_form_sink *sink;
	uint32_t n_unclear; /* products and versions that were not understood */
	bool is_over;       /* more claims than are kept */
};

/* Adds an advisory, strings copied; text is plain already and kept only where it speaks of keys. Its number. */
uint32_t advisory_add(struct advisory_file *file, const struct advisory *advisory);
void advisory_claim_add(struct advisory_file *file, const struct advisory_claim *claim);

/* Each returns false where it is none of its documents. */
bool advisory_read_csaf(struct advisory_file *file, const struct up_json_value *root);
bool advisory_read_osv(struct advisory_file *file, const struct up_json_value *root);
bool advisory_read_feed(struct advisory_file *file, up_str xml);

/* --- names: advisory-names.c --- */

struct advisory_product {
	up_str type, group, name, version, range, release;
};

/* "pkg:deb/debian/openssl@3.0?distro=bookworm" */
bool advisory_purl(struct up_arena *arena, up_str purl, struct advisory_product *ret_product);
/* "cpe:2.3:a:acme:router:1.0:*", "cpe:/o:redhat:enterprise_linux:8": fills name, version and release where they are empty. */
void advisory_cpe(struct up_arena *arena, up_str cpe, struct advisory_product *product);
/* "bash-0:5.1-2.el9.x86_64" */
bool advisory_nevra(struct up_arena *arena, up_str text, struct advisory_product *ret_product);
/* "Debian:12" of OSV: type and release; false: an ecosystem that is not known. */
bool advisory_ecosystem(struct up_arena *arena, up_str ecosystem, struct advisory_product *ret_product);
/* The form of names that are compared: lower case, of pypi with one kind of dash; of maven the artifact alone, *ret_group (may be NULL) the rest. */
up_str advisory_name(struct up_arena *arena, up_str type, up_str name, up_str *ret_group);
enum up_version_scheme advisory_scheme(up_str type);
/* "vers:rpm/>=1.0|<2.0", "<= 4.2": adds a claim for each interval. False where it is not understood. */
bool advisory_range(struct advisory_file *file, const struct advisory_claim *base, up_str range);

/* --- texts: advisory-text.c --- */

/* Without tags and entities, where it has any; ends of paragraphs and items are line breaks. */
up_str advisory_plain(struct up_arena *arena, up_str text, bool is_html);
/* "2026-11-20" of RFC 3339 and RFC 822; empty where it is none. */
up_str advisory_date(struct up_arena *arena, up_str date);
/* Does a line speak of a new key, certificate or authority? Of one line, or of many. */
bool advisory_is_of_rotation(up_str text);
/* The line, or the sentence of it, round [start, end). */
up_str advisory_sentence(up_str text, size_t start, size_t end);
