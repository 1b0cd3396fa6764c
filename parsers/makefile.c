/* Makefiles: the recipes of all targets, each line a script of its own. What make itself replaces ($(CC), $@, $(call …)) is an expansion to the shell.
 * Variables, functions and what `define` holds state nothing. */
#include "common/bid.h"
#include "common/command.h"
#include "common/line.h"
#include "core/upgrade-script.h"

enum {
	NAME_BYTES = 80 /* of a target: what is longer is cut in the name of the carrier */
};

struct make {
	struct up_parse *p;
	struct up_line_reader reader;
	char prefix;      /* of recipes: .RECIPEPREFIX */
	up_str target;    /* whose recipe may follow; empty: none */
	uint32_t defines; /* `define` that are open */
	uint32_t define_at;
	bool is_noted; /* a line that is none was met */
};

/* --- recipes ------------------------------------------------------------------------------------------------------------ */

/* The end of a reference that starts at `i`: $(…) and ${…} to their bracket, $X to its letter. The line's end closes what nothing else does. */
static size_t reference_end(up_str text, size_t i)
{
	char open = i + 1 < text.len ? text.s[i + 1] : ' ';
	char close = open == '(' ? ')' : '}';
	size_t depth = 0;
	if (open != '(' && open != '{')
		return i + 2 < text.len ? i + 2 : text.len;
	for (i++; i < text.len; i++) {
		depth += text.s[i] == open;
		if (text.s[i] == close && --depth == 0)
			return i + 1;
	}
	return text.len;
}

/* A recipe as the shell reads it, and, byte for byte beside it, as it is written. */
struct recipe {
	struct up_text_builder masked, written;
};

static void add(struct recipe *recipe, up_str masked, up_str written, uint32_t at)
{
	up_text_copy(&recipe->masked, masked, at);
	up_text_copy(&recipe->written, written, at);
}

/* An expansion of the same length, whatever make puts in its place. */
static up_str as_expansion(struct make *make, size_t len)
{
	char *text = up_arena_alloc(up_parse_arena(make->p), len + 1);
	memset(text, '_', len);
	text[0] = '$';
	if (len >= 4) {
		text[1] = '{';
		text[len - 1] = '}';
	}
	return (up_str){ text, len };
}

/* What the shell gets of the source's bytes [start, end). */
static void add_part(struct make *make, struct recipe *recipe, uint32_t start, uint32_t end)
{
	up_str text = up_parse_bytes(make->p, (up_span){ start, end });
	size_t from = 0;
	for (size_t i = 0; i < text.len;) {
		if (text.s[i] != '$') {
			i++;
			continue;
		}
		up_str before = up_str_slice(text, from, i);
		add(recipe, before, before, start + (uint32_t)from);
		size_t next = reference_end(text, i);
		up_str reference = up_str_slice(text, i, next);
		if (up_str_eq(reference, UP_STR("$$")))
			add(recipe, UP_STR("$"), UP_STR("$"), start + (uint32_t)i + 1);
		else
			add(recipe, as_expansion(make, reference.len), reference, start + (uint32_t)i);
		i = from = next;
	}
	up_str rest = up_str_slice(text, from, text.len);
	add(recipe, rest, rest, start + (uint32_t)from);
}

static bool goes_on(up_str line)
{
	size_t n = 0;
	while (n < line.len && line.s[line.len - 1 - n] == '\\')
		n++;
	return n % 2;
}

/* `$(Q)cc x`, `$(AM_V_GEN)cp a b`: what says whether the line is shown is no part of the command. */
static uint32_t quiet_prefix(up_str line)
{
	if (!up_str_starts(line, UP_STR("$(")))
		return 0;
	size_t end = reference_end(line, 0);
	up_str name = up_str_slice(line, 2, end - 1);
	bool is_quiet = up_str_is_listed(name, "Q QUIET SILENT AT E V HIDE VERBOSE ECHO_PREFIX") || up_str_starts(name, UP_STR("AM_V_"));
	return is_quiet ? (uint32_t)end : 0;
}

