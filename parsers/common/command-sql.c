/* Clients of databases that are given SQL: `psql -c`, `mysql -e`, `sqlite3 FILE SQL`; or that read it from a here-document. */
#include "common/command-private.h"

struct client {
	const char *names;
	const char *options; /* whose argument is SQL */
	const char *files;   /* whose argument names a file of SQL, or what else keeps it from reading its standard input */
	uint32_t operand;    /* this one is SQL; 0: none */
	const char *takes;   /* options that take another argument, where operands count */
	enum up_dialect dialect;
};

static const struct client clients[] = {
	{ "psql vsql gsql usql", "-c --command", "-f --file -l --list", 0, "", UP_DIALECT_POSTGRESQL },
	{ "mysql mariadb", "-e --execute", "", 0, "", UP_DIALECT_MYSQL },
	{ "clickhouse-client clickhouse-local", "-q --query --multiquery", "--queries-file", 0, "", UP_DIALECT_NONE },
	{ "cqlsh hive beeline", "-e --execute", "-f --file", 0, "", UP_DIALECT_NONE },
	{ "sqlcmd", "-Q -q", "-i", 0, "", UP_DIALECT_SQLSERVER },
	{ "snowsql impala-shell", "-q --query", "-f --filename", 0, "", UP_DIALECT_NONE },
	{ "trino presto", "--execute", "-f --file", 0, "", UP_DIALECT_NONE },
	{ "sqlplus isql", "", "", 0, "", UP_DIALECT_ORACLE },
	{ "sqlite3 duckdb", "-c -cmd", "-init", 2, "-separator -nullvalue -newline -mmap -vfs", UP_DIALECT_SQLITE },
	{ "db2", "", "-f -tf -tvf -td -tvmf", 1, "", UP_DIALECT_NONE },
};

static const struct client *client_of(up_str name)
{
	if (!name.len || !strchr("pvgumchbsitd", name.s[0])) /* every command is asked */
		return NULL;
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		if (up_command_listed(clients[i].names, name))
			return &clients[i];
	return NULL;
}

void up_command_sql_engine(up_str name, struct up_command_context *context)
{
	const struct client *client = client_of(name);
	context->dialect = client ? client->dialect : UP_DIALECT_NONE;
	/* Clients of something that is near to a dialect, or of what no rule on operations knows. */
	context->is_foreign = context->dialect == UP_DIALECT_NONE || up_command_listed("vsql gsql usql isql duckdb", name);
}

static void embed(struct up_parse *p, up_str name, const struct up_word *word, uint32_t skip, uint32_t flags)
{
	struct up_text text = up_text_slice(&word->text, skip, (uint32_t)word->text.bytes.len);
	struct up_command_context context = { .flags = flags & UP_FACT_LOCKED };
	up_command_sql_engine(name, &context);
	up_embed_as(p, &(struct up_embedded){
			       .parser = "sql", .text = &text, .origin = up_arena_copy(up_parse_arena(p), name).s, .context = &context });
}

/* "--command=SELECT 1": the offset of the argument; 0: it is none of those. */
static uint32_t joined_argument(const char *options, up_str word)
{
	size_t equals = up_str_find_byte(word, '=', 0);
	if (equals == SIZE_MAX || !up_str_starts(word, UP_STR("--")))
		return 0;
	return up_command_listed(options, up_str_slice(word, 0, equals)) ? (uint32_t)equals + 1 : 0;
}

/* -Nse, -tAc: letters in one word, the last of which takes the argument. */
static bool is_cluster(const struct client *client, up_str word)
{
	if (word.len < 3 || word.s[0] != '-' || word.s[1] == '-' || word.len > 8)
		return false;
	for (size_t i = 1; i < word.len; i++)
		if (!up_is_alpha(word.s[i]))
			return false;
	const char last[] = { '-', word.s[word.len - 1], '\0' };
	return up_command_listed(client->options, up_str_from(last)) && !up_command_listed(client->files, word);
}

void up_command_emit_sql(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words, uint32_t flags)
{
	const struct client *client = client_of(name);
	uint32_t operands = 0;
	for (uint32_t i = 1; client && i < n_words; i++) {
		up_str word = words[i].text.bytes;
		uint32_t skip = joined_argument(client->options, word);
		if (skip) {
			embed(p, name, &words[i], skip, flags);
		} else if ((up_command_listed(client->options, word) || is_cluster(client, word)) && i + 1 < n_words) {
			embed(p, name, &words[++i], 0, flags);
		} else if (up_str_starts(word, UP_STR("-"))) {
			i += up_command_listed(client->takes, word);
		} else if (++operands == client->operand) {
			embed(p, name, &words[i], 0, flags);
		}
	}
}

bool up_command_reads_sql(up_str name, const struct up_word *words, uint32_t n_words)
{
	const struct client *client = client_of(name);
	if (!client)
		return false;
	for (uint32_t i = 1; i < n_words; i++) {
		up_str word = words[i].text.bytes;
		bool is_given = up_command_listed(client->options, word) || up_command_listed(client->files, word) ||
				is_cluster(client, word) || joined_argument(client->options, word) || joined_argument(client->files, word);
		bool is_stdin = i + 1 < n_words && (up_str_eq(words[i + 1].text.bytes, UP_STR("-")) ||
						    up_str_eq(words[i + 1].text.bytes, UP_STR("/dev/stdin")));
		if (is_given && !is_stdin)
			return false;
	}
	return true;
}
