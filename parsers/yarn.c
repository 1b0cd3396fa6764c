/* yarn.lock: of Yarn 1 a format of its own, which looks like YAML and is none; since Yarn 2 it is YAML.
 * https://classic.yarnpkg.com/lang/en/docs/yarn-lock/, https://yarnpkg.com/advanced/lexicon */
#include "common/bid.h"
#include "common/line.h"
#include "common/records.h"
#include "common/version-text.h"

/* --- since Yarn 2 ------------------------------------------------------------------------------------------------------- */

enum {
	VERSION,
	RESOLUTION,
};

static const char *const names[] = { "version", "resolution", NULL };

/* "@babel/core@npm:7.0.0", "typescript@patch:typescript@npm%3A5.0.4#…", "tools@workspace:packages/tools": the name ends at the first '@' but its own. */
static bool berry_end(struct up_records *records, struct up_record *record)
{
	const struct up_field *version = &record->fields[VERSION];
	up_str resolution = record->fields[RESOLUTION].value, qualifier;
	size_t at = up_str_find_byte(resolution, '@', 1);
	if (up_record_depth(records, record) != 1 || at == SIZE_MAX)
		return true;
	up_str from = up_str_slice(resolution, at + 1, resolution.len);
	struct up_said_component said = { .type = UP_STR("npm"),
					  .name = up_str_slice(resolution, 0, at),
					  .version = version->value,
					  .key_at = record->fields[RESOLUTION].at,
					  .value_at = version->at };
	if (up_str_starts(from, UP_STR("workspace:")) || up_str_starts(from, UP_STR("link:")) || up_str_starts(from, UP_STR("portal:")) ||
	    up_str_starts(from, UP_STR("file:")))
		said.path = UP_STR("local");
	if (up_str_eq(said.version, UP_STR("0.0.0-use.local"))) /* Yarn's own word for "it has none" */
		said.version = UP_STR_NULL;
	if (up_version_is_vcs(from) || up_str_contains(from, UP_STR("#commit="))) {
		qualifier = up_version_vcs_qualifier(from, up_parse_arena(records->p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(records->p, &said);
}

/* --- Yarn 1 ------------------------------------------------------------------------------------------------------------- */

struct classic {
	struct up_line_reader reader;
	up_str name; /* of the entry that is open */
	up_span name_at, version_at;
	up_str version, resolved;
	bool is_partly;
};

static bool emit_entry(struct classic *classic)
{
	up_str qualifier;
	struct up_said_component said = { .type = UP_STR("npm"),
					  .name = classic->name,
					  .version = classic->version,
					  .key_at = classic->name_at,
					  .value_at = classic->version_at };
	if (up_version_is_vcs(classic->resolved)) {
		qualifier = up_version_vcs_qualifier(classic->resolved, up_parse_arena(classic->reader.p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	classic->name = classic->version = classic->resolved = UP_STR_NULL;
	return !said.version.len || up_component_emit_as(classic->reader.p, &said);
}

static up_span unquote(up_str bytes, up_span at)
{
	if (at.end > at.start + 1 && bytes.s[at.start] == '"' && bytes.s[at.end - 1] == '"')
		return (up_span){ at.start + 1, at.end - 1 };
	return at;
}

/* `"a@^1", a@^2:`: all of them are one package; of an alias, "b@npm:a@^1", it is the one behind. */
static bool begin_entry(struct classic *classic, up_span line)
{
	up_str bytes = classic->reader.bytes;
	bool going = emit_entry(classic);
	if (bytes.s[line.end - 1] != ':') {
		up_note(classic->reader.p, UP_NOTE_SYNTAX, line.start, "an entry without ':' behind its name; it was passed over");
		classic->is_partly = true;
		return going;
	}
	size_t end = up_str_find(up_str_slice(bytes, 0, line.end - 1), bytes.s[line.start] == '"' ? UP_STR("\"") : UP_STR(","),
				 line.start + 1);
	up_span first = { line.start + (bytes.s[line.start] == '"'), end == SIZE_MAX ? line.end - 1 : (uint32_t)end };
	up_str text = up_str_slice(bytes, first.start, first.end);
	size_t at = up_str_find_byte(text, '@', 1), alias = up_str_find(text, UP_STR("@npm:"), 1);
	if (alias != SIZE_MAX && alias == at && up_str_find_byte(text, '@', alias + 6) != SIZE_MAX) {
		first.start += (uint32_t)alias + 5;
		text = up_str_slice(bytes, first.start, first.end);
		at = up_str_find_byte(text, '@', 1);
	}
	classic->name = up_str_slice(text, 0, at);
	classic->name_at = (up_span){ first.start, first.start + (uint32_t)classic->name.len };
	return going;
}

/* `  version "1.2.3"` */
static void take_field(struct classic *classic, up_span line)
{
	up_str bytes = classic->reader.bytes, text = up_str_slice(bytes, line.start, line.end);
	bool is_version = up_str_starts(text, UP_STR("version ")), is_resolved = up_str_starts(text, UP_STR("resolved "));
	if (!is_version && !is_resolved)
		return;
	up_span at = { line.start + (is_version ? 8 : 9), line.end }, inner = unquote(bytes, at);
	up_str value = up_str_slice(bytes, inner.start, inner.end);
	if (is_resolved) {
		classic->resolved = value;
	} else {
		classic->version = value;
		classic->version_at = at;
	}
}

static enum up_parse_result parse_classic(struct up_parse *p)
{
	struct classic classic = { 0 };
	up_line_reader_init(&classic.reader, p);
	bool going = true;
	up_span line;
	while (going && up_line_read(&classic.reader, &line)) {
		up_span at = up_line_trim(classic.reader.bytes, line);
		if (at.start == at.end || classic.reader.bytes.s[at.start] == '#')
			continue;
		if (at.start == line.start)
			going = begin_entry(&classic, at);
		else if (at.start == line.start + 2)
			take_field(&classic, at);
	}
	if (going)
		emit_entry(&classic);
	return classic.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_records manifest = { .names = names, .end = berry_end };
	up_str bytes = up_parse_source(p)->bytes;
	if (up_str_starts(bytes, UP_STR("__metadata:")) || up_str_contains(up_str_slice(bytes, 0, 4096), UP_STR("\n__metadata:")))
		return up_records_read(&manifest, p, "yaml");
	return parse_classic(p);
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "yarn.lock") ? UP_BID_SURE + 1 : UP_BID_NONE;
}

const struct up_parser up_parser_yarn = {
	.name = "yarn",
	.summary = "yarn.lock of Yarn 1 and since Yarn 2",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
