/* Volatility of expressions, by the functions that they call. The names of PostgreSQL's are those of pg_proc.provolatile (PostgreSQL 15, and what 16 to 18
 * added); those of its extensions and of the other servers are by their manuals. A function that has forms of several kinds counts as the most volatile. */
#include "schema/volatility.h"

static const char volatile_functions[] =
	"clock_timestamp currval gen_random_uuid lastval lo_creat lo_create lo_from_bytea lo_import nextval pg_notify pg_sleep random "
	"random_normal "
	"setseed setval set_config timeofday txid_status uuidv4 uuidv7 currtid2 query_to_xml "
	"uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 uuid_generate_v6 uuid_generate_v7 gen_random_bytes gen_salt crypt_gen "
	"gen_ulid "
	"generate_ulid ulid_generate gen_uuid_v7 " /* uuid-ossp, pgcrypto, pgx_ulid */
	"uuid rand uuid_short sysdate sleep " /* MySQL; Oracle's SYSDATE is the same all through a statement, and nobody loses by asking */
	"newid newsequentialid crypt_gen_random " /* SQL Server */
	"sys_guid "                               /* Oracle */
	"randomblob last_insert_rowid";           /* SQLite */

static const char stable_functions[] =
	"now transaction_timestamp statement_timestamp current_timestamp current_date current_time localtime "
	"localtimestamp current_user "
	"session_user user current_role current_catalog current_schema current_database current_schemas "
	"current_setting getpgusername "
	"pg_backend_pid pg_current_xact_id txid_current pg_postmaster_start_time inet_client_addr inet_client_port "
	"inet_server_addr "
	"inet_server_port timezone age date date_part date_trunc extract to_char to_date to_number to_timestamp "
	"make_timestamptz timestamptz "
	"timetz concat concat_ws format array_to_string array_to_json row_to_json to_json to_jsonb json_build_array "
	"json_build_object "
	"jsonb_build_array jsonb_build_object convert convert_from convert_to length quote_literal quote_nullable "
	"to_tsvector to_tsquery "
	"plainto_tsquery phraseto_tsquery websearch_to_tsquery enum_first enum_last enum_range overlaps pg_typeof "
	"version to_regclass "
	"unix_timestamp utc_timestamp utc_date utc_time curdate curtime database schema connection_id " /* MySQL */
	"getdate getutcdate sysdatetime sysutcdatetime sysdatetimeoffset suser_sname suser_name user_name host_name "
	"app_name db_name "                                            /* SQL Server */
	"systimestamp sys_context userenv sessiontimezone dbtimezone " /* Oracle */
	"datetime strftime julianday unixepoch";                       /* SQLite: of 'now' */

static const char immutable_functions[] =
	"abs acos area array_append array_cat array_fill array_length array_lower array_position array_prepend array_remove array_replace "
	"array_upper ascii asin atan atan2 bit_length box btrim cardinality cast cbrt ceil ceiling center char char_length "
	"character_length chr "
	"cidr circle coalesce cos cot daterange date_bin decode degrees div encode exp factorial family float4 float8 floor gcd greatest "
	"hashtext height host hostmask hstore iif ifnull inet initcap int2 int4 int4range int8 int8range interval isfinite isnull json "
	"json_array "
	"json_object json_strip_nulls jsonb jsonb_object jsonb_set jsonb_strip_nulls justify_days justify_hours justify_interval lcm least "
	"left "
	"line ln log log10 lower lpad lseg ltree ltrim make_date make_interval make_time make_timestamp masklen md5 mod money multirange "
	"netmask "
	"network nullif numeric numnode numrange nvl overlay path pi point polygon position power quote_ident radians regexp_replace "
	"repeat "
	"replace reverse right round row rpad rtrim scale set_masklen sha224 sha256 sha384 sha512 sign sin split_part sqrt starts_with "
	"strpos "
	"st_geomfromtext st_makepoint st_point st_setsrid string_to_array substr substring tan text text2ltree time timestamp to_ascii "
	"to_hex "
	"translate trim trunc tsrange tstzrange unaccent_immutable upper uuid_generate_v3 uuid_generate_v5 uuid_nil varchar width "
	"width_bucket "
	"xmlparse bool bit bpchar name oid array decimal integer bigint smallint real double precision character nchar number varchar2 "
	"and or not in any all some case when then else end is like ilike between similar exists from values collate "
	"parse_ident digest hex unhex uuid_to_bin bin_to_uuid hextoraw rawtohex len isnull empty_clob empty_blob to_base64 from_base64 "
	"zeroblob";

