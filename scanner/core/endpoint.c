/* Endpoints of facts: URLs wherever they begin a word, bare hosts where the setting's name means addresses. */
#include "core/endpoint-private.h"

enum {
	URLS = 64,  /* of one value that are looked at */
	WORDS = 64, /* of one value likewise */
	WHO_BYTES = 120,
	EXPANSION_BYTES = 200, /* of one variable or template in a URL */
	PATH_BYTES = 60,       /* a longer path of a URL is cut behind its first part */
	VALUE_BYTES = 16 * 1024,
	KEPT_FLAGS = UP_FACT_PRIVILEGED | UP_FACT_GUARDED | UP_FACT_FALLBACK | UP_FACT_DYNAMIC,
};

static const char network_schemes[] =
	"http https ftp ftps sftp amqp amqps redis rediss postgres postgresql mysql mariadb mongodb "
	"mongodb+srv ldap ldaps kafka nats smtp smtps "
	"submission imap imaps pop3 pop3s tcp tcp4 tcp6 tls ssl udp udp4 udp6 grpc grpcs hkp hkps ws wss ssh git "
	"git+https git+http git+ssh svn svn+ssh "
	"hg s3 gs rsync nfs smb cifs sqlserver oracle mssql clickhouse memcached memcache mqtt mqtts coap "
	"statsd syslog relp gelf elasticsearch es etcd "
	"consul vault zk zookeeper hdfs oci docker-registry stomp otlp jaeger zipkin influxdb cassandra "
	"couchdb couchbase neo4j bolt rtmp rtsp sip sips "
	"stun turn turns socks socks4 socks5 socks5h telnet xmpp irc ircs vnc rdp iscsi ceph dcap gsiftp "
	"tftp thin h2c fluent beats snmp wss+unix";

/* --- stating ------------------------------------------------------------------------------------------------------------ */

static up_str in_small_letters(struct up_arena *arena, up_str text)
{
	char *copy = up_arena_alloc(arena, text.len + 1);
	for (size_t i = 0; i < text.len; i++)
		copy[i] = up_lower(text.s[i]);
	copy[text.len] = '\0';
	return (up_str){ copy, text.len };
}

/* The path without what identifies one thing below it: whole where it is short, else its first part. */
static up_str shown_path(up_str path)
{
	if (path.len <= 1)
		return UP_STR_NULL;
	if (path.len <= PATH_BYTES)
		return path;
	size_t slash = up_str_find_byte(path, '/', 1);
	return slash != SIZE_MAX && slash <= PATH_BYTES ? up_str_slice(path, 0, slash + 1) : UP_STR_NULL;
}

/* The command, or the setting with what is round it. */
static up_str who_of(const struct up_endpoint_call *call)
{
	const struct up_fact *fact = call->fact;
	if (fact->kind == UP_FACT_COMPONENT)
		return UP_STR("image");
	if (call->is_command || !fact->path.len || fact->path.len + fact->key.len > WHO_BYTES)
		return fact->key;
	return up_arena_printf(call->arena, "%.*s/%.*s", UP_FMT(fact->path), UP_FMT(fact->key));
}

void up_endpoint_state(const struct up_endpoint_call *call, const struct up_address *address, up_span at)
{
	bool is_bucket = up_str_eq(address->scheme, UP_STR("s3")) || up_str_eq(address->scheme, UP_STR("gs"));
	up_str port = address->port;
	uint64_t number;
	if (!up_host_is_external(address->host, call->is_command || is_bucket))
		return;
	if (port.len && (!up_str_to_u64(port, &number) || !number || number > 65535))
		port = UP_STR_NULL;
	struct up_arena *arena = call->arena;
	up_str host = in_small_letters(arena, address->host);
	if (host.s[host.len - 1] == '.')
		host.len--;
	bool is_v6 = up_str_find_byte(host, ':', 0) != SIZE_MAX;
	up_str key = up_arena_printf(arena, "%s%.*s%s%s%.*s", is_v6 ? "[" : "", UP_FMT(host), is_v6 ? "]" : "", port.len ? ":" : "",
				     UP_FMT(port));
	up_str path = shown_path(address->path);
	up_str value = address->scheme.len ? up_arena_printf(arena, "%.*s://%.*s%.*s", UP_FMT(in_small_letters(arena, address->scheme)),
							     UP_FMT(key), UP_FMT(path))
					   : key;
	call->state(call->data, &(struct up_fact){ .kind = UP_FACT_ENDPOINT,
						   .flags = (call->fact->flags & KEPT_FLAGS) | (call->is_command ? UP_FACT_CONTACTED : 0u),
						   .scope = call->fact->scope,
						   .path = who_of(call),
						   .key = key,
						   .value = value,
						   .key_at = at,
						   .value_at = at });
}

/* --- splitting ---------------------------------------------------------------------------------------------------------- */

