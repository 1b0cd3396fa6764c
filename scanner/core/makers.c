/* Who makes statements of SQL and requests over HTTP. */
#include "core/makers.h"

#include <stddef.h>

const char *const up_sql_clients[] = {
	"psql",
	"vsql",
	"gsql",
	"usql",
	"mysql",
	"mariadb",
	"clickhouse-client",
	"clickhouse-local",
	"cqlsh",
	"hive",
	"beeline",
	"sqlcmd",
	"snowsql",
	"impala-shell",
	"trino",
	"presto",
	"sqlplus",
	"isql",
	"sqlite3",
	"duckdb",
	"db2",
	NULL,
};

const char *const up_request_commands[] = { "curl", "wget", "xh", "xhs", "gh", "glab", "POST", "PUT", "PATCH", "DELETE", NULL };

const char *const up_request_libraries[] = {
	"requests",   "httpx",      "aiohttp",  "urllib",         "urllib2", "fetch",    "undici",        "axios",
	"superagent", "HTTP",       "HTTParty", "RestClient",     "Faraday", "Typhoeus", "postForEntity", "postForObject",
	"HttpPost",   "GuzzleHttp", "Http",     "wp_remote_post", "Excon",   NULL,
};

const char *const up_request_texts[] = { "net/http", "http.client", "'got'", "\"got\"", "'ky'", "\"ky\"", NULL };
