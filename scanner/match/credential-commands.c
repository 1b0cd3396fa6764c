/* Credentials in command lines: flags whose name says so, variables that are set for a command, and the short flags of well-known programs. */
#include "match/credentials.h"

#include "base/memory.h"
#include "core/limits.h"

enum form {
	NEXT,        /* -p X, or -pX */
	JOINED,      /* -pX alone: -p asks */
	PAIR,        /* -u user:password */
	PERCENT,     /* -U user%password */
	HEADER,      /* -H "Authorization: Bearer x" */
	SOURCE,      /* pass:X of OpenSSL; env: file: fd: are references */
	OPTIONS,     /* -o user=x,password=y */
	LAST,        /* the last argument, if the flag stands somewhere: htpasswd -b */
	THIRD,       /* the third argument, if it is given: rabbitmqctl add_user NAME X */
	SLASH,       /* user/password@db of sqlplus */
	COMMA,       /* -u user,password of lftp */
	CREDENTIALS, /* --creds user:password */
};

struct known_flag {
	const char *programs; /* blanks between */
	const char *flag;     /* as it is written; of LAST a letter in a cluster of flags; of THIRD the first argument */
	const char *only;     /* a word that has to stand among the arguments; or NULL */
	enum form form;
};

static const struct known_flag known[] = {
	{ "mysql mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mariadb mariadb-dump mariadb-admin mysqlbinlog mysqlslap mycli "
	  "xtrabackup innobackupex "
	  "mysql_upgrade",
	  "-p", NULL, JOINED },
	{ "7z 7za 7zr", "-p", NULL, JOINED },
	{ "curl", "-u", NULL, PAIR },
	{ "curl", "--user", NULL, PAIR },
	{ "curl", "-U", NULL, PAIR },
	{ "curl", "--proxy-user", NULL, PAIR },
	{ "curl http https xh wget", "-H", NULL, HEADER },
	{ "curl wget", "--header", NULL, HEADER },
	{ "curl", "--oauth2-bearer", NULL, NEXT },
	{ "http https xh", "-a", NULL, PAIR },
	{ "http https xh", "--auth", NULL, PAIR },
	{ "sshpass", "-p", NULL, NEXT },
	{ "docker podman helm nerdctl buildah oras crane regctl cf skopeo", "-p", "login", NEXT },
	{ "skopeo buildah podman", "--creds", NULL, CREDENTIALS },
	{ "skopeo", "--src-creds", NULL, CREDENTIALS },
	{ "skopeo", "--dest-creds", NULL, CREDENTIALS },
	{ "az", "-p", "login", NEXT },
	{ "oc", "-p", "login", NEXT },
	{ "openssl", "-passin", NULL, SOURCE },
	{ "openssl", "-passout", NULL, SOURCE },
	{ "openssl", "-pass", NULL, SOURCE },
	{ "openssl", "-password", NULL, SOURCE },
	{ "openssl", "-k", "enc", NEXT },
	{ "openssl", "-K", "enc", NEXT },
	{ "htpasswd", "b", NULL, LAST },
	{ "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop", "-p", NULL, NEXT },
	{ "redis-cli valkey-cli redis-benchmark", "-a", NULL, NEXT },
	{ "ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldappasswd ldapmodrdn ldapcompare", "-w", NULL, NEXT },
	{ "ldappasswd", "-s", NULL, NEXT },
	{ "smbclient smbmap rpcclient smbget net smbcacls", "-U", NULL, PERCENT },
	{ "mount mount.cifs sshfs", "-o", NULL, OPTIONS },
	{ "useradd usermod", "-p", NULL, NEXT },
	{ "snmpget snmpwalk snmpbulkwalk snmpset snmpgetnext snmptrap snmpinform snmpstatus", "-A", NULL, NEXT },
	{ "snmpget snmpwalk snmpbulkwalk snmpset snmpgetnext snmptrap snmpinform snmpstatus", "-X", NULL, NEXT },
	{ "sqlcmd bcp isql osql", "-P", NULL, NEXT },
	{ "sqlplus exp imp expdp impdp sqlldr rman", "", NULL, SLASH },
	{ "ipmitool", "-P", NULL, NEXT },
	{ "zip unzip", "-P", NULL, NEXT },
	{ "rdesktop", "-p", NULL, NEXT },
	{ "cqlsh nodetool ncftpput ncftpget ncftp", "-p", NULL, NEXT },
	{ "nodetool", "-pw", NULL, NEXT },
	{ "twine", "-p", "upload", NEXT },
	{ "plink pscp psftp", "-pw", NULL, NEXT },
	{ "lftp", "-u", NULL, COMMA },
	{ "rabbitmqctl", "add_user", NULL, THIRD },
	{ "rabbitmqctl", "change_password", NULL, THIRD },
	{ "influx", "-password", NULL, NEXT },
	{ "impdp gsec isql-fb", "-password", NULL, NEXT },
	{ "wpa_passphrase", "", NULL, LAST },
	{ "vncviewer xfreerdp", "/p", NULL, NEXT },
	{ "psexec PsExec PSEXEC psExec psexec.exe PsExec.exe PSEXEC.EXE PsExec64.exe psexec64.exe", "-p", NULL, NEXT },
};

