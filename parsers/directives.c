/* One directive a line: `Key value value`. sshd, PostgreSQL, Redis, squid, sysctl, chrony and many more, which differ in a few points only:
 * the table of dialects says in which. */
#include "common/bid.h"
#include "common/line.h"
#include "common/postfix-master.h"
#include "common/rotate.h"
#include "common/sudoers.h"

enum {
	HAS_EQUALS = 1 << 0,  /* `key = value` and `key=value` */
	HAS_JOIN = 1 << 1,    /* a backslash at the end of a line goes on */
	HAS_INLINE = 1 << 2,  /* a # that begins a word starts a comment */
	HAS_MATCH = 1 << 3,   /* Match and Host open a section that lasts to the next */
	HAS_SLASHES = 1 << 4, /* sysctl: net/ipv4/x is net.ipv4.x; a leading minus forgives failure; the value is the rest of the line */
	HAS_INSTALL = 1 << 5, /* modprobe: `install MODULE COMMAND` */
	HAS_CALLS = 1 << 6,   /* rsyslog: module(load="x"), over several lines */
	IS_ROTATE = 1 << 7,
	HAS_COLONS = 1 << 8, /* `key: value` */
	IS_MASTER = 1 << 9,
	IS_SUDOERS = 1 << 10,
	HAS_INDENT = 1 << 11, /* a line that begins with a blank goes on with the one before, a comment too */
};

enum {
	QUOTES = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_KEEP,
	SQL_QUOTES = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLED | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_C,
	C_QUOTES = UP_SPLIT_SINGLE | UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_SINGLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_C,
};

struct dialect {
	const char *name;
	const char *files[6]; /* whose file it is, when nobody names the dialect; with a slash: what the path contains */
	const char *comments; /* first bytes of comment lines */
	uint32_t style, flags;
};

static const struct dialect dialects[] = {
	{ "sshd",
	  { "sshd_config", "ssh_config" },
	  "#",
	  UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_KEEP,
	  HAS_EQUALS | HAS_INLINE | HAS_MATCH },
	{ "postgresql",
	  { "postgresql.", "postgresql-", "postgresql/conf.d/", "postgresql.conf.d/", "pg_hba", "pg_ident" },
	  "#",
	  SQL_QUOTES | UP_SPLIT_DOUBLE,
	  HAS_EQUALS | HAS_INLINE },
	{ "redis", { "redis", "valkey", "sentinel" }, "#", C_QUOTES, 0 },
	{ "sysctl", { "sysctl.conf", "sysctl.d/" }, "#;", 0, HAS_EQUALS | HAS_SLASHES },
	{ "modprobe", { "modprobe.d/", "modprobe.conf", "modules-load.d/" }, "#;", 0, HAS_JOIN | HAS_INSTALL },
	{ "chrony", { "chrony" }, "#;!%", QUOTES, 0 },
	{ "ntp", { "ntp.conf", "ntpsec" }, "#", QUOTES, HAS_INLINE },
	{ "squid", { "squid" }, "#", UP_SPLIT_DOUBLE, HAS_INLINE | HAS_JOIN },
	{ "rsyslog", { "rsyslog" }, "#", QUOTES | UP_SPLIT_QUOTE_ANYWHERE, HAS_JOIN | HAS_CALLS },
	{ "logrotate", { "logrotate" }, "#", 0, IS_ROTATE },
	{ "postfix-master", { "master.cf" }, "#", 0, IS_MASTER },
	{ "slapd", { "slapd" }, "#", UP_SPLIT_DOUBLE | UP_SPLIT_ESCAPE_DOUBLE | UP_SPLIT_ESCAPE_KEEP, HAS_INDENT | HAS_COLONS },
	{ "sudoers", { "sudoers", "sudoers.d/" }, "#", 0, IS_SUDOERS },
	{ "limits", { "security/limits" }, "#", 0, HAS_INLINE },
	{ "resolv", { "resolv.conf" }, "#;", 0, HAS_INLINE },
	{ "unbound", { "unbound" }, "#", QUOTES, HAS_COLONS | HAS_INLINE },
	{ "cyrus", { "imapd.conf" }, "#", 0, HAS_COLONS },
	{ "pam", { "pam.d/", "pam.conf" }, "#", 0, HAS_INLINE | HAS_JOIN },
	{ "", { NULL }, "#;", QUOTES, HAS_EQUALS | HAS_INLINE | HAS_JOIN },
};

