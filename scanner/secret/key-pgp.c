/* OpenPGP's transferable secret keys (RFC 4880, RFC 9580): which packets carry a secret, and does a passphrase protect it? */
#include "secret/key-private.h"

enum {
	TAG_SECRET_KEY = 5,
	TAG_SECRET_SUBKEY = 7,
	PACKETS = 2000,
};

struct pgp {
	unsigned n_secret, n_plain, n_stubs;
	up_str algorithm; /* of the first */
	unsigned bits;
	bool is_broken; /* a packet that does not fit */
	bool sum_fails;
};

static bool take_bytes(up_str *from, size_t n, up_str *ret_bytes)
{
	if (from->len < n)
		return false;
	*ret_bytes = up_str_slice(*from, 0, n);
	*from = up_str_slice(*from, n, from->len);
	return true;
}

static bool take_big_endian(up_str *from, size_t n, uint32_t *ret_value)
{
	up_str bytes;
	if (!take_bytes(from, n, &bytes))
		return false;
	*ret_value = 0;
	for (size_t i = 0; i < n; i++)
		*ret_value = *ret_value << 8 | (unsigned char)bytes.s[i];
	return true;
}

/* The next packet. Partial lengths do not occur in keys. */
static bool take_packet(up_str *stream, unsigned *ret_tag, up_str *ret_body)
{
	uint32_t head, len, more;
	if (!take_big_endian(stream, 1, &head) || !(head & 0x80))
		return false;
	if (!(head & 0x40)) {
		unsigned n = 1u << (head & 3);
		*ret_tag = (head >> 2) & 15;
		return n <= 4 && take_big_endian(stream, n, &len) && take_bytes(stream, len, ret_body);
	}
	*ret_tag = head & 63;
	if (!take_big_endian(stream, 1, &len))
		return false;
	if (len == 255) {
		if (!take_big_endian(stream, 4, &len))
			return false;
	} else if (len >= 224)
		return false;
	else if (len >= 192) {
		if (!take_big_endian(stream, 1, &more))
			return false;
		len = (len - 192) * 256 + more + 192;
	}
	return take_bytes(stream, len, ret_body);
}

static bool take_mpi(up_str *body, uint32_t *ret_bits)
{
	up_str bytes;
	return take_big_endian(body, 2, ret_bits) && take_bytes(body, (*ret_bits + 7) / 8, &bytes);
}

static bool take_mpis(up_str *body, unsigned n, uint32_t *ret_bits)
{
	uint32_t bits;
	for (unsigned i = 0; i < n; i++) {
		if (!take_mpi(body, &bits))
			return false;
		*ret_bits = i ? *ret_bits : bits;
	}
	return true;
}

/* Public-key algorithms: how many numbers the public and the private half have; `raw`: bytes in their place; `has_oid`: a curve comes first. */
static const struct algorithm {
	unsigned id;
	const char *name;
	unsigned n_public, n_private, raw;
	bool has_oid;
} algorithms[] = {
	{ 1, "RSA", 2, 4, 0, false },      { 2, "RSA", 2, 4, 0, false },      { 3, "RSA", 2, 4, 0, false },
	{ 16, "ElGamal", 3, 1, 0, false }, { 17, "DSA", 4, 1, 0, false },     { 18, "ECDH", 1, 1, 0, true },
	{ 19, "ECDSA", 1, 1, 0, true },    { 20, "ElGamal", 3, 1, 0, false }, { 22, "EdDSA", 1, 1, 0, true },
	{ 25, "X25519", 0, 0, 32, false }, { 26, "X448", 0, 0, 56, false },   { 27, "Ed25519", 0, 0, 32, false },
	{ 28, "Ed448", 0, 0, 57, false },
};

static const struct algorithm *algorithm_of(uint32_t id)
{
	for (size_t i = 0; i < sizeof algorithms / sizeof *algorithms; i++)
		if (algorithms[i].id == id)
			return &algorithms[i];
	return NULL;
}

static bool take_public(up_str *body, const struct algorithm *algorithm, uint32_t *ret_bits)
{
	up_str skipped;
	uint32_t len;
	*ret_bits = 0;
	if (algorithm->has_oid && (!take_big_endian(body, 1, &len) || !take_bytes(body, len, &skipped)))
		return false;
	if (algorithm->raw)
		return take_bytes(body, algorithm->raw, &skipped);
	if (!take_mpis(body, algorithm->n_public, ret_bits))
		return false;
	if (algorithm->id == 18) /* how the shared secret becomes a key */
		return take_big_endian(body, 1, &len) && take_bytes(body, len, &skipped);
	return true;
}

