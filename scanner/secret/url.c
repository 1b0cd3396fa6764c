/* Addresses with passwords. */
#include "secret/url.h"

enum {
	SCHEME_MAX = 32,
	USERINFO_MAX = 512,
	HOST_MAX = 256,
	DSN_BEFORE = 256, /* bytes before a pair in which another pair of the connection string stands */
	DSN_VALUE_MAX = 256,
};

static bool is_scheme_byte(char c)
{
	return up_is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* What ends user information, wherever the URL stands. */
static bool ends_userinfo(char c)
{
	return up_is_space(c) || c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>' ||
	       c == '\\' || (unsigned char)c < ' ';
}

/* RFC 3986 has no place for these; people write them into passwords all the same. */
static bool may_stand_in_password(char c)
{
	return c == '/' || c == '#' || c == '?';
}

static bool is_host_byte(char c)
{
	return up_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '[' || c == ']' || c == ':' || c == '$' || c == '{' || c == '}' ||
	       c == '%' || c == ',';
}

/* The '@' that ends the user information: the last one before the host ends. SIZE_MAX: there is none. */
static size_t find_at(up_str text, size_t start)
{
	size_t found = SIZE_MAX, most = start + USERINFO_MAX < text.len ? start + USERINFO_MAX : text.len;
	for (size_t i = start; i < most && !ends_userinfo(text.s[i]); i++)
		if (text.s[i] == '@')
			found = i;
	if (found != SIZE_MAX)
		return found;
	/* A slash or its kin in the password: user:pa/ss@host. A path with an '@' has no colon before its first slash. */
	bool has_colon = false, in_password = false;
	for (size_t i = start; i < most; i++) {
		char c = text.s[i];
		if (c == '@')
			return in_password && i + 1 < text.len && up_is_alnum(text.s[i + 1]) ? i : SIZE_MAX;
		has_colon = has_colon || c == ':';
		if (may_stand_in_password(c)) {
			/* host:port/path */
			if (!has_colon || (i && (up_is_digit(text.s[i - 1]) || text.s[i - 1] == ':')))
				return SIZE_MAX;
			in_password = true;
		} else if (ends_userinfo(c)) {
			return SIZE_MAX;
		}
	}
	return SIZE_MAX;
}

bool up_url_at(up_str text, up_span mark, struct up_url *ret_url)
{
	struct up_url url = { 0 };
	size_t start = mark.start;
	while (start && mark.start - start < SCHEME_MAX && is_scheme_byte(text.s[start - 1]))
		start--;
	while (start < mark.start && !up_is_alpha(text.s[start]))
		start++;
	if (start == mark.start)
		return false;
	url.scheme = (up_span){ (uint32_t)start, mark.start };
	size_t at = find_at(text, mark.end);
	if (at == SIZE_MAX)
		return false;
	size_t colon = up_str_find_byte(up_str_slice(text, 0, at), ':', mark.end);
	if (colon == SIZE_MAX || colon + 1 >= at)
		return false;
	size_t end = at + 1;
	while (end < text.len && end - at < HOST_MAX && is_host_byte(text.s[end]))
		end++;
	url.user = (up_span){ mark.end, (uint32_t)colon };
	url.password = (up_span){ (uint32_t)colon + 1, (uint32_t)at };
	url.host = (up_span){ (uint32_t)at + 1, (uint32_t)end };
	url.whole = (up_span){ (uint32_t)start, (uint32_t)end };
	if (end == at + 1)
		return false;
	*ret_url = url;
	return true;
}

/* --- connection strings ------------------------------------------------------------------------------------------------ */

/* Does a pair of a connection string (`Server=`, `host=`, `Uid=`) or the start of a JDBC address stand in the bytes before? */
static bool has_sibling(up_str before)
{
	static const up_str keys[] = { UP_STR("server"),      UP_STR("source"),   UP_STR("datasource"), UP_STR("host"),
				       UP_STR("hostaddr"),    UP_STR("user id"),  UP_STR("userid"),     UP_STR("uid"),
				       UP_STR("user"),        UP_STR("username"), UP_STR("dbname"),     UP_STR("database"),
				       UP_STR("catalog"),     UP_STR("driver"),   UP_STR("dsn"),        UP_STR("endpoint"),
				       UP_STR("accountname"), UP_STR("address"),  UP_STR("provider") };
	for (size_t equals = up_str_find_byte(before, '=', 0); equals != SIZE_MAX; equals = up_str_find_byte(before, '=', equals + 1)) {
		size_t end = equals;
		while (end && before.s[end - 1] == ' ')
			end--;
		for (size_t k = 0; end && k < sizeof keys / sizeof *keys; k++)
			if (up_lower(before.s[end - 1]) == keys[k].s[keys[k].len - 1] &&
			    up_str_ends_nocase(up_str_slice(before, 0, end), keys[k]))
				return true;
	}
	return up_str_contains(before, UP_STR("jdbc:"));
}

static size_t line_start(up_str text, size_t at)
{
	size_t start = at;
	while (start && at - start < DSN_BEFORE && text.s[start - 1] != '\n' && text.s[start - 1] != '\r')
		start--;
	return start;
}

bool up_dsn_at(up_str text, up_span word, struct up_url *ret_url)
{
	size_t at = word.end;
	while (at < text.len && at - word.end < 2 && text.s[at] == ' ')
		at++; /* f(user='a', password='b') is a call. */
	if (word.start > 1 && text.s[word.start - 1] == ' ' && text.s[word.start - 2] == ',')
		return false;
	if (at >= text.len || text.s[at] != '=' || !word.start || !memchr("; ?&\"',", text.s[word.start - 1], 7))
		return false;
	char before = text.s[word.start - 1];
	at++;
	char quote = at < text.len && (text.s[at] == '\'' || text.s[at] == '"') ? text.s[at] : '\0';
	at += quote != '\0';
	size_t end = at;
	while (end < text.len && end - at < DSN_VALUE_MAX && (unsigned char)text.s[end] >= ' ') {
		char c = text.s[end];
		if (quote ? c == quote
			  : memchr(";\"'`<>", c, 6) || ((before == '?' || before == '&') && c == '&') ||
				    ((c == ' ' || c == ',' || c == ')') && before == ' '))
			break;
		end++;
	}
	if (end == at || !has_sibling(up_str_slice(text, line_start(text, word.start), word.start)))
		return false;
	*ret_url = (struct up_url){ .whole = { word.start, (uint32_t)end }, .password = { (uint32_t)at, (uint32_t)end } };
	return true;
}

/* --- parts ------------------------------------------------------------------------------------------------------------- */

size_t up_percent_decode(up_str text, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len; i++) {
		int high = text.s[i] == '%' && i + 2 < text.len ? up_hex_value(text.s[i + 1]) : -1;
		int low = high >= 0 ? up_hex_value(text.s[i + 2]) : -1;
		if (low >= 0) {
			out[n++] = (char)(high * 16 + low);
			i += 2;
		} else {
			out[n++] = text.s[i];
		}
	}
	return n;
}

