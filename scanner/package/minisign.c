/* minisign and signify over one package: finds signatures, reads what they are of once more, and says what follows. Their keys have no owner, no end and no
 * revocation: whom to believe is what the user's files say. */
#include <stdlib.h>

#include "base/date.h"
#include "base/memory.h"
#include "package/ed25519.h"
#include "package/member-names.h"
#include "package/minisign-text.h"
#include "package/verify.h"

enum {
	JOBS = 4096,
	KEYS = 4096,
	WHOLE_BYTES = 32 << 20, /* a signature that is not over a digest needs the whole file at once */
	SECONDS_OF_DAY = 86400,
};

struct key {
	struct up_minisign_key key;
	up_str path;
	bool is_of_package;
};

struct job {
	uint32_t by, subject;
	struct up_minisign_signature signature;
	const struct key *key;
	bool is_done, is_cut, holds;
};

struct run {
	struct up_verify *verify;
	struct up_arena *arena;
	struct up_member_names names;
	struct key *keys;
	size_t n_keys, keys_capacity;
	struct job *jobs;
	size_t n_jobs, jobs_capacity;
};

static const struct up_member *member_of(const struct run *run, uint32_t number)
{
	return &run->verify->package->members[number];
}

static void note(struct run *run, enum up_note_reason reason, up_str path, up_str detail)
{
	run->verify->sink.note(run->verify->sink.data, reason, path, detail);
}

static void state(struct run *run, up_str path, const char *key, up_str value, up_str detail)
{
	struct up_form form = { .path = path, .key = up_str_from(key), .value = value, .detail = detail };
	run->verify->sink.state(run->verify->sink.data, &form);
}

/* --- keys ------------------------------------------------------------------------------------------------------------------ */

static bool add_key(struct run *run, up_str path, up_str text, bool is_of_package)
{
	struct key key = { .path = path, .is_of_package = is_of_package };
	if (!up_minisign_key_read(text, &key.key))
		return false;
	if (run->n_keys == KEYS) {
		note(run, UP_NOTE_LIMIT, path, up_arena_printf(run->arena, "more than %d keys of minisign", KEYS));
		return true;
	}
	run->keys = up_grow(run->keys, &run->keys_capacity, run->n_keys + 1, sizeof key);
	run->keys[run->n_keys++] = key;
	return true;
}

/* Trusted ones come first, and the first is taken. */
static const struct key *find_key(const struct run *run, const char *id)
{
	for (size_t i = 0; i < run->n_keys; i++)
		if (!strcmp(run->keys[i].key.id, id))
			return &run->keys[i];
	return NULL;
}

static void load_keys(struct run *run)
{
	struct up_trust *trust = run->verify->trust;
	const struct up_package *package = run->verify->package;
	for (size_t i = 0; i < trust->n_files; i++)
		trust->files[i].is_used |= add_key(run, trust->files[i].path, trust->files[i].bytes, false);
	for (size_t i = 0; i < package->n_members && run->n_keys < KEYS; i++)
		(void)add_key(run, package->members[i].path, package->members[i].bytes, true);
}

/* --- gathering ------------------------------------------------------------------------------------------------------------- */

static uint32_t subject_of(const struct run *run, const struct up_member *member)
{
	static const char *const endings[] = { ".minisig", ".sig" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		up_str ending = up_str_from(endings[i]);
		if (up_str_ends_nocase(member->name, ending))
			return up_member_names_last(&run->names, member->container,
						    up_str_slice(member->name, 0, member->name.len - ending.len));
	}
	return UINT32_MAX;
}

static void gather(struct run *run)
{
	const struct up_package *package = run->verify->package;
	for (size_t i = 0; i < package->n_members; i++) {
		const struct up_member *member = &package->members[i];
		struct job job = { .by = (uint32_t)i };
		if (!up_minisign_signature_read(member->bytes, &job.signature))
			continue;
		if (run->n_jobs == JOBS) {
			note(run, UP_NOTE_LIMIT, member->path,
			     up_arena_printf(run->arena, "more than %d signatures: this one and those behind it were not checked", JOBS));
			return;
		}
		job.subject = job.signature.message.len ? job.by : subject_of(run, member);
		if (job.subject == UINT32_MAX) {
			state(run, member->path, "signature-without-subject", up_str_basename(member->name), UP_STR(""));
			continue;
		}
		job.key = find_key(run, job.signature.id);
		run->jobs = up_grow(run->jobs, &run->jobs_capacity, run->n_jobs + 1, sizeof job);
		run->jobs[run->n_jobs++] = job;
	}
}

/* --- checking -------------------------------------------------------------------------------------------------------------- */

