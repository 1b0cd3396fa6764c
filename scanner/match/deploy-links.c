/* What an object runs that stands elsewhere in the tree: scripts, targets of make, scripts of npm, images and what they are built from. */
#include "match/deploy.h"

enum {
	WORDS = 12, /* of a command in which a script is looked for */
	FILES = 2,
};

static void tell(struct up_deploy *deploy, const char *kind, up_str what, up_str object, up_span at)
{
	if (what.len)
		up_deploy_tell(deploy, UP_DEPLOY_RUNS, object, up_arena_printf(deploy->matcher->arena, "%s %.*s", kind, UP_FMT(what)), at,
			       0);
}

/* --- commands ------------------------------------------------------------------------------------------------------------- */

static bool next_word(up_str *rest, up_str *ret_word)
{
	size_t start = 0;
	while (start < rest->len && rest->s[start] == ' ')
		start++;
	size_t end = start;
	while (end < rest->len && rest->s[end] != ' ')
		end++;
	*ret_word = up_str_slice(*rest, start, end);
	*rest = up_str_slice(*rest, end, rest->len);
	return ret_word->len > 0;
}

static bool is_script(up_str word)
{
	static const char *const endings[] = { ".sh", ".bash", ".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".php" };
	if (word.s[0] == '-' || up_str_contains(word, UP_STR("://")) || up_str_contains(word, UP_STR("=")))
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(word, up_str_from(endings[i])))
			return true;
	up_str base = up_str_basename(word);
	return base.len < word.len && base.len && !up_str_starts(word, UP_STR("/bin/")) && !up_str_starts(word, UP_STR("/usr/bin/")) &&
	       !up_str_starts(word, UP_STR("/dev/")) && !up_str_starts(word, UP_STR("/etc/"));
}

/* Of the many scripts that scripts run only those are followed whose name says that they prepare or start something. */
static bool is_step(const struct up_deploy *deploy, up_str script)
{
	static const char *const words[] = { "migrat", "upgrade", "deploy", "prepare", "release", "schema", "start",  "run",
					     "entry",  "init",    "setup",  "boot",    "db",      "update", "server", "web" };
	if (deploy->form != UP_DEPLOY_SCRIPT && deploy->form != UP_DEPLOY_MAKE)
		return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_contains(script, up_str_from(words[i])))
			return true;
	return false;
}

/* npm start, npm run X, yarn X, pnpm run X, bun run X */
static up_str npm_script(up_str program, up_str rest)
{
	up_str word;
	if (!up_str_is_listed(up_str_basename(program), "npm yarn pnpm bun npm-run-all run-s"))
		return UP_STR("");
	while (next_word(&rest, &word)) {
		if (word.s[0] == '-')
			continue;
		if (up_str_is_listed(word, "run run-script"))
			continue;
		return up_str_is_listed(word, "install ci i add exec dlx x build-deps init cache config") ? UP_STR("") : word;
	}
	return UP_STR("");
}

void up_deploy_link(struct up_deploy *deploy, up_str words, up_str object, up_span at)
{
	up_str rest = words, word;
	size_t n_files = 0;
	if (deploy->form == UP_DEPLOY_NONE)
		return;
	for (size_t i = 0; i < WORDS && next_word(&rest, &word); i++) {
		up_str script = npm_script(word, rest);
		if (script.len) {
			tell(deploy, "npm", script, object, at);
			return;
		}
		if (up_str_eq(up_str_basename(word), UP_STR("make"))) {
			while (next_word(&rest, &word))
				if (word.s[0] != '-' && !up_str_contains(word, UP_STR("=")))
					tell(deploy, "make", word, object, at);
			return;
		}
		if (is_script(word) && is_step(deploy, up_str_basename(word)) && n_files++ < FILES)
			tell(deploy, "file", up_str_basename(word), object, at);
	}
}

/* --- images --------------------------------------------------------------------------------------------------------------- */

/* Without tag and digest; an expression is "?". */
static up_str image_name(up_str image)
{
	if (up_str_contains(image, UP_STR("{{")) || up_str_contains(image, UP_STR("${")) || !image.len)
		return UP_STR("?");
	image = up_str_slice(image, 0, up_str_find_byte(image, '@', 0));
	up_str base = up_str_basename(image);
	size_t colon = up_str_find_byte(base, ':', 0);
	if (colon != SIZE_MAX)
		image.len -= base.len - colon;
	return image;
}

static bool has_sibling(const struct up_deploy *deploy, size_t i, const char *keys)
{
	uint32_t scope = deploy->settings[i].scope;
	/* Settings of one mapping stand near each other: a container has few dozens. */
	size_t first = i > 200 ? i - 200 : 0;
	for (size_t k = first; k < deploy->n_settings && k < i + 200; k++)
		if (deploy->settings[k].scope == scope && up_str_is_listed(deploy->settings[k].key, keys))
			return true;
	return false;
}

