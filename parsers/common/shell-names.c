/* Names that a shell source asks for or defines. A quick look at the text, not a parse: `command -v X` inside a string counts too,
 * which does no harm, since the answer only softens a finding. */
#include "common/shell.h"

struct up_shell_name {
	up_str name;
	uint32_t flags;
};

static uint32_t hash(up_str name)
{
	uint32_t value = 2166136261u;
	for (size_t i = 0; i < name.len; i++)
		value = (value ^ (unsigned char)name.s[i]) * 16777619u;
	return value;
}

static struct up_shell_name *find(const struct up_shell_names *names, up_str name)
{
	if (!names->capacity)
		return NULL;
	uint32_t i = hash(name) & (names->capacity - 1);
	while (names->slots[i].flags && !up_str_eq(names->slots[i].name, name))
		i = (i + 1) & (names->capacity - 1);
	return &names->slots[i];
}

uint32_t up_shell_names_flags(const void *data, up_str name)
{
	const struct up_shell_names *names = data;
	const struct up_shell_name *slot = find(names, name);
	const struct up_command_names *outer = names->outer;
	uint32_t flags = slot ? slot->flags : 0;
	return outer && outer->flags_of ? flags | (outer->flags_of(outer->data, name) & names->outer_flags) : flags;
}

static void add(struct up_shell *shell, up_str name, uint32_t flags)
{
	struct up_shell_names *names = &shell->names;
	if (!name.len || name.len > 200)
		return;
	if (names->n * 2 >= names->capacity) {
		struct up_shell_names grown = { .capacity = names->capacity ? names->capacity * 2 : 16, .n = names->n };
		grown.slots = up_arena_alloc_zero(shell->arena, grown.capacity * sizeof *grown.slots);
		for (uint32_t i = 0; i < names->capacity; i++)
			if (names->slots[i].flags)
				*find(&grown, names->slots[i].name) = names->slots[i];
		*names = grown;
	}
	struct up_shell_name *slot = find(names, name);
	names->n += !slot->flags;
	slot->name = name;
	slot->flags |= flags;
}

/* What follows the last token, as far as it matters. */
enum asking {
	NOTHING,
	COMMAND,  /* after `command`: -v makes it NAMES */
	NAMES,    /* words up to the end of the command are names */
	TEST,     /* inside [ … ]: -x makes it PATH */
	PATH,     /* after -x, -f, -e: one path */
	FUNCTION, /* after `function`: one name */
	ALIAS,    /* NAME=… */
	IF,       /* after `if`, `elif`, `!`, `while`: `X --version` asks for X */
	IF_NAME,  /* after its first word */
};

enum {
	IFS = 64 /* deeper ones are not looked into */
};

/* An `if` that is open. */
struct open_if {
	bool asks, asks_not; /* for what is there on a current host: `command -v X`; and for what is not: `! command -v X` */
	bool has_or;
	bool in_condition;
	uint32_t start; /* of the branch for the case that it is not there, or UINT32_MAX */
};

struct scan {
	struct up_shell *shell;
	struct open_if ifs[IFS];
	size_t n_ifs;
	bool is_negated, is_executable; /* `!` stands before; the path is asked for with -x */
	char comparison;                /* the last token was `=` or its kin, or `!=`: '=', '!' */
	enum asking asking;
	up_str last; /* the last token, for X() and `if X --version` */
	bool start;  /* the next token is the first of a command */
};

static bool is_break(char c)
{
	return c == '\n' || c == '\r' || c == ';' || c == '|' || c == '&' || c == '(' || c == ')' || c == '`' || c == '{' || c == '}';
}

static up_str unquoted(up_str token)
{
	while (token.len && (token.s[0] == '"' || token.s[0] == '\''))
		token = up_str_slice(token, 1, token.len);
	while (token.len && (token.s[token.len - 1] == '"' || token.s[token.len - 1] == '\''))
		token.len--;
	return token;
}

