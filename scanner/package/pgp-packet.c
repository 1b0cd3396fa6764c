/* OpenPGP's packets and armor. Partial lengths occur in messages only, which the library reads: here they end the walk. */
#include "package/pgp-packet.h"

#include <stdio.h>

#include "base/lines.h"
#include "secret/decode.h"

enum {
	HEADER_LINES = 32, /* of an armor; real ones have up to four */
	BLOCKS = 256,      /* armored blocks of one file */
};

static bool take_bytes(up_str *from, size_t n, up_str *ret_bytes)
{
	if (from->len < n)
		return false;
	*ret_bytes = up_str_slice(*from, 0, n);
	*from = up_str_slice(*from, n, from->len);
	return true;
}

static bool take_number(up_str *from, size_t n, uint32_t *ret_value)
{
	up_str bytes;
	if (!take_bytes(from, n, &bytes))
		return false;
	*ret_value = 0;
	for (size_t i = 0; i < n; i++)
		*ret_value = *ret_value << 8 | (unsigned char)bytes.s[i];
	return true;
}

/* Length of the new format, of packets and subpackets; partial lengths are refused. */
static bool take_length(up_str *from, bool is_of_packet, uint32_t *ret_len)
{
	uint32_t more;
	if (!take_number(from, 1, ret_len))
		return false;
	if (*ret_len == 255)
		return take_number(from, 4, ret_len);
	if (*ret_len < 192)
		return true;
	if (is_of_packet && *ret_len >= 224)
		return false;
	if (!take_number(from, 1, &more))
		return false;
	*ret_len = (*ret_len - 192) * 256 + more + 192;
	return true;
}

/* The head of a packet: its tag, and its length where it has one. */
static bool take_head(up_str *from, unsigned *ret_tag, uint32_t *ret_len, bool *ret_has_length)
{
	uint32_t head;
	*ret_has_length = true;
	if (!take_number(from, 1, &head) || !(head & 0x80))
		return false;
	if (head & 0x40) {
		*ret_tag = head & 63;
		if (from->len && (unsigned char)from->s[0] >= 224 && (unsigned char)from->s[0] < 255) {
			*ret_has_length = false;
			return true;
		}
		return take_length(from, true, ret_len);
	}
	*ret_tag = head >> 2 & 15;
	if ((head & 3) == 3) {
		*ret_has_length = false;
		return true;
	}
	return take_number(from, (size_t)1 << (head & 3), ret_len);
}

bool up_pgp_packet_next(up_str *packets, struct up_pgp_packet *ret_packet)
{
	up_str rest = *packets;
	uint32_t len;
	bool has_length;
	if (!take_head(&rest, &ret_packet->tag, &len, &has_length) || !has_length || !take_bytes(&rest, len, &ret_packet->body))
		return false;
	ret_packet->whole = up_str_slice(*packets, 0, packets->len - rest.len);
	*packets = rest;
	return true;
}

/* --- armor ----------------------------------------------------------------------------------------------------------------- */

/* Is the line "-----BEGIN PGP LABEL-----", or the END line? Blanks may stand behind it. */
static bool is_marker(up_str line, const char *word, const char *label)
{
	char marker[80];
	int len = snprintf(marker, sizeof marker, "-----%s PGP %s-----", word, label);
	return up_str_eq(up_str_trim(line), (up_str){ marker, (size_t)len }) && line.s[0] == '-';
}

/* Reads one block, from the line behind BEGIN on; moves *at behind END. */
static bool read_block(up_str bytes, size_t *at, const char *label, struct up_buf *out)
{
	struct up_buf digits = { 0 };
	up_str line;
	size_t body = *at;
	bool is_ended = false;
	/* Headers end at a blank line; an armor without any may begin at once. */
	for (int i = 0; i < HEADER_LINES && up_line_next(bytes, &body, &line); i++) {
		if (!up_str_trim(line).len)
			*at = body;
		else if (up_str_contains(line, UP_STR(": ")))
			continue;
		break;
	}
	while (!is_ended && up_line_next(bytes, at, &line)) {
		line = up_str_trim(line);
		is_ended = line.len && is_marker(line, "END", label);
		if (!is_ended && line.len && line.s[0] != '=')
			up_buf_add(&digits, line);
	}
	bool is_read = is_ended && up_base64(up_buf_str(&digits), out);
	up_buf_finish(&digits);
	return is_read;
}