/* The trusted comment is signed together with the signature. */
static bool comment_holds(const struct job *job)
{
	if (!job->signature.has_comment)
		return true;
	struct up_buf signed_part = { 0 };
	up_buf_add(&signed_part, (up_str){ (const char *)job->signature.bytes, sizeof job->signature.bytes });
	up_buf_add(&signed_part, job->signature.comment);
	bool holds = up_ed25519_holds(job->key->key.bytes, up_buf_str(&signed_part), job->signature.comment_bytes);
	up_buf_finish(&signed_part);
	return holds;
}

static void check_bytes(struct job *job, up_str message)
{
	job->holds = up_ed25519_holds(job->key->key.bytes, message, job->signature.bytes) && comment_holds(job);
	job->is_done = true;
}

static void check_digest(struct job *job, struct up_blake2b *blake)
{
	unsigned char digest[UP_BLAKE2B_BYTES];
	up_blake2b_finish(blake, digest);
	check_bytes(job, (up_str){ (const char *)digest, sizeof digest });
}

static bool is_next(const struct job *job, uint32_t member)
{
	return job->subject == member && !job->is_done && !job->is_cut;
}

static struct job *next_job(struct run *run, uint32_t member)
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
		if (is_next(&run->jobs[low], member))
			return &run->jobs[low];
	return NULL;
}

static bool wants(void *user, uint32_t member)
{
	return next_job(user, member) != NULL;
}

/* All signatures over the member in one reading. */
static void got(void *user, uint32_t member, struct up_stream *stream)
{
	struct run *run = user;
	struct job *first = next_job(run, member), *end = run->jobs + run->n_jobs;
	struct up_blake2b *blake = up_blake2b_new();
	struct up_buf whole = { 0 };
	unsigned char digest[UP_BLAKE2B_BYTES];
	char buffer[16384];
	ssize_t n;
	bool is_wanted_whole = false, is_too_large = false;
	for (struct job *job = first; job && job < end && job->subject == member; job++)
		is_wanted_whole |= !job->signature.is_hashed;
	while ((n = stream->read(stream->data, buffer, sizeof buffer)) > 0) {
		up_blake2b_add(blake, buffer, (size_t)n);
		is_too_large |= whole.len + (size_t)n > WHOLE_BYTES;
		if (is_wanted_whole && !is_too_large)
			up_buf_add(&whole, (up_str){ buffer, (size_t)n });
	}
	up_blake2b_finish(blake, digest);
	for (struct job *job = first; job && job < end && job->subject == member; job++) {
		if (n < 0 || !is_next(job, member))
			continue;
		if (job->signature.is_hashed)
			check_bytes(job, (up_str){ (const char *)digest, sizeof digest });
		else if (is_too_large)
			job->is_cut = true;
		else
			check_bytes(job, up_buf_str(&whole));
	}
	up_buf_finish(&whole);
}

static int compare_jobs(const void *a, const void *b)
{
	const struct job *x = a, *y = b;
	if (x->subject != y->subject)
		return x->subject < y->subject ? -1 : 1;
	return x->by < y->by ? -1 : x->by > y->by;
}

/* Without the key there is nothing to read; what is kept is not read again. */
static bool check_kept(struct run *run)
{
	bool is_waiting = false;
	for (size_t i = 0; i < run->n_jobs; i++) {
		struct job *job = &run->jobs[i];
		const struct up_member *subject = member_of(run, job->subject);
		up_str message = job->signature.message.len ? job->signature.message : subject->bytes;
		bool is_here = job->signature.message.len || subject->bytes.len == subject->size;
		if (!job->key)
			job->is_done = true;
		else if (is_here && job->signature.is_hashed) {
			struct up_blake2b *blake = up_blake2b_new();
			up_blake2b_add(blake, message.s, message.len);
			check_digest(job, blake);
		} else if (is_here)
			check_bytes(job, message);
		is_waiting |= !job->is_done;
	}
	return is_waiting;
}

/* --- saying it ------------------------------------------------------------------------------------------------------------- */

static struct up_clause clause(enum up_said said, up_str text)
{
	return (struct up_clause){ .said = said, .text = text };
}

static void say_integrity(struct run *run, const struct job *job, struct up_statement *statement)
{
	if (!job->key)
		statement->integrity = clause(UP_SAID_DOUBT, UP_STR("cannot be checked without the key"));
	else if (job->is_cut || !job->is_done) {
		statement->integrity = clause(UP_SAID_DOUBT, UP_STR("not compared: the file was not read"));
		note(run, job->is_cut ? UP_NOTE_LIMIT : UP_NOTE_UNREADABLE, statement->by,
		     job->is_cut ? up_arena_printf(run->arena, "it signs a file of more than %d MiB without a digest: it was not checked",
						   WHOLE_BYTES >> 20)
				 : UP_STR("what it signs could not be read again: it was not checked"));
	} else if (job->holds)
		statement->integrity = clause(UP_SAID_GOOD, job->signature.is_hashed ? UP_STR("the bytes match (BLAKE2b-512)")
										     : UP_STR("the bytes match"));
	else {
		statement->integrity = clause(UP_SAID_BAD, UP_STR("the bytes, or the trusted comment, do not match the signature"));
		state(run, statement->by, "signature-bad", up_str_basename(statement->subject), statement->signer);
	}
}

