/* Names of credentials, by their words. English puts what a thing is last (`password file`, `token url`), so the words are read from the end: words
 * that make something else of a credential end the search, words of no weight are passed over, and the first credential word decides. */
#include "secret/names.h"

enum {
	MOST_UNKNOWN = 3,  /* words behind a credential that are neither of it nor of no weight */
	WORDS = 16,        /* the last ones of a name; more say nothing new */
	LONGEST_NAME = 256 /* longer names are texts */
};

struct words {
	char lower[LONGEST_NAME]; /* the name in lower case; words are views of it */
	up_str word[WORDS];
	size_t n;
};

/* --- lists of words, blanks between ------------------------------------------------------------------------------------ */

struct core {
	const char *words;
	enum up_credential kind;
	bool is_sure;
	bool ends_words; /* long enough to be looked for at the end of run-on names: pgpassword, clientsecret */
};

static const struct core cores[] = {
	{ "password passwd passwort kennwort wachtwoord contrasena motdepasse", UP_CREDENTIAL_PASSWORD, true, true },
	{ "bindpw rootpw olcrootpw userpw dbpw adminpw requirepass masterauth bindpass dbpass rootpass adminpass userpass smtppass "
	  "mailpass mysqlpass "
	  "ftppass sqlpass keypass storepass authpass privpass proxypass httppass ldappass xmpppass rabbitpass redispass adminpwd dbpwd "
	  "userpwd rootpwd "
	  "sapwd mysqlpwd bindpasswd encpass passwrd pswd psswd pswrd psword psswrd pssword paswd paswrd pasword",
	  UP_CREDENTIAL_PASSWORD, true, false },
	{ "passphrase passcode", UP_CREDENTIAL_PASSPHRASE, true, true },
	{ "pass pwd pw passwords mdp senha psw", UP_CREDENTIAL_PASSWORD, false, false },
	{ "secret", UP_CREDENTIAL_SECRET, true, true },
	{ "mnemonic", UP_CREDENTIAL_SECRET, true, false },
	{ "secrets", UP_CREDENTIAL_SECRET, false, false },
	{ "token jwt", UP_CREDENTIAL_TOKEN, true, false },
	{ "authtoken accesstoken apitoken bearertoken refreshtoken sessiontoken", UP_CREDENTIAL_TOKEN, true, true },
	{ "bearer pat tokens", UP_CREDENTIAL_TOKEN, false, false },
	{ "apikey", UP_CREDENTIAL_API_KEY, true, true },
	{ "psk presharedkey", UP_CREDENTIAL_PASSPHRASE, true, false },
	{ "pepper", UP_CREDENTIAL_SIGNING_KEY, true, false },
	{ "salt", UP_CREDENTIAL_SIGNING_KEY, false, false },
	{ "authorization basicauth", UP_CREDENTIAL_AUTHORIZATION, true, false },
	{ "auth credential credentials creds", UP_CREDENTIAL_AUTHORIZATION, false, false },
	{ "connectionstring connstring connstr conninfo dsn", UP_CREDENTIAL_CONNECTION, true, false },
};

/* What a key has to be, to be a credential. */
static const struct core keys[] = {
	{ "api access subscription", UP_CREDENTIAL_API_KEY, true, true },
	{ "account master admin service license integration server storage client write ingest ingestion rest agent", UP_CREDENTIAL_API_KEY,
	  false, false },
	{ "auth shared preshared license", UP_CREDENTIAL_TOKEN, true, true },
	{ "secret", UP_CREDENTIAL_SECRET, true, true },
	{ "private", UP_CREDENTIAL_PRIVATE_KEY, true, true },
	{ "rsa ssh dsa ecdsa pem deploy", UP_CREDENTIAL_PRIVATE_KEY, false, false },
	{ "signing encryption decryption hmac unseal cookie crypt", UP_CREDENTIAL_SIGNING_KEY, true, true },
	{ "app application session jwt aes validation security wrapping recovery cipher crypto", UP_CREDENTIAL_SIGNING_KEY, false, false },
};