up_str up_pgp_packets(up_str bytes, const char *label, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	up_str line;
	size_t at = 0;
	if (bytes.len && (unsigned char)bytes.s[0] & 0x80)
		return bytes;
	for (int n = 0; n < BLOCKS && up_line_next(bytes, &at, &line);) {
		if (!line.len || !is_marker(line, "BEGIN", label))
			continue;
		n++;
		if (!read_block(bytes, &at, label, &out))
			break;
	}
	return up_arena_take(arena, &out);
}

static enum up_pgp_kind kind_of_text(up_str bytes)
{
	static const struct {
		const char *label;
		enum up_pgp_kind kind;
	} labels[] = {
		{ "SIGNATURE", UP_PGP_SIGNATURES },  { "SIGNED MESSAGE", UP_PGP_CLEARTEXT },      { "MESSAGE", UP_PGP_MESSAGE },
		{ "PUBLIC KEY BLOCK", UP_PGP_KEYS }, { "PRIVATE KEY BLOCK", UP_PGP_SECRET_KEYS },
	};
	up_str line;
	size_t at = 0;
	/* People write a line or two above an armor. */
	for (int i = 0; i < HEADER_LINES && up_line_next(bytes, &at, &line); i++)
		for (size_t k = 0; line.len && line.s[0] == '-' && k < sizeof labels / sizeof *labels; k++)
			if (is_marker(line, "BEGIN", labels[k].label))
				return labels[k].kind;
	return UP_PGP_NONE;
}

enum up_pgp_kind up_pgp_kind_of(up_str bytes)
{
	struct up_pgp_signature signature;
	unsigned tag;
	uint32_t len = 0;
	bool has_length;
	if (!bytes.len || !((unsigned char)bytes.s[0] & 0x80))
		return up_pgp_is_keybox(bytes) ? UP_PGP_KEYS : kind_of_text(bytes);
	up_str rest = bytes;
	if (!take_head(&rest, &tag, &len, &has_length) || (has_length && len > rest.len))
		return UP_PGP_NONE;
	switch (tag) {
	case 1: /* keys for who may read it; 3: a passphrase */
	case 3:
	case 9:
	case 18:
		return UP_PGP_ENCRYPTED;
	case 2:
		if (!has_length || !up_pgp_signature_read(up_str_slice(rest, 0, len), &signature))
			return UP_PGP_NONE;
		rest = up_str_slice(rest, len, rest.len);
		while (rest.len && ((unsigned char)rest.s[0] & 0x80) && take_head(&rest, &tag, &len, &has_length) && tag == 2 && has_length)
			rest = up_str_slice(rest, len, rest.len);
		return tag == 2 ? UP_PGP_SIGNATURES : UP_PGP_MESSAGE; /* the old order: signatures, then what they sign */
	case 4:
	case 8:
		return UP_PGP_MESSAGE;
	case 5:
		return UP_PGP_SECRET_KEYS;
	case 6:
		return has_length && len > 10 && rest.s[0] >= 2 && rest.s[0] <= 6 ? UP_PGP_KEYS : UP_PGP_NONE;
	default:
		return UP_PGP_NONE;
	}
}

/* --- signatures ------------------------------------------------------------------------------------------------------------ */

static void write_hex(up_str bytes, char *ret_hex, size_t most)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = 0;
	for (size_t i = 0; i < bytes.len && n + 2 < most; i++) {
		ret_hex[n++] = digits[(unsigned char)bytes.s[i] >> 4];
		ret_hex[n++] = digits[(unsigned char)bytes.s[i] & 15];
	}
	ret_hex[n] = '\0';
}

