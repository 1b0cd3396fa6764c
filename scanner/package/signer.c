/* Integrity, authenticity, trust and freshness are told apart: a chain that ends nowhere says nothing against the bytes, and a signature that holds says nothing
 * for the signer. */
#include "package/signer.h"

struct telling {
	struct up_verify *verify;
	const struct up_signer *signer;
	struct up_arena *arena;
	up_str by, evidence;
};

up_str up_signer_evidence(const struct up_signer *signer, struct up_arena *arena)
{
	const struct up_chain *chain = &signer->chain;
	struct up_buf text = { 0 };
	for (size_t i = 0; i < chain->n; i++) {
		const struct up_link *link = &chain->links[i];
		up_buf_printf(&text, "%s%zu: %.*s, serial %.*s, SHA-256 %.*s, %.*s to %.*s, %.*s", i ? "; " : "", i + 1,
			      UP_FMT(link->subject), UP_FMT(link->serial), UP_FMT(link->fingerprint), UP_FMT(link->not_before),
			      UP_FMT(link->not_after), UP_FMT(link->algorithm));
	}
	if (chain->n && chain->end == UP_CHAIN_MISSING)
		up_buf_printf(&text, "; missing: %.*s%s%.*s", UP_FMT(chain->missing), chain->missing_key.len ? ", key id " : "",
			      UP_FMT(chain->missing_key));
	return up_arena_take(arena, &text);
}

static void state(struct telling *telling, const char *key, up_str value, up_str detail)
{
	struct up_form form = {
		.path = telling->by, .key = up_str_from(key), .value = value, .detail = detail, .evidence = telling->evidence
	};
	telling->verify->sink.state(telling->verify->sink.data, &form);
}

/* --- trust ------------------------------------------------------------------------------------------------------------------ */

static struct up_clause end_clause(struct telling *telling)
{
	const struct up_chain *chain = &telling->signer->chain;
	struct up_arena *arena = telling->arena;
	const struct up_link *last = &chain->links[chain->n - 1];
	switch (chain->end) {
	case UP_CHAIN_TRUSTED:
		if (chain->n == 1)
			return (struct up_clause){ UP_SAID_GOOD, up_arena_printf(arena, "the certificate itself is trusted by %.*s",
										 UP_FMT(chain->anchor)) };
		return (struct up_clause){ UP_SAID_GOOD, up_arena_printf(arena, "the chain ends in %.*s, trusted by %.*s",
									 UP_FMT(last->subject), UP_FMT(chain->anchor)) };
	case UP_CHAIN_MISSING:
		return (struct up_clause){ UP_SAID_DOUBT, up_arena_printf(arena, "root unknown: %.*s, the issuer of %.*s, is missing",
									  UP_FMT(chain->missing), UP_FMT(last->subject)) };
	case UP_CHAIN_UNTRUSTED:
		return (struct up_clause){ UP_SAID_DOUBT,
					   up_arena_printf(arena, "root unknown: %.*s came with the signature and is not trusted",
							   UP_FMT(last->subject)) };
	case UP_CHAIN_SELF_SIGNED:
		return (struct up_clause){ UP_SAID_DOUBT, UP_STR("the certificate is signed by itself and not trusted") };
	case UP_CHAIN_BROKEN:
		break;
	}
	return (struct up_clause){ UP_SAID_BAD, up_arena_printf(arena, "the chain does not hold: %.*s", UP_FMT(chain->fault)) };
}

static void worsen(struct up_clause *clause, enum up_said said, struct up_arena *arena, up_str text)
{
	clause->said = said > clause->said ? said : clause->said;
	clause->text = clause->text.len ? up_arena_printf(arena, "%.*s; %.*s", UP_FMT(clause->text), UP_FMT(text)) : text;
}

static void state_end(struct telling *telling)
{
	const struct up_chain *chain = &telling->signer->chain;
	up_str key = chain->missing_key.len ? up_arena_printf(telling->arena, " (key id %.*s)", UP_FMT(chain->missing_key)) : UP_STR("");
	if (chain->end == UP_CHAIN_MISSING || chain->end == UP_CHAIN_UNTRUSTED)
		state(telling, "unknown-root", chain->missing, key);
	else if (chain->end == UP_CHAIN_SELF_SIGNED)
		state(telling, "certificate-self-signed", chain->missing, chain->links[0].fingerprint);
	else if (chain->end == UP_CHAIN_BROKEN)
		state(telling, "certificate-chain-broken", chain->links[0].subject, chain->fault);
}

