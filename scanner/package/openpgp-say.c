/* What follows from the result of one signature: its four clauses, its chain, and the forms of what is wrong. */
#include "package/openpgp-private.h"
#include "package/release.h"

#include "base/date.h"

enum {
	SECONDS_OF_DAY = 86400,
};

struct saying {
	struct up_pgp_run *run;
	const struct up_pgp_job *job;
	const struct up_pgp_result *result;
	const struct up_pgp_key *key; /* NULL: nobody has it */
	const struct up_trust_file *pin;
	struct up_statement statement;
	up_str id; /* "0x1234…" */
};

up_str up_pgp_date(struct up_arena *arena, int64_t seconds)
{
	char date[11];
	up_days_write(seconds / SECONDS_OF_DAY, date);
	return up_arena_copy(arena, up_str_from(date));
}

static struct up_clause clause(enum up_said said, up_str text)
{
	return (struct up_clause){ .said = said, .text = text };
}

static void state(struct saying *saying, const char *key, up_str value, up_str detail)
{
	struct up_form form = {
		.path = saying->statement.by,
		.key = up_str_from(key),
		.value = value,
		.detail = detail,
		.evidence = up_arena_printf(saying->run->arena, "%s; %.*s; %.*s", saying->statement.kind, UP_FMT(saying->statement.subject),
					    UP_FMT(saying->statement.signer)),
	};
	saying->run->verify->sink.state(saying->run->verify->sink.data, &form);
}

static up_str key_name(const struct saying *saying)
{
	if (saying->key && saying->key->user_id.len)
		return up_arena_printf(saying->run->arena, "%.*s %.*s", UP_FMT(saying->id), UP_FMT(saying->key->user_id));
	return saying->id;
}

/* --- integrity ------------------------------------------------------------------------------------------------------------- */

static void say_integrity(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_pgp_signature *said = &saying->result->said;
	struct up_clause *out = &saying->statement.integrity;
	up_str hash = up_pgp_hash_name(said->hash, arena);
	const char *part = saying->result->part, *of = part ? " of " : "";
	part = part ? part : "";
	switch (saying->result->verdict) {
	case UP_PGP_GOOD:
		if (up_pgp_hash_is_weak(said->hash)) {
			*out = clause(UP_SAID_DOUBT,
				      up_arena_printf(arena, "the bytes%s%s match, by %.*s, for which other bytes can be found", of, part,
						      UP_FMT(hash)));
			state(saying, "signature-weak", up_str_basename(saying->statement.by),
			      up_arena_printf(arena, "the digest %.*s", UP_FMT(hash)));
		} else
			*out = clause(UP_SAID_GOOD, up_arena_printf(arena, "the bytes%s%s match (%.*s)", of, part, UP_FMT(hash)));
		break;
	case UP_PGP_BAD:
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "the bytes%s%s do not match the signature", of, part));
		state(saying, "signature-bad", up_str_basename(saying->statement.subject), key_name(saying));
		break;
	case UP_PGP_NO_KEY:
		*out = clause(UP_SAID_DOUBT, UP_STR("cannot be checked without the key"));
		break;
	case UP_PGP_KEY_HELD_NOT:
		*out = clause(UP_SAID_DOUBT, UP_STR("not compared: the key did not hold when the signature was made"));
		break;
	default:
		*out = clause(UP_SAID_DOUBT, UP_STR("not compared: the signature, or what it signs, could not be read"));
	}
}

/* --- authenticity ---------------------------------------------------------------------------------------------------------- */

