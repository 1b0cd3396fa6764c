/* Tokens of JSON and its relatives: where a string, a bare word or a comment ends, and what a string means. No notes, no facts. */
#pragma once

#include "core/parser.h"

/* What is written in a way that strict JSON forbids; each kind is noted once. */
enum up_json_extra {
	UP_JSON_COMMENT,
	UP_JSON_TRAILING_COMMA,
	UP_JSON_SINGLE_QUOTES,
	UP_JSON_BARE_KEY,
	UP_JSON_NUMBER,  /* 0x1F, +1, .5, 5., Infinity, NaN */
	UP_JSON_ESCAPE,  /* \x41, \', a line end behind a backslash */
	UP_JSON_CONTROL, /* a tab or another control character inside a string */
	UP_JSON_HALF,    /* \ud800 without its other half: allowed by the grammar, and no character */
	_UP_JSON_EXTRA_MAX,
};

struct up_json_string {
	uint32_t end;     /* past the closing quote, or where the string was broken off */
	bool is_closed;   /* false: the line or the source ended first */
	bool has_escapes; /* it must be decoded */
	bool has_control;
};

/* The string whose quote stands at `at`. */
struct up_json_string up_json_string_scan(up_str text, uint32_t at);
/* Decodes what stands between the quotes. `mapped`: with the place of every byte. Kinds of escapes that JSON has not are added to *extras
 * (a bit per enum up_json_extra); *ret_bad: the offset of an escape that means nothing, or UINT32_MAX. */
struct up_text up_json_string_decode(struct up_arena *arena, up_str body, uint32_t at, bool mapped, uint32_t *extras, uint32_t *ret_bad);
/* The end of the bare word at `at`: up to a blank or punctuation. At least one byte. */
uint32_t up_json_word_end(up_str text, uint32_t at);
bool up_json_is_number(up_str word);
/* JSON5: hexadecimal, a leading plus, a leading or trailing point, Infinity, NaN. */
bool up_json_is_loose_number(up_str word);
