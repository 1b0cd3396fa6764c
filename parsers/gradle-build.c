/* Scripts of Gradle, in Groovy and Kotlin: plugins with a version, and modules in "group:artifact:version". They are programs: what they work out is not known.
 * https://docs.gradle.org/current/userguide/dependency_management_basics.html */
#include "common/bid.h"
#include "common/line.h"
#include "common/placeholders.h"
#include "core/component.h"

enum {
	BEFORE_BYTES = 128
}; /* of a line, looked at for the word before a literal: it stands right there */

struct script {
	struct up_parse *p;
	up_str bytes;
	struct up_placeholders values; /* of `name = "…"` in the script */
};

static bool is_word(char byte)
{
	return up_is_alnum(byte) || byte == '_' || byte == '-';
}

/* The next literal of the line from *at on; *ret_inside is what stands between its quotes. */
static bool next_literal(const struct script *script, uint32_t end, uint32_t *at, up_span *ret_inside)
{
	const char *bytes = script->bytes.s;
	while (*at < end && bytes[*at] != '"' && bytes[*at] != '\'')
		++*at;
	if (*at >= end)
		return false;
	char quote = bytes[(*at)++];
	uint32_t start = *at;
	while (*at < end && bytes[*at] != quote)
		++*at;
	*ret_inside = (up_span){ start, *at };
	return *at < end && ++*at;
}

/* What stands before a literal in its line, without blanks, brackets and signs behind it: "id" of `id("`, "version" of `version '`. */
static up_str word_before(const struct script *script, uint32_t line, uint32_t quote)
{
	uint32_t end = quote;
	line = quote - line > BEFORE_BYTES ? quote - BEFORE_BYTES : line;
	while (end > line && !is_word(script->bytes.s[end - 1]))
		end--;
	uint32_t start = end;
	while (start > line && is_word(script->bytes.s[start - 1]))
		start--;
	return up_str_slice(script->bytes, start, end);
}

static bool emit(struct script *script, struct up_said_component *said)
{
	if (!up_placeholders_resolve(&script->values, "${", '}', up_parse_arena(script->p), &said->version, &said->value_at) ||
	    up_str_find_byte(said->version, '$', 0) != SIZE_MAX)
		said->flags |= UP_FACT_DYNAMIC;
	bool is_range = up_str_find_byte(said->version, '[', 0) != SIZE_MAX || up_str_ends(said->version, UP_STR("+"));
	if (said->flags || is_range)
		said->flags |= UP_FACT_WANTED;
	said->type = UP_STR("maven");
	return up_component_emit_as(script->p, said);
}

/* "org.example:part:1.2", "org.example:part:1.2:classifier@zip" */
static bool take_module(struct script *script, up_span at)
{
	up_str text = up_str_slice(script->bytes, at.start, at.end);
	size_t first = up_str_find_byte(text, ':', 0), second = first == SIZE_MAX ? first : up_str_find_byte(text, ':', first + 1);
	if (second == SIZE_MAX || !first || second == first + 1 || up_str_find_byte(text, ' ', 0) != SIZE_MAX || text.s[first + 1] == '/')
		return true;
	size_t end = second + 1;
	while (end < text.len && !strchr(":@!", text.s[end]))
		end++;
	if (end == second + 1)
		return true;
	struct up_said_component said = { .space = up_str_slice(text, 0, first),
					  .name = up_str_slice(text, first + 1, second),
					  .version = up_str_slice(text, second + 1, end),
					  .key_at = { at.start, at.start + (uint32_t)second },
					  .value_at = { at.start + (uint32_t)second + 1, at.start + (uint32_t)end } };
	bool is_plain = up_str_find_byte(said.space, '$', 0) == SIZE_MAX && up_str_find_byte(said.name, '$', 0) == SIZE_MAX;
	return !is_plain || emit(script, &said);
}

/* `id("x") version "1"`: the module that stands for a plugin at its repository. */
static bool take_plugin(struct script *script, up_span id, up_span version)
{
	up_str name = up_str_slice(script->bytes, id.start, id.end);
	struct up_said_component said = { .space = name,
					  .name = up_arena_printf(up_parse_arena(script->p), "%.*s.gradle.plugin", UP_FMT(name)),
					  .version = up_str_slice(script->bytes, version.start, version.end),
					  .path = UP_STR("plugins"),
					  .key_at = id,
					  .value_at = version };
	return !name.len || emit(script, &said);
}

static bool take_line(struct script *script, up_span line)
{
	up_span literal, id = { 0, 0 };
	for (uint32_t at = line.start; next_literal(script, line.end, &at, &literal);) {
		up_str before = word_before(script, line.start, literal.start - 1);
		if (up_str_eq(before, UP_STR("id"))) {
			id = literal;
		} else if (id.end && up_str_eq(before, UP_STR("version"))) {
			if (!take_plugin(script, id, literal))
				return false;
		} else if (!take_module(script, literal)) {
			return false;
		}
	}
	return true;
}

/* `springBootVersion = '3.1.2'`, `set("springBootVersion", "3.1.2")` */
static void keep_value(struct script *script, up_span line)
{
	up_span first, second;
	uint32_t at = line.start;
	if (!next_literal(script, line.end, &at, &first))
		return;
	up_str before = word_before(script, line.start, first.start - 1), text = up_str_slice(script->bytes, line.start, line.end);
	size_t equals = up_str_find_byte(text, '=', 0), colon = up_str_find_byte(text, ':', 0);
	if (up_str_eq(before, UP_STR("set")) && next_literal(script, line.end, &at, &second))
		up_placeholders_add(&script->values, up_str_slice(script->bytes, first.start, first.end),
				    up_str_slice(script->bytes, second.start, second.end), second);
	else if (equals != SIZE_MAX && line.start + equals < first.start)
		up_placeholders_add(&script->values,
				    word_before(script, line.start, line.start + (uint32_t)(colon < equals ? colon : equals)),
				    up_str_slice(script->bytes, first.start, first.end), first);
}

static bool is_comment(const struct script *script, up_span line)
{
	up_str text = up_str_slice(script->bytes, line.start, line.end);
	return up_str_starts(text, UP_STR("//")) || up_str_starts(text, UP_STR("*")) || up_str_starts(text, UP_STR("/*"));
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_line_reader reader;
	up_span line;
	up_line_reader_init(&reader, p);
	struct script script = { .p = p, .bytes = reader.bytes };
	while (up_line_read(&reader, &line) && !up_parse_stopped(p))
		keep_value(&script, up_line_trim(reader.bytes, line));
	up_line_reader_init(&reader, p);
	while (up_line_read(&reader, &line)) {
		up_span trimmed = up_line_trim(reader.bytes, line);
		if (!is_comment(&script, trimmed) && !take_line(&script, trimmed))
			break;
	}
	up_placeholders_finish(&script.values);
	return UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	return up_bid_ends(source, ".gradle|.gradle.kts") ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_gradle_build = {
	.name = "gradle-build",
	.summary = "build.gradle and build.gradle.kts: plugins and modules with a version",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
