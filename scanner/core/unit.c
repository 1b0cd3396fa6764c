/* What a reference to a unit asks of it. */
#include "core/unit.h"

/* Keys of unit files. WantedBy= and RequiredBy= make links to units that need not be there. */
static enum up_unit_use use_of_key(up_str key)
{
	static const char wants[] = "After Before Wants PartOf Upholds Conflicts OnFailure OnSuccess Triggers PropagatesReloadTo "
				    "ReloadPropagatedFrom PropagatesStopTo StopPropagatedFrom JoinsNamespaceOf Sockets Also WantedBy "
				    "RequiredBy UpheldBy";
	if (up_str_is_listed(key, "Requires Requisite BindsTo BindTo Unit Service Socket"))
		return UP_UNIT_NEEDS;
	return up_str_is_listed(key, wants) ? UP_UNIT_WANTS : UP_UNIT_OTHER;
}

/* `mask` and `unmask` do not fail where there is no such unit; `status` and `show` are for people. */
static enum up_unit_use use_of_verb(up_str verb)
{
	static const char needs[] =
		"start stop restart reload try-restart reload-or-restart try-reload-or-restart force-reload condrestart "
		"condreload condstop enable disable reenable preset edit kill freeze thaw reset-failed add-wants "
		"add-requires isolate set-property set-default defaults defaults-disabled on off reset add --add "
		"started stopped restarted reloaded enabled";
	if (up_str_is_listed(verb, "is-active is-enabled is-failed list-units list-unit-files was-enabled"))
		return UP_UNIT_ASKS;
	if (up_str_eq(verb, UP_STR("link")))
		return UP_UNIT_DEFINES;
	return up_str_is_listed(verb, needs) ? UP_UNIT_NEEDS : UP_UNIT_OTHER;
}

enum up_unit_use up_unit_use_of(up_str path)
{
	if (up_str_is_listed(path, "define write systemd-run"))
		return UP_UNIT_DEFINES;
	if (up_str_eq(path, UP_STR("install")))
		return UP_UNIT_BRINGS;
	size_t start = path.len;
	while (start && path.s[start - 1] != ' ')
		start--;
	return start ? use_of_verb(up_str_slice(path, start, path.len)) : use_of_key(path);
}

bool up_unit_is_user(up_str path)
{
	return up_str_contains(path, UP_STR(" --user "));
}

up_str up_unit_template(up_str name, struct up_arena *arena)
{
	size_t at = up_str_find_byte(name, '@', 0), dot = name.len;
	while (dot && name.s[dot - 1] != '.')
		dot--;
	if (at == SIZE_MAX || !dot || dot - 1 <= at + 1)
		return UP_STR("");
	return up_arena_printf(arena, "%.*s@%.*s", UP_FMT(up_str_slice(name, 0, at)), UP_FMT(up_str_slice(name, dot - 1, name.len)));
}
