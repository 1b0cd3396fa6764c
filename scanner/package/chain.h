/* Chains of X.509 certificates, from a signer up to something that the user trusts. What is trusted comes out of trust files alone; the network is never
 * asked, neither for issuers nor for revocation. Knows no message and no file of a package. */
#pragma once

#include "package/statement.h"
#include "package/trust.h"

/* Roots, other certificates that are trusted as they are, pinned fingerprints and revocation lists. */
struct up_anchors;
/* Takes what it understands of the trust files and marks them as used. */
struct up_anchors *up_anchors_new(struct up_trust *trust);
void up_anchors_free(struct up_anchors *anchors);

enum up_chain_end {
	UP_CHAIN_TRUSTED,
	UP_CHAIN_MISSING,     /* the issuer of its last certificate is nowhere */
	UP_CHAIN_UNTRUSTED,   /* it ends in a root that the package brought and nobody trusts */
	UP_CHAIN_SELF_SIGNED, /* the signer vouches for itself */
	UP_CHAIN_BROKEN,      /* a link does not hold: wrong signature, no authority, path too long … */
};

enum up_purpose {
	UP_PURPOSE_CODE,
	UP_PURPOSE_TIME, /* of authorities of time stamps */
};

enum up_purpose_fit {
	UP_PURPOSE_FITS,
	UP_PURPOSE_UNSAID, /* no extended key usage: may be used for anything */
	UP_PURPOSE_WRONG,
};

struct up_chain {
	struct up_link *links;
	size_t n;
	enum up_chain_end end;
	up_str anchor;               /* the trust file that the chain ends in */
	up_str fault;                /* of a broken chain */
	up_str missing, missing_key; /* name and key id, hex, of the issuer that is nowhere; of an untrusted root its own */
	enum up_purpose_fit purpose;
	up_str purpose_text;      /* what the certificate is for: "e-mail" */
	up_str ended, ended_on;   /* the first link that does not hold any more now: its name, and the day */
	up_str begins, begins_on; /* the first that does not hold yet */
	bool held_then;           /* every link held at the time that was asked for */
	up_str weak;              /* "RSA 1024 key of CN=x"; empty: nothing */
	up_str revoked;           /* "CN=x was revoked on 2026-01-01 (key compromise)" */
	bool has_revocation;      /* a list of each link's issuer, that is not out of date, was among the trust files */
	up_str until;             /* the first day on which a link ends */
};

/* The signer's certificate and those that came with it are OpenSSL's X509 and STACK_OF(X509). `then`: when it was signed; 0: not known.
 * Strings are the arena's. */
struct x509_st;
struct stack_st_X509;
void up_chain_judge(const struct up_anchors *anchors, struct x509_st *signer, struct stack_st_X509 *others, enum up_purpose purpose,
		    int64_t now, int64_t then, struct up_arena *arena, struct up_chain *ret_chain);
/* What is trusted, for messages that bring no certificates. */
struct stack_st_X509 *up_anchors_certificates(const struct up_anchors *anchors);

/* Names, numbers and times of OpenSSL as text, in the arena. */
struct X509_name_st;
struct asn1_string_st;
up_str up_chain_name(const struct X509_name_st *name, struct up_arena *arena);
up_str up_chain_hex(const struct asn1_string_st *string, struct up_arena *arena);
/* Seconds since 1970; INT64_MIN: no time. */
int64_t up_chain_seconds(const struct asn1_string_st *time);
up_str up_chain_day(int64_t seconds, struct up_arena *arena);
