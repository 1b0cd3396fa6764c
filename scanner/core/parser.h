/* The contract of a parser: bytes in, facts out. A parser knows no rule, no report and no thread.
 *
 * A parser is one `const struct up_parser up_parser_<file>` in parsers/<file>.c, and one word in parsers/meson.build.
 * It keeps no state outside the call, never trusts the source, and stops when up_emit says so. */
#pragma once

#include "base/arena.h"
#include "core/fact.h"
#include "core/limits.h"
#include "core/note.h"
#include "core/source.h"
#include "core/text.h"

struct up_parse; /* one source being parsed */

enum up_bid {
	UP_BID_NONE = 0,
	UP_BID_GUESS = 10, /* the bytes could be this */
	UP_BID_NAME = 50,  /* the usual file name */
	UP_BID_SURE = 90,  /* name and bytes agree, or a signature (#!, <?xml) */
};

enum up_parse_result {
	UP_PARSE_WHOLE,  /* all of it was understood */
	UP_PARSE_PARTLY, /* a part was passed over; a note says which */
	UP_PARSE_FAILED, /* hardly anything was understood; a note says why */
};

enum up_templates {
	UP_TEMPLATES_KEEP,     /* markers mean nothing special to this parser */
	UP_TEMPLATES_MASK,     /* {{ }}, {% %}, <% %> are blanked before parsing */
	UP_TEMPLATES_ON_ERROR, /* first as it is; when that is not WHOLE and there are markers, once more with them blanked */
};

struct up_parser {
	const char *name;    /* "systemd-unit" */
	const char *summary; /* one line, for the manual */
	enum up_templates templates;
	bool is_code; /* states what code imports and calls, and nothing else: of a scan it reads what an upgrade runs */
	/* Can this source state commands or schedules? Asked for sources that no product owns, which are parsed for nothing else. NULL: never. */
	bool (*has_commands)(const struct up_source *source);
	/* Can this source state components? Asked by the inventory; of all that can, the highest bid reads. NULL: never. */
	bool (*has_components)(const struct up_source *source);
	/* Can whole files stand in this source as text? Asked for sources that would not be parsed for anything else. NULL: never. */
	bool (*has_files)(const struct up_source *source);
	bool is_inventory; /* states components and nothing else: of a scan another parser reads the source */
	/* 0 to 100 for a source that no product claims. Cheap: looks at the name and the first bytes. The highest bid wins, ties by name. */
	int (*bid)(const struct up_source *source);
	enum up_parse_result (*parse)(struct up_parse *p);
};

/* For formats that can always state commands. */
bool up_parser_has_commands(const struct up_source *source);
/* The same of components. */
bool up_parser_has_components(const struct up_source *source);

/* --- what a parser may call while it parses ------------------------------------------------------------------------- */

const struct up_source *up_parse_source(const struct up_parse *p);
/* Lives until the facts of the whole file have been matched. */
struct up_arena *up_parse_arena(const struct up_parse *p);
const struct up_limits *up_parse_limits(const struct up_parse *p);

/* States a fact. Strings and words must live as long as the arena or the source. False: a limit was hit (a note is made), stop. */
bool up_emit(struct up_parse *p, const struct up_fact *fact);
/* A fresh scope number for a mapping or section. */
uint32_t up_scope_new(struct up_parse *p);
/* FORM: something about how the source is written. */
bool up_emit_form(struct up_parse *p, const char *name, up_str value, up_span at);
/* COMMENT: `at` is the whole comment with its marker. Cheap for comments that nobody wants. */
bool up_emit_comment(struct up_parse *p, up_span at);

/* A note about this source, at a byte offset. One sentence, no period. */
void up_note(struct up_parse *p, enum up_note_reason reason, uint32_t offset, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Hit a limit: makes the note ("… is deeper than 200 levels (--max-depth)") and remembers that the parse must stop. */
void up_note_limit(struct up_parse *p, uint32_t offset, const char *what, const char *option);
/* Has a limit been hit, or has the time run out? Ask in loops that emit nothing. */
bool up_parse_stopped(struct up_parse *p);

/* Hands text on as a source of another language, now. `origin` names the carrier for people and for `embedded_in`:
 * "ExecStart", "RUN", "cron". Facts that come of it carry places in this source, as deep as embeddings go. */
void up_embed(struct up_parse *p, const char *parser, const struct up_text *text, const char *origin);
/* The same, when there is more to say. */
struct up_embedded {
	const char *parser;
	const struct up_text *text;
	const char *origin;
	up_str written;      /* the text's bytes before markers in it were blanked, of the same length; facts show these. Or empty */
	const void *context; /* what the carrier knows of the text; only that parser understands it, and it lives for the call. Or NULL */
};
void up_embed_as(struct up_parse *p, const struct up_embedded *embedded);
/* Text that is a file. It is read by the parser of the product that owns a file of its name, and by none where no product does. */
struct up_embedded_file {
	up_str name; /* where it will stand ("/etc/nginx/nginx.conf"), or its name in the folder of this source; what an expansion puts before a slash
		      * is passed over */
	up_str kin; /* what the object that holds it is called ("nginx-config"), which is tried as its folder; or empty */
	const struct up_text *text;
	const char *origin;
	up_str below; /* the place in the file that the text is all of: "meshConfig"; or empty */
	bool is_part; /* some lines of the file: the others are not known */
};
void up_embed_file(struct up_parse *p, const struct up_embedded_file *file);
/* NULL where the carrier said nothing. */
const void *up_parse_context(const struct up_parse *p);

/* Reads this source with the parser of its format, "json" or "toml": the settings go to `take`, and nothing is stated but what that states; notes are made.
 * For what is a special case of a format. `take` says false where an up_emit did. */
enum up_parse_result up_parse_settings(struct up_parse *p, const char *format, bool (*take)(void *data, const struct up_fact *setting),
				       void *data);

/* Does it stand in another source? */
bool up_parse_is_embedded(const struct up_parse *p);

/* The source's bytes at a span. */
up_str up_parse_bytes(const struct up_parse *p, up_span at);
/* Did a template marker stand in the span that is blanked now? */
bool up_parse_is_masked(const struct up_parse *p, up_span at);
/* A word's bytes with the markers that are blanked in it. */
up_str up_parse_written(const struct up_parse *p, const struct up_word *word);
