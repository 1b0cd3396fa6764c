/* Signatures in CMS beside a file or round it. Whatever is signed is streamed once through all the signatures of it; a second time, as text, through those that
 * do not match: OpenSSL's command signs that way unless it is told -binary. */
#include <stdio.h>

#include "base/hash.h"
#include "base/memory.h"
#include "core/limits.h"
#include "package/member-names.h"
#include "package/signer.h"

enum {
	CHUNK = 64 << 10,
};

struct job {
	uint32_t member, subject; /* the signature, and what it is of: UINT32_MAX for its own content */
	struct up_signed *message;
	struct up_signer *signers;
	size_t n_signers;
	bool is_wanted, is_read, is_unknown, is_text;
	bool is_other; /* it has a content of its own, which is not what the file beside it holds */
};

struct checking {
	struct up_verify *verify;
	struct up_member_names members;
	struct up_anchors *anchors;
	struct job *jobs;
	size_t n, capacity, n_signers;
};

static const struct up_member *member_of(const struct checking *checking, uint32_t number)
{
	return &checking->verify->package->members[number];
}

static void note(struct checking *checking, enum up_note_reason reason, uint32_t member, const char *detail)
{
	checking->verify->sink.note(checking->verify->sink.data, reason, member_of(checking, member)->path, up_str_from(detail));
}

static void state(struct checking *checking, const struct job *job, const char *key, up_str value, up_str detail)
{
	struct up_form form = { .path = member_of(checking, job->member)->path,
				.key = up_str_from(key),
				.value = value,
				.detail = detail,
				.evidence = job->signers ? up_signer_evidence(&job->signers[0], checking->verify->statements->arena)
							 : UP_STR_NULL };
	checking->verify->sink.state(checking->verify->sink.data, &form);
}

/* --- finding them ------------------------------------------------------------------------------------------------------------- */

/* *ret_is_sure: the name means nothing else. */
static bool has_ending(up_str name, up_str *ret_stem, bool *ret_is_sure)
{
	static const char *const endings[] = { ".p7s", ".p7m", ".p7", ".pkcs7", ".cms", ".sig" };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		if (!up_str_ends_nocase(name, up_str_from(endings[i])))
			continue;
		*ret_stem = up_str_slice(name, 0, name.len - strlen(endings[i]));
		*ret_is_sure = i == 0;
		return ret_stem->len > 0;
	}
	return false;
}

static void open_job(struct checking *checking, const struct up_member_name *name, up_str stem, bool is_sure)
{
	const struct up_member *member = member_of(checking, name->member);
	struct job job = { .member = name->member, .subject = up_member_names_file(&checking->members, name->container, stem) };
	if (member->bytes.len != member->size) {
		note(checking, UP_NOTE_LIMIT, name->member, "the signature is too large to be kept");
		return;
	}
	if (checking->n_signers >= UP_LIMIT_SIGNATURES) {
		note(checking, UP_NOTE_LIMIT, name->member, "more signatures in one package than are verified");
		return;
	}
	job.message = up_signed_new(member->bytes);
	size_t n = job.message ? up_signed_signers(job.message) : 0;
	if (!n) {
		up_signed_free(job.message);
		job.message = NULL;
		if (is_sure)
			state(checking, &job, "signature-unreadable", up_str_basename(member->name), UP_STR(""));
		return;
	}
	checking->n_signers += n < UP_LIMIT_SIGNERS ? n : UP_LIMIT_SIGNERS;
	checking->jobs = up_grow(checking->jobs, &checking->capacity, checking->n + 1, sizeof job);
	checking->jobs[checking->n++] = job;
}

static void collect(struct checking *checking)
{
	for (size_t i = 0; i < checking->members.n; i++) {
		const struct up_member_name *name = &checking->members.names[i];
		const struct up_member *member = member_of(checking, name->member);
		up_str stem;
		bool is_sure;
		if (member->size && up_member_is_file(member) && has_ending(name->name, &stem, &is_sure))
			open_job(checking, name, stem, is_sure);
	}
}

/* --- streaming what is signed --------------------------------------------------------------------------------------------------- */

static bool wants(void *user, uint32_t member)
{
	const struct checking *checking = user;
	for (size_t i = 0; i < checking->n; i++)
		if (checking->jobs[i].is_wanted && checking->jobs[i].subject == member)
			return true;
	return false;
}