/* Whose arguments NAME VALUE set something: aws configure set aws_secret_access_key X. */
static const char setters[] = "aws git npm yarn pnpm nmcli heroku gcloud pulumi snap pip poetry composer conda gh glab";

/* Whose flags with such names are no credentials: `kubectl create secret`, `passwd`, `pass`. */
static const char strangers[] =
	"pass gopass passwd pwgen grep egrep fgrep sed awk jq yq test [ [[ echo printf cat read unset function declare export find xargs "
	"man apropos which git-secret";

struct line {
	struct up_matcher *matcher;
	const struct up_layer *layer;
	up_str program;
	const struct up_argument *arguments;
	uint32_t n;
	up_str embedded_in;
	bool is_comment;
};

bool up_credentials_know(up_str program)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (up_str_is_listed(program, known[i].programs))
			return true;
	return up_str_is_listed(program, setters);
}

/* --- one argument ---------------------------------------------------------------------------------------------------------- */

/* The part of an argument from `start` on: its own place, where it is written as it is read. */
static struct up_credential_site site_of(const struct line *line, uint32_t i, size_t start, up_str key, enum up_credential kind)
{
	const struct up_argument *argument = &line->arguments[i];
	struct up_credential_site site = { .key = key,
					   .named = { .kind = kind, .is_sure = true },
					   .value = up_str_slice(argument->text, start, argument->text.len),
					   .at = argument->at,
					   .layer = line->layer,
					   .embedded_in = line->embedded_in,
					   .rule = "secret/password-in-command",
					   .is_quoted = true,
					   .is_comment = line->is_comment,
					   .is_code = line->layer && up_credentials_of(line->matcher)->is_code,
					   .is_dynamic = argument->is_dynamic };
	up_str bytes = line->layer ? line->layer->bytes : line->matcher->source->bytes;
	size_t at = up_str_find(up_str_slice(bytes, argument->at.start, argument->at.end), argument->text, 0);
	if (at != SIZE_MAX)
		site.at = (up_span){ argument->at.start + (uint32_t)(at + start),
				     argument->at.start + (uint32_t)(at + argument->text.len) };
	return site;
}

static up_str key_of(const struct line *line, up_str flag)
{
	return up_arena_printf(line->matcher->arena, "%.*s%s%.*s", UP_FMT(line->program), flag.len ? " " : "", UP_FMT(flag));
}

/* "Authorization: Bearer x", "X-Api-Key: x" */
static void judge_header(const struct line *line, uint32_t i, size_t start)
{
	up_str text = up_str_slice(line->arguments[i].text, start, line->arguments[i].text.len);
	size_t colon = up_str_find_byte(text, ':', 0);
	if (colon == SIZE_MAX)
		return;
	up_str name = up_str_slice(text, 0, colon);
	struct up_named named = up_name_judge(name);
	size_t value = colon + 1;
	while (value < text.len && text.s[value] == ' ')
		value++;
	if (named.kind == UP_CREDENTIAL_NONE)
		return;
	struct up_credential_site site = site_of(line, i, start + value, key_of(line, name), named.kind);
	site.named = named;
	if (named.kind == UP_CREDENTIAL_AUTHORIZATION)
		up_credential_judge_header(line->matcher, &site);
	else
		up_credential_judge(line->matcher, &site);
}

/* -o user=x,password=y */
static void judge_options(const struct line *line, uint32_t i, size_t start)
{
	up_str text = line->arguments[i].text;
	for (size_t at = start; at < text.len;) {
		size_t comma = up_str_find_byte(text, ',', at), end = comma == SIZE_MAX ? text.len : comma;
		size_t equals = up_str_find_byte(up_str_slice(text, 0, end), '=', at);
		struct up_named named = up_name_judge(up_str_slice(text, at, equals == SIZE_MAX ? at : equals));
		if (named.kind != UP_CREDENTIAL_NONE) {
			struct up_credential_site site = site_of(line, i, equals + 1, key_of(line, up_str_slice(text, at, equals)),
								 named.kind);
			site.at.end -= (uint32_t)(text.len - end);
			site.value = up_str_slice(text, equals + 1, end);
			up_credential_judge(line->matcher, &site);
		}
		at = end + 1;
	}
}

