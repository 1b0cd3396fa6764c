/* The files of minisign and signify: a comment that nobody signed, base64, and in minisign's signatures a comment that is signed. Checks nothing. */
#pragma once

#include "base/str.h"

struct up_minisign_key {
	char id[17]; /* upper-case hex, as minisign shows it */
	unsigned char bytes[32];
};

/* A public key; with its comment, or its base64 alone. */
bool up_minisign_key_read(up_str text, struct up_minisign_key *ret_key);

struct up_minisign_signature {
	char id[17];
	bool is_hashed; /* over BLAKE2b-512 of the file, not over the file */
	unsigned char bytes[64];
	bool has_comment; /* minisign's: the next two are there */
	up_str comment;
	unsigned char comment_bytes[64];
	up_str message; /* of signify: the text that stands below it and is signed; empty: another file is */
};

bool up_minisign_signature_read(up_str text, struct up_minisign_signature *ret_signature);
/* The number behind "timestamp:" of the trusted comment, 0: none; and the name behind "file:". */
int64_t up_minisign_time(up_str comment);
up_str up_minisign_file(up_str comment);
