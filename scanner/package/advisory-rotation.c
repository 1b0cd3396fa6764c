/* Notices of rotation: an advisory that names a key or authority that nothing vouches for, in a sentence about keys that change. Whether it is spoken of as
 * the one that comes or the one that goes is told by the nearest words. All of it is a hint for people, who confirm it by a second channel. */
#include "base/date.h"
#include "base/hash.h"
#include "core/limits.h"
#include "package/advisory-named.h"

enum {
	CUES_BEFORE = 80, /* bytes before a name in which words tell its direction */
	CUES_AFTER = 60,
	CLAUSE = 300,
	QUOTE = 400,
	YEAR = 366, /* days */
};

struct cue {
	const char *words;
	bool leaves;
};

/* Where the last of the cues stands in the text; the cue. */
static const struct cue *last_cue(up_str text, const struct cue *cues, size_t n)
{
	for (size_t at = text.len; at; at--) {
		size_t start = at - 1;
		if (!up_is_alpha(text.s[start]) || (start && up_is_alnum(text.s[start - 1])))
			continue;
		for (size_t i = 0; i < n; i++)
			if (up_str_starts_nocase(up_str_slice(text, start, text.len), up_str_from(cues[i].words)))
				return &cues[i];
	}
	return NULL;
}

static size_t sentence_start(up_str text, size_t at)
{
	while (at && text.s[at - 1] != '\n' && !(at > 1 && up_is_space(text.s[at - 1]) && strchr(".!?", text.s[at - 2])))
		at--;
	return at;
}

/* 1: it goes, -1: it comes, 0: no word says so. */
static int leaves_before(up_str text, size_t start, bool is_number)
{
	static const struct cue cues[] = {
		{ "old ", true },           { "previous", true },      { "former", true },       { "retire", true },
		{ "expired", true },        { "expiring", true },      { "revoke", true },       { "compromis", true },
		{ "replaces ", true },      { "replace ", true },      { "replacing ", true },   { "supersedes ", true },
		{ "superseding", true },    { "from ", true },         { "instead of", true },   { "rather than", true },
		{ "no longer", true },      { "distrust", true },      { "outgoing", true },     { "legacy", true },
		{ "current ", true },       { "remove", true },        { "successor of", true }, { "successor to", true },
		{ "new ", false },          { "to ", false },          { "replaced by", false }, { "replaced with", false },
		{ "superseded by", false }, { "succeeded by", false }, { "successor", false },   { "introduc", false },
		{ "now ", false },          { "upcoming", false },     { "next ", false },       { "incoming", false },
		{ "with ", false },
	};
	size_t from = start > CUES_BEFORE ? start - CUES_BEFORE : 0, sentence = sentence_start(text, start);
	if (!is_number && sentence > from)
		from = sentence;
	const struct cue *cue = last_cue(up_str_slice(text, from, start), cues, sizeof cues / sizeof *cues);
	return !cue ? 0 : cue->leaves ? 1 : -1;
}

/* ", SHA-256 AB:CD:…,": bytes from the one comma to the other, where a fingerprint stands between them; 0: none does. */
static size_t apposition(up_str text, size_t at)
{
	enum {
		DIGITS = 16,
		LONGEST = 200
	};
	size_t end = up_str_find_byte(up_str_slice(text, 0, at + LONGEST), ',', at + 1), run = 0, longest = 0;
	for (size_t i = at + 1; end != SIZE_MAX && i < end; i++) {
		run = up_is_hex(text.s[i]) ? run + 1 : text.s[i] == ':' || text.s[i] == ' ' ? run : 0;
		longest = run > longest ? run : longest;
	}
	return longest >= DIGITS ? end - at : 0;
}

/* Where what is said of a name behind it ends: with its clause. What stands in brackets is passed over: fingerprints are long. */
static size_t clause_end(up_str text, size_t at)
{
	size_t n = 0, end = up_str_slice(text, 0, at + CLAUSE).len;
	bool is_bracket = false;
	for (; at < end && n < CUES_AFTER; at++) {
		char c = text.s[at];
		size_t passed = c == ',' && !is_bracket ? apposition(text, at) : 0;
		at += passed;
		if (passed)
			continue;
		if (c == '(' || c == ')')
			is_bracket = c == '(';
		else if (c == '\n' || (!is_bracket && (c == ',' || c == ';')) ||
			 (c == '.' && at + 1 < text.len && up_is_space(text.s[at + 1])))
			break;
		else if (!is_bracket && up_str_starts(up_str_slice(text, at, text.len), UP_STR(" and ")))
			break;
		n += !is_bracket;
	}
	return at;
}

static bool leaves_after(up_str text, size_t end)
{
	static const char *const cues[] = { "revoked",        "retired",        "is replaced",  "was replaced",     "been replaced",
					    "be replaced",    "being replaced", "are replaced", "superseded",       "compromised",
					    "no longer",      "has expired",    "is expired",   "must not",         "should not",
					    "not be trusted", "distrusted",     "withdrawn",    "leaked",           "stolen",
					    "decommission",   "phased out",     "removed",      "not used any more" };
	up_str after = up_str_slice(text, end, clause_end(text, end));
	for (size_t at = 0; at < after.len; at++)
		for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
			if (up_str_starts_nocase(up_str_slice(after, at, after.len), up_str_from(cues[i])))
				return true;
	return false;
}

