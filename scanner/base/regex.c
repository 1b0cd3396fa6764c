/* Regular expressions over PCRE2. The match limit holds for one call; callers count calls as well (UP_LIMIT_REGEX_CALLS). */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/regex.h"

#include <pcre2.h>

#include "base/memory.h"

struct up_regex {
	pcre2_code *code;
};

struct up_regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
};

struct up_regex *up_regex_new(up_str pattern, bool ignore_case, size_t *ret_offset, char *message, size_t message_size)
{
	int error;
	PCRE2_SIZE offset;
	uint32_t options = PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | (ignore_case ? PCRE2_CASELESS : 0);
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

static enum up_regex_result find(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, uint32_t options)
{
	int r = pcre2_match(regex->code, (PCRE2_SPTR)(text.s ? text.s : ""), text.len, 0, options, scratch->data, scratch->context);
	if (r == PCRE2_ERROR_NOMEMORY)
		up_out_of_memory();
	if (r == PCRE2_ERROR_NOMATCH)
		return UP_REGEX_NO_MATCH;
	return r < 0 ? UP_REGEX_GAVE_UP : UP_REGEX_MATCH;
}

enum up_regex_result up_regex_find(const struct up_regex *regex, struct up_regex_scratch *scratch, up_str text, up_span *ret_at)
{
	enum up_regex_result result = find(regex, scratch, text, 0);
	if (result == UP_REGEX_MATCH && ret_at) {
		const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);
		*ret_at = (up_span){ (uint32_t)offsets[0], (uint32_t)offsets[1] };
	}
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
		memset(probe, c, 64);
		memcpy(probe + 64, "\x01\n", 2);
		found = find(regex, scratch, (up_str){ probe, sizeof probe }, PCRE2_NO_JIT) == UP_REGEX_GAVE_UP;
	}
	up_regex_scratch_free(scratch);
	return found;
}