/* `whole`: what replaces all that the image would run; `tail`: what replaces its CMD alone. */
static void link_image(struct up_deploy *deploy, size_t i, const char *whole, const char *tail)
{
	const struct up_deploy_setting *setting = &deploy->settings[i];
	bool is_passive;
	up_str object = up_deploy_object_at(deploy, setting->key_at.start, &is_passive);
	if (!object.len || is_passive || has_sibling(deploy, i, whole))
		return;
	tell(deploy, has_sibling(deploy, i, tail) ? "image-entry" : "image", image_name(setting->value), object,
	     (up_span){ setting->key_at.start, setting->value_at.end });
}

static bool is_container_path(up_str path)
{
	static const char *const ends[] = { "ontainers/[]", "ontainerDefinitions/[]", "group/task/config" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (up_str_ends(path, up_str_from(ends[i])))
			return true;
	return false;
}

/* Of Compose: the folder, or where a service has only an image, that. */
static void link_service(struct up_deploy *deploy, size_t i)
{
	const struct up_deploy_setting *setting = &deploy->settings[i];
	struct up_arena *arena = deploy->matcher->arena;
	bool is_passive;
	up_str object = up_deploy_object_at(deploy, setting->key_at.start, &is_passive);
	up_span at = { setting->key_at.start, setting->value_at.end };
	up_str path = up_arena_printf(arena, "services/%.*s", UP_FMT(object));
	bool is_build = up_str_eq(setting->key, UP_STR("build")) && up_str_eq(setting->path, path);
	bool is_context = up_str_eq(setting->key, UP_STR("context")) && up_str_ends(setting->path, UP_STR("/build"));
	bool is_image = up_str_eq(setting->key, UP_STR("image")) && up_str_eq(setting->path, path);
	if (!object.len || (!is_build && !is_context && !is_image) || !setting->value.len)
		return;
	const struct up_deploy_object *holder = NULL;
	for (size_t k = deploy->n_objects; k > 0 && !holder; k--)
		if (up_str_eq(deploy->objects[k - 1].name, object))
			holder = &deploy->objects[k - 1];
	if (up_deploy_find(deploy, holder->range, path.s, "entrypoint"))
		return;
	bool has_command = up_deploy_find(deploy, holder->range, path.s, "command") != NULL;
	const struct up_deploy_setting *image = up_deploy_find(deploy, holder->range, path.s, "image");
	if (is_image && !up_deploy_find(deploy, holder->range, path.s, "build"))
		tell(deploy, has_command ? "image-entry" : "image", image_name(setting->value), object, at);
	if (is_image)
		return;
	tell(deploy, has_command ? "build-entry" : "build", setting->value, object, at);
	if (image)
		tell(deploy, "build", setting->value, up_arena_printf(arena, "image:%.*s", UP_FMT(image_name(image->value))), at);
}

/* `{{ .Values.migrate.command }}`: what the values of the chart say. Parsers pass expressions over, so the bytes are looked at. */
static void link_values(struct up_deploy *deploy)
{
	up_str bytes = deploy->matcher->source->bytes;
	for (size_t at = 0; (at = up_str_find(bytes, UP_STR(".Values."), at)) != SIZE_MAX; at += 8) {
		up_str path = up_deploy_values_path(deploy->matcher->arena, up_str_slice(bytes, at, at + 200));
		bool is_passive;
		up_str object = up_deploy_object_at(deploy, (uint32_t)at, &is_passive);
		if (object.len && up_str_is_listed(up_str_basename(path), UP_DEPLOY_VALUE_COMMANDS))
			tell(deploy, "value", path, object, (up_span){ (uint32_t)at, (uint32_t)at + 8 });
	}
}

void up_deploy_setting_links(struct up_deploy *deploy)
{
	bool has_processes = false;
	if (deploy->form == UP_DEPLOY_MANIFEST)
		link_values(deploy);
	for (size_t i = 0; i < deploy->n_settings; i++) {
		const struct up_deploy_setting *setting = &deploy->settings[i];
		if (deploy->form == UP_DEPLOY_COMPOSE)
			link_service(deploy, i);
		else if (up_str_eq(setting->key, UP_STR("image")) && is_container_path(setting->path))
			link_image(deploy, i, "command entryPoint EntryPoint", "args Command");
		has_processes |= up_str_eq(setting->path, UP_STR("processes"));
	}
	if (deploy->form != UP_DEPLOY_FLY || has_processes || !deploy->n_settings)
		return;
	const struct up_deploy_setting *least = up_deploy_find(deploy, (up_span){ 0, (uint32_t)deploy->matcher->source->bytes.len },
							       "http_service", "min_machines_running");
	unsigned n = up_deploy_number(least, 0);
	up_span at = least ? (up_span){ least->key_at.start, least->value_at.end } : deploy->settings[0].key_at;
	up_deploy_tell(deploy, UP_DEPLOY_SHAPE, UP_STR("machines"),
		       n > 1 ? up_arena_printf(deploy->matcher->arena, "many at least %u machines start it", n)
			     : UP_STR("overlap every machine starts it, and Fly makes two of them by default"),
		       at, 0);
	up_deploy_tell(deploy, UP_DEPLOY_RUNS, UP_STR("machines"), UP_STR("build ."), at, 0);
}
