/* How often a program runs at a time on the platforms that start it from a file of their own: Heroku, Fly, ECS, Nomad, Render, Railway, supervisord,
 * PM2; and the parts of package.json and of a Makefile, which say nothing of that. */
#include "match/deploy.h"

static up_span all_of(const struct up_deploy *deploy)
{
	return (up_span){ 0, (uint32_t)deploy->matcher->source->bytes.len };
}

static struct up_deploy_object *add(struct up_deploy *deploy, up_str name, up_span range, up_span at, enum up_deploy_class class,
				    up_str phrase)
{
	struct up_deploy_object *object = up_deploy_add(deploy, name, range, at);
	object->class = class;
	object->phrase = phrase;
	return object;
}

/* The value of a setting as an object of its own. */
static struct up_deploy_object *add_value(struct up_deploy *deploy, const struct up_deploy_setting *setting, up_str name,
					  enum up_deploy_class class, up_str phrase)
{
	return add(deploy, name, (up_span){ setting->key_at.start, setting->value_at.end }, setting->key_at, class, phrase);
}

/* --- package.json --------------------------------------------------------------------------------------------------------- */

static void add_scripts(struct up_deploy *deploy)
{
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++)
		if (up_str_eq(deploy->settings[i].path, UP_STR("scripts")))
			add_value(deploy, &deploy->settings[i], deploy->settings[i].key, UP_DEPLOY_UNSEEN, UP_STR(""));
}

/* --- make ------------------------------------------------------------------------------------------------------------------ */

/* What a target needs is made before it. */
static void tell_needed(struct up_deploy *deploy, up_str name, up_str rest, up_span at)
{
	struct up_arena *arena = deploy->matcher->arena;
	while (deploy->matcher->deploy.n_hits) {
		up_str needed = up_str_next_word(&rest);
		if (!needed.len)
			return;
		up_deploy_tell(deploy, UP_DEPLOY_RUNS, name, up_arena_printf(arena, "make %.*s", UP_FMT(needed)), at, 0);
	}
}

static void add_targets(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes;
	struct up_deploy_object *last = NULL;
	for (size_t at = 0; at < bytes.len && up_deploy_has_room(deploy, deploy->n_objects);) {
		size_t end = up_str_find_byte(bytes, '\n', at);
		end = end == SIZE_MAX ? bytes.len : end;
		up_str line = up_str_slice(bytes, at, end);
		size_t colon = up_str_find_byte(line, ':', 0), equals = up_str_find_byte(line, '=', 0);
		bool is_rule = line.len && !strchr("\t #.", line.s[0]) && colon != SIZE_MAX && equals > colon + 1;
		if (is_rule) {
			up_str name = up_str_trim(up_str_slice(line, 0, colon));
			if (last)
				last->range.end = (uint32_t)at;
			last = up_deploy_add(deploy, name, (up_span){ (uint32_t)at, (uint32_t)bytes.len },
					     (up_span){ (uint32_t)at, (uint32_t)(at + colon) });
			up_str rest = up_str_slice(line, colon + 1, up_str_find_byte(line, '#', colon));
			tell_needed(deploy, name, rest, (up_span){ (uint32_t)at, (uint32_t)(at + colon) });
		}
		at = end + 1;
	}
}

/* --- Procfile ------------------------------------------------------------------------------------------------------------- */

static void add_processes(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	up_str bytes = deploy->matcher->source->bytes;
	for (size_t at = 0; at < bytes.len && up_deploy_has_room(deploy, deploy->n_objects);) {
		size_t end = up_str_find_byte(bytes, '\n', at);
		end = end == SIZE_MAX ? bytes.len : end;
		up_str line = up_str_slice(bytes, at, end);
		size_t colon = up_str_find_byte(line, ':', 0);
		if (colon != SIZE_MAX && line.s[0] != '#') {
			up_str name = up_str_trim(up_str_slice(line, 0, colon));
			bool is_release = up_str_is_listed(name, "release postdeploy");
			add(deploy, name, (up_span){ (uint32_t)at, (uint32_t)end }, (up_span){ (uint32_t)at, (uint32_t)(at + colon) },
			    is_release ? UP_DEPLOY_ONCE : UP_DEPLOY_START,
			    is_release ? UP_STR("the release phase runs it once")
				       : up_arena_printf(arena, "every process of `%.*s` starts it", UP_FMT(name)));
		}
		at = end + 1;
	}
}

