/* What is wanted is collected first, so that one further reading of the package serves every list and every manifest. */
#include "package/digests.h"

#include "base/memory.h"

enum {
	CHUNK = 64 << 10,
};

void up_digests_init(struct up_digests *digests, const struct up_verify *verify)
{
	*digests = (struct up_digests){ .verify = verify };
	digests->wanted = up_alloc_zero(verify->package->n_members + 1, sizeof *digests->wanted);
	digests->found = up_alloc_zero(verify->package->n_members + 1, sizeof *digests->found);
}

void up_digests_finish(struct up_digests *digests)
{
	up_free(digests->wanted);
	up_free(digests->found);
	*digests = (struct up_digests){ 0 };
}

/* Its bytes are at hand, all of them. */
static bool is_kept(const struct up_member *member)
{
	return member->bytes.len && member->bytes.len == member->size;
}

void up_digests_want(struct up_digests *digests, uint32_t member, enum up_digest_kind kind)
{
	const struct up_member *wanted = &digests->verify->package->members[member];
	if ((kind == UP_DIGEST_SHA256 && wanted->has_digest) || is_kept(wanted))
		return;
	digests->n_wanted += !digests->wanted[member];
	digests->wanted[member] |= (uint16_t)(1u << kind);
}

static bool is_wanted(void *user, uint32_t member)
{
	const struct up_digests *digests = user;
	return digests->wanted[member] != 0;
}

/* How many bytes of digests stand before the one of this kind; of all of them for _UP_DIGEST_MAX. */
static size_t offset_of(unsigned kinds, unsigned kind)
{
	size_t offset = 0;
	for (unsigned i = 0; i < kind; i++)
		offset += kinds & 1u << i ? up_digest_size(i) : 0;
	return offset;
}

static unsigned char *end(struct up_digests *digests, uint32_t member, struct up_hasher *hasher)
{
	unsigned wanted = digests->wanted[member];
	unsigned char *found = up_arena_alloc_zero(digests->verify->statements->arena, offset_of(wanted, _UP_DIGEST_MAX) + 1), *at = found;
	for (unsigned kind = 0; kind < _UP_DIGEST_MAX; kind++) {
		unsigned char digest[UP_DIGEST_BYTES];
		if (!(wanted & 1u << kind))
			continue;
		/* What this system cannot compute is not wanted any more. */
		if (!up_hasher_end(hasher, kind, digest)) {
			digests->wanted[member] &= (uint16_t) ~(1u << kind);
			continue;
		}
		memcpy(at, digest, up_digest_size(kind));
		at += up_digest_size(kind);
	}
	return found;
}

static void read_member(void *user, uint32_t member, struct up_stream *stream)
{
	struct up_digests *digests = user;
	struct up_hasher *hasher = up_hasher_new(digests->wanted[member]);
	UP_AUTO_FREE char *chunk = up_alloc(CHUNK);
	ssize_t n;
	while ((n = stream->read(stream->data, chunk, CHUNK)) > 0)
		up_hasher_add(hasher, (up_str){ chunk, (size_t)n });
	if (n == 0)
		digests->found[member] = end(digests, member, hasher);
	up_hasher_free(hasher);
}

bool up_digests_read(struct up_digests *digests)
{
	const struct up_package_reader *reader = digests->verify->reader;
	return !digests->n_wanted || reader->again(reader->data, is_wanted, read_member, digests);
}

bool up_digests_get(const struct up_digests *digests, uint32_t member, enum up_digest_kind kind, unsigned char ret_digest[UP_DIGEST_BYTES])
{
	const struct up_member *wanted = &digests->verify->package->members[member];
	if (kind == UP_DIGEST_SHA256 && wanted->has_digest) {
		memcpy(ret_digest, wanted->sha256, sizeof wanted->sha256);
		return true;
	}
	if (is_kept(wanted))
		return up_digest_of(wanted->bytes, kind, ret_digest);
	if (!digests->found[member] || !(digests->wanted[member] & 1u << kind))
		return false;
	memcpy(ret_digest, digests->found[member] + offset_of(digests->wanted[member], kind), up_digest_size(kind));
	return true;
}