/* user/password@db */
static void judge_slash(const struct line *line, uint32_t i)
{
	up_str text = line->arguments[i].text;
	size_t slash = up_str_find_byte(text, '/', 0), at = up_str_find_byte(text, '@', 0);
	if (slash == SIZE_MAX || !slash || text.s[0] == '-' || text.s[0] == '.' || at == SIZE_MAX || at < slash)
		return;
	struct up_credential_site site = site_of(line, i, slash + 1, line->program, UP_CREDENTIAL_PASSWORD);
	site.at.end -= (uint32_t)(text.len - at);
	site.value = up_str_slice(text, slash + 1, at);
	up_credential_judge(line->matcher, &site);
}

static void judge_value(const struct line *line, const struct known_flag *flag, uint32_t i, size_t start)
{
	up_str text = up_str_slice(line->arguments[i].text, start, line->arguments[i].text.len);
	up_str name = flag->form == LAST ? UP_STR("") : up_str_from(flag->flag);
	struct up_credential_site site = site_of(line, i, start, key_of(line, name), UP_CREDENTIAL_PASSWORD);
	switch (flag->form) {
	case PAIR:
	case CREDENTIALS:
		up_credential_judge_pair(line->matcher, &site, ':');
		break;
	case PERCENT:
		up_credential_judge_pair(line->matcher, &site, '%');
		break;
	case COMMA:
		up_credential_judge_pair(line->matcher, &site, ',');
		break;
	case HEADER:
		judge_header(line, i, start);
		break;
	case OPTIONS:
		judge_options(line, i, start);
		break;
	case SOURCE:
		if (up_str_starts(text, UP_STR("pass:")) && up_str_find_byte(text, ' ', 0) == SIZE_MAX)
			up_credential_judge_pair(line->matcher, &site, ':');
		break;
	default:
		up_credential_judge(line->matcher, &site);
	}
}

/* --- flags of well-known programs -------------------------------------------------------------------------------------------- */

static bool has_word(const struct line *line, const char *word)
{
	for (uint32_t i = 0; i < line->n; i++)
		if (up_str_eq(line->arguments[i].text, up_str_from(word)))
			return true;
	return false;
}

/* -nbB: the letter stands in a cluster of short flags. */
static bool has_letter(const struct line *line, char letter)
{
	for (uint32_t i = 0; i < line->n; i++) {
		up_str text = line->arguments[i].text;
		if (text.len > 1 && text.s[0] == '-' && text.s[1] != '-' && up_str_find_byte(text, letter, 1) != SIZE_MAX)
			return true;
	}
	return false;
}

static void try_flag(const struct line *line, const struct known_flag *flag, uint32_t i)
{
	up_str text = line->arguments[i].text, name = up_str_from(flag->flag);
	bool is_long = up_str_starts(name, UP_STR("--"));
	if (!name.len || !up_str_starts(text, name))
		return;
	if (text.len == name.len) {
		if (flag->form != JOINED && i + 1 < line->n)
			judge_value(line, flag, i + 1, 0);
		return;
	}
	char next = text.s[name.len];
	if (next == '=' || next == ':')
		judge_value(line, flag, i, name.len + 1);
	else if (!is_long && name.len == 2 && name.s[0] == '-')
		judge_value(line, flag, i, name.len);
}

static void try_known(const struct line *line, const struct known_flag *flag)
{
	if (flag->only && !has_word(line, flag->only))
		return;
	switch (flag->form) {
	case LAST:
		if (line->n >= 2 && (!*flag->flag || has_letter(line, *flag->flag)))
			judge_value(line, flag, line->n - 1, 0);
		break;
	case THIRD:
		for (uint32_t i = 0; i + 2 < line->n; i++)
			if (up_str_eq(line->arguments[i].text, up_str_from(flag->flag)))
				judge_value(line, flag, i + 2, 0);
		break;
	case SLASH:
		for (uint32_t i = 0; i < line->n; i++)
			judge_slash(line, i);
		break;
	default:
		for (uint32_t i = 0; i < line->n; i++)
			try_flag(line, flag, i);
	}
}

/* --- flags by their names ---------------------------------------------------------------------------------------------------- */

static bool is_flag_name(up_str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!up_is_alnum(name.s[i]) && !memchr("_-.", name.s[i], 3))
			return false;
	return name.len && name.len <= 128;
}

/* `adduser --disabled-password app`: flags that ask for none, and take no value. */
static bool is_refusal(up_str name)
{
	static const char *const beginnings[] = { "disabled-", "disable-", "no-", "without-", "skip-" };
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (up_str_starts(name, up_str_from(beginnings[i])))
			return true;
	return false;
}