/* app.json: what is scaled, and what runs once. */
static void add_heroku(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (up_str_ends(setting->path, UP_STR("scripts")))
			add_value(deploy, setting, setting->key, UP_DEPLOY_ONCE, UP_STR("it runs once, when the app is made"));
		bool is_quantity = up_str_starts(setting->path, UP_STR("formation/")) && up_str_eq(setting->key, UP_STR("quantity"));
		if (is_quantity && up_deploy_number(setting, 0) > 1)
			up_deploy_tell(deploy, UP_DEPLOY_SCALES, UP_STR(""),
				       up_arena_printf(arena, "%s procfile/%.*s %u dynos of `%.*s` start it",
						       up_deploy_classes[UP_DEPLOY_MANY], UP_FMT(up_str_basename(setting->path)),
						       up_deploy_number(setting, 0), UP_FMT(up_str_basename(setting->path))),
				       (up_span){ setting->key_at.start, setting->value_at.end }, 0);
	}
}

/* --- Fly, Render, Railway ------------------------------------------------------------------------------------------------- */

static void add_fly(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *least = up_deploy_find(deploy, all_of(deploy), "http_service", "min_machines_running");
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (up_str_eq(setting->path, UP_STR("deploy")) && up_str_eq(setting->key, UP_STR("release_command")))
			add_value(deploy, setting, UP_STR("release_command"), UP_DEPLOY_ONCE, UP_STR("the release command runs once"));
		if (!up_str_eq(setting->path, UP_STR("processes")))
			continue;
		unsigned n = up_deploy_number(least, 0);
		struct up_deploy_object *object = add_value(
			deploy, setting, setting->key, n > 1 ? UP_DEPLOY_MANY : UP_DEPLOY_OVERLAP,
			n > 1 ? up_arena_printf(arena, "at least %u machines of `%.*s` start it", n, UP_FMT(setting->key))
			      : up_arena_printf(arena, "every machine of `%.*s` starts it, and Fly makes two of them by default",
						UP_FMT(setting->key)));
		if (n > 1)
			object->at = (up_span){ least->key_at.start, least->value_at.end };
	}
}

/* render.yaml: `services` is a list, whose items follow each other; railway: one service. */
static void add_started(struct up_deploy *deploy, const char *start, const char *once, const char *count)
{
	struct up_arena *arena = deploy->matcher->arena;
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (up_str_is_listed(setting->key, once))
			add_value(deploy, setting, setting->key, UP_DEPLOY_ONCE, UP_STR("it runs once for each deploy"));
		if (!up_str_is_listed(setting->key, start))
			continue;
		const struct up_deploy_setting *counted = NULL;
		for (size_t k = 0; k < deploy->n_settings; k++)
			if (up_str_is_listed(deploy->settings[k].key, count) &&
			    (deploy->settings[k].scope == setting->scope || up_str_starts(deploy->settings[k].path, setting->path)))
				counted = &deploy->settings[k];
		unsigned n = up_deploy_number(counted, 1);
		struct up_deploy_object *object = add_value(
			deploy, setting, setting->key, n > 1 ? UP_DEPLOY_MANY : UP_DEPLOY_OVERLAP,
			n > 1 ? up_arena_printf(arena, "%u instances start it", n)
			      : UP_STR("every instance starts it, and a deploy starts the next one beside it"));
		if (n > 1)
			object->at = (up_span){ counted->key_at.start, counted->value_at.end };
	}
}

/* --- ECS, Nomad ------------------------------------------------------------------------------------------------------------ */

