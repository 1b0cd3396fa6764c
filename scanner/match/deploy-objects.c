/* The parts of a source that are run as one, and how often: workloads of Kubernetes and services of Compose. What they have in common stands here, too. */
#include "base/memory.h"
#include "match/deploy.h"

bool up_deploy_has_room(struct up_deploy *deploy, size_t n)
{
	struct up_matcher *matcher = deploy->matcher;
	if (n < UP_LIMIT_DEPLOY_OBJECTS)
		return true;
	if (!matcher->deploy.has_many)
		matcher->note(matcher->note_data, UP_NOTE_LIMIT, 0,
			      up_arena_printf(matcher->arena,
					      "more than %d jobs, services or tasks; who migrates in the rest was not looked at",
					      UP_LIMIT_DEPLOY_OBJECTS));
	matcher->deploy.has_many = true;
	return false;
}

struct up_deploy_object *up_deploy_add(struct up_deploy *deploy, up_str name, up_span range, up_span at)
{
	deploy->objects = up_grow(deploy->objects, &deploy->objects_capacity, deploy->n_objects + 1, sizeof *deploy->objects);
	struct up_deploy_object *object = &deploy->objects[deploy->n_objects++];
	*object = (struct up_deploy_object){ .name = name, .range = range, .at = at, .class = UP_DEPLOY_UNSEEN, .phrase = UP_STR("") };
	return object;
}

static bool path_is(up_str path, const char *wanted)
{
	up_str want = up_str_from(wanted);
	if (want.len && want.s[want.len - 1] == '*')
		return up_str_starts(path, up_str_slice(want, 0, want.len - 1));
	return up_str_eq(path, want);
}

