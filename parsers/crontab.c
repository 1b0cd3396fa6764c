/* Crontabs: the system's own (with a user field), users' (without), and anacron's. */
#include "base/lines.h"
#include "common/cron-user.h"
#include "common/line.h"
#include "core/cron-time.h"

enum form {
	FORM_USER,
	FORM_SYSTEM,
	FORM_ANACRON,
};

struct table {
	struct up_parse *p;
	struct up_line_reader reader;
	enum form form;
	bool is_table;            /* surely one: by its name, or since a job stood in it */
	uint32_t carriage_return; /* the first one that cron would read; UINT32_MAX: none */
	bool is_partly;
};

/* One line of fields. Offsets are those of the source: a crontab knows no continuation. */
struct job {
	struct up_splitter splitter;
	struct up_word fields[_UP_CRON_FIELD_MAX];
	uint32_t n_fields;
	bool is_named; /* @daily and its kin */
	up_str user;
	up_span command_at;
};

static up_span job_time_at(const struct job *job)
{
	return (up_span){ job->fields[0].at.start, job->fields[job->n_fields - 1].at.end };
}

static bool is_known_name(up_str word)
{
	/* In small letters only. FreeBSD knows more: @every_minute, @600. */
	static const char *const names[] = { "@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(word, up_str_from(names[i])))
			return true;
	return false;
}

/* Reads the time part. The number of leading words that could be time fields is returned; 5 (or 1 for a name) is what is wanted. */
static uint32_t read_time(struct job *job)
{
	uint32_t n_good = 0, n_later = 0;
	job->n_fields = 0;
	while (job->n_fields < _UP_CRON_FIELD_MAX && up_split_word(&job->splitter, &job->fields[job->n_fields])) {
		up_str word = job->fields[job->n_fields++].text.bytes;
		if (job->n_fields == 1 && word.s[0] == '@') {
			job->is_named = true;
			/* Go's cron library: `@every 5m`. */
			if (up_str_eq_nocase(word, UP_STR("@every")) && up_split_word(&job->splitter, &job->fields[1]))
				job->n_fields++;
			return 1;
		}
		bool is_good = up_cron_field_looks_like(word);
		if (is_good && n_good + 1 == job->n_fields)
			n_good++;
		else
			n_later += is_good;
	}
	/* One odd field among good ones is a bad time, not a short line. */
	return job->n_fields == _UP_CRON_FIELD_MAX && n_good + n_later + 1 >= _UP_CRON_FIELD_MAX && n_good < _UP_CRON_FIELD_MAX && n_later
		       ? _UP_CRON_FIELD_MAX
		       : n_good;
}

static void job_begin(struct job *job, struct up_parse *p, const struct up_text *text, up_span at)
{
	*job = (struct job){ 0 };
	up_split_init(&job->splitter, up_parse_arena(p), text, 0, NULL);
	job->splitter.offset = at.start;
	job->splitter.end = at.end;
	/* cronie and SuSE: a leading minus keeps the run out of the log. */
	if (at.end - at.start > 1 && text->bytes.s[at.start] == '-' && text->bytes.s[at.start + 1] != '-')
		job->splitter.offset++;
}

static up_span rest_of(struct job *job)
{
	up_split_skip(&job->splitter);
	return (up_span){ job->splitter.offset, job->splitter.end };
}

/* --- environment ---------------------------------------------------------------------------------------------------------- */

/* `NAME = value`, the name perhaps in quotes. False where the line is something else. */
static bool find_equals(up_str bytes, up_span at, up_span *ret_name_at, uint32_t *ret_equals)
{
	uint32_t i = at.start;
	char quote = bytes.s[i] == '"' || bytes.s[i] == '\'' ? bytes.s[i] : '\0';
	i += quote != '\0';
	while (i < at.end && (quote ? bytes.s[i] != quote : bytes.s[i] != '=' && !up_is_blank(bytes.s[i])))
		i++;
	i += quote && i < at.end;
	*ret_name_at = (up_span){ at.start, i };
	while (i < at.end && up_is_blank(bytes.s[i]))
		i++;
	*ret_equals = i;
	return i < at.end && bytes.s[i] == '=' && ret_name_at->end > at.start + (quote ? 2 : 0);
}

static up_str unquoted(up_str text, bool *ret_is_quoted)
{
	*ret_is_quoted = text.len >= 2 && (text.s[0] == '"' || text.s[0] == '\'') && text.s[text.len - 1] == text.s[0];
	return *ret_is_quoted ? up_str_slice(text, 1, text.len - 1) : text;
}

/* cron puts the value into the environment as it stands: $HOME and ~ stay what they are. */
static bool holds_variable(up_str value)
{
	for (size_t i = 0; i + 1 < value.len; i++) {
		char next = value.s[i + 1];
		if (value.s[i] == '$' && (up_is_alpha(next) || next == '_' || next == '{' || next == '('))
			return true;
		if (value.s[i] == '~' && next == '/' && (i == 0 || value.s[i - 1] == ':'))
			return true;
	}
	return false;
}

/* The clock of the jobs below, by cronie; other crons do not know it. */
static bool emit_zone(struct table *table, const struct up_fact *setting)
{
	struct up_parse *p = table->p;
	if (!up_emit_form(p, "cron-tz-ignored", setting->value, setting->key_at))
		return false;
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_SCHEDULE,
					     .key = up_arena_printf(up_parse_arena(p), "CRON_TZ=%.*s", UP_FMT(setting->value)),
					     .key_at = { setting->key_at.start, setting->value_at.end },
					     .value_at = { setting->value_at.end, setting->value_at.end } });
}

