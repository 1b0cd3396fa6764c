/* One component against what one advisory claims of one vulnerability. A claim of a distribution's release says nothing of another release; a fixed version
 * says something of the versions before it only in distributions, which mend one line of versions in each release. */
#include "package/advisory-judge.h"

static bool is_of_distribution(up_str type)
{
	return up_str_is_listed(type, "deb rpm apk");
}

/* The number behind a mark: 12 of "+deb12u3", 9 of ".el9_4". */
static up_str number_behind(up_str version, const char *mark)
{
	size_t at = up_str_find(version, up_str_from(mark), 0), end;
	if (at == SIZE_MAX)
		return UP_STR_NULL;
	at += strlen(mark);
	for (end = at; end < version.len && up_is_digit(version.s[end]); end++)
		;
	return up_str_slice(version, at, end);
}

up_str advisory_release_of(struct up_arena *arena, const struct up_component *component)
{
	static const struct {
		const char *mark, *system;
	} marks[] = { { "deb", "debian" }, { ".el", "rhel" }, { "+el", "rhel" }, { ".fc", "fedora" } };
	if (component->release.len)
		return component->release;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		up_str number = number_behind(component->version, marks[i].mark);
		if (number.len)
			return up_arena_printf(arena, "%s=%.*s", marks[i].system, UP_FMT(number));
	}
	return UP_STR_NULL;
}

/* "el8" and "el8_6" of rpm: the line, and the minor release that mends are made for. */
static up_str line_of(up_str version)
{
	up_str number = number_behind(version, ".el");
	return number.len ? number : number_behind(version, "+el");
}

static up_str upstream(up_str version)
{
	size_t colon = up_str_find_byte(version, ':', 0);
	if (colon != SIZE_MAX)
		version = up_str_slice(version, colon + 1, version.len);
	size_t dash = version.len;
	while (dash && version.s[dash - 1] != '-')
		dash--;
	return dash ? up_str_slice(version, 0, dash - 1) : version;
}

struct asked {
	const struct advisory_subject *subject;
	const struct advisory_claim *claim;
	enum up_version_scheme scheme;
	up_str version;
};

/* An artifact without its group, as names of files give it: "log4j-core" tells itself from others, "core" does not. */
static bool is_telling(up_str artifact)
{
	return artifact.len >= 8 || up_str_find_byte(artifact, '-', 0) != SIZE_MAX;
}

static bool applies(const struct advisory_subject *subject, const struct advisory_claim *claim)
{
	const struct up_component *component = subject->component;
	if (claim->type.len ? !up_str_eq(claim->type, component->type) : subject->is_of_others)
		return false;
	if (claim->group.len && (subject->group.len ? !up_str_eq(claim->group, subject->group) : !is_telling(subject->name)))
		return false;
	return !claim->release.len || up_str_eq(claim->release, subject->release);
}

static int order(const struct asked *asked, up_str other)
{
	return up_version_order(asked->scheme, asked->version, other);
}

static bool is_in(const struct asked *asked)
{
	const struct advisory_claim *claim = asked->claim;
	if (claim->is_range) {
		if (claim->low.len && order(asked, claim->low) < 0)
			return false;
		int against = claim->high.len ? order(asked, claim->high) : -1;
		return against < 0 || (!against && claim->has_high);
	}
	for (size_t i = 0; i < claim->n_versions; i++)
		if (!order(asked, claim->versions[i]))
			return true;
	return !claim->n_versions;
}

struct heard {
	bool is_cleared, is_exact, is_above, is_below; /* of fixed versions */
	bool is_named, is_all;                         /* affected: by its version, as every version */
};

static void note_fixed(struct advisory_verdict *verdict, const struct asked *asked, up_str version)
{
	bool is_less = verdict->fixed_in.len && up_version_order(asked->scheme, version, verdict->fixed_in) >= 0;
	if (!is_less)
		verdict->fixed_in = version;
}

static void hear_affected(const struct asked *asked, struct heard *heard, struct advisory_verdict *verdict)
{
	const struct advisory_claim *claim = asked->claim;
	if (!is_in(asked))
		return;
	if (claim->is_range || claim->n_versions)
		heard->is_named = true;
	else
		heard->is_all = true;
	if (claim->high.len && !claim->has_high)
		note_fixed(verdict, asked, claim->high);
}

static void hear_fixed(const struct asked *asked, struct heard *heard, struct advisory_verdict *verdict)
{
	const struct advisory_claim *claim = asked->claim;
	if (claim->is_range) {
		heard->is_exact |= is_in(asked);
		return;
	}
	for (size_t i = 0; i < claim->n_versions; i++) {
		up_str version = claim->versions[i], ours = line_of(asked->version), theirs = line_of(version);
		if (ours.len && theirs.len && !up_str_eq(ours, theirs))
			continue;
		int against = order(asked, version);
		heard->is_exact |= !against;
		heard->is_above |= against > 0;
		heard->is_below |= against < 0;
		if (against < 0)
			note_fixed(verdict, asked, version);
	}
}

static void hear(const struct asked *asked, struct heard *heard, struct advisory_verdict *verdict)
{
	if (asked->claim->restart.len)
		verdict->restart = asked->claim->restart;
	if (asked->claim->says == SAYS_AFFECTED)
		hear_affected(asked, heard, verdict);
	else if (asked->claim->says == SAYS_FIXED)
		hear_fixed(asked, heard, verdict);
	else
		heard->is_cleared |= is_in(asked);
}

static enum advisory_says decide(const struct heard *heard, bool is_of_system, bool *ret_says_anything)
{
	*ret_says_anything = true;
	if (heard->is_cleared && !heard->is_named)
		return SAYS_NOT_AFFECTED;
	if (heard->is_exact)
		return SAYS_FIXED;
	if (heard->is_named)
		return SAYS_AFFECTED;
	if (heard->is_above)
		return SAYS_FIXED;
	if (heard->is_all || (is_of_system && heard->is_below))
		return SAYS_AFFECTED;
	*ret_says_anything = false;
	return SAYS_NOT_AFFECTED;
}

bool advisory_judge(const struct advisory_subject *subject, const struct advisory_claim *claims, size_t n,
		    struct advisory_verdict *ret_verdict)
{
	struct heard heard = { 0 };
	struct advisory_verdict verdict = { .id = claims[0].id };
	for (size_t i = 0; i < n; i++) {
		if (!applies(subject, &claims[i]))
			continue;
		struct asked asked = {
			.subject = subject, .claim = &claims[i], .scheme = UP_SCHEME_PLAIN, .version = subject->component->version
		};
		if (claims[i].type.len)
			asked.scheme = advisory_scheme(claims[i].type);
		else if (is_of_distribution(subject->component->type))
			asked.version = upstream(asked.version); /* what the vendor calls it */
		if (up_version_fits(asked.scheme, asked.version))
			hear(&asked, &heard, &verdict);
	}
	bool says_anything;
	verdict.says = decide(&heard, is_of_distribution(subject->component->type), &says_anything);
	*ret_verdict = verdict;
	return says_anything;
}
