/* Signed messages: CMS and PKCS#7, in DER, PEM or S/MIME. Whether the bytes match and whose key it was is said here; why that key should be believed is the
 * chain's part. The content may stand in the message or beside it, and is handed over piece by piece. */
#pragma once

#include "package/chain.h"

struct up_signed;

/* NULL: it is no signed message. */
struct up_signed *up_signed_new(up_str bytes);
void up_signed_free(struct up_signed *message);
/* Inside, as a part of what is signed. */
bool up_signed_has_content(const struct up_signed *message);
/* Of an S/MIME message: the content that stands before its signature. */
bool up_signed_clear(const struct up_signed *message, up_str *ret_content);
size_t up_signed_signers(const struct up_signed *message);

/* Content that stands beside the message; may be begun anew. As text: what `openssl cms -sign` makes of a file without -binary, every line end as CR LF, and of
 * lines that hold a NUL only what stands before it. False: an algorithm that is not known here. */
bool up_signed_begin(struct up_signed *message, bool is_text);
void up_signed_add(struct up_signed *message, up_str bytes);
/* The content in the message; ret_sha256 is its digest. */
bool up_signed_inside(struct up_signed *message, unsigned char ret_sha256[32]);
/* Did the text lose bytes? */
bool up_signed_is_cut(const struct up_signed *message);

enum up_signer_match {
	UP_SIGNER_MATCHES,
	UP_SIGNER_CONTENT_ALTERED, /* the signature holds for another content */
	UP_SIGNER_WRONG,           /* the signature holds for nothing, or was made with another key */
	UP_SIGNER_NO_CERTIFICATE,  /* neither in the message nor among what is trusted */
	UP_SIGNER_UNSUPPORTED,
};

struct up_signer {
	enum up_signer_match match;
	up_str digest; /* "SHA-256" */
	bool is_digest_weak;
	int64_t claimed_at;    /* what the signer says; 0: nothing */
	int64_t stamped_at;    /* what an authority of time stamps says, whose stamp is of this signature; 0: none */
	up_str stamp_by;       /* that authority's name */
	bool is_stamp_trusted; /* its chain ends in what is trusted, and held then */
	up_str wanted;         /* of a missing certificate: issuer and serial, or key id */
	struct up_chain chain; /* empty without a certificate */
};

/* What can be said of one signer, after the content; strings are the arena's. */
void up_signed_judge(struct up_signed *message, size_t number, const struct up_anchors *anchors, int64_t now, struct up_arena *arena,
		     struct up_signer *ret_signer);
