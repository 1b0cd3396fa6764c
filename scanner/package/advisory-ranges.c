/* Ranges of versions: "vers:rpm/>=1.0|<2.0" (the VERS specification), and what people write in CSAF: "<= 4.2", ">=1.0, <2.0", "before 4.2". */
#include "package/advisory-private.h"

enum operator{
	LESS,
	LESS_OR_EQUAL,
	MORE_OR_EQUAL,
	EQUAL,
	NOT_EQUAL,
};

static bool take_operator(up_str *text, enum operator* ret_operator)
{
	static const struct {
		const char *words;
		enum operator operator;
	} operators[] = {
		{ "<=", LESS_OR_EQUAL },
		{ ">=", MORE_OR_EQUAL },
		{ "!=", NOT_EQUAL },
		{ "==", EQUAL },
		{ "<", LESS },
		{ "=", EQUAL },
		{ "before ", LESS },
		{ "prior to ", LESS },
		{ "up to ", LESS_OR_EQUAL },
		{ "until ", LESS_OR_EQUAL },
		{ "from ", MORE_OR_EQUAL },
		{ "\xE2\x89\xA4", LESS_OR_EQUAL },
		{ "\xE2\x89\xA5", MORE_OR_EQUAL },
	};
	for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
		up_str word = up_str_from(operators[i].words);
		if (!up_str_starts_nocase(*text, word))
			continue;
		*text = up_str_trim(up_str_slice(*text, word.len, text->len));
		*ret_operator = operators[i].operator;
		return true;
	}
	*ret_operator = EQUAL;
	return text->len && (up_is_digit(text->s[0]) || up_lower(text->s[0]) == 'v');
}

static void close_interval(struct advisory_file *file, const struct advisory_claim *base, struct advisory_claim *open)
{
	if (!open->low.len && !open->high.len)
		return;
	advisory_claim_add(file, open);
	*open = *base;
	open->is_range = true;
}

static void add_version(struct advisory_file *file, const struct advisory_claim *base, up_str version)
{
	struct advisory_claim claim = *base;
	up_str *kept = up_arena_alloc(file->arena, sizeof *kept);
	*kept = version;
	claim.versions = kept;
	claim.n_versions = 1;
	advisory_claim_add(file, &claim);
}

/* One constraint. "> 1.0" is not understood: what lies just above it depends on the scheme. */
static bool take_constraint(struct advisory_file *file, const struct advisory_claim *base, struct advisory_claim *open, up_str text)
{
	enum operator operator;
	if (!take_operator(&text, &operator) || !text.len)
		return false;
	up_str version = up_arena_copy(file->arena, text);
	if (!up_version_fits(advisory_scheme(base->type), version))
		return false;
	switch (operator) {
	case LESS:
	case LESS_OR_EQUAL:
		open->high = version;
		open->has_high = operator== LESS_OR_EQUAL;
		close_interval(file, base, open);
		return true;
	case MORE_OR_EQUAL:
		close_interval(file, base, open);
		open->low = version;
		return true;
	case EQUAL:
		add_version(file, base, version);
		return true;
	default:
		return false;
	}
}

static size_t separator(up_str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.s[i] == '|' || text.s[i] == ',' || text.s[i] == ';')
			return i;
	return SIZE_MAX;
}

bool advisory_range(struct advisory_file *file, const struct advisory_claim *base, up_str range)
{
	if (up_str_starts(range, UP_STR("vers:"))) {
		size_t slash = up_str_find_byte(range, '/', 0);
		if (slash == SIZE_MAX)
			return false;
		range = up_str_slice(range, slash + 1, range.len);
	}
	range = up_str_trim(range);
	if (up_str_eq(range, UP_STR("*")) || up_str_eq_nocase(range, UP_STR("all versions"))) {
		advisory_claim_add(file, base);
		return true;
	}
	struct advisory_claim open = *base;
	open.is_range = true;
	size_t n_before = file->advisories->n_claims;
	while (range.len) {
		size_t end = separator(range);
		if (!take_constraint(file, base, &open, up_str_trim(up_str_slice(range, 0, end)))) {
			file->advisories->n_claims = n_before; /* half a range would claim too much */
			return false;
		}
		range = end == SIZE_MAX ? UP_STR_NULL : up_str_trim(up_str_slice(range, end + 1, range.len));
	}
	close_interval(file, base, &open);
	return file->advisories->n_claims > n_before || file->is_over;
}