static void add_ecs(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *count = NULL, *family = NULL, *task = NULL;
	bool has_containers = false;
	for (size_t i = 0; i < deploy->n_settings; i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (up_str_is_listed(setting->key, "desiredCount DesiredCount"))
			count = setting;
		if (up_str_is_listed(setting->key, "family Family"))
			family = setting;
		if (up_str_is_listed(setting->key, "taskDefinition TaskDefinition"))
			task = setting;
		has_containers |= up_str_is_listed(setting->key, "containerDefinitions ContainerDefinitions");
	}
	up_str name = family ? family->value : UP_STR("task");
	unsigned n = up_deploy_number(count, 0);
	if (has_containers && n > 1)
		add(deploy, up_arena_printf(arena, "ecs/%.*s", UP_FMT(name)), all_of(deploy),
		    (up_span){ count->key_at.start, count->value_at.end }, UP_DEPLOY_MANY,
		    up_arena_printf(arena, "the service runs %u tasks of `%.*s`", n, UP_FMT(name)));
	else if (has_containers)
		add(deploy, up_arena_printf(arena, "ecs/%.*s", UP_FMT(name)), all_of(deploy), family ? family->key_at : (up_span){ 0, 0 },
		    UP_DEPLOY_OVERLAP,
		    up_arena_printf(arena, "every task of `%.*s` starts it, and a service starts the next one beside it", UP_FMT(name)));
	if (!count || !task || n < 2)
		return;
	/* "web:12", "arn:aws:ecs:…:task-definition/web:12" */
	up_str of = up_str_basename(task->value);
	of = up_str_slice(of, 0, up_str_find_byte(of, ':', 0));
	up_deploy_tell(deploy, UP_DEPLOY_SCALES, UP_STR(""),
		       up_arena_printf(arena, "%s ecs/%.*s the service runs %u tasks of `%.*s`", up_deploy_classes[UP_DEPLOY_MANY],
				       UP_FMT(of), n, UP_FMT(of)),
		       (up_span){ count->key_at.start, count->value_at.end }, 0);
}

/* How often the group runs at once, and the words for it. */
static void set_nomad_class(struct up_arena *arena, up_str name, unsigned n, up_str type, struct up_deploy_object *object)
{
	if (up_str_is_listed(type, "system sysbatch")) {
		object->class = UP_DEPLOY_MANY;
		object->phrase = up_arena_printf(arena, "group `%.*s` runs on every node", UP_FMT(name));
	} else if (n > 1) {
		object->class = UP_DEPLOY_MANY;
		object->phrase = up_arena_printf(arena, "group `%.*s` runs %u allocations", UP_FMT(name), n);
	} else if (up_str_eq(type, UP_STR("batch"))) {
		object->class = UP_DEPLOY_ONE;
		object->phrase = up_arena_printf(arena, "group `%.*s` is a batch of one", UP_FMT(name));
	} else {
		object->class = UP_DEPLOY_OVERLAP;
		object->phrase = up_arena_printf(
			arena, "group `%.*s` runs one allocation, but a canary or a move starts the next one beside it", UP_FMT(name));
	}
}

/* Is this the path of what stands in `job "web" {` ("job/web"), or, with `more`, of its parts of one kind ("job/web/group")? */
static bool is_in_job(up_str path, up_str more)
{
	size_t end = up_str_starts(path, UP_STR("job/")) ? up_str_find_byte(path, '/', sizeof "job/" - 1) : 0;
	return end && (end == SIZE_MAX ? !more.len : up_str_eq(up_str_slice(path, end, path.len), more));
}

static up_str nomad_type(const struct up_deploy *deploy)
{
	for (size_t i = 0; i < deploy->n_settings; i++)
		if (is_in_job(deploy->settings[i].path, UP_STR("")) && up_str_eq(deploy->settings[i].key, UP_STR("type")))
			return deploy->settings[i].value;
	return UP_STR("");
}

static void add_nomad(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	const up_str groups = UP_STR("/group");
	up_str type = nomad_type(deploy);
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (!is_in_job(setting->path, groups))
			continue;
		up_span range = { setting->key_at.start, (uint32_t)deploy->matcher->source->bytes.len };
		for (size_t k = i + 1; k < deploy->n_settings; k++) {
			up_str path = deploy->settings[k].path;
			if ((is_in_job(path, UP_STR("")) || is_in_job(path, groups)) && range.end > deploy->settings[k].key_at.start)
				range.end = deploy->settings[k].key_at.start;
		}
		up_str inside = up_arena_printf(arena, "%.*s/%.*s", UP_FMT(setting->path), UP_FMT(setting->key));
		const struct up_deploy_setting *count = up_deploy_find(deploy, range, inside.s, "count");
		struct up_deploy_object *object = add(deploy, setting->key, range, setting->key_at, UP_DEPLOY_OVERLAP, UP_STR(""));
		if (count)
			object->at = (up_span){ count->key_at.start, count->value_at.end };
		set_nomad_class(arena, setting->key, up_deploy_number(count, 1), type, object);
	}
}

