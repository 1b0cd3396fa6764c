/* Requests over HTTP on command lines. */
#include "common/command-private.h"
#include "common/request.h"

struct line {
	const struct up_word *words;
	uint32_t n_words;
	up_str method;
	bool has_data, only_reads;
	const struct up_word *url;
};

static bool is_word(up_str word, const char *text)
{
	return up_str_eq(word, up_str_from(text));
}

static up_str word_at(const struct line *line, uint32_t i)
{
	return i < line->n_words ? line->words[i].text.bytes : UP_STR("");
}

/* --- curl ------------------------------------------------------------------------------------------------------------- */

static const char curl_data[] = "--data --data-raw --data-binary --data-ascii --data-urlencode --json --form --form-string --upload-file";
static const char curl_takes[] =
	"--header --user --output --user-agent --referer --cookie --cookie-jar --max-time --connect-timeout --retry --retry-delay "
	"--retry-max-time --cacert --capath --cert --key --cert-type --key-type --pass --proxy --proxy-user --proxy-header --resolve "
	"--connect-to --write-out --config --range --interface --limit-rate --netrc-file --unix-socket --abstract-unix-socket --max-redirs "
	"--ciphers --tls-max --dump-header --continue-at --time-cond --quote --oauth2-bearer --aws-sigv4 --max-filesize --speed-limit "
	"--speed-time --stderr --trace --trace-ascii --socks5 --socks5-hostname --noproxy --keepalive-time --expect100-timeout "
	"--parallel-max "
	"--variable --output-dir --url-query --dns-servers --doh-url --pinnedpubkey --engine --local-port --krb "
	"--happy-eyeballs-timeout-ms";
static const char curl_letters[] = "AbcCDeEHKmoPQrtuUwxyYz"; /* take an argument that does not matter here */

/* Letters of one word: -sSfXPOST, -sd. Returns how many words after it are arguments. */
static uint32_t curl_letter(struct line *line, uint32_t i)
{
	up_str word = word_at(line, i);
	for (size_t k = 1; k < word.len; k++) {
		char c = word.s[k];
		up_str rest = up_str_slice(word, k + 1, word.len);
		if (c == 'X')
			line->method = rest.len ? rest : word_at(line, i + 1);
		line->has_data |= c == 'd' || c == 'F' || c == 'T';
		line->only_reads |= c == 'G' || c == 'I';
		if (c == 'T' && !line->method.len)
			line->method = UP_STR("PUT");
		if (c == 'X' || c == 'd' || c == 'F' || c == 'T' || strchr(curl_letters, c))
			return rest.len ? 0 : 1;
	}
	return 0;
}

static void look_curl(struct line *line)
{
	for (uint32_t i = 1; i < line->n_words; i++) {
		up_str word = word_at(line, i);
		size_t equals = up_str_find_byte(word, '=', 0);
		up_str name = up_str_starts(word, UP_STR("--")) ? up_str_slice(word, 0, equals) : word;
		uint32_t skip = equals == SIZE_MAX;
		if (is_word(name, "--request")) {
			line->method = skip ? word_at(line, i + 1) : up_str_slice(word, equals + 1, word.len);
			i += skip;
		} else if (up_command_listed(curl_data, name)) {
			line->has_data = true;
			i += skip;
		} else if (is_word(word, "--get") || is_word(word, "--head")) {
			line->only_reads = true;
		} else if (is_word(word, "--url") && i + 1 < line->n_words) {
			line->url = &line->words[++i];
		} else if (up_command_listed(curl_takes, name)) {
			i += skip;
		} else if (up_str_starts(word, UP_STR("-")) && !up_str_starts(word, UP_STR("--"))) {
			i += curl_letter(line, i);
		} else if (!up_str_starts(word, UP_STR("-")) && !line->url) {
			line->url = &line->words[i];
		}
	}
	if (line->only_reads && !line->method.len)
		line->has_data = false;
}

/* --- the others ------------------------------------------------------------------------------------------------------- */

static void look_wget(struct line *line)
{
	static const char takes[] =
		"-O -o -a -i -B -t -T -w -Q -P -U -e --header --user --password --output-document --timeout --tries -nv";
	for (uint32_t i = 1; i < line->n_words; i++) {
		up_str word = word_at(line, i);
		up_str name = up_str_slice(word, 0, up_str_find_byte(word, '=', 0));
		bool is_joined = name.len < word.len;
		line->has_data |= is_word(name, "--post-data") || is_word(name, "--post-file");
		if (is_word(name, "--method"))
			line->method = is_joined ? up_str_slice(word, name.len + 1, word.len) : word_at(line, i + 1);
		bool takes_next = up_command_listed("--post-data --post-file --method --body-data --body-file", name) ||
				  up_command_listed(takes, name);
		if (up_str_starts(word, UP_STR("-")))
			i += takes_next && !is_joined && !is_word(word, "-nv");
		else if (!line->url)
			line->url = &line->words[i];
	}
}