struct directives {
	struct up_parse *p;
	const struct dialect *dialect;
	struct up_line_reader reader;
	up_str path;
	uint32_t scope;
	bool is_partly;
};

static bool is_of(const struct dialect *dialect, up_str path)
{
	/* Of the folders only the last two count. */
	size_t start = path.len;
	for (int slashes = 0; start && slashes < 3; start--)
		slashes += path.s[start - 1] == '/';
	up_str tail = up_str_slice(path, start, path.len);
	for (size_t i = 0; i < sizeof dialect->files / sizeof *dialect->files && dialect->files[i]; i++) {
		up_str file = up_str_from(dialect->files[i]);
		bool has_folder = up_str_find_byte(file, '/', 0) != SIZE_MAX;
		if (has_folder ? up_str_contains(tail, file) : up_bid_is_named_for(path, file))
			return true;
	}
	return false;
}

static const struct dialect *find_dialect(const struct up_source *source)
{
	const size_t n = sizeof dialects / sizeof *dialects;
	for (size_t i = 0; i < n; i++)
		if (source->dialect.len && up_str_eq(source->dialect, up_str_from(dialects[i].name)))
			return &dialects[i];
	for (size_t i = 0; i + 1 < n; i++)
		if (is_of(&dialects[i], source->name))
			return &dialects[i];
	return &dialects[n - 1];
}

static void note_syntax(struct directives *directives, uint32_t offset, const char *what)
{
	up_note(directives->p, UP_NOTE_SYNTAX, offset, "%s", what);
	directives->is_partly = true;
}

/* --- the key -------------------------------------------------------------------------------------------------------------- */

static bool ends_key(const struct directives *directives, char c)
{
	uint32_t flags = directives->dialect->flags;
	return up_is_space(c) || (c == '=' && flags & HAS_EQUALS) || (c == '(' && flags & HAS_CALLS) || (c == ':' && flags & HAS_COLONS);
}

/* The end of a keyword in quotes, which sshd and ssh take like one without: after its closing quote. 0: there is none. */
static uint32_t quoted_key_end(const struct directives *directives, up_str bytes)
{
	if (!(directives->dialect->flags & HAS_MATCH) || bytes.s[0] != '"')
		return 0;
	size_t close = up_str_find_byte(bytes, '"', 1);
	return close == SIZE_MAX || close == 1 ? 0 : (uint32_t)close + 1;
}

/* Past the quote that begins at `start`, or UINT32_MAX where nothing closes it. */
static uint32_t quote_end(up_str bytes, uint32_t start)
{
	for (uint32_t i = start + 1; i < bytes.len; i++) {
		if (bytes.s[i] == '"')
			return i + 1;
		i += bytes.s[i] == '\\';
	}
	return UINT32_MAX;
}

/* The end of the key of rsyslog's filters, `:msg,contains,"two words" action`: blanks in quotes do not end it. */
static uint32_t find_filter_end(struct directives *directives, const struct up_text *text)
{
	up_str bytes = text->bytes;
	uint32_t i = 0;
	while (i < bytes.len && !ends_key(directives, bytes.s[i])) {
		uint32_t end = bytes.s[i] == '"' ? quote_end(bytes, i) : i + 1;
		if (end == UINT32_MAX) {
			note_syntax(directives, up_text_at(text, i), "a quote that nothing closes; it was taken as it stands");
			break;
		}
		i = end;
	}
	return i;
}

/* The key at the start of the line; *ret_value is where the value may start. */
static up_span find_key(struct directives *directives, const struct up_text *text, uint32_t *ret_value)
{
	up_str bytes = text->bytes;
	uint32_t quoted = quoted_key_end(directives, bytes);
	uint32_t i = 0, start = 0;
	if (directives->dialect->flags & HAS_SLASHES && bytes.s[0] == '-')
		start = i = 1;
	if (quoted)
		i = quoted;
	else if (bytes.s[0] == ':' && directives->dialect->flags & HAS_CALLS)
		i = find_filter_end(directives, text);
	while (!quoted && i < bytes.len && !ends_key(directives, bytes.s[i]))
		i++;
	if (directives->dialect->flags & HAS_SLASHES) {
		/* Keys of sysctl end at the equals sign alone. */
		size_t equals = up_str_find_byte(bytes, '=', 0);
		i = equals == SIZE_MAX ? (uint32_t)bytes.len : (uint32_t)equals;
	}
	uint32_t end = i;
	while (i < bytes.len && up_is_space(bytes.s[i]))
		i++;
	if (i < bytes.len && ((bytes.s[i] == '=' && directives->dialect->flags & HAS_EQUALS) ||
			      (bytes.s[i] == ':' && directives->dialect->flags & HAS_COLONS)))
		i++;
	*ret_value = i;
	up_line_narrow(text, &start, &end);
	return (up_span){ start, end };
}

