/* Locks that an upgrade script holds while it goes on: `exec 9>file; flock 9`, `( flock 9 … ) 9>file`, `mkdir lock || exit`. What runs under `flock FILE
 * COMMAND` says so itself (UP_FACT_LOCKED). Functions run when they are called: a lock that one of them takes counts for the whole script. */
#include "match/script-private.h"

enum {
	LINE_BYTES = 512, /* of a line that are looked at round a lock */
};

static bool has_any(const struct up_script_command *command, const char *list)
{
	for (uint32_t i = 1; i < command->fact.n_words; i++)
		if (up_str_is_listed(up_script_word(command, i), list))
			return true;
	return false;
}

/* Does a word of a name say it: LOCKDIR, "$RUN/migrate.lck"? */
static bool names_lock(up_str text)
{
	static const char *const parts[] = { "lock", "lck", "mutex" };
	for (size_t i = 0; i + 3 <= text.len; i++)
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
			if (up_str_starts_nocase(up_str_slice(text, i, text.len), up_str_from(parts[k])))
				return true;
	return false;
}

static up_str last_word(const struct up_script_command *command)
{
	return up_script_word(command, command->fact.n_words - 1);
}

struct search {
	const struct up_matcher *matcher;
	struct up_script_locks *locks;
	bool has_errexit, has_noclobber;
	uint32_t n; /* times that the source was looked through for one command */
};

/* Does somebody act when the command fails: the script itself, or its `set -e`? */
static bool is_heeded(const struct search *search, const struct up_script_command *command)
{
	if (command->fact.flags & UP_FACT_CHECKED)
		return !(command->fact.flags & UP_FACT_FORGIVEN);
	return search->has_errexit;
}

/* --- taking one ---------------------------------------------------------------------------------------------------------- */

enum take {
	NO_LOCK,
	TAKEN,
	UNHEEDED, /* it is asked for, and nobody looks whether it was given */
};

static enum take take_flock(const struct search *search, const struct up_script_command *command)
{
	static const char tries[] = "-n --nb --nonblock --nonblocking -w --wait --timeout -xn -nx -en -ne -ex";
	const struct up_fact *fact = &command->fact;
	bool is_wrapper = (fact->n_own && fact->n_own < fact->n_words) || has_any(command, "-c --command");
	if (is_wrapper) {
		/* exec flock -n "$0" "$0" "$@": the script locks itself and begins again. */
		return up_str_contains(fact->value, UP_STR("$0")) || up_str_contains(fact->value, UP_STR("BASH_SOURCE")) ? TAKEN : NO_LOCK;
	}
	if (fact->n_words < 2 || has_any(command, "-u --unlock -s --shared -h --help"))
		return NO_LOCK;
	return !has_any(command, tries) || is_heeded(search, command) ? TAKEN : UNHEEDED;
}

/* `echo $$ >"$LOCK"` after `[ -e "$LOCK" ]`, or with `set -C`. */
static bool writes_lock(struct search *search, const struct up_script_command *command)
{
	up_str bytes = search->matcher->source->bytes;
	for (uint32_t i = 0; i < command->fact.n_targets; i++) {
		up_str target = command->fact.targets[i].text.bytes;
		if (!names_lock(target) || up_str_ends(target, UP_STR(".json")))
			continue;
		if (search->has_noclobber || search->n++ >= UP_SCRIPT_FEW)
			return true;
		uint32_t n = 0;
		for (size_t at = up_str_find(bytes, target, 0); at != SIZE_MAX && n < UP_SCRIPT_FEW;
		     at = up_str_find(bytes, target, at + 1), n++) {
			up_str before = up_str_trim(up_str_slice(bytes, at > 4 ? at - 4 : 0, at));
			if (up_str_ends(before, UP_STR("-e")) || up_str_ends(before, UP_STR("-f")) || up_str_ends(before, UP_STR("-s")))
				return true;
		}
	}
	return false;
}

/* acquire_lock, take-migration-lock: what a library of the vendor brings. */
static bool is_named_lock(up_str name)
{
	bool found = false;
	for (size_t start = 0; start < name.len;) {
		size_t end = start;
		while (end < name.len && up_is_alnum(name.s[end]))
			end++;
		up_str word = up_str_slice(name, start, end);
		if (up_str_is_listed(word, "unlock release check is remove rm clear del has status"))
			return false;
		found |= up_str_is_listed(word, "lock locked locking mutex acquireLock getLock takeLock");
		start = end + 1;
	}
	return found;
}

