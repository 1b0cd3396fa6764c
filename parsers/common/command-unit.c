/* Units that commands refer to: systemctl, service and what else starts and stops daemons. Literal names, and `foo@$X`, which is some instance of
 * foo@.service. What is said to another machine or container is none of this host's business and is not stated. */
#include "common/command-unit.h"

static const char unit_suffixes[] = "service socket target timer path mount automount swap slice scope device snapshot";

enum {
	MAX_AHEAD = 512, /* bytes behind a command that are looked at for `|| true` and `>FILE` */
};

static const char systemctl_verbs[] =
	"start stop restart reload try-restart reload-or-restart try-reload-or-restart force-reload condrestart condreload condstop enable "
	"disable reenable mask unmask preset link revert edit cat status show help is-active is-enabled is-failed kill clean freeze thaw "
	"was-enabled update-state debian-installed purge list-units list-unit-files "
	"reset-failed add-wants add-requires isolate set-property list-dependencies bind mount-image set-default";

static const struct up_command_wrapper systemctl = { .shorts = "tpsHMnoPC",
						     .longs = "type property state signal host machine lines output root image "
							      "job-mode kill-who kill-whom kill-value preset-mode what timestamp "
							      "message when check-inhibitors legend reboot-argument" };

static bool is_literal(const struct up_parse *p, const struct up_word *word)
{
	if (word->flags & UP_WORD_DYNAMIC || up_parse_is_masked(p, word->at))
		return false;
	up_str text = word->text.bytes;
	for (size_t i = 0; i < text.len; i++)
		if (text.s[i] == '\0' || strchr("*?[]{}$`\"' \t\r\n", text.s[i]))
			return false;
	return text.len && text.s[0] != '-';
}

up_str up_units_suffix(up_str name)
{
	size_t dot = name.len;
	while (dot > 0 && name.s[dot - 1] != '.')
		dot--;
	up_str suffix = dot > 1 ? up_str_slice(name, dot, name.len) : UP_STR("");
	return up_command_listed(unit_suffixes, suffix) ? suffix : UP_STR("");
}

/* Does the source ask for it, by its name or as a file: [ -x /etc/init.d/foo ], [ -e /lib/systemd/system/foo.service ]? */
static bool is_asked_for(const struct up_units *units, up_str name)
{
	const struct up_command_names *names = units->said->names;
	return names && names->flags_of && (names->flags_of(names->data, name) & UP_FACT_GUARDED);
}

bool up_units_emit(const struct up_units *units, up_str key, const struct up_word *word, uint32_t flags)
{
	const char *user = units->is_user ? " --user" : "";
	up_str path = units->verb.len ? up_arena_printf(up_parse_arena(units->p), "%s%s %.*s", units->tool, user, UP_FMT(units->verb))
				      : up_str_from(units->tool);
	if (up_str_eq(units->verb, UP_STR("stop")) && up_units_is_argued(units, word))
		flags |= UP_FACT_ARGUED;
	bool is_asked = is_asked_for(units, key) || is_asked_for(units, up_str_basename(word->text.bytes));
	return up_emit(units->p, &(struct up_fact){ .kind = UP_FACT_UNIT,
						    .flags = units->flags | flags | (is_asked ? UP_FACT_GUARDED : 0),
						    .path = path,
						    .key = key,
						    .value = word->text.bytes,
						    .key_at = word->at,
						    .value_at = word->at });
}

/* `foo@$X`, `"foo@${X}.service"`: the template that it is an instance of, or nothing. */
static up_str template_of(const struct up_units *units, const struct up_word *word)
{
	up_str text = up_str_basename(word->text.bytes);
	if (text.len && text.s[0] == '"')
		text = up_str_slice(text, 1, text.len);
	if (text.len && text.s[text.len - 1] == '"')
		text.len--;
	size_t at = 0;
	while (at < text.len && (up_is_alnum(text.s[at]) || strchr("_.:-", text.s[at])))
		at++;
	if (!at || at + 1 >= text.len || text.s[at] != '@' || up_parse_is_masked(units->p, word->at))
		return UP_STR("");
	up_str suffix = up_units_suffix(text);
	return up_arena_printf(up_parse_arena(units->p), "%.*s@.%.*s", UP_FMT(up_str_slice(text, 0, at)),
			       UP_FMT(suffix.len ? suffix : UP_STR("service")));
}

bool up_units_emit_named(const struct up_units *units, up_str name, const struct up_word *word)
{
	up_str key = up_units_suffix(name).len ? name : up_arena_printf(up_parse_arena(units->p), "%.*s.service", UP_FMT(name));
	return up_units_emit(units, key, word, 0);
}

static bool emit_unit(const struct up_units *units, const struct up_word *word)
{
	if (word->flags & UP_WORD_DYNAMIC) {
		up_str template = template_of(units, word);
		return template.len ? up_units_emit(units, template, word, UP_FACT_DYNAMIC) : up_units_emit_variable(units, word);
	}
	if (!is_literal(units->p, word))
		return up_units_emit_variable(units, word);
	up_str name = up_str_basename(word->text.bytes);
	return !name.len || up_units_emit_named(units, name, word);
}