/* After a credential word: what the name is really about. */
static const char things[] =
	"file files filename path paths dir directory folder location url urls uri uris link href endpoint endpoints host hosts port "
	"server servers "
	"id ids identifier name names type types kind policy policies length len min max minimum maximum count counter ttl expiry expires "
	"expired expiration "
	"expire exp age day days hour hours minute minutes seconds second sec secs ms timeout lifetime duration interval period ref refs "
	"reference keyref "
	"provider providers manager service handler helper factory store stores storage header headers field fields param params parameter "
	"parameters prompt "
	"label placeholder hint help description desc message msg error errors warning format pattern regex regexp rule rules required "
	"require requires "
	"requirements enabled enable disable disabled allow allowed valid invalid validity validation validator validate verify verified "
	"verification check "
	"checker checks reset change changed changes update updated rotate rotation algorithm algo encryption encoder encoding cipher "
	"method methods mode modes "
	"scheme schemes class issuer audience grant login command cmd script program env var vars variable variables source input output "
	"visible show hide "
	"toggle generator gen generate generated bucket engine backend version versions namespace annotation annotations lock locked "
	"attempts attempt retries "
	"retry failures failure protected protection less strength score history last set exists authentication authenticator auth "
	"authorization certificate cert "
	"certs crt ca csr pem p12 jks pub public fingerprint thumbprint index indexes limit limits size bits entry entries list map table "
	"column row scope "
	"scopes claim claims action actions event events flow usage request response result status state level guid uuid objs prefix "
	"suffix separator "
	"delimiter plugin plugins "
	"module group groups role roles user users username email address hash hashes hashed digest sha md crypt salted book view form "
	"page dialog box screen "
	"button icon text input ring chain pair pairs alias aliases slot tag tags mount volume volumes spec selector template templates "
	"config configuration "
	"cache caching pool quota rate budget used usage remaining balance price cost spray word words char chars character characters "
	"special similarity "
	"through thru by filter over back fail phrase_file ed ing er ly s key keys lookup resolver callback hook hooks option options "
	"setting settings "
	"strategy support supported test tests testing exchange binding bindings audit detection scanner scanning scan leak leaks rev "
	"revision date time "
	"timestamp created modified at on since until after before interface prop property props attribute attributes node object";

/* After a credential word: of no weight. */
static const char qualifiers[] = "value val plain plaintext cleartext clear string str default prod production dev development stage "
				 "staging qa uat live local old new current previous "
				 "primary secondary backup base encoded b raw main master slave replica ro rw db database a x y v one two "
				 "confirm confirmation again repeat the my";

/* Right before a credential word: then it is something that is done with one, or a number of them, or one that is public. */
static const char not_a[] = "no not without use uses using has have had is are was should can could if enable enabled enables disable "
			    "allow allows require requires needs need ask "
			    "asks prompt show shows hide toggle view display forgot forgotten forget lost reset resets change changing "
			    "changed update updating rotate expired expire "
			    "min minimum max maximum num number count total remember save verify validate check invalid wrong bad "
			    "incorrect missing empty generate generates send "
			    "with delete remove revoke by public pull imagepull tls from to known unknown per after before";

/* Anywhere in a name: the value is made for a purpose of its own. */
static const char not_real[] = "fake dummy mock mocked bogus example sample invalid expired non nonmatching existing";

/* Right before `token`. */
static const char not_a_token[] = "next page continuation csrf xsrf csrfmiddleware authenticity verification antiforgery sync pad eos bos "
				  "unk mask cls sep special stop end "
				  "start first last cursor pagination reserved lexer parse "
				  "parser syntax cancellation cancel prompt completion input output begin context current expected "
				  "unexpected keyword identifier string number comment operator "
				  "prev previous peek lookahead design request action idempotency";

/* Right before `pass`: a directive, or a pass over something. */
static const char not_a_pass[] = "proxy fastcgi uwsgi scgi grpc memcached first second third multi single one two render low high band "
				 "must tests test by com sub pre post fire opt "
				 "optimization final boarding shader depth compositor early late through";

/* Right before `pass` and the like: whose it is. */
static const char accounts[] =
	"auth user sa admin administrator root guest login account db database mysql maria postgres postgresql pg oracle "
	"sql mongo mongodb redis rabbit rabbitmq amqp smtp mail mailer email imap pop ftp sftp ssh ldap bind proxy "
	"http basic vnc rdp smb wifi api app git docker registry jenkins nexus keystore truststore key trust store";

/* Names that mean a hash of a password. */
static const char hashed[] = "hash hashed digest encrypted crypted sha256 sha512 md5 bcrypt scrypt argon2 ssha";

/* --- words of a name --------------------------------------------------------------------------------------------------- */

static bool begins_word(up_str name, size_t i)
{
	char before = name.s[i - 1], c = name.s[i];
	if (!up_is_alnum(before) || up_is_digit(before) != up_is_digit(c))
		return true;
	bool is_upper = c >= 'A' && c <= 'Z', was_upper = before >= 'A' && before <= 'Z';
	if (is_upper && !was_upper)
		return true;
	/* The last capital of several begins the next word: "PGPassword". */
	return is_upper && was_upper && i + 1 < name.len && name.s[i + 1] >= 'a' && name.s[i + 1] <= 'z';
}

