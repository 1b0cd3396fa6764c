/* The rules of a run: our image and those of `--rules`, the version windows, and which rules are on. Immutable once open; shared by threads. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/suggest.h"
#include "core/finding.h"
#include "core/form.h"
#include "core/note.h"
#include "core/parser.h"
#include "core/runner.h"
#include "core/source.h"
#include "core/unit.h"
#include "schema/dialect.h"

struct up_rules;
struct up_image_header;

/* The image that was linked in: `rulec` made it at build time. */
extern const unsigned char up_rules_image[];
extern const unsigned char up_rules_image_end[];

enum {
	UP_RULES_IMAGES = 4
}; /* ours and up to three of --rules */

struct up_rules_options {
	const up_str *from, *to; /* "postgresql=13" */
	size_t n_from, n_to;
	const up_str *from_places, *to_places; /* where the first of them stand in a file: "etc/.uplint.yaml:3:5"; the others are options */
	size_t n_from_places, n_to_places;
	const up_str *only, *skip; /* globs of rule ids */
	size_t n_only, n_skip;
	const char *const *folders; /* --rules */
	size_t n_folders;
	bool no_builtin; /* rules check: the folders alone */
};

/* NULL after messages in `faults`, one a line: a rule file that is wrong, a product that does not exist, a version that is none. */
struct up_rules *up_rules_open(const struct up_rules_options *options, struct up_buf *faults);
void up_rules_free(struct up_rules *rules);

/* The host has this package, "deb:nginx": the window of the product that it brings begins there, unless --from says otherwise. */
void up_rules_install(struct up_rules *rules, up_str package, up_str version, uint32_t line);
/* The file, as reports show it, whose lines the next packages are read from. */
void up_rules_install_from(struct up_rules *rules, up_str path);
/* "debian=12", which is given as --from, was read in this file. */
void up_rules_read_in(struct up_rules *rules, up_str pair, up_str path);
/* What the host has stays at its version, unless --to says otherwise: what comes is held against everything up to there. */
void up_rules_stay(struct up_rules *rules);
/* Products that have the versions of another take over its window; to be called once more when all packages were told. */
void up_rules_follow(struct up_rules *rules);
/* "nginx=1.22.1" for each product that was found so; start with *at = 0. */
bool up_rules_installed_next(const struct up_rules *rules, size_t *at, up_str *ret_pair);

/* Rules in the order of their ids, all images together. */
size_t up_rules_count(const struct up_rules *rules);
const struct up_rule *up_rules_at(const struct up_rules *rules, size_t i);
/* Is it one of those that --only and --skip leave? */
bool up_rules_is_on(const struct up_rules *rules, const struct up_rule *rule);
/* NULL when there is none. */
const struct up_rule *up_rules_by_id(const struct up_rules *rules, up_str id);
/* Adds every id, or the id of every product, for "did you mean". */
void up_rules_suggest(const struct up_rules *rules, struct up_suggest *suggest);
void up_rules_suggest_product(const struct up_rules *rules, struct up_suggest *suggest);
/* SHA-256 over all rules, in hex. Costs nothing for ours alone: it was taken at build time. */
void up_rules_digest(const struct up_rules *rules, char ret_hex[65]);
/* Notes that concern the run, not a source: a target beyond what a product's rows cover. */
void up_rules_coverage(const struct up_rules *rules, void (*note)(void *data, up_str product, up_str detail), void *data);

/* Details for `explain` and the generated pages; every string lives as long as the rules. */
enum {
	UP_EXAMPLES = 64
};

struct up_rule_detail {
	up_str keys, in, values, use, note, since,
		versions[5]; /* lists joined by ", "; versions: deprecated, renamed, removed, changed, required */
	up_str fix;          /* only where the row has one of its own: up_rule.fix is there always */
	up_str product_title, reaction;
	up_str carrier;   /* of a row: "setting", "flag", "both", "variable" */
	bool has_default; /* a row on a default that changed, from `default_was` to `default_now`; either may be empty */
	up_str default_was, default_now;
	uint8_t scripts; /* a bit for each role of upgrade scripts that it holds for (enum up_upgrade_role - 1); 0: any source */
	/* Of rules on secrets. What is looked for: one of `near` before the shape, or one of `anchors`, which is a part of it; in files of these names. */
	struct {
		up_str vendor, vendor_title, category;
		up_str anchors, near, shape, files;
		up_str verify, checks; /* the offline verdict, and what it looks at; a clause */
		up_str grants, revoke;
	} secret;
	/* Of rules on operations and migrations; each may be empty. */
	struct {
		bool is_one;        /* it is such a rule */
		uint8_t dialects;   /* up_dialect_bit of each; 0: any */
		up_str names, part; /* of the databases; "down", "up and down", or empty for up */
		up_str lock_mode, lock_on, blocks, lock_while, rewrites, undo, safer;
		up_str servers; /* "postgresql before 11, mysql 5.6 to 8.0.12" */
	} operation;
	struct {
		bool is_bad;
		uint32_t mode; /* st_mode of the example's file; 0 = none */
		up_str parser, path, text;
		enum up_dialect dialect; /* of operations, and the version of its server; NONE and empty: as the rule has it */
		up_str version;
		up_str form; /* stated with the text as its value, where no parser states it */
	} examples[UP_EXAMPLES];
	size_t n_examples;
};
void up_rules_detail(const struct up_rules *rules, const struct up_rule *rule, struct up_arena *arena, struct up_rule_detail *ret_detail);

