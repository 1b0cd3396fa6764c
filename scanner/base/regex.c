/* Regular expressions over PCRE2. The match limit holds for one call; callers count calls as well (UP_LIMIT_REGEX_CALLS). */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>

#include "base/memory.h"

struct up_regex {
	pcre2_code *code;
	bool has_window;
};

struct up_regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct up_regex *up_regex_new(up_str pattern, unsigned flags, size_t *ret_offset, char *message, size_t message_size)
{
	int error;
	PCRE2_SIZE offset;
	uint32_t options = PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | (flags & UP_REGEX_IGNORE_CASE ? PCRE2_CASELESS : 0) |
			   (flags & UP_REGEX_ANCHORED ? PCRE2_ANCHORED : 0) | (flags & UP_REGEX_WINDOW ? PCRE2_USE_OFFSET_LIMIT : 0);
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.s, pattern.len, options, &error, &offset, NULL);
	if (!code) {
		if (error == PCRE2_ERROR_HEAP_FAILED)
			up_out_of_memory();
		*ret_offset = offset;
		if (pcre2_get_error_message(error, (PCRE2_UCHAR *)message, message_size) < 0)
			message[0] = '\0';
		return NULL;
	}
	/* Without JIT the interpreter does the same, slower; its failure is no error. */
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	struct up_regex *regex = up_alloc(sizeof *regex);
	regex->code = code;
	regex->has_window = flags & UP_REGEX_WINDOW;
	return regex;
}

void up_regex_free(struct up_regex *regex)
{
	if (!regex)
		return;
	pcre2_code_free(regex->code);
	up_free(regex);
}

struct up_regex_scratch *up_regex_scratch_new(const struct up_regex_limits *limits)
{
	struct up_regex_scratch *scratch = up_alloc(sizeof *scratch);
	scratch->data = pcre2_match_data_create(16, NULL);
	scratch->context = pcre2_match_context_create(NULL);
	if (!scratch->data || !scratch->context)
		up_out_of_memory();
	pcre2_set_match_limit(scratch->context, limits->match);
	pcre2_set_depth_limit(scratch->context, limits->depth);
	pcre2_set_heap_limit(scratch->context, limits->heap_kib);
	return scratch;
}

void up_regex_scratch_free(struct up_regex_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->context);
	up_free(scratch);
}

/* *ret_n: how many pairs of offsets are set. */
static enum up_regex_result find(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, size_t from, uint32_t options,
				 int *ret_n)
{
	int r = pcre2_match(regex->code, (PCRE2_SPTR)(text.s ? text.s : ""), text.len, from, options, scratch->data, scratch->context);
	if (r == PCRE2_ERROR_NOMEMORY)
		up_out_of_memory();
	if (r == PCRE2_ERROR_NOMATCH)
		return UP_REGEX_NO_MATCH;
	*ret_n = r;
	return r < 0 ? UP_REGEX_GAVE_UP : UP_REGEX_MATCH;
}

enum up_regex_result up_regex_find(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, up_span *ret_at)
{
	int n;
	enum up_regex_result result = find(regex, scratch, text, 0, 0, &n);
	if (result == UP_REGEX_MATCH && ret_at) {
		const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);
		*ret_at = (up_span){ (uint32_t)offsets[0], (uint32_t)offsets[1] };
	}
	return result;
}

enum up_regex_result up_regex_find_from(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, size_t from,
					size_t last, struct up_regex_found *ret_found)
{
	int n;
	if (regex->has_window)
		pcre2_set_offset_limit(scratch->context, last);
	enum up_regex_result result = find(regex, scratch, text, from, 0, &n);
	if (regex->has_window)
		pcre2_set_offset_limit(scratch->context, PCRE2_UNSET);
	if (result != UP_REGEX_MATCH)
		return result;
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);
	bool has_group = n != 1 && offsets[2] != PCRE2_UNSET; /* 0: more groups than pairs */
	ret_found->whole = (up_span){ (uint32_t)offsets[0], (uint32_t)offsets[1] };
	ret_found->part = has_group ? (up_span){ (uint32_t)offsets[2], (uint32_t)offsets[3] } : ret_found->whole;
	return result;
}

bool up_regex_is_catastrophic(const struct up_regex *regex, up_str pattern)
{
	struct up_regex_scratch *scratch = up_regex_scratch_new(
		&(struct up_regex_limits){ .match = 50000, .depth = 2000, .heap_kib = 20000 });
	bool found = false;
	char probe[66];
	for (size_t i = 0; i < pattern.len && !found; i++) {
		char c = pattern.s[i];
		if (!up_is_alnum(c) && c != ' ' && c != '-' && c != '.' && c != '/' && c != '_')
			continue;
		/* 64 times the same byte, then one that hardly any pattern accepts: (a+)+$ tries 2^64 ways. */
		int n;
		memset(probe, c, 64);
		memcpy(probe + 64, "\x01\n", 2);
		found = find(regex, scratch, (up_str){ probe, sizeof probe }, 0, PCRE2_NO_JIT, &n) == UP_REGEX_GAVE_UP;
	}
	up_regex_scratch_free(scratch);
	return found;
}
