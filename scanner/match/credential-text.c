/* Credentials in text, where the literals of the prefilter stand: assignments, addresses, command lines. What a parser understands of the same bytes
 * is better, and settles it. */
#include "core/limits.h"
#include "match/credentials.h"
#include "secret/assignment.h"
#include "secret/pairs.h"
#include "secret/quality.h"
#include "secret/url.h"

enum {
	LINE_MAX_BYTES = 600, /* of a command line, continuations included */
	ARGUMENTS = 48,
	SUDO_ARGUMENTS = 3,
	PIPE_BEFORE = 200,
	NAME_BEFORE = 128, /* bytes of a name before the word in it */
	LOGIN_BEFORE = 80, /* bytes of the line in which a login may stand before its password */
	PARAMETER = 400,   /* of a template, with what is said of it */
	USER_BEFORE = 40
};

/* --- assignments ------------------------------------------------------------------------------------------------------------ */

/* `key value`, as many configuration files have it: for their parsers. */
static bool is_line_head(up_str bytes, up_span word)
{
	size_t start = word.start;
	while (start && word.start - start < NAME_BEFORE &&
	       (up_is_alnum(bytes.s[start - 1]) || bytes.s[start - 1] == '_' || bytes.s[start - 1] == '-'))
		start--;
	while (start && up_is_blank(bytes.s[start - 1]))
		start--;
	return (!start || bytes.s[start - 1] == '\n') && word.end < bytes.len && bytes.s[word.end] == ' ';
}

/* `name: DB_PASSWORD`, `<property name="password" value=…>`: the value stands elsewhere. */
static bool is_value_of_name(up_str bytes, up_span word)
{
	size_t start = word.start;
	while (start && word.start - start < NAME_BEFORE && (up_is_alnum(bytes.s[start - 1]) || memchr("_-.", bytes.s[start - 1], 3)))
		start--;
	while (start && memchr(" \"'=:>", bytes.s[start - 1], 6))
		start--;
	up_str before = up_str_slice(bytes, start > 4 ? start - 4 : 0, start);
	return up_str_ends(before, UP_STR("name")) || up_str_ends(before, UP_STR("Name")) || up_str_ends(before, UP_STR("key"));
}

/* `DBPassword:` and, below it, `Default: x`: a parameter of a template. */
static bool is_parameter(up_str bytes, up_span word)
{
	up_str behind = up_str_slice(bytes, word.end, bytes.len - word.end < PARAMETER ? bytes.len : word.end + PARAMETER);
	size_t colon = up_str_find_byte(behind, ':', 0);
	return colon != SIZE_MAX && up_str_find_byte(up_str_slice(behind, 0, colon), '\n', 0) == SIZE_MAX &&
	       up_str_contains(behind, UP_STR("Default"));
}

/* Nothing but a comment stands behind. */
static bool ends_line(up_str bytes, size_t at)
{
	size_t end = at;
	while (end < bytes.len && up_is_blank(bytes.s[end]))
		end++;
	return end >= bytes.len || bytes.s[end] == '\n' || bytes.s[end] == '\r' || (end > at && bytes.s[end] == '#');
}

/* `ID:shop`, `shop@host`, 10.2.3.4: whom or what a password is for. */
static bool has_login(up_str text)
{
	static const up_str logins[] = { UP_STR("id:"),      UP_STR("id="),    UP_STR("user:"),  UP_STR("user="),
					 UP_STR("name:"),    UP_STR("name="),  UP_STR("login:"), UP_STR("login="),
					 UP_STR("account:"), UP_STR("email:"), UP_STR("email=") };
	size_t dots = 0;
	for (size_t at = 0; at < text.len; at++) {
		for (size_t k = 0; k < sizeof logins / sizeof *logins; k++)
			if (up_str_starts_nocase(up_str_slice(text, at, text.len), logins[k]))
				return true;
		bool is_inside = at && at + 1 < text.len && up_is_alnum(text.s[at - 1]) && up_is_alnum(text.s[at + 1]);
		if (text.s[at] == '@' && is_inside)
			return true;
		dots = up_is_digit(text.s[at]) ? dots : text.s[at] == '.' && is_inside ? dots + 1 : 0;
		if (dots == 3)
			return true;
	}
	return false;
}

