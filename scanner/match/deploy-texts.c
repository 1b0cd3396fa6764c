/* Command lines that no parser states: of Procfiles, settings of platforms, pipelines of Jenkins; and the few values of a chart that say how often
 * something runs. */
#include "match/deploy.h"

enum {
	DEPTH = 16, /* of the mappings of a chart's values */
};

/* The values of one list: from its first to its last. */
static up_span list_at(const struct up_deploy *deploy, size_t i, size_t *ret_next)
{
	up_span at = deploy->settings[i].value_at;
	size_t k = i + 1;
	while (k < deploy->n_settings && deploy->settings[k].key_at.start == deploy->settings[i].key_at.start) {
		up_span item = deploy->settings[k].value_at;
		/* The list itself may be stated, without a value, before its items. */
		at.start = item.start < at.start || at.start == at.end ? item.start : at.start;
		at.end = item.end > at.end ? item.end : at.end;
		k++;
	}
	*ret_next = k;
	return at;
}

static void read_settings(struct up_deploy *deploy, const char *keys)
{
	for (size_t i = 0, next; i < deploy->n_settings; i = next) {
		up_span at = list_at(deploy, i, &next);
		if ((up_str_is_listed(deploy->settings[i].key, keys) ||
		     (deploy->form == UP_DEPLOY_FLY && up_str_eq(deploy->settings[i].path, UP_STR("processes")))) &&
		    at.end > at.start)
			up_deploy_text(deploy, at);
	}
}

/* A program and its arguments in two settings of one mapping. */
static void read_pairs(struct up_deploy *deploy, const char *program, const char *arguments)
{
	for (size_t i = 0, next; i < deploy->n_settings; i = next) {
		up_span at = list_at(deploy, i, &next);
		if (!up_str_is_listed(deploy->settings[i].key, program))
			continue;
		up_span rest = at;
		for (size_t k = next, after; k < deploy->n_settings && deploy->settings[k].scope == deploy->settings[i].scope; k = after) {
			rest = list_at(deploy, k, &after);
			if (up_str_is_listed(deploy->settings[k].key, arguments))
				break;
			rest = at;
		}
		up_deploy_pair(deploy, at, rest);
	}
}

static void read_lines(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes;
	for (size_t at = 0; at < bytes.len;) {
		size_t end = up_str_find_byte(bytes, '\n', at);
		end = end == SIZE_MAX ? bytes.len : end;
		up_str line = up_str_trim(up_str_slice(bytes, at, end));
		size_t skip = (size_t)(line.s - bytes.s);
		if (deploy->form == UP_DEPLOY_PROCFILE) {
			size_t colon = up_str_find_byte(line, ':', 0);
			if (colon != SIZE_MAX && !up_str_starts(line, UP_STR("#")))
				up_deploy_text(deploy, (up_span){ (uint32_t)(skip + colon + 1), (uint32_t)end });
		} else if (up_str_starts(line, UP_STR("command=")) || up_str_starts(line, UP_STR("command ="))) {
			up_deploy_text(deploy, (up_span){ (uint32_t)(skip + up_str_find_byte(line, '=', 0) + 1), (uint32_t)end });
		} else if (deploy->form == UP_DEPLOY_CI && !up_str_starts(line, UP_STR("//"))) {
			size_t sh = up_str_find(line, UP_STR("sh "), 0);
			sh = sh == SIZE_MAX ? up_str_find(line, UP_STR("sh("), 0) : sh;
			up_deploy_text(deploy, (up_span){ (uint32_t)(skip + (sh == SIZE_MAX ? 0 : sh + 3)), (uint32_t)end });
		}
		at = end + 1;
	}
}

/* `script: "npm"`, `args: "start"` of PM2. */
static up_span value_behind(up_str bytes, const char *key)
{
	size_t at = up_str_find(bytes, up_str_from(key), 0);
	if (at == SIZE_MAX)
		return (up_span){ 0, 0 };
	at += strlen(key);
	while (at < bytes.len && strchr(" \t\"':[", bytes.s[at]) && bytes.s[at])
		at++;
	size_t end = at;
	while (end < bytes.len && bytes.s[end] && !strchr("\"'\n],", bytes.s[end]))
		end++;
	return (up_span){ (uint32_t)at, (uint32_t)end };
}

/* --- values of a chart ------------------------------------------------------------------------------------------------------- */