static struct up_clause tell_trust(struct telling *telling)
{
	const struct up_signer *signer = telling->signer;
	const struct up_chain *chain = &signer->chain;
	struct up_clause trust = end_clause(telling);
	state_end(telling);
	if (chain->purpose == UP_PURPOSE_WRONG) {
		worsen(&trust, UP_SAID_BAD, telling->arena,
		       up_arena_printf(telling->arena, "it is for %.*s, not for code", UP_FMT(chain->purpose_text)));
		state(telling, "certificate-wrong-purpose", chain->links[0].subject, chain->purpose_text);
	} else if (chain->purpose == UP_PURPOSE_UNSAID) {
		worsen(&trust, UP_SAID_DOUBT, telling->arena, UP_STR("it does not say that it is for code"));
		state(telling, "certificate-no-purpose", chain->links[0].subject, UP_STR(""));
	}
	if (chain->weak.len) {
		worsen(&trust, UP_SAID_DOUBT, telling->arena, up_arena_printf(telling->arena, "weak: %.*s", UP_FMT(chain->weak)));
		state(telling, "weak-signature", chain->weak, UP_STR(""));
	}
	if (signer->is_digest_weak) {
		worsen(&trust, UP_SAID_DOUBT, telling->arena,
		       up_arena_printf(telling->arena, "weak: signed over %.*s", UP_FMT(signer->digest)));
		state(telling, "weak-signature", signer->digest, UP_STR(""));
	}
	return trust;
}

/* --- freshness -------------------------------------------------------------------------------------------------------------- */

static void tell_end(struct telling *telling, struct up_clause *fresh)
{
	const struct up_signer *signer = telling->signer;
	const struct up_chain *chain = &signer->chain;
	struct up_arena *arena = telling->arena;
	up_str stamped = signer->stamped_at ? up_chain_day(signer->stamped_at, arena) : UP_STR_NULL;
	worsen(fresh, UP_SAID_GOOD, arena, up_arena_printf(arena, "%.*s ended on %.*s", UP_FMT(chain->ended), UP_FMT(chain->ended_on)));
	if (!stamped.len) {
		worsen(fresh, UP_SAID_BAD, arena, UP_STR("no time stamp says that it was signed before"));
		state(telling, "certificate-expired", chain->ended, chain->ended_on);
	} else if (!signer->is_stamp_trusted) {
		worsen(fresh, UP_SAID_DOUBT, arena,
		       up_arena_printf(arena, "a time stamp of %.*s says that it was signed on %.*s, and nobody vouches for that authority",
				       UP_FMT(signer->stamp_by), UP_FMT(stamped)));
		state(telling, "time-stamp-unknown", signer->stamp_by,
		      up_arena_printf(arena, "%.*s ended on %.*s", UP_FMT(chain->ended), UP_FMT(chain->ended_on)));
	} else if (!chain->held_then) {
		worsen(fresh, UP_SAID_BAD, arena,
		       up_arena_printf(arena, "it did not hold on %.*s either, when it was signed", UP_FMT(stamped)));
		state(telling, "certificate-expired", chain->ended, chain->ended_on);
	} else
		worsen(fresh, UP_SAID_GOOD, arena,
		       up_arena_printf(arena, "it held when it was signed, on %.*s by the time stamp of %.*s", UP_FMT(stamped),
				       UP_FMT(signer->stamp_by)));
}