/* The database that operations on a schema are for, as the user or an example says. */
struct up_given_database {
	enum up_dialect dialect; /* UP_DIALECT_NONE: nobody says it; all are tried */
	up_str version;          /* of an example; empty: that of --to and --from */
	bool is_sure;            /* whatever the source itself says */
};

/* The one database that --from or --to name; UP_DIALECT_NONE: they name none, or several. */
enum up_dialect up_rules_given_dialect(const struct up_rules *rules);
/* Does a rule on operations hold for this version of the database? Empty: the latest. True for all other rules. */
bool up_rules_server_holds(const struct up_rules *rules, const struct up_rule *rule, enum up_dialect dialect, up_str version);

/* --- products ----------------------------------------------------------------------------------------------------------- */

struct up_product {
	up_str id, title, latest, covered_from, covered_to;
	bool is_date, ignores_case;
	const char *reaction; /* "refuse" … */
};
size_t up_rules_product_count(const struct up_rules *rules);
struct up_product up_rules_product(const struct up_rules *rules, size_t i);

/* What rules know of other names of units, sorted by the old one. */
struct up_unit_renames up_rules_unit_renames(const struct up_rules *rules, struct up_arena *arena);

/* Who applies migrations, and the signs of them; strings live as long as the rules. */
struct up_runners up_rules_runners(const struct up_rules *rules, struct up_arena *arena);

/* A directive that includes, as a source tells it. */
struct up_include_rule {
	bool is_folder, is_list;
	const up_str *bases, *suffixes;
	size_t n_bases, n_suffixes;
};
bool up_rules_include(const struct up_rules *rules, up_str key, struct up_include_rule *ret_rule);

/* Calls `got` for each row of a product that holds where its key is absent, and that comes with the upgrade: from `from` on, or from what the user said; where nobody knows
 * that, what is required at the target that the user named. */
void up_rules_coming_absent(const struct up_rules *rules, up_str product, up_str from,
			    void (*got)(void *data, const struct up_absent_row *row), void *data);
/* The products whose version an image has, by its key ("image:postgres", "image:quay.io/keycloak/keycloak"): one after the other, from *at = 0 on; false: no more. */
bool up_rules_image_product(const struct up_rules *rules, up_str image, size_t *at, up_str *ret_product);
/* Is the version from which an upgrade of this product starts given, or found on the host? */
bool up_rules_knows_from(const struct up_rules *rules, up_str product);
bool up_rules_knows_to(const struct up_rules *rules, up_str product);
/* Products whose files look the same: one after the other, from *at = 0 on; false: no more. */
bool up_rules_rival_next(const struct up_rules *rules, up_str product, size_t *at, up_str *ret_rival);
/* What is known of a product's window before anything is scanned. */
struct up_known_window {
	up_str product, from, to; /* `from` may be empty; `to` is the latest where none is given */
	bool from_given, to_given;
	bool is_kept;      /* `to` is what the host has, which stays */
	up_str found_path; /* where it was read what the host has; empty: it was given */
	uint32_t found_line;
};
/* Each product once, in no order, from *at = 0 on; those left out that have the window of another. */
bool up_rules_window_next(const struct up_rules *rules, size_t *at, struct up_known_window *ret_window);
/* The same of a package, as up_component_asked has it: "deb:nginx", "npm:vite". */
bool up_rules_package_product(const struct up_rules *rules, up_str package, size_t *at, up_str *ret_product);

/* What stands before the version in programs of this name; at most so many. */
struct up_program_mark;
size_t up_rules_program_marks(const struct up_rules *rules, up_str program, struct up_program_mark *marks, size_t most);

/* What a row comes to for an upgrade from `from` to `to`; either may be empty: as --from and --to have it. */
struct up_row_change {
	enum up_level level;
	bool is_removal;
	up_str since, message; /* the message is made anew from the key, or the title that the row has */
};

/* False: nothing of it lies in that window. */
bool up_rules_row_change(const struct up_rules *rules, const struct up_rule *rule, up_str key, up_str from, up_str to,
			 struct up_arena *arena, struct up_row_change *ret_change);

/* Could a rule on file names hold for this one? A quick no for most. */
bool up_rules_want_file(const struct up_rules *rules, up_str name);
/* Is there a topic rule on settings that names files, this one among them? */
bool up_rules_want_settings(const struct up_rules *rules, up_str name);

enum {
	UP_OWNERS = 8
};

/* Which products own a source, and which parser reads it for them. */
struct up_ownership {
	const struct up_parser *parser; /* NULL when no product owns it */
	up_str dialect;
	up_str products[UP_OWNERS]; /* ids */
	bool is_part[UP_OWNERS];    /* a part of a configuration, which says nothing of what is absent from it */
	size_t n;
};
/* Looks at the name, and at the bytes where a product's file row has `contains`. */
void up_rules_own(const struct up_rules *rules, const struct up_source *source, struct up_ownership *ret_ownership);
/* Who reads a file of a product, or a crontab; sets its dialect. NULL: no product owns it. */
const struct up_parser *up_rules_reader(const struct up_rules *rules, struct up_source *source);
/* Adds an owner by id, as the project's configuration says; false when there is no such product. */
bool up_rules_own_as(const struct up_rules *rules, up_str product, struct up_ownership *ownership);
