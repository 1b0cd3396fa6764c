/* Rules: names of levels and precisions. */
#include "core/rule.h"

static const char *const level_names[_UP_LEVEL_MAX] = { "none", "note", "warning", "error" };
static const char *const precision_names[_UP_PRECISION_MAX] = { "high", "medium", "low" };

const char *const up_families[] = {
	"breaking-change", "migration", "secret",       "script",    "unit", "schedule",
	"effect",          "package",   "upgrade-path", "component", "code", NULL,
};

const char *const up_effects[] = {
	"feature-flag", "webhook", "message", "dns", "queue", "cloud", "data-out", "data-change", "publish", "certificate", "account", NULL,
};

const char *up_level_name(enum up_level level)
{
	return level < _UP_LEVEL_MAX ? level_names[level] : "?";
}

enum up_level up_level_from_name(up_str name)
{
	for (enum up_level level = UP_LEVEL_NOTE; level < _UP_LEVEL_MAX; level++)
		if (up_str_eq(name, up_str_from(level_names[level])))
			return level;
	return _UP_LEVEL_MAX;
}

const char *up_precision_name(enum up_precision precision)
{
	return precision < _UP_PRECISION_MAX ? precision_names[precision] : "?";
}
