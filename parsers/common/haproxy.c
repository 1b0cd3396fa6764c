/* HAProxy: a section lasts from its keyword to the next one; what stands in it is one keyword with arguments a line. */
#include "common/haproxy.h"

#include "common/blocks.h"
#include "common/line.h"

struct haproxy {
	struct up_parse *p;
	struct up_line_reader reader;
	up_str section;
	uint32_t scope;
	bool is_partly;
};

enum {
	STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_BARE |
		UP_SPLIT_ESCAPE_KEEP | UP_SPLIT_COMMENT | UP_SPLIT_VARIABLE | UP_SPLIT_BRACED_VARIABLE,
};

bool up_haproxy_is_section(up_str word)
{
	static const char *const sections[] = { "global",    "defaults",    "frontend",    "backend", "listen",  "peers",       "resolvers",
						"userlist",  "program",     "ring",        "cache",   "mailers", "http-errors", "fcgi-app",
						"crt-store", "log-forward", "log-profile", "traces",  "acme" };
	for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
		if (up_str_eq(word, up_str_from(sections[i])))
			return true;
	return false;
}

static void note_syntax(struct haproxy *haproxy, uint32_t offset, const char *what)
{
	up_note(haproxy->p, UP_NOTE_SYNTAX, offset, "%s", what);
	haproxy->is_partly = true;
}

static bool read_line(struct haproxy *haproxy, up_span at)
{
	struct up_text text = up_text_plain(up_parse_bytes(haproxy->p, at), at.start);
	struct up_splitter splitter;
	struct up_words words = { 0 };
	struct up_word key;
	up_split_init(&splitter, up_parse_arena(haproxy->p), &text, STYLE, NULL);
	if (up_split_word(&splitter, &key)) {
		bool opens = up_haproxy_is_section(key.text.bytes);
		up_words_read(&words, haproxy->p, &splitter);
		struct up_fact fact = {
			.kind = UP_FACT_SETTING,
			.flags = opens ? UP_FACT_BLOCK : 0,
			.scope = opens ? 0 : haproxy->scope,
			.path = opens ? UP_STR("") : haproxy->section,
			.key = key.text.bytes,
			.key_at = key.at,
		};
		up_fact_take_words(&fact, &text, &words);
		if (opens) {
			haproxy->section = key.text.bytes;
			haproxy->scope = up_scope_new(haproxy->p);
		} else if (!haproxy->section.len && key.text.bytes.s[0] != '.') {
			note_syntax(haproxy, at.start, "a keyword before the first section");
		}
		if (!up_emit(haproxy->p, &fact))
			return false;
	}
	if (splitter.unclosed != UINT32_MAX)
		note_syntax(haproxy, at.start + splitter.unclosed, "a quote that nothing closes; it was taken as it stands");
	up_span rest = { at.start + splitter.offset, at.end };
	return rest.start >= rest.end || haproxy->reader.bytes.s[rest.start] != '#' || up_emit_comment(haproxy->p, rest);
}

enum up_parse_result up_haproxy_parse(struct up_parse *p)
{
	struct haproxy haproxy = { .p = p };
	up_line_reader_init(&haproxy.reader, p);
	up_span line;
	while (up_line_read(&haproxy.reader, &line)) {
		up_span at = up_line_trim(haproxy.reader.bytes, line);
		if (at.start < at.end && !read_line(&haproxy, at))
			break;
	}
	return haproxy.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}