/* The line of a recipe that starts behind its prefix, with those that continue it, handed to the shell. */
static void read_recipe(struct make *make, up_span line)
{
	struct recipe recipe;
	up_str bytes = up_parse_source(make->p)->bytes;
	struct up_command_context context = { 0 };
	while (line.start < line.end && (up_is_blank(bytes.s[line.start]) || strchr("@-+", bytes.s[line.start]))) {
		/* `-rm x`: make goes on when it fails. */
		if (bytes.s[line.start] == '-')
			context.flags = UP_FACT_CHECKED | UP_FACT_FORGIVEN;
		line.start++;
	}
	line.start += quiet_prefix(up_parse_bytes(make->p, line));
	up_text_begin(&recipe.masked, up_parse_arena(make->p));
	up_text_begin(&recipe.written, up_parse_arena(make->p));
	add_part(make, &recipe, line.start, line.end);
	while (goes_on(up_str_slice(bytes, line.start, line.end)) && up_line_read(&make->reader, &line)) {
		add(&recipe, UP_STR("\n"), UP_STR("\n"), line.start ? line.start - 1 : 0);
		if (line.start < line.end && bytes.s[line.start] == make->prefix)
			line.start++;
		add_part(make, &recipe, line.start, line.end);
	}
	struct up_text text = up_text_end(&recipe.masked), written = up_text_end(&recipe.written);
	if (!up_str_trim(text.bytes).len)
		return;
	up_str origin = up_arena_printf(up_parse_arena(make->p), "make %.*s", UP_FMT(make->target));
	struct up_embedded script = { .parser = "shell", .text = &text, .origin = origin.s, .context = &context };
	if (!up_str_eq(text.bytes, written.bytes))
		script.written = written.bytes;
	up_embed_as(make->p, &script);
}

/* --- what stands between recipes ------------------------------------------------------------------------------------------ */

static up_str first_word(up_str line)
{
	line = up_str_trim(line);
	size_t n = 0;
	while (n < line.len && !up_is_space(line.s[n]))
		n++;
	return up_str_slice(line, 0, n);
}

/* The offset of the colon that ends the targets of a rule, or SIZE_MAX: `a := b` and `a = b:c` set variables. */
static size_t rule_colon(up_str line)
{
	for (size_t i = 0; i < line.len; i++) {
		char c = line.s[i];
		if (c == '$')
			i = reference_end(line, i) - 1;
		else if (c == '=' || c == '#')
			return SIZE_MAX;
		else if (c == ':') {
			size_t next = i;
			while (next < line.len && line.s[next] == ':')
				next++;
			return next < line.len && line.s[next] == '=' ? SIZE_MAX : i;
		}
	}
	return SIZE_MAX;
}

static void take_prefix(struct make *make, up_str line)
{
	size_t equals = up_str_find_byte(line, '=', 0);
	if (equals == SIZE_MAX)
		return;
	up_str value = up_str_trim(up_str_slice(line, equals + 1, line.len));
	make->prefix = value.len ? value.s[0] : '\t';
}

/* A rule: `target: prerequisites ; recipe`. The rest of a line that goes on is prerequisites too. */
static void read_rule(struct make *make, up_span line, size_t colon)
{
	up_str text = up_parse_bytes(make->p, line);
	make->target = up_str_slice(first_word(up_str_slice(text, 0, colon)), 0, NAME_BYTES);
	size_t semicolon = up_str_find_byte(text, ';', colon), hash = up_str_find_byte(text, '#', 0);
	if (semicolon != SIZE_MAX && (hash == SIZE_MAX || hash > semicolon)) {
		read_recipe(make, (up_span){ line.start + (uint32_t)semicolon + 1, line.end });
		return;
	}
	while (goes_on(up_parse_bytes(make->p, line)) && up_line_read(&make->reader, &line))
		;
}

