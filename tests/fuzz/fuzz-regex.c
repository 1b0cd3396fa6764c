/* A pattern of a user's rule (the first line) against text (the rest): bounded, and matches lie inside the text. */
#include "fuzz.h"

#include "base/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	up_str text = { (const char *)data, size };
	size_t end = up_str_find_byte(text, '\n', 0), offset = 0;
	up_str pattern = up_str_slice(text, 0, end), subject = end == SIZE_MAX ? UP_STR("") : up_str_slice(text, end + 1, size);
	char message[200] = "";
	struct up_regex *regex = up_regex_new(pattern, size & 1, &offset, message, sizeof message);
	if (!regex) {
		PROMISE(*message, "refused without a message");
		PROMISE(offset <= pattern.len, "refused at %zu of %zu", offset, pattern.len);
		return 0;
	}
	struct up_regex_scratch *scratch = up_regex_scratch_new(
		&(struct up_regex_limits){ .match = 1000, .depth = 2000, .heap_kib = 20000 });
	up_span at = { 0 };
	if (up_regex_find(regex, scratch, subject, &at) == UP_REGEX_MATCH)
		PROMISE(at.start <= at.end && at.end <= subject.len, "a match from %u to %u of %zu", at.start, at.end, subject.len);
	up_regex_is_catastrophic(regex, pattern);
	up_regex_scratch_free(scratch);
	up_regex_free(regex);
	return 0;
}
