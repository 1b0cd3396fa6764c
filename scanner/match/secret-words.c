/* The words of rules on secrets: made here, so that all of them read alike. */
#include "match/load-private.h"

/* Parts of sentences. */
static void check_clause(struct up_loader *loader, const struct up_yaml_node *at, const char *key, up_str text)
{
	if (up_str_ends(text, UP_STR(".")))
		up_loader_fault(loader, at, "'%s' is a part of a sentence, and has no period at its end", key);
}

static bool has_word(up_str text, up_str word)
{
	for (size_t i = 0; i + word.len <= text.len; i++)
		if (up_str_eq_nocase(up_str_slice(text, i, i + word.len), word))
			return true;
	return false;
}

/* "change the password on the server", "sign out of all devices": what is done, not where. */
static bool is_deed(up_str revoke)
{
	static const up_str verbs[] = { UP_STR("change "), UP_STR("delete "), UP_STR("end "),    UP_STR("log "), UP_STR("remove "),
					UP_STR("reset "),  UP_STR("revoke "), UP_STR("rotate "), UP_STR("set "), UP_STR("sign ") };
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (up_str_starts(revoke, verbs[i]))
			return true;
	return false;
}

/* How the old one is made worthless: the beginning of the fix. */
static up_str deed(struct up_arena *arena, up_str title, up_str revoke)
{
	/* Passwords are changed, tokens revoked. */
	bool is_password = has_word(title, UP_STR("password")) || has_word(title, UP_STR("passphrase"));
	if (!revoke.len)
		return is_password ? UP_STR("Change it") : UP_STR("Revoke it");
	if (up_str_starts(revoke, UP_STR("https://")))
		return up_arena_printf(arena, "Revoke it at %.*s", UP_FMT(revoke));
	if (is_deed(revoke))
		return up_arena_printf(arena, "%c%.*s", revoke.s[0] - ('a' - 'A'), UP_FMT(up_str_slice(revoke, 1, SIZE_MAX)));
	return up_arena_printf(arena, "Revoke it (%.*s)", UP_FMT(revoke));
}

static up_str fix(struct up_arena *arena, up_str title, up_str revoke)
{
	return up_arena_printf(
		arena,
		"%.*s, and hand the new one over at run time: from a secret store, a file that only the service can read, or its "
		"environment.",
		UP_FMT(deed(arena, title, revoke)));
}

void up_loader_secret_words(struct up_loader *loader, const struct up_yaml_node *at, const struct up_image_secret *secret,
			    struct up_image_rule *rule)
{
	struct up_build *build = &loader->build;
	struct up_arena *arena = loader->arena;
	/* Copied: the table of strings moves when it grows. */
	up_str title = up_arena_copy(arena, up_build_text(build, rule->title));
	up_str grants = up_arena_copy(arena, up_build_text(build, secret->grants));
	up_str revoke = up_arena_copy(arena, up_build_text(build, secret->revoke));
	check_clause(loader, at, "grants", grants);
	check_clause(loader, at, "revoke", revoke);
	if (!rule->message.len)
		rule->message = up_build_string(build, up_arena_printf(arena, "Embedded secret: %.*s.", UP_FMT(title)));
	if (!rule->why.len && grants.len)
		rule->why = up_build_string(build, up_arena_printf(arena, "Whoever reads it can %.*s.", UP_FMT(grants)));
	else if (!rule->why.len)
		rule->why = up_build_string(build, UP_STR("Whoever can read this file, a backup of it or its history can use it."));
	if (!rule->fix.len)
		rule->fix = up_build_string(build, fix(arena, title, revoke));
	if (!rule->cwe.n)
		up_build_list_add(build, &rule->cwe, UP_STR("CWE-798"));
	if (!rule->controls.n)
		up_build_list_add(build, &rule->controls, UP_STR("NIST IA-5(7)"));
}
