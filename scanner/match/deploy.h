/* Who migrates, and how often it runs: what one source says of it, told at its end for the join across sources (core/runner.h). Private to match/.
 *
 * Signs of runners are found by their literals in the bytes first; a source in which none stands costs that one look. Commands come from parsers where
 * they state some, and else from the text of settings that are command lines. */
#pragma once

#include "base/needles.h"
#include "core/runner.h"
#include "match/matcher-private.h"

/* What a source is, as far as it says how often something runs. */
enum up_deploy_form {
	UP_DEPLOY_NONE,   /* nothing of this kind */
	UP_DEPLOY_SCRIPT, /* of a shell */
	UP_DEPLOY_DOCKERFILE,
	UP_DEPLOY_MANIFEST, /* Kubernetes, Knative */
	UP_DEPLOY_COMPOSE,
	UP_DEPLOY_GITHUB,
	UP_DEPLOY_GITLAB,
	UP_DEPLOY_CI, /* another service of CI */
	UP_DEPLOY_PLAYBOOK,
	UP_DEPLOY_NPM, /* package.json */
	UP_DEPLOY_MAKE,
	UP_DEPLOY_UNIT,
	UP_DEPLOY_CRON,
	UP_DEPLOY_PROCFILE,
	UP_DEPLOY_FLY,
	UP_DEPLOY_ECS,
	UP_DEPLOY_NOMAD,
	UP_DEPLOY_RENDER,  /* render.yaml */
	UP_DEPLOY_RAILWAY, /* railway.json, railway.toml */
	UP_DEPLOY_HEROKU,  /* app.json */
	UP_DEPLOY_SUPERVISOR,
	UP_DEPLOY_PM2,
	UP_DEPLOY_VALUES, /* values.yaml of a chart */
};

/* Values of a chart that are command lines, by the last part of their names. */
#define UP_DEPLOY_VALUE_COMMANDS "command args script migrateCommand migrationCommand initCommand"

struct up_deploy_setting {
	up_str path, key, value;
	up_span key_at, value_at;
	uint32_t scope;
};

struct up_deploy_command {
	struct up_fact fact;
	up_str embedded_in;
};

/* A part of a source that is run as one: a Deployment, a service, a job, a target, a script of npm. */
struct up_deploy_object {
	up_str name;
	up_span range; /* what stands in it */
	up_span at;    /* where it says how often it runs */
	enum up_deploy_class class;
	up_str phrase;   /* "Deployment `web` runs 3 replicas"; empty: it says nothing of that */
	bool is_passive; /* what it runs is no step of an upgrade: tests */
};

struct up_deploy {
	struct up_matcher *matcher;
	enum up_deploy_form form;
	up_str below; /* the name of the source, below its root */
	const struct up_deploy_setting *settings;
	size_t n_settings;
	const struct up_deploy_command *commands;
	size_t n_commands;
	struct up_deploy_object *objects; /* in the order of their ranges */
	size_t n_objects, objects_capacity, n_told, n_texts;
};

/* --- the matcher's side ------------------------------------------------------------------------------------------------ */

void up_deploy_begin(struct up_matcher *matcher);
void up_deploy_finish(struct up_matcher *matcher);
void up_deploy_setting(struct up_matcher *matcher, const struct up_fact *fact);
void up_deploy_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in);
/* Before suppressions are told that they cover nothing. */
void up_deploy_settle(struct up_matcher *matcher);
/* Does a sign on commands stand in the source, so that its commands are worth reading? `has_commands`: its parser states some. */
bool up_deploy_wants(const struct up_matcher *matcher, bool has_commands);

/* --- its parts --------------------------------------------------------------------------------------------------------- */

/* deploy-forms.c */
enum up_deploy_form up_deploy_form_of(const struct up_source *source, up_str below);
/* Tests, documentation and the sources of others: nobody deploys them. */
bool up_deploy_is_aside(up_str below);

/* deploy-objects.c and deploy-files.c: fill `objects`, with how often each runs. */
/* Is there room for one more than `n`? With a note where there is none. */
bool up_deploy_has_room(struct up_deploy *deploy, size_t n);
struct up_deploy_object *up_deploy_add(struct up_deploy *deploy, up_str name, up_span range, up_span at);
void up_deploy_objects(struct up_deploy *deploy);
void up_deploy_manifests(struct up_deploy *deploy);
void up_deploy_jobs(struct up_deploy *deploy);
void up_deploy_plays(struct up_deploy *deploy);
void up_deploy_platforms(struct up_deploy *deploy);
void up_deploy_files(struct up_deploy *deploy);
/* The first setting of this key whose path is `path` (or, with a star at its end, begins so) in the range; NULL: there is none. */
const struct up_deploy_setting *up_deploy_find(const struct up_deploy *deploy, up_span range, const char *path, const char *key);
/* "web/replicas" of "{{ .Values.web.replicas }}"; empty where it is no value of a chart. */
up_str up_deploy_values_path(struct up_arena *arena, up_str text);
/* A number, in quotes or not; `otherwise` where it is none. */
unsigned up_deploy_number(const struct up_deploy_setting *setting, unsigned otherwise);

/* deploy.c: told of the object at `at`. */
void up_deploy_tell(struct up_deploy *deploy, const char *key, up_str object, up_str value, up_span at, uint32_t flags);
up_str up_deploy_object_at(const struct up_deploy *deploy, uint32_t at, bool *ret_is_passive);
/* A command line, read by a rough rule: quotes and brackets are blanks. */
void up_deploy_text(struct up_deploy *deploy, up_span at);
/* A program and its arguments, which stand apart; `rest` may be the same as `at`, or empty. */
void up_deploy_pair(struct up_deploy *deploy, up_span at, up_span rest);
/* deploy-links.c: what the words run that is a file, script or target of the tree. */
void up_deploy_link(struct up_deploy *deploy, up_str words, up_str object, up_span at);
/* What settings run: an image, a folder that an image is built from, a file. */
void up_deploy_setting_links(struct up_deploy *deploy);