static bool is_method(up_str word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.s[i] < 'A' || word.s[i] > 'Z')
			return false;
	return word.len >= 3 && word.len <= 7;
}

/* http METHOD URL [name=value name:=json name@file Header:value]. The method of `http` and `https` must be there: the words stand everywhere. */
static void look_httpie(struct line *line)
{
	static const char takes[] =
		"-a --auth -A --auth-type -o --output --session --timeout --cert --cert-key --verify -p --print -s --style --proxy";
	for (uint32_t i = 1; i < line->n_words; i++) {
		up_str word = word_at(line, i);
		if (up_str_starts(word, UP_STR("-")))
			i += up_command_listed(takes, word);
		else if (!line->url && !line->method.len && is_method(word))
			line->method = word;
		else if (!line->url)
			line->url = &line->words[i];
		else if (is_word(word_at(line, 0), "xh") || is_word(word_at(line, 0), "xhs"))
			line->has_data |= up_str_find_byte(word, '=', 0) != SIZE_MAX && !up_str_contains(word, UP_STR("=="));
	}
}

/* gh api [-X METHOD] PATH [-f name=value] */
static void look_api(struct line *line)
{
	static const char data[] = "-f -F --field --raw-field --input";
	static const char takes[] = "-H --header -q --jq -t --template --hostname --cache -p --preview -R --repo";
	for (uint32_t i = 2; i < line->n_words; i++) {
		up_str word = word_at(line, i);
		up_str name = up_str_slice(word, 0, up_str_starts(word, UP_STR("--")) ? up_str_find_byte(word, '=', 0) : SIZE_MAX);
		bool is_joined = name.len < word.len;
		if (is_word(name, "-X") || is_word(name, "--method"))
			line->method = is_joined ? up_str_slice(word, name.len + 1, word.len) : word_at(line, i + 1);
		else if (up_str_starts(word, UP_STR("-X")))
			line->method = up_str_slice(word, 2, word.len);
		bool is_data = up_command_listed(data, name);
		line->has_data |= is_data;
		if (is_data || is_word(name, "-X") || is_word(name, "--method") || up_command_listed(takes, name))
			i += !is_joined;
		else if (!up_str_starts(word, UP_STR("-")) && !line->url)
			line->url = &line->words[i];
	}
}

/* "repos/x/y/hooks" of the host that the command talks to. */
static up_str base_of(up_str name, up_str url)
{
	if (up_str_contains(url, UP_STR("://")))
		return UP_STR("");
	bool has_slash = up_str_starts(url, UP_STR("/"));
	if (is_word(name, "gh"))
		return has_slash ? UP_STR("https://api.github.com") : UP_STR("https://api.github.com/");
	return has_slash ? UP_STR("https://gitlab.com/api/v4") : UP_STR("https://gitlab.com/api/v4/");
}

bool up_request_emit_command(struct up_parse *p, up_str name, const struct up_word *words, uint32_t n_words, up_span whole)
{
	struct line line = { .words = words, .n_words = n_words };
	bool is_api = false;
	if (is_word(name, "curl"))
		look_curl(&line);
	else if (is_word(name, "wget"))
		look_wget(&line);
	else if (up_command_listed("http https xh xhs", name))
		look_httpie(&line);
	else if ((is_api = up_command_listed("gh glab", name) && is_word(word_at(&line, 1), "api")))
		look_api(&line);
	if (!line.url)
		return true;
	/* API=https://x/v2; curl "$API/flags": the address is what both say together. */
	up_str rest, base = is_api ? UP_STR("") : up_command_base(p, line.url, &rest);
	struct up_word url = *line.url;
	if (up_str_contains(base, UP_STR("://")))
		url.text.bytes = rest;
	const struct up_request request = { .method = line.method.len ? line.method
						      : line.has_data ? UP_STR("POST")
								      : UP_STR("GET"),
					    .url = &url,
					    .base = is_api                                 ? base_of(name, line.url->text.bytes)
						    : up_str_contains(base, UP_STR("://")) ? base
											   : UP_STR(""),
					    .words = words,
					    .n_words = n_words,
					    .key_at = words[0].at,
					    .at = whole };
	return up_request_emit(p, &request);
}