bool up_host_is_anyones(up_str host)
{
	static const up_str names[] = { UP_STR("localhost"),   UP_STR("host"),       UP_STR("hostname"),    UP_STR("db"),
					UP_STR("database"),    UP_STR("server"),     UP_STR("proxy"),       UP_STR("proxyhost"),
					UP_STR("proxyserver"), UP_STR("127.0.0.1"),  UP_STR("0.0.0.0"),     UP_STR("[::1]"),
					UP_STR("redis"),       UP_STR("postgres"),   UP_STR("mysql"),       UP_STR("rabbitmq"),
					UP_STR("mongo"),       UP_STR("domain"),     UP_STR("company.com"), UP_STR("host.com"),
					UP_STR("domain.com"),  UP_STR("server.com"), UP_STR("site.com") };
	host = up_str_slice(host, 0, up_str_find_byte(host, ':', host.len && host.s[0] == '[' ? 4 : 0));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (up_str_eq_nocase(host, names[i]))
			return true;
	return up_str_contains(host, UP_STR("example")) || up_str_ends(host, UP_STR(".test")) || up_str_ends(host, UP_STR(".invalid")) ||
	       up_str_ends(host, UP_STR(".local")) || up_str_ends(host, UP_STR(".localhost"));
}

bool up_host_is_of_manuals(up_str host)
{
	static const up_str nets[] = { UP_STR("[2001:db8:"), UP_STR("192.0.2."), UP_STR("198.51.100."), UP_STR("203.0.113.") };
	for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
		if (up_str_starts_nocase(host, nets[i]))
			return true;
	return false;
}
