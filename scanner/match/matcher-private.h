/* What the matcher and its two ways to look rules up share. Private to match/. */
#pragma once

#include "core/upgrade-script.h"
#include "match/condition.h"
#include "match/matcher.h"
#include "match/migration-things.h"
#include "match/support.h"
#include "match/suppress.h"
#include "schema/dialect.h"
#include "secret/key.h"
#include "secret/place.h"

struct sibling {
	uint32_t scope, number; /* number: in the order of the source */
	up_str key, value;
};

/* A setting or flag as a row sees it. */
struct carried {
	uint32_t scope;
	up_str path, key, value;
	up_str row_key; /* what rows are looked up under, where that is not the key: "example.org/" and a star */
	up_str whole;   /* the name as people know it, where row_key has stars in the place of its parts */
	up_span key_at, value_at;
	bool is_flag;
	bool is_variable;
	bool is_bare;     /* row_key is the key without a prefix (skip-) */
	bool is_forgiven; /* and without one that makes an unknown key a warning (loose-) */
	bool is_block;    /* it opens a mapping */
	bool is_rough;    /* the places are those of a longer stretch: nothing can be replaced there */
	up_str embedded_in;
};

/* The products that own a source, or what is embedded in it: data (a manifest in a here-document), or a file (`nginx.conf: |` of a ConfigMap). */
struct owned {
	struct up_ownership ownership;
	uint32_t products[UP_RULES_IMAGES][UP_OWNERS]; /* their indexes in each image; UINT32_MAX where it does not know them */
	const char *parser;                            /* of embedded data; NULL for the source itself */
	up_str name;                                   /* of the source or the file; empty for data */
	bool is_file;                                  /* that is embedded */
	bool is_part;                                  /* of a file */
	uint32_t n_settings;                           /* that are its owners' */
	size_t first_section;                          /* of those that are its own */
	up_span at;                                    /* of its first setting */
	struct owned *outer;
};

/* A mapping or section of a product whose rows ask what stands in one. */
struct section {
	up_str path;
	up_span at; /* of its first setting */
};

/* An image of a product, whose version it says. */
struct image_of {
	up_str product;
	up_span at;
};

/* A row that holds if its siblings, or the object round it, are there. */
struct pending {
	const struct up_image_rule *rule;
	uint32_t image, carried; /* carried: its number among those kept */
	up_span value_part;
};

/* What is remembered of settings that mean credentials, until the end of the source. */
struct up_credentials {
	bool wants_facts; /* text was seen of which a parser knows more */
	up_str name;      /* of the last `name: DB_PASSWORD`, whose `value:` comes after it */
	uint32_t name_scope;
	up_span *judged; /* values that a parser has stated: the same bytes are not judged as text */
	size_t n_judged, judged_capacity;
	uint32_t *objects; /* scopes of objects that say that they are secrets */
	size_t n_objects, objects_capacity;
	uint32_t line_layer; /* the layer in which a command line was read last, and how far: words in it are its arguments */
	size_t line_until;
	bool is_known, is_example, is_code, is_translation, is_of_digests; /* what the source's name says, once it was asked */
	enum up_path_kind path_kind;
	struct up_waiting_credential *waiting; /* values of what may be such an object */
	size_t n_waiting, waiting_capacity;
};

/* The commands of an upgrade script, and the SQL that they are given, in their order, for what only shows at its end (script.c). */
struct up_script_command {
	struct up_fact fact;
	up_str embedded_in;
};

struct up_script_state {
	enum up_upgrade_role role; /* of the present source */
	struct up_script_command *commands;
	size_t n, capacity;
	bool has_many; /* more than the limit, and the note is made */
};

/* The migrations and operations of the present source, in their order, for its end (migration.c). */
struct up_migration_state {
	struct up_migration_step *steps;
	size_t n, capacity;
	uint32_t session;       /* of the command that was met last */
	struct up_fact command; /* a client of a database; its key is empty: the last command was none */
	struct up_things things;
	bool has_many;        /* more than the limit, and the note is made */
	enum up_dialect said; /* of the first that says it itself */
};

/* Which dialect the operation that is met now is held to be of. */
struct up_assumed_dialect {
	enum up_dialect dialect;
	bool is_pending; /* nothing says so: the others are tried as well */
};

/* Private keys and certificates of the present source. */
struct up_key_state {
	struct up_key_effort effort;
	struct up_certificate_effort certificate_effort;
	bool is_noted;
	uint32_t layer, at; /* the marker that was looked at last, and what stands there */
	bool is_found;
	struct up_key_found found;
	struct up_certificate *certificates;
	size_t n_certificates, certificates_capacity;
};