/* `ID:shop PW:x`: the login stands before, in the same line, and the value is of letters and digits; or it has signs of every kind, as only passwords
 * do. */
static bool is_beside_login(up_str bytes, const struct up_assigned *assigned)
{
	size_t start = assigned->name.start, lower = 0, upper = 0, digits = 0, others = 0;
	for (size_t i = assigned->value.start; i < assigned->value.end; i++) {
		char c = bytes.s[i];
		lower += c >= 'a' && c <= 'z';
		upper += c >= 'A' && c <= 'Z';
		digits += up_is_digit(c);
		others += memchr("!@#$%^&*+?", c, 10) != NULL;
	}
	if (lower + upper < 3 || !digits || assigned->value.end - assigned->value.start < 8 ||
	    assigned->value.start > assigned->name.end + 2)
		return false;
	if (lower && upper && others)
		return true;
	while (start && assigned->name.start - start < LOGIN_BEFORE && bytes.s[start - 1] != '\n')
		start--;
	return assigned->value.start == assigned->name.end + 1 && has_login(up_str_slice(bytes, start, assigned->name.start));
}

/* A bare word is taken for a secret where it looks drawn by chance; in configuration that no parser reads, also where it is more than letters. */
static bool is_bare_secret(struct up_matcher *matcher, const struct up_layer *layer, const struct up_assigned *assigned, up_str value)
{
	if (up_is_random(value) || (up_is_made_up(value) && !assigned->is_loose))
		return true;
	up_str bytes = layer->bytes;
	if (assigned->named.kind != UP_CREDENTIAL_PASSWORD || up_credentials_of(matcher)->is_code)
		return false; /* `a, password = b)`: an expression. */
	if (!assigned->named.is_sure)
		return is_beside_login(bytes, assigned);
	size_t head = assigned->name.start;
	while (head && up_is_blank(bytes.s[head - 1]))
		head--;
	bool is_head = !head || bytes.s[head - 1] == '\n';
	if (!is_head && assigned->value.start > assigned->name.end + 1)
		return false;
	size_t digits = 0, others = 0;
	for (size_t i = 0; i < value.len; i++) {
		digits += up_is_digit(value.s[i]);
		others += !up_is_alnum(value.s[i]) && !memchr("_-./:", value.s[i], 5);
	}
	if (value.len >= 6 && (digits || others) && digits < value.len)
		return true;
	return !assigned->is_loose && !assigned->is_comment && ends_line(bytes, assigned->value.end);
}

/* `Authorization: Bearer x`: the scheme and one word more. */
static uint32_t end_of_header(up_str bytes, up_span value)
{
	uint32_t end = value.end;
	for (uint32_t i = value.start; i < value.end; i++)
		if (!up_is_alpha(bytes.s[i]) && bytes.s[i] != '-')
			return end;
	if (end + 1 >= bytes.len || bytes.s[end] != ' ')
		return end;
	end++;
	while (end < bytes.len && end - value.end < 1024 && !up_is_space(bytes.s[end]) && !memchr("\"'`\\,;<>", bytes.s[end], 8))
		end++;
	return end;
}

/* "AWS::IAM::AccessKey": "…": the last word of a longer name, which means something else. */
static bool is_end_of_name(up_str bytes, up_span name)
{
	up_str after = up_str_slice(bytes, name.end, name.end + 2);
	/* ${PASSWORD:+is-set} */
	if (up_str_eq(after, UP_STR(":+")) || up_str_eq(after, UP_STR(":?")))
		return true;
	size_t start = name.start;
	if (start < 2 || bytes.s[start - 1] != ':' || bytes.s[start - 2] != ':')
		return false;
	while (start && (up_is_alnum(bytes.s[start - 1]) || bytes.s[start - 1] == ':' || bytes.s[start - 1] == '_'))
		start--;
	return up_name_judge(up_str_slice(bytes, start, name.end)).kind == UP_CREDENTIAL_NONE;
}

