/* systemd's unit files and their kin: units, drop-ins, *.conf of systemd, networkd, nspawn, quadlets. All of them are sections with
 * assignments; what differs is what some of the keys mean. */
#include "common/command.h"
#include "common/exec.h"
#include "common/line.h"
#include "common/scripts.h"

struct unit {
	struct up_parse *p;
	struct up_line_reader reader;
	up_str section;
	uint32_t scope;
	bool has_section, is_partly;
	struct up_word image, entrypoint; /* of a container: the last ones count */
	struct up_words arguments;
	up_span arguments_at;
};

static bool is_one_of(up_str word, const char *const *list)
{
	for (; *list; list++)
		if (up_str_eq(word, up_str_from(*list)))
			return true;
	return false;
}

static bool is_exec(up_str key)
{
	static const char *const keys[] = { "ExecStart", "ExecStartPre", "ExecStartPost", "ExecReload",    "ExecReloadPost",
					    "ExecStop",  "ExecStopPre",  "ExecStopPost",  "ExecCondition", NULL };
	return is_one_of(key, keys);
}

static bool is_timer(up_str key)
{
	static const char *const keys[] = { "OnCalendar",      "OnActiveSec",       "OnBootSec", "OnStartupSec",
					    "OnUnitActiveSec", "OnUnitInactiveSec", NULL };
	return is_one_of(key, keys);
}

/* What moves the times of a timer, or makes up for those that were missed: told beside them. */
static bool is_timer_detail(up_str key)
{
	static const char *const keys[] = { "RandomizedDelaySec", "RandomizedOffsetSec", "Persistent", NULL };
	return is_one_of(key, keys);
}

/* Keys whose value is a list of units, and the sections that give them this meaning. */
static bool is_unit_list(up_str section, up_str key)
{
	static const char *const in_unit[] = { "After",
					       "Before",
					       "Wants",
					       "Requires",
					       "Requisite",
					       "BindsTo",
					       "PartOf",
					       "Upholds",
					       "Conflicts",
					       "OnFailure",
					       "OnSuccess",
					       "Triggers",
					       "BindTo",
					       "PropagatesReloadTo",
					       "ReloadPropagatedFrom",
					       "PropagatesStopTo",
					       "StopPropagatedFrom",
					       "JoinsNamespaceOf",
					       NULL };
	static const char *const in_install[] = { "Also", "WantedBy", "RequiredBy", "UpheldBy", "Alias", NULL };
	static const char *const in_others[] = { "Unit", "Service", "Socket", "Sockets", NULL };
	if (up_str_eq(section, UP_STR("Unit")))
		return is_one_of(key, in_unit);
	if (up_str_eq(section, UP_STR("Install")))
		return is_one_of(key, in_install);
	static const char *const sections[] = { "Timer", "Path", "Socket", "Service", "Automount", NULL };
	return is_one_of(section, sections) && is_one_of(key, in_others);
}

static bool has_unit_suffix(up_str name)
{
	static const char *const suffixes[] = { ".service", ".socket", ".timer", ".target", ".mount",   ".automount", ".path",
						".slice",   ".scope",  ".swap",  ".device", ".busname", NULL };
	for (const char *const *suffix = suffixes; *suffix; suffix++)
		if (up_str_ends(name, up_str_from(*suffix)) && name.len > strlen(*suffix))
			return true;
	return false;
}

/* The folder that holds the source, without what is above it. */
static up_str folder_name(up_str path)
{
	up_str base = up_str_basename(path);
	return base.len < path.len ? up_str_basename(up_str_slice(path, 0, path.len - base.len - 1)) : UP_STR("");
}

/* The unit that a source is about: `a.service`, or `a.service.d/10-b.conf`. Empty where it is none. */
static up_str unit_name(up_str path)
{
	up_str base = up_str_basename(path), folder = folder_name(path);
	if (has_unit_suffix(base))
		return base;
	if (up_str_ends(base, UP_STR(".conf")) && up_str_ends(folder, UP_STR(".d"))) {
		up_str unit = up_str_slice(folder, 0, folder.len - 2);
		if (has_unit_suffix(unit))
			return unit;
	}
	return UP_STR("");
}

static bool is_dynamic(up_str value)
{
	for (size_t i = 0; i + 1 < value.len; i++) {
		if (value.s[i] != '%')
			continue;
		if (value.s[i + 1] != '%' && up_is_alpha(value.s[i + 1]))
			return true;
		i++;
	}
	return false;
}

