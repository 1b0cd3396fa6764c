/* Signatures of an rpm: in its signature header, over the main header, or over that and the payload. */
#include "package/openpgp-private.h"

#include "base/memory.h"
#include "package/rpm-front.h"
#include "secret/decode.h"

enum {
	SIGNATURES = 32, /* of one rpm */
};

/* The front of the file, then the rest of its stream, from `at` to `end`. */
struct range {
	up_str front;
	struct up_stream *rest;
	uint64_t at, end;
};

static ssize_t read_range(void *data, void *buffer, size_t size)
{
	struct range *range = data;
	if (size > range->end - range->at)
		size = (size_t)(range->end - range->at);
	if (!size)
		return 0;
	ssize_t n;
	if (range->at < range->front.len) {
		up_str part = up_str_slice(range->front, (size_t)range->at, (size_t)range->at + size);
		memcpy(buffer, part.s, part.len);
		n = (ssize_t)part.len;
	} else
		n = range->rest->read(range->rest->data, buffer, size);
	if (n > 0)
		range->at += (uint64_t)n;
	return n;
}

struct seals {
	struct up_pgp_run *run;
	struct seal {
		up_str packets;
		uint64_t start, end;
		struct up_pgp_signature said;
	} items[SIGNATURES];
	size_t n;
	size_t n_more;
};

static void got_seal(void *data, const struct up_rpm_seal *seal)
{
	struct seals *seals = data;
	struct up_pgp_packet packet;
	up_str bytes = seal->bytes;
	if (seal->kind != UP_RPM_SEAL_SIGNATURE)
		return;
	if (seal->is_base64) {
		unsigned char *out = up_arena_alloc(seals->run->arena, up_base64_room(bytes.len));
		size_t len = 0;
		if (!up_base64_to(up_str_trim(bytes), out, &len))
			return;
		bytes = (up_str){ (const char *)out, len };
	}
	while (up_pgp_packet_next(&bytes, &packet)) {
		struct seal item = { .packets = up_arena_copy(seals->run->arena, packet.whole), .start = seal->start, .end = seal->end };
		if (packet.tag != UP_PGP_TAG_SIGNATURE || !up_pgp_signature_read(packet.body, &item.said))
			continue;
		if (seals->n < SIGNATURES)
			seals->items[seals->n++] = item;
		else
			seals->n_more++;
	}
}

/* Those of the same range are checked together; those of the headers before those that need the rest of the stream. */
static void check_seals(struct up_pgp_run *run, struct seals *seals, up_str front, struct up_stream *rest, struct up_pgp_result *results)
{
	bool is_done[SIGNATURES] = { false }, is_read = false;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < seals->n; i++) {
			const struct seal *first = &seals->items[i];
			bool is_of_front = first->end <= front.len;
			if (is_done[i] || is_of_front != (pass == 0) || (!is_of_front && is_read))
				continue;
			struct range range = {
				.front = front, .rest = rest, .at = first->start, .end = is_of_front ? first->end : UINT64_MAX
			};
			struct up_stream stream = { .data = &range, .read = read_range };
			struct up_pgp_result some[SIGNATURES] = { 0 };
			struct up_buf packets = { 0 };
			size_t n = 0, place[SIGNATURES];
			for (size_t k = i; k < seals->n; k++) {
				if (is_done[k] || seals->items[k].start != first->start || seals->items[k].end != first->end)
					continue;
				is_done[k] = true;
				up_buf_add(&packets, seals->items[k].packets);
				some[n].said = seals->items[k].said;
				place[n++] = k;
			}
			up_pgp_check(run->pgp, up_buf_str(&packets), &stream, some, n);
			for (size_t k = 0; k < n; k++)
				results[place[k]] = some[k];
			up_buf_finish(&packets);
			is_read |= !is_of_front;
		}
}

void up_pgp_check_rpm(struct up_pgp_run *run, struct up_pgp_job *job, struct up_stream *stream)
{
	struct up_buf front = { 0 };
	struct up_rpm rpm;
	up_str fault;
	const struct up_member *member = &run->verify->package->members[job->subject];
	struct seals seals = { .run = run };
	if (up_rpm_front_read(stream, &front)) {
		up_str bytes = up_buf_str(&front);
		struct up_window window = up_window_of(&bytes);
		window.size = member->size > bytes.len ? member->size : bytes.len + 1; /* the payload is not in the window */
		if (up_rpm_open(&window, &rpm, &fault)) {
			up_rpm_seals(&rpm, &seals, got_seal);
			up_rpm_finish(&rpm);
		}
		job->n = seals.n;
		job->results = up_arena_alloc_zero(run->arena, (seals.n + 1) * sizeof *job->results);
		check_seals(run, &seals, bytes, stream, job->results);
		for (size_t i = 0; i < seals.n; i++) {
			job->results[i].said = seals.items[i].said;
			job->results[i].part = seals.items[i].end <= bytes.len ? "the header" : "header and payload";
		}
	}
	if (seals.n_more)
		run->verify->sink.note(run->verify->sink.data, UP_NOTE_LIMIT, member->path,
				       up_arena_printf(run->arena, "%zu of its signatures were not checked", seals.n_more));
	up_buf_finish(&front);
}
