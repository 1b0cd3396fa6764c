/* What tasks of Ansible say of units beside starting and enabling them: packages that they install, unit files that they write; and what is said of the
 * whole task. */
#include "common/scripts.h"

enum {
	MAX_BACK = 8,    /* mappings that are looked at for the task round a module's arguments: it is the one before, or near */
	MAX_VALUES = 64, /* of a mapping that are asked for each package: more would be quadratic */
};

/* A module's arguments, from a mapping or from `name=nginx state=present`. */
struct arguments {
	up_str name, state, dest;
	up_span at;
	uint32_t flags;
};

static const struct up_script_value *argument(const struct up_carrier *carrier, const struct up_script_row *row, const char *keys)
{
	unsigned n = 0;
	for (const struct up_script_value *value = carrier->first; value && n++ < MAX_VALUES; value = value->next)
		if (value->row->how == row->how && up_script_is_one_of(up_str_from(keys), value->key))
			return value;
	return NULL;
}

static up_str text_of(const struct up_script_value *value)
{
	return value ? up_str_trim(value->text.bytes) : UP_STR("");
}

static bool take(up_str word, const char *key, up_str *ret)
{
	up_str name = up_str_from(key);
	if (!up_str_starts(word, name) || word.len <= name.len || word.s[name.len] != '=')
		return false;
	*ret = up_str_slice(word, name.len + 1, word.len);
	return true;
}

static void read_words(struct up_parse *p, const struct up_script_value *value, struct arguments *ret)
{
	uint32_t n;
	const struct up_word *words = up_script_split(p, value, &n);
	for (uint32_t i = 0; i < n; i++) {
		up_str word = words[i].text.bytes;
		if (take(word, "name", &ret->name) || take(word, "pkg", &ret->name) || take(word, "dest", &ret->dest)) {
			ret->at = words[i].at;
			continue;
		}
		take(word, "state", &ret->state);
	}
}

static bool says_guard(const struct up_carrier *carrier)
{
	unsigned n = 0;
	for (const struct up_script_value *value = carrier->first; value && n++ < MAX_VALUES; value = value->next)
		if (value->row->how == UP_SCRIPT_TASK && up_script_is_one_of(UP_STR("creates|removes"), value->key))
			return true;
	return false;
}

/* `creates: /opt/app`, beside the command or in the `args` of the task. */
static bool has_guard(const struct up_carrier *carrier, const struct up_carrier *task)
{
	if (says_guard(carrier))
		return true;
	const struct up_carrier *next = task ? task->next : NULL;
	for (unsigned i = 0; i < MAX_BACK && next && up_str_starts(next->path, task->path); i++, next = next->next)
		if (up_str_eq(up_str_basename(next->path), UP_STR("args")) && !up_str_eq(next->path, task->path))
			return says_guard(next);
	return false;
}

/* The mapping of the task round the arguments of a module; the task itself where the module has a plain value. */
static const struct up_carrier *task_of(const struct up_carrier *carrier)
{
	const struct up_carrier *task = carrier->before;
	up_str module = up_str_basename(carrier->path);
	up_str path = up_str_slice(carrier->path, 0, carrier->path.len - module.len - (module.len < carrier->path.len));
	if (up_str_eq(module, UP_STR("[]")))
		return carrier;
	for (unsigned i = 0; i < MAX_BACK && task && !up_str_eq(task->path, path); i++)
		task = task->before;
	return task && up_str_eq(task->path, path) ? task : NULL;
}

const struct up_script_value *up_script_task_items(const struct up_carrier *carrier)
{
	const struct up_carrier *task = task_of(carrier);
	unsigned n = 0;
	for (const struct up_script_value *value = task ? task->first : NULL; value && n++ < MAX_VALUES; value = value->next)
		if (value->row->how == UP_SCRIPT_TASK && up_script_is_one_of(UP_STR("loop|with_items"), value->key))
			return value;
	return NULL;
}