static void push(struct words *words, up_str word)
{
	if (words->n == WORDS) {
		memmove(words->word, words->word + 1, (WORDS - 1) * sizeof *words->word);
		words->n--;
	}
	words->word[words->n++] = word;
}

/* Numbers tell one of several apart and are left out. */
static void split(up_str name, struct words *words)
{
	for (size_t i = 0; i < name.len; i++)
		words->lower[i] = up_lower(name.s[i]);
	for (size_t i = 0; i < name.len;) {
		size_t end = i + 1;
		if (!up_is_alpha(name.s[i])) {
			i++;
			continue;
		}
		while (end < name.len && up_is_alpha(name.s[end]) && !begins_word(name, end))
			end++;
		push(words, (up_str){ words->lower + i, end - i });
		i = end;
	}
}

/* "passWord", "apiKEY" and "APIkey" split in odd places: words that touch are one where that is what the list knows. */
static up_str joined(const struct words *words, size_t i)
{
	up_str word = words->word[i];
	if (i && words->word[i - 1].s + words->word[i - 1].len == word.s)
		return up_str_range(words->word[i - 1].s, word.s + word.len);
	return word;
}

/* --- judging ----------------------------------------------------------------------------------------------------------- */

static const struct core *core_of(up_str word)
{
	for (size_t k = 0; k < sizeof cores / sizeof *cores; k++)
		if (up_str_is_listed(word, cores[k].words))
			return &cores[k];
	return NULL;
}

static const struct core *key_of(up_str word)
{
	for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
		if (up_str_is_listed(word, keys[k].words))
			return &keys[k];
	return NULL;
}

/* "mypassword", "clientsecret", "secretkey": what a run-on word ends with, and what stands before that. */
static const struct core *run_on(up_str word, up_str *ret_before)
{
	if (word.len < 7 || up_str_ends(word, UP_STR("onepassword")))
		return NULL; /* 1Password is a program */
	if (up_str_ends(word, UP_STR("key"))) {
		*ret_before = UP_STR("");
		const struct core *key = key_of(up_str_slice(word, 0, word.len - 3));
		return key && key->ends_words ? key : NULL;
	}
	for (size_t k = 0; k < sizeof cores / sizeof *cores; k++) {
		for (const char *at = cores[k].ends_words ? cores[k].words : ""; *at;) {
			const char *end = at;
			while (*end && *end != ' ')
				end++;
			up_str core = up_str_range(at, end);
			if (word.len > core.len && up_str_ends(word, core)) {
				*ret_before = up_str_slice(word, 0, word.len - core.len);
				return &cores[k];
			}
			at = *end ? end + 1 : end;
		}
	}
	return NULL;
}

static bool is_negated(const struct core *core, up_str word, up_str before)
{
	if (!before.len)
		return false;
	if (core->kind == UP_CREDENTIAL_TOKEN && up_str_is_listed(before, not_a_token))
		return true;
	if (up_str_eq(word, UP_STR("pass")) && up_str_is_listed(before, not_a_pass))
		return true;
	return up_str_is_listed(before, not_a);
}

/* DB_PASS, smtp_pwd: short words that have other senses elsewhere. */
static bool is_of_account(up_str word, up_str before)
{
	return (up_str_eq(word, UP_STR("pass")) || up_str_eq(word, UP_STR("pwd")) || up_str_eq(word, UP_STR("pw"))) &&
	       up_str_is_listed(before, accounts);
}

/* The credential word at words[i], and the one right before it. */
static const struct core *find_core(const struct words *words, size_t i, up_str *ret_word, up_str *ret_before)
{
	up_str word = words->word[i], whole = joined(words, i);
	*ret_word = word;
	*ret_before = i ? words->word[i - 1] : UP_STR("");
	if (whole.len != word.len &&
	    (core_of(whole) || (up_str_ends(whole, UP_STR("key")) && key_of(up_str_slice(whole, 0, whole.len - 3))))) {
		*ret_before = i > 1 ? words->word[i - 2] : UP_STR("");
		*ret_word = whole;
		const struct core *core = core_of(whole);
		return core ? core : key_of(up_str_slice(whole, 0, whole.len - 3));
	}
	bool is_key = up_str_eq(word, UP_STR("key")) || up_str_eq(word, UP_STR("keys"));
	if (is_key && i) {
		*ret_before = i > 1 ? words->word[i - 2] : UP_STR("");
		return key_of(words->word[i - 1]);
	}
	if (up_str_eq(word, UP_STR("string")) && i && up_str_is_listed(words->word[i - 1], "connection conn"))
		return core_of(UP_STR("dsn"));
	const struct core *core = core_of(word);
	return core ? core : run_on(word, ret_before);
}

