/* A finding: a rule that holds for a fact, with everything that a report needs. The source is gone by then. */
#pragma once

#include "core/related.h"
#include "core/rule.h"

enum up_suppression {
	UP_SUPPRESSION_NONE,
	UP_SUPPRESSION_INLINE, /* a comment in the source */
	UP_SUPPRESSION_CONFIG, /* .uplint.yaml */
	UP_SUPPRESSION_BASELINE,
};

/* What can be told of a secret without asking anyone. */
enum up_verdict {
	UP_VERDICT_NONE,        /* no secret */
	UP_VERDICT_DOUBTFUL,    /* a checksum or structure that does not hold: altered, made up, or ended */
	UP_VERDICT_WELL_FORMED, /* the right shape; there is nothing to check, or no way to */
	UP_VERDICT_VERIFIED,    /* its checksum or inner structure was recomputed and holds */
	_UP_VERDICT_MAX,
};

struct up_finding {
	const struct up_rule *rule;
	enum up_level level;
	enum up_verdict verdict;
	uint32_t rank;      /* how sure and how weighty, 1 … 100; 0: not graded */
	up_str evidence;    /* what the verdict rests on, redacted: "checksum holds; account 123456789012"; may be empty */
	up_str public_hash; /* of a private key, until it is known to which certificate it belongs; never reported */
	up_str group;       /* 32 hex digits, the keyed hash of the secret: the same secret elsewhere has the same; else empty */
	const struct up_related *related; /* other places that have a part in it, in the order of reading; UP_RELATED_MOST at most */
	uint32_t n_related;
	up_str history;             /* of a scan of git's history: the commits that hold it; else empty */
	up_str path;                /* the source's name; any byte but NUL */
	up_span at;                 /* bytes of the source as converted to UTF-8; orders findings, is not reported */
	struct up_place start, end; /* end is exclusive: one past the last column */
	up_str message;             /* one or two sentences, the first with its period */
	up_str fix;                 /* what to write instead, a sentence; may be empty */
	up_str safer;               /* of an operation on a schema: its safe form, as statements; may be empty */
	up_str replacement;         /* exact bytes to put in the place of [start, end), or empty where the fix is not mechanical */
	up_str product, key, since, installed, target; /* where they apply, else empty */
	up_str embedded_in;                            /* "cron", "ExecStart > sh -c", or empty */
	up_str snippet; /* the lines start.line..end.line, joined by LF, secrets masked; at most 3 lines of at most 400 bytes */
	up_str secretless; /* the snippet with the group of each secret in its place; empty where it holds none. Makes fingerprints, is not reported */
	uint32_t snippet_column; /* the column that the snippet's first line begins at: long lines are cut round the span; 0 means 1 */
	up_str fingerprint;      /* 32 hex digits; survives moved lines */
	up_str line_hash;        /* GitHub's primaryLocationLineHash: 16 hex digits, ':', the count of equal lines so far */
	bool in_baseline;        /* whatever it is suppressed by */
	enum up_suppression suppression;
	up_str justification;     /* the reason given with the suppression */
	bool is_default;          /* about a default that changed where nothing sets its key: many of one source come together */
	const char *silenced_for; /* the other linter that a comment silences here ("squawk"), or NULL; `evidence` says so */
	/* Of an operation on a schema, until it is known for which database it is; never reported. */
	uint8_t dialects;                           /* up_dialect_bit of each for which it holds; 0: it is about no operation */
	bool is_dialect_pending, is_server_pending; /* what the tree says decides: which it is, which version it has */
};

/* "doubtful", "well-formed", "verified"; "" for UP_VERDICT_NONE. */
const char *up_verdict_name(enum up_verdict verdict);
/* The order of reports: path, offset, rule id, message. */
int up_finding_cmp(const struct up_finding *a, const struct up_finding *b);
