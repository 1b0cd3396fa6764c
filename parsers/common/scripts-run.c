/* Handing on what one mapping of a tree holds: shell text to the shell parser, argument vectors to common/command. */
#include "common/command.h"
#include "common/operation.h"
#include "common/request.h"
#include "common/scripts.h"
#include "common/shell.h"

/* The first value of `carrier` that a row with `how` took under `key` (empty: any key). */
static const struct up_script_value *sibling(const struct up_carrier *carrier, enum up_script_how how, up_str key)
{
	for (const struct up_script_value *value = carrier->first; value; value = value->next)
		if (value->row->how == how && (!key.len || up_str_eq(value->key, key)))
			return value;
	return NULL;
}

/* Is `below` the path itself or a path below it? "" is above everything. */
static bool is_below(up_str path, up_str below)
{
	return !path.len || (up_str_starts(below, path) && (below.len == path.len || below.s[path.len] == '/'));
}

/* `jobs/build/defaults/run` holds for everything in jobs/build, and `jobs/build` (its runs-on) too. */
static up_str inherit_base(up_str path)
{
	up_str tail = UP_STR("defaults/run");
	if (!up_str_ends(path, tail))
		return path;
	size_t len = path.len - tail.len;
	return up_str_slice(path, 0, len ? len - 1 : 0);
}

/* Which shell reads the scripts of this mapping; empty when nothing says so. The nearest that is said wins; a machine says least.
 * *ret_any: the machine is an expression, which may name a Windows. */
static up_str shell_of(const struct up_scripts *scripts, const struct up_carrier *carrier, bool *ret_any)
{
	*ret_any = false;
	const struct up_script_value *own = sibling(carrier, UP_SCRIPT_SHELL_NAME, UP_STR_NULL);
	if (own)
		return own->text.bytes;
	up_str found = UP_STR_NULL;
	size_t best = 0;
	bool on_windows = false;
	for (const struct up_script_value *value = scripts->inherited; value; value = value->next_inherited) {
		up_str base = inherit_base(value->carrier->path);
		if (!is_below(base, carrier->path))
			continue;
		if (!up_str_eq(value->key, UP_STR("shell"))) {
			on_windows |= up_str_contains(value->text.bytes, UP_STR("windows"));
			*ret_any |= up_str_contains(value->text.bytes, UP_STR("{{"));
		} else if (!found.len || base.len > best) {
			found = value->text.bytes;
			best = base.len;
		}
	}
	return !found.len && on_windows ? UP_STR("pwsh") : found;
}

static struct up_script_value interpolated(struct up_parse *p, const struct up_script_value *value)
{
	struct up_script_value result = *value;
	if (value->row->marks == UP_MARKS_COMPOSE)
		result.text = up_script_interpolated(p, value);
	return result;
}

static void run_shell(const struct up_scripts *scripts, const struct up_carrier *carrier, const struct up_script_value *value)
{
	bool any;
	up_str shell = shell_of(scripts, carrier, &any);
	const struct up_script_value given = interpolated(scripts->p, value);
	struct up_text text = up_script_mask(scripts->p, &given);
	if (!shell.len && any && up_script_is_powershell(text.bytes))
		shell = UP_STR("pwsh");
	/* Of a script that no shell reads what it prints is all that matters: workflow commands are printed. */
	const struct up_command_context context = { .flags = up_script_task_flags(carrier) & UP_FACT_ASKED };
	struct up_embedded script = { .parser = up_script_is_shell(shell) ? "shell" : "printed",
				      .text = &text,
				      .origin = value->row->origin,
				      .context = context.flags ? &context : NULL };
	/* The mask is a copy only where there was something to mask. */
	if (text.bytes.s != given.text.bytes.s)
		script.written = given.text.bytes;
	up_embed_as(scripts->p, &script);
}

