/* Dialects of texts and names. A mark counts once, however often it stands; the dialect with the heaviest marks is it, if no other one has a third as much. */
#include "schema/dialect-text.h"

enum {
	LEAST = 2, /* what the marks of a dialect have to weigh */
	FAR = 3,   /* … and how many times as much as those of any other */
	WORD_BYTES = 30,
};

struct mark {
	const char *word, *before; /* `before`: the word in front of it, where it counts only behind that */
	enum up_dialect dialect;
	uint8_t weight;
	const char *said; /* to people, where the word alone says too little */
};

#define PG UP_DIALECT_POSTGRESQL
#define MY UP_DIALECT_MYSQL
#define MS UP_DIALECT_SQLSERVER
#define ORA UP_DIALECT_ORACLE
#define LITE UP_DIALECT_SQLITE

/* Sorted by the word. */
static const struct mark marks[] = {
	{ "ALGORITHM=", NULL, MY, 3, NULL },
	{ "AUTOINCREMENT", NULL, LITE, 5, NULL },
	{ "AUTO_INCREMENT", NULL, MY, 5, NULL },
	{ "BIGSERIAL", NULL, PG, 4, NULL },
	{ "BYTEA", NULL, PG, 4, NULL },
	{ "CITEXT", NULL, PG, 4, NULL },
	{ "CLOB", NULL, ORA, 1, NULL },
	{ "CLUSTERED", NULL, MS, 3, NULL },
	{ "COLUMN", "CHANGE", MY, 4, "CHANGE COLUMN" },
	{ "COLUMN", "MODIFY", MY, 4, "MODIFY COLUMN" },
	{ "COL_LENGTH", NULL, MS, 4, NULL },
	{ "CONCURRENTLY", NULL, PG, 4, NULL },
	{ "CONSTRAINT", "VALIDATE", PG, 3, "VALIDATE CONSTRAINT" },
	{ "CURRENT_TIMESTAMP", "UPDATE", MY, 4, "UPDATE CURRENT_TIMESTAMP" },
	{ "DATETIME2", NULL, MS, 5, NULL },
	{ "DATETIMEOFFSET", NULL, MS, 5, NULL },
	{ "DBO", NULL, MS, 4, NULL },
	{ "DELIMITER", NULL, MY, 4, NULL },
	{ "DUAL", "FROM", ORA, 2, "FROM DUAL" },
	{ "ENGINE=", NULL, MY, 3, NULL },
	{ "EXTENSION", "CREATE", PG, 4, "CREATE EXTENSION" },
	{ "FOREIGN", "DROP", MY, 3, "DROP FOREIGN" },
	{ "FTS5", NULL, LITE, 4, NULL },
	{ "FULLTEXT", NULL, MY, 1, NULL },
	{ "GEN_RANDOM_UUID", NULL, PG, 3, NULL },
	{ "GETDATE", NULL, MS, 4, NULL },
	{ "GETUTCDATE", NULL, MS, 4, NULL },
	{ "GIN", "USING", PG, 4, "USING GIN" },
	{ "GIST", "USING", PG, 4, "USING GIST" },
	{ "IDENTITY(", NULL, MS, 4, NULL },
	{ "IGNORE", "INSERT", MY, 3, "INSERT IGNORE" },
	{ "ILIKE", NULL, PG, 2, NULL },
	{ "IMMEDIATE", "EXECUTE", ORA, 4, "EXECUTE IMMEDIATE" },
	{ "INDEX", "ADD", MY, 3, "ADD INDEX" },
	{ "INNODB", NULL, MY, 5, NULL },
	{ "JSONB", NULL, PG, 1, NULL }, /* SQLite takes any word for a type */
	{ "JSON_GROUP_ARRAY", NULL, LITE, 4, NULL },
	{ "JSON_GROUP_OBJECT", NULL, LITE, 4, NULL },
	{ "KEY", "ADD", MY, 3, "ADD KEY" },
	{ "LEVEL", "ROW", PG, 3, "ROW LEVEL" },
	{ "LOCAL", "SET", PG, 3, "SET LOCAL" },
	{ "LONGBLOB", NULL, MY, 4, NULL },
	{ "LONGTEXT", NULL, MY, 4, NULL },
	{ "MEDIUMBLOB", NULL, MY, 4, NULL },
	{ "MEDIUMINT", NULL, MY, 3, NULL },
	{ "MEDIUMTEXT", NULL, MY, 4, NULL },
	{ "NEWID", NULL, MS, 4, NULL },
	{ "NEWSEQUENTIALID", NULL, MS, 4, NULL },
	{ "NOCOUNT", NULL, MS, 5, NULL },
	{ "NOLOCK", NULL, MS, 4, NULL },
	{ "NONCLUSTERED", NULL, MS, 5, NULL },
	{ "NOT", "DROP", PG, 3, "DROP NOT" },
	{ "NOT", "SET", PG, 3, "SET NOT" },
	{ "NOVALIDATE", NULL, ORA, 5, NULL },
	{ "NUMBER(", NULL, ORA, 4, NULL },
	{ "NVARCHAR", NULL, MS, 3, NULL },
	{ "NVARCHAR2", NULL, ORA, 5, NULL },
	{ "OBJECT_ID", NULL, MS, 4, NULL },
	{ "OR", "INSERT", LITE, 3, "INSERT OR" },
	{ "PLPGSQL", NULL, PG, 5, NULL },
	{ "POLICY", "CREATE", PG, 3, "CREATE POLICY" },
	{ "PRAGMA", NULL, LITE, 3, NULL },
	{ "REGCLASS", NULL, PG, 3, NULL },
	{ "RETURNING", NULL, PG, 1, NULL },
	{ "ROWID", "WITHOUT", LITE, 5, "WITHOUT ROWID" },
	{ "SEARCH_PATH", NULL, PG, 3, NULL },
	{ "SERIAL", NULL, PG, 2, NULL },
	{ "SMALLDATETIME", NULL, MS, 4, NULL },
	{ "SMALLSERIAL", NULL, PG, 4, NULL },
	{ "STATEMENT_TIMEOUT", NULL, PG, 3, NULL },
	{ "STRFTIME", NULL, LITE, 3, NULL },
	{ "SYSDATE", NULL, ORA, 2, NULL },
	{ "SYSTIMESTAMP", NULL, ORA, 4, NULL },
	{ "SYSUTCDATETIME", NULL, MS, 4, NULL },
	{ "TIMESTAMPTZ", NULL, PG, 4, NULL },
	{ "TINYINT", NULL, MY, 1, NULL },
	{ "TINYTEXT", NULL, MY, 4, NULL },
	{ "TO", "OWNER", PG, 4, "OWNER TO" },
	{ "TSVECTOR", NULL, PG, 5, NULL },
	{ "UNIQUEIDENTIFIER", NULL, MS, 5, NULL },
	{ "UNIX_TIMESTAMP", NULL, MY, 3, NULL },
	{ "UNSIGNED", NULL, MY, 3, NULL },
	{ "UTF8MB4", NULL, MY, 5, NULL },
	{ "UUID_GENERATE_V4", NULL, PG, 4, NULL },
	{ "VALID", "NOT", PG, 3, "NOT VALID" },
	{ "VARCHAR2", NULL, ORA, 5, NULL },
	{ "XACT_ABORT", NULL, MS, 5, NULL },
};