bool up_command_emit_unit(struct up_parse *p, const char *tool, up_str verb, const struct up_word *word, uint32_t flags)
{
	const struct up_command_said said = { 0 };
	return emit_unit(&(struct up_units){ .p = p, .said = &said, .tool = tool, .verb = verb, .flags = flags }, word);
}

/* --- tools ------------------------------------------------------------------------------------------------------------ */

/* -H HOST, -M CONTAINER, --root=DIR: not this host. */
static bool is_elsewhere(const struct up_word *words, uint32_t n_words)
{
	static const char *const options[] = { "--host", "--machine", "--root", "--image" };
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		if (up_str_starts(word, UP_STR("-H")) || up_str_starts(word, UP_STR("-M")))
			return true;
		for (size_t k = 0; k < sizeof options / sizeof *options; k++)
			if (up_str_starts(word, up_str_from(options[k])))
				return true;
	}
	return false;
}

bool up_units_has_word(const struct up_word *words, uint32_t n_words, const char *list)
{
	for (uint32_t i = 1; i < n_words; i++)
		if (up_command_listed(list, words[i].text.bytes))
			return true;
	return false;
}

static bool emit_systemctl(struct up_units *units, const struct up_word *words, uint32_t n_words)
{
	bool bare;
	uint32_t i = up_command_skip_options(&systemctl, words, n_words, 1, &bare);
	if (i >= n_words || !up_command_listed(systemctl_verbs, words[i].text.bytes) || is_elsewhere(words, n_words))
		return true;
	units->verb = words[i++].text.bytes;
	units->is_user = up_units_has_word(words, n_words, "--user --global");
	bool one = up_str_eq(units->verb, UP_STR("set-property"));
	while ((i = up_command_skip_options(&systemctl, words, n_words, i, &bare)) < n_words) {
		if (!emit_unit(units, &words[i++]))
			return false;
		if (one)
			break;
	}
	return true;
}

/* `service X start`, `invoke-rc.d --quiet X restart`, `rc-service X stop`, `update-rc.d X defaults`: the name, then the verb. */
static bool emit_service(struct up_units *units, const struct up_word *words, uint32_t n_words)
{
	const struct up_command_wrapper none = { 0 };
	bool bare;
	uint32_t i = up_command_skip_options(&none, words, n_words, 1, &bare);
	uint32_t verb = i < n_words ? up_command_skip_options(&none, words, n_words, i + 1, &bare) : n_words;
	if (verb >= n_words)
		return true;
	units->verb = words[verb].flags & UP_WORD_DYNAMIC ? UP_STR("?") : words[verb].text.bytes;
	return emit_unit(units, &words[i]);
}

/* `rc-update add X default`, `chkconfig X on`, `chkconfig --add X` */
static bool emit_verb_first(struct up_units *units, const struct up_word *words, uint32_t n_words)
{
	for (uint32_t i = 1; i + 1 < n_words; i++) {
		bool is_before = up_command_listed("add del delete --add --del enable disable", words[i].text.bytes);
		if (!is_before && !up_command_listed("on off reset", words[i + 1].text.bytes))
			continue;
		units->verb = words[is_before ? i : i + 1].text.bytes;
		return emit_unit(units, &words[is_before ? i + 1 : i]);
	}
	return true;
}

static bool emit_init_script(struct up_units *units, const struct up_word *words, uint32_t n_words)
{
	up_str name = words[0].text.bytes;
	if (n_words < 2 || (words[0].flags & UP_WORD_DYNAMIC))
		return true;
	if (!up_str_starts(name, UP_STR("/etc/init.d/")) && !up_str_starts(name, UP_STR("/etc/rc.d/init.d/")))
		return true;
	units->tool = "init.d";
	units->verb = words[1].flags & UP_WORD_DYNAMIC ? UP_STR("?") : words[1].text.bytes;
	return emit_unit(units, &words[0]);
}

/* `systemd-run --unit=X` makes X.service, with --on-… X.timer too. */
static bool emit_run(struct up_units *units, const struct up_word *words, uint32_t n_words)
{
	up_str name = UP_STR("");
	uint32_t at = 0;
	bool has_timer = false;
	for (uint32_t i = 1; i < n_words && up_str_starts(words[i].text.bytes, UP_STR("-")); i++) {
		up_str word = words[i].text.bytes;
		bool is_apart = up_command_listed("-u --unit", word);
		has_timer |= up_str_starts(word, UP_STR("--on-"));
		if (is_apart && i + 1 < n_words)
			at = ++i;
		else if (up_str_starts(word, UP_STR("--unit=")))
			at = i;
		if (at == i)
			name = is_apart ? words[i].text.bytes : up_str_slice(word, sizeof "--unit=" - 1, word.len);
	}
	if (!at || !is_literal(units->p, &(struct up_word){ .text = { .bytes = name }, .at = words[at].at, .flags = words[at].flags }))
		return true;
	if (up_units_suffix(name).len)
		return up_units_emit(units, name, &words[at], 0);
	struct up_arena *arena = up_parse_arena(units->p);
	return up_units_emit(units, up_arena_printf(arena, "%.*s.service", UP_FMT(name)), &words[at], 0) &&
	       (!has_timer || up_units_emit(units, up_arena_printf(arena, "%.*s.timer", UP_FMT(name)), &words[at], 0));
}

