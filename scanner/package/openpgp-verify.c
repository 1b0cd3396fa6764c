/* OpenPGP over one package: finds signatures and what they are of, reads the subjects once more, each as often as it has different kinds of signatures, and
 * has the results said. */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "package/openpgp-private.h"
#include "package/release.h"

enum {
	JOBS = 4096,  /* signatures of one package that are checked */
	PACKETS = 16, /* of one file */
	MESSAGE_SIGNATURES = 16,
};

static void note(struct up_pgp_run *run, enum up_note_reason reason, up_str path, up_str detail)
{
	run->verify->sink.note(run->verify->sink.data, reason, path, detail);
}

static void state(struct up_pgp_run *run, up_str path, const char *key, up_str value, up_str detail)
{
	struct up_form form = { .path = path, .key = up_str_from(key), .value = value, .detail = detail };
	run->verify->sink.state(run->verify->sink.data, &form);
}

static const struct up_member *member_of(const struct up_pgp_run *run, uint32_t number)
{
	return &run->verify->package->members[number];
}

static const struct up_container *container_of(const struct up_pgp_run *run, uint32_t number)
{
	return &run->verify->package->containers[number];
}

/* --- what is signed -------------------------------------------------------------------------------------------------------- */

static bool is_file(const struct up_member *member)
{
	return !member->mode || S_ISREG(member->mode);
}

static bool take_ending(up_str *name)
{
	static const char *const endings[] = { ".asc", ".sig", ".gpg", ".sign", ".pgp" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		up_str ending = up_str_from(endings[i]);
		if (name->len > ending.len && up_str_ends_nocase(*name, ending)) {
			name->len -= ending.len;
			return true;
		}
	}
	return false;
}

/* The file that a detached signature is of: its name without the ending, or without two: "x.tar.asc.sig". */
static uint32_t subject_of(struct up_pgp_run *run, const struct up_member *signature)
{
	up_str name = signature->name;
	while (take_ending(&name)) {
		uint32_t found = up_member_names_last(&run->names, signature->container, name);
		if (found != UINT32_MAX && is_file(member_of(run, found)))
			return found;
	}
	return UINT32_MAX;
}

/* kernel.org signs x.tar and ships x.tar.xz. */
static bool is_of_unpacked(struct up_pgp_run *run, const struct up_member *signature)
{
	static const char *const endings[] = { ".xz", ".gz", ".bz2", ".zst" };
	up_str name = signature->name;
	if (!take_ending(&name))
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		up_str packed = up_arena_printf(run->arena, "%.*s%s", UP_FMT(name), endings[i]);
		if (up_member_names_last(&run->names, signature->container, packed) != UINT32_MAX)
			return true;
	}
	return false;
}

/* --- gathering ------------------------------------------------------------------------------------------------------------- */

static struct up_pgp_job *add_job(struct up_pgp_run *run, struct up_pgp_job job)
{
	if (run->n_jobs == JOBS) {
		if (!run->is_full)
			note(run, UP_NOTE_LIMIT, member_of(run, job.by)->path,
			     up_arena_printf(run->arena, "more than %d signatures: this one and those behind it were not checked", JOBS));
		run->is_full = true;
		return NULL;
	}
	run->jobs = up_grow(run->jobs, &run->jobs_capacity, run->n_jobs + 1, sizeof job);
	run->jobs[run->n_jobs++] = job;
	return &run->jobs[run->n_jobs - 1];
}

/* The signature packets of the file that the library can read; of others a note is due. */
static void read_packets(struct up_pgp_run *run, struct up_pgp_job *job, up_str bytes)
{
	struct up_pgp_packet packet;
	struct up_buf kept = { 0 };
	const struct up_member *by = member_of(run, job->by);
	up_str packets = up_pgp_packets(bytes, "SIGNATURE", run->arena);
	job->results = up_arena_alloc_zero(run->arena, PACKETS * sizeof *job->results);
	unsigned n_other = 0;
	while (job->n < PACKETS && up_pgp_packet_next(&packets, &packet)) {
		struct up_pgp_result *result = &job->results[job->n];
		bool is_read = packet.tag == UP_PGP_TAG_SIGNATURE && up_pgp_signature_read(packet.body, &result->said);
		if (!is_read || result->said.version > 4) {
			n_other++;
			continue;
		}
		up_buf_add(&kept, packet.whole);
		job->n++;
	}
	if (n_other || packets.len || !job->n)
		note(run, packets.len && job->n == PACKETS ? UP_NOTE_LIMIT : UP_NOTE_UNSUPPORTED, by->path,
		     packets.len && job->n == PACKETS
			     ? up_arena_printf(run->arena, "more than %d signatures in one file: the others were not checked", PACKETS)
			     : UP_STR("it holds a signature that is broken, or of a version that is not understood"));
	job->packets = up_arena_take(run->arena, &kept);
}