static bool emit_unit_words(struct unit *unit, const struct up_fact *setting)
{
	for (uint32_t i = 0; i < setting->n_words; i++) {
		const struct up_word *word = &setting->words[i];
		if (!word->text.bytes.len)
			continue;
		struct up_fact fact = {
			.kind = UP_FACT_UNIT,
			.flags = is_dynamic(word->text.bytes) ? UP_FACT_DYNAMIC : 0,
			.scope = unit->scope,
			.path = setting->key,
			.key = word->text.bytes,
			.key_at = word->at,
			.value_at = { word->at.end, word->at.end },
		};
		if (!up_emit(unit->p, &fact))
			return false;
	}
	return true;
}

/* `Environment="A=b c" D=e`: each pair is a setting of its own. */
static bool emit_environment(struct unit *unit, const struct up_fact *setting)
{
	up_str path = up_arena_printf(up_parse_arena(unit->p), "%.*s/%.*s", UP_FMT(unit->section), UP_FMT(setting->key));
	uint32_t scope = up_scope_new(unit->p);
	for (uint32_t i = 0; i < setting->n_words; i++) {
		const struct up_word *word = &setting->words[i];
		size_t equals = up_str_find_byte(word->text.bytes, '=', 0);
		if (equals == SIZE_MAX || !equals) {
			up_note(unit->p, UP_NOTE_SYNTAX, word->at.start, "not a NAME=value pair; systemd ignores it");
			unit->is_partly = true;
			continue;
		}
		uint32_t len = (uint32_t)word->text.bytes.len;
		struct up_fact fact = {
			.kind = UP_FACT_SETTING,
			.flags = (word->flags & UP_WORD_QUOTED ? UP_FACT_QUOTED : 0) | (is_dynamic(word->text.bytes) ? UP_FACT_DYNAMIC : 0),
			.scope = scope,
			.path = path,
			.key = up_str_slice(word->text.bytes, 0, equals),
			.key_at = up_line_span(&word->text, 0, (uint32_t)equals),
		};
		up_fact_take_text(&fact, &word->text, (uint32_t)equals + 1, len);
		fact.value = up_str_slice(word->text.bytes, equals + 1, len);
		if (!up_emit(unit->p, &fact))
			return false;
	}
	return true;
}

static bool emit_schedule(struct unit *unit, const struct up_fact *setting)
{
	/* `OnCalendar=` alone forgets the times before it, those of the unit that a drop-in is for as well. */
	struct up_fact fact = {
		.kind = UP_FACT_SCHEDULE,
		.flags = setting->flags,
		.scope = unit->scope,
		.key = up_arena_printf(up_parse_arena(unit->p), "%.*s=%.*s", UP_FMT(setting->key), UP_FMT(setting->value)),
		.key_at = { setting->key_at.start, setting->value_at.end },
		.value_at = { setting->value_at.end, setting->value_at.end },
	};
	return up_emit(unit->p, &fact);
}

enum {
	LIST_STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_DOUBLE |
		     UP_SPLIT_ESCAPE_BARE | UP_SPLIT_ESCAPE_C | UP_SPLIT_ESCAPE_KEEP,
	/* Unit names hold escapes of their own (`dev-disk-by\x2dlabel.device`), which stay. */
	UNIT_STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE,
};

static void read_words(struct unit *unit, const struct up_text *text, uint32_t start, uint32_t style, struct up_fact *fact)
{
	struct up_splitter splitter;
	struct up_words words = { 0 };
	up_split_init(&splitter, up_parse_arena(unit->p), text, style, NULL);
	splitter.offset = start;
	up_words_read(&words, unit->p, &splitter);
	fact->words = words.items;
	fact->n_words = words.n;
	if (splitter.unclosed != UINT32_MAX) {
		up_note(unit->p, UP_NOTE_SYNTAX, up_text_at(text, splitter.unclosed),
			"a quote that nothing closes; it was taken as it stands");
		unit->is_partly = true;
	}
}

/* --- containers ------------------------------------------------------------------------------------------------------- */

/* Image=, Entrypoint= and Exec= of a quadlet: what runs is known when all of them are. */
static bool take_container(struct unit *unit, const struct up_fact *setting, const struct up_text *text, uint32_t start)
{
	const struct up_word word = { .text = up_text_slice(text, start, (uint32_t)text->bytes.len),
				      .at = setting->value_at,
				      .flags = setting->flags & UP_FACT_DYNAMIC ? UP_WORD_DYNAMIC : 0 };
	if (up_str_eq(setting->key, UP_STR("Entrypoint"))) {
		unit->entrypoint = word;
	} else if (up_str_eq(setting->key, UP_STR("Exec"))) {
		struct up_fact exec = *setting;
		read_words(unit, text, start, LIST_STYLE, &exec);
		unit->arguments = (struct up_words){ .items = (struct up_word *)(uintptr_t)exec.words, .n = exec.n_words };
		unit->arguments_at = setting->value_at;
	} else if (up_str_eq(setting->key, UP_STR("Image"))) {
		const struct up_carrier carrier = { .path = unit->section, .scope = unit->scope };
		const struct up_script_value value = { .text = word.text, .at = word.at };
		unit->image = word;
		return up_script_emit_image(unit->p, &carrier, &value);
	}
	return true;
}