static void got(void *user, uint32_t member, struct up_stream *stream)
{
	struct checking *checking = user;
	UP_AUTO_FREE char *chunk = up_alloc(CHUNK);
	ssize_t n;
	while ((n = stream->read(stream->data, chunk, CHUNK)) > 0)
		for (size_t i = 0; i < checking->n; i++)
			if (checking->jobs[i].is_wanted && checking->jobs[i].subject == member)
				up_signed_add(checking->jobs[i].message, (up_str){ chunk, (size_t)n });
	for (size_t i = 0; n == 0 && i < checking->n; i++)
		if (checking->jobs[i].subject == member)
			checking->jobs[i].is_read |= checking->jobs[i].is_wanted;
}

static void read_inside(struct checking *checking, struct job *job)
{
	unsigned char sha256[32];
	const struct up_member *beside = job->subject == UINT32_MAX ? NULL : member_of(checking, job->subject);
	job->is_read = up_signed_inside(job->message, sha256);
	job->is_unknown = !job->is_read;
	/* Only a name that means "signature of" says that the file beside it is the content. */
	bool is_of_it = beside && !up_str_ends_nocase(member_of(checking, job->member)->name, UP_STR(".p7m"));
	job->is_other = is_of_it && job->is_read && beside->has_digest && memcmp(sha256, beside->sha256, sizeof sha256) != 0;
	if (!is_of_it)
		job->subject = UINT32_MAX;
}

static void judge_signers(struct checking *checking, struct job *job)
{
	struct up_arena *arena = checking->verify->statements->arena;
	job->n_signers = up_signed_signers(job->message);
	if (job->n_signers > UP_LIMIT_SIGNERS) {
		note(checking, UP_NOTE_LIMIT, job->member, "more signers of one message than are verified");
		job->n_signers = UP_LIMIT_SIGNERS;
	}
	if (!job->signers)
		job->signers = up_arena_alloc_zero(arena, job->n_signers * sizeof *job->signers);
	for (size_t i = 0; i < job->n_signers; i++)
		up_signed_judge(job->message, i, checking->anchors, checking->verify->trust->now_seconds, arena, &job->signers[i]);
}

static bool is_altered(const struct job *job)
{
	for (size_t i = 0; i < job->n_signers; i++)
		if (job->signers[i].match == UP_SIGNER_CONTENT_ALTERED || job->signers[i].match == UP_SIGNER_WRONG)
			return true;
	return false;
}

/* The content of an S/MIME message, where nothing lies beside it that it is the signature of. */
static void read_clear(struct checking *checking, struct job *job, up_str content)
{
	job->subject = UINT32_MAX;
	for (unsigned is_text = 0; is_text < 2; is_text++) {
		job->is_unknown = !up_signed_begin(job->message, is_text);
		job->is_text = is_text;
		job->is_read = true;
		up_signed_add(job->message, content);
		judge_signers(checking, job);
		if (!is_altered(job))
			break;
	}
}

static void read_inside_all(struct checking *checking)
{
	for (size_t i = 0; i < checking->n; i++) {
		struct job *job = &checking->jobs[i];
		up_str content;
		bool is_beside = job->subject != UINT32_MAX && !up_str_ends_nocase(member_of(checking, job->member)->name, UP_STR(".p7m"));
		if (up_signed_has_content(job->message)) {
			read_inside(checking, job);
			if (job->is_read)
				judge_signers(checking, job);
		} else if (!is_beside && up_signed_clear(job->message, &content))
			read_clear(checking, job, content);
	}
}

static void read_beside(struct checking *checking, bool is_text)
{
	bool is_any = false;
	for (size_t i = 0; i < checking->n; i++) {
		struct job *job = &checking->jobs[i];
		job->is_wanted = job->subject != UINT32_MAX && !up_signed_has_content(job->message) && (!is_text || is_altered(job));
		if (!job->is_wanted)
			continue;
		job->is_unknown = !up_signed_begin(job->message, is_text);
		job->is_text = is_text;
		is_any = true;
	}
	if (is_any)
		checking->verify->reader->again(checking->verify->reader->data, wants, got, checking);
	for (size_t i = 0; i < checking->n; i++)
		if (checking->jobs[i].is_wanted && checking->jobs[i].is_read)
			judge_signers(checking, &checking->jobs[i]);
}