static void gather_detached(struct up_pgp_run *run, uint32_t number)
{
	const struct up_member *member = member_of(run, number);
	struct up_pgp_job job = { .by = number, .kind = UP_PGP_JOB_FILE, .word = "OpenPGP" };
	bool is_of_deb = container_of(run, member->container)->kind == UP_CONTAINER_DEB && up_str_starts(member->name, UP_STR("_gpg"));
	if (is_of_deb) {
		job.kind = UP_PGP_JOB_DEB;
		job.word = "deb";
		job.subject = container_of(run, member->container)->member;
	} else
		job.subject = subject_of(run, member);
	if (job.subject == UINT32_MAX) {
		if (is_of_unpacked(run, member))
			note(run, UP_NOTE_UNSUPPORTED, member->path,
			     UP_STR("it signs the archive as it is before compression, which is not checked: sign what is shipped"));
		else
			state(run, member->path, "signature-without-subject", up_str_basename(member->name), UP_STR(""));
		return;
	}
	read_packets(run, &job, member->bytes);
	if (job.n)
		(void)add_job(run, job);
}

static void gather_message(struct up_pgp_run *run, uint32_t number, bool is_cleartext)
{
	const struct up_member *member = member_of(run, number);
	up_str base = up_str_basename(member->name);
	struct up_pgp_job job = { .by = number, .subject = number, .kind = UP_PGP_JOB_MESSAGE, .word = "OpenPGP" };
	if (up_str_eq(base, UP_STR("InRelease")))
		job.word = "InRelease";
	if (container_of(run, member->container)->kind == UP_CONTAINER_DEB && up_str_starts(member->name, UP_STR("_gpg"))) {
		job.word = "deb";
		note(run, UP_NOTE_UNSUPPORTED, member->path,
		     UP_STR("it is of dpkg-sig: its list of MD5 and SHA-1 digests was not compared with the parts of the package"));
	}
	up_str outside = is_cleartext ? up_pgp_text_outside(member->bytes) : UP_STR("");
	if (outside.len)
		state(run, member->path, "signed-text-outside", up_arena_copy(run->arena, up_str_slice(up_str_trim(outside), 0, 60)),
		      UP_STR(""));
	(void)add_job(run, job);
}

static bool has_signature_name(up_str name)
{
	return take_ending(&name) || up_str_starts(name, UP_STR("_gpg")) || up_str_eq(up_str_basename(name), UP_STR("InRelease"));
}

/* A Release says itself until when it may be used, signed or not. */
static void look_at_release(struct up_pgp_run *run, const struct up_member *member)
{
	struct up_release release;
	up_str name = up_str_basename(member->name);
	int64_t now = run->verify->trust->now_seconds;
	if (!up_str_is_listed(name, "Release InRelease") || !up_release_read(member->bytes, &release))
		return;
	if (release.until && release.until < now)
		state(run, member->path, "release-ended", name, up_pgp_date(run->arena, release.until));
	if (release.made > now + 86400)
		state(run, member->path, "release-not-yet-valid", name, up_pgp_date(run->arena, release.made));
	if (!release.has_strong_sums)
		state(run, member->path, "release-weak", name, UP_STR(""));
}

static void gather_member(struct up_pgp_run *run, uint32_t number)
{
	const struct up_member *member = member_of(run, number);
	if (!is_file(member))
		return;
	if (!member->bytes.len) {
		if (member->size && has_signature_name(member->name))
			note(run, UP_NOTE_LIMIT, member->path, UP_STR("it is too large for a signature and was not checked"));
		return;
	}
	look_at_release(run, member);
	switch (up_pgp_kind_of(member->bytes)) {
	case UP_PGP_SIGNATURES:
		gather_detached(run, number);
		break;
	case UP_PGP_CLEARTEXT:
		gather_message(run, number, true);
		break;
	case UP_PGP_MESSAGE:
		if (has_signature_name(member->name))
			gather_message(run, number, false);
		break;
	case UP_PGP_ENCRYPTED:
		if (has_signature_name(member->name))
			note(run, UP_NOTE_UNSUPPORTED, member->path, UP_STR("it is encrypted: whether it is signed is not known"));
		break;
	default:
		break;
	}
}

static void gather(struct up_pgp_run *run)
{
	const struct up_package *package = run->verify->package;
	for (size_t i = 0; i < package->n_members && !run->is_full; i++)
		gather_member(run, (uint32_t)i);
	for (size_t i = 0; i < package->n_containers; i++) {
		uint32_t member = package->containers[i].member;
		if (package->containers[i].kind == UP_CONTAINER_RPM && member != UINT32_MAX)
			(void)add_job(run, (struct up_pgp_job){ .kind = UP_PGP_JOB_RPM, .subject = member, .by = member, .word = "RPM" });
	}
}

/* --- checking -------------------------------------------------------------------------------------------------------------- */

struct memory {
	up_str bytes;
	size_t at;
};

static ssize_t read_memory(void *data, void *buffer, size_t size)
{
	struct memory *memory = data;
	up_str part = up_str_slice(memory->bytes, memory->at, memory->at + size);
	if (part.len)
		memcpy(buffer, part.s, part.len);
	memory->at += part.len;
	return (ssize_t)part.len;
}

