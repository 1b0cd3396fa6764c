/* YAML, through libyaml's events. Nothing is composed: an alias is a value of its own, so no document can grow beyond its bytes.
 *
 * libyaml counts code points, drops comments, takes quadratic time on deep nesting and ends at the first error; the depth bound, the
 * restarts and common/yaml-lines make up for that. */
#include <yaml.h>

#include "base/memory.h"
#include "common/bid.h"
#include "common/clean.h"
#include "common/scripts.h"
#include "common/tree.h"
#include "common/yaml-head.h"
#include "common/yaml-lines.h"
#include "common/yaml-scalar.h"

struct reader {
	struct up_parse *p;
	struct up_tree tree;
	up_str text, fed; /* `fed`: what libyaml gets; as long as the text */
	uint32_t base;    /* where libyaml's input starts: past the last error */
	uint32_t gap_at;  /* comments are stated up to here */
	struct up_yaml_cursor cursor;
	uint32_t key_depth, key_start;   /* inside a key that is itself a mapping or list */
	uint32_t flow_depth, flow_start; /* inside [ ] and { } */
	bool partly, going, is_list;     /* `is_list`: the document's root is one */
	bool is_open_ended;              /* the last document ended without `...` */
};

static uint32_t place(struct reader *reader, yaml_mark_t mark)
{
	return reader->base + up_yaml_cursor_byte(&reader->cursor, mark.index);
}

static up_span span_of(struct reader *reader, const yaml_event_t *event)
{
	uint32_t start = place(reader, event->start_mark), end = place(reader, event->end_mark);
	return (up_span){ start, end < start ? start : end };
}

static bool comments_to(struct reader *reader, uint32_t start, uint32_t end)
{
	if (start < reader->gap_at)
		return true;
	uint32_t from = reader->gap_at;
	reader->gap_at = end;
	return up_yaml_comments(reader->p, reader->text, from, start);
}

static void complain(struct reader *reader, uint32_t at, const char *what)
{
	up_note(reader->p, UP_NOTE_SYNTAX, at, "%s", what);
	reader->partly = true;
}

/* Is the next node a key of the open mapping? */
static bool at_key(const struct reader *reader)
{
	return up_tree_in_map(&reader->tree) && !up_tree_has_key(&reader->tree);
}

static enum up_yaml_style style_of(const yaml_event_t *event)
{
	switch (event->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return UP_YAML_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return UP_YAML_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
	case YAML_FOLDED_SCALAR_STYLE:
		return UP_YAML_BLOCK;
	default:
		return UP_YAML_PLAIN;
	}
}

/* What libyaml lets pass, as most readers do, and the specification does not. */
static void check_lines(struct reader *reader, up_span node)
{
	uint32_t at = reader->tree.n ? up_yaml_unindented(reader->text, node) : UINT32_MAX;
	if (at != UINT32_MAX)
		complain(reader, at, "a line that goes on with a value must be indented with blanks; it was read all the same");
}

static void check_scalar(struct reader *reader, const yaml_event_t *event, up_span raw, up_str value)
{
	enum up_yaml_style style = style_of(event);
	if (style == UP_YAML_PLAIN && up_str_eq(value, UP_STR("-")))
		complain(reader, raw.start, "a lone '-' where a value must stand; put it in quotes");
	else if ((style == UP_YAML_SINGLE || style == UP_YAML_DOUBLE) && !reader->flow_depth)
		check_lines(reader, raw);
	else if (style == UP_YAML_BLOCK && !value.len && up_yaml_is_deep_blank(reader->text, raw))
		complain(reader, raw.start, "a block scalar begins with blank lines that are deeper than its text; the text was not read");
}

static void check_document(struct reader *reader, const yaml_event_t *event)
{
	const yaml_tag_directive_t *tags = event->data.document_start.tag_directives.start;
	bool has_directive = event->data.document_start.version_directive || tags != event->data.document_start.tag_directives.end;
	if (has_directive && reader->is_open_ended)
		complain(reader, place(reader, event->start_mark), "a directive needs a '...' before it; it was read all the same");
}