/* --- saying it ------------------------------------------------------------------------------------------------------------------ */

static struct up_clause integrity_of(const struct job *job, const struct up_signer *signer, struct up_arena *arena)
{
	if (job->is_other)
		return (struct up_clause){ UP_SAID_BAD, UP_STR("the signature holds for a content of its own, which is not the file's") };
	switch (signer->match) {
	case UP_SIGNER_CONTENT_ALTERED:
		return (struct up_clause){ UP_SAID_BAD, up_arena_printf(arena, "the bytes are not those that were signed (%.*s)",
									UP_FMT(signer->digest)) };
	case UP_SIGNER_WRONG:
		return (struct up_clause){ UP_SAID_BAD, UP_STR("the signature does not hold") };
	case UP_SIGNER_NO_CERTIFICATE:
	case UP_SIGNER_UNSUPPORTED:
		return (struct up_clause){ UP_SAID_DOUBT, UP_STR("cannot be told") };
	case UP_SIGNER_MATCHES:
		break;
	}
	if (job->is_text && up_signed_is_cut(job->message))
		return (struct up_clause){ UP_SAID_BAD, UP_STR("signed as text: the signature covers a part of the bytes only") };
	return (struct up_clause){ UP_SAID_GOOD, up_arena_printf(arena, "the bytes match the signature%s, %.*s",
								 job->is_text ? " as text, whose line ends it does not cover" : "",
								 UP_FMT(signer->digest)) };
}

static void state_integrity(struct checking *checking, const struct job *job)
{
	uint32_t number = job->subject == UINT32_MAX ? job->member : job->subject;
	up_str subject = up_str_basename(member_of(checking, number)->name);
	if (job->is_other || is_altered(job)) {
		bool is_wrong = !job->is_other;
		for (size_t i = 0; i < job->n_signers; i++)
			is_wrong &= job->signers[i].match != UP_SIGNER_CONTENT_ALTERED;
		state(checking, job, "signature-mismatch", subject,
		      is_wrong ? UP_STR("the signature does not hold") : UP_STR("the bytes are not those that were signed"));
	} else if (job->is_text && up_signed_is_cut(job->message))
		state(checking, job, "signature-partial", subject, UP_STR(""));
}

static void tell(struct checking *checking, struct job *job)
{
	struct up_verify *verify = checking->verify;
	up_str by = member_of(checking, job->member)->path,
	       subject = job->subject == UINT32_MAX ? by : member_of(checking, job->subject)->path;
	if (job->is_read && job->signers) {
		state_integrity(checking, job);
		for (size_t i = 0; i < job->n_signers; i++)
			up_signer_tell(verify, &job->signers[i], "CMS", subject, by,
				       integrity_of(job, &job->signers[i], verify->statements->arena));
		return;
	}
	struct up_statement statement = { .kind = "CMS", .subject = subject, .by = by };
	statement.integrity = (struct up_clause){ UP_SAID_DOUBT, job->is_unknown ? UP_STR("signed with algorithms that are not known here")
								 : job->subject == UINT32_MAX ? UP_STR("what it signs is not here")
											      : UP_STR("what it signs could not be read") };
	if (job->subject == UINT32_MAX && !job->is_unknown && !verify->package->is_partial)
		state(checking, job, "signature-alone", up_str_basename(member_of(checking, job->member)->name), UP_STR(""));
	else
		note(checking, job->is_unknown ? UP_NOTE_UNSUPPORTED : UP_NOTE_UNREADABLE, job->member,
		     "the signature could not be verified");
	up_statements_add(verify->statements, &statement);
}

void up_verify_cms(struct up_verify *verify)
{
	struct checking checking = { .verify = verify };
	up_member_names_init(&checking.members, verify->package, verify->statements->arena);
	/* Also where nothing is signed: whoever gave a trust file that nobody understands is told. */
	checking.anchors = up_anchors_new(verify->trust);
	collect(&checking);
	read_inside_all(&checking);
	read_beside(&checking, false);
	read_beside(&checking, true);
	for (size_t i = 0; i < checking.n; i++)
		tell(&checking, &checking.jobs[i]);
	for (size_t i = 0; i < checking.n; i++)
		up_signed_free(checking.jobs[i].message);
	up_free(checking.jobs);
	up_anchors_free(checking.anchors);
	up_member_names_finish(&checking.members);
}
