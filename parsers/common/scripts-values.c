/* Values of scripts: schedules, argument strings, and the template markers in shell text. */
#include "common/scripts.h"

#include "base/lines.h"

enum {
	NAME_AHEAD = 64, /* mappings behind a `spec` among which its name is looked for */
};

bool up_script_is_shell_name(up_str name)
{
	return up_script_is_one_of(UP_STR("sh|bash|dash|ash|ksh|zsh|mksh"), up_str_basename(name));
}

bool up_script_is_shell(up_str name)
{
	name = up_str_trim(name);
	size_t end = 0;
	while (end < name.len && !up_is_space(name.s[end]))
		end++;
	return !name.len || up_str_contains(name, UP_STR("{{")) || up_script_is_shell_name(up_str_slice(name, 0, end));
}

/* `New-Item …`, but not `git-annex`. */
static bool begins_with_cmdlet(up_str line)
{
	size_t dash = up_str_find_byte(up_str_slice(line, 0, 32), '-', 0);
	return dash != SIZE_MAX && dash > 1 && dash + 2 < line.len && line.s[0] >= 'A' && line.s[0] <= 'Z' && up_is_alpha(line.s[1]) &&
	       line.s[dash + 1] >= 'A' && line.s[dash + 1] <= 'Z' && up_is_alpha(line.s[dash + 2]);
}

bool up_script_is_powershell(up_str text)
{
	up_str line;
	for (size_t at = 0; up_line_next(text, &at, &line);) {
		line = up_str_trim(line);
		size_t name = 1;
		while (name < line.len && (up_is_alnum(line.s[name]) || line.s[name] == '_' || line.s[name] == ':'))
			name++;
		bool assigns = line.len && line.s[0] == '$' && name > 1 && up_str_starts(up_str_slice(line, name, line.len), UP_STR(" = "));
		if (assigns || begins_with_cmdlet(line) || up_str_ends(line, UP_STR(" `")) || up_str_starts(line, UP_STR("& \"")))
			return true;
	}
	return false;
}

bool up_script_is_dynamic(up_str text)
{
	return up_str_contains(text, UP_STR("${")) || up_str_contains(text, UP_STR("{{")) || up_str_contains(text, UP_STR("$(")) ||
	       (text.len && text.s[0] == '$');
}

static const struct up_script_value *schedule_sibling(const struct up_carrier *carrier, const char *key)
{
	for (const struct up_script_value *value = carrier->first; value; value = value->next)
		if (value->row->how == UP_SCRIPT_SCHEDULE && up_str_eq(value->key, up_str_from(key)))
			return value;
	return NULL;
}

static bool is_beside(const struct up_carrier *metadata, const struct up_carrier *spec)
{
	up_str base = up_str_slice(spec->path, 0, spec->path.len - strlen("spec"));
	return metadata && metadata->first && metadata->first->row->how == UP_SCRIPT_NAME && up_str_starts(metadata->path, base) &&
	       up_str_eq(up_str_slice(metadata->path, base.len, metadata->path.len), UP_STR("metadata"));
}

/* "CronJob NAME": the name stands in the `metadata` beside this `spec`, as a rule before it. */
static up_str object_name(struct up_parse *p, const struct up_carrier *spec)
{
	const struct up_carrier *metadata = spec->named;
	if (!is_beside(metadata, spec)) {
		metadata = spec->next;
		for (int i = 0; metadata && !is_beside(metadata, spec); i++)
			metadata = i < NAME_AHEAD ? metadata->next : NULL;
	}
	return metadata ? up_arena_printf(up_parse_arena(p), "CronJob %.*s", UP_FMT(metadata->first->text.bytes)) : UP_STR_NULL;
}

bool up_script_emit_schedule(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	struct up_fact fact = { .kind = UP_FACT_SCHEDULE,
				.flags = up_script_is_dynamic(value->text.bytes) ? UP_FACT_DYNAMIC : 0,
				.scope = carrier->scope,
				.key = value->text.bytes,
				.key_at = value->at,
				.value_at = { value->at.end, value->at.end } };
	if (up_str_eq(up_str_from(value->row->origin), UP_STR("CronJob"))) {
		const struct up_script_value *zone = schedule_sibling(carrier, "timeZone"), *suspend = schedule_sibling(carrier, "suspend");
		if (!up_str_eq(value->key, UP_STR("schedule")))
			return true;
		if (zone) /* as its library and cronie write it */
			fact.key = up_arena_printf(up_parse_arena(p), "CRON_TZ=%.*s %.*s", UP_FMT(zone->text.bytes), UP_FMT(fact.key));
		if (suspend && up_str_eq(suspend->text.bytes, UP_STR("true")))
			fact.flags |= UP_FACT_OFF;
		fact.value = object_name(p, carrier);
	}
	return up_emit(p, &fact);
}

