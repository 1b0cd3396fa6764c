/* SQL as commands are given it: which statements there are, by their first words. A light reading: it splits, and knows texts, comments and names in quotes;
 * what a statement means is not looked at. */
#include "sql/sql.h"
#include "common/command.h"
#include "core/upgrade-code.h"

/* A file of statements that an upgrade runs, and no dump of a whole database. */
static int bid(const struct up_source *source)
{
	static const char *const dumps[] = {
		"-- PostgreSQL database dump", "--\n-- PostgreSQL database dump", "-- MySQL dump", "-- MariaDB dump", "/*!999999",
		"-- phpMyAdmin SQL Dump"
	};
	if (!up_str_ends(source->name, UP_STR(".sql")) ||
	    !(up_is_upgrade_code(source) || (up_str_contains(source->name, UP_STR("!/")) && up_is_upgrade_step(source))))
		return UP_BID_NONE;
	for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++)
		if (up_str_starts(source->bytes, up_str_from(dumps[i])))
			return UP_BID_NONE;
	return UP_BID_NAME;
}

static enum up_parse_result parse(struct up_parse *p)
{
	const struct up_command_context *carrier = up_parse_context(p);
	const struct up_source *source = up_parse_source(p);
	struct up_sql sql = { .p = p, .arena = up_parse_arena(p) };
	if (carrier && carrier->sql)
		sql = *carrier->sql;
	sql.p = p;
	if (carrier) {
		sql.flags = carrier->flags;
		sql.migration = carrier->migration;
		if (sql.migration && sql.migration->dialect != UP_DIALECT_NONE)
			sql.dialect = sql.migration->dialect;
	}
	up_sql_read(&sql, (up_span){ 0, (uint32_t)source->bytes.len }, UP_STR_NULL);
	return UP_PARSE_WHOLE;
}

const struct up_parser up_parser_sql = {
	.name = "sql",
	.summary = "SQL that commands are given, and files of it that an upgrade runs: statements by their first words",
	.templates = UP_TEMPLATES_KEEP,
	.bid = bid,
	.parse = parse,
};