bool up_address_split(up_str word, struct up_address *ret_address)
{
	struct up_address address = { .host = word };
	for (size_t i = word.len; i > 0; i--)
		if (word.s[i - 1] == '@') { /* behind the last one; a password may hold others */
			address.host = up_str_slice(word, i, word.len);
			break;
		}
	up_str rest = address.host;
	if (up_str_starts(rest, UP_STR("["))) {
		size_t close = up_str_find_byte(rest, ']', 0);
		if (close == SIZE_MAX)
			return false;
		address.host = up_str_slice(rest, 1, close);
		rest = up_str_slice(rest, close + 1, rest.len);
		if (rest.len && rest.s[0] != ':')
			return false;
		address.port = up_str_slice(rest, 1, rest.len);
	} else {
		size_t colon = up_str_find_byte(rest, ':', 0);
		if (colon != SIZE_MAX && up_str_find_byte(rest, ':', colon + 1) == SIZE_MAX) {
			address.host = up_str_slice(rest, 0, colon);
			address.port = up_str_slice(rest, colon + 1, rest.len);
		}
	}
	*ret_address = address;
	return up_host_is_plausible(address.host);
}

static bool ends_url(char c)
{
	return up_is_space(c) || strchr("\"'`<>|\\^{}();", c) != NULL;
}

/* `${{ secrets.TOKEN }}` and `$(token)` may hold blanks; what stands behind them is of the same URL. */
static size_t past_expansion(up_str text, size_t at)
{
	char open = at + 1 < text.len && text.s[at] == '$' ? text.s[at + 1] : '\0';
	if (open != '{' && open != '(')
		return at + 1;
	size_t most = at + EXPANSION_BYTES < text.len ? at + EXPANSION_BYTES : text.len, end = at + 2;
	while (end < most && text.s[end] != (open == '{' ? '}' : ')'))
		end++;
	while (end < most && text.s[end] == '}')
		end++;
	return end < most ? end : at + 1;
}

/* Hosts of one URL: `mongodb://a:1,b:2/x` has two. */
static void state_authority(const struct up_endpoint_call *call, up_str scheme, up_str authority, up_str path, up_span at)
{
	struct up_address address;
	size_t user = authority.len;
	while (user && authority.s[user - 1] != '@')
		user--;
	authority = up_str_slice(authority, user, authority.len);
	for (size_t start = 0, n = 0; start <= authority.len && n < URLS; n++) {
		size_t comma = up_str_find_byte(authority, ',', start);
		if (up_address_split(up_str_slice(authority, start, comma), &address)) {
			address.scheme = scheme;
			address.path = comma == SIZE_MAX && !start ? path : UP_STR_NULL;
			up_endpoint_state(call, &address, at);
		}
		if (comma == SIZE_MAX)
			break;
		start = comma + 1;
	}
}

/* Identifiers that look like URLs: schemas, DTDs, namespaces, texts of licences. */
static bool is_identifier(up_str host, up_str path)
{
	static const char hosts[] =
		"www.w3.org w3.org json-schema.org schema.org schemas.xmlsoap.org schemas.microsoft.com schemas.openxmlformats.org "
		"xml.apache.org "
		"java.sun.com xmlns.jcp.org xmlns.oracle.com jakarta.ee purl.org spdx.org creativecommons.org opensource.org "
		"ns.adobe.com docs.oasis-open.org json.schemastore.org www.schemastore.org schemas.android.com xmlns.com ogp.me "
		"relaxng.org www.docbook.org docbook.org www.topografix.com unlicense.org logging.apache.org";
	static const char *const endings[] = { ".xsd", ".dtd", ".rng", ".schema.json" };
	static const char *const places[] = { "/licenses/", "/license", "/LICENSE", "/schema/",    "/schemas/",
					      "/POM/",      "/dtd/",    "/DTD/",    "/standards/", "/xmlns/" };
	if (up_str_is_listed(host, hosts))
		return true;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (up_str_ends(path, up_str_from(endings[i])))
			return true;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (up_str_starts(path, up_str_from(places[i])))
			return true;
	return false;
}

/* The URL whose "://" stands at `mark`. *ret_end: where it ends. */
static void state_url(const struct up_endpoint_call *call, up_str text, size_t mark, up_span at, size_t *ret_end)
{
	size_t start = mark, end = mark + 3, slash;
	while (start && (up_is_alnum(text.s[start - 1]) || strchr("+.-", text.s[start - 1])))
		start--;
	while (end < text.len && !ends_url(text.s[end]))
		end = past_expansion(text, end);
	*ret_end = end;
	up_str scheme = up_str_slice(text, start, mark), rest = up_str_slice(text, mark + 3, end);
	char before = start ? text.s[start - 1] : ' ';
	if (!up_is_space(before) && !strchr("=\"'(,[:;<@|", before))
		return;
	char lower[32];
	if (scheme.len >= sizeof lower)
		return;
	for (size_t i = 0; i < scheme.len; i++)
		lower[i] = up_lower(scheme.s[i]);
	if (!scheme.len || !up_str_is_listed((up_str){ lower, scheme.len }, network_schemes))
		return;
	for (slash = 0; slash < rest.len && !strchr("/?#", rest.s[slash]); slash++)
		;
	up_str path = up_str_slice(rest, slash, rest.len);
	size_t query = 0;
	while (query < path.len && path.s[query] != '?' && path.s[query] != '#')
		query++;
	path = up_str_slice(path, 0, query);
	while (path.len && strchr(".,:])", path.s[path.len - 1]))
		path.len--;
	up_str authority = up_str_slice(rest, 0, slash);
	if (!call->is_command && is_identifier(authority, path))
		return;
	state_authority(call, scheme, authority, path, at);
}

