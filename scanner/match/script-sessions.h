/* What statements of SQL say of schemas and locks, by their words. It knows neither who runs them nor where they stand. */
#pragma once

#include "base/str.h"

enum up_schema_kind {
	UP_SCHEMA_NOTHING,
	UP_SCHEMA_MAKES, /* a table that was not there */
	UP_SCHEMA_MAKES_TEMPORARY,
	UP_SCHEMA_BEGINS,  /* a database: nothing in it is live */
	UP_SCHEMA_CHANGES, /* what is there, or may be there */
};

struct up_schema_change {
	enum up_schema_kind kind;
	const char *verb; /* "ALTER TABLE"; NULL for nothing */
	up_str name;      /* of the table, as written; may be empty */
};

struct up_schema_change up_schema_change_of(up_str text);

/* One session of a database, statement by statement. Begin with zeros; a client that runs all in one transaction begins in it. */
struct up_session {
	bool in_transaction, is_locked, is_locked_in_transaction;
	bool is_given_back; /* a lock for a transaction was taken outside of one: it ended with its statement */
	bool any;           /* it took a lock at some time */
};

void up_session_take(struct up_session *session, up_str text);
bool up_session_is_locked(const struct up_session *session);