static enum asking first_word(up_str token)
{
	static const struct {
		const char *word;
		enum asking asking;
	} words[] = {
		{ "command", COMMAND }, { "which", NAMES }, { "type", NAMES }, { "hash", NAMES }, { "function", FUNCTION },
		{ "alias", ALIAS },     { "if", IF },       { "elif", IF },    { "!", IF },       { "while", IF },
		{ "until", IF },        { "then", IF },     { "do", IF },      { "else", IF },    { "[", TEST },
		{ "[[", TEST },         { "test", TEST },
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (up_str_eq(token, up_str_from(words[i].word)))
			return words[i].asking;
	return NOTHING;
}

static bool asks_for_path(up_str token)
{
	return token.len == 2 && token.s[0] == '-' && (token.s[1] == 'x' || token.s[1] == 'f' || token.s[1] == 'e' || token.s[1] == 's');
}

/* A path's last part; a name with an expansion as it is, since the command will be written the same way: [ -x "$DAEMON" ]. */
static up_str path_name(up_str token)
{
	up_str base = up_str_basename(token);
	return base.len ? base : token;
}

/* The condition asks for something that is there on a current host, or (not `is_here`) for something that is not. */
static void asked(struct scan *scan, bool is_here)
{
	struct open_if *innermost = scan->n_ifs && scan->n_ifs <= IFS ? &scan->ifs[scan->n_ifs - 1] : NULL;
	if (!innermost || !innermost->in_condition)
		return;
	innermost->asks |= is_here != scan->is_negated;
	innermost->asks_not |= is_here == scan->is_negated;
}

static bool names_any(up_str word, const char *const *names)
{
	for (; *names; names++)
		if (up_str_contains(word, up_str_from(*names)))
			return true;
	return false;
}

/* `[ "$(uname)" = SunOS ]`: the branch is for another system. */
static void take_compared(struct scan *scan, up_str word)
{
	static const char *const others[] = { "Solaris", "SunOS",  "AIX",       "HP-UX",  "FreeBSD", "OpenBSD", "NetBSD", "freebsd",
					      "Darwin",  "darwin", "DragonFly", "CYGWIN", "MINGW",   "IRIX",    "OSF1",   NULL };
	static const char *const own[] = { "Linux", "linux", NULL };
	bool is_other = scan->comparison && names_any(word, others);
	if (is_other || (scan->comparison && names_any(word, own)))
		asked(scan, is_other == (scan->comparison == '!'));
	bool is_equals = up_str_eq(word, UP_STR("=")) || up_str_eq(word, UP_STR("==")) || up_str_eq(word, UP_STR("=~"));
	scan->comparison = is_equals ? '=' : up_str_eq(word, UP_STR("!=")) ? '!' : '\0';
}

static void end_branch(struct scan *scan, struct open_if *innermost, uint32_t end)
{
	struct up_shell_fallbacks *fallbacks = &scan->shell->fallbacks;
	if (innermost->start == UINT32_MAX)
		return;
	/* What is inside ended before: the outer one holds it. */
	while (fallbacks->n && fallbacks->spans[fallbacks->n - 1].start >= innermost->start)
		fallbacks->n--;
	if (fallbacks->n == fallbacks->capacity) {
		uint32_t capacity = fallbacks->capacity ? fallbacks->capacity * 2 : 8;
		up_span *grown = up_arena_alloc(scan->shell->arena, capacity * sizeof *grown);
		if (fallbacks->n)
			memcpy(grown, fallbacks->spans, fallbacks->n * sizeof *grown);
		fallbacks->spans = grown;
		fallbacks->capacity = capacity;
	}
	fallbacks->spans[fallbacks->n++] = (up_span){ innermost->start, end };
	innermost->start = UINT32_MAX;
}

/* if, then, elif, else, fi where a command may begin. */
static void take_reserved(struct scan *scan, up_str word, uint32_t at)
{
	if (up_str_eq(word, UP_STR("if"))) {
		if (scan->n_ifs++ < IFS)
			scan->ifs[scan->n_ifs - 1] = (struct open_if){ .in_condition = true, .start = UINT32_MAX };
		return;
	}
	bool is_end = up_str_eq(word, UP_STR("fi")), is_then = up_str_eq(word, UP_STR("then"));
	bool is_other = up_str_eq(word, UP_STR("else")) || up_str_eq(word, UP_STR("elif"));
	if (!scan->n_ifs || !(is_end || is_then || is_other))
		return;
	struct open_if *innermost = scan->n_ifs <= IFS ? &scan->ifs[scan->n_ifs - 1] : NULL;
	if (is_end)
		scan->n_ifs--;
	if (!innermost)
		return;
	if (!is_then || innermost->asks_not)
		end_branch(scan, innermost, at);
	if (is_then ? innermost->asks_not && !(innermost->asks && innermost->has_or) : is_other && innermost->asks && !innermost->asks_not)
		innermost->start = at;
	innermost->in_condition = up_str_eq(word, UP_STR("elif"));
	if (innermost->in_condition)
		innermost->asks_not = false;
}

/* A word behind -x, -e, -f. */
static void take_path(struct scan *scan, up_str word)
{
	if (up_str_find_byte(word, '/', 0) != SIZE_MAX || (word.len && word.s[0] == '$'))
		add(scan->shell, path_name(word), UP_FACT_GUARDED);
	if (scan->is_executable)
		asked(scan, true);
	scan->asking = TEST;
}

static bool asks_version(up_str word)
{
	return up_str_eq(word, UP_STR("--version")) || up_str_eq(word, UP_STR("-V")) || up_str_eq(word, UP_STR("--help")) ||
	       up_str_eq(word, UP_STR("version"));
}

/* A word of a command that asks for something. */
static void take_asked(struct scan *scan, up_str word, up_str first)
{
	enum asking asking = scan->asking;
	bool option = word.len && word.s[0] == '-';
	switch (asking) {
	case COMMAND:
		scan->asking = option && (up_str_find_byte(word, 'v', 0) != SIZE_MAX || up_str_find_byte(word, 'V', 0) != SIZE_MAX) ? NAMES
			       : option ? COMMAND
					: NOTHING;
		return;
	case NAMES:
		if (!option && word.len && up_str_find_byte(word, '>', 0) == SIZE_MAX)
			add(scan->shell, path_name(word), UP_FACT_GUARDED);
		if (!option)
			asked(scan, true);
		return;
	case PATH:
		take_path(scan, word);
		return;
	case FUNCTION:
		add(scan->shell, word, UP_FACT_DEFINED);
		break;
	case ALIAS:
		if (up_str_find_byte(word, '=', 0) != SIZE_MAX)
			add(scan->shell, up_str_slice(word, 0, up_str_find_byte(word, '=', 0)), UP_FACT_DEFINED);
		return;
	case IF_NAME:
		if (asks_version(word)) {
			add(scan->shell, path_name(first), UP_FACT_GUARDED);
			asked(scan, true);
		}
		break;
	case TEST:
		scan->asking = asks_for_path(word) ? PATH : TEST;
		scan->is_executable = scan->asking == PATH && word.s[1] == 'x';
		return;
	case NOTHING:
	case IF:
		break;
	}
	scan->asking = NOTHING;
}

static void take(struct scan *scan, up_str token)
{
	up_str word = unquoted(token);
	enum asking asking = scan->asking;
	bool start = scan->start;
	scan->start = false;
	scan->is_negated = up_str_eq(word, UP_STR("!")) || (scan->is_negated && !start);
	if (start || asking == IF) {
		take_reserved(scan, word, (uint32_t)(token.s - scan->shell->text.s));
		/* `"$(command -v X)"` and `if command -v X` begin a command as well. */
		scan->asking = first_word(word);
		if (asks_for_path(word)) { /* [[ -x A && -x B ]] */
			scan->asking = PATH;
			scan->is_executable = word.s[1] == 'x';
		} else if (scan->asking == NOTHING && asking == IF) {
			scan->asking = IF_NAME;
		}
		scan->last = word;
		return;
	}
	/* Only the first word of a command can be the name in `NAME()`: psql -c 'select f()' defines nothing. */
	up_str first = scan->last;
	scan->last = UP_STR("");
	take_asked(scan, word, first);
	take_compared(scan, word);
}

bool up_shell_is_fallback(const struct up_shell *shell, uint32_t offset)
{
	return up_spans_hold(shell->fallbacks.spans, shell->fallbacks.n, offset);
}

/* Between tokens: the end of a command, and `NAME()`. */
static void take_break(struct scan *scan, up_str text, size_t i)
{
	if (text.s[i] == '|' && i + 1 < text.len && text.s[i + 1] == '|' && scan->n_ifs && scan->n_ifs <= IFS)
		scan->ifs[scan->n_ifs - 1].has_or |= scan->ifs[scan->n_ifs - 1].in_condition;
	if (text.s[i] == '(' && i && scan->last.len && !scan->start && i + 1 < text.len) {
		size_t close = i + 1;
		while (close < text.len && up_is_blank(text.s[close]))
			close++;
		if (close < text.len && text.s[close] == ')')
			add(scan->shell, scan->last, UP_FACT_DEFINED);
	}
	scan->asking = NOTHING;
	scan->comparison = '\0';
	scan->start = true;
	scan->last = UP_STR("");
}

/* The end of the token at `i`: quotes may hold blanks, but no line end. */
static size_t token_end(up_str text, size_t i)
{
	size_t start = i;
	while (i < text.len && !up_is_blank(text.s[i])) {
		char c = text.s[i];
		if (c == '$' && i + 1 < text.len && text.s[i + 1] == '{') {
			for (i += 2; i < text.len && text.s[i] != '}' && text.s[i] != '\n' && i - start < 256; i++)
				;
			continue;
		}
		if (is_break(c) && !(c == '}' && i > start))
			break;
		i++;
	}
	return i;
}

void up_shell_names_collect(struct up_shell *shell)
{
	up_str text = shell->text;
	struct scan scan = { .shell = shell, .start = true };
	for (size_t i = 0; i < text.len;) {
		char c = text.s[i];
		if (up_is_blank(c)) {
			i++;
		} else if (c == '\\' && i + 1 < text.len && (text.s[i + 1] == '\n' || text.s[i + 1] == '\r')) {
			i += 2;
		} else if (c == '#' && (i == 0 || up_is_space(text.s[i - 1]))) {
			while (i < text.len && text.s[i] != '\n' && text.s[i] != '\r')
				i++;
		} else if (is_break(c)) {
			take_break(&scan, text, i++);
		} else {
			size_t end = token_end(text, i);
			up_str token = up_str_slice(text, i, end);
			/* "$(command -v X)": the command begins inside the word. */
			bool opens = end < text.len && (text.s[end] == '(' || text.s[end] == '`') && token.s[token.len - 1] != ')';
			take(&scan, token);
			if (opens && token.s[token.len - 1] == '$')
				scan.last = UP_STR("");
			i = end > i ? end : i + 1;
		}
	}
}