bool up_script_emit_variable(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *name,
			     const struct up_script_value *value)
{
	uint32_t flags = (up_script_is_dynamic(value->text.bytes) ? UP_FACT_DYNAMIC : 0) | (value->flags & UP_FACT_QUOTED);
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_SETTING,
					     .flags = flags,
					     .scope = carrier->scope,
					     .path = carrier->path,
					     .key = name->text.bytes,
					     .value = value->text.bytes,
					     .key_at = name->at,
					     .value_at = value->at });
}

bool up_script_emit_assignment(struct up_parse *p, const struct up_carrier *carrier, const struct up_script_value *value)
{
	size_t equals = up_str_find_byte(value->text.bytes, '=', 0);
	if (!equals || equals == SIZE_MAX)
		return true;
	struct up_script_value name = *value, held = *value;
	struct up_carrier inside = *carrier;
	uint32_t end = (uint32_t)value->text.bytes.len;
	name.text = up_text_slice(&value->text, 0, (uint32_t)equals);
	held.text = up_text_slice(&value->text, (uint32_t)equals + 1, end);
	name.at = (up_span){ up_text_at(&name.text, 0), up_text_at(&name.text, (uint32_t)equals) };
	held.at = (up_span){ up_text_at(&held.text, 0), up_text_at(&held.text, end - (uint32_t)equals - 1) };
	inside.path = up_arena_printf(up_parse_arena(p), "%.*s/%.*s", UP_FMT(carrier->path), UP_FMT(value->key));
	return up_script_emit_variable(p, &inside, &name, &held);
}

/* --- markers -------------------------------------------------------------------------------------------------------- */

static const struct mark {
	const char *open, *close;
	enum up_script_marks only; /* UP_MARKS_COMMON: in every row */
	bool is_statement;         /* stands for nothing, not for a value */
} marks[] = {
	{ "${{", "}}", UP_MARKS_COMMON, false }, { "{{", "}}", UP_MARKS_COMMON, false },  { "{%", "%}", UP_MARKS_COMMON, true },
	{ "{#", "#}", UP_MARKS_COMMON, true },   { "$[[", "]]", UP_MARKS_COMMON, false }, { "<<", ">>", UP_MARKS_CIRCLE, false },
	{ "$(", ")", UP_MARKS_AZURE, false },
};

/* `<<EOF` is a here-document and `$(date)` a substitution; `<< pipeline.id >>` and `$(Build.Id)` are not. */
static bool is_mark_body(const struct mark *mark, up_str body)
{
	if (mark->only == UP_MARKS_COMMON)
		return true;
	bool dotted = false;
	body = up_str_trim(body);
	for (size_t i = 0; i < body.len; i++) {
		dotted |= body.s[i] == '.';
		if (!up_is_alnum(body.s[i]) && body.s[i] != '.' && body.s[i] != '_' && body.s[i] != '-')
			return false;
	}
	return dotted;
}

enum {
	N_MARKS = sizeof marks / sizeof *marks,
	MARK_BYTES = 4096 /* a mark that is longer is none */
};

/* The mark that starts at `at`, and its end. `closes` remembers where each kind closes next, so that unclosed ones cost linear time. */
static const struct mark *mark_at(up_str text, size_t at, enum up_script_marks also, size_t closes[N_MARKS], size_t *ret_end)
{
	up_str rest = up_str_slice(text, at, text.len);
	for (size_t i = 0; i < N_MARKS; i++) {
		const struct mark *mark = &marks[i];
		if ((mark->only != UP_MARKS_COMMON && mark->only != also) || !up_str_starts(rest, up_str_from(mark->open)))
			continue;
		size_t body = at + strlen(mark->open);
		if (closes[i] < body)
			closes[i] = up_str_find(text, up_str_from(mark->close), body);
		if (closes[i] == SIZE_MAX || closes[i] - at > MARK_BYTES || !is_mark_body(mark, up_str_slice(text, body, closes[i])))
			continue;
		*ret_end = closes[i] + strlen(mark->close);
		return mark;
	}
	return NULL;
}