/* …/o/photo.jpeg?alt=media&token=…: the address of a file that anyone may load, as Firebase makes it. */
static bool is_of_public_file(up_str bytes, up_span name)
{
	static const up_str before = UP_STR("alt=media&");
	size_t start = name.start;
	if (start >= 4 && up_str_ends(up_str_slice(bytes, 0, start), UP_STR("amp;")))
		start -= 4;
	return start >= before.len && up_str_eq(up_str_slice(bytes, start - before.len, start), before);
}

/* host=localhost&user=user&password=secret: of manuals. */
static bool is_of_user_user(up_str bytes, up_span password)
{
	up_str before = up_str_slice(bytes, password.start > USER_BEFORE ? password.start - USER_BEFORE : 0, password.start);
	return up_str_contains(before, UP_STR("user=user&")) && up_default_password(up_str_slice(bytes, password.start, password.end));
}

/* Is there something here that only a parser tells in full? */
static bool wants_parser(const struct up_matcher *matcher, up_str bytes, up_span anchor)
{
	/* Below `auths` stand pairs that say nothing of themselves. */
	if (up_str_eq(up_str_slice(bytes, anchor.start, anchor.end), UP_STR("auths")))
		return true;
	return !matcher->credentials.wants_facts &&
	       (is_line_head(bytes, anchor) || is_value_of_name(bytes, anchor) || is_parameter(bytes, anchor));
}

/* An assignment, or a pair that is none of another thing. */
static bool is_assigned_at(up_str bytes, up_span anchor, struct up_assigned *ret_assigned)
{
	return (up_assignment_at(bytes, anchor, ret_assigned) || up_pair_at(bytes, anchor, ret_assigned)) &&
	       !is_end_of_name(bytes, ret_assigned->name) && !is_of_public_file(bytes, ret_assigned->name) &&
	       !is_of_user_user(bytes, ret_assigned->value);
}

/* Could the value be what the name promises, for where it stands and how it is written? */
static bool is_worth_judging(struct up_matcher *matcher, const struct up_layer *layer, const struct up_assigned *assigned)
{
	up_str bytes = layer->bytes, value = up_str_slice(bytes, assigned->value.start, assigned->value.end);
	bool is_bare = assigned->form == UP_ASSIGNED_BARE;
	uint32_t name = assigned->name.start;
	if (is_bare && assigned->named.kind != UP_CREDENTIAL_AUTHORIZATION && !is_bare_secret(matcher, layer, assigned, value))
		return false;
	/* A flag in text that is no command line: a manual. */
	bool is_flag = name > 1 && bytes.s[name - 1] == '-' && bytes.s[name - 2] == '-';
	bool is_loose = assigned->is_compared || assigned->is_loose;
	/* What a secret is compared with is one that people type. */
	bool is_password = assigned->named.kind == UP_CREDENTIAL_PASSWORD ||
			   (assigned->is_compared && assigned->named.kind == UP_CREDENTIAL_SECRET);
	if ((is_flag || (is_loose && (is_bare || !is_password))) && !up_is_random(value))
		return false;
	return !up_credentials_of(matcher)->is_translation || up_credential_is_chance(value);
}