static struct up_clause tell_freshness(struct telling *telling)
{
	const struct up_signer *signer = telling->signer;
	const struct up_chain *chain = &signer->chain;
	struct up_arena *arena = telling->arena;
	struct up_clause fresh = { 0 };
	if (chain->begins.len) {
		worsen(&fresh, UP_SAID_BAD, arena,
		       up_arena_printf(arena, "%.*s does not hold before %.*s", UP_FMT(chain->begins), UP_FMT(chain->begins_on)));
		state(telling, "certificate-not-yet-valid", chain->begins, chain->begins_on);
	}
	if (chain->ended.len)
		tell_end(telling, &fresh);
	else if (!chain->begins.len) {
		worsen(&fresh, UP_SAID_GOOD, arena, up_arena_printf(arena, "holds until %.*s", UP_FMT(chain->until)));
		if (signer->is_stamp_trusted) {
			up_str day = up_chain_day(signer->stamped_at, arena);
			worsen(&fresh, UP_SAID_GOOD, arena,
			       up_arena_printf(arena, "signed on %.*s by the time stamp of %.*s", UP_FMT(day), UP_FMT(signer->stamp_by)));
		}
	}
	if (signer->claimed_at && !signer->is_stamp_trusted) {
		up_str day = up_chain_day(signer->claimed_at, arena);
		worsen(&fresh, UP_SAID_GOOD, arena, up_arena_printf(arena, "the signer says it signed on %.*s", UP_FMT(day)));
	}
	if (chain->revoked.len) {
		worsen(&fresh, UP_SAID_BAD, arena, chain->revoked);
		state(telling, "certificate-revoked", chain->links[0].subject, chain->revoked);
	} else if (chain->has_revocation)
		worsen(&fresh, UP_SAID_GOOD, arena, UP_STR("not revoked"));
	else
		worsen(&fresh, UP_SAID_DOUBT, arena, UP_STR("no revocation data was given"));
	return fresh;
}

/* --- all four --------------------------------------------------------------------------------------------------------------- */

static struct up_clause authenticity_of(struct telling *telling)
{
	const struct up_signer *signer = telling->signer;
	up_str name = signer->chain.n ? signer->chain.links[0].subject : UP_STR_NULL;
	switch (signer->match) {
	case UP_SIGNER_MATCHES:
		return (struct up_clause){ UP_SAID_GOOD, up_arena_printf(telling->arena, "signed by %.*s", UP_FMT(name)) };
	case UP_SIGNER_CONTENT_ALTERED:
		return (struct up_clause){ UP_SAID_BAD, up_arena_printf(telling->arena, "%.*s signed something else", UP_FMT(name)) };
	case UP_SIGNER_WRONG:
		return (struct up_clause){ UP_SAID_BAD,
					   up_arena_printf(telling->arena, "names %.*s, whose key did not make it", UP_FMT(name)) };
	case UP_SIGNER_NO_CERTIFICATE:
		return (struct up_clause){ UP_SAID_DOUBT, up_arena_printf(telling->arena, "the signer's certificate is missing: %.*s",
									  UP_FMT(signer->wanted)) };
	case UP_SIGNER_UNSUPPORTED:
		break;
	}
	return (struct up_clause){ UP_SAID_DOUBT,
				   up_arena_printf(telling->arena, "names %.*s; the algorithm is not known here", UP_FMT(name)) };
}

void up_signer_tell(struct up_verify *verify, const struct up_signer *signer, const char *kind, up_str subject, up_str by,
		    struct up_clause integrity)
{
	struct up_arena *arena = verify->statements->arena;
	struct telling telling = { verify, signer, arena, by, up_signer_evidence(signer, arena) };
	const struct up_chain *chain = &signer->chain;
	struct up_statement statement = {
		.kind = kind,
		.subject = subject,
		.by = by,
		.integrity = integrity,
		.authenticity = authenticity_of(&telling),
		.chain = chain->links,
		.n_chain = chain->n,
		.signer = chain->n ? chain->links[0].fingerprint : UP_STR_NULL,
		.is_chain_broken = chain->n && chain->end == UP_CHAIN_BROKEN,
		.is_root_unknown = chain->n && (chain->end == UP_CHAIN_MISSING || chain->end == UP_CHAIN_UNTRUSTED ||
						chain->end == UP_CHAIN_SELF_SIGNED),
	};
	if (signer->match == UP_SIGNER_NO_CERTIFICATE) {
		statement.trust = (struct up_clause){ UP_SAID_DOUBT, UP_STR("nothing is known of the signer") };
		state(&telling, "signer-certificate-missing", signer->wanted, UP_STR(""));
	} else if (signer->match == UP_SIGNER_MATCHES) {
		statement.trust = tell_trust(&telling);
		statement.freshness = tell_freshness(&telling);
	} else if (signer->match == UP_SIGNER_UNSUPPORTED)
		verify->sink.note(verify->sink.data, UP_NOTE_UNSUPPORTED, by,
				  up_arena_printf(arena, "a signature whose algorithm is not known here: %.*s, %.*s",
						  UP_FMT(chain->n ? chain->links[0].algorithm : UP_STR_NULL), UP_FMT(signer->digest)));
	up_statements_add(verify->statements, &statement);
}