/* --- supervisord, PM2 ------------------------------------------------------------------------------------------------------ */

static void add_programs(struct up_deploy *deploy)
{
	struct up_arena *arena = deploy->matcher->arena;
	up_str bytes = deploy->matcher->source->bytes;
	struct up_deploy_object *last = NULL;
	for (size_t at = 0; at < bytes.len && up_deploy_has_room(deploy, deploy->n_objects);) {
		size_t end = up_str_find_byte(bytes, '\n', at);
		end = end == SIZE_MAX ? bytes.len : end;
		up_str line = up_str_trim(up_str_slice(bytes, at, end));
		uint64_t n;
		if (last && up_str_starts(line, UP_STR("[")))
			last->range.end = (uint32_t)at;
		if (up_str_starts(line, UP_STR("[program:"))) {
			up_str name = up_str_slice(line, 9, up_str_find_byte(line, ']', 0));
			last = add(deploy, name, (up_span){ (uint32_t)at, (uint32_t)bytes.len }, (up_span){ (uint32_t)at, (uint32_t)end },
				   UP_DEPLOY_ONE, up_arena_printf(arena, "supervisord starts `%.*s`", UP_FMT(name)));
		} else if (last && last->range.end == bytes.len && up_str_starts(line, UP_STR("numprocs")) &&
			   up_str_to_u64(up_str_trim(up_str_slice(line, up_str_find_byte(line, '=', 0) + 1, line.len)), &n) && n > 1) {
			last->class = UP_DEPLOY_MANY;
			last->phrase = up_arena_printf(arena, "supervisord starts %llu processes of `%.*s`", (unsigned long long)n,
						       UP_FMT(last->name));
			last->at = (up_span){ (uint32_t)at, (uint32_t)end };
		}
		at = end + 1;
	}
}

/* A program of JavaScript that is data: read by its words. `instances: "max"`, `instances: 4`, `instances: -1`. */
static void add_cluster(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes;
	size_t at = up_str_find(bytes, UP_STR("instances"), 0);
	up_span where = { 0, 0 };
	enum up_deploy_class class = UP_DEPLOY_ONE;
	if (at != SIZE_MAX) {
		size_t end = up_str_find_byte(bytes, '\n', at);
		up_str rest = up_str_slice(bytes, at + 9, end == SIZE_MAX ? bytes.len : end);
		size_t start = 0;
		while (start < rest.len && strchr(" \t:\"'", rest.s[start]))
			start++;
		rest = up_str_slice(rest, start, rest.len);
		bool is_one = up_str_starts(rest, UP_STR("1")) && !(rest.len > 1 && up_is_alnum(rest.s[1]));
		class = is_one ? UP_DEPLOY_ONE : UP_DEPLOY_MANY;
		where = (up_span){ (uint32_t)at, (uint32_t)at + 9 };
	}
	add(deploy, UP_STR("pm2"), all_of(deploy), where, class,
	    class == UP_DEPLOY_MANY ? UP_STR("PM2 starts several instances") : UP_STR("PM2 starts one instance"));
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

void up_deploy_platforms(struct up_deploy *deploy)
{
	switch (deploy->form) {
	case UP_DEPLOY_NPM:
		add_scripts(deploy);
		break;
	case UP_DEPLOY_MAKE:
		add_targets(deploy);
		break;
	case UP_DEPLOY_PROCFILE:
		add_processes(deploy);
		break;
	case UP_DEPLOY_HEROKU:
		add_heroku(deploy);
		break;
	case UP_DEPLOY_FLY:
		add_fly(deploy);
		break;
	case UP_DEPLOY_RENDER:
		add_started(deploy, "startCommand dockerCommand", "preDeployCommand initialDeployHook buildCommand",
			    "numInstances minInstances");
		break;
	case UP_DEPLOY_RAILWAY:
		add_started(deploy, "startCommand", "preDeployCommand buildCommand", "numReplicas");
		break;
	case UP_DEPLOY_ECS:
		add_ecs(deploy);
		break;
	case UP_DEPLOY_NOMAD:
		add_nomad(deploy);
		break;
	case UP_DEPLOY_SUPERVISOR:
		add_programs(deploy);
		break;
	case UP_DEPLOY_PM2:
		add_cluster(deploy);
		break;
	default:
		break;
	}
}