/* `ignore_errors: true`, `when: ansible_os_family == "Debian"`, said of the task. */
uint32_t up_script_task_flags(const struct up_carrier *carrier)
{
	const struct up_carrier *task = task_of(carrier);
	uint32_t flags = 0, n = 0;
	if (has_guard(carrier, task))
		flags |= UP_FACT_ASKED;
	for (const struct up_script_value *value = task ? task->first : NULL; value && n++ < MAX_VALUES; value = value->next) {
		if (value->row->how != UP_SCRIPT_TASK)
			continue;
		if (up_str_eq(value->key, UP_STR("when")))
			flags |= UP_FACT_ASKED;
		else if (up_script_is_one_of(UP_STR("ignore_errors|failed_when"), value->key) &&
			 up_script_is_one_of(UP_STR("true|yes|True"), value->text.bytes) == up_str_eq(value->key, UP_STR("ignore_errors")))
			flags |= UP_FACT_FORGIVEN;
	}
	return flags;
}

static bool is_literal(struct up_parse *p, up_str name, up_span at)
{
	if (!name.len || up_parse_is_masked(p, at))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!up_is_alnum(name.s[i]) && !strchr("@._:\\+-", name.s[i]))
			return false;
	return true;
}

static bool has_suffix(up_str name)
{
	size_t dot = name.len;
	while (dot && name.s[dot - 1] != '.')
		dot--;
	return dot > 1 && up_script_is_one_of(UP_STR("service|socket|target|timer|path|mount|automount|swap|slice"),
					      up_str_slice(name, dot, name.len));
}

static bool emit(struct up_parse *p, const struct up_carrier *carrier, const struct arguments *arguments, up_str path, up_str key)
{
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_UNIT,
					     .flags = arguments->flags,
					     .scope = carrier->scope,
					     .path = path,
					     .key = key,
					     .value = arguments->name,
					     .key_at = arguments->at,
					     .value_at = arguments->at });
}

static bool emit_file(struct up_parse *p, const struct up_carrier *carrier, struct arguments *arguments)
{
	up_str name = up_str_basename(arguments->dest);
	if (!up_str_contains(arguments->dest, UP_STR("systemd/")) || !has_suffix(name) || !is_literal(p, name, arguments->at))
		return true;
	arguments->name = arguments->dest;
	return emit(p, carrier, arguments, UP_STR("write"), name);
}

static bool is_name(const struct up_script_value *value)
{
	return up_script_is_one_of(UP_STR("name|pkg|dest|packages"), value->key);
}

bool up_script_emit_unit(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	struct arguments arguments = { .at = value->at, .flags = up_script_task_flags(carrier) };
	if (up_str_eq(value->key, UP_STR("state")))
		return true;
	if (is_name(value)) {
		arguments.name = arguments.dest = up_str_trim(value->text.bytes);
		arguments.state = text_of(argument(carrier, value->row, "state"));
	} else {
		read_words(p, value, &arguments);
	}
	if (value->row->how == UP_SCRIPT_UNIT_FILE)
		return emit_file(p, carrier, &arguments);
	bool is_gone = up_script_is_one_of(UP_STR("absent|removed"), arguments.state);
	return is_gone || !arguments.name.len ||
	       emit(p, carrier, &arguments, UP_STR("install"), is_literal(p, arguments.name, arguments.at) ? arguments.name : UP_STR("?"));
}

/* `get_url: url: https://…` and `unarchive: src: https://…` without a `checksum`. */
bool up_script_emit_download(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	if (up_str_eq(value->key, UP_STR("checksum")) || argument(carrier, value->row, "checksum") ||
	    !up_str_contains(value->text.bytes, UP_STR("://")))
		return true;
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_FORM,
					     .scope = carrier->scope,
					     .path = up_str_basename(carrier->path),
					     .key = UP_STR("task-download"),
					     .value = value->text.bytes,
					     .key_at = value->at,
					     .value_at = value->at });
}
