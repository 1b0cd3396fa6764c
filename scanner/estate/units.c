/* References to units, looked up among those that host and package have. */
#include "estate/units.h"

#include <stdlib.h>

#include "base/memory.h"
#include "estate/units-private.h"

enum {
	MAX_ASKED = 256,    /* units that one source asks for; where there are more, it may ask for any */
	MAX_BROUGHT = 1024, /* packages that are installed, of one side; where there are more, they may bring any unit */
	MAX_ADVISED = 1000, /* units that names are looked for that are near */
	MAX_UNMET = 256,    /* packages that bring others with them; where there are more, any may */
};

/* Units that one source asks for, and whether it installs packages. */
struct source_state {
	up_str asked[MAX_ASKED];
	size_t n_asked;
	bool installs, installs_any; /* packages; and some whose names nobody can say */
};

struct settling {
	struct up_unit_set set;
	struct up_unit_advice advice;
	const struct up_form_sink *sink;
	struct up_arena *arena; /* of one form */
	up_str brought[_UP_SIDE_MAX][MAX_BROUGHT];
	size_t n_brought[_UP_SIDE_MAX];
	up_str unmet[MAX_UNMET];
	size_t n_unmet;
	struct source_state source;
};

/* --- what tempers a reference ------------------------------------------------------------------------------------------- */

static up_str stem_of(up_str name)
{
	size_t end = 0;
	while (end < name.len && name.s[end] != '.' && name.s[end] != '@')
		end++;
	return up_str_slice(name, 0, end);
}

/* nginx brings nginx.service, postgresql-15 and postgresql-server bring postgresql.service, docker.io docker.service. */
static bool may_bring(up_str package, up_str unit)
{
	up_str stem = stem_of(unit);
	if (!stem.len || package.len < 2)
		return false;
	return up_str_starts(package, stem) || up_str_starts(stem, package);
}

static bool is_brought(const struct settling *settling, enum up_side side, up_str unit)
{
	for (size_t i = 0; i < settling->n_brought[side]; i++)
		if (may_bring(settling->brought[side][i], unit))
			return true;
	return settling->n_brought[side] == MAX_BROUGHT;
}

static bool is_asked(const struct source_state *source, up_str unit)
{
	for (size_t i = 0; i < source->n_asked; i++)
		if (up_str_eq(source->asked[i], unit))
			return true;
	return source->n_asked == MAX_ASKED;
}

/* The script installs packages, and none of them can bring the unit: on this host it has another name since some release. */
static bool is_sure(const struct settling *settling, const struct up_ledger_entry *entry)
{
	bool is_reverse;
	const struct up_unit_rename *row = up_unit_renamed(&settling->advice, entry->key, &is_reverse);
	return !settling->source.installs_any && row && row->since.len && !is_reverse;
}

/* Do packages come with this one which nobody has looked at? Their units are what its unit files refer to; its scripts run whatever has come. */
static bool brings_others(const struct settling *settling, const struct up_ledger_entry *entry)
{
	if (up_str_find_byte(entry->path, ' ', 0) != SIZE_MAX)
		return false;
	for (size_t i = 0; i < settling->n_unmet && entry->side == UP_SIDE_PACKAGE; i++)
		if (up_str_starts(entry->source, settling->unmet[i]))
			return true;
	return settling->n_unmet == MAX_UNMET && entry->side == UP_SIDE_PACKAGE;
}

static bool is_tempered(const struct settling *settling, const struct up_ledger_entry *entry)
{
	return entry->flags & (UP_FACT_GUARDED | UP_FACT_FALLBACK | UP_FACT_ASKED | UP_FACT_FORGIVEN) ||
	       (settling->source.installs && !is_sure(settling, entry)) || up_str_starts(entry->path, UP_STR("deb-systemd-")) ||
	       is_asked(&settling->source, entry->key) || is_brought(settling, entry->side, entry->key);
}

bool up_unit_is_far(up_str embedded_in)
{
	for (size_t start = 0; start < embedded_in.len;) {
		size_t end = start;
		while (end < embedded_in.len && embedded_in.s[end] != ' ')
			end++;
		if (up_str_is_listed(up_str_slice(embedded_in, start, end), "ssh autossh slogin"))
			return true;
		start = end + 1;
	}
	return false;
}

/* What the package manager put on the host refers to what other packages may bring; what its owner wrote is looked at, and the package. */
static bool is_owned_text(const struct up_ledger_entry *entry)
{
	static const char *const folders[] = { "etc/", "usr/local/", "opt/", "srv/", "root/", "home/", "var/spool/cron/" };
	up_str below = up_unit_below(entry);
	if (entry->side == UP_SIDE_PACKAGE)
		return !up_str_starts(below, UP_STR("usr/share/doc/"));
	if (up_str_starts(below, UP_STR("etc/init.d/")))
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (up_str_starts(below, up_str_from(folders[i])))
			return true;
	return false;
}

