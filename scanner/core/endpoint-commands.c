/* Endpoints of commands: which of their arguments are hosts. */
#include "core/endpoint-private.h"

enum way {
	WAY_URL,       /* arguments are URLs, or hosts without a scheme: curl */
	WAY_SSH,       /* the first argument is [user@]host, `port` is a flag */
	WAY_COPY,      /* arguments [user@]host:path: scp, rsync */
	WAY_HOST_PORT, /* the first argument is a host, the second a port */
	WAY_OPTION,    /* a flag names the host, another the port: psql, mysql, redis-cli */
	WAY_FIRST,     /* the first argument is a host: ping */
	WAY_AT,        /* @host: dig */
	WAY_CONNECT,   /* -connect host:port: openssl s_client */
	WAY_MOUNT,     /* host:/path, //host/share */
	WAY_GIT,       /* [user@]host:path.git */
	WAY_IMAGE,     /* host/path:tag, and `login host` */
};

struct tool {
	const char *names; /* blank between */
	enum way way;
	const char *valued;      /* short flags that take the next word */
	const char *longs;       /* long ones likewise, and short ones of several letters */
	const char *host, *port; /* flags */
};

static const struct tool tools[] = {
	{ "curl wget wget2 aria2c http https xh httpie fetch lynx links w3m", WAY_URL, "oOdHuXFxAbcKTeUrmyYwzCEDPQtiaBl",
	  "--output --data --data-raw --data-binary --data-urlencode --json --header --user --request --form --proxy --user-agent --cookie "
	  "--cookie-jar "
	  "--config --upload-file --referer --range --max-time --connect-timeout --retry --retry-delay --retry-max-time --write-out "
	  "--cacert --cert "
	  "--key --capath --resolve --connect-to --interface --limit-rate --output-document --post-data --post-file --directory-prefix "
	  "--tries --timeout "
	  "--ca-certificate --certificate --private-key --method --body-data --body-file --dir --out --password --unix-socket --noproxy "
	  "--ciphers "
	  "--output-dir --oauth2-bearer --aws-sigv4 --stderr --trace --trace-ascii --dump-header --max-redirs --netrc-file --proxy-user "
	  "--form-string",
	  NULL, NULL },
	{ "ssh mosh autossh ssh-copy-id sshpass", WAY_SSH, "bcDEeFIiJLlmMOopQRSWw", "--ssh", NULL, "-p" },
	{ "scp sftp rsync", WAY_COPY, "bcDFiJlMoPRSXeTBf",
	  "--rsh --exclude --include --exclude-from --include-from --files-from --rsync-path --password-file --port --bwlimit --log-file "
	  "--filter --chmod --chown --max-size --timeout --backup-dir --compare-dest --copy-dest --link-dest",
	  NULL, NULL },
	{ "nc ncat netcat nc.openbsd nc.traditional telnet", WAY_HOST_PORT, "wWsXxiIOPpqTVmMogcebdl",
	  "--wait --source --proxy --proxy-type --ssl-cert --ssl-key", NULL, NULL },
	{ "psql pg_dump pg_dumpall pg_restore pg_basebackup pg_isready createdb dropdb vacuumdb reindexdb pgbench pg_receivewal clusterdb "
	  "createuser dropuser",
	  WAY_OPTION, "", "", "-h --host", "-p --port" },
	{ "mysql mariadb mysqldump mariadb-dump mysqladmin mariadb-admin mysqlcheck mysqlimport mysqlpump mydumper myloader mysqlsh",
	  WAY_OPTION, "", "", "-h --host", "-P --port" },
	{ "redis-cli valkey-cli redis-benchmark keydb-cli", WAY_OPTION, "", "", "-h", "-p" },
	{ "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat", WAY_OPTION, "", "", "-h --host", "--port" },
	{ "clickhouse-client influx cqlsh rabbitmqadmin mosquitto_pub mosquitto_sub etcdctl sqlcmd isql swaks msmtp zabbix_sender nsupdate "
	  "snmpget snmpwalk send_nsca check_http",
	  WAY_OPTION, "", "", "-h -H --host --server -S -z --zabbix-server", "-p --port" },
	{ "ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldappasswd", WAY_OPTION, "", "", "-h -H", "-p" },
	{ "ping ping4 ping6 traceroute traceroute6 tracepath mtr fping arping nmap ntpdate rdate sntp ssh-keyscan", WAY_FIRST,
	  "cwWiIsStTQmMpPfgqlbBFu", "--count --interval --timeout", NULL, NULL },
	{ "gpg gpg2 apt-key pacman-key rpmkeys", WAY_OPTION, "", "", "--keyserver", NULL },
	{ "docker podman nerdctl buildah skopeo crane ctr crictl oras", WAY_IMAGE, "vepuwhl",
	  "--volume --env --publish --name --network --user --workdir --label --mount --env-file --file --build-arg", NULL, NULL },
	{ "dig kdig delv drill", WAY_AT, "", "", NULL, NULL },
	{ "openssl", WAY_CONNECT, "", "", "-connect", NULL },
	{ "mount mount.nfs mount.nfs4 mount.cifs showmount sshfs", WAY_MOUNT, "toOLUT", "--types --options", NULL, NULL },
	{ "git", WAY_GIT, "bcCuo", "--branch --depth --config --origin", NULL, NULL },
};

