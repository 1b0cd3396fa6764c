/* Services that an upgrade script stops and does not start again. The pair may stand in any order and in any branch: `trap` and functions run when
 * they are called. */
#include "match/script-private.h"

enum verb {
	NOTHING,
	STOP,
	START,
	ANYTHING, /* the verb, or the unit, is a variable: it may start all of them */
};

static enum verb verb_of(up_str word)
{
	if (up_str_find_byte(word, '$', 0) != SIZE_MAX)
		return ANYTHING;
	if (up_str_eq(word, UP_STR("stop")))
		return STOP;
	/* What is disabled or masked is not meant to come back, and who enables with --now starts. */
	return up_str_is_listed(word, "start restart reload-or-restart force-reload disable mask enable reenable") ? START : NOTHING;
}

/* The first word from `i` on that is no option. */
static uint32_t skip_options(const struct up_script_command *command, uint32_t i)
{
	while (i < command->fact.n_words && up_str_starts(up_script_word(command, i), UP_STR("-")))
		i++;
	return i;
}

/* What the command does, and from which word on the units stand. */
static enum verb look(const struct up_script_command *command, uint32_t *ret_units, uint32_t *ret_end)
{
	up_str name = command->fact.key, program = up_script_word(command, 0);
	*ret_units = *ret_end = 0;
	if (up_str_is_listed(name, "systemctl deb-systemd-invoke")) {
		uint32_t verb = skip_options(command, 1);
		*ret_units = verb + 1;
		*ret_end = command->fact.n_words;
		return up_script_has(command, UP_STR("--user")) ? NOTHING : verb_of(up_script_word(command, verb));
	}
	if (up_str_is_listed(name, "service invoke-rc.d rc-service")) {
		*ret_units = skip_options(command, 1);
		*ret_end = *ret_units + 1;
		return verb_of(up_script_word(command, skip_options(command, *ret_end)));
	}
	if (up_str_starts(program, UP_STR("/etc/init.d/"))) {
		*ret_end = 1;
		return verb_of(up_script_word(command, 1));
	}
	return NOTHING;
}

static up_str unit_of(struct up_matcher *matcher, up_str word)
{
	up_str unit = up_str_basename(up_script_plain(matcher, word));
	return up_str_ends(unit, UP_STR(".service")) ? up_str_slice(unit, 0, unit.len - 8) : unit;
}

/* Is it a script after which nothing needs to run: it removes, it is one step of several, or its partner starts what it stops? */
static bool is_one_of_several(const struct up_matcher *matcher)
{
	static const char *const parts[] = { "stop", "remove",  "uninstall", "pre",     "rollback",
					     "down", "disable", "teardown",  "destroy", "clean" };
	up_str base = up_str_basename(matcher->source->name);
	if (base.len && up_is_digit(base.s[0]))
		return true;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (up_str_contains(base, up_str_from(parts[i])))
			return true;
	return matcher->script.role == UP_UPGRADE_MAINTAINER &&
	       (!up_str_contains(base, UP_STR("post")) || up_str_contains(base, UP_STR("postrm")) ||
		up_str_contains(base, UP_STR("postun")) || up_str_contains(base, UP_STR("deinstall")));
}

static bool reboots(const struct up_script_command *command)
{
	return up_str_is_listed(command->fact.key, "reboot shutdown poweroff") ||
	       (up_str_eq(command->fact.key, UP_STR("systemctl")) && up_script_has(command, UP_STR("reboot")));
}

/* The units that the script starts, in the arena; false where it may start any. */
struct started {
	up_str *units;
	size_t n, capacity;
};

static bool add_started(struct up_matcher *matcher, const struct up_script_command *command, struct started *started)
{
	uint32_t first, end;
	enum verb verb = look(command, &first, &end);
	if (verb == ANYTHING)
		return false;
	for (uint32_t i = first; verb == START && i < end; i++) {
		up_str unit = unit_of(matcher, up_script_word(command, i));
		if (up_str_find_byte(unit, '$', 0) != SIZE_MAX || up_str_find_byte(unit, '*', 0) != SIZE_MAX)
			return false;
		if (started->n == started->capacity) {
			size_t capacity = started->capacity ? started->capacity * 2 : 16;
			up_str *grown = up_arena_alloc(matcher->arena, capacity * sizeof *grown);
			if (started->n)
				memcpy(grown, started->units, started->n * sizeof *grown);
			started->units = grown;
			started->capacity = capacity;
		}
		started->units[started->n++] = unit;
	}
	return true;
}

static bool is_started(const struct started *started, up_str unit)
{
	for (size_t i = 0; i < started->n; i++)
		if (up_str_eq(started->units[i], unit))
			return true;
	return false;
}

/* False: more are stopped than are looked at. */
static bool look_at_stop(struct up_matcher *matcher, const struct up_script_command *command, const struct started *started, uint32_t *n)
{
	uint32_t first, end;
	if (look(command, &first, &end) != STOP)
		return true;
	for (uint32_t k = first; k < end; k++) {
		up_str unit = unit_of(matcher, up_script_word(command, k));
		if (!unit.len || strchr("-$*", unit.s[0]))
			continue;
		if ((*n)++ == UP_SCRIPT_FEW) {
			up_script_note_many(matcher, command, "services are stopped");
			return false;
		}
		if (!is_started(started, unit))
			up_script_state_form(matcher, "service-stopped", command, unit, UP_STR(""));
	}
	return true;
}

void up_script_services(struct up_matcher *matcher)
{
	const struct up_script_state *script = &matcher->script;
	struct started started = { 0 };
	uint32_t n = 0;
	if ((script->role != UP_UPGRADE_INSTALLER && script->role != UP_UPGRADE_MAINTAINER) || is_one_of_several(matcher))
		return;
	for (size_t i = 0; i < script->n; i++)
		if (reboots(&script->commands[i]) || !add_started(matcher, &script->commands[i], &started))
			return;
	for (size_t i = 0; i < script->n; i++)
		if (!look_at_stop(matcher, &script->commands[i], &started, &n))
			return;
}