/* A notice of a key that went, by its title. */
static bool is_of_end(up_str title)
{
	static const char *const cues[] = { "revok", "revoc", "compromis", "distrust", "stolen", "leaked", "withdraw" };
	for (size_t at = 0; at < title.len; at++)
		for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
			if (up_str_starts_nocase(up_str_slice(title, at, title.len), up_str_from(cues[i])))
				return true;
	return false;
}

static bool is_leaving(const struct advisory *advisory, up_str text, size_t start, size_t end, bool is_number)
{
	int before = leaves_before(text, start, is_number);
	return before > 0 || leaves_after(text, end) || (!before && is_of_end(advisory->title));
}

/* The sentence; where it does not speak of rotation itself, behind the one that does. */
static up_str quote(struct up_arena *arena, up_str text, size_t start, size_t end)
{
	up_str sentence = advisory_sentence(text, start, end);
	if (!sentence.len)
		return sentence;
	size_t at = (size_t)(sentence.s - text.s);
	while (!advisory_is_of_rotation(sentence) && at > 1) {
		size_t before = at - 1;
		while (before && up_is_space(text.s[before]))
			before--;
		up_str other = advisory_sentence(text, before, before);
		if (!other.len || (size_t)(other.s - text.s) >= at || at - (size_t)(other.s - text.s) > QUOTE)
			break;
		at = (size_t)(other.s - text.s);
		sentence = up_str_range(other.s, sentence.s + sentence.len);
	}
	up_str copy = up_arena_copy(arena, up_str_slice(sentence, 0, QUOTE));
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		bytes[i] = bytes[i] == '\n' ? ' ' : bytes[i];
	return copy;
}

/* Near enough for a name: its own sentence, the ones beside it, or the title. */
static bool is_of_rotation_near(up_str text, size_t start, size_t end)
{
	up_str sentence = advisory_sentence(text, start, end);
	if (advisory_is_of_rotation(sentence))
		return true;
	size_t from = (size_t)(sentence.s - text.s), to = from + sentence.len;
	if (from > 1) {
		up_str before = advisory_sentence(text, from - 2, from - 2);
		if (advisory_is_of_rotation(before))
			return true;
	}
	if (to + 2 < text.len)
		return advisory_is_of_rotation(advisory_sentence(text, to + 2, to + 2));
	return false;
}

static up_str doubt_of(struct up_arena *arena, const struct up_rotation_notice *notice, up_str now, up_str not_before, enum named_by by)
{
	int64_t date, begins;
	if (!notice->date.len)
		return UP_STR("the notice has no date");
	if (up_str_cmp(notice->date, now) > 0)
		return up_arena_printf(arena, "the notice is dated %.*s, in the future", UP_FMT(notice->date));
	if (up_days_read(notice->date, &date) && up_days_read(not_before, &begins) && begins - date > YEAR)
		return up_arena_printf(arena, "the notice is of %.*s, more than a year before the key begins to hold on %.*s",
				       UP_FMT(notice->date), UP_FMT(not_before));
	if (by == NAMED_BY_SHORT_ID)
		return UP_STR("it is named by a short key id, which anybody can make");
	return UP_STR_NULL;
}

struct search {
	struct up_advisories *all;
	const struct up_statement *statement;
	struct named_target targets[NAMED_TARGETS];
	size_t n_targets;
	struct up_rotation_notice best;
	bool has_best;
};

/* Without doubt before with doubt, then the newest, then that it goes, then the surer name. */
static bool is_better(const struct up_rotation_notice *a, const struct up_rotation_notice *b)
{
	if (!a->doubt.len != !b->doubt.len)
		return !a->doubt.len;
	int order = up_str_cmp(a->date, b->date);
	if (order)
		return order > 0;
	if (a->kind != b->kind)
		return a->kind == UP_ROTATION_RETIRED;
	return a->names_key && !b->names_key;
}

static void take(struct search *search, const struct advisory *advisory, const struct named_target *target, up_str text, size_t start,
		 size_t end)
{
	struct up_arena *arena = search->all->arena;
	struct up_arena_mark mark = up_arena_mark(arena);
	bool is_number = target->by != NAMED_BY_NAME;
	struct up_rotation_notice notice = {
		.kind = is_leaving(advisory, text, start, end, is_number) ? UP_ROTATION_RETIRED : UP_ROTATION_ANNOUNCED,
		.path = advisory->path,
		.title = advisory->title,
		.date = advisory->date,
		.link = advisory->link,
		.named = target->people,
		.names_key = is_number,
	};
	up_str not_before = target->link < search->statement->n_chain ? search->statement->chain[target->link].not_before : UP_STR_NULL;
	notice.doubt = doubt_of(arena, &notice, search->all->now, not_before, target->by);
	if (notice.kind == UP_ROTATION_RETIRED)
		notice.doubt = UP_STR_NULL; /* nothing is lost by believing it */
	if (search->has_best && !is_better(&notice, &search->best)) {
		up_arena_rewind(arena, &mark);
		return;
	}
	notice.sentence = quote(arena, text, start, end);
	search->best = notice;
	search->has_best = true;
}

