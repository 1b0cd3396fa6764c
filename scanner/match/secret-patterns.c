/* Candidates of one rule on secrets: the pattern in its window, then what touches it, how random it is, and what can be verified. */
#include "match/condition.h"
#include "match/credentials.h"
#include "match/secrets-private.h"
#include "secret/beside.h"
#include "secret/judge.h"
#include "secret/quality.h"
#include "secret/verify.h"

enum {
	MODE_OTHERS_READ = 04,
	WINDOW = 4096,  /* bytes that a pattern sees, from the last place where a match may begin */
	OWN_PREFIX = 3, /* plain bytes of a pattern that tell a vendor */
	OWN_NAME = 4,   /* letters of a vendor's name that do */
	NEAR_TRIES = 6, /* candidates behind one word near which a secret may stand */
};

/* --- what touches it -------------------------------------------------------------------------------------------------- */

static bool touches(char c, enum up_secret_bounds bounds)
{
	return up_is_alnum(c) || c == '_' || (bounds == UP_BOUNDS_DASH && c == '-');
}

/* A colour of a terminal: ESC [ 1 ; 93 m */
static bool ends_colour(up_str bytes, size_t at)
{
	size_t start = at - 1;
	while (start && (up_is_digit(bytes.s[start - 1]) || bytes.s[start - 1] == ';'))
		start--;
	return bytes.s[at - 1] == 'm' && start && bytes.s[start - 1] == '[' && start + 8 > at;
}

/* A letter before the secret may belong to an escape: \n, \x3d, \u003d, %3D. */
static bool ends_escape(up_str bytes, size_t at)
{
	const char *end = bytes.s + at;
	if (ends_colour(bytes, at))
		return true;
	if (at >= 2 && end[-2] == '\\' && strchr("nrtbf0", end[-1]))
		return true;
	if (at >= 3 && end[-3] == '%' && up_is_hex(end[-2]) && up_is_hex(end[-1]))
		return true;
	if (at >= 4 && end[-4] == '\\' && end[-3] == 'x' && up_is_hex(end[-2]) && up_is_hex(end[-1]))
		return true;
	return at >= 6 && end[-6] == '\\' && up_lower(end[-5]) == 'u' && up_is_hex(end[-4]) && up_is_hex(end[-3]) && up_is_hex(end[-2]) &&
	       up_is_hex(end[-1]);
}

static bool stands_free(up_str bytes, up_span at, enum up_secret_bounds bounds, bool is_joined)
{
	if (bounds == UP_BOUNDS_NONE)
		return true;
	if (at.start && !is_joined && touches(bytes.s[at.start - 1], bounds) && !ends_escape(bytes, at.start))
		return false;
	return at.end >= bytes.len || !touches(bytes.s[at.end], bounds);
}

/* --- what looks like one ---------------------------------------------------------------------------------------------- */

enum {
	LEAST_SEGMENTS = 3,
	LONGEST_SEGMENT = 16,
	MOST_DIGITS = 4, /* of a segment: cn66xx, 0x1234 */
};

/* A name of a program: lio_cn6xxx_soft_reset. Words of one case, joined by underscores. */
static bool is_name(up_str text)
{
	size_t segments = 1, start = 0, digits = 0;
	bool has_lower = false, has_upper = false;
	for (size_t i = 0; i <= text.len; i++) {
		char c = i < text.len ? text.s[i] : '_';
		has_lower |= c >= 'a' && c <= 'z';
		has_upper |= c >= 'A' && c <= 'Z';
		digits += up_is_digit(c);
		if (c != '_' && !up_is_alnum(c))
			return false;
		if (c != '_')
			continue;
		if (i - start > LONGEST_SEGMENT || (has_lower && has_upper) || digits > MOST_DIGITS)
			return false;
		segments += i < text.len;
		start = i + 1;
		has_lower = has_upper = false;
		digits = 0;
	}
	return segments >= LEAST_SEGMENTS;
}

/* --- near ------------------------------------------------------------------------------------------------------------- */

enum {
	BLOB_LOOK = 64,    /* bytes before a candidate that tell base64 */
	LEAST_DIGITS = 10, /* of a hundred bytes: fewer digits, and it may be made of words */
};

/* Inside a long run of base64 every shape occurs, and every short word. */
static bool is_in_blob(up_str bytes, uint32_t at)
{
	size_t signs = 0, uppers = 0, digits = 0, i = 0;
	for (; i < BLOB_LOOK && i < at; i++) {
		char c = bytes.s[at - 1 - i];
		if (!up_is_alnum(c) && c != '+' && c != '/')
			return false;
		signs += c == '+' || c == '/';
		uppers += c >= 'A' && c <= 'Z';
		digits += up_is_digit(c);
	}
	return i == BLOB_LOOK && signs && uppers > BLOB_LOOK / 8 && digits > 2;
}

