/* Bundler: Gemfile.lock (gems.locked), and the specifications of gems that are installed. */
#include "common/bid.h"
#include "common/line.h"
#include "common/version-text.h"
#include "core/component.h"

enum section {
	SECTION_NONE, /* PLATFORMS, DEPENDENCIES, CHECKSUMS: nothing that has a version of its own */
	SECTION_GEM,
	SECTION_GIT,
	SECTION_PATH,
	SECTION_RUBY,
	SECTION_BUNDLER,
};

struct lock {
	struct up_line_reader reader;
	enum section section;
	up_str remote, revision;
	bool is_partly;
};

static enum section section_of(up_str line)
{
	static const struct {
		const char *name;
		enum section section;
	} sections[] = {
		{ "GEM", SECTION_GEM },           { "GIT", SECTION_GIT },           { "PATH", SECTION_PATH },
		{ "PLUGIN SOURCE", SECTION_GEM }, { "RUBY VERSION", SECTION_RUBY }, { "BUNDLED WITH", SECTION_BUNDLER },
	};
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (up_str_eq(line, up_str_from(sections[i].name)))
			return sections[i].section;
	return SECTION_NONE;
}

/* `    nokogiri (1.15.4-x86_64-linux)`: what stands behind the dash is the platform that the gem was built for. */
static bool take_gem(struct lock *lock, up_span at)
{
	up_str bytes = lock->reader.bytes, line = up_str_slice(bytes, at.start, at.end), qualifier;
	size_t open = up_str_find(line, UP_STR(" ("), 0);
	if (open == SIZE_MAX || line.s[line.len - 1] != ')') {
		up_note(lock->reader.p, UP_NOTE_SYNTAX, at.start, "a gem without its version in brackets; it was passed over");
		lock->is_partly = true;
		return true;
	}
	up_str version = up_str_slice(line, open + 2, line.len - 1);
	size_t dash = up_str_find_byte(version, '-', 0);
	struct up_said_component said = { .type = UP_STR("gem"),
					  .name = up_str_slice(line, 0, open),
					  .version = up_str_slice(version, 0, dash),
					  .path = lock->section == SECTION_PATH ? UP_STR("local") : UP_STR_NULL,
					  .qualifiers = &qualifier,
					  .key_at = { at.start, at.start + (uint32_t)open } };
	said.value_at.start = at.start + (uint32_t)open + 2;
	said.value_at.end = said.value_at.start + (uint32_t)said.version.len;
	struct up_arena *arena = up_parse_arena(lock->reader.p);
	if (lock->section == SECTION_GIT && lock->remote.len) {
		up_str url = up_arena_printf(arena, "%.*s%s%.*s", UP_FMT(lock->remote), lock->revision.len ? "@" : "",
					     UP_FMT(lock->revision));
		qualifier = up_version_vcs_qualifier(url, arena);
		said.n_qualifiers = 1;
	} else if (dash != SIZE_MAX) {
		qualifier = up_arena_printf(arena, "platform=%.*s", UP_FMT(up_str_slice(version, dash + 1, version.len)));
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(lock->reader.p, &said);
}

/* `   ruby 3.2.2p53`, `   2.4.10` */
static bool take_tool(struct lock *lock, up_span at)
{
	up_str bytes = lock->reader.bytes, line = up_str_slice(bytes, at.start, at.end);
	if (lock->section == SECTION_BUNDLER)
		return up_component_emit(lock->reader.p, "gem", UP_STR_NULL, UP_STR("bundler"), line, at, at);
	size_t blank = up_str_find_byte(line, ' ', 0), end;
	if (blank == SIZE_MAX)
		return true;
	for (end = blank + 1; end < line.len && (up_is_digit(line.s[end]) || line.s[end] == '.');)
		end++;
	up_span key_at = { at.start, at.start + (uint32_t)blank }, value_at = { key_at.end + 1, at.start + (uint32_t)end };
	return up_component_emit(lock->reader.p, "generic", UP_STR_NULL, up_str_slice(line, 0, blank), up_str_slice(line, blank + 1, end),
				 key_at, value_at);
}

static bool take_line(struct lock *lock, up_span line)
{
	up_str bytes = lock->reader.bytes, remote = UP_STR("remote: "), revision = UP_STR("revision: ");
	up_span at = up_line_trim(bytes, line);
	uint32_t indent = at.start - line.start;
	up_str text = up_str_slice(bytes, at.start, at.end);
	if (!text.len)
		return true;
	if (up_str_starts(text, UP_STR("<<<<<<<")) || up_str_starts(text, UP_STR(">>>>>>>"))) {
		up_note(lock->reader.p, UP_NOTE_SYNTAX, at.start, "a merge was not finished; both sides were read");
		lock->is_partly = true;
	} else if (!indent && !up_str_starts(text, UP_STR("======="))) {
		lock->section = section_of(text);
		lock->remote = lock->revision = UP_STR_NULL;
	} else if (lock->section == SECTION_RUBY || lock->section == SECTION_BUNDLER) {
		return take_tool(lock, at);
	} else if (lock->section == SECTION_NONE) {
		return true;
	} else if (indent == 2 && up_str_starts(text, remote)) {
		lock->remote = up_str_slice(text, remote.len, text.len);
	} else if (indent == 2 && up_str_starts(text, revision)) {
		lock->revision = up_str_slice(text, revision.len, text.len);
	} else if (indent == 4) {
		return take_gem(lock, at);
	}
	return true;
}

static enum up_parse_result parse_lock(struct up_parse *p)
{
	struct lock lock = { 0 };
	up_span line;
	up_line_reader_init(&lock.reader, p);
	while (up_line_read(&lock.reader, &line) && take_line(&lock, line))
		;
	return lock.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

/* --- specifications ----------------------------------------------------------------------------------------------------- */

/* `# stub: rake 13.0.6 ruby lib`: RubyGems writes it itself, to read no Ruby. */
static bool take_stub(struct up_parse *p, up_str bytes, up_span line)
{
	up_str rest = up_str_slice(bytes, line.start + 8, line.end), qualifier;
	up_str name = up_str_next_word(&rest), version = up_str_next_word(&rest), platform = up_str_next_word(&rest);
	if (!name.len || !version.len)
		return false;
	uint32_t name_start = (uint32_t)(name.s - bytes.s), version_start = (uint32_t)(version.s - bytes.s);
	qualifier = up_arena_printf(up_parse_arena(p), "platform=%.*s", UP_FMT(platform));
	up_component_emit_as(p, &(struct up_said_component){ .type = UP_STR("gem"),
							     .name = name,
							     .version = version,
							     .qualifiers = &qualifier,
							     .n_qualifiers = platform.len && !up_str_eq(platform, UP_STR("ruby")),
							     .key_at = { name_start, name_start + (uint32_t)name.len },
							     .value_at = { version_start, version_start + (uint32_t)version.len } });
	return true;
}

/* `  s.version = "13.0.6".freeze` → the text in quotes. */
static bool is_assigned(up_str bytes, up_span at, up_str field, up_span *ret_at)
{
	up_str line = up_str_slice(bytes, at.start, at.end);
	size_t dot = up_str_find(line, field, 0), open = dot == SIZE_MAX || dot > 16 ? SIZE_MAX : up_str_find_byte(line, '"', dot);
	size_t close = open == SIZE_MAX ? open : up_str_find_byte(line, '"', open + 1);
	if (close == SIZE_MAX)
		return false;
	*ret_at = (up_span){ at.start + (uint32_t)open + 1, at.start + (uint32_t)close };
	return true;
}

static enum up_parse_result parse_specification(struct up_parse *p)
{
	struct up_line_reader reader;
	up_span line, name = { 0, 0 }, version = { 0, 0 };
	up_line_reader_init(&reader, p);
	while (up_line_read(&reader, &line) && !(name.end && version.end)) {
		up_span at = up_line_trim(reader.bytes, line);
		if (up_str_starts(up_str_slice(reader.bytes, at.start, at.end), UP_STR("# stub: ")) && take_stub(p, reader.bytes, at))
			return UP_PARSE_WHOLE;
		if (!name.end)
			is_assigned(reader.bytes, at, UP_STR(".name = "), &name);
		if (!version.end && !is_assigned(reader.bytes, at, UP_STR(".version = "), &version))
			is_assigned(reader.bytes, at, UP_STR("Gem::Version.new("), &version);
	}
	if (!name.end || !version.end) {
		up_note(p, UP_NOTE_SYNTAX, 0, "there is no name or no version in it that stands there as it is");
		return UP_PARSE_PARTLY;
	}
	up_component_emit(p, "gem", UP_STR_NULL, up_parse_bytes(p, name), up_parse_bytes(p, version), name, version);
	return UP_PARSE_WHOLE;
}

/* metadata.gz of a gem: the specification in YAML, of which two lines are asked for. */
static bool is_metadata(const struct up_source *source)
{
	return up_str_ends(source->name, UP_STR(".gem!/metadata.gz!/metadata"));
}

static enum up_parse_result parse_metadata(struct up_parse *p)
{
	struct up_line_reader reader;
	up_span line, name = { 0, 0 }, version = { 0, 0 };
	bool is_version = false;
	up_line_reader_init(&reader, p);
	while (up_line_read(&reader, &line) && !(name.end && version.end)) {
		up_str text = up_str_slice(reader.bytes, line.start, line.end);
		if (!name.end && up_str_starts(text, UP_STR("name: ")))
			name = up_line_trim(reader.bytes, (up_span){ line.start + 6, line.end });
		else if (up_str_starts(text, UP_STR("version: !ruby/object:Gem::Version")))
			is_version = true;
		else if (is_version && !version.end && up_str_starts(text, UP_STR("  version: ")))
			version = up_line_trim(reader.bytes, (up_span){ line.start + 11, line.end });
	}
	up_str number = up_str_slice(reader.bytes, version.start, version.end);
	if (number.len > 2 && strchr("'\"", number.s[0]))
		version = (up_span){ version.start + 1, version.end - 1 };
	if (!name.end || !version.end) {
		up_note(p, UP_NOTE_SYNTAX, 0, "there is no name or no version in it");
		return UP_PARSE_PARTLY;
	}
	up_component_emit(p, "gem", UP_STR_NULL, up_parse_bytes(p, name), up_parse_bytes(p, version), name, version);
	return UP_PARSE_WHOLE;
}

static enum up_parse_result parse(struct up_parse *p)
{
	if (is_metadata(up_parse_source(p)))
		return parse_metadata(p);
	return up_str_ends(up_parse_source(p)->name, UP_STR(".gemspec")) ? parse_specification(p) : parse_lock(p);
}

static int bid(const struct up_source *source)
{
	if (up_bid_is(source, "gems.locked") || up_str_ends(source->name, UP_STR("Gemfile.lock")) ||
	    up_str_ends(source->name, UP_STR(".gemfile.lock")))
		return UP_BID_SURE;
	bool is_installed = up_str_contains(source->name, UP_STR("specifications/")) && up_str_ends(source->name, UP_STR(".gemspec"));
	return is_installed || is_metadata(source) ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_bundler = {
	.name = "bundler",
	.summary = "Gemfile.lock, specifications of installed gems",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
