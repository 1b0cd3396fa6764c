/* Addresses that carry a password: `scheme://user:password@host` of any scheme, and connection strings of ODBC, ADO, JDBC and libpq
 * (`Server=db;Password=x`, `jdbc:…?password=x`, `host=db password=x`). Found from a piece of them; bounded, allocates nothing. */
#pragma once

#include "base/str.h"

struct up_url {
	up_span whole;                        /* from the scheme to the end of the address; of a connection string the pair alone */
	up_span scheme, user, password, host; /* as written: percent signs are not resolved. Empty where there is none */
};

/* `mark`: the "://" of a URL. False: no user information with a password stands behind it. */
bool up_url_at(up_str text, up_span mark, struct up_url *ret_url);
/* `word`: "password" or its kin. False: it is not a pair of a connection string. */
bool up_dsn_at(up_str text, up_span word, struct up_url *ret_url);
/* The bytes that a percent-encoded text stands for, written to `out` (room: its length); what is not encoded right stands for itself. */
size_t up_percent_decode(up_str text, char *out);
/* A name that means nobody's machine, or this one: localhost, example.com, 127.0.0.1, `host`, `db`. */
bool up_host_is_anyones(up_str host);
/* An address that RFC 3849 and RFC 5737 keep for manuals. */
bool up_host_is_of_manuals(up_str host);
