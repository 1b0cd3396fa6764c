/* The rules image: all rules as one block of bytes without pointers. `rulec` writes it at build time and it is linked in; `--rules DIR` makes
 * another one in memory with the same loader. Everything refers by offset or index, so it needs no relocation and no start-up work.
 *
 * Layout: struct up_image_header, then the tables that it names, each 8-byte aligned. Private to match/. */
#pragma once

#include "base/str.h"

#define UP_IMAGE_MAGIC                                                                                                                     \
	{                                                                                                                                  \
		'U', 'P', 'R', 'U', 'L', 'E', '1', '2'                                                                                     \
	}

/* Bytes of the string table. */
struct up_image_ref {
	uint32_t at, len;
};

/* `n` elements of a table, from `first` on. */
struct up_image_range {
	uint32_t first, n;
};

enum up_image_table {
	UP_IMAGE_STRINGS,         /* char */
	UP_IMAGE_REFS,            /* struct up_image_ref: lists of strings */
	UP_IMAGE_PRODUCTS,        /* struct up_image_product */
	UP_IMAGE_FILES,           /* struct up_image_file, those of one product together */
	UP_IMAGE_PATTERNS,        /* struct up_image_pattern */
	UP_IMAGE_WITHS,           /* struct up_image_with */
	UP_IMAGE_CHANGES,         /* struct up_image_change */
	UP_IMAGE_EXAMPLES,        /* struct up_image_example */
	UP_IMAGE_RULES,           /* struct up_image_rule, sorted by id */
	UP_IMAGE_SLOTS,           /* uint32_t: hash → 1 + first entry; a power of two of them */
	UP_IMAGE_ENTRIES,         /* struct up_image_entry */
	UP_IMAGE_SECRETS,         /* struct up_image_secret */
	UP_IMAGE_LITERALS,        /* struct up_image_literal: of the prefilter, numbered as in its database */
	UP_IMAGE_ANCHORS,         /* uint32_t: secrets, those of one literal together */
	UP_IMAGE_FACT_DATABASE,   /* char: the serialised database of the literals of rules on facts */
	UP_IMAGE_SECRET_DATABASE, /* the same of secrets */
	UP_IMAGE_SAMPLES,         /* uint64_t: the first 64 bits of SHA-256 over values that their vendors publish */
	UP_IMAGE_SAMES,           /* struct up_image_same */
	UP_IMAGE_OPERATIONS,      /* struct up_image_operation */
	UP_IMAGE_SERVERS,         /* struct up_image_server */
	UP_IMAGE_RUNNERS,         /* struct up_image_runner */
	UP_IMAGE_SIGNS,           /* struct up_image_sign, those of one runner together */
	UP_IMAGE_RELEASES,        /* struct up_image_release */
	UP_IMAGE_LINES,           /* struct up_image_line, those of one product together, the newest first */
	UP_IMAGE_BUILT,           /* struct up_image_built */
	UP_IMAGE_UPGRADES,        /* struct up_image_upgrade */
	UP_IMAGE_EDGES,           /* struct up_image_edge, those of one product together */
	UP_IMAGE_INCLUDES,        /* struct up_image_include, those of one product together */
	_UP_IMAGE_TABLE_MAX,
};

struct up_image_header {
	char magic[8];
	uint32_t size;    /* of the whole image */
	uint32_t n_regex; /* patterns that are regular expressions, numbered 0 … n - 1 */
	char digest[64];  /* SHA-256 in hex over the rules: the literals and their database, which depend on a library, left out */
	struct {
		uint32_t at, n;
	} tables[_UP_IMAGE_TABLE_MAX];
};

/* What a product does where a key that it requires is absent. */
enum up_required {
	UP_REQUIRED_NOT,
	UP_REQUIRED_REFUSE, /* it does not start */
	UP_REQUIRED_CHANGE, /* it behaves otherwise than before */
};

/* Which of the settings of one name in one section counts. */
enum up_repeats {
	UP_REPEATS_EACH,
	UP_REPEATS_LAST,
	UP_REPEATS_FIRST,
};