enum {
	PLACES = 16, /* of one name in one text */
};

static void look_into(struct search *search, const struct advisory *advisory, up_str text, bool is_title_of_rotation)
{
	for (size_t i = 0; i < search->n_targets; i++) {
		const struct named_target *target = &search->targets[i];
		size_t start, end = 0;
		search->all->looked_through += text.len;
		for (unsigned n = 0; n < PLACES && named_find(target, text, end, &start, &end); n++) {
			bool is_near = target->by != NAMED_BY_NAME || is_title_of_rotation || is_of_rotation_near(text, start, end);
			if (is_near)
				take(search, advisory, target, text, start, end);
		}
	}
}

static bool may_look_on(struct up_advisories *advisories, const struct advisory *advisory, const struct up_form_sink *sink)
{
	if (advisories->looked_through <= UP_LIMIT_ADVISORY_LOOKED)
		return true;
	if (!advisories->said_enough)
		sink->note(sink->data, UP_NOTE_LIMIT, advisory->path,
			   UP_STR("256 MiB of notices were looked through for names of unknown keys; the rest was not"));
	advisories->said_enough = true;
	return false;
}

static void look(struct search *search, const struct up_form_sink *sink)
{
	for (size_t i = 0; i < search->all->n && search->n_targets; i++) {
		const struct advisory *advisory = &search->all->items[i];
		bool is_title_of_rotation = advisory_is_of_rotation(advisory->title);
		if (!advisory->text.len && !is_title_of_rotation)
			continue;
		if (!may_look_on(search->all, advisory, sink))
			return;
		look_into(search, advisory, advisory->title, is_title_of_rotation);
		look_into(search, advisory, advisory->text, is_title_of_rotation);
	}
}

static uint64_t key_of(const struct search *search)
{
	uint64_t key = search->n_targets;
	for (size_t i = 0; i < search->n_targets; i++)
		key = up_hash64(search->targets[i].text, key);
	for (size_t i = 0; i < search->statement->n_chain; i++)
		key = up_hash64(search->statement->chain[i].not_before, key);
	return key;
}

bool up_advisories_rotation(struct up_advisories *advisories, const struct up_statement *statement, const struct up_form_sink *sink,
			    struct up_rotation_notice *ret_notice)
{
	struct search search = { .all = advisories, .statement = statement };
	search.n_targets = named_targets(advisories->arena, statement, search.targets);
	struct advisory_answer answer = { .key = key_of(&search) };
	for (size_t i = 0; i < advisories->n_answers; i++)
		if (advisories->answers[i].key == answer.key) {
			if (advisories->answers[i].has_notice)
				*ret_notice = advisories->answers[i].notice;
			return advisories->answers[i].has_notice;
		}
	look(&search, sink);
	answer.has_notice = search.has_best;
	answer.notice = search.best;
	if (advisories->n_answers < ADVISORY_ANSWERS)
		advisories->answers[advisories->n_answers++] = answer;
	if (search.has_best)
		*ret_notice = search.best;
	return search.has_best;
}

void up_rotation_state(const struct up_rotation_notice *notice, const struct up_statement *statement, struct up_table *table,
		       const struct up_form_sink *sink)
{
	const char *key = "rotation-announced", *verdict = "rotation announced: confirm by a second channel";
	if (notice->kind == UP_ROTATION_RETIRED) {
		key = "key-retired";
		verdict = "named as a key that goes";
	} else if (notice->doubt.len) {
		key = "rotation-doubtful";
		verdict = "rotation announced, but doubtful";
	}
	struct up_arena *arena = table->arena;
	up_str date = notice->date.len ? notice->date : UP_STR("without date"), line = notice->doubt;
	if (!line.len)
		line = up_arena_printf(arena, "%.*s, %.*s", UP_FMT(up_str_slice(notice->title, 0, 80)), UP_FMT(date));
	struct up_form form = {
		.path = statement->by,
		.key = up_str_from(key),
		.value = notice->named,
		.detail = line,
		.evidence = up_arena_printf(arena, "%.*s (%.*s)%s%.*s: \"%.*s\"; in %.*s", UP_FMT(notice->title), UP_FMT(date),
					    notice->link.len ? " " : "", UP_FMT(notice->link), UP_FMT(notice->sentence),
					    UP_FMT(notice->path)),
	};
	sink->state(sink->data, &form);
	up_table_add(table,
		     (const up_str[]){ notice->named, up_str_from(verdict), notice->link, notice->title, notice->date, notice->path });
}