static bool take_scalar(struct reader *reader, const yaml_event_t *event)
{
	up_span node = span_of(reader, event);
	up_span raw = { up_yaml_skip_properties(reader->text, node), node.end };
	if (!comments_to(reader, raw.start, raw.end))
		return false;
	if (reader->key_depth)
		return true;
	enum up_yaml_style style = style_of(event);
	up_str value = { (const char *)event->data.scalar.value, event->data.scalar.length };
	check_scalar(reader, event, raw, value);
	bool is_key = at_key(reader), mapped = reader->tree.scripts && !is_key;
	struct up_text text = up_yaml_scalar_text(up_parse_arena(reader->p), reader->text, raw, style, value, mapped);
	if (style == UP_YAML_BLOCK) {
		if (!up_yaml_header_comment(reader->p, reader->text, raw))
			return false;
		raw.end = reader->gap_at = up_yaml_block_end(reader->text, raw);
	}
	if (is_key)
		return up_tree_key(&reader->tree, text.bytes, raw);
	uint32_t flags = style == UP_YAML_SINGLE || style == UP_YAML_DOUBLE ? UP_FACT_QUOTED : 0;
	if (raw.start == raw.end)
		flags |= UP_FACT_EMPTY;
	return up_tree_scalar(&reader->tree, &text, raw, flags);
}

/* An alias stands for itself: what it refers to is stated where it stands. */
static bool take_alias(struct reader *reader, const yaml_event_t *event)
{
	up_span at = span_of(reader, event);
	struct up_text text = up_text_plain(up_str_slice(reader->text, at.start, at.end), at.start);
	if (!comments_to(reader, at.start, at.end))
		return false;
	if (reader->key_depth)
		return true;
	if (at_key(reader))
		return up_tree_key(&reader->tree, text.bytes, at);
	return up_tree_alias(&reader->tree, &text, at);
}

/* A mapping or list inside a key that is one: only its depth and its end matter. */
static bool take_key_open(struct reader *reader, up_span at)
{
	if (!reader->key_depth)
		reader->key_start = at.start;
	if (reader->tree.n + ++reader->key_depth <= up_parse_limits(reader->p)->depth)
		return true;
	up_note_limit(reader->p, at.start, "nesting is deeper than allowed", "--max-depth");
	return false;
}

static bool take_open(struct reader *reader, const yaml_event_t *event, bool is_list)
{
	up_span at = span_of(reader, event);
	bool is_flow = is_list ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
			       : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
	if (is_flow && !reader->flow_depth++)
		reader->flow_start = at.start;
	if (!is_list && is_flow) {
		/* `{{ x }}` is a mapping with a mapping for its key, to YAML; nobody means that */
		if (up_str_starts(up_str_slice(reader->text, at.start, at.start + 2), UP_STR("{{")))
			complain(reader, at.start, "a template marker ({{) where a value must stand; put it in quotes");
	}
	if (reader->key_depth || at_key(reader))
		return take_key_open(reader, at);
	if (!reader->tree.n)
		reader->is_list = is_list;
	if (!is_list)
		return up_tree_map(&reader->tree, at.start);
	bool going = up_tree_list(&reader->tree, at.start);
	const char *tag = (const char *)event->data.sequence_start.tag;
	/* GitLab: !reference [.job, script] names the lines of another job. */
	if (tag && !strcmp(tag, "!reference"))
		up_tree_without_scripts(&reader->tree);
	return going;
}

static bool take_close(struct reader *reader, const yaml_event_t *event)
{
	bool is_flow_end = reader->flow_depth && !--reader->flow_depth;
	if (is_flow_end && reader->tree.n > 1)
		check_lines(reader, (up_span){ reader->flow_start, place(reader, event->end_mark) });
	if (!reader->key_depth)
		return up_tree_close(&reader->tree);
	if (--reader->key_depth)
		return true;
	up_span at = { reader->key_start, place(reader, event->end_mark) };
	up_str key = up_str_trim(up_str_slice(reader->text, at.start, at.end));
	at.end = at.start + (uint32_t)key.len;
	return up_tree_key(&reader->tree, key, at);
}

static bool take(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return take_scalar(reader, event);
	case YAML_ALIAS_EVENT:
		return take_alias(reader, event);
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		return take_open(reader, event, event->type == YAML_SEQUENCE_START_EVENT);
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		return take_close(reader, event);
	case YAML_DOCUMENT_START_EVENT:
		check_document(reader, event);
		return true;
	case YAML_DOCUMENT_END_EVENT:
		reader->is_open_ended = event->data.document_end.implicit;
		return up_tree_document_end(&reader->tree);
	default:
		return true;
	}
}

/* Makes the note of an error; returns where reading goes on. What never ends (a quoted scalar, a flow collection) "fails" far behind its
 * beginning, so the next key is looked for behind that. */