static bool emit_environment(struct table *table, up_span at, up_span name_at, uint32_t equals)
{
	struct up_parse *p = table->p;
	bool is_quoted, is_name_quoted;
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.key = unquoted(up_parse_bytes(p, name_at), &is_name_quoted),
		.key_at = name_at,
		.value_at = up_line_trim(table->reader.bytes, (up_span){ equals + 1, at.end }),
	};
	fact.value = unquoted(up_parse_bytes(p, fact.value_at), &is_quoted);
	if (is_quoted)
		fact.flags |= UP_FACT_QUOTED;
	if (fact.value_at.start == fact.value_at.end) {
		fact.flags |= UP_FACT_EMPTY;
		fact.value_at = (up_span){ name_at.end, name_at.end };
	}
	if (!up_emit(p, &fact))
		return false;
	if (up_str_eq(fact.key, UP_STR("CRON_TZ")) && !emit_zone(table, &fact))
		return false;
	return !holds_variable(fact.value) || up_emit_form(p, "variable-in-environment", fact.value, fact.value_at);
}

/* --- jobs ----------------------------------------------------------------------------------------------------------------- */

static bool note_short(struct table *table, up_span at)
{
	table->is_partly = true;
	up_note(table->p, UP_NOTE_SYNTAX, at.start, "a job needs %s; the line was passed over",
		table->form == FORM_ANACRON  ? "period, delay, name and a command"
		: table->form == FORM_SYSTEM ? "five time fields, a user and a command"
					     : "five time fields and a command");
	return up_emit_form(table->p, "too-few-fields", up_parse_bytes(table->p, at), at);
}

/* Splits what follows the time into user and command. *ret_form: what is wrong with it, or NULL. False: no command. */
static bool take_user(struct table *table, struct job *job, const char **ret_form, up_span *ret_form_at)
{
	struct up_word word;
	up_span all = rest_of(job);
	*ret_form = NULL;
	job->command_at = all;
	if (!up_split_word(&job->splitter, &word))
		return false;
	up_span rest = rest_of(job);
	bool has_rest = rest.start < rest.end;
	*ret_form_at = word.at;
	if (table->form == FORM_USER && word.text.bytes.s[0] == '*') {
		*ret_form = "sixth-time-field";
		return true;
	}
	if (table->form == FORM_USER) {
		if (!has_rest || !up_cron_user_is_known(word.text.bytes))
			return true;
		*ret_form = "extra-user";
	} else if (up_cron_word_is_command(word.text.bytes) || !up_cron_user_is_plausible(word.text.bytes) || !has_rest ||
		   table->reader.bytes.s[rest.start] == '-') {
		*ret_form = "missing-user";
		return has_rest || !up_cron_user_is_known(word.text.bytes);
	}
	job->user = word.text.bytes;
	job->command_at = rest;
	return true;
}

static bool state_days(struct up_parse *p, const struct job *job, const uint64_t *values, bool is_valid)
{
	const struct up_word *day = &job->fields[UP_CRON_DAY], *weekday = &job->fields[UP_CRON_WEEKDAY];
	up_span at = { day->at.start, weekday->at.end };
	if (up_parse_is_masked(p, day->at) || up_parse_is_masked(p, weekday->at))
		return true;
	if (day->text.bytes.s[0] != '*' && weekday->text.bytes.s[0] != '*')
		return up_emit_form(p, "both-day-fields", up_parse_bytes(p, at), at);
	if (!is_valid || weekday->text.bytes.s[0] != '*' || up_cron_day_exists(values[UP_CRON_DAY], values[UP_CRON_MONTH]))
		return true;
	at.end = job->fields[UP_CRON_MONTH].at.end;
	return up_emit_form(p, "never-runs", up_parse_bytes(p, at), at);
}