/* sysctl: where a slash comes before any dot, slashes and dots change places. */
static up_str sysctl_key(const struct directives *directives, up_str key)
{
	size_t first = 0;
	while (first < key.len && key.s[first] != '/' && key.s[first] != '.')
		first++;
	if (first == key.len || key.s[first] == '.')
		return key;
	up_str copy = up_arena_copy(up_parse_arena(directives->p), key);
	char *bytes = (char *)(uintptr_t)copy.s;
	for (size_t i = 0; i < copy.len; i++)
		bytes[i] = bytes[i] == '/' ? '.' : bytes[i] == '.' ? '/' : bytes[i];
	return copy;
}

/* --- the value ------------------------------------------------------------------------------------------------------------ */

static bool finish_words(struct directives *directives, const struct up_text *text, const struct up_splitter *splitter)
{
	if (splitter->unclosed != UINT32_MAX)
		note_syntax(directives, up_text_at(text, splitter->unclosed), "a quote that nothing closes; it was taken as it stands");
	uint32_t end = (uint32_t)text->bytes.len;
	if (splitter->offset >= end || text->bytes.s[splitter->offset] != '#' || !(splitter->style & UP_SPLIT_COMMENT))
		return true;
	return up_emit_comment(directives->p, up_line_span(text, splitter->offset, end));
}

static void open_section(struct directives *directives, struct up_fact *fact)
{
	bool is_match = up_str_eq_nocase(fact->key, UP_STR("Match"));
	if (!is_match && !up_str_eq_nocase(fact->key, UP_STR("Host")))
		return;
	directives->path = is_match ? UP_STR("Match") : UP_STR("Host");
	directives->scope = up_scope_new(directives->p);
	fact->path = UP_STR("");
	fact->scope = 0;
	fact->flags |= UP_FACT_BLOCK;
}

/* modprobe: `install MODULE COMMAND…` is run by a shell. */
static void embed_install(struct directives *directives, const struct up_text *text, const struct up_fact *fact)
{
	if (fact->n_words < 2 || (!up_str_eq(fact->key, UP_STR("install")) && !up_str_eq(fact->key, UP_STR("remove"))))
		return;
	size_t skip = up_str_find(text->bytes, fact->value, 0);
	if (skip == SIZE_MAX)
		return;
	uint32_t start = (uint32_t)(skip + fact->words[0].text.bytes.len);
	struct up_text command = up_text_slice(text, start, (uint32_t)(skip + fact->value.len));
	up_embed(directives->p, "shell", &command, up_str_eq(fact->key, UP_STR("install")) ? "install" : "remove");
}

/* ssh and sshd: keywords whose value is run by a shell. */
static void embed_command(struct directives *directives, const struct up_text *text, const struct up_fact *fact, up_span rest)
{
	static const char *const names[] = { "ProxyCommand",
					     "LocalCommand",
					     "RemoteCommand",
					     "KnownHostsCommand",
					     "AuthorizedKeysCommand",
					     "ForceCommand",
					     "AuthorizedPrincipalsCommand" };
	if (up_str_eq_nocase(fact->value, UP_STR("none")))
		return;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!up_str_eq_nocase(fact->key, up_str_from(names[i])))
			continue;
		/* A value in quotes is one word, the command; else the rest of the line is. */
		struct up_text command = fact->n_words == 1 ? fact->words[0].text : up_text_slice(text, rest.start, rest.end);
		up_embed(directives->p, "shell", &command, names[i]);
	}
}