/* --- all of them ------------------------------------------------------------------------------------------------------ */

/* What stands behind the command in its line, as far as it is looked at. A backslash joins lines. */
up_str up_units_behind(const struct up_units *units)
{
	up_str bytes = up_parse_source(units->p)->bytes;
	size_t start = units->said->whole.end;
	up_str ahead = up_str_slice(bytes, start, start + MAX_AHEAD);
	size_t end = up_str_find_byte(ahead, '\n', 0);
	while (end != SIZE_MAX && start + end && ahead.s[(ptrdiff_t)end - 1] == '\\')
		end = up_str_find_byte(ahead, '\n', end + 1);
	return up_str_slice(ahead, 0, end);
}

/* `|| { echo no; exit 1; }`: most blocks end the script, and one that goes on behind the line may. */
static bool block_goes_on(up_str after)
{
	static const char *const ends[] = { "exit", "return", "die", "fail", "false" };
	size_t close = up_str_find_byte(after, '}', 0);
	up_str block = up_str_slice(after, 0, close);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (up_str_contains(block, up_str_from(ends[i])))
			return false;
	return close != SIZE_MAX;
}

/* What follows `||`: does the source go on? */
static bool goes_on(up_str after)
{
	after = up_str_trim(after);
	while (after.len && strchr("(\\\n", after.s[0]))
		after = up_str_trim(up_str_slice(after, 1, after.len));
	if (up_str_starts(after, UP_STR("{")))
		return block_goes_on(after);
	size_t end = 0;
	while (end < after.len && (up_is_alnum(after.s[end]) || after.s[end] == '_'))
		end++;
	up_str word = up_str_slice(after, 0, end), rest = up_str_trim(up_str_slice(after, end, after.len));
	if (up_command_listed("exit return", word))
		return up_str_starts(rest, UP_STR("0"));
	return !up_command_listed("die fail fatal abort err error bail panic false", word);
}

/* `systemctl restart foo || true` */
static bool is_forgiven(up_str line)
{
	for (size_t i = 0; i + 1 < line.len; i++) {
		char c = line.s[i];
		if (c == ';' || c == '#' || (c == '&' && line.s[i + 1] != '&' && i && line.s[i - 1] != '>' && line.s[i - 1] != '&'))
			return false;
		if (c == '|' && line.s[i + 1] == '|')
			return goes_on(up_str_slice(line, i + 2, line.len));
	}
	return false;
}

bool up_command_emit_units(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words,
			   const struct up_command_said *said)
{
	static const struct {
		const char *names;
		bool (*emit)(struct up_units *units, const struct up_word *words, uint32_t n_words);
	} tools[] = {
		{ "systemctl deb-systemd-invoke deb-systemd-helper", emit_systemctl },
		{ "service invoke-rc.d rc-service update-rc.d", emit_service },
		{ "rc-update chkconfig", emit_verb_first },
		{ "systemd-run", emit_run },
	};
	static const struct {
		const char *names, *verbs;
	} managers[] = {
		{ "apt apt-get aptitude dnf yum microdnf tdnf zypper snap", "install reinstall in groupinstall" },
		{ "apk", "add" },
		{ "dpkg rpm", "-i --install -U -Uvh -ivh --upgrade" },
		{ "pacman", "-S -Sy -Syu" },
		{ "make", "install" },
	};
	if (!name.len || said->is_elsewhere)
		return true;
	struct up_units units = { .p = p,
				  .said = said,
				  .flags = said->flags & (UP_FACT_GUARDED | UP_FACT_FALLBACK | UP_FACT_ASKED | UP_FACT_FORGIVEN) };
	for (size_t i = 0; strchr("sdiruc", name.s[0]) && i < sizeof tools / sizeof *tools; i++) {
		if (!up_command_listed(tools[i].names, name))
			continue;
		char tool[24] = { 0 };
		memcpy(tool, name.s, name.len);
		units.tool = up_arena_printf(up_parse_arena(p), "%s", tool).s;
		units.flags |= is_forgiven(up_units_behind(&units)) ? UP_FACT_FORGIVEN : 0;
		return tools[i].emit(&units, words, n_words);
	}
	for (size_t i = 0; strchr("admytzspr", name.s[0]) && i < sizeof managers / sizeof *managers; i++)
		if (up_command_listed(managers[i].names, name))
			return up_units_installed(&units, words, n_words, managers[i].verbs);
	if (up_command_listed("cp mv install ln tee curl wget rsync scp", name) && !up_units_copied(&units, name, words, n_words))
		return false;
	return up_units_redirected(&units) && emit_init_script(&units, words, n_words);
}