/* project/Destination/1656705098765: each part is letters, or digits. */
static bool is_path(up_str text)
{
	size_t slashes = 0;
	for (size_t i = 0; i < text.len; i++) {
		slashes += text.s[i] == '/';
		if (!up_is_alnum(text.s[i]) && text.s[i] != '/')
			return false;
		if (i && text.s[i] != '/' && text.s[i - 1] != '/' && up_is_digit(text.s[i]) != up_is_digit(text.s[i - 1]))
			return false;
	}
	return slashes > 0;
}

/* A name of a program, a path, a class: what has a vendor's name beside it, and no prefix of its own, has to look drawn by chance. */
static bool is_of_words(up_str text)
{
	if (is_path(text))
		return true;
	size_t digits = 0, uppers = 0, lowers = 0;
	for (size_t i = 0; i < text.len; i++) {
		digits += up_is_digit(text.s[i]);
		uppers += text.s[i] >= 'A' && text.s[i] <= 'Z';
		lowers += text.s[i] >= 'a' && text.s[i] <= 'z';
	}
	return uppers && lowers && digits * 100 < text.len * LEAST_DIGITS && !up_is_random(text);
}

/* --- a candidate ------------------------------------------------------------------------------------------------------ */

struct candidate {
	struct up_matcher *matcher;
	const struct up_image *image;
	const struct up_image_secret *secret;
	const struct up_image_rule *rule;
	const struct up_layer *layer;
	uint32_t weight;
};

/* `is_joined`: what stands before it is no part of it. */
static bool is_secret(const struct candidate *candidate, up_span at, bool is_joined)
{
	const struct up_image_secret *secret = candidate->secret;
	up_str bytes = candidate->layer->bytes, text = up_str_slice(bytes, at.start, at.end);
	if (!text.len || !stands_free(bytes, at, secret->bounds, is_joined))
		return false;
	/* What repeats itself has little of it. */
	if (up_is_made_up(text))
		return !is_name(text);
	if (secret->search == UP_SECRET_NEAR && (is_of_words(text) || is_in_blob(bytes, at.start)))
		return false;
	return (!secret->entropy || up_entropy(text) * 100 >= secret->entropy) && !up_is_placeholder(text) && !is_name(text);
}

static bool is_wanted(const struct candidate *candidate)
{
	uint32_t mode = candidate->matcher->source->mode;
	if (candidate->secret->only_open && mode && !(mode & MODE_OTHERS_READ))
		return false;
	/* One that is switched off is looked for all the same: what it finds is masked. */
	return up_condition_file(candidate->image, candidate->rule, candidate->matcher->source->name);
}

/* scheme://user:PASSWORD@host: people choose it, or leave a word in its place. */
static bool is_of_url(up_str bytes, up_span at)
{
	return at.start && bytes.s[at.start - 1] == ':' && at.end < bytes.len && bytes.s[at.end] == '@';
}

/* myuser:mypass@myhost */
static bool is_of_anyone(up_str bytes, up_span at, up_str password)
{
	uint32_t end = at.start - 1, start = end;
	while (start && bytes.s[start - 1] != '/' && end - start < LONGEST_SEGMENT)
		start--;
	const char *product = up_default_password(password);
	return product && !*product && up_str_starts_nocase(up_str_slice(bytes, start, end), UP_STR("my"));
}

/* user:pass%40word@host, resolved: what ends the password now is a part of it. */
static bool is_cut_short(const struct candidate *candidate, up_span at)
{
	up_str source = candidate->matcher->source->bytes;
	up_span colon = up_layer_place(candidate->layer, (up_span){ at.start - 1, at.start });
	up_span end = up_layer_place(candidate->layer, (up_span){ at.end, at.end + 1 });
	return colon.start < source.len && end.start < source.len && source.s[colon.start] == ':' && source.s[end.start] != '@';
}

static struct up_judged judge(up_str text)
{
	return up_value_judge(text, &(struct up_value_context){ .named = { .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true } });
}

/* In a test or a manual a token is as likely one that opens nothing, unless its checksum holds (what is generic has none); and a password that people
 * chose is one that they made up. */