enum up_reaction {
	UP_REACTION_REFUSE,
	UP_REACTION_IGNORE,
	UP_REACTION_WARN,
};

struct up_image_product {
	struct up_image_ref id, title, latest, covered_from, covered_to;
	struct up_image_ref same;     /* characters that count as one in key names */
	struct up_image_ref drop;     /* characters of key names that do not count */
	struct up_image_ref follows;  /* the product whose window counts when this one has none of its own */
	struct up_image_range rivals; /* refs: products whose files look the same; where a version of one is known, only that one counts */
	struct up_image_range prefixes, forgiving; /* refs: what may stand before a key name; and what makes an unknown one a warning */
	struct up_image_range commands, images, subcommands, assign, arguments, files;
	struct up_image_range packages;  /* refs: "deb:nginx", "npm:vite": those that have its version */
	struct up_image_range flag_maps; /* refs: globs of the paths of mappings whose keys are flags */
	struct up_image_range programs;  /* refs: a name, and the text in it before its version, by turns */
	struct up_image_range variables; /* refs: forms of environment variables that hold a setting: "GF_{IN}_{KEY}" */
	struct up_image_range variable_starts, variable_others; /* refs: what their names begin with; names that other programs have, too */
	struct up_image_range includes;
	struct up_image_ref variable_drop, variable_join;
	uint8_t reaction, ignore_case, scheme_is_date;
	uint8_t is_platform; /* an operating system: a host is one of them */
	uint8_t is_nested;   /* in nested files the path joined by dots is the key */
	uint8_t has_stars;   /* some row's key has a star as a part: UP_SPACE_STEM */
	uint8_t has_beside;  /* some required key depends on what stands beside it, or on its section */
	uint8_t repeats;     /* enum up_repeats */
	uint32_t upgrade;    /* 1 + its number in the table of upgrades; 0: nothing is known of its ways */
};

/* How far one leg of an upgrade may go. */
enum up_step {
	UP_STEP_ANY,
	UP_STEP_MINOR,
	UP_STEP_MAJOR,
	UP_STEP_LINE, /* of the lines that are listed */
};

/* How far back a product goes without a backup. */
enum up_back {
	UP_BACK_UNKNOWN,
	UP_BACK_NEVER,
	UP_BACK_PATCH,       /* inside of a minor release */
	UP_BACK_LINE,        /* inside of one of the lines that are listed */
	UP_BACK_MINOR,       /* to the minor release before */
	UP_BACK_MAJOR,       /* to the major release before */
	UP_BACK_LINE_BEFORE, /* to the line before, of those that are listed */
	UP_BACK_ANY,
};

/* What is known of the ways of one product from version to version. */
struct up_image_upgrade {
	uint32_t product;
	struct up_image_ref covered_from, covered_to, why;
	struct up_image_range links;            /* refs: where the step is stated */
	struct up_image_range lines, long_term; /* refs, in order */
	struct up_image_range names;            /* refs: a name and its version, by turns */
	struct up_image_range edges;
	struct up_image_ref back_until, back_why; /* may be empty */
	struct up_image_range back_links;
	uint8_t step, reach, back;
	uint8_t is_advice; /* the step is what upstream advises; longer ones work, too */
};

enum up_edge_kind {
	UP_EDGE_STOP,    /* `to` may not be passed by */
	UP_EDGE_NEEDS,   /* `to` and later take `from` and later only; `via`: where to go first */
	UP_EDGE_BLOCKED, /* from [from, from_last] not to [to, to_last], until `via` */
	UP_EDGE_TASK,    /* what is done on the leg that reaches `to`, or on each */
	UP_EDGE_SKEW,    /* how far a part (`via`) may be from the product */
};

struct up_image_edge {
	struct up_image_ref from, from_last, to, to_last, via; /* may be empty */
	struct up_image_ref only, why;                         /* a condition that no program can see; may be empty */
	struct up_image_range also, before, after, links;      /* refs */
	uint8_t kind, older, newer, unused;                    /* UP_EDGE_SKEW: minor releases */
};