static bool emit_directive(struct directives *directives, const struct up_text *text)
{
	uint32_t value_start, flags = directives->dialect->flags;
	up_span key = find_key(directives, text, &value_start);
	struct up_fact fact = {
		.kind = UP_FACT_SETTING,
		.scope = directives->scope,
		.path = directives->path,
		.key = up_str_slice(text->bytes, key.start, key.end),
		.key_at = up_line_span(text, key.start, key.end),
	};
	if (quoted_key_end(directives, text->bytes))
		fact.key = up_str_slice(fact.key, 1, fact.key.len - 1);
	if (key.start == key.end) {
		note_syntax(directives, up_text_at(text, 0), "a line without a key; it was passed over");
		return true;
	}
	if (flags & HAS_SLASHES) {
		fact.key = sysctl_key(directives, fact.key);
		up_fact_take_text(&fact, text, value_start, (uint32_t)text->bytes.len);
		return up_emit(directives->p, &fact);
	}
	struct up_splitter splitter;
	struct up_words words = { 0 };
	uint32_t style = directives->dialect->style | (flags & HAS_INLINE ? UP_SPLIT_COMMENT : 0);
	up_split_init(&splitter, up_parse_arena(directives->p), text, style, NULL);
	splitter.offset = value_start;
	up_words_read(&words, directives->p, &splitter);
	up_fact_take_words(&fact, text, &words);
	if (flags & HAS_MATCH)
		open_section(directives, &fact);
	if (!up_emit(directives->p, &fact) || !finish_words(directives, text, &splitter))
		return false;
	if (flags & HAS_INSTALL)
		embed_install(directives, text, &fact);
	if (flags & HAS_MATCH && fact.n_words)
		embed_command(directives, text, &fact, (up_span){ value_start, splitter.offset });
	return true;
}

/* --- rsyslog's calls ------------------------------------------------------------------------------------------------------ */

/* `action(type="omfile"` … `)`: words up to the closing parenthesis, over as many lines as it takes. */
static bool read_call(struct directives *directives, up_span key_at)
{
	struct up_parse *p = directives->p;
	struct up_text all = up_text_plain(directives->reader.bytes, 0);
	struct up_splitter splitter;
	struct up_words words = { 0 };
	up_split_init(&splitter, up_parse_arena(p), &all, directives->dialect->style | UP_SPLIT_COMMENT | UP_SPLIT_LINES, "()");
	splitter.offset = key_at.end + 1;
	for (;;) {
		up_words_read(&words, p, &splitter);
		if (splitter.offset >= splitter.end || all.bytes.s[splitter.offset] != '#')
			break;
		uint32_t start = splitter.offset;
		while (splitter.offset < splitter.end && all.bytes.s[splitter.offset] != '\n' && all.bytes.s[splitter.offset] != '\r')
			splitter.offset++;
		if (!up_emit_comment(p, (up_span){ start, splitter.offset }))
			return false;
	}
	if (splitter.offset >= splitter.end)
		note_syntax(directives, key_at.start, "a parenthesis that nothing closes");
	struct up_fact fact = { .kind = UP_FACT_SETTING, .key = up_parse_bytes(p, key_at), .key_at = key_at };
	up_fact_take_words(&fact, &all, &words);
	fact.value = up_parse_bytes(p, fact.value_at); /* as written: one word counts like several */
	if (directives->reader.offset < splitter.offset)
		directives->reader.offset = splitter.offset + (splitter.offset < splitter.end);
	return up_emit(p, &fact);
}

/* The name before a call's parenthesis, `module` in `module(load="x")`; an empty span where there is none. */
static up_span find_call(const struct directives *directives, up_span at)
{
	static const char *const names[] = { "module",  "action",       "input",  "global",   "main_queue", "template", "ruleset",
					     "include", "lookup_table", "parser", "timezone", "dyn_stats",  "property", "constant" };
	up_str line = up_parse_bytes(directives->p, at);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		uint32_t len = (uint32_t)strlen(names[i]);
		if (up_str_starts_nocase(line, up_str_from(names[i])) && line.len > len && line.s[len] == '(')
			return (up_span){ at.start, at.start + len };
	}
	return (up_span){ at.start, at.start };
}

static bool is_brace(up_str line)
{
	return line.len && (line.s[0] == '}' || line.s[0] == ')' || line.s[0] == '{');
}

/* --- lines ---------------------------------------------------------------------------------------------------------------- */