static enum up_level level_of(const struct candidate *candidate, up_str text, bool is_chosen, enum up_verdict verdict)
{
	enum up_level level = (enum up_level)candidate->rule->level;
	if (is_chosen && level > UP_LEVEL_WARNING && up_default_password(text))
		level = UP_LEVEL_WARNING;
	if ((verdict == UP_VERDICT_VERIFIED && !candidate->secret->is_generic) || level <= UP_LEVEL_NOTE ||
	    up_credentials_of(candidate->matcher)->path_kind != UP_PATH_SAMPLE)
		return level;
	return is_chosen || candidate->secret->is_generic ? UP_LEVEL_NOTE : level - 1;
}

/* Globs are asked last: candidates are many, secrets few. */
static void keep(const struct candidate *candidate, const struct up_regex_found *found)
{
	struct up_matcher *matcher = candidate->matcher;
	if (!is_wanted(candidate) || (candidate->secret->search == UP_SECRET_NEAR && up_credentials_of(matcher)->is_of_digests))
		return;
	up_str text = up_str_slice(candidate->layer->bytes, found->part.start, found->part.end);
	bool is_of_address = is_of_url(candidate->layer->bytes, found->part);
	bool is_chosen = is_of_address || (!candidate->secret->entropy && candidate->secret->verifier == UINT32_MAX);
	struct up_verified verified = { .verdict = UP_VERDICT_WELL_FORMED };
	if (is_of_address) {
		enum up_value_kind kind = judge(text).kind;
		if ((kind != UP_VALUE_LITERAL && kind != UP_VALUE_DEFAULT && kind != UP_VALUE_HASHED) ||
		    is_cut_short(candidate, found->part) || is_of_anyone(candidate->layer->bytes, found->part, text))
			return;
	}
	if (candidate->secret->verifier != UINT32_MAX)
		up_verify(candidate->secret->verifier, text, matcher->today, matcher->arena, &verified);
	if (verified.verdict == UP_VERDICT_WELL_FORMED && up_is_made_up(text))
		verified = (struct up_verified){ .verdict = UP_VERDICT_DOUBTFUL, .evidence = UP_STR("its characters count or repeat") };
	up_secret_take(matcher, &(struct up_secret_found){
					.image = candidate->image,
					.rule = candidate->rule,
					.layer = candidate->layer,
					.at = found->part,
					.whole = found->part,
					.secret = text,
					.level = level_of(candidate, text, is_chosen, verified.verdict),
					.verdict = verified.verdict,
					.evidence = verified.evidence,
					.weight = candidate->weight,
				});
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static const struct up_image_pattern *pattern_of(const struct candidate *candidate)
{
	return (const struct up_image_pattern *)up_image_at(candidate->image->header, UP_IMAGE_PATTERNS) + candidate->secret->pattern;
}

/* The next match that begins in [from, last]. False: none, or the limits of this source are reached. */
static bool find(const struct candidate *candidate, size_t from, size_t last, struct up_regex_found *ret_found)
{
	up_str bytes = candidate->layer->bytes;
	struct up_matcher *matcher = candidate->matcher;
	struct up_evaluation evaluation = up_matcher_evaluation(matcher, candidate->image);
	up_str seen = up_str_slice(bytes, 0, last < bytes.len ? last + WINDOW : bytes.len);
	bool holds = up_pattern_find(&evaluation, pattern_of(candidate), seen, from, last, ret_found);
	up_matcher_evaluated(matcher, &evaluation, candidate->rule, (up_span){ 0, 0 });
	return holds;
}

/* Where it is remembered what was tried of the rule; another rule may have the same place. */
static struct up_tried *tried_slot(const struct candidate *candidate)
{
	const struct up_image_secret *secrets = up_image_at(candidate->image->header, UP_IMAGE_SECRETS);
	return &candidate->matcher->tried[(size_t)(candidate->secret - secrets) % UP_TRIED];
}

static const struct up_tried *tried_of(const struct candidate *candidate)
{
	const struct up_tried *tried = tried_slot(candidate);
	return tried->secret == candidate->secret && tried->layer == candidate->layer->number ? tried : NULL;
}

/* No match of the rule that begins at `last` or before is a secret. */
static void remember_tried(const struct candidate *candidate, uint32_t last)
{
	*tried_slot(candidate) = (struct up_tried){ .secret = candidate->secret, .layer = candidate->layer->number, .last = last };
}

/* The pattern where the anchor stands. */
static void try_anchor(const struct candidate *candidate, up_span anchor)
{
	up_str bytes = candidate->layer->bytes;
	uint32_t before = least(candidate->secret->before, anchor.start);
	struct up_regex_found found;
	if (!before && candidate->secret->bounds != UP_BOUNDS_NONE && anchor.start &&
	    touches(bytes.s[anchor.start], candidate->secret->bounds) && touches(bytes.s[anchor.start - 1], candidate->secret->bounds) &&
	    !ends_escape(bytes, anchor.start) && !candidate->secret->has_group)
		return;
	const struct up_tried *tried = before ? tried_of(candidate) : NULL;
	size_t first = anchor.start - before;
	for (size_t from = tried && tried->last >= first ? tried->last + 1 : first; from <= anchor.start; from = found.whole.start + 1) {
		if (!find(candidate, from, anchor.start, &found))
			break;
		/* Another match may end before the anchor. */
		if (found.whole.end <= anchor.start)
			continue;
		if (is_secret(candidate, found.part, false)) {
			keep(candidate, &found);
			return;
		}
		if (!candidate->secret->before)
			return;
	}
	if (before)
		remember_tried(candidate, anchor.start);
}

/* The longest word of the rule that stands here: the literal may be only what it begins with. */
static up_span word_at(const struct candidate *candidate, uint32_t start)
{
	up_str rest = up_str_slice(candidate->layer->bytes, start, candidate->layer->bytes.len);
	up_span word = { start, start };
	for (uint32_t i = 0; i < candidate->secret->anchors.n; i++) {
		up_str text = up_image_item(candidate->image->header, candidate->secret->anchors, i);
		if (text.len > word.end - word.start && up_str_starts_nocase(rest, text))
			word.end = start + (uint32_t)text.len;
	}
	return word;
}

/* Does the word begin inside another one: `x_api` in bitfinex_api? A capital after a small letter begins one: myHerokuKey. Or does its last letter
 * begin the next one: `sumo` in sumOf? */
static bool is_inside(up_str bytes, up_span word)
{
	char first = bytes.s[word.start], before = word.start ? bytes.s[word.start - 1] : ' ';
	char last = bytes.s[word.end - 1], last_but_one = bytes.s[word.end - 2], next = word.end < bytes.len ? bytes.s[word.end] : ' ';
	if (last >= 'A' && last <= 'Z' && last_but_one >= 'a' && last_but_one <= 'z' && next >= 'a' && next <= 'z')
		return true;
	return up_is_alpha(first) && up_is_alpha(before) && !(first < 'a' && before >= 'a') && !ends_escape(bytes, word.start);
}

/* "sha": "…", commit = …, integrity: … */
static bool is_called_digest(up_str bytes, uint32_t at)
{
	static const char *const names[] = { "sha",    "sha1",     "sha256",   "sha512", "md5",         "digest", "checksum", "integrity",
					     "commit", "revision", "resolved", "etag",   "fingerprint", "gitsha", "githead",  "commitsha" };
	uint32_t end = at;
	while (end && strchr(" \t\"'=:\\", bytes.s[end - 1]) && bytes.s[end - 1])
		end--;
	uint32_t start = end;
	while (start && (up_is_alnum(bytes.s[start - 1]) || bytes.s[start - 1] == '_'))
		start--;
	for (size_t i = 0; end < at && i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(up_str_slice(bytes, start, end), up_str_from(names[i])))
			return true;
	return false;
}

/* A digest says so before it: `h1:…` of go.sum, `sha512-…` of lock files, `sha256:…` of images, `@…` and `#…` of commits. */
static bool is_digest(up_str bytes, uint32_t at)
{
	static const char *const marks[] = { "h1:",     "sha1:",   "sha1-",   "sha256:", "sha256-", "sha256=", "sha384-",
					     "sha512:", "sha512-", "sha512=", "md5:",    "md5=",    "@",       "#" };
	up_str before = up_str_slice(bytes, at > 8 ? at - 8 : 0, at);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		up_str mark = up_str_from(marks[i]);
		if (up_str_ends_nocase(before, mark))
			return true;
	}
	return is_called_digest(bytes, at);
}

