/* mix.lock: a map of Elixir, one package a line.
 *   "phoenix": {:hex, :phoenix, "1.7.10", "02189…", [:mix], […], "hexpm", "cf784…"},
 *   "absinthe": {:git, "https://github.com/absinthe-graphql/absinthe.git", "cb4a9…", [branch: "main"]}, */
#include "common/bid.h"
#include "common/line.h"
#include "common/version-text.h"
#include "core/component.h"

struct cursor {
	up_str bytes;
	uint32_t at, end;
};

static void skip(struct cursor *cursor, const char *what)
{
	while (cursor->at < cursor->end && (up_is_space(cursor->bytes.s[cursor->at]) || strchr(what, cursor->bytes.s[cursor->at])))
		cursor->at++;
}

/* A text in quotes, or an atom, without its marks. False: something else stands there. */
static bool take(struct cursor *cursor, up_span *ret_at)
{
	up_str bytes = cursor->bytes;
	skip(cursor, ",");
	if (cursor->at < cursor->end && bytes.s[cursor->at] == ':')
		cursor->at++;
	uint32_t start = cursor->at;
	bool is_quoted = start < cursor->end && bytes.s[start] == '"';
	for (cursor->at += is_quoted; cursor->at < cursor->end;) {
		char c = bytes.s[cursor->at];
		if (is_quoted ? c == '"' : !up_is_alnum(c) && c != '_' && c != '@')
			break;
		cursor->at++;
	}
	*ret_at = (up_span){ start + is_quoted, cursor->at };
	if (is_quoted && cursor->at == cursor->end)
		return false;
	cursor->at += is_quoted;
	return ret_at->end > ret_at->start;
}

static bool take_entry(struct up_parse *p, up_str bytes, up_span line, bool *is_partly)
{
	struct cursor cursor = { bytes, line.start, line.end };
	up_span key, how, name, version;
	bool is_known = take(&cursor, &key);
	skip(&cursor, ":{");
	/* The braces stand before `:hex`, whose colon is skipped with them. */
	is_known = is_known && take(&cursor, &how) && take(&cursor, &name) && take(&cursor, &version);
	if (!is_known) {
		up_note(p, UP_NOTE_SYNTAX, line.start, "this line names no package with its version; it was passed over");
		*is_partly = true;
		return true;
	}
	up_str qualifier, kind = up_parse_bytes(p, how);
	struct up_said_component said = { .type = UP_STR("hex"), .name = up_parse_bytes(p, key), .key_at = key };
	if (up_str_eq(kind, UP_STR("hex"))) {
		said.name = up_parse_bytes(p, name);
		said.version = up_parse_bytes(p, version);
		said.value_at = version;
	} else {
		up_str url = up_arena_printf(up_parse_arena(p), "%.*s@%.*s", UP_FMT(up_parse_bytes(p, name)),
					     UP_FMT(up_parse_bytes(p, version)));
		qualifier = up_version_vcs_qualifier(url, up_parse_arena(p));
		said.qualifiers = &qualifier;
		said.n_qualifiers = 1;
	}
	return up_component_emit_as(p, &said);
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_line_reader reader;
	up_span line;
	bool is_partly = false, going = true;
	up_line_reader_init(&reader, p);
	while (going && up_line_read(&reader, &line)) {
		up_span at = up_line_trim(reader.bytes, line);
		if (up_str_starts(up_str_slice(reader.bytes, at.start, at.end), UP_STR("%{")))
			at = up_line_trim(reader.bytes, (up_span){ at.start + 2, at.end });
		if (at.start < at.end && !strchr("}#", reader.bytes.s[at.start]))
			going = take_entry(p, reader.bytes, at, &is_partly);
	}
	return is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int bid(const struct up_source *source)
{
	return up_bid_is(source, "mix.lock") ? UP_BID_SURE : UP_BID_NONE;
}

const struct up_parser up_parser_mix = {
	.name = "mix",
	.summary = "mix.lock of Elixir",
	.templates = UP_TEMPLATES_KEEP,
	.has_components = up_parser_has_components,
	.is_inventory = true,
	.bid = bid,
	.parse = parse,
};
