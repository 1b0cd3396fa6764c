/* Migrations that two can run at a time, of all sources. */
#include "estate/runners.h"

#include "base/memory.h"
#include "core/fact.h"
#include "core/limits.h"
#include "core/version.h"
#include "estate/runners-private.h"

/* What is known of one runner in the whole tree. */
struct known {
	bool has_lock;                 /* a lock is asked for somewhere */
	bool is_locked;                /* somewhere a lock is taken round it */
	bool is_run, is_twice, is_new; /* is_twice: two at a time, or who knows; is_new: of a version that locks */
	bool is_old;                   /* of one that does not */
	struct up_runner_reach worst;
	const struct up_ledger_entry *place; /* that migrates, of the worst */
};

struct joining {
	struct up_runner_graph graph;
	const struct up_runners *runners;
	const struct up_form_sink *sink;
	struct known *known;
};

static bool is_key(const struct up_ledger_entry *entry, const char *key)
{
	return up_str_eq(entry->key, up_str_from(key));
}

/* The sign at the head of a value, which is cut off; NULL: none. */
static const struct up_sign *sign_of(const struct joining *joining, up_str *value)
{
	uint64_t number;
	if (!up_str_to_u64(up_runner_word(value), &number) || number >= joining->runners->n_signs)
		return NULL;
	return &joining->runners->signs[number];
}

/* --- what the tree says of a runner ------------------------------------------------------------------------------------------------ */

static void learn(struct joining *joining)
{
	for (size_t i = 0; i < joining->graph.n_entries; i++) {
		const struct up_ledger_entry *entry = &joining->graph.entries[i];
		up_str value = entry->value;
		if (!is_key(entry, UP_DEPLOY_LOCKED) && !is_key(entry, UP_DEPLOY_VERSION))
			continue;
		const struct up_sign *sign = sign_of(joining, &value);
		if (!sign)
			continue;
		struct known *known = &joining->known[sign->runner];
		known->has_lock |= sign->role == UP_SIGN_LOCKED_BY;
		up_str since = joining->runners->list[sign->runner].since;
		if (sign->role == UP_SIGN_VERSION && since.len) {
			bool is_old = up_version_valid(value) && up_version_cmp(value, since) < 0;
			known->is_old |= is_old;
			known->is_new |= !is_old;
		}
	}
}

/* A lock that stands in the same source, or at the same place; of code that a runner reads (env.py), anywhere. */
static bool is_locked(const struct joining *joining, size_t i, uint32_t runner)
{
	const struct up_ledger_entry *entries = joining->graph.entries, *entry = &entries[i];
	size_t first = i, n = joining->graph.n_entries;
	while (first && up_str_eq(entries[first - 1].source, entry->source))
		first--;
	for (size_t k = first; k < n && up_str_eq(entries[k].source, entry->source); k++) {
		up_str value = entries[k].value;
		if (!is_key(&entries[k], UP_DEPLOY_LOCKED))
			continue;
		if (up_str_eq(value, UP_STR("*")))
			return true;
		const struct up_sign *sign = sign_of(joining, &value);
		if (sign && sign->runner == runner && (entries[k].at.line == entry->at.line || up_str_eq(entries[k].path, UP_STR("code"))))
			return true;
	}
	return joining->known[runner].is_locked;
}

static void learn_locks(struct joining *joining)
{
	for (size_t i = 0; i < joining->graph.n_entries; i++) {
		const struct up_ledger_entry *entry = &joining->graph.entries[i];
		up_str value = entry->value;
		if (!is_key(entry, UP_DEPLOY_LOCKED) || !up_str_eq(entry->path, UP_STR("code")))
			continue;
		const struct up_sign *sign = sign_of(joining, &value);
		if (sign)
			joining->known[sign->runner].is_locked = true;
	}
}

/* --- stating ------------------------------------------------------------------------------------------------------------------------ */

static enum up_level level_of(enum up_deploy_class class)
{
	switch (class) {
	case UP_DEPLOY_MANY:
		return UP_LEVEL_ERROR;
	case UP_DEPLOY_OVERLAP:
	case UP_DEPLOY_START:
		return UP_LEVEL_WARNING;
	case UP_DEPLOY_UNSEEN:
		return UP_LEVEL_NOTE;
	default:
		return UP_LEVEL_NONE;
	}
}