/* Settings stand in the order of the source: the first of the range by halves. */
static size_t first_in(const struct up_deploy *deploy, up_span range)
{
	size_t low = 0, high = deploy->n_settings;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (deploy->settings[middle].key_at.start < range.start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct up_deploy_setting *up_deploy_find(const struct up_deploy *deploy, up_span range, const char *path, const char *key)
{
	for (size_t i = first_in(deploy, range); i < deploy->n_settings && deploy->settings[i].key_at.start < range.end; i++)
		if (up_str_is_listed(deploy->settings[i].key, key) && path_is(deploy->settings[i].path, path))
			return &deploy->settings[i];
	return NULL;
}

unsigned up_deploy_number(const struct up_deploy_setting *setting, unsigned otherwise)
{
	uint64_t value;
	up_str text = setting ? up_str_trim(setting->value) : UP_STR("");
	while (text.len && strchr("\"'", text.s[0]))
		text = up_str_slice(text, 1, text.len);
	while (text.len && strchr("\"'", text.s[text.len - 1]))
		text.len--;
	if (!text.len || !up_str_to_u64(text, &value))
		return otherwise;
	return value < 1000000 ? (unsigned)value : 1000000;
}

static up_span all_of(const struct up_deploy *deploy)
{
	return (up_span){ 0, (uint32_t)deploy->matcher->source->bytes.len };
}

/* --- Kubernetes --------------------------------------------------------------------------------------------------------- */

static up_str text_of(const struct up_deploy_setting *setting)
{
	return setting ? setting->value : UP_STR("");
}

up_str up_deploy_values_path(struct up_arena *arena, up_str text)
{
	size_t at = up_str_find(text, UP_STR(".Values."), 0);
	if (at == SIZE_MAX)
		return UP_STR("");
	size_t end = at += 8;
	while (end < text.len && (up_is_alnum(text.s[end]) || strchr("._-", text.s[end])))
		end++;
	up_str path = up_arena_copy(arena, up_str_slice(text, at, end));
	for (size_t i = 0; i < path.len; i++)
		if (path.s[i] == '.')
			((char *)(uintptr_t)path.s)[i] = '/';
	return path;
}

static void set(struct up_deploy_object *object, enum up_deploy_class class, up_str phrase)
{
	object->class = class;
	object->phrase = phrase;
}

/* Deployment and its kin: `spec` holds replicas. */
static void judge_replicas(struct up_deploy *deploy, struct up_deploy_object *object, up_str kind, up_str name)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *replicas = up_deploy_find(deploy, object->range, "spec", "replicas");
	const struct up_deploy_setting *strategy = up_deploy_find(deploy, object->range, "spec/strategy", "type");
	const struct up_deploy_setting *surge = up_deploy_find(deploy, object->range, "spec/strategy/rollingUpdate", "maxSurge");
	const struct up_deploy_setting *parallel = up_deploy_find(deploy, object->range, "spec", "podManagementPolicy");
	unsigned n = up_deploy_number(replicas, UINT32_MAX);
	if (replicas)
		object->at = (up_span){ replicas->key_at.start, replicas->value_at.end };
	up_str path = n == UINT32_MAX && replicas ? up_deploy_values_path(arena, replicas->value) : UP_STR("");
	bool is_set = up_str_eq(kind, UP_STR("StatefulSet"));
	bool in_order = is_set && !up_str_eq(text_of(parallel), UP_STR("Parallel"));
	if (path.len)
		up_deploy_tell(deploy, UP_DEPLOY_RUNS, object->name, up_arena_printf(arena, "values %.*s", UP_FMT(path)), object->at, 0);
	if (n == 0)
		set(object, UP_DEPLOY_ONCE, up_arena_printf(arena, "%.*s `%.*s` has no replicas", UP_FMT(kind), UP_FMT(name)));
	else if (n != UINT32_MAX && n > 1 && in_order)
		set(object, UP_DEPLOY_OVERLAP,
		    up_arena_printf(arena,
				    "the %u pods of StatefulSet `%.*s` start one after another, but those that fail or are moved start "
				    "again beside each other",
				    n, UP_FMT(name)));
	else if (n != UINT32_MAX && n > 1)
		set(object, UP_DEPLOY_MANY, up_arena_printf(arena, "%u replicas of %.*s `%.*s` start it", n, UP_FMT(kind), UP_FMT(name)));
	else if (in_order || up_str_eq(text_of(strategy), UP_STR("Recreate")) || (surge && up_deploy_number(surge, 1) == 0))
		set(object, UP_DEPLOY_ONE, up_arena_printf(arena, "one pod of %.*s `%.*s` at a time", UP_FMT(kind), UP_FMT(name)));
	else if (n == 1)
		set(object, UP_DEPLOY_OVERLAP,
		    up_arena_printf(arena, "%.*s `%.*s` has one replica, but a rolling update starts the next pod beside it", UP_FMT(kind),
				    UP_FMT(name)));
	else
		set(object, UP_DEPLOY_OVERLAP,
		    up_arena_printf(
			    arena, "how many replicas %.*s `%.*s` has is not said here, and a rolling update starts the next one beside it",
			    UP_FMT(kind), UP_FMT(name)));
}

static void judge_job(struct up_deploy *deploy, struct up_deploy_object *object, up_str name, const char *spec)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *parallelism = up_deploy_find(deploy, object->range, spec, "parallelism taskCount");
	unsigned n = up_deploy_number(parallelism, 1);
	if (n > 1) {
		object->at = (up_span){ parallelism->key_at.start, parallelism->value_at.end };
		set(object, UP_DEPLOY_MANY, up_arena_printf(arena, "Job `%.*s` runs %u pods at once", UP_FMT(name), n));
	} else {
		set(object, UP_DEPLOY_ONE, up_arena_printf(arena, "Job `%.*s` runs one pod at a time", UP_FMT(name)));
	}
}

static void judge_cron_job(struct up_deploy *deploy, struct up_deploy_object *object, up_str name)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *policy = up_deploy_find(deploy, object->range, "spec", "concurrencyPolicy");
	judge_job(deploy, object, name, "spec/jobTemplate/spec");
	if (object->class == UP_DEPLOY_MANY || up_str_is_listed(text_of(policy), "Forbid Replace"))
		return;
	if (policy)
		object->at = (up_span){ policy->key_at.start, policy->value_at.end };
	set(object, UP_DEPLOY_OVERLAP,
	    up_arena_printf(arena, "CronJob `%.*s` starts the next one while the last one still runs, as concurrencyPolicy is not Forbid",
			    UP_FMT(name)));
}

