/* Command lines of the kernel: a source that is one (/etc/kernel/cmdline, /proc/cmdline, cmdline.txt, what another parser hands on), or lines of a boot
 * loader that carry one: GRUB's `linux IMAGE …` and `set kernelopts=…`, `options` of loader entries, `append` of SYSLINUX and its kin.
 * `ro mitigations=off` states cmdline · ro and cmdline · mitigations · off. What stands behind `--` is for init. */
#include "common/bid.h"
#include "common/line.h"

enum {
	/* The kernel knows double quotes alone; they may stand round a whole word or round a part of it. */
	KERNEL = UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_LINES,
	/* Boot loaders read their lines as a shell does. */
	LOADER = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_QUOTE_ANYWHERE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_BARE |
		 UP_SPLIT_ESCAPE_KEEP | UP_SPLIT_VARIABLE | UP_SPLIT_BRACED_VARIABLE,
};

struct cmdline {
	struct up_parse *p;
	bool is_partly;
};

/* A word of a boot loader that begins a line with a command line in it. */
struct carrier {
	const char *name;
	uint32_t skip; /* so many words stand before it */
};

static const struct carrier carriers[] = {
	{ "linux", 1 },  { "linux16", 1 },    { "linuxefi", 1 }, { "kernel", 1 },          { "options", 0 },
	{ "append", 0 }, { "parameters", 0 }, { "cmdline:", 0 }, { "kernel_cmdline:", 0 }, { "kargs:", 0 },
};

static const struct carrier *carrier_of(up_str word)
{
	for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
		if (up_str_eq_nocase(word, up_str_from(carriers[i].name)))
			return &carriers[i];
	return NULL;
}

/* --- one command line ------------------------------------------------------------------------------------------------------ */

/* The word [start, end) of the text as written: where its name ends and its value begins. A quote may stand round the whole of it. */
static bool emit_parameter(struct cmdline *cmdline, const struct up_text *text, up_span raw, const struct up_word *word, uint32_t scope)
{
	up_str written = up_str_slice(text->bytes, raw.start, raw.end), decoded = word->text.bytes;
	size_t equals = up_str_find_byte(decoded, '=', 0), raw_equals = up_str_find_byte(written, '=', 0);
	/* A quote that nothing closes is part of the word. */
	uint32_t quote = written.len > 1 && (written.s[0] == '"' || written.s[0] == '\'') && (!decoded.len || decoded.s[0] != written.s[0]);
	bool is_whole = quote && written.s[written.len - 1] == written.s[0];
	uint32_t end = raw.end - (is_whole ? 1 : 0);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = scope,
		.path = UP_STR("cmdline"),
		.key = up_str_slice(decoded, 0, equals),
		.flags = word->flags & UP_WORD_DYNAMIC ? UP_FACT_DYNAMIC : 0,
	};
	if (!fact.key.len)
		return true;
	if (equals == SIZE_MAX || raw_equals == SIZE_MAX) {
		fact.key_at = up_line_span(text, raw.start + quote, end);
		fact.value_at = (up_span){ fact.key_at.end, fact.key_at.end };
		fact.flags |= UP_FACT_EMPTY;
		return up_emit(cmdline->p, &fact);
	}
	uint32_t value = raw.start + (uint32_t)raw_equals;
	fact.key_at = up_line_span(text, raw.start + quote, value);
	fact.value = up_str_slice(decoded, equals + 1, decoded.len);
	fact.value_at = up_line_span(text, value + 1, end);
	return up_emit(cmdline->p, &fact);
}

/* The words from `offset` on. False: stop. */
static bool read_words(struct cmdline *cmdline, const struct up_text *text, uint32_t offset, uint32_t style)
{
	struct up_splitter splitter;
	struct up_word word;
	uint32_t scope = up_scope_new(cmdline->p);
	up_split_init(&splitter, up_parse_arena(cmdline->p), text, style, NULL);
	splitter.offset = offset;
	while (up_split_word(&splitter, &word)) {
		up_span raw = { splitter.word_start, splitter.word_end };
		if (up_str_eq(word.text.bytes, UP_STR("--")))
			return true;
		/* Debian's installer keeps what stands behind three dashes for the system that it installs. */
		if (!up_str_eq(word.text.bytes, UP_STR("---")) && !emit_parameter(cmdline, text, raw, &word, scope))
			return false;
	}
	if (splitter.unclosed != UINT32_MAX) {
		up_note(cmdline->p, UP_NOTE_SYNTAX, up_text_at(text, splitter.unclosed),
			"a quote that nothing closes; it was taken as it stands");
		cmdline->is_partly = true;
	}
	return true;
}

/* --- a source that is one -------------------------------------------------------------------------------------------------- */

static bool is_comment(up_str bytes, up_span at)
{
	return at.start < at.end && bytes.s[at.start] == '#';
}

/* Lines are words apart from each other; one that begins with # is a comment. */
static void read_whole(struct cmdline *cmdline)
{
	struct up_line_reader reader;
	up_span line;
	up_line_reader_init(&reader, cmdline->p);
	while (up_line_read(&reader, &line)) {
		up_span at = up_line_trim(reader.bytes, line);
		struct up_text text = up_text_plain(up_parse_bytes(cmdline->p, at), at.start);
		if (is_comment(reader.bytes, at) ? !up_emit_comment(cmdline->p, at)
						 : at.start < at.end && !read_words(cmdline, &text, 0, KERNEL))
			return;
	}
}