static up_str allowed(const struct joining *joining, const struct up_ledger_entry *entry, up_str rule)
{
	const struct up_ledger_entry *entries = joining->graph.entries;
	size_t i = (size_t)(entry - entries);
	while (i && up_str_eq(entries[i - 1].source, entry->source) && entries[i - 1].at.line == entry->at.line)
		i--;
	for (; i < joining->graph.n_entries && up_str_eq(entries[i].source, entry->source) && entries[i].at.line == entry->at.line; i++) {
		up_str value = entries[i].value;
		if (is_key(&entries[i], UP_DEPLOY_ALLOWED) && up_str_eq(up_runner_word(&value), rule))
			return value;
	}
	return UP_STR("");
}

static void state(struct joining *joining, const struct up_ledger_entry *entry, const char *what, uint32_t runner, up_str value,
		  up_str detail, enum up_level most, const struct up_runner_reach *reach)
{
	struct up_arena *arena = joining->graph.arena;
	up_str id = joining->runners->list[runner].id;
	const struct up_form form = {
		.path = entry->source,
		.at = entry->at,
		.end = entry->end,
		.key = up_arena_printf(arena, "runner-%s:%.*s", what, UP_FMT(id)),
		.value = value,
		.detail = detail,
		.snippet = entry->words,
		.justification = allowed(joining, entry, up_arena_printf(arena, "runner/%.*s-%s", UP_FMT(id), what)),
		.most = most,
		.related = reach->related,
		.n_related = reach->n_related,
	};
	joining->sink->state(joining->sink->data, &form);
}

/* Another entry of the same runner at the same place stands before: `sudo alembic …` and its kin are told twice. */
static bool is_told(const struct joining *joining, size_t i, uint32_t runner)
{
	const struct up_ledger_entry *entries = joining->graph.entries;
	for (size_t k = i; k > 0 && up_str_eq(entries[k - 1].source, entries[i].source) && entries[k - 1].at.line == entries[i].at.line;
	     k--) {
		up_str value = entries[k - 1].value;
		const struct up_sign *sign = is_key(&entries[k - 1], UP_DEPLOY_MIGRATES) ? sign_of(joining, &value) : NULL;
		if (sign && sign->runner == runner)
			return true;
	}
	return false;
}

/* flock and its kin hold on one host, and in one container. */
static bool is_held(const struct up_ledger_entry *entry, const struct up_runner_reach *reach)
{
	return entry->flags & UP_FACT_LOCKED && !(reach->is_container && reach->class == UP_DEPLOY_MANY);
}

static void judge_place(struct joining *joining, size_t i)
{
	const struct up_ledger_entry *entry = &joining->graph.entries[i];
	up_str value = entry->value;
	const struct up_sign *sign = sign_of(joining, &value);
	if (!sign || is_told(joining, i, sign->runner))
		return;
	struct known *known = &joining->known[sign->runner];
	const struct up_runner *runner = &joining->runners->list[sign->runner];
	struct up_runner_reach reach;
	up_runner_reach(&joining->graph, up_runner_node_of(&joining->graph, entry->source, entry->path), &reach);
	bool is_asked = entry->flags & (UP_FACT_ASKED | UP_FACT_FALLBACK);
	if (!known->is_run || reach.class > known->worst.class) {
		known->worst = reach;
		known->place = entry;
	}
	known->is_run = true;
	bool locks = runner->lock == UP_RUNNER_LOCK_ON && !(runner->since.len && known->is_old && !known->is_new);
	enum up_level most = level_of(reach.class);
	if (locks || most == UP_LEVEL_NONE || is_held(entry, &reach) || is_locked(joining, i, sign->runner))
		return;
	if (is_asked && most > UP_LEVEL_NOTE)
		most--;
	up_str detail = reach.phrase;
	if (entry->flags & UP_FACT_LOCKED)
		detail = up_arena_printf(joining->graph.arena, "%.*s, and a lock file holds in one container only", UP_FMT(detail));
	if (is_asked)
		detail = up_arena_printf(joining->graph.arena, "%.*s; the script asks something before it", UP_FMT(detail));
	state(joining, entry, "unlocked", sign->runner, value, detail, most, &reach);
}