static int compare_jobs(const void *a, const void *b)
{
	const struct up_pgp_job *x = a, *y = b;
	if (x->subject != y->subject)
		return x->subject < y->subject ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->by < y->by ? -1 : x->by > y->by;
}

/* All detached signatures of one kind over one subject, which is read once for them. */
static void check_group(struct up_pgp_run *run, size_t first, struct up_stream *stream)
{
	struct up_pgp_job *job = &run->jobs[first];
	struct up_deb_parts parts = { .deb = stream };
	struct up_stream signed_part = job->kind == UP_PGP_JOB_DEB ? up_deb_parts_stream(&parts) : *stream;
	struct up_buf packets = { 0 };
	size_t end = first, n = 0;
	if (job->kind == UP_PGP_JOB_RPM) {
		up_pgp_check_rpm(run, job, stream);
		job->is_done = true;
		return;
	}
	for (; end < run->n_jobs && run->jobs[end].subject == job->subject && run->jobs[end].kind == job->kind; end++) {
		up_buf_add(&packets, run->jobs[end].packets);
		n += run->jobs[end].n;
	}
	struct up_pgp_result *results = up_arena_alloc_zero(run->arena, n * sizeof *results);
	for (size_t i = first, at = 0; i < end; at += run->jobs[i].n, i++)
		memcpy(results + at, run->jobs[i].results, run->jobs[i].n * sizeof *results);
	up_pgp_check(run->pgp, up_buf_str(&packets), &signed_part, results, n);
	for (size_t i = first, at = 0; i < end; at += run->jobs[i].n, i++) {
		memcpy(run->jobs[i].results, results + at, run->jobs[i].n * sizeof *results);
		run->jobs[i].is_done = true;
	}
	up_buf_finish(&packets);
}

/* The first group over this member that still has to be read; SIZE_MAX: none. */
static size_t next_group(const struct up_pgp_run *run, uint32_t member)
{
	size_t low = 0, high = run->n_jobs;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (run->jobs[middle].subject < member)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < run->n_jobs && run->jobs[low].subject == member; low++)
		if (!run->jobs[low].is_done && run->jobs[low].kind != UP_PGP_JOB_MESSAGE)
			return low;
	return SIZE_MAX;
}

static bool wants(void *user, uint32_t member)
{
	return next_group(user, member) != SIZE_MAX;
}

static void got(void *user, uint32_t member, struct up_stream *stream)
{
	size_t group = next_group(user, member);
	if (group != SIZE_MAX)
		check_group(user, group, stream);
}

static void check_kept(struct up_pgp_run *run)
{
	for (size_t i = 0; i < run->n_jobs; i++) {
		struct up_pgp_job *job = &run->jobs[i];
		const struct up_member *subject = member_of(run, job->subject);
		if (job->is_done)
			continue;
		if (job->kind == UP_PGP_JOB_MESSAGE) {
			job->results = up_arena_alloc_zero(run->arena, MESSAGE_SIGNATURES * sizeof *job->results);
			job->n = up_pgp_check_message(run->pgp, subject->bytes, job->results, MESSAGE_SIGNATURES);
			job->is_done = true;
		} else if (subject->bytes.len == subject->size) {
			struct memory memory = { .bytes = subject->bytes };
			struct up_stream stream = { .data = &memory, .read = read_memory };
			check_group(run, i, &stream);
		}
	}
}

static size_t count_waiting(const struct up_pgp_run *run)
{
	size_t n = 0;
	for (size_t i = 0; i < run->n_jobs; i++)
		n += !run->jobs[i].is_done;
	return n;
}

static void check_all(struct up_pgp_run *run)
{
	const struct up_package_reader *reader = run->verify->reader;
	check_kept(run);
	/* A file with a signature beside it and others in it is read twice. */
	for (size_t before = SIZE_MAX, n = count_waiting(run); n && n < before; before = n, n = count_waiting(run))
		if (!reader || !reader->again(reader->data, wants, got, run))
			break;
}

/* --- from start to end ----------------------------------------------------------------------------------------------------- */

void up_verify_openpgp(struct up_verify *verify)
{
	struct up_pgp_run run = { .verify = verify, .arena = verify->statements->arena };
	up_member_names_init(&run.names, verify->package, verify->statements->arena);
	gather(&run);
	if (run.n_jobs)
		run.pgp = up_pgp_new(run.arena, verify->trust->now_seconds);
	up_pgp_load_trust(&run);
	if (run.n_jobs) {
		up_pgp_load_inside(&run);
		qsort(run.jobs, run.n_jobs, sizeof *run.jobs, compare_jobs);
		check_all(&run);
	}
	for (size_t i = 0; i < run.n_jobs; i++) {
		if (!run.jobs[i].is_done)
			note(&run, UP_NOTE_UNREADABLE, member_of(&run, run.jobs[i].by)->path,
			     UP_STR("what it signs could not be read again: it was not checked"));
		up_pgp_say(&run, &run.jobs[i]);
	}
	up_member_names_finish(&run.names);
	up_pgp_free(run.pgp);
	up_free(run.pins);
	up_free(run.jobs);
}
