/* Facts × rules → matches, for one source at a time. One matcher per worker; the rules are shared. */
#pragma once

#include "core/form.h"
#include "core/limits.h"
#include "core/parse.h"
#include "match/rules.h"
#include "secret/certificate.h"

struct up_matcher;

/* A rule that holds for a fact of the source. Strings live until the next up_matcher_begin. */
struct up_match {
	const struct up_rule *rule;
	enum up_level level;
	up_span at; /* what to underline */
	up_str message, fix, replacement;
	up_str safer; /* of an operation: its safe form */
	up_str product, key, since, installed, target;
	up_str embedded_in;
	enum up_suppression suppression;
	up_str justification;
	/* Of a secret, else empty. */
	enum up_verdict verdict;
	uint32_t rank;
	up_str evidence;
	up_str secret;           /* the secret itself, decoded: to be hashed and masked, never to be shown */
	up_span secret_at;       /* where it stands, as written */
	uint32_t weight;         /* of two findings of the same bytes the heavier one is kept */
	up_str vendor;           /* whose page the rule is from */
	uint8_t dialects;        /* of an operation: up_dialect_bit of each database for which it holds; 0: whatever it is */
	bool is_dialect_pending; /* nothing says which of them it is */
	bool is_server_pending;  /* nor which version it has */
	bool is_default;         /* about a default that changed where nothing sets its key */
	bool is_form;
	struct up_place form_at, form_end; /* of a form: its place; line 0: the source as a whole */
	up_str form_snippet;               /* its line, or empty */
	const struct up_related *related;  /* of a form; live as long as the form */
	uint32_t n_related;
	up_str public_hash; /* of a private key: what up_certificate.public_hash is for its certificates; or empty */
};

/* A secret that a match is about; also where the match itself is not given: over the limit of matches, or its rule is switched off. */
struct up_secret {
	up_str text; /* decoded */
	up_span at;  /* as written */
};

/* `today`: YYYY-MM-DD, for suppressions that expire. */
struct up_matcher *up_matcher_new(const struct up_rules *rules, const struct up_limits *limits, up_str today);
void up_matcher_free(struct up_matcher *matcher);

/* Literals byte by byte instead of by the database: the same, slowly; to hold the one against the other. */
void up_matcher_set_plain(struct up_matcher *matcher, bool is_plain);

/* Units that the sources to come refer to are looked up among those of a host that is not upgraded itself (estate/units.h): other names that some
 * release gave them say nothing more. */
void up_matcher_know_units(struct up_matcher *matcher);

/* Sources from now on come with a package: what the host has behind it holds for them, and what a later version brings is a note. */
void up_matcher_set_package(struct up_matcher *matcher, bool of_package);
/* Who hears what only the whole of a source says (a MIGRATION with what it comes to), for joins across sources; at the end of the source. NULL: nobody. */
void up_matcher_tell_to(struct up_matcher *matcher, void (*tell)(void *data, const struct up_fact *fact), void *data);

/* The day on which support is judged, in the place of `today` of up_matcher_new. */
struct up_support_day;
/* Sources are included files of a product from now on, which were read before as what they are by their names: only its rows count, and what they say of its
 * configuration. `in`: the sections round the place that includes them. An empty product ends it. Strings live as long. */
void up_matcher_read_again(struct up_matcher *matcher, up_str product, up_str in);
/* The lines of comments that suppress something in the source that has ended, from *at on; 0: there are no more. */
uint32_t up_matcher_next_allowed(const struct up_matcher *matcher, size_t *at);
void up_matcher_set_day(struct up_matcher *matcher, const struct up_support_day *day);

/* Of the sources from now on. */
void up_matcher_set_database(struct up_matcher *matcher, const struct up_given_database *given);

/* Between begin and end, facts and notes go to the sink of up_matcher_sink. `source`, its bytes and `arena` live until end. */
void up_matcher_begin(struct up_matcher *matcher, const struct up_source *source, const struct up_ownership *ownership,
		      struct up_arena *arena);
/* Facts are given by the parser through this sink; `note` is called for notes of the parser and of rules that could not be evaluated. */
struct up_sink up_matcher_sink(struct up_matcher *matcher,
			       void (*note)(void *data, enum up_note_reason reason, uint32_t offset, up_str detail), void *data);
/* Looks for secrets in the source's bytes. Call within begin … end, with a sink. */
void up_matcher_bytes(struct up_matcher *matcher);
/* Can any rule hold for a source that no product owns? Cheap: the prefilter over its bytes. `has_commands`: its format, which `parser` reads, can state
 * some. */
bool up_matcher_wants(struct up_matcher *matcher, up_str bytes, const struct up_parser *parser, bool has_commands);
/* A form that no parser states; call within begin … end. */
void up_matcher_form(struct up_matcher *matcher, const struct up_form *form);
/* The matches of the source, suppressions applied, unordered; they live until the next begin. */
const struct up_match *up_matcher_end(struct up_matcher *matcher, size_t *ret_n);
/* All secrets of the source, for masking: after the end; they live as long as the matches. */
const struct up_secret *up_matcher_secrets(const struct up_matcher *matcher, size_t *ret_n);
/* Does any rule look at source names alone (FILE)? Those are tried on every source; call within begin … end. */
void up_matcher_file(struct up_matcher *matcher);
/* Could the rule that a suppression names hold in this run? One that is switched off, or whose change lies outside the window, could not; a glob
 * could. */
bool up_matcher_could_hold(const struct up_matcher *matcher, up_str id);
/* Of which database the migrations of the source are, where it says so itself; UP_DIALECT_NONE: it does not, or has none. After the end. */
enum up_dialect up_matcher_dialect(const struct up_matcher *matcher);
/* The certificates of the source, for the keys that belong to them; they live until the next begin. Only where rules look for private keys. */
const struct up_certificate *up_matcher_certificates(const struct up_matcher *matcher, size_t *ret_n);