/* FORM facts of the time part. */
static bool state_time(struct table *table, const struct job *job)
{
	struct up_parse *p = table->p;
	uint64_t values[_UP_CRON_FIELD_MAX] = { 0 };
	bool is_valid = true;
	if (job->is_named) {
		up_str name = job->fields[0].text.bytes;
		return job->n_fields > 1 || is_known_name(name) || up_emit_form(p, "bad-time", name, job->fields[0].at);
	}
	for (uint32_t i = 0; i < _UP_CRON_FIELD_MAX; i++) {
		const struct up_word *field = &job->fields[i];
		if (up_parse_is_masked(p, field->at)) {
			is_valid = false; /* nobody knows what will stand there */
			continue;
		}
		up_str text = field->text.bytes;
		bool is_good = up_cron_field_read(i, text, &values[i]);
		is_valid = is_valid && is_good;
		const char *form = !is_good                          ? "bad-time"
				   : up_cron_step_is_lost(text)      ? "step-without-range"
				   : up_cron_is_random(text)         ? "random-time"
				   : up_cron_step_is_uneven(i, text) ? "uneven-step"
								     : NULL;
		if (form && !up_emit_form(p, form, text, field->at))
			return false;
	}
	return state_days(p, job, values, is_valid);
}

/* The command ends at the first % that no backslash protects; what follows is its standard input. `\%` is a plain %. */
static struct up_text command_text(struct table *table, up_span *at, uint32_t *ret_percent)
{
	const char *s = table->reader.bytes.s;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(table->p));
	uint32_t done = at->start;
	*ret_percent = UINT32_MAX;
	for (uint32_t i = at->start; i < at->end && table->form != FORM_ANACRON; i++) {
		if (s[i] != '%')
			continue;
		if (i == at->start || s[i - 1] != '\\') {
			*ret_percent = i;
			at->end = i;
			break;
		}
		up_text_copy(&builder, up_parse_bytes(table->p, (up_span){ done, i - 1 }), done);
		done = i;
	}
	if (done == at->start)
		return up_text_plain(up_parse_bytes(table->p, *at), at->start);
	up_text_copy(&builder, up_parse_bytes(table->p, (up_span){ done, at->end }), done);
	return up_text_end(&builder);
}

static bool emit_job(struct table *table, struct job *job)
{
	struct up_parse *p = table->p;
	uint32_t percent;
	up_span time_at = job_time_at(job);
	table->is_table = true;
	struct up_text command = command_text(table, &job->command_at, &percent);
	struct up_word *words = up_arena_alloc(up_parse_arena(p), job->n_fields * sizeof *words);
	memcpy(words, job->fields, job->n_fields * sizeof *words);
	struct up_fact fact = {
		.kind = UP_FACT_SCHEDULE,
		.path = job->user,
		.key = up_parse_bytes(p, time_at),
		.value = command.bytes,
		.key_at = time_at,
		.value_at = job->command_at,
		.words = words,
		.n_words = job->n_fields,
	};
	if (!up_emit(p, &fact))
		return false;
	if (percent != UINT32_MAX && !up_emit_form(p, "unescaped-percent", UP_STR("%"), (up_span){ percent, percent + 1 }))
		return false;
	up_embed(p, "shell", &command, "cron");
	return true;
}

/* cronie and SUSE: a job that is not logged, `-0 4 * * * root …`. */
static bool has_dash(up_str bytes, up_span at)
{
	return at.end - at.start > 2 && bytes.s[at.start] == '-' && (bytes.s[at.start + 1] == '*' || up_is_digit(bytes.s[at.start + 1]));
}

static bool read_job(struct table *table, const struct up_text *text, up_span at)
{
	struct job job;
	const char *form;
	up_span form_at;
	if (has_dash(table->reader.bytes, at)) {
		if (!up_emit_form(table->p, "no-log-prefix", UP_STR("-"), (up_span){ at.start, at.start + 1 }))
			return false;
		at.start++;
	}
	job_begin(&job, table->p, text, at);
	uint32_t n_time = read_time(&job);
	if (!job.is_named && n_time == 0) {
		table->is_partly = true;
		up_note(table->p, UP_NOTE_SYNTAX, at.start, "neither a job nor an environment setting; the line was passed over");
		return !table->is_table || up_emit_form(table->p, "no-job", up_parse_bytes(table->p, at), at);
	}
	if ((!job.is_named && n_time < _UP_CRON_FIELD_MAX) || !take_user(table, &job, &form, &form_at))
		return note_short(table, at);
	if (!state_time(table, &job))
		return false;
	if (form && !up_emit_form(table->p, form, up_parse_bytes(table->p, form_at), form_at))
		return false;
	return emit_job(table, &job);
}