static bool read_subpackets(up_str area, struct up_pgp_signature *signature, bool is_hashed)
{
	while (area.len) {
		uint32_t len, type, value;
		up_str body;
		if (!take_length(&area, false, &len) || !len || !take_bytes(&area, len, &body) || !take_number(&body, 1, &type))
			return false;
		type &= 127;
		if (type == 2 && is_hashed && take_number(&body, 4, &value))
			signature->created = value;
		else if (type == 3 && is_hashed && take_number(&body, 4, &value))
			signature->lifetime = value;
		else if (type == 16 && body.len == 8)
			write_hex(body, signature->key_id, sizeof signature->key_id);
		else if (type == 33 && (body.len == 21 || body.len == 33))
			write_hex(up_str_slice(body, 1, body.len), signature->fingerprint, sizeof signature->fingerprint);
	}
	return true;
}

/* Version 3 has a fixed form (RFC 4880, 5.2.2). */
static bool read_version_3(up_str body, struct up_pgp_signature *signature)
{
	uint32_t five, created;
	up_str id;
	if (!take_number(&body, 1, &five) || five != 5 || !take_number(&body, 1, &signature->type) || !take_number(&body, 4, &created) ||
	    !take_bytes(&body, 8, &id) || !take_number(&body, 1, &signature->algorithm) || !take_number(&body, 1, &signature->hash))
		return false;
	signature->created = created;
	write_hex(id, signature->key_id, sizeof signature->key_id);
	return body.len > 2;
}

static bool read_version_4(up_str body, struct up_pgp_signature *signature)
{
	uint32_t len;
	up_str area;
	for (int i = 0; i < 2; i++) {
		if (i == 0 && (!take_number(&body, 1, &signature->type) || !take_number(&body, 1, &signature->algorithm) ||
			       !take_number(&body, 1, &signature->hash)))
			return false;
		if (!take_number(&body, 2, &len) || !take_bytes(&body, len, &area) || !read_subpackets(area, signature, i == 0))
			return false;
	}
	return body.len > 2;
}

bool up_pgp_signature_read(up_str body, struct up_pgp_signature *ret_signature)
{
	*ret_signature = (struct up_pgp_signature){ 0 };
	if (!take_number(&body, 1, &ret_signature->version))
		return false;
	switch (ret_signature->version) {
	case 2:
	case 3:
		return read_version_3(body, ret_signature);
	case 4:
		return read_version_4(body, ret_signature);
	default:
		return ret_signature->version == 5 || ret_signature->version == 6;
	}
}

up_str up_pgp_hash_name(unsigned hash, struct up_arena *arena)
{
	static const char *const names[] = {
		[1] = "MD5",      [2] = "SHA-1",    [3] = "RIPEMD-160", [8] = "SHA-256",   [9] = "SHA-384",
		[10] = "SHA-512", [11] = "SHA-224", [12] = "SHA3-256",  [14] = "SHA3-512",
	};
	if (hash < sizeof names / sizeof *names && names[hash])
		return up_str_from(names[hash]);
	return up_arena_printf(arena, "digest %u", hash);
}

up_str up_pgp_algorithm_name(unsigned algorithm, struct up_arena *arena)
{
	static const char *const names[] = {
		[1] = "RSA", [3] = "RSA", [17] = "DSA", [19] = "ECDSA", [22] = "EdDSA", [27] = "Ed25519", [28] = "Ed448",
	};
	if (algorithm < sizeof names / sizeof *names && names[algorithm])
		return up_str_from(names[algorithm]);
	return up_arena_printf(arena, "algorithm %u", algorithm);
}

bool up_pgp_hash_is_weak(unsigned hash)
{
	return hash >= 1 && hash <= 3;
}

/* --- keys ------------------------------------------------------------------------------------------------------------------ */

/* Whose signature it is: the last 16 digits of the fingerprint, or the key id. */
static up_str issuer_of(const struct up_pgp_signature *signature)
{
	up_str fingerprint = up_str_from(signature->fingerprint);
	return fingerprint.len == 40 ? up_str_slice(fingerprint, 24, 40) : up_str_from(signature->key_id);
}