/* Where matches of a rule may begin before its anchor: the last place that was tried in a layer. Anchors may stand in heaps, so that each would ask the
 * same places again. */
struct up_tried {
	const struct up_image_secret *secret;
	uint32_t layer, last;
};

enum {
	UP_TRIED = 16, /* rules that are remembered, by their place in memory */
};

/* What the present source says of runners of migrations (deploy.h); the needles are those of all signs. */
struct up_deploy_state {
	struct up_needles *needles;
	struct up_needle *words;
	uint32_t *counts; /* by sign: how often its literal stands in the source */
	size_t n_signs;
	struct up_deploy_hit *hits;
	size_t n_hits, hits_capacity;
	unsigned form;
	bool is_aside, has_many;
	struct up_deploy_setting *settings;
	size_t n_settings, settings_capacity;
	struct up_deploy_command *commands;
	size_t n_commands, commands_capacity;
};

struct up_matcher {
	const struct up_rules *rules;
	bool of_package; /* sources come with a package */
	const struct up_limits *limits;
	up_str today;
	struct up_support_day day;
	struct up_regex_scratch *regex;
	struct up_prefilter_scratch *prefilters[UP_RULES_IMAGES];
	struct up_hits hits;
	up_span *
		runs; /* stretches of the layers that are being looked through which were decoded without a hit, those of one layer together */
	size_t n_runs, runs_capacity;
	uint32_t n_layers; /* that were looked through */
	struct up_tried tried[UP_TRIED];
	bool is_plain, units_are_known;

	const struct up_source *source;
	struct owned *owned; /* the innermost one */
	struct up_arena *arena;
	struct up_arena *kept; /* what is said of secrets in decoded text, which is given back at once */
	struct up_lines lines;
	bool has_lines, gave_up, full, too_deep;
	uint32_t regex_calls;
	void (*note)(void *data, enum up_note_reason reason, uint32_t offset, up_str detail);
	void *note_data;
	void (*tell_to)(void *data, const struct up_fact *fact); /* up_matcher_tell_to; or NULL */
	void *tell_data;

	struct up_match *matches;
	size_t n_matches, matches_capacity;
	struct up_secret *secrets;
	size_t n_secrets, secrets_capacity;
	struct pending *pendings;
	size_t n_pendings, pendings_capacity;
	struct carried *carrieds; /* what the pendings are about: many rows wait for one setting */
	size_t n_carrieds, carrieds_capacity;
	struct sibling *siblings;
	size_t n_siblings, siblings_capacity;
	uint32_t *outers; /* by scope: the scope round it */
	size_t n_outers, outers_capacity;
	struct section *sections; /* by scope */
	size_t n_sections, sections_capacity;
	struct image_of *images;
	size_t n_images, images_capacity;
	up_str again;              /* the product that reads the source again, for its rows alone; or empty */
	up_str again_in;           /* the sections round the place that includes it */
	bool has_unseen_variables; /* they come out of files: env_file, envFrom */
	/* The last `name:` in a list of flags, whose `value:` comes after it. */
	up_str flag_name;
	up_span flag_name_at;
	uint32_t flag_scope;
	struct up_credentials credentials;
	struct up_key_state keys;
	struct up_script_state script;
	struct up_migration_state migrations;
	struct up_assumed_dialect assumed;
	struct up_given_database given;
	struct up_deploy_state deploy;
	struct up_allow *allows;
	size_t n_allows, allows_capacity;
	bool has_many_allows, has_many_waiting; /* more than the limit, and the note is made */
};

/* Keeps a match, up to the limit for one source. */
void up_matcher_take(struct up_matcher *matcher, const struct up_match *match);
/* What a form says of itself, and its rule does not. */
void up_matcher_say(struct up_match *match, const struct up_form *form);
/* Gives back what is over the limit, with a note. */
void up_matcher_limit(struct up_matcher *matcher);
/* States a fact to whoever joins sources; its strings live as long as the arena. */
void up_matcher_tell(struct up_matcher *matcher, const struct up_fact *fact);
bool up_matcher_is_on(const struct up_image *image, const struct up_image_rule *rule);
const struct up_rule *up_matcher_view(const struct up_image *image, const struct up_image_rule *rule);
const struct up_lines *up_matcher_lines(struct up_matcher *matcher);

/* Evaluating a condition: begin with a copy, end by giving it back, which makes the note when a limit was hit. */
struct up_evaluation up_matcher_evaluation(struct up_matcher *matcher, const struct up_image *image);
void up_matcher_evaluated(struct up_matcher *matcher, const struct up_evaluation *evaluation, const struct up_image_rule *rule, up_span at);
/* The place of the decoded part [part] of a value that stands at `at`: exact where the value is written as it is read (in quotes, too),
 * else all of it. */