static const struct tool *tool_of(up_str name)
{
	for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
		if (up_str_is_listed(name, tools[i].names))
			return &tools[i];
	return NULL;
}

/* They say, search or keep a text; who reads a URL in it is another question. */
static bool is_talker(up_str name)
{
	static const char names[] =
		"echo printf cat logger die warn error err info fail fatal log msg message notice debug print usage whiptail dialog zenity "
		"notify-send wall grep egrep fgrep zgrep rg sed awk gawk mawk perl test [ [[ expr basename dirname case read exit return "
		"export "
		"local declare typeset readonly set man tee tr cut sort head tail xdg-open sensible-browser open true false : "
		"eval trap alias shift unset gettext ngettext eval_gettext db_subst db_input abort log_info log_error log_warn "
		"log_daemon_msg "
		"ynh_die ynh_print_info ynh_print_warn label maintainer help2man pod2man update-xmlcatalog update-catalog xmlcatalog";
	if (up_str_is_listed(name, names))
		return true;
	static const char *const beginnings[] = { "log_", "msg_", "print_", "echo_", "die_" };
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (up_str_starts(name, up_str_from(beginnings[i])))
			return true;
	return false;
}

/* --- arguments ---------------------------------------------------------------------------------------------------------- */

struct arguments {
	const struct up_word *words;
	uint32_t n, at;
	const struct tool *tool;
};

static bool takes_next(const struct tool *tool, up_str flag)
{
	if (up_str_is_listed(flag, tool->longs))
		return true;
	/* The last letter of a cluster: `-sSLo FILE`; what follows another valued letter is its value: `-oFILE`. */
	if (flag.len < 2 || flag.s[1] == '-')
		return false;
	for (size_t i = 1; i < flag.len; i++)
		if (strchr(tool->valued, flag.s[i]))
			return i + 1 == flag.len;
	return false;
}

/* The next word that is neither a flag nor the value of one. */
static const struct up_word *next_argument(struct arguments *arguments)
{
	while (arguments->at < arguments->n) {
		const struct up_word *word = &arguments->words[arguments->at++];
		up_str text = word->text.bytes;
		if (!text.len || text.s[0] != '-' || text.len == 1)
			return word;
		arguments->at += takes_next(arguments->tool, text);
	}
	return NULL;
}

