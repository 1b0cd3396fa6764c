/* Scripts, commands, schedules and images that stand in YAML, JSON and TOML trees: CI files, Kubernetes manifests, playbooks.
 * What stands where is one table, scripts-table.c; scripts.c gathers what the table wants while the tree goes by, and scripts-run.c hands
 * it on when the document ends, because siblings (`shell:`, `image:`) may come after the value that they speak of. */
#pragma once

#include "core/parser.h"

enum up_script_how {
	UP_SCRIPT_SHELL,        /* a string, or each string of a list, or of lists in it, is shell text */
	UP_SCRIPT_ITEMS,        /* cloud-init: the same, but a list in the list is an argument vector */
	UP_SCRIPT_ARGV,         /* a list is one argument vector; a string is shell text */
	UP_SCRIPT_WORDS,        /* a string is one argument vector, split at blanks: no shell reads it */
	UP_SCRIPT_TEST,         /* Compose: [CMD, …] is an argument vector, [CMD-SHELL, text] and a string are shell text */
	UP_SCRIPT_ENTRY,        /* pre-commit: UP_SCRIPT_WORDS where a sibling `language` is one that runs a program */
	UP_SCRIPT_CONTAINER,    /* Kubernetes `command` or `args`: together one argument vector */
	UP_SCRIPT_COMPOSE,      /* Compose `entrypoint` or `command`: the same, and a string is split into words: no shell reads it */
	UP_SCRIPT_FILE,         /* the text of a file, which UP_SCRIPT_FILE_NAME beside it names; a script where it says so, #!/bin/sh */
	UP_SCRIPT_FILE_NAME,    /* where a file will stand, and what else is said of it */
	UP_SCRIPT_KEYED,        /* Kubernetes: the same as UP_SCRIPT_FILE, named by its key */
	UP_SCRIPT_CONFIG,       /* Compose: the text of a file, which services mount */
	UP_SCRIPT_CONFIG_USE,   /* where they mount it */
	UP_SCRIPT_LITERAL,      /* kustomize: NAME=TEXT */
	UP_SCRIPT_VALUES,       /* the text of a values file of a Helm chart */
	UP_SCRIPT_CHART,        /* which chart */
	UP_SCRIPT_CMDLINE,      /* parameters of the kernel's command line: a string, or each string of a list */
	UP_SCRIPT_SERVICE,      /* Ansible's service modules: `name`, `state`, `enabled`, `masked`; or all of it in one string */
	UP_SCRIPT_UNIT_FILE,    /* its modules that write files: `dest` */
	UP_SCRIPT_PACKAGE,      /* its modules that install packages: `name` */
	UP_SCRIPT_DOWNLOAD,     /* its modules that fetch files: `url` or `src`, and `checksum` */
	UP_SCRIPT_REQUEST,      /* its module that asks a server: `url` and `method` */
	UP_SCRIPT_SQL,          /* its modules that hand SQL to a database: `query` or `script` */
	UP_SCRIPT_TASK,         /* what is said of a whole task: `when`, `ignore_errors`, `loop` */
	UP_SCRIPT_CRON_JOB,     /* Ansible's cron module: `job` is shell text; minute, hour … make a schedule */
	UP_SCRIPT_SCHEDULE,     /* a cron expression; Kubernetes: with its `timeZone` and `suspend` */
	UP_SCRIPT_NAME,         /* Kubernetes: the name of the object whose `spec` stands beside */
	UP_SCRIPT_VARIABLE,     /* a string of a list is NAME=VALUE; `value` has its name in a sibling `name` */
	UP_SCRIPT_IMAGE,        /* a container image */
	UP_SCRIPT_CHART_IMAGE,  /* Helm: `repository`, with `registry`, `tag` and `digest` beside it; or `image` */
	UP_SCRIPT_ACTION,       /* a GitHub action: owner/repo@ref */
	UP_SCRIPT_SHELL_NAME,   /* which shell runs the siblings */
	UP_SCRIPT_SHELL_INHERIT /* which shell runs everything below (`defaults: run: shell`), or which machine does */
};

/* Which `{{ }}` and kin are no shell, besides those that stand in every row. */
enum up_script_marks {
	UP_MARKS_COMMON,
	UP_MARKS_CIRCLE, /* << parameters.x >> */
	UP_MARKS_AZURE,  /* $(Build.SourcesDirectory) */
	UP_MARKS_COMPOSE /* no marks, but $$ is a plain $ */
};

/* Names of sources. */
struct up_script_files {
	const char *glob;
	const char *words; /* alternatives "a|b": one of them stands in every name that fits the glob, which is dearer to ask */
	bool is_ci;        /* nobody runs those of vendored sources */
};

/* One row: in sources whose name matches `files` and whose bytes hold every word of `needs`, the values of `keys` in mappings at `path`. */
struct up_script_row {
	const struct up_script_files *files; /* NULL: any name */
	const char *needs;                   /* words that must stand somewhere in the source, blank between; NULL: none */
	const char *path;                    /* parts are names, alternatives "a|b", "*" for any one, "**" for any number */
	const char *keys;                    /* alternatives "a|b", or "*" */
	enum up_script_how how;
	const char *origin;
	enum up_script_marks marks;
};

extern const struct up_script_row up_script_rows[];
extern const size_t up_n_script_rows;