/* Is the vendor's name, as far as it takes to tell it, in the word? Others, like `sdk_key`, may be anybody's. */
static bool is_own_word(const struct candidate *candidate, up_span word)
{
	up_str vendor = up_image_str(candidate->image->header, candidate->secret->vendor);
	size_t dash = up_str_find_byte(vendor, '-', 0);
	up_str name = up_str_slice(vendor, 0, dash < OWN_NAME ? (dash < OWN_PREFIX ? OWN_PREFIX : dash) : OWN_NAME);
	for (size_t i = word.start; i < word.end; i++)
		if (up_str_starts_nocase(up_str_slice(candidate->layer->bytes, i, word.end), name))
			return true;
	return false;
}

/* `acme_key` of `acme_key = "x"`. */
static up_str name_of(up_str bytes, size_t start, size_t end)
{
	while (end > start && !up_is_alnum(bytes.s[end - 1]))
		end--;
	return up_str_slice(bytes, start, end);
}

/* A token beside the vendor's own word that has another shape than what the vendor issues: typed, cut, or of a kind that no rule knows. */
static void try_beside(const struct candidate *candidate, up_span word)
{
	up_span at;
	up_str bytes = candidate->layer->bytes;
	bool is_type = word.end + 1 < bytes.len && bytes.s[word.end] == ':' && bytes.s[word.end + 1] == ':'; /* AWS::IAM::AccessKey */
	if (is_type || !is_own_word(candidate, word) || !up_beside_value(bytes, word, &at) || is_digest(bytes, at.start))
		return;
	up_str text = up_str_slice(bytes, at.start, at.end);
	const struct up_image_rule *rule = up_secret_rule(candidate->image, UP_STR("secret/token-beside-vendor"));
	if (!rule || is_name(text) || !is_wanted(candidate) || up_credentials_of(candidate->matcher)->is_of_digests)
		return;
	up_secret_take(candidate->matcher, &(struct up_secret_found){
						   .image = candidate->image,
						   .rule = rule,
						   .layer = candidate->layer,
						   .at = at,
						   .whole = at,
						   .secret = text,
						   .key = name_of(bytes, word.start, at.start),
						   .level = rule->level,
						   .verdict = UP_VERDICT_DOUBTFUL,
						   .evidence = UP_STR("the vendor's own tokens have another shape"),
						   .weight = UP_WEIGHT_BESIDE,
					   });
}

