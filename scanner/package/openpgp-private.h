/* What the files of the OpenPGP verifier share: its run over one package. */
#pragma once

#include "package/member-names.h"
#include "package/openpgp.h"
#include "package/verify.h"

/* Fingerprints that the user wrote down. */
struct up_pgp_pin {
	char fingerprint[65]; /* upper-case hex */
	uint32_t file;
};

enum up_pgp_job_kind {
	UP_PGP_JOB_FILE,    /* all bytes of the subject */
	UP_PGP_JOB_DEB,     /* debian-binary, control.tar and data.tar of the subject, one after the other */
	UP_PGP_JOB_RPM,     /* ranges of the subject, which has its signatures itself */
	UP_PGP_JOB_MESSAGE, /* the subject is signed text */
};

/* Signatures of one file over one subject. */
struct up_pgp_job {
	enum up_pgp_job_kind kind;
	uint32_t subject, by; /* members */
	const char *word;     /* the statement's kind */
	up_str packets;
	struct up_pgp_result *results;
	size_t n;
	bool is_done;
};

struct up_pgp_run {
	struct up_verify *verify;
	struct up_arena *arena;
	struct up_pgp *pgp; /* NULL: nothing is signed, so no key is needed */
	struct up_member_names names;
	struct up_pgp_pin *pins;
	size_t n_pins, pins_capacity;
	struct up_pgp_job *jobs;
	size_t n_jobs, jobs_capacity;
	bool is_full; /* there were more, and a note said so */
};

/* --- trust (openpgp-trust.c) --- */

void up_pgp_load_trust(struct up_pgp_run *run);
/* Keys that lie in the package. */
void up_pgp_load_inside(struct up_pgp_run *run);
/* The file that pins this fingerprint; NULL: none. */
const struct up_trust_file *up_pgp_pin_of(const struct up_pgp_run *run, const char *fingerprint);

/* --- containers with signatures of their own (openpgp-deb.c, openpgp-rpm.c) --- */

/* The parts of a deb that debsigs signs, out of the stream of the whole. */
struct up_deb_parts {
	struct up_stream *deb;
	uint64_t left; /* of the member that is read */
	bool is_begun, is_broken, is_padded;
};

struct up_stream up_deb_parts_stream(struct up_deb_parts *parts);
/* Reads the rpm and fills the job's results; none where it has no signature. */
void up_pgp_check_rpm(struct up_pgp_run *run, struct up_pgp_job *job, struct up_stream *stream);

/* --- saying it (openpgp-say.c) --- */

/* "2026-01-01". */
up_str up_pgp_date(struct up_arena *arena, int64_t seconds);
/* One statement for each signature, and forms for what is wrong. */
void up_pgp_say(struct up_pgp_run *run, const struct up_pgp_job *job);