/* `owner`: who made the first signature below the key, which is the key itself. */
static void meet_packet(const struct up_pgp_packet *packet, struct up_pgp_slice *slice, char owner[17])
{
	struct up_pgp_signature signature;
	if (packet->tag == 5 || packet->tag == 7)
		slice->has_secret = true;
	if (packet->tag != UP_PGP_TAG_SIGNATURE || !up_pgp_signature_read(packet->body, &signature))
		return;
	up_str issuer = issuer_of(&signature);
	bool is_certificate = signature.type >= 0x10 && signature.type <= 0x13;
	if (!owner[0] && issuer.len == 16 && is_certificate)
		memcpy(owner, issuer.s, 16);
	bool is_owners = signature.type == 0x18 || signature.type == 0x1F || (is_certificate && up_str_eq(issuer, up_str_from(owner)));
	if (is_owners && signature.created > slice->latest)
		slice->latest = signature.created;
}

bool up_pgp_slice_next(up_str *ring, struct up_pgp_slice *ret_slice)
{
	struct up_pgp_packet packet;
	const char *start = NULL;
	char owner[17] = "";
	*ret_slice = (struct up_pgp_slice){ 0 };
	for (;;) {
		up_str before = *ring;
		if (!up_pgp_packet_next(ring, &packet)) {
			if (!start)
				return false;
			ret_slice->packets = up_str_range(start, before.s);
			return true;
		}
		bool is_primary = packet.tag == UP_PGP_TAG_PUBLIC_KEY || packet.tag == 5;
		if (is_primary && start) {
			*ring = before;
			ret_slice->packets = up_str_range(start, before.s);
			return true;
		}
		if (is_primary) {
			start = packet.whole.s;
			ret_slice->version = packet.body.len ? (unsigned char)packet.body.s[0] : 0;
		}
		if (start)
			meet_packet(&packet, ret_slice, owner);
	}
}

bool up_pgp_is_keybox(up_str bytes)
{
	return bytes.len > 32 && bytes.s[4] == 1 && up_str_eq(up_str_slice(bytes, 8, 12), UP_STR("KBXf"));
}

/* A blob: its length, its type (2: OpenPGP), version, flags, and where in it the ring lies (GnuPG, kbx/keybox-blob.c). */
bool up_pgp_keybox_next(up_str *box, up_str *ret_ring)
{
	for (;;) {
		uint32_t len, type, skipped, at, n;
		up_str rest = *box, blob, head;
		if (!take_number(&rest, 4, &len) || len < 5 || !take_bytes(box, len, &blob))
			return false;
		head = up_str_slice(blob, 4, blob.len);
		if (take_number(&head, 1, &type) && type == 2 && take_number(&head, 3, &skipped) && take_number(&head, 4, &at) &&
		    take_number(&head, 4, &n) && at <= blob.len && n <= blob.len - at) {
			*ret_ring = up_str_slice(blob, at, (size_t)at + n);
			return true;
		}
	}
}

/* --- clear-signed text ----------------------------------------------------------------------------------------------------- */

/* The lines behind BEGIN up to the first blank one are headers, which are not signed either: only `Hash:` belongs there. */
up_str up_pgp_text_outside(up_str bytes)
{
	enum {
		BEFORE,
		HEADERS,
		SIGNED,
		SIGNATURE,
		BEHIND
	} part = BEFORE;
	up_str line;
	size_t at = 0;
	while (up_line_next(bytes, &at, &line)) {
		bool is_dash = line.len && line.s[0] == '-', is_blank = !up_str_trim(line).len;
		if (part == BEFORE && is_dash && is_marker(line, "BEGIN", "SIGNED MESSAGE"))
			part = HEADERS;
		else if (part == HEADERS && is_blank)
			part = SIGNED;
		else if (part == SIGNED && is_dash && is_marker(line, "BEGIN", "SIGNATURE"))
			part = SIGNATURE;
		else if (part == SIGNATURE && is_dash && is_marker(line, "END", "SIGNATURE"))
			part = BEHIND;
		else if (part == HEADERS ? !up_str_starts(line, UP_STR("Hash:")) : (part == BEFORE || part == BEHIND) && !is_blank)
			return line;
	}
	return UP_STR("");
}
