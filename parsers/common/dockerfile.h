/* Lines and words of Dockerfiles: what an instruction is made of, before anyone asks what it means. */
#pragma once

#include "core/parser.h"

struct up_docker_reader {
	struct up_parse *p;
	up_str bytes;
	size_t offset;      /* where the next line starts */
	char escape;        /* '\\', or '`' by the directive */
	bool partly;        /* a note was made */
	uint32_t cut_until; /* up to here it was said that words are left out: they are asked for more than once */
};

/* An instruction with its continuations joined and the comments between them left out. */
struct up_docker_line {
	up_str name; /* as written */
	up_span name_at;
	struct up_text rest; /* without blanks at both ends */
	up_span rest_at;
};

/* The next instruction. Comments are stated on the way. False at the end. */
bool up_docker_read(struct up_docker_reader *reader, struct up_docker_line *ret_line);
/* The first word of a text is split off: ONBUILD RUN …, HEALTHCHECK CMD …. */
void up_docker_split(const struct up_text *text, struct up_docker_line *ret_line);

/* The words of the text from `from` on, split at blanks; quotes and escapes are resolved. */
uint32_t up_docker_words(struct up_docker_reader *reader, const struct up_text *text, uint32_t from, const struct up_word **ret_words);
/* The strings of a JSON array; false where the text is none, which makes it shell text to Docker. */
bool up_docker_array(struct up_docker_reader *reader, const struct up_text *text, const struct up_word **ret_words, uint32_t *ret_n);

/* One here-document that a line announces. */
struct up_docker_heredoc {
	up_str delimiter;
	bool tabs, quoted;
	up_span body, whole; /* whole: with its end line */
	bool is_whole_line;  /* nothing else stands in the line: RUN <<EOF */
};

/* The here-document announced at or after *offset in the text; false when there is none. The reader moves past its body. */
bool up_docker_heredoc(struct up_docker_reader *reader, const struct up_text *text, uint32_t *offset,
		       struct up_docker_heredoc *ret_heredoc);
/* The text of a here-document that COPY or ADD puts into a file. */
void up_docker_embed_file(struct up_docker_reader *reader, const struct up_docker_line *line, const struct up_docker_heredoc *heredoc,
			  const struct up_text *text);

/* ARG before the first FROM, with a default: what FROM may name. */
struct up_docker_arguments {
	struct {
		up_str name, value;
	} items[UP_LIMIT_STAGES];
	uint32_t n;
};

/* NAME=VALUE, whose value may name those before it. */
void up_docker_keep_argument(struct up_docker_arguments *arguments, up_str assignment, struct up_arena *arena);
/* The text with the defaults in the place of their names; as it is where one of them has none, or is not known. */
up_str up_docker_with_arguments(const struct up_docker_arguments *arguments, up_str text, struct up_arena *arena);
