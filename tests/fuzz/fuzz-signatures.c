/* Bytes as a signature of OpenPGP, a ring of keys, a file of minisign and a Release: always ends, points into the text, and takes no longer than the text. */
#include "fuzz.h"

#include "package/minisign-text.h"
#include "package/pgp-packet.h"
#include "package/release.h"

static void walk_packets(up_str packets)
{
	struct up_pgp_packet packet;
	struct up_pgp_signature signature;
	size_t before = packets.len;
	while (up_pgp_packet_next(&packets, &packet)) {
		PROMISE(packet.whole.len && packets.len + packet.whole.len == before, "%zu of %zu bytes", packet.whole.len, before);
		before = packets.len;
		fuzz_read(packet.body);
		if (packet.tag != UP_PGP_TAG_SIGNATURE || !up_pgp_signature_read(packet.body, &signature))
			continue;
		PROMISE(strlen(signature.key_id) <= 16 && strlen(signature.fingerprint) <= 64, "an endless id");
		PROMISE(signature.created >= 0 && signature.lifetime >= 0, "a time before time");
	}
}

static void walk_ring(up_str ring)
{
	struct up_pgp_slice slice;
	size_t before = ring.len;
	while (up_pgp_slice_next(&ring, &slice)) {
		PROMISE(slice.packets.len && ring.len < before, "no step forward");
		before = ring.len;
		fuzz_read(slice.packets);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const labels[] = { "SIGNATURE", "PUBLIC KEY BLOCK" };
	up_str bytes = { (const char *)data, size }, box = bytes, ring;
	struct up_arena *arena = up_arena_new();
	struct up_minisign_key key;
	struct up_minisign_signature signature;
	struct up_release release;
	PROMISE(up_pgp_kind_of(bytes) <= UP_PGP_ENCRYPTED, "a kind that there is not");
	for (size_t i = 0; i < 2; i++) {
		up_str packets = up_pgp_packets(bytes, labels[i], arena);
		fuzz_read(packets);
		walk_packets(packets);
		walk_ring(packets);
	}
	walk_packets(bytes);
	for (int i = 0; i < 1000 && up_pgp_is_keybox(bytes) && up_pgp_keybox_next(&box, &ring); i++)
		walk_ring(ring);
	fuzz_read(up_pgp_text_outside(bytes));
	if (up_minisign_key_read(bytes, &key))
		PROMISE(strlen(key.id) == 16, "half an id");
	if (up_minisign_signature_read(bytes, &signature)) {
		PROMISE(strlen(signature.id) == 16, "half an id");
		fuzz_read(signature.message);
		fuzz_read(signature.comment);
		fuzz_read(up_minisign_file(signature.comment));
		PROMISE(up_minisign_time(signature.comment) >= 0, "a time before time");
	}
	if (up_release_read(bytes, &release))
		PROMISE(release.has_sums, "a Release without sums");
	up_arena_free(arena);
	return 0;
}