void up_credentials_assignment(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
			       const struct up_layer *layer, up_span anchor)
{
	(void)image, (void)secret;
	struct up_assigned assigned;
	bool is_source = !layer->outer, is_code = up_credentials_of(matcher)->is_code;
	/* `pw:` */
	while (anchor.end > anchor.start + 1 && !up_is_alnum(layer->bytes.s[anchor.end - 1]))
		anchor.end--;
	if (is_source && wants_parser(matcher, layer->bytes, anchor))
		matcher->credentials.wants_facts = true;
	if (!is_assigned_at(layer->bytes, anchor, &assigned))
		return;
	if (is_source && !assigned.is_comment)
		matcher->credentials.wants_facts = true;
	if (!is_worth_judging(matcher, layer, &assigned))
		return;
	bool is_bare = assigned.form == UP_ASSIGNED_BARE, is_header = assigned.named.kind == UP_CREDENTIAL_AUTHORIZATION;
	if (is_bare && assigned.named.kind == UP_CREDENTIAL_PASSWORD && !is_code && is_beside_login(layer->bytes, &assigned))
		assigned.named.is_sure = true;
	if (assigned.is_compared && assigned.named.kind == UP_CREDENTIAL_SECRET)
		assigned.named.kind = UP_CREDENTIAL_PASSWORD;
	if (is_header && is_bare)
		assigned.value.end = end_of_header(layer->bytes, assigned.value);
	struct up_credential_site site = { .key = up_str_slice(layer->bytes, assigned.name.start, assigned.name.end),
					   .named = assigned.named,
					   .value = up_str_slice(layer->bytes, assigned.value.start, assigned.value.end),
					   .at = assigned.value,
					   .layer = layer,
					   .is_quoted = assigned.form == UP_ASSIGNED_QUOTED,
					   .is_comment = assigned.is_comment,
					   .is_text = true,
					   .is_code = is_code };
	if (is_header)
		up_credential_judge_header(matcher, &site);
	else if (assigned.named.kind != UP_CREDENTIAL_CONNECTION)
		up_credential_judge(matcher, &site);
}

/* --- addresses ---------------------------------------------------------------------------------------------------------------- */

/* user:pass@host, guest:guest@localhost: nobody's. */
static bool is_nobodys(up_str user, up_str password, up_str host)
{
	static const up_str passwords[] = { UP_STR("pass"),        UP_STR("password"), UP_STR("passwd"),     UP_STR("pwd"), UP_STR("pw"),
					    UP_STR("user"),        UP_STR("username"), UP_STR("token"),      UP_STR("p"),   UP_STR("x"),
					    UP_STR("pswd"),        UP_STR("mypass"),   UP_STR("mypassword"), UP_STR("key"), UP_STR("auth"),
					    UP_STR("credentials"), UP_STR("userpass") };
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++)
		if (up_str_eq_nocase(password, passwords[i]))
			return true;
	if (up_is_random(password))
		return false;
	return up_host_is_of_manuals(host) || (up_host_is_anyones(host) && up_str_eq(user, password));
}

static up_str plain(struct up_matcher *matcher, up_str password)
{
	if (up_str_find_byte(password, '%', 0) == SIZE_MAX)
		return password;
	char *out = up_arena_alloc(matcher->arena, password.len);
	return (up_str){ out, up_percent_decode(password, out) };
}

static void judge_address(struct up_matcher *matcher, const struct up_layer *layer, const struct up_url *url, bool is_url)
{
	up_str bytes = layer->bytes;
	up_str password = up_str_slice(bytes, url->password.start, url->password.end);
	up_str user = up_str_slice(bytes, url->user.start, url->user.end),
	       host = up_str_slice(bytes, url->host.start, url->host.end); /* scheme://[user[:password]@]host */
	if (up_str_find_byte(user, '[', 0) != SIZE_MAX || up_str_find_byte(password, ']', 0) != SIZE_MAX)
		return;
	if (up_is_reference(password) || is_nobodys(user, password, host) ||
	    (user.len && up_is_placeholder(user) && !up_is_random(password)))
		return;
	if (!is_url && is_of_user_user(bytes, url->password))
		return;
	/* What formats strings: %s:%s@%s, {user}:{password}@{host}. */
	if (up_str_find_byte(password, '{', 0) != SIZE_MAX || up_str_starts(password, UP_STR("%s")) || up_str_starts(password, UP_STR("$")))
		return;
	bool is_local = is_url && up_host_is_anyones(host);
	struct up_credential_site site = { .key = up_str_slice(bytes, is_url ? url->scheme.start : url->whole.start,
							       is_url ? url->scheme.end : url->password.start - 1),
					   .named = { .kind = UP_CREDENTIAL_PASSWORD, .is_sure = !is_local },
					   .value = plain(matcher, password),
					   .at = url->password,
					   .layer = layer,
					   .rule = "secret/password-in-url",
					   .is_quoted = true,
					   .is_comment = false };
	if (up_line_is_comment(bytes, url->whole.start) && !up_is_random(site.value))
		return;
	up_credential_judge(matcher, &site);
}