enum {
	N_MARKS = sizeof marks / sizeof *marks,
};

/* What is no word. */
static const struct mark signs[] = {
	{ "$$", NULL, PG, 3, "$$ round a body" },
	{ "::", NULL, PG, 3, "a cast by ::" },
	{ "`", NULL, MY, 2, "names in backticks" },
	{ "/*!", NULL, MY, 4, NULL },
	{ "GO", NULL, MS, 4, "a line with nothing but GO" },
	{ "/", NULL, ORA, 4, "a line with nothing but /" },
	{ "[]", NULL, MS, 2, "names in brackets" },
	{ "N''", NULL, MS, 2, NULL },
	{ "pg_", NULL, PG, 3, NULL },
	{ "sp_", NULL, MS, 4, NULL },
	{ "dbms_", NULL, ORA, 5, NULL },
	{ "sqlite_", NULL, LITE, 5, NULL },
	{ "MAX)", NULL, MS, 4, NULL },
	{ "E''", NULL, PG, 2, NULL },
	{ "TYPE", NULL, PG, 3, "ALTER COLUMN … TYPE" },
};

enum sign {
	SIGN_BODY,
	SIGN_CAST,
	SIGN_BACKTICK,
	SIGN_VERSION,
	SIGN_GO,
	SIGN_SLASH,
	SIGN_BRACKETS,
	SIGN_NATIONAL,
	SIGN_PG,
	SIGN_SP,
	SIGN_DBMS,
	SIGN_SQLITE,
	SIGN_MAX,
	SIGN_ESCAPED,
	SIGN_COLUMN_TYPE,
	N_SIGNS,
};