static struct up_word word_of(struct up_parse *p, const struct up_script_value *value)
{
	const struct up_script_value given = interpolated(p, value);
	up_str text = given.text.bytes;
	bool dynamic = up_str_contains(text, UP_STR("{{")) || up_str_contains(text, UP_STR("${")) || up_str_contains(text, UP_STR("$("));
	return (struct up_word){ .text = given.text,
				 .at = value->at,
				 .flags = (dynamic || value->flags & UP_FACT_DYNAMIC ? UP_WORD_DYNAMIC : 0) |
					  (value->flags & UP_FACT_QUOTED ? UP_WORD_QUOTED : 0) };
}

/* An argument vector being put together. */
struct argv {
	struct up_word *words;
	uint32_t n, capacity;
	up_span whole;
	bool is_image;
	up_str image; /* that is handed the command */
};

static void argv_add(struct up_parse *p, struct argv *argv, const struct up_word *word)
{
	if (argv->n >= up_parse_limits(p)->words)
		return;
	if (argv->n == argv->capacity) {
		uint32_t capacity = argv->capacity ? argv->capacity * 2 : 8;
		struct up_word *grown = up_arena_alloc(up_parse_arena(p), capacity * sizeof *grown);
		if (argv->n)
			memcpy(grown, argv->words, argv->n * sizeof *grown);
		argv->words = grown;
		argv->capacity = capacity;
	}
	if (!argv->n || word->at.start < argv->whole.start)
		argv->whole.start = word->at.start;
	if (!argv->n || word->at.end > argv->whole.end)
		argv->whole.end = word->at.end;
	argv->words[argv->n++] = *word;
}

static bool argv_emit(struct up_parse *p, const struct argv *argv)
{
	if (argv->n >= up_parse_limits(p)->words)
		up_note(p, UP_NOTE_LIMIT, argv->whole.start, "a command of more than %u words was cut", up_parse_limits(p)->words);
	/* Flags of a program that is not known. */
	if (!argv->n || up_str_starts(argv->words[0].text.bytes, UP_STR("-")))
		return true;
	return up_command_emit_given(p, &(struct up_command_given){ .words = argv->words,
								    .n_words = argv->n,
								    .whole = argv->whole,
								    .flags = argv->is_image ? UP_FACT_IMAGE : 0,
								    .image = argv->image,
								    .is_list = true });
}

/* The list that starts at `value`, from its item number `skip` on, as one argument vector. *ret_next: the first value after the list. */
static bool run_argv(struct up_parse *p, const struct up_script_value *value, uint32_t skip, const struct up_script_value **ret_next)
{
	struct argv argv = { 0 };
	uint32_t list = value->list;
	for (; value && value->list == list; value = value->next) {
		if (skip) {
			skip--;
			continue;
		}
		struct up_word word = word_of(p, value);
		argv_add(p, &argv, &word);
	}
	*ret_next = value;
	return argv_emit(p, &argv);
}

static bool run_words(struct up_parse *p, const struct up_script_value *value)
{
	uint32_t n;
	const struct up_word *words = up_script_split(p, value, &n);
	return !n || up_command_emit(p, words, n, value->at, up_script_task_flags(value->carrier) & UP_FACT_ASKED);
}

static bool run_test(const struct up_scripts *scripts, const struct up_carrier *carrier, const struct up_script_value *value,
		     const struct up_script_value **ret_next)
{
	*ret_next = value->next;
	if (!value->list) {
		run_shell(scripts, carrier, value);
		return true;
	}
	if (up_str_eq(value->text.bytes, UP_STR("CMD-SHELL")) && value->next && value->next->list == value->list) {
		run_shell(scripts, carrier, value->next);
		*ret_next = value->next->next;
		return true;
	}
	return run_argv(scripts->p, value, up_str_eq(value->text.bytes, UP_STR("NONE")) ? UINT32_MAX : 1, ret_next);
}

