/* Words of TOML: strings, bare values, keys. Finds their ends and meanings; makes no notes and no facts. */
#pragma once

#include "core/parser.h"

struct up_toml_string {
	uint32_t end; /* past the closing quotes, or where the string was broken off */
	up_span body; /* between the quotes */
	bool is_closed, is_literal, is_multiline, has_escapes;
};

/* The string whose quote stands at `at`. */
struct up_toml_string up_toml_string_scan(up_str text, uint32_t at);
/* The meaning of its body. *ret_bad: the offset of an escape that means nothing, or UINT32_MAX. *ret_new: of one that came with TOML 1.1. */
up_str up_toml_string_decode(struct up_arena *arena, up_str text, const struct up_toml_string *string, uint32_t *ret_bad,
			     uint32_t *ret_new);
/* The end of the bare value at `at`: a number, a boolean, a date with its time. */
uint32_t up_toml_bare_end(up_str text, uint32_t at);
/* Is it one of those? */
bool up_toml_is_value(up_str bare);
/* Is it a time of hours and minutes alone, as TOML 1.1 has it? */
bool up_toml_lacks_seconds(up_str bare);
/* The end of the bare key at `at`; letters beyond ASCII, which TOML refuses, are taken. */
uint32_t up_toml_key_end(up_str text, uint32_t at);
/* The first control character that TOML forbids (a carriage return without a line feed is one), or UINT32_MAX. */
uint32_t up_toml_control(up_str text);