static void mask(char *bytes, size_t start, size_t end, bool is_statement)
{
	memset(bytes + start, is_statement ? ' ' : 'x', end - start);
	if (is_statement)
		return;
	bytes[start] = '$';
	bytes[start + 1] = '{';
	bytes[end - 1] = '}';
}

struct up_text up_script_mask(struct up_parse *p, const struct up_script_value *value)
{
	struct up_text text = value->text;
	enum up_script_marks also = value->row->marks;
	char *bytes = NULL;
	size_t closes[N_MARKS] = { 0 };
	for (size_t at = 0, end; at + 1 < text.bytes.len; at++) {
		char c = text.bytes.s[at];
		const struct mark *mark = c == '$' || c == '{' || c == '<' ? mark_at(text.bytes, at, also, closes, &end) : NULL;
		if (!mark)
			continue;
		if (!bytes) {
			up_str copy = up_arena_copy(up_parse_arena(p), text.bytes);
			bytes = (char *)(uintptr_t)copy.s;
		}
		mask(bytes, at, end, mark->is_statement);
		at = end - 1;
	}
	if (bytes)
		text.bytes.s = bytes;
	return text;
}

struct up_text up_script_interpolated(struct up_parse *p, const struct up_script_value *value)
{
	const struct up_text *text = &value->text;
	size_t at = up_str_find(text->bytes, UP_STR("$$"), 0), done = 0;
	if (at == SIZE_MAX)
		return *text;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(p));
	for (; at != SIZE_MAX; at = up_str_find(text->bytes, UP_STR("$$"), done)) {
		struct up_text part = up_text_slice(text, (uint32_t)done, (uint32_t)at + 1);
		up_text_append(&builder, &part);
		done = at + 2;
	}
	struct up_text part = up_text_slice(text, (uint32_t)done, (uint32_t)text->bytes.len);
	up_text_append(&builder, &part);
	return up_text_end(&builder);
}

/* --- argument strings ----------------------------------------------------------------------------------------------- */

/* Appends the word at *at to the builder, quotes and backslashes resolved, and moves past it. */
static uint32_t take_word(const struct up_script_value *value, up_str masked, size_t *at, struct up_text_builder *builder)
{
	uint32_t flags = 0;
	char quote = 0;
	for (; *at < masked.len && (quote || !up_is_space(masked.s[*at])); (*at)++) {
		char c = masked.s[*at];
		if (c == quote || (!quote && (c == '"' || c == '\''))) {
			quote = quote ? 0 : c;
			flags |= UP_WORD_QUOTED;
			continue;
		}
		if (c == '\\' && quote != '\'' && *at + 1 < masked.len)
			(*at)++;
		else if (c == '$' || c == '`')
			flags |= UP_WORD_DYNAMIC;
		/* The unmasked bytes: what a dynamic word shows is its raw text. */
		up_text_copy(builder, up_str_slice(value->text.bytes, *at, *at + 1), up_text_at(&value->text, (uint32_t)*at));
	}
	return flags;
}

const struct up_word *up_script_split(struct up_parse *p, const struct up_script_value *value, uint32_t *ret_n)
{
	up_str masked = up_script_mask(p, value).bytes;
	uint32_t n = 0, limit = up_parse_limits(p)->words;
	size_t upper = 0;
	for (size_t i = 0; i < masked.len; i++)
		upper += !up_is_space(masked.s[i]) && (i == 0 || up_is_space(masked.s[i - 1]));
	struct up_word *words = up_arena_alloc_zero(up_parse_arena(p), (upper + 1) * sizeof *words);
	for (size_t at = 0; at < masked.len && n < upper;) {
		if (up_is_space(masked.s[at])) {
			at++;
			continue;
		}
		if (n >= limit) {
			up_note(p, UP_NOTE_LIMIT, up_text_at(&value->text, (uint32_t)at), "a command of more than %u words was cut", limit);
			break;
		}
		struct up_text_builder builder;
		up_text_begin(&builder, up_parse_arena(p));
		size_t start = at;
		words[n].flags = take_word(value, masked, &at, &builder);
		words[n].text = up_text_end(&builder);
		words[n].at.start = up_text_at(&value->text, (uint32_t)start);
		words[n].at.end = up_text_at(&value->text, (uint32_t)at - 1) + 1;
		n++;
	}
	*ret_n = n;
	return words;
}