/* One value that a row wants. */
struct up_script_value {
	const struct up_script_row *row;
	struct up_script_value *next; /* the next one of the same mapping */
	struct up_text text;
	up_str key;
	up_span key_at, at;
	uint32_t flags, list; /* `list`: values of one list share the number; 0 for a value that stands alone */
	uint32_t list_depth;
	const struct up_carrier *carrier;
	struct up_script_value *next_inherited;
};

/* A mapping that holds wanted values. */
struct up_carrier {
	struct up_carrier *next, *before;
	up_str path;
	uint32_t scope;
	const struct up_script_row **rows; /* the rows whose path matches */
	uint32_t n_rows;
	struct up_script_value *first, *last;
	const struct up_carrier *named; /* the last mapping before it that a row of UP_SCRIPT_NAME wants */
};

struct up_scripts {
	struct up_parse *p;
	const struct up_script_row **rows;  /* those that can apply to this source */
	uint32_t n_rows, n_lists, lists[2]; /* `lists`: the number of the open list, and of the list in it */
	struct up_carrier *first, *last;
	const struct up_carrier *named;
	struct up_script_value *inherited; /* shells and machines that hold for everything below their mapping, the last one first */
	uint32_t n_inherited;
};

/* NULL when no row can apply to this source. The other functions then do nothing. */
struct up_scripts *up_scripts_new(struct up_parse *p);
/* Could the source carry scripts at all: does a row's file name and do its words fit? */
bool up_scripts_carried(const struct up_source *source);
/* Could whole files stand in it as text? */
bool up_scripts_has_files(const struct up_source *source);
/* Could it name images? Of a source without bytes nobody knows. */
bool up_scripts_has_images(const struct up_source *source);
/* A mapping opens. NULL when no row wants values of it. */
struct up_carrier *up_scripts_mapping(struct up_scripts *scripts, up_str path);
/* A list opens; `depth` counts the lists directly round its items. */
void up_scripts_list(struct up_scripts *scripts, uint32_t depth);
/* A scalar of a carrier's mapping: `list_depth` is 0 for a value, 1 for an item of a list, 2 for an item of a list in a list. */
void up_scripts_value(struct up_scripts *scripts, struct up_carrier *carrier, const struct up_fact *setting, const struct up_text *text,
		      uint32_t list_depth);
/* The document ends: everything gathered is handed on and forgotten. False: stop. */
bool up_scripts_end(struct up_scripts *scripts);

/* scripts-run.c: hands on what one mapping holds. */
bool up_scripts_run(const struct up_scripts *scripts, const struct up_carrier *carrier);
/* scripts-values.c */
/* A variable of an environment, as a setting: from NAME=VALUE, or from two values. */
bool up_script_emit_assignment(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
bool up_script_emit_variable(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *name,
			     const struct up_script_value *value);
/* scripts-images.c */
bool up_script_emit_chart_image(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
bool up_script_emit_image(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
bool up_script_emit_action(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
bool up_script_emit_schedule(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
/* scripts-files.c: files that stand in the tree as text. */
void up_script_embed_file(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
void up_script_embed_keyed(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
void up_script_embed_config(const struct up_scripts *scripts, const struct up_carrier *carrier, const struct up_script_value *value);
void up_script_embed_literal(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
void up_script_embed_values(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
/* scripts-units.c: a unit file or package of a task. */
bool up_script_emit_unit(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
/* The first item of the task's `loop`; items of one list share its number. NULL: there is none. */
const struct up_script_value *up_script_task_items(const struct up_carrier *carrier);
/* A file that a task fetches, and compares with no checksum. */
bool up_script_emit_download(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value);
/* What the task says round the arguments of a module: UP_FACT_ASKED (`when`), UP_FACT_FORGIVEN (`ignore_errors`). */
uint32_t up_script_task_flags(const struct up_carrier *carrier);
/* The last part of an image's name: "ghcr.io/x/nginx:1.2" → "nginx". */
struct up_word up_script_image_program(const struct up_script_value *value);
/* Splits an argument string that no shell reads: blanks, quotes and backslashes. The words live in the arena. */
const struct up_word *up_script_split(struct up_parse *p, const struct up_script_value *value, uint32_t *ret_n);
/* Is a shell of the Bourne family meant by `bash -e {0}`, `/bin/sh`, or nothing at all? */
bool up_script_is_shell(up_str name);
/* Does the text look like PowerShell: cmdlets, assignments to $name, lines that a backquote continues? Asked where nothing says which shell it is. */
bool up_script_is_powershell(up_str text);
/* Does it hold an expansion: "${x}", "{{ x }}", "$(x)", "$x…"? */
bool up_script_is_dynamic(up_str text);
/* "sh", "/bin/bash" */
bool up_script_is_shell_name(up_str name);
/* The text with markers ({{ }}, ${{ }} and the row's own) replaced by an expansion of the same length, so that a shell sees one dynamic word. */
struct up_text up_script_mask(struct up_parse *p, const struct up_script_value *value);
/* Compose: the text with `$$` put as `$`. */
struct up_text up_script_interpolated(struct up_parse *p, const struct up_script_value *value);
/* Is `word` one of "a|b|c"? "*" is any. */
bool up_script_is_one_of(up_str alternatives, up_str word);