static void tell_value(struct up_deploy *deploy, up_str path, up_str value, up_span at)
{
	struct up_arena *arena = deploy->matcher->arena;
	uint64_t n;
	up_str base = up_str_basename(path);
	/* A command that a template takes from here. */
	if (up_str_is_listed(base, UP_DEPLOY_VALUE_COMMANDS) && up_deploy_has_room(deploy, deploy->n_objects)) {
		size_t skip = (size_t)(value.s - deploy->matcher->source->bytes.s);
		up_deploy_add(deploy, up_arena_printf(arena, "values:%.*s", UP_FMT(path)), at, at);
		up_deploy_text(deploy, (up_span){ (uint32_t)skip, (uint32_t)(skip + value.len) });
		return;
	}
	bool is_count = up_str_is_listed(base, "replicaCount replicas minReplicas minAvailable replicacount");
	if (!is_count || !up_str_to_u64(value, &n))
		return;
	bool is_scaled = up_str_eq(base, UP_STR("minReplicas"));
	if (is_scaled)
		return;
	enum up_deploy_class class = n > 1 ? UP_DEPLOY_MANY : UP_DEPLOY_OVERLAP;
	up_str phrase = n > 1 ? up_arena_printf(arena, "the chart sets `%.*s` to %llu", UP_FMT(base), (unsigned long long)n)
			      : up_arena_printf(arena, "the chart sets `%.*s` to %llu, and a rolling update starts the next pod beside it",
						UP_FMT(base), (unsigned long long)n);
	up_deploy_tell(deploy, UP_DEPLOY_SCALES, UP_STR(""),
		       up_arena_printf(arena, "%s values:%.*s %.*s", up_deploy_classes[class], UP_FMT(path), UP_FMT(phrase)), at, 0);
}

/* A page of YAML in blocks, by its indentation: nothing else stands in the values of a chart where a count does. */
static void read_values(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes, keys[DEPTH];
	size_t indents[DEPTH], depth = 0;
	for (size_t at = 0; at < bytes.len;) {
		size_t end = up_str_find_byte(bytes, '\n', at), indent = 0;
		end = end == SIZE_MAX ? bytes.len : end;
		up_str line = up_str_slice(bytes, at, end);
		while (indent < line.len && line.s[indent] == ' ')
			indent++;
		size_t colon = up_str_find_byte(line, ':', indent);
		bool is_key = indent < line.len && line.s[indent] != '#' && line.s[indent] != '-' && colon != SIZE_MAX;
		if (is_key) {
			while (depth && indents[depth - 1] >= indent)
				depth--;
			up_str key = up_str_slice(line, indent, colon);
			up_str value = up_str_slice(line, colon + 1, up_str_find(line, UP_STR(" #"), colon));
			value = up_str_trim(value);
			if (value.len) {
				struct up_buf path = { 0 };
				for (size_t i = 0; i < depth; i++)
					up_buf_printf(&path, "%.*s/", UP_FMT(keys[i]));
				up_buf_add(&path, key);
				tell_value(deploy, up_arena_take(deploy->matcher->arena, &path), value,
					   (up_span){ (uint32_t)(at + indent), (uint32_t)end });
			} else if (depth < DEPTH) {
				keys[depth] = key;
				indents[depth++] = indent;
			}
		}
		at = end + 1;
	}
}

void up_deploy_files(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes;
	switch (deploy->form) {
	case UP_DEPLOY_PROCFILE:
	case UP_DEPLOY_SUPERVISOR:
		read_lines(deploy);
		break;
	case UP_DEPLOY_CI:
		if (!deploy->n_commands)
			read_lines(deploy);
		break;
	case UP_DEPLOY_FLY:
		read_settings(deploy, "release_command");
		break;
	case UP_DEPLOY_RENDER:
		read_settings(deploy, "startCommand dockerCommand preDeployCommand initialDeployHook buildCommand");
		break;
	case UP_DEPLOY_RAILWAY:
		read_settings(deploy, "startCommand preDeployCommand buildCommand");
		break;
	case UP_DEPLOY_HEROKU:
		read_settings(deploy, "postdeploy pr-predestroy");
		break;
	case UP_DEPLOY_ECS:
		read_pairs(deploy, "entryPoint EntryPoint", "command Command");
		read_settings(deploy, "command Command");
		break;
	case UP_DEPLOY_NOMAD:
		read_pairs(deploy, "command", "args");
		break;
	case UP_DEPLOY_PM2:
		up_deploy_pair(deploy, value_behind(bytes, "script"), value_behind(bytes, "args"));
		break;
	case UP_DEPLOY_VALUES:
		read_values(deploy);
		break;
	default:
		break;
	}
}