/* Adds the words of one value: an item of a list is a word, a string is split. */
static void argv_add_value(struct up_parse *p, struct argv *argv, const struct up_script_value *value)
{
	if (value->list) {
		struct up_word word = word_of(p, value);
		argv_add(p, argv, &word);
		return;
	}
	const struct up_script_value given = interpolated(p, value);
	uint32_t n;
	const struct up_word *words = up_script_split(p, &given, &n);
	for (uint32_t i = 0; i < n; i++)
		argv_add(p, argv, &words[i]);
}

/* Puts the image's program before arguments of its own entry point. The command as written stays what it is. */
static void argv_add_program(struct up_parse *p, struct argv *argv, const struct up_carrier *carrier, const struct up_script_value *first)
{
	/* `args: [/bin/sh, -c, …]` of an image without an entry point. */
	if (argv->n || up_str_starts(first->text.bytes, UP_STR("/")) || up_script_is_shell_name(first->text.bytes))
		return;
	const struct up_script_value *image = sibling(carrier, UP_SCRIPT_IMAGE, UP_STR("image"));
	if (!image)
		return;
	struct up_word name = up_script_image_program(image);
	if (!name.text.bytes.len)
		return;
	argv_add(p, argv, &name);
	argv->whole = first->at;
	argv->is_image = true;
}

/* `command: start --flag` without an entry point: what `start` means is the image's affair. */
static void argv_say_image(struct up_parse *p, struct argv *argv, const struct up_carrier *carrier)
{
	const struct up_script_value *image = sibling(carrier, UP_SCRIPT_IMAGE, UP_STR("image"));
	if (!argv->n && image && !up_parse_is_masked(p, image->at))
		argv->image = up_script_image_program(image).text.bytes;
}

/* Kubernetes' `command` and `args`, Compose's `entrypoint` and `command`, make one vector. Without the first of them the image's own
 * entry point runs: always before `args`, and before a `command` that is nothing but options. */
static bool run_container(struct up_parse *p, const struct up_carrier *carrier, enum up_script_how how)
{
	static const char *const kubernetes[] = { "command", "args" }, *const compose[] = { "entrypoint", "command" };
	const char *const *keys = how == UP_SCRIPT_CONTAINER ? kubernetes : compose;
	struct argv argv = { 0 };
	for (size_t i = 0; i < 2; i++) {
		for (const struct up_script_value *value = carrier->first; value; value = value->next) {
			if (value->row->how != how || !up_str_eq(value->key, up_str_from(keys[i])))
				continue;
			if (i == 1 && (how == UP_SCRIPT_CONTAINER || up_str_starts(value->text.bytes, UP_STR("-"))))
				argv_add_program(p, &argv, carrier, value);
			else if (i == 1)
				argv_say_image(p, &argv, carrier);
			argv_add_value(p, &argv, value);
		}
	}
	return argv_emit(p, &argv);
}

static up_str cron_field(const struct up_carrier *carrier, const char *key)
{
	const struct up_script_value *value = sibling(carrier, UP_SCRIPT_CRON_JOB, up_str_from(key));
	return value ? value->text.bytes : UP_STR("*");
}

static bool run_cron(const struct up_scripts *scripts, const struct up_carrier *carrier)
{
	struct up_parse *p = scripts->p;
	const struct up_script_value *job = sibling(carrier, UP_SCRIPT_CRON_JOB, UP_STR("job"));
	if (!job)
		return true;
	const struct up_script_value *special = sibling(carrier, UP_SCRIPT_CRON_JOB, UP_STR("special_time"));
	const struct up_script_value *user = sibling(carrier, UP_SCRIPT_CRON_JOB, UP_STR("user"));
	up_str fields[] = { cron_field(carrier, "minute"), cron_field(carrier, "hour"), cron_field(carrier, "day"),
			    cron_field(carrier, "month"), cron_field(carrier, "weekday") };
	up_str when = special ? up_arena_printf(up_parse_arena(p), "@%.*s", UP_FMT(special->text.bytes))
			      : up_arena_printf(up_parse_arena(p), "%.*s %.*s %.*s %.*s %.*s", UP_FMT(fields[0]), UP_FMT(fields[1]),
						UP_FMT(fields[2]), UP_FMT(fields[3]), UP_FMT(fields[4]));
	if (!up_emit(p, &(struct up_fact){ .kind = UP_FACT_SCHEDULE,
					   .scope = carrier->scope,
					   .path = user ? user->text.bytes : UP_STR_NULL,
					   .key = when,
					   .value = job->text.bytes,
					   .key_at = job->key_at,
					   .value_at = job->at }))
		return false;
	run_shell(scripts, carrier, job);
	return true;
}