static void judge_scaled_service(struct up_deploy *deploy, struct up_deploy_object *object, up_str name)
{
	static const char least[] = "autoscaling.knative.dev/minScale autoscaling.knative.dev/min-scale";
	static const char most[] = "autoscaling.knative.dev/maxScale autoscaling.knative.dev/max-scale";
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *min = up_deploy_find(deploy, object->range, "spec/template/metadata/annotations", least);
	const struct up_deploy_setting *max = up_deploy_find(deploy, object->range, "spec/template/metadata/annotations", most);
	if (up_deploy_number(min, 0) > 1) {
		object->at = (up_span){ min->key_at.start, min->value_at.end };
		set(object, UP_DEPLOY_MANY,
		    up_arena_printf(arena, "at least %u instances of service `%.*s` start it", up_deploy_number(min, 0), UP_FMT(name)));
	} else {
		if (max)
			object->at = (up_span){ max->key_at.start, max->value_at.end };
		set(object, UP_DEPLOY_OVERLAP,
		    up_arena_printf(arena, "service `%.*s` scales by itself, and a revision starts beside the one before", UP_FMT(name)));
	}
}

/* A hook of Helm or Argo CD runs once for each release. */
static const struct up_deploy_setting *hook_of(const struct up_deploy *deploy, up_span range)
{
	static const char keys[] = "helm.sh/hook argocd.argoproj.io/hook";
	const struct up_deploy_setting *hook = up_deploy_find(deploy, range, "metadata/annotations", keys);
	return hook ? hook : up_deploy_find(deploy, range, "spec/jobTemplate/metadata/annotations", keys);
}

/* HorizontalPodAutoscaler, ScaledObject of KEDA: another object runs as often as it says. */
static void tell_scaler(struct up_deploy *deploy, up_span range, up_str kind)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *target_kind = up_deploy_find(deploy, range, "spec/scaleTargetRef", "kind");
	const struct up_deploy_setting *target = up_deploy_find(deploy, range, "spec/scaleTargetRef", "name");
	const struct up_deploy_setting *min = up_deploy_find(deploy, range, "spec", "minReplicas minReplicaCount");
	const struct up_deploy_setting *max = up_deploy_find(deploy, range, "spec", "maxReplicas maxReplicaCount");
	const struct up_deploy_setting *at = min ? min : max ? max : target;
	if (!target)
		return;
	up_str object = up_arena_printf(arena, "%.*s/%.*s", UP_FMT(target_kind ? target_kind->value : UP_STR("Deployment")),
					UP_FMT(target->value));
	/* The name may be an expression with blanks in it. */
	for (size_t i = 0; i < object.len; i++)
		if (object.s[i] == ' ')
			((char *)(uintptr_t)object.s)[i] = '\x1f';
	unsigned least = up_deploy_number(min, 1), most = up_deploy_number(max, 2);
	if (most < 2)
		return;
	up_str phrase = least > 1 ? up_arena_printf(arena, "%.*s keeps at least %u of them", UP_FMT(kind), least)
				  : up_arena_printf(arena, "%.*s starts more of them under load", UP_FMT(kind));
	up_deploy_tell(deploy, UP_DEPLOY_SCALES, UP_STR(""),
		       up_arena_printf(arena, "%s %.*s %.*s", up_deploy_classes[UP_DEPLOY_MANY], UP_FMT(object), UP_FMT(phrase)),
		       (up_span){ at->key_at.start, at->value_at.end }, 0);
}