struct up_image_file {
	uint32_t product;
	struct up_image_ref glob, parser, dialect;
	struct up_image_range contains, but_not; /* words; globs */
	uint8_t is_part;                         /* such a file alone is no configuration: it says nothing of what is absent */
};

/* What a directive that includes names. */
enum up_include_form {
	UP_INCLUDE_GLOB,   /* files, by a path that may hold wildcards; several of them, parted by blanks */
	UP_INCLUDE_FILE,   /* one file */
	UP_INCLUDE_FOLDER, /* a folder, of which files with some suffix are read */
};

struct up_image_include {
	uint32_t product;
	struct up_image_range keys;     /* refs */
	struct up_image_range bases;    /* refs: folders of a host that relative paths count from; none: the folder of the including file */
	struct up_image_range suffixes; /* refs: of a folder */
	uint8_t form;                   /* enum up_include_form */
	uint8_t inherits;               /* what is included stands in the sections round the directive */
	uint8_t unused[2];
};

enum up_pattern_kind {
	UP_PATTERN_EXACT,
	UP_PATTERN_REGEX,
	UP_PATTERN_ANCHORED, /* a regular expression that is tried at one place */
	UP_PATTERN_WINDOW,   /* one whose match begins in a window */
};

struct up_image_pattern {
	uint32_t kind;
	struct up_image_ref text;    /* a regex without its slashes */
	uint32_t regex;              /* its number */
	struct up_image_ref literal; /* plain bytes that every match of it holds; may be empty */
};

struct up_image_with {
	struct up_image_ref key;
	struct up_image_range values; /* patterns: any */
};

enum up_change_kind {
	UP_CHANGE_DEPRECATED,
	UP_CHANGE_RENAMED,
	UP_CHANGE_REMOVED,
	UP_CHANGE_CHANGED,
	UP_CHANGE_REQUIRED, /* where its key is absent */
	_UP_CHANGE_MAX,
};

struct up_image_change {
	struct up_image_ref product_id;
	uint32_t product;                             /* index, or UINT32_MAX when another image has to know it */
	uint8_t others_keep, unused[3];               /* other products still have it: a note unless this one is named */
	struct up_image_ref versions[_UP_CHANGE_MAX]; /* empty where there is none */
};

/* How the candidates of a rule on secrets are looked for. */
enum up_secret_search {
	UP_SECRET_ANCHOR,  /* the pattern, from `before` bytes before one of the anchors on */
	UP_SECRET_NEAR,    /* the pattern, within `within` bytes after one of the anchors, with an assignment or its kin between */
	UP_SECRET_LINES,   /* the pattern, everywhere in the files of the rule */
	UP_SECRET_SCANNER, /* a function of ours, at one of the anchors */
};

/* Functions in the place of a pattern; their names are in load-vendor.c. */
enum up_scanner {
	UP_SCANNER_PRIVATE_KEY, /* blocks of PEM and their kin */
	UP_SCANNER_ASSIGNMENT,  /* code that gives a literal to a name that means a credential */
	UP_SCANNER_URL,         /* a URL or connection string with a password */
	UP_SCANNER_COMMAND,     /* a command line with a password among its arguments */
	UP_SCANNER_FACT,        /* none: what parsers state is judged (credentials.h) */
	_UP_SCANNER_MAX,
};

/* What may not touch a secret. */
enum up_secret_bounds {
	UP_BOUNDS_WORD, /* letters, digits, '_' */
	UP_BOUNDS_DASH, /* and '-' */
	UP_BOUNDS_NONE,
};

struct up_image_secret {
	uint32_t rule;
	struct up_image_ref vendor, vendor_title, category;
	struct up_image_ref grants, revoke; /* may be empty */
	uint32_t pattern;                   /* index; UINT32_MAX: none */
	uint32_t verifier;                  /* number of an offline verdict (secret/verify.h); UINT32_MAX: none */
	uint32_t within, before;
	uint32_t entropy; /* hundredths of a bit per byte */
	uint8_t search, bounds, scanner;
	uint8_t has_group;  /* the secret may be a part of the match */
	uint8_t is_generic; /* many vendors have this shape: what another rule says of the same bytes is kept */
	uint8_t only_open;  /* only in files that everyone may read */
	uint8_t unused[2];
	struct up_image_range anchors; /* refs */
};

