/* Environment files: .env, /etc/environment, /etc/default, what EnvironmentFile= names. Lines of NAME=value with the quotes of a shell;
 * files below /etc/default are shell scripts in truth, so their other lines are handed on to the shell parser. */
#include "common/line.h"

struct dotenv {
	struct up_parse *p;
	struct up_line_reader reader;
	struct up_text text; /* the whole source: a value in double quotes goes on over lines */
	bool is_shell, is_partly;
	bool is_single_plain, is_double_plain; /* nothing closes this kind of quote from here on */
};

enum {
	STYLE = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_KEEP | UP_SPLIT_VARIABLE |
		UP_SPLIT_BRACED_VARIABLE | UP_SPLIT_COMMENT | UP_SPLIT_LINES,
	/* `A=it's` is what it looks like in .env, and an open quote in a shell. */
	SHELL_STYLE = STYLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_ESCAPE_BARE,
};

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '.' || c == '-';
}

/* `export NAME=`, `NAME =`: finds the name and where the value starts. */
static bool find_name(up_str bytes, up_span at, up_span *ret_name, uint32_t *ret_value)
{
	uint32_t i = at.start;
	if (up_str_starts(up_str_slice(bytes, i, at.end), UP_STR("export ")))
		for (i += 7; i < at.end && up_is_blank(bytes.s[i]);)
			i++;
	ret_name->start = i;
	while (i < at.end && is_name_byte(bytes.s[i]))
		i++;
	ret_name->end = i;
	while (i < at.end && up_is_blank(bytes.s[i]))
		i++;
	*ret_value = i + 1;
	return ret_name->end > ret_name->start && i < at.end && bytes.s[i] == '=';
}

/* Several bare words (`A=b c`): a shell would run `c`; dotenv readers and systemd take the whole line. */
static void read_value(struct dotenv *dotenv, uint32_t start, uint32_t line_end, struct up_words *words, struct up_splitter *splitter)
{
	up_split_init(splitter, up_parse_arena(dotenv->p), &dotenv->text, dotenv->is_shell ? SHELL_STYLE : STYLE, NULL);
	splitter->offset = start;
	splitter->is_single_plain = dotenv->is_single_plain;
	splitter->is_double_plain = dotenv->is_double_plain;
	while (splitter->offset < line_end && up_is_blank(dotenv->text.bytes.s[splitter->offset]))
		splitter->offset++;
	bool is_long = splitter->offset < line_end && (dotenv->is_shell || dotenv->text.bytes.s[splitter->offset] == '"');
	if (!is_long)
		splitter->end = line_end;
	struct up_word word;
	for (;;) {
		while (splitter->offset < line_end && up_is_blank(dotenv->text.bytes.s[splitter->offset]))
			splitter->offset++;
		if (splitter->offset >= line_end || !up_split_word(splitter, &word))
			break;
		if (!words->n)
			words->start = splitter->word_start;
		words->end = splitter->word_end;
		if (words->n < up_parse_limits(dotenv->p)->words)
			up_words_add(words, up_parse_arena(dotenv->p), &word);
	}
	/* Remembered, lest each later line looks for the same missing quote again. */
	if (is_long) {
		dotenv->is_single_plain = splitter->is_single_plain;
		dotenv->is_double_plain = splitter->is_double_plain;
	}
}

/* A value over several lines: the reader goes on after it. */
static uint32_t skip_lines(struct dotenv *dotenv, uint32_t line_end, uint32_t offset)
{
	up_span line;
	while (line_end < offset && up_line_read(&dotenv->reader, &line))
		line_end = line.end;
	return line_end;
}

/* Variables whose value is a command line of the kernel. */
static bool is_cmdline(up_str name)
{
	static const char *const names[] = { "GRUB_CMDLINE_LINUX",
					     "GRUB_CMDLINE_LINUX_DEFAULT",
					     "GRUB_CMDLINE_LINUX_RECOVERY",
					     "GRUB_CMDLINE_LINUX_XEN_REPLACE",
					     "GRUB_CMDLINE_LINUX_XEN_REPLACE_DEFAULT",
					     "kernel_cmdline",
					     "LINUX_KERNEL_CMDLINE",
					     "LINUX_KERNEL_CMDLINE_DEFAULTS",
					     "U_BOOT_PARAMETERS",
					     "KDUMP_COMMANDLINE_APPEND",
					     "KDUMP_CMDLINE_APPEND" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq(name, up_str_from(names[i])))
			return true;
	return false;
}