static void say_authenticity(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	struct up_clause *out = &saying->statement.authenticity;
	up_str name = key_name(saying);
	if (!saying->key) {
		*out = clause(UP_SAID_DOUBT, up_arena_printf(arena, "says that it is by %.*s", UP_FMT(name)));
		return;
	}
	if (saying->result->verdict == UP_PGP_BAD) {
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "names %.*s, which did not sign these bytes", UP_FMT(name)));
		return;
	}
	if (saying->result->verdict != UP_PGP_GOOD) {
		*out = clause(UP_SAID_DOUBT, up_arena_printf(arena, "names %.*s", UP_FMT(name)));
		return;
	}
	*out = clause(UP_SAID_GOOD, up_arena_printf(arena, "signed by %.*s, %.*s", UP_FMT(name), UP_FMT(saying->key->algorithm)));
	if (saying->key->is_weak) {
		*out = clause(UP_SAID_DOUBT, up_arena_printf(arena, "signed by %.*s, whose key (%.*s) is too short", UP_FMT(name),
							     UP_FMT(saying->key->algorithm)));
		state(saying, "signature-weak", up_str_basename(saying->statement.by),
		      up_arena_printf(arena, "the key %.*s, %.*s", UP_FMT(saying->id), UP_FMT(saying->key->algorithm)));
	}
	if (!saying->key->may_sign) {
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "signed by %.*s, which is not meant for signatures", UP_FMT(name)));
		state(saying, "signature-wrong-purpose", saying->id, saying->key->user_id);
	}
	if (saying->result->said.version == 2 || saying->result->said.version == 3)
		state(saying, "signature-version-old", up_str_basename(saying->statement.by), saying->id);
}

/* --- trust ----------------------------------------------------------------------------------------------------------------- */

static void say_unknown(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_pgp_signature *said = &saying->result->said;
	up_str date = said->created ? up_pgp_date(arena, said->created) : UP_STR("an unknown day");
	saying->statement.trust = clause(UP_SAID_DOUBT, UP_STR("no trusted keyring has this key"));
	if (saying->pin)
		saying->statement.trust = clause(UP_SAID_DOUBT,
						 up_arena_printf(arena, "its fingerprint is pinned in %.*s, but the key itself is nowhere",
								 UP_FMT(saying->pin->path)));
	saying->statement.is_root_unknown = true;
	state(saying, "signature-unknown-key", saying->id,
	      up_arena_printf(arena, "OpenPGP, %.*s with %.*s, made on %.*s", UP_FMT(up_pgp_algorithm_name(said->algorithm, arena)),
			      UP_FMT(up_pgp_hash_name(said->hash, arena)), UP_FMT(date)));
}

static void say_trust(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_verify *verify = saying->run->verify;
	struct up_clause *out = &saying->statement.trust;
	if (!saying->key) {
		say_unknown(saying);
	} else if (saying->key->valid_till == 0 && saying->result->verdict == UP_PGP_KEY_HELD_NOT) {
		*out = clause(UP_SAID_BAD, UP_STR("the key has no signature of its owner that holds"));
		saying->statement.is_root_unknown = saying->key->is_of_package;
		state(saying, "signature-key-invalid", saying->id, saying->key->user_id);
	} else if (saying->pin) {
		*out = clause(UP_SAID_GOOD, up_arena_printf(arena, "its fingerprint is pinned in %.*s", UP_FMT(saying->pin->path)));
	} else if (!saying->key->is_of_package) {
		*out = clause(UP_SAID_GOOD,
			      up_arena_printf(arena, "the key is in %.*s", UP_FMT(verify->trust->files[saying->key->origin].path)));
	} else {
		up_str path = verify->package->members[saying->key->origin].path;
		*out = clause(UP_SAID_DOUBT,
			      up_arena_printf(arena, "the key is in the package itself (%.*s): it proves nothing", UP_FMT(path)));
		saying->statement.is_root_unknown = true;
		state(saying, "signature-key-inside", saying->id, path);
	}
}

/* --- freshness ------------------------------------------------------------------------------------------------------------- */