struct tally {
	up_str text;
	size_t pos;
	bool seen[N_MARKS], seen_sign[N_SIGNS];
	unsigned weights[_UP_DIALECT_MAX], heaviest[_UP_DIALECT_MAX];
	const char *reasons[_UP_DIALECT_MAX];
	char word[WORD_BYTES + 2], before[3][WORD_BYTES + 2]; /* in capitals; the words in front of it */
};

static void count(struct tally *tally, const struct mark *mark, bool *seen)
{
	if (*seen)
		return;
	*seen = true;
	tally->weights[mark->dialect] += mark->weight;
	if (mark->weight > tally->heaviest[mark->dialect]) {
		tally->heaviest[mark->dialect] = mark->weight;
		tally->reasons[mark->dialect] = mark->said ? mark->said : mark->word;
	}
}

static void count_sign(struct tally *tally, enum sign sign)
{
	count(tally, &signs[sign], &tally->seen_sign[sign]);
}

static char at(const struct tally *tally, size_t pos)
{
	return pos < tally->text.len ? tally->text.s[pos] : '\0';
}

static bool is_word_byte(char c)
{
	return up_is_alnum(c) || c == '_';
}

static void count_word(struct tally *tally, const char *word)
{
	size_t low = 0, high = N_MARKS;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (strcmp(marks[middle].word, word) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < N_MARKS && !strcmp(marks[low].word, word); low++)
		if (!marks[low].before || !strcmp(marks[low].before, tally->before[0]))
			count(tally, &marks[low], &tally->seen[low]);
}

static bool is_alone_on_line(const struct tally *tally, size_t start, size_t end)
{
	while (start > 0 && up_is_blank(at(tally, start - 1)))
		start--;
	while (up_is_blank(at(tally, end)) || at(tally, end) == '\r')
		end++;
	return (start == 0 || at(tally, start - 1) == '\n') && (end >= tally->text.len || at(tally, end) == '\n');
}