/* The value of a flag in `-h HOST`, `-hHOST`, `--host=HOST`. */
static const struct up_word *flag_value(const struct arguments *arguments, const char *flags, up_str *ret_value)
{
	for (uint32_t i = 0; flags && i < arguments->n; i++) {
		up_str text = arguments->words[i].text.bytes;
		size_t equals = up_str_find_byte(text, '=', 0);
		if (text.len < 2 || text.s[0] != '-')
			continue;
		if (up_str_is_listed(text, flags) && i + 1 < arguments->n) {
			*ret_value = arguments->words[i + 1].text.bytes;
			return &arguments->words[i + 1];
		}
		bool is_long = text.s[1] == '-' && equals != SIZE_MAX && up_str_is_listed(up_str_slice(text, 0, equals), flags);
		bool is_short = text.s[1] != '-' && text.len > 2 && up_str_is_listed(up_str_slice(text, 0, 2), flags);
		if (is_long || is_short) {
			*ret_value = up_str_slice(text, is_long ? equals + 1 : 2, text.len);
			return &arguments->words[i];
		}
	}
	return NULL;
}

static bool is_number(up_str text)
{
	return up_str_to_u64(text, &(uint64_t){ 0 });
}

/* --- ways --------------------------------------------------------------------------------------------------------------- */

static void by_url(const struct up_endpoint_call *call, struct arguments *arguments)
{
	for (const struct up_word *word; (word = next_argument(arguments));) {
		up_str text = word->text.bytes;
		struct up_address address;
		size_t slash = up_str_find_byte(text, '/', 0);
		if (up_str_contains(text, UP_STR("://")) || slash == 0 || !up_address_split(up_str_slice(text, 0, slash), &address))
			continue;
		if (!up_host_is_bare(address.host) || (address.port.len && !is_number(address.port)))
			continue;
		address.path = slash == SIZE_MAX ? UP_STR_NULL : up_str_slice(text, slash, up_str_find_byte(text, '?', 0));
		address.scheme = UP_STR("http"); /* what they take without one */
		up_endpoint_state(call, &address, word->at);
	}
}

static void by_first(const struct up_endpoint_call *call, struct arguments *arguments, enum way way)
{
	struct up_address address;
	const struct up_word *word = next_argument(arguments);
	if (!word || up_str_contains(word->text.bytes, UP_STR("://")) || !up_address_split(word->text.bytes, &address))
		return;
	up_str port = UP_STR_NULL;
	if (way == WAY_SSH) {
		address.scheme = UP_STR("ssh");
		flag_value(&(struct arguments){ arguments->words, arguments->at, 0, arguments->tool }, arguments->tool->port, &port);
	} else if (way == WAY_HOST_PORT) {
		const struct up_word *next = next_argument(arguments);
		port = next ? next->text.bytes : UP_STR_NULL;
	}
	if (is_number(port))
		address.port = port;
	else if (way == WAY_HOST_PORT)
		return; /* `nc -l 8080`, and what is no pair */
	up_endpoint_state(call, &address, word->at);
}

/* `host:path`, the colon before any slash. */
static bool split_remote(up_str text, struct up_address *ret_address)
{
	size_t colon = up_str_find_byte(text, ':', 0), slash = up_str_find_byte(text, '/', 0);
	if (colon == SIZE_MAX || colon < 2 || slash < colon || up_str_contains(text, UP_STR("://")))
		return false;
	return up_address_split(up_str_slice(text, 0, colon), ret_address);
}

static void by_copy(const struct up_endpoint_call *call, struct arguments *arguments, enum way way)
{
	for (const struct up_word *word; (word = next_argument(arguments));) {
		struct up_address address;
		up_str text = word->text.bytes;
		if (way == WAY_GIT && up_str_find_byte(text, '@', 0) == SIZE_MAX)
			continue;
		if (!split_remote(text, &address))
			continue;
		address.scheme = up_str_contains(text, UP_STR("::")) ? UP_STR("rsync") : UP_STR("ssh");
		up_endpoint_state(call, &address, word->at);
	}
}