/* What is bad about times, worst first; false: nothing. */
static bool say_ended(struct saying *saying, int64_t created, int64_t now)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_pgp_key *key = saying->key;
	const struct up_pgp_signature *said = &saying->result->said;
	struct up_clause *out = &saying->statement.freshness;
	up_str day = up_pgp_date(arena, created);
	if (key && key->revoked) {
		up_str since = up_pgp_date(arena, key->revoked);
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "the key was revoked on %.*s%s%.*s", UP_FMT(since),
							   key->reason.len ? ": " : "", UP_FMT(key->reason)));
		state(saying, "signature-key-revoked", saying->id,
		      up_arena_printf(arena, "%.*s%s", UP_FMT(since), key->is_compromised ? ", because it was compromised" : ""));
		return true;
	}
	if (created > now + SECONDS_OF_DAY) {
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "made on %.*s, which is not yet", UP_FMT(day)));
		state(saying, "signature-not-yet-valid", up_str_basename(saying->statement.by), day);
		return true;
	}
	if (said->lifetime && created + said->lifetime < now) {
		up_str end = up_pgp_date(arena, created + said->lifetime);
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "made on %.*s, the signature ended on %.*s", UP_FMT(day), UP_FMT(end)));
		state(saying, "signature-expired", up_str_basename(saying->statement.by), end);
		return true;
	}
	if (key && created < key->created) {
		up_str first = up_pgp_date(arena, key->created);
		*out = clause(UP_SAID_BAD, up_arena_printf(arena, "made on %.*s, before its key (%.*s)", UP_FMT(day), UP_FMT(first)));
		state(saying, "signature-before-key", saying->id, up_arena_printf(arena, "%.*s, the key %.*s", UP_FMT(day), UP_FMT(first)));
		return true;
	}
	if (key && key->ends && created > key->ends) {
		up_str end = up_pgp_date(arena, key->ends);
		*out = clause(UP_SAID_BAD,
			      up_arena_printf(arena, "made on %.*s, after the key had ended (%.*s)", UP_FMT(day), UP_FMT(end)));
		state(saying, "signature-key-ended", saying->id, up_arena_printf(arena, "%.*s, made on %.*s", UP_FMT(end), UP_FMT(day)));
		return true;
	}
	return false;
}

static void say_freshness(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_pgp_key *key = saying->key;
	int64_t now = saying->run->verify->trust->now_seconds, created = saying->result->said.created;
	struct up_clause *out = &saying->statement.freshness;
	up_str day = up_pgp_date(arena, created);
	if (!created)
		*out = clause(UP_SAID_DOUBT, UP_STR("when it was made is not said"));
	else if (say_ended(saying, created, now))
		return;
	else if (!key)
		*out = clause(UP_SAID_DOUBT,
			      up_arena_printf(arena, "says that it was made on %.*s; whether the key holds is not known", UP_FMT(day)));
	else if (key->ends && key->ends < now) {
		up_str end = up_pgp_date(arena, key->ends);
		*out = clause(UP_SAID_DOUBT, up_arena_printf(arena, "made on %.*s, when the key held; it has ended since, on %.*s",
							     UP_FMT(day), UP_FMT(end)));
		state(saying, "signature-key-ended-since", saying->id, end);
	} else if (key->ends)
		*out = clause(UP_SAID_GOOD, up_arena_printf(arena, "made on %.*s; the key ends on %.*s", UP_FMT(day),
							    UP_FMT(up_pgp_date(arena, key->ends))));
	else
		*out = clause(UP_SAID_GOOD, up_arena_printf(arena, "made on %.*s; the key has no end", UP_FMT(day)));
}

/* What a Release says of its own age stands behind what the signature says; the worse of the two counts. */
static void say_release(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_member *subject = &saying->run->verify->package->members[saying->job->subject];
	struct up_clause *out = &saying->statement.freshness;
	int64_t now = saying->run->verify->trust->now_seconds;
	struct up_release release;
	if (!up_str_is_listed(up_str_basename(subject->name), "Release InRelease") || !up_release_read(subject->bytes, &release))
		return;
	if (!release.until) {
		out->text = up_arena_printf(arena, "%.*s; it does not say until when it may be used", UP_FMT(out->text));
		return;
	}
	bool is_over = release.until < now;
	out->text = up_arena_printf(arena, "%.*s; it %s valid until %.*s", UP_FMT(out->text), is_over ? "was" : "is",
				    UP_FMT(up_pgp_date(arena, release.until)));
	if (is_over)
		out->said = UP_SAID_BAD;
}

/* --- the whole ------------------------------------------------------------------------------------------------------------- */

static struct up_link link_of(struct up_arena *arena, const struct up_pgp_key *key, up_str algorithm)
{
	return (struct up_link){
		.subject = key->user_id,
		.serial = up_arena_copy(arena, up_str_from(key->key_id)),
		.fingerprint = up_arena_copy(arena, up_str_from(key->fingerprint)),
		.not_before = up_pgp_date(arena, key->created),
		.not_after = key->ends ? up_pgp_date(arena, key->ends) : UP_STR(""),
		.algorithm = algorithm,
	};
}

