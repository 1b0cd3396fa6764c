/* What a script in some other language prints: PowerShell, cmd, Python, JavaScript in steps of CI files. Of `Write-Host "::set-output name=a::b"`
 * and `print("…")` the printing call is stated as a command; nothing else of the script is read. */
#include "common/line.h"
#include "core/parser.h"
#include "core/text.h"

static const struct {
	const char *written; /* in any case */
	const char *name;    /* how it is stated */
} prints[] = {
	{ "echo", "echo" },
	{ "write-host", "Write-Host" },
	{ "write-output", "Write-Output" },
	{ "print", "print" },
	{ "console.log", "print" },
	{ "puts", "print" },
	{ "sys.stdout.write", "print" },
	{ "process.stdout.write", "print" },
};

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == '$' || c == '@';
}

/* The printing call that begins at `at`, or NULL. *ret_end: past its name. */
static const char *print_at(up_str line, size_t at, size_t *ret_end)
{
	if (at && is_name_byte(line.s[at - 1]))
		return NULL;
	for (size_t i = 0; i < sizeof prints / sizeof *prints; i++) {
		size_t end = at + strlen(prints[i].written);
		if (end >= line.len || (!up_is_blank(line.s[end]) && line.s[end] != '('))
			continue;
		if (!up_str_eq_nocase(up_str_slice(line, at, end), up_str_from(prints[i].written)))
			continue;
		*ret_end = end;
		return prints[i].name;
	}
	return NULL;
}

/* The first printing call of a line that stands outside of quotes. A quoted text that begins the line is printed too: PowerShell writes what is
 * not taken. */
static const char *find_print(up_str line, size_t *ret_start, size_t *ret_end)
{
	char quote = '\0';
	*ret_start = *ret_end = 0;
	if (line.len && (line.s[0] == '"' || line.s[0] == '\''))
		return "Write-Output";
	for (size_t i = 0; i < line.len; i++) {
		const char *name;
		if (quote) {
			quote = line.s[i] == quote ? '\0' : quote;
		} else if (line.s[i] == '"' || line.s[i] == '\'') {
			quote = line.s[i];
		} else if (line.s[i] == '#') {
			return NULL;
		} else if ((name = print_at(line, i, ret_end))) {
			*ret_start = i;
			return name;
		}
	}
	return NULL;
}

static bool is_wrapping(char c)
{
	return up_is_blank(c) || c == '(' || c == ')' || c == '"' || c == '\'' || c == ';' || c == '}';
}

static bool read_line(struct up_parse *p, up_span at)
{
	up_str line = up_parse_bytes(p, at);
	size_t start, name_end, end = line.len;
	const char *name = find_print(line, &start, &name_end);
	if (!name)
		return true;
	size_t from = name_end;
	while (from < end && is_wrapping(line.s[from]))
		from++;
	/* An f-string, a PowerShell here-string. */
	if (from + 1 < end && strchr("fFrRbB$@", line.s[from]) && (line.s[from + 1] == '"' || line.s[from + 1] == '\''))
		from += 2;
	while (end > from && is_wrapping(line.s[end - 1]))
		end--;
	up_span name_at = { at.start + (uint32_t)start, at.start + (uint32_t)(name_end > start ? name_end : from) };
	up_span text_at = { at.start + (uint32_t)from, at.start + (uint32_t)end };
	struct up_word *words = up_arena_alloc_zero(up_parse_arena(p), 2 * sizeof *words);
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(p));
	up_text_put(&builder, up_str_from(name), name_at.start);
	words[0].text = up_text_end(&builder);
	words[0].at = name_at;
	words[1].text = up_text_plain(up_str_slice(line, from, end), text_at.start);
	words[1].at = text_at;
	return up_emit(p, &(struct up_fact){ .kind = UP_FACT_COMMAND,
					     .key = up_str_from(name),
					     .value = up_str_slice(line, start, end),
					     .key_at = name_at,
					     .value_at = { name_at.start, text_at.end },
					     .words = words,
					     .n_words = from < end ? 2 : 1 });
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct up_line_reader reader;
	up_span line;
	up_line_reader_init(&reader, p);
	while (up_line_read(&reader, &line) && read_line(p, up_line_trim(reader.bytes, line)))
		;
	return UP_PARSE_WHOLE;
}

/* Only steps of CI files are handed to it. */
static int bid(const struct up_source *source)
{
	(void)source;
	return UP_BID_NONE;
}

const struct up_parser up_parser_printed = {
	.name = "printed",
	.summary = "what scripts in other languages print: Write-Host, print(), console.log()",
	.has_commands = up_parser_has_commands,
	.bid = bid,
	.parse = parse,
};
