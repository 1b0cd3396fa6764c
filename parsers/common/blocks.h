/* The readers behind parsers/blocks.c: one for statements that a semicolon ends, one for blocks of lines, one for HAProxy's sections. */
#pragma once

#include "core/parser.h"

enum up_block_dialect {
	UP_BLOCK_NGINX,      /* `key words;`, `key words { … }`, # comments */
	UP_BLOCK_NAMED,      /* the same, with // and C comments and `};` */
	UP_BLOCK_CALLS,      /* syslog-ng: `key(value);` */
	UP_BLOCK_DOVECOT,    /* `key = value` lines, `name words {` */
	UP_BLOCK_KEEPALIVED, /* `key words` lines, `name words {` */
	UP_BLOCK_HAPROXY,
};

enum up_parse_result up_statements_parse(struct up_parse *p, enum up_block_dialect dialect);
enum up_parse_result up_block_lines_parse(struct up_parse *p, enum up_block_dialect dialect);
enum up_parse_result up_haproxy_parse(struct up_parse *p);
