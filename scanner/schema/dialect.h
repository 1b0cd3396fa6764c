/* Dialects of SQL, and what a text or a name says of them. It knows no parser and no rule. */
#pragma once

#include "base/str.h"

enum up_dialect {
	UP_DIALECT_NONE, /* nothing says which */
	UP_DIALECT_POSTGRESQL,
	UP_DIALECT_MYSQL,
	UP_DIALECT_MARIADB,
	UP_DIALECT_SQLSERVER,
	UP_DIALECT_ORACLE,
	UP_DIALECT_SQLITE,
	UP_DIALECT_MONGODB, /* no SQL, but migrations all the same */
	_UP_DIALECT_MAX,
};

/* Of a set of dialects; 0 for UP_DIALECT_NONE. */
static inline uint8_t up_dialect_bit(enum up_dialect dialect)
{
	return (uint8_t)(dialect == UP_DIALECT_NONE ? 0 : 1u << (dialect - 1));
}

/* "postgresql", "mysql", …; "" for UP_DIALECT_NONE. These are the ids of the products as well, where there is one. */
const char *up_dialect_name(enum up_dialect dialect);
/* By its name or what people call it: "postgres", "pgsql", "mysql2", "mssql", "sqlite3"; in any case. UP_DIALECT_NONE: it is none. */
enum up_dialect up_dialect_from_name(up_str name);
/* The same as a list for field tables, ended by NULL; without the first. */
extern const char *const up_dialect_names[];