static void try_near(const struct candidate *candidate, up_span word)
{
	up_str bytes = candidate->layer->bytes;
	size_t last = least(bytes.len, (size_t)word.end + candidate->secret->within);
	struct up_regex_found found;
	size_t from = word.end;
	for (int i = 0; i < NEAR_TRIES && from <= last; i++) {
		if (!find(candidate, from, last, &found))
			break;
		up_str gap = up_str_slice(bytes, word.end, found.part.start);
		if (gap.len && up_beside_joins(gap) && !is_digest(bytes, found.part.start) &&
		    is_secret(candidate, found.part, up_beside_dashes(gap))) {
			keep(candidate, &found);
			return;
		}
		from = found.part.start + 1;
		while (from < last && touches(bytes.s[from], UP_BOUNDS_WORD) && touches(bytes.s[from - 1], UP_BOUNDS_WORD))
			from++;
	}
	try_beside(candidate, word);
}

static struct candidate candidate_of(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
				     const struct up_layer *layer)
{
	return (struct candidate){ .matcher = matcher,
				   .image = image,
				   .secret = secret,
				   .rule = (const struct up_image_rule *)up_image_at(image->header, UP_IMAGE_RULES) + secret->rule,
				   .layer = layer };
}

void up_secret_try(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
		   const struct up_layer *layer, up_span anchor)
{
	struct candidate candidate = candidate_of(matcher, image, secret, layer);
	uint32_t len = anchor.end - anchor.start;
	if (secret->search == UP_SECRET_SCANNER) {
		if (up_secret_scanners[secret->scanner] && is_wanted(&candidate))
			up_secret_scanners[secret->scanner](matcher, image, secret, layer, anchor);
	} else if (secret->search == UP_SECRET_NEAR) {
		up_span word = word_at(&candidate, anchor.start);
		/* A prefix of its own beside the vendor's name tells more than the prefix alone, which others may have. */
		candidate.weight = (pattern_of(&candidate)->literal.len >= OWN_PREFIX ? UP_WEIGHT_NAMED : UP_WEIGHT_NEAR) +
				   (uint32_t)least(word.end - word.start, 49);
		if (word.end > word.start && !is_inside(layer->bytes, word) && !up_beside_runs_on(layer->bytes, word))
			try_near(&candidate, word);
	} else {
		candidate.weight = (secret->is_generic ? UP_WEIGHT_GENERIC : UP_WEIGHT_ANCHOR) + (uint32_t)least(len, 49);
		try_anchor(&candidate, anchor);
	}
}

void up_secret_try_lines(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
			 const struct up_layer *layer)
{
	struct candidate candidate = candidate_of(matcher, image, secret, layer);
	struct up_regex_found found;
	if (!is_wanted(&candidate))
		return;
	candidate.weight = UP_WEIGHT_ANCHOR;
	for (size_t from = 0; from <= layer->bytes.len && find(&candidate, from, layer->bytes.len, &found);
	     from = found.whole.end > from ? found.whole.end : from + 1)
		if (is_secret(&candidate, found.part, false))
			keep(&candidate, &found);
}