/* A literal of the prefilter. */
struct up_image_literal {
	struct up_image_ref text;
	uint8_t is_word; /* must it stand as a whole word? Not so for a part of a pattern */
	uint8_t kinds;
	uint8_t ignore_case;
	uint8_t part;      /* where its rarest bytes begin (up_needle_of) */
	uint8_t is_needle; /* looked for by windows (base/needles.h), not by the database */
	uint8_t unused[3];
	struct up_image_range secrets; /* anchors: whose candidates it marks */
};

/* A unit that has another name on another system. */
struct up_image_same {
	struct up_image_ref from, to;
};

/* In which part of a migration a rule looks. */
enum up_rule_part {
	UP_PART_UP, /* what is done */
	UP_PART_DOWN,
	UP_PART_BOTH,
};

/* Words of `undo` and `lock: blocks` of a rule on an operation; ended by NULL. */
extern const char *const up_undos[], *const up_blocked[];

/* Versions of a server for which a rule holds: those in [since, before). */
struct up_image_server {
	struct up_image_ref product, since, before; /* the last two may be empty */
};

/* What a rule on operations or migrations says beside the rest. */
struct up_image_operation {
	uint8_t dialects;                                   /* up_dialect_bit of each; 0: any */
	uint8_t part;                                       /* enum up_rule_part */
	uint8_t undo;                                       /* 1 + its number in up_undos; 0: not said */
	uint8_t blocks;                                     /* the same of up_blocked */
	struct up_image_ref lock_mode, lock_on, lock_while; /* may be empty */
	struct up_image_ref rewrites, safer;                /* may be empty */
	struct up_image_range servers;
};

/* A runner of migrations. */
struct up_image_runner {
	struct up_image_ref id, title, since;
	uint32_t lock; /* enum up_runner_lock */
};

/* What shows that a runner is run, or what becomes of its lock. */
struct up_image_sign {
	uint32_t runner;
	uint32_t pattern;            /* of the text, or of the words of a command */
	struct up_image_ref literal; /* stands in every match */
	uint32_t part;               /* where its rarest bytes begin (up_needle_of) */
	struct up_image_ref detail;
	struct up_image_range files, not_files; /* refs: globs */
	uint8_t role;                           /* enum up_sign_role */
	uint8_t is_command, is_shared, unused;
};

/* A product by its releases; it need not have a page of rules. */
struct up_image_release {
	struct up_image_ref id, title, page, policy;
	struct up_image_ref extended; /* what support behind the ordinary end is called; may be empty */
	struct up_image_range lines;
	uint8_t is_for_everyone; /* that support takes no subscription */
	uint8_t is_base;         /* a system that images are built on, and named by in the tags of others */
	uint8_t unused[2];
};

enum {
	UP_NO_DAY = INT32_MIN, /* nobody has set it */
};

enum up_line_end {
	UP_LINE_OPEN,  /* supported, and no day is set */
	UP_LINE_DATED, /* `until` says it */
	UP_LINE_ENDED, /* nobody says when */
};

/* Versions that are supported together: 12, 3.8. Days count from 1970-01-01. */
struct up_image_line {
	uint32_t release;
	struct up_image_ref line, name, latest; /* name: "Bookworm"; the last two may be empty */
	int32_t released, active, until, extended;
	uint8_t end; /* enum up_line_end */
	uint8_t is_lts, unused[2];
};

/* A Debian package that a vendor builds of a product. */
struct up_image_built {
	uint32_t release;
	struct up_image_ref mark; /* what its version holds, where a distribution has a package of the same name; else empty */
};