/* --- lines of a boot loader ------------------------------------------------------------------------------------------------ */

/* `kernelopts=root=…`: the value is a command line. */
static bool read_kernelopts(struct cmdline *cmdline, const struct up_word *word)
{
	static const char *const names[] = { "kernelopts=", "default_kernelopts=" };
	up_str bytes = word->text.bytes;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		up_str name = up_str_from(names[i]);
		if (!up_str_starts(bytes, name))
			continue;
		struct up_text value = up_text_slice(&word->text, (uint32_t)name.len, (uint32_t)bytes.len);
		return read_words(cmdline, &value, 0, KERNEL);
	}
	return true;
}

/* `append="…"`: an equals sign may stand between, and one pair of quotes round the whole. */
static bool read_assigned(struct cmdline *cmdline, const struct up_text *text, uint32_t offset)
{
	up_str bytes = text->bytes;
	uint32_t end = (uint32_t)bytes.len;
	while (offset < end && (up_is_blank(bytes.s[offset]) || bytes.s[offset] == '='))
		offset++;
	bool is_quoted = end > offset + 1 && (bytes.s[offset] == '"' || bytes.s[offset] == '\'') && bytes.s[end - 1] == bytes.s[offset];
	struct up_text value = up_text_slice(text, offset + is_quoted, end - is_quoted);
	return read_words(cmdline, &value, 0, is_quoted ? KERNEL : LOADER);
}

static bool read_loader_line(struct cmdline *cmdline, const struct up_text *text)
{
	struct up_splitter splitter;
	struct up_word word;
	up_split_init(&splitter, up_parse_arena(cmdline->p), text, LOADER, "=");
	if (!up_split_word(&splitter, &word))
		return true;
	const struct carrier *carrier = carrier_of(word.text.bytes);
	if (carrier && !carrier->skip)
		return read_assigned(cmdline, text, splitter.word_end);
	if (!carrier) {
		/* `set kernelopts="…"` of grub.cfg, `kernelopts=…` of grubenv, where nothing is quoted. */
		bool is_set = up_str_eq(word.text.bytes, UP_STR("set"));
		splitter.offset = is_set ? splitter.word_end : 0;
		splitter.stops = NULL;
		if (!is_set && up_str_starts(text->bytes, UP_STR("kernelopts="))) {
			struct up_word all = { .text = *text };
			return read_kernelopts(cmdline, &all);
		}
		return !is_set || !up_split_word(&splitter, &word) || read_kernelopts(cmdline, &word);
	}
	splitter.stops = NULL;
	for (uint32_t i = 0; i < carrier->skip; i++)
		if (!up_split_word(&splitter, &word))
			return true;
	return read_words(cmdline, text, splitter.offset, LOADER);
}

static void read_loader(struct cmdline *cmdline)
{
	static const struct up_line_join join = { .between = " " };
	struct up_line_reader reader;
	struct up_text text;
	up_span line;
	up_line_reader_init(&reader, cmdline->p);
	while (up_line_read(&reader, &line)) {
		up_span at = up_line_trim(reader.bytes, line);
		if (is_comment(reader.bytes, at)) {
			if (!up_emit_comment(cmdline->p, at))
				return;
			continue;
		}
		if (at.start == at.end)
			continue;
		if (!up_line_join(&reader, (up_span){ at.start, line.end }, &join, &text) || !read_loader_line(cmdline, &text))
			return;
	}
}

/* --- the parser ------------------------------------------------------------------------------------------------------------ */

static bool is_command_line(const struct up_source *source)
{
	return up_bid_is(source, "cmdline|cmdline.txt|embedded.cmdline") || up_str_contains(source->name, UP_STR("cmdline.d/"));
}

static bool is_loader(const struct up_source *source)
{
	return up_bid_is(source, "grub.cfg|grubenv|menu.lst|extlinux.conf|syslinux.cfg|isolinux.cfg|zipl.conf|lilo.conf|elilo.conf|limine."
				 "conf|refind_linux.conf") ||
	       up_str_contains(source->name, UP_STR("loader/entries/")) || up_str_contains(source->name, UP_STR("pxelinux.cfg/"));
}

static enum up_parse_result cmdline_parse(struct up_parse *p)
{
	struct cmdline cmdline = { .p = p };
	const struct up_source *source = up_parse_source(p);
	if (!up_parse_is_embedded(p) && (up_str_eq(source->dialect, UP_STR("loader")) || (!source->dialect.len && is_loader(source))))
		read_loader(&cmdline);
	else
		read_whole(&cmdline);
	return cmdline.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int cmdline_bid(const struct up_source *source)
{
	return is_command_line(source) || is_loader(source) ? UP_BID_NAME : UP_BID_NONE;
}

const struct up_parser up_parser_cmdline = {
	.name = "cmdline",
	.summary = "the kernel's command line: /etc/kernel/cmdline, GRUB, loader entries, SYSLINUX",
	.templates = UP_TEMPLATES_MASK,
	.bid = cmdline_bid,
	.parse = cmdline_parse,
};