static void add_manifest(struct up_deploy *deploy, up_span range)
{
	struct up_arena *arena = deploy->matcher->arena;
	const struct up_deploy_setting *kind_at = up_deploy_find(deploy, range, "", "kind");
	const struct up_deploy_setting *named = up_deploy_find(deploy, range, "metadata", "name");
	const struct up_deploy_setting *version = up_deploy_find(deploy, range, "", "apiVersion");
	if (!kind_at)
		return;
	up_str kind = kind_at->value, name = named ? up_str_trim(named->value) : UP_STR("?");
	if (up_str_is_listed(kind, "HorizontalPodAutoscaler ScaledObject"))
		tell_scaler(deploy, range, kind);
	bool is_knative = up_str_contains(text_of(version), UP_STR("serving.knative.dev"));
	if (!up_str_is_listed(kind, "Deployment ReplicaSet ReplicationController StatefulSet DaemonSet Job CronJob Pod Rollout "
				    "DeploymentConfig") &&
	    !(is_knative && up_str_eq(kind, UP_STR("Service"))))
		return;
	struct up_deploy_object *object = up_deploy_add(deploy, up_arena_printf(arena, "%.*s/%.*s", UP_FMT(kind), UP_FMT(name)), range,
							(up_span){ kind_at->key_at.start, kind_at->value_at.end });
	const struct up_deploy_setting *hook = hook_of(deploy, range);
	if (up_str_eq(kind, UP_STR("Job")))
		judge_job(deploy, object, name, is_knative ? "spec/template/spec" : "spec");
	else if (up_str_eq(kind, UP_STR("CronJob")))
		judge_cron_job(deploy, object, name);
	else if (up_str_eq(kind, UP_STR("DaemonSet")))
		set(object, UP_DEPLOY_MANY, up_arena_printf(arena, "DaemonSet `%.*s` starts it on every node", UP_FMT(name)));
	else if (up_str_eq(kind, UP_STR("Pod")))
		set(object, UP_DEPLOY_ONE, up_arena_printf(arena, "one pod `%.*s`", UP_FMT(name)));
	else if (is_knative)
		judge_scaled_service(deploy, object, name);
	else
		judge_replicas(deploy, object, kind, name);
	if (hook && object->class != UP_DEPLOY_MANY)
		set(object, UP_DEPLOY_ONCE, up_arena_printf(arena, "%.*s `%.*s` is a hook, which runs once", UP_FMT(kind), UP_FMT(name)));
}

/* Documents of YAML, each an object. */
void up_deploy_manifests(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes;
	size_t start = 0;
	for (size_t at = 0; at < bytes.len && up_deploy_has_room(deploy, deploy->n_objects);) {
		size_t end = up_str_find_byte(bytes, '\n', at);
		end = end == SIZE_MAX ? bytes.len : end + 1;
		if (at && up_str_starts(up_str_slice(bytes, at, end), UP_STR("---"))) {
			add_manifest(deploy, (up_span){ (uint32_t)start, (uint32_t)at });
			start = at;
		}
		at = end;
	}
	add_manifest(deploy, (up_span){ (uint32_t)start, (uint32_t)bytes.len });
}

/* --- Compose ------------------------------------------------------------------------------------------------------------ */

/* Where the mapping ends that opens at `i`: at the first setting which does not stand in it. */
static up_span range_of(const struct up_deploy *deploy, size_t i, up_str path)
{
	uint32_t end = (uint32_t)deploy->matcher->source->bytes.len;
	for (size_t k = i + 1; k < deploy->n_settings; k++) {
		up_str other = deploy->settings[k].path;
		bool is_inside = up_str_starts(other, path) && (other.len == path.len || other.s[path.len] == '/');
		if (!is_inside && deploy->settings[k].key_at.start > deploy->settings[i].key_at.start) {
			end = deploy->settings[k].key_at.start;
			break;
		}
	}
	return (up_span){ deploy->settings[i].key_at.start, end };
}

static void judge_service(struct up_deploy *deploy, struct up_deploy_object *object, up_str path)
{
	struct up_arena *arena = deploy->matcher->arena;
	up_str below = up_arena_printf(arena, "%.*s/deploy", UP_FMT(path)),
	       update = up_arena_printf(arena, "%.*s/update_config", UP_FMT(below));
	const struct up_deploy_setting *replicas = up_deploy_find(deploy, object->range, below.s, "replicas");
	const struct up_deploy_setting *scale = up_deploy_find(deploy, object->range, path.s, "scale");
	const struct up_deploy_setting *mode = up_deploy_find(deploy, object->range, below.s, "mode");
	const struct up_deploy_setting *order = up_deploy_find(deploy, object->range, update.s, "order");
	const struct up_deploy_setting *counted = replicas ? replicas : scale;
	unsigned n = up_deploy_number(counted, counted ? UINT32_MAX : 1);
	if (counted)
		object->at = (up_span){ counted->key_at.start, counted->value_at.end };
	if (up_str_eq(text_of(mode), UP_STR("global")))
		set(object, UP_DEPLOY_MANY, up_arena_printf(arena, "service `%.*s` runs on every node", UP_FMT(object->name)));
	else if (n == UINT32_MAX)
		set(object, UP_DEPLOY_OVERLAP,
		    up_arena_printf(arena, "how many containers of service `%.*s` there are is set elsewhere", UP_FMT(object->name)));
	else if (n > 1)
		set(object, UP_DEPLOY_MANY, up_arena_printf(arena, "%u containers of service `%.*s` start it", n, UP_FMT(object->name)));
	else if (up_str_eq(text_of(order), UP_STR("start-first")))
		set(object, UP_DEPLOY_OVERLAP,
		    up_arena_printf(arena, "an update of service `%.*s` starts the next container beside it", UP_FMT(object->name)));
	else
		set(object, UP_DEPLOY_ONE, up_arena_printf(arena, "service `%.*s` starts it", UP_FMT(object->name)));
}