/* Where the tree migrates with this runner, for a lock that is off or does not hold elsewhere. */
static void add_place(const struct known *known, struct up_runner_reach *reach)
{
	if (!known->place || reach->n_related >= UP_RELATED_MOST)
		return;
	memmove(reach->related + 1, reach->related, reach->n_related * sizeof *reach->related);
	reach->related[0] = (struct up_related){
		.path = known->place->source, .at = known->place->at, .end = known->place->end, .message = UP_STR("it migrates here")
	};
	reach->n_related++;
}

static void judge_defeat(struct joining *joining, size_t i, const char *what)
{
	const struct up_ledger_entry *entry = &joining->graph.entries[i];
	struct up_arena *arena = joining->graph.arena;
	up_str value = entry->value;
	const struct up_sign *sign = sign_of(joining, &value);
	if (!sign)
		return;
	const struct known *known = &joining->known[sign->runner];
	bool is_used = known->is_run && (known->has_lock || joining->runners->list[sign->runner].lock == UP_RUNNER_LOCK_ON);
	if (sign->is_shared && !is_used)
		return;
	struct up_runner_reach reach = { .class = UP_DEPLOY_UNSEEN, .phrase = UP_STR("") };
	bool is_here = false;
	uint32_t node = up_runner_node_of(&joining->graph, entry->source, entry->path);
	if (node != UINT32_MAX && !up_str_eq(entry->path, UP_STR("code"))) {
		up_runner_reach(&joining->graph, node, &reach);
		is_here = known->place && known->place->source.s && up_str_eq(known->place->source, entry->source);
	}
	/* A command does it where it runs; a setting, wherever the tree migrates. */
	if (sign->is_command && level_of(reach.class) == UP_LEVEL_NONE)
		return;
	if (!sign->is_command && known->is_run && known->worst.class >= reach.class) {
		reach = known->worst;
		if (!is_here || known->place->at.line != entry->at.line)
			add_place(known, &reach);
	}
	enum up_level most = level_of(reach.class);
	up_str clause = most == UP_LEVEL_NONE ? UP_STR("nothing was seen that runs two at a time")
			: reach.phrase.len    ? reach.phrase
					      : UP_STR("what migrates with it, and how many at a time, could not be seen");
	if (!known->is_run && most != UP_LEVEL_ERROR && most != UP_LEVEL_WARNING)
		clause = UP_STR("what migrates with it, and how many at a time, could not be seen");
	state(joining, entry, what, sign->runner, value, up_arena_printf(arena, "%.*s; %.*s", UP_FMT(sign->detail), UP_FMT(clause)),
	      most == UP_LEVEL_NONE ? UP_LEVEL_NOTE : most, &reach);
}

void up_runners_settle(const struct up_ledger *ledger, const struct up_runners *runners, const struct up_form_sink *sink)
{
	size_t n;
	up_ledger_of(ledger, UP_FACT_FORM, &n);
	if (!n || !runners->n)
		return;
	struct joining joining = { .runners = runners, .sink = sink };
	joining.known = up_alloc_zero(runners->n + 1, sizeof *joining.known);
	up_runner_graph_init(&joining.graph, ledger);
	learn(&joining);
	learn_locks(&joining);
	for (size_t i = 0; i < n; i++)
		if (is_key(&joining.graph.entries[i], UP_DEPLOY_MIGRATES))
			judge_place(&joining, i);
	for (size_t i = 0; i < n; i++) {
		if (is_key(&joining.graph.entries[i], UP_DEPLOY_LOCK_OFF))
			judge_defeat(&joining, i, "lock-off");
		if (is_key(&joining.graph.entries[i], UP_DEPLOY_LOCK_BROKEN))
			judge_defeat(&joining, i, "lock-broken");
	}
	if (joining.graph.is_full)
		sink->note(
			sink->data, UP_NOTE_LIMIT, UP_STR(""),
			UP_STR("what starts migrations was followed through a part of the tree only: too many scripts and images in it"));
	up_runner_graph_finish(&joining.graph);
	up_free(joining.known);
}
