/* Units that commands refer to: systemctl, service, invoke-rc.d and what else starts and stops daemons. Literal names only. */
#include "common/command-private.h"

static const char unit_suffixes[] = "service socket target timer path mount automount swap slice scope device snapshot";

static const char systemctl_verbs[] =
	"start stop restart reload try-restart reload-or-restart try-reload-or-restart force-reload condrestart condreload condstop enable "
	"disable reenable mask unmask preset link revert edit cat status show help is-active is-enabled is-failed kill clean freeze thaw "
	"was-enabled update-state debian-installed purge "
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

bool up_command_emit_unit(struct up_parse *p, const char *tool, up_str verb, const struct up_word *word)
{
	if (!is_literal(p, word))
		return true;
	up_str name = up_str_basename(word->text.bytes);
	if (!name.len)
		return true;
	size_t dot = name.len;
	while (dot > 0 && name.s[dot - 1] != '.')
		dot--;
	up_str key = name;
	if (!dot || !up_command_listed(unit_suffixes, up_str_slice(name, dot, name.len)))
		key = up_arena_printf(up_parse_arena(p), "%.*s.service", UP_FMT(name));
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_UNIT,
					     .path = up_arena_printf(up_parse_arena(p), "%s %.*s", tool, UP_FMT(verb)),
					     .key = key,
					     .value = word->text.bytes,
					     .key_at = word->at,
					     .value_at = word->at });
}

static bool emit_systemctl(struct up_parse *p, const char *tool, const struct up_word *words, uint32_t n_words)
{
	bool bare;
	uint32_t i = up_command_skip_options(&systemctl, words, n_words, 1, &bare);
	if (i >= n_words || !up_command_listed(systemctl_verbs, words[i].text.bytes))
		return true;
	up_str verb = words[i++].text.bytes;
	bool one = up_str_eq(verb, UP_STR("set-property"));
	while ((i = up_command_skip_options(&systemctl, words, n_words, i, &bare)) < n_words) {
		if (!up_command_emit_unit(p, tool, verb, &words[i++]))
			return false;
		if (one)
			break;
	}
	return true;
}

/* `service X start`, `invoke-rc.d --quiet X restart`, `rc-service X stop`, `update-rc.d X defaults`: the name, then the verb. */
static bool emit_service(struct up_parse *p, const char *tool, const struct up_word *words, uint32_t n_words)
{
	const struct up_command_wrapper none = { 0 };
	bool bare;
	uint32_t i = up_command_skip_options(&none, words, n_words, 1, &bare);
	uint32_t verb = i < n_words ? up_command_skip_options(&none, words, n_words, i + 1, &bare) : n_words;
	if (verb >= n_words)
		return true;
	up_str what = words[verb].flags & UP_WORD_DYNAMIC ? UP_STR("?") : words[verb].text.bytes;
	return up_command_emit_unit(p, tool, what, &words[i]);
}

/* `rc-update add X default`, `chkconfig X on`, `chkconfig --add X` */
static bool emit_verb_first(struct up_parse *p, const char *tool, const struct up_word *words, uint32_t n_words)
{
	for (uint32_t i = 1; i + 1 < n_words; i++) {
		up_str verb = words[i].text.bytes;
		if (up_command_listed("add del delete --add --del enable disable", verb))
			return up_command_emit_unit(p, tool, verb, &words[i + 1]);
		if (up_command_listed("on off reset", words[i + 1].text.bytes))
			return up_command_emit_unit(p, tool, words[i + 1].text.bytes, &words[i]);
	}
	return true;
}

static bool emit_init_script(struct up_parse *p, const struct up_word *words, uint32_t n_words)
{
	up_str name = words[0].text.bytes;
	if (n_words < 2 || (words[0].flags & UP_WORD_DYNAMIC))
		return true;
	if (!up_str_starts(name, UP_STR("/etc/init.d/")) && !up_str_starts(name, UP_STR("/etc/rc.d/init.d/")))
		return true;
	up_str verb = words[1].flags & UP_WORD_DYNAMIC ? UP_STR("?") : words[1].text.bytes;
	return up_command_emit_unit(p, "init.d", verb, &words[0]);
}

bool up_command_emit_units(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words)
{
	if (!name.len)
		return true;
	switch (name.s[0]) {
	case 's':
		if (up_str_eq(name, UP_STR("systemctl")))
			return emit_systemctl(p, "systemctl", words, n_words);
		if (up_str_eq(name, UP_STR("service")))
			return emit_service(p, "service", words, n_words);
		break;
	case 'd':
		if (up_str_eq(name, UP_STR("deb-systemd-invoke")))
			return emit_systemctl(p, "deb-systemd-invoke", words, n_words);
		if (up_str_eq(name, UP_STR("deb-systemd-helper")))
			return emit_systemctl(p, "deb-systemd-helper", words, n_words);
		break;
	case 'i':
		if (up_str_eq(name, UP_STR("invoke-rc.d")))
			return emit_service(p, "invoke-rc.d", words, n_words);
		break;
	case 'r':
		if (up_str_eq(name, UP_STR("rc-service")))
			return emit_service(p, "rc-service", words, n_words);
		if (up_str_eq(name, UP_STR("rc-update")))
			return emit_verb_first(p, "rc-update", words, n_words);
		break;
	case 'u':
		if (up_str_eq(name, UP_STR("update-rc.d")))
			return emit_service(p, "update-rc.d", words, n_words);
		break;
	case 'c':
		if (up_str_eq(name, UP_STR("chkconfig")))
			return emit_verb_first(p, "chkconfig", words, n_words);
		break;
	default:
		break;
	}
	return emit_init_script(p, words, n_words);
}
