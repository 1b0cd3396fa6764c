/* Commands that run under a lock: `flock FILE COMMAND`, `chpst -L FILE COMMAND`, `consul lock PREFIX COMMAND`. */
#include "common/command-private.h"

static up_str word_at(const struct up_word *words, uint32_t n_words, uint32_t i)
{
	return i < n_words ? words[i].text.bytes : UP_STR("");
}

/* One of the letters in a cluster of options, or one of the long ones, before `end`. */
static bool has_option(const struct up_word *words, uint32_t end, const char *letters, const char *longs)
{
	for (uint32_t i = 1; i < end; i++) {
		up_str word = words[i].text.bytes;
		if (up_command_listed(longs, word))
			return true;
		for (size_t k = 1; word.len > 1 && word.s[0] == '-' && word.s[1] != '-' && k < word.len; k++)
			if (word.s[k] && strchr(letters, word.s[k]))
				return true;
	}
	return false;
}

bool up_command_locks(const struct up_command_wrapper *wrapper, const struct up_word *words, uint32_t operand)
{
	up_str name = up_str_from(wrapper->name);
	if (up_str_eq(name, UP_STR("chpst")))
		return has_option(words, operand, "lL", "");
	/* Who shares a lock does not keep the next one out. */
	if (up_command_listed("flock lckdo", name) && has_option(words, operand, "s", "--shared"))
		return false;
	return wrapper->flags & UP_WRAPPER_LOCKS;
}

uint32_t up_command_flock_text(const struct up_word *words, uint32_t n_words, uint32_t file)
{
	/* flock -c TEXT FILE, as old manuals have it */
	for (uint32_t i = 1; i < file && i + 1 < n_words; i++)
		if (up_command_listed("-c --command", words[i].text.bytes))
			return i + 1;
	return file + 2 < n_words && up_command_listed("-c --command", words[file + 1].text.bytes) ? file + 2 : 0;
}

uint32_t up_command_lock_service(const struct up_word *words, uint32_t n_words)
{
	const struct up_command_wrapper options = {
		.longs = "endpoints cacert cert key user password dial-timeout command-timeout ttl write-out",
		.shorts = "w",
	};
	bool bare;
	uint32_t i = up_command_skip_options(&options, words, n_words, 1, &bare);
	if (!up_str_eq(word_at(words, n_words, i), UP_STR("lock")))
		return n_words;
	/* consul's options are Go's: -name=x, or -name x for the few that are written so. */
	for (i++; i < n_words && up_str_starts(words[i].text.bytes, UP_STR("-")); i++) {
		if (up_str_starts(words[i].text.bytes, UP_STR("-n=")) && !up_str_eq(words[i].text.bytes, UP_STR("-n=1")))
			return n_words; /* a semaphore lets several in */
		i += up_command_listed("-name -token -timeout -http-addr -datacenter --ttl", words[i].text.bytes);
	}
	return i + 1 < n_words ? i + 1 : n_words;
}
