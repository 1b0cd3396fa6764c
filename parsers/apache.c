/* Apache httpd: directives, nested <Sections>, backslash continuation. .htaccess is the same language, and so nearly is that of fluentd. */
#include "common/line.h"
#include "common/nest.h"

struct apache {
	struct up_parse *p;
	struct up_line_reader reader;
	struct up_nest nest;
	bool is_partly;
};

enum {
	/* ${NAME} is filled in while the configuration is read; %{NAME} only per request, so it is no reason to call a value dynamic. */
	STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_KEEP |
		UP_SPLIT_BRACED_VARIABLE,
};

static void note_syntax(struct apache *apache, uint32_t offset, const char *what)
{
	up_note(apache->p, UP_NOTE_SYNTAX, offset, "%s", what);
	apache->is_partly = true;
}

/* A setting from the text's range [start, end): the first word is the key. */
static bool emit_setting(struct apache *apache, const struct up_text *text, uint32_t start, uint32_t end, uint32_t flags)
{
	struct up_splitter splitter;
	struct up_word key;
	struct up_words words = { 0 };
	up_split_init(&splitter, up_parse_arena(apache->p), text, 0, NULL);
	splitter.offset = start;
	splitter.end = end;
	if (!up_split_word(&splitter, &key)) {
		note_syntax(apache, up_line_span(text, start, end).start, "a section without a name; it was passed over");
		return true;
	}
	splitter.style = STYLE;
	up_words_read(&words, apache->p, &splitter);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.flags = flags,
		.scope = up_nest_scope(&apache->nest),
		.path = up_nest_path(&apache->nest),
		.key = key.text.bytes,
		.key_at = key.at,
	};
	up_fact_take_words(&fact, text, &words);
	if (splitter.unclosed != UINT32_MAX)
		note_syntax(apache, up_text_at(text, splitter.unclosed), "a quote that nothing closes; it was taken as it stands");
	return up_emit(apache->p, &fact) && (!(flags & UP_FACT_BLOCK) || up_nest_push(&apache->nest, fact.key, fact.key_at.start));
}

static void close_section(struct apache *apache, up_str name, uint32_t at)
{
	const struct up_nest_level *open = up_nest_top(&apache->nest);
	if (!open) {
		note_syntax(apache, at, "the end of a section that was not opened");
		return;
	}
	if (up_str_eq_nocase(open->name, name)) {
		up_nest_pop(&apache->nest);
		return;
	}
	up_str wrong = up_str_slice(name, 0, 60), right = up_str_slice(open->name, 0, 60);
	up_note(apache->p, UP_NOTE_SYNTAX, at, "</%.*s> ends <%.*s>", UP_FMT(wrong), UP_FMT(right));
	apache->is_partly = true;
	/* Goes back to where the name was opened, if it was; else the end tag counts for nothing. */
	for (uint32_t i = apache->nest.depth; i > 0; i--)
		if (up_str_eq_nocase(apache->nest.levels[i - 1].name, name)) {
			apache->nest.depth = i - 1;
			return;
		}
}

/* fluentd takes a comment behind the bracket: `<worker 0> # only there`. Where the header ends; 0: a limit was hit, stop. */
static uint32_t emit_comment_behind(struct apache *apache, const struct up_text *text)
{
	uint32_t end = (uint32_t)text->bytes.len;
	size_t bracket = up_str_find(text->bytes, UP_STR("> #"), 0);
	if (bracket >= end || text->bytes.s[end - 1] == '>')
		return end;
	up_span comment = up_line_span(text, (uint32_t)bracket + 2, end);
	return up_emit_comment(apache->p, comment) ? (uint32_t)bracket + 1 : 0;
}

static bool read_section(struct apache *apache, const struct up_text *text)
{
	uint32_t start = 1, end = emit_comment_behind(apache, text);
	if (!end)
		return false;
	up_line_narrow(text, &start, &end);
	if (end > start && text->bytes.s[end - 1] == '>')
		end--;
	else
		note_syntax(apache, up_text_at(text, 0), "a section header without its closing bracket");
	if (text->bytes.len > 1 && text->bytes.s[1] == '/') {
		start = 2;
		if (start > end)
			end = start;
		up_line_narrow(text, &start, &end);
		close_section(apache, up_str_slice(text->bytes, start, end), up_text_at(text, 0));
		return true;
	}
	return emit_setting(apache, text, start, end > start ? end : start, UP_FACT_BLOCK);
}

static bool read_line(struct apache *apache, up_span line)
{
	static const struct up_line_join join = { .between = "" };
	struct up_text text;
	up_span at = up_line_trim(apache->reader.bytes, line);
	if (at.start == at.end)
		return true;
	char first = apache->reader.bytes.s[at.start];
	if (!up_line_join(&apache->reader, (up_span){ at.start, line.end }, &join, &text))
		return false;
	if (first == '#')
		return up_emit_comment(apache->p, up_line_trim(apache->reader.bytes, up_line_span(&text, 0, (uint32_t)text.bytes.len)));
	uint32_t start = 0, end = (uint32_t)text.bytes.len;
	up_line_narrow(&text, &start, &end);
	if (start == end)
		return true;
	text = up_text_slice(&text, start, end);
	return first == '<' ? read_section(apache, &text) : emit_setting(apache, &text, 0, end - start, 0);
}

static enum up_parse_result apache_parse(struct up_parse *p)
{
	struct apache apache = { .p = p, .nest = { .p = p } };
	up_line_reader_init(&apache.reader, p);
	up_span line;
	while (up_line_read(&apache.reader, &line) && read_line(&apache, line))
		;
	const struct up_nest_level *open = up_nest_top(&apache.nest);
	if (open && !up_parse_stopped(p))
		note_syntax(&apache, open->at, "a section that nothing closes");
	return apache.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int apache_bid(const struct up_source *source)
{
	up_str path = source->name, base = up_str_basename(path);
	if (up_str_eq(base, UP_STR(".htaccess")) || up_str_eq(base, UP_STR("httpd.conf")) || up_str_eq(base, UP_STR("apache2.conf")))
		return UP_BID_SURE;
	bool in_folder = up_str_contains(path, UP_STR("apache2/")) || up_str_contains(path, UP_STR("httpd/"));
	bool is_config = up_str_ends(base, UP_STR(".conf")) || up_str_ends(base, UP_STR(".load"));
	if (in_folder && is_config)
		return UP_BID_NAME;
	if (!is_config)
		return UP_BID_NONE;
	up_str head = up_str_slice(source->bytes, 0, 4096);
	bool has_section = up_str_contains(head, UP_STR("<VirtualHost ")) || up_str_contains(head, UP_STR("<Directory ")) ||
			   up_str_contains(head, UP_STR("<IfModule ")) || up_str_contains(head, UP_STR("<Location "));
	return has_section ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_apache = {
	.name = "apache",
	.summary = "Apache httpd: directives in nested sections, .htaccess too",
	.templates = UP_TEMPLATES_ON_ERROR,
	.bid = apache_bid,
	.parse = apache_parse,
};