/* anacron: `7 10 cron.weekly run-parts /etc/cron.weekly`. */
static bool read_anacron_job(struct table *table, const struct up_text *text, up_span at)
{
	struct job job;
	uint64_t number;
	job_begin(&job, table->p, text, at);
	while (job.n_fields < 3 && up_split_word(&job.splitter, &job.fields[job.n_fields]))
		job.n_fields++;
	job.command_at = rest_of(&job);
	if (job.command_at.start == job.command_at.end)
		return note_short(table, at);
	for (uint32_t i = 0; i < 2; i++) {
		up_str field = job.fields[i].text.bytes;
		bool is_good = up_str_to_u64(field, &number) || (i == 0 && field.s[0] == '@' && is_known_name(field));
		if (!is_good && !up_emit_form(table->p, "bad-time", field, job.fields[i].at))
			return false;
	}
	return emit_job(table, &job);
}

/* --- the table ------------------------------------------------------------------------------------------------------------ */

static bool read_line(struct table *table, const struct up_text *text, up_span line)
{
	up_str bytes = table->reader.bytes;
	up_span at = up_line_trim(bytes, line), name_at;
	uint32_t equals;
	if (at.start < at.end && bytes.s[at.start] == '#')
		return up_emit_comment(table->p, at);
	if (table->carriage_return == UINT32_MAX && line.end < bytes.len && bytes.s[line.end] == '\r')
		table->carriage_return = line.end;
	if (at.start == at.end)
		return true;
	if (find_equals(bytes, at, &name_at, &equals))
		return emit_environment(table, at, name_at, equals);
	return table->form == FORM_ANACRON ? read_anacron_job(table, text, at) : read_job(table, text, at);
}

/* Does a line speak for a user field (1), against it (-1), or is it no job (0)? */
static int vote(struct table *table, const struct up_text *text, up_span line)
{
	struct job job;
	struct up_word user, next;
	uint32_t equals;
	up_span at = up_line_trim(table->reader.bytes, line), name_at;
	if (at.start == at.end || text->bytes.s[at.start] == '#' || find_equals(text->bytes, at, &name_at, &equals))
		return 0;
	job_begin(&job, table->p, text, at);
	uint32_t n_time = read_time(&job);
	if ((!job.is_named && n_time < _UP_CRON_FIELD_MAX) || !up_split_word(&job.splitter, &user))
		return 0;
	if (!up_split_word(&job.splitter, &next))
		return -1;
	if (up_cron_user_is_known(user.text.bytes))
		return 1;
	if (up_cron_word_is_command(user.text.bytes) || !up_cron_user_is_plausible(user.text.bytes))
		return -1;
	return up_cron_word_is_command(next.text.bytes) ? 1 : -1;
}

static enum form guess_form(struct table *table, const struct up_text *text)
{
	struct up_line_reader reader = table->reader;
	int votes = 0;
	up_span line;
	for (int n = 0; n < 500 && up_line_read(&reader, &line); n++)
		votes += vote(table, text, line);
	return votes > 0 ? FORM_SYSTEM : FORM_USER;
}

static bool is_anacrontab(up_str path)
{
	/* Not its page, anacrontab.5. */
	up_str base = up_str_basename(path);
	return up_str_starts(base, UP_STR("anacrontab")) &&
	       !(base.len > 2 && base.s[base.len - 2] == '.' && up_is_digit(base.s[base.len - 1]));
}

static enum form find_form(struct table *table, const struct up_text *text)
{
	const struct up_source *source = up_parse_source(table->p);
	up_str path = source->name;
	table->is_table = true;
	if (is_anacrontab(path) || up_str_eq(source->dialect, UP_STR("anacron")))
		return FORM_ANACRON;
	if (up_str_contains(path, UP_STR("cron.d/")) || up_str_ends(path, UP_STR("etc/crontab")) ||
	    up_str_eq(source->dialect, UP_STR("system")))
		return FORM_SYSTEM;
	if (up_str_contains(path, UP_STR("spool/cron")) || up_str_eq(source->dialect, UP_STR("user")))
		return FORM_USER;
	table->is_table = false;
	return guess_form(table, text);
}