void up_credentials_url(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
			const struct up_layer *layer, up_span anchor)
{
	(void)image, (void)secret;
	struct up_url url;
	bool is_url = layer->bytes.s[anchor.start] == ':';
	while (!is_url && anchor.end > anchor.start && !up_is_alpha(layer->bytes.s[anchor.end - 1]))
		anchor.end--;
	if (is_url ? up_url_at(layer->bytes, anchor, &url) : up_dsn_at(layer->bytes, anchor, &url))
		judge_address(matcher, layer, &url, is_url);
}

/* --- command lines -------------------------------------------------------------------------------------------------------------- */

static bool ends_command(char c)
{
	return memchr("\n\r;|&()<>`", c, 10) != NULL;
}

/* The word without its quotes and backslashes: a view where they only stand round it. */
static up_str unquoted(struct up_matcher *matcher, up_str raw)
{
	char first = raw.len ? raw.s[0] : '\0';
	bool is_quoted = raw.len > 1 && (first == '"' || first == '\'') && raw.s[raw.len - 1] == first;
	up_str inside = is_quoted ? up_str_slice(raw, 1, raw.len - 1) : raw;
	bool is_plain = true;
	for (size_t i = 0; i < inside.len && is_plain; i++)
		is_plain = !memchr("\"'\\", inside.s[i], 3);
	if (is_plain)
		return inside;
	char quote = '\0', *out = up_arena_alloc(matcher->arena, raw.len);
	size_t n = 0;
	for (size_t i = 0; i < raw.len; i++) {
		char c = raw.s[i];
		if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? '\0' : c;
		else if (c == '\\' && quote != '\'' && i + 1 < raw.len)
			out[n++] = raw.s[++i];
		else
			out[n++] = c;
	}
	return (up_str){ out, n };
}

static void skip_gap(up_str bytes, size_t end, size_t *at)
{
	while (*at < end) {
		bool continues = bytes.s[*at] == '\\' && *at + 1 < end && (bytes.s[*at + 1] == '\n' || bytes.s[*at + 1] == '\r');
		if (!continues && !up_is_blank(bytes.s[*at]))
			return;
		*at += continues ? 2 : 1;
		if (continues && *at < end && bytes.s[*at] == '\n')
			++*at;
	}
}

/* One word from *at on; false at the end of the command. */
static bool next_word(struct up_matcher *matcher, up_str bytes, size_t end, size_t *at, struct up_argument *ret_word)
{
	skip_gap(bytes, end, at);
	if (*at >= end || ends_command(bytes.s[*at]))
		return false;
	size_t start = *at;
	char quote = '\0';
	bool is_dynamic = false;
	for (; *at < end; ++*at) {
		char c = bytes.s[*at], next = *at + 1 < end ? bytes.s[*at + 1] : '\0';
		if (quote && c == quote)
			quote = '\0';
		else if (!quote && (c == '"' || c == '\''))
			quote = c;
		else if (c == '\n' || c == '\r' || (!quote && (up_is_blank(c) || ends_command(c))))
			break;
		else if (c == '\\' && quote != '\'' && next)
			++*at;
		else
			is_dynamic = is_dynamic || (quote != '\'' && c == '$' && (up_is_alpha(next) || (next && strchr("_{(", next))));
	}
	*ret_word = (struct up_argument){ .text = unquoted(matcher, up_str_slice(bytes, start, *at)),
					  .at = { (uint32_t)start, (uint32_t)*at },
					  .is_dynamic = is_dynamic };
	return true;
}