/* --- one reference ------------------------------------------------------------------------------------------------------ */

static void state(const struct settling *settling, const struct up_ledger_entry *entry, const char *key, up_str unit, up_str detail)
{
	settling->sink->state(settling->sink->data, &(struct up_form){ .path = entry->source,
								       .at = entry->at,
								       .end = entry->end,
								       .key = up_str_from(key),
								       .value = unit,
								       .detail = detail });
}

/* The unit that is looked for: "foo@%i.service" is some instance of foo@.service. Empty where nobody can say. */
static up_str wanted(const struct settling *settling, const struct up_ledger_entry *entry)
{
	up_str name = entry->key;
	size_t percent = up_str_find_byte(name, '%', 0), at = up_str_find_byte(name, '@', 0);
	if (percent == SIZE_MAX)
		return name;
	return at < percent ? up_unit_template(name, settling->arena) : UP_STR("");
}

/* Of a user's manager: `systemctl --user`, or said in a unit of users. */
static bool is_of_user(const struct settling *settling, const struct up_ledger_entry *entry)
{
	up_str name;
	bool is_user = false;
	if (up_str_find_byte(entry->path, ' ', 0) == SIZE_MAX)
		up_unit_place_of(up_unit_below(entry), settling->arena, &name, &is_user);
	return is_user || up_unit_is_user(entry->path);
}

static void judge_missing(struct settling *settling, const struct up_ledger_entry *entry, up_str name, enum up_unit_use use)
{
	bool is_user = is_of_user(settling, entry), is_reverse;
	if (use == UP_UNIT_WANTS) {
		if (!up_str_is_listed(entry->path, "After Wants PartOf Upholds OnFailure OnSuccess"))
			return;
		const struct up_unit_rename *row = up_unit_renamed(&settling->advice, name, &is_reverse);
		if (row && row->since.len && !is_reverse)
			state(settling, entry, "unit-order-lost", name, up_unit_advise(&settling->advice, name, is_user, settling->arena));
		return;
	}
	bool is_renamed = up_unit_renamed(&settling->advice, name, &is_reverse) != NULL;
	bool is_perhaps = is_tempered(settling, entry) || (!is_renamed && brings_others(settling, entry));
	const char *key = is_perhaps ? "unit-perhaps-not-on-host" : "unit-not-on-host";
	state(settling, entry, key, name, up_unit_advise(&settling->advice, name, is_user, settling->arena));
}

static bool starts_it(up_str path)
{
	static const char verbs[] = "start restart reload-or-restart enable reenable started restarted enabled";
	size_t blank = path.len;
	while (blank && path.s[blank - 1] != ' ')
		blank--;
	return !blank || up_str_is_listed(up_str_slice(path, blank, path.len), verbs);
}

/* /etc/init.d/X is run, and there is only a unit. */
static void judge_script(struct settling *settling, const struct up_ledger_entry *entry, const struct up_unit *unit)
{
	if (up_str_starts(entry->path, UP_STR("init.d ")) && !(unit->marks & (UP_UNIT_SCRIPT | UP_UNIT_ELSEWHERE)) &&
	    !is_tempered(settling, entry))
		state(settling, entry, "init-script-not-on-host", entry->value,
		      up_arena_printf(settling->arena, "`%.*s` is there", UP_FMT(unit->name)));
}

static void judge(struct settling *settling, const struct up_ledger_entry *entry)
{
	enum up_unit_use use = up_unit_use_of(entry->path);
	if ((use != UP_UNIT_NEEDS && use != UP_UNIT_WANTS) || up_unit_is_far(entry->embedded_in) || !is_owned_text(entry))
		return;
	up_str name = wanted(settling, entry);
	if (!name.len || up_str_eq(name, UP_STR("?")) || up_str_starts(entry->path, UP_STR("rc-")))
		return;
	const struct up_unit *unit = up_unit_set_find(&settling->set, name, is_of_user(settling, entry));
	if (!unit && !up_unit_is_made(name))
		judge_missing(settling, entry, name, use);
	else if (unit && use == UP_UNIT_NEEDS && unit->marks & UP_UNIT_MASKED && starts_it(entry->path) && !is_tempered(settling, entry))
		state(settling, entry, "unit-masked-on-host", name, UP_STR("what starts or enables it fails"));
	else if (unit)
		judge_script(settling, entry, unit);
	up_arena_reset(settling->arena);
}

/* --- a source ----------------------------------------------------------------------------------------------------------- */

