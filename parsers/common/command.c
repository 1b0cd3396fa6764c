/* Commands: one COMMAND fact for an argument vector. */
#include "common/command.h"

bool up_command_is_wrapper(up_str name)
{
	return up_str_eq(name, UP_STR("sudo"));
}

bool up_command_emit(struct up_parse *p, const struct up_word *words, uint32_t n_words, up_span whole, uint32_t flags)
{
	if (!n_words)
		return true;
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_COMMAND,
					     .flags = flags,
					     .key = up_str_basename(words[0].text.bytes),
					     .value = up_parse_bytes(p, whole),
					     .key_at = words[0].at,
					     .value_at = whole,
					     .words = words,
					     .n_words = n_words });
}