/* Without an entry point of its own the image's runs: options are its flags, anything else is handed to it. */
static bool end_container(struct unit *unit)
{
	const struct up_words *arguments = &unit->arguments;
	const struct up_word *first = unit->entrypoint.text.bytes.len ? &unit->entrypoint : NULL;
	struct up_command_given given = { .whole = first && !arguments->n ? first->at : unit->arguments_at, .is_list = true };
	if (!first && arguments->n && unit->image.text.bytes.len) {
		const struct up_script_value image = { .text = unit->image.text, .at = unit->image.at };
		if (up_str_starts(arguments->items[0].text.bytes, UP_STR("-"))) {
			first = &unit->image;
			given.flags = UP_FACT_IMAGE;
		} else {
			given.image = up_script_image_program(&image).text.bytes;
		}
	}
	given.n_words = arguments->n + (first != NULL);
	struct up_word *words = up_arena_alloc(up_parse_arena(unit->p), (given.n_words + 1) * sizeof *words);
	if (first)
		words[0] = *first;
	if (arguments->n)
		memcpy(words + (first != NULL), arguments->items, arguments->n * sizeof *words);
	given.words = words;
	return !given.n_words || up_str_starts(words[0].text.bytes, UP_STR("-")) || up_command_emit_given(unit->p, &given);
}

/* --- lines ------------------------------------------------------------------------------------------------------------ */

static bool emit_assignment(struct unit *unit, const struct up_text *text, up_span key_at, uint32_t value_start)
{
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = unit->scope,
		.path = unit->section,
		.key = up_parse_bytes(unit->p, key_at),
		.key_at = key_at,
	};
	uint32_t start = value_start, end = (uint32_t)text->bytes.len;
	up_line_narrow(text, &start, &end);
	up_fact_take_text(&fact, text, start, end);
	if (is_dynamic(fact.value))
		fact.flags |= UP_FACT_DYNAMIC;
	bool is_list = is_unit_list(unit->section, fact.key), is_environment = up_str_eq(fact.key, UP_STR("Environment"));
	if (is_list || is_environment)
		read_words(unit, text, start, is_list ? UNIT_STYLE : LIST_STYLE, &fact);
	if (!up_emit(unit->p, &fact))
		return false;
	if (is_list)
		return emit_unit_words(unit, &fact);
	if (is_environment)
		return emit_environment(unit, &fact);
	if (up_str_eq(unit->section, UP_STR("Container")))
		return take_container(unit, &fact, text, start);
	if (is_exec(fact.key))
		return up_exec_emit(unit->p, text, start, end);
	if (!up_str_eq(unit->section, UP_STR("Timer")) || !(is_timer(fact.key) || is_timer_detail(fact.key)))
		return true;
	return emit_schedule(unit, &fact);
}

static void note_syntax(struct unit *unit, uint32_t offset, const char *what)
{
	up_note(unit->p, UP_NOTE_SYNTAX, offset, "%s", what);
	unit->is_partly = true;
}

static void open_section(struct unit *unit, up_span at)
{
	up_str line = up_parse_bytes(unit->p, at);
	if (line.s[line.len - 1] != ']') {
		note_syntax(unit, at.start, "a section header without its closing bracket; the line was passed over");
		return;
	}
	unit->section = up_str_slice(line, 1, line.len - 1);
	unit->scope = up_scope_new(unit->p);
	unit->has_section = true;
}

/* `.include PATH` pulled in another unit until systemd 247; it has no equals sign. */
static bool emit_include(struct unit *unit, const struct up_text *text, up_span at)
{
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = unit->scope,
		.path = unit->section,
		.key = UP_STR(".include"),
		.key_at = { at.start, at.start + 8 },
	};
	up_fact_take_text(&fact, text, at.start + 8 - text->at, (uint32_t)text->bytes.len);
	return up_emit(unit->p, &fact);
}

