/* What can be said of one signature or checksum, as four separate statements: do the bytes match (integrity), who made it (authenticity), why should we
 * believe that (trust), and does it hold now (freshness). None of them follows from another. */
#pragma once

#include "base/arena.h"
#include "core/table.h"

enum up_said {
	UP_SAID_NOTHING, /* this kind says nothing of it: a checksum names nobody */
	UP_SAID_GOOD,
	UP_SAID_DOUBT, /* cannot be told, or needs a look: unknown root, no revocation data */
	UP_SAID_BAD,
	_UP_SAID_MAX,
};

struct up_clause {
	enum up_said said;
	up_str text; /* a clause for people: "all 14 files match SHA-256", "signed by 0xABCD… Vendor <x@y>", "root unknown", "expired 2026-01-01" */
};

/* One certificate or key of a chain, from the signer up. */
struct up_link {
	up_str subject, issuer;       /* RFC 4514 names; of an OpenPGP key its user id, and nothing */
	up_str serial;                /* hex; of an OpenPGP key its key id */
	up_str fingerprint;           /* SHA-256 of the certificate in hex; of an OpenPGP key its own fingerprint */
	up_str not_before, not_after; /* YYYY-MM-DD; empty: without end */
	up_str algorithm;             /* "RSA 2048, SHA-256", "Ed25519" */
	up_str issuer_key;            /* hex of the authority key id, where there is one: names what is missing */
};

struct up_statement {
	const char *kind; /* "OpenPGP", "CMS", "JAR", "RPM", "deb", "minisign", "InRelease", "checksums" */
	up_str subject;   /* path of what it is about */
	up_str by;        /* path of the signature or list */
	struct up_clause integrity, authenticity, trust, freshness;
	up_str signer;         /* fingerprint, hex: what two packages are compared by; empty: nobody */
	struct up_link *chain; /* from the signer up to where it ends */
	size_t n_chain;
	bool is_root_unknown; /* the chain ends in nothing that is trusted */
	bool is_chain_broken; /* a link of it was not issued by the one above, or that one had no right to */
};

/* What the checks of one package said; strings live in its arena. */
struct up_statements {
	struct up_arena *arena;
	struct up_statement *items;
	size_t n, capacity;
};

void up_statements_finish(struct up_statements *statements);
/* Copies the struct, not its strings: they are of the arena. */
void up_statements_add(struct up_statements *statements, const struct up_statement *statement);
/* The table of a report: what each signature and list says. To be finished. */
void up_statements_table(const struct up_statements *statements, struct up_arena *arena, struct up_table *ret_table);
/* "good", "doubt", "bad"; "-" where nothing is said. */
const char *up_said_name(enum up_said said);