/* `--db-password=x`, `--token x`, `-Dspring.password=x`, `PASSWORD=x`, `a.b.password=x`, `password x` of programs that set something. */
static void try_named(const struct line *line, uint32_t i)
{
	up_str text = line->arguments[i].text;
	size_t dashes = 0;
	while (dashes < text.len && text.s[dashes] == '-')
		dashes++;
	size_t equals = up_str_find_byte(text, '=', 0);
	up_str name = up_str_slice(text, dashes, equals);
	if (dashes > 2 || !is_flag_name(name))
		return;
	if (equals == SIZE_MAX && (dashes == 0 || name.len < 3) && !up_str_is_listed(line->program, setters))
		return;
	struct up_named named = up_name_judge(name);
	if (named.kind == UP_CREDENTIAL_NONE)
		return;
	if (equals == SIZE_MAX && (i + 1 >= line->n || is_refusal(name)))
		return;
	up_str key = dashes ? key_of(line, up_str_slice(text, 0, equals)) : name;
	struct up_credential_site site = equals == SIZE_MAX ? site_of(line, i + 1, 0, key, named.kind)
							    : site_of(line, i, equals + 1, key, named.kind);
	/* A flag without a value, before the next one. */
	if (up_str_starts(site.value, UP_STR("--")) || (equals == SIZE_MAX && up_str_starts(site.value, UP_STR("-"))))
		return;
	site.named = named;
	if (equals == SIZE_MAX && !dashes)
		site.named.is_sure = false;
	if (named.kind == UP_CREDENTIAL_AUTHORIZATION)
		up_credential_judge_header(line->matcher, &site);
	else if (named.kind != UP_CREDENTIAL_CONNECTION)
		up_credential_judge(line->matcher, &site);
}

void up_credentials_arguments(struct up_matcher *matcher, const struct up_layer *layer, up_str program, const struct up_argument *arguments,
			      uint32_t n, up_str embedded_in, bool is_comment)
{
	const struct line line = { matcher, layer, program, arguments, n, embedded_in, is_comment };
	if (up_str_is_listed(program, strangers))
		return;
	bool is_listed = false;
	for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
		if (!k || known[k].programs != known[k - 1].programs) /* compilers keep the same text once */
			is_listed = up_str_is_listed(program, known[k].programs);
		if (is_listed)
			try_known(&line, &known[k]);
	}
	for (uint32_t i = 0; i < n; i++)
		try_named(&line, i);
}

/* --- facts ------------------------------------------------------------------------------------------------------------------- */

/* `PGPASSWORD=x psql`: what stands before the command's name. */
static void judge_variables(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	up_str text = up_str_slice(matcher->source->bytes, fact->value_at.start, fact->key_at.start);
	for (size_t at = 0; at < text.len;) {
		size_t end = at;
		char quote = '\0';
		for (; end < text.len && (quote || !up_is_space(text.s[end])); end++) {
			if (quote ? text.s[end] == quote : text.s[end] == '"' || text.s[end] == '\'')
				quote = quote ? '\0' : text.s[end];
		}
		up_str word = up_str_slice(text, at, end);
		size_t equals = up_str_find_byte(word, '=', 0);
		struct up_named named = up_name_judge(up_str_slice(word, 0, equals == SIZE_MAX ? 0 : equals));
		if (named.kind != UP_CREDENTIAL_NONE && named.kind != UP_CREDENTIAL_CONNECTION) {
			size_t first = equals + 1, last = word.len;
			bool is_quoted = last - first >= 2 && (word.s[first] == '"' || word.s[first] == '\'') &&
					 word.s[last - 1] == word.s[first];
			first += is_quoted;
			last -= is_quoted;
			up_credential_judge(matcher, &(struct up_credential_site){
							     .key = up_str_slice(word, 0, equals),
							     .named = named,
							     .value = up_str_slice(word, first, last),
							     .at = { fact->value_at.start + (uint32_t)(at + first),
								     fact->value_at.start + (uint32_t)(at + last) },
							     .embedded_in = embedded_in,
							     .rule = "secret/password-in-command",
							     .is_quoted = is_quoted,
						     });
		}
		at = end + 1;
	}
}

void up_credentials_command(struct up_matcher *matcher, const struct up_fact *fact, up_str embedded_in)
{
	if (fact->value_at.start < fact->key_at.start && fact->key_at.start <= matcher->source->bytes.len)
		judge_variables(matcher, fact, embedded_in);
	if (fact->n_words < 2)
		return;
	struct up_argument *arguments = up_arena_alloc(matcher->arena, fact->n_words * sizeof *arguments);
	for (uint32_t i = 1; i < fact->n_words; i++)
		arguments[i - 1] = (struct up_argument){ .text = fact->words[i].text.bytes,
							 .at = fact->words[i].at,
							 .is_dynamic = fact->words[i].flags & UP_WORD_DYNAMIC };
	up_credentials_arguments(matcher, NULL, fact->key, arguments, fact->n_words - 1, embedded_in, false);
}