static bool is_conditional(up_str word)
{
	return up_str_is_listed(
		word, "ifeq ifneq ifdef ifndef else endif include -include sinclude export unexport vpath undefine .include "
		      ".sinclude .if .ifdef .ifndef .ifmake .elif .else .endif .for .endfor .undef .export .error .warning .info");
}

/* Does make make something of a line that is no rule? What begins with an expansion may become anything, as may @NAME@ of Makefile.in. */
static bool is_known_line(up_str text, up_str word)
{
	return up_str_find_byte(text, '=', 0) != SIZE_MAX || is_conditional(word) || word.s[0] == '$' || word.s[0] == '@' ||
	       up_str_is_listed(word, "define endef override private unexport load -load if");
}

static bool read_line(struct make *make, up_span line)
{
	up_str text = up_parse_bytes(make->p, line), word = first_word(text);
	if (make->defines) {
		make->defines += up_str_eq(word, UP_STR("define"));
		make->defines -= up_str_eq(word, UP_STR("endef"));
		return true;
	}
	if (text.len && text.s[0] == make->prefix && make->target.len) {
		read_recipe(make, (up_span){ line.start + 1, line.end });
		return true;
	}
	if (!word.len)
		return true;
	if (word.s[0] == '#')
		return up_emit_comment(make->p, (up_span){ line.start + (uint32_t)(word.s - text.s), line.end });
	if (up_str_eq(word, UP_STR("define")) || up_str_is_listed(word, "override export")) {
		make->defines = up_str_contains(up_str_slice(text, 0, 20), UP_STR("define ")) ? 1 : 0;
		make->define_at = line.start;
		if (make->defines)
			return true;
	}
	size_t colon = rule_colon(text);
	if (colon != SIZE_MAX && text.s[0] != '\t') {
		read_rule(make, line, colon);
		return true;
	}
	if (up_str_starts(word, UP_STR(".RECIPEPREFIX")))
		take_prefix(make, text);
	if (!make->is_noted && !is_known_line(text, word)) {
		up_note(make->p, UP_NOTE_SYNTAX, line.start, "neither a rule, a variable nor a directive; it was passed over");
		make->is_noted = true;
	}
	/* A variable ends the recipe; a conditional may stand in the middle of it. */
	if (!is_conditional(word))
		make->target = UP_STR("");
	while (goes_on(up_parse_bytes(make->p, line)) && up_line_read(&make->reader, &line))
		;
	return true;
}

static enum up_parse_result parse(struct up_parse *p)
{
	struct make make = { .p = p, .prefix = '\t', .target = UP_STR("") };
	up_span line;
	up_line_reader_init(&make.reader, p);
	while (up_line_read(&make.reader, &line))
		if (!read_line(&make, line))
			return UP_PARSE_PARTLY;
	if (!make.defines)
		return make.is_noted ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
	up_note(p, UP_NOTE_SYNTAX, make.define_at, "a `define` without its `endef`; what follows was taken for a variable");
	return UP_PARSE_PARTLY;
}

/* Those in the folders of an installed system are the sources of somebody else: nobody runs them. */
static bool has_commands(const struct up_source *source)
{
	return up_upgrade_script(source->name, source->bytes) == UP_UPGRADE_RECIPE;
}

static int bid(const struct up_source *source)
{
	bool is_makefile = up_bid_is(source, "Makefile|makefile|GNUmakefile|Makefile.in|Makefile.am") || up_bid_ends(source, ".mk");
	return !is_makefile ? UP_BID_NONE : has_commands(source) ? UP_BID_NAME : UP_BID_GUESS;
}

const struct up_parser up_parser_makefile = {
	.name = "makefile",
	.summary = "recipes of Makefiles: what each target runs",
	.templates = UP_TEMPLATES_KEEP,
	.has_commands = has_commands,
	.bid = bid,
	.parse = parse,
};