static enum take take_of(struct search *search, const struct up_script_command *command)
{
	up_str name = command->fact.key;
	if (up_str_eq(name, UP_STR("flock")))
		return take_flock(search, command);
	if (up_str_is_listed(name, "shlock lockfile lockfile-create dotlockfile"))
		return has_any(command, "-u --unlock") ? NO_LOCK : TAKEN;
	if (up_str_eq(name, UP_STR("redis-cli")))
		return has_any(command, "NX nx SETNX setnx") ? TAKEN : NO_LOCK;
	if (up_str_is_listed(name, "mkdir ln")) {
		if (!names_lock(last_word(command)) || has_any(command, "-p --parents -f -sf -fs -sfn -snf -nsf"))
			return NO_LOCK;
		return is_heeded(search, command) ? TAKEN : UNHEEDED;
	}
	return writes_lock(search, command) || is_named_lock(name) ? TAKEN : NO_LOCK;
}

/* --- how long it is held ------------------------------------------------------------------------------------------------- */

/* Does the line belong to a function, or to another body? */
static bool is_inside(up_str bytes, uint32_t at)
{
	size_t start = at;
	while (start && bytes.s[start - 1] != '\n' && at - start < LINE_BYTES)
		start--;
	up_str line = up_str_slice(bytes, start, at);
	return (line.len && up_is_blank(line.s[0])) || up_str_contains(line, UP_STR("()")) || up_str_find_byte(line, '{', 0) != SIZE_MAX;
}

/* Where `( … ) 9>file` closes the descriptor that was locked; 0 where the shell itself holds it. */
static uint32_t descriptor_end(up_str bytes, up_str descriptor, uint32_t from)
{
	if (!descriptor.len || !up_is_digit(descriptor.s[0]) || descriptor.len > 8)
		return 0;
	uint32_t n = 0;
	for (size_t at = up_str_find(bytes, descriptor, from); at != SIZE_MAX && n < UP_SCRIPT_FEW;
	     at = up_str_find(bytes, descriptor, at + 1), n++) {
		size_t end = at + descriptor.len;
		if (end >= bytes.len || (bytes.s[end] != '>' && bytes.s[end] != '<'))
			continue;
		up_str before = up_str_slice(bytes, from, at);
		while (before.len && up_is_blank(before.s[before.len - 1]))
			before.len--;
		if (up_str_ends(before, UP_STR(")")) || up_str_ends(before, UP_STR("}")) || up_str_ends(before, UP_STR("done")))
			return (uint32_t)at;
	}
	return 0;
}

static void add(struct up_script_locks *locks, up_span held)
{
	if (locks->n == UP_SCRIPT_FEW)
		locks->held[0] = (up_span){ 0, UINT32_MAX }; /* who takes so many is not held to the order of them */
	else
		locks->held[locks->n++] = held;
}

static void take(struct search *search, const struct up_script_command *command)
{
	uint32_t at = command->fact.key_at.start;
	up_str bytes = search->matcher->source->bytes;
	bool is_flock = up_str_eq(command->fact.key, UP_STR("flock")) && search->n++ < UP_SCRIPT_FEW;
	uint32_t end = is_flock ? descriptor_end(bytes, last_word(command), at) : 0;
	if (end)
		add(search->locks, (up_span){ at, end });
	else
		add(search->locks, (up_span){ is_inside(bytes, at) ? 0 : at, UINT32_MAX });
}

/* `flock -u 9` at the margin: what stands in a function is for the end. */
static void give_back(const struct search *search, const struct up_script_command *command)
{
	struct up_script_locks *locks = search->locks;
	uint32_t at = command->fact.key_at.start;
	if (!up_str_eq(command->fact.key, UP_STR("flock")) || !has_any(command, "-u --unlock") ||
	    is_inside(search->matcher->source->bytes, at))
		return;
	for (uint32_t i = 0; i < locks->n; i++)
		if (locks->held[i].end == UINT32_MAX && locks->held[i].start)
			locks->held[i].end = at;
}

void up_script_locks_find(const struct up_matcher *matcher, struct up_script_locks *ret)
{
	const struct up_script_state *script = &matcher->script;
	*ret = (struct up_script_locks){ 0 };
	struct search search = { .matcher = matcher,
				 .locks = ret,
				 .has_errexit = up_script_has_errexit(matcher),
				 .has_noclobber = up_script_says(matcher, "noclobber|set -C") };
	/* A pipeline keeps a second job out by a word of its own. */
	if (script->role == UP_UPGRADE_JOB && up_script_says(matcher, "concurrency:|resource_group:"))
		add(ret, (up_span){ 0, UINT32_MAX });
	for (size_t i = 0; i < script->n; i++) {
		const struct up_script_command *command = &script->commands[i];
		if (command->fact.kind != UP_FACT_COMMAND)
			continue;
		enum take taken = take_of(&search, command);
		if (taken == TAKEN)
			take(&search, command);
		else if (taken == UNHEEDED && !ret->unheeded)
			ret->unheeded = command;
		give_back(&search, command);
	}
}

bool up_script_is_locked(const struct up_script_locks *locks, const struct up_script_command *command)
{
	uint32_t at = command->fact.key_at.start;
	for (uint32_t i = 0; i < locks->n; i++)
		if (locks->held[i].start <= at && at < locks->held[i].end)
			return true;
	return command->fact.flags & UP_FACT_LOCKED;
}