struct up_image_example {
	uint8_t is_bad, executable, unused[2];
	struct up_image_ref parser, path, text;
	struct up_image_ref form;    /* stated of the source, with the text as its value */
	struct up_image_ref version; /* of the database that it is held against; empty: any for which the rule holds */
	uint8_t dialect;             /* enum up_dialect; 0: the first one of the rule */
	uint8_t unused2[3];
};

enum up_carrier {
	UP_CARRIER_SETTING = 1,
	UP_CARRIER_FLAG = 2,
	UP_CARRIER_BOTH = 3,
	UP_CARRIER_VARIABLE = 4, /* an environment variable of its own */
};

enum up_tristate {
	UP_ANY,
	UP_YES,
	UP_NO,
};

struct up_image_rule {
	struct up_image_ref id, family, message, why, fix, note;
	struct up_image_ref title;   /* of a product row: what messages call it, where that is not its key */
	struct up_image_ref summary; /* a phrase of its own: "`ssl` removed in nginx 1.25.1" */
	uint32_t product;            /* of a product row; UINT32_MAX in topic files */
	uint32_t kind;               /* enum up_fact_kind that it looks at */
	uint8_t level;               /* fixed level, or UP_LEVEL_NONE where changes decide */
	uint8_t highest;             /* the highest level that it can have */
	uint8_t precision, carrier, guarded, reaction, has_in, has_fix, executable;
	uint8_t asked, checked, forgiven;   /* of a command: how it must stand among others */
	uint8_t scripts;                    /* a bit for each role of upgrade scripts (enum up_upgrade_role - 1); 0: any source */
	uint8_t how;                        /* enum up_absent_how: where such a row is looked for */
	uint8_t required;                   /* enum up_required: of a product row that holds where its key is absent */
	uint8_t repeats;                    /* enum up_repeats; of a product row with values */
	uint8_t effect;                     /* 1 + its number in up_effects; 0: none */
	struct up_image_range keys;         /* refs: setting keys, command names, form names */
	struct up_image_range key_patterns; /* patterns: regular expressions in their place */
	struct up_image_range in, values, withs;
	struct up_image_range objects;                   /* withs: what a mapping round the setting holds */
	struct up_image_range args, not_args, text;      /* patterns */
	struct up_image_range writes, appends;           /* patterns */
	struct up_image_range target;                    /* patterns: the group of the first one that matches is what the effect is on */
	struct up_image_range files, not_files, parsers; /* refs */
	struct up_image_range use, links, cwe, controls; /* refs */
	struct up_image_range changes, examples;
	struct up_image_range
		defaults; /* refs: of a product row that holds where its key is absent, the default before and after; else none */
	struct up_image_ref since;
	uint32_t secret;    /* 1 + its number in the table of secrets; 0: it is about facts */
	uint32_t operation; /* 1 + its number in the table of operations; 0: it is about neither operations nor migrations */
};

