/* Lines, continuations, quotes and words: what line-based configuration formats share. It knows how text is cut up and where each part
 * stands; it does not know any format's keys or comments. */
#pragma once

#include "core/parser.h"

/* --- lines -------------------------------------------------------------------------------------------------------------- */

struct up_line_reader {
	struct up_parse *p;
	up_str bytes;
	size_t offset; /* where the next line starts */
};

void up_line_reader_init(struct up_line_reader *reader, struct up_parse *p);
/* The next physical line without its end. False at the end of the source, or when the parse must stop. */
bool up_line_read(struct up_line_reader *reader, up_span *ret_at);
/* Without blanks (and the odd CR, VT, FF) at both ends. */
up_span up_line_trim(up_str bytes, up_span at);

/* How a backslash at the end of a line goes on with the next one. */
struct up_line_join {
	const char *between;    /* what stands for backslash and line end: " " or "" */
	const char *comments;   /* lines in between that start with one of these are comments and do not end it; NULL: no such lines */
	bool is_indent_dropped; /* blanks at the start of the line that is added are dropped */
	bool is_any_backslash;  /* even `\\` at the end of a line goes on */
};

/* The logical line whose first physical line is `first`; reads on as far as it goes. False: a limit was hit, stop. */
bool up_line_join(struct up_line_reader *reader, up_span first, const struct up_line_join *join, struct up_text *ret_text);
/* The place of the text's bytes [start, end) in the source; an empty range stands where the byte before it ended. */
up_span up_line_span(const struct up_text *text, uint32_t start, uint32_t end);
/* Narrows [*start, *end) of the text to what is not blank. */
void up_line_narrow(const struct up_text *text, uint32_t *start, uint32_t *end);

/* --- words -------------------------------------------------------------------------------------------------------------- */

enum {
	UP_SPLIT_SINGLE = 1 << 0,           /* '…' groups */
	UP_SPLIT_DOUBLE = 1 << 1,           /* "…" groups */
	UP_SPLIT_QUOTE_ANYWHERE = 1 << 2,   /* quotes count inside a word too, not at its start alone */
	UP_SPLIT_ESCAPE_SINGLE = 1 << 3,    /* a backslash takes the next byte inside '…' */
	UP_SPLIT_ESCAPE_DOUBLE = 1 << 4,    /* … inside "…" */
	UP_SPLIT_ESCAPE_BARE = 1 << 5,      /* … outside quotes */
	UP_SPLIT_ESCAPE_C = 1 << 6,         /* \n \t \x41 \101 and their kin mean what they mean in C */
	UP_SPLIT_ESCAPE_KEEP = 1 << 7,      /* a backslash before anything else but a quote or a backslash stays */
	UP_SPLIT_DOUBLED = 1 << 8,          /* '' inside '…' is one quote */
	UP_SPLIT_COMMENT = 1 << 9,          /* a # at the start of a word ends the text */
	UP_SPLIT_BRACED_VARIABLE = 1 << 10, /* ${…} is part of a word whatever it holds, and makes it dynamic */
	UP_SPLIT_VARIABLE = 1 << 11,        /* $name outside '…' makes a word dynamic */
	UP_SPLIT_LINES = 1 << 12,           /* line ends part words as blanks do */
};

struct up_splitter {
	struct up_arena *arena;
	const struct up_text *text;
	uint32_t offset, end; /* in the text */
	uint32_t style;
	const char *stops; /* unquoted bytes that end a word and belong to none; NULL: none */
	uint32_t unclosed; /* offset in the text of the first quote that nothing closes, which was read as it stands; or UINT32_MAX */
	bool is_single_plain, is_double_plain; /* nothing closes this kind of quote any more */
	uint32_t word_start, word_end;         /* of the last word, in the text */
};

void up_split_init(struct up_splitter *splitter, struct up_arena *arena, const struct up_text *text, uint32_t style, const char *stops);
/* Moves past blanks. False at the end of the text or at a comment (which starts at `offset` then). */
bool up_split_skip(struct up_splitter *splitter);
/* The word at `offset`, after blanks; false where up_split_skip says so, and at a stop byte. */
bool up_split_word(struct up_splitter *splitter, struct up_word *ret_word);

struct up_words {
	struct up_word *items;
	uint32_t n, capacity;
	uint32_t start, end; /* from the first word to the end of the last, in the text */
};

/* Reads words until up_split_word ends. More than the limit allows are passed over with a note. */
void up_words_read(struct up_words *words, struct up_parse *p, struct up_splitter *splitter);
void up_words_add(struct up_words *words, struct up_arena *arena, const struct up_word *word);

/* Value, place, words and flags of a setting whose value is these words: a single word counts decoded, several as they are written.
 * Needs fact->key_at. */
void up_fact_take_words(struct up_fact *fact, const struct up_text *text, const struct up_words *words);
/* The same for a value that is one stretch of text, the trimmed range [start, end). */
void up_fact_take_text(struct up_fact *fact, const struct up_text *text, uint32_t start, uint32_t end);

/* --- escapes ------------------------------------------------------------------------------------------------------------ */

/* The meaning of a C escape at the start of `text` (which begins with the backslash): bytes in `decoded`, their number in *ret_len.
 * Returns the length of the escape as written, 0 where it is none. */
size_t up_escape_decode(up_str text, char decoded[4], size_t *ret_len);
/* Writes a code point as UTF-8; returns the number of bytes. What is no code point becomes U+FFFD. */
size_t up_escape_encode(uint32_t code, char encoded[4]);
