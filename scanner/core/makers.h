/* What must stand in a source that some parser states a STATEMENT or a request of: programs and libraries. The prefilter looks for these words; the parsers
 * that know what each of them takes (command-sql.c, command-http.c, request.c) must know no others. */
#pragma once

/* Lists are ended by NULL. Whole words: */
extern const char *const up_sql_clients[];
extern const char *const up_request_commands[];  /* and the methods that httpie must be given */
extern const char *const up_request_libraries[]; /* in code */
/* The same, where it is no word alone: */
extern const char *const up_request_texts[];
