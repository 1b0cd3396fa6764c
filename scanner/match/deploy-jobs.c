/* How often what CI and Ansible do runs at a time: jobs without a group that lets one of them wait, plays that do it on every host. */
#include "match/deploy.h"

static up_span all_of(const struct up_deploy *deploy)
{
	return (up_span){ 0, (uint32_t)deploy->matcher->source->bytes.len };
}

static bool contains_nocase(up_str text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < text.len; i++)
		for (size_t k = 0; k < n; k++)
			if (up_str_starts_nocase(up_str_slice(text, i, text.len), up_str_from(words[k])))
				return true;
	return false;
}

/* Where a mapping ends: at the next key of the mapping that holds it, or of one further out. */
static up_span range_of(const struct up_deploy *deploy, size_t i)
{
	const struct up_deploy_setting *opening = &deploy->settings[i];
	uint32_t end = (uint32_t)deploy->matcher->source->bytes.len;
	size_t depth = opening->path.len;
	for (size_t k = i + 1; k < deploy->n_settings; k++) {
		const struct up_deploy_setting *other = &deploy->settings[k];
		if (other->key_at.start > opening->key_at.start && other->path.len <= depth) {
			end = other->key_at.start;
			break;
		}
	}
	return (up_span){ opening->key_at.start, end };
}

/* --- CI ----------------------------------------------------------------------------------------------------------------- */

/* Does the job change what is live, by its name, its stage or its environment? Jobs that test migrate databases of their own. */
static bool is_live(up_str text)
{
	static const char *const words[] = { "deploy", "release", "prod", "staging", "migrat", "rollout", "publish", "upgrade", "live" };
	return contains_nocase(text, words, sizeof words / sizeof *words);
}

static bool is_test(up_str text)
{
	static const char *const words[] = { "test", "lint", "check", "spec", "build", "review", "e2e", "ci." };
	return contains_nocase(text, words, sizeof words / sizeof *words);
}

/* A database that the job starts for itself. */
static bool has_own_database(const struct up_deploy *deploy, up_span range)
{
	static const char *const words[] = { "postgres",  "mysql",  "mariadb",   "mongo",    "mssql",
					     "cockroach", "sqlite", "localhost", "127.0.0.1" };
	up_str text = up_str_slice(deploy->matcher->source->bytes, range.start, range.end);
	size_t services = up_str_find(text, UP_STR("services:"), 0);
	if (services != SIZE_MAX && contains_nocase(up_str_slice(text, services, text.len), words, sizeof words / sizeof *words))
		return true;
	return up_str_contains(text, UP_STR("@localhost")) || up_str_contains(text, UP_STR("@127.0.0.1")) ||
	       up_str_contains(text, UP_STR("sqlite:")) || up_str_contains(text, UP_STR("@postgres:")) ||
	       up_str_contains(text, UP_STR("RAILS_ENV: test"));
}

static void judge(struct up_deploy *deploy, struct up_deploy_object *object, const struct up_deploy_setting *group, bool has_environment,
		  const char *what, const char *missing)
{
	struct up_arena *arena = deploy->matcher->arena;
	up_str base = up_str_basename(deploy->below);
	bool is_named = is_live(object->name) || (is_live(base) && !is_test(object->name));
	object->is_passive = has_own_database(deploy, object->range) || !(has_environment || is_named);
	if (group) {
		object->at = (up_span){ group->key_at.start, group->key_at.end };
		object->class = UP_DEPLOY_ONE;
		object->phrase = up_arena_printf(arena, "one run of job `%.*s` at a time", UP_FMT(object->name));
		return;
	}
	object->class = UP_DEPLOY_OVERLAP;
	object->phrase = up_arena_printf(arena, "two runs of %s `%.*s` can overlap, as %s", what, UP_FMT(object->name), missing);
}

static void add_github(struct up_deploy *deploy)
{
	const struct up_deploy_setting *all = up_deploy_find(deploy, all_of(deploy), "", "concurrency");
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (!up_str_eq(setting->path, UP_STR("jobs")))
			continue;
		struct up_deploy_object *object = up_deploy_add(deploy, setting->key, range_of(deploy, i), setting->key_at);
		up_str path = up_arena_printf(deploy->matcher->arena, "jobs/%.*s", UP_FMT(setting->key));
		const struct up_deploy_setting *own = up_deploy_find(deploy, object->range, path.s, "concurrency");
		const struct up_deploy_setting *environment = up_deploy_find(deploy, object->range, path.s, "environment");
		judge(deploy, object, own ? own : all, environment, "the job", "it has no concurrency group");
	}
}

static void add_gitlab(struct up_deploy *deploy)
{
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (setting->path.len || up_str_is_listed(setting->key, "default variables stages include workflow image services cache"))
			continue;
		struct up_deploy_object *object = up_deploy_add(deploy, setting->key, range_of(deploy, i), setting->key_at);
		up_str path = up_arena_copy(deploy->matcher->arena, setting->key);
		const struct up_deploy_setting *group = up_deploy_find(deploy, object->range, path.s, "resource_group");
		const struct up_deploy_setting *environment = up_deploy_find(deploy, object->range, path.s, "environment");
		const struct up_deploy_setting *stage = up_deploy_find(deploy, object->range, path.s, "stage");
		bool is_deploy = environment || (stage && is_live(stage->value));
		judge(deploy, object, group, is_deploy, "the job", "it has no resource_group");
	}
}