static void add_services(struct up_deploy *deploy)
{
	for (size_t i = 0; i < deploy->n_settings && up_deploy_has_room(deploy, deploy->n_objects); i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (!up_str_eq(setting->path, UP_STR("services")))
			continue;
		up_str path = up_arena_printf(deploy->matcher->arena, "services/%.*s", UP_FMT(setting->key));
		struct up_deploy_object *object = up_deploy_add(deploy, setting->key, range_of(deploy, i, path), setting->key_at);
		judge_service(deploy, object, path);
	}
}

/* --- Dockerfile --------------------------------------------------------------------------------------------------------- */

/* What runs in a container: of the last stage, and of it the last CMD and ENTRYPOINT. */
static void add_instructions(struct up_deploy *deploy)
{
	const struct up_deploy_setting *last[2] = { NULL, NULL };
	for (size_t i = 0; i < deploy->n_settings; i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (up_str_eq(setting->key, UP_STR("FROM")))
			last[0] = last[1] = NULL;
		else if (up_str_eq(setting->key, UP_STR("ENTRYPOINT")))
			last[0] = setting;
		else if (up_str_eq(setting->key, UP_STR("CMD")))
			last[1] = setting;
	}
	for (size_t i = 0; i < 2; i++)
		if (last[i])
			set(up_deploy_add(deploy, i ? UP_STR("cmd") : UP_STR("entrypoint"),
					  (up_span){ last[i]->key_at.start, last[i]->value_at.end }, last[i]->key_at),
			    UP_DEPLOY_START, UP_STR("every container of this image starts it"));
}

/* --- all ------------------------------------------------------------------------------------------------------------------ */

void up_deploy_objects(struct up_deploy *deploy)
{
	struct up_deploy_object *object;
	struct up_arena *arena = deploy->matcher->arena;
	up_str base = up_str_basename(deploy->below);
	switch (deploy->form) {
	case UP_DEPLOY_MANIFEST:
		up_deploy_manifests(deploy);
		break;
	case UP_DEPLOY_COMPOSE:
		add_services(deploy);
		break;
	case UP_DEPLOY_GITHUB:
	case UP_DEPLOY_GITLAB:
	case UP_DEPLOY_CI:
		up_deploy_jobs(deploy);
		break;
	case UP_DEPLOY_PLAYBOOK:
		up_deploy_plays(deploy);
		break;
	case UP_DEPLOY_DOCKERFILE:
		add_instructions(deploy);
		break;
	case UP_DEPLOY_UNIT:
		object = up_deploy_add(deploy, base, all_of(deploy), (up_span){ 0, 0 });
		if (up_str_contains(base, UP_STR("@.")))
			set(object, UP_DEPLOY_OVERLAP, up_arena_printf(arena, "every instance of the unit `%.*s` starts it", UP_FMT(base)));
		else
			set(object, UP_DEPLOY_ONE, up_arena_printf(arena, "the unit `%.*s` starts it", UP_FMT(base)));
		break;
	case UP_DEPLOY_CRON:
		object = up_deploy_add(deploy, UP_STR("cron"), all_of(deploy), (up_span){ 0, 0 });
		set(object, UP_DEPLOY_UNSEEN,
		    UP_STR("cron starts the next one while the last one still runs, and on every host that has this job"));
		break;
	default:
		up_deploy_platforms(deploy);
	}
}