static void say_trust(struct run *run, const struct job *job, struct up_statement *statement)
{
	up_str id = statement->signer;
	bool holds = job->is_done && job->holds;
	if (!job->key) {
		statement->authenticity = clause(UP_SAID_DOUBT, up_arena_printf(run->arena, "says that it is by key %.*s", UP_FMT(id)));
		statement->trust = clause(UP_SAID_DOUBT, UP_STR("no trust file has this key"));
		statement->is_root_unknown = true;
		state(run, statement->by, "signature-unknown-key", id, UP_STR("minisign, Ed25519"));
		return;
	}
	statement->authenticity = holds ? clause(UP_SAID_GOOD, up_arena_printf(run->arena, "signed by key %.*s, Ed25519", UP_FMT(id)))
					: clause(job->is_done ? UP_SAID_BAD : UP_SAID_DOUBT,
						 up_arena_printf(run->arena, "names key %.*s", UP_FMT(id)));
	if (!job->key->is_of_package) {
		statement->trust = clause(UP_SAID_GOOD, up_arena_printf(run->arena, "the key is in %.*s", UP_FMT(job->key->path)));
		return;
	}
	statement->trust = clause(UP_SAID_DOUBT, up_arena_printf(run->arena, "the key is in the package itself (%.*s): it proves nothing",
								 UP_FMT(job->key->path)));
	statement->is_root_unknown = true;
	state(run, statement->by, "signature-key-inside", id, job->key->path);
}

static void say_freshness(struct run *run, const struct job *job, struct up_statement *statement)
{
	int64_t made = up_minisign_time(job->signature.comment);
	up_str file = up_minisign_file(job->signature.comment);
	char date[11];
	statement->freshness = clause(UP_SAID_NOTHING, UP_STR("when it was made is not said; such keys have no end"));
	if (made) {
		bool is_known = job->is_done && job->holds && job->key, is_early = made > run->verify->trust->now_seconds + SECONDS_OF_DAY;
		enum up_said said = !is_known ? UP_SAID_DOUBT : is_early ? UP_SAID_BAD : UP_SAID_GOOD;
		up_days_write(made / SECONDS_OF_DAY, date);
		statement->freshness = clause(said,
					      up_arena_printf(run->arena, "%s %s%s", is_known ? "made on" : "says that it was made on",
							      date, is_early ? ", which is not yet" : "; such keys have no end"));
		if (is_known && is_early)
			state(run, statement->by, "signature-not-yet-valid", up_str_basename(statement->by), up_str_from(date));
	}
	up_str name = up_str_basename(member_of(run, job->subject)->name);
	if (file.len && !up_str_eq(up_str_basename(file), name) && job->is_done && job->holds)
		state(run, statement->by, "signature-of-another-name", name, file);
}

static void say(struct run *run, const struct job *job)
{
	struct up_statement statement = { .kind = "minisign",
					  .subject = member_of(run, job->subject)->path,
					  .by = member_of(run, job->by)->path };
	statement.signer = up_arena_copy(run->arena, up_str_from(job->signature.id));
	statement.chain = up_arena_alloc_zero(run->arena, sizeof *statement.chain);
	statement.n_chain = 1;
	statement.chain[0] = (struct up_link){ .serial = statement.signer,
					       .fingerprint = statement.signer,
					       .algorithm = UP_STR("Ed25519") };
	say_integrity(run, job, &statement);
	say_trust(run, job, &statement);
	say_freshness(run, job, &statement);
	up_statements_add(run->verify->statements, &statement);
}

void up_verify_minisign(struct up_verify *verify)
{
	struct run run = { .verify = verify, .arena = verify->statements->arena };
	load_keys(&run);
	up_member_names_init(&run.names, verify->package, verify->statements->arena);
	gather(&run);
	if (run.n_jobs)
		qsort(run.jobs, run.n_jobs, sizeof *run.jobs, compare_jobs);
	if (check_kept(&run) && verify->reader)
		(void)verify->reader->again(verify->reader->data, wants, got, &run);
	for (size_t i = 0; i < run.n_jobs; i++)
		say(&run, &run.jobs[i]);
	up_member_names_finish(&run.names);
	up_free(run.keys);
	up_free(run.jobs);
}
