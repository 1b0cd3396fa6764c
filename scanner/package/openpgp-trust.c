/* Keyrings and pinned fingerprints out of the user's trust files, and the keys that lie in the package itself. */
#include "package/openpgp-private.h"

#include "base/lines.h"
#include "base/memory.h"

enum {
	TRUSTED_KEYS = 8000, /* with subkeys; Debian's ring of all its developers has 4,000 */
	INSIDE_KEYS = 2000,
	PINS = 10000,
};

/* --- rings ----------------------------------------------------------------------------------------------------------------- */

struct ring {
	uint32_t origin;
	bool is_of_package;
	size_t n_read, n_secret, n_refused, most;
	bool is_cut;
};

static void read_ring(struct up_pgp_run *run, up_str packets, struct ring *ring)
{
	struct up_pgp_slice slice;
	while (!ring->is_cut && up_pgp_slice_next(&packets, &slice)) {
		ring->is_cut = up_pgp_key_count(run->pgp) >= ring->most;
		if (slice.has_secret)
			ring->n_secret++;
		else if (!ring->is_cut && up_pgp_key_add(run->pgp, &slice, ring->origin, ring->is_of_package))
			ring->n_read++;
		else
			ring->n_refused++;
	}
}

static void read_rings(struct up_pgp_run *run, up_str bytes, struct ring *ring)
{
	up_str box = bytes, packets;
	if (!up_pgp_is_keybox(bytes)) {
		read_ring(run, up_pgp_packets(bytes, "PUBLIC KEY BLOCK", run->arena), ring);
		return;
	}
	while (up_pgp_keybox_next(&box, &packets))
		read_ring(run, packets, ring);
}

static void note(struct up_pgp_run *run, enum up_note_reason reason, up_str path, up_str detail)
{
	run->verify->sink.note(run->verify->sink.data, reason, path, detail);
}

static void load_ring(struct up_pgp_run *run, uint32_t number)
{
	struct up_trust_file *file = &run->verify->trust->files[number];
	struct ring ring = { .origin = number, .most = TRUSTED_KEYS };
	file->is_used = true;
	if (!run->pgp)
		return;
	read_rings(run, file->bytes, &ring);
	if (ring.n_secret)
		note(run, UP_NOTE_UNSUPPORTED, file->path,
		     UP_STR("it holds a private key, which was passed over: trust takes public keys"));
	if (ring.is_cut)
		note(run, UP_NOTE_LIMIT, file->path, up_arena_printf(run->arena, "more than %d keys are trusted", TRUSTED_KEYS));
	else if (ring.n_refused || (!ring.n_read && !ring.n_secret))
		note(run, UP_NOTE_UNSUPPORTED, file->path,
		     ring.n_read ? UP_STR("some of its keys are of a version or algorithm that is not understood")
				 : UP_STR("none of its keys could be read"));
}

/* --- pins ------------------------------------------------------------------------------------------------------------------ */

/* A fingerprint, as one word, in groups of four, or with colons; a comment may stand behind '#'. False: the line says something else. */
static bool read_pin(up_str line, char ret_fingerprint[65])
{
	size_t n = 0;
	line = up_str_trim(up_str_slice(line, 0, up_str_find_byte(line, '#', 0)));
	if (up_str_starts_nocase(line, UP_STR("0x")))
		line = up_str_slice(line, 2, line.len);
	for (size_t i = 0; i < line.len; i++) {
		char c = line.s[i];
		if (c == ' ' || c == ':')
			continue;
		if (!up_is_hex(c) || n == 64)
			return false;
		ret_fingerprint[n++] = c >= 'a' ? (char)(c - ('a' - 'A')) : c;
	}
	ret_fingerprint[n] = '\0';
	return n == 40 || n == 64;
}

static void load_pins(struct up_pgp_run *run, uint32_t number)
{
	struct up_trust_file *file = &run->verify->trust->files[number];
	struct up_pgp_pin pin = { .file = number };
	up_str line;
	size_t at = 0, n_other = 0, n_pins = 0;
	while (up_line_next(file->bytes, &at, &line)) {
		line = up_str_trim(line);
		if (!line.len || line.s[0] == '#')
			continue;
		if (!read_pin(line, pin.fingerprint)) {
			n_other++;
			if (!n_pins)
				return; /* a file of something else */
			continue;
		}
		n_pins++;
		if (run->n_pins == PINS)
			break;
		run->pins = up_grow(run->pins, &run->pins_capacity, run->n_pins + 1, sizeof pin);
		run->pins[run->n_pins++] = pin;
	}
	file->is_used |= n_pins > 0;
	if (n_pins && n_other)
		note(run, UP_NOTE_SYNTAX, file->path, UP_STR("it holds lines that are no fingerprint of 40 or 64 hex digits"));
	if (run->n_pins == PINS)
		note(run, UP_NOTE_LIMIT, file->path, up_arena_printf(run->arena, "more than %d fingerprints are pinned", PINS));
}

const struct up_trust_file *up_pgp_pin_of(const struct up_pgp_run *run, const char *fingerprint)
{
	for (size_t i = 0; fingerprint[0] && i < run->n_pins; i++)
		if (!strcmp(run->pins[i].fingerprint, fingerprint))
			return &run->verify->trust->files[run->pins[i].file];
	return NULL;
}

/* --- all of them ----------------------------------------------------------------------------------------------------------- */

void up_pgp_load_trust(struct up_pgp_run *run)
{
	struct up_trust *trust = run->verify->trust;
	for (uint32_t i = 0; i < trust->n_files; i++) {
		struct up_trust_file *file = &trust->files[i];
		switch (up_pgp_kind_of(file->bytes)) {
		case UP_PGP_KEYS:
			load_ring(run, i);
			break;
		case UP_PGP_SECRET_KEYS:
			file->is_used = true;
			note(run, UP_NOTE_UNSUPPORTED, file->path,
			     UP_STR("it holds a private key, which was passed over: trust takes public keys"));
			break;
		case UP_PGP_NONE:
			load_pins(run, i);
			break;
		default:
			break;
		}
	}
}

void up_pgp_load_inside(struct up_pgp_run *run)
{
	const struct up_package *package = run->verify->package;
	size_t most = up_pgp_key_count(run->pgp) + INSIDE_KEYS;
	for (uint32_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		struct ring ring = { .origin = i, .is_of_package = true, .most = most };
		if (!member->bytes.len || up_pgp_kind_of(member->bytes) != UP_PGP_KEYS)
			continue;
		read_rings(run, member->bytes, &ring);
		if (ring.is_cut) {
			note(run, UP_NOTE_LIMIT, member->path, UP_STR("more keys lie in the package than are looked at"));
			return;
		}
	}
}
