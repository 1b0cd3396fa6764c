/* Reading along a text that gives a value to a name. Private to the assignment*.c files. */
#pragma once

#include "secret/assignment.h"

enum {
	NAME_BEFORE = 64,
	GAP = 48,          /* between the name and the operator: a type, brackets */
	LINE_BEFORE = 200, /* bytes of the line that are looked at for the beginning of a comment */
};

struct up_cursor {
	up_str text;
	size_t at;
};

static inline char peek(const struct up_cursor *cursor, size_t ahead)
{
	return cursor->at + ahead < cursor->text.len ? cursor->text.s[cursor->at + ahead] : '\0';
}

static inline bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

static inline bool starts(const struct up_cursor *cursor, const char *literal)
{
	return up_str_starts(up_str_slice(cursor->text, cursor->at, cursor->text.len), up_str_from(literal));
}

static inline void skip_blanks(struct up_cursor *cursor, size_t end)
{
	while (cursor->at < end && up_is_blank(peek(cursor, 0)))
		cursor->at++;
}

/* Blanks from there on. */
static inline size_t blanks_at(up_str text, size_t at)
{
	size_t n = 0;
	while (at + n < text.len && up_is_blank(text.s[at + n]))
		n++;
	return n;
}

/* A string literal at the cursor: what stands between its quotes. The cursor stays at its start. */
bool up_read_quoted(struct up_cursor *cursor, up_span *ret_value);

/* --- assignment-forms.c: names and values that no operator joins --- */

/* `--token x`, `set $token x;` */
bool up_assigned_flag(up_str text, const struct up_assigned *assigned);
/* `the password is "x"`, `ALTER ROLE shop PASSWORD 'x'`: on to the quote. */
bool up_assigned_told(up_str text, const struct up_assigned *assigned, struct up_cursor *cursor);
/* `machine x login y password z`, in one line or several */
bool up_assigned_netrc(up_str text, const struct up_assigned *assigned);
/* `#define PASSWORD "x"`, `%global password "x"`, `SET password "x"` have no operator. */
bool up_assigned_macro(up_str text, const struct up_assigned *assigned);
/* `new NetworkCredential("user", "x")`, `IDENTIFIED BY 'x'`: names that only announce a password. Fills all of it. */
bool up_assigned_announced(up_str text, struct up_assigned *assigned);
/* May a comma join the name to a value: put("password", "x"), {"password", "x"}; but not in a longer list. */
bool up_assigned_pair(up_str text, const struct up_assigned *assigned, bool was_quoted);
/* More literals behind the value: 'user_pass', 'user_name', 'user_mail' */
bool up_assigned_listed(up_str text, size_t end);
