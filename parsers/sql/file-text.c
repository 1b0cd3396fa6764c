/* Lines that only the runner of a text understands. Each is a comment to the server. */
#include "sql/sql.h"

struct sign {
	const char *text; /* in lower case, behind the marks of the comment and blanks */
	const char *runner;
	enum up_sql_mark mark;
	bool is_prefix; /* more may follow */
};

/* pressly.github.io/goose/documentation/annotations, github.com/amacneil/dbmate, github.com/rubenv/sql-migrate, github.com/elwinar/rambler,
 * salsita.github.io/node-pg-migrate, playframework.com/documentation/latest/Evolutions, github.com/jackc/tern, docs.rs/sqlx (migrate!),
 * ollycope.com/software/yoyo, github.com/thomwright/postgres-migrations, atlasgo.io/versioned/apply, sqitch.org. */
static const struct sign signs[] = {
	{ "+goose up", "goose", UP_SQL_MARK_UP, false },
	{ "+goose down", "goose", UP_SQL_MARK_DOWN, false },
	{ "+goose no transaction", "goose", UP_SQL_MARK_NO_TRANSACTION, false },
	{ "migrate:up transaction:false", "dbmate", UP_SQL_MARK_NO_TRANSACTION, true },
	{ "migrate:up", "dbmate", UP_SQL_MARK_UP, true },
	{ "migrate:down", "dbmate", UP_SQL_MARK_DOWN, true },
	{ "+migrate up notransaction", "sql-migrate", UP_SQL_MARK_NO_TRANSACTION, false },
	{ "+migrate up", "sql-migrate", UP_SQL_MARK_UP, true },
	{ "+migrate down", "sql-migrate", UP_SQL_MARK_DOWN, true },
	{ "rambler up", "rambler", UP_SQL_MARK_UP, false },
	{ "rambler down", "rambler", UP_SQL_MARK_DOWN, false },
	{ "up migration", "node-pg-migrate", UP_SQL_MARK_UP, false },
	{ "down migration", "node-pg-migrate", UP_SQL_MARK_DOWN, false },
	{ "!ups", "play-evolutions", UP_SQL_MARK_UP, false },
	{ "!downs", "play-evolutions", UP_SQL_MARK_DOWN, false },
	{ "create above / drop below", "tern", UP_SQL_MARK_DOWN, true },
	{ "tern: disable-tx", "tern", UP_SQL_MARK_NO_TRANSACTION, true },
	{ "no-transaction", "sqlx", UP_SQL_MARK_NO_TRANSACTION, false },
	{ "transactional: false", "yoyo", UP_SQL_MARK_NO_TRANSACTION, false },
	{ "depends:", "yoyo", UP_SQL_MARK_RUNNER, true },
	{ "postgres-migrations disable-transaction", "postgres-migrations", UP_SQL_MARK_NO_TRANSACTION, false },
	{ "atlas:txmode none", "atlas", UP_SQL_MARK_NO_TRANSACTION, false },
	{ "atlas:", "atlas", UP_SQL_MARK_RUNNER, true },
	{ "running upgrade ", "alembic", UP_SQL_MARK_RUNNER, true },
	{ "> statement-breakpoint", "drizzle", UP_SQL_MARK_RUNNER, false },
};

/* Behind --, # and what is between: "# --- !Ups", "-- +goose Up", "---- create above". Empty: it is no comment. */
static up_str comment_of(up_str line)
{
	size_t n = 0;
	line = up_str_trim(line);
	while (n < line.len && (line.s[n] == '-' || line.s[n] == '#' || up_is_blank(line.s[n])))
		n++;
	return n ? up_str_slice(line, n, line.len) : UP_STR_NULL;
}

static bool is_sign(up_str comment, const struct sign *sign)
{
	up_str text = up_str_from(sign->text);
	return sign->is_prefix ? up_str_starts_nocase(comment, text) : up_str_eq_nocase(comment, text);
}

bool up_sql_next_mark(up_str text, uint32_t from, struct up_sql_text_mark *ret_mark)
{
	while (from < text.len) {
		size_t end = up_str_find_byte(text, '\n', from);
		end = end == SIZE_MAX ? text.len : end;
		up_str line = up_str_slice(text, from, end), comment = UP_STR_NULL;
		if (line.len && line.len < 400 && (line.s[0] == '-' || line.s[0] == '#' || up_is_blank(line.s[0])))
			comment = comment_of(line);
		else if (up_str_ends(line, UP_STR("--> statement-breakpoint")))
			comment = UP_STR("> statement-breakpoint");
		for (size_t i = 0; comment.len && i < sizeof signs / sizeof *signs; i++) {
			if (!is_sign(comment, &signs[i]))
				continue;
			*ret_mark = (struct up_sql_text_mark){ signs[i].runner, signs[i].mark, { from, (uint32_t)end } };
			return true;
		}
		from = (uint32_t)end + 1;
	}
	return false;
}