/* GnuPG's "the secret is elsewhere" in the place of a passphrase: a stub, or a card. */
static bool is_stub(uint32_t usage, up_str body)
{
	up_str head;
	return (usage == 254 || usage == 255) && take_bytes(&body, 6, &head) && head.s[1] == 101 &&
	       up_str_eq(up_str_slice(head, 3, 6), UP_STR("GNU"));
}

/* Two octets at the end of an unprotected key: the sum of those before. Version 6 has none. */
static bool sum_holds(up_str body, const struct algorithm *algorithm)
{
	up_str numbers = body;
	uint32_t bits, stated, sum = 0;
	bool fits = algorithm->raw ? take_bytes(&body, algorithm->raw, &(up_str){ 0 }) : take_mpis(&body, algorithm->n_private, &bits);
	if (!fits || !take_big_endian(&body, 2, &stated))
		return false;
	for (size_t i = 0; i < numbers.len - body.len - 2; i++)
		sum += (unsigned char)numbers.s[i];
	return (sum & 0xFFFF) == stated;
}

static void read_secret(up_str body, struct pgp *pgp)
{
	uint32_t version, skipped, id, usage, bits;
	up_str validity;
	bool ok = take_big_endian(&body, 1, &version) && version >= 2 && version <= 6 && take_big_endian(&body, 4, &skipped) &&
		  (version > 3 || take_bytes(&body, 2, &validity)) && take_big_endian(&body, 1, &id) &&
		  (version < 5 || take_big_endian(&body, 4, &skipped));
	const struct algorithm *algorithm = ok ? algorithm_of(id) : NULL;
	if (!algorithm || !take_public(&body, algorithm, &bits) || !take_big_endian(&body, 1, &usage)) {
		pgp->is_broken = true;
		return;
	}
	if (!pgp->algorithm.len) {
		pgp->algorithm = up_str_from(algorithm->name);
		pgp->bits = algorithm->has_oid ? 0 : bits;
	}
	if (is_stub(usage, body)) {
		pgp->n_stubs++;
		return;
	}
	pgp->n_secret++;
	if (usage)
		return;
	pgp->n_plain++;
	pgp->sum_fails |= version <= 4 && !sum_holds(body, algorithm);
}

/* The checksum of the armor: CRC-24 of RFC 4880, 6.1. */
static bool crc_holds(const struct up_key_search *search, up_str packets, up_str digits)
{
	up_str stated;
	uint32_t crc = 0xB704CE;
	if (!up_key_base64(digits, search->arena, &stated) || stated.len != 3)
		return false;
	for (size_t i = 0; i < packets.len; i++) {
		crc ^= (uint32_t)(unsigned char)packets.s[i] << 16;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 0x800000 ? crc << 1 ^ 0x1864CFB : crc << 1;
	}
	const unsigned char *b = (const unsigned char *)stated.s;
	return (crc & 0xFFFFFF) == ((uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2]);
}

bool up_key_pgp(const struct up_key_search *search, const struct up_armor *armor, up_str packets, struct up_key_found *found)
{
	struct pgp pgp = { 0 };
	up_str stream = packets, body;
	unsigned tag;
	for (int i = 0; i < PACKETS && stream.len && !pgp.is_broken; i++) {
		if (!take_packet(&stream, &tag, &body))
			pgp.is_broken = true;
		else if (tag == TAG_SECRET_KEY || tag == TAG_SECRET_SUBKEY)
			read_secret(body, &pgp);
	}
	if (!pgp.n_secret && !pgp.is_broken)
		return false; /* only stubs, whose keys are elsewhere, or public keys under a wrong label */
	found->is_encrypted = pgp.n_secret && !pgp.n_plain;
	found->rule = found->is_encrypted ? "pgp-private-key-encrypted" : "pgp-private-key";
	const char *state = found->is_encrypted ? "encrypted " : "";
	if (pgp.bits)
		found->kind = up_arena_printf(search->arena, "%sPGP private key, %.*s %u-bit", state, UP_FMT(pgp.algorithm), pgp.bits);
	else if (pgp.algorithm.len)
		found->kind = up_arena_printf(search->arena, "%sPGP private key, %.*s", state, UP_FMT(pgp.algorithm));
	else
		found->kind = UP_STR("PGP private key");
	found->verdict = UP_VERDICT_DOUBTFUL;
	if (pgp.is_broken || armor->is_elided || !pgp.n_secret)
		found->evidence = armor->is_elided ? UP_STR("a part of it is left out")
						   : UP_STR("its packets cannot be read, or end early");
	else if (armor->crc.len && !crc_holds(search, packets, armor->crc))
		found->evidence = UP_STR("the checksum of its armor does not hold");
	else if (pgp.sum_fails)
		found->evidence = UP_STR("the checksum of its secret numbers does not hold");
	else {
		found->verdict = UP_VERDICT_VERIFIED;
		found->evidence = armor->crc.len ? UP_STR("its checksum holds") : UP_STR("");
	}
	return true;
}