static void read_word(struct tally *tally)
{
	static const struct {
		const char *start;
		enum sign sign;
	} starts[] = { { "PG_", SIGN_PG }, { "SP_", SIGN_SP }, { "DBMS_", SIGN_DBMS }, { "SQLITE_", SIGN_SQLITE } };
	size_t start = tally->pos, n = 0;
	while (is_word_byte(at(tally, tally->pos))) {
		char c = at(tally, tally->pos++);
		if (n < WORD_BYTES)
			tally->word[n++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	tally->word[n] = '\0';
	count_word(tally, tally->word);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (!strncmp(tally->word, starts[i].start, strlen(starts[i].start)))
			count_sign(tally, starts[i].sign);
	if (!strcmp(tally->word, "GO") && is_alone_on_line(tally, start, tally->pos))
		count_sign(tally, SIGN_GO);
	if (!strcmp(tally->word, "MAX") && start && at(tally, start - 1) == '(' && at(tally, tally->pos) == ')' &&
	    up_str_ends_nocase(up_str_slice(tally->text, 0, start), UP_STR("varchar(")))
		count_sign(tally, SIGN_MAX);
	if (!strcmp(tally->word, "TYPE") && (!strcmp(tally->before[1], "COLUMN") || (!strcmp(tally->before[1], "ALTER"))) &&
	    strcmp(tally->before[0], "TABLE") != 0)
		count_sign(tally, SIGN_COLUMN_TYPE);
	memcpy(tally->before[2], tally->before[1], sizeof *tally->before);
	memcpy(tally->before[1], tally->before[0], sizeof *tally->before);
	memcpy(tally->before[0], tally->word, sizeof *tally->before);
	size_t next = tally->pos;
	while (up_is_blank(at(tally, next)))
		next++;
	char sign = at(tally, next);
	if (sign == '(' || sign == '=') { /* NUMBER(10), ENGINE = InnoDB */
		tally->word[n] = sign;
		tally->word[n + 1] = '\0';
		count_word(tally, tally->word);
	}
}

static void skip_to(struct tally *tally, up_str end)
{
	size_t found = up_str_find(tally->text, end, tally->pos);
	tally->pos = found == SIZE_MAX ? tally->text.len : found + end.len;
}

/* $$ and $tag$ */
static bool is_body(const struct tally *tally)
{
	size_t end = tally->pos + 1;
	while (is_word_byte(at(tally, end)))
		end++;
	return at(tally, end) == '$' && !up_is_digit(at(tally, tally->pos + 1)) &&
	       (end == tally->pos + 1 || up_is_space(at(tally, end + 1))) &&
	       !is_word_byte(at(tally, tally->pos ? tally->pos - 1 : SIZE_MAX));
}

static void read_sign(struct tally *tally)
{
	char c = at(tally, tally->pos), next = at(tally, tally->pos + 1);
	if (c == '$' && is_body(tally))
		count_sign(tally, SIGN_BODY);
	else if (c == ':' && next == ':' && is_word_byte(at(tally, tally->pos + 2)))
		count_sign(tally, SIGN_CAST);
	else if (c == '`')
		count_sign(tally, SIGN_BACKTICK);
	else if (c == '/' && is_alone_on_line(tally, tally->pos, tally->pos + 1))
		count_sign(tally, SIGN_SLASH);
	else if (c == '[' && up_is_alpha(next) && !is_word_byte(at(tally, tally->pos ? tally->pos - 1 : SIZE_MAX)))
		count_sign(tally, SIGN_BRACKETS);
	tally->pos += c == ':' && next == ':' ? 2 : 1;
}

/* Past a text in quotes. A backslash before a quote keeps it open, unless what follows looks like its end. */
static void skip_text(struct tally *tally)
{
	size_t start = ++tally->pos;
	for (;;) {
		skip_to(tally, UP_STR("'"));
		size_t quote = tally->pos - 1;
		char next = at(tally, tally->pos);
		if (quote <= start || at(tally, quote - 1) != '\\' || !next || strchr(",;)\r\n", next))
			return;
	}
}

static void read_next(struct tally *tally)
{
	char c = at(tally, tally->pos), next = at(tally, tally->pos + 1);
	if (c == '-' && next == '-') {
		skip_to(tally, UP_STR("\n"));
		tally->pos -= tally->pos < tally->text.len;
	} else if (c == '/' && next == '*') {
		if (at(tally, tally->pos + 2) == '!')
			count_sign(tally, SIGN_VERSION);
		else
			skip_to(tally, UP_STR("*/"));
		tally->pos += tally->pos < tally->text.len && at(tally, tally->pos) == '/';
	} else if (c == '\'') {
		skip_text(tally);
	} else if (next == '\'' && (c == 'N' || c == 'E')) {
		count_sign(tally, c == 'N' ? SIGN_NATIONAL : SIGN_ESCAPED);
		tally->pos++;
	} else if (is_word_byte(c)) {
		read_word(tally);
	} else if (up_is_space(c) || c == ',' || c == '(' || c == ')' || c == ';') {
		tally->pos++;
	} else {
		read_sign(tally);
	}
}

enum up_dialect up_dialect_declared(up_str text)
{
	static const char *const before[] = { "uplint: dialect=", "sqlfluff:dialect:" };
	text = up_str_slice(text, 0, 4096);
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		size_t start = up_str_find(text, up_str_from(before[i]), 0);
		if (start == SIZE_MAX)
			continue;
		size_t end = start += strlen(before[i]);
		while (end < text.len && is_word_byte(text.s[end]))
			end++;
		enum up_dialect dialect = up_dialect_from_name(up_str_slice(text, start, end));
		if (dialect != UP_DIALECT_NONE)
			return dialect;
	}
	return UP_DIALECT_NONE;
}

static enum up_dialect answer(enum up_dialect dialect, const char *reason, const char **ret_reason)
{
	if (ret_reason)
		*ret_reason = dialect == UP_DIALECT_NONE ? NULL : reason;
	return dialect;
}

enum up_dialect up_dialect_of_text(up_str text, const char **ret_reason)
{
	enum up_dialect declared = up_dialect_declared(text), best = UP_DIALECT_NONE;
	if (declared != UP_DIALECT_NONE)
		return answer(declared, "a comment that names it", ret_reason);
	struct tally tally = { .text = up_str_slice(text, 0, UP_DIALECT_TEXT_BYTES) };
	while (tally.pos < tally.text.len)
		read_next(&tally);
	for (enum up_dialect i = UP_DIALECT_NONE; i < _UP_DIALECT_MAX; i++)
		if (tally.weights[i] > tally.weights[best])
			best = i;
	for (enum up_dialect i = UP_DIALECT_NONE; i < _UP_DIALECT_MAX; i++)
		if (i != best && tally.weights[i] * FAR > tally.weights[best])
			return answer(UP_DIALECT_NONE, NULL, ret_reason);
	return answer(tally.weights[best] >= LEAST ? best : UP_DIALECT_NONE, tally.reasons[best], ret_reason);
}

/* Of the parts of one folder's name: "mysql-migrations". Two that say something else are none. */
static enum up_dialect of_parts(up_str name, const char *between)
{
	enum up_dialect found = UP_DIALECT_NONE;
	for (size_t start = 0; start < name.len;) {
		size_t end = start;
		while (end < name.len && !strchr(between, name.s[end]))
			end++;
		enum up_dialect dialect = up_dialect_from_name(up_str_slice(name, start, end));
		if (dialect != UP_DIALECT_NONE && found != UP_DIALECT_NONE && dialect != found)
			return UP_DIALECT_NONE;
		found = dialect != UP_DIALECT_NONE ? dialect : found;
		start = end + 1;
	}
	return found;
}

static enum up_dialect of_ending(up_str name)
{
	static const struct {
		const char *ending;
		enum up_dialect dialect;
	} endings[] = { { ".pgsql", PG }, { ".psql", PG }, { ".tsql", MS }, { ".plsql", ORA },
			{ ".pls", ORA },  { ".pkb", ORA }, { ".pks", ORA }, { ".mysql", MY } };
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends_nocase(name, up_str_from(endings[i].ending)))
			return endings[i].dialect;
	return UP_DIALECT_NONE;
}

enum up_dialect up_dialect_of_name(up_str path, const char **ret_reason)
{
	up_str name = up_str_basename(path);
	enum up_dialect dialect = of_ending(name);
	if (dialect != UP_DIALECT_NONE)
		return answer(dialect, "its ending", ret_reason);
	dialect = of_parts(name, ".");
	if (dialect != UP_DIALECT_NONE)
		return answer(dialect, "its name", ret_reason);
	for (size_t end = path.len - name.len; end > 0;) {
		size_t start = --end;
		while (start > 0 && path.s[start - 1] != '/')
			start--;
		dialect = of_parts(up_str_slice(path, start, end), "-_.");
		if (dialect != UP_DIALECT_NONE)
			return answer(dialect, "its folder", ret_reason);
		end = start;
	}
	return answer(UP_DIALECT_NONE, NULL, ret_reason);
}