static size_t line_end(up_str bytes, size_t at)
{
	size_t most = at + LINE_MAX_BYTES < bytes.len ? at + LINE_MAX_BYTES : bytes.len;
	for (size_t i = at; i < most; i++)
		if (bytes.s[i] == '\n' && !(i && (bytes.s[i - 1] == '\\' || (i > 1 && bytes.s[i - 1] == '\r' && bytes.s[i - 2] == '\\'))))
			return i;
	return most;
}

/* `echo "user:password" | chpasswd`, `echo x | passwd --stdin user`: the word that is piped in. */
static void judge_piped(struct up_matcher *matcher, const struct up_layer *layer, up_span program, bool is_pair, up_str key)
{
	up_str bytes = layer->bytes;
	size_t start = program.start;
	while (start && program.start - start < PIPE_BEFORE && bytes.s[start - 1] != '\n' && bytes.s[start - 1] != ';')
		start--;
	size_t echo = up_str_find(up_str_slice(bytes, 0, program.start), UP_STR("echo "), start);
	if (echo == SIZE_MAX)
		echo = up_str_find(up_str_slice(bytes, 0, program.start), UP_STR("printf "), start);
	if (echo == SIZE_MAX || up_str_find_byte(up_str_slice(bytes, 0, program.start), '|', echo) == SIZE_MAX)
		return;
	size_t at = up_str_find_byte(bytes, ' ', echo);
	struct up_argument word;
	while (next_word(matcher, bytes, program.start, &at, &word)) {
		/* An option, or the format of printf. */
		if (up_str_starts(word.text, UP_STR("-")) || up_str_contains(word.text, UP_STR("%s")))
			continue;
		struct up_credential_site site = { .key = key,
						   .named = { .kind = UP_CREDENTIAL_PASSWORD, .is_sure = true },
						   .value = word.text,
						   .at = word.at,
						   .layer = layer,
						   .rule = "secret/password-in-command",
						   .is_quoted = true,
						   .is_dynamic = word.is_dynamic };
		if (is_pair)
			up_credential_judge_pair(matcher, &site, ':');
		else
			up_credential_judge(matcher, &site);
		return;
	}
}

/* `chpasswd <<<"user:password"`, `chpasswd <<EOF` and the lines below it. */
static void judge_here(struct up_matcher *matcher, const struct up_layer *layer, up_span program, up_str key)
{
	up_str bytes = layer->bytes;
	size_t at = program.end, end = bytes.len - at < LINE_MAX_BYTES ? bytes.len : at + LINE_MAX_BYTES;
	while (at < end && bytes.s[at] != '<' && bytes.s[at] != '\n')
		at++;
	if (!up_str_starts(up_str_slice(bytes, at, end), UP_STR("<<")))
		return;
	bool is_string = up_str_starts(up_str_slice(bytes, at, end), UP_STR("<<<"));
	at += is_string ? 3 : 2;
	while (!is_string && at < end && bytes.s[at - 1] != '\n')
		at++;
	struct up_argument word;
	while (next_word(matcher, bytes, end, &at, &word)) {
		up_credential_judge_pair(matcher,
					 &(struct up_credential_site){ .key = key,
								       .value = word.text,
								       .at = word.at,
								       .layer = layer,
								       .rule = "secret/password-in-command",
								       .is_quoted = true,
								       .is_dynamic = word.is_dynamic },
					 ':');
		at += !is_string && at < end && bytes.s[at] == '\n';
		if (is_string || up_str_find_byte(word.text, ':', 0) == SIZE_MAX)
			return;
	}
}