/* Words that are functions without brackets. */
static const char stable_words[] = "current_timestamp current_date current_time localtime localtimestamp current_user session_user user "
				   "current_role current_catalog current_schema systimestamp";

enum {
	NAME_BYTES = 63, /* longer names are no functions that we know */
};

static bool is_name_byte(char c)
{
	return up_is_alnum(c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Past a literal in single quotes or in dollars, or a name in double quotes. */
static size_t past_quotes(up_str text, size_t i)
{
	char quote = text.s[i++];
	while (i < text.len) {
		if (text.s[i] != quote)
			i++;
		else if (i + 1 < text.len && text.s[i + 1] == quote)
			i += 2;
		else
			return i + 1;
	}
	return i;
}

static size_t past_blanks(up_str text, size_t i)
{
	while (i < text.len && up_is_space(text.s[i]))
		i++;
	return i;
}

static enum up_volatility of_call(up_str name)
{
	char lower[NAME_BYTES];
	if (name.len > sizeof lower)
		return UP_VOLATILITY_EXPRESSION;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = up_lower(name.s[i]);
	up_str word = { lower, name.len };
	if (up_str_is_listed(word, volatile_functions))
		return UP_VOLATILITY_VOLATILE;
	if (up_str_is_listed(word, stable_functions))
		return UP_VOLATILITY_STABLE;
	return up_str_is_listed(word, immutable_functions) ? UP_VOLATILITY_CONSTANT : UP_VOLATILITY_EXPRESSION;
}

static enum up_volatility of_word(up_str name)
{
	char lower[NAME_BYTES];
	if (name.len > sizeof lower)
		return UP_VOLATILITY_CONSTANT;
	for (size_t i = 0; i < name.len; i++)
		lower[i] = up_lower(name.s[i]);
	up_str word = { lower, name.len };
	if (up_str_eq(word, UP_STR("sysdate")))
		return UP_VOLATILITY_STABLE;
	if (up_str_eq(word, UP_STR("null")))
		return UP_VOLATILITY_NULL;
	return up_str_is_listed(word, stable_words) ? UP_VOLATILITY_STABLE : UP_VOLATILITY_CONSTANT;
}

/* The end of the type behind `::`, with its brackets: numeric(10,2), "char", text[]. A type is no function. */
static size_t past_type(up_str text, size_t i)
{
	i = past_blanks(text, i);
	while (i < text.len && (is_name_byte(text.s[i]) || text.s[i] == '.' || text.s[i] == '"'))
		i++;
	size_t open = past_blanks(text, i);
	if (open < text.len && text.s[open] == '(') {
		size_t close = up_str_find_byte(text, ')', open);
		return close == SIZE_MAX ? text.len : close + 1;
	}
	return i;
}

enum up_volatility up_volatility_of(up_str text)
{
	enum up_volatility most = UP_VOLATILITY_NULL;
	bool is_null = false, is_more = false;
	for (size_t i = 0; i < text.len;) {
		enum up_volatility it = UP_VOLATILITY_CONSTANT;
		char c = text.s[i];
		if (c == '\'' || c == '"') {
			i = past_quotes(text, i);
		} else if (c == ':' && i + 1 < text.len && text.s[i + 1] == ':') {
			i = past_type(text, i + 2);
			continue;
		} else if (is_name_byte(c) && !up_is_digit(c)) {
			size_t start = i;
			while (i < text.len && is_name_byte(text.s[i]))
				i++;
			size_t next = past_blanks(text, i);
			up_str name = up_str_slice(text, start, i);
			it = next < text.len && text.s[next] == '(' ? of_call(name) : of_word(name);
		} else if (up_is_space(c) || c == '(' || c == ')') {
			i++;
			continue;
		} else {
			i++;
		}
		is_null |= it == UP_VOLATILITY_NULL;
		is_more |= it != UP_VOLATILITY_NULL;
		most = it > most ? it : most;
	}
	if (is_null && !is_more)
		return UP_VOLATILITY_NULL;
	return most > UP_VOLATILITY_CONSTANT ? most : UP_VOLATILITY_CONSTANT;
}

const char *up_volatility_attribute(enum up_volatility volatility)
{
	static const char *const names[] = { "default-null", "default-constant", "default-stable", "default-expression",
					     "default-volatile" };
	return names[volatility];
}