/* What a key is looked up as. */
enum up_key_space {
	UP_SPACE_SETTING,                       /* a product's setting */
	UP_SPACE_FLAG,                          /* a product's command-line flag */
	UP_SPACE_WITH,                          /* a key that some row of the product names in `with` or `object` */
	UP_SPACE_TOPIC,                         /* + fact kind: a topic rule's setting, command or form */
	UP_SPACE_COMMAND = UP_SPACE_TOPIC + 16, /* a program whose flags are settings of a product; value = product */
	UP_SPACE_IMAGE,                         /* the same for container images */
	UP_SPACE_ARGUMENTS, /* a variable, or "program -flag", whose value is arguments of such a program; value = product */
	UP_SPACE_ASSIGN,    /* a program that is not the product's own and has a flag that assigns; value = product */
	UP_SPACE_CARRIER,   /* a program of which some "program -flag" is there */
	UP_SPACE_PACKAGE,   /* a package, as up_component_asked has it: "deb:nginx"; value = the product that it brings */
	UP_SPACE_PROGRAM,   /* the name of a program that holds its version; value = product */
	UP_SPACE_PRODUCT,   /* a product's id; value = product */
	UP_SPACE_RULE,      /* a rule's id; value = rule */
	UP_SPACE_VARIABLE,  /* an environment variable that holds a setting; value = rule */
	UP_SPACE_DEFAULTS,  /* the empty key: a product's rows that hold where their key is absent; value = rule */
	UP_SPACE_RELEASE,   /* a product's id; value = release */
	UP_SPACE_OS,        /* ID of os-release, or ID/NAME; value = release */
	UP_SPACE_BUILT,     /* a Debian package that a vendor builds; value = its number in UP_IMAGE_BUILT */
	UP_SPACE_TAGGED,    /* an image whose tags are the versions; value = release */
	UP_SPACE_LINE_OF,   /* an image that is of one line, or "NAME/" and a star for all below; value = line */
	UP_SPACE_LINE_WORD, /* a word of a tag, of the product that is the release: "buster"; value = line */
	UP_SPACE_INCLUDE,   /* a product's directive that includes; value = include */
	UP_SPACE_STEM,      /* what a key with stars begins with, up to each of its dots: "a", "a.*" and "a.*.b" of a.*.b.c; value = rule */
	UP_SPACE_VARIABLE_STEM, /* the same of variables, up to each '_' */
	UP_SPACE_BASE_WORD,     /* the same of systems that images are built on, in the tags of any */
};

struct up_image_entry {
	uint32_t hash;
	uint32_t space;
	uint32_t product;        /* UINT32_MAX where the space has none */
	struct up_image_ref key; /* normalised */
	uint32_t value;          /* rule or product */
	uint32_t next;           /* 1 + the next entry of the slot; 0 = last */
};

/* --- reading ---------------------------------------------------------------------------------------------------------- */

static inline const void *up_image_at(const struct up_image_header *image, enum up_image_table table)
{
	return (const char *)image + image->tables[table].at;
}

static inline up_str up_image_str(const struct up_image_header *image, struct up_image_ref ref)
{
	return (up_str){ (const char *)up_image_at(image, UP_IMAGE_STRINGS) + ref.at, ref.len };
}

/* The i-th string of a list. */
static inline up_str up_image_item(const struct up_image_header *image, struct up_image_range range, uint32_t i)
{
	return up_image_str(image, ((const struct up_image_ref *)up_image_at(image, UP_IMAGE_REFS))[range.first + i]);
}

/* Does the row hold where its key is absent? */
static inline bool up_image_is_absent(const struct up_image_rule *rule)
{
	return rule->defaults.n || rule->required;
}

/* Of a rule on operations or migrations. */
static inline const struct up_image_operation *up_image_operation(const struct up_image_header *image, const struct up_image_rule *rule)
{
	return (const struct up_image_operation *)up_image_at(image, UP_IMAGE_OPERATIONS) + rule->operation - 1;
}

/* Bytes of one element of each table. */
extern const uint32_t up_image_element_size[_UP_IMAGE_TABLE_MAX];
/* Is this block a whole image of this version, with every table inside it? */
bool up_image_valid(const void *bytes, size_t size);
/* The hash of a normalised key in a space. */
uint32_t up_image_hash(uint32_t space, uint32_t product, up_str key);
/* The first entry of the key's slot that is this key, or the next one after `after`; NULL when there is none. */
const struct up_image_entry *up_image_find(const struct up_image_header *image, uint32_t space, uint32_t product, up_str key,
					   const struct up_image_entry *after);
/* How a product compares names. */
struct up_image_names {
	up_str same, drop;
	bool ignore_case;
};

/* The normal form of a key name, written into `out` (as long as key). The case of a flag always counts, -H is not -h, and nothing is left out of it;
   one with a dot (--providers.docker.swarmMode) is the name of a setting, and read like it. */
up_str up_image_names_apply(const struct up_image_names *names, bool is_flag, up_str key, char *out);
/* The same by the rules of a product; returns key itself where it has none. */
up_str up_image_normalise(const struct up_image_header *image, uint32_t product, bool is_flag, up_str key, char *out);