static bool read_line(struct unit *unit, up_span line)
{
	static const struct up_line_join join = { .between = " ", .comments = "#;" };
	struct up_text text;
	up_span at = up_line_trim(unit->reader.bytes, line);
	if (at.start == at.end)
		return true;
	char first = unit->reader.bytes.s[at.start];
	if (first == '#' || first == ';')
		return up_emit_comment(unit->p, at);
	if (!up_line_join(&unit->reader, (up_span){ at.start, line.end }, &join, &text))
		return false;
	if (first == '[') {
		open_section(unit, at);
		return true;
	}
	if (up_str_starts(text.bytes, UP_STR(".include ")) && !text.n_pieces)
		return emit_include(unit, &text, at);
	size_t equals = up_str_find_byte(text.bytes, '=', 0);
	if (equals == SIZE_MAX || !equals) {
		note_syntax(unit, at.start,
			    equals ? "neither a section nor an assignment; the line was passed over"
				   : "an assignment without a key; the line was passed over");
		return true;
	}
	if (!unit->has_section)
		note_syntax(unit, at.start, "an assignment before the first section, which systemd ignores");
	uint32_t start = 0, end = (uint32_t)equals;
	up_line_narrow(&text, &start, &end);
	return emit_assignment(unit, &text, up_line_span(&text, start, end), (uint32_t)equals + 1);
}

static enum up_parse_result systemd_unit_parse(struct up_parse *p)
{
	struct unit unit = { .p = p };
	up_line_reader_init(&unit.reader, p);
	up_str name = unit_name(up_parse_source(p)->name);
	if (name.len)
		up_emit(p, &(struct up_fact){ .kind = UP_FACT_UNIT, .path = UP_STR("define"), .key = name });
	up_span line;
	while (up_line_read(&unit.reader, &line) && read_line(&unit, line))
		;
	end_container(&unit);
	return unit.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static bool is_below(up_str path, const char *folder)
{
	return up_str_contains(path, up_str_from(folder));
}

/* Does the source look like sections with assignments? Only the first bytes are asked. */
static bool has_section(up_str bytes)
{
	up_str head = up_str_slice(bytes, 0, 4096);
	static const char *const sections[] = { "[Unit]",    "[Service]", "[Install]", "[Socket]",    "[Timer]",   "[Mount]",
						"[Network]", "[Match]",   "[NetDev]",  "[Container]", "[Manager]", NULL };
	for (const char *const *section = sections; *section; section++)
		if (up_str_contains(head, up_str_from(*section)))
			return true;
	return false;
}

/* Files below systemd/ that are no sections with assignments have line formats of their own: tmpfiles.d, sysusers.d, presets. */
static bool has_any_section(up_str bytes)
{
	up_str head = up_str_slice(bytes, 0, 4096);
	return up_str_starts(head, UP_STR("[")) || up_str_contains(head, UP_STR("\n[")) || up_str_contains(head, UP_STR("\r["));
}

static int bid_by_suffix(up_str path, up_str bytes)
{
	static const char *const network[] = { ".network", ".netdev", ".link", ".nspawn", NULL };
	static const char *const quadlets[] = { ".container", ".volume", ".kube", ".pod", ".image", ".build", NULL };
	bool in_systemd = is_below(path, "/systemd/") || up_str_starts(path, UP_STR("systemd/"));
	for (const char *const *suffix = network; *suffix; suffix++)
		if (up_str_ends(path, up_str_from(*suffix)))
			return in_systemd ? UP_BID_SURE : has_section(bytes) ? UP_BID_NAME : UP_BID_NONE;
	for (const char *const *suffix = quadlets; *suffix; suffix++)
		if (up_str_ends(path, up_str_from(*suffix)))
			return is_below(path, "containers/systemd/") ? UP_BID_SURE : UP_BID_NONE;
	return up_str_ends(path, UP_STR(".conf")) && in_systemd && has_any_section(bytes) ? UP_BID_NAME : UP_BID_NONE;
}

static int systemd_unit_bid(const struct up_source *source)
{
	up_str path = source->name;
	bool in_systemd = is_below(path, "/systemd/") || up_str_starts(path, UP_STR("systemd/"));
	if (unit_name(path).len) {
		if (is_below(path, "dbus-1/"))
			return UP_BID_NONE;
		if (in_systemd || has_section(source->bytes))
			return UP_BID_SURE;
		return up_str_ends(path, UP_STR(".service")) || !source->bytes.len ? UP_BID_NAME : UP_BID_NONE;
	}
	return bid_by_suffix(path, source->bytes);
}

const struct up_parser up_parser_systemd_unit = {
	.name = "systemd-unit",
	.summary = "systemd units, drop-ins and the other files of systemd: sections with assignments",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = up_parser_has_commands,
	.bid = systemd_unit_bid,
	.parse = systemd_unit_parse,
};