/* Others are read as a whole: what they call a job differs, and few of them have a group at all. */
static void add_other(struct up_deploy *deploy)
{
	static const char *const groups[] = {
		"disableConcurrentBuilds", "lock(", "lockBehavior", "deployment:", "concurrency:", "serial-group"
	};
	up_str bytes = deploy->matcher->source->bytes, base = up_str_basename(deploy->below);
	struct up_deploy_object *object = up_deploy_add(deploy, base, all_of(deploy), (up_span){ 0, 0 });
	object->is_passive = !is_live(bytes) || has_own_database(deploy, object->range);
	object->class = UP_DEPLOY_OVERLAP;
	object->phrase = up_arena_printf(deploy->matcher->arena,
					 "two runs of the pipeline `%.*s` can overlap, as nothing in it lets one wait", UP_FMT(base));
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (up_str_contains(bytes, up_str_from(groups[i])))
			object->class = UP_DEPLOY_ONE;
}

void up_deploy_jobs(struct up_deploy *deploy)
{
	if (deploy->form == UP_DEPLOY_GITHUB)
		add_github(deploy);
	else if (deploy->form == UP_DEPLOY_GITLAB)
		add_gitlab(deploy);
	else
		add_other(deploy);
}

/* --- Ansible ------------------------------------------------------------------------------------------------------------ */

static bool is_yes(const struct up_deploy_setting *setting)
{
	return setting && up_str_is_listed(setting->value, "true yes True Yes on 1");
}

/* `when: inventory_hostname == groups['web'][0]` and its kin: one host of all. */
static bool names_one_host(up_str text)
{
	static const char *const words[] = { "ansible_play_hosts", "ansible_play_batch",   "play_hosts", "groups[", "groups.",
					     "is_primary",         "inventory_hostname ==" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_contains(text, up_str_from(words[i])))
			return true;
	return false;
}

struct play {
	const struct up_deploy_setting *hosts;
	bool is_single;
};

static bool is_one_host(up_str hosts)
{
	hosts = up_str_trim(hosts);
	return up_str_is_listed(hosts, "localhost 127.0.0.1") || up_str_ends(hosts, UP_STR("[0]")) || up_str_ends(hosts, UP_STR("[0] }}"));
}

static struct play play_of(const struct up_deploy *deploy, uint32_t at)
{
	struct play play = { 0 };
	for (size_t i = 0; i < deploy->n_settings && deploy->settings[i].key_at.start < at; i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (!up_str_eq(setting->path, UP_STR("[]")))
			continue;
		if (up_str_eq(setting->key, UP_STR("hosts")))
			play = (struct play){ .hosts = setting, .is_single = is_one_host(setting->value) };
		if (up_str_eq(setting->key, UP_STR("serial")) && up_deploy_number(setting, 0) == 1)
			play.is_single = true;
	}
	return play;
}

/* What a task says round its module: all settings of the mapping that holds `setting`. */
static bool runs_once(const struct up_deploy *deploy, uint32_t scope, uint32_t outer)
{
	for (size_t i = 0; i < deploy->n_settings; i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (setting->scope != scope && (!outer || setting->scope != outer))
			continue;
		if (up_str_eq(setting->key, UP_STR("run_once")) && is_yes(setting))
			return true;
		if (up_str_eq(setting->key, UP_STR("throttle")) && up_deploy_number(setting, 0) == 1)
			return true;
		if (up_str_eq(setting->key, UP_STR("when")) && names_one_host(setting->value))
			return true;
	}
	return false;
}

/* Each command of a playbook is an object of its own: the task says whether it runs once. */
void up_deploy_plays(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	for (size_t i = 0; i < deploy->n_commands && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_fact *fact = &deploy->commands[i].fact;
		const struct up_deploy_setting *holder = NULL, *task = NULL;
		for (size_t k = 0; k < deploy->n_settings; k++) {
			const struct up_deploy_setting *setting = &deploy->settings[k];
			if (fact->key_at.start >= setting->value_at.start && fact->key_at.start < setting->value_at.end)
				holder = setting;
			/* `command: {cmd: …}`: the task is the mapping round that one. */
			if (holder && task == NULL && up_str_is_listed(holder->key, "cmd argv"))
				task = setting;
		}
		if (!holder)
			continue;
		struct play play = play_of(deploy, fact->key_at.start);
		up_span range = { holder->key_at.start, holder->value_at.end };
		up_str name = up_arena_printf(arena, "task@%u", holder->key_at.start);
		struct up_deploy_object *object = up_deploy_add(deploy, name, range, play.hosts ? play.hosts->key_at : holder->key_at);
		if (play.hosts)
			object->at.end = play.hosts->value_at.end;
		if (play.is_single || runs_once(deploy, holder->scope, 0)) {
			object->class = UP_DEPLOY_ONE;
			object->phrase = UP_STR("the task runs on one host at a time");
		} else if (play.hosts) {
			object->class = UP_DEPLOY_OVERLAP;
			object->phrase = up_arena_printf(arena, "the task runs on all hosts of `%.*s` at once, as it has no run_once",
							 UP_FMT(play.hosts->value));
		} else {
			object->class = UP_DEPLOY_UNSEEN;
			object->phrase = UP_STR("the task has no run_once, and on how many hosts its role runs could not be seen");
		}
	}
}