/* The key that signed, then the one that it is a subkey of; of an unknown one what the signature says. */
static void say_chain(struct saying *saying)
{
	struct up_arena *arena = saying->run->arena;
	const struct up_pgp_signature *said = &saying->result->said;
	const struct up_pgp_key *key = saying->key;
	up_str hash = up_pgp_hash_name(said->hash, arena);
	struct up_link *chain = up_arena_alloc_zero(arena, 2 * sizeof *chain);
	saying->statement.chain = chain;
	saying->statement.n_chain = 1;
	if (!key) {
		chain[0].serial = up_arena_copy(arena, up_str_from(said->key_id));
		chain[0].fingerprint = up_arena_copy(arena, up_str_from(said->fingerprint));
		chain[0].algorithm = up_arena_printf(arena, "%.*s, %.*s", UP_FMT(up_pgp_algorithm_name(said->algorithm, arena)),
						     UP_FMT(hash));
		saying->statement.signer = chain[0].fingerprint.len ? chain[0].fingerprint : chain[0].serial;
		return;
	}
	chain[0] = link_of(arena, key, up_arena_printf(arena, "%.*s, %.*s", UP_FMT(key->algorithm), UP_FMT(hash)));
	const struct up_pgp_key *primary = up_pgp_key_find(saying->run->pgp, key->primary);
	if (primary && primary != key) {
		chain[1] = link_of(arena, primary, primary->algorithm);
		saying->statement.n_chain = 2;
	}
	saying->statement.signer = up_arena_copy(arena, up_str_from(key->primary));
}

static void say_result(struct up_pgp_run *run, const struct up_pgp_job *job, const struct up_pgp_result *result)
{
	const struct up_package *package = run->verify->package;
	const struct up_pgp_key *key = result->key;
	if (!key && result->verdict == UP_PGP_UNREADABLE) {
		key = up_pgp_key_find(run->pgp, result->said.fingerprint);
		key = key ? key : up_pgp_key_find(run->pgp, result->said.key_id);
		run->verify->sink.note(
			run->verify->sink.data, UP_NOTE_UNSUPPORTED, package->members[job->by].path,
			UP_STR("a signature was not compared: its algorithm is not understood, or what it signs cannot be read"));
	}
	/* Of version 6, or of an algorithm that is newer than the library: whose it is cannot be told. */
	if (!key && !result->said.key_id[0] && !result->said.fingerprint[0]) {
		run->verify->sink.note(run->verify->sink.data, UP_NOTE_UNSUPPORTED, package->members[job->by].path,
				       UP_STR("a signature was not compared: it is of a version or an algorithm that is not supported"));
		return;
	}
	struct saying saying = {
		.run = run,
		.job = job,
		.result = result,
		.key = key,
		.statement = { .kind = job->word, .subject = package->members[job->subject].path, .by = package->members[job->by].path },
	};
	up_str id = up_str_from(result->said.key_id);
	if (key)
		id = up_str_from(key->key_id);
	else if (!id.len && strlen(result->said.fingerprint) == 40)
		id = up_str_from(result->said.fingerprint + 24);
	saying.id = id.len ? up_arena_printf(run->arena, "0x%.*s", UP_FMT(id)) : up_str_from(result->said.fingerprint);
	saying.pin = up_pgp_pin_of(run, key ? key->fingerprint : result->said.fingerprint);
	if (!saying.pin && key)
		saying.pin = up_pgp_pin_of(run, key->primary);
	say_chain(&saying);
	say_integrity(&saying);
	say_authenticity(&saying);
	say_trust(&saying);
	say_freshness(&saying);
	say_release(&saying);
	up_statements_add(run->verify->statements, &saying.statement);
}

void up_pgp_say(struct up_pgp_run *run, const struct up_pgp_job *job)
{
	for (size_t i = 0; i < job->n; i++)
		say_result(run, job, &job->results[i]);
	if (!job->n && job->kind == UP_PGP_JOB_MESSAGE)
		run->verify->sink.note(run->verify->sink.data, UP_NOTE_UNSUPPORTED, run->verify->package->members[job->by].path,
				       UP_STR("its signature could not be read, or what it signs unpacks to more than 64 MiB"));
}