static up_str verb_of_state(up_str state)
{
	static const char *const verbs[][2] = {
		{ "started", "start" }, { "running", "start" }, { "stopped", "stop" }, { "restarted", "restart" }, { "reloaded", "reload" }
	};
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (up_str_eq(state, up_str_from(verbs[i][0])))
			return up_str_from(verbs[i][1]);
	return UP_STR("");
}

/* What a service module does to the unit, one fact for each key of it. */
static bool emit_one_service(struct up_parse *p, const struct up_word *unit, up_str key, up_str value, uint32_t flags)
{
	bool is_yes = up_str_is_listed(value, "yes true True on 1");
	up_str verb = up_str_eq(key, UP_STR("state"))     ? verb_of_state(value)
		      : up_str_eq(key, UP_STR("enabled")) ? is_yes ? UP_STR("enable") : UP_STR("disable")
		      : up_str_eq(key, UP_STR("masked")) ? is_yes ? UP_STR("mask") : UP_STR("unmask")
							 : UP_STR("");
	return !verb.len || up_command_emit_unit(p, "systemctl", verb, unit, flags);
}

/* `name: "{{ item }}"` is each item of the task's loop. */
static bool emit_service(struct up_parse *p, const struct up_carrier *carrier, const struct up_word *unit, up_str key, up_str value)
{
	uint32_t flags = up_script_task_flags(carrier);
	const struct up_script_value *item = up_str_contains(unit->text.bytes, UP_STR("{{")) ? up_script_task_items(carrier) : NULL;
	up_str inside = up_str_trim(unit->text.bytes);
	if (!item || !item->list || !up_str_starts(inside, UP_STR("{{")) ||
	    !up_str_eq(up_str_trim(up_str_slice(inside, 2, inside.len > 4 ? inside.len - 2 : 2)), UP_STR("item")))
		return emit_one_service(p, unit, key, value, flags);
	for (uint32_t list = item->list; item && item->list == list; item = item->next) {
		const struct up_word word = word_of(p, item);
		if (!emit_one_service(p, &word, key, value, flags))
			return false;
	}
	return true;
}

static bool is_unit_key(up_str key)
{
	return up_str_is_listed(key, "name service unit");
}

/* `service: name=nginx state=restarted` */
static bool run_service_words(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	uint32_t n;
	const struct up_word *words = up_script_split(p, value, &n);
	struct up_word unit = { .text.bytes = UP_STR("") };
	for (uint32_t i = 0; i < n; i++) {
		size_t equals = up_str_find_byte(words[i].text.bytes, '=', 0);
		if (equals == SIZE_MAX || !is_unit_key(up_str_slice(words[i].text.bytes, 0, equals)))
			continue;
		unit = words[i];
		unit.text = up_text_slice(&words[i].text, (uint32_t)equals + 1, (uint32_t)words[i].text.bytes.len);
		if (unit.text.bytes.len)
			unit.at = (up_span){ up_text_at(&unit.text, 0), up_text_at(&unit.text, (uint32_t)unit.text.bytes.len - 1) + 1 };
	}
	for (uint32_t i = 0; i < n && unit.text.bytes.len; i++) {
		up_str text = words[i].text.bytes;
		size_t equals = up_str_find_byte(text, '=', 0);
		if (equals != SIZE_MAX &&
		    !emit_service(p, carrier, &unit, up_str_slice(text, 0, equals), up_str_slice(text, equals + 1, text.len)))
			return false;
	}
	return true;
}

