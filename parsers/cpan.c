/* cpanfile.snapshot of Carton: distributions of CPAN, each with its path at the mirror, which says whose it is.
 *   Mojolicious-9.31
 *     pathname: S/SR/SRI/Mojolicious-9.31.tar.gz */
#include "common/bid.h"
#include "common/line.h"
#include "common/version-text.h"
#include "core/component.h"

struct snapshot {
	struct up_line_reader reader;
	struct up_said_component said; /* the distribution that is open */
	bool is_partly;
};

static bool emit(struct snapshot *snapshot)
{
	struct up_said_component said = snapshot->said;
	snapshot->said = (struct up_said_component){ 0 };
	return up_component_emit_as(snapshot->reader.p, &said);
}

static bool begin(struct snapshot *snapshot, up_span at)
{
	bool going = emit(snapshot);
	struct up_said_component *said = &snapshot->said;
	up_str line = up_str_slice(snapshot->reader.bytes, at.start, at.end);
	if (!up_version_split_dash(line, &said->name, &said->version)) {
		up_note(snapshot->reader.p, UP_NOTE_SYNTAX, at.start, "a distribution without a version; it was passed over");
		snapshot->is_partly = true;
		return going;
	}
	said->type = UP_STR("cpan");
	said->key_at = (up_span){ at.start, at.start + (uint32_t)said->name.len };
	said->value_at = (up_span){ said->key_at.end + 1, at.end };
	return going;
}

static bool take_line(struct snapshot *snapshot, up_span line)
{
	up_str bytes = snapshot->reader.bytes, pathname = UP_STR("pathname: ");
	up_span at = up_line_trim(bytes, line);
	up_str text = up_str_slice(bytes, at.start, at.end);
	if (at.start - line.start == 2 && text.len && text.s[0] != '#')
		return begin(snapshot, at);
	if (at.start - line.start == 4 && up_str_starts(text, pathname)) {
		up_str folder = up_str_slice(text, pathname.len, text.len);
		folder = up_str_slice(folder, 0, folder.len - up_str_basename(folder).len);
		snapshot->said.space = up_str_basename(up_str_slice(folder, 0, folder.len ? folder.len - 1 : 0));
	}
	return true;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct snapshot snapshot = { 0 };
	up_span line;
	bool going = true;
	up_line_reader_init(&snapshot.reader, p);
	while (going && up_line_read(&snapshot.reader, &line))
		going = take_line(&snapshot, line);
	if (going)
		emit(&snapshot);
	return snapshot.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "cpanfile.snapshot") ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_cpan = {
	.name = "cpan",
	.summary = "cpanfile.snapshot of Perl",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