static bool is_exact(up_str name, const char *list)
{
	for (const char *at = list; *at;) {
		const char *end = at;
		while (*end && *end != ' ')
			end++;
		if (up_str_eq(name, up_str_range(at, end)))
			return true;
		at = *end ? end + 1 : end;
	}
	return false;
}

/* Every word of `cores` holds one of these, and those of `keys` stand before "key": most names have none, and are done with. */
static bool may_mean_one(up_str name)
{
	static const char *const parts[26] = { ['a' - 'a'] = "auth",
					       ['b' - 'a'] = "bearer",
					       ['c' - 'a'] = "cred conn contras",
					       ['d' - 'a'] = "dsn",
					       ['j' - 'a'] = "jwt",
					       ['k' - 'a'] = "key",
					       ['m' - 'a'] = "mdp mnem motde",
					       ['p' - 'a'] = "pass pw ps pat pep",
					       ['s' - 'a'] = "secret senha salt",
					       ['t' - 'a'] = "token",
					       ['w' - 'a'] = "wort woord" };
	for (size_t i = 0; i < name.len; i++) {
		char first = up_lower(name.s[i]);
		const char *list = first >= 'a' && first <= 'z' ? parts[first - 'a'] : NULL;
		for (size_t n = 0; list && *list; list += n + (list[n] == ' ')) {
			n = strcspn(list, " ");
			if (up_str_starts_nocase(up_str_slice(name, i, name.len), (up_str){ list, n }))
				return true;
		}
	}
	return false;
}

/* AWS::IAM::AccessKey: a type of resource. */
static bool is_type(up_str name)
{
	size_t colons = up_str_find(name, UP_STR("::"), 0);
	return colons != SIZE_MAX && up_str_find(name, UP_STR("::"), colons + 2) != SIZE_MAX;
}

static bool has_listed(const struct words *words, const char *list)
{
	for (size_t i = 0; i < words->n; i++)
		if (up_str_is_listed(words->word[i], list))
			return true;
	return false;
}

/* What the name means, whose word `i` is the core of a credential, and `unknown` words of no known weight stand behind it. */
static struct up_named named_by(const struct core *core, const struct words *words, size_t i, up_str word, up_str before, unsigned unknown)
{
	struct up_named named = { .kind = core->kind };
	/* "auth" and the like in front of another thing are its adjective. */
	bool is_loose = unknown || (i + 1 < words->n && !core->is_sure);
	if (is_negated(core, word, before) || (unknown && !core->is_sure))
		return (struct up_named){ 0 };
	if (core->kind == UP_CREDENTIAL_API_KEY && up_str_is_listed(before, "secret"))
		named.kind = UP_CREDENTIAL_SECRET;
	named.is_sure = (core->is_sure && !is_loose) || (i + 1 == words->n && is_of_account(word, before));
	named.is_hashed = up_str_is_listed(before, hashed);
	return named;
}

/* `password_hash`: the word before a word for hashes is a sure password. */
static bool is_hashed_password(const struct words *words, size_t i)
{
	up_str word, before;
	if (!i || !up_str_is_listed(words->word[i], hashed))
		return false;
	const struct core *core = find_core(words, i - 1, &word, &before);
	return core && core->kind == UP_CREDENTIAL_PASSWORD && core->is_sure;
}

struct up_named up_name_judge(up_str name)
{
	const struct up_named none = { 0 };
	struct words words;
	words.n = 0;
	/* The working folder, and words that are verbs or attributes where they stand alone. */
	if (!may_mean_one(name) || is_type(name) || name.len > LONGEST_NAME ||
	    is_exact(name, "PWD OLDPWD pw auth Auth AUTH bearer Bearer salt pat Pat tokens secrets"))
		return none;
	split(name, &words);
	if (has_listed(&words, not_real))
		return none;
	unsigned unknown = 0;
	for (size_t i = words.n; i-- > 0 && unknown <= MOST_UNKNOWN;) {
		up_str word, before;
		const struct core *core = find_core(&words, i, &word, &before);
		if (core)
			return named_by(core, &words, i, word, before, unknown);
		if (is_hashed_password(&words, i))
			return (struct up_named){ .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true, .is_hashed = true };
		if (up_str_is_listed(word, things))
			return none;
		unknown += !up_str_is_listed(word, qualifiers);
	}
	return none;
}

const char *up_credential_word(enum up_credential kind)
{
	static const char *const names[_UP_CREDENTIAL_MAX] = {
		"value",   "password",    "passphrase",  "secret",        "token",
		"API key", "private key", "signing key", "authorization", "connection string",
	};
	return kind < _UP_CREDENTIAL_MAX ? names[kind] : names[0];
}