static uint32_t report(struct reader *reader, const yaml_parser_t *parser)
{
	uint32_t at = place(reader, parser->problem_mark), from = at;
	const char *problem = parser->problem ? parser->problem : "this is not YAML";
	if (parser->error == YAML_SCANNER_ERROR && parser->context && strstr(parser->context, "scalar"))
		from = at = place(reader, parser->context_mark);
	else if (parser->context && strstr(parser->context, "flow"))
		from = place(reader, parser->context_mark);
	uint32_t next = up_yaml_resume(reader->text, from, reader->is_list);
	up_note(reader->p, UP_NOTE_SYNTAX, at, "%s%s%s; %s", parser->context ? parser->context : "", parser->context ? ", " : "", problem,
		next == UINT32_MAX ? "the rest was not read" : "passed over as far as the next top-level key");
	reader->partly = true;
	return next;
}

/* Reads from reader->base up to the end or an error; returns where to go on, UINT32_MAX at the end. */
static uint32_t read_slice(struct reader *reader)
{
	up_str slice = up_str_slice(reader->fed, reader->base, reader->fed.len);
	yaml_parser_t parser;
	if (!yaml_parser_initialize(&parser))
		up_out_of_memory();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(slice.s ? slice.s : ""), slice.len);
	up_yaml_cursor_init(&reader->cursor, slice);
	uint32_t next = UINT32_MAX;
	for (bool done = false; !done && reader->going;) {
		yaml_event_t event;
		if (!yaml_parser_parse(&parser, &event)) {
			if (parser.error == YAML_MEMORY_ERROR)
				up_out_of_memory();
			next = report(reader, &parser);
			break;
		}
		done = event.type == YAML_STREAM_END_EVENT;
		reader->going = take(reader, &event) && !up_parse_stopped(reader->p);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	return next;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct reader reader = { .p = p, .going = true };
	if (up_parse_source(p)->encoding == UP_ENCODING_LATIN1)
		up_clean_encoding(p, "YAML");
	reader.text = up_clean_text(p, '_');
	reader.partly = reader.text.s != up_parse_source(p)->bytes.s;
	reader.fed = up_yaml_head(p, reader.text, &reader.partly);
	if (up_str_starts(reader.text, UP_STR("\xEF\xBB\xBF")))
		reader.base = reader.gap_at = 3;
	up_tree_init(&reader.tree, p, true);
	uint32_t next = read_slice(&reader);
	for (unsigned i = 0; next != UINT32_MAX && reader.going; i++) {
		up_tree_reset(&reader.tree);
		reader.key_depth = reader.flow_depth = 0;
		reader.is_open_ended = false;
		reader.base = next;
		if (i == UP_LIMIT_RESTARTS) {
			up_note(p, UP_NOTE_LIMIT, next, "more than %d errors; the rest was not read", UP_LIMIT_RESTARTS);
			break;
		}
		next = read_slice(&reader);
	}
	if (reader.going)
		reader.going = up_tree_document_end(&reader.tree) &&
			       comments_to(&reader, (uint32_t)reader.text.len, (uint32_t)reader.text.len);
	up_tree_finish(&reader.tree);
	return reader.going && !reader.partly ? UP_PARSE_WHOLE : UP_PARSE_PARTLY;
}

static int bid(const struct up_source *source)
{
	up_str start = up_bid_start(source);
	bool is_sure = up_str_starts(start, UP_STR("---\n")) || up_str_starts(start, UP_STR("---\r\n")) ||
		       up_str_starts(start, UP_STR("%YAML ")) || up_str_starts(start, UP_STR("#cloud-config")) ||
		       up_str_starts(start, UP_STR("apiVersion: "));
	if (up_bid_ends(source, ".yaml|.yml|.eyaml|.sls") ||
	    up_bid_is(source, ".clang-format|.clang-tidy|.gemrc|.yamllint|CITATION.cff|.prettierrc"))
		return is_sure ? UP_BID_SURE : UP_BID_NAME;
	if (up_bid_ends(source, ".md|.markdown|.html"))
		return UP_BID_NONE; /* front matter */
	if (up_str_starts(start, UP_STR("#cloud-config")))
		return UP_BID_NAME; /* user data has no ending */
	return is_sure ? 3 * UP_BID_GUESS : UP_BID_NONE;
}

const struct up_parser up_parser_yaml = {
	.name = "yaml",
	.summary = "YAML: settings, and the scripts, schedules and images in CI files, manifests and playbooks",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = up_scripts_carried,
	.has_components = up_scripts_has_images,
	.has_files = up_scripts_has_files,
	.bid = bid,
	.parse = parse,
};