static bool run_service(struct up_parse *p, const struct up_carrier *carrier)
{
	const struct up_script_value *unit = NULL;
	for (const struct up_script_value *value = carrier->first; value; value = value->next)
		if (value->row->how == UP_SCRIPT_SERVICE && is_unit_key(value->key) && !value->list)
			unit = value;
	if (!unit || up_str_find_byte(unit->text.bytes, '=', 0) != SIZE_MAX)
		return true;
	const struct up_word word = word_of(p, unit);
	for (const struct up_script_value *value = carrier->first; value; value = value->next)
		if (value->row->how == UP_SCRIPT_SERVICE && !emit_service(p, carrier, &word, value->key, value->text.bytes))
			return false;
	return true;
}

/* postgresql_query: {query: "ALTER TABLE …"} */
static void run_sql(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	up_str origin = up_str_from(value->row->origin);
	const struct up_migration session = { .runner = "sql",
					      .dialect = up_str_starts(origin, UP_STR("postgresql")) ? UP_DIALECT_POSTGRESQL
							 : up_str_starts(origin, UP_STR("mysql"))    ? UP_DIALECT_MYSQL
												     : UP_DIALECT_SQLSERVER };
	const struct up_command_context context = { .flags = up_script_task_flags(carrier) & UP_FACT_ASKED, .migration = &session };
	up_embed_as(p, &(struct up_embedded){ .parser = "sql", .text = &value->text, .origin = value->row->origin, .context = &context });
}

static bool run_entry(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	const struct up_script_value *language = sibling(carrier, UP_SCRIPT_ENTRY, UP_STR("language"));
	if (!up_str_eq(value->key, UP_STR("entry")) || !language ||
	    !up_script_is_one_of(UP_STR("system|script|unsupported|unsupported_script"), language->text.bytes))
		return true;
	return run_words(p, value);
}

/* `uri: {url: …, method: PATCH}` */
static bool run_request(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	const struct up_script_value *method = sibling(carrier, UP_SCRIPT_REQUEST, UP_STR("method"));
	if (!method || !up_str_eq(value->key, UP_STR("url")))
		return true;
	const struct up_word url = word_of(p, value);
	return up_request_emit(
		p,
		&(struct up_request){
			.method = method->text.bytes, .url = &url, .words = &url, .n_words = 1, .key_at = value->key_at, .at = value->at });
}

static bool run_variable(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	if (value->list)
		return up_script_emit_assignment(p, carrier, value);
	const struct up_script_value *name = sibling(carrier, UP_SCRIPT_VARIABLE, UP_STR("name"));
	return value == name || !name || up_script_emit_variable(p, carrier, name, value);
}

static void run_file(const struct up_scripts *scripts, const struct up_carrier *carrier, const struct up_script_value *value)
{
	enum up_script_how how = value->row->how;
	if ((how == UP_SCRIPT_FILE || how == UP_SCRIPT_KEYED) && up_shell_is_script(value->text.bytes))
		run_shell(scripts, carrier, value);
	else if (how == UP_SCRIPT_FILE)
		up_script_embed_file(scripts->p, carrier, value);
	else if (how == UP_SCRIPT_KEYED)
		up_script_embed_keyed(scripts->p, carrier, value);
	else if (how == UP_SCRIPT_CONFIG)
		up_script_embed_config(scripts, carrier, value);
	else if (how == UP_SCRIPT_LITERAL)
		up_script_embed_literal(scripts->p, carrier, value);
	else
		up_script_embed_values(scripts->p, carrier, value);
}