/* foo.timer without Unit= activates foo.service; foo.socket also foo@.service. */
static void judge_activation(struct settling *settling, const struct up_ledger_entry *entries, size_t n)
{
	const struct up_ledger_entry *define = NULL;
	for (size_t i = 0; i < n; i++) {
		if (up_str_is_listed(entries[i].path, "Unit Service"))
			return;
		if (up_str_eq(entries[i].path, UP_STR("define")) && !up_str_ends(entries[i].source, UP_STR(".conf")))
			define = &entries[i];
	}
	if (!define || define->side != UP_SIDE_PACKAGE)
		return;
	size_t dot = define->key.len;
	while (dot && define->key.s[dot - 1] != '.')
		dot--;
	up_str stem = up_str_slice(define->key, 0, dot ? dot - 1 : 0), suffix = up_str_slice(define->key, dot, define->key.len);
	if (!stem.len || !up_str_is_listed(suffix, "timer path socket"))
		return;
	up_str service = up_arena_printf(settling->arena, "%.*s.service", UP_FMT(stem));
	up_str template = up_arena_printf(settling->arena, "%.*s@.service", UP_FMT(stem));
	bool is_user = is_of_user(settling, define);
	bool is_there = up_unit_set_find(&settling->set, service, is_user) || up_unit_is_made(service) ||
			(up_str_eq(suffix, UP_STR("socket")) && up_unit_set_get(&settling->set, template, is_user));
	if (!is_there)
		state(settling, define, "unit-not-on-host", service,
		      up_arena_printf(settling->arena, "`%.*s` activates it", UP_FMT(define->key)));
	up_arena_reset(settling->arena);
}

static void judge_source(struct settling *settling, const struct up_ledger_entry *entries, size_t n)
{
	struct source_state *source = &settling->source;
	source->n_asked = 0;
	source->installs = source->installs_any = false;
	for (size_t i = 0; i < n; i++) {
		enum up_unit_use use = up_unit_use_of(entries[i].path);
		source->installs |= use == UP_UNIT_BRINGS;
		source->installs_any |= use == UP_UNIT_BRINGS && up_str_eq(entries[i].key, UP_STR("?"));
		if (use == UP_UNIT_ASKS && source->n_asked < MAX_ASKED)
			source->asked[source->n_asked++] = entries[i].key;
	}
	for (size_t i = 0; i < n; i++)
		judge(settling, &entries[i]);
	judge_activation(settling, entries, n);
}

static void collect_brought(struct settling *settling, const struct up_ledger_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t *n_brought = &settling->n_brought[entries[i].side];
		if (up_unit_use_of(entries[i].path) == UP_UNIT_BRINGS && *n_brought < MAX_BROUGHT)
			settling->brought[entries[i].side][(*n_brought)++] = entries[i].key;
	}
}

static bool refers(const struct up_ledger_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (entries[i].side == UP_SIDE_PACKAGE && up_unit_use_of(entries[i].path) == UP_UNIT_NEEDS)
			return true;
	return false;
}

void up_units_settle(const struct up_ledger *ledger, const struct up_unit_renames *renames, bool is_host_quiet,
		     const struct up_form_sink *sink)
{
	struct settling *settling = up_alloc_zero(1, sizeof *settling);
	size_t n;
	const struct up_ledger_entry *entries = up_ledger_of(ledger, UP_FACT_UNIT, &n);
	up_unit_set_init(&settling->set, ledger);
	settling->advice = (struct up_unit_advice){ &settling->set, renames, MAX_ADVISED };
	settling->sink = sink;
	settling->arena = up_arena_new();
	if (settling->set.is_host) {
		collect_brought(settling, entries, n);
		settling->n_unmet = up_units_unmet(ledger, settling->unmet, MAX_UNMET);
		for (size_t start = 0, end; start < n; start = end) {
			for (end = start + 1;
			     end < n && entries[end].side == entries[start].side && up_str_eq(entries[end].source, entries[start].source);
			     end++)
				;
			if (entries[start].side == UP_SIDE_PACKAGE || !is_host_quiet)
				judge_source(settling, entries + start, end - start);
		}
		up_units_compare(ledger, &settling->set, renames, sink);
	} else if (settling->set.has_host && refers(entries, n)) {
		sink->note(sink->data, UP_NOTE_UNSUPPORTED, UP_STR(""),
			   UP_STR("the host has no unit in usr/lib/systemd/system: those that the package refers to were not looked up"));
	}
	up_units_pair(entries, n, sink);
	if (!settling->advice.left)
		sink->note(sink->data, UP_NOTE_LIMIT, UP_STR(""),
			   UP_STR("more than 1000 units are not there; names that are near were not looked for any more"));
	up_unit_set_finish(&settling->set);
	up_arena_free(settling->arena);
	up_free(settling);
}