/* cron does not read a last line that no newline ends, and takes a CR as part of the command. */
static bool state_line_ends(struct table *table, up_span last)
{
	up_str bytes = table->reader.bytes;
	uint32_t cr = table->carriage_return;
	if (cr != UINT32_MAX && !up_emit_form(table->p, "carriage-return", UP_STR(""), (up_span){ cr, cr + 1 }))
		return false;
	last = up_line_trim(bytes, last);
	bool is_ended = !bytes.len || bytes.s[bytes.len - 1] == '\n' || bytes.s[bytes.len - 1] == '\r';
	if (is_ended || last.start == last.end || bytes.s[last.start] == '#')
		return true;
	return up_emit_form(table->p, "no-final-newline", UP_STR(""), (up_span){ (uint32_t)bytes.len, (uint32_t)bytes.len });
}

static enum up_parse_result crontab_parse(struct up_parse *p)
{
	struct table table = { .p = p, .carriage_return = UINT32_MAX };
	up_line_reader_init(&table.reader, p);
	struct up_text text = up_text_plain(table.reader.bytes, 0);
	table.form = find_form(&table, &text);
	up_span line, last = { 0, 0 };
	bool goes_on = true;
	while (goes_on && up_line_read(&table.reader, &line)) {
		goes_on = read_line(&table, &text, line);
		last = line;
	}
	if (goes_on)
		state_line_ends(&table, last);
	return table.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

/* spool/cron/USER, spool/cron/crontabs/USER, spool/cron/tabs/USER. Jobs of at lie there too, and are scripts; names with a dot in front are
 * left-overs of editors. */
static bool is_user_table(up_str path)
{
	up_str spool = UP_STR("spool/cron/");
	size_t at = up_str_find(path, spool, 0);
	if (at == SIZE_MAX)
		return false;
	up_str rest = up_str_slice(path, at + spool.len, path.len);
	size_t slash = up_str_find_byte(rest, '/', 0);
	up_str folder = up_str_slice(rest, 0, slash == SIZE_MAX ? 0 : slash), name = up_str_basename(rest);
	return (!folder.len || up_str_eq(folder, UP_STR("crontabs")) || up_str_eq(folder, UP_STR("tabs"))) && name.len && name.s[0] != '.';
}

/* Is there a line of five time fields, or one like @daily? A script or a list of jobs of another program can be called x.cron too. */
static bool has_job(up_str bytes)
{
	up_str line;
	size_t at = 0;
	for (int n = 0; n < 500 && up_line_next(bytes, &at, &line); n++) {
		line = up_str_trim(line);
		if (line.len > 1 && line.s[0] == '@' && up_is_alpha(line.s[1]))
			return !up_str_contains(up_str_slice(line, 0, 40), UP_STR("="));
		int n_fields = 0;
		for (size_t i = 0, end; n_fields < _UP_CRON_FIELD_MAX && i < line.len; i = end) {
			while (i < line.len && up_is_blank(line.s[i]))
				i++;
			for (end = i; end < line.len && !up_is_blank(line.s[end]);)
				end++;
			if (!up_cron_field_looks_like(up_str_slice(line, i, end)))
				break;
			n_fields++;
		}
		if (n_fields == _UP_CRON_FIELD_MAX)
			return true;
	}
	return false;
}

static int crontab_bid(const struct up_source *source)
{
	up_str path = source->name, base = up_str_basename(path);
	if (up_str_eq(base, UP_STR(".placeholder")))
		return UP_BID_NONE;
	if (up_str_ends(path, UP_STR("etc/crontab")) || is_user_table(path) || is_anacrontab(path))
		return UP_BID_SURE;
	if (up_str_contains(path, UP_STR("/cron.d/")) || up_str_starts(path, UP_STR("cron.d/")))
		return UP_BID_NAME;
	bool is_named = up_str_eq(base, UP_STR("crontab")) || up_str_ends(base, UP_STR(".crontab")) || up_str_ends(base, UP_STR(".cron"));
	return is_named && !up_str_starts(source->bytes, UP_STR("#!")) && has_job(source->bytes) ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_crontab = {
	.name = "crontab",
	.summary = "crontabs of the system, of users, and of anacron",
	.templates = UP_TEMPLATES_ON_ERROR,
	.has_commands = up_parser_has_commands,
	.bid = crontab_bid,
	.parse = crontab_parse,
};