bool up_endpoint_urls(const struct up_endpoint_call *call, up_str text, up_span at)
{
	size_t mark = up_str_find(text, UP_STR("://"), 0);
	bool found = mark != SIZE_MAX;
	for (int n = 0; mark != SIZE_MAX && n < URLS; n++) {
		size_t end;
		state_url(call, text, mark, at, &end);
		mark = up_str_find(text, UP_STR("://"), end);
	}
	return found;
}

/* --- settings ----------------------------------------------------------------------------------------------------------- */

/* A sentence that names a URL: many plain words. */
static bool is_prose(up_str value)
{
	size_t words = 0, n = 0;
	for (size_t i = 0; i <= value.len; i++) {
		if (i < value.len && up_is_alpha(value.s[i])) {
			n++;
			continue;
		}
		bool is_end = i == value.len || value.s[i] == ' ' ||
			      ((value.s[i] == ',' || value.s[i] == '.') && i + 1 < value.len && value.s[i + 1] == ' ');
		words += is_end && n >= 2 && (i == n || value.s[i - n - 1] == ' ');
		n = 0;
	}
	return words >= 5;
}

/* `a.example.org:9092,10.0.0.3 iburst`: bare hosts of a value. */
static void state_bare(const struct up_endpoint_call *call, up_str value, bool is_address_key, up_span at)
{
	size_t start = 0;
	for (int n = 0; start < value.len && n < WORDS; n++) {
		size_t end = start;
		while (end < value.len && !up_is_space(value.s[end]) && value.s[end] != ',' && value.s[end] != ';')
			end++;
		up_str word = up_str_slice(value, start, end);
		struct up_address address;
		bool is_split = word.len > 3 && up_address_split(word, &address);
		bool is_number = is_split && address.port.len && up_str_to_u64(address.port, &(uint64_t){ 0 });
		bool is_told = is_split && (is_address_key ? up_host_is_bare(address.host) && (is_number || !address.port.len)
							   : is_number && up_host_is_ipv4(address.host));
		if (is_told && up_str_find_byte(word, '/', 0) == SIZE_MAX)
			up_endpoint_state(call, &address, at);
		start = end + 1;
	}
}

static void of_setting(struct up_endpoint_call *call)
{
	const struct up_fact *fact = call->fact;
	up_str value = fact->value;
	bool has_url = up_str_contains(value, UP_STR("://"));
	if (fact->flags & UP_FACT_BLOCK || value.len < 4 || value.len > VALUE_BYTES || up_str_find_byte(value, '\n', 0) != SIZE_MAX)
		return;
	if (!has_url && up_str_find_byte(value, '.', 0) == SIZE_MAX && up_str_find_byte(value, ':', 0) == SIZE_MAX)
		return;
	enum up_key_sense sense = up_key_sense_of(fact->path, fact->key);
	if (sense == UP_KEY_NONE || (!has_url && sense == UP_KEY_PLAIN && up_str_find_byte(value, ':', 0) == SIZE_MAX) || is_prose(value))
		return;
	bool is_template = up_str_contains(value, UP_STR("{{")) || up_str_contains(value, UP_STR("${")) ||
			   up_str_contains(value, UP_STR("$("));
	if (!up_endpoint_urls(call, value, fact->value_at) && !is_template)
		state_bare(call, value, sense == UP_KEY_ADDRESS, fact->value_at);
}

void up_endpoint_image(const struct up_endpoint_call *call, up_str image, up_span at)
{
	struct up_address address;
	size_t slash = up_str_find_byte(image, '/', 0);
	up_str registry = up_str_slice(image, 0, slash);
	if (up_str_find_byte(registry, '=', 0) != SIZE_MAX || !up_address_split(registry, &address) || !up_host_is_bare(address.host))
		return;
	address.scheme = UP_STR("https");
	up_endpoint_state(call, &address, at);
}

/* An image is pulled from where its name begins. */
static void of_component(struct up_endpoint_call *call)
{
	up_str head = UP_STR("image:"), name = up_str_slice(call->fact->key, head.len, call->fact->key.len);
	if (up_str_starts(call->fact->key, head) && up_str_find_byte(name, '/', 0) != SIZE_MAX)
		up_endpoint_image(call, name, call->fact->key_at);
}

void up_endpoints_of(const struct up_fact *fact, struct up_arena *arena, void (*state)(void *data, const struct up_fact *endpoint),
		     void *data)
{
	struct up_endpoint_call call = { .fact = fact, .arena = arena, .state = state, .data = data };
	if (fact->kind == UP_FACT_SETTING)
		of_setting(&call);
	else if (fact->kind == UP_FACT_COMPONENT)
		of_component(&call);
	else if (fact->kind == UP_FACT_COMMAND)
		up_endpoints_of_command(&call);
}