/* `registry.corp.lan:5000/app:1` */
static void by_image(const struct up_endpoint_call *call, struct arguments *arguments)
{
	bool is_login = false;
	for (const struct up_word *word; (word = next_argument(arguments));) {
		up_str text = word->text.bytes;
		if (up_str_find_byte(text, '/', 0) != SIZE_MAX || is_login)
			up_endpoint_image(call, text, word->at);
		is_login = up_str_eq(text, UP_STR("login"));
	}
}

static void by_option(const struct up_endpoint_call *call, const struct arguments *arguments)
{
	up_str host, port = UP_STR_NULL;
	struct up_address address;
	const struct up_word *word = flag_value(arguments, arguments->tool->host, &host);
	if (!word || up_str_contains(host, UP_STR("://")) || !up_address_split(host, &address))
		return;
	if (!address.port.len && flag_value(arguments, arguments->tool->port, &port) && is_number(port))
		address.port = port;
	up_endpoint_state(call, &address, word->at);
}

static void by_mark(const struct up_endpoint_call *call, const struct arguments *arguments, enum way way)
{
	for (uint32_t i = 0; i < arguments->n; i++) {
		struct up_address address = { 0 };
		up_str text = arguments->words[i].text.bytes;
		bool is_mark = false;
		if (way == WAY_AT && up_str_starts(text, UP_STR("@"))) {
			is_mark = up_address_split(up_str_slice(text, 1, text.len), &address);
			address.scheme = UP_STR("dns");
		} else if (way == WAY_MOUNT && up_str_starts(text, UP_STR("//"))) {
			is_mark = up_address_split(up_str_slice(text, 2, up_str_find_byte(text, '/', 2)), &address);
			address.scheme = UP_STR("smb");
		} else if (way == WAY_MOUNT) {
			size_t colon = up_str_find(text, UP_STR(":/"), 0);
			is_mark = colon != SIZE_MAX && text.s[0] != '-' && text.s[0] != '/' &&
				  up_address_split(up_str_slice(text, 0, colon), &address);
			address.scheme = UP_STR("nfs");
		}
		if (is_mark)
			up_endpoint_state(call, &address, arguments->words[i].at);
	}
}

static void by_tool(const struct up_endpoint_call *call, struct arguments *arguments)
{
	switch (arguments->tool->way) {
	case WAY_URL:
		by_url(call, arguments);
		return;
	case WAY_SSH:
	case WAY_HOST_PORT:
	case WAY_FIRST:
		by_first(call, arguments, arguments->tool->way);
		return;
	case WAY_COPY:
	case WAY_GIT:
		by_copy(call, arguments, arguments->tool->way);
		return;
	case WAY_IMAGE:
		by_image(call, arguments);
		return;
	case WAY_OPTION:
	case WAY_CONNECT:
		by_option(call, arguments);
		return;
	case WAY_AT:
	case WAY_MOUNT:
		by_mark(call, arguments, arguments->tool->way);
		return;
	}
}

/* A word that is a URL, or `KEY=URL`, `--flag=URL`; a sentence with one in it is none. */
static bool is_url_word(up_str text)
{
	size_t mark = up_str_find(text, UP_STR("://"), 0);
	for (size_t i = 0; i < mark && mark != SIZE_MAX; i++)
		if (up_is_space(text.s[i]))
			return false;
	return mark != SIZE_MAX;
}

void up_endpoints_of_command(struct up_endpoint_call *call)
{
	const struct up_fact *fact = call->fact;
	uint32_t n = fact->n_own ? fact->n_own : fact->n_words;
	if (n < 2 || is_talker(fact->key))
		return;
	call->is_command = true;
	for (uint32_t i = 1; i < n; i++)
		if (is_url_word(fact->words[i].text.bytes))
			up_endpoint_urls(call, fact->words[i].text.bytes, fact->words[i].at);
	const struct tool *tool = tool_of(fact->key);
	if (tool)
		by_tool(call, &(struct arguments){ fact->words + 1, n - 1, 0, tool });
}
