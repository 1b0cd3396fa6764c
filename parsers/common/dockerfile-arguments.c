/* Arguments of a Dockerfile that images are named by. */
#include "common/dockerfile.h"

#include "base/buf.h"

/* The name behind a '$', "NAME" or "{NAME:-default}"; *ret_end: behind all of it. False: something else stands there. */
static bool read_variable(up_str text, size_t at, up_str *ret_name, up_str *ret_default, size_t *ret_end)
{
	bool is_braced = at < text.len && text.s[at] == '{';
	size_t start = at + is_braced, end = start;
	while (end < text.len && (up_is_alnum(text.s[end]) || text.s[end] == '_'))
		end++;
	*ret_name = up_str_slice(text, start, end);
	*ret_default = UP_STR_NULL;
	*ret_end = end;
	if (!is_braced)
		return end > start;
	size_t close = up_str_find_byte(text, '}', end);
	if (end == start || close == SIZE_MAX)
		return false;
	up_str rest = up_str_slice(text, end, close);
	if (up_str_starts(rest, UP_STR(":-")) || up_str_starts(rest, UP_STR("-")))
		*ret_default = up_str_slice(rest, rest.s[0] == ':' ? 2 : 1, rest.len);
	*ret_end = close + 1;
	return !rest.len || ret_default->s;
}

static up_str value_of(const struct up_docker_arguments *arguments, up_str name, up_str otherwise)
{
	for (uint32_t i = arguments->n; i > 0; i--)
		if (up_str_eq(arguments->items[i - 1].name, name))
			return arguments->items[i - 1].value;
	return otherwise;
}

up_str up_docker_with_arguments(const struct up_docker_arguments *arguments, up_str text, struct up_arena *arena)
{
	struct up_buf out = { 0 };
	bool is_known = true;
	for (size_t at = 0; at < text.len && is_known;) {
		size_t dollar = up_str_find_byte(text, '$', at);
		up_str name, otherwise;
		up_buf_add(&out, up_str_slice(text, at, dollar));
		if (dollar == SIZE_MAX)
			break;
		is_known = read_variable(text, dollar + 1, &name, &otherwise, &at);
		up_str value = is_known ? value_of(arguments, name, otherwise) : UP_STR_NULL;
		is_known &= value.len > 0;
		up_buf_add(&out, value);
	}
	up_str whole = up_arena_take(arena, &out);
	return is_known ? whole : text;
}

void up_docker_keep_argument(struct up_docker_arguments *arguments, up_str assignment, struct up_arena *arena)
{
	size_t equals = up_str_find_byte(assignment, '=', 0);
	if (equals == SIZE_MAX || arguments->n == UP_LIMIT_STAGES)
		return;
	arguments->items[arguments->n].name = up_str_slice(assignment, 0, equals);
	arguments->items[arguments->n].value = up_docker_with_arguments(arguments, up_str_slice(assignment, equals + 1, assignment.len),
									arena);
	arguments->n++;
}
