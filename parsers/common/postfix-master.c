/* master.cf: `submission inet n - y - - smtpd` and, on lines that begin with a blank, `-o name=value` or `-o { name = value }`.
 * A service is a setting whose key is its name; its parameters are settings below it. */
#include "common/postfix-master.h"

struct master {
	struct up_parse *p;
	struct up_line_reader reader;
	up_str service;
	uint32_t scope;
};

/* `name=value`, blanks allowed round the sign, in the range [start, end) of the text. */
static bool emit_parameter(struct master *master, const struct up_text *text, uint32_t start, uint32_t end)
{
	size_t equals = up_str_find_byte(up_str_slice(text->bytes, 0, end), '=', start);
	if (equals == SIZE_MAX)
		return true;
	uint32_t key_end = (uint32_t)equals, value = key_end + 1;
	up_line_narrow(text, &start, &key_end);
	up_line_narrow(text, &value, &end);
	if (start >= key_end)
		return true;
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = master->scope,
		.path = master->service,
		.key = up_str_slice(text->bytes, start, key_end),
		.key_at = up_line_span(text, start, key_end),
	};
	up_fact_take_text(&fact, text, value, end < value ? value : end);
	return up_emit(master->p, &fact);
}

/* The end of the argument that starts at `start`: of `{ name = value }` the brace that closes it, else the next blank. */
static uint32_t argument_end(up_str text, uint32_t start)
{
	uint32_t i = start, depth = 0;
	for (; i < text.len; i++) {
		depth += text.s[i] == '{';
		depth -= depth && text.s[i] == '}';
		if (!depth && up_is_space(text.s[i]))
			break;
	}
	return i;
}

static uint32_t skip_blanks(up_str text, uint32_t at)
{
	while (at < text.len && up_is_space(text.s[at]))
		at++;
	return at;
}

/* The arguments of a service's command, from `at` on. */
static bool read_arguments(struct master *master, const struct up_text *text, uint32_t at)
{
	up_str bytes = text->bytes;
	while ((at = skip_blanks(bytes, at)) < bytes.len) {
		uint32_t end = argument_end(bytes, at);
		bool is_apart = up_str_eq(up_str_slice(bytes, at, end), UP_STR("-o"));
		bool is_option = up_str_starts(up_str_slice(bytes, at, end), UP_STR("-o"));
		if (is_option) {
			uint32_t start = is_apart ? skip_blanks(bytes, end) : at + 2;
			end = argument_end(bytes, start);
			bool has_braces = start < end && bytes.s[start] == '{' && bytes.s[end - 1] == '}';
			if (!emit_parameter(master, text, start + has_braces, end - has_braces))
				return false;
		}
		at = end;
	}
	return true;
}

static bool read_service(struct master *master, const struct up_text *text)
{
	uint32_t end = argument_end(text->bytes, 0), value = skip_blanks(text->bytes, end);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.flags = UP_FACT_BLOCK,
		.key = up_str_slice(text->bytes, 0, end),
		.key_at = up_line_span(text, 0, end),
	};
	up_fact_take_text(&fact, text, value, (uint32_t)text->bytes.len);
	master->service = fact.key;
	master->scope = up_scope_new(master->p);
	return up_emit(master->p, &fact) && read_arguments(master, text, value);
}

enum up_parse_result up_postfix_master_parse(struct up_parse *p)
{
	struct master master = { .p = p };
	up_line_reader_init(&master.reader, p);
	bool go_on = true;
	up_span line;
	while (go_on && up_line_read(&master.reader, &line)) {
		up_span at = up_line_trim(master.reader.bytes, line);
		if (at.start == at.end)
			continue;
		struct up_text text = up_text_plain(up_parse_bytes(p, at), at.start);
		if (text.bytes.s[0] == '#')
			go_on = up_emit_comment(p, at);
		else
			go_on = at.start > line.start ? read_arguments(&master, &text, 0) : read_service(&master, &text);
	}
	return UP_PARSE_WHOLE;
}
