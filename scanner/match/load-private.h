/* What the parts of the loader share. Private to match/load*.c. */
#pragma once

#include "base/yaml-tree.h"
#include "core/fact.h"
#include "match/build.h"
#include "match/load.h"

/* Where a rule stands, for faults that show only when all files are read. */
struct up_rule_place {
	up_str id, file;
	struct up_yaml_node at;
};

struct up_loader {
	struct up_rule_place *places, *named; /* of rules; of products that `changes` name */
	size_t n_places, places_capacity, n_named, named_capacity;
	struct up_arena *arena;
	struct up_build build;
	struct up_buf faults;
	struct up_buf paths; /* folders and files that were read, one a line */
	size_t n_faults;
	up_str file;                        /* being read */
	const struct up_yaml_node *sources; /* its `sources:` map, or NULL */
};

/* How one key of a YAML map is read. */
enum up_field_type {
	UP_FIELD_STRING,   /* one of `words`, where there are any */
	UP_FIELD_STRINGS,  /* one or a list */
	UP_FIELD_GLOBS,    /* the same, each a valid glob */
	UP_FIELD_PATTERNS, /* the same, each a string or a /regex/ */
	UP_FIELD_KEYS,     /* the same, split into plain names (target) and patterns (target2) */
	UP_FIELD_PARSER,   /* the name of a parser */
	UP_FIELD_PARSERS,  /* one or a list */
	UP_FIELD_VERSION,
	UP_FIELD_WORD,      /* one of `words`, stored as its index + `base` in a byte */
	UP_FIELD_BITS,      /* one or a list of `words`: a bit for each in a byte */
	UP_FIELD_LINKS,     /* names of sources, or URLs */
	UP_FIELD_CUSTOM,    /* read by `custom` */
	UP_FIELD_ELSEWHERE, /* known, and read by other code */
};

struct up_field {
	const char *name;
	enum up_field_type type;
	bool required;
	size_t target, target2; /* offsets in the record that is filled */
	const char *const *words;
	uint8_t base;
	void (*custom)(struct up_loader *loader, const struct up_yaml_node *value, void *record);
	const char *doc; /* one line for the schema */
	const char *of;  /* the schema's name of the map that this is, or holds a list of */
	bool each;       /* a list of them */
};

/* A rule of a topic while it is read. The rule stands first: `when` fills it alone. */
struct up_topic_record {
	struct up_image_rule rule;
	struct up_image_operation operation;
	struct up_image_ref id;
};

/* A fault at a node. */
void up_loader_fault(struct up_loader *loader, const struct up_yaml_node *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Fills `record` from a map by the table (ended by a NULL name): unknown keys with a suggestion, wrong types, missing and repeated keys are faults. */
void up_loader_fill(struct up_loader *loader, const struct up_yaml_node *map, const struct up_field *fields, void *record);
/* The value of a key, or NULL. */
const struct up_yaml_node *up_loader_get(const struct up_yaml_node *map, const char *key);
/* A regular expression, checked; faults are at the node. */
struct up_image_pattern up_loader_regex(struct up_loader *loader, const struct up_yaml_node *node, up_str text);
void up_loader_list(struct up_loader *loader, const struct up_yaml_node *value, enum up_field_type type, struct up_image_range *ret_list,
		    struct up_image_range *ret_patterns);
/* Completes and adds a rule; faults on an id that is not a path of [A-Za-z0-9._-]. */
/* Examples of a rule, from a list of them. */
void up_loader_examples(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_rule *rule, bool bad);
void up_loader_add_rule(struct up_loader *loader, const struct up_yaml_node *at, struct up_image_rule *rule, up_str id);

/* load-topic.c: `when` is about this kind of fact, whose keys the value names. */
void up_loader_kind(struct up_loader *loader, const struct up_yaml_node *value, struct up_image_rule *rule, enum up_fact_kind kind);

/* load-operation.c: fields of rules on operations and migrations, and the end of such a rule; `node`: the whole of it. */
void up_loader_when_operation(struct up_loader *loader, const struct up_yaml_node *value, void *record);
void up_loader_when_migration(struct up_loader *loader, const struct up_yaml_node *value, void *record);
void up_loader_lock(struct up_loader *loader, const struct up_yaml_node *value, void *record);
void up_loader_server(struct up_loader *loader, const struct up_yaml_node *value, void *record);
void up_loader_example_server(struct up_loader *loader, const struct up_yaml_node *value, void *record);
void up_loader_operation(struct up_loader *loader, const struct up_yaml_node *node, struct up_topic_record *record);
extern const struct up_field up_lock_fields[], up_server_fields[];
extern const char *const up_migration_parts[];

/* row-words.c: summary, why and, where the row has none, fix of a product row, from its facts. `versions`: by enum up_change_kind. */
void up_loader_row_words(struct up_build *build, const struct up_image_product *product, const struct up_image_ref *versions,
			 struct up_image_rule *rule);

/* load-variables.c: how a product's settings stand in environment variables; and the names for a row, each given once. */
void up_loader_variable_forms(struct up_loader *loader, const struct up_yaml_node *value, void *record);
void up_loader_variables(struct up_loader *loader, const struct up_image_rule *rule, uint32_t index,
			 void (*got)(void *data, up_str name, uint32_t rule), void *data);
extern const struct up_field up_variable_fields[];

/* secret-words.c: message, why and fix of a kind of secret, where they are not given. `at`: its node, for faults. */
void up_loader_secret_words(struct up_loader *loader, const struct up_yaml_node *at, const struct up_image_secret *secret,
			    struct up_image_rule *rule);

/* load-include.c */
void up_loader_includes(struct up_loader *loader, const struct up_yaml_node *list, struct up_image_product *product, uint32_t index);
extern const struct up_field up_include_fields[];

/* An entry of the hash table. */
void up_loader_add_entry(struct up_build *build, uint32_t space, uint32_t product, up_str key, uint32_t value);

/* load-upgrade.c: the ways of a product from version to version; 1 + its number, or 0 after a fault. */
uint32_t up_loader_upgrade(struct up_loader *loader, const struct up_yaml_node *value, uint32_t product);
extern const struct up_field up_upgrade_fields[], up_stop_fields[], up_needs_fields[], up_blocked_fields[], up_task_fields[],
	up_skew_fields[], up_back_fields[];

/* load-product.c, load-releases.c, load-runner.c, load-topic.c, load-units.c and load-vendor.c */
void up_loader_product(struct up_loader *loader, const struct up_yaml_node *root);
void up_loader_releases(struct up_loader *loader, const struct up_yaml_node *root);
void up_loader_runner(struct up_loader *loader, const struct up_yaml_node *root);
void up_loader_topic(struct up_loader *loader, const struct up_yaml_node *root);
void up_loader_units(struct up_loader *loader, const struct up_yaml_node *root);
void up_loader_vendor(struct up_loader *loader, const struct up_yaml_node *root);
extern const struct up_field up_product_fields[], up_version_fields[], up_name_fields[], up_recognise_fields[], up_file_fields[],
	up_row_fields[];
extern const struct up_field up_topic_fields[], up_topic_rule_fields[], up_when_fields[], up_change_fields[], up_example_fields[];
extern const struct up_field up_units_fields[], up_rename_fields[], up_system_fields[];
extern const struct up_field up_releases_fields[], up_release_fields[], up_line_fields[];
extern const struct up_field up_runner_fields[], up_sign_fields[];
extern const struct up_field up_vendor_fields[], up_secret_fields[], up_secret_example_fields[];
