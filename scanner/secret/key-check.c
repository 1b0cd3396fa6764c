/* What the numbers of a key say of it, whatever format they came in. */
#include "core/limits.h"
#include "secret/key-private.h"

bool up_key_may_check(struct up_key_effort *effort)
{
	if (!effort)
		return true;
	if (effort->n_checked >= UP_LIMIT_KEYS_CHECKED) {
		effort->is_over = true;
		return false;
	}
	effort->n_checked++;
	return true;
}

static void say(struct up_key_found *found, enum up_key_check check, const char *holds, const char *fails)
{
	static const enum up_verdict verdicts[] = { UP_VERDICT_WELL_FORMED, UP_VERDICT_VERIFIED, UP_VERDICT_DOUBTFUL };
	found->verdict = verdicts[check];
	found->evidence = up_str_from(check == UP_KEY_CHECK_HOLDS ? holds : check == UP_KEY_CHECK_FAILS ? fails : "");
}

void up_key_judge_numbers(const struct up_key_search *search, up_str algorithm, up_str format, const struct up_key_numbers *numbers,
			  struct up_key_found *found)
{
	struct up_key_numbers full = *numbers;
	enum up_key_check check = UP_KEY_CHECK_UNKNOWN;
	up_str curve = up_key_curve_name(numbers->curve);
	if (numbers->n.len) {
		found->kind = up_arena_printf(search->arena, "%.*s %u-bit private key, %.*s", UP_FMT(algorithm), up_key_bits(numbers->n),
					      UP_FMT(format));
		if (up_key_may_check(search->effort))
			check = up_key_check_rsa(numbers);
		say(found, check, "the modulus is the product of its primes", "the modulus is not the product of its primes");
	} else {
		bool is_own = up_str_eq(curve, algorithm) || !curve.len;
		found->kind = up_arena_printf(search->arena, "%.*s%s%.*s private key, %.*s", UP_FMT(algorithm), is_own ? "" : " ",
					      UP_FMT(is_own ? UP_STR("") : curve), UP_FMT(format));
		if (numbers->curve.len && numbers->scalar.len && up_key_may_check(search->effort))
			check = up_key_check_curve(numbers, search->arena, &full.point);
		say(found, check, numbers->point.len ? "the private half gives the public one" : "",
		    numbers->point.len ? "the private half does not give the public one" : "no key of this curve");
	}
	/* The private number, not the format round it: the same key has the same secret in every format. */
	up_str number = numbers->d.len ? numbers->d : numbers->scalar;
	if (number.len)
		found->secret = number;
	if (check != UP_KEY_CHECK_FAILS && !up_str_eq(algorithm, UP_STR("RSA-PSS"))) /* whose public half says more than its numbers */
		found->public_hash = up_key_public_hash(&full, search->arena);
}