static bool has_argument(const struct up_argument *arguments, uint32_t n, const char *text)
{
	for (uint32_t i = 0; i < n; i++)
		if (up_str_eq(arguments[i].text, up_str_from(text)))
			return true;
	return false;
}

static void judge_stdin(struct up_matcher *matcher, const struct up_layer *layer, up_span program, up_str name,
			const struct up_argument *arguments, uint32_t n)
{
	if (up_str_eq(name, UP_STR("chpasswd"))) {
		judge_piped(matcher, layer, program, true, name);
		judge_here(matcher, layer, program, name);
	} else if (has_argument(arguments, n, "--stdin") || has_argument(arguments, n, "--password-stdin") ||
		   (up_str_eq(name, UP_STR("sudo")) && has_argument(arguments, n, "-S")))
		judge_piped(matcher, layer, program, false, name);
}

static bool names_account(up_str flag)
{
	return up_str_is_listed(flag, "-user -group -u -g --user --group --owner chown chgrp");
}

/* An account of the same name as a program: `find -user mysql -print0`, `sudo -u mysql`. */
static bool is_account(up_str bytes, size_t start)
{
	size_t end = start;
	while (end && up_is_blank(bytes.s[end - 1]))
		end--;
	size_t word = end;
	while (word && !up_is_space(bytes.s[word - 1]))
		word--;
	return end < start && names_account(up_str_slice(bytes, word, end));
}

/* What stands before the name of a program that is run: nothing, an operator, a path, `sudo`. */
static bool is_program(up_str bytes, up_span at)
{
	char next = at.end < bytes.len ? bytes.s[at.end] : '\n', before = at.start ? bytes.s[at.start - 1] : '\n';
	if (!up_is_space(next) && next != ';' && next != '"' && next != '\'' && next != '\\')
		return false;
	return (up_is_space(before) && !is_account(bytes, at.start)) || memchr("/\\;|&(`\"'$>[,", before, 13) != NULL;
}

void up_credentials_line(struct up_matcher *matcher, const struct up_image *image, const struct up_image_secret *secret,
			 const struct up_layer *layer, up_span anchor)
{
	(void)image, (void)secret;
	up_str bytes = layer->bytes, name;
	/* An anchor may be the beginning of the name: snmpget, mysqldump. */
	while (anchor.end < bytes.len && (up_is_alnum(bytes.s[anchor.end]) || memchr("_-.", bytes.s[anchor.end], 3)) &&
	       anchor.end - anchor.start < 32)
		anchor.end++;
	name = up_str_slice(bytes, anchor.start, anchor.end);
	struct up_credentials *state = &matcher->credentials;
	if (!is_program(bytes, anchor) || (state->line_layer == layer->number && anchor.start < state->line_until))
		return;
	/* `sudo -S`; what it runs is seen to by itself. */
	bool is_sudo = up_str_eq(name, UP_STR("sudo"));
	struct up_argument arguments[ARGUMENTS];
	uint32_t n = 0;
	size_t at = anchor.end, end = line_end(bytes, at);
	while (n < (is_sudo ? SUDO_ARGUMENTS : ARGUMENTS) && next_word(matcher, bytes, end, &at, &arguments[n]))
		n++;
	if (!is_sudo) {
		state->line_layer = layer->number;
		state->line_until = at;
	}
	if (!layer->outer)
		matcher->credentials.wants_facts = true;
	judge_stdin(matcher, layer, anchor, name, arguments, n); /* docker exec db mysql -px */
	uint32_t inner = 0;
	while (inner < n && (!up_credentials_know(arguments[inner].text) || (inner && names_account(arguments[inner - 1].text))))
		inner++;
	if (inner + 1 < n)
		up_credentials_arguments(matcher, layer, arguments[inner].text, arguments + inner + 1, n - inner - 1, UP_STR(""),
					 up_line_is_comment(bytes, anchor.start));
	if (up_credentials_know(name))
		up_credentials_arguments(matcher, layer, name, arguments, n, UP_STR(""), up_line_is_comment(bytes, anchor.start));
}
