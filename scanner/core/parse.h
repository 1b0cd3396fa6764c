/* Running a parser: limits, embedding, and the way of facts and notes to whoever asked. */
#pragma once

#include "core/parser.h"

/* What receives the facts and notes of one source. Spans in facts are spans of the outermost source. */
struct up_sink {
	void *data;
	/* Called for each fact, in the order of parsing. The fact's strings and words live as long as the arena and the source; the struct
	 * itself only for the call. `embedded_in`: carriers from the outside in, "cron" or "ExecStart > sh -c", or empty. */
	void (*fact)(void *data, const struct up_fact *fact, const char *parser, up_str embedded_in);
	void (*note)(void *data, enum up_note_reason reason, uint32_t offset, up_str detail);
	/* Does anyone want comments with this text? NULL: all of them. */
	bool (*wants_comment)(void *data, up_str text);
	/* An embedded source begins, or is done with: its parser, and its decoded bytes. Only a file that stands in another has a name of its own, from
	 * `file`. NULL: nobody asks. */
	void (*embedded)(void *data, const struct up_parser *parser, const struct up_source *source, bool begins);
	/* A file stands in another as text: who reads it, with source->dialect set; NULL: nobody does. NULL: such files are passed over. */
	const struct up_parser *(*file)(void *data, struct up_source *source);
};

/* Parses `source` with `parser`; facts and notes go to the sink. With UP_TEMPLATES_ON_ERROR the facts of a failed first try are dropped.
 * Nothing is kept in the arena that the facts do not need. */
enum up_parse_result up_parse_run(const struct up_parser *parser, const struct up_source *source, const struct up_limits *limits,
				  struct up_arena *arena, const struct up_sink *sink);

/* All parsers, ordered by name, ended by NULL; generated from parsers/meson.build. */
extern const struct up_parser *const up_parsers[];
/* NULL when there is none. */
const struct up_parser *up_parser_by_name(up_str name);
/* The parser that bids highest, or NULL when nobody bids. Those of the inventory are not asked. */
const struct up_parser *up_parser_for(const struct up_source *source, int *ret_bid);
/* The same of those that can state components of the source. */
const struct up_parser *up_parser_for_components(const struct up_source *source, int *ret_bid);
