/* Digests that stand in the headers of an rpm, over its main header and over its payload as it is packed. Who signs the header signs the digest of the payload with
 * it, so that nothing else says whether the payload is still the one that was signed. */
#include "base/hash.h"
#include "base/memory.h"
#include "package/checksums-read.h"
#include "package/rpm-front.h"
#include "package/verify.h"

enum {
	DIGESTS = 16, /* of one rpm; real ones have six */
	CHUNK_BYTES = 64 << 10,
};

struct digest {
	const char *name;
	enum up_digest_kind kind;
	unsigned char expected[UP_DIGEST_BYTES];
	uint64_t start, end;
	struct up_hasher *hasher;
};

struct checking {
	struct up_verify *verify;
	struct digest items[DIGESTS];
	size_t n;
};

static bool read_expected(const struct up_rpm_seal *seal, enum up_digest_kind kind, unsigned char *expected)
{
	size_t size = up_digest_size(kind);
	if (seal->is_binary && seal->bytes.len == size) {
		memcpy(expected, seal->bytes.s, size);
		return true;
	}
	if (seal->is_binary || seal->bytes.len != 2 * size)
		return false;
	for (size_t i = 0; i < size; i++) {
		int high = up_hex_value(seal->bytes.s[2 * i]), low = up_hex_value(seal->bytes.s[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		expected[i] = (unsigned char)((unsigned)high << 4 | (unsigned)low);
	}
	return true;
}

static void got_seal(void *data, const struct up_rpm_seal *seal)
{
	struct checking *checking = data;
	if (seal->kind != UP_RPM_SEAL_DIGEST || seal->is_of_plain || !seal->algorithm || checking->n == DIGESTS)
		return;
	struct digest *digest = &checking->items[checking->n];
	*digest = (struct digest){
		.name = seal->name, .kind = up_digest_by_name(up_str_from(seal->algorithm)), .start = seal->start, .end = seal->end
	};
	if (digest->kind == _UP_DIGEST_MAX || !read_expected(seal, digest->kind, digest->expected))
		return;
	digest->hasher = up_hasher_new(1u << digest->kind);
	checking->n++;
}

/* Bytes of the file from `at` on, to whoever covers them. */
static void feed(struct checking *checking, uint64_t at, up_str bytes)
{
	for (size_t i = 0; i < checking->n; i++) {
		const struct digest *digest = &checking->items[i];
		uint64_t from = digest->start > at ? digest->start - at : 0, to = digest->end > at ? digest->end - at : 0;
		if (to > bytes.len)
			to = bytes.len;
		if (from < to)
			up_hasher_add(digest->hasher, up_str_slice(bytes, (size_t)from, (size_t)to));
	}
}

static void compare(struct checking *checking, const struct up_member *member)
{
	struct up_arena *arena = checking->verify->statements->arena;
	struct up_buf bad = { 0 };
	for (size_t i = 0; i < checking->n; i++) {
		const struct digest *digest = &checking->items[i];
		unsigned char found[UP_DIGEST_BYTES];
		up_hasher_end(digest->hasher, digest->kind, found);
		up_hasher_free(digest->hasher);
		if (!memcmp(found, digest->expected, up_digest_size(digest->kind)))
			continue;
		up_buf_printf(&bad, "%s%s", bad.len ? ", " : "", digest->name);
	}
	if (bad.len) {
		const struct up_form form = { .path = member->path,
					      .key = UP_STR("rpm-digest-mismatch"),
					      .value = up_str_basename(member->path),
					      .detail = up_buf_str(&bad) };
		checking->verify->sink.state(checking->verify->sink.data, &form);
	}
	if (checking->n) {
		struct up_statement statement = { .kind = "RPM digests", .subject = member->path, .by = member->path };
		statement.integrity.said = bad.len ? UP_SAID_BAD : UP_SAID_GOOD;
		statement.integrity.text = bad.len ? up_arena_printf(arena, "the file does not match %.*s", UP_FMT(up_buf_str(&bad)))
						   : up_arena_printf(arena, "all %zu digests in its headers match", checking->n);
		up_statements_add(checking->verify->statements, &statement);
	}
	up_buf_finish(&bad);
}

static bool is_rpm(void *user, uint32_t number)
{
	const struct up_package *package = ((struct checking *)user)->verify->package;
	for (size_t i = 1; i < package->n_containers; i++)
		if (package->containers[i].member == number)
			return package->containers[i].kind == UP_CONTAINER_RPM;
	return false;
}

static void got_stream(void *user, uint32_t number, struct up_stream *stream)
{
	struct checking *checking = user;
	const struct up_member *member = &checking->verify->package->members[number];
	struct up_buf front = { 0 };
	struct up_rpm rpm;
	up_str fault;
	checking->n = 0;
	if (up_rpm_front_read(stream, &front)) {
		up_str bytes = up_buf_str(&front);
		struct up_window window = up_window_of(&bytes);
		window.size = member->size > bytes.len ? member->size : bytes.len + 1; /* the payload is not in the window */
		if (up_rpm_open(&window, &rpm, &fault)) {
			up_rpm_seals(&rpm, checking, got_seal);
			up_rpm_finish(&rpm);
		}
		feed(checking, 0, bytes);
		static const size_t room = CHUNK_BYTES;
		char *chunk = up_alloc(room);
		uint64_t at = bytes.len;
		ssize_t n;
		while (checking->n && (n = stream->read(stream->data, chunk, room)) > 0) {
			feed(checking, at, (up_str){ chunk, (size_t)n });
			at += (uint64_t)n;
		}
		up_free(chunk);
		compare(checking, member);
	}
	up_buf_finish(&front);
}

void up_verify_rpm(struct up_verify *verify)
{
	struct checking checking = { .verify = verify };
	bool has_one = false;
	for (size_t i = 1; i < verify->package->n_containers; i++)
		has_one |= verify->package->containers[i].kind == UP_CONTAINER_RPM;
	if (has_one)
		verify->reader->again(verify->reader->data, is_rpm, got_stream, &checking);
}
