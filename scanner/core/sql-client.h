/* Programs that are given SQL on their command line or read it from their standard input. */
#pragma once

/* Names, ended by NULL. */
extern const char *const up_sql_clients[];