/* Hands on one value, or the list that it starts; *ret_next: where to go on. */
static bool run_value(const struct up_scripts *scripts, const struct up_carrier *carrier, const struct up_script_value *value,
		      const struct up_script_value **ret_next)
{
	struct up_parse *p = scripts->p;
	*ret_next = value->next;
	switch (value->row->how) {
	case UP_SCRIPT_SHELL:
		run_shell(scripts, carrier, value);
		return true;
	case UP_SCRIPT_ITEMS:
		if (value->list_depth == 2)
			return run_argv(p, value, 0, ret_next);
		run_shell(scripts, carrier, value);
		return true;
	case UP_SCRIPT_ARGV:
		if (value->list)
			return run_argv(p, value, 0, ret_next);
		run_shell(scripts, carrier, value);
		return true;
	case UP_SCRIPT_WORDS:
		return run_words(p, value);
	case UP_SCRIPT_TEST:
		return run_test(scripts, carrier, value, ret_next);
	case UP_SCRIPT_ENTRY:
		return run_entry(p, carrier, value);
	case UP_SCRIPT_FILE:
	case UP_SCRIPT_KEYED:
	case UP_SCRIPT_CONFIG:
	case UP_SCRIPT_LITERAL:
	case UP_SCRIPT_VALUES:
		run_file(scripts, carrier, value);
		return true;
	case UP_SCRIPT_CMDLINE:
		up_embed(p, "cmdline", &value->text, value->row->origin);
		return true;
	case UP_SCRIPT_SCHEDULE:
		return up_script_emit_schedule(p, carrier, value);
	case UP_SCRIPT_VARIABLE:
		return run_variable(p, carrier, value);
	case UP_SCRIPT_IMAGE:
		return up_script_emit_image(p, carrier, value);
	case UP_SCRIPT_CHART_IMAGE:
		return up_script_emit_chart_image(p, carrier, value);
	case UP_SCRIPT_ACTION:
		return up_script_emit_action(p, carrier, value);
	case UP_SCRIPT_SQL:
		run_sql(p, carrier, value);
		return true;
	case UP_SCRIPT_SERVICE:
		return up_str_find_byte(value->text.bytes, '=', 0) == SIZE_MAX || run_service_words(p, carrier, value);
	case UP_SCRIPT_UNIT_FILE:
	case UP_SCRIPT_PACKAGE:
		return up_script_emit_unit(p, carrier, value);
	case UP_SCRIPT_REQUEST:
		return run_request(p, carrier, value);
	case UP_SCRIPT_DOWNLOAD:
		return up_script_emit_download(p, carrier, value);
	case UP_SCRIPT_TASK:
	case UP_SCRIPT_CONTAINER:
	case UP_SCRIPT_COMPOSE:
	case UP_SCRIPT_CRON_JOB:
	case UP_SCRIPT_NAME:
	case UP_SCRIPT_FILE_NAME:
	case UP_SCRIPT_CONFIG_USE:
	case UP_SCRIPT_CHART:
	case UP_SCRIPT_SHELL_NAME:
	case UP_SCRIPT_SHELL_INHERIT:
		return true;
	}
	return true;
}

bool up_scripts_run(const struct up_scripts *scripts, const struct up_carrier *carrier)
{
	for (const struct up_script_value *value = carrier->first; value;)
		if (!run_value(scripts, carrier, value, &value))
			return false;
	static const enum up_script_how vectors[] = { UP_SCRIPT_CONTAINER, UP_SCRIPT_COMPOSE };
	for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
		if (sibling(carrier, vectors[i], UP_STR_NULL) && !run_container(scripts->p, carrier, vectors[i]))
			return false;
	if (sibling(carrier, UP_SCRIPT_SERVICE, UP_STR_NULL) && !run_service(scripts->p, carrier))
		return false;
	return !sibling(carrier, UP_SCRIPT_CRON_JOB, UP_STR_NULL) || run_cron(scripts, carrier);
}