up_span up_matcher_value_part(const struct up_matcher *matcher, up_str value, up_span at, up_span part);

/* rows.c */
void up_rows_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
/* The rows of a product under a key, in UP_SPACE_SETTING or UP_SPACE_FLAG of an image. */
void up_rows_try(struct up_matcher *matcher, size_t image, uint32_t product, uint32_t space, const struct carried *carried);
void up_rows_try_one(struct up_matcher *matcher, size_t image, const struct up_image_rule *rule, const struct carried *carried);
void up_rows_take(struct up_matcher *matcher, size_t image, const struct up_image_rule *rule, const struct carried *carried,
		  up_span value_part);

/* rows-star.c: rows whose key has stars in the place of parts. */
void up_rows_star(struct up_matcher *matcher, size_t image, uint32_t product, uint32_t space, const struct carried *carried);
void up_rows_star_variable(struct up_matcher *matcher, size_t image, up_str name, const struct carried *carried);

/* rows-include.c: a setting that includes further files of the product is told. */
void up_rows_include(struct up_matcher *matcher, size_t image, uint32_t product, const struct up_fact *fact);

/* rows-absent.c: rows on changed defaults. The key of one is set here; at the end of a source: it belongs to the product; the row holds. */
void up_rows_present(struct up_matcher *matcher, const struct up_image *image, const struct up_image_rule *rule,
		     const struct carried *carried);
void up_rows_absent_settle(struct up_matcher *matcher);
/* The end of an embedded file. */
void up_rows_absent_end(struct up_matcher *matcher);
void up_rows_absent(struct up_matcher *matcher, const struct up_form *form);
/* The same for keys that are required: a setting of an owned source; an image that runs a product; a setting that may name a variable without its value. */
void up_rows_absent_section(struct up_matcher *matcher, const struct up_fact *fact);
void up_rows_absent_image(struct up_matcher *matcher, const struct up_fact *fact, up_str product);
void up_rows_absent_name(struct up_matcher *matcher, const struct up_fact *fact);

/* variables.c: settings in environment variables. */
void up_variables_setting(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);

/* flag-maps.c: a mapping in a file of the product whose keys are flags. */
void up_rows_flag_map(struct up_matcher *matcher, size_t image, uint32_t product, const struct up_fact *fact, up_str embedded_in);

/* rows-wait.c: rows that wait for siblings or for the object round them, until the end of the source. */
void up_rows_wait(struct up_matcher *matcher, size_t image, const struct up_image_rule *rule, const struct carried *carried,
		  up_span value_part);
void up_rows_remember(struct up_matcher *matcher, size_t image, uint32_t product, const struct up_fact *fact);
void up_rows_settle(struct up_matcher *matcher);
/* What a row asks of a scope, at the end of the source: does it have the settings of `with`; does it have one of the row's keys? */
bool up_rows_scope_holds(struct up_matcher *matcher, size_t image, const struct up_image_rule *rule, uint32_t scope, up_span at);
bool up_rows_scope_has_key(const struct up_matcher *matcher, size_t image, const struct up_image_rule *rule, uint32_t scope);

/* flags.c: settings in command lines, and in variables that hold arguments. */
void up_flags_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
void up_flags_variable(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);

/* components.c: is the image, or another component, out of support? */
void up_matcher_component(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
bool up_matcher_wants_components(const struct up_matcher *matcher, up_str bytes);

/* script.c: what the commands of an upgrade script say together. */
void up_script_begin(struct up_matcher *matcher);
/* The role of what stands in a part of the source: of a Makefile only the targets that install something have one, and a job is an installer where it
 * works on another host. */
enum up_upgrade_role up_script_role(const struct up_matcher *matcher, up_str embedded_in);
void up_script_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
void up_script_settle(struct up_matcher *matcher);

/* migration.c: what a migration does, put together at the end of the source. */
void up_migration_begin(struct up_matcher *matcher);
void up_migration_finish(struct up_matcher *matcher);
/* A MIGRATION, an OPERATION, or a COMMAND, which begins a session where it is a client of a database. */
void up_migration_fact(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in);
void up_migration_settle(struct up_matcher *matcher);

/* topics.c; `key` empty: rules that have a pattern in the place of keys. */
void up_topics_try(struct up_matcher *matcher, const struct up_fact *fact, up_str key, const char *parser, up_str embedded_in);
void up_topics_match(struct up_matcher *matcher, const struct up_fact *fact, const char *parser, up_str embedded_in);