/* The line with those below it that begin with a blank. */
static struct up_text join_indented(struct directives *directives, up_span line)
{
	struct up_line_reader *reader = &directives->reader;
	up_span at = up_line_trim(reader->bytes, line), next;
	struct up_text_builder builder;
	up_text_begin(&builder, up_parse_arena(directives->p));
	up_text_copy(&builder, up_parse_bytes(directives->p, at), at.start);
	for (size_t offset = reader->offset; up_line_read(reader, &next); offset = reader->offset) {
		up_span more = up_line_trim(reader->bytes, next);
		if (more.start == next.start || more.start == more.end) {
			reader->offset = offset;
			break;
		}
		up_text_put(&builder, UP_STR(" "), at.end);
		up_text_copy(&builder, up_parse_bytes(directives->p, more), more.start);
		at = more;
	}
	return up_text_end(&builder);
}

static bool read_indented(struct directives *directives, up_span line)
{
	struct up_text text = join_indented(directives, line);
	if (!text.bytes.len)
		return true;
	if (!strchr(directives->dialect->comments, text.bytes.s[0]))
		return emit_directive(directives, &text);
	return up_emit_comment(directives->p, up_line_span(&text, 0, (uint32_t)text.bytes.len));
}

static bool read_line(struct directives *directives, up_span line)
{
	static const struct up_line_join join = { .between = " " };
	up_span at = up_line_trim(directives->reader.bytes, line);
	struct up_text text;
	if (at.start == at.end)
		return true;
	if (directives->dialect->flags & HAS_INDENT)
		return read_indented(directives, line);
	char first = directives->reader.bytes.s[at.start];
	if (first && strchr(directives->dialect->comments, first))
		return up_emit_comment(directives->p, at);
	if (directives->dialect->flags & HAS_CALLS) {
		up_span call = find_call(directives, at);
		if (call.start < call.end)
			return read_call(directives, call);
		if (is_brace(up_parse_bytes(directives->p, at)))
			return true;
	}
	if (!(directives->dialect->flags & HAS_JOIN)) {
		text = up_text_plain(up_parse_bytes(directives->p, at), at.start);
		return emit_directive(directives, &text);
	}
	if (!up_line_join(&directives->reader, (up_span){ at.start, line.end }, &join, &text))
		return false;
	return !text.bytes.len || emit_directive(directives, &text);
}

static enum up_parse_result directives_parse(struct up_parse *p)
{
	struct directives directives = { .p = p, .dialect = find_dialect(up_parse_source(p)) };
	if (directives.dialect->flags & IS_ROTATE)
		return up_rotate_parse(p);
	if (directives.dialect->flags & IS_MASTER)
		return up_postfix_master_parse(p);
	if (directives.dialect->flags & IS_SUDOERS)
		return up_sudoers_parse(p);
	up_line_reader_init(&directives.reader, p);
	up_span line;
	while (up_line_read(&directives.reader, &line) && read_line(&directives, line))
		;
	return directives.is_partly ? UP_PARSE_PARTLY : UP_PARSE_WHOLE;
}

static int directives_bid(const struct up_source *source)
{
	up_str base = up_str_basename(source->name);
	bool is_conf = up_str_ends(base, UP_STR(".conf"));
	/* apt's: `deb https://deb.debian.org/debian bookworm main` */
	bool is_sources = up_str_eq(base, UP_STR("sources.list")) ||
			  (up_str_contains(source->name, UP_STR("sources.list.d/")) &&
			   (up_str_ends(base, UP_STR(".list")) || up_str_ends(base, UP_STR(".sources"))));
	if (!is_conf && !is_sources && !up_str_ends(base, UP_STR("_config")) && !up_str_contains(source->name, UP_STR(".d/")))
		return UP_BID_NONE;
	if (find_dialect(source)->name[0])
		return UP_BID_NAME;
	bool is_text = up_str_find_byte(up_str_slice(source->bytes, 0, 1024), '\0', 0) == SIZE_MAX;
	return (is_conf || is_sources) && is_text ? UP_BID_GUESS : UP_BID_NONE;
}

const struct up_parser up_parser_directives = {
	.name = "directives",
	.summary = "one directive a line: sshd, PostgreSQL, Redis, squid, sysctl, chrony, rsyslog, logrotate and their kin",
	.templates = UP_TEMPLATES_MASK,
	.has_commands = up_parser_has_commands,
	.bid = directives_bid,
	.parse = directives_parse,
};