/* A word with an expansion in it is raw text: the quotes round it go. */
static void embed_cmdline(struct dotenv *dotenv, const struct up_fact *fact, const struct up_word *word)
{
	up_str bytes = word->text.bytes;
	bool is_raw = word->flags & UP_WORD_DYNAMIC && bytes.len > 1 && strchr("\"'", bytes.s[0]) && bytes.s[bytes.len - 1] == bytes.s[0];
	struct up_text text = up_text_slice(&word->text, is_raw, (uint32_t)bytes.len - is_raw);
	up_embed(dotenv->p, "cmdline", &text, up_arena_copy(up_parse_arena(dotenv->p), fact->key).s);
}

static bool emit_setting(struct dotenv *dotenv, up_span name, uint32_t value_start, uint32_t line_end)
{
	struct up_words words = { 0 };
	struct up_splitter splitter;
	read_value(dotenv, value_start, line_end, &words, &splitter);
	line_end = skip_lines(dotenv, line_end, splitter.offset);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.key = up_parse_bytes(dotenv->p, name),
		.key_at = name,
	};
	up_fact_take_words(&fact, &dotenv->text, &words);
	fact.words = NULL;
	fact.n_words = 0;
	if (up_str_contains(fact.value, UP_STR("`")))
		fact.flags |= UP_FACT_DYNAMIC;
	if (!up_emit(dotenv->p, &fact))
		return false;
	if (words.n == 1 && is_cmdline(fact.key))
		embed_cmdline(dotenv, &fact, &words.items[0]);
	if (splitter.unclosed < line_end) {
		up_note(dotenv->p, UP_NOTE_SYNTAX, splitter.unclosed, "a quote that nothing closes; it was taken as it stands");
		dotenv->is_partly = true;
	}
	up_span rest = { splitter.offset, line_end };
	return rest.start >= rest.end || dotenv->text.bytes.s[rest.start] != '#' ||
	       up_emit_comment(dotenv->p, up_line_trim(dotenv->text.bytes, rest));
}

static bool is_shell(up_str path)
{
	return up_str_contains(path, UP_STR("etc/default/")) || up_str_contains(path, UP_STR("etc/sysconfig/"));
}

/* A line that is no assignment. Where a shell reads the source, all from here on is its script, assignments included. */
static bool read_other(struct dotenv *dotenv, up_span at)
{
	if (dotenv->is_shell) {
		struct up_text script = up_text_slice(&dotenv->text, at.start, (uint32_t)dotenv->text.bytes.len);
		up_embed(dotenv->p, "shell", &script, "defaults");
		return false;
	}
	up_note(dotenv->p, UP_NOTE_SYNTAX, at.start, "not a NAME=value line; it was passed over");
	dotenv->is_partly = true;
	return true;
}

static bool read_line(struct dotenv *dotenv, up_span line)
{
	up_span at = up_line_trim(dotenv->text.bytes, line), name;
	uint32_t value_start;
	if (at.start == at.end)
		return true;
	if (dotenv->text.bytes.s[at.start] == '#' || dotenv->text.bytes.s[at.start] == ';')
		return up_emit_comment(dotenv->p, at);
	if (find_name(dotenv->text.bytes, at, &name, &value_start))
		return emit_setting(dotenv, name, value_start, line.end);
	return read_other(dotenv, at);
}

static enum up_parse_result dotenv_parse(struct up_parse *p)
{
	struct dotenv dotenv = { .p = p, .is_shell = is_shell(up_parse_source(p)->name) };
	up_line_reader_init(&dotenv.reader, p);
	dotenv.text = up_text_plain(dotenv.reader.bytes, 0);
	up_span line;
	while (up_line_read(&dotenv.reader, &line) && read_line(&dotenv, line))
		;
	return dotenv.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int dotenv_bid(const struct up_source *source)
{
	up_str path = source->name, base = up_str_basename(path);
	if (up_str_eq(base, UP_STR(".env")) || up_str_starts(base, UP_STR(".env.")) || up_str_ends(base, UP_STR(".env")) ||
	    up_str_ends(path, UP_STR("etc/environment")) || up_str_contains(path, UP_STR("environment.d/")))
		return UP_BID_NAME;
	return is_shell(path) ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_dotenv = {
	.name = "dotenv",
	.summary = "environment files: .env, /etc/environment, /etc/default",
	.templates = UP_TEMPLATES_MASK,
	.bid = dotenv_bid,
	.parse = dotenv_parse,
};
